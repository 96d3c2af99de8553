#include <algorithm>

#include "store/finding_events.h"
#include "store/findings.h"
#include "store/impl.h"
#include "store/verdicts.h"

namespace attt::store {
namespace {

using base::Result;

Evaluation evaluation_at(const SQLite::Statement& row) {
    Evaluation out;
    out.id = integer_at(row, 0);
    out.at = time_at(row, 1);
    out.as_of = time_at(row, 2);
    out.rules_hash = text_at(row, 3);
    out.run = integer_or_none_at(row, 4);
    return out;
}

void write_points(SQLite::Database& database, std::int64_t evaluation, const std::vector<MeasurementPoint>& points) {
    SQLite::Statement insert(
        database,
        "INSERT INTO measurement_point(target,agency,evaluation_id,at,numerator,denominator,unknown,"
        "excluded) VALUES(?1,?2,?3,?4,?5,?6,?7,?8)");
    for (const MeasurementPoint& point : points) {
        execute(insert, point.target, point.agency, evaluation, point.at, point.numerator, point.denominator,
                point.unknown, point.excluded);
    }
}

base::Object summary_of(const Evaluation& evaluation, const std::vector<model::Verdict>& verdicts,
                        const model::Changes& changes) {
    base::Object out{{"evaluation", evaluation.id},
                     {"as_of", base::to_rfc3339(evaluation.as_of)},
                     {"rules", evaluation.rules_hash},
                     {"verdicts", verdicts.size()},
                     {"opened", changes.opened.size()},
                     {"closed", changes.closed.size()},
                     {"still_open", changes.still_open.size()},
                     {"unverified", changes.unverified.size()}};
    if (evaluation.run) out.set("run", *evaluation.run);
    return out;
}

struct Written {
    const Evaluation& evaluation;
    const std::vector<model::Verdict>& verdicts;
    const model::Changes& changes;
    const std::vector<MeasurementPoint>& points;
    std::optional<std::vector<model::SubjectRef>> judged;  // nothing: all subjects
};

Result<Evaluation> save(SQLite::Database& database, const std::string& path, const Actor& actor,
                        const Written& written) {
    WriteTransaction transaction(database);
    const Evaluation& evaluation = written.evaluation;
    const std::optional<Evaluation> last = newest_evaluation(database, base::Time::max());
    if (last && evaluation.at < last->at) return clock_back(evaluation.at, last->at);
    execute(database, "INSERT INTO evaluation(at,as_of,rules_hash,run_id) VALUES(?1,?2,?3,?4)", evaluation.at,
            evaluation.as_of, evaluation.rules_hash, evaluation.run);
    Evaluation saved = evaluation;
    saved.id = database.getLastInsertRowid();
    if (auto kept = write_verdicts(database, saved.id, written.verdicts, written.judged); !kept)
        return base::fail(kept.error());
    const FindingsContext context{path, actor, saved.id, last ? last->id : 0};
    if (auto applied = apply_changes(database, context, written.changes); !applied) return base::fail(applied.error());
    write_points(database, saved.id, written.points);
    base::Object summary = summary_of(saved, written.verdicts, written.changes);
    if (written.judged) summary.set("subjects", written.judged->size());
    append_sealing_audit(database, actor, "evaluate", std::to_string(saved.id), std::move(summary), evaluation.at);
    transaction.commit();
    return saved;
}

}  // namespace

std::optional<Evaluation> newest_evaluation(SQLite::Database& database, base::Time as_of) {
    SQLite::Statement row(database,
                          "SELECT evaluation_id,at,as_of,rules_hash,run_id FROM evaluation WHERE at<=?1 "
                          "ORDER BY at DESC,evaluation_id DESC LIMIT 1");
    bound(row, as_of);
    return row.executeStep() ? std::optional(evaluation_at(row)) : std::nullopt;
}

Result<Evaluation> Store::save_evaluation(const Evaluation& evaluation, const std::vector<model::Verdict>& verdicts,
                                          const model::Changes& changes, const std::vector<MeasurementPoint>& points) {
    return guarded(impl_->path, [&] {
        return save(impl_->database, impl_->path, impl_->actor, {evaluation, verdicts, changes, points, {}});
    });
}

Result<Evaluation> Store::save_part_of_evaluation(const Evaluation& evaluation,
                                                  const std::vector<model::Verdict>& verdicts,
                                                  const model::Changes& changes,
                                                  const std::vector<model::SubjectRef>& judged) {
    return guarded(impl_->path, [&] {
        return save(impl_->database, impl_->path, impl_->actor, {evaluation, verdicts, changes, {}, judged});
    });
}

Result<std::optional<Evaluation>> Store::last_evaluation(base::Time as_of) {
    return guarded(impl_->path,
                   [&]() -> Result<std::optional<Evaluation>> { return newest_evaluation(impl_->database, as_of); });
}

Result<std::optional<Evaluation>> Store::evaluation_before(std::int64_t evaluation) {
    return guarded(impl_->path, [&]() -> Result<std::optional<Evaluation>> {
        SQLite::Statement row(impl_->database,
                              "SELECT evaluation_id,at,as_of,rules_hash,run_id FROM evaluation WHERE evaluation_id<?1 "
                              "ORDER BY evaluation_id DESC LIMIT 1");
        bound(row, evaluation);
        return row.executeStep() ? std::optional(evaluation_at(row)) : std::nullopt;
    });
}

Result<std::optional<Evaluation>> Store::evaluation_of_run(std::int64_t run) {
    return guarded(impl_->path, [&]() -> Result<std::optional<Evaluation>> {
        SQLite::Statement row(impl_->database,
                              "SELECT evaluation_id,at,as_of,rules_hash,run_id FROM evaluation WHERE run_id=?1 "
                              "ORDER BY evaluation_id LIMIT 1");
        bound(row, run);
        return row.executeStep() ? std::optional(evaluation_at(row)) : std::nullopt;
    });
}

Result<std::vector<MeasurementPoint>> Store::measurement_points(const std::string& target, const std::string& agency) {
    return guarded(impl_->path, [&]() -> Result<std::vector<MeasurementPoint>> {
        SQLite::Statement row(impl_->database,
                              "SELECT at,numerator,denominator,unknown,excluded FROM measurement_point "
                              "WHERE target=?1 AND agency=?2 ORDER BY at,evaluation_id");
        bound(row, target, agency);
        std::vector<MeasurementPoint> out;
        while (row.executeStep()) {
            out.push_back({target, agency, time_at(row, 0), integer_at(row, 1), integer_at(row, 2), integer_at(row, 3),
                           integer_at(row, 4)});
        }
        return out;
    });
}

}  // namespace attt::store
