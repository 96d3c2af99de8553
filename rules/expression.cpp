#include "rules/expression.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"

namespace attt::rules {
namespace {

using base::Array;
using base::Value;
using model::Fact;

Judgement unknown(std::string reason) {
    return {Truth::unknown, std::move(reason)};
}
Judgement decided(bool yes) {
    return {yes ? Truth::yes : Truth::no, {}};
}

const Array& elements(const Value& value) {
    static const Array none;
    const Array* array = value.if_array();
    return array != nullptr ? *array : none;
}

bool holds_element(const Value& list, const Value& element) {
    const Array& all = elements(list);
    return std::find(all.begin(), all.end(), element) != all.end();
}

// The doubt about one element of a list fact, or about the whole fact; nullptr when there is none.
const model::Undetermined* doubt_about(const Fact& fact, const Value& element) {
    const auto found = std::find_if(fact.undetermined.begin(), fact.undetermined.end(),
                                    [&](const auto& doubt) { return doubt.value.is_null() || doubt.value == element; });
    return found == fact.undetermined.end() ? nullptr : &*found;
}

std::string undetermined_reason(const Fact& fact, const model::Undetermined& doubt) {
    std::string subject = fact.name;
    if (const std::string* element = doubt.value.if_string()) subject += " " + *element;
    return fmt::format("undetermined: {}: {}", subject, doubt.reason);
}

// Found elements decide against contains_none, elements positively missing against contains_all; a doubtful one decides
// nothing.
Judgement judge_elements(const Fact& fact, const Value& wanted, bool all_wanted) {
    if (fact.value.is_null() && fact.undetermined.empty()) return unknown("no_data: " + fact.name);
    std::string doubt_reason;
    for (const Value& element : elements(wanted)) {
        const bool there = holds_element(fact.value, element);
        if (there && !all_wanted) return decided(false);
        if (there) continue;
        if (const auto* doubt = doubt_about(fact, element)) {
            if (doubt_reason.empty()) doubt_reason = undetermined_reason(fact, *doubt);
        } else if (fact.value.is_null()) {
            return unknown("no_data: " + fact.name);
        } else if (all_wanted) {
            return decided(false);
        }
    }
    return doubt_reason.empty() ? decided(true) : unknown(std::move(doubt_reason));
}

bool is_empty(const Value& value) {
    if (value.is_null()) return true;
    if (const auto* text = value.if_string()) return text->empty();
    if (const auto* array = value.if_array()) return array->empty();
    if (const auto* object = value.if_object()) return object->empty();
    return false;
}

Judgement judge_presence(const Fact& fact) {
    if (!is_empty(fact.value)) return decided(true);
    if (!fact.undetermined.empty()) return unknown(undetermined_reason(fact, fact.undetermined.front()));
    return decided(false);
}

Judgement judge_days_left(const Fact& fact, std::int64_t days, base::Time as_of) {
    const std::string text = fact.value.string_or("");
    auto time = base::parse_rfc3339(text);
    if (!time) {
        // a bare date holds to the end of its day
        const auto date = base::parse_date(text);
        if (!date) return unknown(fmt::format("undetermined: {}: no time", fact.name));
        time = base::end_of_day(*date);
    }
    return decided(*time - as_of >= std::chrono::days(days));
}

// The operand with the instance in its place; the operand itself where a rule has none.
const Value& bound_in(const Expression& expression, const Circumstances& circumstances, Value& holder) {
    if (circumstances.instance.empty()) return expression.operand;
    holder = bound(expression.operand, circumstances.instance);
    return holder;
}

Judgement judge_scalar(const Expression& expression, const Fact& fact, const Circumstances& circumstances) {
    Value holder;
    const Value& operand = bound_in(expression, circumstances, holder);
    switch (expression.verb) {
        case Verb::equals: return decided(fact.value == operand);
        case Verb::one_of: return decided(holds_element(operand, fact.value));
        case Verb::at_least:
        case Verb::at_most: {
            const std::int64_t* number = fact.value.if_integer();
            if (number == nullptr) return unknown(fmt::format("undetermined: {}: no integer", fact.name));
            const std::int64_t threshold = operand.integer_or(0);
            return decided(expression.verb == Verb::at_least ? *number >= threshold : *number <= threshold);
        }
        case Verb::matches: {
            const std::string* text = fact.value.if_string();
            if (text == nullptr) return unknown(fmt::format("undetermined: {}: no text", fact.name));
            const auto found = expression.pattern->occurs_in(*text);
            if (!found)
                return unknown(fmt::format("undetermined: {}: longer than {} bytes", fact.name, Pattern::longest_text));
            return decided(*found);
        }
        case Verb::days_left_at_least: return judge_days_left(fact, operand.integer_or(0), circumstances.as_of);
        default: return unknown("no_data: " + fact.name);
    }
}

Judgement judge_fact(const Expression& expression, const Circumstances& circumstances) {
    const Fact* fact = circumstances.fact(expression.fact);
    if (fact == nullptr) return unknown("no_data: " + expression.fact);
    if (!fact->missing.empty()) return unknown(fmt::format("not_measured: {} {}", probe_of(fact->name), fact->missing));
    if (circumstances.max_age && circumstances.as_of - fact->observed_at > *circumstances.max_age)
        return unknown(fmt::format("stale: {} {}", fact->name, base::to_rfc3339(fact->observed_at)));

    switch (expression.verb) {
        case Verb::present: return judge_presence(*fact);
        case Verb::absent: {
            Judgement presence = judge_presence(*fact);
            if (presence.truth == Truth::unknown) return presence;
            return decided(presence.truth == Truth::no);
        }
        case Verb::contains_all:
        case Verb::contains_none: {
            Value holder;
            return judge_elements(*fact, bound_in(expression, circumstances, holder),
                                  expression.verb == Verb::contains_all);
        }
        default: break;
    }
    if (!fact->undetermined.empty()) return unknown(undetermined_reason(*fact, fact->undetermined.front()));
    if (fact->value.is_null()) return unknown("no_data: " + fact->name);
    return judge_scalar(expression, *fact, circumstances);
}

// `deciding`: the value that settles the whole whatever the rest says (no for all_of, yes for any_of).
Judgement judge_group(const Expression& expression, const Circumstances& circumstances, Truth deciding) {
    Judgement first_unknown{Truth::yes, {}};
    for (const Expression& operand : expression.operands) {
        Judgement one = judge(operand, circumstances);
        if (one.truth == deciding) return one;
        if (one.truth == Truth::unknown && first_unknown.truth != Truth::unknown) first_unknown = std::move(one);
    }
    if (first_unknown.truth == Truth::unknown) return first_unknown;
    return decided(deciding == Truth::no);
}

std::string group_text(const Expression& expression, std::string_view instance) {
    std::string out = std::string(name_of(expression.verb)) + "(";
    for (std::size_t i = 0; i < expression.operands.size(); ++i) {
        if (i > 0) out += "; ";
        out += text_of(expression.operands[i], instance);
    }
    return out + ")";
}

}  // namespace

Value bound(const Value& operand, std::string_view instance) {
    if (const std::string* text = operand.if_string(); text != nullptr && *text == instance_word) return instance;
    const Array* array = operand.if_array();
    if (array == nullptr) return operand;
    Array out;
    out.reserve(array->size());
    for (const Value& element : *array)
        out.push_back(bound(element, instance));
    return out;
}

Judgement judge(const Expression& expression, const Circumstances& circumstances) {
    switch (expression.verb) {
        case Verb::all_of: return judge_group(expression, circumstances, Truth::no);
        case Verb::any_of: return judge_group(expression, circumstances, Truth::yes);
        case Verb::negation: {
            Judgement inner = judge(expression.operands.front(), circumstances);
            if (inner.truth == Truth::unknown) return inner;
            return decided(inner.truth == Truth::no);
        }
        default: return judge_fact(expression, circumstances);
    }
}

void collect_facts(const Expression& expression, std::set<std::string, std::less<>>& facts) {
    if (!expression.fact.empty()) facts.insert(expression.fact);
    for (const Expression& operand : expression.operands)
        collect_facts(operand, facts);
}

bool speaks_of_instance(const Expression& expression) {
    if (bound(expression.operand, "") != expression.operand) return true;
    return std::any_of(expression.operands.begin(), expression.operands.end(), speaks_of_instance);
}

std::string text_of(const Expression& expression, std::string_view instance) {
    if (!expression.operands.empty()) return group_text(expression, instance);
    const std::string verb(name_of(expression.verb));
    if (expression.verb == Verb::present || expression.verb == Verb::absent) return expression.fact + " " + verb;
    return expression.fact + " " + verb + " " + base::to_json(bound(expression.operand, instance));
}

Value value_of(const Expression& expression) {
    if (expression.operands.empty())
        return base::Object{{"fact", expression.fact}, {std::string(name_of(expression.verb)), expression.operand}};
    Array operands;
    for (const Expression& operand : expression.operands)
        operands.push_back(value_of(operand));
    return base::Object{{std::string(name_of(expression.verb)), operands}};
}

}  // namespace attt::rules
