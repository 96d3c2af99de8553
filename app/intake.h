// One file, whatever it is: told by its content, taken in by the use case that it is for, and said what became of it.
// What the folder and the weekly run share.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/external.h"
#include "app/workspace.h"
#include "base/catalogue.h"

namespace attt::app {

enum class IntakeKind {
    unknown,
    list,      // agencies, systems, websites, computers
    console,   // what a console, an agent or a scanner says of computers
    external,  // results of another tool or an assessor
    findings,  // the sheet of findings, come back
    waiting,   // the sheet of what waits for a decision, come back
    controls,  // a self-assessment
    dossiers,  // events of dossiers
    levels,    // answers about levels
    records,   // dated records
    plan,      // an agency's answers to the plan of a year
};
inline constexpr std::array<std::string_view, 11> intake_kind_names = {"unknown",  "list",    "console",  "external",
                                                                       "findings", "waiting", "controls", "dossiers",
                                                                       "levels",   "records", "plan"};
inline std::string_view name_of(IntakeKind kind) {
    return intake_kind_names[static_cast<std::size_t>(kind)];
}

enum class IntakeOutcome { taken, partly, refused, known };
inline constexpr std::array<std::string_view, 4> intake_outcome_names = {"taken", "partly", "refused", "known"};
inline std::string_view name_of(IntakeOutcome outcome) {
    return intake_outcome_names[static_cast<std::size_t>(outcome)];
}

struct Intake {
    IntakeKind kind = IntakeKind::unknown;
    IntakeOutcome outcome = IntakeOutcome::refused;
    std::vector<std::string> lines;     // what became of it, for a clerk
    std::vector<std::string> problems;  // row by row, and why
    std::vector<std::string> notes;     // what was understood only in part
    bool changed = false;               // the store holds something new: judge again
};

struct IntakeDesk {
    Workspace& workspace;
    store::Store& store;
    const rules::RuleSet& rules;
    const LevelData& data;
    store::Actor actor;
    const base::Catalogue& texts;
};

// Everything that is wrong with the file is in the answer; an error is one of the store or of the disk.
base::Result<Intake> take_in(IntakeDesk& desk, const std::string& file, base::Time at);

}  // namespace attt::app
