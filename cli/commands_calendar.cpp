// calendar
#include "app/due.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

constexpr int default_days = 90;

const char* state_text(rules::DueState state) {
    switch (state) {
        case rules::DueState::overdue: return "plan.state_overdue";
        case rules::DueState::never_done: return "plan.state_never_done";
        case rules::DueState::due: return "plan.state_due";
        case rules::DueState::done_late: return "plan.state_done_late";
    }
    return "plan.state_due";
}

}  // namespace

int run_calendar(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto as_of = session.as_of_known();
    if (!as_of) return session.refuse(as_of.error());
    const int days = session.arguments.days > 0 ? session.arguments.days : default_days;
    std::vector<base::Error> defects;
    auto calendar = app::calendar(opened.workspace, *opened.store, opened.rules, session.arguments.agency, *as_of, days,
                                  session.texts, defects);
    if (!calendar) return session.refuse(calendar.error(), defects);
    if (session.arguments.json) {
        print_line(base::to_pretty_json(app::to_value(*calendar)));
        return ExitCode::done;
    }
    const base::Catalogue& texts = session.texts;
    TextTable table({texts.text("plan.col_due"), texts.text("cli.col_state"), texts.text("plan.col_duty"),
                     texts.text("cli.col_subject"), texts.text("plan.col_detail"), texts.text("plan.col_basis")});
    for (const app::CalendarItem& item : calendar->items) {
        const bool urgent = item.state == rules::DueState::overdue || item.state == rules::DueState::never_done;
        table.add({item.whole_day ? base::show_date(base::local_date(item.at)) : base::show_time(item.at),
                   texts.text(state_text(item.state)), item.title, item.subject, item.detail, item.basis});
        if (urgent) table.colour_last(1, Colour::red);
    }
    print_line(texts.text("plan.calendar",
                          {{"from", base::show_date(calendar->from)}, {"until", base::show_date(calendar->until)}}));
    if (!table.empty()) print(table.text());
    return ExitCode::done;
}

}  // namespace attt::cli
