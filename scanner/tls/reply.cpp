#include "scanner/tls/reply.h"

#include <memory>

#include "scanner/tls/names.h"

namespace attt::scanner::tls {
namespace {

using net::ExchangeEnd;

// EncryptedExtensions, Certificate, CertificateVerify and Finished are longer than this, an encrypted alert is not.
constexpr std::size_t smallest_flight = 250;

// Behind the ServerHello of TLS 1.3, which may come in a packet of its own, all is ciphertext.
bool is_enough_of_flight(const ServerHello& hello, const RecordReader& records) {
    if (hello.version != code_of(Version::tls1_3) || hello.retry) return true;
    return records.encrypted() >= smallest_flight;
}

bool is_enough(Wanted wanted, const RecordReader& records) {
    if (records.end() || records.state() == RecordReader::State::not_tls ||
        records.state() == RecordReader::State::malformed)
        return true;
    const Message* hello = records.find(HandshakeType::server_hello);
    if (hello == nullptr) return records.state() == RecordReader::State::encrypted;
    if (wanted == Wanted::server_hello || wanted == Wanted::ssl2_hello) return true;
    const auto parsed = parse_server_hello(hello->body);
    if (!parsed) return true;
    if (wanted == Wanted::encrypted_flight) return is_enough_of_flight(*parsed, records);
    if (parsed->version == code_of(Version::tls1_3) || records.state() == RecordReader::State::encrypted) return true;
    if (records.find(HandshakeType::server_hello_done) != nullptr) return true;
    const auto last = wanted == Wanted::certificate ? HandshakeType::certificate : HandshakeType::server_key_exchange;
    return records.find(last) != nullptr;
}

// RFC 8446, section 6.2: what a server answers when nothing on offer suits it.
bool says_refused(std::uint8_t alert) {
    constexpr std::uint8_t handshake_failure = 40;
    constexpr std::uint8_t protocol_version = 70;
    constexpr std::uint8_t insufficient_security = 71;
    constexpr std::uint8_t inappropriate_fallback = 86;  // RFC 7507, section 3
    return alert == handshake_failure || alert == protocol_version || alert == insufficient_security ||
           alert == inappropriate_fallback;
}

std::string reason_of(const net::ExchangeResult& result) {
    const std::string system = result.reason.empty() ? std::string() : ": " + result.reason;
    switch (result.end) {
        case ExchangeEnd::reset: return "connection reset";
        case ExchangeEnd::timeout: return "no answer in time";
        case ExchangeEnd::refused: return "connection refused";
        case ExchangeEnd::unreachable: return "unreachable" + system;
        case ExchangeEnd::connect_timeout: return "no connection in time";
        case ExchangeEnd::outside_scope: return "outside the scope";
        case ExchangeEnd::cancelled: return "cancelled";
        case ExchangeEnd::no_tls: return "TLS is not offered" + system;
        case ExchangeEnd::turned_away: return "the server will not talk to us now" + system;
        case ExchangeEnd::limit: return "the answer is too long";
        case ExchangeEnd::closed: return "connection closed";
        case ExchangeEnd::enough: break;
    }
    return "the answer breaks the rules of TLS";
}

void take_alert(const Alert& alert, Reply& reply) {
    // The server has chosen a suite of PSK or SRP and misses the user's name: neither a yes nor a no.
    constexpr std::uint8_t unknown_psk_identity = 115;
    reply.alert = alert.description;
    reply.spoke_tls = true;
    reply.reason = "alert " + alert_name(alert.description);
    if (alert.description == unknown_psk_identity) return;
    reply.kind = says_refused(alert.description) ? Reply::Kind::refused : Reply::Kind::evaded;
}

void take_flight(const RecordReader& records, Reply& reply) {
    reply.spoke_tls = true;
    const Message* hello = records.find(HandshakeType::server_hello);
    if (hello != nullptr) reply.hello = parse_server_hello(hello->body);
    if (!reply.hello) return;
    reply.kind = Reply::Kind::hello;
    reply.reason.clear();
    if (const Message* exchange = records.find(HandshakeType::server_key_exchange); exchange != nullptr)
        reply.exchange = parse_key_exchange(exchange->body, reply.hello->suite, reply.hello->version);
    if (const Message* certificate = records.find(HandshakeType::certificate); certificate != nullptr)
        reply.certificates = parse_certificate(certificate->body).value_or(std::vector<std::string>());
}

// The server chose, and then found nothing to sign with: its alert may be encrypted.
void take_encrypted(const RecordReader& records, Reply& reply) {
    if (reply.encrypted >= smallest_flight) return;
    const bool ended = reply.end == ExchangeEnd::closed || reply.end == ExchangeEnd::reset;
    const bool refused = records.end() || (ended && reply.encrypted > 0);
    reply.kind = refused ? Reply::Kind::refused : Reply::Kind::spoiled;
    reply.reason = "the flight behind the ServerHello did not come";
}

void take_ssl2(Ssl2Answer answer, Reply& reply) {
    reply.spoke_tls = true;
    const bool offers = answer.state == Ssl2Answer::State::server_hello && !answer.ciphers.empty() &&
                        answer.version == code_of(Version::ssl2);
    if (!offers) {
        reply.kind = Reply::Kind::refused;
        reply.reason = "no common cipher of SSLv2";
        return;
    }
    reply.kind = Reply::Kind::hello;
    reply.reason.clear();
    reply.ssl2_ciphers = std::move(answer.ciphers);
    if (!answer.certificate.empty()) reply.certificates = {std::move(answer.certificate)};
}

}  // namespace

std::function<bool(std::string_view)> enough_for(Wanted wanted) {
    return [wanted, records = std::make_shared<RecordReader>()](std::string_view answer) {
        if (wanted == Wanted::ssl2_hello) {
            const auto state = read_ssl2(answer).state;
            if (state == Ssl2Answer::State::server_hello || state == Ssl2Answer::State::error) return true;
            if (state == Ssl2Answer::State::incomplete) return false;
        }
        records->read(answer);
        return is_enough(wanted, *records);
    };
}

Reply understand(Wanted wanted, const net::ExchangeResult& result) {
    Reply reply;
    reply.end = result.end;
    reply.reason = reason_of(result);
    if (wanted == Wanted::ssl2_hello) {
        Ssl2Answer answer = read_ssl2(result.answer);
        if (answer.state == Ssl2Answer::State::server_hello || answer.state == Ssl2Answer::State::error) {
            take_ssl2(std::move(answer), reply);
            return reply;
        }
    }
    RecordReader records;
    records.read(result.answer);
    reply.foreign = records.state() == RecordReader::State::not_tls;
    if (reply.foreign) reply.reason = "the peer does not speak TLS";
    if (!records.messages().empty()) take_flight(records, reply);
    // A warning with which the server closed is its answer too.
    const auto& alert = records.end() || result.end != ExchangeEnd::closed ? records.end() : records.warning();
    if (!reply.hello && alert) take_alert(*alert, reply);
    if (result.end == ExchangeEnd::closed && result.answer.empty()) reply.kind = Reply::Kind::evaded;
    reply.encrypted = records.encrypted();
    if (wanted == Wanted::encrypted_flight && reply.hello && !reply.hello->retry) take_encrypted(records, reply);
    // To SSLv2 any answer of TLS is a no.
    if (wanted == Wanted::ssl2_hello && reply.spoke_tls) {
        reply.kind = Reply::Kind::refused;
        if (reply.reason.empty()) reply.reason = "TLS is answered to a hello of SSLv2";
    }
    return reply;
}

}  // namespace attt::scanner::tls
