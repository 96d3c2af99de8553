#include "base/json.h"
#include "store/blobs.h"
#include "store/impl.h"

namespace attt::store {

using base::Result;

Result<void> Store::keep_rule_set(const RuleSetRecord& set, const base::Value& files) {
    return guarded(impl_->path, [&]() -> Result<void> {
        SQLite::Database& database = impl_->database;
        const std::string body = base::to_canonical_json(files);
        SQLite::Statement known(
            database, "SELECT 1 FROM rule_set JOIN blob ON blob_id=files WHERE rule_set.hash=?1 AND blob.sha256=?2");
        if (bound(known, set.hash, Bytes{sha256(body)}).executeStep()) return {};
        known.reset();
        WriteTransaction transaction(database);
        execute(database, "INSERT OR IGNORE INTO rule_set(hash,date,first_used,files) VALUES(?1,?2,?3,?4)", set.hash,
                set.date, set.first_used, BlobWriter(database).put(body, json_media_type));
        transaction.commit();
        return {};
    });
}

Result<std::vector<RuleSetRecord>> Store::rule_sets() {
    return guarded(impl_->path, [&]() -> Result<std::vector<RuleSetRecord>> {
        SQLite::Statement row(impl_->database,
                              "SELECT rule_set_id,hash,date,first_used FROM rule_set ORDER BY date,rule_set_id");
        std::vector<RuleSetRecord> out;
        while (row.executeStep())
            out.push_back({integer_at(row, 0), text_at(row, 1), text_at(row, 2), time_at(row, 3)});
        return out;
    });
}

Result<base::Value> Store::rule_set_files(std::int64_t id) {
    return guarded(impl_->path, [&]() -> Result<base::Value> {
        SQLite::Statement row(impl_->database,
                              "SELECT body FROM rule_set JOIN blob ON blob_id=files WHERE rule_set_id=?1");
        if (!bound(row, id).executeStep())
            return base::fail(base::ErrorCode::not_found, "store.rule_set_unknown", {{"id", std::to_string(id)}});
        return stored_json(impl_->path, text_at(row, 0));
    });
}

}  // namespace attt::store
