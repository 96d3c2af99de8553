#include "store/revisions.h"

#include "store/blobs.h"
#include "store/subjects.h"

namespace attt::store {
namespace {

// Bounds how many patches stand between a revision and a whole one. The query below has the same number.
constexpr int whole_every = 16;

bool is_whole(int revision) {
    return (revision - 1) % whole_every == 0;
}

constexpr const char* chains_sql = R"sql(
WITH newest AS (
    SELECT subject_id, kind, id,
           (SELECT revision FROM subject_revision r WHERE r.subject_id=s.subject_id AND r.recorded_at<=?1
            ORDER BY revision DESC LIMIT 1) AS revision
    FROM subject s)
SELECT n.kind, n.id, n.subject_id, r.revision, r.recorded_at, r.voided, r.attributes, r.revision=n.revision
FROM newest n JOIN subject_revision r
    ON r.subject_id=n.subject_id AND r.revision BETWEEN n.revision-(n.revision-1)%16 AND n.revision
ORDER BY n.subject_id, r.revision)sql";

}  // namespace

base::Value merge_patch(const base::Value& before, const base::Value& after) {
    const base::Object* from = before.if_object();
    const base::Object* to = after.if_object();
    if (from == nullptr || to == nullptr) return after;
    base::Object patch;
    for (const auto& [key, value] : *from) {
        if (!to->contains(key)) patch.set(key, nullptr);
    }
    for (const auto& [key, value] : *to) {
        const base::Value* old = from->find(key);
        if (old == nullptr) {
            patch.set(key, value);
        } else if (!(*old == value)) {
            patch.set(key, merge_patch(*old, value));
        }
    }
    return patch;
}

base::Value patched(base::Value before, const base::Value& patch) {
    const base::Object* changes = patch.if_object();
    if (changes == nullptr) return patch;
    if (before.if_object() == nullptr) before = base::Object();
    base::Object& out = *before.if_object();
    for (const auto& [key, value] : *changes) {
        if (value.is_null()) {
            out.erase(key);
        } else {
            const base::Value* old = out.find(key);
            out.set(key, patched(old != nullptr ? *old : base::Value(), value));
        }
    }
    return before;
}

base::Value stored_form(int revision, const base::Value& before, const base::Value& attributes) {
    return is_whole(revision) ? attributes : merge_patch(before, attributes);
}

base::Result<void> each_record(SQLite::Database& database, const std::string& path, base::Time as_of,
                               const std::function<void(Record&&)>& visit) {
    SQLite::Statement row(database, chains_sql);
    bound(row, as_of);
    base::Value attributes;
    while (row.executeStep()) {
        const int revision = small_integer_at(row, 3);
        auto stored = stored_json(path, text_at(row, 6));
        if (!stored) return base::fail(stored.error());
        attributes = is_whole(revision) ? std::move(*stored) : patched(std::move(attributes), *stored);
        if (small_integer_at(row, 7) == 0) continue;
        auto subject = subject_at(row, 0, path);
        if (!subject) return base::fail(subject.error());
        visit({integer_at(row, 2), std::move(*subject), revision, time_at(row, 4), small_integer_at(row, 5) != 0,
               std::move(attributes)});
        attributes = {};
    }
    return {};
}

}  // namespace attt::store
