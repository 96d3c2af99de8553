// Who could connect: a dated list of clients (tls_clients.toml), each with what its hello offers, and what would come
// of it at a server whose facts are known. Computed, without a connection.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/value.h"
#include "rules/tls_server.h"

namespace attt::rules {

inline constexpr std::array<std::string_view, 7> tls_client_kinds = {"windows", "browser", "android", "apple",
                                                                     "java",    "tool",    "crawler"};

struct TlsClient {
    std::string id;
    std::string name;
    std::string kind;  // of tls_client_kinds
    std::vector<std::string> versions;
    std::vector<std::string> suites;                // in the order offered
    std::vector<std::string> groups;                // likewise; empty: the hello names none
    std::vector<std::string> signature_algorithms;  // likewise
    bool sni = true;
    std::int64_t least_dh_bits = 0;  // 0: not known to have a limit
    std::int64_t most_dh_bits = 0;
    std::string source;
    std::string seen;        // when: "2015-03"
    std::string confidence;  // of confidence_names
};

struct LoadedTlsClients {
    std::string date;  // of the newest file
    std::vector<TlsClient> clients;
    std::vector<base::Error> defects;  // empty: usable
};
// tls_clients.toml of each directory; a client of a later one takes the place of one with its id.
LoadedTlsClients load_tls_clients(const std::vector<std::string>& directories);

enum class Connects { yes, no, unknown };
inline constexpr std::array<std::string_view, 3> connects_names = {"yes", "no", "unknown"};
inline std::string_view name_of(Connects connects) {
    return connects_names[static_cast<std::size_t>(connects)];
}

struct TlsSimulation {
    Connects connects = Connects::unknown;
    std::string version;  // where one is agreed on
    // What the server would choose; several where its order or its list is not known to the end.
    std::vector<std::string> suites;
    // Groups that both have for it, in the client's order; which of them is the server's choice.
    std::vector<std::string> groups;
    // Where yes: open_suites when others than these may be chosen. Else: no_common_version, no_common_suite,
    // no_common_group, no_common_signature, dh_too_short, dh_too_long, name_refused, other_certificate; open_version,
    // open_suites, open_groups, open_signatures, open_dh, open_name, intolerant.
    std::string reason;
    std::string detail;  // what the reason is about: "TLSv1.0", "2048"
};

// What a client that offers this would get, by RFC 5246 7.4.1, RFC 8422 5 and RFC 8446 4.1. Trust in the certificate is
// not looked at.
TlsSimulation simulate(const TlsClient& client, const TlsServer& server);

// What is thought away: "who is cut off if it goes".
struct TlsCut {
    std::vector<std::string> versions, suites, groups;
    std::vector<std::string> kinds;  // of suites, as kinds_of_suite() names them
    bool empty() const { return versions.empty() && suites.empty() && groups.empty() && kinds.empty(); }
};
// Each part a version ("TLSv1.0", "tls1.0"), a kind of suites ("cbc", "3des"), a suite or a group; letter case does not
// matter. `suites` and `groups`: the names that are known. Error: tls_clients.unknown_part(_near) (value, nearest).
base::Result<TlsCut> read_tls_cut(std::span<const std::string> parts, const std::vector<std::string>& suites,
                                  const std::vector<std::string>& groups);
// The facts that the same server would have without them. A version that is left without a suite is gone too.
base::Value facts_without(const base::Value& facts, const TlsCut& cut);

}  // namespace attt::rules
