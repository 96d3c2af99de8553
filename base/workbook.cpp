#include "base/workbook.h"

#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <set>
#include <system_error>

#include "base/files.h"
#include "base/text.h"
#include "base/unicode.h"
#include "base/workbook_charts.h"

namespace attt::base {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_rows = 1'048'576;
constexpr std::size_t most_columns = 16'384;
constexpr std::size_t longest_text = 32'767;
constexpr std::size_t longest_sheet_name = 31;
// What Excel takes as a list of choices written into the cell's own validation.
constexpr std::size_t longest_choices = 255;

tl::unexpected<Error> unwritable(std::string reason) {
    return fail(ErrorCode::io, "workbook.unwritable", {{"reason", std::move(reason)}});
}

// libxlsxwriter writes files only: a directory of our own, gone with the object.
class TemporaryDirectory {
  public:
    TemporaryDirectory() {
        std::error_code ignored;
        std::string name = (fs::temp_directory_path(ignored) / "attt-workbook-XXXXXX").string();
        if (::mkdtemp(name.data()) != nullptr) path_ = name;
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory() {
        std::error_code ignored;
        if (!path_.empty()) fs::remove_all(path_, ignored);
    }
    const fs::path& path() const { return path_; }

  private:
    fs::path path_;
};

Result<void> check_name(const std::string& name, std::set<std::string>& names) {
    const bool fits = !name.empty() && count_code_points(name) <= longest_sheet_name && is_utf8(name) &&
                      name.find_first_of("[]:*?/\\") == std::string::npos && !name.starts_with('\'') &&
                      !name.ends_with('\'');
    if (fits && names.insert(fold(name)).second) return {};
    return fail(ErrorCode::bad_input, "workbook.bad_sheet_name", {{"name", name}});
}

Result<void> check_row(const WorkbookSheet& sheet, const WorkbookRow& row, std::size_t number) {
    for (const WorkbookValue& value : row) {
        const auto* text = std::get_if<std::string>(&value);
        if (text != nullptr && text->size() > longest_text && count_code_points(*text) > longest_text)
            return fail(ErrorCode::bad_input, "workbook.text_too_long",
                        {{"sheet", sheet.name}, {"row", std::to_string(number)}});
    }
    if (row.size() <= sheet.columns.size()) return {};
    return fail(ErrorCode::bad_input, "workbook.too_large", {{"sheet", sheet.name}});
}

Result<void> check(const Workbook& workbook) {
    std::set<std::string> names = {fold(workbook.lists_name)};
    for (const WorkbookSheet& sheet : workbook.sheets) {
        if (auto named = check_name(sheet.name, names); !named) return named;
        const std::size_t rows = sheet.titles.size() + 1 + sheet.example.size() + sheet.rows.size();
        if (rows > most_rows || sheet.columns.size() > most_columns)
            return fail(ErrorCode::bad_input, "workbook.too_large", {{"sheet", sheet.name}});
        std::size_t number = sheet.titles.size() + 1;
        for (const std::vector<WorkbookRow>* rows_of : {&sheet.example, &sheet.rows}) {
            for (const WorkbookRow& row : *rows_of) {
                if (auto checked = check_row(sheet, row, ++number); !checked) return checked;
            }
        }
    }
    return {};
}

struct Formats {
    lxw_format* title = nullptr;
    lxw_format* heading = nullptr;
    lxw_format* text = nullptr;
    lxw_format* wrapped = nullptr;  // of a column whose width was chosen: long text goes on below
    lxw_format* number = nullptr;
    lxw_format* date = nullptr;
    lxw_format* percent = nullptr;
    lxw_format* example_text = nullptr;
    lxw_format* example_number = nullptr;
    lxw_format* example_date = nullptr;
    lxw_format* example_percent = nullptr;
};

Formats make_formats(lxw_workbook* book) {
    const auto made = [&](const char* number_format, bool example) {
        lxw_format* format = workbook_add_format(book);
        if (number_format != nullptr) format_set_num_format(format, number_format);
        format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
        if (example) {
            format_set_italic(format);
            format_set_font_color(format, LXW_COLOR_GRAY);
        }
        return format;
    };
    Formats out;
    out.title = workbook_add_format(book);
    format_set_bold(out.title);
    out.heading = workbook_add_format(book);
    format_set_bold(out.heading);
    format_set_text_wrap(out.heading);
    format_set_align(out.heading, LXW_ALIGN_VERTICAL_CENTER);
    format_set_bg_color(out.heading, 0xE7EEF7);
    format_set_border(out.heading, LXW_BORDER_THIN);
    out.text = made("@", false);
    out.wrapped = made("@", false);
    format_set_text_wrap(out.wrapped);
    for (lxw_format* text : {out.text, out.wrapped}) {  // apart from the number before it, which stands at the right
        format_set_align(text, LXW_ALIGN_LEFT);
        format_set_indent(text, 1);
    }
    out.number = made(nullptr, false);
    out.date = made("dd/mm/yyyy", false);
    out.percent = made("0.0%", false);
    out.example_text = made("@", true);
    out.example_number = made(nullptr, true);
    out.example_date = made("dd/mm/yyyy", true);
    out.example_percent = made("0.0%", true);
    return out;
}

lxw_format* column_format(const Formats& formats, WorkbookColumnKind kind, bool example) {
    switch (kind) {
        case WorkbookColumnKind::text: return example ? formats.example_text : formats.text;
        case WorkbookColumnKind::number: return example ? formats.example_number : formats.number;
        case WorkbookColumnKind::date: return example ? formats.example_date : formats.date;
        case WorkbookColumnKind::percent: return example ? formats.example_percent : formats.percent;
    }
    return nullptr;
}

class SheetWriter {
  public:
    SheetWriter(const WorkbookSheet& sheet, lxw_worksheet* target, const Formats& formats)
        : sheet_(sheet), target_(target), formats_(formats) {}

