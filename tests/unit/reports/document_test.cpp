// Documents in each format: the form of Nghị định 30/2020/NĐ-CP, parts that fit together, hostile and unusual text in
// every field, nothing and very much to say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <thread>

#include "base/archive.h"
#include "base/files.h"
#include "base/text.h"
#include "base/xml.h"
#include "reports/document_docx.h"
#include "reports/document_html.h"
#include "reports/document_pdf.h"
#include "reports/document_xlsx.h"
#include "tests/unit/reports/document_sample.h"
#include "tests/unit/reports/markup.h"

namespace attt {
namespace {

using base::Language;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

template <class T>
T must(base::Result<T> result) {
    EXPECT_TRUE(result) << base::debug_string(result.error());
    return result ? std::move(*result) : T();
}

reports::Texts texts_in(Language language) {
    return reports::Texts(tests::texts_in(language));
}

std::string page_of(const reports::Document& document) {
    static const reports::PageParts parts = *reports::load_page_parts(ATTT_SOURCE_DIR "/reports/templates");
    return reports::render_page(document, parts, texts_in(document.language));
}

reports::Document worked_letter(Language language = Language::vi) {
    return reports::agency_document(tests::letter_report(language), tests::worked_issuer(), texts_in(language));
}

std::vector<reports::Document> worked_documents() {
    const reports::Texts texts = texts_in(Language::vi);
    return {worked_letter(), reports::clerk_document(tests::letter_report(Language::vi), tests::worked_issuer(), texts),
            reports::province_document(tests::province_report(Language::vi), tests::worked_issuer(), texts)};
}

std::string part_of(const std::string& package, const std::string& name) {
    auto archive = base::Archive::open(package, "document.docx", {});
    EXPECT_TRUE(archive);
    return must(archive->read(name, 64U << 20U));
}

// What a reader of a PDF finds when it searches.
std::string text_of_pdf(const std::string& pdf) {
    const std::string path =
        testing::TempDir() + "/" + testing::UnitTest::GetInstance()->current_test_info()->name() + ".pdf";
    EXPECT_TRUE(base::write_file(path, pdf));
    std::string out;
    FILE* pipe = ::popen(("pdftotext -layout '" + path + "' -").c_str(), "r");
    if (pipe == nullptr) return out;
    char buffer[4096];
    while (const std::size_t got = std::fread(buffer, 1, sizeof buffer, pipe))
        out.append(buffer, got);
    EXPECT_EQ(::pclose(pipe), 0) << "pdftotext (poppler-utils)";
    return out;
}

std::vector<std::string> rendered(const reports::Document& document) {
    return {page_of(document), must(reports::render_docx(document)), must(reports::render_pdf(document)),
            must(reports::render_xlsx(document, texts_in(document.language)))};
}

// ATTT_SAMPLES=DIR keeps what it renders, to be looked at.
TEST(Document, is_the_same_bytes_for_the_same_model) {
    for (const reports::Document& document : worked_documents()) {
        const std::vector<std::string> once = rendered(document);
        EXPECT_TRUE(once == rendered(document)) << document.name;
        const char* directory = std::getenv("ATTT_SAMPLES");
        if (directory == nullptr) continue;
        std::size_t at = 0;
        for (const char* ending : {".html", ".docx", ".pdf", ".xlsx"})
            EXPECT_TRUE(base::write_file(std::filesystem::path(directory) / (document.name + ending), once[at++]));
    }
}

// --- html ---

TEST(Page, of_a_document_is_well_formed) {
    for (const reports::Document& document : worked_documents())
        EXPECT_THAT(tests::read_markup(page_of(document)).defects, IsEmpty()) << document.name;
}

TEST(Page, has_one_first_heading_and_headings_for_its_tables) {
    for (const reports::Document& document : worked_documents()) {
        const tests::Markup markup = tests::read_markup(page_of(document));
        const auto count = [&](const char* name) {
            return std::count_if(markup.elements.begin(), markup.elements.end(),
                                 [&](const tests::Element& element) { return element.name == name; });
        };
        EXPECT_EQ(count("h1"), 1) << document.name;
        EXPECT_EQ(count("table"), count("caption")) << document.name;
        EXPECT_EQ(count("table"), count("thead")) << document.name;
    }
}

// --- docx ---

void expect_parts(const std::string& docx) {
    const base::XmlNode types = must(base::parse_xml(part_of(docx, "[Content_Types].xml"), "types"));
    auto archive = base::Archive::open(docx, "document.docx", {});
    ASSERT_TRUE(archive);
    std::set<std::string> overrides, endings;
    for (const base::XmlNode& type : types.children) {
        if (type.name == "Override") overrides.insert(std::string(type.attribute("PartName")));
        if (type.name == "Default") endings.insert(std::string(type.attribute("Extension")));
    }
    for (const std::string& part : overrides)
        EXPECT_TRUE(archive->contains(part)) << part;
    for (const auto& [of, folder] :
         {std::pair("_rels/.rels", ""), std::pair("word/_rels/document.xml.rels", "word/")}) {
        const base::XmlNode relationships = must(base::parse_xml(part_of(docx, of), of));
        std::set<std::string> ids;
        for (const base::XmlNode& each : relationships.children) {
            const std::string target = folder + std::string(each.attribute("Target"));
            EXPECT_TRUE(archive->contains(target)) << target;
            EXPECT_TRUE(ids.insert(std::string(each.attribute("Id"))).second);
            const std::string ending = target.substr(target.rfind('.') + 1);
            EXPECT_TRUE(overrides.contains("/" + target) || endings.contains(ending)) << target;
        }
    }
}

// Every r:id and r:embed of the text is a relationship.
void expect_references(const std::string& docx) {
    const std::string body = part_of(docx, "word/document.xml");
    const std::string relationships = part_of(docx, "word/_rels/document.xml.rels");
    for (const char* attribute : {"r:id=\"", "r:embed=\""}) {
        for (auto at = body.find(attribute); at != std::string::npos; at = body.find(attribute, at + 1)) {
            const auto from = at + std::string(attribute).size();
            const std::string id = body.substr(from, body.find('"', from) - from);
            EXPECT_THAT(relationships, HasSubstr("Id=\"" + id + "\""));
        }
    }
}

TEST(Docx, has_parts_that_fit_together) {
    for (const reports::Document& document : worked_documents()) {
        const std::string docx = must(reports::render_docx(document));
        expect_parts(docx);
        expect_references(docx);
    }
}

TEST(Docx, has_the_form_of_the_decree) {
    const std::string docx = must(reports::render_docx(worked_letter()));
    const std::string body = part_of(docx, "word/document.xml");
    for (const char* said :
         {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP",
          "SỞ KHOA HỌC VÀ CÔNG NGHỆ", "/SKHCN", "V/v kết quả rà soát", "Kính gửi: ", "Nơi nhận:", "Lưu: VT.",
          "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "PHỤ LỤC I"})
        EXPECT_THAT(body, HasSubstr(said));
    // A4, margins of 20 to 25, 20, 30 and 15 mm
    EXPECT_THAT(body, HasSubstr("w:w=\"11906\" w:h=\"16838\""));
    EXPECT_THAT(body, HasSubstr("w:top=\"1247\" w:right=\"850\" w:bottom=\"1134\" w:left=\"1701\""));
    EXPECT_THAT(body, HasSubstr("<w:titlePg/>"));
    EXPECT_THAT(body, HasSubstr("<w:pStyle w:val=\"Heading1\"/>"));
    EXPECT_THAT(body, HasSubstr("<w:tblHeader/>"));
    EXPECT_THAT(body, HasSubstr("w:orient=\"landscape\""));
    EXPECT_THAT(body, HasSubstr("<w:pgNumType w:start=\"1\"/>"));
    const std::string styles = part_of(docx, "word/styles.xml");
    EXPECT_THAT(styles, HasSubstr("w:ascii=\"Times New Roman\""));
    EXPECT_THAT(styles, HasSubstr("<w:outlineLvl w:val=\"0\"/>"));
    EXPECT_THAT(part_of(docx, "word/header1.xml"), HasSubstr(" PAGE "));
    EXPECT_THAT(part_of(docx, "word/header2.xml"), Not(HasSubstr("PAGE")));
    EXPECT_THAT(part_of(docx, "word/media/chart1.png"), testing::StartsWith("\x89PNG"));
}

// A face that one thread had closed was read by another, now and then.
TEST(Documents, may_be_made_by_many_threads_at_once) {
    const std::string pdf = must(reports::render_pdf(worked_letter()));
    const std::string docx = must(reports::render_docx(worked_letter()));
    std::atomic<int> differing = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int again = 0; again < 4; ++again) {
                    if (must(reports::render_pdf(worked_letter())) != pdf) ++differing;
                    if (must(reports::render_docx(worked_letter())) != docx) ++differing;
                }
            });
        }
    }
    EXPECT_EQ(differing, 0);
}

