// The paper under a PDF: pages with their numbers, a cursor that moves down, text set in lines. Private to
// reports/document_pdf.cpp.
#pragma once

#include <string>

#include "reports/cairo_drawing.h"

namespace attt::reports {

// Points. A4 with the margins of Nghị định 30/2020/NĐ-CP, Phụ lục I, mục I.2.
inline constexpr double millimetre = 72.0 / 25.4;

struct TextStyle {
    double size = 13;
    bool bold = false, italic = false, mono = false;
    PangoAlignment alignment = PANGO_ALIGN_LEFT;
    bool justified = false;
    double spacing = 1.15;  // of lines
    double first_line = 0;  // set in by
    std::uint32_t colour = 0;
};

class PdfPage {
  public:
    explicit PdfPage(const Document& document);

    // --- paper ---
    void new_page();
    // What comes next begins on a page of that shape.
    void turn_to(bool landscape, bool restart_numbers);
    double left() const { return 30 * millimetre; }
    double width() const { return page_width_ - 45 * millimetre; }
    double bottom() const { return page_height_ - 20 * millimetre; }
    double top() const { return 22 * millimetre; }
    double y() const { return y_; }
    void move_to(double y) { y_ = y; }
    void skip(double height) { y_ += height; }
    // A new page where less is left.
    void need(double height);
    cairo_t* cairo() const { return cairo_.get(); }
    PangoContext* context() const { return context_.get(); }

    // --- text ---
    LayoutHandle layout(const Spans& spans, double width, const TextStyle& style) const;
    // Flows down from the cursor, over as many pages as it takes.
    void flow(const Spans& spans, double x, double width, const TextStyle& style);
    // Lines [from, to) at a place; returns their height.
    double show_lines(PangoLayout* layout, int from, int to, Point at) const;
    void rule(double x, double y, double width, double thickness = 0.7) const;

    // A bookmark at the cursor.
    void bookmark(int level, const std::string& text);

    base::Result<std::string> finish();

  private:
    void begin_page();

    std::string bytes_;
    double page_width_ = 210 * millimetre, page_height_ = 297 * millimetre;
    SurfaceHandle surface_;
    CairoHandle cairo_;
    ContextHandle context_;
    double y_ = 0;
    int page_ = 0;    // of the file
    int number_ = 0;  // as printed
    int parents_[4] = {0, 0, 0, 0};
};

double height_of(PangoLayout* layout);

}  // namespace attt::reports
