#include <algorithm>
#include <array>

#include "reports/view.h"
#include "reports/writing.h"

namespace attt::reports {
namespace {

// Units of the drawings; the page scales them.
struct Frame {
    int width = 0, height = 0;
    int left = 0, right = 0, top = 0, bottom = 0;  // margins
    int plot_width() const { return width - left - right; }
    int plot_height() const { return height - top - bottom; }
    int base() const { return height - bottom; }
};
constexpr Frame bars_frame{680, 230, 40, 8, 18, 30};
constexpr Frame share_frame{330, 150, 40, 40, 14, 26};

constexpr std::size_t most_points = 26;  // half a year of weekly evaluations
constexpr int label_width = 44;

std::int64_t count_at(const AgencyReport::Trend& point, std::size_t severity) {
    return severity < point.by_severity.size() ? std::max(point.by_severity[severity], 0) : 0;
}

std::int64_t total_at(const AgencyReport::Trend& point) {
    std::int64_t total = 0;
    for (std::size_t i = 0; i < model::severity_names.size(); ++i)
        total += count_at(point, i);
    return total;
}

// A round step (1, 2, 5, 10, …) with at most five of it up to `most`.
std::int64_t step_for(std::int64_t most) {
    for (std::int64_t power = 1;; power *= 10) {
        for (const int factor : {1, 2, 5}) {
            if (factor * power * 5 >= most) return factor * power;
        }
    }
}

std::string day_and_month(base::Date date) {
    return base::show_date(date).substr(0, 5);
}

base::Array ticks_view(std::int64_t top, std::int64_t step, base::Language language) {
    base::Array out;
    for (std::int64_t value = 0; value <= top; value += step) {
        const auto y = bars_frame.base() - value * bars_frame.plot_height() / top;
        out.emplace_back(base::Object{
            {"y", y}, {"text_y", y + 4}, {"text_x", bars_frame.left - 6}, {"value", show_count(value, language)}});
    }
    return out;
}

// One stacked bar: the gravest at the bottom, where lengths are easiest to compare.
base::Object bar_view(const AgencyReport::Trend& point, int left, int width, std::int64_t top, bool labelled,
                      base::Language language) {
    base::Array segments;
    std::int64_t below = 0;
    const auto y_of = [&](std::int64_t count) { return bars_frame.base() - count * bars_frame.plot_height() / top; };
    for (std::size_t i = 0; i < model::severity_names.size(); ++i) {
        const std::int64_t count = count_at(point, i);
        if (count == 0) continue;
        segments.emplace_back(base::Object{{"severity", std::string(model::severity_names[i])},
                                           {"x", left},
                                           {"y", y_of(below + count)},
                                           {"width", width},
                                           {"height", y_of(below) - y_of(below + count)}});
        below += count;
    }
    return {{"segments", std::move(segments)},
            {"middle", left + width / 2},
            {"label", labelled ? day_and_month(point.date) : ""},
            {"label_y", bars_frame.base() + 18},
            {"total", show_count(below, language)},
            {"total_y", y_of(below) - 5}};
}

std::vector<AgencyReport::Trend> newest(const std::vector<AgencyReport::Trend>& trend) {
    const auto skipped = trend.size() > most_points ? trend.size() - most_points : 0;
    return {trend.begin() + static_cast<std::ptrdiff_t>(skipped), trend.end()};
}

base::Object bars_view(const std::vector<AgencyReport::Trend>& points, base::Language language) {
    std::int64_t most = 1;
    for (const auto& point : points)
        most = std::max(most, total_at(point));
    const std::int64_t step = step_for(most);
    const std::int64_t top = (most + step - 1) / step * step;
    const int count = static_cast<int>(points.size());
    const int every = (count * label_width + bars_frame.plot_width() - 1) / bars_frame.plot_width();
    const int band = bars_frame.plot_width() / count;
    const int width = std::min(36, band * 6 / 10);
    base::Array bars;
    for (int i = 0; i < count; ++i) {
        const int left = bars_frame.left + bars_frame.plot_width() * i / count + (band - width) / 2;
        bars.emplace_back(
            bar_view(points[static_cast<std::size_t>(i)], left, width, top, (count - 1 - i) % every == 0, language));
    }
    return {{"width", bars_frame.width},
            {"height", bars_frame.height},
            {"left", bars_frame.left},
            {"right", bars_frame.width - bars_frame.right},
            {"ticks", ticks_view(top, step, language)},
            {"bars", std::move(bars)}};
}

base::Array rows_view(const std::vector<AgencyReport::Trend>& points, base::Language language) {
    base::Array rows;
    for (const auto& point : points) {
        base::Array counts;
        for (std::size_t i = 0; i < model::severity_names.size(); ++i)
            counts.emplace_back(show_count(count_at(point, i), language));
        rows.emplace_back(base::Object{{"date", base::show_date(point.date)},
                                       {"counts", std::move(counts)},
                                       {"total", show_count(total_at(point), language)}});
    }
    return rows;
}

base::Array legend_view(const base::Catalogue& texts) {
    base::Array out;
    for (const std::string_view name : model::severity_names)
        out.emplace_back(base::Object{{"severity", std::string(name)},
                                      {"severity_name", texts.text("severity." + std::string(name))}});
    return out;
}

struct SharePoint {
    base::Date date;
    std::int64_t numerator = 0, denominator = 0;
};

// The newest points that have a share, one a day.
std::vector<SharePoint> share_points(const TargetItem& item) {
    std::vector<SharePoint> out;
    for (const auto& [date, fraction] : item.trend) {
        if (fraction.second <= 0) continue;
        if (!out.empty() && out.back().date == date) out.pop_back();
        out.push_back({date, std::clamp<std::int64_t>(fraction.first, 0, fraction.second), fraction.second});
    }
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.date < b.date; });
    if (out.size() > most_points) out.erase(out.begin(), out.end() - most_points);
    return out;
}

