// The first step of every visit: a name becomes addresses, once, and all probes of the visit use those.
#pragma once

#include "model/observation.h"
#include "scanner/scanner.h"

namespace attt::scanner {

// Fills the site's addresses (or why there are none) and returns the observation of probe "dns": facts a, aaaa (arrays
// of text), canonical_name, dnssec, source. not_applicable where the URL or the command line names an address itself.
model::Observation resolve(Site& site, const Context& context);

}  // namespace attt::scanner
