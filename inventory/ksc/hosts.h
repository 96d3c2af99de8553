// What a Kaspersky Security Center says of its computers, as records of a source.
#pragma once

#include "inventory/consoles/source.h"
#include "inventory/consoles/table.h"
#include "inventory/ksc/client.h"

namespace attt::inventory::ksc {

// `at`: when the console answered. Hosts without an id are refused (counted). Hardware is joined where one entry and
// one host have a name that no other has. Partial where the console's own count was not reached.
ReadSource read_console(const Console& console, base::Time at, const AgencyOfGroup& agency_of,
                        const SourceOptions& options);

}  // namespace attt::inventory::ksc
