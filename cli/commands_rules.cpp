// rules check, test, list, show, explain
#include <algorithm>

#include "app/judge.h"
#include "app/targets.h"
#include "app/words.h"
#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/level_session.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

// The rules of the workspace at hand, or the program's own where there is none: rules can be looked at anywhere.
std::optional<rules::RuleSet> rules_at_hand(const Session& session, int& code) {
    std::vector<base::Error> defects;
    auto workspace = app::open_workspace(session.arguments.workspace, defects);
    if (!workspace && (!defects.empty() || !session.arguments.workspace.empty())) {
        code = session.refuse(workspace.error(), defects);
        return std::nullopt;
    }
    auto rules = app::load_rules(workspace ? &*workspace : nullptr, defects);
    if (rules) return std::move(*rules);
    code = session.refuse(rules.error(), defects);
    return std::nullopt;
}

int no_such_rule(const Session& session, const rules::RuleSet& rules) {
    std::vector<std::string> ids;
    for (const rules::Rule& rule : rules.rules)
        ids.push_back(rule.id);
    const auto near = base::nearest(session.arguments.id, ids);
    return session.refuse({base::ErrorCode::not_found,
                           "cli.no_rule",
                           {{"id", session.arguments.id}, {"nearest", near.value_or("")}},
                           {}});
}

std::optional<model::SubjectRef> subject_named(const std::string& id, model::SubjectKind kind,
                                               const model::Inventory& inventory) {
    const auto in = [&](const auto& records) {
        return std::any_of(records.begin(), records.end(), [&](const auto& record) { return record.id == id; });
    };
    switch (kind) {
        case model::SubjectKind::agency:
            return in(inventory.agencies) ? std::optional(model::SubjectRef{kind, id}) : std::nullopt;
        case model::SubjectKind::system:
            return in(inventory.systems) ? std::optional(model::SubjectRef{kind, id}) : std::nullopt;
        case model::SubjectKind::computer:
            return in(inventory.computers) ? std::optional(model::SubjectRef{kind, id}) : std::nullopt;
        case model::SubjectKind::website:
            for (const model::Website& website : inventory.websites) {
                if (website.id == id || website.url == id) return model::SubjectRef{kind, website.id};
            }
    }
    return std::nullopt;
}

void print_explanation(const Session& session, const rules::RuleSet& rules, const rules::Rule& rule,
                       const rules::Explanation& explanation) {
    const base::Catalogue& texts = session.texts;
    print_line(coloured(Colour::bold, rule.id + "  " + rule.title.in(texts.language())));
    if (!explanation.condition.empty()) print_line(texts.text("cli.applies_when") + ": " + explanation.condition);
    print_line(texts.text("cli.requires") + ": " + app::requirement_in_words(rule, "…", rules, texts));
    print_line("  " + explanation.requirement);
    print_line("");
    TextTable facts({texts.text("cli.col_fact"), texts.text("cli.col_endpoint"), texts.text("cli.col_value_seen"),
                     texts.text("cli.col_time")});
    for (const model::Fact& fact : explanation.facts) {
        const rules::FactDeclaration* declared = rules.fact(fact.name);
        std::string value = fact.missing.empty() ? app::value_in_words(fact.value, texts, declared)
                                                 : texts.text("cli.not_measured", {{"reason", fact.missing}});
        for (const model::Undetermined& open : fact.undetermined)
            value += "; " + texts.text("cli.undetermined", {{"value", app::value_in_words(open.value, texts, declared)},
                                                            {"reason", open.reason}});
        facts.add({fact.name, fact.endpoint ? model::to_string(*fact.endpoint) : "", value,
                   base::show_time(fact.observed_at)});
    }
    print(facts.text());
    print_line("");
    TextTable verdicts({texts.text("cli.col_outcome"), texts.text("cli.col_endpoint"), texts.text("cli.col_instance"),
                        texts.text("cli.col_reason")});
    for (const model::Verdict& verdict : explanation.verdicts)
        verdicts.add({texts.text("outcome." + std::string(name_of(verdict.outcome))),
                      verdict.endpoint ? model::to_string(*verdict.endpoint) : "", verdict.instance,
                      app::reason_in_words(verdict.reason, texts)});
    print(verdicts.text());
}

}  // namespace

int run_rules_check(const Session& session) {
    int code = ExitCode::done;
    const auto rules = rules_at_hand(session, code);
    if (!rules) return code;
    print_line(session.texts.text(
        "cli.rules_sound",
        {{"count", std::to_string(rules->rules.size())}, {"hash", rules->hash.substr(0, 16)}, {"date", rules->date}}));
    return ExitCode::done;
}