    void write() {
        lxw_row_t at = 0;
        for (const std::string& title : sheet_.titles)
            worksheet_write_string(target_, at++, 0, title.c_str(), formats_.title);
        write_headings(at++);
        first_data_row_ = at;
        for (const WorkbookRow& row : sheet_.example)
            write_row(at++, row, true);
        for (const WorkbookRow& row : sheet_.rows)
            write_row(at++, row, false);
        worksheet_freeze_panes(target_, first_data_row_, 0);
        set_page();
        if (!sheet_.columns.empty())
            worksheet_autofilter(target_, first_data_row_ - 1, 0, std::max(at, first_data_row_ + 1) - 1,
                                 static_cast<lxw_col_t>(sheet_.columns.size() - 1));
    }
    lxw_row_t first_data_row() const { return first_data_row_; }

  private:
    // Printed: all columns side by side on A4, the headings on every page.
    void set_page() {
        constexpr std::uint8_t a4 = 9;
        worksheet_set_paper(target_, a4);
        if (sheet_.columns.size() > 3) worksheet_set_landscape(target_);
        worksheet_fit_to_pages(target_, 1, 0);
        worksheet_repeat_rows(target_, first_data_row_ - 1, first_data_row_ - 1);
    }

    void write_headings(lxw_row_t row) {
        constexpr double narrowest = 12;
        constexpr double widest = 60;
        std::size_t lines = 1;
        for (std::size_t i = 0; i < sheet_.columns.size(); ++i) {
            const WorkbookColumn& column = sheet_.columns[i];
            const auto at = static_cast<lxw_col_t>(i);
            const double fitting =
                std::clamp(static_cast<double>(display_width(column.heading)) + 3, narrowest, widest);
            const double width = column.width > 0 ? column.width : fitting;
            worksheet_set_column(target_, at, at, width, column_format(formats_, column.kind, false));
            // bold, and beside the button of the filter
            lines = std::max(lines, lines_of(column.heading, width - 3));
            worksheet_write_string(target_, row, at, column.heading.c_str(), formats_.heading);
            if (!column.note.empty()) worksheet_write_comment(target_, row, at, column.note.c_str());
        }
        set_height(row, lines);
    }

    // How many lines a text takes in a column; programs that open the file do not all work it out themselves.
    static std::size_t lines_of(const std::string& text, double width) {
        const auto places = static_cast<std::size_t>(std::max(1.0, width - 1));
        std::size_t lines = 1, used = 0;
        for (const std::string& word : split(text, ' ')) {
            const std::size_t length = display_width(word);
            if (used > 0 && used + 1 + length > places) {
                ++lines;
                used = 0;
            }
            used += length + (used > 0 ? 1 : 0);
            lines += used / (places + 1);
            used %= places + 1;
        }
        return lines;
    }

    void set_height(lxw_row_t row, std::size_t lines) {
        constexpr double line_height = 15, tallest = 409;  // points; the most that a workbook takes
        if (lines > 1)
            worksheet_set_row(target_, row, std::min(tallest, line_height * static_cast<double>(lines)), nullptr);
    }

    void write_row(lxw_row_t row, const WorkbookRow& values, bool example) {
        std::size_t lines = 1;
        for (std::size_t i = 0; i < values.size(); ++i) {
            const auto at = static_cast<lxw_col_t>(i);
            lxw_format* format = column_format(formats_, sheet_.columns[i].kind, example);
            if (format == formats_.text && sheet_.columns[i].width > 0) format = formats_.wrapped;
            if (const auto* text = std::get_if<std::string>(&values[i])) {
                if (format == formats_.wrapped) lines = std::max(lines, lines_of(*text, sheet_.columns[i].width));
                worksheet_write_string(target_, row, at, text->c_str(), format);
            } else if (const auto* whole = std::get_if<std::int64_t>(&values[i])) {
                worksheet_write_number(target_, row, at, static_cast<double>(*whole), format);
            } else if (const auto* number = std::get_if<double>(&values[i])) {
                worksheet_write_number(target_, row, at, *number, format);
            } else if (const auto* date = std::get_if<Date>(&values[i])) {
                lxw_datetime day = {static_cast<int>(date->year()),
                                    static_cast<int>(static_cast<unsigned>(date->month())),
                                    static_cast<int>(static_cast<unsigned>(date->day())),
                                    0,
                                    0,
                                    0};
                worksheet_write_datetime(target_, row, at, &day, example ? formats_.example_date : formats_.date);
            }
        }
        set_height(row, lines);
    }

