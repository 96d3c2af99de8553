#include "app/levels.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "app/known.h"
#include "app/words.h"
#include "base/text.h"

namespace attt::app {
namespace {

using model::LevelAnswer;
using rules::FactType;

// Columns of the sheet that come before the questions and after them.
struct Fixed {
    std::string system, name, component, level, criteria, open, declared;
};

Fixed fixed_headings(const base::Catalogue& texts) {
    return {texts.text("sheet.system"),   texts.text("sheet.system_name"), texts.text("sheet.component"),
            texts.text("sheet.proposed"), texts.text("sheet.criteria"),    texts.text("sheet.open"),
            texts.text("sheet.declared")};
}

const model::InformationSystem* system_in(const model::Inventory& inventory, std::string_view id) {
    const auto found = std::find_if(inventory.systems.begin(), inventory.systems.end(),
                                    [&](const auto& system) { return system.id == id; });
    return found == inventory.systems.end() ? nullptr : &*found;
}

base::Error no_system(const model::Inventory& inventory, const std::string& id) {
    std::vector<std::string> ids;
    for (const auto& system : inventory.systems)
        ids.push_back(system.id);
    return {base::ErrorCode::not_found,
            "level.no_system",
            {{"id", id}, {"nearest", base::nearest(id, ids).value_or("")}},
            {}};
}

base::Result<const rules::Regime*> regime_of(const rules::LevelRules& levels, const LevelQuery& query) {
    if (query.regime.empty()) return &levels.regime_on(query.as_of);
    if (const rules::Regime* named = levels.regime(query.regime)) return named;
    std::vector<std::string> known;
    for (const rules::Regime& regime : levels.regimes)
        known.push_back(regime.id);
    return base::fail(base::ErrorCode::bad_usage, "level.unknown_regime",
                      {{"value", query.regime}, {"known", fmt::format("{}", fmt::join(known, ", "))}});
}

std::string count_in_words(std::int64_t number) {
    std::string digits = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ".");
    return digits;
}

// What the words of a value's choices are, for a drop-down list.
std::vector<std::string> choices_of(const rules::FactDeclaration& question, const base::Catalogue& texts) {
    if (question.type == FactType::boolean) return {texts.text("word.yes"), texts.text("word.no")};
    if (question.type != FactType::string) return {};
    std::vector<std::string> out;
    for (const auto& [id, text] : question.words)
        out.push_back(text.in(texts.language()));
    return out;
}

std::string open_questions(const rules::Proposal& proposal, const rules::LevelRules& levels, base::Language language) {
    std::vector<std::string> out;
    for (const rules::OpenCriterion& open : proposal.open) {
        const auto question = levels.questions.find(open.question);
        const std::string label =
            question == levels.questions.end() ? open.question : question->second.short_text().in(language);
        if (std::find(out.begin(), out.end(), label) == out.end()) out.push_back(label);
    }
    return fmt::format("{}", fmt::join(out, "; "));
}

// Which column of a filled sheet holds which question.
std::map<std::size_t, std::string> question_columns(const base::Table& table, const rules::LevelRules& levels) {
    std::map<std::size_t, std::string> out;
    for (std::size_t i = 0; i < table.headings.size(); ++i) {
        const std::string heading = base::fold(table.headings[i]);
        for (const auto& [name, question] : levels.questions) {
            const rules::Text& label = question.short_text();
            if (heading == base::fold(label.vi) || heading == base::fold(label.en) || heading == base::fold(name))
                out[i] = name;
        }
    }
    return out;
}

}  // namespace

std::map<std::string, std::vector<rules::Component>> components_of(const model::Inventory& inventory,
                                                                   const std::vector<LevelAnswer>& answers,
                                                                   const rules::RuleSet& rules,
                                                                   const rules::LevelRules& levels) {
    std::map<std::string, std::map<std::string, rules::Answers>> given;
    for (const LevelAnswer& answer : answers)
        given[answer.system][answer.component].insert_or_assign(answer.question, answer.value);
    std::map<std::string, std::vector<rules::Component>> out;
    for (const model::InformationSystem& system : inventory.systems) {
        auto& components = out[system.id];
        auto& own = given[system.id];
        if (own.empty()) own[""];
        for (auto& [name, said] : own) {
            rules::Component component{name, {}};
            if (name.empty()) component.answers = rules::answers_of(levels, rules, system);
            for (auto& [question, value] : said)
                component.answers.insert_or_assign(question, value);
            components.push_back(std::move(component));
        }
    }
    return out;
}

