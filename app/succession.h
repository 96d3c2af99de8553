// Agencies that became part of others: what the present one answers for has a past under other names.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "store/store.h"

namespace attt::app {

// What an agency has been: those that it took over from, oldest first, and the one that took over from it.
struct Succession {
    std::vector<std::string> predecessors;
    std::string successor;
};
Succession succession_of(const model::Inventory& inventory, const std::string& agency);

// Whether there is such an agency on that day: one ends or begins by decision.
bool in_force(const model::Agency& agency, base::Date day);

// The agency itself and all that it took over from.
std::vector<std::string> line_of(const model::Inventory& inventory, const std::string& agency);

// The past of a target for an agency, oldest first: at each time the sum over its line, so that an agency which grew by
// another's sites is compared with both. An empty agency: the whole population. Errors: those of the store.
base::Result<std::vector<store::MeasurementPoint>> trend_of(store::Store& store, const model::Inventory& inventory,
                                                            const std::string& target, const std::string& agency);

}  // namespace attt::app
