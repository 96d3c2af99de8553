// diff, rescore
#include <algorithm>
#include <map>

#include "app/diff.h"
#include "app/rescore.h"
#include "app/targets.h"
#include "app/words.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/level_session.h"
#include "cli/runs_words.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

base::Object subject_value(const model::SubjectRef& subject) {
    return {{"kind", name_of(subject.kind)}, {"id", subject.id}};
}

base::Value outcome_value(const std::optional<model::Outcome>& outcome) {
    return outcome ? base::Value(name_of(*outcome)) : base::Value();
}

base::Value endpoint_value(const std::optional<model::Endpoint>& endpoint) {
    return endpoint ? base::Value(model::to_string(*endpoint)) : base::Value();
}

base::Object change_value(const app::OutcomeChange& change) {
    base::Object out{{"subject", subject_value(change.subject)},
                     {"rule", change.rule},
                     {"instance", change.instance},
                     {"before", outcome_value(change.before)},
                     {"after", outcome_value(change.after)}};
    if (!change.reason.empty()) out.set("reason", change.reason);
    return out;
}

base::Array facts_value(const std::vector<app::FactChange>& facts) {
    base::Array out;
    for (const app::FactChange& fact : facts) {
        out.emplace_back(base::Object{{"subject", subject_value(fact.subject)},
                                      {"fact", fact.name},
                                      {"endpoint", endpoint_value(fact.endpoint)},
                                      {"before", fact.before},
                                      {"after", fact.after},
                                      {"by_ruler", fact.by_ruler}});
    }
    return out;
}

base::Array subjects_value(const std::vector<model::SubjectRef>& subjects) {
    base::Array out;
    for (const model::SubjectRef& subject : subjects)
        out.emplace_back(subject_value(subject));
    return out;
}

base::Array places_value(const std::vector<app::PlaceDifference>& places) {
    base::Array out;
    for (const app::PlaceDifference& place : places) {
        out.emplace_back(base::Object{{"subject", subject_value(place.subject)},
                                      {"probe", place.probe},
                                      {"endpoint", endpoint_value(place.endpoint)},
                                      {"reason", place.reason}});
    }
    return out;
}

base::Value diff_value(const app::RunDiff& diff) {
    base::Array probes;
    for (const app::ProbeVersions& each : diff.probes) {
        probes.emplace_back(base::Object{{"probe", each.probe}, {"before", each.before}, {"after", each.after}});
    }
    base::Object causes;
    for (const std::string_view name : app::cause_names)
        causes.set(std::string(name), base::Array());
    for (const app::OutcomeDifference& difference : diff.outcomes) {
        base::Object value = change_value(difference.change);
        value.set("facts", facts_value(difference.facts));
        causes.find(name_of(difference.cause))->if_array()->emplace_back(std::move(value));
    }
    return base::Object{
        {"schema", "attt.diff/1"},
        {"before", diff.before.id},
        {"after", diff.after.id},
        {"ruler", base::Object{{"rules_changed", diff.rules_changed},
                               {"trust_store_changed", diff.trust_store_changed},
                               {"program_changed", diff.before.program_version != diff.after.program_version},
                               {"probes", std::move(probes)}}},
        {"coverage", base::Object{{"only_before", subjects_value(diff.only_before)},
                                  {"only_after", subjects_value(diff.only_after)},
                                  {"fell_silent", places_value(diff.fell_silent)},
                                  {"answer_again", places_value(diff.answer_again)}}},
        {"outcomes", std::move(causes)},
        {"facts", facts_value(diff.facts)}};
}

std::string outcome_in_words(const std::optional<model::Outcome>& outcome, const base::Catalogue& texts) {
    return outcome ? texts.text("outcome." + std::string(name_of(*outcome))) : "—";
}

std::string title_of(const app::OutcomeChange& change, const rules::RuleSet& rules, const base::Catalogue& texts) {
    const rules::Rule* rule = rules.rule(change.rule);
    std::string title = rule != nullptr ? rule->title.in(texts.language()) : change.rule;
    if (!change.instance.empty()) title += " [" + change.instance + "]";
    return title;
}

