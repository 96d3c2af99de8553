#include "app/document_set.h"

#include <algorithm>

#include "app/version.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/json.h"

namespace attt::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view schema = "attt.manifest/1";

tl::unexpected<base::Error> damaged(const fs::path& path, const std::string& reason) {
    return base::fail(base::ErrorCode::bad_input, "manifest.damaged", {{"path", path.string()}, {"reason", reason}});
}

base::Value to_value(const std::vector<SetFile>& files) {
    base::Array out;
    for (const SetFile& file : files)
        out.emplace_back(base::Object{{"name", file.name}, {"size", file.size}, {"sha256", file.sha256}});
    return out;
}

base::Value to_value(const WrittenSet& set) {
    return base::Object{{"kind", set.kind},
                        {"subject", set.subject},
                        {"as_of", base::to_iso_date(set.as_of)},
                        {"written_at", base::to_rfc3339(set.written_at)},
                        {"program_version", set.program_version},
                        {"files", to_value(set.files)},
                        {"audit", base::Object{{"seq", set.seal.seq}, {"hash", set.seal.hash}}}};
}

// A name of ours: relative, and never above the directory.
bool is_inside(const fs::path& name) {
    if (name.empty() || name.is_absolute() || name.filename().empty()) return false;
    return std::none_of(name.begin(), name.end(), [](const fs::path& part) { return part == ".." || part == "."; });
}

bool is_sha256(std::string_view text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

base::Result<WrittenSet> set_of(const base::Value& value, const fs::path& path) {
    WrittenSet out;
    out.kind = value["kind"].string_or("");
    out.subject = value["subject"].string_or("");
    const auto as_of = base::parse_date(value["as_of"].string_or(""));
    const auto written = base::parse_rfc3339(value["written_at"].string_or(""));
    if (!as_of || !written) return damaged(path, "as_of, written_at");
    out.as_of = *as_of;
    out.written_at = *written;
    out.program_version = value["program_version"].string_or("");
    out.seal = {value["audit"]["seq"].integer_or(0), value["audit"]["hash"].string_or("")};
    const base::Array* files = value["files"].if_array();
    if (files == nullptr) return damaged(path, "files");
    for (const base::Value& each : *files) {
        const SetFile file{each["name"].string_or(""), each["size"].integer_or(-1), each["sha256"].string_or("")};
        if (!is_inside(file.name) || file.size < 0 || !is_sha256(file.sha256)) return damaged(path, "files");
        out.files.push_back(file);
    }
    return out;
}

// A set of which every file has been written again tells nothing any more.
void drop_replaced(std::vector<WrittenSet>& sets) {
    std::map<std::string, std::size_t> newest;
    for (std::size_t i = 0; i < sets.size(); ++i) {
        for (const SetFile& file : sets[i].files)
            newest[file.name] = i;
    }
    std::vector<WrittenSet> kept;
    for (std::size_t i = 0; i < sets.size(); ++i) {
        const bool holds = std::any_of(sets[i].files.begin(), sets[i].files.end(),
                                       [&](const SetFile& file) { return newest.at(file.name) == i; });
        if (holds) kept.push_back(std::move(sets[i]));
    }
    sets = std::move(kept);
}

}  // namespace

std::string hash_of_files(const std::vector<SetFile>& files) {
    return base::sha256_hex(base::to_canonical_json(to_value(files)));
}

base::Result<DocumentSet> DocumentSet::begin(const Workspace& workspace, fs::path directory, std::string kind,
                                             std::string subject, base::Date as_of, std::string only) {
    auto entries = store::Register::open(workspace.store_file());
    if (!entries) return tl::unexpected(entries.error());
    auto frozen = entries->frozen();
    if (!frozen) return tl::unexpected(frozen.error());
    if (directory.empty()) directory = ".";
    if (auto made = base::make_directory(directory, 0700); !made) return tl::unexpected(made.error());
    DocumentSet out(std::move(*entries));
    out.manifest_ = directory / (only.empty() ? std::string(manifest_name) : only + "." + std::string(manifest_name));
    // before anything is written: a manifest that cannot be read would be lost
    if (std::error_code ignored; fs::exists(out.manifest_, ignored)) {
        if (auto known = read_manifest(out.manifest_); !known) return tl::unexpected(known.error());
    }
    out.directory_ = std::move(directory);
    out.frozen_ = std::move(*frozen);
    out.set_.kind = std::move(kind);
    out.set_.subject = std::move(subject);
    out.set_.as_of = as_of;
    out.set_.program_version = program_version();
    return out;
}

