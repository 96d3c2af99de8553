#include <algorithm>

#include "store/impl.h"
#include "store/subjects.h"

namespace attt::store {
namespace {

using base::Result;

constexpr const char* columns = "SELECT run_id,started,ended,seed,program_version,trust_store FROM run ";

model::Run run_at(const SQLite::Statement& row) {
    model::Run run;
    run.id = integer_at(row, 0);
    run.started = time_at(row, 1);
    run.ended = time_or_none_at(row, 2);
    run.seed = static_cast<std::uint64_t>(integer_at(row, 3));  // two's complement, there and back
    run.program_version = text_at(row, 4);
    run.trust_store = text_at(row, 5);
    return run;
}

std::optional<model::Run> newest(SQLite::Database& database, const std::string& condition) {
    SQLite::Statement row(database, columns + condition + " ORDER BY run_id DESC LIMIT 1");
    return row.executeStep() ? std::optional(run_at(row)) : std::nullopt;
}

}  // namespace

Result<model::Run> Store::begin_run(const model::Run& run) {
    return guarded(impl_->path, [&]() -> Result<model::Run> {
        WriteTransaction transaction(impl_->database);
        execute(impl_->database,
                "INSERT INTO run(started,ended,seed,program_version,trust_store) VALUES(?1,?2,?3,?4,?5)", run.started,
                run.ended, static_cast<std::int64_t>(run.seed), run.program_version, run.trust_store);
        model::Run begun = run;
        begun.id = impl_->database.getLastInsertRowid();
        transaction.commit();
        return begun;
    });
}

Result<void> Store::end_run(std::int64_t run, base::Time at) {
    return guarded(impl_->path, [&]() -> Result<void> {
        WriteTransaction transaction(impl_->database);
        // a clock that was set back meanwhile must not keep a run open for ever
        if (execute(impl_->database, "UPDATE run SET ended=max(started,?2) WHERE run_id=?1", run, at) == 0)
            return run_unknown(run);
        transaction.commit();
        return {};
    });
}

Result<std::optional<model::Run>> Store::unfinished_run() {
    return guarded(impl_->path, [&]() -> Result<std::optional<model::Run>> {
        return newest(impl_->database, "WHERE ended IS NULL");
    });
}

Result<std::optional<model::Run>> Store::last_run() {
    return guarded(impl_->path, [&]() -> Result<std::optional<model::Run>> { return newest(impl_->database, ""); });
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

}  // namespace attt::store
