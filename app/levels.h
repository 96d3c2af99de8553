// Determining levels: answers from the inventory, from a person or a sheet, in; proposals with their criteria out.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/level_data.h"
#include "app/sheet.h"
#include "app/workspace.h"
#include "base/catalogue.h"
#include "rules/level.h"

namespace attt::app {

// One system with what is answered about it.
struct SystemLevel {
    model::InformationSystem system;
    std::string regime;
    std::vector<rules::Component> components;  // at least one: the system as a whole
    rules::SystemProposal proposal;
    std::vector<std::set<std::string>> from_inventory;  // of each component, the questions that the inventory answers

    // The level declared in the inventory lies below what the criteria give.
    bool declared_too_low() const { return system.level && proposal.level && *system.level < *proposal.level; }
};

struct LevelQuery {
    std::string system;  // empty: every one that is not retired
    std::string regime;  // empty: in force on `as_of`
    base::Date as_of;
    std::vector<model::LevelAnswer> further;  // beside what is stored, standing above it
};

// Errors: level.no_system (id, nearest), level.unknown_regime (value, known), store errors.
base::Result<std::vector<SystemLevel>> propose_levels(store::Store& store, const rules::RuleSet& rules,
                                                      const LevelData& data, const LevelQuery& query);

// "level.users=10000" or "csdl/users=10000": component, question and answer. Errors: level.bad_option, those of
// rules::parse_answer.
base::Result<model::LevelAnswer> parse_answer_option(const rules::LevelRules& levels, const std::string& system,
                                                     const std::string& text);

// A row for each component, a column for each question, and what is proposed. To be filled in and read again.
Sheet level_sheet(const std::vector<SystemLevel>& systems, const LevelData& data, const base::Catalogue& texts,
                  const rules::Law& law);

struct ReadAnswers {
    std::vector<model::LevelAnswer> answers;
    std::vector<base::Error> defects;  // of cells; the row's other cells are taken
    int rows = 0;
};
// A filled sheet. Cells left empty change nothing. Errors: level.no_system_column, those of read_sheet.
base::Result<ReadAnswers> read_level_sheet(const std::filesystem::path& path, const LevelData& data,
                                           const model::Inventory& inventory);

// The answers of a system's components with the inventory's own beneath them.
std::map<std::string, std::vector<rules::Component>> components_of(const model::Inventory& inventory,
                                                                   const std::vector<model::LevelAnswer>& answers,
                                                                   const rules::RuleSet& rules,
                                                                   const rules::LevelRules& levels);

// An answer in words: "một cơ quan, tổ chức", "có", "10.000".
std::string answer_in_words(const rules::FactDeclaration& question, const base::Value& value,
                            const base::Catalogue& texts);

// "Điều 9 khoản 2 điểm a NĐ 85/2016/NĐ-CP", with how sure the clause is where that is less than its source text.
std::string clause_in_words(const rules::Law& law, const std::string& id, base::Date as_of,
                            const base::Catalogue& texts);

base::Value to_value(const std::vector<SystemLevel>& systems);

}  // namespace attt::app
