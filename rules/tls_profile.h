// Whether a server's TLS is as a guideline asks: Mozilla's, NCSC-NL's, the province's own. Profiles are data
// (tls_profiles/*.toml); the answer has three values, and "conforms" is never given where something needed was not
// seen.
#pragma once

#include <array>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/value.h"
#include "rules/rule.h"
#include "rules/tls_server.h"

namespace attt::rules {

// What a level asks; what is absent is not judged.
struct TlsRequirements {
    // What may be accepted: a level allows what it names and what better levels of its profile allow.
    struct Allowed {
        std::string key;  // "versions", "suites", …
        std::vector<std::string> values;
    };
    std::vector<Allowed> allowed;
    std::vector<std::string> versions_needed;
    std::vector<std::string> suite_kinds_refused;  // as kinds_of_suite() names them
    std::optional<std::int64_t> dh_bits;           // at least
    std::optional<std::int64_t> rsa_bits;          // at least
    std::vector<std::int64_t> ec_bits;             // of the field: one of these (cumulative, as `allowed`)
    std::optional<std::int64_t> certificate_days;  // at most
    std::optional<std::int64_t> hsts_seconds;      // at least
    std::optional<bool> server_order;
    bool no_compression = false;
    bool ordered = false;  // before TLS 1.3, suites of better levels come before those of worse
    std::vector<std::pair<std::string, bool>> facts;
    std::set<std::string> unconfirmed;  // keys that are not sure: what fails them is open, never wrong

    bool empty() const;
};

struct TlsProfileLevel {
    std::string id;
    Text title;
    TlsRequirements require;
    TlsRequirements advise;  // told, without a say in the answer
};

struct TlsProfile {
    std::string id;
    Text title;
    std::string version;
    std::string date;  // of that version: "2023-05-15", "2025-05"
    std::string source;
    std::string confidence;  // of confidence_names
    Text note;
    // Values that are allowed but not surely so: one that is accepted leaves the level open.
    std::vector<std::string> unconfirmed_values;
    std::vector<TlsProfileLevel> levels;  // the best first
};

struct LoadedTlsProfiles {
    std::vector<TlsProfile> profiles;  // in the order of their files
    std::vector<base::Error> defects;  // empty: usable
};
// tls_profiles/*.toml of each directory; a profile of a later directory takes the place of one with its id.
LoadedTlsProfiles load_tls_profiles(const std::vector<std::string>& directories);

enum class Conformity { conforms, deviates, unsaid };
inline constexpr std::array<std::string_view, 3> conformity_names = {"conforms", "deviates", "unsaid"};
inline std::string_view name_of(Conformity conformity) {
    return conformity_names[static_cast<std::size_t>(conformity)];
}

struct TlsReason {
    std::string requirement;  // its key: "versions", "dh_bits_at_least", "renegotiation_info"
    std::string found;        // what was seen, or is in doubt: "TLSv1.0"; empty: nothing
    std::string wanted;       // for people: "1024" of "≥ 2048"; empty where the list is long
    bool open = false;        // it could not be said, for `why`
    std::string why;          // "not_asked", "unconfirmed", or the probe's own reason
    bool operator==(const TlsReason&) const = default;
};

struct TlsLevelAnswer {
    const TlsProfileLevel* level = nullptr;
    Conformity answer = Conformity::unsaid;
    std::vector<TlsReason> reasons;  // every one; of deviations first
    std::vector<TlsReason> advice;
};

struct TlsProfileAnswer {
    const TlsProfile* profile = nullptr;
    // conforms: some level is met; deviates: none is; unsaid: no level is known to be met, but one may be.
    Conformity answer = Conformity::unsaid;
    const TlsProfileLevel* level = nullptr;  // the best that is met
    bool better_possible = false;            // a better one could not be said
    std::vector<TlsLevelAnswer> levels;
};

// What else a profile may ask about.
struct TlsSurroundings {
    bool web = true;                   // a website: HSTS is for it
    std::optional<std::int64_t> hsts;  // max-age in seconds, 0: none is sent; nothing: not seen
};

// The profile must outlive the answer.
TlsProfileAnswer judge_tls_profile(const TlsProfile& profile, const TlsServer& server, const TlsSurroundings& around);

}  // namespace attt::rules
