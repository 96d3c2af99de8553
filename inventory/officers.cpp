#include "inventory/officers.h"

#include <algorithm>
#include <map>

namespace attt::inventory {
namespace {

using model::Agency;
using model::SecurityOfficer;

class Placement {
  public:
    Placement(Drafts& drafts, const model::Inventory& known) : drafts_(drafts), known_(known) {
        for (std::size_t i = 0; i < drafts_.agencies.size(); ++i)
            index_.emplace(drafts_.agencies[i].value.id, i);
        for (const Agency& agency : known_.agencies) {
            for (const SecurityOfficer& officer : agency.officers)
                homes_[officer.id] = agency.id;
            keep_known(agency);
        }
    }

    void place(const Officer& officer, const Record* record) {
        const auto home = homes_.find(officer.value.id);
        if (home != homes_.end() && home->second != officer.agency) {
            Agency& former = agency_named(home->second, record);
            std::erase_if(former.officers, [&](const auto& each) { return each.id == officer.value.id; });
        }
        homes_[officer.value.id] = officer.agency;
        Agency& agency = agency_named(officer.agency, record);
        std::erase_if(agency.officers, [&](const auto& each) { return each.id == officer.value.id; });
        const auto after = std::upper_bound(agency.officers.begin(), agency.officers.end(), officer.value,
                                            [](const auto& a, const auto& b) { return a.id < b.id; });
        agency.officers.insert(after, officer.value);
    }

  private:
    // A list of agencies says nothing of the officers that another list named.
    void keep_known(const Agency& known) {
        const auto found = index_.find(known.id);
        if (found == index_.end() || known.officers.empty()) return;
        Agency& agency = drafts_.agencies[found->second].value;
        agency.officers = known.officers;
    }

    Agency& agency_named(const std::string& id, const Record* record) {
        const auto [found, fresh] = index_.emplace(id, drafts_.agencies.size());
        if (fresh) drafts_.agencies.push_back({*known_.agency(id), record});
        return drafts_.agencies[found->second].value;
    }

    Drafts& drafts_;
    const model::Inventory& known_;
    std::map<std::string, std::size_t, std::less<>> index_;
    std::map<std::string, std::string, std::less<>> homes_;  // officer -> agency
};

}  // namespace

void place_officers(Drafts& drafts, const model::Inventory& known, Reading& reading) {
    Placement placement(drafts, known);
    for (const Draft<Officer>& draft : drafts.officers) {
        placement.place(draft.value, draft.record);
        reading.rows[draft.record->row].subject.id = draft.value.agency;
    }
}

}  // namespace attt::inventory
