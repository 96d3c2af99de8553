// edXML AVReport.
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

}  // namespace

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
