// Reports of OpenVAS and Greenbone (GMP XML), whole or as an answer of the server.
#include <map>

#include "base/text.h"
#include "inventory/external/values.h"

namespace attt::inventory::external {
namespace {

using base::XmlNode;

// The report that holds the results: reports are wrapped in reports.
const XmlNode* report_with_results(const XmlNode& node, int depth = 0) {
    if (node.name == "report" && node.child("results") != nullptr) return &node;
    if (depth > 4) return nullptr;
    for (const XmlNode& child : node.children) {
        if (const XmlNode* found = report_with_results(child, depth + 1)) return found;
    }
    return nullptr;
}

// "summary=…|insight=…": how older scanners kept what newer ones have in elements.
std::map<std::string, std::string, std::less<>> tags_of(std::string_view text) {
    std::map<std::string, std::string, std::less<>> out;
    for (const std::string& part : base::split(text, '|')) {
        const auto sign = part.find('=');
        if (sign != std::string::npos) out.emplace(part.substr(0, sign), part.substr(sign + 1));
    }
    return out;
}

model::ExternalResult result_of(const XmlNode& item) {
    static const XmlNode none;
    const XmlNode* found = item.child("nvt");
    const XmlNode& nvt = found != nullptr ? *found : none;
    const auto tags = tags_of(nvt.text_of("tags"));
    const auto tag = [&](std::string_view key) {
        const auto at = tags.find(key);
        return at != tags.end() ? std::string_view(at->second) : std::string_view();
    };
    model::ExternalResult out;
    out.reference = label(nvt.attribute("oid"));
    if (const std::string_view name = nvt.text_of("name"); !name.empty()) out.title = label(name);
    if (out.title.empty()) out.title = label(item.text_of("name"));
    const std::string port(item.text_of("port"));
    const auto slash = port.find('/');
    if (slash != std::string::npos) {
        // "443/tcp"; once "https (443/tcp)"
        std::string number = port.substr(0, slash);
        if (const auto bracket = number.find('('); bracket != std::string::npos) number.erase(0, bracket + 1);
        std::string protocol = port.substr(slash + 1);
        if (!protocol.empty() && protocol.back() == ')') protocol.pop_back();
        out.place = place_of(protocol, number);
    }
    out.said = label(item.text_of("threat"));
    out.cvss = score(item.text_of("severity"));
    if (!out.cvss) out.cvss = score(nvt.text_of("cvss_base"));
    if (const XmlNode* severities = nvt.child("severities")) {
        for (const XmlNode& severity : severities->children) {
            if (out.cvss_vector.empty()) out.cvss_vector = label(severity.text_of("value"));
        }
    }
    if (out.cvss_vector.empty()) out.cvss_vector = label(tag("cvss_base_vector"));
    if (const XmlNode* refs = nvt.child("refs")) {
        for (const XmlNode& ref : refs->children) {
            if (ref.attribute("type") == "cve") add_cves(out.cves, ref.attribute("id"));
        }
    }
    add_cves(out.cves, nvt.text_of("cve"));
    out.description = short_text(tag("summary"));
    out.solution = short_text(tag("solution"));
    if (out.solution.empty()) out.solution = short_text(nvt.text_of("solution"));
    out.output = short_text(item.text_of("description"));
    out.seen = moment(item.text_of("creation_time"));
    return out;
}

// Levels high, medium and low, and no stricter quality of detection than the usual one: what is not there was not
// found.
bool shows_all(std::string_view filter) {
    bool levels = false, quality = true, rows = true;
    for (const std::string& word : base::split(filter, ' ')) {
        if (word.starts_with("levels=")) {
            const std::string_view value = std::string_view(word).substr(7);
            levels = value.find('h') != value.npos && value.find('m') != value.npos && value.find('l') != value.npos;
        }
        if (word.starts_with("min_qod=")) quality = score(std::string_view(word).substr(8, 1)).value_or(9) < 8;
        if (word.starts_with("rows=")) rows = word == "rows=-1";
    }
    return levels && quality && rows;
}

}  // namespace

ReadExternal read_openvas(const XmlNode& root, const std::string& file) {
    ReadExternal out;
    out.report.tool = "openvas";
    out.report.format = "openvas-xml";
    const XmlNode* report = report_with_results(root);
    if (report == nullptr) {
        out.defects.push_back(defect("external.no_results_element", file));
        return out;
    }
    if (const XmlNode* gmp = report->child("gmp")) out.report.version = label(gmp->text_of("version"));
    out.report.started = moment(report->text_of("scan_start"));
    out.report.ended = moment(report->text_of("scan_end"));
    out.report.finished = report->text_of("scan_run_status") == "Done";
    const XmlNode* filters = report->child("filters");
    if (filters != nullptr) out.report.filter = label(filters->text_of("term"));
    const std::string silent = !out.report.finished                                         ? "not_finished"
                               : filters == nullptr || !shows_all(filters->text_of("term")) ? "filtered"
                                                                                            : "";
    Hosts hosts(out.report);
    const auto touch = [&](std::string_view name) -> model::ExternalHost& {
        model::ExternalHost& host = hosts.of(std::string(name));
        add_host(host, name);
        host.silent_because = silent;
        return host;
    };
    for (const XmlNode& each : report->children) {
        if (each.name != "host" || each.text_of("ip").empty()) continue;
        model::ExternalHost& host = touch(each.text_of("ip"));
        host.seen = moment(each.text_of("end"));
        for (const XmlNode& detail : each.children) {
            if (detail.name == "detail" && detail.text_of("name") == "hostname")
                add_host(host, detail.text_of("value"));
            if (detail.name == "detail" && detail.text_of("name") == "MAC") add_mac(host, detail.text_of("value"));
            const std::string_view what = detail.name == "detail" ? detail.text_of("name") : std::string_view();
            if (what.starts_with("Auth-") && what.ends_with("-Success")) host.credentialed = true;
        }
    }
    for (const XmlNode& item : report->child("results")->children) {
        if (item.name != "result") continue;
        model::ExternalResult result = result_of(item);
        const XmlNode* where = item.child("host");
        if (result.reference.empty() || !hosts.room()) {
            ++out.left_out;
            continue;
        }
        model::ExternalHost& host = touch(where != nullptr ? std::string_view(where->text) : std::string_view());
        if (where != nullptr) add_host(host, where->text_of("hostname"));
        if (!host.seen) host.seen = out.report.ended;
        host.results.push_back(std::move(result));
    }
    // a test that was broken off says nothing by its silence
    if (const XmlNode* errors = report->child("errors")) {
        for (const XmlNode& error : errors->children) {
            if (error.name == "error" && !error.text_of("host").empty())
                touch(error.text_of("host")).silent_because = "not_finished";
        }
    }
    return out;
}

}  // namespace attt::inventory::external
