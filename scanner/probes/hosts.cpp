#include "scanner/probes/hosts.h"

#include "net/connection.h"
#include "net/prelude.h"
#include "scanner/content/words.h"
#include "scanner/tls/handshake.h"

namespace attt::scanner {

bool may_touch(const std::string& host, const Site& site, const Context& context) {
    if (context.politeness->scope().covers_name(host)) return true;
    const std::string bare = site.url.host.starts_with("www.") ? site.url.host.substr(4) : site.url.host;
    return context.hosts_below_named && content::lies_within(host, bare);
}

model::Endpoint endpoint_of_host(const std::string& host, const std::string& address, std::uint16_t port,
                                 const Context& context) {
    Site at;
    at.url.host = host;
    return endpoint_of(at, address, port, context);
}

std::optional<std::vector<std::string>> addresses_of_host(const std::string& host, Asking& asking) {
    std::vector<std::string> out;
    for (const auto type : {net::RecordType::a, net::RecordType::aaaa}) {
        const auto answer = asking.records(host, type);
        if (answer == nullptr) return std::nullopt;
        if (!answer->records.empty()) out.push_back(answer->records.front());
    }
    return out;
}

base::Result<std::vector<std::string>> chain_at(const model::Endpoint& endpoint, const tls::Asked& asked,
                                                const Context& context) {
    const model::ScanLimits& limits = context.politeness->limits();
    auto connection =
        net::Connection::open(endpoint, *context.politeness, net::Deadline::after(limits.connect_timeout));
    if (!connection) return tl::unexpected(connection.error());
    const auto by = net::Deadline::after(limits.answer_timeout);
    if (const auto prelude = net::prelude_for(asked.prelude)) {
        if (auto begun = net::ask_for_tls(*connection, *prelude, by); !begun) return tl::unexpected(begun.error());
    }
    const tls::HandshakeRequest request{asked.is_address ? std::string() : asked.host, tls::Version::tls1_3,
                                        tls::Version::tls1_0};
    tls::Handshake shaken = tls::shake_hands(*connection, request, by);
    if (shaken.chain.empty())
        return base::fail(base::ErrorCode::protocol, "http.tls",
                          {{"endpoint", to_string(endpoint)}, {"reason", shaken.reason}});
    return std::move(shaken.chain);
}

}  // namespace attt::scanner
