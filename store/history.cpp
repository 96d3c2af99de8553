// What was seen before the newest: the beginning of a subject's history, and its last step.
#include "base/json.h"
#include "store/blobs.h"
#include "store/impl.h"
#include "store/subjects.h"

namespace attt::store {
namespace {

// The first interval of each locus and the one before its newest, in this order.
constexpr const char* earlier_head = R"sql(
WITH uncounted AS MATERIALIZED (
    SELECT run_id FROM run WHERE ended IS NULL
    UNION ALL
    SELECT run_id FROM quarantine WHERE accepted_at IS NULL OR accepted_at>?1),
seen AS (
    SELECT l.subject_id, o.facts, o.last_seen,
           row_number() OVER (PARTITION BY o.locus_id ORDER BY o.first_run) AS from_first,
           row_number() OVER (PARTITION BY o.locus_id ORDER BY o.first_run DESC) AS from_newest
    FROM locus l JOIN observation o USING(locus_id)
    WHERE l.probe=?2 AND o.first_seen<=?1 AND o.first_run NOT IN(SELECT run_id FROM uncounted))sql";
// An alternative in one condition ("?3 IS NULL OR …") would keep the index from being used.
constexpr const char* of_subject = " AND l.subject_id=?3";
constexpr const char* earlier_tail = R"sql()
SELECT s.kind, s.id, f.body, p.body, previous.last_seen
FROM seen previous JOIN seen first ON first.subject_id=previous.subject_id AND first.from_first=1
     JOIN subject s ON s.subject_id=previous.subject_id
     JOIN blob f ON f.blob_id=first.facts JOIN blob p ON p.blob_id=previous.facts
WHERE previous.from_newest=2)sql";

}  // namespace

base::Result<std::vector<Store::Earlier>> Store::earlier_facts(std::string_view probe, base::Time as_of,
                                                               const std::optional<model::SubjectRef>& subject) {
    return guarded(impl_->path, [&]() -> base::Result<std::vector<Earlier>> {
        SQLite::Statement row(impl_->database,
                              std::string(earlier_head).append(subject ? of_subject : "").append(earlier_tail));
        if (subject) {
            bound(row, as_of, probe, number_of(impl_->database, *subject));
        } else {
            bound(row, as_of, probe);
        }
        std::vector<Earlier> out;
        while (row.executeStep()) {
            auto seen = subject_at(row, 0, impl_->path);
            auto first = stored_json(impl_->path, text_at(row, 2));
            auto previous = stored_json(impl_->path, text_at(row, 3));
            if (!seen) return base::fail(seen.error());
            if (!first || !previous) return base::fail(first ? previous.error() : first.error());
            out.push_back({std::move(*seen), std::move(*first), std::move(*previous), time_at(row, 4)});
        }
        return out;
    });
}

}  // namespace attt::store
