// Personal data that was kept for its time: what there is, and its erasure.
#pragma once

#include <string>

#include "base/error.h"
#include "base/time.h"
#include "store/store.h"

namespace attt::store {

// What is older than these is overdue.
struct RetentionCutoffs {
    base::Time imported_rows;      // rows as they stood in lists, by when they were taken in
    base::Date former_officers;    // posts of officers, by their last day
    base::Time retired_computers;  // names and addresses of computers out of use, by when that was recorded
};

struct Overdue {
    int imported_rows = 0;
    int former_officers = 0;
    int retired_computers = 0;

    bool empty() const { return imported_rows + former_officers + retired_computers == 0; }
};

// Errors: those of Store::open.
base::Result<Overdue> count_overdue(const std::string& path, const RetentionCutoffs& cutoffs);

// Erases it: the rows, the words of the posts, and what a computer is known by but its id. Ids, agencies and dates
// stay, and so does every figure. One audit event, also where nothing was overdue. Errors: those of Store::open.
base::Result<Overdue> erase_overdue(const std::string& path, const Actor& actor, const RetentionCutoffs& cutoffs,
                                    base::Time at);

}  // namespace attt::store
