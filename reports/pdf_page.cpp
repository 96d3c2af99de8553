#include "reports/pdf_page.h"

#include <cairo-pdf.h>
#include <fmt/format.h>

#include "reports/shown_text.h"

namespace attt::reports {
namespace {

cairo_status_t append(void* out, const unsigned char* data, unsigned length) {
    static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
}

void add_attribute(PangoAttrList* list, PangoAttribute* attribute, std::size_t from, std::size_t to) {
    attribute->start_index = static_cast<guint>(from);
    attribute->end_index = static_cast<guint>(to);
    pango_attr_list_insert(list, attribute);
}

PangoFontDescription* description_of(const TextStyle& style) {
    PangoFontDescription* font = pango_font_description_new();
    pango_font_description_set_family_static(font, style.mono ? mono_family : serif_family);
    pango_font_description_set_absolute_size(font, style.size * PANGO_SCALE);
    if (style.bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    if (style.italic) pango_font_description_set_style(font, PANGO_STYLE_ITALIC);
    return font;
}

void set_metadata(cairo_surface_t* surface, const Document& document) {
    const std::string made = base::to_rfc3339(std::chrono::floor<std::chrono::seconds>(document.made));
    const std::string title = shown_text(document.title), author = shown_text(document.author);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title.c_str());
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, author.c_str());
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "attt");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, made.c_str());
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, made.c_str());
}

// cairo 1.16 writes dates without the "D:" that ISO 32000 wants. Mended in place, as long as before (without seconds),
// so that no offset moves.
void mend_dates(std::string& pdf) {
    for (const std::string_view key : {"/CreationDate (", "/ModDate ("}) {
        const auto at = pdf.rfind(key);
        constexpr std::size_t minutes = 12;  // YYYYMMDDhhmm
        if (at == std::string::npos || pdf.compare(at + key.size(), 2, "D:") == 0) continue;
        const auto from = at + key.size();
        const auto end = pdf.find(')', from);
        if (end == std::string::npos || end - from < minutes + 2) continue;
        std::string date = "D:" + pdf.substr(from, minutes) + ")";
        date.resize(end + 1 - from, ' ');
        pdf.replace(from, date.size(), date);
    }
}

}  // namespace

double height_of(PangoLayout* layout) {
    PangoRectangle box;
    pango_layout_get_extents(layout, nullptr, &box);
    return pango_units_to_double(box.height);
}

PdfPage::PdfPage(const Document& document) {
    surface_.reset(cairo_pdf_surface_create_for_stream(append, &bytes_, page_width_, page_height_));
    cairo_pdf_surface_restrict_to_version(surface_.get(), CAIRO_PDF_VERSION_1_5);
    set_metadata(surface_.get(), document);
    cairo_.reset(cairo_create(surface_.get()));
    context_ = text_context();
    begin_page();
}

void PdfPage::begin_page() {
    ++page_;
    ++number_;
    y_ = top();
    if (number_ == 1) return;
    const LayoutHandle number = layout({{std::to_string(number_)}}, width(), {.alignment = PANGO_ALIGN_CENTER});
    show_lines(number.get(), 0, 1, {left(), 9 * millimetre});
}

void PdfPage::new_page() {
    cairo_show_page(cairo_.get());
    begin_page();
}

void PdfPage::turn_to(bool landscape, bool restart_numbers) {
    cairo_show_page(cairo_.get());
    page_width_ = (landscape ? 297 : 210) * millimetre;
    page_height_ = (landscape ? 210 : 297) * millimetre;
    cairo_pdf_surface_set_size(surface_.get(), page_width_, page_height_);
    if (restart_numbers) number_ = 0;
    begin_page();
}

void PdfPage::need(double height) {
    if (y_ + height > bottom() && y_ > top() + 1) new_page();
}

