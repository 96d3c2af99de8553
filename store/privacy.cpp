#include "store/privacy.h"

#include <algorithm>
#include <set>

#include "base/json.h"
#include "store/audit.h"
#include "store/blobs.h"
#include "store/connection.h"
#include "store/impl.h"
#include "store/personal_rows.h"
#include "store/subjects.h"

namespace attt::store {
namespace {

using base::Result;

constexpr const char* raw_rows_sql = R"sql(
SELECT i.batch_id, i.ordinal, i.raw, b.at, body.body, coalesce(s.kind,''), coalesce(s.id,'')
FROM import_row i JOIN import_batch b USING(batch_id) JOIN blob body ON body.blob_id=i.raw
    LEFT JOIN subject s ON s.subject_id=i.subject_id
WHERE (?1='' OR instr(CAST(body.body AS TEXT),?1)>0) AND (?2='' OR s.id=?2) AND (?3 IS NULL OR b.at<?3)
ORDER BY i.batch_id, i.ordinal)sql";

constexpr const char* revisions_sql = R"sql(
SELECT r.subject_id, r.revision, r.recorded_at, r.attributes, s.kind, s.id
FROM subject_revision r JOIN subject s USING(subject_id)
WHERE (?1='' OR instr(r.attributes,?1)>0) AND (?2='' OR s.id=?2) AND (?3 IS NULL OR r.recorded_at<?3)
ORDER BY r.subject_id, r.revision)sql";

constexpr const char* source_records_sql = R"sql(
SELECT s.source_id, r.record, s.imported_at, r.body, s.name
FROM computer_record r JOIN computer_source s USING(source_id)
WHERE (?1='' OR instr(r.body,?1)>0) AND (?2='' OR r.record=?2) AND (?3 IS NULL OR s.imported_at<?3)
ORDER BY s.source_id, r.record)sql";

// How a text stands inside JSON.
std::string in_json(const std::string& text) {
    const std::string quoted = base::to_json(base::Value(text));
    return quoted.substr(1, quoted.size() - 2);
}

// The attributes with every occurrence of the text in a value replaced; ids, by which things are followed, stay.
base::Value without(const base::Value& value, const std::string& text) {
    if (const auto* string = value.if_string()) {
        std::string out = *string;
        for (auto at = out.find(text); at != std::string::npos; at = out.find(text, at + erased_text.size()))
            out.replace(at, text.size(), erased_text);
        return out;
    }
    if (const auto* array = value.if_array()) {
        base::Array out;
        for (const base::Value& each : *array)
            out.push_back(without(each, text));
        return out;
    }
    const auto* object = value.if_object();
    if (object == nullptr) return value;
    base::Object out;
    for (const auto& [key, each] : *object) {
        const bool followed = key == "id" || key == "agency" || key == "parent" || key == "successor" ||
                              key == "system" || key == "record";
        out.set(key, followed ? each : without(each, text));
    }
    return out;
}

bool narrows(const PersonalQuery& query) {
    return !query.text.empty() || !query.id.empty() || query.before;
}

struct RawRow {
    std::int64_t batch = 0, ordinal = 0, blob = 0;
};

std::vector<RawRow> raw_rows(SQLite::Database& database, const PersonalQuery& query) {
    std::vector<RawRow> out;
    SQLite::Statement row(database, raw_rows_sql);
    bound(row, in_json(query.text), query.id, query.before);
    while (row.executeStep())
        out.push_back({integer_at(row, 0), integer_at(row, 1), integer_at(row, 2)});
    return out;
}

// Blobs are shared: one that another row or an observation still needs stays.
void erase_blobs(SQLite::Database& database, const std::set<std::int64_t>& blobs) {
    SQLite::Statement erase(database, "DELETE FROM blob WHERE blob_id=?1");
    for (const std::int64_t blob : blobs) {
        try {
            execute(erase, blob);
        } catch (const SQLite::Exception& exception) {
            constexpr int constraint = 19;
            if (exception.getErrorCode() != constraint) throw;
        }
    }
}

// In what the newest export of each source says of computers.
Result<int> erase_in_source_records(SQLite::Database& database, const PersonalQuery& query, const std::string& path) {
    if (query.text.empty()) return 0;
    struct Rewritten {
        std::int64_t source = 0;
        std::string record, body;
    };
    std::vector<Rewritten> rewritten;
    SQLite::Statement row(database, source_records_sql);
    bound(row, in_json(query.text), query.id, query.before);
    while (row.executeStep()) {
        auto body = stored_json(path, text_at(row, 3));
        if (!body) return base::fail(body.error());
        const base::Value kept = without(*body, query.text);
        if (!(kept == *body)) rewritten.push_back({integer_at(row, 0), text_at(row, 1), base::to_json(kept)});
    }
    SQLite::Statement write(database, "UPDATE computer_record SET body=?3 WHERE source_id=?1 AND record=?2");
    for (const Rewritten& each : rewritten)
        execute(write, each.source, each.record, each.body);
    return static_cast<int>(rewritten.size());
}

