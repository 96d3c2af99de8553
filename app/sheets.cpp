#include "app/sheets.h"

#include <filesystem>

#include "base/files.h"
#include "base/table_file.h"
#include "base/text.h"

namespace attt::app {
namespace {

namespace fs = std::filesystem;

std::string ending_of(const std::string& file) {
    return base::to_lower_ascii(fs::path(file).extension().string());
}

base::Error unknown_ending(const std::string& file) {
    return {base::ErrorCode::unsupported, "sheets.unknown_ending", {{"file", file}}, {}};
}

std::string line_of(const std::vector<std::string>& cells) {
    std::string out;
    for (std::size_t i = 0; i < cells.size(); ++i)
        out += (i == 0 ? "" : ",") + base::csv_field(cells[i]);
    return out + "\r\n";
}

// With a byte order mark, without which Excel reads UTF-8 as something else.
std::string csv_bytes(const OutTable& table) {
    std::string out = "\xEF\xBB\xBF" + line_of(table.headings);
    for (const auto& row : table.rows)
        out += line_of(row);
    return out;
}

// The first row that holds anything is the headings; cells beyond them belong to no column.
void add_row(const base::SheetRow& row, base::Table& table) {
    std::vector<std::string> cells;
    for (const base::Cell& cell : row.cells) {
        if (cell.column >= cells.size()) cells.resize(cell.column + 1);
        cells[cell.column] = std::string(cell.text);
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

base::Result<std::vector<NamedTable>> read_tables(const std::string& file) {
    auto opened = base::TableFile::open_file(file);
    if (!opened) return tl::unexpected(opened.error());
    std::vector<NamedTable> out;
    for (std::size_t sheet = 0; sheet < opened->sheets().size(); ++sheet) {
        const base::SheetInfo& info = opened->sheets()[sheet];
        if (info.hidden) continue;
        NamedTable table{info.name.empty() ? fs::path(file).stem().string() : info.name, {}};
        table.table.file = file;
        auto read = opened->read_rows(sheet, [&](const base::SheetRow& row) {
            add_row(row, table.table);
            return true;
        });
        if (!read) return tl::unexpected(read.error());
        if (!table.table.headings.empty()) out.push_back(std::move(table));
    }
    return out;
}

base::Result<std::string> table_bytes(const std::string& file, const std::vector<OutTable>& tables, base::Time) {
    if (ending_of(file) != ".csv" || tables.size() != 1) return base::fail(unknown_ending(file));
    return csv_bytes(tables.front());
}

base::Result<void> write_tables(const std::string& file, const std::vector<OutTable>& tables, base::Time created) {
    auto bytes = table_bytes(file, tables, created);
    if (!bytes) return tl::unexpected(bytes.error());
    return base::write_file(file, *bytes);
}

}  // namespace attt::app
