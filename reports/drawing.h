// Charts as lines, rectangles and labels, worked out once for every format. Pure: same chart, same drawing.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "reports/document.h"

namespace attt::reports {

struct Point {
    double x = 0, y = 0;
};

struct Rectangle {
    Point at;
    double width = 0, height = 0;
    std::uint32_t fill = 0xFFFFFF;
    bool outlined = true;
};
struct Stroke {
    std::vector<Point> points;
    std::uint32_t colour = 0;
    double width = 1;
    bool dashed = false;
};
struct Dot {
    Point at;
    double radius = 2;
    std::uint32_t colour = 0;
};
struct Label {
    enum class Anchor { start, middle, end };
    Point at;  // of the base line
    std::string text;
    Anchor anchor = Anchor::start;
    std::uint32_t colour = 0x1B1F24;
    double size = 11;
    bool bold = false;
};

using Shape = std::variant<Rectangle, Stroke, Dot, Label>;
struct Drawing {
    double width = 680, height = 240;
    std::vector<Shape> shapes;
};

Drawing drawing_of(const Chart& chart, base::Language language);

// An <svg> element: its title and description are `chart`'s.
std::string svg_of(const Chart& chart, base::Language language, const std::string& id);

}  // namespace attt::reports
