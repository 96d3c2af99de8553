// How far behind its deadline the TLS probe ends at peers that mean no good: silent, slow, endless, closing at each
// byte of a handshake, limiting. Prints the worst of RUNS for each, with the reading of the trust anchors (about 40
// ms); exits 1 where one is more than 100 ms late. tls_deadlines [RUNS] [DEADLINE_MS]
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "fixture.h"
#include "hostile_peers.h"
#include "scanner/tls/client_hello.h"

namespace attt::scanner::tls {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds allowance{100};

std::vector<std::string> openssl_server(const std::string& version) {
    std::vector<std::string> out = {"openssl", "s_server",          "-quiet", "-accept",          "127.0.0.1:{port}",
                                    "-cert",   "{dir}/rsa2048.pem", "-key",   "{dir}/rsa2048.key"};
    if (!version.empty()) out.push_back(version);
    return out;
}

class Deadlines {
  public:
    Deadlines(int runs, milliseconds deadline) : runs_(runs), deadline_(deadline) {}

    bool kept() const { return kept_; }
    void measure(const std::string& name, const Peer::Manner& manner) {
        milliseconds worst{0};
        model::Observation seen;
        for (int run = 0; run < runs_; ++run) {
            const Peer peer(manner);
            const auto begun = Clock::now();
            seen = observe_at(peer.port(), "site.example", {500ms, 500ms, deadline_});
            worst = std::max(worst, std::chrono::duration_cast<milliseconds>(Clock::now() - begun));
        }
        const bool late = worst > deadline_ + allowance;
        kept_ = kept_ && !late;
        fmt::print("{:<28} {:>6} ms of {} ms, {}{}\n", name, worst.count(), deadline_.count(),
                   model::name_of(seen.status), late ? ", LATE" : "");
    }

  private:
    int runs_;
    milliseconds deadline_;
    bool kept_ = true;
};

void measure_cuts(Deadlines& deadlines) {
    const Server server(openssl_server("-tls1_2"));
    const std::string flight =
        answer_of(server.port(), encode(ClientHello{Version::tls1_2, {0xC02F}, {23}, "site.example", 1}));
    for (const std::size_t cut : {1U, 5U, 9U, 40U, 80U, 90U, 200U, 1000U})
        deadlines.measure("closes after " + std::to_string(cut) + " bytes",
                          [&](Peer::Talk& talk, int) { talk.read(), talk.write(flight.substr(0, cut)); });
    for (const std::size_t cut : {5U, 90U, 1000U})
        deadlines.measure("silent after " + std::to_string(cut) + " bytes", [&](Peer::Talk& talk, int) {
            talk.read(), talk.write(flight.substr(0, cut)), talk.linger(10s);
        });
    deadlines.measure("one byte a second", [&](Peer::Talk& talk, int) {
        talk.read();
        for (const char byte : flight) {
            if (!talk.write(std::string(1, byte))) return;
            talk.linger(1s);
        }
    });
    const std::string hello = flight.substr(0, 9 + static_cast<unsigned char>(flight[8]));
    deadlines.measure("endless certificate", [&](Peer::Talk& talk, int) {
        talk.read();
        talk.write(hello + "\x16\x03\x03\x40\x00\x0b\xff\xff\xff"s + std::string(16380, 'c'));
        flood(talk, "\x16\x03\x03\x40\x00"s + std::string(16384, 'c'));
    });
}

void measure_limiters(Deadlines& deadlines) {
    const Server server(openssl_server(""));
    const auto then = [&](const std::string& name, void (*act)(Peer::Talk&)) {
        deadlines.measure("limiter that " + name, [&server, act](Peer::Talk& talk, int number) {
            if (number < 12) return relay(talk, server.port());
            act(talk);
        });
    };
    then("resets", [](Peer::Talk& talk) { talk.reset(); });
    then("is silent", [](Peer::Talk& talk) { talk.linger(10s); });
    then("closes", [](Peer::Talk& talk) { talk.read(); });
    then("says no", [](Peer::Talk& talk) { talk.read(), talk.write("\x15\x03\x03\x00\x02\x02\x28"s); });
}

}  // namespace
}  // namespace attt::scanner::tls

int main(int argc, char** argv) {
    using namespace attt::scanner::tls;
    certificates();  // made before the first is measured
    Deadlines deadlines(argc > 1 ? std::stoi(argv[1]) : 3, milliseconds(argc > 2 ? std::stoi(argv[2]) : 3000));
    for (const Hostile& hostile : hostile_peers())
        deadlines.measure(hostile.name, hostile.manner);
    measure_cuts(deadlines);
    measure_limiters(deadlines);
    return deadlines.kept() ? 0 : 1;
}
