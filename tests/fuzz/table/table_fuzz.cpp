// Text of any encoding as CSV, and the search for its headings.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/table_columns.h"
#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static constexpr std::array<attt::base::ColumnSpec, 3> specs = {
        {{"id", "mã | mã máy", true}, {"name", "tên máy", true}, {"mac", "địa chỉ MAC", false, true}}};
    static const attt::base::ColumnWords words(specs);
    auto file = attt::base::TableFile::open(std::string(reinterpret_cast<const char*>(data), size), "list.csv");
    if (!file || file->format() != attt::base::TableFile::Format::csv) return 0;
    std::size_t before = 0;
    (void)file->read_rows(0, [&](const attt::base::SheetRow& row) {
        if (row.number <= before) std::abort();
        before = row.number;
        for (const attt::base::Cell& cell : row.cells) {
            if (cell.text.empty() || !attt::base::is_nfc(cell.text)) std::abort();
        }
        return true;
    });
    const auto top = attt::base::read_top(*file, 0);
    if (!top) return 0;
    const auto layout = attt::base::find_layout(*top, words);
    if (layout && layout->complete != attt::base::missing_columns(*layout, words).empty()) std::abort();
    return 0;
}
