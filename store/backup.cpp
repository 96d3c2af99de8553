#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/hash.h"
#include "store/audit.h"
#include "store/blobs.h"
#include "store/impl.h"
#include "store/private_file.h"

namespace attt::store {
namespace {

namespace fs = std::filesystem;
using base::Result;

constexpr const char* head_sql = "SELECT hash FROM audit_event ORDER BY seq DESC LIMIT 1";

// A copy that cannot be read back is none: it is looked at before it gets its name.
Result<std::string> head_of_sound_copy(const std::string& path) {
    return guarded(path, [&]() -> Result<std::string> {
        SQLite::Database copy(path, SQLite::OPEN_READONLY);
        if (const std::string said = copy.execAndGet("PRAGMA integrity_check(1)").getString(); said != "ok")
            return base::fail(damaged(path, said));
        return base::hex(copy.execAndGet(head_sql).getString());
    });
}

}  // namespace

Result<Store::Backup> Store::backup(const std::string& to, base::Time at) {
    std::error_code ignored;
    if (fs::exists(fs::symlink_status(to, ignored)))
        return base::fail(base::ErrorCode::bad_input, "store.backup_exists", {{"path", to}});
    Draft draft(to + ".new-" + std::to_string(::getpid()));
    if (auto copied = copy_whole(impl_->path, draft.path()); !copied) {
        base::Error error = copied.error();
        for (auto& [name, value] : error.arguments) {
            if (value == draft.path()) value = to;
        }
        return base::fail(std::move(error));
    }
    auto head = head_of_sound_copy(draft.path());
    if (!head) return base::fail(head.error());
    if (::rename(draft.path().c_str(), to.c_str()) != 0) return system_failure(to, errno);
    draft.keep();
    if (auto flushed = flush_to_disk(to); !flushed) return base::fail(flushed.error());

    Backup out{*head, static_cast<std::int64_t>(fs::file_size(to, ignored)), std::nullopt};
    if (auto noted = audit("db.backup", to, base::Object{{"head", out.head}, {"bytes", out.bytes}}, at); !noted)
        out.not_noted = noted.error();
    return out;
}

}  // namespace attt::store
