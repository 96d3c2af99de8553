// Wazuh: agents and what syscollector knows of them, from the API or the indexer. One computer's name, hardware and
// adapters come in answers of their own: records of one agent are put together by finish().
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
using base::Value;
using model::ComputerRecord;

constexpr const char* manager = "000";

std::optional<ComputerRecord> record_of(const Value& item) {
    const Value& source = item["_source"].if_object() != nullptr ? item["_source"] : item;
    const Value& agent = source["agent"].if_object() != nullptr ? source["agent"] : source;
    const Value& host = source["host"].if_object() != nullptr ? source["host"] : agent["host"];
    ComputerRecord record;
    record.id = first_at(agent, {"id", "agent_id"});
    if (record.id.empty()) record.id = text_at(source, "agent_id");
    record.name = text_at(agent, "name");
    // an adapter's name is no computer's
    if (&agent == &source && !source["agent_id"].is_null()) record.name = text_at(source, "hostname");
    if (record.name.empty()) record.name = text_at(host, "hostname");
    add_once(record.ips, text_at(agent, "ip"));
    add_once(record.ips, text_at(host, "ip"));
    for (std::string& ip : base::strings_of(host["ip"]))
        add_once(record.ips, std::move(ip));
    record.group = base::strings_of(source["group"]).empty() ? std::string() : base::strings_of(source["group"]).back();
    if (record.group == "default") record.group.clear();
    record.serial = text_at(source, "board_serial");
    if (record.serial.empty()) record.serial = text_at(host["board"], "serial_number");
    if (record.serial.empty()) record.serial = text_at(host, "serial_number");
    if (const Value* mac = source.at_path("netiface.mac")) add_once(record.macs, mac->string_or(""));
    add_once(record.macs, text_at(source, "mac"));
    add_once(record.macs, text_at(host, "mac"));
    for (std::string& mac : base::strings_of(host["mac"]))
        add_once(record.macs, std::move(mac));
    const Value& os = source["os"].if_object() != nullptr ? source["os"] : host["os"];
    record.os = first_at(os, {"name", "full"});
    record.os_build = first_at(os, {"build", "version"});
    record.server = is_server(record.os);
    for (const std::string& text : {text_at(source, "lastKeepAlive"), text_at(source["scan"], "time"),
                                    text_at(source["state"], "modified_at"), text_at(source, "@timestamp")}) {
        // 9999-12-31 is what the manager says of itself
        if (!record.last_seen) record.last_seen = parse_when(text);
    }
    const bool says = !record.name.empty() || !record.serial.empty() || !record.macs.empty() || !record.os.empty();
    if (record.id.empty() || !says) return std::nullopt;
    return record;
}

}  // namespace

ReadSource read_wazuh(const Value& root, const std::string& file, const SourceOptions& options) {
    ReadSource out;
    out.source.format = "wazuh";
    out.source.partial = true;
    const Value* items = root.at_path("data.affected_items");
    if (items == nullptr) items = root.at_path("hits.hits");
    each(items != nullptr ? *items : root, [&](const Value& item) {
        auto record = record_of(item);
        if (!record)
            ++out.refused;
        else if (record->id != manager)
            out.source.records.push_back(std::move(*record));
    });
    if (out.source.records.empty()) out.defects.push_back(defect("agent.not_inventory", file, {{"what", "wazuh"}}));
    finish(out, options);
    return out;
}

}  // namespace attt::inventory
