#include "scanner/tls/resumption.h"

#include <algorithm>

namespace attt::scanner::tls {
namespace {

class Resumption {
  public:
    Resumption(const Shake& shake, const std::string& server_name, base::Object& facts, base::Array& doubts)
        : shake_(shake), server_name_(server_name), facts_(facts), doubts_(doubts) {}

    void look_before_tls1_3(Version version) {
        take_up(version, true, "ticket");
        take_up(version, false, "session_id");
        HandshakeRequest request = request_for(version);
        request.renegotiates = true;
        request.alpn = {};  // RFC 9113, section 9.2.1: over HTTP/2 nobody renegotiates
        const Handshake shaken = shake_(request);
        if (shaken.renegotiated) {
            facts_.set("client_renegotiation", *shaken.renegotiated);
        } else {
            doubt("client_renegotiation", nullptr, reason_of(shaken));
        }
    }
    void look_at_tls1_3() {
        const Handshake first = take_up(Version::tls1_3, true, "psk");
        if (first.completed) {
            facts_.set("early_data", first.offers_early_data);
        } else {
            doubt("early_data", nullptr, reason_of(first));
        }
    }
    void state() { facts_.set("resumption", ways_); }

  private:
    HandshakeRequest request_for(Version version) const { return {server_name_, version, version}; }
    static std::string reason_of(const Handshake& shaken) {
        return shaken.reason.empty() ? "no answer in time" : shaken.reason;
    }
    void doubt(const char* fact, base::Value value, const std::string& reason) {
        doubts_.emplace_back(base::Object{{"fact", fact}, {"value", std::move(value)}, {"reason", reason}});
    }
    Handshake take_up(Version version, bool tickets, const char* way) {
        HandshakeRequest request = request_for(version);
        request.tickets = tickets;
        request.keeps_session = true;
        Handshake first = shake_(request);
        if (!first.completed) {
            doubt("resumption", way, reason_of(first));
            return first;
        }
        if (!first.session || (tickets && !first.has_ticket)) return first;
        request.keeps_session = false;
        request.session = first.session;
        const Handshake second = shake_(request);
        if (!second.completed) doubt("resumption", way, reason_of(second));
        if (second.resumed) ways_.emplace_back(way);
        return first;
    }

    const Shake& shake_;
    const std::string& server_name_;
    base::Object& facts_;
    base::Array& doubts_;
    std::vector<std::string> ways_;
};

}  // namespace

void state_resumption(const Shake& shake, const std::string& server_name, const std::vector<Version>& versions,
                      base::Object& facts, base::Array& doubts) {
    if (versions.empty()) return;
    Resumption resumption(shake, server_name, facts, doubts);
    const auto old = std::find_if(versions.rbegin(), versions.rend(), [](Version v) { return v < Version::tls1_3; });
    if (old != versions.rend()) resumption.look_before_tls1_3(*old);
    if (versions.back() == Version::tls1_3) resumption.look_at_tls1_3();
    resumption.state();
}

}  // namespace attt::scanner::tls
