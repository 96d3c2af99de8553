#include "store/verdicts.h"

#include <map>
#include <tuple>

#include "base/json.h"
#include "store/blobs.h"
#include "store/evidence.h"
#include "store/impl.h"
#include "store/subjects.h"

namespace attt::store {
namespace {

using base::Result;
using model::Verdict;

using Key = std::tuple<std::int64_t, std::int64_t, std::string, std::string>;  // subject, rule, instance, endpoint

// What makes two verdicts the same: not the time of the look, which moves by itself.
struct Judgement {
    int rule_version = 0;
    std::string outcome;
    std::string severity;
    std::string reason;
    std::string evidence_sha256;
    bool operator==(const Judgement&) const = default;
};

struct InForce {
    std::int64_t id = 0;
    Judgement judgement;
    std::optional<base::Time> observed;
    bool confirmed = false;
};

void load_in_force(SQLite::Statement& row, std::map<Key, InForce>& out) {
    while (row.executeStep()) {
        out.emplace(
            Key{integer_at(row, 0), integer_at(row, 1), text_at(row, 2), text_at(row, 3)},
            InForce{integer_at(row, 4),
                    {small_integer_at(row, 5), text_at(row, 6), text_at(row, 7), text_at(row, 8), text_at(row, 9)},
                    time_or_none_at(row, 10),
                    false});
    }
}

std::map<Key, InForce> load_in_force(SQLite::Database& database,
                                     const std::optional<std::vector<model::SubjectRef>>& judged) {
    const std::string all =
        "SELECT subject_id,rule_id,instance,endpoint,verdict_id,rule_version,outcome,severity,reason,"
        "sha256,last_observed FROM verdict JOIN blob ON blob_id=evidence WHERE to_evaluation IS NULL";
    std::map<Key, InForce> out;
    if (!judged) {
        SQLite::Statement row(database, all);
        load_in_force(row, out);
        return out;
    }
    SQLite::Statement row(database, all + " AND subject_id=?1");
    for (const model::SubjectRef& subject : *judged) {
        bound(row, number_of(database, subject));
        load_in_force(row, out);
        row.reset();
    }
    return out;
}

class VerdictWriter {
  public:
    VerdictWriter(SQLite::Database& database, std::int64_t evaluation,
                  const std::optional<std::vector<model::SubjectRef>>& judged)
        : subjects_(database),
          rules_(database),
          blobs_(database),
          close_(database, "UPDATE verdict SET to_evaluation=?2 WHERE verdict_id=?1"),
          look_(database, "UPDATE verdict SET last_observed=?2 WHERE verdict_id=?1"),
          open_(
              database,
              "INSERT INTO verdict(subject_id,rule_id,instance,endpoint,rule_version,outcome,severity,reason,evidence,"
              "first_observed,last_observed,from_evaluation) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?10,?11)"),
          in_force_(load_in_force(database, judged)),
          evaluation_(evaluation) {}

    Result<void> write(const Verdict& verdict) {
        const SplitEvidence evidence = split(verdict.evidence);
        const std::string body = base::to_canonical_json(evidence.body);
        const Judgement judgement{verdict.rule_version, std::string(name_of(verdict.outcome)),
                                  std::string(name_of(verdict.severity)), verdict.reason, sha256(body)};
        const Key key{subjects_.of(verdict.subject), rules_.of(verdict.rule), verdict.instance,
                      endpoint_text(verdict.endpoint)};
        if (const auto found = in_force_.find(key); found != in_force_.end()) {
            InForce& standing = found->second;
            if (standing.confirmed) return twice(verdict);
            if (standing.judgement == judgement && may_move(standing.observed, evidence.observed)) {
                if (standing.observed != evidence.observed) execute(look_, standing.id, evidence.observed);
                standing.confirmed = true;
                return {};
            }
            execute(close_, standing.id, evaluation_);
        }
        const auto& [subject, rule, instance, endpoint] = key;
        execute(open_, subject, rule, instance, endpoint, verdict.rule_version, name_of(verdict.outcome),
                name_of(verdict.severity), verdict.reason, blobs_.put(body, json_media_type), evidence.observed,
                evaluation_);
        in_force_[key] = InForce{0, {}, {}, true};
        return {};
    }

    void close_the_rest() {
        for (const auto& [key, standing] : in_force_) {
            if (!standing.confirmed) execute(close_, standing.id, evaluation_);
        }
    }

  private:
    static bool may_move(std::optional<base::Time> from, std::optional<base::Time> to) {
        return from.has_value() == to.has_value() && (!from || *from <= *to);
    }

    static tl::unexpected<base::Error> twice(const Verdict& verdict) {
        return base::fail(base::ErrorCode::bad_usage, "store.verdict_twice",
                          {{"rule", verdict.rule}, {"id", verdict.subject.id}, {"instance", verdict.instance}});
    }

