// law: instruments and clauses with their dates
#include "app/level_data.h"
#include "app/levels.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

using rules::Instrument;

bool in_force(const Instrument& instrument, base::Date as_of) {
    return (!instrument.effective_from || *instrument.effective_from <= as_of) &&
           (!instrument.effective_to || as_of <= *instrument.effective_to);
}

std::string date_or_dots(const std::optional<base::Date>& date) {
    return date ? base::show_date(*date) : "…";
}

base::Value to_value(const Instrument& instrument, base::Date as_of, base::Language language) {
    base::Object out{{"id", instrument.id},
                     {"number", instrument.number},
                     {"title", instrument.title.in(language)},
                     {"authority", instrument.authority},
                     {"confidence", instrument.confidence},
                     {"in_force", in_force(instrument, as_of)}};
    if (instrument.effective_from) out.set("effective_from", base::to_iso_date(*instrument.effective_from));
    if (instrument.effective_to) out.set("effective_to", base::to_iso_date(*instrument.effective_to));
    if (!instrument.superseded_by.empty()) out.set("superseded_by", instrument.superseded_by);
    return out;
}

int print_all(const Session& session, const rules::Law& law, base::Date as_of) {
    const base::Catalogue& texts = session.texts;
    base::Array rows;
    TextTable table({texts.text("law.col_id"), texts.text("law.col_number"), texts.text("law.col_from"),
                     texts.text("law.col_to"), texts.text("law.col_confidence"), texts.text("law.col_title")});
    for (const auto& [id, instrument] : law.instruments) {
        rows.push_back(to_value(instrument, as_of, texts.language()));
        table.add({id, instrument.number, date_or_dots(instrument.effective_from),
                   date_or_dots(instrument.effective_to), texts.text("confidence." + instrument.confidence),
                   instrument.title.in(texts.language())});
        if (!in_force(instrument, as_of)) table.colour_last(3, Colour::grey);
    }
    if (session.arguments.json) {
        print_line(base::to_pretty_json(base::Object{
            {"schema", "attt.law/1"}, {"as_of", base::to_iso_date(as_of)}, {"instruments", std::move(rows)}}));
    } else {
        print(table.text());
    }
    return ExitCode::done;
}

void print_instrument(const Instrument& instrument, base::Date as_of, const base::Catalogue& texts) {
    print_line(instrument.id + ": " + instrument.title.in(texts.language()));
    print_line(texts.text("law.authority", {{"value", instrument.authority}}));
    print_line(texts.text("law.from_to", {{"from", date_or_dots(instrument.effective_from)},
                                          {"to", date_or_dots(instrument.effective_to)}}));
    print_line(texts.text("law.confidence", {{"value", texts.text("confidence." + instrument.confidence)}}));
    print_line(texts.text(in_force(instrument, as_of) ? "law.in_force" : "law.not_in_force"));
}

int print_one(const Session& session, const rules::Law& law, base::Date as_of) {
    const base::Catalogue& texts = session.texts;
    const std::string& id = session.arguments.id;
    const auto clause = law.clauses.find(id);
    const auto instrument = law.instruments.find(clause != law.clauses.end() ? clause->second.instrument : id);
    if (instrument == law.instruments.end()) {
        std::vector<std::string> ids;
        for (const auto& [known, ignored] : law.instruments)
            ids.push_back(known);
        for (const auto& [known, ignored] : law.clauses)
            ids.push_back(known);
        return session.refuse({base::ErrorCode::not_found,
                               "law.unknown",
                               {{"id", id}, {"nearest", base::nearest(id, ids).value_or("")}},
                               {}});
    }
    const rules::Clause* now = clause == law.clauses.end() ? nullptr : law.clause_as_of(id, as_of);
    if (session.arguments.json) {
        base::Object out{{"schema", "attt.law/1"},
                         {"as_of", base::to_iso_date(as_of)},
                         {"instrument", to_value(instrument->second, as_of, texts.language())}};
        if (clause != law.clauses.end()) {
            out.set("clause", base::Object{{"id", id},
                                           {"locator", clause->second.locator},
                                           {"text", clause->second.text.in(texts.language())},
                                           {"confidence", clause->second.confidence},
                                           {"in_force", law.in_force(clause->second, as_of)},
                                           {"as_of", now->id}});
        }
        print_line(base::to_pretty_json(out));
        return ExitCode::done;
    }
    print_instrument(instrument->second, as_of, texts);
    if (clause != law.clauses.end()) {
        print_line(clause->second.locator + ": " + clause->second.text.in(texts.language()));
        print_line(texts.text("law.confidence", {{"value", texts.text("confidence." + clause->second.confidence)}}));
        if (now->id != id)
            print_line(texts.text("law.replaced", {{"clause", app::clause_in_words(law, now->id, as_of, texts)}}));
    }
    return ExitCode::done;
}

}  // namespace

int run_law(const Session& session) {
    auto as_of = session.as_of();
    if (!as_of) return session.refuse(as_of.error());
    std::vector<base::Error> defects;
    auto workspace = app::open_workspace(session.arguments.workspace, defects);
    if (!workspace && (!defects.empty() || !session.arguments.workspace.empty()))
        return session.refuse(workspace.error(), defects);
    auto rules = app::load_rules(workspace ? &*workspace : nullptr, defects);
    if (!rules) return session.refuse(rules.error(), defects);
    return session.arguments.id.empty() ? print_all(session, rules->law, *as_of)
                                        : print_one(session, rules->law, *as_of);
}

}  // namespace attt::cli
