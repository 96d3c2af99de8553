#include "scanner/tls/enumeration.h"

#include <algorithm>
#include <functional>

namespace attt::scanner::tls {
namespace {

using net::ExchangeEnd;
using std::chrono::milliseconds;

constexpr std::size_t evidence_size = 4096;
// Far more than the longest honest enumeration takes (every suite of OpenSSL 1.0.1 in four versions).
constexpr std::size_t most_questions = 2000;
// After so many answers in a row that say nothing, a limiter or filter may be at work.
constexpr int most_spoiled_in_a_row = 4;
constexpr milliseconds cautious_pause{250};
constexpr int most_attempts = 3;
// Silence costs a whole timeout each time.
constexpr int most_slow_attempts = 2;
// Of one question, even while the server is given time to recover.
constexpr int most_tries = 10;
// So many refusals in a row, though other questions are asked in between: a limiter may be refusing everybody.
constexpr std::size_t most_unsealed = 8;
// What was refused is asked again when so many other questions were put, if there are so many: a round of four
// connections, in which a limiter that refuses everybody for a moment has passed.
constexpr std::size_t questions_between_looks = 4;

milliseconds pause_before(int spoiled) {
    constexpr milliseconds pauses[] = {milliseconds(0), milliseconds(250), milliseconds(1000)};
    return pauses[std::min(spoiled, 2)];
}

bool never_connected(const Reply& reply) {
    return reply.end == ExchangeEnd::no_tls || reply.end == ExchangeEnd::refused ||
           reply.end == ExchangeEnd::unreachable || reply.end == ExchangeEnd::connect_timeout ||
           reply.end == ExchangeEnd::outside_scope || reply.end == ExchangeEnd::cancelled;
}

bool is_slow(const Reply& reply) {
    return reply.end == ExchangeEnd::timeout || reply.end == ExchangeEnd::connect_timeout;
}

constexpr std::uint8_t protocol_version = 70;
constexpr std::uint8_t unknown_psk_identity = 115;

}  // namespace

Enumeration::Enumeration(Settings settings) : settings_(std::move(settings)) {
    // Those that servers speak most make contact; the oldest wait for what comes of them.
    for (const Version version : {Version::tls1_2, Version::tls1_3, Version::tls1_1, Version::tls1_0, Version::ssl3}) {
        suites_[version] = &add<SuiteEnquiry>(version);
        if (version == Version::ssl3) slots_.back()->state = Slot::State::held;
    }
    ssl2_ = &add<Ssl2Enquiry>();
    slots_.back()->state = Slot::State::held;
}

std::vector<Question> Enumeration::next(std::size_t at_most) {
    std::vector<Question> out;
    if (done()) return out;
    keep({Step::Kind::next, at_most, {}});
    if (done()) return out;
    if (control_wanted_) return next_control();
    advance();
    if (unsealed_.size() >= most_unsealed && answered() && !handshake_will_seal()) want_control();
    if (control_wanted_) return next_control();
    if (asked_ > most_questions) stop("too many questions were needed");
    const bool alone = in_flight_ == 0 && !handshake_under_way_;
    const std::size_t room = cautious_ ? std::min<std::size_t>(at_most, alone ? 1 : 0) : at_most;
    const auto put_those = [&](auto when) {
        for (std::size_t id = 0; id < slots_.size() && out.size() < room && !done(); ++id) {
            if (may_be_put(*slots_[id]) && when(*slots_[id])) out.push_back(put(id));
        }
    };
    put_those([this](const Slot& slot) { return !slot.enquiry->looks_again() && !can_wait(slot); });
    put_those([this](const Slot& slot) { return slot.enquiry->looks_again() && asked_ >= slot.not_before; });
    put_those([](const Slot& slot) { return !slot.enquiry->looks_again(); });
    if (only_second_looks_left()) put_those([](const Slot&) { return true; });
    return out;
}

// The hellos for suites show one scheme after the other, and are needed anyhow.
bool Enumeration::can_wait(const Slot& slot) const {
    return slot.enquiry->can_wait() && schemes_come_beside_ && !suites_.at(Version::tls1_2)->found_all();
}

// Then no other questions will come in between.
bool Enumeration::only_second_looks_left() const {
    return std::none_of(slots_.begin(), slots_.end(), [this](const auto& slot) {
        const bool waits = slot->state == Slot::State::asked || may_be_put(*slot);
        return waits && !slot->enquiry->looks_again();
    });
}

// Nothing but second looks is left, and then a whole handshake shows whether the server still answers.
bool Enumeration::handshake_will_seal() const {
    if (handshake_under_way_) return true;
    return settings_.handshake_follows && !handshake_asked_ && only_second_looks_left();
}

bool Enumeration::may_be_put(const Slot& slot) const {
    return slot.state == Slot::State::ready && !slot.enquiry->done() && !slot.enquiry->hesitates() &&
           !newer_will_tell(slot);
}

// Null where the question is not about a version.
SuiteEnquiry* Enumeration::version_asked(const Slot& slot) const {
    const auto found = std::find_if(suites_.begin(), suites_.end(),
                                    [&](const auto& each) { return each.second == slot.enquiry.get(); });
    return found == suites_.end() ? nullptr : found->second;
}

// A newer version is still to be looked at again: if it is refused for its version once more, that settles this one.
bool Enumeration::newer_will_tell(const Slot& slot) const {
    const SuiteEnquiry* older = version_asked(slot);
    if (older == nullptr || !older->refused_once()) return false;
    return std::any_of(suites_.begin(), suites_.end(), [&](const auto& each) {
        return each.first > older->version() && each.first < Version::tls1_3 && each.second->refused_once_for_version();
    });
}

// RFC 5246, appendix E.1: who says no to a version for the version's sake speaks only newer ones. That is a second look
// at the older ones, which had been refused before it was put.
void Enumeration::tell_older(const Slot& slot) {
    const SuiteEnquiry* newer = version_asked(slot);
    if (newer == nullptr || newer->version() >= Version::tls1_3 || !newer->done() || newer->offered()) return;
    for (const auto& each : slots_) {
        SuiteEnquiry* older = version_asked(*each);
        if (older == nullptr || older->version() >= newer->version() || !older->refused_once()) continue;
        if (each->state == Slot::State::ready && each->not_before < slot.put_at) older->refuse_with_newer();
    }
}

// A server that follows the client's order then shows one more of them with each answer: curves where it speaks older
// versions, and in TLS 1.3 at the same time groups of finite fields.
void Enumeration::put_unknown_groups_first(ClientHello& hello) const {
    const bool curves_first = hello.version < Version::tls1_3;
    const auto middle = std::stable_partition(hello.groups.begin(), hello.groups.end(),
                                              [&](std::uint16_t group) { return is_ffdhe(group) != curves_first; });
    const auto unknown = [this](std::uint16_t group) { return !groups_.contains(group); };
    const auto first_known = std::stable_partition(hello.groups.begin(), middle, unknown);
    const auto last_known = std::stable_partition(middle, hello.groups.end(), unknown);
    if (!curves_first) std::rotate(first_known, middle, last_known);
}

void Enumeration::put_unknown_schemes_first(ClientHello& hello) const {
    if (hello.version != Version::tls1_2) return;
    const auto all = all_signature_schemes();
    const std::set<std::uint16_t> seen = seen_schemes();
    hello.schemes.assign(all.begin(), all.end());
    std::stable_partition(hello.schemes.begin(), hello.schemes.end(),
                          [&](std::uint16_t scheme) { return !seen.contains(scheme); });
}

Question Enumeration::put(std::size_t id) {
    Slot& slot = *slots_[id];
    slot.state = Slot::State::asked;
    ++asked_;
    slot.put_at = asked_;
    ++in_flight_;
    Question question;
    question.id = id;
    question.wanted = slot.enquiry->wanted();
    question.pause = std::max(pause_before(slot.spoiled), cautious_ ? cautious_pause : milliseconds(0));
    const std::uint64_t seed = settings_.seed + asked_;
    if (question.wanted == Wanted::ssl2_hello) {
        question.hello = encode_ssl2_hello(seed);
    } else {
        ClientHello hello = slot.enquiry->question();
        if (slot.enquiry->shows_groups()) put_unknown_groups_first(hello);
        if (slot.enquiry->shows_schemes()) put_unknown_schemes_first(hello);
        if (slot.names_server) hello.server_name = settings_.server_name;
        hello.seed = seed;
        question.hello = encode(hello);
    }
    return question;
}

// Moves on to what the answers so far allow.
void Enumeration::advance() {
    release_held();
    if (done()) return;
    for (const auto& slot : slots_)
        if (slot->state == Slot::State::ready) slot->enquiry->learn(groups_, seen_schemes());
    add_details();
    if (!all_asked()) return;
    // Parked since nothing at all was answered; something was, later.
    for (const auto& slot : slots_)
        if (answered() && slot->state == Slot::State::parked) slot->state = Slot::State::ready;
    if (all_asked()) end_hesitations();
    if (!all_asked()) return;
    if (!answered()) return look_again_at_parked();
    add_details();
    if (!all_asked()) return;
    const bool handshake_comes = settings_.handshake_follows && !handshake_asked_;
    if (handshake_under_way_ || (!unsealed_.empty() && handshake_comes)) return;
    if (unsealed_.empty() || !want_control()) ended_ = true;
}

// It spoke, and said nothing but no; what was met with silence or a reset meanwhile may have come at a bad moment.
void Enumeration::look_again_at_parked() {
    const bool spoke = std::any_of(first_replies_.begin(), first_replies_.end(), [](auto& r) { return r.spoke_tls; });
    if (looked_again_ || !spoke) return stop("nothing was answered");
    looked_again_ = true;
    for (const auto& slot : slots_)
        if (slot->state == Slot::State::parked) slot->state = Slot::State::ready;
    if (all_asked()) stop("nothing was answered");
}

// True when no question is left to put and no answer awaited, for now.
bool Enumeration::all_asked() const {
    return std::none_of(slots_.begin(), slots_.end(), [](const auto& slot) {
        const bool active = slot->state != Slot::State::parked && !slot->enquiry->hesitates();
        return active && !slot->enquiry->done();
    });
}

void Enumeration::release_held() {
    if (contact_made_) return;
    if (!answered() && first_replies_.size() < 2) return;
    contact_made_ = true;
    const bool unreachable =
        !first_replies_.empty() && std::all_of(first_replies_.begin(), first_replies_.end(), never_connected);
    if (unreachable && !answered()) return stop("unreachable");
    for (const auto& slot : slots_)
        if (slot->state == Slot::State::held) slot->state = Slot::State::ready;
}

void Enumeration::answer(std::size_t id, const net::ExchangeResult& result) {
    if (id >= slots_.size() || slots_[id]->state != Slot::State::asked) return;
    Slot& slot = *slots_[id];
    --in_flight_;
    if (done()) return;
    keep({Step::Kind::answer, id, result});
    if (done()) return;
    slot.state = Slot::State::ready;
    ++slot.attempts;
    ++slot.tries;
    Reply reply = understand(slot.enquiry->wanted(), result);
    const bool exchange_missing = reply.kind == Reply::Kind::hello && slot.enquiry->needs_exchange() &&
                                  !reply.exchange && reply.end != ExchangeEnd::enough;
    learn(slot, reply, result.answer);
    weigh(slot, reply);
    if (!answered()) first_replies_.push_back(reply);
    if (exchange_missing) {
        reply.kind = Reply::Kind::spoiled;
        reply.reason = "the server's key exchange did not come";
    }
    if (slot.enquiry.get() == control_enquiry_ && control_wanted_) {
        if (reply.kind != Reply::Kind::hello) last_spoiled_ = reply.reason;
        reply.kind == Reply::Kind::hello ? control_enquiry_->on_hello(reply) : control_enquiry_->abandon(reply.reason);
        return end_control();
    }
    take(slot, reply);
}

void Enumeration::learn(const Slot& slot, const Reply& reply, const std::string& answer) {
    if (reply.spoke_tls) spoiled_in_a_row_ = 0;
    if (reply.kind == Reply::Kind::hello) return learn_hello(slot, reply, answer);
    const bool about_version = std::any_of(suites_.begin(), suites_.end(),
                                           [&](const auto& each) { return each.second == slot.enquiry.get(); }) ||
                               slot.enquiry.get() == ssl2_;
    if (about_version && reply.spoke_tls)
        refusals_.try_emplace(slot.enquiry->version(), answer.substr(0, evidence_size));
}

void Enumeration::learn_hello(const Slot& slot, const Reply& reply, const std::string& answer) {
    const Version version = slot.enquiry->version();
    if (reply.hello && reply.hello->version != code_of(version)) return;
    // What another name is answered with says nothing about this one.
    if (!slot.names_server) return;
    server_hellos_.try_emplace(version, answer.substr(0, evidence_size));
    if (reply.hello) feature_replies_.hellos.try_emplace(version, *reply.hello);
    if (reply.hello && version != Version::ssl2 && !slot.enquiry->question().compressions.empty()) {
        feature_replies_.compression_offered = true;
        if (reply.hello->compression != 0) feature_replies_.compressions.insert(reply.hello->compression);
    }
    if (!reply.certificates.empty()) certificates_.try_emplace(version, reply.certificates);
    if (reply.hello && reply.hello->group) groups_.insert(*reply.hello->group);
    if (!reply.exchange) return;
    if (reply.exchange->group) groups_.insert(*reply.exchange->group);
    if (reply.exchange->scheme) {
        const bool is_new = schemes_seen_.insert(*reply.exchange->scheme).second;
        if (slot.enquiry->shows_schemes()) schemes_come_beside_ = is_new;
    }
    // Beside other questions a server may negotiate any of its groups: which, is chance.
    if (!reply.exchange->dh_prime.empty() && !slot.enquiry->shows_groups())
        feature_replies_.dh_primes[reply.exchange->dh_prime] = reply.exchange->dh_bits;
}

void Enumeration::take(Slot& slot, const Reply& reply) {
    switch (reply.kind) {
        case Reply::Kind::hello: slot.settle(); return slot.enquiry->on_hello(reply);
        case Reply::Kind::refused:
            slot.settle();
            slot.enquiry->on_refusal(reply, Refusal::said);
            if (slot.enquiry->looks_again()) slot.not_before = slot.put_at + questions_between_looks;
            if (reply.alert == protocol_version) tell_older(slot);
            return;
        case Reply::Kind::evaded: return take_evaded(slot, reply);
        case Reply::Kind::spoiled: break;
    }
    if (reply.alert == unknown_psk_identity && slot.enquiry->on_user_wanted()) return slot.settle();
    ++slot.spoiled;
    take_spoiled(slot, reply.reason, is_slow(reply));
}

void Enumeration::take_evaded(Slot& slot, const Reply& reply) {
    if (!answered()) {
        slot.state = Slot::State::parked;
        return;
    }
    if (slot.tries >= most_tries) {
        slot.settle();
        return slot.enquiry->on_spoiled(reply.reason);
    }
    ++slot.evasions;
    slot.evasion = reply;
    slot.state = Slot::State::doubtful;
    if (want_control()) return;
    slot.state = Slot::State::ready;
    slot.settle();
    slot.enquiry->on_spoiled(reply.reason);
}

void Enumeration::take_spoiled(Slot& slot, const std::string& reason, bool slow) {
    if (!answered()) {
        slot.state = Slot::State::parked;
        return;
    }
    ++spoiled_in_a_row_;
    last_spoiled_ = reason;
    if (spoiled_in_a_row_ >= most_spoiled_in_a_row) want_control();
    if (slot.attempts < (slow ? most_slow_attempts : most_attempts) && slot.tries < most_tries) return;
    // Not given up while the server may be answering nobody: the control will tell.
    if (!slow && !control_wanted_ && slot.tries < most_tries && spoiled_in_a_row_ >= most_attempts) want_control();
    if (control_wanted_ && slot.tries < most_tries) return;
    slot.settle();
    slot.enquiry->on_spoiled(reason);
}

void Enumeration::stop(const std::string& reason) {
    if (done()) return;
    stopped_ = reason;
    for (const auto& slot : slots_)
        slot->enquiry->abandon(reason);
    ended_ = true;
}

std::vector<std::string> Enumeration::certificates() const {
    return certificates_.empty() ? std::vector<std::string>() : certificates_.rbegin()->second;
}

}  // namespace attt::scanner::tls
