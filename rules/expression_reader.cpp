// Conditions as TOML: `{ fact = "tls.versions", contains_none = ["SSLv2"] }`, `{ all_of = [ … ] }`, `{ any_of = [ … ]
// }`,
// `{ not = { … } }`.
#include <algorithm>

#include "base/text.h"
#include "rules/readers.h"

namespace attt::rules {
namespace {

using base::Value;

constexpr int deepest = 16;
constexpr std::int64_t most_days = 36'500;

std::optional<Verb> verb_of(std::string_view name) {
    const auto found = std::find(verb_names.begin(), verb_names.end(), name);
    if (found == verb_names.end()) return std::nullopt;
    return static_cast<Verb>(found - verb_names.begin());
}

bool is_group(Verb verb) {
    return verb == Verb::all_of || verb == Verb::any_of || verb == Verb::negation;
}

// The one verb of a condition; notes each key that is none, and verbs too few or too many.
std::optional<Verb> find_verb(base::TomlTable& table) {
    std::vector<std::string> known(verb_names.begin(), verb_names.end());
    known.emplace_back("fact");
    std::optional<Verb> verb;
    std::size_t verbs = 0;
    bool strange = false;
    for (const auto& [key, value] : table.object()) {
        if (key == "fact") continue;
        if (const auto found = verb_of(key)) {
            verb = found;
            ++verbs;
        } else {
            unknown_name(table, key, unknown_verb, key, known);
            strange = true;
        }
    }
    if (strange) return std::nullopt;
    if (verbs == 1) return verb;
    table.defect("", verbs == 0 ? "rules.no_verb" : "rules.many_verbs");
    return std::nullopt;
}

bool suits(Verb verb, FactType type) {
    switch (verb) {
        case Verb::equals: return type == FactType::boolean || type == FactType::integer || type == FactType::string;
        case Verb::one_of: return type == FactType::integer || type == FactType::string;
        case Verb::at_least:
        case Verb::at_most: return type == FactType::integer;
        case Verb::contains_all:
        case Verb::contains_none: return type == FactType::strings;
        case Verb::matches: return type == FactType::string;
        case Verb::days_left_at_least: return type == FactType::time;
        default: return true;
    }
}

// What a verb wants beside it: in the words of TOML.
std::string operand_type(Verb verb, FactType type) {
    switch (verb) {
        case Verb::present:
        case Verb::absent: return "true";
        case Verb::equals: return std::string(name_of(type));
        case Verb::one_of: return type == FactType::integer ? "array of integers" : "array of strings";
        case Verb::contains_all:
        case Verb::contains_none: return "array of strings";
        case Verb::matches: return "string";
        default: return "integer";
    }
}

bool is_filled_array_of(const Value& value, FactType type) {
    const base::Array* array = value.if_array();
    return array != nullptr && !array->empty() &&
           std::all_of(array->begin(), array->end(), [&](const Value& element) { return fits(element, type); });
}

bool operand_fits(Verb verb, const Value& operand, FactType type) {
    switch (verb) {
        case Verb::present:
        case Verb::absent: return operand.bool_or(false);
        case Verb::equals: return fits(operand, type);
        case Verb::one_of: return is_filled_array_of(operand, type);
        case Verb::contains_all:
        case Verb::contains_none: return is_filled_array_of(operand, FactType::string);
        case Verb::matches: return operand.if_string() != nullptr;
        case Verb::days_left_at_least:
            return operand.if_integer() != nullptr && std::abs(*operand.if_integer()) <= most_days;
        default: return operand.if_integer() != nullptr;
    }
}

// "$instance" stands for a whole string; inside one it would silently mean itself.
bool hides_instance_word(const Value& operand) {
    if (const std::string* text = operand.if_string())
        return *text != instance_word && text->find(instance_word) != std::string::npos;
    const base::Array* array = operand.if_array();
    return array != nullptr && std::any_of(array->begin(), array->end(), hides_instance_word);
}

std::optional<Expression> read_comparison(base::TomlTable& table, Verb verb, const FactDeclarations& facts) {
    const std::string key(name_of(verb));
    Expression expression;
    expression.verb = verb;
    expression.fact = table.required_string("fact");
    if (expression.fact.empty()) return std::nullopt;
    const auto declared = facts.find(expression.fact);
    if (declared == facts.end()) {
        unknown_name(table, "fact", unknown_fact, expression.fact, keys_of(facts));
        return std::nullopt;
    }
    const FactType type = declared->second.type;
    if (!suits(verb, type)) {
        table.defect(key, "rules.verb_does_not_suit",
                     {{"verb", key}, {"fact", expression.fact}, {"type", std::string(name_of(type))}});
        return std::nullopt;
    }
    expression.operand = *table.any(key);
    if (!operand_fits(verb, expression.operand, type)) {
        table.defect(key, "rules.wrong_operand",
                     {{"verb", key}, {"fact", expression.fact}, {"expected", operand_type(verb, type)}});
        return std::nullopt;
    }
    if (hides_instance_word(expression.operand) ||
        (verb == Verb::matches && expression.operand == Value(instance_word))) {
        table.defect(key, "rules.instance_in_text");
        return std::nullopt;
    }
    if (verb == Verb::matches) {
        expression.pattern = Pattern::compile(*expression.operand.if_string());
        if (expression.pattern == nullptr) {
            table.defect(
                key, "rules.bad_pattern",
                {{"value", *expression.operand.if_string()}, {"limit", std::to_string(Pattern::longest_pattern)}});
            return std::nullopt;
        }
    }
    return expression;
}

std::optional<Expression> read_at_depth(base::TomlTable& table, const FactDeclarations& facts, int depth);

std::optional<Expression> read_group(base::TomlTable& table, Verb verb, const FactDeclarations& facts, int depth) {
    const std::string key(name_of(verb));
    if (table.has("fact")) {
        table.defect("fact", "rules.fact_beside_group", {{"verb", key}});
        return std::nullopt;
    }
    if (depth >= deepest) {
        table.defect(key, "rules.too_deep", {{"limit", std::to_string(deepest)}});
        return std::nullopt;
    }
    std::vector<base::TomlTable> tables;
    if (verb == Verb::negation) {
        if (auto inner = table.table(key)) tables.push_back(std::move(*inner));
    } else {
        tables = table.tables(key);
        const base::Array* array = table.any(key)->if_array();
        if (array != nullptr && array->empty()) table.defect(key, "rules.empty_group", {{"verb", key}});
    }
    Expression expression;
    expression.verb = verb;
    bool whole = !tables.empty();
    for (base::TomlTable& inner : tables) {
        auto operand = read_at_depth(inner, facts, depth + 1);
        whole = whole && operand.has_value();
        if (operand) expression.operands.push_back(std::move(*operand));
    }
    if (!whole) return std::nullopt;
    return expression;
}

std::optional<Expression> read_at_depth(base::TomlTable& table, const FactDeclarations& facts, int depth) {
    const auto verb = find_verb(table);
    if (!verb) return std::nullopt;
    return is_group(*verb) ? read_group(table, *verb, facts, depth) : read_comparison(table, *verb, facts);
}

}  // namespace

std::optional<Expression> read_expression(base::TomlTable table, const FactDeclarations& facts) {
    return read_at_depth(table, facts, 0);
}

}  // namespace attt::rules
