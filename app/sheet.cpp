#include "app/sheet.h"

#include <algorithm>

#include "base/files.h"
#include "base/table_file.h"
#include "base/text.h"
#include "base/workbook.h"

namespace attt::app {
namespace {

std::string ending_of(const std::filesystem::path& path) {
    return base::to_lower_ascii(path.extension().string());
}

tl::unexpected<base::Error> bad_ending(const std::filesystem::path& path) {
    return base::fail(base::ErrorCode::bad_usage, "sheet.bad_ending", {{"path", path.string()}});
}

std::string line_of(const std::vector<std::string>& cells) {
    std::string out;
    for (std::size_t i = 0; i < cells.size(); ++i)
        out += (i > 0 ? "," : "") + base::csv_field(cells[i]);
    return out + "\r\n";
}

base::WorkbookRow written_row(const std::vector<std::string>& cells, const std::vector<SheetColumn>& columns) {
    base::WorkbookRow out(cells.begin(), cells.end());
    for (std::size_t i = 0; i < cells.size() && i < columns.size(); ++i) {
        if (!columns[i].date) continue;
        if (const auto day = base::parse_date(cells[i])) out[i] = *day;
    }
    return out;
}

base::Workbook workbook_of(const std::vector<Sheet>& sheets, base::Time created) {
    base::Workbook out;
    out.title = sheets.front().name;
    out.created = created;
    for (const Sheet& sheet : sheets) {
        base::WorkbookSheet written;
        written.name = sheet.name;
        for (const SheetColumn& column : sheet.columns) {
            base::WorkbookColumn one;
            one.heading = column.heading;
            one.width = column.width;
            one.choices = column.choices;
            one.note = column.note;
            if (column.date) one.kind = base::WorkbookColumnKind::date;
            written.columns.push_back(std::move(one));
        }
        for (const auto& row : sheet.rows)
            written.rows.push_back(written_row(row, sheet.columns));
        if (!sheet.remark.empty()) {
            written.rows.emplace_back();
            written.rows.push_back({sheet.remark});
        }
        out.sheets.push_back(std::move(written));
    }
    return out;
}

// What csv_field put before text that a spreadsheet would take for a formula.
std::string without_guard(std::string cell) {
    constexpr std::string_view formula = "=+-@";
    if (cell.size() > 1 && cell[0] == '\'' && formula.find(cell[1]) != std::string_view::npos) cell.erase(0, 1);
    return cell;
}

// The first row that holds anything is the headings; cells beyond them belong to no column.
void add_row(const base::SheetRow& row, bool guarded, base::Table& table) {
    std::vector<std::string> cells;
    for (const base::Cell& cell : row.cells) {
        if (cell.column >= cells.size()) cells.resize(cell.column + 1);
        cells[cell.column] = guarded ? without_guard(std::string(cell.text)) : std::string(cell.text);
    }
    const int line = static_cast<int>(row.number);
    if (table.headings.empty()) {
        table.headings = std::move(cells);
        table.heading_line = line;
        return;
    }
    cells.resize(table.headings.size());
    table.rows.push_back({line, std::move(cells)});
}

}  // namespace

std::string to_csv(const Sheet& sheet) {
    std::vector<std::string> headings;
    for (const SheetColumn& column : sheet.columns)
        headings.push_back(column.heading);
    std::string out = "\xEF\xBB\xBF" + line_of(headings);
    for (const auto& row : sheet.rows)
        out += line_of(row);
    return out;
}

bool is_csv(const std::filesystem::path& path) {
    return ending_of(path) == ".csv";
}

base::Result<std::string> sheet_bytes(const std::filesystem::path& path, const std::vector<Sheet>& sheets,
                                      base::Time created) {
    if (is_csv(path) && !sheets.empty()) return to_csv(sheets.front());
    if (ending_of(path) != ".xlsx" || sheets.empty()) return bad_ending(path);
    return base::write_workbook(workbook_of(sheets, created));
}

base::Result<void> write_sheets(const std::filesystem::path& path, const std::vector<Sheet>& sheets) {
    auto bytes = sheet_bytes(path, sheets, base::now());
    if (!bytes) return tl::unexpected(bytes.error());
    return base::write_file(path, *bytes, 0640);
}

base::Result<std::vector<NamedTable>> read_sheets(const std::filesystem::path& path) {
    if (ending_of(path) != ".csv" && ending_of(path) != ".xlsx") return bad_ending(path);
    auto file = base::TableFile::open_file(path);
    if (!file) return tl::unexpected(file.error());
    const bool guarded = file->format() == base::TableFile::Format::csv;
    std::vector<NamedTable> out;
    for (std::size_t sheet = 0; sheet < file->sheets().size(); ++sheet) {
        const base::SheetInfo& info = file->sheets()[sheet];
        if (info.hidden) continue;
        NamedTable named{info.name.empty() ? path.stem().string() : info.name, {}};
        named.table.file = path.string();
        auto read = file->read_rows(sheet, [&](const base::SheetRow& row) {
            add_row(row, guarded, named.table);
            return true;
        });
        if (!read) return tl::unexpected(read.error());
        if (!named.table.headings.empty()) out.push_back(std::move(named));
    }
    return out;
}

base::Result<base::Table> read_sheet(const std::filesystem::path& path) {
    auto tables = read_sheets(path);
    if (!tables) return tl::unexpected(tables.error());
    if (tables->empty()) return base::fail(base::ErrorCode::bad_input, "csv.empty", {}, {path.string(), 0, {}});
    return std::move(tables->front().table);
}

base::Result<base::Catalogue> other_language(const base::Catalogue& texts) {
    return base::Catalogue::load(base::data_directory() / "messages",
                                 texts.language() == base::Language::vi ? base::Language::en : base::Language::vi);
}

base::Result<std::optional<std::vector<SheetLine>>> read_lines(const std::string& path,
                                                               std::span<const base::ColumnSpec> columns) {
    auto file = base::TableFile::open_file(path);
    if (!file) return tl::unexpected(file.error());
    const base::ColumnWords words(columns);
    for (std::size_t sheet = 0; sheet < file->sheets().size(); ++sheet) {
        auto top = base::read_top(*file, sheet);
        if (!top) return tl::unexpected(top.error());
        const auto layout = base::find_layout(*top, words);
        if (!layout || !layout->complete) continue;
        std::vector<SheetLine> out;
        const auto visit = [&](const base::SheetRow& row) {
            if (row.number <= layout->last_heading_row) return true;
            SheetLine line{file->place(sheet, row.number), std::vector<std::string>(columns.size())};
            for (std::size_t i = 0; i < columns.size(); ++i) {
                if (const auto column = layout->column_of(i))
                    line.cells[i] = without_guard(std::string(row.text_at(*column)));
            }
            out.push_back(std::move(line));
            return true;
        };
        if (auto read = file->read_rows(sheet, visit); !read) return tl::unexpected(read.error());
        return out;
    }
    return std::nullopt;
}

std::optional<std::size_t> column_of(const base::Table& table, const std::vector<std::string>& headings) {
    for (const std::string& heading : headings) {
        const auto found = std::find_if(table.headings.begin(), table.headings.end(), [&](const std::string& each) {
            return base::fold(each) == base::fold(heading);
        });
        if (found != table.headings.end()) return static_cast<std::size_t>(found - table.headings.begin());
    }
    return std::nullopt;
}

std::string cell(const base::TableRow& row, std::optional<std::size_t> column) {
    return column && *column < row.cells.size() ? std::string(base::trim(row.cells[*column])) : std::string();
}

}  // namespace attt::app
