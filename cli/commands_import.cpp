// import
#include <algorithm>

#include "app/computers.h"
#include "app/external.h"
#include "app/import.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/external_words.h"
#include "cli/source_words.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

using inventory::Change;
using inventory::ChangeKind;

// Enough to see what a list would do; JSON has them all.
constexpr std::size_t most_shown = 200;

std::string_view name_of(ChangeKind kind) {
    switch (kind) {
        case ChangeKind::added: return "added";
        case ChangeKind::changed: return "changed";
        case ChangeKind::gone: return "gone";
    }
    return {};
}

std::size_t count(const std::vector<Change>& changes, ChangeKind kind) {
    return static_cast<std::size_t>(
        std::count_if(changes.begin(), changes.end(), [&](const Change& change) { return change.kind == kind; }));
}

std::string fields_in_words(const Change& change) {
    std::string out;
    for (const inventory::FieldChange& field : change.fields) {
        out += (out.empty() ? "" : "; ") + field.attribute + ": " + (field.before.empty() ? "—" : field.before) +
               " → " + (field.after.empty() ? "—" : field.after);
    }
    return base::printable(out, 300);
}

void print_changes(const Session& session, const std::vector<Change>& changes) {
    TextTable table({session.texts.text("import.col_change"), session.texts.text("cli.col_kind"),
                     session.texts.text("import.col_id"), session.texts.text("import.col_name"),
                     session.texts.text("import.col_fields")});
    for (std::size_t i = 0; i < std::min(changes.size(), most_shown); ++i) {
        const Change& change = changes[i];
        const bool officer = !change.officer.empty();
        table.add({session.texts.text("import." + std::string(name_of(change.kind))),
                   officer ? session.texts.text("inventory_view.officer")
                           : session.texts.text("kind." + std::string(model::name_of(change.subject.kind))),
                   officer ? change.officer : change.subject.id, change.name, fields_in_words(change)});
    }
    if (!table.empty()) print(table.text());
    if (changes.size() > most_shown)
        print_line(session.texts.text("import.more", {{"count", std::to_string(changes.size() - most_shown)}}));
}

base::Array changes_as_json(const std::vector<Change>& changes) {
    base::Array out;
    for (const Change& change : changes) {
        base::Object fields;
        for (const inventory::FieldChange& field : change.fields)
            fields.set(field.attribute, base::Object{{"before", field.before}, {"after", field.after}});
        base::Object item{{"change", name_of(change.kind)},
                          {"kind", model::name_of(change.subject.kind)},
                          {"id", change.subject.id},
                          {"name", change.name},
                          {"fields", std::move(fields)}};
        if (!change.officer.empty()) item.set("officer", change.officer);
        out.emplace_back(std::move(item));
    }
    return out;
}

void print_json(const Session& session, const app::ImportReport& report, base::Array sources) {
    base::Object out{{"schema", "attt.import/1"},
                     {"stored", report.stored},
                     {"added", report.summary.added},
                     {"changed", report.summary.changed},
                     {"unchanged", report.summary.unchanged},
                     {"rejected", report.rejected},
                     {"gone", count(report.changes, ChangeKind::gone)},
                     {"retired", report.stored ? report.retired : 0}};
    if (session.arguments.dry_run) {
        out.set("dry_run", true);
        out.set("added", count(report.changes, ChangeKind::added));
        out.set("changed", count(report.changes, ChangeKind::changed));
        out.set("changes", changes_as_json(report.changes));
    }
    if (!sources.empty()) out.set("sources", std::move(sources));
    print_line(base::to_json(base::Value(std::move(out))));
}

void print_text(const Session& session, const app::ImportReport& report) {
    const std::string gone = std::to_string(count(report.changes, ChangeKind::gone));
    if (session.arguments.dry_run) {
        print_changes(session, report.changes);
        print_line(
            session.texts.text("import.would", {{"added", std::to_string(count(report.changes, ChangeKind::added))},
                                                {"changed", std::to_string(count(report.changes, ChangeKind::changed))},
                                                {"gone", gone},
                                                {"rejected", std::to_string(report.rejected)}}));
        return;
    }
    if (!report.stored) {
        print_error(session.texts.text("cli.nothing_imported"));
        return;
    }
    print_line(session.texts.text("cli.imported", {{"added", std::to_string(report.summary.added)},
                                                   {"changed", std::to_string(report.summary.changed)},
                                                   {"unchanged", std::to_string(report.summary.unchanged)},
                                                   {"rejected", std::to_string(report.rejected)}}));
    if (report.retired > 0) {
        print_line(session.texts.text("import.were_retired", {{"count", std::to_string(report.retired)}}));
    } else if (gone != "0") {
        print_line(session.texts.text("import.are_gone", {{"count", gone}}));
    }
}

