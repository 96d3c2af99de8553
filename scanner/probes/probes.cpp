// The one table of all probes. To add one: a file beside this with its function, a line in probes.h, a line here, and
// its facts in rules/facts.toml (docs/add-a-probe.md).
#include "scanner/probes/probes.h"

#include <array>

namespace attt::scanner {
namespace {

constexpr std::array<Probe, 7> table = {{
    {"dns", false, nullptr},  // stated by the resolution that begins every visit
    {"tcp", true, probe_tcp},
    {"tls", true, probe_tls},
    {"http", true, probe_http},
    {"content", false, probe_content},
    {"zone", false, probe_zone},
    {"mail", false, probe_mail},
}};

}  // namespace

std::span<const Probe> all_probes() {
    return table;
}

}  // namespace attt::scanner
