#include "scanner/tls/enumeration.h"

#include <algorithm>

#include "scanner/tls/certificate.h"

namespace attt::scanner::tls {
namespace {

using net::ExchangeEnd;

constexpr std::size_t evidence_size = 4096;
// Far more than the longest honest enumeration takes (every suite of OpenSSL 1.0.1 in four versions).
constexpr std::size_t most_questions = 2000;
// After so many answers in a row that say nothing, a limiter or filter may be at work.
constexpr int most_spoiled_in_a_row = 6;
constexpr std::size_t cautious_questions = 2;
constexpr std::chrono::milliseconds cautious_pause{300};
constexpr int most_attempts = 3;
// Silence costs a whole timeout each time.
constexpr int most_slow_attempts = 2;

std::chrono::milliseconds pause_before(int spoiled) {
    constexpr std::chrono::milliseconds pauses[] = {std::chrono::milliseconds(0), std::chrono::milliseconds(250),
                                                    std::chrono::milliseconds(1000)};
    return pauses[std::min(spoiled, 2)];
}

bool never_connected(const Reply& reply) {
    return reply.end == ExchangeEnd::no_tls || reply.end == ExchangeEnd::refused ||
           reply.end == ExchangeEnd::unreachable || reply.end == ExchangeEnd::connect_timeout ||
           reply.end == ExchangeEnd::outside_scope || reply.end == ExchangeEnd::cancelled;
}

Codes suites_that(const Codes& suites, bool (*holds)(std::uint16_t)) {
    Codes out;
    std::copy_if(suites.begin(), suites.end(), std::back_inserter(out), holds);
    return out;
}

bool over_curves_with_other_key(std::uint16_t suite) {
    return exchanges_over_curves(suite) && !signed_by_ecdsa(suite);
}

}  // namespace

// An enquiry and how often its present question was put.
struct Enumeration::Slot {
    std::unique_ptr<Enquiry> enquiry;
    enum class State { held, ready, asked, parked } state = State::ready;
    int attempts = 0;
    int evasions = 0;
    int spoiled = 0;
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
    for (const Version version : {Version::tls1_3, Version::tls1_2, Version::tls1_1, Version::tls1_0, Version::ssl3}) {
        suites_[version] = &add<SuiteEnquiry>(version);
        if (version < Version::tls1_2) slots_.back()->state = Slot::State::held;
    }
    ssl2_ = &add<Ssl2Enquiry>();
    slots_.back()->state = Slot::State::held;
}

Enumeration::~Enumeration() = default;

std::vector<Question> Enumeration::next() {
    std::vector<Question> out;
    if (done() || suspects_limiter()) return out;
    advance();
    if (asked_ > most_questions) stop("too many questions were needed");
    const std::size_t at_most = cautious_ ? cautious_questions : slots_.size();
    for (std::size_t id = 0; id < slots_.size() && out.size() < at_most && !done(); ++id) {
        const bool waits = suspicion_ != nullptr && slots_[id]->enquiry.get() != suspicion_;
        if (slots_[id]->state == Slot::State::ready && !slots_[id]->enquiry->done() && !waits) out.push_back(put(id));
    }
    return out;
}

// True when that ended it.
bool Enumeration::suspects_limiter() {
    if (suspicion_ != nullptr && suspicion_->done()) {
        if (!suspicion_->answered()) {
            stop("the server stopped answering: " + last_spoiled_);
            return true;
        }
        suspicion_ = nullptr;
        spoiled_in_a_row_ = 0;
        cautious_ = true;
    }
    if (suspicion_ == nullptr && spoiled_in_a_row_ >= most_spoiled_in_a_row && phase_ != Phase::ended)
        suspicion_ = add_control();
    return false;
}

Question Enumeration::put(std::size_t id) {
    Slot& slot = *slots_[id];
    slot.state = Slot::State::asked;
    ++asked_;
    Question question;
    question.id = id;
    question.wanted = slot.enquiry->wanted();
    question.pause = std::max(pause_before(slot.spoiled), cautious_ ? cautious_pause : std::chrono::milliseconds(0));
    const std::uint64_t seed = settings_.seed + asked_;
    if (question.wanted == Wanted::ssl2_hello) {
        question.hello = encode_ssl2_hello(seed);
    } else {
        ClientHello hello = slot.enquiry->question();
        hello.server_name = settings_.server_name;
        hello.seed = seed;
        question.hello = encode(hello);
    }
    return question;
}

// Moves on to what the answers so far allow.
void Enumeration::advance() {
    const auto any = [&](Slot::State state) {
        return std::any_of(slots_.begin(), slots_.end(),
                           [&](const auto& s) { return s->state == state && !s->enquiry->done(); });
    };
    if (any(Slot::State::asked)) return;
    if (phase_ == Phase::contact && asked_ > 0) {
        phase_ = Phase::versions;
        const bool unreachable =
            !first_replies_.empty() && std::all_of(first_replies_.begin(), first_replies_.end(), never_connected);
        if (unreachable && !answered()) return stop("unreachable");
        for (const auto& slot : slots_)
            if (slot->state == Slot::State::held) slot->state = Slot::State::ready;
    }
    if (phase_ == Phase::contact || any(Slot::State::ready)) return;
    // Parked since nothing at all was answered; something was, later.
    if (answered()) {
        for (const auto& slot : slots_)
            if (slot->state == Slot::State::parked) slot->state = Slot::State::ready;
        if (any(Slot::State::ready)) return;
    } else {
        return stop("nothing was answered");
    }
    if (phase_ == Phase::versions) {
        phase_ = Phase::details;
        add_order_and_groups();
        if (any(Slot::State::ready)) return;
    }
    if (phase_ == Phase::details) {
        if (add_group_enquiries() || begin_control()) return;
    }
    end_control();
    phase_ = Phase::ended;
}

void Enumeration::add_order_and_groups() {
    for (const auto& [version, suites] : suites_) {
        if (suites->all_found().size() >= 2) orders_[version] = &add<OrderEnquiry>(version, suites->found());
    }
    const Codes suites = suites_[Version::tls1_3]->all_found();
    groups_begun_.insert(Version::tls1_3);
    if (suites.empty()) return;
    groups_asked_.push_back(&add<GroupEnquiry>(Version::tls1_3, suites, unknown_of(groups_for(Version::tls1_3))));
}

// From the newest version down, each asked only for what the newer ones have not shown.
bool Enumeration::add_group_enquiries() {
    for (auto version = all_versions.rbegin(); version != all_versions.rend(); ++version) {
        const SuiteEnquiry* suites = suites_of(*version);
        if (suites == nullptr || !groups_begun_.insert(*version).second) continue;
        const std::size_t before = slots_.size();
        add_curves(*suites);
        add_dh(*suites);
        if (slots_.size() > before) return true;
    }
    return false;
}

void Enumeration::add_curves(const SuiteEnquiry& suites) {
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
    if (asked.empty() || curves.empty()) return;
    groups_asked_.push_back(
        &add<GroupEnquiry>(suites.version(), std::move(asked), std::move(curves), std::move(always)));
}

void Enumeration::add_dh(const SuiteEnquiry& suites) {
    Codes asked = suites_that(suites.all_found(), exchanges_over_dh);
    const auto ffdhe = ffdhe_groups();
    Codes groups = unknown_of({ffdhe.begin(), ffdhe.end()});
    if (asked.empty() || groups.empty()) return;
    groups_asked_.push_back(&add<GroupEnquiry>(suites.version(), std::move(asked), std::move(groups)));
}

// One hello that was answered before; nullptr when there is none for TLS.
SingleEnquiry* Enumeration::add_control() {
    for (auto version = all_versions.rbegin(); version != all_versions.rend(); ++version) {
        const SuiteEnquiry* suites = suites_of(*version);
        if (suites != nullptr) return &add<SingleEnquiry>(*version, suites->all_found(), Wanted::server_hello);
    }
    return nullptr;
}

// A limiter that closes looks like a server that refuses by closing: what was answered before is asked once more.
bool Enumeration::begin_control() {
    phase_ = Phase::control;
    const bool needed =
        std::any_of(slots_.begin(), slots_.end(), [](const auto& slot) { return slot->enquiry->relies_on_implied(); });
    if (needed) control_ = add_control();
    return control_ != nullptr;
}

void Enumeration::end_control() {
    if (control_ == nullptr || control_->answered()) return;
    for (const auto& slot : slots_)
        slot->enquiry->distrust_implied("no answer, and none any more to what the server had answered before");
}

void Enumeration::answer(std::size_t id, const net::ExchangeResult& result) {
    if (id >= slots_.size() || slots_[id]->state != Slot::State::asked) return;
    Slot& slot = *slots_[id];
    slot.state = Slot::State::ready;
    ++slot.attempts;
    Reply reply = understand(slot.enquiry->wanted(), result);
    const bool group_missing = reply.kind == Reply::Kind::hello && slot.enquiry->wanted() == Wanted::key_exchange &&
                               !reply.exchange && reply.end != ExchangeEnd::enough;
    learn(slot.enquiry->version(), reply, result.answer);
    if (!answered()) first_replies_.push_back(reply);
    if (group_missing) {
        reply.kind = Reply::Kind::spoiled;
        reply.reason = "the server's key exchange did not come";
    }
    take(slot, reply);
}

void Enumeration::learn(Version version, const Reply& reply, const std::string& answer) {
    if (reply.spoke_tls) spoiled_in_a_row_ = 0;
    if (reply.kind != Reply::Kind::hello) return;
    if (reply.hello && reply.hello->version != code_of(version)) return;
    server_hellos_.try_emplace(version, answer.substr(0, evidence_size));
    if (!reply.certificates.empty()) certificates_.try_emplace(version, reply.certificates);
    if (reply.hello && reply.hello->group) groups_.insert(*reply.hello->group);
    if (reply.exchange && reply.exchange->group) groups_.insert(*reply.exchange->group);
}

void Enumeration::take(Slot& slot, const Reply& reply) {
    const auto settled = [&] { slot.attempts = slot.evasions = slot.spoiled = 0; };
    switch (reply.kind) {
        case Reply::Kind::hello: settled(); return slot.enquiry->on_hello(reply);
        case Reply::Kind::refused: settled(); return slot.enquiry->on_refusal(reply, Refusal::said);
        case Reply::Kind::evaded:
            ++slot.evasions;
            if (!answered()) break;
            if (slot.evasions < 2 && !slot.enquiry->relies_on_implied() && slot.attempts < most_attempts) return;
            settled();
            return slot.enquiry->on_refusal(reply, Refusal::implied);
        case Reply::Kind::spoiled: ++slot.spoiled; break;
    }
    take_spoiled(slot, reply.reason, reply.end == ExchangeEnd::timeout || reply.end == ExchangeEnd::connect_timeout);
}

void Enumeration::take_spoiled(Slot& slot, const std::string& reason, bool slow) {
    if (!answered()) {
        slot.state = Slot::State::parked;
        return;
    }
    ++spoiled_in_a_row_;
    last_spoiled_ = reason;
    if (slot.attempts < (slow ? most_slow_attempts : most_attempts)) return;
    slot.attempts = slot.evasions = slot.spoiled = 0;
    slot.enquiry->on_spoiled(reason);
}

void Enumeration::stop(const std::string& reason) {
    if (done()) return;
    stopped_ = reason;
    for (const auto& slot : slots_)
        slot->enquiry->abandon(reason);
    for (const auto& slot : slots_)
        slot->enquiry->distrust_implied(reason);
    phase_ = Phase::ended;
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
        add<SingleEnquiry>(version, std::move(asked), Wanted::certificate);
        return put(slots_.size() - 1);
    }
    return std::nullopt;
}

}  // namespace attt::scanner::tls
