// The way a citizen comes in: http://host/ hop by hop, then https://host/ with its HSTS header (RFC 6797). Each hop is
// fetched by itself, so that no redirect leads out of the scope unseen.
#include <algorithm>
#include <optional>

#include "base/text.h"
#include "net/connection.h"
#include "net/http.h"
#include "scanner/http/headers.h"
#include "scanner/http/page_facts.h"
#include "scanner/http/software.h"
#include "scanner/probes/probes.h"
#include "scanner/walk.h"

namespace attt::scanner {
namespace {

constexpr const char* too_many_redirects = "more than 10 redirects";

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
    const auto to = net::parse_url(first.location);
    facts.set("first_hop_same_host", to && to->scheme == "https" && to->host == first.url.host);
    bool reaches = false;
    for (const Hop& hop : walked.hops)
        reaches = reaches || leads_to_https(hop.location);
    if (!reaches && walked.failure) {
        leave_open(undetermined, {"redirects_to_https", "final_status", "final_url"}, net::reason_of(*walked.failure));
        return;
    }
    facts.set("redirects_to_https", reaches);
    if (walked.too_long) return leave_open(undetermined, {"final_status", "final_url"}, too_many_redirects);
    const Hop& last = walked.hops.back();
    facts.set("final_url", walked.left_scope.empty() ? last.url.text() : walked.left_scope);
    if (walked.left_scope.empty() && !walked.failure && !walked.too_long) facts.set("final_status", last.status);
}

// What the list of browsers asks of a name: a year, subdomains, the word, and an upgrade on the same host first.
void state_preload(base::Object& facts) {
    if (!facts.contains("https_status")) return;
    const bool eligible = facts.contains("hsts_max_age") && facts.find("hsts_max_age")->integer_or(0) >= 31'536'000 &&
                          facts.find("hsts_include_subdomains")->bool_or(false) &&
                          facts.find("hsts_preload")->bool_or(false) && facts.contains("first_hop_same_host") &&
                          facts.find("first_hop_same_host")->bool_or(false);
    facts.set("hsts_preload_eligible", eligible);
}

void state_https(const base::Result<net::HttpResponse>& response, base::Object& facts, base::Array& undetermined) {
    if (!response) {
        leave_open(undetermined, {"https_status", "hsts", "hsts_max_age", "hsts_include_subdomains", "hsts_preload"},
                   net::reason_of(response.error()));
        return;
    }
    facts.set("https_status", response->status);
    http::state_hsts(response->headers, facts);
}

// The page that a visitor ends at, over https where there is https: its response and address.
struct Landing {
    net::HttpResponse response;
    net::Url url;
    std::vector<Hop> hops;  // from https://; empty where the landing is plain http
};

std::optional<Landing> landing_of(const Walk& plain, const base::Result<net::HttpResponse>& https,
                                  const net::Url& secure, const Site& site, const std::string& address,
                                  const Context& context) {
    if (!https) {
        if (!plain.last || plain.failure || plain.too_long) return std::nullopt;
        return Landing{*plain.last, plain.hops.back().url, {}};
    }
    Landing out{*https, secure, {{secure, https->status, https->location}}};
    const auto next = https->location.empty() ? base::Result<net::Url>(secure) : net::parse_url(https->location);
    if (https->location.empty() || !next || !may_follow(*next, site, context)) return out;
    Walk rest = walk(*next, site, address, context);
    out.hops.insert(out.hops.end(), rest.hops.begin(), rest.hops.end());
    if (rest.too_long) return std::nullopt;
    if (!rest.last || rest.failure) return out;
    out.response = std::move(*rest.last);
    out.url = rest.hops.back().url;
    return out;
}

constexpr std::initializer_list<const char*> facts_of_page = {"csp_gaps",
                                                              "frame_protected",
                                                              "nosniff",
                                                              "referrer_policy",
                                                              "cookies_without_secure",
                                                              "cookies_without_http_only",
                                                              "cookies_without_same_site",
                                                              "cookies_breaking_prefix",
                                                              "compressed",
                                                              "https_encoding",
                                                              "compressed_with_cookies",
                                                              "http2",
                                                              "mixed_active",
                                                              "mixed_passive",
                                                              "insecure_forms",
                                                              "scripts_without_integrity",
                                                              "directory_listing",
                                                              "default_page",
                                                              "trust_label",
                                                              "software_versions",
                                                              "software_past_support"};

bool says_html(const net::HttpResponse& response) {
    return base::to_lower_ascii(http::joined(response.headers, "content-type")).find("html") != std::string::npos;
}

void state_software(const Landing& landing, const content::Page& page, const Context& context, base::Object& facts) {
    std::string generator;
    for (const auto& [name, value] : page.head) {
        if (name == "generator") generator = value;
    }
    std::vector<std::string> all, versions, ended;
    for (const http::Software& software : http::software_in(landing.response.headers, generator)) {
        all.push_back(software.text());
        if (!software.version.empty()) versions.push_back(software.text());
        if (context.end_of_life == nullptr) continue;
        if (const auto date = context.end_of_life->ended(software, base::local_date(base::now())))
            ended.push_back(software.text() + " (" + base::show_date(*date) + ")");
    }
    facts.set("software", all);
    facts.set("software_versions", versions);
    facts.set("software_past_support", ended);
}

void state_landing(const Landing& landing, const Context& context, base::Object& facts) {
    if (!landing.hops.empty()) {
        Walk as_walk;
        as_walk.hops = landing.hops;
        facts.set("https_hops", hops_of(as_walk));
    }
    facts.set("landing_url", landing.url.text());
    facts.set("landing_status", landing.response.status);
    http::state_policies(landing.response.headers, facts);
    http::state_cookies(landing.response.headers, facts);
    facts.set("compressed", http::has(landing.response.headers, "content-encoding"));
    if (landing.url.scheme == "https") http::state_compression(landing.response.headers, facts);
    facts.set("http2", landing.response.version == "HTTP/2");
    const std::string text = says_html(landing.response) ? landing.response.body : "";
    http::state_page(landing.url.text(), text, facts);
    state_software(landing, content::take_apart(landing.url.text(), text.substr(0, 64U << 10U)), context, facts);
}

// The other form of the name, with or without "www.": where a visit to it ends. Not asked for names that only the host
// map knows.
void state_other_form(const Site& site, const std::string& address, const Context& context, base::Object& facts) {
    if (site.url.host_is_address() || !context.connect_address.empty()) return;
    const std::string bare = without_www(site.url.host);
    net::Url other = start_of(site, "http");
    other.host = bare == site.url.host ? "www." + bare : bare;
    const auto mapped = [&](const std::string& name) {
        return std::any_of(context.host_map.begin(), context.host_map.end(),
                           [&](const model::HostMapEntry& entry) { return entry.name == name; });
    };
    if (!may_follow(other, site, context) || (mapped(site.url.host) && !mapped(other.host))) return;
    const Walk walked = walk(other, site, address, context);
    if (walked.hops.empty()) {
        if (!walked.failure) facts.set("other_form", "absent");
        return;
    }
    facts.set("other_form_hops", hops_of(walked));
    const std::string& end = walked.left_scope.empty() ? walked.hops.back().url.host : walked.left_scope;
    facts.set("other_form", end == site.url.host ? "redirects" : "serves");
}

void state_security_txt(const Site& site, const std::string& address, const Context& context, base::Object& facts,
                        base::Array& undetermined) {
    net::Url url = start_of(site, "https");
    url.path = "/.well-known/security.txt";
    const Walk walked = walk(url, site, address, context);
    if (!walked.last || walked.failure) {
        leave_open(undetermined, {"security_txt", "security_txt_expires"},
                   walked.failure ? net::reason_of(*walked.failure) : "led out of the scope");
        return;
    }
    http::state_security_txt(walked.last->status, http::joined(walked.last->headers, "content-type"), walked.last->body,
                             facts);
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
    observation.facts_version = 2;
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
        // of the two ports, the one that the site's address means says why
        const base::Error& error = site.url.scheme == "http" && plain.failure ? *plain.failure : https.error();
        observation.status = net::status_of(error);
        observation.reason = net::reason_of(error);
        return {observation};
    }
    base::Object facts;
    base::Array undetermined;
    state_plain(plain, site, facts, undetermined);
    state_https(https, facts, undetermined);
    const auto landing = landing_of(plain, https, secure, site, address, context);
    if (landing) {
        state_landing(*landing, context, facts);
        if (http::cookies_beyond_limit(landing->response.headers))
            leave_open(undetermined,
                       {"cookies", "cookies_without_secure", "cookies_without_http_only", "cookies_without_same_site",
                        "cookies_breaking_prefix", "compressed_with_cookies"},
                       "more than 100 cookies");
        state_other_form(site, address, context, facts);
    } else {
        leave_open(undetermined, facts_of_page, plain.too_long ? too_many_redirects : "no page came");
    }
    if (https) state_security_txt(site, address, context, facts, undetermined);
    state_preload(facts);
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
