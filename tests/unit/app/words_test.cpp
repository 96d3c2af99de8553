#include "app/words.h"

#include <gtest/gtest.h>

namespace attt::app {
namespace {

base::Catalogue vietnamese() {
    return base::Catalogue::load(ATTT_SOURCE_DIR "/cli/messages", base::Language::vi).value();
}

TEST(Words, of_values) {
    const base::Catalogue texts = vietnamese();
    EXPECT_EQ(value_in_words(true, texts), "có");
    EXPECT_EQ(value_in_words("2026-11-23T16:10:17Z", texts), "23/11/2026 23:10");
    EXPECT_EQ(value_in_words(base::Value(std::vector<std::string>{"TLSv1.0", "TLSv1.2"}), texts), "TLSv1.0, TLSv1.2");
    EXPECT_EQ(value_in_words(base::Array{}, texts), "không có");
    EXPECT_EQ(value_in_words({}, texts), "—");
}

TEST(Words, of_reasons_keep_the_technical_detail) {
    const base::Catalogue texts = vietnamese();
    const std::string words = reason_in_words("not_measured: tls timeout: no answer in 10 s", texts);
    EXPECT_NE(words.find("(tls timeout: no answer in 10 s)"), std::string::npos) << words;
    EXPECT_EQ(words.find("not_measured"), std::string::npos) << words;
    EXPECT_EQ(reason_in_words("", texts), "");
}

TEST(Words, a_legal_basis_says_when_it_has_been_replaced) {
    rules::Law law;
    law.instruments["old"] = {
        "old", "85/2016/NĐ-CP", {"Nghị định 85", ""}, {}, base::parse_date("2026-08-18").value(), "new", "", "source"};
    law.instruments["new"] = {
        "new", "331/2026/NĐ-CP", {"Nghị định 331", ""}, base::parse_date("2026-08-19").value(), {}, "", "", "source"};
    law.clauses["old.d15"] = {"old.d15", "old", "Điều 15", {}, "source", "new.d21"};
    law.clauses["new.d21"] = {"new.d21", "new", "Điều 21", {}, "source", ""};
    rules::Rule rule;
    rule.basis = {"old.d15"};
    const auto before = basis_as_of(rule, law, base::parse_date("2023-06-30").value(), base::Language::vi);
    ASSERT_EQ(before.size(), 1U);
    EXPECT_TRUE(before[0].in_force);
    EXPECT_EQ(before[0].replaced_by, "");
    const auto after = basis_as_of(rule, law, base::parse_date("2026-11-23").value(), base::Language::vi);
    EXPECT_FALSE(after[0].in_force);
    EXPECT_NE(after[0].replaced_by.find("Điều 21"), std::string::npos);
}

}  // namespace
}  // namespace attt::app
