// dossier list, show, record, import, sheet, late, review, reconcile
#include "app/dossiers.h"
#include "app/levels.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/level_session.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

struct OpenBook : LevelSession {
    app::DossierBook book;
};

OpenBook open_book(const Session& session) {
    OpenBook out;
    static_cast<LevelSession&>(out) = open_levels(session);
    if (!out) return out;
    auto as_of = session.as_of();
    if (!as_of) {
        out.code = session.refuse(as_of.error());
        out.store.reset();
        return out;
    }
    auto book = app::open_book(*out.store, out.data, *as_of);
    if (book) {
        out.book = std::move(*book);
        return out;
    }
    out.code = session.refuse(book.error());
    out.store.reset();
    return out;
}

std::string state_words(const rules::Dossier* dossier, const base::Catalogue& texts) {
    return texts.text("dossier_state." + std::string(dossier == nullptr ? "none" : name_of(dossier->state)));
}

std::string counts_sentence(const rules::DossierCounts& counts, const base::Catalogue& texts) {
    return texts.text("dossier.counts", {{"managed", std::to_string(counts.managed)},
                                         {"classified", std::to_string(counts.classified)},
                                         {"built", std::to_string(counts.built)},
                                         {"submitted", std::to_string(counts.submitted)},
                                         {"appraised", std::to_string(counts.appraised)},
                                         {"approved", std::to_string(counts.approved)},
                                         {"implemented", std::to_string(counts.implemented)},
                                         {"checked", std::to_string(counts.checked)}});
}

std::string level_text(std::optional<int> level) {
    return level ? std::to_string(*level) : "–";
}

std::string detail_of(const model::DossierEvent& event, const base::Catalogue& texts) {
    std::string out;
    const auto append = [&](const std::string& text) {
        if (!text.empty()) out += ", " + text;
    };
    append(event.extent.empty() ? std::string() : texts.text_or("extent." + event.extent, event.extent));
    append(event.number);
    append(event.body);
    append(event.role.empty() ? std::string() : texts.text("role." + event.role));
    if (event.level) append(texts.text("level.level", {{"level", std::to_string(*event.level)}}));
    append(event.note);
    return out;
}

void print_dossier(const rules::Dossier& dossier, const app::LevelData& data, const base::Catalogue& texts) {
    print_line(coloured(Colour::bold, texts.text("dossier.number", {{"number", std::to_string(dossier.number)},
                                                                    {"regime", dossier.regime},
                                                                    {"state", state_words(&dossier, texts)}})));
    if (dossier.from_inventory) {
        print_line(texts.text("dossier.from_inventory"));
        return;
    }
    for (const model::DossierEvent& event : dossier.events) {
        print_line(base::printable(texts.text(
            "dossier.event_line", {{"id", std::to_string(event.id)},
                                   {"date", base::show_date(event.on)},
                                   {"event", texts.text("dossier_event." + std::string(name_of(event.kind)))},
                                   {"detail", detail_of(event, texts)}})));
    }
    const rules::Regime* regime = data.levels.regime(dossier.regime);
    if (regime == nullptr) return;
    print_line(texts.text("dossier.checklist"));
    for (const rules::ChecklistItem& item : rules::checklist(dossier, *regime)) {
        std::string file;
        if (!item.files.empty())
            file = ": " + item.files.back().name + " " + item.files.back().sha256.substr(0, 16) + "…";
        print_line(base::printable(texts.text(
            "dossier.part_line",
            {{"mark", item.present ? "x" : " "}, {"part", texts.text("part." + item.part->id)}, {"file", file}})));
    }
}

// With how sure the days off are that it was counted over, where that is less than a text that was read.
std::string due_text(const rules::Deadline& due, const base::Catalogue& texts) {
    const std::string date = base::show_date(due.date);
    if (due.provisional) return texts.text("dossier.provisional", {{"date", date}});
    if (due.confidence.empty() || due.confidence == "source") return date;
    return texts.text("dossier.days_off_less_sure",
                      {{"date", date}, {"confidence", texts.text("confidence." + due.confidence)}});
}

int exit_code(const std::vector<base::Error>& defects) {
    return defects.empty() ? ExitCode::done : ExitCode::bad_input;
}

}  // namespace

