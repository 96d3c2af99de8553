// Security officers, who are kept with their agency: by post, never by name.
#pragma once

#include "inventory/build.h"

namespace attt::inventory {

// Puts each officer of the lists into its agency: that of the same lists, else the known one, which then is among
// `drafts` too. One with a known id is replaced, also where it was another agency's; the others stay. References must
// have been checked.
void place_officers(Drafts& drafts, const model::Inventory& known, Reading& reading);

}  // namespace attt::inventory
