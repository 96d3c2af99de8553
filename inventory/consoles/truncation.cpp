#include "inventory/consoles/truncation.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"
#include "inventory/words.h"

namespace attt::inventory {
namespace {

// As normalised().
constexpr std::array<std::string_view, 7> totals = {
    "tong so", "tong cong", "so luong thiet bi", "so luong may", "total", "всего", "итого"};
constexpr std::array<std::string_view, 7> units = {"thiet bi", "may",     "may tinh", "ban ghi",
                                                   "devices",  "records", "computers"};
constexpr std::array<std::string_view, 11> remarks = {
    "chi hien thi",       "bi cat",          "ban ghi dau tien", "con nua",
    "truncated",          "only the first",  "first 1000",       "maximum number of records",
    "more records exist", "results limited", "показаны только"};
// The rows at which consoles and old spreadsheets stop.
constexpr std::array<std::size_t, 5> stops = {1000, 5000, 10'000, 65'535, 1'048'575};

constexpr std::size_t longest_remark = 500;

// "Tổng số: 5.100", "Total devices", "Tổng cộng": the words alone, whatever number follows.
bool is_total(std::string_view cell) {
    const std::string words = normalised(cell.substr(0, cell.find(':')));
    for (const std::string_view total : totals) {
        if (words == total) return true;
        for (const std::string_view unit : units) {
            if (words == std::string(total) + " " + std::string(unit)) return true;
        }
    }
    return false;
}

std::string joined(const base::TableRow& row) {
    std::string out;
    for (const std::string& cell : row.cells)
        out += (out.empty() ? "" : " ") + cell;
    return out;
}

// The number that a cell is, or that stands after its colon: "5100", "Tổng số: 5.100".
std::optional<std::size_t> number_in(std::string_view cell) {
    if (const auto colon = cell.rfind(':'); colon != std::string_view::npos) cell.remove_prefix(colon + 1);
    cell = base::trim(cell);
    std::string digits;
    for (const char c : cell) {
        if (std::isdigit(static_cast<unsigned char>(c)) != 0)
            digits += c;
        else if (c != '.' && c != ',' && c != ' ')
            return std::nullopt;
    }
    if (digits.empty() || digits.size() > 9) return std::nullopt;
    return static_cast<std::size_t>(std::stoul(digits));
}

}  // namespace

void Truncation::promise(std::optional<std::size_t> count) {
    if (count) promised_ = std::max(promised_.value_or(0), *count);
}

bool Truncation::look(const base::TableRow& row) {
    const auto filled = [](const std::string& cell) { return !is_blank(cell); };
    const auto first = std::find_if(row.cells.begin(), row.cells.end(), filled);
    // a title, a remark and a total stand alone; a row of a table has more to say
    if (first == row.cells.end() || std::count_if(first, row.cells.end(), filled) > 2) return false;
    const std::string text = joined(row);
    const std::string words = normalised(text.substr(0, longest_remark));
    for (const std::string_view remark : remarks) {
        if (words.find(remark) == std::string::npos) continue;
        remark_ = base::printable(text, 160);
        return true;
    }
    if (!is_total(*first)) return false;
    for (const std::string& cell : row.cells) {
        const auto count = number_in(cell);
        promise(count);
        if (count) return true;
    }
    return false;
}

void Truncation::judge(const std::string& file, ReadSource& read) const {
    const std::size_t count = read.source.records.size();
    const auto warn = [&](const char* message, base::MessageArguments arguments) {
        read.warnings.push_back({base::ErrorCode::bad_input, message, std::move(arguments), {file, 0, {}}});
    };
    if (promised_ && *promised_ > count + read.refused) {
        read.source.partial = true;
        warn("console.truncated", {{"count", std::to_string(count)}, {"promised", std::to_string(*promised_)}});
    } else if (!remark_.empty()) {
        read.source.partial = true;
        warn("console.cut_said", {{"remark", remark_}});
    } else if (std::find(stops.begin(), stops.end(), count) != stops.end()) {
        warn("console.round", {{"count", std::to_string(count)}});
    }
}

}  // namespace attt::inventory
