// What a verdict stands on, split for storing: the facts and what was required of them (compared, kept once by hash)
// and the time of the newest look (moves with every scan, and would make every verdict a new one).
#pragma once

#include <map>
#include <optional>
#include <string>

#include "model/subject.h"
#include "store/sql.h"

namespace attt::store {

struct SplitEvidence {
    base::Value body;                    // without "observed_at"
    std::optional<base::Time> observed;  // of "observed_at"
};

// An "observed_at" that is no time stays in the body.
SplitEvidence split(const base::Value& evidence);
base::Value joined(base::Value body, std::optional<base::Time> observed);

// Thousands of sites share the same evidence; each is parsed once. Columns: of the bytes, of the number of their blob.
class EvidenceReader {
  public:
    explicit EvidenceReader(const std::string& path) : path_(path) {}
    base::Result<base::Value> read(const SQLite::Statement& row, int body, int blob);
    const std::string& path() const { return path_; }

  private:
    const std::string& path_;
    std::map<std::int64_t, base::Value> known_;
};

// When the facts of an interval had last been looked at, as known at `as_of`, where the interval itself only knows its
// first and its newest look.
class LookTimes {
  public:
    explicit LookTimes(SQLite::Database& database);
    std::optional<base::Time> at(std::int64_t subject, const base::Value& body, const std::string& endpoint,
                                 std::optional<base::Time> first, std::optional<base::Time> last, base::Time as_of);

  private:
    SQLite::Statement task_;
    SQLite::Statement import_;
};

}  // namespace attt::store
