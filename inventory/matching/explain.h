// Why a record is (or is not) taken for a computer, key by key, as data that people can be shown.
#pragma once

#include <string>
#include <vector>

#include "model/computer_link.h"
#include "model/computer_record.h"
#include "model/inventory.h"

namespace attt::inventory::matching {

// One key on both sides.
struct KeyNote {
    std::string key;                    // as in model::key_names
    std::vector<std::string> computer;  // as written
    std::vector<std::string> record;    // as written
    std::string canonical;              // of the value in common; empty when there is none
    std::string outcome;                // "matched", "differs", "shared", "rejected", "missing"
    std::string reason;                 // why rejected: a KeyFlaw ("placeholder"), or empty
};
std::vector<KeyNote> key_notes(const model::Computer& computer, const model::ComputerRecord& record,
                               const model::ComputerLink& link);

// Ids of doubts: "serial_differs", "mac_differs", …
std::vector<std::string> doubts_of(const model::ComputerLink& link);

}  // namespace attt::inventory::matching
