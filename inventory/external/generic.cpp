// DefectDojo's generic findings ({"findings": […]}) and the vulnerabilities that Wazuh keeps of its agents.
#include "base/hash.h"
#include "base/text.h"
#include "inventory/external/values.h"

namespace attt::inventory::external {
namespace {

using base::Value;

std::string first_of(const Value& item, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
        if (std::string text = text_at(item, key); !text.empty()) return text;
    }
    return {};
}

// Without an id of its own the title must do: hashed, since it is an identity and not a text.
std::string reference_of(const Value& item) {
    std::string out = first_of(item, {"vuln_id_from_tool", "unique_id_from_tool", "cve"});
    if (out.empty()) out = "title-" + base::sha256_hex(text_at(item, "title")).substr(0, 12);
    return label(out);
}

model::ExternalResult generic_result(const Value& item) {
    model::ExternalResult out;
    out.reference = reference_of(item);
    out.title = label(text_at(item, "title"));
    out.said = label(text_at(item, "severity"));
    out.detail = label(first_of(item, {"component_name", "file_path"}));
    const auto flag = [&](std::string_view key) { return item[key].bool_or(false); };
    out.gone = flag("is_mitigated") || flag("false_p");
    out.cvss = score_of(item["cvssv3_score"]);
    if (!out.cvss) out.cvss = score_of(item["cvssv4_score"]);
    out.cvss_vector = label(first_of(item, {"cvssv3", "cvssv4"}));
    add_cves(out.cves, text_at(item, "cve"));
    for (const std::string& id : texts_at(item, "vulnerability_ids"))
        add_cves(out.cves, id);
    if (const base::Array* ids = item["vulnerability_ids"].if_array()) {
        for (const Value& id : *ids)
            add_cves(out.cves, text_at(id, "vulnerability_id"));
    }
    out.description = short_text(text_at(item, "description"));
    out.solution = short_text(text_at(item, "mitigation"));
    out.output = short_text(text_at(item, "steps_to_reproduce"));
    out.seen = moment(text_at(item, out.gone ? "mitigated" : "date"));
    if (!out.seen) out.seen = moment(text_at(item, "date"));
    return out;
}

struct Where {
    std::string host;
    std::string url;
    std::string place;
};

// An endpoint is a URL, a host, or an object of its parts.
Where where_of(const Value& endpoint) {
    if (const std::string* text = endpoint.if_string()) return {*text, *text, place_of_url(*text)};
    Where out;
    out.host = text_at(endpoint, "host");
    const std::string protocol = text_at(endpoint, "protocol");
    const std::string port = text_at(endpoint, "port");
    std::string path = text_at(endpoint, "path");
    if (!protocol.empty() && !out.host.empty()) {
        if (!path.empty() && path.front() != '/') path.insert(path.begin(), '/');
        out.url = protocol + "://" + out.host + (port.empty() ? "" : ":" + port) + path;
        out.place = place_of_url(out.url);
    }
    if (out.place.empty()) out.place = place_of("", port);
    return out;
}

class Reader {
  public:
    explicit Reader(ReadExternal& out) : out_(out), hosts_(out.report) {}

    void finding(const Value& item) {
        const model::ExternalResult result = generic_result(item);
        // accepted, a duplicate, or nobody's task: neither there nor mended
        const bool inactive = item["active"].if_bool() != nullptr && !item["active"].bool_or(true);
        if (!result.gone && (inactive || item["out_of_scope"].bool_or(false))) {
            ++out_.left_out;
            return;
        }
        const base::Array* endpoints = item["endpoints"].if_array();
        if (endpoints == nullptr || endpoints->empty()) return add({}, result);
        for (const Value& endpoint : *endpoints)
            add(where_of(endpoint), result);
    }

