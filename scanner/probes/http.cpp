// The way a citizen comes in: http://host/ hop by hop, then https://host/ with its HSTS header (RFC 6797). Each hop is
// fetched by itself, so that no redirect leads out of the scope unseen.
#include <charconv>
#include <optional>

#include "base/text.h"
#include "net/connection.h"
#include "net/http.h"
#include "scanner/probes/probes.h"
#include "scanner/walk.h"

namespace attt::scanner {
namespace {

net::Url start_of(const Site& site, const std::string& scheme) {
    net::Url url = site.url;
    url.scheme = scheme;
    url.port = port_of(site, scheme);
    return url;
}

base::Array hops_of(const Walk& walked) {
    base::Array out;
    for (const Hop& hop : walked.hops) {
        base::Object each{{"url", hop.url.text()}, {"status", hop.status}};
        if (!hop.location.empty()) each.set("location", hop.location);
        out.emplace_back(std::move(each));
    }
    return out;
}

void leave_open(base::Array& undetermined, std::initializer_list<const char*> facts, const std::string& reason) {
    for (const char* fact : facts)
        undetermined.emplace_back(base::Object{{"fact", fact}, {"value", nullptr}, {"reason", reason}});
}

// plain_http, hops, first_hop_https, redirects_to_https, final_url, final_status
void state_plain(const Walk& walked, const Site& site, base::Object& facts, base::Array& undetermined) {
    if (walked.hops.empty() && walked.failure && net::status_of(*walked.failure) == model::Status::refused) {
        facts.set("plain_http", "closed");
        facts.set("redirects_to_https", false);
        facts.set("first_hop_https", false);
        return;
    }
    if (walked.hops.empty()) {
        leave_open(undetermined, {"plain_http", "redirects_to_https", "first_hop_https", "final_status", "final_url"},
                   walked.failure ? net::reason_of(*walked.failure) : "no address");
        return;
    }
    const Hop& first = walked.hops.front();
    facts.set("plain_http", first.location.empty() ? "serves" : "redirect");
    facts.set("hops", hops_of(walked));
    const auto leads_to_https = [&](const std::string& location) {
        const auto next = net::parse_url(location);
        return next && next->scheme == "https" && same_site(site.url, *next);
    };
    facts.set("first_hop_https", leads_to_https(first.location));
    bool reaches = false;
    for (const Hop& hop : walked.hops)
        reaches = reaches || leads_to_https(hop.location);
    if (!reaches && walked.failure) {
        leave_open(undetermined, {"redirects_to_https", "final_status", "final_url"}, net::reason_of(*walked.failure));
        return;
    }
    facts.set("redirects_to_https", reaches);
    const Hop& last = walked.hops.back();
    facts.set("final_url", walked.left_scope.empty() ? last.url.text() : walked.left_scope);
    if (walked.left_scope.empty() && !walked.failure && !walked.too_long) facts.set("final_status", last.status);
}

// RFC 6797, section 6.1: directives separated by ";", names without regard to case, values perhaps quoted.
void state_hsts(const std::string& header, base::Object& facts) {
    facts.set("hsts", header);
    bool subdomains = false;
    for (const std::string& part : base::split(header, ';')) {
        const std::string directive = base::to_lower_ascii(base::trim(part));
        if (directive == "includesubdomains") subdomains = true;
        const auto equals = directive.find('=');
        if (equals == std::string::npos || base::trim(std::string_view(directive).substr(0, equals)) != "max-age")
            continue;
        std::string_view value = base::trim(std::string_view(directive).substr(equals + 1));
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
        std::int64_t seconds = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
        if (error == std::errc() && end == value.data() + value.size()) facts.set("hsts_max_age", seconds);
    }
    facts.set("hsts_include_subdomains", subdomains);
}

void state_https(const base::Result<net::HttpResponse>& response, base::Object& facts, base::Array& undetermined) {
    if (!response) {
        leave_open(undetermined, {"https_status", "hsts", "hsts_max_age", "hsts_include_subdomains"},
                   net::reason_of(response.error()));
        return;
    }
    facts.set("https_status", response->status);
    for (const auto& [name, value] : response->headers) {
        // RFC 6797, section 8.1: only the first of several counts
        if (name != "strict-transport-security") continue;
        state_hsts(value, facts);
        return;
    }
}

std::string header_block(const net::HttpResponse& response) {
    std::string out = response.version + " " + std::to_string(response.status) + "\n";
    for (const auto& [name, value] : response.headers)
        out.append(name).append(": ").append(value).append("\n");
    return out.substr(0, 8192);
}

}  // namespace

std::vector<model::Observation> probe_http(const Site& site, const std::string& address, const Context& context) {
    model::Observation observation;
    observation.subject = site.subject;
    observation.probe = "http";
    observation.observed_at = base::now();
    observation.endpoint = endpoint_of(site, address, port_of(site, "http"), context);
    if (site.url.scheme != "http" && site.url.scheme != "https") {
        observation.status = model::Status::not_applicable;
        observation.reason = "not a website";
        return {observation};
    }
    if (!reachable_family(address)) {
        observation.status = model::Status::unreachable;
        observation.reason = std::string(no_ipv6_reason);
        return {observation};
    }
    const Walk plain = walk(start_of(site, "http"), site, address, context);
    const net::Url secure = start_of(site, "https");
    net::HttpRequest request;
    request.url = secure.text();
    request.endpoint = endpoint_of(site, address, secure.port, context);
    const auto https = net::http_get(request, *context.politeness, fetch_deadline(context));

    const bool port_80_says_nothing = plain.hops.empty();
    if (port_80_says_nothing && !https) {
        const base::Error& error = https.error();
        observation.status = net::status_of(error);
        observation.reason = net::reason_of(error);
        return {observation};
    }
    base::Object facts;
    base::Array undetermined;
    state_plain(plain, site, facts, undetermined);
    state_https(https, facts, undetermined);
    if (!undetermined.empty()) facts.set("undetermined", std::move(undetermined));
    observation.facts = std::move(facts);

    base::Object measures{{"plain_first_byte_ms", plain.first_byte_ms}};
    if (https) {
        measures.set("https_first_byte_ms", https->first_byte_ms);
        measures.set("http_version", https->version);
        observation.evidence.push_back({"https_headers", "text/plain", header_block(*https)});
    }
    if (plain.last) observation.evidence.push_back({"http_headers", "text/plain", header_block(*plain.last)});
    observation.measures = std::move(measures);
    return {observation};
}

}  // namespace attt::scanner
