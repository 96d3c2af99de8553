#include "base/spreadsheet.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <deque>
#include <map>
#include <optional>
#include <pugixml.hpp>

#include "base/merged_ranges.h"
#include "base/row_cells.h"
#include "base/text.h"
#include "base/unicode.h"
#include "base/workbook_parts.h"
#include "base/xml_elements.h"

namespace attt::base {
namespace {

using namespace std::string_view_literals;

constexpr unsigned parse_flags =
    pugi::parse_minimal | pugi::parse_escapes | pugi::parse_cdata | pugi::parse_eol | pugi::parse_ws_pcdata_single;
// Beyond this a whole number in a spreadsheet has lost its last digits.
constexpr double first_inexact = 1e15;

std::optional<std::string_view> not_a_zip(std::string_view bytes) {
    if (bytes.empty()) return "spreadsheet.empty";
    if (bytes.starts_with("PK\x03\x04"sv) || bytes.starts_with("PK\x05\x06"sv)) return std::nullopt;
    if (bytes.starts_with("\xD0\xCF\x11\xE0"sv)) {
        // names of streams in a compound file are UTF-16
        const auto has = [&](std::string_view name) {
            std::string wide;
            for (const char c : name)
                wide.append({c, '\0'});
            return bytes.find(wide) != std::string_view::npos;
        };
        if (has("EncryptedPackage")) return "spreadsheet.encrypted";
        return has("WordDocument") ? "spreadsheet.is_document" : "spreadsheet.is_xls";
    }
    if (bytes.starts_with("%PDF"sv) || bytes.starts_with("{\\rtf"sv)) return "spreadsheet.is_document";
    std::string_view text = bytes.substr(0, 4096);
    if (text.starts_with("\xEF\xBB\xBF"sv)) text.remove_prefix(3);
    if (trim(text).starts_with('<')) return "spreadsheet.is_markup";
    return text.find('\0') == std::string_view::npos ? "spreadsheet.is_text" : "spreadsheet.damaged";
}

std::optional<std::size_t> number_of(std::string_view text) {
    std::size_t value = 0;
    constexpr std::size_t most_digits = 18;
    if (text.empty() || text.size() > most_digits) return std::nullopt;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + static_cast<std::size_t>(c - '0');
    }
    return value;
}

struct CellPlace {
    std::size_t row = 0;     // from 1
    std::size_t column = 0;  // from 0
};

// "C5", "$C$5".
std::optional<CellPlace> place_of(std::string_view reference) {
    std::size_t column = 0;
    std::size_t at = 0;
    const auto skip_dollar = [&] { at += at < reference.size() && reference[at] == '$' ? 1U : 0U; };
    skip_dollar();
    const std::size_t first = at;
    for (; at < reference.size() && at - first < 4; ++at) {
        const char upper = static_cast<char>(reference[at] & ~0x20);
        if (upper < 'A' || upper > 'Z') break;
        column = column * 26 + static_cast<std::size_t>(upper - 'A') + 1;
    }
    if (at == first) return std::nullopt;
    skip_dollar();
    const auto row = number_of(reference.substr(at));
    if (!row || *row == 0) return std::nullopt;
    return CellPlace{*row, column - 1};
}

std::optional<MergedRange> range_of(std::string_view reference) {
    const auto colon = reference.find(':');
    const auto first = place_of(reference.substr(0, colon));
    const auto last = colon == std::string_view::npos ? first : place_of(reference.substr(colon + 1));
    if (!first || !last || last->row < first->row || last->column < first->column) return std::nullopt;
    return MergedRange{first->row, last->row, first->column, last->column};
}

// A number as people write it: without an exponent, of the 15 digits that a spreadsheet keeps.
std::string plain_number(double value) {
    std::array<char, 400> text{};
    const double size = std::abs(value);
    if (size >= 1 && size < first_inexact && value == std::floor(value)) {
        const auto end = std::to_chars(text.data(), text.data() + text.size(), static_cast<std::int64_t>(value)).ptr;
        return {text.data(), end};
    }
    const auto rounded_end =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 15).ptr;
    double rounded = value;
    std::from_chars(text.data(), rounded_end, rounded);
    const auto end = std::to_chars(text.data(), text.data() + text.size(), rounded, std::chars_format::fixed).ptr;
    return end == text.data() + text.size() ? std::string() : std::string(text.data(), end);
}

}  // namespace

const Cell* SheetRow::at(std::size_t column) const {
    const auto found = std::lower_bound(cells.begin(), cells.end(), column,
                                        [](const Cell& cell, std::size_t wanted) { return cell.column < wanted; });
    return found != cells.end() && found->column == column ? &*found : nullptr;
}

std::string_view SheetRow::text_at(std::size_t column) const {
    const Cell* cell = at(column);
    return cell != nullptr ? cell->text : std::string_view();
}

