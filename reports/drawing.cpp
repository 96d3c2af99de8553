#include "reports/drawing.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "reports/shown_text.h"
#include "reports/writing.h"

namespace attt::reports {
namespace {

constexpr std::uint32_t hair = 0xDDE1E6, soft = 0x4D5561, ink = 0x1B1F24, goal_colour = 0xA83A0C;
constexpr double letter = 5.6;  // of a label of size 11, on average

std::string cut(const std::string& text, std::size_t columns) {
    const std::string shown = shown_text(text, 400);
    if (base::display_width(shown) <= columns) return shown;
    std::string out;
    std::size_t width = 0;
    for (std::size_t i = 0; i < shown.size();) {
        std::size_t next = i + 1;
        while (next < shown.size() && (static_cast<unsigned char>(shown[next]) & 0xC0U) == 0x80U)
            ++next;
        width += base::display_width(std::string_view(shown).substr(i, next - i));
        if (width > columns - 1) break;
        out += shown.substr(i, next - i);
        i = next;
    }
    return out + "…";
}

// A round step (1, 2, 5, 10, …) with at most five of it up to `most`.
double step_for(double most) {
    for (double power = 1;; power *= 10) {
        for (const double factor : {1.0, 2.0, 5.0}) {
            if (factor * power * 5 >= most) return factor * power;
        }
    }
}

double total_at(const Chart& chart, std::size_t category) {
    double total = 0;
    for (const Series& series : chart.series)
        total += category < series.values.size() ? series.values[category].value_or(0) : 0;
    return total;
}

double most_of(const Chart& chart, bool stacked) {
    if (chart.percent) return 100;
    double most = 1;
    for (std::size_t i = 0; i < chart.categories.size(); ++i) {
        if (stacked) most = std::max(most, total_at(chart, i));
        for (const Series& series : chart.series) {
            if (!stacked && i < series.values.size()) most = std::max(most, series.values[i].value_or(0));
        }
    }
    return most;
}

std::string number(double value, const Chart& chart, base::Language language) {
    if (!chart.percent) return show_count(std::llround(value), language);
    // cut, not rounded, as every other share of a document
    return show_share(static_cast<std::int64_t>(std::floor(value * 10 + 1e-6)), 1000, language);
}

struct Frame {
    double left = 46, right = 14, top = 16, bottom = 28;
};

class Chartist {
  public:
    Chartist(const Chart& chart, base::Language language) : chart_(chart), language_(language) {}

    Drawing draw() {
        switch (chart_.kind) {
            case Chart::Kind::lines: lines(); break;
            case Chart::Kind::columns: columns(); break;
            case Chart::Kind::bars: bars(); break;
            case Chart::Kind::grid: grid(); break;
            case Chart::Kind::pyramid: pyramid(); break;
        }
        return std::move(out_);
    }

  private:
    double plot_width() const { return out_.width - frame_.left - frame_.right; }
    double plot_height() const { return out_.height - frame_.top - frame_.bottom - legend_; }
    double base() const { return frame_.top + plot_height(); }

    void add(Shape shape) { out_.shapes.push_back(std::move(shape)); }
    void label(double x, double y, std::string text, Label::Anchor anchor, std::uint32_t colour = ink,
               bool bold = false, double size = 11) {
        add(Label{{x, y}, std::move(text), anchor, colour, size, bold});
    }

    // Names of the series below the drawing.
    void legend() {
        double x = frame_.left, y = out_.height - legend_ + 14;
        for (const Series& series : chart_.series) {
            const std::string name = cut(series.name, 60);
            const double width = 20 + letter * static_cast<double>(base::display_width(name)) + 16;
            if (x + width > out_.width && x > frame_.left) {
                x = frame_.left;
                y += 16;
            }
            add(Rectangle{{x, y - 9}, 10, 10, ink_of(series.tone), true});
            label(x + 15, y, name, Label::Anchor::start, soft);
            x += width;
        }
    }
    void make_room_for_legend() {
        double x = frame_.left;
        legend_ = chart_.series.size() > 1 ? 22 : 0;
        for (const Series& series : chart_.series) {
            const double width = 36 + letter * static_cast<double>(base::display_width(cut(series.name, 60)));
            if (x + width > out_.width && x > frame_.left) {
                x = frame_.left;
                legend_ += 16;
            }
            x += width;
        }
        out_.height += legend_;
    }

    void scale(double top, double step) {
        for (double value = 0; value <= top + step / 100; value += step) {
            const double y = base() - plot_height() * value / top;
            add(Stroke{{{frame_.left, y}, {out_.width - frame_.right, y}}, hair, 1, false});
            label(frame_.left - 6, y + 4, number(value, chart_, language_), Label::Anchor::end, soft);
        }
    }

