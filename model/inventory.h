// The inventory: agencies and what they answer for. Plain records; ids are the office's own and permanent.
// Attribute values that people choose from (tier, kind, dossier state) are kept as the ids of closed lists below.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "model/observation.h"
#include "model/subject.h"

namespace attt::model {

// Agency.tier
inline constexpr std::array<std::string_view, 3> agency_tiers = {"province", "district", "commune"};
// Agency.kind: sở and equivalents, Ủy ban nhân dân, đơn vị sự nghiệp, Party and mass organisations, central bodies'
// branches
inline constexpr std::array<std::string_view, 5> agency_kinds = {"department", "people_committee", "public_unit",
                                                                 "party_or_union", "central_branch"};

// A post that looks after information security in its agency: no name, no address.
struct SecurityOfficer {
    std::string id;
    std::string post;                   // chức danh, vị trí việc làm
    std::optional<base::Date> since;    // first day in the post
    std::optional<base::Date> until;    // last day; none: still
    std::optional<base::Date> trained;  // the newest training
    bool operator==(const SecurityOfficer&) const = default;
};

struct Agency {
    std::string id;
    std::string name;
    std::string tier;
    std::string kind;
    std::string parent;                          // id of another agency, or empty
    std::optional<base::Date> valid_from;        // first day; none: since ever
    std::optional<base::Date> valid_to;          // last day; none: still
    std::string successor;                       // id of the agency that took over, or empty
    int security_officers = 0;                   // nhân lực ATTT: how many posts, where no list names them
    std::vector<SecurityOfficer> officers = {};  // those posts, by id
    bool operator==(const Agency&) const = default;
};

// InformationSystem.kind: LAN, shared of the province, specialised, portal
inline constexpr std::array<std::string_view, 4> system_kinds = {"lan", "shared", "specialised", "portal"};
// InformationSystem.lifecycle
inline constexpr std::array<std::string_view, 3> lifecycles = {"in_use", "test", "retired"};
// Dossier state: the four of Mẫu 08, NĐ 331/2026/NĐ-CP (Đang dự thảo, Đã gửi thẩm định, Đã thẩm định, Đã được phê
// duyệt), and none: no dossier yet.
inline constexpr std::array<std::string_view, 5> dossier_states = {"none", "draft", "submitted", "appraised",
                                                                   "approved"};

struct InformationSystem {
    std::string id;
    std::string name;
    std::string agency;  // id: đơn vị vận hành
    std::string owner;   // chủ quản, as text
    std::string kind;
    std::string lifecycle = "in_use";
    std::optional<int> level;   // 1–5
    std::string dossier_state;  // empty: not known
    std::string decision;       // number of the approving decision
    std::optional<base::Date> decision_date;
    std::string implementation;     // of the plan of protection: none, some, full (Mẫu 08); empty: not known
    std::optional<bool> real_data;  // a test system with real data counts as production (plan II.III.7.2)
    std::optional<bool> monitored_24_7;
    bool operator==(const InformationSystem&) const = default;
};

struct Website {
    std::string id;
    std::string url;     // http or https, host in A-labels
    std::string agency;  // id
    std::string system;  // id of the information system it belongs to, or empty
    std::string name;
    std::string lifecycle = "in_use";
    bool operator==(const Website&) const = default;
};

struct Computer {
    std::string id;
    std::string agency;  // id
    std::string name;
    std::string serial;
    std::string uuid;
    std::vector<std::string> macs;
    std::string ip;
    std::string os;
    std::optional<bool> antivirus_installed;  // "có cài đặt", the plan's own word; none: nobody has said
    std::string antivirus_product;
    std::optional<base::Date> antivirus_seen;  // the day that the source speaks of
    std::string lifecycle = "in_use";
    bool operator==(const Computer&) const = default;
};

struct Inventory {
    std::vector<Agency> agencies;
    std::vector<InformationSystem> systems;
    std::vector<Website> websites;
    std::vector<Computer> computers;

    const Agency* agency(std::string_view id) const;
    bool empty() const { return agencies.empty() && systems.empty() && websites.empty() && computers.empty(); }
};

// How many posts look after information security on a day: the listed ones that are held then, else the stated number.
int security_officers_on(const Agency& agency, base::Date day);

// The agency that answers for a subject (of an agency: itself); empty when the inventory does not hold it.
std::string agency_of(const Inventory& inventory, const SubjectRef& subject);
// What people call a subject: its name, its URL, its id.
std::string display_name(const Inventory& inventory, const SubjectRef& subject);

// Attributes as plain data and back: what the store keeps of a record. Members of no value are left out; unknown
// members of the data are ignored, so that an older program reads what a newer one wrote.
base::Value to_value(const SecurityOfficer& officer);
base::Value to_value(const Agency& agency);
base::Value to_value(const InformationSystem& system);
base::Value to_value(const Website& website);
base::Value to_value(const Computer& computer);
Agency agency_from(const base::Value& value);
InformationSystem system_from(const base::Value& value);
Website website_from(const base::Value& value);
Computer computer_from(const base::Value& value);

// What the inventory itself states about each subject, as an observation that rules can read ("system.dossier_state").
// A fact that nobody has given is left out, so that a rule over it gives unknown. `recorded_at`: when the store learnt
// it.
Observation inventory_observation(const InformationSystem& system, base::Time recorded_at);
Observation inventory_observation(const Website& website, base::Time recorded_at);
Observation inventory_observation(const Computer& computer, base::Time recorded_at);
Observation inventory_observation(const Agency& agency, base::Time recorded_at);

}  // namespace attt::model
