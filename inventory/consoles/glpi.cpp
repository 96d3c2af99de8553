// GLPI, FusionInventory and OCS Inventory.
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

// The office that an administrator gave the computer: the field TAG of OCS and of the agents' configuration.
std::string tag_of(const Value& account) {
    std::string out;
    each(account, [&](const Value& field) {
        if (base::to_lower_ascii(text_at(field, "keyname")) == "tag") out = text_at(field, "keyvalue");
    });
    return base::to_lower_ascii(out) == "na" ? std::string() : out;
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

}  // namespace

ReadSource read_agent(const Value& request, const std::string& file, const SourceOptions& options) {
    ReadSource out;
    const Value& content = request["content"];
    const Value& hardware = content["hardware"];
    const std::string query = base::to_lower_ascii(text_at(request, "query"));
    const std::string client = text_at(content, "versionclient");
    out.source.format = base::to_lower_ascii(client).find("ocs") != std::string::npos ? "ocs" : "glpi";
    out.source.partial = true;  // each file is one computer
    const bool inventory = (query.empty() || query == "inventory") && content.if_object() != nullptr &&
                           (hardware.if_object() != nullptr || content["bios"].if_object() != nullptr);
    if (!inventory) {
        out.defects.push_back(defect("agent.not_inventory", file, {{"what", query.empty() ? "-" : query}}));
        out.refused = 1;
        finish(out, options);
        return out;
    }
    ComputerRecord record;
    record.id = text_at(request, "deviceid");
    // OCS of old writes it inside
    if (record.id.empty()) record.id = text_at(content, "deviceid");
    record.group = tag_of(content["accountinfo"]);
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

}  // namespace attt::inventory
