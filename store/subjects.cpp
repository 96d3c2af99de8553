#include "store/subjects.h"

namespace attt::store {

SubjectNumbers::SubjectNumbers(SQLite::Database& database) : database_(database) {}

std::int64_t SubjectNumbers::of(const model::SubjectRef& subject) {
    if (const auto found = known_.find(subject); found != known_.end()) return found->second;
    SQLite::Statement find(database_, "SELECT subject_id FROM subject WHERE kind=?1 AND id=?2");
    bound(find, name_of(subject.kind), subject.id);
    if (find.executeStep()) return known_[subject] = integer_at(find, 0);
    execute(database_, "INSERT INTO subject(kind,id) VALUES(?1,?2)", name_of(subject.kind), subject.id);
    return known_[subject] = database_.getLastInsertRowid();
}

RuleNumbers::RuleNumbers(SQLite::Database& database) : database_(database) {}

std::int64_t RuleNumbers::of(const std::string& rule) {
    if (const auto found = known_.find(rule); found != known_.end()) return found->second;
    SQLite::Statement find(database_, "SELECT rule_id FROM rule WHERE id=?1");
    bound(find, rule);
    if (find.executeStep()) return known_[rule] = integer_at(find, 0);
    execute(database_, "INSERT INTO rule(id) VALUES(?1)", rule);
    return known_[rule] = database_.getLastInsertRowid();
}

base::Result<model::SubjectRef> subject_at(const SQLite::Statement& row, int kind, const std::string& path) {
    const std::string name = text_at(row, kind);
    const auto known = model::subject_kind_of(name);
    if (!known) return base::fail(damaged(path, "subject kind " + name));
    return model::SubjectRef{*known, text_at(row, kind + 1)};
}

std::int64_t number_of(SQLite::Database& database, const model::SubjectRef& subject) {
    SQLite::Statement row(database, "SELECT subject_id FROM subject WHERE kind=?1 AND id=?2");
    bound(row, name_of(subject.kind), subject.id);
    return row.executeStep() ? integer_at(row, 0) : 0;
}

}  // namespace attt::store
