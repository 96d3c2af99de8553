#include "base/csv.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/encoding.h"
#include "base/text.h"

namespace attt::base {
namespace {

constexpr std::array<char, 3> separators = {',', ';', '\t'};
constexpr std::size_t sample_lines = 20;

using Counts = std::array<std::size_t, separators.size()>;

// How often each separator stands outside quotes, for each of the first rows that is not blank.
std::vector<Counts> counts_of(std::string_view text) {
    std::vector<Counts> out;
    Counts counts = {};
    bool quoted = false;
    bool blank = true;
    for (const char c : text) {
        if (c == '"') quoted = !quoted;
        if (!quoted && (c == '\n' || c == '\r')) {
            if (!blank) out.push_back(counts);
            if (out.size() == sample_lines) return out;
            counts = {};
            blank = true;
            continue;
        }
        blank = blank && (c == ' ' || c == '\t');
        for (std::size_t i = 0; i < separators.size(); ++i)
            counts.at(i) += !quoted && c == separators.at(i) ? 1U : 0U;
    }
    if (!blank) out.push_back(counts);
    return out;
}

// A comma also stands in titles and in "1,5": the separator is what occurs equally often in most rows, and then what
// occurs most.
char separator_of(std::string_view text) {
    const std::vector<Counts> rows = counts_of(text);
    char best = separators[0];
    std::pair<std::size_t, std::size_t> best_score = {0, 0};
    for (std::size_t i = 0; i < separators.size(); ++i) {
        std::map<std::size_t, std::size_t> frequency;
        for (const Counts& counts : rows) {
            if (counts.at(i) > 0) ++frequency[counts.at(i)];
        }
        for (const auto& [count, times] : frequency) {
            const std::pair score(times, count);
            if (score <= best_score) continue;
            best_score = score;
            best = separators.at(i);
        }
    }
    return best;
}

bool blank(const TableRow& row) {
    return std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) { return cell.empty(); });
}

void drop_empty_tail(std::vector<std::string>& cells, std::size_t keep) {
    while (cells.size() > keep && cells.back().empty())
        cells.pop_back();
}

}  // namespace

CsvReader::CsvReader(std::string_view text, std::string file, CsvLimits limits)
    : text_(text), file_(std::move(file)), limits_(limits) {
    const std::string_view first = trim(text_.substr(0, text_.find('\n')));
    if (to_lower_ascii(first.substr(0, 4)) == "sep=" && first.size() == 5) {
        separator_ = first.back();
        at_ = std::min(text_.find('\n'), text_.size() - 1) + 1;
        line_ = 2;
    } else {
        separator_ = separator_of(text_);
    }
}

tl::unexpected<Error> CsvReader::too_large() const {
    return fail(ErrorCode::bad_input, "csv.too_large", {}, {file_, line_, {}});
}

// Reads one cell; true when another follows on the same row.
Result<bool> CsvReader::next_cell(std::string& cell) {
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
        if (cell.size() > limits_.cell) return too_large();
    }
    return false;
}

Result<void> CsvReader::quoted(std::string& cell) {
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
        if (cell.size() > limits_.cell) return too_large();
    }
    return fail(ErrorCode::bad_input, "csv.unclosed_quote", {}, {file_, opened, {}});
}

Result<bool> CsvReader::next_row(TableRow& row) {
    if (at_ >= text_.size()) return false;
    row.line = line_;
    row.cells.clear();
    while (true) {
        auto more = next_cell(cell_);
        if (!more) return tl::unexpected(more.error());
        row.cells.push_back(nfc(trim(cell_)));
        if (row.cells.size() > limits_.columns) return too_large();
        if (!*more) return true;
    }
}

Result<bool> CsvReader::next(TableRow& row) {
    while (true) {
        auto there = next_row(row);
        if (!there || !*there) return there;
        if (blank(row)) continue;
        if (++rows_ > limits_.rows) return too_large();
        return true;
    }
}

Result<Table> read_csv(std::string_view bytes, const std::string& file, CsvLimits limits) {
    auto decoded = decode_text(bytes, file);
    if (!decoded) return tl::unexpected(decoded.error());
    Table table{file, {}, 1, {}, std::move(decoded->notes)};
    ++limits.rows;  // the headings
    CsvReader reader(decoded->text, file, limits);
    TableRow row;
    while (true) {
        auto there = reader.next(row);
        if (!there) return tl::unexpected(there.error());
        if (!*there) break;
        if (table.headings.empty()) {
            table.heading_line = row.line;
            table.headings = row.cells;
            drop_empty_tail(table.headings, 0);
            continue;
        }
        drop_empty_tail(row.cells, table.headings.size());
        if (row.cells.size() > table.headings.size()) {
            return fail(
                ErrorCode::bad_input, "csv.too_many_cells",
                {{"expected", std::to_string(table.headings.size())}, {"found", std::to_string(row.cells.size())}},
                {file, row.line, {}});
        }
        row.cells.resize(table.headings.size());
        table.rows.push_back(std::move(row));
    }
    if (table.headings.empty()) return fail(ErrorCode::bad_input, "csv.empty", {}, {file, 0, {}});
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