// --- pdf ---

TEST(Pdf, can_be_searched_with_its_diacritics) {
    const std::string pdf = must(reports::render_pdf(worked_letter()));
    const std::string text = base::nfc(text_of_pdf(pdf));
    for (const char* said : {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
                             "Kính gửi:", "Không dùng SSL 2.0 và SSL 3.0", "Nơi nhận:", "PHỤ LỤC"})
        EXPECT_THAT(text, HasSubstr(said));
}

TEST(Pdf, embeds_its_fonts_and_has_bookmarks_and_no_time_of_its_own) {
    const std::string pdf = must(reports::render_pdf(worked_letter()));
    for (const char* said : {"%PDF-1.5", "LiberationSerif", "/FontFile", "/Outlines", "/CreationDate (D:202611230500)"})
        EXPECT_NE(pdf.find(said), std::string::npos) << said;
}

// --- what stands in the fields ---

const std::vector<std::string>& hostile_texts() {
    static const std::vector<std::string> texts = {
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'; DROP TABLE finding; --",
        "javascript:alert(1)",
        "]]><!--<w:p/>-->&amp;&#x41;&unknown;",
        "</title></style></svg><svg onload=alert(1)>",
        "=HYPERLINK(\"http://evil.example\",\"x\")",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(1+1)",
        "a\tb\r\nc\x01\x1b[31m\x7f",
        "\xe2\x80\xae\x74\x78\x74.exe \xef\xbf\xbe \xef\xbf\xbf \xc2\x85",
        "\xff\xfe không phải UTF-8 \xc3",
        "{{title}} {0} %s ${x}",
    };
    return texts;
}

