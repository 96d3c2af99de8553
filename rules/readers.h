// What the readers of this folder's TOML files share.
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/toml.h"
#include "rules/expression.h"
#include "rules/rule.h"

namespace attt::rules {

inline constexpr std::array<std::string_view, 6> fact_type_names = {"boolean", "integer", "string",
                                                                    "time",    "strings", "map"};
inline std::string_view name_of(FactType type) {
    return fact_type_names[static_cast<std::size_t>(type)];
}

inline constexpr std::array<std::string_view, 4> confidence_names = {"source", "secondary", "unconfirmed",
                                                                     "recommendation"};

// `[key]` with vi and en. A defect when it is required and absent, or when vi is absent or empty.
Text read_text(base::TomlTable& table, std::string_view key, bool required);

// The two sentences for a name that names nothing: with the nearest that does, and without.
struct UnknownName {
    std::string_view near;
    std::string_view plain;
};
inline constexpr UnknownName unknown_fact = {"rules.unknown_fact_near", "rules.unknown_fact"};
inline constexpr UnknownName unknown_verb = {"rules.unknown_verb_near", "rules.unknown_verb"};
inline constexpr UnknownName unknown_instance = {"rules.unknown_instance_near", "rules.unknown_instance"};
inline constexpr UnknownName unknown_instrument = {"rules.unknown_instrument_near", "rules.unknown_instrument"};
inline constexpr UnknownName unknown_clause = {"rules.unknown_clause_near", "rules.unknown_clause"};
inline constexpr UnknownName unknown_rule = {"rules.unknown_rule_near", "rules.unknown_rule"};
inline constexpr UnknownName unknown_population = {"rules.unknown_population_near", "rules.unknown_population"};
inline constexpr UnknownName unknown_agency = {"rules.unknown_agency_near", "rules.unknown_agency"};
inline constexpr UnknownName unknown_attribute = {"rules.unknown_attribute_near", "rules.unknown_attribute"};

// Notes that `value` at `key` is none of `known`.
void unknown_name(base::TomlTable& table, std::string_view key, const UnknownName& message, const std::string& value,
                  const std::vector<std::string>& known);

template <class Map>
std::vector<std::string> keys_of(const Map& map) {
    std::vector<std::string> out;
    for (const auto& [key, value] : map)
        out.push_back(key);
    return out;
}

// Reads the file of that name in each directory that has one, in their order; one that cannot be read is a defect.
void read_of_each(const std::vector<std::string>& directories, std::string_view name, std::vector<base::Error>& defects,
                  const std::function<void(const base::TomlDocument&)>& read);

// What a later directory says takes the place of what has its id.
template <class T>
void take_place(std::vector<T>& into, T item) {
    const auto known = std::find_if(into.begin(), into.end(), [&](const T& each) { return each.id == item.id; });
    if (known == into.end())
        into.push_back(std::move(item));
    else
        *known = std::move(item);
}

// Words of lower-case letters and digits joined by '.', '-' or '_'; at most 64 bytes.
bool is_id(std::string_view text);

// Whether a value may stand for a fact of that type (a time is RFC 3339 or an ISO date).
bool fits(const base::Value& value, FactType type);

// The condition in `table` (`{ fact = …, verb = … }` or a group); nothing, with its defects noted, when it is wrong.
std::optional<Expression> read_expression(base::TomlTable table, const FactDeclarations& facts);

// Each reads one parsed file into what is there already; doubles are defects.
void read_facts(const base::TomlDocument& document, FactDeclarations& facts, std::vector<base::Error>& defects);
void read_law(const base::TomlDocument& document, Law& law, std::vector<base::Error>& defects);
// Once all files are in: the instruments of this file's clauses, its successors, no circles.
void check_law(const base::TomlDocument& document, Law& law, std::vector<base::Error>& defects);

// Ids that may never come back -> the file that says so.
using Retired = std::map<std::string, std::string, std::less<>>;
void read_retired(const base::TomlDocument& document, Retired& retired, std::vector<base::Error>& defects);

// One file of checks. REQUIRES: facts and law are complete.
void read_rules(const base::TomlDocument& document, const Retired& retired, RuleSet& rules,
                std::vector<base::Error>& defects);

}  // namespace attt::rules
