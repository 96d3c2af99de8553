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
    bool intrusive = false;             // known weaknesses of TLS may be asked for by messages that break the rules
    std::vector<std::string> authorities = {};  // names of certificate authorities' hosts, which may be asked
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

// The cap for a network is the authorisation's.
struct ScanLimits {
    int per_address = 4;     // connections at once to one address
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

// What a scan was asked to look at. All empty: every site with every probe.
struct RunRequest {
    std::string agency;               // only its sites
    std::string site;                 // only this id or URL
    std::vector<std::string> probes;  // only these, sorted
    bool whole() const { return agency.empty() && site.empty() && probes.empty(); }
    bool operator==(const RunRequest&) const = default;
};

// A scan as it is stored.
struct Run {
    std::int64_t id = 0;
    base::Time started;
    std::optional<base::Time> ended;
    std::uint64_t seed = 0;
    std::string program_version;
    std::string trust_store;
    RunRequest request = {};
    std::int64_t planned = 0;  // sites to visit
    bool abandoned = false;    // ended before all of them were visited, because another run took its place
};

// Of the tasks of a run (one probe at one place of one site): how many there were, leaving out those that had nothing
// to look at, and how many of them got no answer.
struct TaskCount {
    std::int64_t asked = 0;
    std::int64_t unanswered = 0;
    bool operator==(const TaskCount&) const = default;
};

// Why a run is held back, and who let it count after all.
struct Quarantine {
    base::Time at;
    TaskCount seen;
    TaskCount usual;  // of the same sites and probes in the runs before
    std::optional<base::Time> accepted_at = {};
    std::string accepted_by = {};
    std::string reason = {};  // of the acceptance
};

}  // namespace attt::model
