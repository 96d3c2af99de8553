// What the answers to the features say.
#include <algorithm>
#include <set>

#include "base/hash.h"
#include "scanner/tls/certificate.h"
#include "scanner/tls/dh_primes.h"
#include "scanner/tls/features.h"

namespace attt::scanner::tls {
namespace {

enum Extension : std::uint16_t {
    status_request = 5,
    heartbeat = 15,
    application_protocol = 16,
    signed_certificate_timestamp = 18,
    encrypt_then_mac = 22,
    extended_master_secret = 23,
    session_ticket = 35,
    renegotiation_info = 0xFF01,
};

constexpr std::uint8_t inappropriate_fallback = 86;

bool is_cbc(std::uint16_t suite) {
    return suite_name(suite).find("_CBC_") != std::string::npos;
}

class Statement {
  public:
    Statement(const FeatureReplies& replies, std::string leaf, base::Object& facts, base::Array& doubts)
        : replies_(replies), leaf_(std::move(leaf)), facts_(facts), doubts_(doubts) {}

    void state_core();
    void state_full();

  private:
    void doubt(const std::string& fact, const std::string& reason) {
        doubts_.push_back(base::Object{{"fact", fact}, {"value", nullptr}, {"reason", reason}});
    }
    // The answer, or nullptr: not asked, or open, which is then said of this fact.
    const Reply* reply_to(Feature feature, const std::string& fact);
    const ServerHello* newest_old_hello() const;
    void state_compression();
    void state_fallback();
    void state_name(Feature feature, const std::string& fact);
    void state_hello();
    void state_extensions();
    void state_certificates();
    void state_dh();
    void state_reuse(Feature first, Feature second, const std::string& fact);
    void state_intolerances();

