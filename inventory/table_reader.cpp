// Lists in CSV and XLSX: finds the table in each sheet and makes records of its rows.
#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "base/encoding.h"
#include "base/table_columns.h"
#include "base/table_file.h"
#include "base/text.h"
#include "inventory/personal_data.h"
#include "inventory/record.h"
#include "inventory/words.h"

namespace attt::inventory {
namespace {

constexpr base::TableFileLimits limits = {
    .spreadsheet = {.rows = 200'100, .columns = 1000, .cell = 32'767},
    .csv = {.rows = 200'100, .columns = 200, .cell = 1U << 16U},
};

// A sheet in which a table was found, and how its columns are used.
struct Column {
    std::size_t at = 0;
    const Attribute* attribute = nullptr;
    std::string label;
    bool masked = false;
};

struct Sheet {
    std::size_t number = 0;
    Recognition recognition;
    std::vector<Column> columns;
    std::size_t last_column = 0;  // with a heading
};

std::string joined_names(ListKind kind) {
    std::string out;
    for (const Attribute& attribute : attributes_of(kind)) {
        out.append(out.empty() ? "" : ", ").append(attribute.name);
    }
    return out;
}

// The row that a template shows how to fill in with ("ví dụ: so-mau").
bool is_example(std::string_view id) {
    constexpr std::size_t longest = 120;
    if (id.size() > longest) return false;
    const std::string form = normalised(id);
    return form.starts_with("vi du ") || form == "vi du" || form.starts_with("example ") || form == "example";
}

// Undoes what csv_field() does to text that a spreadsheet would take for a formula.
std::string_view unguarded(std::string_view cell) {
    const bool guarded =
        cell.size() > 1 && cell[0] == '\'' && std::string_view("=+-@").find(cell[1]) != std::string_view::npos;
    return guarded ? cell.substr(1) : cell;
}

class TableReader {
  public:
    TableReader(base::TableFile& file, Kind as, Reading& reading) : file_(file), as_(as), reading_(reading) {}

    void read() {
        for (const base::Error& note : file_.notes()) {
            // each such cell is told of with its column
            if (note.message != "encoding.legacy_line") reading_.warnings.push_back(note);
        }
        std::vector<base::Error> unrecognised;
        std::size_t tables = 0;
        for (std::size_t i = 0; i < file_.sheets().size(); ++i) {
            auto sheet = open_sheet(i);
            if (!sheet) {
                if (!sheet.error().message.empty()) unrecognised.push_back(std::move(sheet.error()));
                continue;
            }
            ++tables;
            read_sheet(*sheet);
        }
        // beside a list, a sheet of something else is only worth a word
        auto& told = tables > 0 ? reading_.warnings : reading_.defects;
        for (base::Error& error : unrecognised) {
            if (tables > 0) error.message = "inventory.sheet_not_a_list";
            told.push_back(std::move(error));
            if (tables == 0) break;
        }
        if (tables == 0 && unrecognised.empty())
            reading_.defects.push_back({base::ErrorCode::bad_input, "csv.empty", {}, {file_.name(), 0, {}}});
    }

  private:
    // An error without a message: the sheet is empty or hidden, and nothing more is to be said.
    base::Result<Sheet> open_sheet(std::size_t number) {
        auto top = base::read_top(file_, number);
        if (!top) return tl::unexpected(top.error());
        const base::SheetInfo& info = file_.sheets()[number];
        if (top->rows.empty()) return base::fail(base::Error{});
        auto recognition = recognise(*top, as_);
        if (info.hidden) {
            if (recognition) warn(file_.place(number, 0), "inventory.hidden_sheet", {{"sheet", info.name}});
            return base::fail(base::Error{});
        }
        if (!recognition) {
            base::Error error = std::move(recognition.error());
            error.place = file_.place(number, static_cast<std::size_t>(error.place.line));
            return base::fail(std::move(error));
        }
        Sheet sheet{number, std::move(*recognition), {}, 0};
        for (const base::TableColumn& column : sheet.recognition.layout.columns)
            sheet.last_column = std::max(sheet.last_column, column.column);
        understand_columns(sheet);
        return sheet;
    }

    void warn(base::Place place, std::string_view message, base::MessageArguments arguments) {
        reading_.warnings.push_back(
            {base::ErrorCode::bad_input, std::string(message), std::move(arguments), std::move(place)});
    }

    base::Place heading_place(const Sheet& sheet) const {
        return file_.place(sheet.number, sheet.recognition.layout.last_heading_row);
    }

    void understand_columns(Sheet& sheet) {
        std::set<std::string> labels;
        for (std::size_t i = 0; i < sheet.recognition.layout.columns.size(); ++i) {
            const base::TableColumn& written = sheet.recognition.layout.columns[i];
            Column column{written.column, sheet.recognition.attributes[i], written.heading, false};
            if (normalised(written.heading).empty()) continue;
            if (column.attribute == nullptr && !is_row_number(written.heading)) tell_of_unknown(sheet, column);
            // cells are kept by heading, so one that comes twice is told apart by the number of its column
            if (!labels.insert(column.label).second) column.label += " [" + std::to_string(column.at + 1) + "]";
            sheet.columns.push_back(std::move(column));
        }
    }

    void tell_of_unknown(const Sheet& sheet, Column& column) {
        const ListKind kind = sheet.recognition.kind;
        const std::string shown = base::printable(column.label, 80);
        if (is_personal(column.label)) {
            column.masked = true;
            warn(heading_place(sheet), "inventory.personal_column", {{"heading", shown}});
            return;
        }
        const std::string near = nearest_heading(kind, column.label);
        if (near.empty()) {
            warn(heading_place(sheet), "inventory.unknown_heading",
                 {{"heading", shown}, {"known", joined_names(kind)}});
        } else {
            warn(heading_place(sheet), "inventory.unknown_heading_near", {{"heading", shown}, {"nearest", near}});
        }
    }

    void read_sheet(const Sheet& sheet) {
        const std::size_t before = reading_.rows.size();
        std::set<std::size_t> without_heading;
        auto summary = file_.read_rows(sheet.number, [&](const base::SheetRow& row) {
            if (row.number > sheet.recognition.layout.last_heading_row) add_row(sheet, row, without_heading);
            return true;
        });
        if (!summary) {
            reading_.defects.push_back(std::move(summary.error()));
            return;
        }
        for (const std::size_t column : without_heading)
            warn(heading_place(sheet), "inventory.no_heading", {{"number", std::to_string(column + 1)}});
        if (reading_.rows.size() == before) warn(heading_place(sheet), "inventory.no_rows", {});
        tell_of_hidden(sheet, *summary);
    }

    void tell_of_hidden(const Sheet& sheet, const base::SheetSummary& summary) {
        const base::Place place = file_.place(sheet.number, 0);
        if (summary.hidden_rows > 0)
            warn(place, "inventory.hidden_rows", {{"count", std::to_string(summary.hidden_rows)}});
        std::string columns;
        for (const auto& [first, last] : summary.hidden_columns) {
            if (first > sheet.last_column) continue;
            columns.append(columns.empty() ? "" : ", ").append(base::column_name(first));
            if (last > first) columns.append("–").append(base::column_name(std::min(last, sheet.last_column)));
        }
        if (!columns.empty()) warn(place, "inventory.hidden_columns", {{"columns", columns}});
    }

    // What of a row is its own: not what a merged heading of a section spreads over it.
    struct OwnCells {
        std::size_t own = 0;
        std::size_t across = 0;
    };
    static OwnCells counted(const base::SheetRow& row) {
        OwnCells out;
        for (const base::Cell& cell : row.cells)
            ++(cell.merged_across ? out.across : out.own);
        return out;
    }

    void add_row(const Sheet& sheet, const base::SheetRow& row, std::set<std::size_t>& without_heading) {
        const OwnCells cells = counted(row);
        if (cells.own <= 1 && cells.across > 0) return;  // the heading of a section
        Record record{sheet.recognition.kind,       file_.name(), file_.sheets()[sheet.number].name,
                      static_cast<int>(row.number), {},           reading_.rows.size()};
        base::Object raw;
        if (!record.sheet.empty()) raw.set("(sheet)", record.sheet);
        std::vector<Problem> problems;
        for (const Column& column : sheet.columns)
            add_cell(column, row, record, raw, problems);
        const std::string id(record.id());
        if (is_example(id)) {
            warn(file_.place(sheet.number, row.number), "inventory.example_row", {});
            return;
        }
        reading_.rows.push_back({record.kind, id, {subject_kind_of(record.kind), id}, record.line, std::move(raw), {}});
        reading_.records.push_back(std::move(record));
        for (const base::Cell& cell : row.cells) {
            const bool headed = std::any_of(sheet.columns.begin(), sheet.columns.end(),
                                            [&](const Column& column) { return column.at == cell.column; });
            if (headed || cell.merged_across) continue;
            if (cell.column > sheet.last_column && file_.format() == base::TableFile::Format::csv) {
                refuse_wide(sheet, cell.column);
                break;
            }
            without_heading.insert(cell.column);
        }
        tell(problems);
    }

    // Cells beyond the last heading: in CSV a separator stands where it should not, and all to its right is shifted.
    void refuse_wide(const Sheet& sheet, std::size_t column) {
        reading_.refuse(reading_.records.back(), nullptr,
                        {base::ErrorCode::bad_input,
                         "csv.too_many_cells",
                         {{"expected", std::to_string(sheet.last_column + 1)}, {"found", std::to_string(column + 1)}},
                         {}});
    }

    struct Problem {
        Field field;
        std::string message;
        base::MessageArguments arguments;
        bool refuses = true;
    };

    void add_cell(const Column& column, const base::SheetRow& row, Record& record, base::Object& raw,
                  std::vector<Problem>& problems) {
        const base::Cell* cell = row.at(column.at);
        const bool there = cell != nullptr && !cell->merged_across;
        const std::string_view text = there ? unguarded(cell->text) : std::string_view();
        if (column.attribute == nullptr) {
            raw.set(column.label, column.masked && !text.empty() ? std::string(masked_cell) : without_persons(text));
            return;
        }
        std::string value = column.attribute->of_person ? without_persons(text) : std::string(text);
        raw.set(column.label, value);
        if (there) examine(column, *cell, value, problems);
        const auto same = std::find_if(record.fields.begin(), record.fields.end(),
                                       [&](const Field& field) { return field.attribute == column.attribute; });
        if (same == record.fields.end()) {
            record.fields.push_back({column.attribute, column.label, std::move(value)});
        } else {
            same->text.append("; ").append(value);
        }
    }

    // What a spreadsheet may have done to a value; empties it where it cannot be relied on.
    static void examine(const Column& column, const base::Cell& cell, std::string& value,
                        std::vector<Problem>& problems) {
        const auto add = [&](std::string_view message, bool refuses, base::MessageArguments more = {}) {
            more.insert(more.begin(), {"value", base::printable(cell.text, 80)});
            problems.push_back({{column.attribute, column.label, {}}, std::string(message), std::move(more), refuses});
        };
        const bool needed = column.attribute->need == Need::value;
        if (cell.without_value) add("inventory.formula_without_value", needed);
        if (cell.kind == base::CellKind::error) {
            add("inventory.cell_error", needed);
            value.clear();
        }
        if (cell.digits_lost && column.attribute->holds_code) {
            add("inventory.digits_lost", needed);
            value.clear();
        }
        if (cell.kind == base::CellKind::date) value.resize(std::min<std::size_t>(value.size(), 10));
        if (cell.kind != base::CellKind::text) return;
        if (const auto legacy = base::legacy_vietnamese(cell.text))
            add("inventory.legacy_text", true,
                {{"name", std::string(base::legacy_name(*legacy))},
                 {"nearest", base::printable(base::from_legacy(cell.text, *legacy), 80)}});
    }

    void tell(std::vector<Problem>& problems) {
        const Record& record = reading_.records.back();
        for (Problem& problem : problems) {
            base::Error error{base::ErrorCode::bad_input, std::move(problem.message), std::move(problem.arguments), {}};
            if (problem.refuses) {
                reading_.refuse(record, &problem.field, std::move(error));
            } else {
                reading_.warn(record, problem.field, std::move(error));
            }
        }
    }

    base::TableFile& file_;
    Kind as_;
    Reading& reading_;
};

}  // namespace

void read_table_source(const Source& source, Kind as, Reading& reading) {
    auto file = base::TableFile::open(source.bytes, source.name, limits);
    if (!file) {
        reading.defects.push_back(std::move(file.error()));
        return;
    }
    TableReader(*file, as, reading).read();
}

}  // namespace attt::inventory
