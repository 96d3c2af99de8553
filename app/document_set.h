// A set of documents that leaves the building: every file of it is written whole, its size and SHA-256 go into the
// directory's manifest, and an audit event seals the list. A file that stands in the register of what was sent is never
// written over. Several sets may share a directory; where two name one file, the later one holds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "app/workspace.h"
#include "base/error.h"
#include "base/time.h"
#include "base/value.h"
#include "store/register.h"

namespace attt::app {

inline constexpr std::string_view manifest_name = "manifest.json";

struct SetFile {
    std::string name;  // relative to the directory, with '/'
    std::int64_t size = 0;
    std::string sha256;
    bool operator==(const SetFile&) const = default;
};

struct WrittenSet {
    std::string kind;     // "report.agency": the action of the audit event
    std::string subject;  // agency, drill or system; empty: the province
    base::Date as_of;
    base::Time written_at;
    std::string program_version;
    std::vector<SetFile> files;  // by name
    store::Seal seal;
};

// SHA-256 over the canonical JSON of the files: what the audit event holds.
std::string hash_of_files(const std::vector<SetFile>& files);

class DocumentSet {
  public:
    // `directory` is made where it is missing. `only` empty: the directory's manifest.json takes the set in; else the
    // set is that one file of a directory that is not ours, and its manifest is "NAME.manifest.json" beside it.
    // Errors: those of files and the store, manifest.damaged (path, reason).
    static base::Result<DocumentSet> begin(const Workspace& workspace, std::filesystem::path directory,
                                           std::string kind, std::string subject, base::Date as_of,
                                           std::string only = {});

    // Writes one file (mode 0640). May be called by several threads at once. Errors: those of files, report.bad_name
    // (name), report.sent_already (path, number: the file stands in the register and would change).
    base::Result<void> add(const std::string& name, std::string_view bytes);

    // Counts a file that somebody else has written there, or will.
    void note(const std::string& name, std::string_view bytes);

    // Seals what was added by an audit event of `store` and writes the manifest. Errors: those of files and the store.
    base::Result<void> finish(store::Store& store, base::Time at);

    const std::filesystem::path& directory() const { return directory_; }

  private:
    explicit DocumentSet(store::Register entries) : register_(std::move(entries)) {}

    store::Register register_;
    std::filesystem::path directory_;
    std::filesystem::path manifest_;
    WrittenSet set_;
    std::map<std::string, SetFile, std::less<>> files_;
    std::map<std::string, std::string, std::less<>> frozen_;  // sha256 -> number of what was sent
    std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
};

// The hash that documents print: of the newest audit event about data. Writing documents does not move it, so that the
// same data give the same documents; Store::check finds it for ever.
base::Result<std::string> newest_of_data(const Workspace& workspace);

// The sets that a manifest tells of, oldest first. Errors: those of files, manifest.damaged (path, reason).
base::Result<std::vector<WrittenSet>> parse_manifest(std::string_view bytes, const std::filesystem::path& path);
base::Result<std::vector<WrittenSet>> read_manifest(const std::filesystem::path& path);

}  // namespace attt::app
