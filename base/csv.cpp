#include "base/csv.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace attt::base {
namespace {

// The separator that occurs most often outside quotes in the first line.
char separator_of(std::string_view text) {
    std::array<std::pair<char, std::size_t>, 3> counts = {{{',', 0}, {';', 0}, {'\t', 0}}};
    bool quoted = false;
    for (const char c : text) {
        if (c == '"') quoted = !quoted;
        if (!quoted && (c == '\n' || c == '\r')) break;
        for (auto& [separator, count] : counts) {
            if (!quoted && c == separator) ++count;
        }
    }
    return std::max_element(counts.begin(), counts.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
}

// Walks the text once; one row a call.
class Rows {
  public:
    Rows(std::string_view text, const std::string& file, const CsvLimits& limits)
        : text_(text), file_(file), limits_(limits), separator_(separator_of(text)) {}

    bool at_end() const { return at_ >= text_.size(); }

    Result<TableRow> next() {
        TableRow row{line_, {}};
        std::string cell;
        while (true) {
            auto more = next_cell(cell);
            if (!more) return tl::unexpected(more.error());
            row.cells.push_back(nfc(trim(cell)));
            if (row.cells.size() > limits_.columns)
                return fail(ErrorCode::bad_input, "csv.too_large", {}, place(line_));
            if (!*more) return row;
        }
    }

  private:
    Place place(int line) const { return {file_, line, {}}; }

    // Reads one cell; true when another follows on the same row.
    Result<bool> next_cell(std::string& cell) {
        cell.clear();
        if (at_ < text_.size() && text_[at_] == '"') {
            if (auto read = quoted(cell); !read) return tl::unexpected(read.error());
        }
        while (at_ < text_.size()) {
            const char c = text_[at_++];
            if (c == separator_) return true;
            if (c == '\r' || c == '\n') {
                if (c == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
                ++line_;
                return false;
            }
            cell += c;
            if (cell.size() > limits_.cell) return fail(ErrorCode::bad_input, "csv.too_large", {}, place(line_));
        }
        return false;
    }

    Result<void> quoted(std::string& cell) {
        const int opened = line_;
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] == '"') {
                if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') {
                    ++at_;
                    return {};
                }
                ++at_;
            }
            if (text_[at_] == '\n') ++line_;
            cell += text_[at_];
            if (cell.size() > limits_.cell) return fail(ErrorCode::bad_input, "csv.too_large", {}, place(line_));
        }
        return fail(ErrorCode::bad_input, "csv.unclosed_quote", {}, place(opened));
    }

    std::string_view text_;
    std::string file_;
    CsvLimits limits_;
    char separator_;
    std::size_t at_ = 0;
    int line_ = 1;
};

bool blank(const TableRow& row) {
    return std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) { return cell.empty(); });
}

}  // namespace

Result<Table> read_csv(std::string_view bytes, const std::string& file, CsvLimits limits) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    if (trim(bytes).empty()) return fail(ErrorCode::bad_input, "csv.empty", {}, {file, 0, {}});
    if (!is_utf8(bytes)) {
        int line = 1;
        for (std::size_t at = 0; at < bytes.size(); ++line) {
            const auto end = std::min(bytes.find('\n', at), bytes.size());
            if (!is_utf8(bytes.substr(at, end - at))) break;
            at = end + 1;
        }
        return fail(ErrorCode::bad_input, "csv.not_utf8", {}, {file, line, {}});
    }
    Table table{file, {}, 1, {}};
    Rows rows(bytes, file, limits);
    while (!rows.at_end()) {
        auto row = rows.next();
        if (!row) return tl::unexpected(row.error());
        if (blank(*row)) continue;
        if (table.headings.empty()) {
            table.heading_line = row->line;
            table.headings = std::move(row->cells);
            while (!table.headings.empty() && table.headings.back().empty())
                table.headings.pop_back();
            continue;
        }
        while (row->cells.size() > table.headings.size() && row->cells.back().empty())
            row->cells.pop_back();
        if (row->cells.size() > table.headings.size()) {
            return fail(
                ErrorCode::bad_input, "csv.too_many_cells",
                {{"expected", std::to_string(table.headings.size())}, {"found", std::to_string(row->cells.size())}},
                {file, row->line, {}});
        }
        row->cells.resize(table.headings.size());
        if (table.rows.size() >= limits.rows)
            return fail(ErrorCode::bad_input, "csv.too_large", {}, {file, row->line, {}});
        table.rows.push_back(std::move(*row));
    }
    return table;
}

std::string csv_field(std::string_view text) {
    std::string out;
    if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) out += '\'';
    out += text;
    if (out.find_first_of("\",;\t\r\n") == std::string::npos) return out;
    std::string quoted = "\"";
    for (const char c : out)
        quoted.append(c == '"' ? 2 : 1, c);
    return quoted + '"';
}

}  // namespace attt::base
