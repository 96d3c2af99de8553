#include "app/authorities.h"

#include <algorithm>
#include <iterator>

namespace attt::app {
namespace {

// What is not set aside for other ends than the public Internet (IANA's registries of special-purpose addresses,
// RFC 6890): 0/8, 10/8, 100.64/10, 127/8, 169.254/16, 172.16/12, 192.0.0/24, 192.168/16, 198.18/15 and 224/3 are left
// out.
constexpr const char* public_networks[] = {
    "1.0.0.0/8",      "2.0.0.0/7",      "4.0.0.0/6",      "8.0.0.0/7",      "11.0.0.0/8",     "12.0.0.0/6",
    "16.0.0.0/4",     "32.0.0.0/3",     "64.0.0.0/3",     "96.0.0.0/6",     "100.0.0.0/10",   "100.128.0.0/9",
    "101.0.0.0/8",    "102.0.0.0/7",    "104.0.0.0/5",    "112.0.0.0/5",    "120.0.0.0/6",    "124.0.0.0/7",
    "126.0.0.0/8",    "128.0.0.0/3",    "160.0.0.0/5",    "168.0.0.0/8",    "169.0.0.0/9",    "169.128.0.0/10",
    "169.192.0.0/11", "169.224.0.0/12", "169.240.0.0/13", "169.248.0.0/14", "169.252.0.0/15", "169.255.0.0/16",
    "170.0.0.0/7",    "172.0.0.0/12",   "172.32.0.0/11",  "172.64.0.0/10",  "172.128.0.0/9",  "173.0.0.0/8",
    "174.0.0.0/7",    "176.0.0.0/4",    "192.0.1.0/24",   "192.0.2.0/23",   "192.0.4.0/22",   "192.0.8.0/21",
    "192.0.16.0/20",  "192.0.32.0/19",  "192.0.64.0/18",  "192.0.128.0/17", "192.1.0.0/16",   "192.2.0.0/15",
    "192.4.0.0/14",   "192.8.0.0/13",   "192.16.0.0/12",  "192.32.0.0/11",  "192.64.0.0/10",  "192.128.0.0/11",
    "192.160.0.0/13", "192.169.0.0/16", "192.170.0.0/15", "192.172.0.0/14", "192.176.0.0/12", "192.192.0.0/10",
    "193.0.0.0/8",    "194.0.0.0/7",    "196.0.0.0/7",    "198.0.0.0/12",   "198.16.0.0/15",  "198.20.0.0/14",
    "198.24.0.0/13",  "198.32.0.0/11",  "198.64.0.0/10",  "198.128.0.0/9",  "199.0.0.0/8",    "200.0.0.0/5",
    "208.0.0.0/4",    "2000::/3"};

constexpr const char* loopback_networks[] = {"127.0.0.0/8", "::1/128"};
constexpr const char* private_networks[] = {"10.0.0.0/8",     "172.16.0.0/12", "192.168.0.0/16",
                                            "169.254.0.0/16", "fc00::/7",      "fe80::/10"};

constexpr int network_cap = 16;

template <std::size_t count>
void add(const char* const (&texts)[count], std::vector<net::Network>& networks) {
    for (const char* text : texts)
        networks.push_back(*net::Network::parse(text));
}

}  // namespace

TrustSettings authorities_on(const std::vector<model::Authorisation>& authorisations, base::Date date) {
    TrustSettings out;
    for (const model::Authorisation& each : authorisations) {
        if (each.authorities.empty() || date < each.date || date > each.until) continue;
        std::vector<net::Network> networks;
        add(public_networks, networks);
        for (const std::string& text : each.networks)
            if (const auto network = net::Network::parse(text)) networks.push_back(*network);
        std::copy_if(each.authorities.begin(), each.authorities.end(), std::back_inserter(*out.addresses),
                     [](const std::string& name) { return net::Address::parse(name).has_value(); });
        out.authorities.allow(each.authorities, std::move(networks), network_cap);
        out.names_authorities = true;
    }
    return out;
}

base::Result<TrustSources> TrustSources::make(const TrustSettings& settings, bool asks,
                                              const scanner::Context& engine) {
    TrustSources out;
    if (asks)
        out.authorities_ = std::make_unique<scanner::Authorities>(scanner::Authorities::Settings{
            engine.resolver, settings.authorities, engine.politeness->limits(), engine.host_map, settings.addresses});
    if (settings.ct_logs.empty()) return out;
    auto logs = scanner::tls::CtLogs::load(settings.ct_logs);
    if (!logs) return tl::unexpected(logs.error());
    out.logs_ = std::make_unique<scanner::tls::CtLogs>(std::move(*logs));
    return out;
}

void TrustSources::lend(scanner::Context& context) const {
    context.authorities = authorities_.get();
    context.ct_logs = logs_.get();
}

TrustSettings authorities_of_one(const std::string& named) {
    std::vector<net::Network> networks;
    add(public_networks, networks);
    if (const auto address = net::Address::parse(named)) {
        if (address->is_loopback()) add(loopback_networks, networks);
        if (address->is_private()) add(private_networks, networks);
    }
    TrustSettings out;
    out.addresses = std::nullopt;
    out.authorities.allow({"*"}, std::move(networks), network_cap);
    return out;
}

TrustSettings authorities_at_loopback() {
    std::vector<net::Network> networks;
    add(loopback_networks, networks);
    TrustSettings out;
    out.addresses = std::nullopt;
    out.authorities.allow({"*"}, std::move(networks), network_cap);
    return out;
}

}  // namespace attt::app
