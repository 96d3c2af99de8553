// osquery: rows of its tables by name, the lines of its log of results, and what Fleet lists of hosts.
#include <array>
#include <map>

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

constexpr std::array<std::string_view, 5> tables = {"system_info", "os_version", "interface_details",
                                                    "interface_addresses", "windows_security_products"};

ComputerRecord record_of_tables(const Value& host) {
    ComputerRecord record;
    each(host["system_info"], [&](const Value& row) {
        record.uuid = text_at(row, "uuid");
        record.serial = text_at(row, "hardware_serial");
        record.name = first_at(row, {"hostname", "computer_name"});
    });
    record.id = first_at(host, {"host_identifier", "hostIdentifier"});
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
    if (auto asked = parse_when(first_at(host, {"unix_time", "unixTime"}))) record.last_seen = asked;
    record.server = is_server(record.os);
    return record;
}

// A line of the log: {"name": query, "hostIdentifier": …, "unixTime": …, "columns" or "snapshot": row(s), "action": …}.
// Which table the rows are of is told by the query's name ("pack_attt_system_info") or else by their columns.
bool is_log_line(const Value& line) {
    return line["hostIdentifier"].if_string() != nullptr &&
           (line["columns"].if_object() != nullptr || line["snapshot"].if_array() != nullptr);
}

std::string_view table_of(const std::string& query, const Value& row) {
    for (const std::string_view table : tables) {
        if (query.find(table) != std::string::npos) return table;
    }
    const auto has = [&](const char* key) { return !row[key].is_null(); };
    if (has("hardware_serial") || (has("uuid") && has("cpu_brand"))) return "system_info";
    if (has("signatures_up_to_date")) return "windows_security_products";
    return {};
}

std::vector<Value> hosts_of_log(const base::Array& lines) {
    std::map<std::string, base::Object> hosts;
    for (const Value& line : lines) {
        if (!is_log_line(line) || line["action"].string_or("") == "removed") continue;
        base::Object& host = hosts[text_at(line, "hostIdentifier")];
        host.set("host_identifier", text_at(line, "hostIdentifier"));
        host.set("unix_time", text_at(line, "unixTime"));
        const auto add = [&](const Value& row) {
            const std::string_view table = table_of(text_at(line, "name"), row);
            if (table.empty() || row.if_object() == nullptr) return;
            const Value* rows = host.find(table);
            base::Array more = rows != nullptr && rows->if_array() != nullptr ? *rows->if_array() : base::Array();
            more.push_back(row);
            host.set(std::string(table), std::move(more));
        };
        add(line["columns"]);
        each(line["snapshot"], add);
    }
    std::vector<Value> out;
    for (auto& [id, host] : hosts)
        out.emplace_back(std::move(host));
    return out;
}

ComputerRecord record_of_fleet(const Value& host) {
    ComputerRecord record;
    record.id = first_at(host, {"id", "osquery_host_id"});
    record.name = first_at(host, {"hostname", "computer_name", "display_name"});
    record.serial = text_at(host, "hardware_serial");
    record.uuid = text_at(host, "uuid");
    add_once(record.macs, text_at(host, "primary_mac"));
    add_once(record.ips, text_at(host, "primary_ip"));
    record.group = text_at(host, "team_name");
    record.os = text_at(host, "os_version");
    record.os_build = text_at(host, "build");
    record.server = is_server(record.os);
    record.last_seen = parse_when(text_at(host, "seen_time"));
    return record;
}

}  // namespace

bool is_osquery(const Value& sample) {
    return sample["system_info"].if_array() != nullptr || sample["system_info"].if_object() != nullptr ||
           is_log_line(sample) || (!sample["hardware_serial"].is_null() && !sample["seen_time"].is_null());
}

ReadSource read_osquery(const Value& root, const std::string& file, const SourceOptions& options) {
    ReadSource out;
    out.source.format = "osquery";
    out.source.partial = true;
    const auto take = [&](ComputerRecord record) {
        if (record.name.empty() && record.uuid.empty() && record.serial.empty())
            ++out.refused;
        else
            out.source.records.push_back(std::move(record));
    };
    const Value& rows = root["hosts"].if_array() != nullptr ? root["hosts"] : root;
    const base::Array* lines = rows.if_array();
    if (lines != nullptr && !lines->empty() && is_log_line(lines->front())) {
        for (const Value& host : hosts_of_log(*lines))
            take(record_of_tables(host));
    } else {
        each(rows, [&](const Value& host) {
            take(host["seen_time"].is_null() ? record_of_tables(host) : record_of_fleet(host));
        });
    }
    if (out.source.records.empty()) out.defects.push_back(defect("agent.not_inventory", file, {{"what", "osquery"}}));
    finish(out, options);
    return out;
}

}  // namespace attt::inventory
