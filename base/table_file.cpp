#include "base/table_file.h"

#include <optional>

#include "base/encoding.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"

namespace attt::base {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t most_bytes = 64U << 20U;

// Office files, and what is named like one: the reader of spreadsheets says what is wrong with them.
bool is_for_spreadsheets(std::string_view bytes, const std::string& name) {
    for (const std::string_view opening :
         {"PK\x03\x04"sv, "PK\x05\x06"sv, "\xD0\xCF\x11\xE0"sv, "%PDF-"sv, "{\\rtf"sv}) {
        if (bytes.starts_with(opening)) return true;
    }
    std::string_view text = bytes.substr(0, 4096);
    if (text.starts_with("\xEF\xBB\xBF"sv)) text.remove_prefix(3);
    if (trim(text).starts_with('<')) return true;
    const std::string lower = to_lower_ascii(name);
    return lower.ends_with(".xlsx") || lower.ends_with(".xlsm") || lower.ends_with(".xls");
}

}  // namespace

std::string sheet_in_file(const std::string& file, const std::string& sheet) {
    return sheet.empty() ? file : file + " [" + sheet + "]";
}

struct TableFile::State {
    std::string name;
    std::string bytes;  // of the .xlsx, or the decoded text
    std::string sha256;
    std::vector<SheetInfo> csv_sheet = {{"", false}};
    std::vector<Error> notes;
    std::optional<Spreadsheet> spreadsheet;
    TableFileLimits limits;
};

TableFile::TableFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
TableFile::TableFile(TableFile&&) noexcept = default;
TableFile& TableFile::operator=(TableFile&&) noexcept = default;
TableFile::~TableFile() = default;

Result<TableFile> TableFile::open(std::string bytes, const std::string& name, TableFileLimits limits) {
    auto state = std::make_unique<State>();
    state->name = name;
    state->limits = limits;
    state->sha256 = sha256_hex(bytes);
    if (is_for_spreadsheets(bytes, name)) {
        state->bytes = std::move(bytes);
        auto spreadsheet = Spreadsheet::open(state->bytes, name, limits.spreadsheet);
        if (!spreadsheet) return tl::unexpected(spreadsheet.error());
        state->spreadsheet = std::move(*spreadsheet);
        return TableFile(std::move(state));
    }
    auto decoded = decode_text(bytes, name);
    if (!decoded) return tl::unexpected(decoded.error());
    if (trim(decoded->text).empty()) return fail(ErrorCode::bad_input, "csv.empty", {}, {name, 0, {}});
    state->bytes = std::move(decoded->text);
    state->notes = std::move(decoded->notes);
    return TableFile(std::move(state));
}

Result<TableFile> TableFile::open_file(const std::filesystem::path& path, TableFileLimits limits) {
    auto bytes = read_file(path, most_bytes);
    if (!bytes) return tl::unexpected(bytes.error());
    return open(std::move(*bytes), path.string(), limits);
}

const std::string& TableFile::name() const {
    return state_->name;
}

TableFile::Format TableFile::format() const {
    return state_->spreadsheet ? Format::xlsx : Format::csv;
}

const std::string& TableFile::sha256() const {
    return state_->sha256;
}

const std::vector<SheetInfo>& TableFile::sheets() const {
    return state_->spreadsheet ? state_->spreadsheet->sheets() : state_->csv_sheet;
}

const std::vector<Error>& TableFile::notes() const {
    return state_->notes;
}

Result<SheetSummary> TableFile::read_rows(std::size_t sheet, const VisitRow& visit) {
    if (state_->spreadsheet) {
        auto read = state_->spreadsheet->read_rows(sheet, visit);
        if (!read) read.error().place.file = sheet_in_file(state_->name, sheets().at(sheet).name);
        return read;
    }
    CsvReader reader(state_->bytes, state_->name, state_->limits.csv);
    SheetSummary summary;
    TableRow row;
    std::vector<Cell> cells;
    while (true) {
        auto there = reader.next(row);
        if (!there) return tl::unexpected(there.error());
        if (!*there) return summary;
        cells.clear();
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            if (row.cells[i].empty()) continue;
            Cell cell;
            cell.column = i;
            cell.text = row.cells[i];
            cell.digits_lost = looks_like_lost_digits(cell.text);
            cells.push_back(cell);
        }
        ++summary.rows;
        if (!visit({static_cast<std::size_t>(row.line), false, cells})) return summary;
    }
}

Place TableFile::place(std::size_t sheet, std::size_t row) const {
    return {sheet_in_file(state_->name, sheets().at(sheet).name), static_cast<int>(row), {}};
}

}  // namespace attt::base
