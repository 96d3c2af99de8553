// The answer of a name server: the first byte says how long the zone is, the rest is what came back.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "net/name_server.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t length = std::min<std::size_t>(data[0], bytes.size());
    const auto question = attt::net::name_server_question(bytes.substr(0, length), 0x4142);
    if (!question) return 0;
    if (question->size() > 12 + 255 + 4) std::abort();
    const auto answer = attt::net::name_server_answer(bytes.substr(length), *question);
    if (answer && (answer->rcode < 0 || answer->rcode > 15 || bytes.size() - length < 12)) std::abort();
    return 0;
}
