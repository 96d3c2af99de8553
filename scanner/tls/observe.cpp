#include "scanner/tls/observe.h"

#include <algorithm>
#include <optional>
#include <random>
#include <set>

#include "base/hash.h"
#include "net/connection.h"
#include "net/deadline.h"
#include "net/prelude.h"
#include "scanner/tls/chain.h"
#include "scanner/tls/handshake.h"
#include "scanner/tls/ocsp.h"
#include "scanner/tls/path.h"
#include "scanner/tls/questioning.h"
#include "scanner/tls/resumption.h"
#include "scanner/tls/revocation.h"
#include "scanner/tls/sct.h"

namespace attt::scanner::tls {
namespace {

// A chain of certificates may be long; the rest of a first flight is not.
constexpr std::size_t hello_limit = 65536;
constexpr std::size_t certificate_limit = 262144;
constexpr std::chrono::seconds revocation_patience(30);

class Visit {
  public:
    Visit(const model::Endpoint& endpoint, const Asked& asked, const Surroundings& surroundings)
        : endpoint_(endpoint),
          asked_(asked),
          around_(surroundings),
          deadline_(net::Deadline::after(surroundings.patience)),
          questioning_({server_name(), std::random_device{}(), surroundings.full, true}, means()) {}

    model::Observation run();
    // What they say of the certificate that run() has seen. REQUIRES: there are authorities.
    model::Observation ask_authorities(const model::Observation& seen);

  private:
    std::string server_name() const { return asked_.is_address ? std::string() : asked_.host; }
    std::chrono::milliseconds at_most_until_deadline(std::chrono::milliseconds span) const;
    net::Exchange exchange_of(const Question& question) const;
    Questioning::Means means() const;
    const Enumeration& enumeration() const { return questioning_.enumeration(); }
    Handshake shake(const HandshakeRequest& request);
    Handshake shake_tls13(const std::string& name);
    HandshakeRequest whole_handshake(Version newest = Version::tls1_3, Version oldest = Version::tls1_0) const;
    void make_whole_handshake();
    std::vector<Version> speakable() const;
    void make_handshakes();
    void see_tls13_features();
    void see_certificate();
    void state(const Findings& findings, model::Observation& observation);
    void state_certificate(base::Object& facts, base::Array& doubts);
    void state_timestamps(base::Object& facts, base::Array& doubts) const;
    void state_handshake(base::Object& facts, base::Array& doubts) const;
    void state_tls13_features(base::Object& facts, base::Array& doubts) const;
    void state_name(const Handshake& shaken, const std::string& fact, base::Object& facts, base::Array& doubts) const;
    void add_evidence(model::Observation& observation) const;
    base::Object measures() const;

