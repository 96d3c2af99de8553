#include "scanner/content/pdf.h"

#include <gmock/gmock.h>

#include "base/files.h"

namespace attt::scanner::content {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

PdfDocument read_fixture(const std::string& name) {
    return read_pdf(base::read_file(ATTT_SOURCE_DIR "/tests/fixtures/content/" + name, 1U << 20U).value());
}

// Made by Chromium: packed, each font a subset with codes of its own.
TEST(Pdf, of_a_browser_says_what_its_pages_say) {
    const PdfDocument advertising = read_fixture("quang-cao.pdf");
    EXPECT_EQ(advertising.title, "Báo cáo quý");
    EXPECT_THAT(advertising.text, HasSubstr("nhà cái uy tín, khuyến mãi nạp lần đầu 150%"));
    EXPECT_THAT(advertising.addresses, ElementsAre("https://xoilac-keo.example/dang-ky"));
    const PdfDocument plan = read_fixture("ke-hoach.pdf");
    EXPECT_THAT(plan.text, HasSubstr("triệt phá đường dây đánh bạc"));
    EXPECT_THAT(plan.addresses, ElementsAre("https://chinhphu.vn/"));
}

TEST(Pdf, written_plainly_is_read_too) {
    const PdfDocument document = read_pdf(
        "%PDF-1.4\n1 0 obj << /Title (N\\372i \\(1\\)) >> endobj\n"
        "2 0 obj << /A << /S /URI /URI (https://a.example/x) >> >> endobj\n"
        "3 0 obj << /Length 60 >> stream\nBT /F1 12 Tf 10 20 Td [(Soi) -300 (keo)] TJ 0 -14 Td <6E6F6875> Tj ET\n"
        "endstream endobj\n"
        "4 0 obj << /Title (\\376\\377\\036\\241) /Parent 1 0 R >> endobj");
    EXPECT_EQ(document.title, "Núi (1)");
    EXPECT_EQ(document.text, "Soi keo\nnohu\n");
    EXPECT_THAT(document.addresses, ElementsAre("https://a.example/x"));
}

TEST(Pdf, reads_a_line_drawn_in_pieces_as_parts_of_words_and_as_words) {
    const PdfDocument document =
        read_pdf("1 0 obj << >> stream\nBT 1 0 0 1 10 20 Tm (soi) Tj 9 0 Td (keo) Tj ET\nendstream endobj");
    EXPECT_EQ(document.text, "soikeo\n\nsoi keo\n");
}

TEST(Pdf, damaged_says_what_can_be_read) {
    EXPECT_THAT(read_pdf("").text, IsEmpty());
    EXPECT_THAT(read_pdf("1 0 obj << /Filter /FlateDecode >> stream\nno zlib").text, IsEmpty());
    EXPECT_THAT(read_pdf("1 0 obj << /Type /ObjStm /N 99999 /First 4 >> stream\n5 0 << /URI (a").addresses,
                ElementsAre("a"));
    EXPECT_THAT(read_pdf("1 0 obj (((((((((((").text, IsEmpty());
    const std::string whole =
        base::read_file(ATTT_SOURCE_DIR "/tests/fixtures/content/quang-cao.pdf", 1U << 20U).value();
    for (std::size_t length = 0; length < whole.size(); length += 997)
        EXPECT_LE(read_pdf(std::string_view(whole).substr(0, length)).text.size(), 400'000U);
}

}  // namespace
}  // namespace attt::scanner::content
