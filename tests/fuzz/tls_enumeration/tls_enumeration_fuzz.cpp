// A server that answers anything: the enumeration ends, and what it states is of this world. Each answer is a byte for
// how it ended, one for its length, and so many bytes.
#include <cstdlib>

#include "scanner/tls/enumeration.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace attt::scanner::tls;
    Enumeration enumeration({"site.example", 1, true});
    std::size_t at = 0;
    std::size_t asked = 0;
    while (!enumeration.done()) {
        const auto questions = enumeration.next(4);
        if (questions.empty() && !enumeration.done()) std::abort();
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
    }
    static_cast<void>(enumeration.findings());
    static_cast<void>(enumeration.failure());
    attt::base::Object facts;
    attt::base::Array doubts;
    state_features(enumeration.features(), {}, true, facts, doubts);
    return 0;
}