// All of them in one, for formats in which it does not matter how a text begins, and one that no line can break.
std::vector<std::string> hostile_together() {
    std::string all;
    for (const std::string& text : hostile_texts())
        all += text + " ";
    return {all, std::string(3000, 'x')};
}

TEST(Page, stays_a_page_whatever_its_fields_say) {
    std::vector<std::string> texts = hostile_together();
    texts.insert(texts.end(), hostile_texts().begin(), hostile_texts().begin() + 6);
    for (const std::string& text : texts) {
        for (const reports::Document& document : tests::documents_of(text, Language::vi)) {
            const tests::Markup markup = tests::read_markup(page_of(document));
            EXPECT_THAT(markup.defects, IsEmpty()) << text;
            int scripts = 0;
            for (const tests::Element& element : markup.elements) {
                scripts += element.name == "script" ? 1 : 0;
                for (const auto& [name, value] : element.attributes) {
                    EXPECT_FALSE(name.starts_with("on")) << text;
                    EXPECT_TRUE(name != "href" || value.starts_with("#")) << text;
                }
            }
            EXPECT_EQ(scripts, 1) << text;
        }
    }
}

TEST(Docx, stays_well_formed_whatever_its_fields_say) {
    for (const std::string& text : hostile_together()) {
        for (const reports::Document& document : tests::documents_of(text, Language::vi)) {
            const std::string docx = must(reports::render_docx(document));
            for (const char* part : {"word/document.xml", "docProps/core.xml"}) {
                const std::string xml = part_of(docx, part);
                EXPECT_TRUE(base::parse_xml(xml, part)) << document.title;
                EXPECT_TRUE(base::is_utf8(xml)) << document.title;
                for (const char* wrong : {"\x01", "<script", "\xef\xbf\xbf", "\xef\xbf\xbe", "<img"})
                    EXPECT_EQ(xml.find(wrong), std::string::npos) << wrong;
            }
        }
    }
}

