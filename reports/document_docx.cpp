#include "reports/document_docx.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "base/xml_stream.h"
#include "reports/cairo_drawing.h"
#include "reports/docx_parts.h"
#include "reports/shown_text.h"

namespace attt::reports {
namespace {

using base::XmlStream;

constexpr double picture_scale = 2;  // pixels a unit: sharp in print
constexpr int emu_per_twip = 635;

class DocxWriter {
  public:
    explicit DocxWriter(const Document& document) : document_(document) {}

    base::Result<std::string> write() {
        xml_.begin("w:document")
            .attribute("xmlns:w", w_namespace)
            .attribute("xmlns:r", r_namespace)
            .attribute("xmlns:wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing")
            .attribute("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main")
            .attribute("xmlns:pic", "http://schemas.openxmlformats.org/drawingml/2006/picture")
            .attribute("xmlns:w14", "http://schemas.microsoft.com/office/word/2010/wordml")
            .attribute("xmlns:mc", "http://schemas.openxmlformats.org/markup-compatibility/2006")
            .attribute("mc:Ignorable", "w14");
        xml_.begin("w:body");
        for (const Block& block : document_.blocks)
            std::visit(*this, block);
        section();
        xml_.end().end();
        if (problem_) return base::fail(*problem_);
        return base::write_archive(docx_parts(document_, xml_.bytes(), std::move(pictures_)));
    }

    void operator()(const Letterhead& head) {
        begin_layout({0.4, 0.6});
        begin_cell(0.4);
        head_line(head.parent, 24, false);
        head_line(head.office, 24, true);
        rule(0.3 * 0.4, 0.3 * 0.4);
        head_line(head.number_line, 26, false);
        head_line(head.about, 24, false);
        head_line(head.classification_line, 22, false);
        xml_.end();
        begin_cell(0.6);
        head_line(head.national_title, 24, true);
        head_line(head.motto, 26, true);
        rule(0.15 * 0.6, 0.15 * 0.6);
        head_line(head.date_line, 26, false, true);
        xml_.end();
        end_layout();
    }

    void operator()(const Title& title) {
        if (!title.kind.empty()) paragraph("Kind", {{title.kind}});
        if (!title.summary.empty()) {
            paragraph("Summary", {{title.summary}});
            rule(0.35, 0.35);
        }
        if (!title.note.empty()) paragraph("Remark", {{title.note}});
    }

    void operator()(const Heading& heading) {
        paragraph(("Heading" + std::to_string(std::clamp(heading.level, 1, 3))).c_str(), {{heading.text}});
    }

    void operator()(const Paragraph& each) {
        switch (each.kind) {
            case Paragraph::Kind::body: return paragraph("Body", each.spans);
            case Paragraph::Kind::addressee: return paragraph("Addressee", each.spans);
            case Paragraph::Kind::note: return paragraph("Note", each.spans);
            case Paragraph::Kind::code: return paragraph("Code", each.spans, 567);
            case Paragraph::Kind::choice: return choice(each.spans);
        }
    }

    void operator()(const Listing& listing) {
        int number = 0;
        for (const Listing::Item& item : listing.items) {
            const int indent = 567 * (item.depth + 1);
            if (item.code) {
                paragraph("Code", item.spans, indent);
                continue;
            }
            if (item.depth == 0) ++number;
            const std::string mark = item.depth > 0 ? "+" : listing.numbered ? std::to_string(number) + "." : "–";
            Spans spans = {{mark + " "}};
            spans.insert(spans.end(), item.spans.begin(), item.spans.end());
            begin_paragraph("Item");
            xml_.begin("w:ind").attribute("w:left", indent).attribute("w:hanging", 340).end().end();
            runs(spans);
            xml_.end();
        }
    }

