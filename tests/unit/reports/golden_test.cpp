// The worked report against its bytes in tests/golden/reports. ATTT_UPDATE_GOLDEN=1 writes them anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <ostream>

#include "base/archive.h"
#include "base/files.h"
#include "reports/document_docx.h"
#include "reports/document_html.h"
#include "tests/unit/reports/document_sample.h"

namespace attt {
namespace {

const std::string templates = ATTT_SOURCE_DIR "/reports/templates";

struct Golden {
    base::Language language;
    std::string file;
    friend void PrintTo(const Golden& golden, std::ostream* out) { *out << golden.file; }
};

class GoldenReport : public testing::TestWithParam<Golden> {};

TEST_P(GoldenReport, is_what_it_was) {
    const std::string path = std::string(ATTT_SOURCE_DIR "/tests/golden/reports/") + GetParam().file;
    const auto page = reports::render_html(tests::worked_report(GetParam().language),
                                           tests::texts_in(GetParam().language), templates);
    ASSERT_TRUE(page) << base::debug_string(page.error());
    if (std::getenv("ATTT_UPDATE_GOLDEN") != nullptr) {
        ASSERT_TRUE(base::write_file(path, *page, 0644));
    }
    const auto golden = base::read_file(path);
    ASSERT_TRUE(golden) << base::debug_string(golden.error());
    EXPECT_TRUE(*page == *golden) << path << " differs; look at it with ATTT_UPDATE_GOLDEN=1 and git diff";
}

std::string name_of_language(const testing::TestParamInfo<Golden>& golden) {
    return golden.param.language == base::Language::vi ? "vi" : "en";
}

// Documents as their page and as the text of their DOCX.
struct GoldenDocument {
    std::string file;
    std::string bytes;
    friend void PrintTo(const GoldenDocument& golden, std::ostream* out) { *out << golden.file; }
};

std::string docx_text(const reports::Document& document) {
    const auto docx = reports::render_docx(document);
    if (!docx) return base::debug_string(docx.error());
    const auto archive = base::Archive::open(*docx, "x.docx", {});
    // a line a paragraph, so that a difference can be read
    std::string out;
    for (const char c : archive->read("word/document.xml", 64U << 20U).value_or("")) {
        out += c;
        if (c == '>' && (out.ends_with("</w:p>") || out.ends_with("</w:tr>"))) out += '\n';
    }
    return out;
}

std::vector<GoldenDocument> golden_documents() {
    const auto parts = reports::load_page_parts(templates);
    std::vector<GoldenDocument> out;
    for (const base::Language language : {base::Language::vi, base::Language::en}) {
        const std::string ending = language == base::Language::vi ? ".vi" : ".en";
        const reports::Texts texts(tests::texts_in(language));
        const reports::Issuer issuer = tests::worked_issuer();
        const reports::Document letter = reports::agency_document(tests::letter_report(language), issuer, texts);
        const reports::Document slips = reports::clerk_document(tests::letter_report(language), issuer, texts);
        const reports::Document province = reports::province_document(tests::province_report(language), issuer, texts);
        out.push_back({"letter" + ending + ".docx.xml", docx_text(letter)});
        out.push_back({"slips" + ending + ".html", reports::render_page(slips, *parts, texts)});
        out.push_back({"province" + ending + ".html", reports::render_page(province, *parts, texts)});
    }
    return out;
}

TEST(GoldenDocuments, are_what_they_were) {
    for (const GoldenDocument& document : golden_documents()) {
        const std::string path = std::string(ATTT_SOURCE_DIR "/tests/golden/reports/") + document.file;
        if (std::getenv("ATTT_UPDATE_GOLDEN") != nullptr) {
            ASSERT_TRUE(base::write_file(path, document.bytes, 0644));
        }
        const auto golden = base::read_file(path);
        ASSERT_TRUE(golden) << base::debug_string(golden.error());
        EXPECT_TRUE(document.bytes == *golden) << path << " differs; look at it with ATTT_UPDATE_GOLDEN=1 and git diff";
    }
}

INSTANTIATE_TEST_SUITE_P(languages, GoldenReport,
                         testing::Values(Golden{base::Language::vi, "agency.vi.html"},
                                         Golden{base::Language::en, "agency.en.html"}),
                         name_of_language);

}  // namespace
}  // namespace attt
