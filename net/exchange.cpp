#include "net/exchange.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <unordered_map>
#include <utility>

#include "net/admission.h"
#include "net/prelude.h"
#include "net/socket.h"

namespace attt::net {
namespace {

using Clock = Deadline::Clock;
using Done = std::function<void(ExchangeResult)>;

std::chrono::microseconds since(Clock::time_point start) {
    return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
}

struct Submission {
    Exchange exchange;
    Done done;
};

// What other threads hand to the loop. Shared with the listener at Politeness, which may call a moment after the loop
// ended.
class Inbox {
  public:
    struct Content {
        std::vector<Submission> submissions;
        std::vector<Address> released;
        bool stop = false;
    };

    Inbox() : wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
        if (!wake_) throw std::runtime_error("no descriptor for the exchange loop: " + system_word(errno));
    }

    int descriptor() const { return wake_.get(); }

    template <class Change>
    void put(Change change) {
        const std::lock_guard lock(mutex_);
        const bool idle = content_.submissions.empty() && content_.released.empty();
        change(content_);
        if (idle || content_.stop) ::eventfd_write(wake_.get(), 1);
    }

    Content take() {
        const std::lock_guard lock(mutex_);
        Content taken;
        taken.stop = content_.stop;
        std::swap(taken.submissions, content_.submissions);
        std::swap(taken.released, content_.released);
        return taken;
    }

  private:
    std::mutex mutex_;
    Content content_;
    Descriptor wake_;
};

enum class Phase { queued, connecting, connected };

struct Flight {
    Exchange exchange;
    Done done;
    ExchangeResult result;
    Phase phase = Phase::queued;
    std::unique_ptr<Prelude> prelude;  // while it goes on
    std::string outgoing;              // of the prelude, then the request
    std::size_t sent = 0;
    int send_error = 0;
    Clock::time_point began;
    std::optional<Clock::time_point> expires;
    std::optional<Permit> permit;  // before fd: the place is given back once the socket is closed
    Descriptor fd;
};

}  // namespace

class ExchangeLoop::Impl {
  public:
    explicit Impl(Politeness& politeness)
        : admission_(politeness), inbox_(std::make_shared<Inbox>()), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
        if (!epoll_) throw std::runtime_error("no descriptor for the exchange loop: " + system_word(errno));
        watch(inbox_->descriptor(), EPOLLIN, inbox_id);
        subscription_ = politeness.on_release([inbox = inbox_](const Address& address) {
            inbox->put([&](Inbox::Content& content) { content.released.push_back(address); });
        });
        thread_ = std::thread([this] { drive(); });
    }

    ~Impl() {
        inbox_->put([](Inbox::Content& content) { content.stop = true; });
        thread_.join();
    }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void submit(std::vector<Submission> submissions) {
        if (is_own_thread()) {
            std::move(submissions.begin(), submissions.end(), std::back_inserter(own_));
            return;
        }
        inbox_->put([&](Inbox::Content& content) {
            for (Submission& submission : submissions)
                content.submissions.push_back(std::move(submission));
        });
    }

    bool is_own_thread() const { return std::this_thread::get_id() == thread_.get_id(); }

  private:
    using Flights = std::unordered_map<std::uint64_t, Flight>;
    static constexpr std::uint64_t inbox_id = 0;

    void drive();
    void cancel_all();
    void enqueue(Submission submission);
    void admit();
    void begin(Flights::iterator at);
    void on_event(std::uint64_t id, std::uint32_t events);
    void connect_failed(Flights::iterator at, int error);
    void connected(Flights::iterator at, std::uint32_t events);
    void transfer(Flights::iterator at, std::uint32_t events);
    bool prelude_goes_on(Flights::iterator at, std::string_view bytes);
    static void send_rest(Flight& flight);
    void expire();
    void set_timer(Flights::iterator at, std::chrono::milliseconds span);
    void finish(Flights::iterator at, ExchangeEnd end, std::string reason = {});
    void watch(int fd, std::uint32_t events, std::uint64_t id) const;
    int milliseconds_to_wait() const;

    Admission admission_;
    const std::shared_ptr<Inbox> inbox_;
    Descriptor epoll_;
    Flights flights_;
    std::vector<Submission> own_;  // started by `done`; begun in the next round, which follows without a wait
    std::set<std::pair<Clock::time_point, std::uint64_t>> timers_;
    std::uint64_t last_id_ = inbox_id;
    Politeness::Subscription subscription_;
    std::thread thread_;
};

void ExchangeLoop::Impl::drive() {
    std::array<epoll_event, 512> events{};
    while (true) {
        for (Submission& submission : std::exchange(own_, {}))
            enqueue(std::move(submission));
        Inbox::Content news = inbox_->take();
        for (Submission& submission : news.submissions)
            enqueue(std::move(submission));
        if (news.stop) return cancel_all();
        for (const Address& address : news.released)
            admission_.released(address);
        admit();
        const int count =
            ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), milliseconds_to_wait());
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            on_event(event.data.u64, event.events);
        }
        expire();
    }
}

