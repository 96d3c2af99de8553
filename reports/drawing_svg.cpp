#include <fmt/format.h>

#include "reports/drawing.h"
#include "reports/mustache.h"

namespace attt::reports {
namespace {

// At most two decimals, without those that say nothing: 12.5, 12.
std::string number(double value) {
    std::string out = fmt::format("{:.2f}", value);
    while (out.ends_with('0'))
        out.pop_back();
    if (out.ends_with('.')) out.pop_back();
    return out == "-0" ? "0" : out;
}

std::string colour(std::uint32_t rgb) {
    return fmt::format("#{:06x}", rgb);
}

struct Writer {
    std::string out;

    void operator()(const Rectangle& r) {
        out += fmt::format(R"(<rect x="{}" y="{}" width="{}" height="{}" fill="{}"{}/>)", number(r.at.x),
                           number(r.at.y), number(r.width), number(r.height), colour(r.fill),
                           r.outlined ? R"( stroke="#3c434d" stroke-width="0.6")" : "");
    }
    void operator()(const Stroke& s) {
        std::string points;
        for (const Point& p : s.points)
            points += (points.empty() ? "" : " ") + number(p.x) + "," + number(p.y);
        out += fmt::format(R"(<polyline points="{}" fill="none" stroke="{}" stroke-width="{}"{}/>)", points,
                           colour(s.colour), number(s.width), s.dashed ? R"( stroke-dasharray="5 3")" : "");
    }
    void operator()(const Dot& d) {
        out += fmt::format(R"(<circle cx="{}" cy="{}" r="{}" fill="{}"/>)", number(d.at.x), number(d.at.y),
                           number(d.radius), colour(d.colour));
    }
    void operator()(const Label& l) {
        const char* anchor = l.anchor == Label::Anchor::end      ? " text-anchor=\"end\""
                             : l.anchor == Label::Anchor::middle ? " text-anchor=\"middle\""
                                                                 : "";
        out += fmt::format(R"(<text x="{}" y="{}" font-size="{}" fill="{}"{}{}>{}</text>)", number(l.at.x),
                           number(l.at.y), number(l.size), colour(l.colour), anchor,
                           l.bold ? " font-weight=\"bold\"" : "", escape_html(l.text));
    }
};

}  // namespace

std::string svg_of(const Chart& chart, base::Language language, const std::string& id) {
    const Drawing drawing = drawing_of(chart, language);
    Writer writer;
    writer.out = fmt::format(
        R"(<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title" aria-describedby="{}-text">)",
        number(drawing.width), number(drawing.height), id, id);
    writer.out += fmt::format(R"(<title id="{}-title">{}</title><desc id="{}-text">{}</desc>)", id,
                              escape_html(chart.title), id, escape_html(chart.description));
    for (const Shape& shape : drawing.shapes)
        std::visit(writer, shape);
    return writer.out + "</svg>\n";
}

}  // namespace attt::reports
