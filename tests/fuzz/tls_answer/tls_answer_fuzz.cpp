// Whatever a server answers to a hello: records, alerts, SSLv2. The first byte says what was wanted, the second how it
// ended.
#include <cstdlib>

#include "scanner/tls/reply.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace attt::scanner::tls;
    if (size < 2) return 0;
    const auto wanted = static_cast<Wanted>(data[0] % 5);
    attt::net::ExchangeResult result;
    result.end = static_cast<attt::net::ExchangeEnd>(data[1] % 5);
    result.answer.assign(reinterpret_cast<const char*>(data + 2), size - 2);
    // As it comes, in pieces, and as a whole.
    const auto enough = enough_for(wanted);
    for (std::size_t length = 0; length <= result.answer.size(); length += 1 + result.answer.size() / 7)
        if (enough(std::string_view(result.answer).substr(0, length))) break;
    const Reply reply = understand(wanted, result);
    if (reply.kind == Reply::Kind::hello && !reply.hello && reply.ssl2_ciphers.empty()) std::abort();
    if (reply.kind != Reply::Kind::hello && reply.reason.empty()) std::abort();
    return 0;
}
