// Any bytes as every text of a snapshot: each format can be read back, holds as many entries as before, and begins no
// formula.
#include <cstdint>
#include <cstdlib>

#include "base/csv.h"
#include "base/json.h"
#include "base/xml.h"
#include "reports/exports.h"
#include "tests/unit/exports/sample.h"

namespace {

using namespace attt;

void require(bool holds) {
    if (!holds) std::abort();
}

void check_calendar(const std::string& text) {
    std::size_t events = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find("\r\n", at);
        require(end != std::string::npos && end - at <= 75);
        if (text.compare(at, end - at, "BEGIN:VEVENT") == 0) ++events;
        at = end + 2;
    }
    require(events == 6);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > 4096) return 0;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const reports::Snapshot snapshot = tests::filled_snapshot(text, size % 2 == 0);
    const base::Catalogue& texts = tests::texts_of(snapshot.language);
    require(base::parse_json(reports::render_json(snapshot)).has_value());
    require(base::parse_json(reports::render_oscal(snapshot, texts)).has_value());
    require(base::parse_json(reports::render_defectdojo(snapshot, texts)).has_value());
    require(base::parse_xml(reports::render_xccdf(snapshot, texts), "x").has_value());
    check_calendar(reports::render_ical(snapshot, texts));
    const auto table = base::read_csv(reports::render_csv(snapshot, reports::CsvTable::findings, false, texts), "x");
    // the reader refuses what looks like text of an old encoding, whoever wrote it
    if (!table && table.error().message == "encoding.legacy") return 0;
    require(table && table->rows.size() == snapshot.findings.size());
    for (const base::TableRow& row : table->rows) {
        for (const std::string& cell : row.cells)
            require(cell.empty() || std::string_view("=+-@").find(cell[0]) == std::string_view::npos);
    }
    return 0;
}
