// The inventory and the log of dossiers joined: where a system has a log, the log stands; where the two part, both are
// kept to be shown. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/inventory.h"
#include "rules/dossier.h"

namespace attt::rules {

using DossierLogs = std::map<std::string, DossierLog, std::less<>>;

// One matter on which the inventory, with what sheets of states say, and the log part.
struct LogDifference {
    std::string field;      // "dossier_state", "level", "decision", "implementation"
    std::string inventory;  // values as the inventory has them
    std::string log;
    bool operator==(const LogDifference&) const = default;
};
// By system; those without a difference are left out.
using LogDifferences = std::map<std::string, std::vector<LogDifference>, std::less<>>;

// The dossier that tells of a system: the approval that stands, else the current one; nullptr when there is none.
const Dossier* telling(const DossierLog& log);

// Where both say something and not the same. A log that only the inventory made differs in nothing.
std::vector<LogDifference> differences(const model::InformationSystem& system, const DossierLog& log);

// Writes what the logs say over the systems of the inventory; what it took the place of.
LogDifferences join_logs(const DossierLogs& logs, model::Inventory& inventory);

}  // namespace attt::rules
