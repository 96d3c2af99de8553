// Things to look at in the dossiers of a province: what an officer is asked to review. No judgement of anybody: each
// names what is recorded and the clause beside which it stands. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/inventory.h"
#include "model/subject.h"
#include "rules/dossier_join.h"
#include "rules/level.h"

namespace attt::rules {

// A closed list; the words of each are in the catalogue's "attention." table.
enum class AttentionKind {
    level_not_said,       // approved, but of which level is not recorded
    approval_authority,   // approved by another role than the decree names for the level
    appraisal_authority,  // appraised by another
    authority_unclear,    // whose role nobody can tell from what is recorded
    role_conflict,        // appraised by the unit that operates the system
    decision_before_submission,
    appraisal_before_submission,
    approved_without_appraisal,
    approved_below_criteria,  // the approved level is below what the criteria give
    approved_below_proposed,  // or below what the dossier proposed
    declared_below_criteria,  // likewise the level declared in the inventory
    parts_missing,            // parts of a dossier that was submitted
    regulation_missing,       // approved without the internal regulation on record
    regulation_after_approval,
    file_replaced,            // a part's file differs from the one recorded before approval
    website_without_dossier,  // a live site in no dossier
    never_assessed,           // a system in use that was never assessed
    assessment_overdue,       // by the cycle of the regime in force
    test_with_real_data,      // a test system with real data not treated as production
    change_without_assessment,
    inventory_differs,  // state, level or decision of the inventory and the log part
};
inline constexpr std::array<std::string_view, 21> attention_names = {"level_not_said",
                                                                     "approval_authority",
                                                                     "appraisal_authority",
                                                                     "authority_unclear",
                                                                     "role_conflict",
                                                                     "decision_before_submission",
                                                                     "appraisal_before_submission",
                                                                     "approved_without_appraisal",
                                                                     "approved_below_criteria",
                                                                     "approved_below_proposed",
                                                                     "declared_below_criteria",
                                                                     "parts_missing",
                                                                     "regulation_missing",
                                                                     "regulation_after_approval",
                                                                     "file_replaced",
                                                                     "website_without_dossier",
                                                                     "never_assessed",
                                                                     "assessment_overdue",
                                                                     "test_with_real_data",
                                                                     "change_without_assessment",
                                                                     "inventory_differs"};
inline std::string_view name_of(AttentionKind kind) {
    return attention_names[static_cast<std::size_t>(kind)];
}

struct Attention {
    AttentionKind kind = AttentionKind::level_not_said;
    model::SubjectRef subject;
    std::string agency;                // that answers for it
    std::string clause;                // beside which it stands; empty: the province's plan or good practice
    base::MessageArguments arguments;  // of the sentence
};

// What a province needs known to tell roles apart.
struct Bodies {
    std::vector<std::string> specialised;  // names of the specialised unit, at any time
};

struct AttentionInput {
    const model::Inventory* inventory = nullptr;
    const DossierLogs* logs = nullptr;
    // What the criteria give for a system, where answers allow a proposal.
    std::map<std::string, SystemProposal, std::less<>> proposals;
    Bodies bodies;
    base::Date as_of;
    // The newest assessment of each system that is recorded outside its log.
    std::map<std::string, base::Date, std::less<>> assessed = {};
};

// Sorted by agency, subject and kind.
std::vector<Attention> things_to_look_at(const AttentionInput& input, const LevelRules& levels);

// The role of a body that acted for a system: as recorded, else by its name (the system's owner, a specialised unit, a
// ministry of any regime). unknown where neither tells.
Role role_of_body(const Act& act, const model::InformationSystem& system, const Bodies& bodies,
                  const LevelRules& levels);

// Whether a system counts as one in use: in use, or on test with real data. An unknown for a test system counts.
bool counts_as_in_use(const model::InformationSystem& system);

DossierCounts count(const model::Inventory& inventory, const std::map<std::string, DossierLog, std::less<>>& logs);

}  // namespace attt::rules
