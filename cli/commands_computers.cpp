// computers match, link, split; coverage
#include <algorithm>
#include <set>

#include "app/coverage.h"
#include "app/words.h"
#include "base/json.h"
#include "base/rational.h"
#include "cli/commands.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

using model::LinkTier;

// More rows than this are for --format json or a report.
constexpr std::size_t most_rows = 40;

std::string number(std::int64_t value) {
    return std::to_string(value);
}

std::string percent(std::int64_t part, std::int64_t whole, const Session& session) {
    if (whole == 0) return "–";
    return base::show_percent(part, whole, session.texts.language() == base::Language::vi) + "%";
}

void say_sources(const Session& session, const app::Reconciled& reconciled) {
    for (const model::ComputerSource& source : reconciled.sources) {
        print_line(session.texts.text(source.partial ? "computers.source_partial" : "computers.source",
                                      {{"source", source.name},
                                       {"records", std::to_string(source.records.size())},
                                       {"as_of", base::show_time(source.as_of)}}));
    }
    if (reconciled.sources.empty()) print_line(session.texts.text("computers.no_sources"));
}

std::string doubts_in_words(const base::Value& link, const base::Catalogue& texts) {
    std::string out;
    for (const std::string& doubt : base::strings_of(link["doubts"]))
        out += (out.empty() ? "" : "; ") + texts.text("computers.doubt." + doubt);
    return out;
}

bool of_agency(const app::Reconciled& reconciled, const model::ComputerLink& link, const std::string& agency) {
    return agency.empty() || reconciled.inventory.computers[link.computer].agency == agency;
}

void print_reviews(const Session& session, const app::Reconciled& reconciled, const base::Value& value) {
    TextTable table({session.texts.text("computers.col_computer"), session.texts.text("computers.col_source"),
                     session.texts.text("computers.col_record"), session.texts.text("computers.col_rule"),
                     session.texts.text("computers.col_doubt")});
    std::size_t left = 0, shown = 0;
    const base::Array& links = *value["links"].if_array();
    for (std::size_t i = 0; i < links.size(); ++i) {
        if (links[i]["tier"].string_or("") != "review") continue;
        if (!of_agency(reconciled, reconciled.match.links[i], session.arguments.agency)) continue;
        if (++shown > most_rows) {
            ++left;
            continue;
        }
        table.add({links[i]["inventory"].string_or(""), links[i]["source"].string_or(""),
                   links[i]["record"].string_or(""), links[i]["rule"].string_or(""),
                   doubts_in_words(links[i], session.texts)});
    }
    if (table.empty()) return;
    print_line("");
    print_line(session.texts.text("computers.to_review"));
    print(table.text());
    if (left > 0) print_line(session.texts.text("computers.more_rows", {{"count", std::to_string(left)}}));
}

void print_match(const Session& session, const app::Reconciled& reconciled) {
    const base::Value value = app::match_to_value(reconciled);
    std::array<std::size_t, 3> by_tier{};
    std::size_t older = 0;
    for (const model::ComputerLink& link : reconciled.match.links) {
        if (!of_agency(reconciled, link, session.arguments.agency)) continue;
        if (link.tier != LinkTier::review && !link.current)
            ++older;
        else
            ++by_tier[static_cast<std::size_t>(link.tier)];
    }
    say_sources(session, reconciled);
    TextTable table({session.texts.text("computers.col_what"), session.texts.text("computers.col_count")},
                    {TextTable::Align::left, TextTable::Align::right});
    table.add({session.texts.text("computers.certain"), std::to_string(by_tier[0])});
    table.add({session.texts.text("computers.probable"), std::to_string(by_tier[1])});
    table.add({session.texts.text("computers.review"), std::to_string(by_tier[2])});
    table.add({session.texts.text("computers.older_records"), std::to_string(older)});
    if (session.arguments.agency.empty()) {
        table.add({session.texts.text("computers.ambiguous"), std::to_string(reconciled.match.ambiguous.size())});
        table.add({session.texts.text("computers.only_inventory"),
                   std::to_string(value["only_inventory"].if_array()->size())});
        table.add(
            {session.texts.text("computers.only_source"), std::to_string(value["only_source"].if_array()->size())});
    }
    print(table.text());
    print_reviews(session, reconciled, value);
}

