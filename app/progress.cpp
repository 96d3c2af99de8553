#include "app/progress.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/rational.h"

namespace attt::app {

std::optional<Progress> progress_of(const model::Measurement& measured) {
    switch (measured.form) {
        case model::Form::recorded: return std::nullopt;
        case model::Form::parts: {
            Progress out;
            for (const model::Part& part : measured.parts) {
                out.done += std::min(part.numerator, part.needed);
                out.needed += part.needed;
            }
            return out.needed > 0 ? std::optional(out) : std::nullopt;
        }
        case model::Form::count: break;
        default:
            if (measured.denominator == 0) return std::nullopt;
    }
    if (measured.outcome == model::TargetOutcome::no_data && !measured.undecided) return std::nullopt;
    return Progress{measured.numerator, measured.numerator + measured.missing};
}

std::optional<rules::Forecast> forecast_of(store::Store& store, const rules::Target& target,
                                           const model::Measurement& now) {
    auto points = store.measurement_points(target.id, now.agency);
    if (!points) return std::nullopt;
    std::vector<rules::Point> line;
    for (const store::MeasurementPoint& point : *points)
        line.push_back({base::local_date(point.at), point.numerator});
    return rules::forecast(target, now, line);
}

std::string in_words(const Progress& progress, const base::Catalogue& texts) {
    if (progress.needed == 0) return {};
    const bool comma = texts.language() == base::Language::vi;
    return fmt::format("{}/{} ({}%)", progress.done, progress.needed,
                       base::show_percent(progress.done, progress.needed, comma));
}

std::string in_words(const rules::Forecast& forecast, const rules::Target& target, const model::Measurement& now,
                     const base::Catalogue& texts) {
    std::string there = std::to_string(forecast.numerator);
    if (now.form != model::Form::count) there += "/" + std::to_string(now.denominator);
    std::string out = texts.text("progress.forecast",
                                 {{"outcome", texts.text("target_outcome." + std::string(name_of(forecast.outcome)))},
                                  {"date", base::show_date(*target.due)},
                                  {"numerator", there},
                                  {"gained", std::to_string(forecast.gained)},
                                  {"since", base::show_date(forecast.since)}});
    if (forecast.reached_on)
        out += "; " + texts.text("progress.reached_on", {{"date", base::show_date(*forecast.reached_on)}});
    return out;
}

base::Value to_value(const Progress& progress) {
    return base::Object{{"done", progress.done}, {"needed", progress.needed}};
}

base::Value to_value(const rules::Forecast& forecast) {
    base::Object out{{"outcome", name_of(forecast.outcome)},
                     {"numerator", forecast.numerator},
                     {"gained", forecast.gained},
                     {"since", base::to_iso_date(forecast.since)}};
    if (forecast.reached_on) out.set("reached_on", base::to_iso_date(*forecast.reached_on));
    return out;
}

}  // namespace attt::app
