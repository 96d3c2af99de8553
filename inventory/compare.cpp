#include "inventory/compare.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/json.h"

namespace attt::inventory {
namespace {

using model::SubjectKind;

std::string text_of(const base::Value& value) {
    if (value.is_null()) return {};
    const auto* text = value.if_string();
    return text != nullptr ? *text : base::to_json(value);
}

// "Chuyên viên, 2023-02-01": an officer without the id.
std::string text_of(const model::SecurityOfficer& officer) {
    std::string out;
    const base::Value held = model::to_value(officer);
    for (const auto& [key, value] : *held.if_object()) {
        if (key != "id") out.append(out.empty() ? "" : ", ").append(text_of(value));
    }
    return out;
}

const model::SecurityOfficer* officer_of(const model::Agency& agency, std::string_view id) {
    const auto found = std::find_if(agency.officers.begin(), agency.officers.end(),
                                    [&](const auto& officer) { return officer.id == id; });
    return found == agency.officers.end() ? nullptr : &*found;
}

void add_officers(const model::Agency* before, const model::Agency& after, std::vector<FieldChange>& out) {
    for (const model::SecurityOfficer& officer : after.officers) {
        const auto* known = before != nullptr ? officer_of(*before, officer.id) : nullptr;
        if (known != nullptr && *known == officer) continue;
        out.push_back({"officer " + officer.id, known != nullptr ? text_of(*known) : "", text_of(officer)});
    }
    if (before == nullptr) return;
    for (const model::SecurityOfficer& officer : before->officers) {
        if (officer_of(after, officer.id) == nullptr) out.push_back({"officer " + officer.id, text_of(officer), {}});
    }
}
template <class T>
void add_officers(const T*, const T&, std::vector<FieldChange>&) {}

std::vector<FieldChange> differences(const base::Value& before, const base::Value& after) {
    std::vector<FieldChange> out;
    for (const auto& [key, value] : *after.if_object()) {
        if (key == "officers") continue;  // told one by one
        if (!(before[key] == value)) out.push_back({key, text_of(before[key]), text_of(value)});
    }
    for (const auto& [key, value] : *before.if_object()) {
        if (key != "officers" && after[key].is_null()) out.push_back({key, text_of(value), {}});
    }
    return out;
}

template <class T>
std::map<std::string_view, const T*> by_id(const std::vector<T>& records) {
    std::map<std::string_view, const T*> out;
    for (const T& record : records)
        out.emplace(record.id, &record);
    return out;
}

template <class T>
std::string name_of_record(const T& record) {
    return record.name;
}
std::string name_of_record(const model::Website& website) {
    return website.url;
}

template <class T>
void add_new_and_changed(SubjectKind kind, const std::vector<T>& known, const std::vector<T>& read,
                         std::vector<Change>& out) {
    const auto before = by_id(known);
    for (const T& record : read) {
        const auto found = before.find(record.id);
        Change change{ChangeKind::added, {kind, record.id}, {}, name_of_record(record), {}};
        if (found != before.end()) {
            if (*found->second == record) continue;
            change.kind = ChangeKind::changed;
            change.fields = differences(model::to_value(*found->second), model::to_value(record));
        }
        add_officers(found != before.end() ? found->second : nullptr, record, change.fields);
        out.push_back(std::move(change));
    }
}

// What the lists of one kind speak of.
struct Spoken {
    bool any = false;
    std::set<std::string, std::less<>> ids;
    std::set<std::string, std::less<>> agencies;
};

bool in_use(const model::Agency& agency) {
    return !agency.valid_to;
}
template <class T>
bool in_use(const T& record) {
    return record.lifecycle != "retired";
}

bool is_spoken_of(const model::Agency&, const Spoken& spoken) {
    return spoken.any;
}
template <class T>
bool is_spoken_of(const T& record, const Spoken& spoken) {
    return spoken.agencies.contains(record.agency);
}

void add_agency_of(const model::Agency&, Spoken&) {}
template <class T>
void add_agency_of(const T& record, Spoken& spoken) {
    spoken.agencies.insert(record.agency);
}

template <class T>
void add_gone(ListKind list, const std::vector<T>& known, const std::vector<T>& read, const std::vector<RawRow>& rows,
              std::vector<Change>& out) {
    Spoken spoken;
    for (const RawRow& row : rows) {
        if (row.list != list) continue;
        spoken.any = true;
        spoken.ids.insert(row.written_id);
    }
    for (const T& record : read) {
        if (spoken.ids.contains(record.id)) add_agency_of(record, spoken);
    }
    for (const T& record : known) {
        if (!in_use(record) || spoken.ids.contains(record.id) || !is_spoken_of(record, spoken)) continue;
        out.push_back({ChangeKind::gone, {subject_kind_of(list), record.id}, {}, name_of_record(record), {}});
    }
}

void add_gone_officers(const model::Inventory& known, const std::vector<RawRow>& rows, std::vector<Change>& out) {
    Spoken spoken;
    for (const RawRow& row : rows) {
        if (row.list != ListKind::officers) continue;
        spoken.ids.insert(row.written_id);
        spoken.agencies.insert(row.subject.id);
    }
    for (const model::Agency& agency : known.agencies) {
        if (!spoken.agencies.contains(agency.id)) continue;
        for (const model::SecurityOfficer& officer : agency.officers) {
            if (!officer.until && !spoken.ids.contains(officer.id))
                out.push_back({ChangeKind::gone, {SubjectKind::agency, agency.id}, officer.id, officer.post, {}});
        }
    }
}

// The agency in `incoming`, where the lists change it too, else a copy of the known one.
void end_officer(const Change& change, const model::Inventory& known, base::Date day, model::Inventory& incoming) {
    const auto has_id = [&](const model::Agency& agency) { return agency.id == change.subject.id; };
    auto agency = std::find_if(incoming.agencies.begin(), incoming.agencies.end(), has_id);
    if (agency == incoming.agencies.end()) agency = incoming.agencies.insert(agency, *known.agency(change.subject.id));
    for (model::SecurityOfficer& officer : agency->officers) {
        if (officer.id == change.officer) officer.until = officer.since ? std::max(day, *officer.since) : day;
    }
}

const Change* gone_one(const std::vector<Change>& changes, SubjectKind kind, const std::string& id) {
    const auto found = std::find_if(changes.begin(), changes.end(), [&](const Change& change) {
        return change.kind == ChangeKind::gone && change.officer.empty() &&
               change.subject == model::SubjectRef{kind, id};
    });
    return found == changes.end() ? nullptr : &*found;
}

template <class T>
void add_retired(SubjectKind kind, const std::vector<T>& known, const std::vector<Change>& changes,
                 std::vector<T>& out) {
    for (const T& record : known) {
        if (gone_one(changes, kind, record.id) == nullptr) continue;
        out.push_back(record);
        out.back().lifecycle = "retired";
    }
}

}  // namespace

std::vector<Change> compare(const model::Inventory& known, const ReadResult& read) {
    std::vector<Change> out;
    const model::Inventory& fresh = read.inventory;
    add_new_and_changed(SubjectKind::agency, known.agencies, fresh.agencies, out);
    add_new_and_changed(SubjectKind::system, known.systems, fresh.systems, out);
    add_new_and_changed(SubjectKind::website, known.websites, fresh.websites, out);
    add_new_and_changed(SubjectKind::computer, known.computers, fresh.computers, out);
    add_gone(ListKind::agencies, known.agencies, fresh.agencies, read.rows, out);
    add_gone(ListKind::systems, known.systems, fresh.systems, read.rows, out);
    add_gone(ListKind::websites, known.websites, fresh.websites, read.rows, out);
    add_gone(ListKind::computers, known.computers, fresh.computers, read.rows, out);
    add_gone_officers(known, read.rows, out);
    std::stable_sort(out.begin(), out.end(), [](const Change& a, const Change& b) { return a.subject < b.subject; });
    return out;
}

int retire(const model::Inventory& known, const std::vector<Change>& changes, base::Date day,
           model::Inventory& incoming) {
    for (const model::Agency& agency : known.agencies) {
        if (gone_one(changes, SubjectKind::agency, agency.id) == nullptr) continue;
        model::Agency& ended = incoming.agencies.emplace_back(agency);
        ended.valid_to = agency.valid_from ? std::max(day, *agency.valid_from) : day;
    }
    add_retired(SubjectKind::system, known.systems, changes, incoming.systems);
    add_retired(SubjectKind::website, known.websites, changes, incoming.websites);
    add_retired(SubjectKind::computer, known.computers, changes, incoming.computers);
    for (const Change& change : changes) {
        if (!change.officer.empty()) end_officer(change, known, day, incoming);
    }
    return static_cast<int>(std::count_if(changes.begin(), changes.end(),
                                          [](const Change& change) { return change.kind == ChangeKind::gone; }));
}

}  // namespace attt::inventory
