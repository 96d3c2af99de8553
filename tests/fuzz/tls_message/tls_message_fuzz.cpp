// The messages of a first flight: the first byte says which, the next two the suite.
#include <cstdlib>

#include "scanner/tls/certificate.h"
#include "scanner/tls/dh_primes.h"
#include "scanner/tls/server_hello.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace attt::scanner::tls;
    if (size < 3) return 0;
    const std::string_view body(reinterpret_cast<const char*>(data + 3), size - 3);
    const auto suite = static_cast<std::uint16_t>(data[1] << 8 | data[2]);
    switch (data[0] % 3) {
        case 0:
            if (const auto hello = parse_server_hello(body); hello && hello->random.size() != 32) std::abort();
            break;
        case 1:
            if (const auto chain = parse_certificate(body)) {
                static_cast<void>(chain_facts(*chain));
                if (!chain->empty()) {
                    static_cast<void>(leaf_facts(chain->front()));
                    static_cast<void>(curve_of_certificate(chain->front()));
                }
            }
            break;
        default:
            if (const auto exchange = parse_key_exchange(body, suite, 0x0303); exchange && exchange->dh_bits > 0)
                static_cast<void>(name_of_prime(exchange->dh_prime));
    }
    return 0;
}