struct Spreadsheet::State {
    Archive archive;
    std::string file;
    SpreadsheetLimits limits;
    WorkbookParts parts;
    std::vector<SheetInfo> infos;
    std::vector<NumberStyle> styles;
    std::optional<TextPool> strings;
    std::map<std::size_t, MergedRanges>
        merged;  // by sheet: they stand behind its rows, so it is unpacked for them alone
};

namespace {

Result<void> parse(pugi::xml_document& document, const XmlElement& element, const Place& place) {
    if (document.load_buffer_inplace(element.bytes.data(), element.bytes.size(), parse_flags, pugi::encoding_utf8))
        return {};
    return fail(ErrorCode::bad_input, "spreadsheet.damaged", {{"part", place.detail}}, place);
}

// What the reading of one sheet needs to know and to reuse from row to row.
class RowReader {
  public:
    RowReader(const std::vector<NumberStyle>& styles, const TextPool& strings, DateSystem date_system,
              const SpreadsheetLimits& limits, Place place)
        : styles_(styles), strings_(strings), date_system_(date_system), limits_(limits), place_(std::move(place)) {}

    // Fills the row from a <row> element. Errors: spreadsheet.damaged, .too_large, .cell_too_long.
    Result<void> read(const XmlElement& element) {
        if (auto parsed = parse(document_, element, place_); !parsed) return parsed;
        read_any_row(document_.document_element(), written_);
        return understand();
    }
    // The same from the row with which `text` begins, where it has the plain form; how long it is, else 0.
    Result<std::size_t> read_plain(std::string_view text) {
        const std::size_t length = read_plain_row(text, written_);
        if (length == 0) return length;
        auto understood = understand();
        if (!understood) return tl::unexpected(understood.error());
        return length;
    }

    std::vector<Cell>& cells() { return cells_; }
    const SheetRow& row() {
        row_.cells = cells_;
        return row_;
    }
    tl::unexpected<Error> failed(std::string_view message) const {
        return fail(ErrorCode::bad_input, message, {{"part", place_.detail}}, place_);
    }

  private:
    Result<void> understand() {
        row_ = {};
        cells_.clear();
        used_texts_ = 0;
        const std::size_t number = written_.number.empty() ? last_row_ + 1 : number_of(written_.number).value_or(0);
        row_.hidden = written_.hidden == "1" || written_.hidden == "true";
        place_.line = static_cast<int>(std::min<std::size_t>(number, limits_.rows));
        if (number == 0 || number <= last_row_) return failed("spreadsheet.damaged");
        if (number > limits_.rows) return failed("spreadsheet.too_large");
        last_row_ = number;
        row_.number = number;
        next_column_ = 0;
        for (const WrittenCell& cell : written_.cells) {
            if (auto read = read_cell(cell); !read) return read;
        }
        const auto by_column = [](const Cell& a, const Cell& b) { return a.column < b.column; };
        if (!std::is_sorted(cells_.begin(), cells_.end(), by_column))
            std::stable_sort(cells_.begin(), cells_.end(), by_column);
        return {};
    }

    Result<void> read_cell(const WrittenCell& written) {
        std::size_t column = next_column_;
        if (!written.reference.empty()) {
            const auto place = place_of(written.reference);
            if (!place) return failed("spreadsheet.damaged");
            column = place->column;
        }
        if (column >= limits_.columns) return failed("spreadsheet.too_large");
        next_column_ = column + 1;
        Cell cell;
        cell.column = column;
        cell.from_formula = written.has_formula;
        if (auto filled = fill(written, cell); !filled) return filled;
        cell.without_value = written.has_formula && cell.text.empty() && !written.has_value;
        if (!cell.text.empty() || cell.without_value) cells_.push_back(cell);
        return {};
    }

    Result<void> fill(const WrittenCell& parts, Cell& cell) {
        if (parts.type == "s") return fill_shared(parts.value, cell);
        if (parts.type == "b") {
            cell.kind = CellKind::boolean;
            cell.text = parts.value == "1" || parts.value == "true" ? "true" : parts.has_value ? "false" : "";
            return {};
        }
        if (parts.type == "inlineStr" || parts.type == "str") return fill_text(parts, cell);
        if (parts.type == "e") {
            cell.kind = CellKind::error;
            cell.text = keep(std::string(trim(parts.value)));
            return {};
        }
        if (parts.type == "d") return fill_iso_date(parts, cell);
        return fill_number(parts, cell);
    }

    Result<void> fill_shared(std::string_view value, Cell& cell) {
        const auto index = number_of(trim(value));
        if (!index || *index >= strings_.size()) return failed("spreadsheet.damaged");
        cell.text = strings_.at(*index);
        return check_text(cell);
    }

