#include <algorithm>
#include <filesystem>

#include "base/files.h"
#include "rules/control.h"
#include "rules/readers.h"

namespace attt::rules {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 3> part_kinds = {"management", "technical", "design"};

bool is_control_id(std::string_view id) {
    constexpr std::size_t longest = 32;
    return !id.empty() && id.size() <= longest && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    });
}

std::vector<int> read_product_levels(base::TomlTable& table) {
    std::vector<int> out;
    const base::Value* value = table.any("levels");
    const base::Array* array = value == nullptr ? nullptr : value->if_array();
    for (const base::Value& each : array == nullptr ? base::Array() : *array)
        out.push_back(static_cast<int>(each.integer_or(0)));
    const bool good = !out.empty() && std::all_of(out.begin(), out.end(), [](int l) { return l >= 1 && l <= 5; });
    if (!good) table.defect(value == nullptr ? "" : "levels", "level.bad_levels");
    return out;
}

class Reader {
  public:
    Reader(const RuleSet& rules, const LevelRules& levels) : rules_(rules), levels_(levels) {}

    void read(base::TomlTable& root, std::vector<ControlCatalogue>& catalogues) {
        const std::string extends = root.string("extends").value_or("");
        ControlCatalogue* catalogue = nullptr;
        if (extends.empty()) {
            catalogues.push_back(head(root));
            catalogue = &catalogues.back();
        } else {
            const auto found = std::find_if(catalogues.begin(), catalogues.end(),
                                            [&](const ControlCatalogue& c) { return c.id == extends; });
            if (found == catalogues.end()) {
                root.defect("extends", "control.no_catalogue", {{"value", extends}});
                return;
            }
            catalogue = &*found;
        }
        for (base::TomlTable& table : root.tables("control"))
            add(table, !extends.empty(), *catalogue);
        root.refuse_unknown();
    }

  private:
    ControlCatalogue head(base::TomlTable& root) {
        ControlCatalogue out;
        out.id = root.required_string("id");
        out.standard = root.required_string("standard");
        if (!out.standard.empty() && !rules_.law.instruments.contains(out.standard))
            unknown_name(root, "standard", unknown_instrument, out.standard, keys_of(rules_.law.instruments));
        if (const auto annexes = root.string("annexes"); annexes && !rules_.law.clauses.contains(*annexes))
            unknown_name(root, "annexes", unknown_clause, *annexes, keys_of(rules_.law.clauses));
        out.regime = root.required_string("regime");
        if (levels_.regime(out.regime) == nullptr) root.defect("regime", "control.no_regime", {{"value", out.regime}});
        return out;
    }

    void add(base::TomlTable& table, bool own, ControlCatalogue& catalogue) {
        Control control;
        control.id = table.required_string("id");
        if (!is_control_id(control.id)) table.defect("id", "control.bad_id", {{"value", control.id}});
        if (catalogue.control(control.id) != nullptr) table.defect("id", "control.twice", {{"value", control.id}});
        const Control* parent = own ? read_parent(table, control, catalogue) : nullptr;
        if (own) {
            control.part = "own";
        } else {
            if (!table.has("part")) table.defect("", "toml.missing_key", {{"key", "part"}});
            control.part = table.one_of("part", part_kinds).value_or("");
            control.group = read_text(table, "group", true);
        }
        control.title = read_text(table, "title", true);
        read_clauses(table, own, control);
        if (parent != nullptr) {
            control.group = parent->group;
            if (control.clauses.empty()) control.clauses = parent->clauses;
        }
        control.confidence = table.one_of("confidence", confidence_names).value_or("");
        control.evidence = table.strings("evidence").value_or(std::vector<std::string>());
        for (const std::string& rule : control.evidence) {
            if (rules_.rule(rule) == nullptr) unknown_name(table, "evidence", unknown_rule, rule, rule_ids());
        }
        for (base::TomlTable& product : table.tables("product"))
            control.products.push_back(read_product(product));
        table.refuse_unknown();
        place(std::move(control), catalogue);
    }

    static const Control* read_parent(base::TomlTable& table, Control& control, const ControlCatalogue& catalogue) {
        control.parent = table.required_string("parent");
        const Control* parent = catalogue.control(control.parent);
        if (parent == nullptr && !control.parent.empty())
            table.defect("parent", "control.no_parent", {{"value", control.parent}});
        return parent;
    }

    static void read_clauses(base::TomlTable& table, bool own, Control& control) {
        if (!table.has("clauses")) {
            if (!own) table.defect("", "toml.missing_key", {{"key", "clauses"}});
            return;
        }
        auto clauses = table.table("clauses");
        if (!clauses) return;
        for (int level = 1; level <= 5; ++level) {
            if (const auto clause = clauses->string(std::to_string(level))) control.clauses[level] = *clause;
        }
        clauses->refuse_unknown();
    }

    Product read_product(base::TomlTable& table) {
        Product out;
        out.levels = read_product_levels(table);
        out.criteria = table.strings("criteria").value_or(std::vector<std::string>());
        for (const std::string& clause : out.criteria) {
            if (!rules_.law.clauses.contains(clause))
                unknown_name(table, "criteria", unknown_clause, clause, keys_of(rules_.law.clauses));
        }
        if (table.has("when")) {
            if (auto condition = table.table("when")) {
                if (auto expression = read_expression(std::move(*condition), levels_.questions))
                    out.when = std::make_shared<const Expression>(std::move(*expression));
            }
        }
        out.text = read_text(table, "text", true);
        table.refuse_unknown();
        return out;
    }

    // After its parent and the parent's others, or last.
    static void place(Control control, ControlCatalogue& catalogue) {
        auto at = catalogue.controls.end();
        if (!control.parent.empty()) {
            for (auto each = catalogue.controls.begin(); each != catalogue.controls.end(); ++each) {
                if (each->id == control.parent || each->parent == control.parent) at = std::next(each);
            }
        }
        catalogue.controls.insert(at, std::move(control));
    }

    std::vector<std::string> rule_ids() const {
        std::vector<std::string> out;
        for (const Rule& rule : rules_.rules)
            out.push_back(rule.id);
        return out;
    }

    const RuleSet& rules_;
    const LevelRules& levels_;
};

}  // namespace

LoadedControls load_controls(const std::vector<std::string>& directories, const RuleSet& rules,
                             const LevelRules& levels) {
    LoadedControls loaded;
    Reader reader(rules, levels);
    for (const std::string& directory : directories) {
        for (const fs::path& path : base::files_in(fs::path(directory) / "controls", ".toml")) {
            auto document = base::read_toml(path.string());
            if (!document) {
                loaded.defects.push_back(document.error());
                continue;
            }
            base::TomlTable root(*document, loaded.defects);
            reader.read(root, loaded.catalogues);
        }
    }
    return loaded;
}

}  // namespace attt::rules
