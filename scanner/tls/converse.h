// Holds a conversation over a connection of its own.
#pragma once

#include <chrono>
#include <string>

#include "base/error.h"
#include "net/politeness.h"
#include "scanner/tls/conversation.h"

namespace attt::scanner::tls {

struct ConversePatience {
    std::chrono::milliseconds flight;    // for the first flight
    std::chrono::milliseconds reaction;  // for what comes of a word; silence after that is silence
    std::chrono::milliseconds whole;     // from the connection to the end
};

// `prelude`: scheme of net::prelude_for, empty for none. Errors: those of net::Connection and net::ask_for_tls; what
// happens later is told to the conversation.
base::Result<void> converse(Conversation& conversation, const model::Endpoint& endpoint, const std::string& prelude,
                            net::Politeness& politeness, const ConversePatience& patience);

}  // namespace attt::scanner::tls
