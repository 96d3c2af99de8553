// .nessus (NessusClientData_v2).
#include "base/text.h"
#include "inventory/external/values.h"

namespace attt::inventory::external {
namespace {

using base::XmlNode;

constexpr std::string_view scan_information = "19506";

void read_property(const XmlNode& tag, model::ExternalHost& host) {
    const std::string_view name = tag.attribute("name");
    if (name == "host-ip" || name == "host-fqdn" || name == "netbios-name" || name == "host-rdns") {
        add_host(host, tag.text);
    } else if (name == "mac-address") {
        add_mac(host, tag.text);
    } else if (name == "HOST_END" || name == "HOST_END_TIMESTAMP") {
        // the stamp has a zone, the other has not
        if (!host.seen || name == "HOST_END_TIMESTAMP") host.seen = moment(tag.text);
    } else if (name == "Credentialed_Scan") {
        host.credentialed = base::to_lower_ascii(tag.text) == "true";
    }
}

model::ExternalResult result_of(const XmlNode& item) {
    model::ExternalResult out;
    out.reference = label(item.attribute("pluginID"));
    out.title = label(item.attribute("pluginName"));
    out.place = place_of(item.attribute("protocol"), item.attribute("port"));
    out.said = label(item.attribute("severity"));
    if (out.title.empty()) out.title = label(item.text_of("plugin_name"));
    // version 3 before version 2, by whichever the plugin has
    for (const char* key : {"cvss3_base_score", "cvss_base_score"}) {
        if (!out.cvss) out.cvss = score(item.text_of(key));
    }
    for (const char* key : {"cvss3_vector", "cvss_vector"}) {
        if (out.cvss_vector.empty()) out.cvss_vector = label(item.text_of(key));
    }
    for (const XmlNode& child : item.children) {
        if (child.name == "cve") add_cves(out.cves, child.text);
    }
    const std::string_view synopsis = item.text_of("synopsis");
    out.description = short_text(synopsis.empty() ? item.text_of("description") : synopsis);
    out.solution = short_text(item.text_of("solution"));
    out.output = short_text(item.text_of("plugin_output"));
    return out;
}

// "Nessus version : 5.2.1" and "Credentialed checks : no" of the plugin that speaks of the scan itself.
void read_scan_information(std::string_view output, model::ExternalReport& report, model::ExternalHost& host) {
    for (const std::string& line : base::split(output, '\n')) {
        const auto colon = line.find(':');
        if (colon == std::string::npos) continue;
        const std::string_view key = base::trim(std::string_view(line).substr(0, colon));
        const std::string_view value = base::trim(std::string_view(line).substr(colon + 1));
        if (key == "Nessus version" && report.version.empty()) report.version = label(value.substr(0, value.find(' ')));
        if (key == "Credentialed checks" && !host.credentialed) host.credentialed = value.starts_with("yes");
    }
}

}  // namespace

ReadExternal read_nessus(const XmlNode& root, const std::string& file) {
    ReadExternal out;
    out.report.tool = "nessus";
    out.report.format = "nessus-xml";
    Hosts hosts(out.report);
    for (const XmlNode& report : root.children) {
        if (report.name != "Report") continue;
        for (const XmlNode& each : report.children) {
            if (each.name != "ReportHost") continue;
            const std::string name(each.attribute("name"));
            model::ExternalHost& host = hosts.of(name);
            add_host(host, name);
            if (const XmlNode* properties = each.child("HostProperties")) {
                for (const XmlNode& tag : properties->children)
                    read_property(tag, host);
            }
            for (const XmlNode& item : each.children) {
                if (item.name != "ReportItem") continue;
                model::ExternalResult result = result_of(item);
                if (result.reference.empty() || !hosts.room()) {
                    ++out.left_out;
                    continue;
                }
                if (result.reference == scan_information)
                    read_scan_information(item.text_of("plugin_output"), out.report, host);
                host.results.push_back(std::move(result));
            }
            if (!host.seen) {
                host.silent_because = "not_finished";
                out.report.finished = false;
            }
            settle_nessus_host(host);
            if (host.seen && (!out.report.ended || *host.seen > *out.report.ended)) out.report.ended = host.seen;
        }
    }
    if (out.report.hosts.empty()) out.warnings.push_back(defect("external.no_hosts", file));
    return out;
}

}  // namespace attt::inventory::external