    Result<void> fill_text(const WrittenCell& parts, Cell& cell) {
        std::string text;
        if (parts.rich) {
            text = parts.value;
        } else {
            append_unescaped(parts.value, text);
        }
        tidy(text);
        cell.text = keep(std::move(text));
        return check_text(cell);
    }

    Result<void> check_text(Cell& cell) const {
        if (cell.text.size() > limits_.cell && count_code_points(cell.text) > limits_.cell)
            return failed("spreadsheet.cell_too_long");
        cell.digits_lost = looks_like_lost_digits(cell.text);
        return {};
    }

    // "2022-12-31T00:00:00": written by some programs, and by none of the great ones.
    Result<void> fill_iso_date(const WrittenCell& parts, Cell& cell) {
        std::string text(trim(parts.value));
        std::replace(text.begin(), text.end(), 'T', ' ');
        while (text.ends_with('Z'))
            text.pop_back();
        if (text.ends_with(" 00:00:00")) text.resize(text.size() - 9);
        cell.kind = CellKind::date;
        cell.text = keep(std::move(text));
        return check_text(cell);
    }

    Result<void> fill_number(const WrittenCell& parts, Cell& cell) {
        const std::string_view raw = trim(parts.value);
        if (raw.empty()) return {};
        double value = 0;
        const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
        if (error != std::errc() || end != raw.data() + raw.size() || !std::isfinite(value))
            return failed("spreadsheet.damaged");
        const std::size_t style_index = parts.style.empty() ? 0 : number_of(parts.style).value_or(0);
        const NumberStyle style = style_index < styles_.size() ? styles_[style_index] : NumberStyle::plain;
        cell.kind = CellKind::number;
        if (style == NumberStyle::date) {
            if (auto date = date_text(value, date_system_)) {
                cell.kind = CellKind::date;
                cell.text = keep(std::move(*date));
                return {};
            }
        }
        if (style == NumberStyle::time && value >= 0) {
            cell.kind = CellKind::time;
            cell.text = keep(time_text(value));
            return {};
        }
        const bool digits_only =
            raw.size() < 15 && std::all_of(raw.begin(), raw.end(), [](char c) { return c >= '0' && c <= '9'; });
        cell.text = keep(digits_only ? std::string(raw) : plain_number(value));
        cell.digits_lost = std::abs(value) >= first_inexact;
        return {};
    }

    // Gives the text a place that stays until the next row.
    std::string_view keep(std::string text) {
        if (used_texts_ == texts_.size()) texts_.emplace_back();
        std::string& place = texts_[used_texts_++];
        place = std::move(text);
        return place;
    }

    const std::vector<NumberStyle>& styles_;
    const TextPool& strings_;
    DateSystem date_system_;
    const SpreadsheetLimits& limits_;
    Place place_;
    pugi::xml_document document_;
    WrittenRow written_;
    SheetRow row_;
    std::vector<Cell> cells_;
    std::deque<std::string> texts_;
    std::size_t used_texts_ = 0;
    std::size_t last_row_ = 0;
    std::size_t next_column_ = 0;
};

void add_hidden_columns(const pugi::xml_node& columns, const SpreadsheetLimits& limits, SheetSummary& summary) {
    for (const pugi::xml_node& each : columns.children()) {
        const std::string_view hidden = attribute(each, "hidden");
        const auto first = number_of(attribute(each, "min"));
        const auto last = number_of(attribute(each, "max"));
        if ((hidden != "1" && hidden != "true") || !first || !last || *first == 0 || *last < *first) continue;
        summary.hidden_columns.emplace_back(*first - 1, std::min(*last, limits.columns) - 1);
    }
}

}  // namespace

Spreadsheet::Spreadsheet(std::unique_ptr<State> state) : state_(std::move(state)) {}
Spreadsheet::Spreadsheet(Spreadsheet&&) noexcept = default;
Spreadsheet& Spreadsheet::operator=(Spreadsheet&&) noexcept = default;
Spreadsheet::~Spreadsheet() = default;

Result<Spreadsheet> Spreadsheet::open(std::string_view bytes, const std::string& file, SpreadsheetLimits limits) {
    if (const auto problem = not_a_zip(bytes)) return fail(ErrorCode::bad_input, *problem, {}, {file, 0, {}});
    auto archive = Archive::open(bytes, file, {limits.inflated, limits.ratio, limits.entries});
    if (!archive) return tl::unexpected(archive.error());
    auto parts = read_workbook_parts(*archive, file, limits);
    if (!parts) return tl::unexpected(parts.error());
    auto styles = read_styles(*archive, parts->styles, file);
    if (!styles) return tl::unexpected(styles.error());
    auto state = std::make_unique<State>(
        State{std::move(*archive), file, limits, std::move(*parts), {}, std::move(*styles), std::nullopt, {}});
    for (const SheetPart& sheet : state->parts.sheets)
        state->infos.push_back(sheet.info);
    return Spreadsheet(std::move(state));
}

