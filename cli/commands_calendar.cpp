// calendar
#include "app/due.h"

#include <algorithm>
#include <map>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

constexpr int default_days = 90;
constexpr std::size_t shown_singly = 3;

const char* state_text(rules::DueState state) {
    switch (state) {
        case rules::DueState::overdue: return "plan.state_overdue";
        case rules::DueState::never_done: return "plan.state_never_done";
        case rules::DueState::due: return "plan.state_due";
        case rules::DueState::done_late: return "plan.state_done_late";
    }
    return "plan.state_due";
}

// By duty: all that were never done.
using NeverDone = std::map<std::string, std::vector<const app::CalendarItem*>>;
NeverDone never_done(const std::vector<app::CalendarItem>& items) {
    NeverDone out;
    for (const app::CalendarItem& each : items) {
        if (each.state == rules::DueState::never_done) out[each.id].push_back(&each);
    }
    return out;
}

std::string names_of(const std::vector<const app::CalendarItem*>& items, const base::Catalogue& texts) {
    std::string names;
    for (std::size_t i = 0; i < std::min(items.size(), shown_singly); ++i)
        names += (i == 0 ? "" : "; ") + items[i]->subject;
    names += "; " + texts.text("plan.and_more", {{"count", std::to_string(items.size() - shown_singly)}});
    return texts.text("plan.many_never_done", {{"count", std::to_string(items.size())}, {"names", names}});
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
    const NeverDone alike = never_done(calendar->items);
    bool folded = false;
    for (const app::CalendarItem& item : calendar->items) {
        const auto found = alike.find(item.id);
        const bool many = !session.arguments.levels.all && item.state == rules::DueState::never_done &&
                          found->second.size() > shown_singly;
        folded |= many;
        if (many && found->second.front() != &item) continue;
        const bool urgent = item.state == rules::DueState::overdue || item.state == rules::DueState::never_done;
        table.add({item.whole_day ? base::show_date(base::local_date(item.at)) : base::show_time(item.at),
                   texts.text(state_text(item.state)), item.title, many ? "" : item.subject,
                   many ? names_of(found->second, texts) : item.detail, item.basis});
        if (urgent) table.colour_last(1, Colour::red);
    }
    print_line(texts.text("plan.calendar",
                          {{"from", base::show_date(calendar->from)}, {"until", base::show_date(calendar->until)}}));
    if (!table.empty()) print(table.text());
    if (folded) print_line(texts.text("plan.calendar_all_hint"));
    return ExitCode::done;
}

}  // namespace attt::cli
