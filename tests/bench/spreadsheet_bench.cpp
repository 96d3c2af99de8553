// How long, and with how much memory, a list of 50,000 rows and 12 columns is read from .xlsx.
//   bench_spreadsheet              makes the list with libxlsxwriter
//   bench_spreadsheet --write FILE only makes it, so that another program can open and save it
//   bench_spreadsheet FILE         reads a list that another program saved
// Exit codes: 0 within the bounds, 1 beyond them, 2 it could not be measured.
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/table_file.h"
#include "base/workbook.h"

namespace {

using namespace attt;

constexpr std::size_t columns = 12;
constexpr int list_rows = 50'000;
constexpr int times = 7;
constexpr double bound_milliseconds = 150;
constexpr long bound_kilobytes = 20 * 1024;

// In a process of its own, so that what writing takes is not counted as what reading takes.
bool make_list(const std::string& path, int rows) {
    const pid_t child = ::fork();
    if (child == 0) {
        base::Workbook book;
        base::WorkbookSheet sheet;
        sheet.name = "Máy tính";
        for (std::size_t i = 0; i < columns; ++i)
            sheet.columns.push_back({fmt::format("Tiêu đề {}", i), base::WorkbookColumnKind::text, 0, {}, {}});
        const base::Date day = *base::parse_date("31/12/2022");
        for (int i = 0; i < rows; ++i)
            sheet.rows.push_back({std::int64_t{i}, fmt::format("may-{:06}", i), fmt::format("co-quan-{}", i % 35),
                                  fmt::format("PC-{}", i),
                                  fmt::format("5CD{:08X}", static_cast<unsigned>(i) * 2654435761U), "Windows 11 Pro",
                                  "có", "Kaspersky Endpoint Security", day,
                                  fmt::format("10.1.{}.{}", i / 250 % 250, i % 250), "Đang sử dụng", 0.5 * i});
        book.sheets.push_back(std::move(sheet));
        const auto bytes = base::write_workbook(book);
        ::_exit(bytes && base::write_file(path, *bytes) ? 0 : 1);
    }
    int status = 1;
    return child > 0 && ::waitpid(child, &status, 0) == child && status == 0;
}

struct Reading {
    std::size_t rows = 0, cells = 0;
    double milliseconds = 0;
};

Reading read_list(const std::string& path) {
    Reading out;
    const auto start = std::chrono::steady_clock::now();
    auto file = base::TableFile::open_file(path);
    if (!file) return out;
    const auto read = file->read_rows(0, [&](const base::SheetRow& row) {
        ++out.rows;
        out.cells += row.cells.size();
        return true;
    });
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
    out.milliseconds = read ? taken.count() : 0;
    return out;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.size() == 2 && arguments[0] == "--write") return make_list(arguments[1], list_rows) ? 0 : 2;
    const bool made = arguments.empty();
    const std::string path =
        made ? (std::filesystem::temp_directory_path() / fmt::format("attt-bench-{}.xlsx", ::getpid())).string()
             : arguments[0];
    if (made && !make_list(path, list_rows)) return 2;
    std::vector<double> all;
    Reading reading;
    for (int i = 0; i < times; ++i) {
        reading = read_list(path);
        all.push_back(reading.milliseconds);
    }
    const auto file_size = std::filesystem::file_size(path);
    if (made) std::filesystem::remove(path);
    std::sort(all.begin(), all.end());
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const double median = all[all.size() / 2];
    fmt::print("xlsx {} rows x {} columns, {} cells, {} KB: best {:.0f} ms, median {:.0f} ms, peak {} KB\n",
               reading.rows - 1, columns, reading.cells, file_size / 1024, all.front(), median, usage.ru_maxrss);
    if (reading.rows != static_cast<std::size_t>(list_rows) + 1) return 2;
    return median <= bound_milliseconds && usage.ru_maxrss <= bound_kilobytes ? 0 : 1;
}
