// What authorities and logs say: the first byte chooses an OCSP response, a revocation list or a timestamp, of the leaf
// and issuer beside the seeds. Nothing counts that says nothing, and whatever was not signed by the issuer says
// nothing.
#include <cstdlib>

#include "base/files.h"
#include "scanner/tls/crl.h"
#include "scanner/tls/ct_logs.h"
#include "scanner/tls/ocsp.h"
#include "scanner/tls/sct.h"

namespace {

using namespace attt::scanner::tls;

std::string file(const char* name) {
    return attt::base::read_file(std::string(ATTT_SOURCE_DIR "/tests/fuzz/revocation/") + name).value();
}

void check(const RevocationAnswer& answer) {
    if (answer.status.empty() == answer.why.empty()) std::abort();
    if (!answer.reason.empty() && answer.status != "revoked") std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::vector<std::string> path = {file("leaf.der"), file("issuer.der")};
    static const CtLogs logs = CtLogs::load(ATTT_SOURCE_DIR "/tests/fuzz/ct_logs/seeds/two").value();
    if (size == 0) return 0;
    const std::string_view body(reinterpret_cast<const char*>(data + 1), size - 1);
    switch (data[0] % 4) {
        case 0: check(read_ocsp(body, path[0], path[1])); break;
        case 1: check(read_crl(body, path[0], path[1], *attt::base::parse_rfc3339("2026-11-26T00:00:00Z"))); break;
        case 2: {
            const auto facts = sct_facts({"certificate", std::string(body)}, path, logs, attt::base::now());
            if (facts.find("status") == nullptr) std::abort();
            break;
        }
        default:
            static_cast<void>(ocsp_addresses(body));
            static_cast<void>(crl_addresses(body));
            if (embedded_scts(body).size() > 30) std::abort();
    }
    return 0;
}
