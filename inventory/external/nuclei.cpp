// Nuclei: a line a match (-jsonl), or an array of them (-json-export).
#include "base/text.h"
#include "inventory/external/values.h"

namespace attt::inventory::external {
namespace {

using base::Value;

model::ExternalResult result_of(const Value& item) {
    const Value& info = item["info"];
    const Value& classes = info["classification"];
    model::ExternalResult out;
    out.reference = label(text_at(item, "template-id"));
    if (out.reference.empty()) out.reference = label(text_at(item, "templateID"));
    out.title = label(text_at(info, "name"));
    out.said = label(text_at(info, "severity"));
    // a matcher tells variants of a template apart; a value it extracted ("tls10") does where it has no name
    out.detail = label(text_at(item, "matcher-name"));
    if (out.detail.empty()) out.detail = label(text_at(item, "matcher_name"));
    if (out.detail.empty()) out.detail = label(text_at(item, "extractor-name"));
    std::string matched = text_at(item, "matched-at");
    if (matched.empty()) matched = text_at(item, "matched");
    out.place = place_of_url(matched);
    if (out.place.empty()) {
        const auto colon = matched.rfind(':');
        const bool port = colon != std::string::npos && colon + 1 < matched.size() &&
                          matched.find_first_not_of("0123456789", colon + 1) == std::string::npos;
        if (port && matched.find("://") == std::string::npos) out.place = place_of("tcp", matched.substr(colon + 1));
    } else {
        out.url = label(matched);
    }
    out.gone = item["matcher-status"].if_bool() != nullptr && !item["matcher-status"].bool_or(true);
    out.cvss = score_of(classes["cvss-score"]);
    out.cvss_vector = label(text_at(classes, "cvss-metrics"));
    for (const std::string& cve : texts_at(classes, "cve-id"))
        add_cves(out.cves, cve);
    add_cves(out.cves, out.reference);
    out.description = short_text(text_at(info, "description"));
    out.solution = short_text(text_at(info, "remediation"));
    std::string extracted;
    for (const std::string& text : texts_at(item, "extracted-results"))
        extracted += (extracted.empty() ? "" : "; ") + text;
    out.output = short_text(extracted);
    out.seen = moment(text_at(item, "timestamp"));
    return out;
}

}  // namespace

ReadExternal read_nuclei(const Value& root, const std::string& file) {
    ReadExternal out;
    out.report.tool = "nuclei";
    out.report.format = "nuclei-json";
    Hosts hosts(out.report);
    const base::Array one = {root};
    const base::Array& items = root.if_array() != nullptr ? *root.if_array() : one;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Value& item = items[i];
        model::ExternalResult result = result_of(item);
        if (result.reference.empty() || !hosts.room()) {
            ++out.left_out;
            if (out.left_out == 1)
                out.defects.push_back(
                    defect("external.no_reference", file, {{"field", "template-id"}}, static_cast<int>(i) + 1));
            continue;
        }
        std::string name = text_at(item, "host");
        if (name.empty()) name = text_at(item, "matched-at");
        model::ExternalHost probe;
        add_host(probe, name);
        const std::string key = !probe.names.empty()       ? probe.names.front()
                                : !probe.addresses.empty() ? probe.addresses.front()
                                                           : label(name);
        model::ExternalHost& host = hosts.of(key);
        add_host(host, name);
        add_host(host, text_at(item, "ip"));
        host.silent_because = "lists_only_what_it_found";
        if (result.seen && (!host.seen || *result.seen > *host.seen)) host.seen = result.seen;
        if (host.seen && (!out.report.ended || *host.seen > *out.report.ended)) out.report.ended = host.seen;
        host.results.push_back(std::move(result));
    }
    return out;
}

}  // namespace attt::inventory::external
