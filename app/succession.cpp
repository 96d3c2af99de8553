#include "app/succession.h"

#include <algorithm>
#include <map>
#include <set>

namespace attt::app {

Succession succession_of(const model::Inventory& inventory, const std::string& agency) {
    Succession out;
    if (const model::Agency* known = inventory.agency(agency)) out.successor = known->successor;
    std::set<std::string> seen = {agency};
    std::vector<std::string> open = {agency};
    std::vector<const model::Agency*> found;
    while (!open.empty()) {
        const std::string heir = std::move(open.back());
        open.pop_back();
        for (const model::Agency& each : inventory.agencies) {
            if (each.successor != heir || !seen.insert(each.id).second) continue;
            found.push_back(&each);
            open.push_back(each.id);
        }
    }
    std::stable_sort(found.begin(), found.end(), [](const auto* a, const auto* b) {
        return a->valid_to.value_or(base::Date{}) < b->valid_to.value_or(base::Date{});
    });
    for (const model::Agency* each : found)
        out.predecessors.push_back(each->id);
    return out;
}

bool in_force(const model::Agency& agency, base::Date day) {
    return (!agency.valid_from || *agency.valid_from <= day) && (!agency.valid_to || day <= *agency.valid_to);
}

std::vector<std::string> line_of(const model::Inventory& inventory, const std::string& agency) {
    std::vector<std::string> out = succession_of(inventory, agency).predecessors;
    out.push_back(agency);
    return out;
}

base::Result<std::vector<store::MeasurementPoint>> trend_of(store::Store& store, const model::Inventory& inventory,
                                                            const std::string& target, const std::string& agency) {
    if (agency.empty()) return store.measurement_points(target, agency);
    std::map<base::Time, store::MeasurementPoint> sums;
    for (const std::string& each : line_of(inventory, agency)) {
        auto points = store.measurement_points(target, each);
        if (!points) return points;
        for (const store::MeasurementPoint& point : *points) {
            store::MeasurementPoint& sum =
                sums.try_emplace(point.at, store::MeasurementPoint{target, agency, point.at}).first->second;
            sum.numerator += point.numerator;
            sum.denominator += point.denominator;
            sum.unknown += point.unknown;
            sum.excluded += point.excluded;
        }
    }
    std::vector<store::MeasurementPoint> out;
    for (const auto& [at, sum] : sums)
        out.push_back(sum);
    return out;
}

}  // namespace attt::app
