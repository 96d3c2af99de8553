// A rule set from its directories: facts and law first, for the checks are read against them.
#include <algorithm>
#include <filesystem>

#include "base/files.h"
#include "base/hash.h"
#include "base/json.h"
#include "rules/readers.h"

namespace attt::rules {
namespace {

namespace fs = std::filesystem;
using base::Array;
using base::Object;
using base::Value;

// Large enough for any office, small enough to read at every start.
constexpr std::size_t largest_file = 4U << 20U;
constexpr std::size_t most_rules = 10'000;

void read_source(const fs::path& path, const std::string& name, std::vector<RuleSource>& sources,
                 std::vector<base::Error>& defects) {
    auto bytes = base::read_file(path, largest_file);
    if (bytes) {
        sources.push_back({name, path.string(), std::move(*bytes)});
    } else {
        defects.push_back(bytes.error());
    }
}

std::vector<RuleSource> read_sources(const std::vector<std::string>& directories, std::vector<base::Error>& defects) {
    std::vector<RuleSource> out;
    for (std::size_t number = 0; number < directories.size(); ++number) {
        const fs::path directory = directories[number];
        const std::string prefix = std::to_string(number) + "/";
        for (const char* name : {"facts.toml", "law.toml", "retired.toml"}) {
            std::error_code ignored;
            if (fs::exists(directory / name, ignored)) read_source(directory / name, prefix + name, out, defects);
        }
        for (const fs::path& path : base::files_in(directory / "checks", ".toml"))
            read_source(path, prefix + "checks/" + path.filename().string(), out, defects);
    }
    return out;
}

// Those whose name within their directory begins so.
std::vector<base::TomlDocument> parse_each(const std::vector<RuleSource>& sources, std::string_view beginning,
                                           std::vector<base::Error>& defects) {
    std::vector<base::TomlDocument> documents;
    for (const RuleSource& source : sources) {
        const std::string_view name = std::string_view(source.name).substr(source.name.find('/') + 1);
        if (!name.starts_with(beginning)) continue;
        auto document = base::parse_toml(source.text, source.file);
        if (document) {
            documents.push_back(std::move(*document));
        } else {
            defects.push_back(document.error());
        }
    }
    return documents;
}

void read_checks(const std::vector<RuleSource>& sources, const Retired& retired, Loaded& loaded) {
    for (const base::TomlDocument& document : parse_each(sources, "checks/", loaded.defects)) {
        read_rules(document, retired, loaded.rules, loaded.defects);
        if (loaded.rules.rules.size() <= most_rules) continue;
        loaded.defects.push_back({base::ErrorCode::bad_input,
                                  "rules.too_many",
                                  {{"limit", std::to_string(most_rules)}},
                                  {document.file, 0, {}}});
        return;
    }
}

Value text_value(const Text& text) {
    return Object{{"vi", text.vi}, {"en", text.en}};
}

Value date_value(const std::optional<base::Date>& date) {
    return date ? Value(base::to_iso_date(*date)) : Value();
}

Value facts_value(const FactDeclarations& facts) {
    Object out;
    for (const auto& [name, fact] : facts) {
        Object words;
        for (const auto& [value, text] : fact.words)
            words.set(value, text_value(text));
        out.set(name, Object{{"type", name_of(fact.type)},
                             {"per_endpoint", fact.per_endpoint},
                             {"derived", fact.derived},
                             {"text", text_value(fact.text)},
                             {"label", text_value(fact.label)},
                             {"words", words}});
    }
    return out;
}

Value law_value(const Law& law) {
    Object instruments;
    for (const auto& [id, instrument] : law.instruments) {
        instruments.set(id, Object{{"number", instrument.number},
                                   {"title", text_value(instrument.title)},
                                   {"effective_from", date_value(instrument.effective_from)},
                                   {"effective_to", date_value(instrument.effective_to)},
                                   {"superseded_by", instrument.superseded_by},
                                   {"authority", instrument.authority},
                                   {"confidence", instrument.confidence}});
    }
    Object clauses;
    for (const auto& [id, clause] : law.clauses) {
        clauses.set(id, Object{{"locator", clause.locator},
                               {"text", text_value(clause.text)},
                               {"superseded_by", clause.superseded_by},
                               {"confidence", clause.confidence}});
    }
    return Object{{"instruments", instruments}, {"clauses", clauses}};
}

// Without file, line and cases: they change no verdict and no word that is printed.
Value rule_value(const Rule& rule) {
    Object out{{"id", rule.id},
               {"version", rule.version},
               {"subject", name_of(rule.subject)},
               {"title", text_value(rule.title)},
               {"rationale", text_value(rule.rationale)},
               {"remediation", text_value(rule.remediation)},
               {"severity", name_of(rule.severity)},
               {"basis", rule.basis},
               {"controls", rule.controls},
               {"max_age", rule.max_age ? Value(std::int64_t{rule.max_age->count()}) : Value()},
               {"instances", rule.instances},
               {"applies_when", rule.applies_when != nullptr ? value_of(*rule.applies_when) : Value()},
               {"require", value_of(*rule.require)},
               {"evidence", rule.evidence}};
    if (!rule.instances_of.empty()) out.set("instances_of", rule.instances_of);
    return out;
}

std::string hash_of(const RuleSet& set) {
    Array rules;
    for (const Rule& rule : set.rules)
        rules.push_back(rule_value(rule));
    const Object whole{{"facts", facts_value(set.facts)}, {"law", law_value(set.law)}, {"rules", rules}};
    return base::sha256_hex(base::to_canonical_json(whole));
}

}  // namespace

const Rule* RuleSet::rule(std::string_view id) const {
    const auto found = std::lower_bound(rules.begin(), rules.end(), id,
                                        [](const Rule& r, std::string_view wanted) { return r.id < wanted; });
    return found != rules.end() && found->id == id ? &*found : nullptr;
}

const FactDeclaration* RuleSet::fact(std::string_view name) const {
    const auto found = facts.find(name);
    return found != facts.end() ? &found->second : nullptr;
}

Loaded load_rules(const std::vector<std::string>& directories) {
    std::vector<base::Error> unreadable;
    const std::vector<RuleSource> sources = read_sources(directories, unreadable);
    Loaded loaded = load_rules(sources);
    const bool no_facts = loaded.rules.facts.empty() && loaded.defects.empty() && unreadable.empty();
    loaded.defects.insert(loaded.defects.begin(), unreadable.begin(), unreadable.end());
    if (no_facts) {
        loaded.defects.push_back(
            {base::ErrorCode::not_found, "rules.no_facts", {{"path", directories.empty() ? "" : directories.front()}}});
    }
    return loaded;
}

Loaded load_rules(const std::vector<RuleSource>& sources) {
    Loaded loaded;
    RuleSet& set = loaded.rules;
    set.sources = sources;
    for (const auto& document : parse_each(sources, "facts.toml", loaded.defects))
        read_facts(document, set.facts, loaded.defects);

    const auto laws = parse_each(sources, "law.toml", loaded.defects);
    for (const auto& document : laws)
        read_law(document, set.law, loaded.defects);
    for (const auto& document : laws)
        check_law(document, set.law, loaded.defects);

    Retired retired;
    for (const auto& document : parse_each(sources, "retired.toml", loaded.defects))
        read_retired(document, retired, loaded.defects);

    read_checks(sources, retired, loaded);
    std::sort(set.rules.begin(), set.rules.end(), [](const Rule& a, const Rule& b) { return a.id < b.id; });
    set.hash = hash_of(set);
    return loaded;
}

}  // namespace attt::rules
