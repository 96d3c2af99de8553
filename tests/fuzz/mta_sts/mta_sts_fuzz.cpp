// The policy of MTA-STS: what is taken for one has a known mode, an age within its bound and hosts where it needs them.
#include <cstdint>
#include <cstdlib>

#include "scanner/mail/mta_sts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto policy = attt::scanner::mail::parse_mta_sts({reinterpret_cast<const char*>(data), size});
    if (!policy) return 0;
    const bool known = policy->mode == "enforce" || policy->mode == "testing" || policy->mode == "none";
    if (!known || policy->max_age < 0 || policy->max_age > 31'557'600) std::abort();
    if (policy->mx.empty() ? policy->mode != "none" : policy->mx.size() > 100) std::abort();
    for (const auto& host : policy->mx) {
        if (!host.starts_with("*.") && !policy->covers(host)) std::abort();
    }
    return 0;
}
