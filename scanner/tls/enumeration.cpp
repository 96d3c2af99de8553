#include "scanner/tls/enumeration.h"

#include <algorithm>

#include "scanner/tls/certificate.h"

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
// Closing instead of saying no is believed after so many times, each followed by an answer to a known hello.
constexpr int evasions_believed = 2;
constexpr int most_control_failures = 5;

milliseconds pause_before(int spoiled) {
    constexpr milliseconds pauses[] = {milliseconds(0), milliseconds(250), milliseconds(1000)};
    return pauses[std::min(spoiled, 2)];
}

milliseconds pause_before_control(int failures) {
    return failures == 0 ? milliseconds(0) : milliseconds(250) * (1 << std::min(failures, 4));
}

bool never_connected(const Reply& reply) {
    return reply.end == ExchangeEnd::no_tls || reply.end == ExchangeEnd::refused ||
           reply.end == ExchangeEnd::unreachable || reply.end == ExchangeEnd::connect_timeout ||
           reply.end == ExchangeEnd::outside_scope || reply.end == ExchangeEnd::cancelled;
}

bool is_slow(const Reply& reply) {
    return reply.end == ExchangeEnd::timeout || reply.end == ExchangeEnd::connect_timeout;
}

Codes suites_that(const Codes& suites, bool (*holds)(std::uint16_t)) {
    Codes out;
    std::copy_if(suites.begin(), suites.end(), std::back_inserter(out), holds);
    return out;
}

bool over_curves_with_other_key(std::uint16_t suite) {
    return exchanges_over_curves(suite) && !signed_by_ecdsa(suite);
}

bool signs_its_exchange(std::uint16_t suite) {
    return (exchanges_over_curves(suite) || exchanges_over_dh(suite)) && sends_certificate(suite) &&
           !hints_at_psk(suite);
}

constexpr std::uint8_t unknown_psk_identity = 115;

}  // namespace

// An enquiry and how often its present question was put.
struct Enumeration::Slot {
    std::unique_ptr<Enquiry> enquiry;
    // doubtful: evaded, and waits for the control
    enum class State { held, ready, asked, parked, doubtful } state = State::ready;
    int attempts = 0;
    int tries = 0;
    int evasions = 0;
    int spoiled = 0;
    bool names_server = true;
    Reply evasion;

    void settle() { attempts = tries = evasions = spoiled = 0; }
};

template <class Kind, class... Arguments>
Kind& Enumeration::add(Arguments&&... arguments) {
    auto enquiry = std::make_unique<Kind>(std::forward<Arguments>(arguments)...);
    Kind& out = *enquiry;
    slots_.push_back(std::make_unique<Slot>());
    slots_.back()->enquiry = std::move(enquiry);
    return out;
}

Enumeration::Enumeration(Settings settings) : settings_(std::move(settings)) {
    // The two that nearly every server speaks make contact; the others wait for what comes of them.
    for (const Version version : {Version::tls1_2, Version::tls1_3, Version::tls1_1, Version::tls1_0, Version::ssl3}) {
        suites_[version] = &add<SuiteEnquiry>(version);
        if (version < Version::tls1_2) slots_.back()->state = Slot::State::held;
    }
    ssl2_ = &add<Ssl2Enquiry>();
    slots_.back()->state = Slot::State::held;
}

Enumeration::~Enumeration() = default;

std::vector<Question> Enumeration::next(std::size_t at_most) {
    std::vector<Question> out;
    if (done()) return out;
    if (control_wanted_) return next_control();
    advance();
    if (control_wanted_) return next_control();
    if (asked_ > most_questions) stop("too many questions were needed");
    const std::size_t room = cautious_ ? (in_flight_ == 0 ? 1 : 0) : at_most;
    for (std::size_t id = 0; id < slots_.size() && out.size() < room && !done(); ++id) {
        const Enquiry& enquiry = *slots_[id]->enquiry;
        if (slots_[id]->state == Slot::State::ready && !enquiry.done() && !enquiry.hesitates()) out.push_back(put(id));
    }
    return out;
}

