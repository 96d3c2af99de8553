#include "scanner/tls/records.h"

#include <algorithm>

#include "scanner/tls/bytes.h"

namespace attt::scanner::tls {
namespace {

constexpr std::size_t header_size = 5;
// RFC 5246, section 6.2.3: the largest a ciphertext may be.
constexpr std::size_t largest_record = (1U << 14U) + 2048;
// A handshake message may claim 16 MB; no flight that we ask for is as large as this.
constexpr std::size_t largest_message = 1U << 18U;
// More than any server sends in one flight.
constexpr std::size_t most_messages = 64;

enum ContentType : std::uint8_t { change_cipher_spec = 20, alert = 21, handshake = 22, application_data = 23 };

bool is_content_type(std::uint8_t type) {
    return type >= change_cipher_spec && type <= application_data;
}

constexpr std::uint8_t ssl2_error = 0;
constexpr std::uint8_t ssl2_server_hello = 4;
constexpr std::uint8_t ssl2_x509 = 1;

}  // namespace

void RecordReader::read(std::string_view answer) {
    while (state_ == State::reading && !end_ && answer.size() - taken_ >= header_size) {
        Reader reader(answer.substr(taken_));
        const std::uint8_t type = reader.u8();
        const std::uint8_t major = reader.u8();
        reader.u8();
        const std::size_t length = reader.u16();
        // Some servers write a version of their own into the record of an alert.
        const bool plausible = is_content_type(type) && (major == 3 || type == alert) && length <= largest_record;
        if (!plausible) {
            state_ = taken_ == 0 ? State::not_tls : State::malformed;
            return;
        }
        if (reader.left() < length) return;
        if (type != alert && type != handshake) cipher_begins_ = taken_;
        taken_ += header_size + length;
        read_record(type, reader.bytes(length));
    }
    if (state_ == State::encrypted) encrypted_ = answer.size() - cipher_begins_;
    if (taken_ == 0 && state_ == State::reading && !answer.empty()) {
        if (!is_content_type(static_cast<std::uint8_t>(answer.front()))) state_ = State::not_tls;
    }
}

void RecordReader::read_record(std::uint8_t type, std::string_view payload) {
    switch (type) {
        case alert: return read_alert(payload);
        case handshake: return read_handshake(payload);
        default: state_ = State::encrypted; return;
    }
}

void RecordReader::read_alert(std::string_view payload) {
    if (payload.size() < 2) {
        state_ = State::malformed;
        return;
    }
    Reader reader(payload);
    const bool fatal = reader.u8() == 2;
    const std::uint8_t description = reader.u8();
    constexpr std::uint8_t close_notify = 0;
    (fatal || description == close_notify ? end_ : warning_) = Alert{fatal, description};
}

void RecordReader::read_handshake(std::string_view payload) {
    pending_.append(payload);
    constexpr std::size_t message_header = 4;
    std::size_t at = 0;
    while (pending_.size() - at >= message_header) {
        Reader reader(std::string_view(pending_).substr(at));
        const std::uint8_t type = reader.u8();
        const std::size_t length = reader.u24();
        if (length > largest_message || messages_.size() >= most_messages) {
            state_ = State::malformed;
            return;
        }
        if (reader.left() < length) break;
        messages_.push_back({static_cast<HandshakeType>(type), std::string(reader.bytes(length))});
        at += message_header + length;
    }
    pending_.erase(0, at);
}

const Message* RecordReader::find(HandshakeType type) const {
    const auto found =
        std::find_if(messages_.begin(), messages_.end(), [&](const Message& m) { return m.type == type; });
    return found == messages_.end() ? nullptr : &*found;
}

Ssl2Answer read_ssl2(std::string_view answer) {
    Ssl2Answer out;
    if (answer.size() < 3) return out;
    if (is_content_type(static_cast<std::uint8_t>(answer[0])) && answer[1] == 3) {
        out.state = Ssl2Answer::State::not_ssl2;
        return out;
    }
    Reader record(answer);
    const std::uint16_t header = record.u16();
    const bool padded = (header & 0x8000U) == 0;
    const std::size_t length = padded ? header & 0x3FFFU : header & 0x7FFFU;
    if (padded) record.u8();
    const auto type = Reader(answer.substr(padded ? 3 : 2)).u8();
    const bool first_known = answer.size() > (padded ? 3U : 2U);
    if (first_known && type != ssl2_server_hello && type != ssl2_error) {
        out.state = Ssl2Answer::State::not_ssl2;
        return out;
    }
    if (record.left() < length) return out;
    Reader body(record.bytes(length));
    if (body.u8() == ssl2_error) {
        out.state = length == 3 ? Ssl2Answer::State::error : Ssl2Answer::State::not_ssl2;
        return out;
    }
    body.u8();  // whether a session is resumed
    const std::uint8_t certificate_type = body.u8();
    out.version = body.u16();
    const std::size_t certificate_length = body.u16();
    const std::size_t ciphers_length = body.u16();
    body.u16();  // the length of the connection's id
    const std::string_view certificate = body.bytes(certificate_length);
    Reader ciphers(body.bytes(ciphers_length));
    if (!body.ok() || ciphers_length % 3 != 0) {
        out.state = Ssl2Answer::State::not_ssl2;
        return out;
    }
    if (certificate_type == ssl2_x509) out.certificate = certificate;
    while (!ciphers.at_end())
        out.ciphers.push_back(ciphers.u24());
    out.state = Ssl2Answer::State::server_hello;
    return out;
}

}  // namespace attt::scanner::tls
