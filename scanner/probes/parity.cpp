// Whether a visitor over IPv6 meets the same site as one over IPv4: status, final address, certificate, visible text,
// and how long each waits. Once a site that has addresses of both families.
#include <algorithm>

#include "base/hash.h"
#include "net/connection.h"
#include "scanner/content/page.h"
#include "scanner/content/similarity.h"
#include "scanner/probes/hosts.h"
#include "scanner/probes/probes.h"
#include "scanner/walk.h"

namespace attt::scanner {
namespace {

// RFC 8305, section 5: how long a browser waits for IPv6 before it tries IPv4 beside it.
constexpr std::int64_t head_start_ms = 250;

struct Visit {
    std::string address;
    std::optional<std::int64_t> connect_ms;
    Walk walk;

    bool answered() const { return walk.last && !walk.failure; }
    std::string final_url() const { return walk.left_scope.empty() ? walk.hops.back().url.text() : walk.left_scope; }
};

std::optional<std::int64_t> connect_time(const model::Endpoint& endpoint, const Context& context) {
    const auto begun = net::Deadline::Clock::now();
    const auto deadline = net::Deadline::after(context.politeness->limits().connect_timeout);
    if (!net::Connection::open(endpoint, *context.politeness, deadline)) return std::nullopt;
    return std::chrono::duration_cast<std::chrono::milliseconds>(net::Deadline::Clock::now() - begun).count();
}

Visit visit_over(const std::string& address, const Site& site, const Context& context) {
    Visit out;
    out.address = address;
    out.connect_ms = connect_time(endpoint_of(site, address, site.url.port, context), context);
    out.walk = walk(site.url, site, address, context);
    return out;
}

const std::string* first_of(const Site& site, bool v6) {
    const auto at = std::find_if(site.addresses.begin(), site.addresses.end(), [&](const std::string& address) {
        return (address.find(':') != std::string::npos) == v6;
    });
    return at == site.addresses.end() ? nullptr : &*at;
}

std::string text_of(const Visit& visit) {
    const net::HttpResponse& response = *visit.walk.last;
    const std::string text = content::take_apart(visit.final_url(), response.body).visible_text;
    return text.empty() ? response.body : text;
}

// By hash; an error where a chain could not be had.
base::Result<std::string> certificate_at(const std::string& address, const Site& site, const Context& context) {
    const std::uint16_t port = port_of(site, "https");
    auto chain = chain_at(endpoint_of(site, address, port, context), {site.url.host, false, ""}, context);
    if (!chain) return tl::unexpected(chain.error());
    return base::sha256_hex(chain->front());
}

void state_certificates(const Visit& v4, const Visit& v6, const Site& site, const Context& context, base::Object& facts,
                        base::Array& doubts) {
    if (site.url.scheme != "https" && !v4.final_url().starts_with("https:") && !v6.final_url().starts_with("https:"))
        return;
    const auto one = certificate_at(v4.address, site, context);
    const auto other = certificate_at(v6.address, site, context);
    if (one && other) {
        facts.set("same_certificate", *one == *other);
        return;
    }
    doubts.emplace_back(base::Object{{"fact", "same_certificate"},
                                     {"value", nullptr},
                                     {"reason", net::reason_of(one ? other.error() : one.error())}});
}

base::Object measures_of(const Visit& v4, const Visit& v6) {
    base::Object out{{"first_byte_ms_ipv4", v4.walk.first_byte_ms}, {"first_byte_ms_ipv6", v6.walk.first_byte_ms}};
    if (!v4.connect_ms || !v6.connect_ms) return out;
    out.set("connect_ms_ipv4", *v4.connect_ms);
    out.set("connect_ms_ipv6", *v6.connect_ms);
    out.set("preferred", *v6.connect_ms <= *v4.connect_ms + head_start_ms ? "ipv6" : "ipv4");
    return out;
}

model::Observation blank(const Site& site, model::Status status, std::string_view reason) {
    model::Observation observation;
    observation.subject = site.subject;
    observation.probe = "parity";
    observation.observed_at = base::now();
    observation.status = status;
    observation.reason = reason;
    return observation;
}

}  // namespace

std::vector<model::Observation> probe_parity(const Site& site, const std::string&, const Context& context) {
    if (site.url.scheme != "http" && site.url.scheme != "https")
        return {blank(site, model::Status::not_applicable, "not a website")};
    const std::string* first_v4 = first_of(site, false);
    const std::string* first_v6 = first_of(site, true);
    if (first_v4 == nullptr || first_v6 == nullptr)
        return {blank(site, model::Status::not_applicable, "the name has addresses of one family only")};
    if (!reachable_family(*first_v6)) return {blank(site, model::Status::unreachable, no_ipv6_reason)};
    const Visit v4 = visit_over(*first_v4, site, context);
    const Visit v6 = visit_over(*first_v6, site, context);
    for (const Visit* each : {&v4, &v6}) {
        if (each->answered()) continue;
        const bool failed = each->walk.failure.has_value();
        return {blank(site, failed ? net::status_of(*each->walk.failure) : model::Status::unreachable,
                      (each == &v4 ? "over IPv4: " : "over IPv6: ") +
                          (failed ? net::reason_of(*each->walk.failure) : std::string("no page came")))};
    }
    model::Observation observation = blank(site, model::Status::ok, "");
    base::Object facts{{"same_status", v4.walk.hops.back().status == v6.walk.hops.back().status},
                       {"same_final_url", v4.final_url() == v6.final_url()},
                       {"similarity", content::similarity_percent(text_of(v4), text_of(v6))},
                       {"ipv4", base::Object{{"url", v4.final_url()}, {"status", v4.walk.hops.back().status}}},
                       {"ipv6", base::Object{{"url", v6.final_url()}, {"status", v6.walk.hops.back().status}}}};
    base::Array doubts;
    state_certificates(v4, v6, site, context, facts, doubts);
    if (!doubts.empty()) facts.set("undetermined", std::move(doubts));
    observation.facts = std::move(facts);
    observation.measures = measures_of(v4, v6);
    return {observation};
}

}  // namespace attt::scanner
