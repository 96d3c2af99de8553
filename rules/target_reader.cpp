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
        case model::SubjectKind::agency: return {"id", "kind", "parent", "security_officers", "tier"};
        case model::SubjectKind::system:
            return {"agency",    "dossier_state",  "id",       "implementation", "kind", "level",
                    "lifecycle", "monitored_24_7", "real_data"};
        case model::SubjectKind::website: return {"agency", "id", "lifecycle", "system"};
        case model::SubjectKind::computer: return {"agency", "id", "lifecycle", "os"};
    }
    return {};
}

using Where = std::map<std::string, std::vector<std::string>>;

void read_where(base::TomlTable& parent, const std::vector<std::string>& known, Where& out) {
    auto where = parent.table("where");
    if (!where) return;
    for (const auto& [field, value] : where->object()) {
        if (std::find(known.begin(), known.end(), field) == known.end()) {
            unknown_name(*where, field, unknown_attribute, field, known);
        } else if (auto allowed = where->strings(field)) {
            out.emplace(field, std::move(*allowed));
        }
    }
}

std::vector<std::string> field_names(model::RecordKind kind) {
    std::vector<std::string> out;
    for (const model::Field& field : model::fields_of(kind))
        out.emplace_back(field.name);
    return out;
}

struct Names {
    const RuleSet& rules;
    const std::vector<Population>& populations;
    bool populations_known;  // the office has named some
};

void check_rule(base::TomlTable& table, const Names& names, const Target& target, const std::string& id) {
    if (const Rule* rule = names.rules.rule(id)) {
        if (target.subject && rule->subject != *target.subject)
            table.defect("rule", "rules.rule_of_other_subject",
                         {{"rule", rule->id}, {"subject", std::string(model::name_of(rule->subject))}});
    } else if (!id.empty()) {
        std::vector<std::string> ids;
        for (const Rule& known : names.rules.rules)
            ids.push_back(known.id);
        unknown_name(table, "rule", unknown_rule, id, ids);
    }
}

// What of a record counts: shared by conditions on members and by counts of records.
void read_record_condition(base::TomlTable& table, Condition& condition) {
    const auto fields = field_names(*condition.record);
    read_where(table, fields, condition.where);
    condition.filled = table.strings("filled").value_or(std::vector<std::string>());
    for (const std::string& field : condition.filled) {
        if (std::find(fields.begin(), fields.end(), field) == fields.end())
            unknown_name(table, "filled", unknown_attribute, field, fields);
    }
    if (const auto within = table.one_of("within", within_names)) condition.within = *within;
    condition.independent = table.boolean("independent").value_or(false);
}

void read_condition(base::TomlTable& table, const Names& names, Target& target) {
    Condition condition;
    if (const auto rule = table.string("rule")) {
        condition.rule = *rule;
        check_rule(table, names, target, *rule);
    }
    if (const auto attribute = table.string("attribute")) {
        condition.attribute = *attribute;
        condition.values = table.strings("values").value_or(std::vector<std::string>());
        condition.at_least = table.integer("at_least");
        const auto known = attributes_of(*target.subject);
        if (std::find(known.begin(), known.end(), *attribute) == known.end())
            unknown_name(table, "attribute", unknown_attribute, *attribute, known);
    }
    if (const auto record = table.one_of("record", model::record_kind_names)) {
        condition.record = model::record_kind_of(*record);
        read_record_condition(table, condition);
    }
    const int asks =
        (condition.rule.empty() ? 0 : 1) + (condition.attribute.empty() ? 0 : 1) + (condition.record ? 1 : 0);
    table.refuse_unknown();
    if (asks != 1) table.defect("", "rules.one_condition");
    target.conditions.push_back(std::move(condition));
}

void check_populations(base::TomlTable& table, const Names& names, const Target& target) {
    if (!names.populations_known) return;
    std::vector<std::string> ids;
    for (const Population& population : names.populations)
        ids.push_back(population.id);
    for (const std::string& id : target.populations) {
        if (std::find(ids.begin(), ids.end(), id) == ids.end())
            unknown_name(table, "population", unknown_population, id, ids);
    }
}

void read_count(base::TomlTable& computed, model::RecordKind kind, Target& target) {
    RecordCount count;
    count.condition.record = kind;
    read_record_condition(computed, count.condition);
    count.sum = computed.string("sum").value_or("");
    if (!count.sum.empty()) {
        std::vector<std::string> numbers;
        for (const model::Field& field : model::fields_of(kind)) {
            if (field.type == model::FieldType::integer) numbers.emplace_back(field.name);
        }
        if (std::find(numbers.begin(), numbers.end(), count.sum) == numbers.end())
            unknown_name(computed, "sum", unknown_attribute, count.sum, numbers);
    }
    target.count = std::move(count);
}

