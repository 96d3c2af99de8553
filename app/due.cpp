#include "app/due.h"

#include <algorithm>
#include <array>

#include "app/dossiers.h"
#include "app/levels.h"
#include "app/plan.h"

namespace attt::app {
namespace {

constexpr std::array<std::string_view, 4> state_names = {"overdue", "never_done", "due", "done_late"};

std::string basis_in_words(const rules::Duty& duty, const rules::Law& law, base::Date on,
                           const base::Catalogue& texts) {
    std::string out;
    for (const std::string& id : duty.basis) {
        const auto clause = law.clauses.find(id);
        if (clause == law.clauses.end() || !law.in_force(clause->second, on)) continue;
        const auto instrument = law.instruments.find(clause->second.instrument);
        const std::string number = instrument == law.instruments.end() ? "" : instrument->second.number;
        out += (out.empty() ? "" : "; ") + clause->second.locator + ", " + number + " (" +
               texts.text("confidence." + clause->second.confidence) + ")";
    }
    return out;
}

CalendarItem item_of(const rules::Due& due, const TargetWorld& world, const rules::Law& law,
                     const base::Catalogue& texts) {
    CalendarItem item;
    item.at = due.at;
    item.whole_day = due.whole_day;
    item.state = due.state;
    item.id = due.duty->id;
    item.title = due.duty->title.in(texts.language());
    item.agency = due.agency;
    if (due.subject) {
        item.subject = model::display_name(world.inventory, *due.subject);
        item.subject_id = due.subject->id;
    }
    if (due.last) item.detail = texts.text("plan.done_last", {{"date", base::show_date(*due.last)}});
    if (due.state == rules::DueState::never_done) item.detail = texts.text("plan.never_done");
    if (due.done) item.detail = texts.text("plan.done_late", {{"time", base::show_time(*due.done)}});
    item.basis = basis_in_words(*due.duty, law, base::local_date(due.at), texts);
    return item;
}

// Targets that are not met on the day they are evaluated.
void add_targets(const TargetWorld& world, base::Date until, const base::Catalogue& texts,
                 std::vector<CalendarItem>& items) {
    const auto measuring = world.measuring();
    for (const rules::Target& target : world.targets.targets) {
        if (!target.due || *target.due < world.as_of || until < *target.due) continue;
        const model::Measurement measured = measuring.measure(target);
        CalendarItem item;
        item.at = base::end_of_day(*target.due) - base::Duration(1);
        item.id = target.id;
        item.title = texts.text("plan.target_evaluated",
                                {{"number", target.number}, {"title", target.title.in(texts.language())}});
        item.detail = outcome_in_words(measured, texts);
        const std::string gap = gap_in_words(target, measured, texts);
        if (!gap.empty()) item.detail += ", " + gap;
        items.push_back(std::move(item));
    }
}

// Terms of dossiers that still run.
void add_terms(const std::vector<rules::Term>& terms, const TargetWorld& world, const rules::Law& law, base::Date until,
               const base::Catalogue& texts, std::vector<CalendarItem>& items) {
    for (const rules::Term& term : terms) {
        if (term.done || until < term.due.date) continue;
        CalendarItem item;
        item.at = base::end_of_day(term.due.date) - base::Duration(1);
        item.state = term.due.date < world.as_of ? rules::DueState::overdue : rules::DueState::due;
        item.id = "dossier." + term.step;
        item.title = texts.text("plan.dossier_term", {{"step", texts.text("term." + term.step)}});
        const model::SubjectRef system{model::SubjectKind::system, term.system};
        item.subject = model::display_name(world.inventory, system);
        item.subject_id = term.system;
        item.agency = model::agency_of(world.inventory, system);
        item.detail = texts.text("plan.term_from", {{"date", base::show_date(term.from)}});
        item.basis = clause_in_words(law, term.clause, world.as_of, texts);
        items.push_back(std::move(item));
    }
}

}  // namespace

base::Result<Calendar> calendar(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                const std::string& agency, const AsOf& as_of, int days, const base::Catalogue& texts,
                                std::vector<base::Error>& defects) {
    auto world = load_world(workspace, store, rules, as_of, defects);
    if (!world) return tl::unexpected(world.error());
    if (auto known = check_agency(world->inventory, agency); !known) return base::fail(known.error());
    auto duties = rules::load_duties(workspace.rule_directories(), rules);
    if (!duties.defects.empty()) {
        defects = std::move(duties.defects);
        return base::fail(base::ErrorCode::bad_input, "workspace.rule_defects",
                          {{"count", std::to_string(defects.size())}});
    }
    Calendar out;
    out.from = as_of.date;
    out.until = std::chrono::sys_days(as_of.date) + std::chrono::days(days);
    // of a day as a whole: what ends on it has not ended yet
    const base::Time now = std::min(base::end_of_day(as_of.date) - base::Duration(1),
                                    std::max(base::now(), base::start_of_day(as_of.date)));
    for (const rules::Due& due : rules::due_items(duties.duties, world->inventory, world->records, now, out.until))
        out.items.push_back(item_of(due, *world, rules.law, texts));
    add_targets(*world, out.until, texts, out.items);
    auto levels = load_level_data(&workspace, rules, defects);
    if (!levels) return tl::unexpected(levels.error());
    auto book = open_book(store, *levels, as_of.date);
    if (!book) return tl::unexpected(book.error());
    add_terms(terms_in(*book, *levels, false), *world, rules.law, out.until, texts, out.items);
    if (!agency.empty()) std::erase_if(out.items, [&](const CalendarItem& item) { return item.agency != agency; });
    std::stable_sort(out.items.begin(), out.items.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    return out;
}

base::Value to_value(const Calendar& calendar) {
    base::Array items;
    for (const CalendarItem& item : calendar.items) {
        base::Object each{{"id", item.id},         {"state", state_names[static_cast<std::size_t>(item.state)]},
                          {"title", item.title},   {"subject", item.subject_id},
                          {"agency", item.agency}, {"detail", item.detail},
                          {"basis", item.basis}};
        if (item.whole_day) {
            each.set("date", base::to_iso_date(base::local_date(item.at)));
        } else {
            each.set("at", base::to_rfc3339(item.at));
        }
        items.emplace_back(std::move(each));
    }
    return base::Object{{"schema", "attt.calendar/1"},
                        {"from", base::to_iso_date(calendar.from)},
                        {"until", base::to_iso_date(calendar.until)},
                        {"items", std::move(items)}};
}

}  // namespace attt::app
