// A new export of a source over what is known of it. A whole and newer one takes its place; a partial or older one adds
// and renews, and takes nothing away.
#pragma once

#include "model/computer_record.h"

namespace attt::inventory {

enum class Taken { first, replaced, added_to, shrunk };

struct Merged {
    model::ComputerSource source;
    Taken how = Taken::first;
    std::size_t added = 0, changed = 0, unchanged = 0, kept = 0, removed = 0;  // records
};

// `complete`: an officer says that it is whole even where it holds far fewer records than the last one, which is taken
// for a broken export otherwise (shrunk).
Merged merge(const model::ComputerSource& known, model::ComputerSource incoming, bool complete);

}  // namespace attt::inventory
