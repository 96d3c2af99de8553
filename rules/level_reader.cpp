// levels/questions.toml and the regimes beside it.
#include <algorithm>
#include <filesystem>

#include "base/files.h"
#include "base/text.h"
#include "rules/level.h"
#include "rules/readers.h"

namespace attt::rules {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 3> step_names = {"validity", "appraisal", "approval"};
constexpr std::array<std::string_view, 2> unit_names = {"calendar", "working"};

base::Date required_date(base::TomlTable& table, std::string_view key) {
    if (!table.has(key)) table.defect("", "toml.missing_key", {{"key", std::string(key)}});
    return table.date(key).value_or(base::Date());
}

// A clause of the law; a defect, with the nearest, when there is none of that id.
std::string read_clause_id(base::TomlTable& table, std::string_view key, const Law& law, bool required = true) {
    const std::string id = required ? table.required_string(key) : table.string(key).value_or("");
    if (!id.empty() && !law.clauses.contains(id)) unknown_name(table, key, unknown_clause, id, keys_of(law.clauses));
    return id;
}

std::string read_instrument_id(base::TomlTable& table, std::string_view key, const Law& law) {
    const std::string id = table.required_string(key);
    if (!id.empty() && !law.instruments.contains(id))
        unknown_name(table, key, unknown_instrument, id, keys_of(law.instruments));
    return id;
}

bool is_level(std::int64_t level) {
    return level >= 1 && level <= 5;
}

std::vector<int> read_levels(base::TomlTable& table, bool required) {
    std::vector<int> out;
    const base::Value* value = table.any("levels");
    if (value == nullptr) {
        if (required) table.defect("", "toml.missing_key", {{"key", "levels"}});
        return out;
    }
    const base::Array* array = value->if_array();
    bool good = array != nullptr && !array->empty();
    for (std::size_t i = 0; good && i < array->size(); ++i) {
        const std::int64_t level = (*array)[i].integer_or(0);
        good = is_level(level);
        out.push_back(static_cast<int>(level));
    }
    if (!good) table.defect("levels", "level.bad_levels");
    return out;
}

std::shared_ptr<const Expression> read_when(base::TomlTable& table, const FactDeclarations& facts) {
    if (!table.has("when")) {
        table.defect("", "toml.missing_key", {{"key", "when"}});
        return nullptr;
    }
    auto condition = table.table("when");
    if (!condition) return nullptr;
    auto expression = read_expression(std::move(*condition), facts);
    return expression ? std::make_shared<const Expression>(std::move(*expression)) : nullptr;
}

Role read_role(base::TomlTable& table, std::string_view key) {
    if (!table.has(key)) table.defect("", "toml.missing_key", {{"key", std::string(key)}});
    return role_of(table.one_of(key, role_names).value_or(""));
}

int positive(base::TomlTable& table, std::string_view key) {
    if (!table.has(key)) table.defect("", "toml.missing_key", {{"key", std::string(key)}});
    const std::int64_t value = table.integer(key).value_or(1);
    if (value < 1 || value > 1000) table.defect(key, "level.not_positive");
    return static_cast<int>(std::clamp<std::int64_t>(value, 1, 1000));
}

class RegimeReader {
  public:
    RegimeReader(base::TomlTable& root, const LevelRules& levels, const Law& law)
        : root_(root), levels_(levels), law_(law) {}

    Regime read() {
        Regime regime;
        head(regime);
        criteria(regime);
        procedure(regime);
        dossier(regime);
        if (auto table = root_.table("transition")) regime.transition = transition(*table);
        if (auto table = root_.table("report")) {
            regime.report_clause = read_clause_id(*table, "clause", law_);
            regime.report_form = read_clause_id(*table, "form", law_, false);
            table->refuse_unknown();
        }
        root_.refuse_unknown();
        return regime;
    }

  private:
    void head(Regime& regime) {
        regime.id = root_.required_string("id");
        regime.title = read_text(root_, "title", true);
        regime.decree = read_instrument_id(root_, "decree", law_);
        regime.standard = read_instrument_id(root_, "standard", law_);
        regime.effective_from = required_date(root_, "effective_from");
        regime.effective_to = root_.date("effective_to");
        regime.highest_of_components = read_clause_id(root_, "highest_of_components", law_);
        regime.redetermination = read_clause_id(root_, "redetermination", law_);
        regime.role_conflict = read_clause_id(root_, "role_conflict", law_);
        regime.regulation = read_clause_id(root_, "regulation", law_);
        regime.assessment = read_clause_id(root_, "assessment", law_);
        regime.ministry = read_text(root_, "ministry", true);
    }

    void criteria(Regime& regime) {
        for (base::TomlTable& table : root_.tables("criterion")) {
            Criterion criterion;
            criterion.clause = read_clause_id(table, "clause", law_);
            criterion.level = static_cast<int>(table.integer("level").value_or(0));
            if (!is_level(criterion.level)) table.defect("level", "level.bad_level");
            criterion.when = read_when(table, levels_.questions);
            table.refuse_unknown();
            if (criterion.when != nullptr) regime.criteria.push_back(std::move(criterion));
        }
        if (regime.criteria.empty()) root_.defect("", "toml.missing_key", {{"key", "criterion"}});
    }