    SubjectNumbers subjects_;
    RuleNumbers rules_;
    BlobWriter blobs_;
    SQLite::Statement close_;
    SQLite::Statement look_;
    SQLite::Statement open_;
    std::map<Key, InForce> in_force_;
    std::int64_t evaluation_;
};

// Of evaluation ?1: what is still in force, and what a later one ended.
constexpr const char* as_of_sql = R"sql(
WITH chosen AS (
    SELECT * FROM verdict WHERE to_evaluation IS NULL AND from_evaluation<=?1
    UNION ALL
    SELECT * FROM verdict WHERE to_evaluation>?1 AND from_evaluation<=?1)
SELECT s.kind, s.id, r.id, c.rule_version, c.instance, c.endpoint, c.outcome, c.severity, c.reason, b.body, c.subject_id,
       c.first_observed, c.last_observed, c.evidence
FROM chosen c JOIN subject s USING(subject_id) JOIN rule r USING(rule_id) JOIN blob b ON b.blob_id=c.evidence)sql";

Result<Verdict> verdict_at(const SQLite::Statement& row, const std::string& path) {
    Verdict out;
    auto subject = subject_at(row, 0, path);
    if (!subject) return base::fail(subject.error());
    out.subject = std::move(*subject);
    out.rule = text_at(row, 2);
    out.rule_version = small_integer_at(row, 3);
    out.instance = text_at(row, 4);
    out.endpoint = model::parse_endpoint(text_at(row, 5));
    const auto outcome = model::outcome_of(text_at(row, 6));
    const auto severity = model::severity_of(text_at(row, 7));
    if (!outcome || !severity) return base::fail(damaged(path, "outcome or severity of a verdict"));
    out.outcome = *outcome;
    out.severity = *severity;
    out.reason = text_at(row, 8);
    return out;
}

}  // namespace

Result<void> write_verdicts(SQLite::Database& database, std::int64_t evaluation, const std::vector<Verdict>& verdicts,
                            const std::optional<std::vector<model::SubjectRef>>& judged) {
    VerdictWriter writer(database, evaluation, judged);
    for (const Verdict& verdict : verdicts) {
        if (auto written = writer.write(verdict); !written) return written;
    }
    writer.close_the_rest();
    return {};
}

Result<std::vector<Verdict>> Store::verdicts(base::Time as_of) {
    return guarded(impl_->path, [&]() -> Result<std::vector<Verdict>> {
        SQLite::Database& database = impl_->database;
        const SQLite::Transaction one_view(database);
        const std::optional<Evaluation> evaluation = newest_evaluation(database, as_of);
        if (!evaluation) return std::vector<Verdict>{};
        SQLite::Statement row(database, as_of_sql);
        bound(row, evaluation->id);
        EvidenceReader evidence(impl_->path);
        LookTimes looks(database);
        std::vector<Verdict> out;
        while (row.executeStep()) {
            auto verdict = verdict_at(row, impl_->path);
            if (!verdict) return base::fail(verdict.error());
            auto body = evidence.read(row, 9, 13);
            if (!body) return base::fail(body.error());
            const auto seen = looks.at(integer_at(row, 10), *body, text_at(row, 5), time_or_none_at(row, 11),
                                       time_or_none_at(row, 12), std::min(evaluation->at, evaluation->as_of));
            verdict->evidence = joined(std::move(*body), seen);
            out.push_back(std::move(*verdict));
        }
        std::sort(out.begin(), out.end(), [](const Verdict& a, const Verdict& b) {
            return std::tie(a.subject, a.rule, a.instance, a.endpoint) <
                   std::tie(b.subject, b.rule, b.instance, b.endpoint);
        });
        return out;
    });
}

Result<std::map<model::SubjectRef, model::Outcome>> Store::outcomes(const std::string& rule, base::Time as_of) {
    return guarded(impl_->path, [&]() -> Result<std::map<model::SubjectRef, model::Outcome>> {
        SQLite::Database& database = impl_->database;
        const SQLite::Transaction one_view(database);
        std::map<model::SubjectRef, model::Outcome> out;
        const std::optional<Evaluation> evaluation = newest_evaluation(database, as_of);
        if (!evaluation) return out;
        SQLite::Statement row(database,
                              "SELECT s.kind,s.id,v.outcome FROM verdict v JOIN subject s USING(subject_id) "
                              "JOIN rule r USING(rule_id) WHERE r.id=?2 AND v.from_evaluation<=?1 AND "
                              "(v.to_evaluation IS NULL OR v.to_evaluation>?1)");
        bound(row, evaluation->id, rule);
        while (row.executeStep()) {
            auto subject = subject_at(row, 0, impl_->path);
            if (!subject) return base::fail(subject.error());
            out[std::move(*subject)] = model::outcome_of(text_at(row, 2)).value_or(model::Outcome::unknown);
        }
        return out;
    });
}

}  // namespace attt::store
