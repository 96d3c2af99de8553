#include "scanner/tls/questioning.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <optional>
#include <utility>

#include "scanner/tls/reply.h"

namespace attt::scanner::tls {

using Clock = net::Deadline::Clock;

struct Questioning::State : std::enable_shared_from_this<State> {
    State(Enumeration::Settings settings, Means given) : enumeration(std::move(settings)), means(std::move(given)) {}

    // Each with `mutex` held.
    std::size_t room() const;
    void ask();
    void start(const Question& question);
    void start_due();
    bool handshake_is_due() const;
    bool runner_is_needed() const { return enumeration.done() || !due.empty() || in_flight == 0 || handshake_is_due(); }
    void shake_hands(const std::function<bool()>& shake, std::unique_lock<std::mutex>& lock);

    void on_answer(std::size_t id, const net::ExchangeResult& result);

    mutable std::mutex mutex;
    std::condition_variable wanted;
    Enumeration enumeration;
    const Means means;
    std::vector<std::pair<Clock::time_point, Question>> due;  // questions that wait for their time
    std::size_t in_flight = 0;                                // questions without an answer, the due ones too
    bool shaking = false;
    bool shaken = false;
    bool woken = false;
    bool over = false;  // answers are no longer heard
};

std::size_t Questioning::State::room() const {
    const std::size_t taken = in_flight + (shaking ? 1 : 0);
    return means.at_once - std::min(means.at_once, taken);
}

void Questioning::State::ask() {
    const auto now = Clock::now();
    for (Question& question : enumeration.next(room())) {
        ++in_flight;
        if (question.pause.count() == 0) {
            start(question);
        } else {
            due.emplace_back(now + question.pause, std::move(question));
        }
    }
}

void Questioning::State::start(const Question& question) {
    means.loop->start(means.exchange_of(question),
                      [self = shared_from_this(), id = question.id](const net::ExchangeResult& result) {
                          self->on_answer(id, result);
                      });
}

void Questioning::State::start_due() {
    const auto now = Clock::now();
    std::erase_if(due, [&](const auto& each) {
        if (each.first > now) return false;
        start(each.second);
        return true;
    });
}

// On the loop's thread. What the loop cancels is not followed by another question: it is ending.
void Questioning::State::on_answer(std::size_t id, const net::ExchangeResult& result) {
    const std::lock_guard lock(mutex);
    if (over) return;
    --in_flight;
    enumeration.answer(id, result);
    if (result.end != net::ExchangeEnd::cancelled) ask();
    if (!runner_is_needed()) return;
    woken = true;
    wanted.notify_one();
}

// Put last it speaks for the refusals before it. Where no hello shows the certificate it is made as soon as there is
// room, beside the hellos: later the server may have stopped answering. Then a known hello is asked again at the end.
bool Questioning::State::handshake_is_due() const {
    if (shaking || room() == 0 || !due.empty()) return false;
    return (!shaken && enumeration.hides_certificate()) || enumeration.wants_handshake();
}

void Questioning::State::shake_hands(const std::function<bool()>& shake, std::unique_lock<std::mutex>& lock) {
    const bool speaks_for_refusals = shaken || !enumeration.hides_certificate();
    if (speaks_for_refusals) enumeration.begin_handshake();
    bool answered = false;
    if (!std::exchange(shaken, true)) {
        shaking = true;
        lock.unlock();
        answered = shake();
        lock.lock();
        shaking = false;
    }
    if (speaks_for_refusals) enumeration.end_handshake(answered);
}

Questioning::Questioning(Enumeration::Settings settings, Means means)
    : state_(std::make_shared<State>(std::move(settings), std::move(means))) {}

Questioning::~Questioning() = default;

void Questioning::run(const std::function<bool()>& shake) {
    State& state = *state_;
    std::unique_lock lock(state.mutex);
    while (!state.enumeration.done()) {
        if (state.means.deadline.passed()) {
            state.enumeration.stop("the time for this server was used up");
            break;
        }
        state.start_due();
        state.ask();
        if (state.enumeration.done()) break;
        if (state.handshake_is_due()) {
            state.shake_hands(shake, lock);
            continue;
        }
        if (state.in_flight == 0) continue;
        Clock::time_point until = state.means.deadline.end();
        for (const auto& [when, question] : state.due)
            until = std::min(until, when);
        state.wanted.wait_until(lock, until, [&] { return std::exchange(state.woken, false); });
    }
    state.over = true;
}

std::vector<Version> Questioning::versions() const {
    const std::lock_guard lock(state_->mutex);
    return state_->enumeration.findings().versions;
}

const Enumeration& Questioning::enumeration() const {
    return state_->enumeration;
}

std::vector<std::string> Questioning::ask_for_certificate() {
    const auto question = state_->enumeration.certificate_question();
    if (!question) return {};
    const Means& means = state_->means;
    const auto answer = std::make_shared<std::promise<net::ExchangeResult>>();
    auto came = answer->get_future();
    means.loop->start(means.exchange_of(*question),
                      [answer](net::ExchangeResult result) { answer->set_value(std::move(result)); });
    if (came.wait_until(means.deadline.end()) != std::future_status::ready) return {};
    return understand(question->wanted, came.get()).certificates;
}

}  // namespace attt::scanner::tls
