#include "inventory/checks.h"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>

#include "base/text.h"
#include "inventory/words.h"

namespace attt::inventory {
namespace {

using model::Agency;

// Beyond these, looking for the nearest id costs more than it helps.
constexpr std::size_t most_candidates = 2000;
constexpr int most_suggestions = 200;

base::Error error_of(std::string_view message, base::MessageArguments arguments = {}) {
    return {base::ErrorCode::bad_input, std::string(message), std::move(arguments), {}};
}

// The ids of one kind that a reference may name.
class Ids {
  public:
    Ids(ListKind kind, const FirstRecords& first) : kind_(kind), first_(&first) {}

    void add(const std::string& id) { ids_.insert(id); }
    void remove(const std::string& id) { ids_.erase(id); }
    bool contains(const std::string& id) const { return ids_.contains(id); }

    // Why `id` names nothing.
    base::Error unknown(const std::string& id) {
        const std::string shown = base::printable(id, 80);
        if (const auto found = first_->find({kind_, id}); found != first_->end()) {
            const Record& record = *found->second;
            return error_of("inventory.refers_to_refused",
                            {{"value", shown}, {"file", record.file}, {"line", std::to_string(record.line)}});
        }
        const std::string message =
            kind_ == ListKind::agencies ? "inventory.unknown_agency" : "inventory.unknown_system";
        if (const auto near = nearest(id)) return error_of(message + "_near", {{"value", shown}, {"nearest", *near}});
        return error_of(message, {{"value", shown}});
    }

  private:
    std::optional<std::string> nearest(const std::string& id) {
        const auto asked = suggestions_.find(id);
        if (asked != suggestions_.end()) return asked->second;
        if (ids_.size() > most_candidates || suggestions_.size() >= most_suggestions || id.size() > 200)
            return std::nullopt;
        const std::vector<std::string> candidates(ids_.begin(), ids_.end());
        return suggestions_.emplace(id, base::nearest(id, candidates)).first->second;
    }

    ListKind kind_;
    const FirstRecords* first_;
    std::set<std::string> ids_;
    std::unordered_map<std::string, std::optional<std::string>> suggestions_;
};

// Names of agencies to their ids; a name that two agencies share names none.
class Names {
  public:
    void add(const Agency& agency) {
        const auto [found, fresh] = ids_.emplace(normalised(agency.name), agency.id);
        if (!fresh && found->second != agency.id) found->second.clear();
    }
    // Replaces a name by the id it stands for.
    void resolve(std::string& reference, const Ids& ids) const {
        if (reference.empty() || ids.contains(reference)) return;
        const auto found = ids_.find(normalised(reference));
        if (found != ids_.end() && !found->second.empty()) reference = found->second;
    }

  private:
    std::unordered_map<std::string, std::string> ids_;
};

template <class T>
void drop_refused(std::vector<Draft<T>>& drafts, const Reading& reading) {
    std::erase_if(drafts, [&](const Draft<T>& draft) { return reading.is_refused(*draft.record); });
}

class AgencyChecks {
  public:
    AgencyChecks(std::vector<Draft<Agency>>& drafts, const model::Inventory& known, Ids& ids, Names& names,
                 Reading& reading)
        : drafts_(drafts), known_(known), ids_(ids), names_(names), reading_(reading) {}

    void run() {
        gather();
        for (Draft<Agency>& draft : drafts_) {
            names_.resolve(draft.value.parent, ids_);
            names_.resolve(draft.value.successor, ids_);
            check_dates(draft);
        }
        const std::set<std::string> circle = circles();
        for (const Draft<Agency>& draft : drafts_) {
            if (circle.contains(draft.value.id)) refuse(draft, "parent", error_of("inventory.parent_circle"));
        }
        remove_unreferable();
        drop_refused(drafts_, reading_);
    }

  private:
    void gather() {
        for (const Agency& agency : known_.agencies) {
            parents_[agency.id] = agency.parent;
            known_ids_.insert(agency.id);
            ids_.add(agency.id);
        }
        std::set<std::string_view> renewed;
        for (const Draft<Agency>& draft : drafts_) {
            if (reading_.is_refused(*draft.record)) continue;
            parents_[draft.value.id] = draft.value.parent;
            ids_.add(draft.value.id);
            names_.add(draft.value);
            renewed.insert(draft.value.id);
        }
        for (const Agency& agency : known_.agencies) {
            if (!renewed.contains(agency.id)) names_.add(agency);
        }
    }

    void refuse(const Draft<Agency>& draft, std::string_view attribute, base::Error error) {
        // of two records of an id the first may be sound
        const bool referable = !reading_.is_refused(*draft.record);
        reading_.refuse(*draft.record, draft.record->field(attribute), std::move(error));
        if (referable && !known_ids_.contains(draft.value.id)) ids_.remove(draft.value.id);
    }

    void check_dates(const Draft<Agency>& draft) {
        const Agency& agency = draft.value;
        if (agency.valid_from && agency.valid_to && *agency.valid_to < *agency.valid_from)
            refuse(draft, "valid_to",
                   error_of("inventory.dates_order", {{"from", base::show_date(*agency.valid_from)},
                                                      {"to", base::show_date(*agency.valid_to)}}));
        if (!reading_.is_refused(*draft.record)) parents_[agency.id] = agency.parent;
    }

