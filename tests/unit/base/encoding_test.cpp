#include "base/encoding.h"

#include <gtest/gtest.h>

#include "base/vietnamese.h"

namespace attt::base {
namespace {

using namespace std::string_view_literals;

TEST(Vietnamese, knows_its_syllables) {
    for (const auto word :
         {U"Đồng"sv, U"Tháp"sv, U"NGUYỄN"sv, U"nghiêng"sv, U"hòa"sv, U"hoà"sv, U"quý"sv, U"gì"sv, U"giếng"sv,
          U"khuỷu"sv, U"thuở"sv, U"ủy"sv, U"uỷ"sv, U"ươn"sv, U"xoong"sv, U"Lấp"sv, U"Vò"sv})
        EXPECT_TRUE(is_vietnamese_syllable(word)) << static_cast<unsigned>(word.front());
    for (const auto word :
         {U""sv, U"Ñoàng"sv, U"Thaùp"sv, U"Th¸p"sv, U"Müller"sv, U"áá"sv, U"aàu"sv, U"straße"sv, U"Sóo"sv})
        EXPECT_FALSE(is_vietnamese_syllable(word)) << static_cast<unsigned>(word.size());
}

struct DecodingCase {
    const char* name;
    std::string_view bytes;
    const char* encoding;
    const char* text;
};

TEST(Decoding, turns_every_encoding_of_an_office_into_utf8) {
    for (const DecodingCase& c : {
             DecodingCase{"ASCII", "so-y-te", "UTF-8", "so-y-te"},
             DecodingCase{"UTF-8", "Đồng Tháp", "UTF-8", "Đồng Tháp"},
             DecodingCase{"with its mark", "\xEF\xBB\xBFĐồng Tháp", "UTF-8", "Đồng Tháp"},
             DecodingCase{"UTF-16LE", "\xFF\xFE\x10\x01\xD3\x1Eng\0 \0\0"sv.substr(0, 6), "UTF-16LE", "Đồ"},
             DecodingCase{"UTF-16BE", "\xFE\xFF\x01\x10\x1E\xD3\0n\0g"sv, "UTF-16BE", "Đồng"},
             DecodingCase{"a pair of surrogates", "\xFF\xFE\x3D\xD8\x00\xDE"sv, "UTF-16LE", "😀"},
             DecodingCase{"UTF-16LE without its mark", "i\0d\0,\0n\0a\0m\0e\0\n\0a\0,\0S\0\xDF\x1E"sv, "UTF-16LE",
                          "id,name\na,Sở"},
             // base letters and combining tones: S + ơ + hook above, Đ + ô + grave + ng, Th + a + acute + p
             DecodingCase{"Windows-1258", "S\xF5\xD2 \xD0\xF4\xCCng Tha\xECp", "windows-1258", "Sở Đồng Tháp"},
             DecodingCase{"Windows-1258, tones composed", "Th\xE1p M\xFD\xF5\xCCi", "windows-1258", "Tháp Mười"},
             DecodingCase{"dot below a circumflex", "B\xF4\xF2 m\xF4n", "windows-1258", "Bộ môn"},
         }) {
        const auto decoded = decode_text(c.bytes, "f.csv");
        ASSERT_TRUE(decoded) << c.name << ": " << debug_string(decoded.error());
        EXPECT_EQ(decoded->text, c.text) << c.name;
        EXPECT_EQ(decoded->encoding, c.encoding) << c.name;
    }
}

TEST(Decoding, says_when_it_had_to_guess) {
    EXPECT_TRUE(decode_text("Sở Y tế", "f")->notes.empty());
    EXPECT_EQ(decode_text("S\xF5\xD2 Y t\xEA\xEC", "f")->notes.at(0).message, "encoding.windows_1258");
    EXPECT_EQ(decode_text("i\0d\0,\0n\0\n\0"sv, "f")->notes.at(0).message, "encoding.guessed_utf16");
}

struct RefusalCase {
    const char* name;
    std::string_view bytes;
    const char* message;
    int line;
    const char* legacy = "";
};

TEST(Decoding, names_what_it_cannot_take_and_where) {
    for (const RefusalCase& c : {
             RefusalCase{"TCVN3 as bytes", "id,name\na,\xA7\xE5ng Th\xB8p\nb,S\xEB Y t\xD5\n", "encoding.legacy", 2,
                         "TCVN3 (ABC)"},
             RefusalCase{"VNI as bytes", "id,name\na,\xD1o\xE0ng Tha\xF9p\nb,S\xF4\xFB Y te\xE1\n", "encoding.legacy",
                         2, "VNI"},
             RefusalCase{"TCVN3 saved as UTF-8", "id,name\na,§ång Th¸p\nb,Së Y tÕ\n", "encoding.legacy", 2,
                         "TCVN3 (ABC)"},
             RefusalCase{"VNI saved as UTF-8", "id,name\na,Ñoàng Thaùp\nb,Sôû Y teá\n", "encoding.legacy", 2, "VNI"},
             RefusalCase{"UTF-8 read as Windows-1252", "id\nÄá»“ng ThÃ¡p\nSá»Ÿ Y táº¿\n", "encoding.legacy", 2,
                         "UTF-8/Windows-1252"},
             RefusalCase{"UTF-8 cut short", "a\nok\nS\xE1\xBB\n", "encoding.not_utf8", 3},
             RefusalCase{"UTF-8 with a broken line", "Sở Y tế\nS\xE1\xBB Tư pháp\n", "encoding.not_utf8", 2},
             RefusalCase{"UTF-8 by its mark", "\xEF\xBB\xBFok\n\xFFx\n", "encoding.not_utf8", 2},
             RefusalCase{"no text in any of them", "a\n\xFF\xFE\xFD\xFC\n", "encoding.unknown", 2},
             RefusalCase{"binary", "a\nb\0\0\0\1\2"sv, "encoding.binary", 2},
             RefusalCase{"half a character of UTF-16", "\xFF\xFEi\0d\0\n\0x"sv, "encoding.binary", 2},
             RefusalCase{"a lone surrogate", "\xFF\xFE\x3D\xD8i\0"sv, "encoding.binary", 1},
         }) {
        const auto decoded = decode_text(c.bytes, "f.csv");
        ASSERT_FALSE(decoded) << c.name;
        EXPECT_EQ(decoded.error().message, c.message) << c.name;
        EXPECT_EQ(decoded.error().place.line, c.line) << c.name;
        if (*c.legacy != '\0') {
            EXPECT_EQ(decoded.error().arguments.at(0).second, c.legacy) << c.name;
        }
    }
}

TEST(Decoding, notes_a_legacy_line_among_sound_ones) {
    const auto decoded = decode_text("Sở Y tế\nSở Tư pháp\nSë C«ng Th­¬ng\n", "f.csv");
    ASSERT_TRUE(decoded) << debug_string(decoded.error());
    ASSERT_EQ(decoded->notes.size(), 1U);
    EXPECT_EQ(debug_string(decoded->notes[0]),
              "encoding.legacy_line (name=TCVN3 (ABC), value=Së C«ng Th\\u{ad}¬ng, nearest=Sở Công Thương) at f.csv:3");
}

TEST(Legacy, is_seen_in_single_cells_and_never_in_sound_ones) {
    EXPECT_EQ(legacy_vietnamese("ñoàng thaùp möôøi"), LegacyEncoding::vni);
    EXPECT_EQ(legacy_vietnamese("§ång Th¸p M­êi"), LegacyEncoding::tcvn3);
    EXPECT_EQ(from_legacy("ÑOÀNG THAÙP, möôøi (2)", LegacyEncoding::vni), "ĐỒNG THÁP, mười (2)");
    EXPECT_EQ(from_legacy("§ång Th¸p M­êi", LegacyEncoding::tcvn3), "Đồng Tháp Mười");
    EXPECT_EQ(from_legacy("Sá»Ÿ Y táº¿", LegacyEncoding::garbled), "Sở Y tế");
    for (const char* sound : {"", "PC-01", "Tháp", "là", "hoà", "Đồng Tháp", "Müller GmbH", "São Paulo", "café",
                              "50 µm ± 3", "5 ÷ 10", "Nguyễn Văn À", "Âu", "Ý Yên", "naïve", "“PC 01” – bàn 3"})
        EXPECT_FALSE(legacy_vietnamese(sound)) << sound;
}

}  // namespace
}  // namespace attt::base
