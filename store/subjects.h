// The numbers by which tables refer to subjects and rules, for rows that are many.
#pragma once

#include <map>
#include <string>

#include "model/subject.h"
#include "store/sql.h"

namespace attt::store {

// Within one transaction. Makes the row where there is none yet.
class SubjectNumbers {
  public:
    explicit SubjectNumbers(SQLite::Database& database);
    std::int64_t of(const model::SubjectRef& subject);

  private:
    SQLite::Database& database_;
    std::map<model::SubjectRef, std::int64_t> known_;
};

// The number of a subject that the store knows; 0, which no subject has, of one it does not.
std::int64_t number_of(SQLite::Database& database, const model::SubjectRef& subject);

class RuleNumbers {
  public:
    explicit RuleNumbers(SQLite::Database& database);
    std::int64_t of(const std::string& rule);

  private:
    SQLite::Database& database_;
    std::map<std::string, std::int64_t> known_;
};

// The subject that columns `kind` and `kind + 1` name.
base::Result<model::SubjectRef> subject_at(const SQLite::Statement& row, int kind, const std::string& path);

}  // namespace attt::store
