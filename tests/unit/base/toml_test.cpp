#include "base/toml.h"

#include <gtest/gtest.h>

namespace attt::base {
namespace {

TomlDocument parsed(std::string_view text) {
    auto document = parse_toml(text, "attt.toml");
    EXPECT_TRUE(document) << debug_string(document.error());
    return document.value_or(TomlDocument{});
}

TEST(Toml, keeps_order_and_lines) {
    const TomlDocument document = parsed("z = 1\na = 2\n[[office]]\nname = \"Sở\"\n[[office]]\nname = \"Ban\"\n");
    EXPECT_EQ(document.root.if_object()->begin()->first, "z");
    EXPECT_EQ(document.line_of("office[1].name"), 6);
    EXPECT_EQ(document.line_of("office[1]"), 5);
}

TEST(Toml, names_the_line_of_a_syntax_error) {
    const auto document = parse_toml("a = 1\nb = \n", "f.toml");
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().message, "toml.syntax");
    EXPECT_EQ(document.error().place.line, 2);
}

TEST(TomlTable, refuses_a_misspelt_key_with_the_nearest) {
    const TomlDocument document = parsed("name = \"x\"\nseverty = \"high\"\n");
    std::vector<Error> defects;
    TomlTable table(document, defects);
    EXPECT_EQ(table.required_string("name"), "x");
    EXPECT_EQ(table.string("severity"), std::nullopt);
    table.refuse_unknown();
    ASSERT_EQ(defects.size(), 1U);
    EXPECT_EQ(debug_string(defects[0]),
              "toml.unknown_key_near (key=severty, known=name, severity, nearest=severity) at attt.toml:2 severty");
}

TEST(TomlTable, gathers_every_defect) {
    const TomlDocument document = parsed("n = \"four\"\nwhen = \"31/02/2024\"\nkind = \"sytem\"\nspan = 5\n");
    std::vector<Error> defects;
    TomlTable table(document, defects);
    constexpr std::string_view kinds[] = {"agency", "system"};
    EXPECT_FALSE(table.integer("n"));
    EXPECT_FALSE(table.date("when"));
    EXPECT_FALSE(table.one_of("kind", kinds));
    EXPECT_FALSE(table.duration("span"));
    table.required_string("absent");
    std::vector<std::string> messages;
    for (const Error& defect : defects)
        messages.push_back(defect.message + ":" + std::to_string(defect.place.line));
    EXPECT_EQ(messages, (std::vector<std::string>{"toml.wrong_type:1", "date.impossible:2", "toml.not_one_of:3",
                                                  "toml.wrong_type:4", "toml.missing_key:0"}));
}

TEST(TomlTable, reads_dates_written_with_or_without_quotes) {
    const TomlDocument document = parsed("a = 2026-01-05\nb = \"05/01/2026\"\n");
    std::vector<Error> defects;
    TomlTable table(document, defects);
    EXPECT_EQ(table.date("a"), table.date("b"));
    EXPECT_TRUE(defects.empty());
}

}  // namespace
}  // namespace attt::base