// "Chuỗi chứng thư hợp lệ: không → có"
std::string facts_in_words(const std::vector<app::FactChange>& facts, const rules::RuleSet& rules,
                           const base::Catalogue& texts) {
    constexpr std::size_t most = 3;
    std::string out;
    for (std::size_t i = 0; i < std::min(most, facts.size()); ++i) {
        const rules::FactDeclaration* declared = rules.fact(facts[i].name);
        const std::string label = declared != nullptr ? declared->short_text().in(texts.language()) : facts[i].name;
        out += (out.empty() ? "" : "; ") + label + ": " + app::value_in_words(facts[i].before, texts, declared) +
               " → " + app::value_in_words(facts[i].after, texts, declared);
    }
    if (facts.size() > most) out += " …";
    return out;
}

void print_outcomes(const Session& session, const app::RunDiff& diff, const rules::RuleSet& rules, app::Cause cause,
                    const char* heading) {
    std::vector<const app::OutcomeDifference*> group;
    for (const app::OutcomeDifference& difference : diff.outcomes) {
        if (difference.cause == cause) group.push_back(&difference);
    }
    print_line(coloured(Colour::bold, session.texts.text(heading, {{"count", std::to_string(group.size())}})));
    if (group.empty()) return;
    TextTable table({session.texts.text("cli.col_subject"), session.texts.text("cli.col_finding"),
                     session.texts.text("diff.col_before"), session.texts.text("diff.col_after"),
                     session.texts.text("diff.col_why")});
    for (const app::OutcomeDifference* difference : group) {
        const app::OutcomeChange& change = difference->change;
        const std::string why = difference->facts.empty() ? app::reason_in_words(change.reason, session.texts)
                                                          : facts_in_words(difference->facts, rules, session.texts);
        table.add({model::display_name(diff.inventory, change.subject), title_of(change, rules, session.texts),
                   outcome_in_words(change.before, session.texts), outcome_in_words(change.after, session.texts), why});
        table.colour_last(3, change.after == model::Outcome::fail   ? Colour::red
                             : change.after == model::Outcome::pass ? Colour::green
                                                                    : Colour::yellow);
    }
    print(table.text());
    print_line("");
}

void print_ruler(const Session& session, const app::RunDiff& diff) {
    const base::Catalogue& texts = session.texts;
    if (diff.rules_changed) print_line(texts.text("diff.rules_changed"));
    if (diff.trust_store_changed) print_line(texts.text("diff.trust_store_changed"));
    for (const app::ProbeVersions& each : diff.probes) {
        print_line(texts.text("diff.probe_changed", {{"probe", texts.text_or("probe." + each.probe, each.probe)},
                                                     {"before", std::to_string(each.before)},
                                                     {"after", std::to_string(each.after)}}));
    }
    if (!diff.rules_changed && !diff.trust_store_changed && diff.probes.empty())
        print_line(texts.text("diff.same_ruler"));
    print_line(texts.text("diff.coverage", {{"only_before", std::to_string(diff.only_before.size())},
                                            {"only_after", std::to_string(diff.only_after.size())},
                                            {"silent", std::to_string(diff.fell_silent.size())},
                                            {"again", std::to_string(diff.answer_again.size())}}));
}

// What servers changed beside that, by site.
void print_other_facts(const Session& session, const app::RunDiff& diff, const rules::RuleSet& rules) {
    std::map<model::SubjectRef, std::vector<app::FactChange>> by_site;
    for (const app::FactChange& fact : diff.facts) {
        const bool told = std::any_of(diff.outcomes.begin(), diff.outcomes.end(), [&](const auto& difference) {
            return std::any_of(difference.facts.begin(), difference.facts.end(), [&](const app::FactChange& each) {
                return each.subject == fact.subject && each.name == fact.name && each.endpoint == fact.endpoint;
            });
        });
        if (!told && !fact.by_ruler && !fact.before.is_null() && !fact.after.is_null())
            by_site[fact.subject].push_back(fact);
    }
    if (by_site.empty()) return;
    print_line(
        coloured(Colour::bold, session.texts.text("diff.other_facts", {{"count", std::to_string(by_site.size())}})));
    TextTable table({session.texts.text("cli.col_subject"), session.texts.text("diff.col_why")});
    for (const auto& [subject, facts] : by_site)
        table.add({model::display_name(diff.inventory, subject), facts_in_words(facts, rules, session.texts)});
    print(table.text());
}

}  // namespace

