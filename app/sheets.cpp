#include "app/sheets.h"

#include <filesystem>

#include "base/files.h"
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

}  // namespace

base::Result<std::vector<NamedTable>> read_tables(const std::string& file) {
    if (ending_of(file) != ".csv") return base::fail(unknown_ending(file));
    auto bytes = base::read_file(file);
    if (!bytes) return tl::unexpected(bytes.error());
    auto table = base::read_csv(*bytes, file);
    if (!table) return tl::unexpected(table.error());
    std::vector<NamedTable> out;
    out.push_back({fs::path(file).stem().string(), std::move(*table)});
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
