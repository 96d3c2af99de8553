#include <algorithm>

#include "base/text.h"
#include "base/toml.h"
#include "rules/external.h"
#include "rules/readers.h"

namespace attt::rules {
namespace {

std::optional<Grade> grade_of(std::string_view name) {
    const auto found = std::find(grade_names.begin(), grade_names.end(), name);
    if (found == grade_names.end()) return std::nullopt;
    return static_cast<Grade>(found - grade_names.begin());
}

class Reader {
  public:
    Reader(const std::vector<std::string>& known_rules, LoadedExternalRules& into)
        : known_rules_(known_rules), into_(into) {}

    void read(const base::TomlDocument& document) {
        base::TomlTable root(document, into_.defects);
        if (auto severities = root.table("severity")) {
            for (auto& [tool, table] : severities->named_tables())
                read_words(tool, table);
            severities->refuse_unknown();
        }
        if (auto scores = root.table("cvss")) read_scores(*scores);
        if (auto fallback = root.table("fallback")) {
            if (const auto name = fallback->one_of("otherwise", grade_names)) into_.rules.otherwise = *grade_of(*name);
            fallback->refuse_unknown();
        }
        std::vector<SameAs> same;
        for (base::TomlTable& table : root.tables("same"))
            read_same(table, same);
        into_.rules.same.insert(into_.rules.same.begin(), same.begin(), same.end());
        std::vector<model::ExternalColumns> tables;
        for (base::TomlTable& table : root.tables("table"))
            read_columns(table, tables);
        into_.rules.tables.insert(into_.rules.tables.begin(), tables.begin(), tables.end());
        root.refuse_unknown();
    }

  private:
    void read_words(const std::string& tool, base::TomlTable& table) {
        std::vector<std::string> words;
        for (const auto& [word, ignored] : table.object())
            words.push_back(word);
        for (const std::string& word : words) {
            if (const auto name = table.one_of(word, grade_names))
                into_.rules.severity[tool][base::fold(word)] = *grade_of(*name);
        }
    }

    void read_scores(base::TomlTable& table) {
        into_.rules.cvss.clear();
        for (const Grade grade : {Grade::critical, Grade::high, Grade::medium, Grade::low}) {
            const std::string key(grade_names[static_cast<std::size_t>(grade)]);
            const base::Value* value = table.any(key);
            if (value == nullptr) continue;
            const auto* whole = value->if_integer();
            const double from = whole != nullptr                ? static_cast<double>(*whole)
                                : value->if_double() != nullptr ? *value->if_double()
                                                                : -1;
            if (from < 0 || from > 10)
                table.defect(key, "external_rules.bad_score", {{"key", key}});
            else
                into_.rules.cvss.emplace_back(from, grade);
        }
        table.refuse_unknown();
        std::stable_sort(into_.rules.cvss.begin(), into_.rules.cvss.end(),
                         [](const auto& a, const auto& b) { return a.first > b.first; });
    }

    void read_same(base::TomlTable& table, std::vector<SameAs>& out) {
        const std::string tool = table.required_string("tool");
        const auto references = table.strings("references");
        const std::string rule = table.required_string("rule");
        const std::string instance = table.string("instance").value_or("");
        table.string("note");
        table.refuse_unknown();
        if (!references || references->empty()) table.defect("references", "toml.missing_key", {{"key", "references"}});
        if (!rule.empty() && std::find(known_rules_.begin(), known_rules_.end(), rule) == known_rules_.end())
            table.defect("rule", "external_rules.no_rule",
                         {{"value", rule}, {"nearest", base::nearest(rule, known_rules_).value_or("")}});
        for (const std::string& reference : references.value_or(std::vector<std::string>()))
            out.push_back({tool, reference, rule, instance});
    }

    void read_columns(base::TomlTable& table, std::vector<model::ExternalColumns>& out) {
        static constexpr std::array<std::string_view, 16> fields = {
            "reference", "title", "detail",      "subject",  "host", "address", "url",   "protocol",
            "port",      "cvss",  "cvss_vector", "severity", "cve",  "date",    "state", "description"};
        static constexpr std::array<std::string_view, 2> more = {"solution", "output"};
        model::ExternalColumns columns;
        columns.id = table.required_string("id");
        columns.tool = table.required_string("tool");
        columns.gone = table.strings("gone").value_or(std::vector<std::string>());
        if (auto headings = table.table("columns")) {
            const auto take = [&](std::string_view field) {
                if (auto spellings = headings->strings(field)) columns.headings.emplace(field, std::move(*spellings));
            };
            for (const std::string_view field : fields)
                take(field);
            for (const std::string_view field : more)
                take(field);
            headings->refuse_unknown();
        }
        const auto lacks = [&](std::initializer_list<const char*> any) {
            return std::none_of(any.begin(), any.end(), [&](const char* f) { return columns.headings.contains(f); });
        };
        if (lacks({"reference", "title"}) || lacks({"host", "url", "subject"}) || lacks({"severity", "cvss"}))
            table.defect("columns", "external_rules.columns_lack");
        table.refuse_unknown();
        out.push_back(std::move(columns));
    }

    const std::vector<std::string>& known_rules_;
    LoadedExternalRules& into_;
};

}  // namespace

LoadedExternalRules load_external_rules(const std::vector<std::string>& directories,
                                        const std::vector<std::string>& known_rules) {
    LoadedExternalRules out;
    Reader reader(known_rules, out);
    read_of_each(directories, "external.toml", out.defects,
                 [&](const base::TomlDocument& document) { reader.read(document); });
    return out;
}

}  // namespace attt::rules
