// How far a measured target is on its way, and where it will stand on its day at the current pace.
#pragma once

#include <optional>

#include "base/catalogue.h"
#include "base/value.h"
#include "rules/forecast.h"
#include "store/store.h"

namespace attt::app {

// Members (or records) that are there, of those that it takes to meet the target at today's denominator.
struct Progress {
    std::int64_t done = 0;
    std::int64_t needed = 0;
};
// None of values that people record, and where there is nothing to count.
std::optional<Progress> progress_of(const model::Measurement& measured);

// From the points that evaluations left. None where the target is met, has no pace, or the points cannot be read.
std::optional<rules::Forecast> forecast_of(store::Store& store, const rules::Target& target,
                                           const model::Measurement& now);

// "30/41 (73,1%)"
std::string in_words(const Progress& progress, const base::Catalogue& texts);
// "Chưa đạt; ngày 30/06/2023 ước 35/50 (tăng 4 từ 01/05/2023); đạt mức cần vào 12/08/2023"
std::string in_words(const rules::Forecast& forecast, const rules::Target& target, const model::Measurement& now,
                     const base::Catalogue& texts);

base::Value to_value(const Progress& progress);
base::Value to_value(const rules::Forecast& forecast);

}  // namespace attt::app