LayoutHandle PdfPage::layout(const Spans& spans, double width, const TextStyle& style) const {
    LayoutHandle out(pango_layout_new(context_.get()));
    PangoFontDescription* font = description_of(style);
    pango_layout_set_font_description(out.get(), font);
    pango_font_description_free(font);
    PangoAttrList* attributes = pango_attr_list_new();
    std::string text;
    for (const Span& span : spans) {
        const std::size_t from = text.size();
        text += span.text == "\n" ? span.text : shown_text(span.text);
        if (span.style == Span::Style::bold)
            add_attribute(attributes, pango_attr_weight_new(PANGO_WEIGHT_BOLD), from, text.size());
        if (span.style == Span::Style::italic)
            add_attribute(attributes, pango_attr_style_new(PANGO_STYLE_ITALIC), from, text.size());
        if (span.style == Span::Style::code) {
            add_attribute(attributes, pango_attr_family_new(mono_family), from, text.size());
            add_attribute(attributes, pango_attr_scale_new(0.86), from, text.size());
        }
    }
    pango_layout_set_text(out.get(), text.data(), static_cast<int>(text.size()));
    pango_layout_set_attributes(out.get(), attributes);
    pango_attr_list_unref(attributes);
    pango_layout_set_width(out.get(), pango_units_from_double(width));
    pango_layout_set_wrap(out.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(out.get(), style.alignment);
    pango_layout_set_justify(out.get(), style.justified ? TRUE : FALSE);
    pango_layout_set_indent(out.get(), pango_units_from_double(style.first_line));
    pango_layout_set_line_spacing(out.get(), static_cast<float>(style.spacing));
    return out;
}

double PdfPage::show_lines(PangoLayout* layout, int from, int to, Point at) const {
    PangoLayoutIter* iter = pango_layout_get_iter(layout);
    double y = at.y, height = 0;
    int line = 0;
    do {
        if (line >= to) break;
        if (line++ < from) continue;
        int first = 0, last = 0;
        PangoRectangle box;
        pango_layout_iter_get_line_yrange(iter, &first, &last);
        pango_layout_iter_get_line_extents(iter, nullptr, &box);
        const double base = pango_units_to_double(pango_layout_iter_get_baseline(iter) - first);
        cairo_move_to(cairo_.get(), at.x + pango_units_to_double(box.x), y + base);
        pango_cairo_show_layout_line(cairo_.get(), pango_layout_iter_get_line_readonly(iter));
        y += pango_units_to_double(last - first);
        height += pango_units_to_double(last - first);
    } while (pango_layout_iter_next_line(iter) != FALSE);
    pango_layout_iter_free(iter);
    return height;
}

void PdfPage::flow(const Spans& spans, double x, double width, const TextStyle& style) {
    const LayoutHandle text = layout(spans, width, style);
    const int count = pango_layout_get_line_count(text.get());
    const double line_height = height_of(text.get()) / std::max(count, 1);
    int from = 0;
    while (from < count) {
        const int fitting = static_cast<int>((bottom() - y_ + 0.01) / line_height);
        int to = std::min(count, from + fitting);
        if (count - to == 1 && to - from > 2) --to;                   // no last line alone on the next page
        const bool alone = to < count && to - from < 2 && from == 0;  // nor a first one on this
        if (to <= from || alone) {
            if (y_ <= top() + 1)
                to = std::max(to, from + 1);
            else {
                new_page();
                continue;
            }
        }
        y_ += show_lines(text.get(), from, to, {x, y_});
        from = to;
        if (from < count) new_page();
    }
}

void PdfPage::rule(double x, double y, double width, double thickness) const {
    cairo_set_source_rgb(cairo_.get(), 0, 0, 0);
    cairo_set_line_width(cairo_.get(), thickness);
    cairo_move_to(cairo_.get(), x, y);
    cairo_line_to(cairo_.get(), x + width, y);
    cairo_stroke(cairo_.get());
}

void PdfPage::bookmark(int level, const std::string& text) {
    const std::string place = fmt::format("page={} pos=[0 {:.1f}]", page_, y_ - 12);
    const int id = cairo_pdf_surface_add_outline(surface_.get(), parents_[level - 1], shown_text(text, 300).c_str(),
                                                 place.c_str(), CAIRO_PDF_OUTLINE_FLAG_OPEN);
    for (int i = level; i < 4; ++i)
        parents_[i] = id;
}

base::Result<std::string> PdfPage::finish() {
    cairo_show_page(cairo_.get());
    cairo_.reset();
    cairo_surface_finish(surface_.get());
    const cairo_status_t status = cairo_surface_status(surface_.get());
    if (status != CAIRO_STATUS_SUCCESS)
        return base::fail(base::ErrorCode::io, "report.no_pdf", {{"reason", cairo_status_to_string(status)}});
    surface_.reset();
    mend_dates(bytes_);
    return std::move(bytes_);
}

}  // namespace attt::reports
