// A server that answers anything: the enumeration ends, and what it states is of this world. Each answer is a byte for
// how it ended, one for its length, and so many bytes; the length of the whole says whether a handshake follows.
#include <cstdlib>

#include "scanner/tls/enumeration.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace attt::scanner::tls;
    Enumeration enumeration({"site.example", 1, true, size % 2 == 1});
    std::size_t at = 0;
    std::size_t asked = 0;
    while (!enumeration.done()) {
        const auto questions = enumeration.next(4);
        const bool shakes = questions.size() < 4 && enumeration.wants_handshake();
        if (questions.empty() && !shakes && !enumeration.done()) std::abort();
        if (shakes) enumeration.begin_handshake();
        for (const Question& question : questions) {
            attt::net::ExchangeResult result;
            result.end = attt::net::ExchangeEnd::timeout;
            if (at + 2 <= size) {
                result.end = static_cast<attt::net::ExchangeEnd>(data[at] % 5);
                const std::size_t length = std::min<std::size_t>(data[at + 1], size - at - 2);
                result.answer.assign(reinterpret_cast<const char*>(data + at + 2), length);
                at += 2 + length;
                if (at >= size && size < 4096) at = 0;  // from the beginning again
            }
            enumeration.answer(question.id, result);
            if (++asked > 20000) std::abort();
        }
        if (shakes) enumeration.end_handshake(size % 4 == 1);
    }
    static_cast<void>(enumeration.findings());
    static_cast<void>(enumeration.failure());
    attt::base::Object facts;
    attt::base::Array doubts;
    state_features(enumeration.features(), {}, true, facts, doubts);
    return 0;
}
