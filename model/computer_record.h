// What an antivirus console, an inventory agent or a scan says of computers: records by the source's own identifiers,
// with the source's own time. Which computer of the inventory a record speaks of is decided by matching, not here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "base/value.h"

namespace attt::model {

// Nothing where the source does not say.
struct AntivirusState {
    std::string product;
    std::optional<bool> installed;
    std::optional<bool> running;
    std::optional<bool> up_to_date;     // the product's own word, weaker than a date
    std::optional<base::Time> bases;    // date of the definitions
    std::optional<base::Time> expires;  // of the product's licence
    bool operator==(const AntivirusState&) const = default;
};

struct ComputerRecord {
    std::string id;    // the source's own, unique in the source
    std::string name;  // as the source writes it: NetBIOS or DNS, with or without a domain
    std::string serial;
    std::string uuid;
    std::vector<std::string> macs;
    std::vector<std::string> ips;
    std::string group;   // the source's own grouping, as written
    std::string agency;  // id of the agency that the group stands for, or empty
    std::string os;
    std::string os_build;    // "19045.3803"
    std::string os_licence;  // "licensed", "key_present", "unlicensed", or empty
    bool server = false;     // Windows Security Center does not exist there: its silence means nothing
    bool exempt = false;     // the source says that no antivirus is needed
    std::optional<base::Time> last_seen;
    base::Time as_of;  // the time that the export speaks of which last held the record
    AntivirusState antivirus;
    bool operator==(const ComputerRecord&) const = default;
};

// Records of one source as of one time.
struct ComputerSource {
    std::string name;
    std::string
        format;        // "console", "ksc", "glpi", "ocs", "nmap", "defender", "intune", "osquery", "wazuh", "avreport"
    base::Time as_of;  // the time that the source speaks of, not that of the import
    bool partial = false;  // what it leaves out says nothing
    std::vector<ComputerRecord> records;
};

// What the store keeps of a record and back; members of no value are left out, unknown members ignored.
base::Value to_value(const ComputerRecord& record);
ComputerRecord computer_record_from(const base::Value& value);

}  // namespace attt::model
