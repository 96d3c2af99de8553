// Records as written to records of the model, each still tied to where it stood.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "inventory/record.h"

namespace attt::inventory {

// Of a refused record too, with what of it could be read, until check_references has looked at it.
template <class T>
struct Draft {
    T value;
    const Record* record = nullptr;
};

// A security officer and the agency that it is of.
struct Officer {
    model::SecurityOfficer value;
    std::string agency;
};

struct Drafts {
    std::vector<Draft<model::Agency>> agencies;
    std::vector<Draft<model::InformationSystem>> systems;
    std::vector<Draft<model::Website>> websites;
    std::vector<Draft<model::Computer>> computers;
    std::vector<Draft<Officer>> officers;
};

// Where each id first stood, the refused records included.
using FirstRecords = std::map<std::pair<ListKind, std::string_view>, const Record*>;

// Refuses the second record of an id: inventory.duplicate_id, with the place of the first.
FirstRecords check_ids(Reading& reading);

// Every record. Errors noted: inventory.no_id, inventory.missing_value, those of values.h; warnings: what only
// identifies a computer and is unreadable (inventory.mac, inventory.ip, inventory.uuid).
Drafts build(Reading& reading);

}  // namespace attt::inventory
