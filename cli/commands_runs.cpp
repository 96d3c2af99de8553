// runs list, runs accept, scan --notice, db backup
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/scan.h"
#include "app/version.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/runs_words.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

using RunRecord = store::Store::RunRecord;

constexpr std::size_t most_runs = 200;

// "ended", "unfinished", "abandoned", "quarantined" or "accepted": the last two say whether it counts.
std::string state_of(const RunRecord& record) {
    if (record.quarantine) return record.quarantine->accepted_at ? "accepted" : "quarantined";
    if (!record.run.ended) return "unfinished";
    return record.run.abandoned ? "abandoned" : "ended";
}

base::Value count_value(const model::TaskCount& count) {
    return base::Object{{"asked", count.asked}, {"unanswered", count.unanswered}};
}

base::Value record_value(const RunRecord& record) {
    base::Object request;
    if (!record.run.request.agency.empty()) request.set("agency", record.run.request.agency);
    if (!record.run.request.site.empty()) request.set("site", record.run.request.site);
    if (!record.run.request.probes.empty()) request.set("probes", record.run.request.probes);
    base::Object out{{"run", record.run.id},
                     {"state", state_of(record)},
                     {"started", base::to_rfc3339(record.run.started)},
                     {"ended", record.run.ended ? base::Value(base::to_rfc3339(*record.run.ended)) : base::Value()},
                     {"request", std::move(request)},
                     {"planned", record.run.planned},
                     {"visited", record.visited},
                     {"tasks", count_value(record.tasks)},
                     {"seed", std::to_string(record.run.seed)},
                     {"program_version", record.run.program_version},
                     {"trust_store", record.run.trust_store}};
    if (record.quarantine) {
        const model::Quarantine& held = *record.quarantine;
        base::Object quarantine{
            {"at", base::to_rfc3339(held.at)}, {"tasks", count_value(held.seen)}, {"usual", count_value(held.usual)}};
        if (held.accepted_at) {
            quarantine.set("accepted_at", base::to_rfc3339(*held.accepted_at));
            quarantine.set("accepted_by", held.accepted_by);
            quarantine.set("reason", held.reason);
        }
        out.set("quarantine", std::move(quarantine));
    }
    return out;
}

std::string joined(const std::vector<std::string>& words) {
    return base::printable(fmt::format("{}", fmt::join(words, ", ")), 1000);
}

}  // namespace

int run_runs_list(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto records = opened.store->run_records(most_runs);
    if (!records) return session.refuse(records.error());
    if (session.arguments.json) {
        base::Array runs;
        for (const RunRecord& record : *records)
            runs.push_back(record_value(record));
        print_line(base::to_json(base::Value(base::Object{{"schema", "attt.runs/1"}, {"runs", std::move(runs)}})));
        return ExitCode::done;
    }
    if (records->empty()) {
        print_line(session.texts.text("runs.none"));
        return ExitCode::done;
    }
    using enum TextTable::Align;
    TextTable table({session.texts.text("runs.col_run"), session.texts.text("runs.col_started"),
                     session.texts.text("runs.col_request"), session.texts.text("runs.col_sites"),
                     session.texts.text("runs.col_unanswered"), session.texts.text("runs.col_state")},
                    {right, left, left, right, right, left});
    for (const RunRecord& record : *records) {
        const std::string state = state_of(record);
        table.add({std::to_string(record.run.id), base::show_time(record.run.started),
                   request_in_words(record.run.request, session.texts),
                   fmt::format("{}/{}", record.visited, std::max(record.visited, record.run.planned)),
                   fmt::format("{}/{}", record.tasks.unanswered, record.tasks.asked),
                   session.texts.text("run_state." + state)});
        table.colour_last(5, state == "quarantined" || state == "unfinished" ? Colour::yellow : Colour::none);
    }
    print(table.text());
    for (const RunRecord& record : *records) {
        if (record.quarantine && !record.quarantine->accepted_at)
            print_line(quarantine_in_words(record.run.id, *record.quarantine, session.texts));
    }
    return ExitCode::done;
}

int run_runs_accept(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    const std::int64_t run = session.arguments.run;
    const std::string reason(base::trim(session.arguments.reason));
    if (auto accepted = opened.store->accept_run(run, reason, base::now()); !accepted)
        return session.refuse(accepted.error());
    print_line(session.texts.text("runs.accepted",
                                  {{"run", std::to_string(run)}, {"actor", base::printable(session.actor.name, 100)}}));
    std::vector<base::Error> defects;
    auto judgement = app::judge_now(opened.workspace, *opened.store, opened.rules, run, defects);
    if (!judgement) return session.refuse(judgement.error(), defects);
    print_line(session.texts.text("runs.judged_again",
                                  {{"opened", std::to_string(judgement->changes.opened.size())},
                                   {"closed", std::to_string(judgement->changes.closed.size())},
                                   {"unverified", std::to_string(judgement->changes.unverified.size())}}));
    return ExitCode::done;
}

int run_scan_notice(const Session& session) {
    std::vector<base::Error> defects;
    auto workspace = app::open_workspace(session.arguments.workspace, defects);
    if (!workspace) return session.refuse(workspace.error(), defects);
    const app::Config& config = workspace->config;
    if (config.notified.empty()) {
        print_error(session.texts.text("runs.nobody_to_tell"));
        return ExitCode::bad_input;
    }
    const base::Date today = base::local_date(base::now());
    if (auto scope = app::scope_on(config.authorisations, today); !scope) return session.refuse(scope.error());
    for (const app::Notified& each : config.notified) {
        print_line(session.texts.text("runs.notice_to", {{"name", base::printable(each.name, 200)},
                                                         {"contact", base::printable(each.contact, 200)}}));
    }
    for (const model::Authorisation& each : config.authorisations) {
        if (today < each.date || each.until < today) continue;
        print_line(session.texts.text("runs.notice", {{"number", base::printable(each.number, 200)},
                                                      {"names", joined(each.names)},
                                                      {"networks", joined(each.networks)},
                                                      {"per_address", std::to_string(config.limits.per_address)},
                                                      {"network_cap", std::to_string(each.network_cap)},
                                                      {"per_second", std::to_string(config.limits.per_second)},
                                                      {"agent", app::user_agent()}}));
    }
    return ExitCode::done;
}

int run_db_backup(const Session& session) {
    std::vector<base::Error> defects;
    auto workspace = app::open_workspace(session.arguments.workspace, defects);
    if (!workspace) return session.refuse(workspace.error(), defects);
    auto opened = app::open_store(*workspace, session.actor);
    if (!opened) return session.refuse(opened.error());
    auto backup = opened->backup(session.arguments.backup_file, base::now());
    if (!backup) return session.refuse(backup.error());
    if (backup->not_noted) {
        print_error(session.texts.text("runs.backup_not_noted"));
        session.say({*backup->not_noted});
    }
    if (session.arguments.json) {
        print_line(base::to_json(base::Value(base::Object{{"schema", "attt.db_backup/1"},
                                                          {"file", session.arguments.backup_file},
                                                          {"bytes", backup->bytes},
                                                          {"head", backup->head}})));
    } else {
        print_line(session.texts.text("runs.backed_up", {{"file", base::printable(session.arguments.backup_file, 500)},
                                                         {"bytes", std::to_string(backup->bytes)},
                                                         {"head", backup->head}}));
    }
    return ExitCode::done;
}

}  // namespace attt::cli
