#include "scanner/tls/observe.h"

#include <algorithm>
#include <random>
#include <thread>

#include "net/connection.h"
#include "net/deadline.h"
#include "net/prelude.h"
#include "scanner/tls/enumeration.h"
#include "scanner/tls/handshake.h"

namespace attt::scanner::tls {
namespace {

// A chain of certificates may be long; the rest of a first flight is not.
constexpr std::size_t hello_limit = 65536;
constexpr std::size_t certificate_limit = 262144;

class Visit {
  public:
    Visit(const model::Endpoint& endpoint, const Asked& asked, const Surroundings& surroundings)
        : endpoint_(endpoint),
          asked_(asked),
          around_(surroundings),
          deadline_(net::Deadline::after(surroundings.patience)),
          enumeration_({server_name(), std::random_device{}()}) {}

    model::Observation run();

  private:
    std::string server_name() const { return asked_.is_address ? std::string() : asked_.host; }
    net::Exchange exchange_of(const Question& question) const;
    void enumerate();
    void see_certificate();
    void ask_for_certificate();
    void state(const Findings& findings, model::Observation& observation) const;
    void state_certificate(base::Object& facts, base::Array& doubts) const;

    const model::Endpoint& endpoint_;
    const Asked& asked_;
    const Surroundings& around_;
    net::Deadline deadline_;
    Enumeration enumeration_;
    Handshake handshake_;
    std::vector<std::string> chain_;
    std::string no_chain_;  // why there is none
    int handshakes_ = 0;
};

net::Exchange Visit::exchange_of(const Question& question) const {
    const model::ScanLimits& limits = around_.politeness->limits();
    net::Exchange exchange;
    exchange.endpoint = endpoint_;
    exchange.prelude = asked_.prelude;
    exchange.request = question.hello;
    exchange.connect_timeout = limits.connect_timeout;
    exchange.answer_timeout = limits.answer_timeout;
    exchange.limit = question.wanted == Wanted::certificate ? certificate_limit : hello_limit;
    exchange.enough = enough_for(question.wanted);
    return exchange;
}

void Visit::enumerate() {
    while (!enumeration_.done()) {
        if (deadline_.passed()) return enumeration_.stop("the time for this server was used up");
        const std::vector<Question> questions = enumeration_.next();
        if (questions.empty()) return;
        std::vector<net::Exchange> exchanges;
        std::chrono::milliseconds pause{0};
        for (const Question& question : questions) {
            exchanges.push_back(exchange_of(question));
            pause = std::max(pause, question.pause);
        }
        std::this_thread::sleep_for(pause);
        const auto results = around_.loop->run(std::move(exchanges));
        for (std::size_t i = 0; i < results.size(); ++i)
            enumeration_.answer(questions[i].id, results[i]);
    }
}

// By a handshake where OpenSSL can, else from what old versions send in the clear.
void Visit::see_certificate() {
    const std::vector<Version> versions = enumeration_.findings().versions;
    std::vector<Version> speakable;
    std::copy_if(versions.begin(), versions.end(), std::back_inserter(speakable), openssl_speaks);
    if (!speakable.empty()) {
        const model::ScanLimits& limits = around_.politeness->limits();
        auto connection =
            net::Connection::open(endpoint_, *around_.politeness, net::Deadline::after(limits.connect_timeout));
        ++handshakes_;
        if (const auto prelude = net::prelude_for(asked_.prelude); prelude && connection) {
            const auto begun = ask_for_tls(*connection, *prelude, net::Deadline::after(limits.answer_timeout));
            if (!begun) connection = tl::unexpected(begun.error());
        }
        if (connection) {
            const HandshakeRequest request{server_name(), speakable.back(), speakable.front()};
            handshake_ = shake_hands(*connection, request, net::Deadline::after(limits.answer_timeout));
        } else {
            handshake_.reason = net::reason_of(connection.error());
        }
    }
    chain_ = handshake_.chain;
    if (chain_.empty()) chain_ = enumeration_.certificates();
    if (chain_.empty()) ask_for_certificate();
    if (chain_.empty()) no_chain_ = handshake_.reason.empty() ? "no certificate was sent" : handshake_.reason;
}

void Visit::ask_for_certificate() {
    const auto question = enumeration_.certificate_question();
    if (!question) return;
    const auto results = around_.loop->run({exchange_of(*question)});
    if (!results.empty()) chain_ = understand(Wanted::certificate, results.front()).certificates;
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

void Visit::state_certificate(base::Object& facts, base::Array& doubts) const {
    if (chain_.empty()) {
        doubts.push_back(doubt_of("certificate", nullptr, no_chain_));
        doubts.push_back(doubt_of("chain", nullptr, no_chain_));
        return;
    }
    auto certificate = certificate_facts(chain_, asked_, *around_.trust_store, base::now());
    if (certificate) {
        facts.set("certificate", std::move(*certificate));
    } else {
        doubts.push_back(doubt_of("certificate", nullptr, "the certificate cannot be read"));
    }
    facts.set("chain", chain_facts(chain_));
}

void Visit::state(const Findings& findings, model::Observation& observation) const {
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
    facts.set("groups", findings.groups);
    state_certificate(facts, doubts);
    facts.set("undetermined", std::move(doubts));
    observation.facts = std::move(facts);
}

model::Observation Visit::run() {
    model::Observation out;
    out.probe = "tls";
    out.endpoint = endpoint_;
    out.observed_at = base::now();
    out.trust_store = around_.trust_store->fingerprint();
    const auto begun = net::Deadline::Clock::now();
    enumerate();
    if (enumeration_.answered()) {
        see_certificate();
        state(enumeration_.findings(), out);
    } else {
        std::tie(out.status, out.reason) = enumeration_.failure();
    }
    for (const auto& [version, bytes] : enumeration_.server_hellos())
        out.evidence.push_back({"server_hello/" + std::string(name_of(version)), "application/octet-stream", bytes});

    using std::chrono::milliseconds;
    const auto elapsed = std::chrono::duration_cast<milliseconds>(net::Deadline::Clock::now() - begun);
    base::Object measures{{"connections", enumeration_.questions_asked() + static_cast<std::size_t>(handshakes_)},
                          {"elapsed_ms", std::int64_t{elapsed.count()}}};
    if (handshake_.completed) {
        measures.set("negotiated_version", handshake_.version);
        measures.set("negotiated_suite", handshake_.suite);
        measures.set("alpn", handshake_.alpn.empty() ? base::Value() : base::Value(handshake_.alpn));
        measures.set("ocsp_stapled", handshake_.ocsp_stapled);
    }
    out.measures = std::move(measures);
    return out;
}

}  // namespace

model::Observation observe(const model::Endpoint& endpoint, const Asked& asked, const Surroundings& surroundings) {
    return Visit(endpoint, asked, surroundings).run();
}

}  // namespace attt::scanner::tls
