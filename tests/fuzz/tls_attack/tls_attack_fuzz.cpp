// A server that answers the attacks with anything: they end within their bounds, and say only what they may. The first
// byte says which attack; then each answer is a byte for how it goes on, one for its length (in units of 16), and
// bytes.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "scanner/tls/attack.h"
#include "scanner/tls/robot_messages.h"

namespace {

using namespace attt::scanner::tls;

struct Input {
    const std::uint8_t* data;
    std::size_t size;
    std::size_t at = 0;

    std::uint8_t byte() { return at < size ? data[at++] : 0; }
    std::string_view bytes(std::size_t count) {
        const std::size_t taken = std::min(count, size - at);
        const auto* begin = reinterpret_cast<const char*>(data + at);
        at += taken;
        return {begin, taken};
    }
};

attt::base::Result<void> hold(Conversation& conversation, Input& input) {
    for (int turn = 0; !conversation.done(); ++turn) {
        if (turn > 10000) std::abort();
        if (input.at >= input.size) {
            conversation.on_silence();
            continue;
        }
        switch (input.byte() % 5) {
            case 0: conversation.on_silence(); break;
            case 1: conversation.on_end(Ending::closed); break;
            case 2: conversation.on_end(Ending::reset); break;
            default: conversation.take(input.bytes(std::size_t{input.byte()} * 16 + 1));
        }
    }
    return {};
}

void expect_one_of(const AttackResult& result, std::initializer_list<const char*> values) {
    const bool known = std::any_of(values.begin(), values.end(), [&](const char* v) { return result.says == v; });
    if (!known && !result.says.empty()) std::abort();
    if (result.says.empty() == result.reason.empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Input input{data, size};
    const std::size_t which = input.byte() % 5U;
    constexpr std::array most = {most_of_version_look, most_of_heartbleed, most_of_ccs_injection, most_of_robot, 0};
    Connections connections([&](Conversation& c) { return hold(c, input); }, most[which]);
    const AttackTarget target{"site.example", 1};
    switch (which) {
        case 0: static_cast<void>(look_for_old_versions(target, connections)); break;
        case 1: expect_one_of(look_for_heartbleed(target, connections), {"vulnerable", "not_vulnerable"}); break;
        case 2: expect_one_of(look_for_ccs_injection(target, connections), {"vulnerable", "not_vulnerable"}); break;
        case 3:
            expect_one_of(look_for_robot(target, connections),
                          {"strong_oracle", "weak_oracle", "no_oracle", "no_rsa_exchange"});
            break;
        default:
            if (const auto key = rsa_key_of(std::string(input.bytes(size))))
                static_cast<void>(robot_secrets(*key, 0x0303));
    }
    if (connections.opened() > most[which]) std::abort();
    return 0;
}
