#include "inventory/consoles/agents.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "inventory/consoles/when.h"

namespace attt::inventory {
namespace {

using base::Value;
using model::ComputerRecord;

// A number as its digits: JSON of agents has both.
std::string text_at(const Value& value, std::string_view key) {
    const Value& found = value[key];
    if (const auto* number = found.if_integer()) return std::to_string(*number);
    return std::string(base::trim(found.string_or("")));
}

// A section that comes once is an object, several times an array.
template <class Visit>
void each(const Value& section, Visit visit) {
    if (const base::Array* many = section.if_array()) {
        for (const Value& one : *many)
            visit(one);
    } else if (section.if_object() != nullptr) {
        visit(section);
    }
}

std::optional<bool> yes(const Value& value, std::string_view key) {
    if (const bool* flag = value[key].if_bool()) return *flag;
    return parse_flag(text_at(value, key));
}

void add_once(std::vector<std::string>& list, std::string text) {
    if (text.empty() || list.size() >= 64) return;
    if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(std::move(text));
}

base::Error defect(std::string_view message, const std::string& file, base::MessageArguments arguments = {}) {
    return {base::ErrorCode::bad_input, std::string(message), std::move(arguments), {file, 0, {}}};
}

bool is_server(std::string_view os) {
    const std::string lower = base::to_lower_ascii(os);
    return lower.find("server") != std::string::npos;
}

// --- GLPI, FusionInventory, OCS ---

void add_networks(const Value& networks, ComputerRecord& record) {
    each(networks, [&](const Value& card) {
        if (yes(card, "virtualdev") == true || base::to_lower_ascii(text_at(card, "type")) == "loopback") return;
        std::string mac = text_at(card, "macaddr");
        if (mac.empty()) mac = text_at(card, "mac");
        add_once(record.macs, std::move(mac));
        for (const std::string_view key : {"ipaddress", "ipaddress6"}) {
            add_once(record.ips, text_at(card, key));
            for (std::string& one : base::strings_of(card[key]))
                add_once(record.ips, std::move(one));
        }
    });
}

// Several products may be listed, Windows' own among them: the one that runs and is up to date speaks.
void add_antivirus(const Value& products, ComputerRecord& record) {
    int best = -1;
    each(products, [&](const Value& product) {
        model::AntivirusState state;
        state.product = text_at(product, "name");
        if (state.product.empty()) state.product = text_at(product, "company");
        state.installed = true;
        state.running = yes(product, "enabled");
        state.up_to_date = yes(product, "uptodate");
        state.bases = parse_when(text_at(product, "base_creation"));
        const std::string version = text_at(product, "base_version");
        if (!state.bases && version.size() == 8)
            state.bases = parse_when(version.substr(0, 4) + "-" + version.substr(4, 2) + "-" + version.substr(6));
        state.expires = parse_when(text_at(product, "expiration"));
        const int worth = (state.running == true ? 4 : 0) + (state.up_to_date == true ? 2 : 0) + (state.bases ? 1 : 0);
        if (worth > best) {
            best = worth;
            record.antivirus = std::move(state);
        }
    });
}

void count_personal(const Value& content, ReadSource& out) {
    const Value& hardware = content["hardware"];
    for (const std::string_view key : {"lastloggeduser", "userid", "winowner", "wincompany", "winprodkey", "winprodid"})
        out.personal_dropped += text_at(hardware, key).empty() ? 0U : 1U;
    each(content["users"], [&](const Value&) { ++out.personal_dropped; });
    each(content["local_users"], [&](const Value&) { ++out.personal_dropped; });
    each(content["licenseinfos"],
         [&](const Value& licence) { out.personal_dropped += text_at(licence, "key").empty() ? 0U : 1U; });
}

// --- defender ---

std::string defender_os(const Value& machine) {
    const std::string platform = text_at(machine, "osPlatform");
    const std::string version = text_at(machine, "version");
    const std::string spaced = platform == "Windows10" || platform == "Windows11" || platform == "Windows7"
                                   ? "Windows " + platform.substr(7)
                                   : platform;
    return version.empty() || version == "Other" ? spaced : spaced + " " + version;
}

}  // namespace

ReadSource read_agent(const Value& request, const std::string& file, const SourceOptions& options) {
    ReadSource out;
    const Value& content = request["content"];
    const std::string query = base::to_lower_ascii(text_at(request, "query"));
    const std::string client = text_at(content, "versionclient");
    out.source.format = base::to_lower_ascii(client).find("ocs") != std::string::npos ? "ocs" : "glpi";
    out.source.partial = true;  // each file is one computer
    const bool inventory = (query.empty() || query == "inventory") && content.if_object() != nullptr &&
                           (content["hardware"].if_object() != nullptr || content["bios"].if_object() != nullptr);
    if (!inventory) {
        out.defects.push_back(defect("agent.not_inventory", file, {{"what", query.empty() ? "-" : query}}));
        out.refused = 1;
        finish(out, options);
        return out;
    }
    ComputerRecord record;
    record.id = text_at(request, "deviceid");
    const Value& hardware = content["hardware"];
    const Value& system = content["operatingsystem"];
    record.name = text_at(hardware, "name");
    record.serial = text_at(content["bios"], "ssn");
    record.uuid = text_at(hardware, "uuid");
    record.os = text_at(system, "full_name");
    if (record.os.empty()) record.os = text_at(hardware, "osname");
    record.os_build = text_at(system, "kernel_version");
    if (record.os_build.empty()) record.os_build = text_at(hardware, "osversion");
    record.server = is_server(record.os);
    record.last_seen = parse_when(text_at(content["accesslog"], "logdate"));
    if (!record.last_seen) record.last_seen = parse_when(text_at(hardware, "lastdate"));
    each(content["licenseinfos"], [&](const Value& licence) {
        if (!text_at(licence, "key").empty() &&
            base::to_lower_ascii(text_at(licence, "name")).find("windows") != std::string::npos)
            record.os_licence = "key_present";
    });
    add_networks(content["networks"], record);
    add_antivirus(content["antivirus"], record);
    count_personal(content, out);
    out.source.records.push_back(std::move(record));
    finish(out, options);
    return out;
}

ReadSource read_nmap(const base::XmlNode& root, const std::string& file, const SourceOptions& options) {
    ReadSource out;
    out.source.format = "nmap";
    out.source.partial = true;
    const base::XmlNode* stats = root.child("runstats");
    const base::XmlNode* finished = stats != nullptr ? stats->child("finished") : nullptr;
    const std::string_view exit = finished != nullptr ? finished->attribute("exit") : std::string_view();
    if (finished == nullptr || (!exit.empty() && exit != "success"))
        out.warnings.push_back(defect("agent.scan_not_finished", file));
    const auto started = parse_when(root.attribute("start"));
    for (const base::XmlNode& host : root.children) {
        const base::XmlNode* status = host.name == "host" ? host.child("status") : nullptr;
        // a host that the user declared up proves nothing
        if (status == nullptr || status->attribute("state") != "up" || status->attribute("reason") == "user-set")
            continue;
        ComputerRecord record;
        for (const base::XmlNode& child : host.children) {
            if (child.name == "address" && child.attribute("addrtype") == "mac")
                add_once(record.macs, std::string(child.attribute("addr")));
            else if (child.name == "address")
                add_once(record.ips, std::string(child.attribute("addr")));
            if (child.name == "hostnames") {
                for (const base::XmlNode& name : child.children) {
                    // what the network calls it, before what the user typed
                    if (record.name.empty() || name.attribute("type") == "PTR") record.name = name.attribute("name");
                }
            }
            if (child.name == "os" && record.os.empty()) {
                const base::XmlNode* best = child.child("osmatch");
                if (best != nullptr && best->attribute("accuracy") == "100") record.os = best->attribute("name");
            }
        }
        record.last_seen = parse_when(host.attribute("endtime"));
        if (!record.last_seen) record.last_seen = started;
        if (!record.ips.empty()) record.id = record.ips.front();
        out.source.records.push_back(std::move(record));
    }
    finish(out, options);
    return out;
}

ReadSource read_defender(const Value& root, const std::string& file, const SourceOptions& options) {
    ReadSource out;
    out.source.format = "defender";
    // a page of a longer answer
    out.source.partial = root["@odata.nextLink"].if_string() != nullptr;
    if (out.source.partial) out.warnings.push_back(defect("agent.page", file));
    const Value& machines = root["value"].if_array() != nullptr ? root["value"] : root;
    each(machines, [&](const Value& machine) {
        if (!text_at(machine, "mergedIntoMachineId").empty() || machine["isExcluded"].bool_or(false)) return;
        ComputerRecord record;
        record.id = text_at(machine, "id");
        record.name = text_at(machine, "computerDnsName");
        record.group = text_at(machine, "rbacGroupName");
        record.os = defender_os(machine);
        record.os_build = text_at(machine, "osBuild");
        record.server = is_server(record.os);
        record.last_seen = parse_when(text_at(machine, "lastSeen"));
        add_once(record.ips, text_at(machine, "lastIpAddress"));
        each(machine["ipAddresses"], [&](const Value& address) {
            add_once(record.ips, text_at(address, "ipAddress"));
            add_once(record.macs, text_at(address, "macAddress"));
        });
        const std::string status = base::to_lower_ascii(text_at(machine, "defenderAvStatus"));
        const std::string onboarding = base::to_lower_ascii(text_at(machine, "onboardingStatus"));
        if (status == "updated" || status == "notupdated") {
            record.antivirus = {"Microsoft Defender", true, true, status == "updated", {}, {}};
        } else if (status == "disabled") {
            record.antivirus = {"Microsoft Defender", true, false, {}, {}, {}};
        }
        if (record.id.empty() && record.name.empty()) {
            ++out.refused;
            return;
        }
        out.source.records.push_back(std::move(record));
    });
    finish(out, options);
    return out;
}

ReadSource read_osquery(const Value& root, const std::string& file, const SourceOptions& options) {
    ReadSource out;
    out.source.format = "osquery";
    out.source.partial = true;
    each(root, [&](const Value& host) {
        ComputerRecord record;
        each(host["system_info"], [&](const Value& row) {
            record.uuid = text_at(row, "uuid");
            record.serial = text_at(row, "hardware_serial");
            record.name = text_at(row, "hostname");
            if (record.name.empty()) record.name = text_at(row, "computer_name");
        });
        record.id = text_at(host, "host_identifier");
        if (record.id.empty()) record.id = text_at(host, "hostIdentifier");
        if (record.id.empty()) record.id = record.uuid;
        each(host["os_version"], [&](const Value& row) {
            record.os = text_at(row, "name");
            record.os_build = text_at(row, "build");
        });
        each(host["interface_details"], [&](const Value& row) { add_once(record.macs, text_at(row, "mac")); });
        each(host["interface_addresses"], [&](const Value& row) { add_once(record.ips, text_at(row, "address")); });
        each(host["windows_security_products"], [&](const Value& row) {
            if (base::to_lower_ascii(text_at(row, "type")) != "antivirus") return;
            const bool on = base::to_lower_ascii(text_at(row, "state")) == "on";
            if (record.antivirus.running == true && !on) return;
            record.antivirus = {text_at(row, "name"), true, on, yes(row, "signatures_up_to_date"), {}, {}};
            record.last_seen = parse_when(text_at(row, "state_timestamp"));
        });
        if (auto asked = parse_when(text_at(host, "unix_time"))) record.last_seen = asked;
        record.server = is_server(record.os);
        if (record.name.empty() && record.uuid.empty() && record.serial.empty()) {
            ++out.refused;
            return;
        }
        out.source.records.push_back(std::move(record));
    });
    if (out.source.records.empty()) out.defects.push_back(defect("agent.not_inventory", file, {{"what", "osquery"}}));
    finish(out, options);
    return out;
}

ReadSource read_wazuh(const Value& root, const std::string& file, const SourceOptions& options) {
    ReadSource out;
    out.source.format = "wazuh";
    out.source.partial = true;
    const Value* items = root.at_path("data.affected_items");
    if (items == nullptr) items = root.at_path("hits.hits");
    each(items != nullptr ? *items : root, [&](const Value& item) {
        const Value& source = item["_source"].if_object() != nullptr ? item["_source"] : item;
        const Value& agent = source["agent"].if_object() != nullptr ? source["agent"] : source;
        ComputerRecord record;
        record.id = text_at(agent, "id");
        record.name = text_at(agent, "name");
        if (record.id == "000") return;  // the manager itself
        add_once(record.ips, text_at(agent, "ip"));
        add_once(record.ips, text_at(agent["host"], "ip"));
        const Value& host = source["host"];
        record.serial = text_at(source, "board_serial");
        if (record.serial.empty()) record.serial = text_at(host["board"], "serial_number");
        if (const Value* mac = source.at_path("netiface.mac")) add_once(record.macs, mac->string_or(""));
        add_once(record.macs, text_at(source, "mac"));
        for (std::string& mac : base::strings_of(host["mac"]))
            add_once(record.macs, std::move(mac));
        const Value& os = source["os"].if_object() != nullptr ? source["os"] : host["os"];
        record.os = text_at(os, "name");
        if (record.os.empty()) record.os = text_at(os, "full");
        record.os_build = text_at(os, "build");
        if (record.os_build.empty()) record.os_build = text_at(os, "version");
        record.server = is_server(record.os);
        record.last_seen = parse_when(text_at(source, "lastKeepAlive"));
        if (!record.last_seen) record.last_seen = parse_when(text_at(source["scan"], "time"));
        if (!record.last_seen) record.last_seen = parse_when(text_at(source, "@timestamp"));
        if (record.id.empty() || record.name.empty()) {
            ++out.refused;
            return;
        }
        out.source.records.push_back(std::move(record));
    });
    if (out.source.records.empty()) out.defects.push_back(defect("agent.not_inventory", file, {{"what", "wazuh"}}));
    finish(out, options);
    return out;
}

ReadSource read_avreport(const base::XmlNode& root, const std::string& file, const SourceOptions& options) {
    ReadSource out;
    out.source.format = "avreport";
    out.source.partial = true;  // it lists computers with something to say of, not all
    const base::XmlNode* body = root.child("edXMLBody");
    const base::XmlNode* report =
        root.name == "AVReport" ? &root : (body != nullptr ? body->child("AVReport") : nullptr);
    if (report == nullptr) {
        out.defects.push_back(defect("agent.not_inventory", file, {{"what", root.name}}));
        finish(out, options);
        return out;
    }
    const auto at = parse_when(report->text_of("Datetime"));
    std::map<std::string, ComputerRecord> by_id;
    for (const std::string_view section : {"OS", "QualityFeature", "Malware", "Connection", "Vulnerability"}) {
        const base::XmlNode* part = report->child(section);
        if (part == nullptr) continue;
        for (const base::XmlNode& machine : part->children) {
            if (machine.name != "Machine") continue;
            const std::string name(machine.attribute("name"));
            const std::string ip(machine.attribute("ip"));
            ComputerRecord& record = by_id[base::to_lower_ascii(name) + "@" + ip];
            record.name = name;
            add_once(record.ips, ip);
            record.last_seen = at;
            record.antivirus.product = report->attribute("name");
            record.antivirus.installed = true;
            if (section == "OS") record.os = machine.text_of("OSName");
            if (section == "QualityFeature") record.antivirus.running = parse_flag(machine.text_of("AutoProtect"));
        }
    }
    for (auto& [id, record] : by_id) {
        record.id = id;
        out.source.records.push_back(std::move(record));
    }
    finish(out, options);
    return out;
}

}  // namespace attt::inventory
