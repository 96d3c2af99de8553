#include "app/verify_documents.h"

#include <algorithm>

#include "base/files.h"
#include "base/hash.h"

namespace attt::app {
namespace {

namespace fs = std::filesystem;

class Verifier {
  public:
    Verifier(fs::path directory, fs::path manifest)
        : directory_(std::move(directory)), manifest_(std::move(manifest)) {}

    void files(const std::vector<WrittenSet>& sets) {
        for (const WrittenSet& set : sets) {
            for (const SetFile& file : set.files)
                expected_[file.name] = file;  // the later set holds
        }
        for (const auto& [name, file] : expected_)
            compare(file);
        out_.sets = sets.size();
        out_.files = expected_.size();
    }

    // Links are not followed: what is not a plain file in a plain directory was not written by us.
    void extras() {
        std::error_code error;
        for (fs::recursive_directory_iterator it(directory_, error), end; !error && it != end; it.increment(error)) {
            if (it->symlink_status().type() == fs::file_type::directory) continue;
            const std::string name = it->path().lexically_relative(directory_).generic_string();
            if (it->path() == manifest_ || expected_.contains(name)) continue;
            problem(Difference::extra, name);
        }
        if (error) problem(Difference::unreadable, directory_.string());
    }

    base::Result<void> chain(const std::vector<WrittenSet>& sets, store::Register& events) {
        out_.chain_asked = true;
        for (const WrittenSet& set : sets) {
            auto event = events.event(set.seal.seq);
            if (!event) return tl::unexpected(event.error());
            const bool sealed = *event && (*event)->hash == set.seal.hash && (*event)->action == set.kind &&
                                (*event)->object == set.subject &&
                                (*event)->detail["files_sha256"].string_or("") == hash_of_files(set.files) &&
                                (*event)->detail["as_of"].string_or("") == base::to_iso_date(set.as_of);
            if (!sealed)
                problem(Difference::unsealed, set.kind + (set.subject.empty() ? "" : " " + set.subject),
                        std::to_string(set.seal.seq));
        }
        return {};
    }

    VerifiedDocuments result() {
        std::stable_sort(out_.problems.begin(), out_.problems.end(),
                         [](const auto& a, const auto& b) { return a.name < b.name; });
        return std::move(out_);
    }

  private:
    void compare(const SetFile& file) {
        const fs::path path = directory_ / file.name;
        std::error_code error;
        const fs::file_status status = fs::symlink_status(path, error);
        if (status.type() == fs::file_type::not_found) return problem(Difference::missing, file.name);
        if (status.type() != fs::file_type::regular) return problem(Difference::changed, file.name);
        auto bytes = base::read_file(path, std::size_t{1} << 32U);
        if (!bytes) return problem(Difference::unreadable, file.name);
        const auto size = static_cast<std::int64_t>(bytes->size());
        if (size != file.size)
            return problem(Difference::changed, file.name,
                           std::to_string(file.size) + " -> " + std::to_string(size) + " B");
        const std::string hash = base::sha256_hex(*bytes);
        if (hash != file.sha256)
            problem(Difference::changed, file.name, file.sha256.substr(0, 12) + "… -> " + hash.substr(0, 12) + "…");
    }

    void problem(Difference difference, std::string name, std::string detail = {}) {
        out_.problems.push_back({difference, std::move(name), std::move(detail)});
    }

    fs::path directory_;
    fs::path manifest_;
    std::map<std::string, SetFile> expected_;
    VerifiedDocuments out_;
};

}  // namespace

base::Result<VerifiedDocuments> verify_documents(const fs::path& path, store::Register* events) {
    std::error_code ignored;
    const bool whole = fs::is_directory(path, ignored);
    const fs::path manifest = whole ? path / manifest_name : path;
    if (!fs::exists(manifest, ignored))
        return base::fail(base::ErrorCode::not_found, "manifest.not_found", {{"path", manifest.string()}});
    auto sets = read_manifest(manifest);
    if (!sets) return tl::unexpected(sets.error());
    const fs::path directory = whole ? path : path.has_parent_path() ? path.parent_path() : fs::path(".");
    Verifier verifier(directory, directory / manifest.filename());
    verifier.files(*sets);
    // beside a manifest of one file lie things that are not ours
    if (manifest.filename() == manifest_name) verifier.extras();
    if (events != nullptr) {
        if (auto asked = verifier.chain(*sets, *events); !asked) return tl::unexpected(asked.error());
    }
    return verifier.result();
}

base::Value to_value(const VerifiedDocuments& verified) {
    base::Array problems;
    for (const auto& each : verified.problems) {
        base::Object problem{{"name", each.name}, {"difference", name_of(each.difference)}};
        if (!each.detail.empty()) problem.set("detail", each.detail);
        problems.emplace_back(std::move(problem));
    }
    return base::Object{
        {"schema", "attt.report_verify/1"},
        {"sets", verified.sets},
        {"files", verified.files},
        {"chain", verified.chain_asked ? base::Value(std::none_of(
                                             verified.problems.begin(), verified.problems.end(),
                                             [](const auto& each) { return each.difference == Difference::unsealed; }))
                                       : base::Value()},
        {"problems", std::move(problems)}};
}

}  // namespace attt::app
