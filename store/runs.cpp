#include "store/store.h"

#include <algorithm>

#include "base/json.h"
#include "store/audit.h"
#include "store/blobs.h"
#include "store/impl.h"
#include "store/subjects.h"

namespace attt::store {
namespace {

using base::Result;
using model::TaskCount;

base::Value request_value(const model::RunRequest& request) {
    base::Object out;
    if (!request.agency.empty()) out.set("agency", request.agency);
    if (!request.site.empty()) out.set("site", request.site);
    if (!request.probes.empty()) out.set("probes", request.probes);
    return out;
}

model::RunRequest request_from(const base::Value& value) {
    return {value["agency"].string_or(""), value["site"].string_or(""), base::strings_of(value["probes"])};
}

constexpr const char* run_columns =
    "SELECT run_id,started,ended,seed,program_version,trust_store,request,planned,abandoned FROM run ";

Result<model::Run> run_at(const SQLite::Statement& row, const std::string& path) {
    model::Run run;
    run.id = integer_at(row, 0);
    run.started = time_at(row, 1);
    run.ended = time_or_none_at(row, 2);
    run.seed = static_cast<std::uint64_t>(integer_at(row, 3));  // two's complement, there and back
    run.program_version = text_at(row, 4);
    run.trust_store = text_at(row, 5);
    auto request = stored_json(path, text_at(row, 6));
    if (!request) return base::fail(request.error());
    run.request = request_from(*request);
    run.planned = integer_at(row, 7);
    run.abandoned = integer_at(row, 8) != 0;
    return run;
}

Result<std::optional<model::Run>> newest(SQLite::Database& database, const std::string& path,
                                         const std::string& condition) {
    SQLite::Statement row(database, run_columns + condition + " ORDER BY run_id DESC LIMIT 1");
    if (!row.executeStep()) return std::nullopt;
    auto run = run_at(row, path);
    if (!run) return base::fail(run.error());
    return std::optional(std::move(*run));
}

// Tasks that had nothing to look at say nothing about whether the network was there.
constexpr const char* count_sql =
    "SELECT count(*), coalesce(sum(t.status IN('unreachable','refused','timeout','blocked')),0) "
    "FROM visit v JOIN locus l ON l.subject_id=v.subject_id JOIN task t ON t.locus_id=l.locus_id AND t.run_id=v.run_id "
    "WHERE v.run_id=?1 AND t.status<>'not_applicable'";

TaskCount count_of(SQLite::Database& database, std::int64_t run) {
    SQLite::Statement row(database, count_sql);
    bound(row, run).executeStep();
    return {integer_at(row, 0), integer_at(row, 1)};
}

base::Object counts_value(const model::Quarantine& held) {
    return {{"asked", held.seen.asked},
            {"unanswered", held.seen.unanswered},
            {"usual_asked", held.usual.asked},
            {"usual_unanswered", held.usual.unanswered}};
}

void hold_back(SQLite::Database& database, std::int64_t run, const model::Quarantine& held) {
    execute(database,
            "INSERT INTO quarantine(run_id,at,asked,unanswered,usual_asked,usual_unanswered) VALUES(?1,?2,?3,?4,?5,?6)",
            run, held.at, held.seen.asked, held.seen.unanswered, held.usual.asked, held.usual.unanswered);
}

std::optional<model::Quarantine> quarantine_of(SQLite::Database& database, std::int64_t run) {
    SQLite::Statement row(database,
                          "SELECT at,asked,unanswered,usual_asked,usual_unanswered,accepted_at,accepted_by,reason "
                          "FROM quarantine WHERE run_id=?1");
    if (!bound(row, run).executeStep()) return std::nullopt;
    return model::Quarantine{time_at(row, 0),
                             {integer_at(row, 1), integer_at(row, 2)},
                             {integer_at(row, 3), integer_at(row, 4)},
                             time_or_none_at(row, 5),
                             text_at(row, 6),
                             text_at(row, 7)};
}

Result<void> end(SQLite::Database& database, const Actor& actor, std::int64_t run, base::Time at, bool abandoned,
                 const std::optional<model::Quarantine>& held_back) {
    WriteTransaction transaction(database);
    // a clock that was set back meanwhile must not keep a run open for ever
    if (execute(database, "UPDATE run SET ended=max(started,?2),abandoned=?3 WHERE run_id=?1 AND ended IS NULL", run,
                at, abandoned ? 1 : 0) == 0)
        return run_unknown(run);
    const TaskCount tasks = count_of(database, run);
    base::Object detail{{"tasks", tasks.asked}, {"unanswered", tasks.unanswered}, {"abandoned", abandoned}};
    if (held_back) {
        hold_back(database, run, *held_back);
        detail.set("quarantine", counts_value(*held_back));
    }
    append_audit(database, actor, "scan.end", std::to_string(run), base::Value(std::move(detail)), at);
    transaction.commit();
    return {};
}

}  // namespace

Result<model::Run> Store::begin_run(const model::Run& run, const base::Object& circumstances) {
    return guarded(impl_->path, [&]() -> Result<model::Run> {
        SQLite::Database& database = impl_->database;
        WriteTransaction transaction(database);
        const base::Value request = request_value(run.request);
        execute(database,
                "INSERT INTO run(started,ended,seed,program_version,trust_store,request,planned,abandoned) "
                "VALUES(?1,?2,?3,?4,?5,?6,?7,?8)",
                run.started, run.ended, static_cast<std::int64_t>(run.seed), run.program_version, run.trust_store,
                base::to_canonical_json(request), run.planned, run.abandoned ? 1 : 0);
        model::Run begun = run;
        begun.id = database.getLastInsertRowid();
        base::Object detail{{"request", request},
                            {"planned", run.planned},
                            {"seed", std::to_string(run.seed)},
                            {"program_version", run.program_version}};
        for (const auto& [key, value] : circumstances)
            detail.set(key, value);
        append_audit(database, impl_->actor, "scan.begin", std::to_string(begun.id), base::Value(std::move(detail)),
                     run.started);
        transaction.commit();
        return begun;
    });
}

Result<void> Store::end_run(std::int64_t run, base::Time at, const std::optional<model::Quarantine>& held_back) {
    return guarded(impl_->path, [&] { return end(impl_->database, impl_->actor, run, at, false, held_back); });
}

Result<void> Store::abandon_run(std::int64_t run, base::Time at, const std::optional<model::Quarantine>& held_back) {
    return guarded(impl_->path, [&] { return end(impl_->database, impl_->actor, run, at, true, held_back); });
}

Result<void> Store::accept_run(std::int64_t run, const std::string& reason, base::Time at) {
    if (reason.empty()) return base::fail(base::ErrorCode::bad_usage, "store.reason_missing");
    return guarded(impl_->path, [&]() -> Result<void> {
        SQLite::Database& database = impl_->database;
        WriteTransaction transaction(database);
        SQLite::Statement known(database, "SELECT 1 FROM run WHERE run_id=?1");
        if (!bound(known, run).executeStep()) return run_unknown(run);
        const auto held = quarantine_of(database, run);
        if (!held || held->accepted_at)
            return base::fail(base::ErrorCode::bad_usage, "store.run_not_held", {{"run", std::to_string(run)}});
        if (at < held->at) return clock_back(at, held->at);
        execute(database, "UPDATE quarantine SET accepted_at=?2,accepted_by=?3,reason=?4 WHERE run_id=?1", run, at,
                impl_->actor.name, reason);
        base::Object detail = counts_value(*held);
        detail.set("reason", reason);
        append_audit(database, impl_->actor, "scan.accept", std::to_string(run), base::Value(std::move(detail)), at);
        transaction.commit();
        return {};
    });
}

Result<std::optional<model::Run>> Store::unfinished_run() {
    return guarded(impl_->path, [&] { return newest(impl_->database, impl_->path, "WHERE ended IS NULL"); });
}

Result<std::optional<model::Run>> Store::last_run() {
    return guarded(impl_->path, [&] { return newest(impl_->database, impl_->path, ""); });
}

Result<model::Run> Store::run(std::int64_t id) {
    return guarded(impl_->path, [&]() -> Result<model::Run> {
        SQLite::Statement row(impl_->database, std::string(run_columns) + "WHERE run_id=?1");
        if (!bound(row, id).executeStep()) return run_unknown(id);
        return run_at(row, impl_->path);
    });
}

Result<std::vector<Store::RunRecord>> Store::run_records(std::size_t most) {
    return guarded(impl_->path, [&]() -> Result<std::vector<RunRecord>> {
        SQLite::Database& database = impl_->database;
        const SQLite::Transaction one_view(database);
        SQLite::Statement row(database, std::string(run_columns) + "ORDER BY run_id DESC LIMIT ?1");
        bound(row, static_cast<std::int64_t>(most));
        SQLite::Statement visits(database, "SELECT count(*) FROM visit WHERE run_id=?1");
        std::vector<RunRecord> out;
        while (row.executeStep()) {
            auto run = run_at(row, impl_->path);
            if (!run) return base::fail(run.error());
            bound(visits, run->id).executeStep();
            const std::int64_t id = run->id;
            out.push_back(
                {std::move(*run), integer_at(visits, 0), count_of(database, id), quarantine_of(database, id)});
        }
        return out;
    });
}

Result<TaskCount> Store::task_count(std::int64_t run) {
    return guarded(impl_->path, [&]() -> Result<TaskCount> { return count_of(impl_->database, run); });
}

Result<std::vector<TaskCount>> Store::earlier_task_counts(std::int64_t run, std::size_t most) {
    return guarded(impl_->path, [&]() -> Result<std::vector<TaskCount>> {
        SQLite::Database& database = impl_->database;
        const SQLite::Transaction one_view(database);
        SQLite::Statement earlier(database,
                                  "SELECT run_id FROM run WHERE run_id<?1 AND ended IS NOT NULL AND abandoned=0 "
                                  "AND run_id NOT IN(SELECT run_id FROM quarantine WHERE accepted_at IS NULL) "
                                  "ORDER BY run_id DESC");
        SQLite::Statement counts(
            database,
            "WITH asked AS MATERIALIZED(SELECT DISTINCT l.probe FROM visit v JOIN locus l ON l.subject_id=v.subject_id "
            "JOIN task t ON t.locus_id=l.locus_id AND t.run_id=v.run_id WHERE v.run_id=?1) "
            "SELECT count(*),coalesce(sum(t.status IN('unreachable','refused','timeout','blocked')),0) "
            "FROM visit v JOIN locus l ON l.subject_id=v.subject_id "
            "JOIN task t ON t.locus_id=l.locus_id AND t.run_id=?2 "
            "WHERE v.run_id=?1 AND t.status<>'not_applicable' AND l.probe IN(SELECT probe FROM asked)");
        bound(earlier, run);
        std::vector<TaskCount> out;
        while (out.size() < most && earlier.executeStep()) {
            bound(counts, run, integer_at(earlier, 0)).executeStep();
            if (integer_at(counts, 0) > 0) out.push_back({integer_at(counts, 0), integer_at(counts, 1)});
        }
        return out;
    });
}

Result<std::vector<model::SubjectRef>> Store::done_in_run(std::int64_t run) {
    return guarded(impl_->path, [&]() -> Result<std::vector<model::SubjectRef>> {
        SQLite::Statement row(impl_->database,
                              "SELECT kind,id FROM visit JOIN subject USING(subject_id) WHERE run_id=?1");
        bound(row, run);
        std::vector<model::SubjectRef> out;
        while (row.executeStep()) {
            auto subject = subject_at(row, 0, impl_->path);
            if (!subject) return base::fail(subject.error());
            out.push_back(std::move(*subject));
        }
        std::sort(out.begin(), out.end());
        return out;
    });
}

Result<std::optional<base::Time>> Store::last_visit(std::int64_t run) {
    return guarded(impl_->path, [&]() -> Result<std::optional<base::Time>> {
        SQLite::Statement row(impl_->database, "SELECT max(at) FROM visit WHERE run_id=?1");
        bound(row, run).executeStep();
        return time_or_none_at(row, 0);
    });
}

Result<void> Store::check_clock(base::Time now) {
    return guarded(impl_->path, [&]() -> Result<void> {
        SQLite::Statement row(impl_->database,
                              "SELECT max(at) FROM (SELECT max(started) AS at FROM run UNION ALL "
                              "SELECT max(ended) FROM run UNION ALL SELECT max(at) FROM evaluation UNION ALL "
                              "SELECT max(at) FROM import_batch UNION ALL SELECT max(at) FROM quarantine)");
        row.executeStep();
        const auto last = time_or_none_at(row, 0);
        if (last && now < *last) return clock_back(now, *last);
        return {};
    });
}

void Store::wait_for_others(base::Duration patience) {
    impl_->database.setBusyTimeout(static_cast<int>(patience.count()));
}

}  // namespace attt::store
