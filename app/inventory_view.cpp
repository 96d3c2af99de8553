#include "app/inventory_view.h"
#include "app/succession.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace attt::app {
namespace {

using inventory::ListKind;

bool contains_folded(const base::Value& attributes, const std::string& folded) {
    for (const auto& [key, value] : *attributes.if_object()) {
        const auto* text = value.if_string();
        if (base::fold(text != nullptr ? *text : base::to_json(value)).find(folded) != std::string::npos) return true;
    }
    return false;
}

class Lister {
  public:
    Lister(const InventoryFilter& filter, base::Date as_of, std::vector<InventoryItem>& out)
        : filter_(filter), as_of_(as_of), folded_(base::fold(filter.text)), out_(out) {}

    void add(InventoryItem item) {
        if (filter_.kind ? item.kind != *filter_.kind : item.kind == ListKind::officers && !filter_.officers) return;
        const bool of_agency = item.agency == filter_.agency ||
                               (item.kind == ListKind::agencies && item.id == filter_.agency) || filter_.agency.empty();
        if (!of_agency || (!item.in_use && !filter_.out_of_use)) return;
        if (!folded_.empty() && !contains_folded(item.attributes, folded_)) return;
        out_.push_back(std::move(item));
    }

    void add(const model::Agency& agency) {
        base::Value attributes = model::to_value(agency);
        attributes.if_object()->set("security_officers", model::security_officers_on(agency, as_of_));
        attributes.if_object()->erase("officers");
        add({ListKind::agencies, agency.id, agency.name, agency.parent, in_force(agency, as_of_),
             std::move(attributes)});
        for (const model::SecurityOfficer& officer : agency.officers) {
            const bool left = officer.until && *officer.until < as_of_;
            base::Value held = model::to_value(officer);
            held.if_object()->set("agency", agency.id);
            add({ListKind::officers, officer.id, officer.post, agency.id, !left, std::move(held)});
        }
    }

    template <class T>
    void add(ListKind kind, const T& record, const std::string& name) {
        add({kind, record.id, name, record.agency, record.lifecycle != "retired", model::to_value(record)});
    }

  private:
    const InventoryFilter& filter_;
    base::Date as_of_;
    std::string folded_;
    std::vector<InventoryItem>& out_;
};

}  // namespace

std::vector<InventoryItem> list_inventory(const model::Inventory& inventory, const InventoryFilter& filter,
                                          base::Date as_of) {
    std::vector<InventoryItem> out;
    Lister lister(filter, as_of, out);
    for (const model::Agency& agency : inventory.agencies)
        lister.add(agency);
    for (const model::InformationSystem& system : inventory.systems)
        lister.add(ListKind::systems, system, system.name);
    for (const model::Website& website : inventory.websites)
        lister.add(ListKind::websites, website, website.url);
    for (const model::Computer& computer : inventory.computers)
        lister.add(ListKind::computers, computer, computer.name);
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.kind < b.kind; });
    return out;
}

}  // namespace attt::app
