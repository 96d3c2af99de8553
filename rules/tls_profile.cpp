#include "rules/tls_profile.h"

#include <algorithm>

#include "rules/derive_tls_suites.h"

namespace attt::rules {
namespace {

using base::Value;

constexpr std::string_view not_asked = "not_asked";
constexpr std::string_view unconfirmed = "unconfirmed";
// Of a certificate for another type of key the chain is not looked at, nor in older observations the whole lifetime.
constexpr std::string_view second_certificate = "second_certificate";

bool among(const std::vector<std::string>& values, std::string_view value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

bool is_old(std::string_view version) {
    return version != "TLSv1.3";
}

// Judges one level, collecting every reason.
class Level {
  public:
    Level(const TlsProfile& profile, std::size_t number, const TlsRequirements& asked, const TlsServer& server,
          const TlsSurroundings& around)
        : profile_(profile), number_(number), asked_(asked), server_(server), around_(around) {}

    std::vector<TlsReason> judge() {
        for (const TlsRequirements::Allowed& each : asked_.allowed)
            judge_allowed(each);
        judge_needed();
        judge_kinds();
        judge_dh_bits();
        judge_certificates();
        judge_order();
        judge_compression();
        judge_hsts();
        for (const auto& [fact, wanted] : asked_.facts)
            judge_fact(fact, wanted);
        std::stable_sort(reasons_.begin(), reasons_.end(),
                         [](const TlsReason& a, const TlsReason& b) { return !a.open && b.open; });
        return std::move(reasons_);
    }

  private:
    void add(TlsReason reason) {
        if (!reason.open && asked_.unconfirmed.contains(reason.requirement)) {
            reason.open = true;
            reason.why = unconfirmed;
        }
        if (std::find(reasons_.begin(), reasons_.end(), reason) == reasons_.end())
            reasons_.push_back(std::move(reason));
    }
    void differs(const std::string& requirement, const std::string& found, const std::string& wanted = {}) {
        add({requirement, found, wanted, false, {}});
    }
    void open(const std::string& requirement, const std::string& found, std::string_view why) {
        add({requirement, found, {}, true, std::string(why)});
    }
    // The whole fact, or one element that the list does not allow, may be there unseen.
    void open_where_doubted(const std::string& requirement, std::string_view fact,
                            const std::vector<std::string>& allowed) {
        for (const TlsDoubt& doubt : server_.doubts(fact))
            if (doubt.value.empty() || !among(allowed, doubt.value)) open(requirement, doubt.value, doubt.reason);
    }

    void judge_allowed(const TlsRequirements::Allowed& asked) {
        if (asked.key == "suites") return judge_suites(asked.values);
        if (asked.key == "dh_primes") return judge_dh_primes(asked.values);
        if (asked.key == "key_types" || asked.key == "certificate_signatures") return;  // with the certificates
        const std::vector<std::string> seen = server_.strings(asked.key);
        for (const std::string& value : seen)
            judge_value(asked.key, asked.values, value);
        open_where_doubted(asked.key, asked.key, asked.values);
        if (!server_.states(asked.key) && server_.doubts(asked.key).empty()) open(asked.key, "", not_asked);
    }

    void judge_value(const std::string& key, const std::vector<std::string>& allowed, const std::string& value) {
        if (!among(allowed, value))
            differs(key, value);
        else if (among(profile_.unconfirmed_values, value))
            open(key, value, unconfirmed);
    }

    void judge_suites(const std::vector<std::string>& allowed) {
        for_each_version([&](std::string_view version, const std::string& fact) {
            for (const std::string& suite : server_.suites(version))
                judge_value("suites", allowed, suite);
            open_where_doubted("suites", fact, allowed);
        });
    }

    // Each version that is spoken; one whose suites nobody stated leaves them open.
    template <class Visit>
    void for_each_version(Visit visit) {
        for (const std::string_view version : tls_versions_in_order) {
            const std::string fact = "ciphers." + std::string(version);
            visit(version, fact);
            if (server_.speaks(version) && server_.suites(version).empty() && server_.doubts(fact).empty())
                open("suites", std::string(version), not_asked);
        }
        for (const TlsDoubt& doubt : server_.doubts("ciphers"))
            open("suites", doubt.value, doubt.reason);
    }

    void judge_needed() {
        for (const std::string& version : asked_.versions_needed) {
            if (server_.speaks(version)) continue;
            const auto doubts = server_.doubts("versions");
            const auto doubt = std::find_if(doubts.begin(), doubts.end(), [&](const TlsDoubt& each) {
                return each.value.empty() || each.value == version;
            });
            if (doubt != doubts.end())
                open("versions_needed", version, doubt->reason);
            else if (!server_.states("versions"))
                open("versions_needed", version, not_asked);
            else
                differs("versions_needed", "", version);
        }
    }

    bool refused(std::string_view version, const std::string& suite) const {
        const auto kinds = kinds_of_suite(version, suite);
        return std::any_of(kinds.begin(), kinds.end(),
                           [&](const std::string& kind) { return among(asked_.suite_kinds_refused, kind); });
    }

    void judge_kinds() {
        if (asked_.suite_kinds_refused.empty()) return;
        for_each_version([&](std::string_view version, const std::string& fact) {
            for (const std::string& suite : server_.suites(version))
                if (refused(version, suite)) differs("suite_kinds_refused", suite);
            for (const TlsDoubt& doubt : server_.doubts(fact))
                if (doubt.value.empty() || refused(version, doubt.value))
                    open("suite_kinds_refused", doubt.value, doubt.reason);
        });
    }

    // What DH is done with matters only where a suite needs it.
    void judge_of_dh(const std::string& requirement, std::string_view fact) {
        for (const TlsDoubt& doubt : server_.doubts(fact))
            open(requirement, doubt.value, doubt.reason);
        if (server_.exchanges_over_dh() && !server_.states(fact) && server_.doubts(fact).empty())
            open(requirement, "", not_asked);
        if (!server_.exchanges_over_dh() && server_.dh_open() && !server_.states(fact))
            open(requirement, "", not_asked);
    }

    void judge_dh_bits() {
        if (!asked_.dh_bits) return;
        const std::string wanted = std::to_string(*asked_.dh_bits);
        if (const Value* bits = server_.facts().at_path("dh.smallest_bits"); bits != nullptr && bits->if_integer())
            if (bits->integer_or(0) < *asked_.dh_bits)
                differs("dh_bits_at_least", std::to_string(bits->integer_or(0)), wanted);
        judge_of_dh("dh_bits_at_least", "dh.smallest_bits");
        for (const std::string& group : server_.strings("groups")) {
            constexpr std::string_view ffdhe = "ffdhe";
            if (group.starts_with(ffdhe) && std::atoll(group.c_str() + ffdhe.size()) < *asked_.dh_bits)
                differs("dh_bits_at_least", group, wanted);
        }
    }

    void judge_dh_primes(const std::vector<std::string>& allowed) {
        for (const std::string& prime : server_.strings("dh.primes"))
            if (!among(allowed, prime)) differs("dh_primes", prime);
        judge_of_dh("dh_primes", "dh.primes");
    }

    const std::vector<std::string>* allowed(std::string_view key) const {
        const auto found = std::find_if(asked_.allowed.begin(), asked_.allowed.end(),
                                        [&](const TlsRequirements::Allowed& each) { return each.key == key; });
        return found == asked_.allowed.end() ? nullptr : &found->values;
    }

    bool asks_of_certificates() const {
        return allowed("key_types") != nullptr || allowed("certificate_signatures") != nullptr || asked_.rsa_bits ||
               !asked_.ec_bits.empty() || asked_.certificate_days;
    }

    void judge_certificates() {
        if (!asks_of_certificates()) return;
        const auto all = server_.certificates();
        for (const Value* certificate : all)
            judge_certificate(*certificate);
        for (const char* fact : {"certificate", "certificates"})
            for (const TlsDoubt& doubt : server_.doubts(fact))
                open("certificate", doubt.value, doubt.reason);
        if (all.empty() && server_.doubts("certificate").empty()) open("certificate", "", not_asked);
        judge_unseen_certificates(all);
    }

    // A server may show another certificate to a client that asks for another type of key.
    void judge_unseen_certificates(const std::vector<const Value*>& seen) {
        if (server_.states("certificates") || seen.empty()) return;
        for (const std::string& family : server_.key_families()) {
            const bool known = std::any_of(seen.begin(), seen.end(), [&](const Value* certificate) {
                return (*certificate)["key_type"].string_or("") == family;
            });
            if (!known) open("certificate", family, not_asked);
        }
    }

    void judge_certificate(const Value& certificate) {
        const std::string type = certificate["key_type"].string_or("");
        const std::int64_t bits = certificate["key_bits"].integer_or(0);
        const std::string key = type + " " + std::to_string(bits);
        if (const auto* types = allowed("key_types"); types != nullptr) {
            if (type.empty())
                open("key_types", "", not_asked);
            else if (!among(*types, type))
                differs("key_types", key);
        }
        if ((asked_.rsa_bits || !asked_.ec_bits.empty()) && bits <= 0) open("certificate", type, not_asked);
        if (asked_.rsa_bits && bits > 0 && (type == "RSA" || type == "DSA") && bits < *asked_.rsa_bits)
            differs("rsa_bits_at_least", key, std::to_string(*asked_.rsa_bits));
        if (!asked_.ec_bits.empty() && bits > 0 && type == "EC" &&
            std::find(asked_.ec_bits.begin(), asked_.ec_bits.end(), bits) == asked_.ec_bits.end())
            differs("ec_bits", key);
        if (const auto* signatures = allowed("certificate_signatures"); signatures != nullptr) {
            const std::string signature = certificate["signature_algorithm"].string_or("");
            if (signature.empty())
                open("certificate_signatures", "", not_asked);
            else if (!among(*signatures, signature))
                differs("certificate_signatures", signature);
        }
        judge_days(certificate);
    }

    void judge_days(const Value& certificate) {
        if (!asked_.certificate_days) return;
        const auto from = base::parse_rfc3339(certificate["not_before"].string_or(""));
        const auto until = base::parse_rfc3339(certificate["not_after"].string_or(""));
        const bool own = &certificate == &server_.facts()["certificate"];
        if (!from || !until) return open("certificate_days_at_most", "", own ? not_asked : second_certificate);
        // Both ends belong to the time of validity (RFC 5280 4.1.2.5).
        const base::Duration length = *until - *from;
        constexpr std::int64_t day = 86'400;
        const std::int64_t seconds = std::chrono::duration_cast<std::chrono::seconds>(length).count();
        if (seconds > *asked_.certificate_days * day)
            differs("certificate_days_at_most", std::to_string((seconds + day - 1) / day),
                    std::to_string(*asked_.certificate_days));
    }

    void judge_order() {
        for (const std::string_view version : tls_versions_in_order) {
            const auto suites = server_.suites(version);
            const std::string fact = "server_order." + std::string(version);
            if (suites.size() < 2) continue;
            const std::optional<bool> imposed = server_.order(version);
            if (asked_.server_order) {
                if (!imposed)
                    open("server_order", std::string(version), reason_of(fact));
                else if (*imposed != *asked_.server_order)
                    differs("server_order", std::string(version));
            }
            if (asked_.ordered && is_old(version)) judge_order_of_levels(version, suites, imposed, fact);
        }
    }

    // Of the levels' own lists: the first that allows a suite.
    std::size_t level_of(const std::string& suite) const {
        for (std::size_t i = 0; i <= number_; ++i) {
            for (const TlsRequirements::Allowed& each : profile_.levels[i].require.allowed)
                if (each.key == "suites" && among(each.values, suite)) return i;
        }
        return number_ + 1;
    }

    void judge_order_of_levels(std::string_view version, const std::vector<std::string>& suites,
                               std::optional<bool> imposed, const std::string& fact) {
        std::vector<std::size_t> levels;
        for (const std::string& suite : suites)
            levels.push_back(level_of(suite));
        if (std::adjacent_find(levels.begin(), levels.end(), std::not_equal_to<>()) == levels.end()) return;
        if (!imposed) return open("ordered", std::string(version), reason_of(fact));
        if (!*imposed || !std::is_sorted(levels.begin(), levels.end())) differs("ordered", std::string(version));
    }

    std::string reason_of(std::string_view fact) const {
        const auto doubts = server_.doubts(fact);
        return doubts.empty() ? std::string(not_asked) : doubts.front().reason;
    }

    void judge_compression() {
        if (!asked_.no_compression) return;
        for (const std::string& method : server_.strings("compression"))
            differs("compression", method);
        for (const TlsDoubt& doubt : server_.doubts("compression"))
            open("compression", doubt.value, doubt.reason);
        if (!server_.states("compression") && server_.doubts("compression").empty() && may_be_old())
            open("compression", "", not_asked);
    }

    bool may_be_old() const { return server_.speaks_old() || server_.old_open(); }

    void judge_hsts() {
        if (!asked_.hsts_seconds || !around_.web) return;
        if (!around_.hsts) return open("hsts_seconds_at_least", "", not_asked);
        if (*around_.hsts < *asked_.hsts_seconds)
            differs("hsts_seconds_at_least", std::to_string(*around_.hsts), std::to_string(*asked_.hsts_seconds));
    }

    // What TLS 1.3 does not have is no question to a server that speaks nothing else, and early data none to one that
    // does not speak it.
    bool applies(std::string_view fact) const {
        static constexpr std::string_view of_old[] = {"renegotiation_info", "client_renegotiation",
                                                      "extended_master_secret", "encrypt_then_mac", "heartbeat"};
        if (std::find(std::begin(of_old), std::end(of_old), fact) != std::end(of_old)) return may_be_old();
        if (fact == "early_data") return server_.speaks("TLSv1.3") || !server_.doubts("versions").empty();
        if (fact == "fallback_scsv") return server_.strings("versions").size() > 1 || server_.old_open();
        if (fact == "dh_value_reused") return server_.exchanges_over_dh() || server_.dh_open();
        return true;
    }

    void judge_fact(const std::string& fact, bool wanted) {
        if (!applies(fact)) return;
        if (fact.starts_with("certificate.") && server_.certificates().size() > 1) open(fact, "", second_certificate);
        const auto doubts = server_.doubts(fact);
        const Value* value = server_.facts().at_path(fact);
        if (!doubts.empty()) {
            open(fact, "", doubts.front().reason);
        } else if (value != nullptr && value->if_bool() != nullptr) {
            if (value->bool_or(false) != wanted) differs(fact, value->bool_or(false) ? "true" : "false");
        } else {
            const bool of_certificate = fact.starts_with("certificate.");
            const auto above = of_certificate ? server_.doubts("certificate") : std::vector<TlsDoubt>();
            open(fact, "", above.empty() ? std::string(not_asked) : above.front().reason);
        }
    }

    const TlsProfile& profile_;
    std::size_t number_;
    const TlsRequirements& asked_;
    const TlsServer& server_;
    const TlsSurroundings& around_;
    std::vector<TlsReason> reasons_;
};

Conformity answer_of(const std::vector<TlsReason>& reasons) {
    if (reasons.empty()) return Conformity::conforms;
    return reasons.front().open ? Conformity::unsaid : Conformity::deviates;
}

}  // namespace

TlsProfileAnswer judge_tls_profile(const TlsProfile& profile, const TlsServer& server, const TlsSurroundings& around) {
    TlsProfileAnswer out;
    out.profile = &profile;
    bool possible = false;
    for (std::size_t i = 0; i < profile.levels.size(); ++i) {
        const TlsProfileLevel& level = profile.levels[i];
        TlsLevelAnswer answer;
        answer.level = &level;
        answer.reasons = Level(profile, i, level.require, server, around).judge();
        answer.advice = Level(profile, i, level.advise, server, around).judge();
        answer.answer = answer_of(answer.reasons);
        if (answer.answer == Conformity::conforms && out.level == nullptr) {
            out.level = &level;
            out.better_possible = possible;
        }
        possible = possible || answer.answer == Conformity::unsaid;
        out.levels.push_back(std::move(answer));
    }
    out.answer = out.level != nullptr ? Conformity::conforms : possible ? Conformity::unsaid : Conformity::deviates;
    return out;
}

}  // namespace attt::rules
