#include "reports/document_pdf.h"

#include <algorithm>

#include "reports/pdf_page.h"
#include "reports/pdf_table.h"

namespace attt::reports {
namespace {

constexpr double body_size = 13, set_in = 10 * millimetre, after_paragraph = 6;

TextStyle centred(double size, bool bold = false, bool italic = false) {
    return {.size = size, .bold = bold, .italic = italic, .alignment = PANGO_ALIGN_CENTER, .spacing = 1.1};
}

class PdfWriter {
  public:
    PdfWriter(const Document& document) : document_(document), page_(document) {}

    base::Result<std::string> write() {
        for (std::size_t i = 0; i < document_.blocks.size(); ++i) {
            next_ = i + 1 < document_.blocks.size() ? &document_.blocks[i + 1] : nullptr;
            std::visit(*this, document_.blocks[i]);
        }
        return page_.finish();
    }

    void operator()(const Letterhead& head) {
        const double left_width = page_.width() * 0.41, right_width = page_.width() * 0.59;
        const double right = page_.left() + left_width;
        const double top = page_.y();
        double y = line(head.parent, page_.left(), left_width, top, centred(12));
        y = line(head.office, page_.left(), left_width, y, centred(12, true));
        page_.rule(page_.left() + left_width * 0.3, y + 3, left_width * 0.4);
        y = line(head.number_line, page_.left(), left_width, y + 8, centred(13));
        y = line(head.about, page_.left(), left_width, y, centred(12));
        y = line(head.classification_line, page_.left(), left_width, y + 2, centred(11));
        double other = line(head.national_title, right, right_width, top, centred(12, true));
        other = line(head.motto, right, right_width, other, centred(13, true));
        const double motto = width_of(head.motto, centred(13, true));
        page_.rule(right + (right_width - motto) / 2, other + 2, motto);
        other = line(head.date_line, right, right_width, other + 8, centred(13, false, true));
        page_.move_to(std::max(y, other) + 14);
    }

    void operator()(const Title& title) {
        page_.need(80);
        page_.skip(4);
        page_.bookmark(1, title.kind.empty() ? title.summary : title.kind + " – " + title.summary);
        full(title.kind, centred(14, true));
        full(title.summary, centred(14, true));
        if (!title.summary.empty()) {
            page_.rule(page_.left() + page_.width() * 0.35, page_.y() + 3, page_.width() * 0.3);
            page_.skip(8);
        }
        full(title.note, centred(13, false, true));
        page_.skip(8);
    }

    void operator()(const Heading& heading) {
        page_.skip(heading.level == 1 ? 8 : 4);
        page_.need(40 + room_for_next());
        page_.bookmark(std::min(heading.level + 1, 4), heading.text);
        page_.flow({{heading.text}}, page_.left(), page_.width(),
                   {.size = body_size, .bold = true, .italic = heading.level > 2});
        page_.skip(4);
    }

    void operator()(const Paragraph& paragraph) {
        switch (paragraph.kind) {
            case Paragraph::Kind::body:
                page_.flow(paragraph.spans, page_.left(), page_.width(),
                           {.size = body_size, .justified = true, .first_line = set_in});
                break;
            case Paragraph::Kind::addressee:
                page_.skip(2);
                page_.flow(paragraph.spans, page_.left(), page_.width(), centred(14));
                page_.skip(4);
                break;
            case Paragraph::Kind::note:
                page_.flow(paragraph.spans, page_.left(), page_.width(),
                           {.size = 11, .italic = true, .justified = true, .spacing = 1.05});
                break;
            case Paragraph::Kind::code:
                page_.flow(paragraph.spans, page_.left() + set_in, page_.width() - set_in,
                           {.size = 10, .mono = true, .spacing = 1.05});
                break;
            case Paragraph::Kind::choice: choice(paragraph.spans); break;
        }
        page_.skip(after_paragraph);
    }

    void operator()(const Listing& listing) {
        int number = 0;
        for (const Listing::Item& item : listing.items) {
            const double indent = set_in * (item.depth + 1);
            if (item.code) {
                page_.flow(item.spans, page_.left() + indent, page_.width() - indent,
                           {.size = 10, .mono = true, .spacing = 1.05});
                page_.skip(2);
                continue;
            }
            if (item.depth == 0) ++number;
            const bool counted = listing.numbered && item.depth == 0;
            page_.need(body_size * 1.4);
            const LayoutHandle mark = page_.layout({{counted           ? std::to_string(number) + "."
                                                     : item.depth == 0 ? "–"
                                                                       : "+"}},
                                                   40, {.size = body_size});
            page_.show_lines(mark.get(), 0, 1, {page_.left() + indent - 16, page_.y()});
            page_.flow(item.spans, page_.left() + indent, page_.width() - indent,
                       {.size = body_size, .justified = true, .spacing = 1.1});
            page_.skip(3);
        }
        page_.skip(3);
    }

    void operator()(const Table& table) {
        if (table.sheet_only) return;
        if (table.rows.empty()) {
            if (!table.when_empty.empty()) (*this)(Paragraph{{{table.when_empty}}, Paragraph::Kind::body});
            return;
        }
        if (!table.caption.empty()) {
            page_.need(room_for_rows);
            page_.flow({{table.caption}}, page_.left(), page_.width(), {.size = 12, .italic = true, .spacing = 1});
            page_.skip(3);
        }
        set_table(page_, table, document_.language);
    }

