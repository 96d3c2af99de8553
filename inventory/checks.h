// Checks that need more than one record: references, circles among agencies, dates in order, sites listed twice.
#pragma once

#include "inventory/build.h"

namespace attt::inventory {

// Takes out of `drafts` what refers to nothing, in the order agencies, systems, websites, computers, officers, so that
// what refers to a refused record is refused too. A reference is an id, or the full name of exactly one agency, which
// becomes its id. Defects: inventory.unknown_agency(_near), inventory.unknown_system(_near),
// inventory.refers_to_refused, inventory.parent_circle, inventory.dates_order. Warning: inventory.same_url.
void check_references(Drafts& drafts, const FirstRecords& first, const model::Inventory& known, Reading& reading);

}  // namespace attt::inventory
