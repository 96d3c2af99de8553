// targets/*.toml (`year` and [[target]] tables) and the office's populations ([[population]]).
#include <algorithm>
#include <filesystem>

#include "base/files.h"
#include "rules/readers.h"
#include "rules/target.h"
#include "rules/task_unit.h"

namespace attt::rules {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file = 4U << 20U;

std::optional<base::TomlDocument> parse(const fs::path& path, std::vector<base::Error>& defects) {
    auto bytes = base::read_file(path, largest_file);
    auto document = bytes ? base::parse_toml(*bytes, path.string())
                          : base::Result<base::TomlDocument>(tl::unexpected(bytes.error()));
    if (document) return std::move(*document);
    defects.push_back(document.error());
    return std::nullopt;
}

// The attributes of a member that `where` may name.
std::vector<std::string> attributes_of(model::SubjectKind kind) {
    switch (kind) {
        case model::SubjectKind::agency: return {"id", "kind", "parent", "tier"};
        case model::SubjectKind::system:
            return {"agency", "dossier_state", "id", "kind", "level", "lifecycle", "monitored_24_7", "real_data"};
        case model::SubjectKind::website: return {"agency", "id", "lifecycle", "system"};
        case model::SubjectKind::computer: return {"agency", "id", "lifecycle", "os"};
    }
    return {};
}

void read_where(base::TomlTable& computed, Target& target) {
    auto where = computed.table("where");
    if (!where) return;
    const auto known = attributes_of(*target.subject);
    for (const auto& [field, value] : where->object()) {
        if (std::find(known.begin(), known.end(), field) == known.end()) {
            unknown_name(*where, field, unknown_attribute, field, known);
        } else if (auto allowed = where->strings(field)) {
            target.where.emplace(field, std::move(*allowed));
        }
    }
}

struct Names {
    const RuleSet& rules;
    const std::vector<Population>& populations;
    bool populations_known;  // the office has named some
};

void read_computed(base::TomlTable& table, const Names& names, Target& target) {
    auto computed = table.table("computed");
    if (!computed) return;
    if (!computed->has("subject")) computed->defect("", "toml.missing_key", {{"key", "subject"}});
    if (const auto subject = computed->one_of("subject", model::subject_kind_names))
        target.subject = model::subject_kind_of(*subject);
    target.rule = computed->required_string("rule");
    target.population = computed->string("population").value_or("");
    if (target.subject) read_where(*computed, target);
    static_cast<void>(computed->any("where"));
    computed->refuse_unknown();

    if (const Rule* rule = names.rules.rule(target.rule)) {
        if (target.subject && rule->subject != *target.subject)
            computed->defect("rule", "rules.rule_of_other_subject",
                             {{"rule", rule->id}, {"subject", std::string(model::name_of(rule->subject))}});
    } else if (!target.rule.empty()) {
        std::vector<std::string> ids;
        for (const Rule& known : names.rules.rules)
            ids.push_back(known.id);
        unknown_name(*computed, "rule", unknown_rule, target.rule, ids);
    }
    const auto found = std::find_if(names.populations.begin(), names.populations.end(),
                                    [&](const Population& population) { return population.id == target.population; });
    if (!names.populations_known || target.population.empty() || found != names.populations.end()) return;
    std::vector<std::string> ids;
    for (const Population& population : names.populations)
        ids.push_back(population.id);
    unknown_name(*computed, "population", unknown_population, target.population, ids);
}

std::optional<model::Quantity> quantity_of(base::TomlTable& table, const std::string& text, const std::string& unit) {
    if (is_task_unit(unit)) {
        if (auto done = task_quantity(text)) return done;
        table.defect("value", "rules.bad_task_value", {{"value", text}});
        return std::nullopt;
    }
    auto quantity = model::parse_quantity(text);
    if (quantity) return *quantity;
    table.defect("value", quantity.error().message, quantity.error().arguments);
    return std::nullopt;
}

void read_recorded(base::TomlTable& table, Target& target) {
    auto recorded = table.table("recorded");
    if (!recorded) return;
    const std::string value = recorded->required_string("value");
    const auto quantity = value.empty() ? std::nullopt : quantity_of(*recorded, value, target.unit);
    if (!recorded->has("date")) recorded->defect("", "toml.missing_key", {{"key", "date"}});
    const auto date = recorded->date("date");
    const std::string evidence = recorded->required_string("evidence");
    const std::string by = recorded->required_string("by");
    const auto text = recorded->string("text");
    recorded->refuse_unknown();
    if (!quantity || !date) return;
    target.recorded = Target::Recorded{*quantity, *date, evidence, by};
    if (text) target.recorded->quantity.text = *text;
}

void read_goal(base::TomlTable& table, Target& target) {
    target.unit = table.required_string("unit");
    if (!table.has("comparator")) table.defect("", "toml.missing_key", {{"key", "comparator"}});
    if (const auto sign = table.one_of("comparator", model::comparator_signs))
        target.comparator = *model::comparator_of(*sign);
    const std::string value = table.required_string("value");
    target.value_text = table.string("value_text").value_or(value);
    if (value.empty()) return;
    if (const auto quantity = quantity_of(table, value, target.unit)) {
        if (quantity->bound) table.defect("value", "number.syntax", {{"value", value}});
        target.value = quantity->value;
    }
}

Target read_target(base::TomlTable& table, int year, const Names& names) {
    Target target;
    target.year = year;
    target.id = table.required_string("id");
    target.number = table.required_string("number");
    target.title = read_text(table, "title", true);
    read_goal(table, target);
    target.evaluated = table.string("evaluated").value_or("");
    target.due = table.date("due");
    target.lead = table.string("lead").value_or("");
    target.coordinating = table.string("coordinating").value_or("");
    target.note = read_text(table, "note", false);
    target.basis = table.strings("basis").value_or(std::vector<std::string>());
    for (const std::string& clause : target.basis) {
        if (!names.rules.law.clauses.contains(clause))
            unknown_name(table, "basis", unknown_clause, clause, keys_of(names.rules.law.clauses));
    }
    read_computed(table, names, target);
    read_recorded(table, target);
    if (table.has("computed") && table.has("recorded")) table.defect("recorded", "rules.computed_and_recorded");
    table.refuse_unknown();
    return target;
}

void read_targets(const base::TomlDocument& document, const Names& names, LoadedTargets& loaded) {
    base::TomlTable root(document, loaded.defects);
    constexpr std::int64_t first_year = 2000;
    constexpr std::int64_t last_year = 2100;
    if (!root.has("year")) root.defect("", "toml.missing_key", {{"key", "year"}});
    const std::int64_t year = root.integer("year").value_or(first_year);
    if (year < first_year || year > last_year) root.defect("year", "rules.bad_year");
    for (base::TomlTable& table : root.tables("target")) {
        Target target = read_target(table, static_cast<int>(std::clamp(year, first_year, last_year)), names);
        target.file = document.file;
        target.line = table.line();
        const auto twin = std::find_if(loaded.targets.begin(), loaded.targets.end(),
                                       [&](const Target& other) { return other.id == target.id; });
        if (twin == loaded.targets.end()) {
            loaded.targets.push_back(std::move(target));
        } else {
            table.defect("id", "rules.target_twice",
                         {{"target", target.id}, {"file", twin->file}, {"line", std::to_string(twin->line)}});
        }
    }
    root.refuse_unknown();
}

void read_populations(const base::TomlDocument& document, const model::Inventory& inventory, LoadedTargets& loaded) {
    base::TomlTable root(document, loaded.defects);
    std::vector<std::string> known;
    for (const model::Agency& agency : inventory.agencies)
        known.push_back(agency.id);
    for (base::TomlTable& table : root.tables("population")) {
        Population population;
        population.id = table.required_string("id");
        population.title = read_text(table, "title", true);
        if (!table.has("agencies")) table.defect("", "toml.missing_key", {{"key", "agencies"}});
        population.agencies = table.strings("agencies").value_or(std::vector<std::string>());
        for (const std::string& agency : population.agencies) {
            if (!known.empty() && inventory.agency(agency) == nullptr)
                unknown_name(table, "agencies", unknown_agency, agency, known);
        }
        table.refuse_unknown();
        const bool twice = std::any_of(loaded.populations.begin(), loaded.populations.end(),
                                       [&](const Population& other) { return other.id == population.id; });
        if (twice) table.defect("id", "rules.population_twice", {{"value", population.id}});
        loaded.populations.push_back(std::move(population));
    }
    root.refuse_unknown();
}

}  // namespace

LoadedTargets load_targets(const std::vector<std::string>& directories, const std::string& populations_file,
                           const RuleSet& rules, const model::Inventory& inventory) {
    LoadedTargets loaded;
    if (!populations_file.empty()) {
        if (const auto document = parse(populations_file, loaded.defects))
            read_populations(*document, inventory, loaded);
    }
    const Names names{rules, loaded.populations, !loaded.populations.empty()};
    for (const std::string& directory : directories) {
        for (const fs::path& path : base::files_in(fs::path(directory) / "targets", ".toml")) {
            if (const auto document = parse(path, loaded.defects)) read_targets(*document, names, loaded);
        }
    }
    std::stable_sort(loaded.targets.begin(), loaded.targets.end(),
                     [](const Target& a, const Target& b) { return a.year < b.year; });
    return loaded;
}

}  // namespace attt::rules
