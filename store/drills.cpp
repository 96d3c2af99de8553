// Drills, what their attackers found, and the looks at it since.
#include "base/hash.h"
#include "base/json.h"
#include "model/drill.h"
#include "store/audit.h"
#include "store/blobs.h"
#include "store/impl.h"
#include "store/subjects.h"

namespace attt::store {
namespace {

using base::Result;
using model::Drill;
using model::ReportedFinding;

std::optional<std::int64_t> drill_number(SQLite::Database& database, const std::string& id) {
    SQLite::Statement row(database, "SELECT drill_id FROM drill WHERE id=?1");
    return bound(row, id).executeStep() ? std::optional(integer_at(row, 0)) : std::nullopt;
}

tl::unexpected<base::Error> no_drill(const std::string& id) {
    return base::fail(base::ErrorCode::not_found, "store.no_drill", {{"id", id}});
}

Result<Drill> drill_at(const SQLite::Statement& row, const std::string& path) {
    Drill out;
    out.id = text_at(row, 0);
    const auto date = base::parse_date(text_at(row, 1));
    auto scope = stored_json(path, text_at(row, 2));
    auto baseline = stored_json(path, text_at(row, 4));
    if (!date) return base::fail(damaged(path, "date of drill " + out.id));
    if (!scope) return base::fail(scope.error());
    if (!baseline) return base::fail(baseline.error());
    out.date = *date;
    out.agencies = base::strings_of((*scope)["agencies"]);
    out.planned = time_at(row, 3);
    out.baseline = std::move(*baseline);
    if (const auto held = base::parse_date(text_at(row, 5))) out.held = *held;
    return out;
}

constexpr const char* newest_retest_sql =
    "SELECT at,outcome,reason,actor FROM retest WHERE reported_id=?1 AND at<=?2 ORDER BY retest_id DESC LIMIT 1";

}  // namespace

Result<void> Store::plan_drill(const Drill& drill) {
    return guarded(impl_->path, [&]() -> Result<void> {
        SQLite::Database& database = impl_->database;
        WriteTransaction transaction(database);
        if (drill_number(database, drill.id))
            return base::fail(base::ErrorCode::bad_usage, "store.drill_exists", {{"id", drill.id}});
        const base::Value scope = base::Object{{"agencies", drill.agencies}};
        const std::string baseline = base::to_canonical_json(drill.baseline);
        execute(database,
                "INSERT INTO drill(id,date,scope,planned,baseline,actor,system_user) VALUES(?1,?2,?3,?4,?5,?6,?7)",
                drill.id, base::to_iso_date(drill.date), base::to_canonical_json(scope), drill.planned,
                BlobWriter(database).put(baseline, json_media_type), impl_->actor.name, impl_->actor.system_user);
        append_audit(
            database, impl_->actor, "drill.plan", drill.id,
            base::Object{
                {"date", base::to_iso_date(drill.date)}, {"scope", scope}, {"baseline", base::hex(sha256(baseline))}},
            drill.planned);
        transaction.commit();
        return {};
    });
}

Result<std::vector<Drill>> Store::drills() {
    return guarded(impl_->path, [&]() -> Result<std::vector<Drill>> {
        SQLite::Statement row(impl_->database,
                              "SELECT d.id,d.date,d.scope,d.planned,b.body,coalesce(d.held,'') FROM drill d "
                              "JOIN blob b ON b.blob_id=d.baseline ORDER BY d.date,d.id");
        std::vector<Drill> out;
        while (row.executeStep()) {
            auto drill = drill_at(row, impl_->path);
            if (!drill) return base::fail(drill.error());
            out.push_back(std::move(*drill));
        }
        return out;
    });
}

Result<void> Store::hold_drill(const std::string& id, base::Date held, base::Time at) {
    return guarded(impl_->path, [&]() -> Result<void> {
        WriteTransaction transaction(impl_->database);
        const std::string day = base::to_iso_date(held);
        if (execute(impl_->database, "UPDATE drill SET held=?2 WHERE id=?1", id, day) == 0) return no_drill(id);
        append_audit(impl_->database, impl_->actor, "drill.held", id, base::Object{{"held", day}}, at);
        transaction.commit();
        return {};
    });
}

Result<ImportSummary> Store::report_findings(const std::string& drill, const std::vector<ReportedFinding>& findings,
                                             base::Time at) {
    return guarded(impl_->path, [&]() -> Result<ImportSummary> {
        SQLite::Database& database = impl_->database;
        WriteTransaction transaction(database);
        const auto number = drill_number(database, drill);
        if (!number) return no_drill(drill);
        SubjectNumbers subjects(database);
        ImportSummary out;
        for (const ReportedFinding& finding : findings) {
            const std::int64_t subject = subjects.of(finding.subject);
            const std::string evidence = base::to_canonical_json(finding.evidence);
            SQLite::Statement known(database,
                                    "SELECT severity,title,evidence,observed FROM reported_finding WHERE drill_id=?1 "
                                    "AND subject_id=?2 AND reference=?3");
            if (!bound(known, *number, subject, finding.reference).executeStep()) {
                execute(database,
                        "INSERT INTO reported_finding(drill_id,subject_id,reference,severity,title,evidence,observed,"
                        "recorded) VALUES(?1,?2,?3,?4,?5,?6,?7,?8)",
                        *number, subject, finding.reference, name_of(finding.severity), finding.title, evidence,
                        finding.observed, at);
                ++out.added;
                continue;
            }
            const bool same = text_at(known, 0) == name_of(finding.severity) && text_at(known, 1) == finding.title &&
                              text_at(known, 2) == evidence && time_at(known, 3) == finding.observed;
            if (same) {
                ++out.unchanged;
                continue;
            }
            execute(database,
                    "UPDATE reported_finding SET severity=?4,title=?5,evidence=?6,observed=?7 WHERE drill_id=?1 AND "
                    "subject_id=?2 AND reference=?3",
                    *number, subject, finding.reference, name_of(finding.severity), finding.title, evidence,
                    finding.observed);
            ++out.changed;
        }
        if (out.added + out.changed > 0) {
            append_audit(database, impl_->actor, "drill.import", drill,
                         base::Object{{"added", out.added}, {"changed", out.changed}}, at);
        }
        transaction.commit();
        return out;
    });
}

Result<std::vector<ReportedFinding>> Store::reported_findings(base::Time as_of) {
    return guarded(impl_->path, [&]() -> Result<std::vector<ReportedFinding>> {
        SQLite::Statement row(impl_->database,
                              "SELECT r.reported_id,d.id,r.reference,s.kind,s.id,r.severity,r.title,r.evidence,"
                              "r.observed FROM reported_finding r JOIN drill d USING(drill_id) "
                              "JOIN subject s USING(subject_id) WHERE r.recorded<=?1 ORDER BY r.reported_id");
        SQLite::Statement retest(impl_->database, newest_retest_sql);
        bound(row, as_of);
        std::vector<ReportedFinding> out;
        while (row.executeStep()) {
            ReportedFinding finding;
            finding.drill = text_at(row, 1);
            finding.reference = text_at(row, 2);
            auto subject = subject_at(row, 3, impl_->path);
            if (!subject) return base::fail(subject.error());
            finding.subject = std::move(*subject);
            finding.severity = model::severity_of(text_at(row, 5)).value_or(model::Severity::high);
            finding.title = text_at(row, 6);
            auto evidence = stored_json(impl_->path, text_at(row, 7));
            if (!evidence) return base::fail(evidence.error());
            finding.evidence = std::move(*evidence);
            finding.observed = time_at(row, 8);
            if (bound(retest, integer_at(row, 0), as_of).executeStep()) {
                finding.newest = ReportedFinding::Retest{
                    time_at(retest, 0), model::outcome_of(text_at(retest, 1)).value_or(model::Outcome::unknown),
                    text_at(retest, 2), text_at(retest, 3)};
            }
            out.push_back(std::move(finding));
        }
        return out;
    });
}

Result<void> Store::retest(const model::FindingKey& key, model::Outcome outcome, const std::string& reason,
                           base::Time at) {
    return guarded(impl_->path, [&]() -> Result<void> {
        WriteTransaction transaction(impl_->database);
        const int written = execute(
            impl_->database,
            "INSERT INTO retest(reported_id,at,outcome,reason,actor,system_user) SELECT r.reported_id,?4,?5,?6,?7,?8 "
            "FROM reported_finding r JOIN drill d USING(drill_id) JOIN subject s USING(subject_id) "
            "WHERE d.id||'/'||r.reference=?1 AND s.kind=?2 AND s.id=?3",
            key.instance, name_of(key.subject.kind), key.subject.id, at, name_of(outcome), reason, impl_->actor.name,
            impl_->actor.system_user);
        if (written == 0)
            return base::fail(base::ErrorCode::bad_usage, "store.not_reported", {{"finding", model::finding_id(key)}});
        append_audit(impl_->database, impl_->actor, "finding.retest", model::finding_id(key),
                     base::Object{{"outcome", name_of(outcome)}, {"reason", reason}}, at);
        transaction.commit();
        return {};
    });
}

}  // namespace attt::store
