#include "store/finding_events.h"

#include <map>

#include "base/hash.h"
#include "base/json.h"
#include "store/blobs.h"
#include "store/impl.h"

namespace attt::store {
namespace {

using base::Result;
using model::FindingEvent;

std::int64_t number_in(SQLite::Database& database, const char* sql) {
    SQLite::Statement row(database, sql);
    row.executeStep();
    return integer_at(row, 0);
}

constexpr const char* newest_event_sql = "SELECT coalesce(max(event_id),0) FROM finding_event";
constexpr const char* newest_seal_sql = "SELECT coalesce(max(last_event),0) FROM finding_seal";

Result<FindingEvent> event_at(const SQLite::Statement& row, const std::string& path) {
    FindingEvent out;
    out.number = integer_at(row, 0);
    out.finding = text_at(row, 1);
    out.at = time_at(row, 2);
    const auto kind = model::event_kind_of(text_at(row, 3));
    if (!kind) return base::fail(damaged(path, "kind of event " + std::to_string(out.number)));
    out.kind = *kind;
    out.actor = text_at(row, 4);
    out.system_user = text_at(row, 5);
    auto detail = stored_json(path, text_at(row, 6));
    if (!detail) return base::fail(detail.error());
    out.detail = std::move(*detail);
    return out;
}

constexpr const char* columns = "e.event_id,f.id,e.at,e.kind,e.actor,e.system_user,e.detail";

// Writes the events of one call; remembers the numbers of its findings.
Result<void> append_all(SQLite::Database& database, const Actor& actor, const std::vector<FindingEvent>& events,
                        base::Time at) {
    SQLite::Statement find(database, "SELECT finding_id FROM finding WHERE id=?1");
    FindingEventWriter writer(database, actor);
    for (const FindingEvent& event : events) {
        if (!bound(find, event.finding).executeStep())
            return base::fail(base::ErrorCode::not_found, "store.no_finding", {{"id", event.finding}});
        writer.append(integer_at(find, 0), at, std::nullopt, event.kind, event.detail);
    }
    return {};
}

}  // namespace

FindingEventWriter::FindingEventWriter(SQLite::Database& database, const Actor& actor)
    : actor_(actor),
      insert_(database,
              "INSERT INTO finding_event(event_id,finding_id,at,evaluation_id,kind,actor,system_user,detail) "
              "VALUES(?1,?2,?3,?4,?5,?6,?7,?8)"),
      next_(number_in(database, newest_event_sql) + 1) {}

void FindingEventWriter::append(std::int64_t finding, base::Time at, std::optional<std::int64_t> evaluation,
                                model::EventKind kind, const base::Value& detail) {
    execute(insert_, next_++, finding, at, evaluation, name_of(kind), actor_.name, actor_.system_user,
            base::to_canonical_json(detail));
}

std::string hash_of_events(SQLite::Database& database, std::int64_t first, std::int64_t last) {
    SQLite::Statement row(database,
                          "SELECT e.event_id,f.id,e.at,e.kind,e.actor,e.system_user,e.detail,e.evaluation_id "
                          "FROM finding_event e JOIN finding f USING(finding_id) WHERE e.event_id BETWEEN ?1 AND ?2 "
                          "ORDER BY e.event_id");
    bound(row, first, last);
    std::string text;
    std::string running(32, '\0');
    while (row.executeStep()) {
        // lengths before the texts, so that no two rows can be shifted into one another
        text.assign(running);
        for (int column = 0; column < 8; ++column) {
            const std::string cell = text_at(row, column);
            text.append(std::to_string(cell.size())).append(":").append(cell);
        }
        running = sha256(text);
    }
    return base::hex(running);
}

base::Value unsealed_events(SQLite::Database& database) {
    const std::int64_t first = number_in(database, newest_seal_sql) + 1;
    const std::int64_t last = number_in(database, newest_event_sql);
    if (last < first) return {};
    return base::Object{{"first", first}, {"last", last}, {"sha256", hash_of_events(database, first, last)}};
}

void append_sealing_audit(SQLite::Database& database, const Actor& actor, const std::string& action,
                          const std::string& object, base::Object detail, base::Time at) {
    const base::Value seal = unsealed_events(database);
    if (!seal.is_null()) detail.set("finding_events", seal);
    append_audit(database, actor, action, object, base::Value(std::move(detail)), at);
    if (seal.is_null()) return;
    execute(database, "INSERT INTO finding_seal(last_event,seq) VALUES(?1,(SELECT max(seq) FROM audit_event))",
            seal["last"].integer_or(0));
}

Result<void> Store::add_finding_events(const std::vector<FindingEvent>& events, const std::string& action,
                                       base::Time at) {
    return guarded(impl_->path, [&]() -> Result<void> {
        if (events.empty()) return {};
        SQLite::Database& database = impl_->database;
        WriteTransaction transaction(database);
        SQLite::Statement newest(database, "SELECT at FROM finding_event ORDER BY event_id DESC LIMIT 1");
        if (newest.executeStep() && time_at(newest, 0) > at) return clock_back(at, time_at(newest, 0));
        newest.reset();
        if (auto written = append_all(database, impl_->actor, events, at); !written) return written;
        const std::string object = events.size() == 1 ? events.front().finding : "";
        append_sealing_audit(database, impl_->actor, action, object, {{"events", events.size()}}, at);
        transaction.commit();
        return {};
    });
}

WorkReader::WorkReader(SQLite::Database& database, const std::string& path, base::Time as_of)
    : row_(database, std::string("SELECT ") + columns +
                         " FROM finding_event e JOIN finding f USING(finding_id) WHERE e.finding_id=?1 "
                         "AND e.kind NOT IN('opened','unverified') AND e.at<=?2 ORDER BY e.event_id"),
      path_(path),
      as_of_(as_of) {}

Result<model::Work> WorkReader::of(std::int64_t finding) {
    bound(row_, finding, as_of_);
    model::Work work;
    while (row_.executeStep()) {
        auto event = event_at(row_, path_);
        if (!event) return base::fail(event.error());
        model::follow(work, *event);
    }
    return work;
}

Result<std::vector<FindingEvent>> Store::finding_events(const std::string& finding) {
    return guarded(impl_->path, [&]() -> Result<std::vector<FindingEvent>> {
        SQLite::Statement row(impl_->database, std::string("SELECT ") + columns +
                                                   " FROM finding f JOIN finding_event e USING(finding_id) "
                                                   "WHERE f.id=?1 ORDER BY e.event_id");
        bound(row, finding);
        std::vector<FindingEvent> out;
        while (row.executeStep()) {
            auto event = event_at(row, impl_->path);
            if (!event) return base::fail(event.error());
            out.push_back(std::move(*event));
        }
        return out;
    });
}

Result<std::map<std::string, std::vector<FindingEvent>>> Store::finding_events(const std::vector<std::string>& findings,
                                                                               std::int64_t through) {
    return guarded(impl_->path, [&]() -> Result<std::map<std::string, std::vector<FindingEvent>>> {
        const SQLite::Transaction one_view(impl_->database);
        SQLite::Statement row(impl_->database, std::string("SELECT ") + columns +
                                                   " FROM finding f JOIN finding_event e USING(finding_id) "
                                                   "WHERE f.id=?1 AND e.event_id<=?2 ORDER BY e.event_id");
        std::map<std::string, std::vector<FindingEvent>> out;
        for (const std::string& finding : findings) {
            bound(row, finding, through);
            while (row.executeStep()) {
                auto event = event_at(row, impl_->path);
                if (!event) return base::fail(event.error());
                out[finding].push_back(std::move(*event));
            }
        }
        return out;
    });
}

Result<std::int64_t> Store::newest_finding_event() {
    return guarded(impl_->path, [&]() -> Result<std::int64_t> { return number_in(impl_->database, newest_event_sql); });
}

}  // namespace attt::store