    std::string parent_of(const std::string& id) const {
        const auto found = parents_.find(id);
        return found == parents_.end() ? std::string() : found->second;
    }

    // The agencies to which going from parent to parent comes back. Each agency is walked over once.
    std::set<std::string> circles() const {
        std::set<std::string> out;
        std::unordered_map<std::string, std::size_t> walked;  // agency -> number of the walk that first met it
        for (std::size_t walk = 0; walk < drafts_.size(); ++walk) {
            if (reading_.is_refused(*drafts_[walk].record)) continue;
            std::string at = drafts_[walk].value.id;
            while (!at.empty() && walked.emplace(at, walk).second) {
                at = parent_of(at);
            }
            if (at.empty() || walked[at] != walk) continue;
            while (out.insert(at).second) {
                at = parent_of(at);
            }
        }
        return out;
    }

    // Refusing one agency may leave another without its parent, and so on.
    void remove_unreferable() {
        std::unordered_map<std::string, std::vector<std::pair<const Draft<Agency>*, std::string_view>>> dependents;
        std::vector<std::string> gone;
        for (const Draft<Agency>& draft : drafts_) {
            if (!draft.value.parent.empty()) dependents[draft.value.parent].emplace_back(&draft, "parent");
            if (!draft.value.successor.empty()) dependents[draft.value.successor].emplace_back(&draft, "successor");
        }
        for (const auto& [reference, users] : dependents) {
            if (!ids_.contains(reference)) gone.push_back(reference);
        }
        std::sort(gone.begin(), gone.end());
        while (!gone.empty()) {
            const std::string id = std::move(gone.back());
            gone.pop_back();
            for (const auto& [user, attribute] : dependents[id]) {
                // of an agency in a circle that has been said
                if (reading_.is_told(*user->record, *attribute_named(ListKind::agencies, attribute))) continue;
                const bool was_there = ids_.contains(user->value.id);
                refuse(*user, attribute, ids_.unknown(id));
                if (was_there && !ids_.contains(user->value.id)) gone.push_back(user->value.id);
            }
        }
    }

    std::vector<Draft<Agency>>& drafts_;
    const model::Inventory& known_;
    Ids& ids_;
    Names& names_;
    Reading& reading_;
    std::set<std::string> known_ids_;
    std::unordered_map<std::string, std::string> parents_;
};

// An empty reference has been told of, or need not be there.
template <class T>
void check_agency_of(std::vector<Draft<T>>& drafts, Ids& agencies, const Names& names, Reading& reading) {
    for (Draft<T>& draft : drafts) {
        names.resolve(draft.value.agency, agencies);
        if (!draft.value.agency.empty() && !agencies.contains(draft.value.agency))
            reading.refuse(*draft.record, draft.record->field("agency"), agencies.unknown(draft.value.agency));
    }
}

void check_dates_of(const std::vector<Draft<Officer>>& drafts, Reading& reading) {
    for (const Draft<Officer>& draft : drafts) {
        const model::SecurityOfficer& officer = draft.value.value;
        if (!officer.since || !officer.until || *officer.since <= *officer.until) continue;
        reading.refuse(*draft.record, draft.record->field("until"),
                       error_of("inventory.post_dates_order",
                                {{"from", base::show_date(*officer.since)}, {"to", base::show_date(*officer.until)}}));
    }
}

void check_system_of(const std::vector<Draft<model::Website>>& drafts, Ids& systems, Reading& reading) {
    for (const Draft<model::Website>& draft : drafts) {
        if (!draft.value.system.empty() && !systems.contains(draft.value.system))
            reading.refuse(*draft.record, draft.record->field("system"), systems.unknown(draft.value.system));
    }
}

void warn_of_same_urls(const std::vector<Draft<model::Website>>& drafts, Reading& reading) {
    std::unordered_map<std::string, const Draft<model::Website>*> first;
    for (const Draft<model::Website>& draft : drafts) {
        const auto [found, fresh] = first.emplace(draft.value.url, &draft);
        if (fresh) continue;
        const Draft<model::Website>& earlier = *found->second;
        reading.warn(
            *draft.record, *draft.record->field("url"),
            error_of("inventory.same_url", {{"url", base::printable(draft.value.url, 200)}, {"id", earlier.value.id}}));
    }
}

}  // namespace

void check_references(Drafts& drafts, const FirstRecords& first, const model::Inventory& known, Reading& reading) {
    Ids agencies(ListKind::agencies, first);
    Names names;
    AgencyChecks(drafts.agencies, known, agencies, names, reading).run();

    check_agency_of(drafts.systems, agencies, names, reading);
    drop_refused(drafts.systems, reading);
    Ids systems(ListKind::systems, first);
    for (const auto& system : known.systems)
        systems.add(system.id);
    for (const auto& draft : drafts.systems)
        systems.add(draft.value.id);

    check_agency_of(drafts.websites, agencies, names, reading);
    check_system_of(drafts.websites, systems, reading);
    drop_refused(drafts.websites, reading);
    warn_of_same_urls(drafts.websites, reading);
    check_agency_of(drafts.computers, agencies, names, reading);
    drop_refused(drafts.computers, reading);
    check_agency_of(drafts.officers, agencies, names, reading);
    check_dates_of(drafts.officers, reading);
    drop_refused(drafts.officers, reading);
}

}  // namespace attt::inventory
