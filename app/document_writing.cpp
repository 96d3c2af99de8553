#include "app/document_writing.h"

#include "base/files.h"
#include "base/hash.h"
#include "base/value.h"

namespace attt::app {

base::Result<DocumentWriting> DocumentWriting::begin(store::Store&, std::filesystem::path directory, std::string action,
                                                     std::string subject, base::Date as_of, const std::string&) {
    DocumentWriting out;
    if (!directory.empty()) {
        if (auto made = base::make_directory(directory, 0700); !made) return tl::unexpected(made.error());
    }
    out.directory_ = std::move(directory);
    out.action_ = std::move(action);
    out.subject_ = std::move(subject);
    out.as_of_ = as_of;
    return out;
}

base::Result<void> DocumentWriting::add(const std::string& name, std::string_view bytes) {
    if (auto written = base::write_file(directory_ / name, bytes, 0640); !written) return written;
    const std::lock_guard lock(*mutex_);
    hashes_[name] = base::sha256_hex(bytes);
    return {};
}

base::Result<void> DocumentWriting::finish(store::Store& store, base::Time at) {
    base::Object files;
    for (const auto& [name, hash] : hashes_)
        files.set(name, hash);
    return store.audit(action_, subject_,
                       base::Object{{"as_of", base::to_iso_date(as_of_)}, {"files", std::move(files)}}, at);
}

}  // namespace attt::app
