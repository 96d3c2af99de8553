// What a server does beyond choosing: the questions that are asked once enough is known to ask them, each a single
// hello, and what their answers say. Without sockets; Enumeration asks them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/value.h"
#include "scanner/tls/client_hello.h"
#include "scanner/tls/reply.h"

namespace attt::scanner::tls {

// A name that no server has.
inline constexpr const char* another_name = "another-name.example";

enum class Feature {
    // core
    compression,    // DEFLATE and LZS are offered
    fallback_scsv,  // a client that steps down (RFC 7507)
    without_name,   // the certificate when no name is asked
    // full
    wrong_name,       // the certificate for a name that is not the server's
    extensions,       // encrypt-then-MAC, tickets, heartbeat, stapling and so on, with a suite of CBC
    certificate_rsa,  // by the suites that need such a key
    certificate_ecdsa,
    certificate_dsa,
    alpn_h2,  // each protocol by itself
    alpn_http1,
    dhe,  // parameters, and whether the public value is new each time
    dhe_again,
    dhe_export,
    ecdhe,
    ecdhe_again,
    newer_version,        // "TLS 1.4" by the old field
    newer_record,         // a record of an unknown version
    much_newer_version,   // 0x0400
    long_hello,           // more than 4096 bytes
    grease,               // RFC 8701: unknown suites, groups, extensions
    fragmented,           // the hello over several records
    newer_versions_list,  // supported_versions with unknown ones before TLS 1.3
};

// What must be known to ask: the suites accepted, from the newest version that sends a certificate in the clear.
struct Known {
    std::map<Version, std::vector<std::uint16_t>> suites;
    std::string server_name;
    bool compression_asked = false;  // some hello that was answered had offered it
};

struct Planned {
    Feature feature;
    ClientHello hello;
    Wanted wanted = Wanted::server_hello;
    bool names_server = true;
};
// In the order of the enumerators; those that cannot be asked of this server are left out.
std::vector<Planned> plan_features(const Known& known, bool full);

struct FeatureReply {
    std::optional<Reply> reply;  // nothing: the question stays open
    std::string open_reason;
};
struct FeatureReplies {
    std::map<Feature, FeatureReply> of;
    // From the hellos of the enumeration themselves: the first ServerHello of each version.
    std::map<Version, ServerHello> hellos;
    bool compression_offered = false;     // in some hello that was answered
    std::set<std::uint8_t> compressions;  // that the server chose
    bool asked = false;                   // false: it did not come to them
    std::string stopped;                  // why
    // Every prime of DHE that was seen, with its length in bits.
    std::map<std::string, std::size_t> dh_primes;
};

// Adds the facts, and what is open to `doubts` ({fact, value, reason}). `leaf` is the certificate for the name asked,
// DER; what comes for another name is compared with it.
void state_features(const FeatureReplies& replies, const std::string& leaf, bool full, base::Object& facts,
                    base::Array& doubts);

}  // namespace attt::scanner::tls
