#include "reports/pdf_table.h"

#include <algorithm>

#include "reports/shown_text.h"

namespace attt::reports {
namespace {

constexpr double padding = 3;

// Wide tables are set smaller; the decree sizes the body, not the tables.
double size_for(const Table& table) {
    return table.columns.size() > 8 ? 8.5 : table.columns.size() > 5 ? 10 : 11;
}

class TableSetter {
  public:
    TableSetter(PdfPage& page, const Table& table, base::Language language)
        : page_(page), table_(table), language_(language), size_(size_for(table)) {
        double sum = 0;
        for (const Column& column : table.columns)
            sum += column.width;
        for (const Column& column : table.columns)
            widths_.push_back(page.width() * column.width / sum);
    }

    void set() {
        std::vector<LayoutHandle> heading = heading_cells();
        const double heading_height = height_of_row(heading);
        page_.need(heading_height + 2 * size_ * 2);
        place(heading, heading_height, true);
        for (const Row& row : table_.rows) {
            std::vector<LayoutHandle> cells = cells_of(row);
            const double height = height_of_row(cells);
            const double room = page_.bottom() - page_.top() - heading_height;
            if (height > room) {
                split(row, cells, heading, heading_height);
                continue;
            }
            if (page_.y() + height > page_.bottom()) {
                page_.new_page();
                place(heading, heading_height, true);
            }
            ground(row, height);
            place(cells, height, false);
        }
        page_.skip(8);
    }

  private:
    // Cut until it leaves most of a page to the rows.
    std::vector<LayoutHandle> heading_cells() const {
        const double most = (page_.bottom() - page_.top()) * 0.4;
        for (std::size_t limit = 400; limit > 10; limit /= 3) {
            std::vector<LayoutHandle> cells = heading_cells(limit);
            if (height_of_row(cells) <= most) return cells;
        }
        return heading_cells(4);
    }
    std::vector<LayoutHandle> heading_cells(std::size_t limit) const {
        std::vector<LayoutHandle> out;
        for (std::size_t i = 0; i < table_.columns.size(); ++i)
            out.push_back(page_.layout({{shown_text(table_.columns[i].heading, limit)}}, widths_[i] - 2 * padding,
                                       {.size = size_, .bold = true, .alignment = PANGO_ALIGN_CENTER, .spacing = 1}));
        return out;
    }

    std::vector<LayoutHandle> cells_of(const Row& row) const {
        std::vector<LayoutHandle> out;
        for (std::size_t i = 0; i < table_.columns.size(); ++i) {
            const bool number =
                table_.columns[i].kind == Column::Kind::number || table_.columns[i].kind == Column::Kind::share;
            const std::string words = i < row.size() ? in_words(row[i].value, language_) : "";
            out.push_back(page_.layout(
                lines_of(words), widths_[i] - 2 * padding,
                {.size = size_, .alignment = number ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT, .spacing = 1}));
        }
        return out;
    }

    // New lines of a cell are kept as lines; shown_text would make them visible.
    static Spans lines_of(const std::string& words) {
        Spans out;
        std::size_t from = 0;
        while (from <= words.size()) {
            const auto end = std::min(words.find('\n', from), words.size());
            if (from > 0) out.push_back({"\n", Span::Style::plain});
            out.push_back({words.substr(from, end - from)});
            from = end + 1;
        }
        return out;
    }

    static double height_of_row(const std::vector<LayoutHandle>& cells) {
        double height = 0;
        for (const LayoutHandle& cell : cells)
            height = std::max(height, height_of(cell.get()));
        return height + 2 * padding;
    }

    void ground(const Row& row, double height) const {
        double x = page_.left();
        cairo_t* cairo = page_.cairo();
        cairo_save(cairo);
        for (std::size_t i = 0; i < widths_.size(); ++i) {
            if (i < row.size() && row[i].tone != Tone::none) {
                const std::uint32_t rgb = ground_of(row[i].tone);
                cairo_set_source_rgb(cairo, (rgb >> 16U & 0xFFU) / 255.0, (rgb >> 8U & 0xFFU) / 255.0,
                                     (rgb & 0xFFU) / 255.0);
                cairo_rectangle(cairo, x, page_.y(), widths_[i], height);
                cairo_fill(cairo);
            }
            x += widths_[i];
        }
        cairo_restore(cairo);
    }

    void frame(double height) const {
        cairo_t* cairo = page_.cairo();
        cairo_set_line_width(cairo, 0.5);
        double x = page_.left();
        for (const double width : widths_) {
            cairo_rectangle(cairo, x, page_.y(), width, height);
            x += width;
        }
        cairo_stroke(cairo);
    }

    void place(const std::vector<LayoutHandle>& cells, double height, bool heading) {
        double x = page_.left();
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const double lower = heading ? (height - height_of(cells[i].get())) / 2 : padding;
            page_.show_lines(cells[i].get(), 0, pango_layout_get_line_count(cells[i].get()),
                             {x + padding, page_.y() + lower});
            x += widths_[i];
        }
        frame(height);
        page_.skip(height);
    }

    // A row that no page holds: its lines go on where they must.
    void split(const Row& row, const std::vector<LayoutHandle>& cells, const std::vector<LayoutHandle>& heading,
               double heading_height) {
        std::vector<int> done(cells.size(), 0);
        const double line_height = size_ * 1.2;
        for (bool more = true; more;) {
            const int fitting = static_cast<int>((page_.bottom() - page_.y() - 2 * padding) / line_height);
            if (fitting < 3) {
                page_.new_page();
                place(heading, heading_height, true);
                continue;
            }
            more = false;
            int most = 0;
            for (std::size_t i = 0; i < cells.size(); ++i)
                most = std::max(most, std::min(fitting, pango_layout_get_line_count(cells[i].get()) - done[i]));
            const double height = most * line_height + 2 * padding;
            ground(row, height);
            double x = page_.left();
            for (std::size_t i = 0; i < cells.size(); ++i) {
                const int count = pango_layout_get_line_count(cells[i].get());
                const int to = std::min(count, done[i] + fitting);
                page_.show_lines(cells[i].get(), done[i], to, {x + padding, page_.y() + padding});
                done[i] = to;
                more = more || to < count;
                x += widths_[i];
            }
            frame(height);
            page_.skip(height);
        }
    }

    PdfPage& page_;
    const Table& table_;
    base::Language language_;
    double size_;
    std::vector<double> widths_;
};

}  // namespace

void set_table(PdfPage& page, const Table& table, base::Language language) {
    TableSetter(page, table, language).set();
}

}  // namespace attt::reports