    std::size_t every_label(double band) const {
        std::size_t longest = 1;
        for (const std::string& category : chart_.categories)
            longest = std::max(longest, base::display_width(category));
        const double wanted = letter * static_cast<double>(std::min<std::size_t>(longest, 16)) + 10;
        return static_cast<std::size_t>(std::max(1.0, std::ceil(wanted / std::max(band, 1.0))));
    }

    void threshold(double top) {
        if (!chart_.threshold) return;
        const double y = base() - plot_height() * std::clamp(*chart_.threshold / top, 0.0, 1.0);
        add(Stroke{{{frame_.left, y}, {out_.width - frame_.right, y}}, goal_colour, 1.4, true});
        label(out_.width - frame_.right, y - 4, cut(chart_.threshold_name, 50), Label::Anchor::end, goal_colour);
    }

    void lines() {
        make_room_for_legend();
        const double step =
            chart_.percent ? 25 : step_for(std::max(most_of(chart_, false), chart_.threshold.value_or(0)));
        const double top =
            chart_.percent ? 100
                           : std::ceil(std::max(most_of(chart_, false), chart_.threshold.value_or(0)) / step) * step;
        frame_.right = 52;
        scale(top, step);
        threshold(top);
        const std::size_t count = chart_.categories.size();
        const double band = plot_width() / static_cast<double>(std::max<std::size_t>(count, 2) - 1);
        const std::size_t every = every_label(band);
        for (std::size_t i = 0; i < count; ++i) {
            if ((count - 1 - i) % every == 0)
                label(frame_.left + band * static_cast<double>(i), base() + 18, cut(chart_.categories[i], 16),
                      Label::Anchor::middle, soft);
        }
        for (const Series& series : chart_.series)
            line(series, band, top);
        if (chart_.series.size() > 1) legend();
    }

    void line(const Series& series, double band, double top) {
        Stroke stroke{{}, ink_of(series.tone), 2, false};
        std::optional<double> last;
        const auto flush = [&] {
            if (stroke.points.size() > 1) add(stroke);
            stroke.points.clear();
        };
        for (std::size_t i = 0; i < series.values.size(); ++i) {
            if (!series.values[i]) {
                flush();  // a gap is shown as a gap
                continue;
            }
            const Point at{frame_.left + band * static_cast<double>(i),
                           base() - plot_height() * std::clamp(*series.values[i] / top, 0.0, 1.0)};
            stroke.points.push_back(at);
            add(Dot{at, 2.5, ink_of(series.tone)});
            last = series.values[i];
        }
        const Point end = stroke.points.empty() ? Point{} : stroke.points.back();
        const bool reaches = !stroke.points.empty();
        flush();
        if (reaches && last)
            label(end.x + 6, end.y + 4, number(*last, chart_, language_), Label::Anchor::start, ink, true);
    }

    void columns() {
        make_room_for_legend();
        const double step = step_for(most_of(chart_, true));
        const double top = std::ceil(most_of(chart_, true) / step) * step;
        scale(top, step);
        const std::size_t count = std::max<std::size_t>(chart_.categories.size(), 1);
        const double band = plot_width() / static_cast<double>(count);
        const double width = std::min(36.0, band * 0.62);
        const std::size_t every = every_label(band);
        for (std::size_t i = 0; i < chart_.categories.size(); ++i) {
            const double middle = frame_.left + band * (static_cast<double>(i) + 0.5);
            double below = 0;
            for (const Series& series : chart_.series) {
                const double value = i < series.values.size() ? series.values[i].value_or(0) : 0;
                if (value <= 0) continue;
                const double height = plot_height() * value / top;
                add(Rectangle{{middle - width / 2, base() - plot_height() * below / top - height},
                              width,
                              height,
                              ink_of(series.tone),
                              true});
                below += value;
            }
            label(middle, base() - plot_height() * below / top - 5, number(below, chart_, language_),
                  Label::Anchor::middle, ink, true);
            if ((chart_.categories.size() - 1 - i) % every == 0)
                label(middle, base() + 18, cut(chart_.categories[i], 16), Label::Anchor::middle, soft);
        }
        if (chart_.series.size() > 1) legend();
    }

    void bars() {
        constexpr double row = 20;
        frame_ = {210, 60, 8, 8};
        out_.height = frame_.top + frame_.bottom + row * static_cast<double>(chart_.categories.size());
        make_room_for_legend();
        const double most = most_of(chart_, true);
        for (std::size_t i = 0; i < chart_.categories.size(); ++i) {
            const double y = frame_.top + row * static_cast<double>(i);
            label(frame_.left - 8, y + 14, cut(chart_.categories[i], 36), Label::Anchor::end);
            double before = 0;
            for (const Series& series : chart_.series) {
                const double value = i < series.values.size() ? series.values[i].value_or(0) : 0;
                if (value <= 0) continue;
                add(Rectangle{{frame_.left + plot_width() * before / most, y + 3},
                              plot_width() * value / most,
                              row - 6,
                              ink_of(series.tone),
                              true});
                before += value;
            }
            const auto first = chart_.series.empty() || i >= chart_.series[0].values.size()
                                   ? std::optional<double>()
                                   : chart_.series[0].values[i];
            label(frame_.left + plot_width() * std::min(before, most) / most + 6, y + 14,
                  first ? number(chart_.percent ? *first : before, chart_, language_) : "?", Label::Anchor::start, ink,
                  true);
        }
        if (chart_.series.size() > 1) legend();
    }