  private:
    void add(const Where& where, model::ExternalResult result) {
        if (result.title.empty() || !hosts_.room()) {
            ++out_.left_out;
            return;
        }
        model::ExternalHost probe;
        add_host(probe, where.host);
        model::ExternalHost& host = hosts_.of(!probe.names.empty()       ? probe.names.front()
                                              : !probe.addresses.empty() ? probe.addresses.front()
                                                                         : "");
        add_host(host, where.host);
        host.silent_because = "lists_only_what_it_found";
        result.url = label(where.url);
        result.place = where.place;
        if (result.seen && (!host.seen || *result.seen > *host.seen)) host.seen = result.seen;
        host.results.push_back(std::move(result));
    }

    ReadExternal& out_;
    Hosts hosts_;
};

}  // namespace

ReadExternal read_generic(const Value& root, const std::string& file) {
    ReadExternal out;
    out.report.tool = "generic";
    out.report.format = "defectdojo-generic-json";
    // a report may say which tool it speaks for
    const std::string type = base::to_lower_ascii(label(first_of(root, {"type", "name"})));
    out.report.version = type;
    Reader reader(out);
    if (const base::Array* findings = root["findings"].if_array()) {
        for (const Value& finding : *findings)
            reader.finding(finding);
    }
    if (out.report.hosts.empty()) out.warnings.push_back(defect("external.no_hosts", file));
    for (const model::ExternalHost& host : out.report.hosts) {
        if (host.seen && (!out.report.ended || *host.seen > *out.report.ended)) out.report.ended = host.seen;
    }
    return out;
}

ReadExternal read_wazuh_vulnerabilities(const Value& root, const std::string& file) {
    ReadExternal out;
    out.report.tool = "wazuh";
    out.report.format = "wazuh-vulnerabilities";
    Hosts hosts(out.report);
    const Value* hits = root.at_path("hits.hits");
    const base::Array none;
    const base::Array& items = hits != nullptr && hits->if_array() != nullptr ? *hits->if_array()
                               : root.if_array() != nullptr                   ? *root.if_array()
                                                                              : none;
    for (const Value& hit : items) {
        const Value& item = hit["_source"].if_object() != nullptr ? hit["_source"] : hit;
        const Value& vulnerability = item["vulnerability"];
        model::ExternalResult result;
        result.reference = label(first_of(vulnerability, {"id", "cve"}));
        if (result.reference.empty() || !hosts.room()) {
            ++out.left_out;
            continue;
        }
        result.detail = label(text_at(item["package"], "name"));
        result.title = label(result.reference + (result.detail.empty() ? "" : " (" + result.detail + ")"));
        result.said = label(text_at(vulnerability, "severity"));
        if (result.said == "-") result.said.clear();
        result.cvss = score_of(vulnerability["score"]["base"]);
        add_cves(result.cves, result.reference);
        result.description = short_text(text_at(vulnerability, "description"));
        result.output = short_text(result.detail + " " + text_at(item["package"], "version"));
        result.seen = moment(text_at(vulnerability, "detected_at"));
        const Value& agent = item["agent"];
        const std::string name = first_of(agent, {"name", "id"});
        model::ExternalHost& host = hosts.of(name);
        add_host(host, text_at(agent, "name"));
        add_host(host, text_at(agent, "ip"));
        host.silent_because = "lists_only_what_it_found";
        if (result.seen && (!host.seen || *result.seen > *host.seen)) host.seen = result.seen;
        host.results.push_back(std::move(result));
    }
    // what the index holds of an agent is all that is known of it, once the answer holds all of the index
    const Value* total = root.at_path("hits.total.value");
    const bool whole = total != nullptr && total->if_integer() != nullptr &&
                       *total->if_integer() == static_cast<std::int64_t>(items.size()) && out.left_out == 0;
    for (model::ExternalHost& host : out.report.hosts) {
        host.silent_because = whole ? "" : "more_than_in_the_file";
        if (host.seen && (!out.report.ended || *host.seen > *out.report.ended)) out.report.ended = host.seen;
    }
    if (total != nullptr && !whole)
        out.warnings.push_back(
            defect("external.more_than_in_the_file", file,
                   {{"count", std::to_string(items.size())}, {"total", std::to_string(total->integer_or(0))}}));
    return out;
}

}  // namespace attt::inventory::external
