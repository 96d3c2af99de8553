// Files of the folder, and runs with their steps.
#include "store/office.h"

#include "base/hash.h"
#include "base/json.h"
#include "store/audit.h"
#include "store/blobs.h"
#include "store/impl.h"

namespace attt::store {
namespace {

using base::Result;

constexpr const char* inbox_columns =
    "SELECT inbox_id,sha256,name,kind,outcome,at,actor,detail,moved_to FROM inbox_file ";

Result<InboxFile> inbox_file_at(const SQLite::Statement& row, const std::string& path) {
    InboxFile out;
    out.id = integer_at(row, 0);
    out.sha256 = base::hex(text_at(row, 1));
    out.name = text_at(row, 2);
    out.kind = text_at(row, 3);
    out.outcome = text_at(row, 4);
    out.at = time_at(row, 5);
    out.actor = text_at(row, 6);
    auto detail = stored_json(path, text_at(row, 7));
    if (!detail) return base::fail(detail.error());
    out.detail = std::move(*detail);
    out.moved_to = text_at(row, 8);
    return out;
}

}  // namespace

Result<std::int64_t> note_inbox_file(Store& store, const InboxFile& file) {
    auto& impl = Access::of(store);
    return guarded(impl.path, [&]() -> Result<std::int64_t> {
        WriteTransaction transaction(impl.database);
        execute(impl.database,
                "INSERT INTO inbox_file(sha256,name,kind,outcome,at,actor,system_user,detail) "
                "VALUES(?1,?2,?3,?4,?5,?6,?7,?8)",
                Bytes{unhex(file.sha256)}, file.name, file.kind, file.outcome, file.at, impl.actor.name,
                impl.actor.system_user, base::to_json(file.detail));
        const std::int64_t id = impl.database.getLastInsertRowid();
        append_audit(impl.database, impl.actor, "inbox.file", std::to_string(id),
                     base::Value(base::Object{
                         {"name", file.name}, {"sha256", file.sha256}, {"kind", file.kind}, {"outcome", file.outcome}}),
                     file.at);
        transaction.commit();
        return id;
    });
}

Result<void> note_moved(Store& store, std::int64_t id, const std::string& moved_to) {
    auto& impl = Access::of(store);
    return guarded(impl.path, [&]() -> Result<void> {
        execute(impl.database, "UPDATE inbox_file SET moved_to=?2 WHERE inbox_id=?1", id, moved_to);
        return {};
    });
}

Result<std::optional<InboxFile>> inbox_file_taken(Store& store, const std::string& sha256) {
    auto& impl = Access::of(store);
    return guarded(impl.path, [&]() -> Result<std::optional<InboxFile>> {
        SQLite::Statement row(impl.database, std::string(inbox_columns) +
                                                 "WHERE sha256=?1 AND outcome IN('taken','partly') "
                                                 "ORDER BY inbox_id DESC LIMIT 1");
        const std::string hash = unhex(sha256);
        if (!bound(row, Bytes{hash}).executeStep()) return std::nullopt;
        auto file = inbox_file_at(row, impl.path);
        if (!file) return base::fail(file.error());
        return std::optional(std::move(*file));
    });
}

Result<std::vector<InboxFile>> inbox_files(Store& store, base::Time since) {
    auto& impl = Access::of(store);
    return guarded(impl.path, [&]() -> Result<std::vector<InboxFile>> {
        SQLite::Statement row(impl.database, std::string(inbox_columns) + "WHERE at>=?1 ORDER BY inbox_id DESC");
        bound(row, since);
        std::vector<InboxFile> out;
        while (row.executeStep()) {
            auto file = inbox_file_at(row, impl.path);
            if (!file) return base::fail(file.error());
            out.push_back(std::move(*file));
        }
        return out;
    });
}

Result<OfficeRun> begin_office_run(Store& store, const std::string& cycle, base::Time at) {
    auto& impl = Access::of(store);
    return guarded(impl.path, [&]() -> Result<OfficeRun> {
        WriteTransaction transaction(impl.database);
        execute(impl.database, "INSERT INTO office_run(cycle,started,actor,system_user) VALUES(?1,?2,?3,?4)", cycle, at,
                impl.actor.name, impl.actor.system_user);
        OfficeRun out{impl.database.getLastInsertRowid(), cycle, at, {}, {}, impl.actor.name, {}};
        append_audit(impl.database, impl.actor, "office.begin", std::to_string(out.id),
                     base::Value(base::Object{{"cycle", cycle}}), at);
        transaction.commit();
        return out;
    });
}

Result<void> begin_office_step(Store& store, std::int64_t run, const std::string& step, base::Time at) {
    auto& impl = Access::of(store);
    return guarded(impl.path, [&]() -> Result<void> {
        execute(impl.database,
                "INSERT INTO office_step(office_run_id,step,started,attempts) VALUES(?1,?2,?3,1) "
                "ON CONFLICT(office_run_id,step) DO UPDATE SET attempts=attempts+1,ended=NULL,outcome=''",
                run, step, at);
        return {};
    });
}

Result<void> end_office_step(Store& store, std::int64_t run, const std::string& step, const std::string& outcome,
                             const base::Value& detail, base::Time at) {
    auto& impl = Access::of(store);
    return guarded(impl.path, [&]() -> Result<void> {
        WriteTransaction transaction(impl.database);
        execute(impl.database,
                "UPDATE office_step SET ended=?3,outcome=?4,detail=?5 WHERE office_run_id=?1 AND step=?2", run, step,
                at, outcome, base::to_json(detail));
        append_audit(impl.database, impl.actor, "office.step", std::to_string(run),
                     base::Value(base::Object{{"step", step}, {"outcome", outcome}}), at);
        transaction.commit();
        return {};
    });
}

Result<void> end_office_run(Store& store, std::int64_t run, const std::string& outcome, base::Time at) {
    auto& impl = Access::of(store);
    return guarded(impl.path, [&]() -> Result<void> {
        WriteTransaction transaction(impl.database);
        execute(impl.database, "UPDATE office_run SET ended=?2,outcome=?3 WHERE office_run_id=?1 AND ended IS NULL",
                run, at, outcome);
        append_audit(impl.database, impl.actor, "office.end", std::to_string(run),
                     base::Value(base::Object{{"outcome", outcome}}), at);
        transaction.commit();
        return {};
    });
}

Result<std::vector<OfficeRun>> office_runs(Store& store, std::size_t most, bool unfinished) {
    auto& impl = Access::of(store);
    return guarded(impl.path, [&]() -> Result<std::vector<OfficeRun>> {
        SQLite::Statement row(impl.database,
                              "SELECT office_run_id,cycle,started,ended,outcome,actor FROM office_run "
                              "WHERE ended IS NULL OR ?2=0 ORDER BY office_run_id DESC LIMIT ?1");
        SQLite::Statement step(impl.database,
                               "SELECT step,started,attempts,ended,outcome,detail FROM office_step "
                               "WHERE office_run_id=?1 ORDER BY started,step");
        bound(row, static_cast<std::int64_t>(most), unfinished ? 1 : 0);
        std::vector<OfficeRun> out;
        while (row.executeStep()) {
            OfficeRun run{integer_at(row, 0),
                          text_at(row, 1),
                          time_at(row, 2),
                          time_or_none_at(row, 3),
                          text_at(row, 4),
                          text_at(row, 5),
                          {}};
            bound(step, run.id);
            while (step.executeStep()) {
                auto detail = stored_json(impl.path, text_at(step, 5));
                if (!detail) return base::fail(detail.error());
                run.steps.push_back({text_at(step, 0), time_at(step, 1), small_integer_at(step, 2),
                                     time_or_none_at(step, 3), text_at(step, 4), std::move(*detail)});
            }
            out.push_back(std::move(run));
        }
        return out;
    });
}

}  // namespace attt::store
