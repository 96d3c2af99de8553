#include "zip_writer.h"

#include <zip.h>

#include <stdexcept>

namespace attt::base {
namespace {

constexpr const char* relation_types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

std::string relation(const std::string& id, const std::string& type, const std::string& target) {
    return "<Relationship Id=\"" + id + "\" Type=\"" + relation_types + type + "\" Target=\"" + target + "\"/>";
}

}  // namespace

std::string zipped(const Parts& parts) {
    zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, nullptr);
    zip_source_keep(target);
    zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, nullptr);
    if (archive == nullptr) throw std::runtime_error("no archive");
    for (const auto& [name, text] : parts) {
        zip_source_t* source = zip_source_buffer(archive, text.data(), text.size(), 0);
        zip_file_add(archive, name.c_str(), source, 0);
    }
    if (zip_close(archive) != 0) throw std::runtime_error("archive not written");
    zip_source_open(target);
    std::string out;
    std::string chunk(1U << 16U, '\0');
    for (zip_int64_t got = 0; (got = zip_source_read(target, chunk.data(), chunk.size())) > 0;)
        out.append(chunk, 0, static_cast<std::size_t>(got));
    zip_source_close(target);
    zip_source_free(target);
    return out;
}

Parts parts_of(const std::string& worksheet, const std::string& strings, const std::string& styles) {
    return {
        {"_rels/.rels", "<Relationships>" + relation("rId1", "officeDocument", "xl/workbook.xml") + "</Relationships>"},
        {"xl/workbook.xml",
         "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Danh sách\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels", "<Relationships>" + relation("rId1", "worksheet", "worksheets/first.xml") +
                                           relation("rId2", "sharedStrings", "sharedStrings.xml") +
                                           relation("rId3", "styles", "styles.xml") + "</Relationships>"},
        {"xl/worksheets/first.xml", "<worksheet>" + worksheet + "</worksheet>"},
        {"xl/sharedStrings.xml", "<sst>" + strings + "</sst>"},
        {"xl/styles.xml", "<styleSheet>" + styles + "</styleSheet>"}};
}

std::string workbook_of(const std::string& worksheet, const std::string& strings, const std::string& styles) {
    return zipped(parts_of(worksheet, strings, styles));
}

}  // namespace attt::base
