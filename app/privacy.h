// Personal data: how long each kind is kept, and what has been kept for longer. Exporting and erasing are the store's
// (store/privacy.h, store/retention.h); commands reach them through here.
#pragma once

#include "store/privacy.h"
#include "store/retention.h"

namespace attt::app {

// [retention] of attt.toml, in months.
struct Retention {
    int imported_rows = 24;      // rows as they stood in lists
    int former_officers = 12;    // the words of a post that nobody holds any more, from its last day on
    int retired_computers = 36;  // name, serial, UUID, MAC and IP of a computer out of use
};

// What is overdue on a day: a month ends on the same day of the month, or on its last.
store::RetentionCutoffs cutoffs_on(const Retention& retention, base::Date today);

}  // namespace attt::app
