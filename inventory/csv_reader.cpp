#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "base/csv.h"
#include "base/text.h"
#include "inventory/personal_data.h"
#include "inventory/record.h"
#include "inventory/words.h"

namespace attt::inventory {
namespace {

constexpr base::CsvLimits limits = {.rows = 200'000, .columns = 200, .cell = 1U << 16U};
// Titles that offices write above the heading row, and lines of one heading row (Excel breaks lines within a cell).
constexpr int most_title_lines = 15;
constexpr int most_heading_lines = 6;

struct Sheet {
    base::Table table;
    Recognition recognition;
};

// The headings of a row that begins at `at`, when the text from there to the end of some near line is one row.
std::optional<std::vector<std::string>> headings_at(std::string_view bytes, std::size_t at) {
    std::size_t end = at;
    for (int line = 0; line < most_heading_lines && end < bytes.size(); ++line) {
        end = std::min(bytes.find('\n', end), bytes.size() - 1) + 1;
        auto row = base::read_csv(bytes.substr(at, end - at), {}, limits);
        if (row && row->rows.empty()) return row->headings;
        if (row || row.error().message != "csv.unclosed_quote") return std::nullopt;
    }
    return std::nullopt;
}

// A sheet whose heading row stands below a title.
std::optional<Sheet> below_a_title(std::string_view bytes, const std::string& name, Kind as) {
    std::size_t at = 0;
    for (int skipped = 1; skipped <= most_title_lines; ++skipped) {
        at = bytes.find('\n', at);
        if (at == std::string_view::npos) return std::nullopt;
        ++at;
        const auto headings = headings_at(bytes, at);
        if (!headings) continue;
        auto recognition = recognise(*headings, as);
        if (!recognition) continue;
        auto table = base::read_csv(bytes.substr(at), name, limits);
        if (!table) return std::nullopt;
        table->heading_line += skipped;
        for (base::TableRow& row : table->rows)
            row.line += skipped;
        return Sheet{std::move(*table), std::move(*recognition)};
    }
    return std::nullopt;
}

base::Result<Sheet> open_sheet(const Source& source, Kind as) {
    std::string_view bytes = source.bytes;
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    auto table = base::read_csv(bytes, source.name, limits);
    if (!table && table.error().message != "csv.too_many_cells") return tl::unexpected(table.error());
    base::Error problem;
    if (table) {
        auto recognition = recognise(table->headings, as);
        if (recognition) return Sheet{std::move(*table), std::move(*recognition)};
        problem = std::move(recognition.error());
        problem.place = {source.name, table->heading_line, {}};
    } else {
        problem = std::move(table.error());
    }
    if (auto sheet = below_a_title(bytes, source.name, as)) return std::move(*sheet);
    return base::fail(std::move(problem));
}

base::Error at_heading(const Sheet& sheet, std::string_view message, base::MessageArguments arguments) {
    return {base::ErrorCode::bad_input,
            std::string(message),
            std::move(arguments),
            {sheet.table.file, sheet.table.heading_line, {}}};
}

std::string joined_names(model::SubjectKind kind) {
    std::string out;
    for (const Attribute& attribute : attributes_of(kind)) {
        out.append(out.empty() ? "" : ", ").append(attribute.name);
    }
    return out;
}

// A column of the sheet as the rows need it.
struct Column {
    const Attribute* attribute = nullptr;
    std::string label;
    bool kept = true;  // false: there is no heading to keep it under
    bool masked = false;
};

Column understand(const Sheet& sheet, std::size_t index, std::vector<base::Error>& warnings) {
    const std::string& heading = sheet.table.headings[index];
    const std::string shown = base::printable(heading, 80);
    Column column{sheet.recognition.columns[index], heading, true, false};
    if (column.attribute != nullptr || is_row_number(heading)) return column;
    if (normalised(heading).empty()) {
        column.kept = false;
        const auto& rows = sheet.table.rows;
        const bool used =
            std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return !row.cells[index].empty(); });
        if (used)
            warnings.push_back(at_heading(sheet, "inventory.no_heading", {{"number", std::to_string(index + 1)}}));
        return column;
    }
    if (is_personal(heading)) {
        column.masked = true;
        warnings.push_back(at_heading(sheet, "inventory.personal_column", {{"heading", shown}}));
        return column;
    }
    const std::string near = nearest_heading(sheet.recognition.kind, heading);
    if (near.empty()) {
        warnings.push_back(at_heading(sheet, "inventory.unknown_heading",
                                      {{"heading", shown}, {"known", joined_names(sheet.recognition.kind)}}));
    } else {
        warnings.push_back(
            at_heading(sheet, "inventory.unknown_heading_near", {{"heading", shown}, {"nearest", near}}));
    }
    return column;
}

std::vector<Column> columns_of(const Sheet& sheet, std::vector<base::Error>& warnings) {
    std::vector<Column> out;
    std::set<std::string> labels;
    for (std::size_t i = 0; i < sheet.table.headings.size(); ++i) {
        Column column = understand(sheet, i, warnings);
        // cells are kept by heading, so a heading that comes twice is told apart by the number of its column
        if (column.kept && !labels.insert(column.label).second) column.label += " [" + std::to_string(i + 1) + "]";
        out.push_back(std::move(column));
    }
    return out;
}

// Undoes what csv_field() does to text that a spreadsheet would take for a formula.
std::string_view unguarded(std::string_view cell) {
    const bool guarded =
        cell.size() > 1 && cell[0] == '\'' && std::string_view("=+-@").find(cell[1]) != std::string_view::npos;
    return guarded ? cell.substr(1) : cell;
}

void add_field(Record& record, const Column& column, std::string_view cell) {
    const auto same = std::find_if(record.fields.begin(), record.fields.end(),
                                   [&](const Field& field) { return field.attribute == column.attribute; });
    if (same == record.fields.end()) {
        record.fields.push_back({column.attribute, column.label, std::string(cell)});
    } else {
        same->text.append("; ").append(cell);
    }
}

void add_row(const base::TableRow& row, const std::vector<Column>& columns, Record record, Reading& reading) {
    base::Object cells;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::string_view cell = unguarded(row.cells[i]);
        if (columns[i].kept) cells.set(columns[i].label, columns[i].masked && !cell.empty() ? masked_cell : cell);
        if (columns[i].attribute != nullptr) add_field(record, columns[i], cell);
    }
    record.row = reading.rows.size();
    reading.rows.push_back({{record.kind, std::string(record.id())}, row.line, std::move(cells), {}});
    reading.records.push_back(std::move(record));
}

}  // namespace

void read_csv_source(const Source& source, Kind as, Reading& reading) {
    auto sheet = open_sheet(source, as);
    if (!sheet) {
        reading.defects.push_back(std::move(sheet.error()));
        return;
    }
    const auto columns = columns_of(*sheet, reading.warnings);
    if (sheet->table.rows.empty()) reading.warnings.push_back(at_heading(*sheet, "inventory.no_rows", {}));
    for (const base::TableRow& row : sheet->table.rows) {
        add_row(row, columns, Record{sheet->recognition.kind, source.name, row.line, {}, 0}, reading);
    }
}

}  // namespace attt::inventory
