// Whether documents still are what was written: against their manifest, and the manifest against the audit chain.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/document_set.h"

namespace attt::app {

enum class Difference {
    changed,     // other bytes than were written
    missing,     // listed, not there
    extra,       // there, listed nowhere
    unreadable,  // there, but cannot be read
    unsealed,    // the manifest tells of a set that the audit chain does not hold so
};
inline constexpr std::array<std::string_view, 5> difference_names = {"changed", "missing", "extra", "unreadable",
                                                                     "unsealed"};
inline std::string_view name_of(Difference difference) {
    return difference_names[static_cast<std::size_t>(difference)];
}

struct VerifiedDocuments {
    struct Problem {
        Difference difference = Difference::changed;
        std::string name;    // of the file; of an unsealed set, its kind and subject
        std::string detail;  // of a changed file: what was written and what is there, as sizes or hashes
    };
    std::size_t sets = 0;
    std::size_t files = 0;
    bool chain_asked = false;       // false: no store was given, so the manifest stands on its own
    std::vector<Problem> problems;  // by name
};

// `events` null: the manifest stands on its own. `path`: a directory with its manifest.json (every other file in it
// must be listed), or one manifest. Errors: manifest.not_found (path), manifest.damaged (path, reason), those of files
// and the store.
base::Result<VerifiedDocuments> verify_documents(const std::filesystem::path& path, store::Register* events);

// "attt.report_verify/1"
base::Value to_value(const VerifiedDocuments& verified);

}  // namespace attt::app
