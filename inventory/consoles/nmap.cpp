// nmap -oX.
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

}  // namespace attt::inventory
