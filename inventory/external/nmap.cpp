// What nmap (-oX) says of services: open ports, and scripts that look for weaknesses.
#include "base/text.h"
#include "inventory/external/values.h"

namespace attt::inventory::external {
namespace {

using base::XmlNode;

// vulners: a table a CVE.
void read_vulners(const XmlNode& node, const std::string& place, std::vector<model::ExternalResult>& out) {
    std::string id;
    std::optional<double> cvss;
    for (const XmlNode& elem : node.children) {
        if (elem.name == "elem" && elem.attribute("key") == "id") id = label(elem.text);
        if (elem.name == "elem" && elem.attribute("key") == "cvss") cvss = score(elem.text);
        if (elem.name == "table") read_vulners(elem, place, out);
    }
    model::ExternalResult result;
    add_cves(result.cves, id);
    // only what has a CVE of its own: the rest of the list repeats it as exploits
    if (result.cves.size() != 1) return;
    result.reference = result.cves.front();
    result.title = result.reference;
    result.place = place;
    result.cvss = cvss;
    out.push_back(std::move(result));
}

void read_script(const XmlNode& script, const std::string& place, std::vector<model::ExternalResult>& out) {
    const std::string_view id = script.attribute("id");
    if (id == "vulners") return read_vulners(script, place, out);
    const std::string_view output = script.attribute("output");
    const auto says = output.find("VULNERABLE");
    if (says == std::string_view::npos) return;
    model::ExternalResult result;
    result.reference = label(id);
    if (result.reference.empty()) return;
    result.title = label(id);
    result.place = place;
    result.gone = output.find("NOT VULNERABLE") != std::string_view::npos;
    result.said = output.find("LIKELY VULNERABLE") != std::string_view::npos ? "likely vulnerable" : "vulnerable";
    add_cves(result.cves, output);
    result.output = short_text(output);
    out.push_back(std::move(result));
}

void read_port(const XmlNode& port, std::vector<model::ExternalResult>& out) {
    const XmlNode* state = port.child("state");
    if (state == nullptr || state->attribute("state") != "open") return;
    model::ExternalResult result;
    result.reference = "open-port";
    result.place = place_of(port.attribute("protocol"), port.attribute("portid"));
    result.said = "open";
    std::string service;
    if (const XmlNode* found = port.child("service")) {
        for (const char* key : {"name", "product", "version"}) {
            const std::string_view value = found->attribute(key);
            if (!value.empty()) service += (service.empty() ? "" : " ") + std::string(value);
        }
    }
    result.title = label("open port " + result.place + (service.empty() ? "" : " (" + service + ")"));
    out.push_back(result);
    for (const XmlNode& script : port.children) {
        if (script.name == "script") read_script(script, result.place, out);
    }
}

}  // namespace

ReadExternal read_nmap_results(const XmlNode& root, const std::string& file) {
    ReadExternal out;
    out.report.tool = "nmap";
    out.report.format = "nmap-xml";
    out.report.version = label(root.attribute("version"));
    out.report.started = moment(root.attribute("start"));
    const XmlNode* stats = root.child("runstats");
    const XmlNode* finished = stats != nullptr ? stats->child("finished") : nullptr;
    const std::string_view exit = finished != nullptr ? finished->attribute("exit") : std::string_view();
    out.report.finished = finished != nullptr && (exit.empty() || exit == "success");
    if (finished != nullptr) out.report.ended = moment(finished->attribute("time"));
    if (!out.report.finished) out.warnings.push_back(defect("agent.scan_not_finished", file));
    std::string ports;
    for (const XmlNode& child : root.children) {
        if (child.name == "scaninfo" && child.attribute("protocol") == "tcp")
            ports = short_text(child.attribute("services"), 20'000);
    }
    Hosts hosts(out.report);
    for (const XmlNode& each : root.children) {
        const XmlNode* status = each.name == "host" ? each.child("status") : nullptr;
        if (status == nullptr || status->attribute("state") != "up") continue;
        std::string name;
        for (const XmlNode& child : each.children) {
            if (child.name == "address" && child.attribute("addrtype") != "mac" && name.empty())
                name = child.attribute("addr");
        }
        model::ExternalHost& host = hosts.of(name);
        host.seen = moment(each.attribute("endtime"));
        if (!host.seen) host.seen = out.report.ended ? out.report.ended : out.report.started;
        host.ports = ports;
        // a script that was not run says nothing, and the file does not tell which were
        host.silent_because = out.report.finished ? "lists_only_what_it_found" : "not_finished";
        for (const XmlNode& child : each.children) {
            if (child.name == "address" && child.attribute("addrtype") == "mac")
                add_mac(host, child.attribute("addr"));
            else if (child.name == "address")
                add_host(host, child.attribute("addr"));
            std::vector<model::ExternalResult> results;
            if (child.name == "hostnames") {
                for (const XmlNode& hostname : child.children)
                    add_host(host, hostname.attribute("name"));
            } else if (child.name == "ports") {
                for (const XmlNode& port : child.children) {
                    if (port.name == "port") read_port(port, results);
                }
            } else if (child.name == "hostscript") {
                for (const XmlNode& script : child.children)
                    read_script(script, {}, results);
            }
            for (model::ExternalResult& result : results) {
                if (hosts.room())
                    host.results.push_back(std::move(result));
                else
                    ++out.left_out;
            }
        }
    }
    return out;
}

}  // namespace attt::inventory::external
