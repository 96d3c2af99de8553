// A dialogue with a TLS server in the clear, written beforehand: a hello, and then, once the server's flight is
// complete, one thing after the other, with what came of each. Without sockets: bytes in, bytes out. Of what a server
// sends only what is named here is kept: of a heartbeat its lengths, never its content.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/tls/records.h"
#include "scanner/tls/server_hello.h"

namespace attt::scanner::tls {

// RFC 6520, section 4.
inline constexpr std::uint8_t heartbeat_response = 2;
struct Heartbeat {
    std::uint8_t type = 0;
    std::uint16_t claimed = 0;  // payload_length
    std::size_t length = 0;     // of the whole message
};

enum class Ending {
    none,
    closed,   // in order (FIN)
    reset,    // RST
    silence,  // nothing more came in time
    limit,    // more came than anybody needs
    broken,   // what came breaks the rules of TLS
};

// What came of one thing that was said.
struct Reaction {
    std::vector<Alert> alerts;  // fatal or closing ones, two at most
    std::vector<Heartbeat> heartbeats;
    Ending ending = Ending::none;

    // "alert bad_record_mac, closed", "silence": one text for one behaviour.
    std::string text() const;
};

// The server's first flight, as far as it is in the clear.
struct Flight {
    std::optional<ServerHello> hello;
    std::string session_id;
    std::vector<std::string> certificates;  // DER, leaf first
    bool complete = false;  // to its ServerHelloDone; where nothing is said after it, to its ServerHello
    Reaction reaction;      // where it is not complete: why
};

class Conversation {
  public:
    // What to say to such a flight; empty: nothing, and the conversation is over.
    using Word = std::function<std::string(const Flight&)>;
    Conversation(std::string hello, std::vector<Word> words) : hello_(std::move(hello)), words_(std::move(words)) {}

    const std::string& opening() const { return hello_; }
    // Takes what has come and returns what to say now, perhaps nothing. REQUIRES: !done().
    std::string take(std::string_view bytes);
    // Nothing came for as long as one waits: returns what to say next. REQUIRES: !done().
    std::string on_silence();
    // The connection is over. REQUIRES: !done().
    void on_end(Ending ending);

    bool done() const { return done_; }
    enum class Waiting { for_flight, for_reaction, for_end };
    Waiting waiting() const;
    const Flight& flight() const { return flight_; }
    // One for each word that was said, in order.
    const std::vector<Reaction>& reactions() const { return reactions_; }

  private:
    struct Record {
        std::uint8_t type = 0;
        std::string_view whole;
        std::string_view payload;
    };
    enum class Next { complete, incomplete, broken };
    static Next read_record(std::string_view bytes, Record& record);
    void see(const Record& record);
    void see_in_flight(const Record& record);
    void see_after_word(const Record& record);
    void understand_flight();
    Reaction& present() { return reactions_.empty() ? flight_.reaction : reactions_.back(); }
    std::string next_word();
    void finish(Ending ending);

    std::string hello_;
    std::vector<Word> words_;
    Flight flight_;
    std::vector<Reaction> reactions_;
    std::string pending_;  // the beginning of a record
    std::string clear_;    // handshake messages and alerts of the flight
    RecordReader flight_reader_;
    std::size_t received_ = 0;
    bool speak_ = false;  // the flight has just become complete
    bool done_ = false;
};

// A record in the clear (RFC 5246, section 6.2.1).
std::string record_of(std::uint8_t type, std::uint16_t version, std::string_view payload);

}  // namespace attt::scanner::tls
