#include "store/findings.h"

#include <algorithm>

#include "base/json.h"
#include "store/blobs.h"
#include "store/evidence.h"
#include "store/finding_events.h"
#include "store/impl.h"
#include "store/subjects.h"

namespace attt::store {
namespace {

using base::Result;
using model::Finding;

// The newest stretch that began at or before evaluation ?1. last_failed: of a failing stretch the newest evaluation in
// it. What narrows the choice is added by sql_for: as alternatives in one condition ("?2 IS NULL OR …") it would keep
// the indices from being used.
constexpr const char* findings_sql = R"sql(
SELECT f.finding_id, f.id, s.kind, s.id, r.id, f.instance, d.severity, b.body, d.endpoint, d.unverified_reason,
       coalesce(d.last_failed, e.at), f.subject_id, d.first_observed, d.last_observed, d.evidence
FROM finding f JOIN subject s USING(subject_id) JOIN rule r USING(rule_id)
     JOIN finding_detail d ON d.finding_id=f.finding_id AND d.from_evaluation=
         (SELECT from_evaluation FROM finding_detail i WHERE i.finding_id=f.finding_id AND i.from_evaluation<=?1
          ORDER BY i.from_evaluation DESC LIMIT 1)
     JOIN evaluation e ON e.evaluation_id=min(d.through_evaluation,?1)
     JOIN blob b ON b.blob_id=d.evidence
WHERE 1)sql";

// ?2: findings by id, ?3: subjects as "kind:id", both JSON arrays; ?4: rule; ?5: severity; ?6: as of, where only open
// ones are wanted.
std::string sql_for(const FindingFilter& filter) {
    std::string out = findings_sql;
    if (filter.ids) out += " AND f.id IN (SELECT value FROM json_each(?2))";
    if (filter.subjects)
        out +=
            " AND f.subject_id IN (SELECT subject_id FROM subject WHERE kind||':'||id IN"
            " (SELECT value FROM json_each(?3)))";
    if (!filter.rule.empty()) out += " AND f.rule_id=(SELECT rule_id FROM rule WHERE id=?4)";
    if (filter.severity) out += " AND d.severity=?5";
    if (filter.open)
        out +=
            " AND EXISTS(SELECT 1 FROM episode p WHERE p.finding_id=f.finding_id AND p.opened<=?6"
            " AND (p.closed IS NULL OR p.closed>?6))";
    return out + " ORDER BY f.id";
}

std::optional<std::string> json_of(const std::optional<std::vector<std::string>>& ids) {
    return ids ? std::optional(base::to_json(base::Value(*ids))) : std::nullopt;
}

std::optional<std::string> json_of(const std::optional<std::vector<model::SubjectRef>>& subjects) {
    if (!subjects) return std::nullopt;
    base::Array out;
    for (const model::SubjectRef& subject : *subjects)
        out.emplace_back(std::string(name_of(subject.kind)) + ":" + subject.id);
    return base::to_json(base::Value(std::move(out)));
}

// As known at a time: an episode closed later is open.
class EpisodeReader {
  public:
    EpisodeReader(SQLite::Database& database, base::Time as_of)
        : row_(
              database,
              "SELECT number,opened,closed,close_kind FROM episode WHERE finding_id=?1 AND opened<=?2 ORDER BY number"),
          as_of_(as_of) {}

    std::vector<model::Episode> of(std::int64_t finding) {
        bound(row_, finding, as_of_);
        std::vector<model::Episode> out;
        while (row_.executeStep()) {
            model::Episode episode{small_integer_at(row_, 0), time_at(row_, 1), time_or_none_at(row_, 2),
                                   model::close_kind_of(text_at(row_, 3))};
            if (episode.closed > as_of_) {
                episode.closed.reset();
                episode.close_kind.reset();
            }
            out.push_back(episode);
        }
        return out;
    }

  private:
    SQLite::Statement row_;
    base::Time as_of_;
};

Result<Finding> finding_at(const SQLite::Statement& row, std::vector<model::Episode> episodes, EvidenceReader& evidence,
                           LookTimes& looks, base::Time as_of) {
    Finding out;
    out.id = text_at(row, 1);
    auto subject = subject_at(row, 2, evidence.path());
    if (!subject) return base::fail(subject.error());
    out.key = {std::move(*subject), text_at(row, 4), text_at(row, 5)};
    const auto severity = model::severity_of(text_at(row, 6));
    if (!severity) return base::fail(damaged(evidence.path(), "severity of " + out.id));
    out.severity = *severity;
    auto body = evidence.read(row, 7, 14);
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

Result<std::vector<Finding>> Store::findings(base::Time as_of, const FindingFilter& filter) {
    return guarded(impl_->path, [&]() -> Result<std::vector<Finding>> {
        SQLite::Database& database = impl_->database;
        const SQLite::Transaction one_view(database);
        std::vector<Finding> out;
        const std::optional<Evaluation> evaluation = newest_evaluation(database, as_of);
        if (!evaluation) return out;
        EpisodeReader episodes(database, as_of);
        WorkReader work(database, impl_->path, as_of);
        LookTimes looks(database);
        EvidenceReader evidence(impl_->path);
        SQLite::Statement row(database, sql_for(filter));
        bind_one(row, 1, evaluation->id);
        if (filter.ids) bind_one(row, 2, json_of(filter.ids));
        if (filter.subjects) bind_one(row, 3, json_of(filter.subjects));
        if (!filter.rule.empty()) bind_one(row, 4, filter.rule);
        if (filter.severity) bind_one(row, 5, name_of(*filter.severity));
        if (filter.open) bind_one(row, 6, as_of);
        while (row.executeStep()) {
            const std::int64_t number = integer_at(row, 0);
            auto known = episodes.of(number);
            if (known.empty()) continue;
            auto finding =
                finding_at(row, std::move(known), evidence, looks, std::min(evaluation->at, evaluation->as_of));
            if (!finding) return base::fail(finding.error());
            auto stands = work.of(number);
            if (!stands) return base::fail(stands.error());
            finding->work = std::move(*stands);
            out.push_back(std::move(*finding));
        }
        return out;
    });
}

}  // namespace attt::store