int run_rules_test(const Session& session) {
    int code = ExitCode::done;
    const auto rules = rules_at_hand(session, code);
    if (!rules) return code;
    const auto results = rules::run_cases(*rules);
    std::size_t failed = 0;
    for (const rules::CaseResult& result : results) {
        if (result.passed()) continue;
        ++failed;
        print_error(session.texts.sentence(
            {base::ErrorCode::bad_input,
             "cli.case_failed",
             {{"rule", result.rule},
              {"case", result.name},
              {"expected", session.texts.text("outcome." + std::string(name_of(result.expected)))},
              {"got", session.texts.text("outcome." + std::string(name_of(result.got)))},
              {"reason", result.reason}},
             {result.file, result.line, {}}}));
    }
    print_line(session.texts.text(
        "cli.cases", {{"passed", std::to_string(results.size() - failed)}, {"failed", std::to_string(failed)}}));
    return failed == 0 ? ExitCode::done : ExitCode::bad_input;
}

int run_rules_list(const Session& session) {
    int code = ExitCode::done;
    const auto rules = rules_at_hand(session, code);
    if (!rules) return code;
    if (session.arguments.json) {
        base::Array out;
        for (const rules::Rule& rule : rules->rules)
            out.emplace_back(base::Object{{"id", rule.id},
                                          {"version", rule.version},
                                          {"subject", name_of(rule.subject)},
                                          {"severity", name_of(rule.severity)},
                                          {"title", rule.title.in(session.texts.language())},
                                          {"basis", rule.basis}});
        print_line(base::to_pretty_json(base::Value(base::Object{
            {"schema", "attt.rules/1"}, {"hash", rules->hash}, {"date", rules->date}, {"rules", std::move(out)}})));
        return ExitCode::done;
    }
    TextTable table({session.texts.text("cli.col_rule"), session.texts.text("cli.col_severity"),
                     session.texts.text("cli.col_kind"), session.texts.text("cli.col_title")});
    for (const rules::Rule& rule : rules->rules)
        table.add({rule.id, severity_in_words(rule.severity, session.texts),
                   session.texts.text("kind." + std::string(name_of(rule.subject))),
                   rule.title.in(session.texts.language())});
    print(table.text());
    return ExitCode::done;
}

int run_rules_show(const Session& session) {
    int code = ExitCode::done;
    const auto rules = rules_at_hand(session, code);
    if (!rules) return code;
    const rules::Rule* rule = rules->rule(session.arguments.id);
    if (rule == nullptr) return no_such_rule(session, *rules);
    const base::Catalogue& texts = session.texts;
    const auto explanation = rules::explain(*rule, *rules, {rule->subject, ""}, {}, base::now());
    const auto line = [&](const char* label, const std::string& value) {
        if (!value.empty()) print_line(coloured(Colour::bold, texts.text(label)) + ": " + value);
    };
    print_line(coloured(Colour::bold, rule->id + "  " + rule->title.in(texts.language())));
    line("cli.col_severity", severity_in_words(rule->severity, texts));
    line("cli.col_kind", texts.text("kind." + std::string(name_of(rule->subject))));
    line("cli.rationale", rule->rationale.in(texts.language()));
    line("cli.applies_when", explanation.condition);
    line("cli.requires", explanation.requirement);
    for (const reports::LegalBasis& basis :
         app::basis_as_of(*rule, rules->law, base::local_date(base::now()), texts.language())) {
        line("cli.basis",
             basis.locator + ", " + basis.document + " (" + texts.text("confidence." + basis.confidence) + ")");
        line("cli.replaced_by", basis.replaced_by);
    }
    if (rule->basis.empty()) print_line(texts.text("cli.no_basis"));
    print_line(coloured(Colour::bold, texts.text("cli.remediation")) + ":");
    print_line(rule->remediation.in(texts.language()));
    line("cli.rule_file", rule->file + ":" + std::to_string(rule->line));
    return ExitCode::done;
}

int run_rules_explain(const Session& session) {
    LevelSession opened = open_levels(session);
    if (!opened) return opened.code;
    const rules::Rule* rule = opened.rules.rule(session.arguments.id);
    if (rule == nullptr) return no_such_rule(session, opened.rules);
    auto date = session.as_of();
    if (!date) return session.refuse(date.error());
    const base::Time moment = app::moment_of(*date);
    auto inventory = opened.store->inventory(moment);
    if (!inventory) return session.refuse(inventory.error());
    const auto subject = subject_named(session.arguments.subject, rule->subject, *inventory);
    if (!subject)
        return session.refuse({base::ErrorCode::not_found,
                               "subject.not_found",
                               {{"kind", session.texts.text("kind." + std::string(name_of(rule->subject)))},
                                {"id", session.arguments.subject}},
                               {}});
    auto facts = app::facts_of(*opened.store, opened.rules, opened.data, *subject, moment);
    if (!facts) return session.refuse(facts.error());
    print_explanation(session, opened.rules, *rule, rules::explain(*rule, opened.rules, *subject, *facts, moment));
    return ExitCode::done;
}

}  // namespace attt::cli