    const WorkbookSheet& sheet_;
    lxw_worksheet* target_;
    const Formats& formats_;
    lxw_row_t first_data_row_ = 1;
};

// Drop-down lists: short ones stand with the cells, long ones on a hidden sheet, a column each.
class Choices {
  public:
    Choices(lxw_workbook* book, std::string sheet_name) : book_(book), sheet_name_(std::move(sheet_name)) {}

    void add(lxw_worksheet* target, lxw_row_t first_row, lxw_col_t column, const std::vector<std::string>& choices) {
        lxw_data_validation validation = {};
        std::vector<char*> list;
        std::string formula;
        std::size_t length = choices.size();
        for (const std::string& choice : choices)
            length += count_code_points(choice);
        const bool has_comma = std::any_of(choices.begin(), choices.end(), [](const std::string& choice) {
            return choice.find(',') != std::string::npos;
        });
        if (length <= longest_choices && !has_comma) {
            validation.validate = LXW_VALIDATION_TYPE_LIST;
            for (const std::string& choice : choices)
                list.push_back(const_cast<char*>(choice.c_str()));  // the library's type; it only copies
            list.push_back(nullptr);
            validation.value_list = list.data();
        } else {
            validation.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
            formula = on_hidden_sheet(choices);
            validation.value_formula = formula.data();
        }
        validation.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
        worksheet_data_validation_range(target, first_row, column, LXW_ROW_MAX - 1, column, &validation);
    }

  private:
    std::string on_hidden_sheet(const std::vector<std::string>& choices) {
        if (sheet_ == nullptr) {
            sheet_ = workbook_add_worksheet(book_, sheet_name_.c_str());
            worksheet_hide(sheet_);
        }
        const std::string letter = column_letter(next_column_);
        for (std::size_t i = 0; i < choices.size(); ++i)
            worksheet_write_string(sheet_, static_cast<lxw_row_t>(i), next_column_, choices[i].c_str(), nullptr);
        ++next_column_;
        std::string quoted;
        for (const char c : sheet_name_)
            quoted.append(c == '\'' ? 2 : 1, c);
        return "='" + quoted + "'!$" + letter + "$1:$" + letter + "$" + std::to_string(choices.size());
    }

    static std::string column_letter(lxw_col_t column) {
        char name[8] = {};
        lxw_col_to_name(name, column, LXW_FALSE);
        return name;
    }

    lxw_workbook* book_;
    std::string sheet_name_;
    lxw_worksheet* sheet_ = nullptr;
    lxw_col_t next_column_ = 0;
};

void set_properties(lxw_workbook* book, const Workbook& workbook) {
    std::string title = workbook.title;
    lxw_doc_properties properties = {};
    properties.title = title.data();
    properties.created = std::chrono::system_clock::to_time_t(
        std::chrono::time_point_cast<std::chrono::system_clock::duration>(workbook.created));
    workbook_set_properties(book, &properties);
}

}  // namespace

Result<std::string> write_workbook(const Workbook& workbook) {
    if (auto checked = check(workbook); !checked) return tl::unexpected(checked.error());
    const TemporaryDirectory directory;
    if (directory.path().empty()) return unwritable(std::system_category().message(errno));
    const std::string path = (directory.path() / "workbook.xlsx").string();
    std::string temporary = directory.path().string();
    lxw_workbook_options options = {};
    options.tmpdir = temporary.data();
    lxw_workbook* book = workbook_new_opt(path.c_str(), &options);
    if (book == nullptr) return unwritable("");
    set_properties(book, workbook);
    const Formats formats = make_formats(book);
    std::vector<std::pair<lxw_worksheet*, lxw_row_t>> written;
    for (const WorkbookSheet& sheet : workbook.sheets) {
        lxw_worksheet* target = workbook_add_worksheet(book, sheet.name.c_str());
        SheetWriter writer(sheet, target, formats);
        writer.write();
        add_workbook_colours(book, target, sheet, writer.first_data_row());
        add_workbook_charts(book, target, sheet, writer.first_data_row());
        written.emplace_back(target, writer.first_data_row());
    }
    Choices choices(book, workbook.lists_name);
    for (std::size_t i = 0; i < written.size(); ++i) {
        for (std::size_t column = 0; column < workbook.sheets[i].columns.size(); ++column) {
            const auto& list = workbook.sheets[i].columns[column].choices;
            if (!list.empty()) choices.add(written[i].first, written[i].second, static_cast<lxw_col_t>(column), list);
        }
    }
    if (const lxw_error error = workbook_close(book); error != LXW_NO_ERROR) return unwritable(lxw_strerror(error));
    auto bytes = read_file(path);
    if (!bytes) return unwritable(bytes.error().message);
    return bytes;
}

}  // namespace attt::base