void ExchangeLoop::Impl::cancel_all() {
    do {
        while (!flights_.empty())
            finish(flights_.begin(), ExchangeEnd::cancelled);
        for (Submission& submission : std::exchange(own_, {}))
            enqueue(std::move(submission));
        for (Submission& submission : inbox_->take().submissions)
            enqueue(std::move(submission));
    } while (!flights_.empty());
}

void ExchangeLoop::Impl::enqueue(Submission submission) {
    const auto address = Address::parse(submission.exchange.endpoint.address);
    const auto at = flights_.try_emplace(++last_id_).first;
    at->second.exchange = std::move(submission.exchange);
    at->second.done = std::move(submission.done);
    at->second.began = Clock::now();
    if (!address) return finish(at, ExchangeEnd::unreachable, "not an IP address");
    admission_.add(*address, at->first);
}

void ExchangeLoop::Impl::admit() {
    while (auto admitted = admission_.next()) {
        const auto at = flights_.find(admitted->id);
        if (admitted->permit) {
            at->second.permit = std::move(admitted->permit);
            begin(at);
        } else {
            finish(at, ExchangeEnd::outside_scope);
        }
    }
}

void ExchangeLoop::Impl::begin(Flights::iterator at) {
    Flight& flight = at->second;
    const Address address = *Address::parse(flight.exchange.endpoint.address);
    flight.began = Clock::now();
    flight.phase = Phase::connecting;
    flight.fd = tcp_socket(address);
    if (!flight.fd) return connect_failed(at, errno);
    const SocketAddress peer = socket_address(address, flight.exchange.endpoint.port);
    if (::connect(flight.fd.get(), peer.get(), peer.length) != 0 && errno != EINPROGRESS)
        return connect_failed(at, errno);
    set_timer(at, flight.exchange.connect_timeout);
    // Edge-triggered: each event reads and writes until the socket has no more, so it is registered only once.
    watch(flight.fd.get(), EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, at->first);
}

// A number no longer in flights_ is of an exchange that ended within the same batch of events.
void ExchangeLoop::Impl::on_event(std::uint64_t id, std::uint32_t events) {
    if (id == inbox_id) {
        eventfd_t ignored = 0;
        ::eventfd_read(inbox_->descriptor(), &ignored);
        return;
    }
    const auto at = flights_.find(id);
    if (at == flights_.end()) return;
    if (at->second.phase == Phase::connected) return transfer(at, events);
    if (const int error = connect_outcome(at->second.fd.get()); error != 0) return connect_failed(at, error);
    connected(at, events);
}

void ExchangeLoop::Impl::connect_failed(Flights::iterator at, int error) {
    switch (connect_failure(error)) {
        case ConnectFailure::refused: return finish(at, ExchangeEnd::refused, system_word(error));
        case ConnectFailure::reset: return finish(at, ExchangeEnd::reset, system_word(error));
        case ConnectFailure::timeout: return finish(at, ExchangeEnd::connect_timeout, system_word(error));
        case ConnectFailure::local:
        case ConnectFailure::unreachable: return finish(at, ExchangeEnd::unreachable, system_word(error));
    }
}

void ExchangeLoop::Impl::connected(Flights::iterator at, std::uint32_t events) {
    Flight& flight = at->second;
    flight.phase = Phase::connected;
    flight.result.connect_time = since(flight.began);
    flight.prelude = prelude_for(flight.exchange.prelude);
    if (flight.exchange.request.empty() && !flight.exchange.enough && !flight.prelude)
        return finish(at, ExchangeEnd::enough);
    flight.outgoing = flight.prelude ? flight.prelude->opening() : std::move(flight.exchange.request);
    set_timer(at, flight.exchange.answer_timeout);
    transfer(at, events);
}

void ExchangeLoop::Impl::transfer(Flights::iterator at, std::uint32_t events) {
    Flight& flight = at->second;
    std::string& answer = flight.result.answer;
    send_rest(flight);
    if (events == EPOLLOUT && flight.send_error == 0) return;
    thread_local std::array<char, 16384> buffer;
    while (true) {
        const ssize_t got = ::recv(flight.fd.get(), buffer.data(), buffer.size(), 0);
        const int error = errno;
        if (got > 0 && flight.prelude) {
            if (!prelude_goes_on(at, {buffer.data(), static_cast<std::size_t>(got)})) return;
        } else if (got > 0) {
            const std::size_t room = flight.exchange.limit - answer.size();
            answer.append(buffer.data(), std::min(room, static_cast<std::size_t>(got)));
            if (flight.exchange.enough && flight.exchange.enough(answer)) return finish(at, ExchangeEnd::enough);
            if (answer.size() == flight.exchange.limit) return finish(at, ExchangeEnd::limit);
        } else if (got == 0) {
            // a send that found the connection torn down has taken the error away from recv()
            if (flight.send_error != 0) return finish(at, ExchangeEnd::reset, system_word(flight.send_error));
            return finish(at, ExchangeEnd::closed);
        } else if (error == EAGAIN) {
            return;
        } else if (error == ETIMEDOUT) {
            return finish(at, ExchangeEnd::timeout, system_word(error));
        } else if (error != EINTR) {
            return finish(at, is_reset(error) ? ExchangeEnd::reset : ExchangeEnd::unreachable, system_word(error));
        }
    }
}