    void procedure(Regime& regime) {
        for (base::TomlTable& table : root_.tables("authority")) {
            regime.authorities.push_back({read_levels(table, true), read_role(table, "appraiser"),
                                          read_role(table, "approver"), read_clause_id(table, "clause", law_)});
            table.refuse_unknown();
        }
        for (base::TomlTable& table : root_.tables("limit")) {
            TimeLimit limit;
            limit.step = table.one_of("step", step_names).value_or("");
            limit.levels = read_levels(table, true);
            limit.days = positive(table, "days");
            limit.unit = table.one_of("unit", unit_names).value_or("working") == "calendar" ? DayUnit::calendar
                                                                                            : DayUnit::working;
            limit.clause = read_clause_id(table, "clause", law_);
            table.refuse_unknown();
            regime.limits.push_back(std::move(limit));
        }
        for (base::TomlTable& table : root_.tables("cycle")) {
            regime.cycles.push_back(
                {read_levels(table, true), positive(table, "months"), read_clause_id(table, "clause", law_)});
            table.refuse_unknown();
        }
    }

    void dossier(Regime& regime) {
        for (base::TomlTable& table : root_.tables("part")) {
            if (!table.has("id")) table.defect("", "toml.missing_key", {{"key", "id"}});
            regime.parts.push_back({std::string(table.one_of("id", part_names).value_or("")), read_levels(table, false),
                                    read_clause_id(table, "clause", law_)});
            table.refuse_unknown();
        }
    }

    Transition transition(base::TomlTable& table) {
        Transition out;
        out.investing_before = required_date(table, "investing_before");
        out.approve_until = required_date(table, "approve_until");
        out.implement_until = required_date(table, "implement_until");
        out.clause = read_clause_id(table, "clause", law_);
        out.keeps_level = read_clause_id(table, "keeps_level", law_);
        table.refuse_unknown();
        return out;
    }

    base::TomlTable& root_;
    const LevelRules& levels_;
    const Law& law_;
};

void read_inventory_answers(base::TomlTable& root, const RuleSet& rules, LevelRules& levels) {
    for (base::TomlTable& table : root.tables("inventory")) {
        InventoryAnswer out;
        out.when = read_when(table, rules.facts);
        if (auto answers = table.table("answers")) {
            for (const auto& [name, value] : answers->object()) {
                const auto question = levels.questions.find(name);
                if (question == levels.questions.end()) {
                    unknown_name(*answers, name, unknown_fact, name, keys_of(levels.questions));
                } else if (!fits(value, question->second.type)) {
                    answers->defect(name, "level.bad_inventory_answer", {{"question", name}});
                }
                out.answers.set(name, value);
            }
        }
        table.refuse_unknown();
        if (out.when != nullptr) levels.inventory.push_back(std::move(out));
    }
}

// questions.toml is a file of facts with an [[inventory]] list beside them.
void read_questions(const base::TomlDocument& document, const RuleSet& rules, LevelRules& levels,
                    std::vector<base::Error>& defects) {
    base::TomlDocument questions = document;
    if (base::Object* object = questions.root.if_object()) object->erase("inventory");
    read_facts(questions, levels.questions, defects);
    std::vector<base::Error> told_already;
    base::TomlTable again(questions, told_already);
    for (const auto& [name, table] : again.named_tables())
        levels.order.push_back(name);
    base::TomlTable root(document, defects);
    read_inventory_answers(root, rules, levels);
}

std::optional<base::TomlDocument> parse(const fs::path& path, std::vector<base::Error>& defects) {
    auto document = base::read_toml(path.string());
    if (document) return std::move(*document);
    defects.push_back(document.error());
    return std::nullopt;
}

}  // namespace

LoadedLevels load_levels(const std::vector<std::string>& directories, const RuleSet& rules) {
    LoadedLevels loaded;
    LevelRules& levels = loaded.levels;
    read_of_each(directories, "levels/questions.toml", loaded.defects,
                 [&](const base::TomlDocument& document) { read_questions(document, rules, levels, loaded.defects); });
    for (const std::string& directory : directories) {
        for (const fs::path& path : base::files_in(fs::path(directory) / "levels", ".toml")) {
            if (path.filename() == "questions.toml") continue;
            const auto document = parse(path, loaded.defects);
            if (!document) continue;
            base::TomlTable root(*document, loaded.defects);
            levels.regimes.push_back(RegimeReader(root, levels, rules.law).read());
        }
    }
    if (levels.regimes.empty() && loaded.defects.empty()) {
        loaded.defects.push_back({base::ErrorCode::not_found,
                                  "level.no_regime",
                                  {{"path", directories.empty() ? "" : directories.front()}}});
    }
    std::stable_sort(levels.regimes.begin(), levels.regimes.end(),
                     [](const Regime& a, const Regime& b) { return a.effective_from < b.effective_from; });
    return loaded;
}

}  // namespace attt::rules
