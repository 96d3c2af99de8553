#include "model/external.h"

namespace attt::model {
namespace {

using base::Object;
using base::Value;

void put(Object& into, const char* key, const std::string& text) {
    if (!text.empty()) into.set(key, text);
}
void put(Object& into, const char* key, const std::vector<std::string>& texts) {
    if (!texts.empty()) into.set(key, texts);
}
void put(Object& into, const char* key, const std::optional<base::Time>& time) {
    if (time) into.set(key, base::to_rfc3339(*time));
}

std::optional<base::Time> time_of(const Value& value) {
    return base::parse_rfc3339(value.string_or(""));
}

Value to_value(const ExternalResult& result) {
    Object out{{"reference", result.reference}};
    put(out, "place", result.place);
    put(out, "detail", result.detail);
    put(out, "title", result.title);
    put(out, "said", result.said);
    if (result.gone) out.set("gone", true);
    if (result.cvss) out.set("cvss", *result.cvss);
    put(out, "cvss_vector", result.cvss_vector);
    put(out, "cves", result.cves);
    put(out, "description", result.description);
    put(out, "solution", result.solution);
    put(out, "output", result.output);
    put(out, "url", result.url);
    put(out, "seen", result.seen);
    return out;
}

ExternalResult result_from(const Value& value) {
    ExternalResult out;
    out.reference = value["reference"].string_or("");
    out.place = value["place"].string_or("");
    out.detail = value["detail"].string_or("");
    out.title = value["title"].string_or("");
    out.said = value["said"].string_or("");
    out.gone = value["gone"].bool_or(false);
    if (const double* score = value["cvss"].if_double()) out.cvss = *score;
    if (const auto* score = value["cvss"].if_integer()) out.cvss = static_cast<double>(*score);
    out.cvss_vector = value["cvss_vector"].string_or("");
    out.cves = base::strings_of(value["cves"]);
    out.description = value["description"].string_or("");
    out.solution = value["solution"].string_or("");
    out.output = value["output"].string_or("");
    out.url = value["url"].string_or("");
    out.seen = time_of(value["seen"]);
    return out;
}

}  // namespace

std::size_t ExternalReport::results() const {
    std::size_t out = 0;
    for (const ExternalHost& host : hosts)
        out += host.results.size();
    return out;
}

Value to_value(const ExternalHost& host) {
    Object out{{"name", host.name}};
    put(out, "names", host.names);
    put(out, "addresses", host.addresses);
    put(out, "macs", host.macs);
    put(out, "subject", host.subject);
    put(out, "silent_because", host.silent_because);
    put(out, "ports", host.ports);
    if (host.credentialed) out.set("credentialed", *host.credentialed);
    put(out, "seen", host.seen);
    base::Array results;
    for (const ExternalResult& result : host.results)
        results.push_back(to_value(result));
    out.set("results", std::move(results));
    return out;
}

ExternalHost external_host_from(const Value& value) {
    ExternalHost out;
    out.name = value["name"].string_or("");
    out.names = base::strings_of(value["names"]);
    out.addresses = base::strings_of(value["addresses"]);
    out.macs = base::strings_of(value["macs"]);
    out.subject = value["subject"].string_or("");
    out.silent_because = value["silent_because"].string_or("");
    out.ports = value["ports"].string_or("");
    if (const bool* flag = value["credentialed"].if_bool()) out.credentialed = *flag;
    out.seen = time_of(value["seen"]);
    if (const base::Array* results = value["results"].if_array()) {
        for (const Value& result : *results)
            out.results.push_back(result_from(result));
    }
    return out;
}

}  // namespace attt::model
