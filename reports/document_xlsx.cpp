#include "reports/document_xlsx.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "base/workbook.h"
#include "reports/shown_text.h"

namespace attt::reports {
namespace {

constexpr std::size_t longest_cell = 32'000;  // bytes: below what a cell holds
constexpr std::size_t longest_name = 31;      // characters of a sheet's name

// Each line for itself: new lines in a cell are lines.
std::string cell_text(const std::string& text) {
    std::string out;
    for (const std::string& line : base::split(text, '\n'))
        out += (out.empty() ? "" : "\n") + shown_text(line);
    if (out.size() <= longest_cell) return out;
    out.resize(longest_cell);
    return base::nfc(out) + "…";
}

// Cut at one decimal as everywhere: 79.96 % must not show as 80.0 %.
base::WorkbookValue percent(const Share& share) {
    if (share.denominator <= 0) return std::monostate();
    return static_cast<double>(share.numerator * 1000 / share.denominator) / 1000.0;
}

base::WorkbookValue value_of(const CellValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) {
        if (text->empty()) return std::monostate();
        return cell_text(*text);
    }
    if (const auto* count = std::get_if<std::int64_t>(&value)) return *count;
    if (const auto* share = std::get_if<Share>(&value)) return percent(*share);
    if (const auto* date = std::get_if<base::Date>(&value)) return *date;
    return std::monostate();
}

base::WorkbookColumnKind kind_of(Column::Kind kind) {
    switch (kind) {
        case Column::Kind::text: return base::WorkbookColumnKind::text;
        case Column::Kind::number: return base::WorkbookColumnKind::number;
        case Column::Kind::share: return base::WorkbookColumnKind::percent;
        case Column::Kind::date: return base::WorkbookColumnKind::date;
    }
    return base::WorkbookColumnKind::text;
}

// A name that a workbook takes, and that none before it has.
class SheetNames {
  public:
    std::string fit(const std::string& wanted) {
        std::string name;
        for (const char c : shown_text(wanted, 200))
            name += std::string_view("[]:*?/\\'").find(c) == std::string_view::npos ? c : ' ';
        for (int number = 1;; ++number) {
            const std::string ending = number == 1 ? "" : " " + std::to_string(number);
            std::string out = cut(name, longest_name - ending.size()) + ending;
            if (out.empty()) out = "_";
            if (taken_.insert(base::fold(out)).second) return out;
        }
    }

  private:
    static std::string cut(const std::string& text, std::size_t characters) {
        std::size_t count = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
            if (begins && ++count > characters) return std::string(base::trim(text.substr(0, i)));
        }
        return std::string(base::trim(text));
    }
    std::set<std::string> taken_ = {"lists"};  // the workbook's own
};

// Words that carry a tone get its ground, wherever they stand in the column.
std::vector<base::WorkbookColour> colours_of(const Table& table, std::size_t column) {
    constexpr std::size_t most = 16;
    std::vector<base::WorkbookColour> out;
    for (const Row& row : table.rows) {
        if (column >= row.size() || row[column].tone == Tone::none || out.size() >= most) continue;
        const auto* text = std::get_if<std::string>(&row[column].value);
        if (text == nullptr || text->empty() || text->find('"') != std::string::npos || text->size() > 60) continue;
        const std::string shown = shown_text(*text);
        const bool known = std::any_of(out.begin(), out.end(), [&](const auto& c) { return c.text == shown; });
        if (!known) out.push_back({shown, ground_of(row[column].tone)});
    }
    return out;
}

base::WorkbookSheet sheet_of(const Table& table, const std::string& name) {
    base::WorkbookSheet out;
    out.name = name;
    if (!table.caption.empty()) out.titles = {shown_text(table.caption)};
    if (table.rows.empty() && !table.when_empty.empty()) out.titles.push_back(shown_text(table.when_empty));
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const Column& column = table.columns[i];
        base::WorkbookColumn written{shown_text(column.heading), kind_of(column.kind),
                                     std::clamp(column.width * 12, 12.0, 60.0)};
        written.colours = colours_of(table, i);
        out.columns.push_back(std::move(written));
    }
    for (const Row& row : table.rows) {
        base::WorkbookRow cells;
        for (const Cell& cell : row)
            cells.push_back(value_of(cell.value));
        out.rows.push_back(std::move(cells));
    }
    return out;
}

base::WorkbookSheet sheet_of(const Chart& chart, const std::string& name) {
    base::WorkbookSheet out = sheet_of(table_of(chart), name);
    if (chart.kind == Chart::Kind::grid) {  // shaded cells are the drawing
        for (std::size_t i = 1; i < out.columns.size(); ++i)
            out.columns[i].shaded = true;
        return out;
    }
    base::WorkbookChart drawn;
    drawn.title = shown_text(chart.title, 200);
    drawn.kind = chart.kind == Chart::Kind::lines     ? base::WorkbookChart::Kind::lines
                 : chart.kind == Chart::Kind::columns ? base::WorkbookChart::Kind::columns
                                                      : base::WorkbookChart::Kind::bars;
    for (std::size_t i = 0; i < chart.series.size(); ++i) {
        drawn.series.push_back(i + 1);
        drawn.colours.push_back(ink_of(chart.series[i].tone));
    }
    if (chart.threshold && drawn.kind == base::WorkbookChart::Kind::lines) {
        out.columns.push_back({shown_text(chart.threshold_name), out.columns.back().kind, 18});
        for (base::WorkbookRow& row : out.rows)
            row.push_back(chart.percent ? base::WorkbookValue(*chart.threshold / 100)
                                        : base::WorkbookValue(*chart.threshold));
        drawn.series.push_back(out.columns.size() - 1);
        drawn.colours.push_back(ink_of(Tone::bad));
    }
    out.charts = {drawn};
    return out;
}

base::WorkbookSheet cover_of(const Document& document, const Texts& texts, const std::string& name) {
    base::WorkbookSheet out;
    out.name = name;
    out.titles = {shown_text(document.author), shown_text(document.title)};
    base::WorkbookColumn value{texts.text("doc.cover_value"), base::WorkbookColumnKind::text, 70};
    out.columns = {{texts.text("doc.cover_what"), base::WorkbookColumnKind::text, 34}, std::move(value)};
    for (const auto& [what, said] : document.parameters)
        out.rows.push_back({cell_text(what), cell_text(said)});
    return out;
}

}  // namespace

base::Result<std::string> render_xlsx(const Document& document, const Texts& texts) {
    base::Workbook book;
    book.title = shown_text(document.title);
    book.created = document.made;
    SheetNames names;
    book.sheets.push_back(cover_of(document, texts, names.fit(texts.text("doc.cover"))));
    for (const Block& block : document.blocks) {
        if (const auto* table = std::get_if<Table>(&block)) {
            if (!table->sheet.empty()) book.sheets.push_back(sheet_of(*table, names.fit(table->sheet)));
        } else if (const auto* chart = std::get_if<Chart>(&block)) {
            const bool any = !chart->categories.empty() && !chart->series.empty();
            if (!chart->sheet.empty() && any) book.sheets.push_back(sheet_of(*chart, names.fit(chart->sheet)));
        }
    }
    return base::write_workbook(book);
}

}  // namespace attt::reports
