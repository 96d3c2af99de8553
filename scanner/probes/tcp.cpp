// Whether the site's ports accept a connection, at each of its addresses: what IPv6 readiness stands on.
#include <ifaddrs.h>
#include <netinet/in.h>

#include <memory>

#include "net/connection.h"
#include "scanner/probes/probes.h"

namespace attt::scanner {
namespace {

struct Port {
    const char* service;
    std::uint16_t number;  // as the URL counts, before the host map
};

// The port of the URL and, of a website on its usual port, the other scheme's: http://host and https://host are one
// site.
std::vector<Port> ports_of(const net::Url& url) {
    if (url.scheme == "http") return {{"http", url.port}, {"https", 443}};
    if (url.scheme == "https") return {{"https", url.port}, {"http", 80}};
    return {{"service", url.port}};
}

bool is_global_v6(const sockaddr* address) {
    if (address == nullptr || address->sa_family != AF_INET6) return false;
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(address);
    return !IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr) && !IN6_IS_ADDR_LINKLOCAL(&v6->sin6_addr);
}

}  // namespace

bool host_has_ipv6() {
    ifaddrs* list = nullptr;
    if (getifaddrs(&list) != 0) return false;
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(list, &freeifaddrs);
    for (const ifaddrs* each = list; each != nullptr; each = each->ifa_next) {
        if (is_global_v6(each->ifa_addr)) return true;
    }
    return false;
}

bool reachable_family(const std::string& address) {
    const auto parsed = net::Address::parse(address);
    return !parsed || !parsed->v6 || parsed->is_loopback() || host_has_ipv6();
}

std::vector<model::Observation> probe_tcp(const Site& site, const std::string& address, const Context& context) {
    std::vector<model::Observation> out;
    for (const Port& port : ports_of(site.url)) {
        model::Observation observation;
        observation.subject = site.subject;
        observation.probe = "tcp";
        observation.endpoint = endpoint_of(site, address, port.number, context);
        observation.observed_at = base::now();
        if (!reachable_family(address)) {
            observation.status = model::Status::unreachable;
            observation.reason = std::string(no_ipv6_reason);
            out.push_back(std::move(observation));
            continue;
        }
        const auto begun = std::chrono::steady_clock::now();
        const auto deadline = net::Deadline::after(context.politeness->limits().connect_timeout);
        const auto connection = net::Connection::open(*observation.endpoint, *context.politeness, deadline);
        if (connection) {
            observation.facts = base::Object{{"connected", true}, {"service", port.service}};
            const auto took =
                std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
            observation.measures = base::Object{{"connect_ms", std::int64_t{took.count()}}};
        } else {
            observation.status = net::status_of(connection.error());
            observation.reason = net::reason_of(connection.error());
        }
        out.push_back(std::move(observation));
    }
    return out;
}

}  // namespace attt::scanner
