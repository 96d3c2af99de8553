// A list of certificate logs: what is taken for one has logs.
#include <cstdint>
#include <cstdlib>

#include "scanner/tls/ct_logs.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto logs = attt::scanner::tls::CtLogs::parse({reinterpret_cast<const char*>(data), size}, "list");
    if (logs && logs->size() == 0) std::abort();
    return 0;
}