void read_computed(base::TomlTable& table, const Names& names, Target& target) {
    auto computed = table.table("computed");
    if (!computed) return;
    if (const auto counted = computed->one_of("count", model::record_kind_names)) {
        read_count(*computed, *model::record_kind_of(*counted), target);
        computed->refuse_unknown();
        return;
    }
    if (!computed->has("subject")) computed->defect("", "toml.missing_key", {{"key", "subject"}});
    if (const auto subject = computed->one_of("subject", model::subject_kind_names))
        target.subject = model::subject_kind_of(*subject);
    if (const auto rule = computed->string("rule")) {
        Condition condition;
        condition.rule = *rule;
        target.conditions.push_back(std::move(condition));
    }
    target.populations = computed->strings("population").value_or(std::vector<std::string>());
    target.every = computed->boolean("every").value_or(false);
    if (target.subject) read_where(*computed, attributes_of(*target.subject), target.where);
    static_cast<void>(computed->any("where"));
    for (base::TomlTable& condition : computed->tables("conditions")) {
        if (target.subject) read_condition(condition, names, target);
    }
    if (!computed->has("rule") && !computed->has("conditions"))
        computed->defect("", "toml.missing_key", {{"key", "conditions"}});
    computed->refuse_unknown();
    if (computed->has("rule")) check_rule(*computed, names, target, target.conditions.front().rule);
    check_populations(*computed, names, target);
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

void read_published(base::TomlTable& table, Target& target) {
    auto published = table.table("published");
    if (!published) return;
    const std::string value = published->required_string("value");
    const auto quantity = value.empty() ? std::nullopt : quantity_of(*published, value, target.unit);
    if (!published->has("date")) published->defect("", "toml.missing_key", {{"key", "date"}});
    const auto date = published->date("date");
    const std::string evidence = published->required_string("evidence");
    const std::string by = published->required_string("by");
    const auto text = published->string("text");
    published->refuse_unknown();
    if (!quantity || !date) return;
    target.published = Statement{*quantity, *date, evidence, by};
    if (text) target.published->quantity.text = *text;
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
    target.printed = table.string("printed").value_or("");
    target.tension = table.string("tension").value_or("");
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
    read_published(table, target);
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
        population.leads_as = table.strings("leads_as").value_or(std::vector<std::string>());
        table.refuse_unknown();
        const bool twice = std::any_of(loaded.populations.begin(), loaded.populations.end(),
                                       [&](const Population& other) { return other.id == population.id; });
        if (twice) table.defect("id", "rules.population_twice", {{"value", population.id}});
        loaded.populations.push_back(std::move(population));
    }
    for (base::TomlTable& table : root.tables("body")) {
        Body body{table.required_string("name"), table.required_string("agency")};
        if (!known.empty() && !body.agency.empty() && inventory.agency(body.agency) == nullptr)
            unknown_name(table, "agency", unknown_agency, body.agency, known);
        table.refuse_unknown();
        loaded.bodies.push_back(std::move(body));
    }
    root.refuse_unknown();
}

}  // namespace

model::Form Target::form() const {
    if (count) return model::Form::count;
    if (!subject) return model::Form::recorded;
    if (every) return model::Form::every;
    return populations.size() > 1 ? model::Form::parts : model::Form::share;
}

const Population* LoadedTargets::population(std::string_view id) const {
    const auto found = std::find_if(populations.begin(), populations.end(), [&](const auto& p) { return p.id == id; });
    return found == populations.end() ? nullptr : &*found;
}

const Target* LoadedTargets::target(std::string_view id_or_number, int year) const {
    const Target* out = nullptr;
    for (const Target& target : targets) {
        if (target.id == id_or_number) return &target;
        if (target.number == id_or_number && (year == 0 || target.year == year)) out = &target;
    }
    return out;
}

LoadedTargets load_targets(const std::vector<std::string>& directories, const std::string& populations_file,
                           const RuleSet& rules, const model::Inventory& inventory) {
    LoadedTargets loaded;
    if (!populations_file.empty()) {
        if (const auto document = parse(populations_file, loaded.defects))
            read_populations(*document, inventory, loaded);
    }
    for (const std::string& directory : directories) {
        // an office may do without a population that the program's own targets speak of; its own files must be sound
        const bool shipped = directories.size() > 1 && directory == directories.front();
        const Names names{rules, loaded.populations, !loaded.populations.empty() && !shipped};
        for (const fs::path& path : base::files_in(fs::path(directory) / "targets", ".toml")) {
            if (const auto document = parse(path, loaded.defects)) read_targets(*document, names, loaded);
        }
    }
    std::stable_sort(loaded.targets.begin(), loaded.targets.end(),
                     [](const Target& a, const Target& b) { return a.year < b.year; });
    return loaded;
}

}  // namespace attt::rules