TEST(Xlsx, holds_text_and_no_formula_whatever_its_fields_say) {
    std::vector<std::string> texts = hostile_together();
    texts.insert(texts.end(), hostile_texts().begin() + 6, hostile_texts().begin() + 10);
    for (const std::string& text : texts) {
        for (const reports::Document& document : tests::documents_of(text, Language::vi)) {
            const std::string xlsx = must(reports::render_xlsx(document, texts_in(Language::vi)));
            const auto archive = base::Archive::open(xlsx, "x.xlsx", {});
            ASSERT_TRUE(archive);
            for (int sheet = 1;; ++sheet) {
                const std::string part = "xl/worksheets/sheet" + std::to_string(sheet) + ".xml";
                if (!archive->contains(part)) break;
                const std::string xml = must(archive->read(part, 64U << 20U));
                EXPECT_TRUE(base::parse_xml(xml, part)) << text;
                EXPECT_EQ(xml.find("<f>"), std::string::npos) << text;
                EXPECT_EQ(xml.find("<hyperlink "), std::string::npos) << text;
            }
        }
    }
}

TEST(Pdf, is_made_whatever_its_fields_say) {
    for (const std::string& text : hostile_together()) {
        for (const reports::Document& document : tests::documents_of(text, Language::vi))
            EXPECT_TRUE(must(reports::render_pdf(document)).starts_with("%PDF")) << document.title;
    }
}

TEST(Document, shows_composed_and_decomposed_text_alike) {
    const std::string composed = "Sở Thông tin và Truyền thông";
    const std::string decomposed =
        "So\xcc\x9b\xcc\x89 Tho\xcc\x82ng tin va\xcc\x80 Truye\xcc\x82\xcc\x80n tho\xcc\x82ng";
    ASSERT_EQ(base::nfc(decomposed), composed);
    const auto a = tests::documents_of(composed, Language::vi), b = tests::documents_of(decomposed, Language::vi);
    for (std::size_t i = 0; i < a.size(); ++i)
        EXPECT_TRUE(rendered(a[i]) == rendered(b[i])) << i;
}

TEST(Document, is_whole_with_nothing_to_say) {
    const reports::Texts texts = texts_in(Language::vi);
    for (const reports::Document& document :
         {reports::agency_document(tests::as_letter(tests::report_without_findings()), tests::worked_issuer(), texts),
          reports::clerk_document(tests::as_letter(tests::report_without_findings()), tests::worked_issuer(), texts),
          reports::agency_document({}, {}, texts), reports::province_document({}, {}, texts),
          reports::drill_document({}, {}, {}, texts), reports::system_document({}, {}, texts),
          reports::results_document({}, {}, texts)}) {
        for (const std::string& bytes : rendered(document))
            EXPECT_FALSE(bytes.empty());
    }
}

TEST(Document, holds_five_thousand_findings) {
    const reports::Document document = reports::agency_document(tests::as_letter(tests::large_report(5000, 40)),
                                                                tests::worked_issuer(), texts_in(Language::vi));
    const std::string pdf = must(reports::render_pdf(document));
    EXPECT_THAT(text_of_pdf(pdf), HasSubstr("5.000"));
    EXPECT_GT(page_of(document).size(), 1U << 20U);
    const std::string body = part_of(must(reports::render_docx(document)), "word/document.xml");
    EXPECT_THAT(body, HasSubstr("5.000"));
    EXPECT_FALSE(must(reports::render_xlsx(document, texts_in(Language::vi))).empty());
}

// --- xlsx ---

TEST(Xlsx, has_a_cover_frozen_headings_filters_and_charts) {
    const reports::Document document = reports::province_document(tests::province_report(Language::vi),
                                                                  tests::worked_issuer(), texts_in(Language::vi));
    const std::string xlsx = must(reports::render_xlsx(document, texts_in(Language::vi)));
    const std::string sheet = part_of(xlsx, "xl/worksheets/sheet2.xml");
    EXPECT_THAT(sheet, HasSubstr("state=\"frozen\""));
    EXPECT_THAT(sheet, HasSubstr("<autoFilter"));
    EXPECT_THAT(sheet, HasSubstr("<conditionalFormatting"));
    EXPECT_THAT(part_of(xlsx, "xl/charts/chart1.xml"), HasSubstr("<c:chart>"));
    EXPECT_THAT(part_of(xlsx, "xl/sharedStrings.xml"), HasSubstr("Tính tới hết ngày"));
}

}  // namespace
}  // namespace attt