    const model::Endpoint& endpoint_;
    const Asked& asked_;
    const Surroundings& around_;
    net::Deadline deadline_;
    Questioning questioning_;
    bool handshake_made_ = false;
    Handshake handshake_;
    // What only a handshake shows where nothing before TLS 1.3 is spoken.
    std::optional<Handshake> without_name_;
    std::optional<Handshake> wrong_name_;
    std::vector<std::pair<std::string, Handshake>> by_protocol_;
    std::vector<Handshake> by_key_;
    std::vector<std::string> chain_;
    std::vector<std::string> path_;  // of it, to an anchor, every signature verified; empty: there is none
    std::string no_chain_;           // why there is none
    int handshakes_ = 0;
};

std::chrono::milliseconds Visit::at_most_until_deadline(std::chrono::milliseconds span) const {
    return std::max(std::chrono::milliseconds(1), std::min(span, std::chrono::milliseconds(deadline_.left_ms())));
}

net::Exchange Visit::exchange_of(const Question& question) const {
    const model::ScanLimits& limits = around_.politeness->limits();
    net::Exchange exchange;
    exchange.endpoint = endpoint_;
    exchange.prelude = asked_.prelude;
    exchange.request = question.hello;
    exchange.connect_timeout = at_most_until_deadline(limits.connect_timeout);
    exchange.answer_timeout = at_most_until_deadline(limits.answer_timeout);
    exchange.limit = question.wanted == Wanted::server_hello ? hello_limit : certificate_limit;
    exchange.enough = enough_for(question.wanted);
    return exchange;
}

Questioning::Means Visit::means() const {
    const auto at_once = static_cast<std::size_t>(std::max(1, around_.politeness->limits().per_address));
    return {around_.loop, at_once, deadline_, [this](const Question& question) { return exchange_of(question); }};
}

Handshake Visit::shake(const HandshakeRequest& request) {
    const model::ScanLimits& limits = around_.politeness->limits();
    const auto connect_by = net::Deadline::after(at_most_until_deadline(limits.connect_timeout));
    auto connection = net::Connection::open(endpoint_, *around_.politeness, connect_by);
    ++handshakes_;
    if (const auto prelude = net::prelude_for(asked_.prelude); prelude && connection) {
        const auto by = net::Deadline::after(at_most_until_deadline(limits.answer_timeout));
        if (const auto begun = ask_for_tls(*connection, *prelude, by); !begun)
            connection = tl::unexpected(begun.error());
    }
    if (!connection) {
        Handshake failed;
        failed.reason = net::reason_of(connection.error());
        return failed;
    }
    return shake_hands(*connection, request, net::Deadline::after(at_most_until_deadline(limits.answer_timeout)));
}

HandshakeRequest Visit::whole_handshake(Version newest, Version oldest) const {
    HandshakeRequest request{server_name(), newest, oldest};
    request.scts = around_.ct_logs != nullptr;
    return request;
}

std::vector<Version> Visit::speakable() const {
    std::vector<Version> versions = questioning_.versions();
    std::erase_if(versions, [](Version version) { return !openssl_speaks(version); });
    return versions;
}

void Visit::make_whole_handshake() {
    if (std::exchange(handshake_made_, true)) return;
    if (deadline_.passed()) {
        handshake_.reason = "the time for this server was used up";
    } else {
        handshake_ = shake(whole_handshake());
    }
    // A server that cannot bear newer versions, or did not come to answer.
    const std::vector<Version> versions = speakable();
    if (handshake_.chain.empty() && !versions.empty() && !deadline_.passed())
        handshake_ = shake(whole_handshake(versions.back(), versions.front()));
}

void Visit::make_handshakes() {
    make_whole_handshake();
    const std::vector<Version> versions = speakable();
    if (!versions.empty() && versions.front() == Version::tls1_3 && !deadline_.passed()) see_tls13_features();
}

Handshake Visit::shake_tls13(const std::string& name) {
    return shake({name, Version::tls1_3, Version::tls1_3});
}

void Visit::see_tls13_features() {
    if (!server_name().empty()) without_name_ = shake_tls13({});
    if (!around_.full) return;
    if (!server_name().empty()) wrong_name_ = shake_tls13(another_name);
    for (const std::string protocol : {"h2", "http/1.1"})
        by_protocol_.emplace_back(protocol, shake({server_name(), Version::tls1_3, Version::tls1_3, {protocol}}));
    for (const char* schemes :
         {"RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512", "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512", "ed25519:ed448"})
        by_key_.push_back(shake({server_name(), Version::tls1_3, Version::tls1_3, {}, schemes}));
}

// By a handshake where OpenSSL can, else from what old versions send in the clear.
void Visit::see_certificate() {
    make_handshakes();
    chain_ = handshake_.chain;
    if (chain_.empty()) chain_ = enumeration().certificates();
    if (chain_.empty() && !deadline_.passed()) chain_ = questioning_.ask_for_certificate();
    if (chain_.empty()) no_chain_ = handshake_.reason.empty() ? "no certificate was sent" : handshake_.reason;
}

base::Object by_version(const std::map<Version, std::vector<std::string>>& lists) {
    base::Object out;
    for (const auto& [version, list] : lists)
        out.set(std::string(name_of(version)), list);
    return out;
}

base::Object orders_of(const Findings& findings) {
    base::Object out;
    for (const auto& [version, order] : findings.server_order)
        out.set(std::string(name_of(version)), order ? base::Value(*order) : base::Value());
    return out;
}

base::Value doubt_of(const std::string& fact, base::Value value, const std::string& reason) {
    return base::Object{{"fact", fact}, {"value", std::move(value)}, {"reason", reason}};
}

void Visit::state_certificate(base::Object& facts, base::Array& doubts) {
    if (around_.full || around_.authorities != nullptr || around_.ct_logs != nullptr)
        path_ = signed_path(chain_, around_.trust_store->store(), base::now());
    if (chain_.empty()) {
        doubts.push_back(doubt_of("certificate", nullptr, no_chain_));
        doubts.push_back(doubt_of("chain", nullptr, no_chain_));
        return;
    }
    auto certificate = certificate_facts(chain_, asked_, *around_.trust_store, base::now());
    if (certificate) {
        state_path(chain_, *around_.trust_store, base::now(), *certificate);
        facts.set("certificate", std::move(*certificate));
    } else {
        doubts.push_back(doubt_of("certificate", nullptr, "the certificate cannot be read"));
    }
    facts.set("chain", chain_facts(chain_));
}

void Visit::state_timestamps(base::Object& facts, base::Array& doubts) const {
    if (around_.ct_logs == nullptr) return;
    if (chain_.empty()) {
        for (const char* fact : {"scts", "sct_logs"})
            doubts.push_back(doubt_of(fact, nullptr, no_chain_));
        return;
    }
    std::vector<Sct> scts = embedded_scts(chain_.front());
    scts.insert(scts.end(), handshake_.scts.begin(), handshake_.scts.end());
    std::string unseen;
    if (!handshake_.completed) unseen = "no whole handshake: " + handshake_.reason;
    if (!handshake_.scts_readable) unseen = "the timestamps of the handshake cannot be read";
    state_scts(scts, chain_.front(), path_, *around_.ct_logs, unseen, facts, doubts);
}

// What only a handshake shows.
void Visit::state_handshake(base::Object& facts, base::Array& doubts) const {
    if (!around_.full) return;
    if (!chain_.empty()) facts.set("embedded_scts", has_embedded_scts(chain_.front()));
    if (handshake_.completed) {
        facts.set("ocsp_stapled", handshake_.ocsp_stapled);
        facts.set("ocsp_staple_good", false);
        if (!handshake_.ocsp_stapled) return;
        const std::string says = read_staple(handshake_.staple, path_);
        facts.set("ocsp_staple", says);
        facts.set("ocsp_staple_good", says == "good");
        if (says == "no_issuer") doubts.push_back(doubt_of("ocsp_staple_good", nullptr, "no sound path to an anchor"));
        if (says != "good" && says != "revoked")
            doubts.push_back(doubt_of("ocsp_staple", nullptr, "the stapled response settles nothing: " + says));
    } else {
        for (const char* fact : {"ocsp_stapled", "ocsp_staple", "ocsp_staple_good"})
            doubts.push_back(doubt_of(fact, nullptr, handshake_.reason));
    }
}

void Visit::state_name(const Handshake& shaken, const std::string& fact, base::Object& facts,
                       base::Array& doubts) const {
    if (shaken.chain.empty()) {
        if (shaken.refused) facts.set(fact, base::Object{{"answer", "refused"}});
        if (!shaken.refused) doubts.push_back(doubt_of(fact, nullptr, shaken.reason));
        return;
    }
    const std::string& leaf = shaken.chain.front();
    base::Object seen{{"answer", !chain_.empty() && chain_.front() == leaf ? "same" : "other"},
                      {"sha256", base::sha256_hex(leaf)}};
    const base::Object about = leaf_facts(leaf);
    if (const base::Value* subject = about.find("subject")) seen.set("subject", *subject);
    facts.set(fact, std::move(seen));
}

void Visit::state_tls13_features(base::Object& facts, base::Array& doubts) const {
    if (without_name_) state_name(*without_name_, "certificate_without_name", facts, doubts);
    if (wrong_name_) state_name(*wrong_name_, "certificate_for_wrong_name", facts, doubts);
    if (by_protocol_.empty()) return;
    base::Array protocols;
    for (const auto& [protocol, shaken] : by_protocol_) {
        if (shaken.completed && shaken.alpn == protocol) protocols.emplace_back(protocol);
        if (!shaken.completed && !shaken.refused) doubts.push_back(doubt_of("alpn", protocol, shaken.reason));
    }
    facts.set("alpn", std::move(protocols));
    base::Array certificates;
    std::set<std::string> seen;
    for (const Handshake& shaken : by_key_) {
        if (shaken.chain.empty() && !shaken.refused) doubts.push_back(doubt_of("certificates", nullptr, shaken.reason));
        if (shaken.chain.empty() || !seen.insert(shaken.chain.front()).second) continue;
        base::Object one = leaf_facts(shaken.chain.front());
        one.set("sha256", base::sha256_hex(shaken.chain.front()));
        certificates.push_back(std::move(one));
    }
    facts.set("certificates", std::move(certificates));
}

void Visit::state(const Findings& findings, model::Observation& observation) {
    base::Array versions;
    for (const Version version : findings.versions)
        versions.emplace_back(name_of(version));
    base::Array doubts;
    for (const Doubt& doubt : findings.doubts)
        doubts.push_back(doubt_of(doubt.fact, doubt.value, doubt.reason));

    base::Object facts;
    facts.set("versions", std::move(versions));
    facts.set("ciphers", by_version(findings.ciphers));
    facts.set("server_order", orders_of(findings));
    facts.set("chacha20_preferred", findings.prefers_chacha);
    facts.set("groups", findings.groups);
    facts.set("signature_algorithms", findings.schemes);
    state_certificate(facts, doubts);
    state_features(enumeration().features(), chain_.empty() ? std::string() : chain_.front(), around_.full, facts,
                   doubts);
    state_tls13_features(facts, doubts);
    state_timestamps(facts, doubts);
    state_handshake(facts, doubts);
    if (around_.full && deadline_.passed()) {
        for (const char* fact : {"resumption", "early_data", "client_renegotiation"})
            doubts.push_back(doubt_of(fact, nullptr, "the time for this server was used up"));
    } else if (around_.full) {
        state_resumption([this](const HandshakeRequest& request) { return shake(request); }, server_name(), speakable(),
                         facts, doubts);
    }
    facts.set("undetermined", std::move(doubts));
    observation.facts = std::move(facts);
}

void Visit::add_evidence(model::Observation& observation) const {
    constexpr const char* bytes_type = "application/octet-stream";
    for (const auto& [version, bytes] : enumeration().server_hellos())
        observation.evidence.push_back({"server_hello/" + std::string(name_of(version)), bytes_type, bytes});
    for (const auto& [version, bytes] : enumeration().refusals()) {
        if (enumeration().server_hellos().contains(version)) continue;
        observation.evidence.push_back({"refusal/" + std::string(name_of(version)), bytes_type, bytes});
    }
}

base::Object Visit::measures() const {
    base::Object out{{"connections", enumeration().questions_asked() + static_cast<std::size_t>(handshakes_)}};
    // How often it was asked again what it had answered before: "n of m agree" for all that rests on its silence.
    if (enumeration().controls() > 0) {
        out.set("controls", enumeration().controls());
        out.set("controls_answered", enumeration().controls_answered());
    }
    if (!handshake_.completed) return out;
    if (handshake_.version) out.set("negotiated_version", name_of(*handshake_.version));
    out.set("negotiated_suite", handshake_.suite);
    out.set("alpn", handshake_.alpn.empty() ? base::Value() : base::Value(handshake_.alpn));
    out.set("ocsp_stapled", handshake_.ocsp_stapled);
    return out;
}

model::Observation Visit::run() {
    model::Observation out;
    out.probe = "tls";
    out.facts_version = 3;
    out.endpoint = endpoint_;
    out.observed_at = base::now();
    out.trust_store = around_.trust_store->fingerprint();
    const auto begun = net::Deadline::Clock::now();
    questioning_.run([this] {
        make_whole_handshake();
        return !handshake_.chain.empty();
    });
    if (enumeration().answered()) {
        see_certificate();
        Findings findings = enumeration().findings();
        if (handshake_.version) add_handshake(*handshake_.version, handshake_.suite, findings);
        state(findings, out);
    } else {
        std::tie(out.status, out.reason) = enumeration().failure();
    }
    add_evidence(out);
    using std::chrono::milliseconds;
    const auto elapsed = std::chrono::duration_cast<milliseconds>(net::Deadline::Clock::now() - begun);
    base::Object measured = measures();
    measured.set("elapsed_ms", std::int64_t{elapsed.count()});
    out.measures = std::move(measured);
    return out;
}

model::Observation Visit::ask_authorities(const model::Observation& seen) {
    model::Observation out;
    out.probe = "revocation";
    out.endpoint = seen.endpoint;
    out.observed_at = seen.observed_at;
    out.trust_store = seen.trust_store;
    out.status = seen.status;
    out.reason = seen.reason;
    if (seen.status != model::Status::ok) return out;
    base::Object facts;
    base::Array doubts;
    base::Object measures;
    state_revocation({path_, handshake_.staple}, *around_.authorities, net::Deadline::after(revocation_patience), facts,
                     doubts, measures);
    facts.set("undetermined", std::move(doubts));
    out.facts = std::move(facts);
    out.measures = std::move(measures);
    return out;
}

}  // namespace

model::Observation observe(const model::Endpoint& endpoint, const Asked& asked, const Surroundings& surroundings,
                           model::Observation* told) {
    Visit visit(endpoint, asked, surroundings);
    model::Observation out = visit.run();
    if (told != nullptr) *told = visit.ask_authorities(out);
    return out;
}

}  // namespace attt::scanner::tls
