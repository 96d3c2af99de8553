#include "base/table_columns.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/text.h"

namespace attt::base {
namespace {

constexpr std::size_t top_rows = 17;  // fifteen in which headings may begin, and what may belong to the last
constexpr std::size_t longest_heading = 300;

// "Ngày quyết định (dd/mm/yyyy)" without what stands in brackets.
std::string without_brackets(std::string_view heading) {
    const auto open = heading.find('(');
    const auto close = heading.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::string(heading);
    return std::string(heading.substr(0, open)) + " " + std::string(heading.substr(close + 1));
}

std::string cell_of(const SheetTop::Row& row, std::size_t column) {
    return column < row.cells.size() ? row.cells[column] : std::string();
}

TableLayout one_row(const SheetTop::Row& row, const ColumnWords& words) {
    TableLayout out{row.number, row.number, {}, 0, false};
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        if (row.cells[i].empty() || row.copied[i]) continue;
        out.columns.push_back({i, row.cells[i], words.find(row.cells[i])});
    }
    return out;
}

// A group's heading stands over its columns: in its first one where cells are not merged, in each where they are.
TableLayout two_rows(const SheetTop::Row& upper, const SheetTop::Row& lower, const ColumnWords& words) {
    TableLayout out{upper.number, lower.number, {}, 0, false};
    std::string group;
    for (std::size_t i = 0; i < std::max(upper.cells.size(), lower.cells.size()); ++i) {
        const std::string above = cell_of(upper, i);
        const std::string below = cell_of(lower, i);
        if (!above.empty()) group = above;
        if (below.empty() || below == above) {
            if (!above.empty()) out.columns.push_back({i, above, words.find(above)});
            continue;
        }
        TableColumn column{i, group.empty() ? below : group + " " + below, std::nullopt};
        column.spec = words.find(column.heading);
        if (!column.spec) column.spec = words.find(below);
        out.columns.push_back(std::move(column));
    }
    return out;
}

void count(TableLayout& layout, const ColumnWords& words) {
    std::set<std::size_t> found;
    for (const TableColumn& column : layout.columns) {
        if (column.spec) found.insert(*column.spec);
    }
    layout.matched = found.size();
    layout.complete = missing_columns(layout, words).empty();
}

bool better(const TableLayout& a, const TableLayout& b) {
    return std::tuple(a.complete, a.matched) > std::tuple(b.complete, b.matched);
}

}  // namespace

std::string heading_key(std::string_view text) {
    std::string out;
    bool space = false;
    for (const char c : fold(text)) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
        if (!letter) {
            space = !out.empty();
            continue;
        }
        if (space) out += ' ';
        space = false;
        out += c;
    }
    return out;
}

ColumnWords::ColumnWords(std::span<const ColumnSpec> specs) : specs_(specs) {
    for (std::size_t i = 0; i < specs.size(); ++i) {
        spellings_.emplace_back(specs[i].name);
        keys_.emplace(heading_key(specs[i].name), i);
        for (const std::string& spelling : split(specs[i].headings, '|')) {
            if (trim(spelling).empty()) continue;
            spellings_.emplace_back(trim(spelling));
            keys_.emplace(heading_key(spelling), i);
        }
    }
}

std::optional<std::size_t> ColumnWords::find(std::string_view heading) const {
    auto found = keys_.find(heading_key(heading));
    if (found == keys_.end()) found = keys_.find(heading_key(without_brackets(heading)));
    return found == keys_.end() ? std::nullopt : std::optional(found->second);
}

std::string ColumnWords::nearest(std::string_view heading) const {
    return base::nearest(heading.substr(0, longest_heading), spellings_).value_or("");
}

std::optional<std::size_t> TableLayout::column_of(std::size_t spec) const {
    const auto found =
        std::find_if(columns.begin(), columns.end(), [&](const auto& each) { return each.spec == spec; });
    return found == columns.end() ? std::nullopt : std::optional(found->column);
}

Result<SheetTop> read_top(TableFile& file, std::size_t sheet) {
    SheetTop out;
    auto read = file.read_rows(sheet, [&](const SheetRow& row) {
        SheetTop::Row copy{row.number, {}, {}};
        for (const Cell& cell : row.cells) {
            copy.cells.resize(cell.column + 1);
            copy.copied.resize(cell.column + 1);
            copy.cells.back() = cell.text.substr(0, longest_heading);
            copy.copied.back() = cell.merged_across;
        }
        out.rows.push_back(std::move(copy));
        return out.rows.size() < top_rows;
    });
    if (!read) return tl::unexpected(read.error());
    return out;
}

std::optional<TableLayout> find_layout(const SheetTop& top, const ColumnWords& words) {
    std::optional<TableLayout> best;
    const auto consider = [&](TableLayout layout) {
        count(layout, words);
        if (layout.matched > 0 && (!best || better(layout, *best))) best = std::move(layout);
    };
    for (const SheetTop::Row& row : top.rows)
        consider(one_row(row, words));
    for (std::size_t i = 0; i + 1 < top.rows.size(); ++i)
        consider(two_rows(top.rows[i], top.rows[i + 1], words));
    return best;
}

std::vector<std::string_view> missing_columns(const TableLayout& layout, const ColumnWords& words) {
    std::vector<std::string_view> out;
    for (std::size_t i = 0; i < words.specs().size(); ++i) {
        if (words.specs()[i].required && !layout.column_of(i)) out.push_back(words.specs()[i].name);
    }
    return out;
}

}  // namespace attt::base