void print_ladder(const Session& session, const app::CoverageFigures& figures) {
    TextTable table({session.texts.text("computers.col_rung"), session.texts.text("computers.col_count"),
                     session.texts.text("computers.col_share")},
                    {TextTable::Align::left, TextTable::Align::right, TextTable::Align::right});
    const auto add = [&](const char* id, std::int64_t count) {
        table.add({session.texts.text(id), number(count), percent(count, figures.population, session)});
    };
    add("computers.rung_in_inventory", figures.ladder.in_inventory);
    add("computers.rung_installed", figures.ladder.installed);
    add("computers.rung_enabled", figures.ladder.enabled);
    add("computers.rung_fresh", figures.ladder.fresh);
    add("computers.rung_reporting", figures.ladder.reporting);
    print(table.text());
}

void print_agencies(const Session& session, const app::Coverage& coverage, const app::Reconciled& reconciled) {
    using enum TextTable::Align;
    TextTable table({session.texts.text("computers.col_agency"), session.texts.text("computers.col_population"),
                     session.texts.text("computers.certain"), session.texts.text("computers.col_share"),
                     session.texts.text("computers.with_probable"), session.texts.text("computers.upper")},
                    {left, right, right, right, right, right});
    for (const app::AgencyCoverage& each : coverage.agencies) {
        const app::CoverageFigures& f = each.figures;
        table.add({model::display_name(reconciled.inventory, {model::SubjectKind::agency, each.agency}),
                   number(f.population), number(f.certain), percent(f.certain, f.population, session),
                   number(f.probable), number(f.upper)});
    }
    print(table.text());
}

void print_coverage(const Session& session, const app::Coverage& coverage, const app::Reconciled& reconciled) {
    const app::CoverageFigures& f = coverage.whole;
    say_sources(session, reconciled);
    if (!coverage.population_defined)
        print_line(session.texts.text("computers.population_undefined", {{"population", coverage.population}}));
    print_line(session.texts.text("computers.as_of", {{"as_of", base::show_time(coverage.as_of)}}));
    print_line("");
    print_line(coloured(Colour::bold, session.texts.text("computers.headline",
                                                         {{"certain", number(f.certain)},
                                                          {"population", number(f.population)},
                                                          {"share", percent(f.certain, f.population, session)}})));
    print_line(session.texts.text("computers.range", {{"probable", number(f.probable)},
                                                      {"probable_share", percent(f.probable, f.population, session)},
                                                      {"upper", number(f.upper)},
                                                      {"upper_share", percent(f.upper, f.population, session)}}));
    print_line("");
    print_ladder(session, f);
    print_line("");
    print_agencies(session, coverage, reconciled);
    if (f.exempt > 0) {
        print_line("");
        print_line(session.texts.text("computers.exempt", {{"count", number(f.exempt)}}));
        for (std::size_t i = 0; i < std::min(coverage.exempt.size(), most_rows); ++i)
            print_line("  " + coverage.exempt[i].computer + "  " +
                       app::reason_in_words(coverage.exempt[i].reason, session.texts));
    }
    if (!coverage.unlisted.empty()) {
        print_line("");
        print_line(session.texts.text("computers.unlisted", {{"count", std::to_string(coverage.unlisted.size())}}));
    }
    if (!coverage.trend.empty()) {
        print_line("");
        print_line(session.texts.text("computers.trend"));
        const std::size_t first = coverage.trend.size() > 12 ? coverage.trend.size() - 12 : 0;
        for (std::size_t i = first; i < coverage.trend.size(); ++i) {
            const auto& point = coverage.trend[i];
            print_line("  " + base::show_date(base::local_date(point.at)) + "  " + number(point.numerator) + "/" +
                       number(point.denominator) + "  " + percent(point.numerator, point.denominator, session));
        }
    }
}

std::string joined(const base::Value& texts) {
    std::string out;
    for (const std::string& text : base::strings_of(texts))
        out += (out.empty() ? "" : ", ") + text;
    return out;
}

void print_rivals(const Session& session, const base::Value& link, const std::string& computer) {
    const base::Catalogue& texts = session.texts;
    for (const base::Value& rival : *link["rivals"].if_array()) {
        const bool other_computer = rival["inventory"].string_or("") != computer;
        print_line("  " + texts.text(other_computer ? "computers.rival_computer" : "computers.rival_record",
                                     {{"computer", rival["inventory"].string_or("")},
                                      {"record", rival["record"].string_or("")},
                                      {"tier", texts.text("computers.tier." + rival["tier"].string_or(""))},
                                      {"rule", rival["rule"].string_or("")},
                                      {"meaning", texts.text("computers.rule." + rival["rule"].string_or(""))}}));
    }
}