int run_dossier_list(const Session& session) {
    OpenBook opened = open_book(session);
    if (!opened) return opened.code;
    const base::Catalogue& texts = session.texts;
    if (session.arguments.json) {
        print_line(base::to_pretty_json(app::to_value(opened.book, opened.data)));
        return ExitCode::done;
    }
    TextTable table({texts.text("dossier.col_system"), texts.text("dossier.col_agency"),
                     texts.text("dossier.col_level"), texts.text("dossier.col_state"),
                     texts.text("dossier.col_decision"), texts.text("dossier.col_regime")});
    for (const model::InformationSystem& system : opened.book.inventory.systems) {
        if (!session.arguments.agency.empty() && system.agency != session.arguments.agency) continue;
        const auto log = opened.book.logs.find(system.id);
        const rules::Dossier* standing = log == opened.book.logs.end() ? nullptr : log->second.standing();
        const rules::Dossier* current = log == opened.book.logs.end() ? nullptr : log->second.current();
        const rules::Dossier* shown = standing != nullptr ? standing : current;
        table.add({system.id, system.agency, level_text(shown != nullptr ? shown->level() : system.level),
                   state_words(shown, texts), standing != nullptr ? standing->approved->number : std::string(),
                   shown != nullptr ? shown->regime : std::string()});
    }
    print(table.text());
    print_line(counts_sentence(rules::count(opened.book.inventory, opened.book.logs), texts));
    return ExitCode::done;
}

int run_dossier_show(const Session& session) {
    OpenBook opened = open_book(session);
    if (!opened) return opened.code;
    const std::string& id = session.arguments.id;
    if (opened.book.system(id) == nullptr) {
        std::vector<std::string> ids;
        for (const auto& system : opened.book.inventory.systems)
            ids.push_back(system.id);
        return session.refuse({base::ErrorCode::not_found,
                               "level.no_system",
                               {{"id", id}, {"nearest", base::nearest(id, ids).value_or("")}},
                               {}});
    }
    const auto log = opened.book.logs.find(id);
    if (session.arguments.json) {
        base::Array dossiers;
        for (const auto& dossier : log == opened.book.logs.end() ? std::vector<rules::Dossier>() : log->second.dossiers)
            dossiers.push_back(app::to_value(dossier, opened.data));
        print_line(base::to_pretty_json(base::Object{{"schema", "attt.dossier/1"},
                                                     {"as_of", base::to_iso_date(opened.book.as_of)},
                                                     {"system", id},
                                                     {"dossiers", std::move(dossiers)}}));
        return ExitCode::done;
    }
    if (log == opened.book.logs.end()) {
        print_line(session.texts.text("dossier.none"));
        return ExitCode::done;
    }
    for (const rules::Dossier& dossier : log->second.dossiers)
        print_dossier(dossier, opened.data, session.texts);
    return ExitCode::done;
}

int run_dossier_record(const Session& session) {
    LevelSession opened = open_levels(session);
    if (!opened) return opened.code;
    const LevelArguments& own = session.arguments.levels;
    app::EventInput input;
    input.system = session.arguments.id;
    input.event = own.event;
    input.on = own.date;
    input.number = own.number;
    input.body = own.body;
    input.role = own.role;
    input.level = own.level;
    input.regime = own.regime;
    input.extent = own.extent;
    input.note = own.note;
    input.criteria = own.criteria;
    input.files = own.parts;
    input.voids = own.voids;
    auto id = app::record_event(*opened.store, opened.data, input, opened.rules.law, session.texts, base::now());
    if (!id) return session.refuse(id.error());
    print_line(session.texts.text("dossier.recorded", {{"event", std::to_string(*id)}, {"system", input.system}}));
    return judge_again(session, opened);
}

int run_dossier_import(const Session& session) {
    LevelSession opened = open_levels(session);
    if (!opened) return opened.code;
    auto list = app::record_list(*opened.store, opened.data, session.arguments.out, session.arguments.strict,
                                 opened.rules.law, session.texts, base::now());
    if (!list) return session.refuse(list.error());
    session.say(list->defects);
    print_line(session.texts.text("dossier.imported", {{"rows", std::to_string(list->rows)},
                                                       {"recorded", std::to_string(list->recorded)},
                                                       {"known", std::to_string(list->known)},
                                                       {"refused", std::to_string(list->defects.size())}}));
    if (list->recorded > 0) {
        if (const int code = judge_again(session, opened); code != ExitCode::done) return code;
    }
    return exit_code(list->defects);
}

