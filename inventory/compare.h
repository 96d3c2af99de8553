// What lists would change in the inventory that is known: added, changed, gone.
#pragma once

#include <string>
#include <vector>

#include "inventory/read.h"

namespace attt::inventory {

enum class ChangeKind {
    added,
    changed,
    gone,  // known and in use, and not in a list that speaks of its agency
};

struct FieldChange {
    std::string attribute;
    std::string before, after;  // as text; empty: no value
};

struct Change {
    ChangeKind kind = ChangeKind::added;
    model::SubjectRef subject;  // of a gone officer: its agency
    std::string officer;        // id of a gone officer
    std::string name;
    std::vector<FieldChange> fields;  // of a changed one
};

// In the order of kinds and ids. A list of agencies speaks of all agencies; a list of systems, websites, computers or
// officers of those agencies that have a row in it. A row that was refused counts as there.
std::vector<Change> compare(const model::Inventory& known, const ReadResult& read);

// Adds the gone ones to `incoming` as they stand from `day` on: out of use, an agency or officer with its last day.
// Returns how many.
int retire(const model::Inventory& known, const std::vector<Change>& changes, base::Date day,
           model::Inventory& incoming);

}  // namespace attt::inventory
