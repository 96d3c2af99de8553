// Dated records: every revision of each, and what was known of them at a time.
#include "base/json.h"
#include "store/audit.h"
#include "store/blobs.h"
#include "store/impl.h"

namespace attt::store {
namespace {

using base::Result;
using model::Record;
using model::RecordKind;

constexpr const char* newest_sql = R"sql(
SELECT r.kind, r.id, v.attributes, v.recorded_at, v.actor, v.source, v.voided
FROM record r JOIN record_revision v USING(record_id)
WHERE v.revision=(SELECT max(revision) FROM record_revision w WHERE w.record_id=r.record_id AND w.recorded_at<=?1)
ORDER BY r.kind, r.id)sql";

Result<Record> record_at(const SQLite::Statement& row, const std::string& path) {
    const std::string name = text_at(row, 0);
    const auto kind = model::record_kind_of(name);
    if (!kind) return base::fail(damaged(path, "record kind " + name));
    auto attributes = stored_json(path, text_at(row, 2));
    if (!attributes) return base::fail(attributes.error());
    Record record;
    record.kind = *kind;
    record.id = text_at(row, 1);
    record.attributes = std::move(*attributes);
    record.recorded_at = time_at(row, 3);
    record.actor = text_at(row, 4);
    record.source = text_at(row, 5);
    return record;
}

struct Known {
    std::int64_t number = 0;
    int revision = 0;
    base::Time recorded_at;
    bool voided = false;
    std::string attributes;
};

class Writer {
  public:
    Writer(SQLite::Database& database, const Actor& actor)
        : database_(database),
          actor_(actor),
          newest_(database,
                  "SELECT r.record_id, v.revision, v.recorded_at, v.voided, v.attributes "
                  "FROM record r JOIN record_revision v USING(record_id) WHERE r.kind=?1 AND r.id=?2 "
                  "ORDER BY v.revision DESC LIMIT 1"),
          revise_(database,
                  "INSERT INTO record_revision(record_id,revision,recorded_at,voided,actor,system_user,"
                  "source,attributes) VALUES(?1,?2,?3,?4,?5,?6,?7,?8)") {}

    std::optional<Known> known(RecordKind kind, const std::string& id) {
        bound(newest_, name_of(kind), id);
        if (!newest_.executeStep()) return std::nullopt;
        return Known{integer_at(newest_, 0), small_integer_at(newest_, 1), time_at(newest_, 2),
                     small_integer_at(newest_, 3) != 0, text_at(newest_, 4)};
    }

    void add(const Known& before, const std::string& source, const std::string& attributes, bool voided,
             base::Time at) {
        execute(revise_, before.number, before.revision + 1, at, voided ? 1 : 0, actor_.name, actor_.system_user,
                source, attributes);
    }

    std::int64_t number_of(RecordKind kind, const std::string& id) {
        execute(database_, "INSERT INTO record(kind,id) VALUES(?1,?2)", name_of(kind), id);
        return database_.getLastInsertRowid();
    }

  private:
    SQLite::Database& database_;
    const Actor& actor_;
    SQLite::Statement newest_;
    SQLite::Statement revise_;
};

}  // namespace

Result<ImportSummary> Store::save_records(const std::vector<Record>& records, const std::string& source,
                                          const std::string& sha256, base::Time at) {
    return guarded(impl_->path, [&]() -> Result<ImportSummary> {
        WriteTransaction transaction(impl_->database);
        Writer writer(impl_->database, impl_->actor);
        ImportSummary summary;
        for (const Record& record : records) {
            const std::string attributes = base::to_canonical_json(record.attributes);
            auto known = writer.known(record.kind, record.id);
            if (known && !known->voided && known->attributes == attributes) {
                ++summary.unchanged;
                continue;
            }
            if (known && known->recorded_at > at) return clock_back(at, known->recorded_at);
            ++(known ? summary.changed : summary.added);
            if (!known) known = Known{writer.number_of(record.kind, record.id), 0, {}, false, {}};
            writer.add(*known, source, attributes, false, at);
        }
        const base::Value detail = base::Object{{"sha256", sha256},
                                                {"added", summary.added},
                                                {"changed", summary.changed},
                                                {"unchanged", summary.unchanged}};
        append_audit(impl_->database, impl_->actor, "records.save", source, detail, at);
        transaction.commit();
        return summary;
    });
}

Result<void> Store::void_record(RecordKind kind, const std::string& id, const std::string& reason, base::Time at) {
    return guarded(impl_->path, [&]() -> Result<void> {
        WriteTransaction transaction(impl_->database);
        Writer writer(impl_->database, impl_->actor);
        const auto known = writer.known(kind, id);
        if (!known || known->voided) {
            return base::fail(base::ErrorCode::not_found, "records.not_found",
                              {{"kind", std::string(name_of(kind))}, {"id", id}});
        }
        if (known->recorded_at > at) return clock_back(at, known->recorded_at);
        writer.add(*known, reason, known->attributes, true, at);
        append_audit(impl_->database, impl_->actor, "records.void", std::string(name_of(kind)) + ":" + id,
                     base::Object{{"reason", reason}}, at);
        transaction.commit();
        return {};
    });
}

Result<std::vector<Record>> Store::records(base::Time known_at) {
    return guarded(impl_->path, [&]() -> Result<std::vector<Record>> {
        std::vector<Record> out;
        SQLite::Statement row(impl_->database, newest_sql);
        bound(row, known_at);
        while (row.executeStep()) {
            if (small_integer_at(row, 6) != 0) continue;
            auto record = record_at(row, impl_->path);
            if (!record) return base::fail(record.error());
            out.push_back(std::move(*record));
        }
        return out;
    });
}

Result<std::vector<Store::RecordRevision>> Store::record_history(RecordKind kind, const std::string& id) {
    return guarded(impl_->path, [&]() -> Result<std::vector<RecordRevision>> {
        std::vector<RecordRevision> out;
        SQLite::Statement row(impl_->database,
                              "SELECT r.kind, r.id, v.attributes, v.recorded_at, v.actor, v.source, v.voided "
                              "FROM record r JOIN record_revision v USING(record_id) WHERE r.kind=?1 AND r.id=?2 "
                              "ORDER BY v.revision");
        bound(row, name_of(kind), id);
        while (row.executeStep()) {
            auto record = record_at(row, impl_->path);
            if (!record) return base::fail(record.error());
            out.push_back({std::move(*record), small_integer_at(row, 6) != 0});
        }
        return out;
    });
}

}  // namespace attt::store
