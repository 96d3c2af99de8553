// controls sheet, import, show, gap; report mau08
#include <algorithm>

#include "app/annual_report.h"
#include "app/controls.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/level_session.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

using app::ControlView;
using rules::ControlStanding;

struct OpenControls : LevelSession {
    app::DossierBook book;
    std::vector<ControlView> views;
};

// The book as of a date, with every system (or the one named) against its requirements where `assess`.
OpenControls open_controls(const Session& session, base::Result<base::Date> as_of, bool assess) {
    OpenControls out;
    static_cast<LevelSession&>(out) = open_levels(session);
    if (!out) return out;
    const auto give_up = [&](const base::Error& error) {
        out.code = session.refuse(error);
        out.store.reset();
    };
    if (!as_of) {
        give_up(as_of.error());
        return out;
    }
    auto book = app::open_book(*out.store, out.data, *as_of);
    if (!book) {
        give_up(book.error());
        return out;
    }
    out.book = std::move(*book);
    if (!assess) return out;
    auto views = app::assess_controls(*out.store, out.book, out.data, out.rules,
                                      {session.arguments.id, session.arguments.levels.regime});
    if (views) {
        out.views = std::move(*views);
    } else {
        give_up(views.error());
    }
    return out;
}

std::string count_of(const ControlView& view, ControlStanding standing) {
    return std::to_string(std::count_if(view.controls.controls.begin(), view.controls.controls.end(),
                                        [&](const auto& status) { return status.standing == standing; }));
}

std::string level_text(const ControlView& view, const base::Catalogue& texts) {
    return view.controls.level ? std::to_string(*view.controls.level) : texts.text("control.no_level");
}

void print_view(const ControlView& view, const base::Catalogue& texts) {
    print_line(base::printable(texts.text("control.head", {{"id", view.system.id},
                                                           {"name", view.system.name},
                                                           {"level", level_text(view, texts)},
                                                           {"catalogue", view.catalogue},
                                                           {"satisfied", std::to_string(view.controls.satisfied)},
                                                           {"total", std::to_string(view.controls.total())}})));
    for (const rules::ControlStatus& status : view.controls.controls) {
        std::string line = texts.text(
            "control.line", {{"standing", texts.text("control_standing." + std::string(name_of(status.standing)))},
                             {"control", status.control->id},
                             {"clause", status.control->clauses.at(*view.controls.level)},
                             {"title", status.control->title.in(texts.language())}});
        if (status.disagreement) line += " – " + texts.text("control.disagreement");
        print_line(line);
    }
}

}  // namespace

int run_controls_sheet(const Session& session) {
    OpenControls opened = open_controls(session, session.as_of(), true);
    if (!opened) return opened.code;
    const auto sheet = app::control_sheet(opened.views, opened.rules, session.texts);
    if (auto written = app::write_sheets(session.arguments.out, {sheet}); !written)
        return session.refuse(written.error());
    print_error(session.texts.text("level.written", {{"path", session.arguments.out}}));
    return ExitCode::done;
}

int run_controls_import(const Session& session) {
    OpenControls opened = open_controls(session, base::local_date(base::now()), false);
    if (!opened) return opened.code;
    auto read = app::read_control_sheet(session.arguments.out, opened.book, opened.data, session.texts,
                                        base::local_date(base::now()));
    if (!read) return session.refuse(read.error());
    session.say(read->defects);
    int recorded = 0;
    if (!session.arguments.strict || read->defects.empty()) {
        auto saved = opened.store->record_control_assessments(read->assessments, base::now());
        if (!saved) return session.refuse(saved.error());
        recorded = *saved;
    }
    print_line(session.texts.text("control.imported", {{"rows", std::to_string(read->rows)},
                                                       {"recorded", std::to_string(recorded)},
                                                       {"refused", std::to_string(read->defects.size())}}));
    if (recorded > 0) {
        if (const int code = judge_again(session, opened); code != ExitCode::done) return code;
    }
    return read->defects.empty() ? ExitCode::done : ExitCode::bad_input;
}