base::Result<std::vector<SystemLevel>> propose_levels(store::Store& store, const rules::RuleSet& rules,
                                                      const LevelData& data, const LevelQuery& query) {
    const base::Time moment = std::min(base::end_of_day(query.as_of) - base::Duration(1), base::now());
    auto stated = stated_on(store, query.as_of, moment);
    if (!stated) return tl::unexpected(stated.error());
    const model::Inventory& inventory = stated->inventory;
    auto answers = store.level_answers(moment);
    if (!answers) return tl::unexpected(answers.error());
    answers->insert(answers->end(), query.further.begin(), query.further.end());
    auto regime = regime_of(data.levels, query);
    if (!regime) return tl::unexpected(regime.error());
    if (!query.system.empty() && system_in(inventory, query.system) == nullptr)
        return tl::unexpected(no_system(inventory, query.system));

    auto components = components_of(inventory, *answers, rules, data.levels);
    std::vector<SystemLevel> out;
    for (const model::InformationSystem& system : inventory.systems) {
        if (query.system.empty() ? system.lifecycle == "retired" : system.id != query.system) continue;
        SystemLevel level;
        level.system = system;
        level.regime = (*regime)->id;
        level.components = std::move(components[system.id]);
        level.proposal = rules::propose(**regime, level.components);
        const rules::Answers own = rules::answers_of(data.levels, rules, system);
        for (const rules::Component& component : level.components) {
            std::set<std::string> taken;
            for (const auto& [question, value] : own) {
                const auto here = component.answers.find(question);
                const bool said = std::any_of(answers->begin(), answers->end(), [&](const LevelAnswer& answer) {
                    return answer.system == system.id && answer.component == component.name &&
                           answer.question == question;
                });
                if (component.name.empty() && here != component.answers.end() && !said) taken.insert(question);
            }
            level.from_inventory.push_back(std::move(taken));
        }
        out.push_back(std::move(level));
    }
    return out;
}

base::Result<LevelAnswer> parse_answer_option(const rules::LevelRules& levels, const std::string& system,
                                              const std::string& text) {
    const auto equals = text.find('=');
    if (equals == std::string::npos)
        return base::fail(base::ErrorCode::bad_usage, "level.bad_option", {{"value", text}});
    LevelAnswer out;
    out.system = system;
    out.question = std::string(base::trim(text.substr(0, equals)));
    if (const auto slash = out.question.find('/'); slash != std::string::npos) {
        out.component = std::string(base::trim(out.question.substr(0, slash)));
        out.question = std::string(base::trim(out.question.substr(slash + 1)));
    }
    if (!out.question.starts_with("level.")) out.question = "level." + out.question;
    auto value = rules::parse_answer(levels, out.question, text.substr(equals + 1));
    if (!value) return tl::unexpected(value.error());
    out.value = std::move(*value);
    return out;
}

std::string answer_in_words(const rules::FactDeclaration& question, const base::Value& value,
                            const base::Catalogue& texts) {
    const auto word = [&](const std::string& id) {
        const auto found = question.words.find(id);
        return found == question.words.end() ? id : found->second.in(texts.language());
    };
    if (const std::string* text = value.if_string()) return word(*text);
    if (const std::int64_t* number = value.if_integer()) return count_in_words(*number);
    if (value.if_array() == nullptr) return value_in_words(value, texts);
    std::vector<std::string> out;
    for (const std::string& id : base::strings_of(value))
        out.push_back(word(id));
    return fmt::format("{}", fmt::join(out, "; "));
}

std::string clause_in_words(const rules::Law& law, const std::string& id, base::Date as_of,
                            const base::Catalogue& texts) {
    const auto found = law.clauses.find(id);
    if (found == law.clauses.end()) return id;
    const auto name = [&](const rules::Clause& clause) {
        const auto instrument = law.instruments.find(clause.instrument);
        const std::string number = instrument == law.instruments.end() ? clause.instrument : instrument->second.number;
        const bool sure = clause.confidence == "source" || clause.confidence == "recommendation";
        return clause.locator + " " + number + (sure ? "" : " (" + texts.text("confidence." + clause.confidence) + ")");
    };
    std::string out = name(found->second);
    const rules::Clause* now = law.clause_as_of(id, as_of);
    if (now != nullptr && now->id != id) out += texts.text("level.now", {{"clause", name(*now)}});
    return out;
}