    const FeatureReplies& replies_;
    std::string leaf_;
    base::Object& facts_;
    base::Array& doubts_;
};

const Reply* Statement::reply_to(Feature feature, const std::string& fact) {
    const auto found = replies_.of.find(feature);
    if (found == replies_.of.end()) return nullptr;
    if (found->second.reply) return &*found->second.reply;
    doubt(fact, found->second.open_reason);
    return nullptr;
}

// Of the newest version before TLS 1.3 that has extensions.
const ServerHello* Statement::newest_old_hello() const {
    for (const Version version : {Version::tls1_2, Version::tls1_1, Version::tls1_0}) {
        const auto found = replies_.hellos.find(version);
        if (found != replies_.hellos.end()) return &found->second;
    }
    return nullptr;
}

void Statement::state_compression() {
    std::set<std::uint8_t> methods = replies_.compressions;
    const bool extra = replies_.of.contains(Feature::compression);
    if (const Reply* reply = reply_to(Feature::compression, "compression"); reply != nullptr) {
        if (!reply->hello) return doubt("compression", "suites accepted before were refused: " + reply->reason);
        if (reply->hello->compression != 0) methods.insert(reply->hello->compression);
    } else if (extra || (!replies_.compression_offered && !replies_.asked)) {
        return;
    }
    base::Array names;  // none where only TLS 1.3 is spoken
    constexpr std::uint8_t deflate = 1;
    constexpr std::uint8_t lzs = 64;
    if (methods.contains(deflate)) names.emplace_back("DEFLATE");
    if (methods.contains(lzs)) names.emplace_back("LZS");
    facts_.set("compression", std::move(names));
}

void Statement::state_fallback() {
    const Reply* reply = reply_to(Feature::fallback_scsv, "fallback_scsv");
    if (reply == nullptr) return;
    const bool refused = reply->alert == inappropriate_fallback;
    if (!reply->hello && !refused) return doubt("fallback_scsv", reply->reason);
    facts_.set("fallback_scsv", refused);
}

// What comes when another name is asked, or none: the same certificate, another, or none at all.
void Statement::state_name(Feature feature, const std::string& fact) {
    const Reply* reply = reply_to(feature, fact);
    if (reply == nullptr) return;
    base::Object seen;
    if (!reply->hello) {
        seen.set("answer", "refused");
    } else if (reply->certificates.empty()) {
        return doubt(fact, "the certificate did not come");
    } else {
        const std::string& leaf = reply->certificates.front();
        seen.set("answer", leaf == leaf_ ? "same" : "other");
        seen.set("sha256", base::sha256_hex(leaf));
        const base::Object about = leaf_facts(leaf);
        if (const base::Value* subject = about.find("subject")) seen.set("subject", *subject);
    }
    facts_.set(fact, std::move(seen));
}

void Statement::state_hello() {
    const ServerHello* hello = newest_old_hello();
    if (hello == nullptr) return;
    facts_.set("extended_master_secret", hello->has(extended_master_secret));
    facts_.set("renegotiation_info", hello->has(renegotiation_info));
    if (!replies_.hellos.contains(Version::tls1_3)) return;
    // RFC 8446, section 4.1.3: what a server that can speak TLS 1.3 writes when it speaks an older version.
    const std::string_view end = std::string_view(hello->random).substr(24);
    const bool tls1_2 = hello->version == code_of(Version::tls1_2);
    facts_.set("downgrade_sentinel",
               end == (tls1_2 ? std::string_view("DOWNGRD\1") : std::string_view("DOWNGRD\0", 8)));
}

void Statement::state_core() {
    state_compression();
    state_fallback();
    state_name(Feature::without_name, "certificate_without_name");
    state_hello();
}

void Statement::state_extensions() {
    const Reply* reply = reply_to(Feature::extensions, "session_tickets");
    if (reply != nullptr && !reply->hello) doubt("session_tickets", "the extensions were refused: " + reply->reason);
    if (reply != nullptr && reply->hello) {
        facts_.set("session_tickets", reply->hello->has(session_ticket));
        facts_.set("heartbeat", reply->hello->has(heartbeat));
        if (is_cbc(reply->hello->suite)) facts_.set("encrypt_then_mac", reply->hello->has(encrypt_then_mac));
        facts_.set("sct_by_extension", reply->hello->has(signed_certificate_timestamp));
    }
    base::Array protocols;
    bool asked = false;
    for (const auto& [feature, name] : {std::pair{Feature::alpn_h2, "h2"}, {Feature::alpn_http1, "http/1.1"}}) {
        const Reply* chosen = reply_to(feature, "alpn");
        asked = asked || chosen != nullptr;
        if (chosen != nullptr && chosen->hello && chosen->hello->has(application_protocol))
            protocols.emplace_back(name);
    }
    if (asked) facts_.set("alpn", std::move(protocols));
}

void Statement::state_certificates() {
    base::Array all;
    std::set<std::string> seen;
    bool asked = false;
    for (const Feature feature : {Feature::certificate_rsa, Feature::certificate_ecdsa, Feature::certificate_dsa}) {
        const Reply* reply = reply_to(feature, "certificates");
        if (reply == nullptr) continue;
        asked = true;
        if (reply->certificates.empty() || !seen.insert(reply->certificates.front()).second) continue;
        base::Object one = leaf_facts(reply->certificates.front());
        one.set("sha256", base::sha256_hex(reply->certificates.front()));
        all.push_back(std::move(one));
    }
    if (asked) facts_.set("certificates", std::move(all));
}

void Statement::state_dh() {
    std::map<std::string, std::size_t> primes = replies_.dh_primes;
    bool asked = false;
    for (const Feature feature : {Feature::dhe, Feature::dhe_export}) {
        const Reply* reply = reply_to(feature, "dh");  // both of its parts are open where it is
        asked = asked || reply != nullptr;
        if (reply != nullptr && reply->exchange && !reply->exchange->dh_prime.empty())
            primes[reply->exchange->dh_prime] = reply->exchange->dh_bits;
    }
    if (primes.empty() || !asked) return;
    std::set<std::string> names;
    std::size_t smallest = primes.begin()->second;
    for (const auto& [prime, bits] : primes) {
        smallest = std::min(smallest, bits);
        names.insert(name_of_prime(prime));
    }
    base::Object dh{{"smallest_bits", static_cast<std::int64_t>(smallest)}};
    dh.set("primes", std::vector<std::string>(names.begin(), names.end()));
    facts_.set("dh", std::move(dh));
}

void Statement::state_reuse(Feature first, Feature second, const std::string& fact) {
    const Reply* one = reply_to(first, fact);
    const Reply* other = reply_to(second, fact);
    if (one == nullptr || other == nullptr || !one->exchange || !other->exchange) return;
    if (one->exchange->public_value.empty() || other->exchange->public_value.empty()) return;
    // A change of group or prime says nothing about reuse.
    if (one->exchange->group != other->exchange->group || one->exchange->dh_prime != other->exchange->dh_prime)
        return doubt(fact, "the two answers are of different groups");
    facts_.set(fact, one->exchange->public_value == other->exchange->public_value);
}

void Statement::state_intolerances() {
    struct Named {
        Feature feature;
        const char* name;
    };
    static constexpr Named all[] = {
        {Feature::newer_version, "newer_version"},
        {Feature::much_newer_version, "much_newer_version"},
        {Feature::newer_record, "newer_record_version"},
        {Feature::newer_versions_list, "newer_supported_versions"},
        {Feature::long_hello, "long_hello"},
        {Feature::grease, "grease"},
        {Feature::fragmented, "fragmented_hello"},
    };
    std::vector<std::string> intolerant;
    bool asked = false;
    for (const Named& each : all) {
        const auto found = replies_.of.find(each.feature);
        if (found == replies_.of.end()) continue;
        asked = true;
        const FeatureReply& reply = found->second;
        // No answer to this, asked again and again, while others are answered: intolerance of the kind that hangs.
        const bool hangs =
            !reply.reply && (reply.open_reason == "connection reset" || reply.open_reason == "no answer in time");
        if (hangs || (reply.reply && !reply.reply->hello)) {
            intolerant.emplace_back(each.name);
        } else if (!reply.reply) {
            doubts_.push_back(
                base::Object{{"fact", "intolerances"}, {"value", each.name}, {"reason", reply.open_reason}});
        }
    }
    if (asked) facts_.set("intolerances", intolerant);
}

void Statement::state_full() {
    state_name(Feature::wrong_name, "certificate_for_wrong_name");
    state_extensions();
    state_certificates();
    state_dh();
    state_reuse(Feature::dhe, Feature::dhe_again, "dh_value_reused");
    state_reuse(Feature::ecdhe, Feature::ecdhe_again, "ecdh_value_reused");
    state_intolerances();
}

}  // namespace

void state_features(const FeatureReplies& replies, const std::string& leaf, bool full, base::Object& facts,
                    base::Array& doubts) {
    Statement statement(replies, leaf, facts, doubts);
    statement.state_core();
    if (full) statement.state_full();
}

}  // namespace attt::scanner::tls
