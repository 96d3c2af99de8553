// Known weaknesses of TLS that no honest hello shows (scanner/tls/attack.h). Only on request, and only where the
// authorisation names it.
#include <random>

#include "net/connection.h"
#include "net/prelude.h"
#include "scanner/probes/probes.h"
#include "scanner/tls/attack.h"
#include "scanner/tls/converse.h"

namespace attt::scanner {
namespace {

constexpr std::uint16_t https_port = 443;
constexpr std::chrono::milliseconds longest_reaction = std::chrono::seconds(3);
constexpr std::chrono::milliseconds longest_conversation = std::chrono::seconds(30);

enum class Leave { none, loopback, authorisation };

Leave leave_for(const Site& site, const std::string& address, const Context& context) {
    const auto parsed = net::Address::parse(address);
    if (!parsed) return Leave::none;
    if (context.intrusive_scope.covers_name(site.url.host) && context.intrusive_scope.covers_address(*parsed))
        return Leave::authorisation;
    return parsed->is_loopback() ? Leave::loopback : Leave::none;
}

// One visit to one address: the attacks in turn, what each says, what it opened.
class Visit {
  public:
    Visit(const Site& site, model::Endpoint endpoint, std::string prelude, const Context& context)
        : endpoint_(std::move(endpoint)),
          prelude_(std::move(prelude)),
          politeness_(*context.politeness),
          target_{site.url.host_is_address() ? std::string() : site.url.host, std::random_device{}()} {}

    // Whether there is anything to state; else `reason()` says why not.
    bool look() {
        tls::Connections first(speaker(), tls::most_of_version_look);
        const tls::OldVersions old = tls::look_for_old_versions(target_, first);
        measures_.set("connections", first.opened());
        if (old.state == tls::Old::unknown) {
            reason_ = old.reason;
            return false;
        }
        if (old.state == tls::Old::not_spoken) {
            state_all_absent(old.reason);
            return true;
        }
        ask("heartbleed", tls::most_of_heartbleed,
            [this](tls::Connections& c) { return tls::look_for_heartbleed(target_, c); });
        ask("ccs_injection", tls::most_of_ccs_injection,
            [this](tls::Connections& c) { return tls::look_for_ccs_injection(target_, c); });
        ask("robot", tls::most_of_robot, [this](tls::Connections& c) { return tls::look_for_robot(target_, c); });
        ask("ticketbleed", tls::most_of_ticketbleed, [this](tls::Connections& c) {
            return tls::look_for_ticketbleed(
                target_, [this](const tls::HandshakeRequest& request) { return shake(request); }, c);
        });
        return true;
    }

    base::Object facts() {
        facts_.set("undetermined", std::move(doubts_));
        return std::move(facts_);
    }
    base::Object measures() { return std::move(measures_); }
    const std::string& reason() const { return reason_; }

  private:
    tls::ConversePatience patience() const {
        const auto answer = politeness_.limits().answer_timeout;
        return {answer, std::min<std::chrono::milliseconds>(answer / 2, longest_reaction), longest_conversation};
    }
    tls::Converse speaker() {
        return [this](tls::Conversation& conversation) {
            return tls::converse(conversation, endpoint_, prelude_, politeness_, patience());
        };
    }
    tls::Handshake shake(const tls::HandshakeRequest& request) {
        tls::Handshake failed;
        auto connection =
            net::Connection::open(endpoint_, politeness_, net::Deadline::after(politeness_.limits().connect_timeout));
        const auto deadline = net::Deadline::after(politeness_.limits().answer_timeout);
        if (!connection) {
            failed.reason = net::reason_of(connection.error());
            return failed;
        }
        if (const auto words = net::prelude_for(prelude_)) {
            if (const auto asked = net::ask_for_tls(*connection, *words, deadline); !asked) {
                failed.reason = net::reason_of(asked.error());
                return failed;
            }
        }
        return tls::shake_hands(*connection, request, deadline);
    }

    void ask(const std::string& name, int most, const std::function<tls::AttackResult(tls::Connections&)>& attack) {
        tls::Connections connections(speaker(), most);
        const tls::AttackResult result = attack(connections);
        measures_.set(name + "_connections", connections.opened());
        if (!result.shown.empty()) measures_.set(name + "_shown", result.shown);
        state(name, result);
    }
    void state(const std::string& name, const tls::AttackResult& result) {
        if (!result.says.empty()) {
            facts_.set(name, result.says);
            return;
        }
        doubts_.push_back(base::Object{{"fact", name}, {"value", nullptr}, {"reason", result.reason}});
    }
    void state_all_absent(const std::string& reason) {
        for (const char* name : {"heartbleed", "ccs_injection", "ticketbleed"})
            facts_.set(name, tls::not_vulnerable);
        facts_.set("robot", "no_rsa_exchange");
        measures_.set("shown", "it speaks TLS 1.3 alone: " + reason);
    }

    model::Endpoint endpoint_;
    std::string prelude_;
    net::Politeness& politeness_;
    tls::AttackTarget target_;
    base::Object facts_;
    base::Array doubts_;
    base::Object measures_;
    std::string reason_;
};

}  // namespace

std::vector<model::Observation> probe_tls_attacks(const Site& site, const std::string& address,
                                                  const Context& context) {
    const bool plain = site.url.scheme == "http";
    const bool web = plain || site.url.scheme == "https";
    model::Observation observation;
    observation.subject = site.subject;
    observation.probe = "tls_attacks";
    observation.observed_at = base::now();
    observation.endpoint = endpoint_of(site, address, plain ? https_port : site.url.port, context);
    const auto ended = [&](model::Status status, std::string_view reason) {
        observation.status = status;
        observation.reason = reason;
        return std::vector{observation};
    };
    const Leave leave = leave_for(site, address, context);
    if (leave == Leave::none)
        return ended(model::Status::not_applicable, "the authorisation does not name messages that break the rules");
    if (!reachable_family(address)) return ended(model::Status::unreachable, no_ipv6_reason);

    Visit visit(site, *observation.endpoint, web ? "" : site.url.scheme, context);
    const bool looked = visit.look();
    base::Object measures = visit.measures();
    measures.set("allowed_by", leave == Leave::loopback ? "loopback" : "authorisation");
    observation.measures = std::move(measures);
    if (!looked) return ended(model::Status::protocol_error, visit.reason());
    observation.facts = visit.facts();
    return {observation};
}

}  // namespace attt::scanner
