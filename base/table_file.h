// A file of tables as an office has it: CSV in any encoding or .xlsx, told apart by content and read alike, one row at
// a time. What a row means is for base/table_columns.h and the importers.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/csv.h"
#include "base/error.h"
#include "base/spreadsheet.h"

namespace attt::base {

struct TableFileLimits {
    SpreadsheetLimits spreadsheet = {};
    CsvLimits csv = {.rows = 1'048'576, .columns = 16'384, .cell = 1U << 17U};
};

// "ds.xlsx [Máy tính]": how an error names a sheet; the file alone where it has no sheets.
std::string sheet_in_file(const std::string& file, const std::string& sheet);

class TableFile {
  public:
    enum class Format { csv, xlsx };

    // Takes the bytes over; `name` names the file in errors. Errors: csv.empty, those of decode_text and of
    // Spreadsheet::open (a renamed .xls, a PDF, an encrypted file … each has its own).
    static Result<TableFile> open(std::string bytes, const std::string& name, TableFileLimits limits = {});
    // The same from the disk, at most 64 MiB. Errors also: file.not_found, file.unreadable, file.too_large.
    static Result<TableFile> open_file(const std::filesystem::path& path, TableFileLimits limits = {});

    TableFile(TableFile&&) noexcept;
    TableFile& operator=(TableFile&&) noexcept;
    ~TableFile();

    const std::string& name() const;
    Format format() const;
    // The SHA-256 of the file's bytes, in hex.
    const std::string& sha256() const;
    // CSV is one sheet without a name.
    const std::vector<SheetInfo>& sheets() const;
    // What was worth saying about the encoding (decode_text).
    const std::vector<Error>& notes() const;

    // Rows from top to bottom, those without a cell left out; may be called again. Errors: those of
    // Spreadsheet::read_rows and of CsvReader::next.
    Result<SheetSummary> read_rows(std::size_t sheet, const VisitRow& visit);

    // Where a row of a sheet is, for errors: the sheet stands with the file, line is the row's number (0: none).
    Place place(std::size_t sheet, std::size_t row) const;

  private:
    struct State;
    explicit TableFile(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace attt::base