    void operator()(const Chart& chart) {
        if (chart.categories.empty() || chart.series.empty()) return;
        const Drawing drawing = drawing_of(chart, document_.language);
        const double scale = scale_of(drawing);
        page_.need(drawing.height * scale + 36);
        page_.flow({{chart.title}}, page_.left(), page_.width(), {.size = 12, .bold = true, .spacing = 1});
        page_.skip(2);
        draw(page_.cairo(), page_.context(), drawing, {page_.left(), page_.y()}, scale);
        page_.skip(drawing.height * scale + 8);
    }

    void operator()(const Figures& figures) {
        if (figures.figures.empty()) return;
        const auto count = static_cast<double>(figures.figures.size());
        const double width = page_.width() / count;
        const double height = 62;
        page_.need(height + 10);
        const double top = page_.y();
        for (std::size_t i = 0; i < figures.figures.size(); ++i) {
            const Figures::Figure& each = figures.figures[i];
            const double x = page_.left() + width * static_cast<double>(i);
            cairo_set_line_width(page_.cairo(), 0.5);
            cairo_rectangle(page_.cairo(), x, top, width, height);
            cairo_stroke(page_.cairo());
            double y = line(each.value, x + 3, width - 6, top + 5, centred(16, true));
            y = line(each.label, x + 3, width - 6, y, centred(9.5));
            line(each.note, x + 3, width - 6, y, centred(8.5, false, true));
        }
        page_.move_to(top + height + 10);
    }

    void operator()(const NewPage& next) { page_.turn_to(next.landscape, next.restart || next.appendix); }

    void operator()(const Signature& signature) {
        const double half = page_.width() / 2;
        page_.need(std::max(112.0, 30 + 13.0 * static_cast<double>(signature.recipients.size())));
        page_.skip(10);
        const double top = page_.y();
        double y =
            line(signature.recipients_title, page_.left(), half, top, {.size = 12, .bold = true, .italic = true});
        for (const std::string& each : signature.recipients)
            y = line("- " + each, page_.left(), half - 10, y, {.size = 11, .spacing = 1});
        double other = line(signature.authority, page_.left() + half, half, top, centred(13, true));
        other = line(signature.post, page_.left() + half, half, other, centred(13, true));
        other = line(signature.note, page_.left() + half, half, other + 2, centred(11, false, true));
        other = line(signature.name, page_.left() + half, half, other + 52, centred(13, true));
        page_.move_to(std::max(y, other) + 6);
    }

  private:
    static constexpr double room_for_rows = 90;  // a caption, headings of a few lines and the first rows

    double scale_of(const Drawing& drawing) const {
        const double room = page_.bottom() - page_.top() - 90;
        return std::min(page_.width() / drawing.width, room / drawing.height);
    }
    // What the next block needs where it begins, so that a heading does not stand alone at the foot of a page.
    double room_for_next() const {
        constexpr double lines = 30;
        if (next_ == nullptr) return lines;
        if (const auto* table = std::get_if<Table>(next_); table != nullptr && !table->rows.empty())
            return room_for_rows;
        if (std::holds_alternative<Figures>(*next_)) return 72;
        const auto* chart = std::get_if<Chart>(next_);
        if (chart == nullptr || chart->categories.empty() || chart->series.empty()) return lines;
        const Drawing drawing = drawing_of(*chart, document_.language);
        return drawing.height * scale_of(drawing) + 36;
    }
    // One text within a column, from `y` down; the place below it.
    double line(const std::string& text, double x, double width, double y, const TextStyle& style) {
        if (text.empty()) return y;
        const LayoutHandle layout = page_.layout({{text}}, width, style);
        return y + page_.show_lines(layout.get(), 0, pango_layout_get_line_count(layout.get()), {x, y});
    }
    double width_of(const std::string& text, const TextStyle& style) const {
        const LayoutHandle layout = page_.layout({{text}}, page_.width(), style);
        PangoRectangle box;
        pango_layout_get_extents(layout.get(), nullptr, &box);
        return pango_units_to_double(box.width);
    }
    void full(const std::string& text, const TextStyle& style) {
        if (!text.empty()) page_.flow({{text}}, page_.left(), page_.width(), style);
    }
    void choice(const Spans& spans) {
        page_.need(20);
        cairo_set_line_width(page_.cairo(), 0.9);
        cairo_rectangle(page_.cairo(), page_.left() + 4, page_.y() + 3.5, 10, 10);
        cairo_stroke(page_.cairo());
        page_.flow(spans, page_.left() + 24, page_.width() - 24, {.size = body_size, .spacing = 1.1});
    }

    const Document& document_;
    PdfPage page_;
    const Block* next_ = nullptr;
};

}  // namespace

base::Result<std::string> render_pdf(const Document& document) {
    const auto held = hold_fonts();
    if (auto there = check_fonts(); !there) return tl::unexpected(there.error());
    return PdfWriter(document).write();
}

}  // namespace attt::reports