    void operator()(const Table& table) {
        if (table.sheet_only) return;
        if (table.rows.empty()) {
            if (!table.when_empty.empty()) paragraph("Body", {{table.when_empty}});
            return;
        }
        if (!table.caption.empty()) keep_with_next("Caption", {{table.caption}});
        double sum = 0;
        for (const Column& column : table.columns)
            sum += column.width;
        std::vector<double> shares;
        for (const Column& column : table.columns)
            shares.push_back(column.width / sum);
        begin_table(shares, true);
        const int size = table.columns.size() > 8 ? 17 : table.columns.size() > 5 ? 20 : 22;
        xml_.begin("w:tr").begin("w:trPr").empty("w:cantSplit").empty("w:tblHeader").end();
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            cell(shares[i], table.columns[i].heading, size, Tone::none, true, "center");
        xml_.end();
        for (const Row& row : table.rows) {
            xml_.begin("w:tr").begin("w:trPr").empty("w:cantSplit").end();
            for (std::size_t i = 0; i < table.columns.size(); ++i) {
                const auto kind = table.columns[i].kind;
                const bool number = kind == Column::Kind::number || kind == Column::Kind::share;
                const std::string words = i < row.size() ? in_words(row[i].value, document_.language) : "";
                cell(shares[i], words, size, i < row.size() ? row[i].tone : Tone::none, false,
                     number ? "right" : "left");
            }
            xml_.end();
        }
        xml_.end();
        paragraph("Cell", {});  // two tables in a row would become one
    }