std::int64_t y_of_percent(const base::Rational& percent) {
    const auto height = share_frame.plot_height();
    const std::int64_t up = percent.numerator() * height / (percent.denominator() * 100);
    return share_frame.base() - std::clamp<std::int64_t>(up, 0, height);
}

base::Object line_view(const std::vector<SharePoint>& points, const TargetItem& item, base::Language language) {
    const int span = std::max(base::days_between(points.front().date, points.back().date), 1);
    std::string line;
    base::Array dots;
    std::int64_t x = 0, y = 0;
    for (const SharePoint& point : points) {
        x = share_frame.left + share_frame.plot_width() * base::days_between(points.front().date, point.date) / span;
        y = share_frame.base() - share_frame.plot_height() * point.numerator / point.denominator;
        line += (line.empty() ? "" : " ") + std::to_string(x) + "," + std::to_string(y);
        dots.emplace_back(base::Object{{"x", x}, {"y", y}});
    }
    const auto goal = item.threshold_percent ? y_of_percent(*item.threshold_percent) : 0;
    base::Array ticks;
    for (const int percent : {0, 50, 100}) {
        const auto tick = y_of_percent(base::Rational(percent));
        ticks.emplace_back(base::Object{{"y", tick}, {"text_y", tick + 4}, {"value", std::to_string(percent) + "%"}});
    }
    return {{"width", share_frame.width},
            {"height", share_frame.height},
            {"left", share_frame.left},
            {"right", share_frame.width - share_frame.right},
            {"text_x", share_frame.left - 6},
            {"label_y", share_frame.base() + 17},
            {"ticks", std::move(ticks)},
            {"line", line},
            {"dots", std::move(dots)},
            {"goal", item.threshold_percent.has_value()},
            {"goal_y", goal},
            {"last_x", x + 6},
            {"last_y", y + 4},
            {"last", show_share(points.back().numerator, points.back().denominator, language)},
            {"first_day", day_and_month(points.front().date)},
            {"last_day", day_and_month(points.back().date)}};
}

base::Array target_trends_view(const AgencyReport& report, base::Language language) {
    base::Array out;
    for (const TargetItem& item : report.targets) {
        const std::vector<SharePoint> points = share_points(item);
        if (points.size() < 2) continue;
        base::Array rows;
        for (const SharePoint& point : points)
            rows.emplace_back(base::Object{
                {"date", base::show_date(point.date)},
                {"fraction", show_count(point.numerator, language) + "/" + show_count(point.denominator, language)},
                {"share", show_share(point.numerator, point.denominator, language)}});
        out.emplace_back(base::Object{{"index", out.size() + 1},
                                      {"number", item.number},
                                      {"title", item.title},
                                      {"value_text", item.value_text},
                                      {"chart", line_view(points, item, language)},
                                      {"rows", std::move(rows)}});
    }
    return out;
}

}  // namespace

base::Object trend_view(const AgencyReport& report, const base::Catalogue& texts) {
    const base::Language language = texts.language();
    const std::vector<AgencyReport::Trend> points = newest(report.trend);
    base::Object view{{"has_bars", points.size() >= 2},
                      {"bars_chart", false},
                      {"rows", rows_view(points, language)},
                      {"legend", legend_view(texts)},
                      {"target_trends", target_trends_view(report, language)}};
    if (points.size() >= 2) view.set("bars_chart", bars_view(points, language));
    return view;
}

}  // namespace attt::reports
