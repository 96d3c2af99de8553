#include "reports/docx_parts.h"

#include "base/xml_stream.h"
#include "reports/shown_text.h"

namespace attt::reports {
namespace {

using base::XmlStream;

constexpr const char* types_namespace = "http://schemas.openxmlformats.org/package/2006/content-types";
constexpr const char* relationships_namespace = "http://schemas.openxmlformats.org/package/2006/relationships";
constexpr const char* office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
constexpr const char* word_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.";

std::string content_types(bool pictures) {
    XmlStream xml;
    xml.begin("Types").attribute("xmlns", types_namespace);
    const auto usual = [&](const char* ending, const char* type) {
        xml.begin("Default").attribute("Extension", ending).attribute("ContentType", type).end();
    };
    usual("rels", "application/vnd.openxmlformats-package.relationships+xml");
    usual("xml", "application/xml");
    if (pictures) usual("png", "image/png");
    const auto part = [&](const char* name, const std::string& type) {
        xml.begin("Override").attribute("PartName", name).attribute("ContentType", type).end();
    };
    part("/word/document.xml", word_type + std::string("document.main+xml"));
    part("/word/styles.xml", word_type + std::string("styles+xml"));
    part("/word/settings.xml", word_type + std::string("settings+xml"));
    part("/word/header1.xml", word_type + std::string("header+xml"));
    part("/word/header2.xml", word_type + std::string("header+xml"));
    part("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml");
    part("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml");
    xml.end();
    return xml.bytes();
}

void relationship(XmlStream& xml, const std::string& id, const std::string& type, const std::string& target) {
    xml.begin("Relationship").attribute("Id", id).attribute("Type", type).attribute("Target", target).end();
}

std::string package_relationships() {
    XmlStream xml;
    xml.begin("Relationships").attribute("xmlns", relationships_namespace);
    relationship(xml, "rId1", office + std::string("officeDocument"), "word/document.xml");
    relationship(xml, "rId2", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
                 "docProps/core.xml");
    relationship(xml, "rId3", office + std::string("extended-properties"), "docProps/app.xml");
    xml.end();
    return xml.bytes();
}

std::string document_relationships(std::size_t pictures) {
    XmlStream xml;
    xml.begin("Relationships").attribute("xmlns", relationships_namespace);
    relationship(xml, "rId1", office + std::string("styles"), "styles.xml");
    relationship(xml, "rId2", office + std::string("settings"), "settings.xml");
    relationship(xml, "rId3", office + std::string("header"), "header1.xml");
    relationship(xml, "rId4", office + std::string("header"), "header2.xml");
    for (std::size_t i = 0; i < pictures; ++i)
        relationship(xml, "rId" + std::to_string(11 + i), office + std::string("image"),
                     "media/chart" + std::to_string(i + 1) + ".png");
    xml.end();
    return xml.bytes();
}

struct Style {
    const char* id;
    const char* name;
    int size;  // in half points
    bool bold = false, italic = false;
    const char* alignment = "left";
    int before = 0, after = 0, line = 240, first_line = 0;
    int outline = -1;  // level of a heading
    const char* font = nullptr;
};

void run_properties(XmlStream& xml, const Style& style) {
    xml.begin("w:rPr");
    if (style.font != nullptr)
        xml.begin("w:rFonts")
            .attribute("w:ascii", style.font)
            .attribute("w:hAnsi", style.font)
            .attribute("w:cs", style.font)
            .end();
    if (style.bold) xml.empty("w:b");
    if (style.italic) xml.empty("w:i");
    xml.empty("w:color", "w:val", "000000");
    xml.empty("w:sz", "w:val", style.size).empty("w:szCs", "w:val", style.size);
    xml.end();
}

void write_style(XmlStream& xml, const Style& style) {
    xml.begin("w:style").attribute("w:type", "paragraph").attribute("w:styleId", style.id);
    xml.empty("w:name", "w:val", style.name);
    xml.empty("w:basedOn", "w:val", "Normal");
    if (style.outline >= 0) xml.empty("w:next", "w:val", "Body");
    xml.empty("w:qFormat");
    xml.begin("w:pPr");
    if (style.outline >= 0) xml.empty("w:keepNext").empty("w:keepLines");
    xml.begin("w:spacing")
        .attribute("w:before", style.before)
        .attribute("w:after", style.after)
        .attribute("w:line", style.line)
        .attribute("w:lineRule", "auto")
        .end();
    if (style.first_line > 0) xml.empty("w:ind", "w:firstLine", style.first_line);
    xml.empty("w:jc", "w:val", style.alignment);
    if (style.outline >= 0) xml.empty("w:outlineLvl", "w:val", style.outline);
    xml.end();
    run_properties(xml, style);
    xml.end();
}

std::string styles(base::Language language) {
    XmlStream xml;
    xml.begin("w:styles").attribute("xmlns:w", w_namespace);
    xml.begin("w:docDefaults").begin("w:rPrDefault").begin("w:rPr");
    xml.begin("w:rFonts")
        .attribute("w:ascii", "Times New Roman")
        .attribute("w:hAnsi", "Times New Roman")
        .attribute("w:eastAsia", "Times New Roman")
        .attribute("w:cs", "Times New Roman")
        .end();
    xml.empty("w:sz", "w:val", 26).empty("w:szCs", "w:val", 26);
    xml.empty("w:lang", "w:val", language == base::Language::vi ? "vi-VN" : "en-GB");
    xml.end().end().begin("w:pPrDefault").empty("w:pPr").end().end();
    xml.begin("w:style").attribute("w:type", "paragraph").attribute("w:default", "1").attribute("w:styleId", "Normal");
    xml.empty("w:name", "w:val", "Normal").empty("w:qFormat").end();
    xml.begin("w:style").attribute("w:type", "table").attribute("w:default", "1").attribute("w:styleId", "TableNormal");
    xml.empty("w:name", "w:val", "Normal Table").begin("w:tblPr").begin("w:tblCellMar");
    for (const char* side : {"w:top", "w:left", "w:bottom", "w:right"})
        xml.begin(side).attribute("w:w", 60).attribute("w:type", "dxa").end();
    xml.end().end().end();
    constexpr const char* mono = "Courier New";
    for (const Style& style :
         std::vector<Style>{{"Heading1", "heading 1", 26, true, false, "left", 180, 80, 264, 0, 0},
                            {"Heading2", "heading 2", 26, true, false, "left", 120, 80, 264, 0, 1},
                            {"Heading3", "heading 3", 26, true, true, "left", 80, 60, 264, 0, 2},
                            {"Kind", "Kind of document", 28, true, false, "center", 120, 0, 264},
                            {"Summary", "Summary of document", 28, true, false, "center", 0, 0, 264},
                            {"Remark", "Remark under title", 26, false, true, "center", 0, 60, 264},
                            {"Body", "Body", 26, false, false, "both", 0, 120, 276, 567},
                            {"Addressee", "Addressee", 28, false, false, "center", 60, 160, 264},
                            {"Note", "Note", 22, false, true, "both", 0, 100, 252},
                            {"Code", "Code", 20, false, false, "left", 0, 60, 252, 0, -1, mono},
                            {"Choice", "Choice", 26, false, false, "left", 0, 100, 264},
                            {"Item", "Item", 26, false, false, "both", 0, 60, 264},
                            {"Head", "Letterhead", 26, false, false, "center", 0, 0, 252},
                            {"Cell", "Cell", 22, false, false, "left", 0, 0, 240},
                            {"Figure", "Figure", 22, false, false, "center", 0, 0, 240},
                            {"Caption", "caption", 24, false, true, "left", 100, 60, 240},
                            {"PageNumber", "Page number", 26, false, false, "center", 0, 0, 240}})
        write_style(xml, style);
    xml.end();
    return xml.bytes();
}

std::string settings(base::Language language) {
    XmlStream xml;
    xml.begin("w:settings").attribute("xmlns:w", w_namespace);
    xml.empty("w:zoom", "w:percent", 100);
    xml.empty("w:defaultTabStop", "w:val", 567);
    xml.begin("w:compat")
        .begin("w:compatSetting")
        .attribute("w:name", "compatibilityMode")
        .attribute("w:uri", "http://schemas.microsoft.com/office/word")
        .attribute("w:val", "15")
        .end()
        .end();
    xml.empty("w:themeFontLang", "w:val", language == base::Language::vi ? "vi-VN" : "en-GB");
    xml.end();
    return xml.bytes();
}

std::string header(bool numbered) {
    XmlStream xml;
    xml.begin("w:hdr").attribute("xmlns:w", w_namespace).attribute("xmlns:r", r_namespace);
    xml.begin("w:p").begin("w:pPr").empty("w:pStyle", "w:val", "PageNumber").end();
    if (numbered) {
        const auto mark = [&](const char* type) { xml.begin("w:r").empty("w:fldChar", "w:fldCharType", type).end(); };
        mark("begin");
        xml.begin("w:r").begin("w:instrText").attribute("xml:space", "preserve").text(" PAGE ").end().end();
        mark("separate");
        xml.begin("w:r").leaf("w:t", "2").end();
        mark("end");
    }
    xml.end().end();
    return xml.bytes();
}

std::string core_properties(const Document& document) {
    const std::string made = base::to_rfc3339(std::chrono::floor<std::chrono::seconds>(document.made));
    XmlStream xml;
    xml.begin("cp:coreProperties")
        .attribute("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties")
        .attribute("xmlns:dc", "http://purl.org/dc/elements/1.1/")
        .attribute("xmlns:dcterms", "http://purl.org/dc/terms/")
        .attribute("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
    xml.leaf("dc:title", shown_text(document.title)).leaf("dc:creator", shown_text(document.author));
    xml.leaf("dc:language", document.language == base::Language::vi ? "vi-VN" : "en-GB");
    for (const char* name : {"dcterms:created", "dcterms:modified"})
        xml.begin(name).attribute("xsi:type", "dcterms:W3CDTF").text(made).end();
    xml.end();
    return xml.bytes();
}

std::string program_properties() {
    XmlStream xml;
    xml.begin("Properties")
        .attribute("xmlns", "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties");
    xml.leaf("Application", "attt").end();
    return xml.bytes();
}

}  // namespace

std::vector<base::ArchiveEntry> docx_parts(const Document& document, std::string body,
                                           std::vector<std::string> pictures) {
    std::vector<base::ArchiveEntry> out = {
        {"[Content_Types].xml", content_types(!pictures.empty())},
        {"_rels/.rels", package_relationships()},
        {"docProps/core.xml", core_properties(document)},
        {"docProps/app.xml", program_properties()},
        {"word/document.xml", std::move(body)},
        {"word/_rels/document.xml.rels", document_relationships(pictures.size())},
        {"word/styles.xml", styles(document.language)},
        {"word/settings.xml", settings(document.language)},
        {"word/header1.xml", header(true)},
        {"word/header2.xml", header(false)},
    };
    for (std::size_t i = 0; i < pictures.size(); ++i)
        out.push_back({"word/media/chart" + std::to_string(i + 1) + ".png", std::move(pictures[i]), false});
    return out;
}

}  // namespace attt::reports
