// What comes back after a hello, taken apart: TLS records (RFC 8446, section 5.1) into handshake messages and alerts,
// however they are split or joined. Fed as bytes come; no more is kept than was received. Stops at the first record
// that is encrypted or is not TLS.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace attt::scanner::tls {

enum class HandshakeType : std::uint8_t {
    server_hello = 2,
    certificate = 11,
    server_key_exchange = 12,
    certificate_request = 13,
    server_hello_done = 14,
    certificate_status = 22,
};

struct Message {
    HandshakeType type;
    std::string body;
};

struct Alert {
    bool fatal = true;
    std::uint8_t description = 0;
};

class RecordReader {
  public:
    enum class State {
        reading,    // all so far is TLS; more may come
        encrypted,  // ciphertext follows: nothing more can be read
        not_tls,    // the very first bytes are no TLS record
        malformed,  // it began as TLS and then broke the rules
    };

    // Takes the whole answer so far: what was taken before must be its beginning.
    void read(std::string_view answer);

    State state() const { return state_; }
    const std::vector<Message>& messages() const { return messages_; }
    // nullptr when no such message has come.
    const Message* find(HandshakeType type) const;
    // The alert that ended the handshake: the first that is fatal, or a closing one. Warnings (RFC 6066's
    // unrecognized_name among them) end nothing.
    const std::optional<Alert>& end() const { return end_; }
    // The last alert that ended nothing.
    const std::optional<Alert>& warning() const { return warning_; }
    // Bytes from the first record that is no handshake message in the clear.
    std::size_t encrypted() const { return encrypted_; }

  private:
    void read_record(std::uint8_t type, std::string_view payload);
    void read_alert(std::string_view payload);
    void read_handshake(std::string_view payload);

    std::size_t taken_ = 0;
    std::size_t cipher_begins_ = 0;
    std::size_t encrypted_ = 0;
    State state_ = State::reading;
    std::string pending_;  // the beginning of a handshake message
    std::vector<Message> messages_;
    std::optional<Alert> end_;
    std::optional<Alert> warning_;
};

// The first message of an SSLv2 server ("The SSL Protocol", sections 2.5 and 2.7), or why there is none.
struct Ssl2Answer {
    enum class State { incomplete, server_hello, error, not_ssl2 };
    State state = State::incomplete;
    std::uint16_t version = 0;
    std::string certificate;  // X.509, DER; empty when another type
    std::vector<std::uint32_t> ciphers;
};
Ssl2Answer read_ssl2(std::string_view answer);

}  // namespace attt::scanner::tls
