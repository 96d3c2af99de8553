// waiting: list, export, apply
#include "app/waiting.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/finding_list.h"
#include "cli/level_session.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

// What waits, of one agency where --agency says so; nothing when it was said why not, with `code` set.
std::optional<std::vector<app::WaitingItem>> items_of(const Session& session, LevelSession& opened,
                                                      model::Inventory& inventory) {
    std::vector<base::Error> defects;
    auto ground = app::waiting_ground(opened.workspace, *opened.store, opened.data, base::now(), defects);
    if (!ground) {
        opened.code = session.refuse(ground.error(), defects);
        return std::nullopt;
    }
    inventory = ground->findings.inventory;
    const std::string& agency = session.arguments.agency;
    if (!agency.empty() && inventory.agency(agency) == nullptr) {
        opened.code = session.refuse({base::ErrorCode::not_found, "agency.unknown", {{"id", agency}}, {}});
        return std::nullopt;
    }
    return app::what_waits(*ground, opened.rules, session.texts, agency);
}

}  // namespace

int run_waiting_list(const Session& session) {
    LevelSession opened = open_levels(session);
    if (!opened) return opened.code;
    model::Inventory inventory;
    const auto items = items_of(session, opened, inventory);
    if (!items) return opened.code;
    const base::Catalogue& texts = session.texts;
    if (session.arguments.json) {
        print_line(base::to_pretty_json(app::to_value(*items)));
        return ExitCode::done;
    }
    TextTable table({texts.text("waiting_sheet.kind"), texts.text("cli.col_agency"), texts.text("cli.col_since"),
                     texts.text("cli.col_due"), texts.text("waiting_sheet.subject"), texts.text("waiting_sheet.what")});
    for (const app::WaitingItem& item : *items) {
        table.add({texts.text("waiting_kind." + std::string(name_of(item.kind))), item.agency,
                   item.since ? base::show_date(*item.since) : "", item.due ? base::show_date(*item.due) : "",
                   item.subject, item.what});
    }
    if (!table.empty()) print(table.text());
    print_line(texts.text("waiting.count", {{"count", std::to_string(items->size())}}));
    return ExitCode::done;
}

int run_waiting_export(const Session& session) {
    if (const auto missing = no_file(session.arguments.finding)) return session.refuse(*missing);
    LevelSession opened = open_levels(session);
    if (!opened) return opened.code;
    model::Inventory inventory;
    const auto items = items_of(session, opened, inventory);
    if (!items) return opened.code;
    return write_sheet(session, app::waiting_sheet(*items, inventory, session.texts));
}

int run_waiting_apply(const Session& session) {
    LevelSession opened = open_levels(session);
    if (!opened) return opened.code;
    const bool dry_run = session.arguments.finding.dry_run;
    std::vector<base::Error> defects;
    auto report =
        app::apply_waiting(opened.workspace, *opened.store, opened.data, opened.rules, session.arguments.list_file,
                           dry_run, session.actor, base::now(), session.texts, defects);
    if (!report) return session.refuse(report.error(), defects);
    session.say(report->problems);
    session.say(report->moved);
    if (session.arguments.json) {
        print_line(base::to_pretty_json(base::Value(base::Object{{"schema", "attt.waiting_apply/1"},
                                                                 {"rows", report->rows},
                                                                 {"decided", report->decided},
                                                                 {"known", report->known},
                                                                 {"blank", report->blank},
                                                                 {"problems", report->problems.size()},
                                                                 {"moved", report->moved.size()},
                                                                 {"dry_run", dry_run},
                                                                 {"stored", report->stored}})));
    } else {
        const char* message = report->stored ? "waiting.applied"
                              : dry_run      ? "waiting.would_apply"
                                             : "waiting.held_back";
        print_line(session.texts.text(message, {{"rows", std::to_string(report->rows)},
                                                {"decided", std::to_string(report->decided)},
                                                {"known", std::to_string(report->known)},
                                                {"blank", std::to_string(report->blank)},
                                                {"problems", std::to_string(report->problems.size())},
                                                {"moved", std::to_string(report->moved.size())}}));
    }
    return report->problems.empty() && report->moved.empty() ? ExitCode::done : ExitCode::bad_input;
}

}  // namespace attt::cli
