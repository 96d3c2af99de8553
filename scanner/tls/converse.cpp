#include "scanner/tls/converse.h"

#include "net/connection.h"
#include "net/prelude.h"

namespace attt::scanner::tls {
namespace {

constexpr std::size_t read_size = 16384;
// What follows an alert follows at once.
constexpr std::chrono::milliseconds until_the_end{500};

std::chrono::milliseconds span_of(Conversation::Waiting waiting, const ConversePatience& patience) {
    switch (waiting) {
        case Conversation::Waiting::for_flight: return patience.flight;
        case Conversation::Waiting::for_reaction: return patience.reaction;
        case Conversation::Waiting::for_end: return until_the_end;
    }
    return patience.flight;
}

bool is_silence(const base::Error& error) {
    return error.message == "net.timeout";
}

}  // namespace

base::Result<void> converse(Conversation& conversation, const model::Endpoint& endpoint, const std::string& prelude,
                            net::Politeness& politeness, const ConversePatience& patience) {
    auto connection =
        net::Connection::open(endpoint, politeness, net::Deadline::after(politeness.limits().connect_timeout));
    if (!connection) return tl::unexpected(connection.error());
    const auto whole = net::Deadline::after(patience.whole);
    if (const auto words = net::prelude_for(prelude)) {
        const auto asked = net::ask_for_tls(*connection, *words,
                                            whole.earlier(net::Deadline::after(politeness.limits().answer_timeout)));
        if (!asked) return tl::unexpected(asked.error());
    }
    std::string say = conversation.opening();
    // a peer that sends a little again and again is given so long and no longer
    auto until = net::Deadline::after(span_of(conversation.waiting(), patience));
    while (!conversation.done()) {
        if (!say.empty()) {
            if (const auto sent = connection->write(say, whole); !sent) {
                conversation.on_end(is_silence(sent.error()) ? Ending::silence : Ending::reset);
                break;
            }
            say.clear();
            until = net::Deadline::after(span_of(conversation.waiting(), patience));
        }
        const auto before = conversation.waiting();
        const auto bytes = connection->read(read_size, until.earlier(whole));
        if (!bytes && is_silence(bytes.error()) && !whole.passed()) {
            say = conversation.on_silence();
        } else if (!bytes) {
            conversation.on_end(is_silence(bytes.error()) ? Ending::silence : Ending::reset);
        } else if (bytes->empty()) {
            conversation.on_end(Ending::closed);
        } else {
            say = conversation.take(*bytes);
        }
        if (conversation.waiting() != before && say.empty())
            until = net::Deadline::after(span_of(conversation.waiting(), patience));
    }
    return {};
}

}  // namespace attt::scanner::tls