Sheet level_sheet(const std::vector<SystemLevel>& systems, const LevelData& data, const base::Catalogue& texts,
                  const rules::Law& law) {
    const Fixed fixed = fixed_headings(texts);
    Sheet sheet;
    sheet.name = texts.text("sheet.levels");
    sheet.columns = {{fixed.system}, {fixed.name, {}, 40}, {fixed.component}};
    for (const std::string& name : data.levels.order) {
        const auto& question = data.levels.questions.at(name);
        sheet.columns.push_back({question.short_text().in(texts.language()), choices_of(question, texts), 0});
    }
    for (const std::string& heading : {fixed.level, fixed.criteria, fixed.open, fixed.declared})
        sheet.columns.push_back({heading, {}, 0});
    for (const SystemLevel& level : systems) {
        const rules::Regime* regime = data.levels.regime(level.regime);
        for (std::size_t i = 0; i < level.components.size(); ++i) {
            const rules::Component& component = level.components[i];
            const rules::Proposal& proposal = level.proposal.components[i];
            std::vector<std::string> row = {level.system.id, level.system.name, component.name};
            for (const std::string& name : data.levels.order) {
                const auto answer = component.answers.find(name);
                row.push_back(answer == component.answers.end()
                                  ? std::string()
                                  : answer_in_words(data.levels.questions.at(name), answer->second, texts));
            }
            std::vector<std::string> criteria;
            for (const rules::Criterion* criterion : proposal.fired) {
                if (criterion->level == proposal.level)
                    criteria.push_back(clause_in_words(law, criterion->clause, regime->effective_from, texts));
            }
            row.push_back(proposal.level ? std::to_string(*proposal.level) : std::string());
            row.push_back(fmt::format("{}", fmt::join(criteria, "; ")));
            row.push_back(open_questions(proposal, data.levels, texts.language()));
            row.push_back(level.system.level ? std::to_string(*level.system.level) : std::string());
            sheet.rows.push_back(std::move(row));
        }
    }
    return sheet;
}

base::Result<ReadAnswers> read_level_sheet(const std::filesystem::path& path, const LevelData& data,
                                           const model::Inventory& inventory) {
    auto table = read_sheet(path);
    if (!table) return tl::unexpected(table.error());
    const auto system_column = column_of(*table, {"Mã hệ thống", "System", "system", "system id", "Mã"});
    if (!system_column)
        return base::fail(base::ErrorCode::bad_input, "level.no_system_column", {},
                          {table->file, table->heading_line, {}});
    const auto component_column = column_of(*table, {"Thành phần", "Component"});
    const auto questions = question_columns(*table, data.levels);
    ReadAnswers out;
    for (const base::TableRow& row : table->rows) {
        ++out.rows;
        const std::string& id = row.cells[*system_column];
        if (system_in(inventory, id) == nullptr) {
            base::Error defect = no_system(inventory, id);
            defect.place = {table->file, row.line, {}};
            out.defects.push_back(std::move(defect));
            continue;
        }
        for (const auto& [column, question] : questions) {
            const std::string& cell = row.cells[column];
            if (base::trim(cell).empty()) continue;
            auto value = rules::parse_answer(data.levels, question, cell);
            if (!value) {
                base::Error defect = value.error();
                defect.place = {table->file, row.line, table->headings[column]};
                out.defects.push_back(std::move(defect));
                continue;
            }
            out.answers.push_back(
                {id, component_column ? row.cells[*component_column] : std::string(), question, *value, {}, {}});
        }
    }
    return out;
}

base::Value to_value(const std::vector<SystemLevel>& systems) {
    base::Array rows;
    for (const SystemLevel& level : systems) {
        base::Array components;
        for (std::size_t i = 0; i < level.components.size(); ++i) {
            const rules::Proposal& proposal = level.proposal.components[i];
            base::Object answers;
            for (const auto& [question, value] : level.components[i].answers)
                answers.set(question, value);
            std::vector<std::string> fired;
            for (const rules::Criterion* criterion : proposal.fired)
                fired.push_back(criterion->clause);
            base::Array open;
            for (const rules::OpenCriterion& each : proposal.open) {
                open.emplace_back(base::Object{{"criterion", each.criterion->clause},
                                               {"level", each.criterion->level},
                                               {"question", each.question}});
            }
            base::Object component{{"name", level.components[i].name},
                                   {"answers", std::move(answers)},
                                   {"fired", fired},
                                   {"open", std::move(open)}};
            if (proposal.level) component.set("level", *proposal.level);
            components.emplace_back(std::move(component));
        }
        base::Object row{{"system", level.system.id},
                         {"agency", level.system.agency},
                         {"regime", level.regime},
                         {"certain", level.proposal.certain},
                         {"criteria", level.proposal.criteria},
                         {"declared_too_low", level.declared_too_low()},
                         {"components", std::move(components)}};
        if (level.proposal.level) row.set("level", *level.proposal.level);
        if (level.system.level) row.set("declared", *level.system.level);
        rows.emplace_back(std::move(row));
    }
    return base::Object{{"schema", "attt.levels/1"}, {"systems", std::move(rows)}};
}

}  // namespace attt::app
