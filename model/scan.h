// A scan as data: who allowed it, what it visits, and how gently.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "model/observation.h"
#include "model/subject.h"

namespace attt::model {

// A recorded permission (văn bản giao, đồng ý rà quét). What may be touched is the union of those still in force.
struct Authorisation {
    std::string number;  // "12/QĐ-STTTT"
    base::Date date;
    base::Date until;                   // last day
    std::vector<std::string> names;     // "dongthap.example", "*.dongthap.example" (any depth)
    std::vector<std::string> networks;  // CIDR: "127.0.0.0/8", "::1/128"
    int network_cap = 64;               // connections at once to one /24 (IPv4) or /48 (IPv6)
    bool as_search_engine = false;      // pages may be asked for as a search engine's crawler
    bool exposure = false;              // files that should never be public may be asked for
};

// A name that an officer has found to be in order in the pages of a site.
struct AcceptedName {
    std::string site;  // id of the website
    std::string name;  // "partner.example", with all below it
    base::Date until;  // last day
};

// A name that the resolver must not look up: tests, split DNS. Ports map what a URL says to what is really there.
struct HostMapEntry {
    std::string name;
    std::vector<std::string> addresses;
    std::map<std::uint16_t, std::uint16_t> ports;
};

struct ScanLimits {
    int per_address = 4;     // connections at once to one address
    int per_network = 64;    // to one /24 or /48
    int overall = 512;       // in all
    int per_second = 500;    // new connections a second in all
    int sites_at_once = 32;  // worker threads
    base::Duration connect_timeout = std::chrono::seconds(5);
    base::Duration answer_timeout = std::chrono::seconds(10);  // for one dialogue after the connection stands
};

// One site, visited as a whole: its name is resolved once and that resolution serves all its probes.
struct Task {
    SubjectRef subject;
    std::string url;
    std::vector<std::string> probes;  // names in the table of scanner/probes.cpp, in its order
};

// A scan as it is stored.
struct Run {
    std::int64_t id = 0;
    base::Time started;
    std::optional<base::Time> ended;
    std::uint64_t seed = 0;
    std::string program_version;
    std::string trust_store;
};

}  // namespace attt::model
