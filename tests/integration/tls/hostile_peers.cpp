#include "hostile_peers.h"

#include <ostream>

namespace attt::scanner::tls {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

const std::string server_hello_header = "\x16\x03\x03\x00\x31\x02\x00\x00\x2d\x03\x03"s;

void drip(Peer::Talk& talk, std::string_view bytes) {
    for (const char byte : bytes) {
        if (!talk.write(std::string(1, byte))) return;
        talk.linger(200ms);
    }
}

}  // namespace

void PrintTo(const Hostile& hostile, std::ostream* out) {
    *out << hostile.name;
}

void flood(Peer::Talk& talk, const std::string& bytes) {
    for (int i = 0; i < 100'000 && talk.write(bytes); ++i) {
    }
}

const std::vector<Hostile>& hostile_peers() {
    using model::Status;
    static const std::vector<Hostile> all = {
        {"Silent", [](Peer::Talk& talk, int) { talk.linger(10s); }, Status::timeout},
        {"Resetting", [](Peer::Talk& talk, int) { talk.read(), talk.reset(); }, Status::blocked},
        {"Closing", [](Peer::Talk& talk, int) { talk.read(); }, Status::protocol_error},
        {"Garbage", [](Peer::Talk& talk, int) { talk.read(), talk.write("220 mail.example ESMTP\r\n"); },
         Status::protocol_error},
        {"Dripping", [](Peer::Talk& talk, int) { drip(talk, server_hello_header); }, Status::timeout},
        {"HalfAServerHello", [](Peer::Talk& talk, int) { talk.read(), talk.write(server_hello_header); },
         Status::protocol_error},
        {"ARecordOf64K", [](Peer::Talk& talk, int) { talk.write("\x16\x03\x03\xff\xff"), flood(talk, "x"); },
         Status::protocol_error},
        {"AMessageOf16M",
         [](Peer::Talk& talk, int) { talk.write("\x16\x03\x03\x40\x00\x02\xff\xff\xff"s), flood(talk, "x"); },
         Status::protocol_error},
        {"EndlessWarnings", [](Peer::Talk& talk, int) { flood(talk, "\x15\x03\x03\x00\x02\x01\x70"s); },
         Status::protocol_error},
        {"EndlessEmptyRecords", [](Peer::Talk& talk, int) { flood(talk, "\x16\x03\x03\x00\x00"s); },
         Status::protocol_error},
        {"EndlessMessages", [](Peer::Talk& talk, int) { flood(talk, "\x16\x03\x03\x00\x04\x00\x00\x00\x00"s); },
         Status::protocol_error},
    };
    return all;
}

}  // namespace attt::scanner::tls
