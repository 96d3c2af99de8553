// targets
#include <fmt/format.h>

#include <algorithm>

#include "app/plan.h"
#include "app/targets.h"
#include "app/words.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

Colour colour_of(model::TargetOutcome outcome) {
    switch (outcome) {
        case model::TargetOutcome::met:
        case model::TargetOutcome::exceeded:
        case model::TargetOutcome::completed: return Colour::green;
        case model::TargetOutcome::not_met:
        case model::TargetOutcome::not_completed: return Colour::red;
        case model::TargetOutcome::no_data: break;
    }
    return Colour::yellow;
}

std::string value_of(const rules::Target& target, const model::Measurement& measured, const base::Catalogue& texts) {
    const std::string words = app::value_in_words(target, measured, texts);
    return words.empty() ? "—" : words;
}

void print_targets(const app::TargetTable& table, const base::Catalogue& texts) {
    using Align = TextTable::Align;
    TextTable out({texts.text("cli.col_number"), texts.text("cli.col_target"), texts.text("cli.col_required"),
                   texts.text("cli.col_value"), texts.text("cli.col_fraction"), texts.text("cli.col_unknown"),
                   texts.text("cli.col_excluded"), texts.text("cli.col_result"), texts.text("cli.col_due"),
                   texts.text("cli.col_gap")},
                  {Align::left, Align::left, Align::left, Align::right, Align::right, Align::right, Align::right,
                   Align::left, Align::left, Align::left});
    for (const app::TargetRow& row : table.rows) {
        const model::Measurement& measured = row.measured;
        const bool counted = measured.form != model::Form::recorded;
        const auto number = [&](std::int64_t n) { return counted ? std::to_string(n) : std::string(); };
        out.add({row.target->id, row.target->title.in(texts.language()), row.target->value_text,
                 value_of(*row.target, measured, texts),
                 counted ? fmt::format("{}/{}", measured.numerator, measured.denominator) : "",
                 number(measured.unknown), number(measured.excluded), app::outcome_in_words(measured, texts),
                 row.target->due ? base::show_date(*row.target->due) : "",
                 app::gap_in_words(*row.target, measured, texts)});
        out.colour_last(7, colour_of(measured.outcome));
    }
    print(out.text());
}

// Only the targets of one plan: of `year`, or of the newest.
void keep_year(int year, app::TargetTable& table) {
    int newest = 0;
    for (const app::TargetRow& row : table.rows)
        newest = std::max(newest, row.target->year);
    const int wanted = year != 0 ? year : newest;
    std::erase_if(table.rows, [&](const app::TargetRow& row) { return row.target->year != wanted; });
}

const app::TargetRow* row_named(const app::TargetTable& table, const std::string& id) {
    for (const app::TargetRow& row : table.rows) {
        if (row.target->id == id || row.target->number == id) return &row;
    }
    return nullptr;
}

int print_members(const Session& session, const app::TargetTable& table) {
    const app::TargetRow* row = row_named(table, session.arguments.members);
    if (row == nullptr) {
        std::vector<std::string> ids;
        for (const app::TargetRow& each : table.rows)
            ids.push_back(each.target->id);
        return session.refuse({base::ErrorCode::not_found,
                               "cli.no_target",
                               {{"id", session.arguments.members},
                                {"nearest", base::nearest(session.arguments.members, ids).value_or("")}},
                               {}});
    }
    TextTable out({session.texts.text("cli.col_share"), session.texts.text("cli.col_subject"),
                   session.texts.text("cli.col_id"), session.texts.text("cli.col_agency"),
                   session.texts.text("cli.col_reason")});
    std::vector<model::Member> members = row->measured.members;
    std::stable_sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
        if (a.share != b.share) return a.share < b.share;
        return a.agency != b.agency ? a.agency < b.agency : a.subject < b.subject;
    });
    for (const model::Member& member : members) {
        out.add({session.texts.text("share." + std::string(name_of(member.share))),
                 model::display_name(table.world.inventory, member.subject), member.subject.id,
                 model::display_name(table.world.inventory, {model::SubjectKind::agency, member.agency}),
                 app::reason_in_words(member.reason, session.texts)});
    }
    print(out.text());
    return ExitCode::done;
}

}  // namespace

int run_targets(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto as_of = session.as_of_known();
    if (!as_of) return session.refuse(as_of.error());
    std::vector<base::Error> defects;
    auto table =
        app::measure_targets(opened.workspace, *opened.store, opened.rules, session.arguments.agency, *as_of, defects);
    if (!table) return session.refuse(table.error(), defects);
    if (session.arguments.json) {
        if (session.arguments.year != 0) keep_year(session.arguments.year, *table);
        print_line(base::to_pretty_json(app::to_value(*table, session.texts.language())));
        return ExitCode::done;
    }
    if (!session.arguments.members.empty()) return print_members(session, *table);
    keep_year(session.arguments.year, *table);
    print_line(session.texts.text("cli.targets_as_of", {{"date", base::show_date(as_of->date)}}));
    if (!table->world.evaluation) print_line(session.texts.text("cli.never_judged"));
    print_targets(*table, session.texts);
    print_line(session.texts.text("cli.targets_note"));
    return ExitCode::done;
}

}  // namespace attt::cli