int run_diff(const Session& session) {
    Opened opened = open(session);
    if (!opened) return opened.code;
    auto diff = app::diff_runs(*opened.store, opened.rules, session.arguments.run, session.arguments.other_run);
    if (!diff) return session.refuse(diff.error());
    if (session.arguments.json) {
        print_line(base::to_json(diff_value(*diff)));
        return ExitCode::done;
    }
    const auto run = [&](const model::Run& each) {
        return session.texts.text("diff.run", {{"run", std::to_string(each.id)},
                                               {"time", base::show_time(each.started)},
                                               {"request", request_in_words(each.request, session.texts)}});
    };
    print_line(run(diff->before) + " → " + run(diff->after));
    print_ruler(session, *diff);
    print_line("");
    print_outcomes(session, *diff, opened.rules, app::Cause::agency, "diff.by_agency");
    print_outcomes(session, *diff, opened.rules, app::Cause::rules, "diff.by_rules");
    print_outcomes(session, *diff, opened.rules, app::Cause::ruler, "diff.by_ruler");
    print_outcomes(session, *diff, opened.rules, app::Cause::coverage, "diff.by_coverage");
    print_outcomes(session, *diff, opened.rules, app::Cause::time, "diff.by_time");
    print_outcomes(session, *diff, opened.rules, app::Cause::several, "diff.by_several");
    print_other_facts(session, *diff, opened.rules);
    return ExitCode::done;
}

int run_rescore(const Session& session) {
    LevelSession opened = open_levels(session);
    if (!opened) return opened.code;
    auto date = session.as_of();
    if (!date) return session.refuse(date.error());
    auto reading =
        app::rescore(*opened.store, opened.rules, opened.data, session.arguments.rules, app::moment_of(*date));
    if (!reading) return session.refuse(reading.error());
    std::map<model::Outcome, std::int64_t> counts;
    for (const auto& [key, combined] : app::combined_outcomes(reading->verdicts))
        ++counts[combined.outcome];
    if (session.arguments.json) {
        base::Object outcomes;
        for (const model::Outcome outcome :
             {model::Outcome::pass, model::Outcome::fail, model::Outcome::unknown, model::Outcome::not_applicable})
            outcomes.set(std::string(name_of(outcome)), counts[outcome]);
        base::Array differences;
        for (const app::OutcomeChange& change : reading->differences)
            differences.emplace_back(change_value(change));
        print_line(base::to_json(base::Value(base::Object{
            {"schema", "attt.rescore/1"},
            {"rules", base::Object{{"date", reading->rules_date}, {"hash", reading->rules_hash}}},
            {"as_of", base::to_rfc3339(reading->as_of)},
            {"recorded", reading->recorded ? base::Value(base::to_rfc3339(reading->recorded->at)) : base::Value()},
            {"outcomes", std::move(outcomes)},
            {"differences", std::move(differences)}})));
        return ExitCode::done;
    }
    print_line(session.texts.text("rescore.label", {{"as_of", base::show_time(reading->as_of)},
                                                    {"date", reading->rules_date},
                                                    {"hash", reading->rules_hash.substr(0, 12)}}));
    print_line(session.texts.text("rescore.counts",
                                  {{"pass", std::to_string(counts[model::Outcome::pass])},
                                   {"fail", std::to_string(counts[model::Outcome::fail])},
                                   {"unknown", std::to_string(counts[model::Outcome::unknown])},
                                   {"not_applicable", std::to_string(counts[model::Outcome::not_applicable])}}));
    if (!reading->recorded) {
        print_line(session.texts.text("rescore.nothing_recorded"));
        return ExitCode::done;
    }
    print_line(session.texts.text("rescore.differences", {{"count", std::to_string(reading->differences.size())},
                                                          {"at", base::show_time(reading->recorded->at)}}));
    if (reading->differences.empty()) return ExitCode::done;
    TextTable table({session.texts.text("cli.col_subject"), session.texts.text("cli.col_finding"),
                     session.texts.text("rescore.col_recorded"), session.texts.text("rescore.col_reading")});
    for (const app::OutcomeChange& change : reading->differences) {
        table.add({model::display_name(reading->inventory, change.subject),
                   title_of(change, opened.rules, session.texts), outcome_in_words(change.before, session.texts),
                   outcome_in_words(change.after, session.texts)});
    }
    print(table.text());
    return ExitCode::done;
}

}  // namespace attt::cli
