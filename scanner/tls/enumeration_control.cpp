// Whom an enumeration believes: what was answered before is asked again, and what nothing speaks for is taken back.
#include <algorithm>

#include "scanner/tls/enumeration.h"

namespace attt::scanner::tls {
namespace {

using std::chrono::milliseconds;

// Closing instead of saying no is believed after so many times, each followed by an answer to a known hello.
constexpr int evasions_believed = 2;
constexpr int most_control_failures = 5;
// A server that answers what it was asked before now and then only would be asked without end.
constexpr int most_times_back = 20;
// All answers are kept until the end; a server that sends so much is not asked on.
constexpr std::size_t most_kept = 16U << 20U;

milliseconds pause_before_control(int failures) {
    return failures == 0 ? milliseconds(0) : milliseconds(250) * (1 << std::min(failures, 4));
}

}  // namespace

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
    if (in_flight_ > 0 || handshake_under_way_) return {};
    std::vector<Question> out = {};
    out.push_back(put(control_));
    out.front().pause = std::max(out.front().pause, pause_before_control(control_failures_));
    ++controls_;
    return out;
}

void Enumeration::end_control() {
    if (!control_enquiry_->answered()) {
        ++control_failures_;
        if (unsealed_.empty()) {
            cautious_ = true;
            give_more_time();
            control_enquiry_->renew();
        } else {
            go_back();
        }
        const bool slow = last_spoiled_ == "no answer in time";
        if (control_failures_ >= (slow ? 2 : most_control_failures))
            stop("blocked: the server stopped answering: " + last_spoiled_);
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

bool Enumeration::wants_handshake() const {
    const bool nothing_to_say = unsealed_.empty() && in_flight_ == 0;
    if (!settings_.handshake_follows || handshake_asked_ || done() || !answered() || nothing_to_say) return false;
    if (control_wanted_ || (cautious_ && in_flight_ > 0)) return false;
    return std::none_of(slots_.begin(), slots_.end(), [this](const auto& slot) {
        const bool first_look = slot->state == Slot::State::asked && !slot->enquiry->looks_again();
        return first_look || may_be_put(*slot) || slot->state == Slot::State::parked || slot->enquiry->hesitates();
    });
}

void Enumeration::begin_handshake() {
    handshake_asked_ = handshake_under_way_ = true;
    handshake_put_at_ = asked_;
}

// What was put before it were second looks, or had been answered: its own answer speaks for them, though theirs may
// come later.
void Enumeration::end_handshake(bool answered) {
    handshake_under_way_ = false;
    handshake_answered_ = answered;
    if (!answered) return;
    std::erase_if(unsealed_, [this](const UnsealedRefusal& refusal) { return refusal.put_at <= handshake_put_at_; });
}

// What came while the server answered nothing counts for nothing.
void Enumeration::give_more_time() {
    for (const auto& slot : slots_) {
        slot->attempts = slot->evasions = slot->spoiled = 0;
        if (slot->state == Slot::State::doubtful) slot->state = Slot::State::ready;
    }
}

void Enumeration::keep(Step step) {
    bytes_kept_ += step.result.answer.size();
    steps_.push_back(std::move(step));
    if (bytes_kept_ > most_kept) stop("the server's answers are too long");
}

// A refusal is sealed by a ServerHello to a question that was put after it came, or by the whole handshake.
void Enumeration::weigh(const Slot& slot, const Reply& reply) {
    if (reply.kind == Reply::Kind::hello)
        std::erase_if(unsealed_, [&](const UnsealedRefusal& refusal) { return refusal.asked < slot.put_at; });
    if (reply.kind == Reply::Kind::hello) steps_.back().positive = true;
    const bool of_control = control_wanted_ && slot.enquiry.get() == control_enquiry_;
    const bool sealed = of_control || (handshake_answered_ && slot.put_at <= handshake_put_at_);
    if (reply.kind == Reply::Kind::refused && !sealed) unsealed_.push_back({slot.put_at, asked_, steps_.size() - 1});
}

// To where the first refusal came that nothing speaks for: everything since is asked again, slowly.
void Enumeration::go_back() {
    const std::size_t first = unsealed_.front().step;
    Enumeration fresh(settings_);
    fresh.handshake_asked_ = handshake_asked_;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
        const Step& step = steps_[i];
        if (step.kind == Step::Kind::answer && (i < first || step.positive)) fresh.answer(step.number, step.result);
        if (i >= first) continue;
        if (step.kind == Step::Kind::next) fresh.next(step.number);
        if (step.kind == Step::Kind::resume) fresh.resume();
    }
    fresh.asked_ = asked_;
    fresh.controls_ = controls_;
    fresh.controls_answered_ = controls_answered_;
    fresh.control_failures_ = control_failures_;
    fresh.times_back_ = times_back_ + 1;
    fresh.last_spoiled_ = last_spoiled_;
    *this = std::move(fresh);
    resume();
    if (times_back_ > most_times_back)
        stop("blocked: the server answers only now and then what it had answered before");
}

// What was under way is put again, after the control.
void Enumeration::resume() {
    keep({Step::Kind::resume, 0, {}});
    for (const auto& slot : slots_) {
        if (slot->state == Slot::State::asked) slot->state = Slot::State::ready;
    }
    in_flight_ = 0;
    cautious_ = true;
    control_wanted_ = false;
    give_more_time();
    want_control();
}

}  // namespace attt::scanner::tls