    void grid() {
        const std::size_t count = std::max<std::size_t>(chart_.categories.size(), 1);
        std::size_t longest = 0;
        for (const Series& series : chart_.series)
            longest = std::max(longest, std::min<std::size_t>(base::display_width(series.name), 36));
        frame_ = {16 + letter * static_cast<double>(longest), 8, 32, 6};
        constexpr double row = 19;
        out_.height = frame_.top + frame_.bottom + row * static_cast<double>(chart_.series.size());
        const double band = plot_width() / static_cast<double>(count);
        const auto room = static_cast<std::size_t>(std::max(2.0, band / 4.9));
        double most = 1;
        for (const Series& series : chart_.series) {
            for (const auto& value : series.values)
                most = std::max(most, value.value_or(0));
        }
        for (std::size_t i = 0; i < chart_.categories.size(); ++i)
            heading(chart_.categories[i], frame_.left + band * (static_cast<double>(i) + 0.5), band < 24 ? 8.5 : 10,
                    room);
        for (std::size_t r = 0; r < chart_.series.size(); ++r) {
            const Series& series = chart_.series[r];
            const double y = frame_.top + row * static_cast<double>(r);
            label(frame_.left - 6, y + 13, cut(series.name, 36), Label::Anchor::end);
            for (std::size_t i = 0; i < series.values.size(); ++i)
                cell(series.values[i], {frame_.left + band * static_cast<double>(i), y}, band, row, most);
        }
    }

    // Above its column, in two lines where one is too short.
    void heading(const std::string& text, double middle, double size, std::size_t room) {
        const double below = frame_.top - 6;
        const auto space = text.find(' ', text.size() / 3);
        if (base::display_width(text) <= room || space == std::string::npos)
            return label(middle, below, cut(text, room), Label::Anchor::middle, soft, false, size);
        label(middle, below - size - 1, cut(text.substr(0, space), room), Label::Anchor::middle, soft, false, size);
        label(middle, below, cut(text.substr(space + 1), room), Label::Anchor::middle, soft, false, size);
    }

    // Shaded by the root of the share, so that a single one is still seen beside a hundred.
    void cell(const std::optional<double>& value, Point at, double width, double height, double most) {
        const double strength = value ? std::sqrt(*value / most) : 0;
        const auto mixed = [&](double from, double to) {
            return static_cast<std::uint32_t>(std::llround(from + (to - from) * strength));
        };
        std::uint32_t fill = value ? mixed(0xF4, 0xB5) << 16U | mixed(0xF6, 0x4A) << 8U | mixed(0xF8, 0x1E) : 0xE6E8EB;
        add(Rectangle{{at.x + 0.5, at.y + 0.5}, width - 1, height - 1, fill, false});
        const std::string text = value ? (*value > 0 ? number(*value, chart_, language_) : "") : "?";
        if (!text.empty())
            label(at.x + width / 2, at.y + height - 6, text, Label::Anchor::middle, strength > 0.62 ? 0xFFFFFF : ink,
                  false, width < 24 ? 8.5 : 11);
    }

    void pyramid() {
        constexpr double row = 28;
        frame_ = {150, 150, 6, 6};
        out_.height = frame_.top + frame_.bottom + row * static_cast<double>(chart_.categories.size());
        make_room_for_legend();
        const double most = most_of(chart_, true);
        for (std::size_t i = 0; i < chart_.categories.size(); ++i) {
            const double y = frame_.top + row * static_cast<double>(i);
            const double total = total_at(chart_, i);
            double x = frame_.left + plot_width() / 2 - plot_width() * total / most / 2;
            label(frame_.left - 10, y + 18, cut(chart_.categories[i], 24), Label::Anchor::end);
            for (const Series& series : chart_.series) {
                const double value = i < series.values.size() ? series.values[i].value_or(0) : 0;
                if (value <= 0) continue;
                add(Rectangle{{x, y + 2}, plot_width() * value / most, row - 4, ink_of(series.tone), true});
                x += plot_width() * value / most;
            }
            label(x + 8, y + 18, number(total, chart_, language_), Label::Anchor::start, ink, true);
        }
        if (chart_.series.size() > 1) legend();
    }

    const Chart& chart_;
    base::Language language_;
    Drawing out_;
    Frame frame_;
    double legend_ = 0;
};

}  // namespace

Drawing drawing_of(const Chart& chart, base::Language language) {
    return Chartist(chart, language).draw();
}

}  // namespace attt::reports