void print_explanation(const Session& session, const base::Value& value) {
    const base::Catalogue& texts = session.texts;
    print_line(texts.text("computers.explained", {{"computer", value["computer"].string_or("")},
                                                  {"name", value["name"].string_or("")},
                                                  {"agency", value["agency"].string_or("")}}));
    const base::Array& links = *value["links"].if_array();
    if (links.empty()) print_line(texts.text("computers.no_links"));
    for (const base::Value& link : links) {
        const std::string tier = link["tier"].string_or("");
        const std::string rule = link["rule"].string_or("");
        print_line("");
        print_line(texts.text("computers.link", {{"source", link["source"].string_or("")},
                                                 {"record", link["record"].string_or("")},
                                                 {"tier", texts.text("computers.tier." + tier)},
                                                 {"rule", rule},
                                                 {"meaning", texts.text("computers.rule." + rule)}}));
        if (const std::string doubts = doubts_in_words(link, texts); !doubts.empty())
            print_line("  " + texts.text("computers.doubts", {{"doubts", doubts}}));
        TextTable table({texts.text("computers.col_key"), texts.text("computers.col_listed"),
                         texts.text("computers.col_seen"), texts.text("computers.col_outcome")});
        for (const base::Value& key : *link["keys"].if_array()) {
            std::string outcome = texts.text("computers.outcome." + key["outcome"].string_or(""));
            if (const std::string reason = key["reason"].string_or(""); !reason.empty())
                outcome += ": " + texts.text("computers.flaw." + reason);
            table.add({texts.text("computers.key." + key["key"].string_or("")), joined(key["computer"]),
                       joined(key["record"]), outcome});
        }
        print(table.text());
        print_rivals(session, link, value["computer"].string_or(""));
    }
    for (const base::Value& rival : *value["rivals"].if_array())
        print_line(texts.text("computers.rival", {{"source", rival["source"].string_or("")},
                                                  {"record", rival["record"].string_or("")},
                                                  {"computers", joined(rival["computers"])}}));
    print_line("");
    TextTable verdicts(
        {texts.text("computers.col_rule"), texts.text("computers.col_outcome"), texts.text("computers.col_reason")});
    for (const base::Value& verdict : *value["verdicts"].if_array()) {
        verdicts.add({verdict["rule"].string_or(""), texts.text("outcome." + verdict["outcome"].string_or("")),
                      app::reason_in_words(verdict["reason"].string_or(""), texts)});
    }
    print(verdicts.text());
}

}  // namespace

int run_computers_match(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto reconciled = app::reconcile(*opened.store, base::now());
    if (!reconciled) return session.refuse(reconciled.error());
    if (session.arguments.json) {
        print_line(base::to_json(app::match_to_value(*reconciled)));
    } else {
        print_match(session, *reconciled);
    }
    return ExitCode::done;
}

int run_computers_pin(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    const Arguments& arguments = session.arguments;
    const bool linked = arguments.command == Command::computers_link;
    const model::ComputerPin pin{arguments.source, arguments.record, arguments.id, linked, arguments.reason};
    if (auto pinned = app::pin_computer(*opened.store, pin); !pinned) return session.refuse(pinned.error());
    print_line(session.texts.text(linked ? "computers.linked" : "computers.split",
                                  {{"computer", pin.computer}, {"source", pin.source}, {"record", pin.record}}));
    return ExitCode::done;
}

int run_coverage(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    const base::Time now = base::now();
    auto reconciled = app::reconcile(*opened.store, now);
    if (!reconciled) return session.refuse(reconciled.error());
    std::vector<base::Error> defects;
    auto coverage = app::measure_coverage(opened.workspace, *opened.store, opened.rules, *reconciled,
                                          session.arguments.agency, now, defects);
    if (!coverage) return session.refuse(coverage.error(), defects);
    if (!session.arguments.explain.empty()) {
        auto explained = app::explain_computer(*reconciled, opened.rules, session.arguments.explain, coverage->as_of);
        if (!explained) return session.refuse(explained.error());
        if (session.arguments.json) {
            print_line(base::to_json(*explained));
        } else {
            print_explanation(session, *explained);
        }
        return ExitCode::done;
    }
    if (session.arguments.json) {
        print_line(base::to_json(app::to_value(*coverage, *reconciled)));
    } else {
        print_coverage(session, *coverage, *reconciled);
    }
    return ExitCode::done;
}

}  // namespace attt::cli
