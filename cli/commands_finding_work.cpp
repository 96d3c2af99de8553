// findings assign, due, note, …; roles
#include "app/finding_work.h"

#include "base/json.h"
#include "cli/commands.h"
#include "cli/finding_list.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

base::Result<std::optional<base::Date>> date_of(const std::string& text) {
    if (text.empty()) return std::optional<base::Date>();
    auto date = base::parse_date(text);
    if (!date) return tl::unexpected(date.error());
    return std::optional(*date);
}

base::Result<remediation::Request> request_of(const Arguments& arguments, remediation::Action action,
                                              store::Store& store) {
    remediation::Request out;
    out.action = action;
    out.text = arguments.finding.text;
    out.waiver = model::waiver_kind_of(arguments.finding.kind).value_or(model::WaiverKind::risk);
    out.upheld = arguments.finding.answer == "upheld";
    auto date = date_of(arguments.finding.date);
    if (!date) return tl::unexpected(date.error());
    out.date = *date;
    if (arguments.finding.evidence.empty()) return out;
    auto evidence = app::keep_evidence(store, arguments.finding.evidence);
    if (!evidence) return tl::unexpected(evidence.error());
    out.evidence = std::move(*evidence);
    return out;
}

}  // namespace

int run_findings_step(const Session& session) {
    const Arguments& arguments = session.arguments;
    const auto action = app::action_of(arguments.finding.action);
    auto query = query_of(arguments);
    if (!query) return session.refuse(query.error());
    if (query->empty()) return session.refuse({base::ErrorCode::bad_usage, "finding.nothing_selected", {}, {}});
    Opened opened = open(session);
    if (!opened || !action) return opened.code;
    auto list = find(session, opened, *query);
    if (!list) return opened.code;
    auto request = request_of(arguments, *action, *opened.store);
    if (!request) return session.refuse(request.error());
    auto report = app::take_step(*opened.store, *list, *request, arguments.finding.action, session.actor, base::now(),
                                 arguments.finding.dry_run);
    if (!report) return session.refuse(report.error());
    session.say(report->refused);
    if (arguments.json) {
        print_line(base::to_json(base::Value(base::Object{{"schema", "attt.findings_step/1"},
                                                          {"action", arguments.finding.action},
                                                          {"selected", list->rows.size()},
                                                          {"done", report->done},
                                                          {"unchanged", report->unchanged},
                                                          {"refused", report->refused.size()},
                                                          {"dry_run", arguments.finding.dry_run}})));
    } else if (report->refused.empty()) {
        print_line(session.texts.text(
            arguments.finding.dry_run ? "finding.would_do" : "finding.done",
            {{"done", std::to_string(report->done)}, {"unchanged", std::to_string(report->unchanged)}}));
    } else {
        print_error(session.texts.text("finding.nothing_done", {{"count", std::to_string(report->refused.size())}}));
    }
    return report->refused.empty() ? ExitCode::done : ExitCode::bad_input;
}

int run_roles_set(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    const Arguments& arguments = session.arguments;
    store::RoleHolder holder{arguments.id, store::Role::officer, arguments.agency, base::now()};
    for (std::size_t i = 0; i < store::role_names.size(); ++i) {
        if (store::role_names[i] == arguments.finding.kind) holder.role = static_cast<store::Role>(i);
    }
    if ((holder.role == store::Role::agency) == holder.agency.empty())
        return session.refuse({base::ErrorCode::bad_usage, "role.agency", {}, {}});
    auto inventory = opened.store->inventory(holder.since);
    if (!inventory) return session.refuse(inventory.error());
    if (!holder.agency.empty() && inventory->agency(holder.agency) == nullptr)
        return session.refuse({base::ErrorCode::not_found, "agency.unknown", {{"id", holder.agency}}, {}});
    if (auto set = opened.store->set_role(holder); !set) return session.refuse(set.error());
    print_line(session.texts.text(
        "role.set",
        {{"post", holder.post}, {"role", session.texts.text("role_name." + std::string(name_of(holder.role)))}}));
    return ExitCode::done;
}

int run_roles_list(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto holders = opened.store->roles();
    if (!holders) return session.refuse(holders.error());
    base::Array out;
    TextTable table({session.texts.text("role.col_post"), session.texts.text("role.col_role"),
                     session.texts.text("cli.col_agency"), session.texts.text("cli.col_since")});
    for (const store::RoleHolder& holder : *holders) {
        table.add({holder.post, session.texts.text("role_name." + std::string(name_of(holder.role))), holder.agency,
                   base::show_date(base::local_date(holder.since))});
        out.emplace_back(base::Object{{"post", holder.post},
                                      {"role", name_of(holder.role)},
                                      {"agency", holder.agency},
                                      {"since", base::to_rfc3339(holder.since)}});
    }
    if (session.arguments.json) {
        print_line(
            base::to_pretty_json(base::Value(base::Object{{"schema", "attt.roles/1"}, {"roles", std::move(out)}})));
        return ExitCode::done;
    }
    if (table.empty())
        print_line(session.texts.text("role.none"));
    else
        print(table.text());
    return ExitCode::done;
}

}  // namespace attt::cli