// False when that was its end, and the exchange's.
bool ExchangeLoop::Impl::prelude_goes_on(Flights::iterator at, std::string_view bytes) {
    Flight& flight = at->second;
    Prelude& prelude = *flight.prelude;
    flight.outgoing += prelude.take(bytes);
    if (prelude.state() == Prelude::State::without_tls || prelude.state() == Prelude::State::turned_away) {
        const bool away = prelude.state() == Prelude::State::turned_away;
        finish(at, away ? ExchangeEnd::turned_away : ExchangeEnd::no_tls, prelude.reason());
        return false;
    }
    if (prelude.state() == Prelude::State::begun) {
        flight.prelude.reset();
        flight.outgoing += flight.exchange.request;
        set_timer(at, flight.exchange.answer_timeout);
    }
    send_rest(flight);
    return true;
}

void ExchangeLoop::Impl::send_rest(Flight& flight) {
    const std::string& outgoing = flight.outgoing;
    while (flight.sent < outgoing.size() && flight.send_error == 0) {
        const ssize_t sent =
            ::send(flight.fd.get(), outgoing.data() + flight.sent, outgoing.size() - flight.sent, MSG_NOSIGNAL);
        if (sent >= 0) {
            flight.sent += static_cast<std::size_t>(sent);
        } else if (errno == EAGAIN) {
            return;
        } else if (errno != EINTR) {
            flight.send_error = errno;
        }
    }
}

void ExchangeLoop::Impl::expire() {
    const auto now = Clock::now();
    while (!timers_.empty() && timers_.begin()->first <= now) {
        const auto at = flights_.find(timers_.begin()->second);
        finish(at, at->second.phase == Phase::connected ? ExchangeEnd::timeout : ExchangeEnd::connect_timeout);
    }
}

void ExchangeLoop::Impl::set_timer(Flights::iterator at, std::chrono::milliseconds span) {
    Flight& flight = at->second;
    if (flight.expires) timers_.erase({*flight.expires, at->first});
    flight.expires = Clock::now() + span;
    timers_.insert({*flight.expires, at->first});
}

void ExchangeLoop::Impl::finish(Flights::iterator at, ExchangeEnd end, std::string reason) {
    Flight& flight = at->second;
    flight.result.end = end;
    flight.result.reason = std::move(reason);
    flight.result.total_time = since(flight.began);
    if (flight.expires) timers_.erase({*flight.expires, at->first});
    ExchangeResult result = std::move(flight.result);
    const Done done = std::move(flight.done);
    flights_.erase(at);
    done(std::move(result));
}

void ExchangeLoop::Impl::watch(int fd, std::uint32_t events, std::uint64_t id) const {
    epoll_event event{};
    event.events = events;
    event.data.u64 = id;
    if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0) {
        throw std::runtime_error("epoll refuses a socket: " + system_word(errno));
    }
}

int ExchangeLoop::Impl::milliseconds_to_wait() const {
    if (!own_.empty()) return 0;
    std::optional<Clock::time_point> next = admission_.retry_at();
    if (!timers_.empty()) next = std::min(next.value_or(Clock::time_point::max()), timers_.begin()->first);
    return next ? Deadline(*next).left_ms() : -1;
}

ExchangeLoop::ExchangeLoop(Politeness& politeness) : impl_(std::make_unique<Impl>(politeness)) {}
ExchangeLoop::~ExchangeLoop() = default;

void ExchangeLoop::start(Exchange exchange, std::function<void(ExchangeResult)> done) {
    std::vector<Submission> one;
    one.push_back({std::move(exchange), std::move(done)});
    impl_->submit(std::move(one));
}

std::vector<ExchangeResult> ExchangeLoop::run(std::vector<Exchange> exchanges) {
    if (impl_->is_own_thread()) throw std::logic_error("ExchangeLoop::run called on the loop's own thread");
    struct Gathered {
        std::mutex mutex;
        std::condition_variable all_done;
        std::vector<ExchangeResult> results;
        std::size_t open = 0;
    };
    const auto gathered = std::make_shared<Gathered>();
    gathered->results.resize(exchanges.size());
    gathered->open = exchanges.size();
    std::vector<Submission> submissions;
    submissions.reserve(exchanges.size());
    for (std::size_t i = 0; i < exchanges.size(); ++i) {
        submissions.push_back({std::move(exchanges[i]), [gathered, i](ExchangeResult result) {
                                   const std::lock_guard lock(gathered->mutex);
                                   gathered->results[i] = std::move(result);
                                   if (--gathered->open == 0) gathered->all_done.notify_all();
                               }});
    }
    impl_->submit(std::move(submissions));
    std::unique_lock lock(gathered->mutex);
    gathered->all_done.wait(lock, [&] { return gathered->open == 0; });
    return std::move(gathered->results);
}

}  // namespace attt::net
