#include "app/privacy.h"

namespace attt::app {
namespace {

base::Date months_before(base::Date day, int months) {
    const base::Date out = day - std::chrono::months(months);
    return out.ok() ? out : base::Date(out.year() / out.month() / std::chrono::last);
}

}  // namespace

store::RetentionCutoffs cutoffs_on(const Retention& retention, base::Date today) {
    return {base::start_of_day(months_before(today, retention.imported_rows)),
            months_before(today, retention.former_officers),
            base::start_of_day(months_before(today, retention.retired_computers))};
}

}  // namespace attt::app