const std::vector<SheetInfo>& Spreadsheet::sheets() const {
    return state_->infos;
}

namespace {

Result<MergedRanges> read_merged(const Archive& archive, const std::string& part, const SpreadsheetLimits& limits,
                                 const Place& place) {
    MergedRanges out;
    auto opened = archive.part(part);
    if (!opened) return tl::unexpected(opened.error());
    XmlElements elements(std::move(*opened), place.file, part);
    constexpr std::array<std::string_view, 1> wanted = {"mergeCells"};
    // they stand behind all rows
    auto there = elements.skip_to(wanted[0]);
    if (!there) return tl::unexpected(there.error());
    if (!*there) return out;
    auto element = elements.next(wanted);
    if (!element) return tl::unexpected(element.error());
    if (element->name.empty()) return out;
    pugi::xml_document document;
    if (auto parsed = parse(document, *element, place); !parsed) return tl::unexpected(parsed.error());
    for (const pugi::xml_node& node : document.document_element().children()) {
        const auto range = range_of(attribute(node, "ref"));
        if (range && range->last_row <= limits.rows && range->last_column < limits.columns) out.add(*range);
        if (out.size() > limits.merged_ranges)
            return fail(ErrorCode::bad_input, "spreadsheet.too_large", {{"part", part}}, place);
    }
    out.sort();
    return out;
}

// The next row into `reader`; false at the end of the sheet.
Result<bool> next_row(XmlElements& elements, RowReader& reader, const SpreadsheetLimits& limits, const Place& place,
                      SheetSummary& summary) {
    constexpr std::array<std::string_view, 2> wanted = {"row", "cols"};
    while (true) {
        auto plain = reader.read_plain(elements.buffered());
        if (!plain) return tl::unexpected(plain.error());
        elements.take(*plain);
        if (*plain > 0) return true;
        auto element = elements.next(wanted);
        if (!element) return tl::unexpected(element.error());
        if (element->name.empty()) return false;
        if (element->name == "row") {
            if (auto read = reader.read(*element); !read) return tl::unexpected(read.error());
            return true;
        }
        pugi::xml_document columns;
        if (auto parsed = parse(columns, *element, place); !parsed) return tl::unexpected(parsed.error());
        add_hidden_columns(columns.document_element(), limits, summary);
    }
}

}  // namespace

Result<SheetSummary> Spreadsheet::read_rows(std::size_t sheet, const VisitRow& visit) {
    const SheetPart& part = state_->parts.sheets.at(sheet);
    const Place place{state_->file, 0, part.info.name};
    if (!state_->strings) {
        auto strings = read_shared_strings(state_->archive, state_->parts.shared_strings, state_->file, state_->limits);
        if (!strings) return tl::unexpected(strings.error());
        state_->strings = std::move(*strings);
    }
    if (!state_->merged.contains(sheet)) {
        auto merged = read_merged(state_->archive, part.part, state_->limits, place);
        if (!merged) return tl::unexpected(merged.error());
        state_->merged.emplace(sheet, std::move(*merged));
    }
    auto opened = state_->archive.part(part.part);
    if (!opened) return tl::unexpected(opened.error());

    MergedRanges merged = state_->merged.at(sheet);
    XmlElements elements(std::move(*opened), state_->file, part.part);
    RowReader reader(state_->styles, *state_->strings, state_->parts.date_system, state_->limits, place);
    SheetSummary summary;
    summary.merged_ranges = merged.size();
    while (true) {
        auto there = next_row(elements, reader, state_->limits, place, summary);
        if (!there) return tl::unexpected(there.error());
        if (!*there) return summary;
        merged.fill(reader.row().number, reader.cells());
        if (reader.cells().empty()) continue;
        ++summary.rows;
        summary.hidden_rows += reader.row().hidden ? 1U : 0U;
        if (!visit(reader.row())) return summary;
    }
}

std::string column_name(std::size_t column) {
    std::string out;
    for (++column; column > 0; column = (column - 1) / 26)
        out.insert(out.begin(), static_cast<char>('A' + (column - 1) % 26));
    return out;
}

bool looks_like_lost_digits(std::string_view text) {
    // digits, a point or comma with digits, E+ and two or three digits
    std::size_t at = 0;
    const auto digits = [&] {
        const std::size_t first = at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9')
            ++at;
        return at - first;
    };
    if (digits() != 1) return false;
    if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
        ++at;
        if (digits() == 0) return false;
    }
    if (at + 2 > text.size() || (text[at] != 'E' && text[at] != 'e') || text[at + 1] != '+') return false;
    at += 2;
    const std::size_t exponent = digits();
    return exponent >= 2 && exponent <= 3 && at == text.size();
}

}  // namespace attt::base
