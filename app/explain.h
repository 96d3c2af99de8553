// Why this number? A percentage opened to its members by name, with reasons, records, dates and rules.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/sheet.h"
#include "app/targets.h"
#include "base/catalogue.h"

namespace attt::app {

struct Explanation {
    TargetWorld world;
    rules::RuleSet const* rules = nullptr;
    const rules::Target* target = nullptr;
    model::Measurement measured;
    std::optional<rules::Forecast> forecast;
    std::string agency;
    struct Agency {
        std::string id;
        std::int64_t numerator = 0, denominator = 0, unknown = 0, excluded = 0;
    };
    std::vector<Agency> agencies;  // by the order of the inventory; only those with members
    // Of each subject: the verdicts of the target's rules that decided, by the order of its conditions.
    std::map<model::SubjectRef, std::vector<const model::Verdict*>> verdicts;
    std::map<model::RecordRef, const model::Record*> records;
};

// `id`: a target's id or, where no other year has it later, its number. Errors: target.not_found (nearest),
// agency.not_found, those of load_world.
base::Result<Explanation> explain_target(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                         const std::string& id, const std::string& agency, const AsOf& as_of,
                                         std::vector<base::Error>& defects);
// "attt.target_explanation/1"
base::Value to_value(const Explanation& explanation, const base::Catalogue& texts);
// The same to be handed over: a sheet that says what was measured how, and one with the members.
std::vector<Sheet> explanation_sheets(const Explanation& explanation, const base::Catalogue& texts);

// All reasons of a member in words.
std::string member_reason(const model::Member& member, const base::Catalogue& texts);
// Members in the order in which they are read: by share, agency, subject.
std::vector<const model::Member*> ordered_members(const model::Measurement& measured);

}  // namespace attt::app