int run_controls_show(const Session& session) {
    OpenControls opened = open_controls(session, session.as_of(), true);
    if (!opened) return opened.code;
    if (session.arguments.json) {
        print_line(base::to_pretty_json(app::to_value(opened.views, opened.book.as_of)));
        return ExitCode::done;
    }
    for (const ControlView& view : opened.views)
        print_view(view, session.texts);
    return ExitCode::done;
}

int run_controls_gap(const Session& session) {
    OpenControls opened = open_controls(session, session.as_of(), true);
    if (!opened) return opened.code;
    const base::Catalogue& texts = session.texts;
    if (session.arguments.json) {
        print_line(base::to_pretty_json(app::to_value(opened.views, opened.book.as_of)));
        return ExitCode::done;
    }
    std::stable_sort(opened.views.begin(), opened.views.end(), [](const ControlView& a, const ControlView& b) {
        if (a.controls.level.has_value() != b.controls.level.has_value()) return a.controls.level.has_value();
        return a.controls.missing() < b.controls.missing();
    });
    TextTable table({texts.text("dossier.col_system"), texts.text("dossier.col_level"),
                     texts.text("control.col_satisfied"), texts.text("control.col_missing"),
                     texts.text("control.col_contradicted"), texts.text("control.col_not_assessed")});
    int complete = 0;
    for (const ControlView& view : opened.views) {
        complete += view.controls.complete() ? 1 : 0;
        table.add({view.system.id, level_text(view, texts),
                   std::to_string(view.controls.satisfied) + "/" + std::to_string(view.controls.total()),
                   view.controls.level ? std::to_string(view.controls.missing()) : "–",
                   count_of(view, ControlStanding::contradicted), count_of(view, ControlStanding::not_assessed)});
    }
    print(table.text());
    const auto counts = rules::count(opened.book.inventory, opened.book.logs);
    print_line(texts.text("control.summary", {{"complete", std::to_string(complete)},
                                              {"total", std::to_string(opened.views.size())},
                                              {"implemented", std::to_string(counts.implemented)}}));
    return ExitCode::done;
}

int run_report_mau08(const Session& session) {
    if (!session.arguments.format.empty()) return run_report_agency(session);
    const base::Date today = base::local_date(base::now());
    const int year = session.arguments.year != 0 ? session.arguments.year : static_cast<int>(today.year());
    OpenControls opened = open_controls(session, app::annual_as_of(year, today), false);
    if (!opened) return opened.code;
    const app::AnnualReport report = app::annual_report(opened.book, year, opened.workspace.config);
    const base::Catalogue& texts = session.texts;
    if (!session.arguments.out.empty()) {
        if (auto written = app::write_sheets(session.arguments.out, app::annual_sheets(report, texts)); !written)
            return session.refuse(written.error());
        print_error(texts.text("level.written", {{"path", session.arguments.out}}));
    } else if (session.arguments.json) {
        print_line(base::to_pretty_json(app::to_value(report, texts)));
    } else {
        print_line(texts.text("mau08.title", {{"year", std::to_string(year)},
                                              {"date", base::show_date(report.as_of)},
                                              {"owner", base::show_date(report.to_owner)},
                                              {"ministry", base::show_date(report.to_ministry)}}));
        for (const app::Sheet& sheet : app::annual_sheets(report, texts)) {
            std::vector<std::string> headings;
            for (const app::SheetColumn& column : sheet.columns)
                headings.push_back(column.heading);
            TextTable table(headings);
            for (const auto& row : sheet.rows)
                table.add(row);
            print_line(coloured(Colour::bold, sheet.name));
            if (!table.empty()) print(table.text());
            if (!sheet.remark.empty()) print_line(sheet.remark);
        }
    }
    if (report.problems.empty()) {
        print_error(texts.text("mau08.complete"));
        return ExitCode::done;
    }
    print_error(texts.text("mau08.to_complete", {{"count", std::to_string(report.problems.size())}}));
    return ExitCode::failing;
}

}  // namespace attt::cli