    void operator()(const Chart& chart) {
        if (chart.categories.empty() || chart.series.empty()) return;
        const Drawing drawing = drawing_of(chart, document_.language);
        auto picture = png_of(drawing, std::min<double>(picture_scale, 30'000 / drawing.height));
        if (!picture) {
            problem_ = picture.error();
            return;
        }
        pictures_.push_back(std::move(*picture));
        keep_with_next("Caption", {{chart.title, Span::Style::bold}});
        begin_paragraph("Figure");
        xml_.end();
        place_picture(chart, drawing);
        xml_.end();
    }

    void operator()(const Figures& figures) {
        if (figures.figures.empty()) return;
        const std::vector<double> shares(figures.figures.size(), 1.0 / static_cast<double>(figures.figures.size()));
        begin_table(shares, true);
        xml_.begin("w:tr").begin("w:trPr").empty("w:cantSplit").end();
        for (const Figures::Figure& figure : figures.figures) {
            begin_cell(shares[0]);
            sized("Figure", figure.value, 32, true, false);
            sized("Figure", figure.label, 19, false, false);
            if (!figure.note.empty()) sized("Figure", figure.note, 17, false, true);
            xml_.end();
        }
        xml_.end().end();
        paragraph("Cell", {});
    }

    void operator()(const NewPage& next) {
        if (next.landscape == landscape_ && !next.restart && !next.appendix) {
            xml_.begin("w:p").begin("w:r").empty("w:br", "w:type", "page").end().end();
            return;
        }
        xml_.begin("w:p").begin("w:pPr");
        section();
        xml_.end().end();
        landscape_ = next.landscape;
        restart_ = next.restart || next.appendix;
        first_section_ = false;
    }

    void operator()(const Signature& signature) {
        begin_layout({0.5, 0.5});
        begin_cell(0.5);
        sized("Cell", signature.recipients_title, 24, true, true);
        for (const std::string& each : signature.recipients)
            sized("Cell", "- " + each, 22, false, false);
        xml_.end();
        begin_cell(0.5);
        head_line(signature.authority, 26, true);
        head_line(signature.post, 26, true);
        head_line(signature.note, 22, false, true);
        for (int i = 0; i < 4; ++i)
            paragraph("Head", {});
        head_line(signature.name, 26, true);
        xml_.end();
        end_layout();
    }

  private:
    int text_width() const { return (landscape_ ? twips::long_side : twips::short_side) - twips::left - twips::right; }

    // --- paragraphs ---
    // Leaves the properties open: the caller adds to them and ends them.
    void begin_paragraph(const char* style) { xml_.begin("w:p").begin("w:pPr").empty("w:pStyle", "w:val", style); }
    void paragraph(const char* style, const Spans& spans, int indent = 0) {
        begin_paragraph(style);
        if (indent > 0) xml_.empty("w:ind", "w:left", indent);
        xml_.end();
        runs(spans);
        xml_.end();
    }
    void keep_with_next(const char* style, const Spans& spans) {
        begin_paragraph(style);
        xml_.empty("w:keepNext").end();
        runs(spans);
        xml_.end();
    }
    void text(const std::string& words) { xml_.begin("w:t").attribute("xml:space", "preserve").text(words).end(); }
    void runs(const Spans& spans) {
        for (const Span& span : spans) {
            xml_.begin("w:r");
            if (span.style != Span::Style::plain) {
                xml_.begin("w:rPr");
                if (span.style == Span::Style::bold) xml_.empty("w:b");
                if (span.style == Span::Style::italic) xml_.empty("w:i");
                if (span.style == Span::Style::code)
                    xml_.begin("w:rFonts")
                        .attribute("w:ascii", "Courier New")
                        .attribute("w:hAnsi", "Courier New")
                        .end();
                xml_.end();
            }
            text(shown_text(span.text));
            xml_.end();
        }
    }
    void sized(const char* style, const std::string& words, int size, bool bold, bool italic,
               const char* alignment = nullptr) {
        begin_paragraph(style);
        if (alignment != nullptr) xml_.empty("w:jc", "w:val", alignment);
        xml_.end();
        bool first = true;
        for (const std::string& line : base::split(words, '\n')) {
            xml_.begin("w:r").begin("w:rPr");
            if (bold) xml_.empty("w:b");
            if (italic) xml_.empty("w:i");
            xml_.empty("w:sz", "w:val", size).empty("w:szCs", "w:val", size).end();
            if (!first) xml_.empty("w:br");
            text(shown_text(line));
            xml_.end();
            first = false;
        }
        xml_.end();
    }
    void head_line(const std::string& words, int size, bool bold, bool italic = false) {
        if (!words.empty()) sized("Head", words, size, bold, italic);
    }
    // A line under text: the lower border of a paragraph set in from both sides, in shares of the text's width.
    void rule(double from_left, double from_right) {
        begin_paragraph("Head");
        xml_.begin("w:pBdr")
            .begin("w:top")
            .attribute("w:val", "single")
            .attribute("w:sz", 6)
            .attribute("w:space", 1)
            .attribute("w:color", "000000")
            .end()
            .end();
        xml_.begin("w:spacing")
            .attribute("w:before", 40)
            .attribute("w:line", 120)
            .attribute("w:lineRule", "exact")
            .end();
        xml_.begin("w:ind")
            .attribute("w:left", std::llround(from_left * text_width()))
            .attribute("w:right", std::llround(from_right * text_width()))
            .end();
        xml_.end().end();
    }
    void choice(const Spans& spans) {
        begin_paragraph("Choice");
        xml_.begin("w:ind").attribute("w:left", 454).attribute("w:hanging", 454).end().end();
        xml_.begin("w:sdt").begin("w:sdtPr").begin("w14:checkbox").empty("w14:checked", "w14:val", "0");
        for (const auto& [name, sign] :
             {std::pair("w14:checkedState", "2612"), std::pair("w14:uncheckedState", "2610")})
            xml_.begin(name).attribute("w14:val", sign).attribute("w14:font", "MS Gothic").end();
        xml_.end().end().begin("w:sdtContent").begin("w:r").begin("w:rPr");
        xml_.begin("w:rFonts")
            .attribute("w:ascii", "MS Gothic")
            .attribute("w:eastAsia", "MS Gothic")
            .attribute("w:hAnsi", "MS Gothic")
            .end();
        xml_.end().leaf("w:t", "☐").end().end().end();
        Spans indented = {{"  "}};
        indented.insert(indented.end(), spans.begin(), spans.end());
        runs(indented);
        xml_.end();
    }

    // --- tables ---
    void begin_table(const std::vector<double>& shares, bool ruled) {
        xml_.begin("w:tbl").begin("w:tblPr");
        xml_.begin("w:tblW").attribute("w:w", text_width()).attribute("w:type", "dxa").end();
        if (ruled) {
            xml_.begin("w:tblBorders");
            for (const char* side : {"w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"})
                xml_.begin(side)
                    .attribute("w:val", "single")
                    .attribute("w:sz", 4)
                    .attribute("w:space", 0)
                    .attribute("w:color", "000000")
                    .end();
            xml_.end();
        }
        xml_.empty("w:tblLayout", "w:type", "fixed").end().begin("w:tblGrid");
        for (const double share : shares)
            xml_.empty("w:gridCol", "w:w", std::llround(share * text_width()));
        xml_.end();
    }
    void begin_layout(const std::vector<double>& shares) {
        begin_table(shares, false);
        xml_.begin("w:tr").begin("w:trPr").empty("w:cantSplit").end();
    }
    void end_layout() {
        xml_.end().end();
        paragraph("Cell", {});
    }
    // Leaves the cell open.
    void begin_cell(double share, Tone tone = Tone::none) {
        xml_.begin("w:tc").begin("w:tcPr");
        xml_.begin("w:tcW").attribute("w:w", std::llround(share * text_width())).attribute("w:type", "dxa").end();
        if (tone != Tone::none)
            xml_.begin("w:shd")
                .attribute("w:val", "clear")
                .attribute("w:color", "auto")
                .attribute("w:fill", fmt::format("{:06X}", ground_of(tone)))
                .end();
        xml_.end();
    }
    void cell(double share, const std::string& words, int size, Tone tone, bool heading, const char* alignment) {
        begin_cell(share, tone);
        sized("Cell", words, size, heading, false, alignment);
        xml_.end();
    }

    // --- pictures ---
    void place_picture(const Chart& chart, const Drawing& drawing) {
        const auto number = static_cast<std::int64_t>(pictures_.size());
        // within the page, however many rows a chart has
        const double room = 0.9 * ((landscape_ ? twips::short_side : twips::long_side) - twips::top - twips::bottom);
        const double scale = std::min(text_width() / drawing.width, room / drawing.height) * emu_per_twip;
        const std::int64_t width = std::llround(drawing.width * scale);
        const std::int64_t height = std::llround(drawing.height * scale);
        const std::string description = shown_text(chart.description.empty() ? chart.title : chart.description, 1000);
        const auto extent = [&](const char* name) {
            xml_.begin(name).attribute("cx", width).attribute("cy", height).end();
        };
        xml_.begin("w:r").begin("w:drawing").begin("wp:inline");
        extent("wp:extent");
        xml_.begin("wp:docPr")
            .attribute("id", number)
            .attribute("name", "chart" + std::to_string(number))
            .attribute("descr", description)
            .end();
        xml_.begin("a:graphic")
            .begin("a:graphicData")
            .attribute("uri", "http://schemas.openxmlformats.org/drawingml/2006/picture");
        xml_.begin("pic:pic").begin("pic:nvPicPr");
        xml_.begin("pic:cNvPr").attribute("id", number).attribute("name", "chart" + std::to_string(number)).end();
        xml_.empty("pic:cNvPicPr").end();
        xml_.begin("pic:blipFill").empty("a:blip", "r:embed", "rId" + std::to_string(10 + number));
        xml_.begin("a:stretch").empty("a:fillRect").end().end();
        xml_.begin("pic:spPr").begin("a:xfrm").begin("a:off").attribute("x", 0).attribute("y", 0).end();
        extent("a:ext");
        xml_.end().begin("a:prstGeom").attribute("prst", "rect").empty("a:avLst").end().end();
        xml_.end().end().end().end().end().end();  // pic, graphicData, graphic, inline, drawing, r
    }

    // --- sections ---
    void section() {
        xml_.begin("w:sectPr");
        for (const auto& [type, id] : {std::pair("default", "rId3"), std::pair("first", "rId4")})
            xml_.begin("w:headerReference").attribute("w:type", type).attribute("r:id", id).end();
        xml_.empty("w:type", "w:val", "nextPage");
        xml_.begin("w:pgSz")
            .attribute("w:w", landscape_ ? twips::long_side : twips::short_side)
            .attribute("w:h", landscape_ ? twips::short_side : twips::long_side);
        if (landscape_) xml_.attribute("w:orient", "landscape");
        xml_.end();
        xml_.begin("w:pgMar")
            .attribute("w:top", twips::top)
            .attribute("w:right", twips::right)
            .attribute("w:bottom", twips::bottom)
            .attribute("w:left", twips::left)
            .attribute("w:header", 510)
            .attribute("w:footer", 510)
            .attribute("w:gutter", 0)
            .end();
        if (restart_) xml_.empty("w:pgNumType", "w:start", 1);
        if (first_section_ || restart_) xml_.empty("w:titlePg");
        xml_.end();
    }

    const Document& document_;
    XmlStream xml_;
    std::vector<std::string> pictures_;
    std::optional<base::Error> problem_;
    bool landscape_ = false;
    bool restart_ = false;
    bool first_section_ = true;
};

}  // namespace

base::Result<std::string> render_docx(const Document& document) {
    {
        const auto held = hold_fonts();
        if (auto there = check_fonts(); !there) return tl::unexpected(there.error());
    }
    return DocxWriter(document).write();
}

}  // namespace attt::reports
