#include "store/finding_check.h"

#include "base/json.h"
#include "model/finding.h"
#include "store/finding_events.h"

namespace attt::store {
namespace {

class FindingChecker {
  public:
    explicit FindingChecker(SQLite::Database& database) : database_(database) {}

    // Every seal covers what follows the one before it, and the events still have the hash that its audit event holds.
    void seals() {
        SQLite::Statement row(
            database_,
            "SELECT s.last_event,a.detail FROM finding_seal s JOIN audit_event a USING(seq) ORDER BY s.last_event");
        std::int64_t first = 1;
        while (row.executeStep()) {
            const std::int64_t last = integer_at(row, 0);
            const auto detail = base::parse_json(text_at(row, 1));
            const base::Value seal = detail ? (*detail)["finding_events"] : base::Value();
            const bool covers = seal["first"].integer_or(0) == first && seal["last"].integer_or(0) == last;
            if (!covers || seal["sha256"].string_or("") != hash_of_events(database_, first, last))
                report("store.events_changed", {{"first", std::to_string(first)}, {"last", std::to_string(last)}});
            first = last + 1;
        }
        if (!unsealed_events(database_).is_null()) report("store.events_unsealed", {{"first", std::to_string(first)}});
    }

    void identities() {
        SQLite::Statement row(database_,
                              "SELECT f.id,s.kind,s.id,r.id,f.instance FROM finding f JOIN subject s USING(subject_id) "
                              "JOIN rule r USING(rule_id)");
        while (row.executeStep()) {
            const auto kind = model::subject_kind_of(text_at(row, 1));
            const model::FindingKey key{
                {kind.value_or(model::SubjectKind::website), text_at(row, 2)}, text_at(row, 3), text_at(row, 4)};
            if (!kind || model::finding_id(key) != text_at(row, 0))
                report("store.finding_renamed", {{"finding", text_at(row, 0)}});
        }
    }

    // Opened and closed when the events say so.
    void episodes() {
        SQLite::Statement row(database_, R"sql(
WITH told AS (
    SELECT finding_id, json_extract(detail,'$.episode') AS number,
           max(CASE WHEN kind IN('opened','reopened') THEN at END) AS opened,
           max(CASE WHEN kind NOT IN('opened','reopened') THEN at END) AS closed,
           max(CASE WHEN kind NOT IN('opened','reopened') THEN kind END) AS close_kind
    FROM finding_event
    WHERE kind IN('opened','reopened','verified_fixed','retired','not_applicable','rule_changed')
    GROUP BY 1,2)
SELECT f.id FROM (
    SELECT * FROM told EXCEPT SELECT finding_id,number,opened,closed,close_kind FROM episode
    UNION ALL
    SELECT * FROM (SELECT finding_id,number,opened,closed,close_kind FROM episode EXCEPT SELECT * FROM told))
JOIN finding f USING(finding_id) GROUP BY f.id ORDER BY f.id)sql");
        while (row.executeStep())
            report("store.episodes_differ", {{"finding", text_at(row, 0)}});
    }

    std::vector<base::Error> result() { return std::move(problems_); }

  private:
    void report(const char* message, base::MessageArguments arguments) {
        problems_.push_back({base::ErrorCode::io, message, std::move(arguments), {}});
    }

    SQLite::Database& database_;
    std::vector<base::Error> problems_;
};

}  // namespace

std::vector<base::Error> problems_of_findings(SQLite::Database& database) {
    FindingChecker checker(database);
    checker.seals();
    checker.identities();
    checker.episodes();
    return checker.result();
}

}  // namespace attt::store
