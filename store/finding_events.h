// Appends events of findings and seals them: the audit event of the same transaction holds the hash over all events
// since the last seal, so that the chain proves them too.
#pragma once

#include <string>

#include "model/finding_work.h"
#include "store/audit.h"
#include "store/sql.h"

namespace attt::store {

class FindingEventWriter {
  public:
    // REQUIRES: a write transaction is open.
    FindingEventWriter(SQLite::Database& database, const Actor& actor);
    void append(std::int64_t finding, base::Time at, std::optional<std::int64_t> evaluation, model::EventKind kind,
                const base::Value& detail);

  private:
    const Actor& actor_;
    SQLite::Statement insert_;
    std::int64_t next_ = 1;
};

// Where the work on each finding stood at a time.
class WorkReader {
  public:
    WorkReader(SQLite::Database& database, const std::string& path, base::Time as_of);
    base::Result<model::Work> of(std::int64_t finding);

  private:
    SQLite::Statement row_;
    const std::string& path_;
    base::Time as_of_;
};

// {"first", "last", "sha256"} over the events that no seal covers yet; null where there is none.
base::Value unsealed_events(SQLite::Database& database);
// Appends the audit event with `detail` and, as its member "finding_events", the seal.
void append_sealing_audit(SQLite::Database& database, const Actor& actor, const std::string& action,
                          const std::string& object, base::Object detail, base::Time at);

// Hash over the events `first` to `last`, 64 hexadecimal digits.
std::string hash_of_events(SQLite::Database& database, std::int64_t first, std::int64_t last);

}  // namespace attt::store