base::Result<void> DocumentSet::add(const std::string& name, std::string_view bytes) {
    const fs::path path = directory_ / name;
    const std::string own = path.filename().string();  // of this set, or of another beside it
    if (!is_inside(name) || own == manifest_name || own.ends_with("." + std::string(manifest_name)))
        return base::fail(base::ErrorCode::bad_usage, "report.bad_name", {{"name", name}});
    const std::string hash = base::sha256_hex(bytes);
    std::error_code ignored;
    if (!frozen_.empty() && fs::is_regular_file(path, ignored)) {
        auto there = base::read_file(path);
        if (!there) return tl::unexpected(there.error());
        const auto sent = frozen_.find(base::sha256_hex(*there));
        if (sent != frozen_.end() && sent->first != hash)
            return base::fail(base::ErrorCode::bad_input, "report.sent_already",
                              {{"path", path.string()}, {"number", sent->second}});
    }
    if (auto made = base::make_directory(path.parent_path(), 0700); !made) return made;
    if (auto written = base::write_file(path, bytes, 0640); !written) return written;
    note(name, bytes);
    return {};
}

void DocumentSet::note(const std::string& name, std::string_view bytes) {
    SetFile file{name, static_cast<std::int64_t>(bytes.size()), base::sha256_hex(bytes)};
    const std::lock_guard lock(*mutex_);
    files_[name] = std::move(file);
}

base::Result<void> DocumentSet::finish(store::Store& store, base::Time at) {
    for (auto& [name, file] : files_)
        set_.files.push_back(std::move(file));
    files_.clear();
    set_.written_at = at;
    const base::Object detail{{"as_of", base::to_iso_date(set_.as_of)},
                              {"files", set_.files.size()},
                              {"files_sha256", hash_of_files(set_.files)}};
    if (auto noted = store.audit(set_.kind, set_.subject, detail, at); !noted) return noted;
    auto seal = register_.seal_of(set_.kind, set_.subject, detail);
    if (!seal) return tl::unexpected(seal.error());
    set_.seal = seal->value_or(store::Seal{});
    std::vector<WrittenSet> sets;
    if (std::error_code ignored; fs::exists(manifest_, ignored)) {
        auto known = read_manifest(manifest_);
        if (!known) return tl::unexpected(known.error());
        sets = std::move(*known);
    }
    sets.push_back(set_);
    drop_replaced(sets);
    base::Array out;
    for (const WrittenSet& each : sets)
        out.push_back(to_value(each));
    const base::Value manifest = base::Object{{"schema", schema}, {"sets", std::move(out)}};
    return base::write_file(manifest_, base::to_pretty_json(manifest) + "\n", 0640);
}

base::Result<std::string> newest_of_data(const Workspace& workspace) {
    auto entries = store::Register::open(workspace.store_file());
    return entries ? entries->head_of_data() : tl::unexpected(entries.error());
}

base::Result<std::vector<WrittenSet>> read_manifest(const fs::path& path) {
    auto bytes = base::read_file(path, 64U << 20U);
    return bytes ? parse_manifest(*bytes, path) : tl::unexpected(bytes.error());
}

base::Result<std::vector<WrittenSet>> parse_manifest(std::string_view bytes, const fs::path& path) {
    auto value = base::parse_json(bytes, path.string());
    if (!value) return damaged(path, "JSON");
    const base::Array* sets = (*value)["sets"].if_array();
    if ((*value)["schema"].string_or("") != schema || sets == nullptr) return damaged(path, std::string(schema));
    std::vector<WrittenSet> out;
    for (const base::Value& each : *sets) {
        auto set = set_of(each, path);
        if (!set) return tl::unexpected(set.error());
        out.push_back(std::move(*set));
    }
    return out;
}

}  // namespace attt::app