Question Enumeration::put(std::size_t id) {
    Slot& slot = *slots_[id];
    slot.state = Slot::State::asked;
    ++asked_;
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
    add_details();
    if (!all_asked()) return;
    // Parked since nothing at all was answered; something was, later.
    for (const auto& slot : slots_)
        if (answered() && slot->state == Slot::State::parked) slot->state = Slot::State::ready;
    if (all_asked()) end_hesitations();
    if (!all_asked()) return;
    if (!answered()) return stop("nothing was answered");
    add_details();
    if (all_asked()) ended_ = true;
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

// Whatever can be asked by now.
void Enumeration::add_details() {
    if (!answered()) return;
    for (const auto& [version, suites] : suites_) {
        if (!suites->done() || orders_.contains(version)) continue;
        if (suites->all_found().size() >= 2) orders_[version] = &add<OrderEnquiry>(version, suites->runs());
    }
    add_tls13_groups();
    // From the newest version down, each asked only for what the newer ones have not shown.
    for (auto version = all_versions.rbegin(); version != all_versions.rend() && groups_settled(); ++version) {
        if (*version == Version::ssl2 || groups_begun_.contains(*version)) continue;
        if (!suites_[*version]->done()) break;
        groups_begun_.insert(*version);
        if (add_groups_of(*version)) break;
    }
    add_schemes();
    add_features();
}

bool Enumeration::groups_settled() const {
    return std::all_of(groups_asked_.begin(), groups_asked_.end(), [](const auto* each) { return each->done(); });
}

void Enumeration::add_tls13_groups() {
    const SuiteEnquiry* suites = suites_of(Version::tls1_3);
    if (suites == nullptr || !groups_begun_.insert(Version::tls1_3).second) return;
    const Codes unknown = unknown_of(groups_for(Version::tls1_3));
    // Two lists, so that they can be asked for at the same time.
    for (const bool ffdhe : {false, true}) {
        Codes part;
        std::copy_if(unknown.begin(), unknown.end(), std::back_inserter(part),
                     [&](auto g) { return is_ffdhe(g) == ffdhe; });
        if (!part.empty()) groups_asked_.push_back(&add<GroupEnquiry>(Version::tls1_3, suites->all_found(), part));
    }
}

bool Enumeration::add_groups_of(Version version) {
    const SuiteEnquiry* suites = suites_of(version);
    if (suites == nullptr) return false;
    const bool curves = add_curves(*suites);
    return add_dh(*suites) || curves;
}

bool Enumeration::add_curves(const SuiteEnquiry& suites) {
    const Codes accepted = suites.all_found();
    Codes asked = suites_that(accepted, over_curves_with_other_key);
    Codes always;
    if (asked.empty()) {
        asked = suites_that(accepted, exchanges_over_curves);
        const auto sent = certificates_.find(suites.version());
        if (sent != certificates_.end() && !sent->second.empty()) {
            if (const auto curve = curve_of_certificate(sent->second.front())) always.push_back(*curve);
        }
    }
    Codes curves = suites_that(unknown_of(groups_for(suites.version())), [](std::uint16_t g) { return !is_ffdhe(g); });
    if (asked.empty() || curves.empty()) return false;
    groups_asked_.push_back(
        &add<GroupEnquiry>(suites.version(), std::move(asked), std::move(curves), std::move(always)));
    return true;
}

bool Enumeration::add_dh(const SuiteEnquiry& suites) {
    Codes asked = suites_that(suites.all_found(), exchanges_over_dh);
    const auto ffdhe = ffdhe_groups();
    Codes groups = unknown_of({ffdhe.begin(), ffdhe.end()});
    if (asked.empty() || groups.empty()) return false;
    groups_asked_.push_back(&add<GroupEnquiry>(suites.version(), std::move(asked), std::move(groups)));
    return true;
}

bool Enumeration::add_schemes() {
    const SuiteEnquiry* tls13 = suites_of(Version::tls1_3);
    if (tls13_schemes_ == nullptr && tls13 != nullptr) {
        const auto usable = std::find_if(groups_.begin(), groups_.end(),
                                         [](std::uint16_t group) { return any_public_value(group, 0).has_value(); });
        // Without one the question cannot be put, unless a group that can is still to be found.
        if (usable != groups_.end()) {
            tls13_schemes_ = &add<Tls13SchemeEnquiry>(tls13->all_found(), *usable);
            return true;
        }
    }
    const bool tls13_settled = tls13_schemes_ != nullptr ? tls13_schemes_->done() : suites_[Version::tls1_3]->done();
    if (schemes_begun_ || !tls13_settled || !suites_[Version::tls1_2]->done()) return false;
    schemes_begun_ = true;
    const SuiteEnquiry* tls12 = suites_of(Version::tls1_2);
    Codes suites = tls12 == nullptr ? Codes() : suites_that(tls12->all_found(), signs_its_exchange);
    if (suites.empty()) return false;
    if (tls13_schemes_ != nullptr) schemes_seen_.insert(tls13_schemes_->found().begin(), tls13_schemes_->found().end());
    Codes schemes;
    for (const std::uint16_t scheme : all_signature_schemes())
        if (!schemes_seen_.contains(scheme)) schemes.push_back(scheme);
    schemes_ = &add<SchemeEnquiry>(std::move(suites), std::move(schemes));
    return true;
}

Known Enumeration::known() const {
    Known out;
    for (const auto& [version, suites] : suites_)
        if (!suites->all_found().empty()) out.suites[version] = suites->all_found();
    out.server_name = settings_.server_name;
    out.groups.assign(groups_.begin(), groups_.end());
    return out;
}

FeatureReplies Enumeration::features() const {
    FeatureReplies out = feature_replies_;
    for (const auto& [feature, enquiry] : features_)
        out.of[feature] = {enquiry->reply(), enquiry->open_reason()};
    out.asked = features_begun_;
    out.stopped = stopped_;
    return out;
}

// The features need all suites.
bool Enumeration::add_features() {
    const bool all = std::all_of(suites_.begin(), suites_.end(),
                                 [](const auto& each) { return each.second->done() || each.second->hesitates(); });
    if (features_begun_ || !all || !contact_made_) return false;
    features_begun_ = true;
    for (Planned& planned : plan_features(known(), settings_.full)) {
        features_[planned.feature] = &add<SingleEnquiry>(std::move(planned.hello), planned.wanted);
        slots_.back()->names_server = planned.names_server;
    }
    return !features_.empty();
}

// Some version has shown whether lists of any length are read, or none has.
void Enumeration::end_hesitations() {
    const bool reads_all =
        std::any_of(suites_.begin(), suites_.end(), [](const auto& each) { return each.second->reads_all(); });
    for (const auto& slot : slots_)
        if (slot->enquiry->hesitates()) slot->enquiry->end_hesitation(reads_all);
}

// A hello that was answered before; nothing while there is none.
std::optional<ClientHello> Enumeration::known_hello() const {
    for (auto version = all_versions.rbegin(); version != all_versions.rend(); ++version) {
        const SuiteEnquiry* suites = suites_of(*version);
        if (suites != nullptr) return ClientHello{*version, suites->all_found(), groups_for(*version), {}, 0};
    }
    if (server_hellos_.contains(Version::ssl2)) return ClientHello{Version::ssl2, {}, {}, {}, 0};
    return std::nullopt;
}

// A limiter that closes looks like a server that refuses by closing: what was answered before is asked once more.
bool Enumeration::want_control() {
    if (control_wanted_) return true;
    const auto hello = known_hello();
    if (!hello) return false;
    control_wanted_ = true;
    const Wanted wanted = hello->version == Version::ssl2 ? Wanted::ssl2_hello : Wanted::server_hello;
    control_ = slots_.size();
    control_enquiry_ = &add<SingleEnquiry>(*hello, wanted);
    return true;
}

// The control is asked by itself: nothing else is under way.
std::vector<Question> Enumeration::next_control() {
    if (in_flight_ > 0) return {};
    std::vector<Question> out = {};
    out.push_back(put(control_));
    out.front().pause = std::max(out.front().pause, pause_before_control(control_failures_));
    ++controls_;
    return out;
}

void Enumeration::end_control() {
    if (!control_enquiry_->answered()) {
        ++control_failures_;
        cautious_ = true;
        give_more_time();
        const bool slow = last_spoiled_ == "no answer in time";
        if (control_failures_ >= (slow ? 2 : most_control_failures))
            return stop("blocked: the server stopped answering: " + last_spoiled_);
        control_enquiry_->renew();
        return;
    }
    ++controls_answered_;
    control_wanted_ = false;
    control_failures_ = 0;
    spoiled_in_a_row_ = 0;
    for (const auto& slot : slots_) {
        if (slot->state != Slot::State::doubtful) continue;
        slot->state = Slot::State::ready;
        if (slot->evasions < evasions_believed) continue;
        slot->settle();
        slot->enquiry->on_refusal(slot->evasion, Refusal::implied);
    }
}

// What came while the server answered nothing counts for nothing.
void Enumeration::give_more_time() {
    for (const auto& slot : slots_) {
        slot->attempts = slot->evasions = slot->spoiled = 0;
        if (slot->state == Slot::State::doubtful) slot->state = Slot::State::ready;
    }
}

void Enumeration::answer(std::size_t id, const net::ExchangeResult& result) {
    if (id >= slots_.size() || slots_[id]->state != Slot::State::asked) return;
    Slot& slot = *slots_[id];
    --in_flight_;
    if (done()) return;
    slot.state = Slot::State::ready;
    ++slot.attempts;
    ++slot.tries;
    Reply reply = understand(slot.enquiry->wanted(), result);
    const bool exchange_missing = reply.kind == Reply::Kind::hello && slot.enquiry->needs_exchange() &&
                                  !reply.exchange && reply.end != ExchangeEnd::enough;
    learn(slot, reply, result.answer);
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
    server_hellos_.try_emplace(version, answer.substr(0, evidence_size));
    if (reply.hello) feature_replies_.hellos.try_emplace(version, *reply.hello);
    if (!reply.certificates.empty() && slot.names_server) certificates_.try_emplace(version, reply.certificates);
    if (reply.hello && reply.hello->group) groups_.insert(*reply.hello->group);
    if (!reply.exchange) return;
    if (reply.exchange->group) groups_.insert(*reply.exchange->group);
    if (reply.exchange->scheme) schemes_seen_.insert(*reply.exchange->scheme);
    if (!reply.exchange->dh_prime.empty())
        feature_replies_.dh_primes[reply.exchange->dh_prime] = reply.exchange->dh_bits;
}

void Enumeration::take(Slot& slot, const Reply& reply) {
    switch (reply.kind) {
        case Reply::Kind::hello: slot.settle(); return slot.enquiry->on_hello(reply);
        case Reply::Kind::refused: slot.settle(); return slot.enquiry->on_refusal(reply, Refusal::said);
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

const SuiteEnquiry* Enumeration::suites_of(Version version) const {
    const auto found = suites_.find(version);
    return found == suites_.end() || found->second->all_found().empty() ? nullptr : found->second;
}

Codes Enumeration::unknown_of(const Codes& groups) const {
    Codes out;
    std::copy_if(groups.begin(), groups.end(), std::back_inserter(out),
                 [&](std::uint16_t g) { return !groups_.contains(g); });
    return out;
}

std::vector<std::string> Enumeration::certificates() const {
    return certificates_.empty() ? std::vector<std::string>() : certificates_.rbegin()->second;
}

std::optional<Question> Enumeration::certificate_question() {
    for (const Version version : {Version::tls1_2, Version::tls1_1, Version::tls1_0, Version::ssl3}) {
        const SuiteEnquiry* suites = suites_of(version);
        if (suites == nullptr) continue;
        Codes asked = suites_that(suites->all_found(), sends_certificate);
        if (asked.empty()) continue;
        add<SingleEnquiry>(ClientHello{version, std::move(asked), groups_for(version), {}, 0}, Wanted::certificate);
        return put(slots_.size() - 1);
    }
    return std::nullopt;
}

}  // namespace attt::scanner::tls
