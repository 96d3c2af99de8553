// The reader of .xlsx. Fuzzed bytes seldom make a zip, so the first byte says whether they are the file or a part of
// one that is sound otherwise (which needs no compression: stored entries are bytes).
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/spreadsheet.h"
#include "base/text.h"

namespace {

std::uint32_t crc32_of(const std::string& bytes) {
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
    }
    return ~crc;
}

void little(std::string& out, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i)
        out += static_cast<char>((value >> (8U * static_cast<unsigned>(i))) & 0xFFU);
}

// A zip of stored entries.
std::string stored(const std::vector<std::pair<std::string, std::string>>& parts) {
    std::string out;
    std::string directory;
    for (const auto& [name, bytes] : parts) {
        const auto offset = static_cast<std::uint32_t>(out.size());
        std::string common;
        little(common, 20, 2);
        for (const std::uint32_t zero : {0U, 0U, 0U, 0x21U})
            little(common, zero, 2);
        little(common, crc32_of(bytes), 4);
        little(common, static_cast<std::uint32_t>(bytes.size()), 4);
        little(common, static_cast<std::uint32_t>(bytes.size()), 4);
        little(common, static_cast<std::uint32_t>(name.size()), 2);
        little(common, 0, 2);
        out += std::string("PK\x03\x04", 4) + common + name + bytes;
        directory += std::string("PK\x01\x02\x14\0", 6) + common;
        directory += std::string(10, '\0');
        little(directory, offset, 4);
        directory += name;
    }
    const auto start = static_cast<std::uint32_t>(out.size());
    out += directory + std::string("PK\x05\x06\0\0\0\0", 8);
    little(out, static_cast<std::uint32_t>(parts.size()), 2);
    little(out, static_cast<std::uint32_t>(parts.size()), 2);
    little(out, static_cast<std::uint32_t>(directory.size()), 4);
    little(out, start, 4);
    little(out, 0, 2);
    return out;
}

std::string workbook_with(unsigned which, const std::string& bytes) {
    std::vector<std::pair<std::string, std::string>> parts = {
        {"xl/workbook.xml", "<workbook><sheets><sheet name=\"A\" id=\"1\"/></sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels",
         "<Relationships><Relationship Id=\"1\" Type=\"/worksheet\" Target=\"s.xml\"/><Relationship Id=\"2\" "
         "Type=\"/sharedStrings\" Target=\"t.xml\"/><Relationship Id=\"3\" Type=\"/styles\" "
         "Target=\"y.xml\"/></Relationships>"},
        {"xl/s.xml",
         "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c><c s=\"0\"><v>44926</v></c></row></sheetData></worksheet>"},
        {"xl/t.xml", "<sst><si><t>a</t></si></sst>"},
        {"xl/y.xml", "<styleSheet><cellXfs><xf numFmtId=\"14\"/></cellXfs></styleSheet>"}};
    parts[which % parts.size()].second = bytes;
    return stored(parts);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string rest(reinterpret_cast<const char*>(data + 1), size - 1);
    const unsigned which = data[0] % 8U;
    const std::string bytes = which >= 5 ? rest : workbook_with(which, rest);
    attt::base::SpreadsheetLimits limits;
    limits.inflated = 4U << 20U;
    auto spreadsheet = attt::base::Spreadsheet::open(bytes, "f.xlsx", limits);
    if (!spreadsheet) return 0;
    for (std::size_t i = 0; i < spreadsheet->sheets().size() && i < 3; ++i) {
        std::size_t before = 0;
        (void)spreadsheet->read_rows(i, [&](const attt::base::SheetRow& row) {
            // rows from top to bottom, cells from left to right, text in UTF-8
            if (row.number <= before || row.cells.empty()) std::abort();
            before = row.number;
            for (std::size_t at = 0; at < row.cells.size(); ++at) {
                if (at > 0 && row.cells[at].column < row.cells[at - 1].column) std::abort();
                if (!attt::base::is_utf8(row.cells[at].text)) std::abort();
            }
            return true;
        });
    }
    return 0;
}
