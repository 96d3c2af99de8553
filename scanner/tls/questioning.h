// Puts the questions of an enumeration over the exchange loop: as many under way as the address may have connections,
// the whole handshake one of them. Each answer makes room for the next question, which is chosen and put on the loop's
// own thread; the thread of run() wakes only for pauses, for the handshake and at the end.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/deadline.h"
#include "net/exchange.h"
#include "scanner/tls/enumeration.h"

namespace attt::scanner::tls {

class Questioning {
  public:
    struct Means {
        net::ExchangeLoop* loop = nullptr;
        std::size_t at_once = 1;  // connections to the address
        net::Deadline deadline;   // what is not settled by then stays open
        // The exchange that puts a question. Called on the loop's thread too, until run() has returned.
        std::function<net::Exchange(const Question&)> exchange_of;
    };
    Questioning(Enumeration::Settings settings, Means means);
    ~Questioning();
    Questioning(const Questioning&) = delete;
    Questioning& operator=(const Questioning&) = delete;

    // Until the enumeration is done. `shake` makes the whole handshake; true: a ServerHello came. Called once at most,
    // on this thread, while the questions go on.
    void run(const std::function<bool()>& shake);
    // The versions found so far; also from within `shake`.
    std::vector<Version> versions() const;
    // REQUIRES: run() has returned.
    const Enumeration& enumeration() const;
    // Puts one more question, for the certificate in the clear, where a version and suite would show it; empty when
    // none came by the deadline. REQUIRES: the same.
    std::vector<std::string> ask_for_certificate();

  private:
    struct State;
    // Shared with the exchanges under way, which may end after run() has.
    const std::shared_ptr<State> state_;
};

}  // namespace attt::scanner::tls
