#include "model/inventory.h"

#include <algorithm>

namespace attt::model {
namespace {

using base::Object;
using base::Value;

void put(Object& out, const char* key, const std::string& text) {
    if (!text.empty()) out.set(key, text);
}
void put(Object& out, const char* key, const std::optional<base::Date>& date) {
    if (date) out.set(key, base::to_iso_date(*date));
}
void put(Object& out, const char* key, const std::optional<bool>& flag) {
    if (flag) out.set(key, *flag);
}

std::string text(const Value& value, std::string_view key) {
    return value[key].string_or("");
}
std::optional<base::Date> date(const Value& value, std::string_view key) {
    auto parsed = base::parse_date(text(value, key));
    return parsed ? std::optional(*parsed) : std::nullopt;
}
std::optional<bool> flag(const Value& value, std::string_view key) {
    const bool* b = value[key].if_bool();
    return b != nullptr ? std::optional(*b) : std::nullopt;
}
std::string lifecycle(const Value& value) {
    return value["lifecycle"].string_or("in_use");
}

Observation imported(SubjectKind kind, const std::string& id, const Value& facts, base::Time recorded_at) {
    Observation observation;
    observation.subject = {kind, id};
    observation.probe = std::string(name_of(kind));
    observation.observed_at = recorded_at;
    observation.facts = facts;
    return observation;
}

template <class Records>
auto find_by_id(const Records& records, std::string_view id) {
    const auto found = std::find_if(records.begin(), records.end(), [&](const auto& r) { return r.id == id; });
    return found == records.end() ? nullptr : &*found;
}

}  // namespace

const Agency* Inventory::agency(std::string_view id) const {
    return find_by_id(agencies, id);
}

int security_officers_on(const Agency& agency, base::Date day) {
    if (agency.officers.empty()) return agency.security_officers;
    return static_cast<int>(std::count_if(agency.officers.begin(), agency.officers.end(), [&](const auto& officer) {
        return (!officer.since || *officer.since <= day) && (!officer.until || day <= *officer.until);
    }));
}

std::string agency_of(const Inventory& inventory, const SubjectRef& subject) {
    switch (subject.kind) {
        case SubjectKind::agency: return inventory.agency(subject.id) != nullptr ? subject.id : "";
        case SubjectKind::system: {
            const auto* found = find_by_id(inventory.systems, subject.id);
            return found != nullptr ? found->agency : "";
        }
        case SubjectKind::website: {
            const auto* found = find_by_id(inventory.websites, subject.id);
            return found != nullptr ? found->agency : "";
        }
        case SubjectKind::computer: {
            const auto* found = find_by_id(inventory.computers, subject.id);
            return found != nullptr ? found->agency : "";
        }
    }
    return {};
}

std::string display_name(const Inventory& inventory, const SubjectRef& subject) {
    const auto named = [&](const auto* record) {
        return record != nullptr && !record->name.empty() ? record->name : subject.id;
    };
    switch (subject.kind) {
        case SubjectKind::agency: return named(inventory.agency(subject.id));
        case SubjectKind::system: return named(find_by_id(inventory.systems, subject.id));
        case SubjectKind::computer: return named(find_by_id(inventory.computers, subject.id));
        case SubjectKind::website: {
            const auto* website = find_by_id(inventory.websites, subject.id);
            return website != nullptr ? website->url : subject.id;
        }
    }
    return subject.id;
}

Value to_value(const SecurityOfficer& officer) {
    Object out{{"id", officer.id}};
    put(out, "post", officer.post);
    put(out, "since", officer.since);
    put(out, "until", officer.until);
    put(out, "trained", officer.trained);
    return out;
}

Value to_value(const Agency& agency) {
    Object out{{"id", agency.id}};
    put(out, "name", agency.name);
    put(out, "tier", agency.tier);
    put(out, "kind", agency.kind);
    put(out, "parent", agency.parent);
    put(out, "valid_from", agency.valid_from);
    put(out, "valid_to", agency.valid_to);
    put(out, "successor", agency.successor);
    out.set("security_officers", agency.security_officers);
    base::Array officers;
    for (const SecurityOfficer& officer : agency.officers)
        officers.push_back(to_value(officer));
    if (!officers.empty()) out.set("officers", std::move(officers));
    return out;
}

Value to_value(const InformationSystem& system) {
    Object out{{"id", system.id}};
    put(out, "name", system.name);
    put(out, "agency", system.agency);
    put(out, "owner", system.owner);
    put(out, "kind", system.kind);
    put(out, "lifecycle", system.lifecycle);
    if (system.level) out.set("level", *system.level);
    put(out, "dossier_state", system.dossier_state);
    put(out, "implementation", system.implementation);
    put(out, "decision", system.decision);
    put(out, "decision_date", system.decision_date);
    put(out, "real_data", system.real_data);
    put(out, "monitored_24_7", system.monitored_24_7);
    return out;
}

Value to_value(const Website& website) {
    Object out{{"id", website.id}};
    put(out, "url", website.url);
    put(out, "agency", website.agency);
    put(out, "system", website.system);
    put(out, "name", website.name);
    put(out, "lifecycle", website.lifecycle);
    return out;
}

Value to_value(const Computer& computer) {
    Object out{{"id", computer.id}};
    put(out, "agency", computer.agency);
    put(out, "name", computer.name);
    put(out, "serial", computer.serial);
    put(out, "uuid", computer.uuid);
    if (!computer.macs.empty()) out.set("macs", computer.macs);
    put(out, "ip", computer.ip);
    put(out, "os", computer.os);
    put(out, "antivirus_installed", computer.antivirus_installed);
    put(out, "antivirus_product", computer.antivirus_product);
    put(out, "antivirus_seen", computer.antivirus_seen);
    put(out, "lifecycle", computer.lifecycle);
    return out;
}

Agency agency_from(const Value& value) {
    Agency out;
    out.id = text(value, "id");
    out.name = text(value, "name");
    out.tier = text(value, "tier");
    out.kind = text(value, "kind");
    out.parent = text(value, "parent");
    out.valid_from = date(value, "valid_from");
    out.valid_to = date(value, "valid_to");
    out.successor = text(value, "successor");
    out.security_officers = static_cast<int>(value["security_officers"].integer_or(0));
    if (const auto* officers = value["officers"].if_array()) {
        for (const Value& officer : *officers)
            out.officers.push_back({text(officer, "id"), text(officer, "post"), date(officer, "since"),
                                    date(officer, "until"), date(officer, "trained")});
    }
    return out;
}

InformationSystem system_from(const Value& value) {
    InformationSystem out;
    out.id = text(value, "id");
    out.name = text(value, "name");
    out.agency = text(value, "agency");
    out.owner = text(value, "owner");
    out.kind = text(value, "kind");
    out.lifecycle = lifecycle(value);
    if (const auto* level = value["level"].if_integer()) out.level = static_cast<int>(*level);
    out.dossier_state = text(value, "dossier_state");
    out.implementation = text(value, "implementation");
    out.decision = text(value, "decision");
    out.decision_date = date(value, "decision_date");
    out.real_data = flag(value, "real_data");
    out.monitored_24_7 = flag(value, "monitored_24_7");
    return out;
}

Website website_from(const Value& value) {
    Website out;
    out.id = text(value, "id");
    out.url = text(value, "url");
    out.agency = text(value, "agency");
    out.system = text(value, "system");
    out.name = text(value, "name");
    out.lifecycle = lifecycle(value);
    return out;
}

Computer computer_from(const Value& value) {
    Computer out;
    out.id = text(value, "id");
    out.agency = text(value, "agency");
    out.name = text(value, "name");
    out.serial = text(value, "serial");
    out.uuid = text(value, "uuid");
    out.macs = base::strings_of(value["macs"]);
    out.ip = text(value, "ip");
    out.os = text(value, "os");
    out.antivirus_installed = flag(value, "antivirus_installed");
    out.antivirus_product = text(value, "antivirus_product");
    out.antivirus_seen = date(value, "antivirus_seen");
    out.lifecycle = lifecycle(value);
    return out;
}

Observation inventory_observation(const Agency& agency, base::Time recorded_at) {
    Value facts = to_value(agency);
    facts.if_object()->erase("officers");
    facts.if_object()->set("security_officers", security_officers_on(agency, base::local_date(recorded_at)));
    return imported(SubjectKind::agency, agency.id, facts, recorded_at);
}

Observation inventory_observation(const InformationSystem& system, base::Time recorded_at) {
    return imported(SubjectKind::system, system.id, to_value(system), recorded_at);
}

Observation inventory_observation(const Website& website, base::Time recorded_at) {
    Value facts = to_value(website);
    facts.if_object()->set("scheme", website.url.substr(0, website.url.find(':')));
    return imported(SubjectKind::website, website.id, facts, recorded_at);
}

Observation inventory_observation(const Computer& computer, base::Time recorded_at) {
    // what is known of the antivirus is as old as its source, not as the import
    const base::Time seen = computer.antivirus_seen ? base::start_of_day(*computer.antivirus_seen) : recorded_at;
    return imported(SubjectKind::computer, computer.id, to_value(computer), std::min(seen, recorded_at));
}

}  // namespace attt::model
