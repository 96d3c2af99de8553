#include "app/sheet.h"

#include <algorithm>

#include "base/files.h"
#include "base/text.h"

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

// What csv_field put before text that a spreadsheet would take for a formula.
std::string without_guard(std::string cell) {
    constexpr std::string_view formula = "=+-@";
    if (cell.size() > 1 && cell[0] == '\'' && formula.find(cell[1]) != std::string_view::npos) cell.erase(0, 1);
    return cell;
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

base::Result<void> write_sheets(const std::filesystem::path& path, const std::vector<Sheet>& sheets) {
    if (ending_of(path) == ".csv" && !sheets.empty()) return base::write_file(path, to_csv(sheets.front()), 0640);
    return bad_ending(path);
}

base::Result<base::Table> read_sheet(const std::filesystem::path& path) {
    if (ending_of(path) != ".csv") return bad_ending(path);
    auto bytes = base::read_file(path);
    if (!bytes) return tl::unexpected(bytes.error());
    auto table = base::read_csv(*bytes, path.string());
    if (!table) return table;
    for (base::TableRow& row : table->rows) {
        for (std::string& cell : row.cells)
            cell = without_guard(std::move(cell));
    }
    return table;
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

}  // namespace attt::app