int run_dossier_sheet(const Session& session) {
    OpenBook opened = open_book(session);
    if (!opened) return opened.code;
    const auto sheet = app::dossier_sheet(opened.book, session.texts);
    if (auto written = app::write_sheets(session.arguments.out, {sheet}); !written)
        return session.refuse(written.error());
    print_error(session.texts.text("level.written", {{"path", session.arguments.out}}));
    return ExitCode::done;
}

int run_dossier_late(const Session& session) {
    OpenBook opened = open_book(session);
    if (!opened) return opened.code;
    const base::Catalogue& texts = session.texts;
    const auto terms = app::terms_in(opened.book, opened.data, !session.arguments.levels.all);
    bool running_late = false;
    TextTable table({texts.text("dossier.col_system"), texts.text("dossier.col_step"), texts.text("dossier.col_from"),
                     texts.text("dossier.col_due"), texts.text("dossier.col_done"), texts.text("dossier.col_late"),
                     texts.text("dossier.col_basis")});
    for (const rules::Term& term : terms) {
        running_late |= term.late > 0 && !term.done;
        const char* late =
            term.unit == rules::DayUnit::working ? "dossier.late_by_working" : "dossier.late_by_calendar";
        table.add(
            {term.system, texts.text("term." + term.step), base::show_date(term.from), due_text(term.due, texts),
             term.done ? base::show_date(*term.done) : texts.text("dossier.running"),
             term.late > 0 ? texts.text(late, {{"days", std::to_string(term.late)}}) : texts.text("dossier.in_time"),
             app::clause_in_words(opened.rules.law, term.clause, opened.book.as_of, texts)});
    }
    if (session.arguments.json) {
        print_line(base::to_pretty_json(app::to_value(terms, opened.book.as_of)));
    } else if (terms.empty()) {
        print_line(texts.text("dossier.no_terms"));
    } else {
        print(table.text());
    }
    return running_late ? ExitCode::failing : ExitCode::done;
}

int run_dossier_review(const Session& session) {
    OpenBook opened = open_book(session);
    if (!opened) return opened.code;
    auto things = app::review(*opened.store, opened.book, opened.data, opened.rules, opened.workspace);
    if (!things) return session.refuse(things.error());
    if (!session.arguments.agency.empty())
        std::erase_if(*things, [&](const auto& each) { return each.agency != session.arguments.agency; });
    const base::Catalogue& texts = session.texts;
    if (session.arguments.json) {
        print_line(base::to_pretty_json(app::to_value(*things, texts, opened.book.as_of)));
        return ExitCode::done;
    }
    if (things->empty()) {
        print_line(texts.text("dossier.no_attention"));
        return ExitCode::done;
    }
    TextTable table({texts.text("dossier.col_agency"), texts.text("dossier.col_system"), texts.text("dossier.col_text"),
                     texts.text("dossier.col_basis")});
    for (const rules::Attention& each : *things) {
        table.add({each.agency, each.subject.id, app::sentence_of(each, texts),
                   each.clause.empty()
                       ? std::string()
                       : app::clause_in_words(opened.rules.law, each.clause, opened.book.as_of, texts)});
    }
    print(table.text());
    return ExitCode::done;
}

int run_dossier_reconcile(const Session& session) {
    OpenBook opened = open_book(session);
    if (!opened) return opened.code;
    auto found = app::reconcile(opened.book, session.arguments.out, session.texts);
    if (!found) return session.refuse(found.error());
    session.say(found->notes);
    const base::Catalogue& texts = session.texts;
    if (session.arguments.json) {
        print_line(base::to_pretty_json(app::to_value(*found)));
        return ExitCode::done;
    }
    TextTable table({texts.text("dossier.col_system"), texts.text("dossier.col_name"), texts.text("dossier.col_field"),
                     texts.text("dossier.col_here"), texts.text("dossier.col_there")});
    for (const app::PlatformDifference& each : found->differences)
        table.add({each.system, each.name, texts.text("field." + each.field), each.here, each.there});
    if (!table.empty()) print(table.text());
    print_line(texts.text("dossier.reconciled", {{"rows", std::to_string(found->rows)},
                                                 {"matched", std::to_string(found->matched)},
                                                 {"differences", std::to_string(found->differences.size())}}));
    return ExitCode::done;
}

}  // namespace attt::cli
