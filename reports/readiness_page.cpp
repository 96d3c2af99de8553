#include "reports/readiness_page.h"

#include <algorithm>

#include "base/value.h"
#include "reports/mustache.h"

namespace attt::reports {
namespace {

constexpr long width = 640, height = 140, bottom = 120, top = 12, left = 30;

// The burn-down as a line; the same numbers stand in a table below it.
base::Object chart_of(const std::vector<ReadinessPage::Point>& points) {
    long most = 1;
    for (const auto& point : points)
        most = std::max(most, point.open);
    std::string line;
    const long last = std::max<long>(1, static_cast<long>(points.size()) - 1);
    for (std::size_t i = 0; i < points.size(); ++i) {
        const long x = left + (width - left - 10) * static_cast<long>(i) / last;
        const long y = bottom - (bottom - top) * points[i].open / most;
        line += (i == 0 ? "" : " ") + std::to_string(x) + "," + std::to_string(y);
    }
    return {{"line", line},
            {"width", std::int64_t{width}},
            {"height", std::int64_t{height}},
            {"left", std::int64_t{left}},
            {"right", std::int64_t{width - 10}},
            {"bottom", std::int64_t{bottom}},
            {"top", std::int64_t{top}},
            {"most", std::int64_t{most}}};
}

}  // namespace

base::Result<std::string> render_readiness(const ReadinessPage& page, const base::Catalogue& texts,
                                           const std::string& template_directory) {
    base::Array parts, items, points, improved;
    for (const auto& part : page.parts) {
        parts.emplace_back(base::Object{{"name", part.name},
                                        {"before", part.before},
                                        {"gained", part.gained},
                                        {"points", part.points},
                                        {"stands_on", part.stands_on}});
    }
    for (const auto& item : page.items) {
        items.emplace_back(base::Object{{"id", item.id},
                                        {"severity", item.severity},
                                        {"subject", item.subject},
                                        {"title", item.title},
                                        {"reasons", item.reasons},
                                        {"due", item.due}});
    }
    for (const auto& each : page.improved) {
        improved.emplace_back(
            base::Object{{"subject", each.subject}, {"title", each.title}, {"verified", each.verified}});
    }
    for (const auto& point : page.burn_down)
        points.emplace_back(base::Object{{"day", point.day}, {"open", std::int64_t{point.open}}});
    const base::Object view{{"language", texts.language() == base::Language::vi ? "vi" : "en"},
                            {"office", page.office},
                            {"classification", page.classification},
                            {"made", page.made},
                            {"drill_date", page.drill_date},
                            {"scope", page.scope},
                            {"score", page.score},
                            {"baseline", page.baseline},
                            {"parts", std::move(parts)},
                            {"items", std::move(items)},
                            {"points", std::move(points)},
                            {"chart", chart_of(page.burn_down)},
                            {"improved", std::move(improved)},
                            {"fixed", page.fixed},
                            {"no_longer", page.no_longer},
                            {"appeared", page.appeared},
                            {"audit_head", page.audit_head}};
    return fill_template(template_directory, "readiness.html.mustache", base::Value(view), texts);
}

}  // namespace attt::reports
