// What rules compare a site with beside what was just seen: its own past and what the inventory has on record.
#pragma once

#include "app/judge.h"

namespace attt::app {

// Adds an observation "content_before" to each website that was seen otherwise before, and one "label" to each website:
// whether a trust label in force on the day of `as_of` is on record, as known at `known`.
base::Result<void> add_site_history(store::Store& store, base::Time as_of, base::Time known,
                                    ObservationsBySubject& gathered);

}  // namespace attt::app
