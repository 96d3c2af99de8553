#include "scanner/tls/conversation.h"

#include "scanner/tls/bytes.h"
#include "scanner/tls/names.h"

namespace attt::scanner::tls {
namespace {

enum ContentType : std::uint8_t { change_cipher_spec = 20, alert = 21, handshake = 22, heartbeat = 24 };

constexpr std::size_t header_size = 5;
// RFC 5246, section 6.2.3.
constexpr std::size_t largest_record = (1U << 14U) + 2048;
// A long chain of certificates, and no more.
constexpr std::size_t most_received = 1U << 18U;
constexpr std::size_t most_heartbeats = 4;
constexpr std::size_t most_alerts = 2;

std::string_view name_of(Ending ending) {
    switch (ending) {
        case Ending::none: return "nothing";
        case Ending::closed: return "connection closed";
        case Ending::reset: return "connection reset";
        case Ending::silence: return "silence";
        case Ending::limit: return "the answer is too long";
        case Ending::broken: return "the answer breaks the rules of TLS";
    }
    return "nothing";
}

// Fatal or closing; a warning ends nothing (RFC 5246, section 7.2).
std::optional<Alert> ending_alert(std::string_view payload) {
    if (payload.size() != 2) return std::nullopt;
    const Alert out{payload[0] == 2, static_cast<std::uint8_t>(payload[1])};
    constexpr std::uint8_t close_notify = 0;
    if (!out.fatal && out.description != close_notify) return std::nullopt;
    return out;
}

// RFC 5246, section 7.4.1.3: behind the version and the random bytes.
std::string session_id_of(std::string_view hello) {
    Reader reader(hello);
    reader.u16();
    reader.bytes(32);
    return std::string(reader.vector(1));
}

}  // namespace

std::string record_of(std::uint8_t type, std::uint16_t version, std::string_view payload) {
    Writer out;
    out.u8(type);
    out.u16(version);
    out.vector(2, payload);
    return out.take();
}

std::string Reaction::text() const {
    std::string out;
    const auto add = [&](const std::string& part) { out += (out.empty() ? "" : ", ") + part; };
    if (!heartbeats.empty()) add("heartbeat");
    for (const Alert& each : alerts)
        add("alert " + alert_name(each.description));
    if (ending != Ending::none) add(std::string(name_of(ending)));
    return out;
}

Conversation::Waiting Conversation::waiting() const {
    if (reactions_.empty()) return Waiting::for_flight;
    return reactions_.back().alerts.empty() ? Waiting::for_reaction : Waiting::for_end;
}

Conversation::Next Conversation::read_record(std::string_view bytes, Record& record) {
    Reader reader(bytes);
    record.type = reader.u8();
    const std::uint8_t major = reader.u8();
    reader.u8();
    const std::size_t length = reader.u16();
    if (!reader.ok()) return Next::incomplete;
    const bool plausible = record.type >= change_cipher_spec && record.type <= heartbeat &&
                           (major == 3 || record.type == alert) && length <= largest_record;
    if (!plausible) return Next::broken;
    record.whole = bytes.substr(0, header_size + length);
    record.payload = reader.bytes(length);
    return reader.ok() ? Next::complete : Next::incomplete;
}

std::string Conversation::take(std::string_view bytes) {
    received_ += bytes.size();
    pending_.append(bytes);
    std::size_t at = 0;
    while (!done_) {
        Record record;
        const Next next = read_record(std::string_view(pending_).substr(at), record);
        if (next == Next::incomplete) break;
        if (next == Next::broken) {
            finish(Ending::broken);
            break;
        }
        see(record);
        at += record.whole.size();
    }
    pending_.erase(0, at);
    if (!done_ && received_ > most_received) finish(Ending::limit);
    if (done_ || !speak_) return {};
    speak_ = false;
    return next_word();
}

void Conversation::see(const Record& record) {
    if (reactions_.empty() && !flight_.complete) return see_in_flight(record);
    see_after_word(record);
}

void Conversation::see_in_flight(const Record& record) {
    if (record.type != handshake && record.type != alert) return finish(Ending::broken);
    clear_.append(record.whole);
    flight_reader_.read(clear_);
    understand_flight();
}

void Conversation::understand_flight() {
    if (const Message* hello = flight_reader_.find(HandshakeType::server_hello); hello != nullptr && !flight_.hello) {
        flight_.hello = parse_server_hello(hello->body);
        if (!flight_.hello) return finish(Ending::broken);
        flight_.session_id = session_id_of(hello->body);
    }
    if (const Message* sent = flight_reader_.find(HandshakeType::certificate);
        sent != nullptr && flight_.certificates.empty()) {
        if (auto parsed = parse_certificate(sent->body)) flight_.certificates = std::move(*parsed);
    }
    flight_.complete = words_.empty()
                           ? flight_.hello.has_value()
                           : flight_.hello && flight_reader_.find(HandshakeType::server_hello_done) != nullptr;
    if (flight_.complete) {
        clear_.clear();
        if (words_.empty()) return finish(Ending::none);
        speak_ = true;
        return;
    }
    if (flight_reader_.end()) {
        flight_.reaction.alerts.push_back(*flight_reader_.end());
        return finish(Ending::none);
    }
    if (flight_reader_.state() != RecordReader::State::reading) finish(Ending::broken);
}

void Conversation::see_after_word(const Record& record) {
    if (reactions_.empty()) return;
    Reaction& reaction = reactions_.back();
    if (record.type == alert) {
        const auto seen = ending_alert(record.payload);
        if (seen && reaction.alerts.size() < most_alerts) reaction.alerts.push_back(*seen);
    } else if (record.type == heartbeat && reaction.heartbeats.size() < most_heartbeats) {
        Reader reader(record.payload);
        Heartbeat seen;
        seen.type = reader.u8();
        seen.claimed = reader.u16();
        seen.length = record.payload.size();
        if (!reader.ok()) return;
        reaction.heartbeats.push_back(seen);
        finish(Ending::none);
    }
}

std::string Conversation::next_word() {
    if (reactions_.size() >= words_.size()) {
        done_ = true;
        return {};
    }
    std::string said = words_[reactions_.size()](flight_);
    if (said.empty()) {
        done_ = true;
        return {};
    }
    reactions_.emplace_back();
    return said;
}

std::string Conversation::on_silence() {
    const bool goes_on = waiting() == Waiting::for_reaction;
    present().ending = Ending::silence;
    if (goes_on) return next_word();
    done_ = true;
    return {};
}

void Conversation::on_end(Ending ending) {
    finish(ending);
}

void Conversation::finish(Ending ending) {
    present().ending = ending;
    done_ = true;
}

}  // namespace attt::scanner::tls
