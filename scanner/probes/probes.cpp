// The one table of all probes. To add one: a file beside this with its function, a line in probes.h, a line here, and
// its facts in rules/facts.toml (docs/add-a-probe.md).
#include "scanner/probes/probes.h"

#include <array>

namespace attt::scanner {
namespace {

constexpr std::array<Probe, 11> table = {{
    {"dns", Probe::At::name, nullptr},  // stated by the resolution that begins every visit
    {"tcp", Probe::At::each_address, probe_tcp},
    {"tls", Probe::At::each_address, probe_tls},
    {"http", Probe::At::each_address, probe_http},
    {"content", Probe::At::first_address, probe_content},
    {"parity", Probe::At::first_address, probe_parity},
    {"zone", Probe::At::name, probe_zone},
    {"mail", Probe::At::name, probe_mail},
    {"tls_sibling", Probe::At::name, probe_tls_sibling},
    {"exposure", Probe::At::first_address, probe_exposure, true},
    {"tls_attacks", Probe::At::each_address, probe_tls_attacks, true},
}};

}  // namespace

std::span<const Probe> all_probes() {
    return table;
}

}  // namespace attt::scanner
