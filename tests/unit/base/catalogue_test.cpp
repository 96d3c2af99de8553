#include "base/catalogue.h"

#include <gtest/gtest.h>

namespace attt::base {
namespace {

Catalogue vietnamese() {
    auto loaded = Catalogue::load(ATTT_SOURCE_DIR "/cli/messages", Language::vi);
    EXPECT_TRUE(loaded) << debug_string(loaded.error());
    return loaded.value_or(Catalogue());
}

TEST(Catalogue, fills_arguments_and_makes_hostile_ones_printable) {
    const Catalogue texts = vietnamese();
    EXPECT_EQ(texts.text("file.not_found", {{"path", "a\x1b[31m.csv"}}), "không tìm thấy tệp a\\u{1b}[31m.csv");
}

TEST(Catalogue, leaves_out_what_there_is_nothing_to_say_of) {
    const Catalogue texts = vietnamese();
    EXPECT_EQ(texts.text("cli.no_rule", {{"id", "tls.x"}, {"nearest", "tls.a"}}),
              "không có tiêu chí \"tls.x\"; gần nhất là \"tls.a\"");
    EXPECT_EQ(texts.text("cli.no_rule", {{"id", "tls.x"}, {"nearest", ""}}), "không có tiêu chí \"tls.x\"");
    // what an argument holds is never read as a text
    EXPECT_EQ(texts.text("cli.no_rule", {{"id", "{#nearest}{id}"}, {"nearest", ""}}),
              "không có tiêu chí \"{#nearest}{id}\"");
}

TEST(Catalogue, says_file_and_line) {
    const Error error{ErrorCode::bad_input, "csv.empty", {}, {"ds.csv", 7, {}}};
    EXPECT_EQ(vietnamese().sentence(error), "ds.csv, dòng 7: tệp rỗng");
}

TEST(Catalogue, shows_the_id_of_a_text_that_is_missing) {
    EXPECT_EQ(vietnamese().text("no.such", {{"a", "b"}}), "⟨no.such⟩ a=b");
}

TEST(Catalogue, both_languages_hold_the_same_ids) {
    const auto english = Catalogue::load(ATTT_SOURCE_DIR "/cli/messages", Language::en);
    ASSERT_TRUE(english) << debug_string(english.error());
    std::vector<std::string> vi, en;
    const Catalogue vietnamese_texts = vietnamese();
    for (const auto& [id, text] : vietnamese_texts.texts())
        vi.push_back(id);
    for (const auto& [id, text] : english->texts())
        en.push_back(id);
    EXPECT_EQ(vi, en);
}

}  // namespace
}  // namespace attt::base
