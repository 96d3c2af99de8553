// checks/*.toml: `date` and [[rule]] tables, each with its own cases.
#include <algorithm>
#include <set>

#include "rules/readers.h"

namespace attt::rules {
namespace {

constexpr std::size_t most_instances = 64;
constexpr std::string_view applies_key = "applies_when";
constexpr std::string_view require_key = "require";
constexpr std::string_view list_key = "instances_of";

// Inventory facts belong to the subject of their name; self-assessments to systems; what is probed to websites.
std::string_view subject_of_fact(std::string_view fact) {
    const std::string_view probe = probe_of(fact);
    if (probe == "controls") return model::name_of(model::SubjectKind::system);
    return model::subject_kind_of(probe) ? probe : model::name_of(model::SubjectKind::website);
}

std::shared_ptr<const Expression> read_condition(base::TomlTable& table, std::string_view key, const RuleSet& rules,
                                                 std::string_view subject) {
    auto condition = table.table(key);
    if (!condition) return nullptr;
    auto expression = read_expression(*condition, rules.facts);
    if (!expression) return nullptr;
    std::set<std::string, std::less<>> facts;
    collect_facts(*expression, facts);
    for (const std::string& fact : facts) {
        if (subject_of_fact(fact) != subject)
            table.defect(key, "rules.fact_of_other_subject", {{"fact", fact}, {"subject", std::string(subject)}});
    }
    return std::make_shared<const Expression>(std::move(*expression));
}

bool is_marked(const base::Value& value) {
    const base::Object* object = value.if_object();
    return object != nullptr &&
           (object->contains("unknown") || object->contains("absent") || object->contains("undetermined"));
}

// `{ unknown = "…" }`, `{ absent = true }`, `{ undetermined = true }`, `{ undetermined = ["…"], value = [ … ] }`
bool marks_well(const base::Object& marks, FactType type) {
    for (const auto& [key, value] : marks) {
        if (key == "unknown" && marks.size() == 1 && !value.string_or("").empty()) continue;
        if (key == "absent" && marks.size() == 1 && value.bool_or(false)) continue;
        if (key == "undetermined" && (value.bool_or(false) || fits(value, FactType::strings))) continue;
        if (key == "value" && fits(value, type)) continue;
        return false;
    }
    return true;
}

base::Object read_case_facts(base::TomlTable& table, const Rule& rule, const FactDeclarations& declarations,
                             bool conditions_read) {
    auto facts = table.table("facts");
    if (!facts) return {};
    for (const auto& [name, value] : facts->object()) {
        const auto declared = declarations.find(name);
        if (declared == declarations.end()) {
            unknown_name(*facts, name, unknown_fact, name, keys_of(declarations));
            continue;
        }
        if (conditions_read && !std::binary_search(rule.facts.begin(), rule.facts.end(), name)) {
            facts->defect(name, "rules.case_fact_unread", {{"fact", name}, {"rule", rule.id}});
            continue;
        }
        const FactType type = declared->second.type;
        const bool good = is_marked(value) ? marks_well(*value.if_object(), type) : fits(value, type);
        if (!good) facts->defect(name, "rules.case_fact_type", {{"fact", name}, {"type", std::string(name_of(type))}});
    }
    return facts->object();
}

Case read_case(base::TomlTable& table, const Rule& rule, const FactDeclarations& declarations, bool conditions_read) {
    Case out;
    out.line = table.line();
    out.name = table.required_string("name");
    out.facts = read_case_facts(table, rule, declarations, conditions_read);
    out.as_of = base::start_of_day(base::Date{std::chrono::year(2026), std::chrono::month(1), std::chrono::day(1)});
    if (const auto date = table.date("as_of")) out.as_of = base::start_of_day(*date);
    out.age = table.duration("age").value_or(base::Duration::zero());
    out.instance = table.string("instance").value_or("");
    if (!out.instance.empty() && rule.instances_of.empty() &&
        std::find(rule.instances.begin(), rule.instances.end(), out.instance) == rule.instances.end())
        unknown_name(table, "instance", unknown_instance, out.instance, rule.instances);
    if (!table.has("expect")) table.defect("", "toml.missing_key", {{"key", "expect"}});
    if (const auto outcome = table.one_of("expect", model::outcome_names)) out.expected = *model::outcome_of(*outcome);
    table.refuse_unknown();
    return out;
}

void check_cases(base::TomlTable& table, const Rule& rule) {
    std::vector<model::Outcome> wanted = {model::Outcome::pass, model::Outcome::fail, model::Outcome::unknown};
    if (rule.applies_when != nullptr) wanted.push_back(model::Outcome::not_applicable);
    for (const model::Outcome outcome : wanted) {
        const bool there =
            std::any_of(rule.cases.begin(), rule.cases.end(), [&](const Case& one) { return one.expected == outcome; });
        if (!there)
            table.defect("", "rules.missing_case", {{"rule", rule.id}, {"outcome", std::string(name_of(outcome))}});
    }
}

void read_list_of_instances(base::TomlTable& table, Rule& rule, const FactDeclarations& declarations) {
    const std::string fact = table.string(list_key).value_or("");
    if (fact.empty()) return;
    const auto declared = declarations.find(fact);
    const std::string subject(model::name_of(rule.subject));
    if (declared == declarations.end()) {
        unknown_name(table, list_key, unknown_fact, fact, keys_of(declarations));
    } else if (declared->second.type != FactType::strings) {
        table.defect(list_key, "rules.instances_of_no_list", {{"fact", fact}});
    } else if (subject_of_fact(fact) != subject) {
        table.defect(list_key, "rules.fact_of_other_subject", {{"fact", fact}, {"subject", subject}});
    } else if (!rule.instances.empty()) {
        table.defect(list_key, "rules.instances_twice_over");
    } else {
        rule.instances_of = fact;
    }
}

void read_instances(base::TomlTable& table, Rule& rule, const FactDeclarations& declarations) {
    rule.instances = table.strings("instances").value_or(std::vector<std::string>());
    if (rule.instances.size() > most_instances)
        table.defect("instances", "rules.too_many_instances", {{"limit", std::to_string(most_instances)}});
    const std::set<std::string> unique(rule.instances.begin(), rule.instances.end());
    if (unique.size() != rule.instances.size() || unique.contains(""))
        table.defect("instances", "rules.instance_twice");
    read_list_of_instances(table, rule, declarations);
    if (rule.require == nullptr) return;
    const bool in_condition = rule.applies_when != nullptr && speaks_of_instance(*rule.applies_when);
    const bool spoken = speaks_of_instance(*rule.require) || in_condition;
    const bool listed = !rule.instances.empty() || table.has(list_key);
    if (spoken && !listed) table.defect(require_key, "rules.instance_without_list");
    if (!spoken && listed) table.defect(rule.instances.empty() ? list_key : "instances", "rules.instance_unused");
    // whether a rule speaks of a subject is asked before its list is read
    if (in_condition && table.has(list_key)) table.defect(applies_key, "rules.instance_in_condition");
}

void read_references(base::TomlTable& table, Rule& rule, const Law& law) {
    rule.basis = table.strings("basis").value_or(std::vector<std::string>());
    for (const std::string& clause : rule.basis) {
        if (!law.clauses.contains(clause)) unknown_name(table, "basis", unknown_clause, clause, keys_of(law.clauses));
    }
    rule.controls = table.strings("controls").value_or(std::vector<std::string>());
}

void note_facts(Rule& rule, const FactDeclarations& declarations) {
    std::set<std::string, std::less<>> facts;
    if (rule.require != nullptr) collect_facts(*rule.require, facts);
    if (rule.applies_when != nullptr) collect_facts(*rule.applies_when, facts);
    if (!rule.instances_of.empty()) facts.insert(rule.instances_of);
    rule.facts.assign(facts.begin(), facts.end());
    rule.per_endpoint = std::any_of(facts.begin(), facts.end(), [&](const std::string& fact) {
        return declarations.find(fact)->second.per_endpoint;
    });
}

void read_conditions(base::TomlTable& table, Rule& rule, const RuleSet& rules) {
    const std::string_view subject = model::name_of(rule.subject);
    rule.applies_when = read_condition(table, applies_key, rules, subject);
    if (!table.has(require_key)) table.defect("", "toml.missing_key", {{"key", std::string(require_key)}});
    rule.require = read_condition(table, require_key, rules, subject);
}

void read_heading(base::TomlTable& table, Rule& rule) {
    rule.id = table.required_string("id");
    if (!rule.id.empty() && (!is_id(rule.id) || rule.id.find('.') == std::string::npos))
        table.defect("id", "rules.bad_rule_id", {{"value", rule.id}});
    constexpr std::int64_t highest_version = 1'000'000;
    const std::int64_t version = table.integer("version").value_or(1);
    if (version < 1 || version > highest_version) table.defect("version", "rules.bad_version");
    rule.version = static_cast<int>(std::clamp(version, std::int64_t{1}, highest_version));
    for (const char* key : {"subject", "severity"}) {
        if (!table.has(key)) table.defect("", "toml.missing_key", {{"key", key}});
    }
    if (const auto subject = table.one_of("subject", model::subject_kind_names))
        rule.subject = *model::subject_kind_of(*subject);
    if (const auto severity = table.one_of("severity", model::severity_names))
        rule.severity = *model::severity_of(*severity);
    rule.title = read_text(table, "title", true);
    rule.rationale = read_text(table, "rationale", true);
    rule.remediation = read_text(table, "remediation", true);
    rule.max_age = table.duration("max_age");
    if (rule.max_age && *rule.max_age <= base::Duration::zero()) table.defect("max_age", "rules.bad_max_age");
}

// Facts that are only shown must be declared, speak of the rule's subject, and not be read by its conditions already.
void read_evidence(base::TomlTable& table, Rule& rule, const FactDeclarations& declarations) {
    rule.evidence = table.strings("evidence").value_or(std::vector<std::string>());
    const std::string subject(model::name_of(rule.subject));
    for (const std::string& fact : rule.evidence) {
        if (!declarations.contains(fact)) {
            unknown_name(table, "evidence", unknown_fact, fact, keys_of(declarations));
        } else if (subject_of_fact(fact) != subject) {
            table.defect("evidence", "rules.fact_of_other_subject", {{"fact", fact}, {"subject", subject}});
        } else if (std::count(rule.evidence.begin(), rule.evidence.end(), fact) > 1) {
            table.defect("evidence", "rules.evidence_twice", {{"fact", fact}});
        }
    }
}

Rule read_rule(base::TomlTable& table, const RuleSet& rules) {
    Rule rule;
    read_heading(table, rule);
    read_references(table, rule, rules.law);
    read_conditions(table, rule, rules);
    read_instances(table, rule, rules.facts);
    note_facts(rule, rules.facts);
    read_evidence(table, rule, rules.facts);
    // what an unreadable condition would have read is not known: one mistake is not told many times
    const bool conditions_read = rule.require != nullptr && (rule.applies_when != nullptr || !table.has(applies_key));
    for (base::TomlTable& one : table.tables("case"))
        rule.cases.push_back(read_case(one, rule, rules.facts, conditions_read));
    check_cases(table, rule);
    table.refuse_unknown();
    return rule;
}

std::string theme_of(const std::string& file) {
    const auto slash = file.rfind('/');
    std::string name = slash == std::string::npos ? file : file.substr(slash + 1);
    constexpr std::string_view extension = ".toml";
    if (name.ends_with(extension)) name.resize(name.size() - extension.size());
    return name;
}

}  // namespace

void read_rules(const base::TomlDocument& document, const Retired& retired, RuleSet& rules,
                std::vector<base::Error>& defects) {
    base::TomlTable root(document, defects);
    if (!root.has("date")) root.defect("", "toml.missing_key", {{"key", "date"}});
    if (const auto date = root.date("date")) rules.date = std::max(rules.date, base::to_iso_date(*date));
    for (base::TomlTable& table : root.tables("rule")) {
        Rule rule = read_rule(table, rules);
        rule.theme = theme_of(document.file);
        rule.file = document.file;
        rule.line = table.line();
        if (const auto gone = retired.find(rule.id); gone != retired.end()) {
            table.defect("id", "rules.retired_id", {{"rule", rule.id}, {"file", gone->second}});
            continue;
        }
        const auto twin =
            std::find_if(rules.rules.begin(), rules.rules.end(), [&](const Rule& r) { return r.id == rule.id; });
        if (twin != rules.rules.end()) {
            table.defect("id", "rules.rule_twice",
                         {{"rule", rule.id}, {"file", twin->file}, {"line", std::to_string(twin->line)}});
            continue;
        }
        if (!rule.id.empty() && rule.require != nullptr) rules.rules.push_back(std::move(rule));
    }
    root.refuse_unknown();
}

}  // namespace attt::rules