Result<int> erase_in_revisions(SQLite::Database& database, const PersonalQuery& query, const std::string& path) {
    if (query.text.empty()) return 0;
    struct Rewritten {
        std::int64_t subject = 0;
        int revision = 0;
        std::string attributes;
    };
    std::vector<Rewritten> rewritten;
    SQLite::Statement row(database, revisions_sql);
    bound(row, in_json(query.text), query.id, query.before);
    while (row.executeStep()) {
        auto attributes = stored_json(path, text_at(row, 3));
        if (!attributes) return base::fail(attributes.error());
        const base::Value kept = without(*attributes, query.text);
        if (!(kept == *attributes))
            rewritten.push_back({integer_at(row, 0), small_integer_at(row, 1), base::to_canonical_json(kept)});
    }
    SQLite::Statement write(database, "UPDATE subject_revision SET attributes=?3 WHERE subject_id=?1 AND revision=?2");
    for (const Rewritten& each : rewritten)
        execute(write, each.subject, each.revision, each.attributes);
    return static_cast<int>(rewritten.size());
}

}  // namespace

int count_raw_rows(SQLite::Database& database, const PersonalQuery& query) {
    return static_cast<int>(raw_rows(database, query).size());
}

int erase_raw_rows(SQLite::Database& database, const PersonalQuery& query) {
    const std::vector<RawRow> rows = raw_rows(database, query);
    SQLite::Statement forget(database, "UPDATE import_row SET raw=NULL WHERE batch_id=?1 AND ordinal=?2");
    std::set<std::int64_t> blobs;
    for (const RawRow& row : rows) {
        execute(forget, row.batch, row.ordinal);
        blobs.insert(row.blob);
    }
    erase_blobs(database, blobs);
    return static_cast<int>(rows.size());
}

Result<std::vector<PersonalRecord>> personal_records(const std::string& path, const PersonalQuery& query) {
    return guarded(path, [&]() -> Result<std::vector<PersonalRecord>> {
        auto opened = open_database(path, migrations());
        if (!opened) return base::fail(opened.error());
        SQLite::Database& database = *opened;
        std::vector<PersonalRecord> out;
        const auto add = [&](const char* where, SQLite::Statement& row, int at, int json, int subject) -> Result<void> {
            auto content = stored_json(path, text_at(row, json));
            if (!content) return base::fail(content.error());
            out.push_back(
                {where, text_at(row, subject), text_at(row, subject + 1), time_at(row, at), std::move(*content)});
            return {};
        };
        SQLite::Statement raw(database, raw_rows_sql);
        bound(raw, in_json(query.text), query.id, query.before);
        while (raw.executeStep()) {
            if (auto added = add("import_row", raw, 3, 4, 5); !added) return base::fail(added.error());
        }
        SQLite::Statement revision(database, revisions_sql);
        bound(revision, in_json(query.text), query.id, query.before);
        while (revision.executeStep()) {
            if (auto added = add("revision", revision, 2, 3, 4); !added) return base::fail(added.error());
        }
        SQLite::Statement source(database, source_records_sql);
        bound(source, in_json(query.text), query.id, query.before);
        while (source.executeStep()) {
            auto content = stored_json(path, text_at(source, 3));
            if (!content) return base::fail(content.error());
            out.push_back(
                {"source_record", text_at(source, 4), text_at(source, 1), time_at(source, 2), std::move(*content)});
        }
        return out;
    });
}

Result<Erased> erase_personal(const std::string& path, const Actor& actor, const PersonalQuery& query, base::Time at) {
    return guarded(path, [&]() -> Result<Erased> {
        if (!narrows(query)) return base::fail(base::ErrorCode::bad_usage, "privacy.nothing_named");
        auto opened = open_database(path, migrations());
        if (!opened) return base::fail(opened.error());
        SQLite::Database& database = *opened;
        database.exec("PRAGMA secure_delete=ON");
        WriteTransaction transaction(database);
        const int rows = erase_raw_rows(database, query);
        auto revisions = erase_in_revisions(database, query, path);
        if (!revisions) return base::fail(revisions.error());
        auto records = erase_in_source_records(database, query, path);
        if (!records) return base::fail(records.error());
        const Erased erased{rows, *revisions, *records};
        // the text itself would keep in the log what was to be erased
        base::Object detail{{"import_rows", erased.import_rows},
                            {"revisions", erased.revisions},
                            {"source_records", erased.source_records}};
        if (!query.id.empty()) detail.set("id", query.id);
        if (query.before) detail.set("before", base::to_rfc3339(*query.before));
        detail.set("by_text", !query.text.empty());
        append_audit(database, actor, "privacy.erase", query.id, base::Value(std::move(detail)), at);
        transaction.commit();
        database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
        return erased;
    });
}

}  // namespace attt::store
