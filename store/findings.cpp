#include "store/findings.h"

#include <algorithm>
#include <map>

#include "store/blobs.h"
#include "store/evidence.h"
#include "store/impl.h"
#include "store/subjects.h"

namespace attt::store {
namespace {

using base::Result;
using model::Finding;

// The newest stretch that began at or before evaluation ?1. last_failed: of a failing stretch the newest evaluation in
// it.
constexpr const char* findings_sql = R"sql(
SELECT f.finding_id, f.id, s.kind, s.id, r.id, f.instance, d.severity, b.body, d.endpoint, d.unverified_reason,
       coalesce(d.last_failed, e.at), f.subject_id, d.first_observed, d.last_observed
FROM finding f JOIN subject s USING(subject_id) JOIN rule r USING(rule_id)
     JOIN finding_detail d ON d.finding_id=f.finding_id AND d.from_evaluation=
         (SELECT from_evaluation FROM finding_detail i WHERE i.finding_id=f.finding_id AND i.from_evaluation<=?1
          ORDER BY i.from_evaluation DESC LIMIT 1)
     JOIN evaluation e ON e.evaluation_id=min(d.through_evaluation,?1)
     JOIN blob b ON b.blob_id=d.evidence
ORDER BY f.id)sql";

// As known at ?1: an episode closed later is open.
std::map<std::int64_t, std::vector<model::Episode>> episodes(SQLite::Database& database, base::Time as_of) {
    SQLite::Statement row(database,
                          "SELECT finding_id,number,opened,closed,close_kind FROM episode WHERE opened<=?1 "
                          "ORDER BY finding_id,number");
    bound(row, as_of);
    std::map<std::int64_t, std::vector<model::Episode>> out;
    while (row.executeStep()) {
        model::Episode episode{small_integer_at(row, 1), time_at(row, 2), time_or_none_at(row, 3),
                               model::close_kind_of(text_at(row, 4))};
        if (episode.closed > as_of) {
            episode.closed.reset();
            episode.close_kind.reset();
        }
        out[integer_at(row, 0)].push_back(episode);
    }
    return out;
}

Result<Finding> finding_at(const SQLite::Statement& row, std::vector<model::Episode> episodes, LookTimes& looks,
                           base::Time as_of, const std::string& path) {
    Finding out;
    out.id = text_at(row, 1);
    auto subject = subject_at(row, 2, path);
    if (!subject) return base::fail(subject.error());
    out.key = {std::move(*subject), text_at(row, 4), text_at(row, 5)};
    const auto severity = model::severity_of(text_at(row, 6));
    if (!severity) return base::fail(damaged(path, "severity of " + out.id));
    out.severity = *severity;
    auto body = stored_json(path, text_at(row, 7));
    if (!body) return base::fail(body.error());
    const std::string endpoint = text_at(row, 8);
    const auto seen =
        looks.at(integer_at(row, 11), *body, endpoint, time_or_none_at(row, 12), time_or_none_at(row, 13), as_of);
    out.evidence = joined(std::move(*body), seen);
    out.endpoint = model::parse_endpoint(endpoint);
    out.episodes = std::move(episodes);
    out.last_failed = time_at(row, 10);
    if (out.is_open()) out.unverified_reason = text_at(row, 9);
    return out;
}

}  // namespace

Result<std::vector<Finding>> Store::findings(base::Time as_of) {
    return guarded(impl_->path, [&]() -> Result<std::vector<Finding>> {
        SQLite::Database& database = impl_->database;
        const SQLite::Transaction one_view(database);
        std::vector<Finding> out;
        const std::optional<Evaluation> evaluation = newest_evaluation(database, as_of);
        if (!evaluation) return out;
        auto known = episodes(database, as_of);
        LookTimes looks(database);
        SQLite::Statement row(database, findings_sql);
        bound(row, evaluation->id);
        while (row.executeStep()) {
            const auto found = known.find(integer_at(row, 0));
            if (found == known.end()) continue;
            auto finding = finding_at(row, std::move(found->second), looks, std::min(evaluation->at, evaluation->as_of),
                                      impl_->path);
            if (!finding) return base::fail(finding.error());
            out.push_back(std::move(*finding));
        }
        return out;
    });
}

Result<std::vector<Store::FindingEvent>> Store::finding_events(const std::string& finding) {
    return guarded(impl_->path, [&]() -> Result<std::vector<FindingEvent>> {
        SQLite::Statement row(
            impl_->database,
            "SELECT e.at,e.kind,e.actor,e.detail FROM finding f JOIN finding_event e USING(finding_id) "
            "WHERE f.id=?1 ORDER BY e.event_id");
        bound(row, finding);
        std::vector<FindingEvent> out;
        while (row.executeStep()) {
            auto detail = stored_json(impl_->path, text_at(row, 3));
            if (!detail) return base::fail(detail.error());
            out.push_back({time_at(row, 0), text_at(row, 1), text_at(row, 2), std::move(*detail)});
        }
        return out;
    });
}

}  // namespace attt::store
