// Microsoft Defender for Endpoint and Intune.
#include "base/text.h"
#include "inventory/consoles/agent_values.h"
#include "inventory/consoles/agents.h"
#include "inventory/consoles/when.h"

namespace attt::inventory {
namespace {

using agents::add_once;
using agents::defect;
using agents::each;
using agents::first_at;
using agents::is_server;
using agents::text_at;
using agents::yes;
using base::Value;
using model::ComputerRecord;

std::string defender_os(const Value& machine) {
    const std::string platform = text_at(machine, "osPlatform");
    const std::string version = text_at(machine, "version");
    const std::string spaced = platform == "Windows10" || platform == "Windows11" || platform == "Windows7"
                                   ? "Windows " + platform.substr(7)
                                   : platform;
    return version.empty() || version == "Other" ? spaced : spaced + " " + version;
}

// What the device health export (deviceavinfo) adds.
void add_health(const Value& machine, model::AntivirusState& out) {
    const std::string mode = base::to_lower_ascii(text_at(machine, "avMode"));
    if (mode.empty()) return;
    out.product = "Microsoft Defender";
    out.installed = true;
    // active, passive (another product protects), disabled, others
    if (mode == "active" || mode == "0") out.running = true;
    if (mode == "disabled" || mode == "2") out.running = false;
    out.up_to_date = yes(machine, "avIsSignatureUptoDate");
    out.bases = parse_when(first_at(machine, {"avSignatureUpdateTime", "avSignaturePublishTime"}));
}

}  // namespace

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
        record.id = first_at(machine, {"id", "machineId"});
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
        if (status == "updated" || status == "notupdated") {
            record.antivirus = {"Microsoft Defender", true, true, status == "updated", {}, {}};
        } else if (status == "disabled") {
            record.antivirus = {"Microsoft Defender", true, false, {}, {}, {}};
        }
        add_health(machine, record.antivirus);
        if (record.id.empty() && record.name.empty()) {
            ++out.refused;
            return;
        }
        out.source.records.push_back(std::move(record));
    });
    finish(out, options);
    return out;
}

ReadSource read_intune(const Value& root, const std::string& file, const SourceOptions& options) {
    ReadSource out;
    out.source.format = "intune";
    out.source.partial = root["@odata.nextLink"].if_string() != nullptr;
    if (out.source.partial) out.warnings.push_back(defect("agent.page", file));
    each(root["value"].if_array() != nullptr ? root["value"] : root, [&](const Value& device) {
        ComputerRecord record;
        record.id = first_at(device, {"id", "deviceId"});
        record.name = text_at(device, "deviceName");
        record.serial = text_at(device, "serialNumber");
        for (const char* key : {"ethernetMacAddress", "wiFiMacAddress"})
            add_once(record.macs, text_at(device, key));
        record.group = text_at(device, "deviceCategoryDisplayName");
        record.os = text_at(device, "operatingSystem");
        record.os_build = text_at(device, "osVersion");
        record.server = is_server(record.os);
        record.last_seen = parse_when(text_at(device, "lastSyncDateTime"));
        const Value& state =
            device["windowsProtectionState"].if_object() != nullptr ? device["windowsProtectionState"] : device;
        record.antivirus.running = yes(state, "realTimeProtectionEnabled");
        if (record.antivirus.running) {
            record.antivirus.product = "Microsoft Defender";
            record.antivirus.installed = true;
            if (const auto overdue = yes(state, "signatureUpdateOverdue")) record.antivirus.up_to_date = !*overdue;
        }
        out.personal_dropped += text_at(device, "userPrincipalName").empty() ? 0U : 1U;
        if (record.id.empty() && record.name.empty()) {
            ++out.refused;
            return;
        }
        out.source.records.push_back(std::move(record));
    });
    finish(out, options);
    return out;
}

}  // namespace attt::inventory