// The files that are lists of the inventory.
int import_lists(const Session& session, Opened& opened, const std::vector<std::string>& files,
                 app::ImportReport& report) {
    const Arguments& arguments = session.arguments;
    auto imported = app::import_files(*opened.store, files,
                                      {.as = inventory::list_kind_of(arguments.kind),
                                       .strict = arguments.strict,
                                       .dry_run = arguments.dry_run,
                                       .retire_missing = arguments.retire_missing});
    if (!imported) return session.refuse(imported.error());
    report = std::move(*imported);
    session.say(report.warnings);
    session.say(report.defects);
    if (!arguments.json) print_text(session, report);
    return (report.stored || arguments.dry_run) && report.defects.empty() ? ExitCode::done : ExitCode::bad_input;
}

// The files that are exports of consoles and other sources of computers.
int import_sources(const Session& session, Opened& opened, const std::vector<std::string>& files, base::Array& taken) {
    const Arguments& arguments = session.arguments;
    app::SourceImportOptions options;
    options.source = arguments.source;
    options.partial = arguments.partial;
    options.complete = arguments.complete;
    options.strict = arguments.strict;
    options.agency = arguments.agency;
    options.profile = arguments.profile;
    if (!arguments.as_of.empty()) {
        auto day = base::parse_date(arguments.as_of);
        if (!day) return session.refuse(day.error());
        options.as_of = base::end_of_day(*day) - base::Duration(1);
    }
    auto reports = app::import_sources(opened.workspace, *opened.store, files, options);
    if (!reports) return session.refuse(reports.error());
    int code = ExitCode::done;
    for (const app::SourceReport& report : *reports) {
        say_source(session, report);
        if (!report.stored || !report.defects.empty()) code = ExitCode::bad_input;
        taken.push_back(to_value(report));
    }
    return code;
}

}  // namespace

int run_import(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    const Arguments& arguments = session.arguments;
    std::vector<std::string> lists = arguments.files;
    std::vector<std::string> sources;
    std::vector<std::string> of_others;
    if (arguments.kind.empty()) {
        std::vector<base::Error> defects;
        auto levels = app::load_level_data(&opened.workspace, opened.rules, defects);
        if (!levels) return session.refuse(levels.error(), defects);
        app::part_external(*levels, lists, of_others);
    }
    const bool only_lists = !arguments.kind.empty() && arguments.kind != "console";
    if (!only_lists) {
        app::part_sources(opened.workspace, lists, sources, arguments.kind == "console", !arguments.source.empty());
    }
    if (arguments.dry_run && !sources.empty())
        return session.refuse({base::ErrorCode::bad_usage, "computers.no_dry_run", {{"file", sources.front()}}, {}});
    app::ImportReport report;
    report.stored = true;
    base::Array taken;
    // lists first, so that the groups of a console find their agencies
    int code = lists.empty() ? ExitCode::done : import_lists(session, opened, lists, report);
    if (!lists.empty() && report.stored) {
        // hosts of other tools' reports that the lists now know
        if (auto matched = app::rematch_external(opened.workspace, *opened.store, base::now()); !matched)
            return session.refuse(matched.error());
    }
    if (!sources.empty()) code = std::max(code, import_sources(session, opened, sources, taken));
    if (!of_others.empty()) code = std::max(code, import_external_files(session, opened, of_others, taken));
    if (!arguments.dry_run) {
        if (auto confirmed = app::confirm_links(*opened.store); !confirmed) return session.refuse(confirmed.error());
    }
    if (arguments.json) print_json(session, report, std::move(taken));
    return code;
}

}  // namespace attt::cli
