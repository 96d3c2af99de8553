#include "scanner/walk.h"

namespace attt::scanner {
namespace {

constexpr int hop_limit = 10;

// The address for a hop: pinned for the site's own name; a www form is resolved, in the same family.
std::optional<std::string> address_for(const net::Url& url, const Site& site, const std::string& address,
                                       const Context& context) {
    if (url.host == site.url.host || !context.connect_address.empty()) return address;
    if (url.host_is_address()) return url.host;
    const bool v6 = address.find(':') != std::string::npos;
    const auto deadline = net::Deadline::after(std::chrono::seconds(10));
    const auto answer =
        v6 ? context.resolver->addresses_v6(url.host, deadline) : context.resolver->addresses_v4(url.host, deadline);
    if (!answer || answer->addresses.empty()) return std::nullopt;
    return answer->addresses.front();
}

}  // namespace

std::string without_www(const std::string& host) {
    return host.starts_with("www.") ? host.substr(4) : host;
}

bool same_site(const net::Url& a, const net::Url& b) {
    return without_www(a.host) == without_www(b.host) || b.host.ends_with("." + without_www(a.host));
}

std::uint16_t port_of(const Site& site, const std::string& scheme) {
    if (site.url.scheme == scheme) return site.url.port;
    return scheme == "https" ? 443 : 80;
}

bool may_follow(const net::Url& next, const Site& site, const Context& context) {
    return next.host == site.url.host || context.politeness->scope().covers_name(next.host);
}

net::Deadline fetch_deadline(const Context& context) {
    const model::ScanLimits& limits = context.politeness->limits();
    return net::Deadline::after(limits.connect_timeout + limits.answer_timeout);
}

Walk walk(net::Url url, const Site& site, const std::string& address, const Context& context, const WalkAs& as) {
    Walk out;
    while (static_cast<int>(out.hops.size()) < hop_limit) {
        const auto at = address_for(url, site, address, context);
        if (!at) {
            out.left_scope = url.text();
            return out;
        }
        Site hop_site = site;  // the host map is asked by the hop's own name
        hop_site.url = url;
        net::HttpRequest request;
        request.url = url.text();
        request.endpoint = endpoint_of(hop_site, *at, url.port, context);
        request.user_agent = as.user_agent;
        request.referrer = as.referrer;
        request.body_limit = as.body_limit;
        auto response = as.session != nullptr ? as.session->get(request, fetch_deadline(context))
                                              : net::http_get(request, *context.politeness, fetch_deadline(context));
        if (!response) {
            out.failure = response.error();
            return out;
        }
        if (out.hops.empty()) out.first_byte_ms = response->first_byte_ms;
        const bool redirects = response->status >= 300 && response->status < 400 && !response->location.empty();
        out.hops.push_back({url, response->status, response->location});
        out.last = std::move(*response);
        if (!redirects) return out;
        auto next = net::parse_url(out.last->location);
        if (!next || (next->scheme != "http" && next->scheme != "https") || !may_follow(*next, site, context)) {
            out.left_scope = out.last->location;
            return out;
        }
        url = *next;
    }
    out.too_long = true;
    return out;
}

}  // namespace attt::scanner
