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
    EXPECT_EQ(value_in_words("2025-10-14", texts), "14/10/2025");
    EXPECT_EQ(value_in_words("10.04.2022", texts), "10.04.2022");
    EXPECT_EQ(value_in_words(base::Value(std::vector<std::string>{"TLSv1.0", "TLSv1.2"}), texts), "TLSv1.0, TLSv1.2");
    EXPECT_EQ(value_in_words(base::Array{}, texts), "không có");
    EXPECT_EQ(value_in_words({}, texts), "—");
}

rules::RuleSet shipped_rules() {
    rules::Loaded loaded = rules::load_rules({ATTT_SOURCE_DIR "/rules"});
    EXPECT_TRUE(loaded.defects.empty());
    return std::move(loaded.rules);
}

TEST(Words, of_closed_lists_keep_the_value_behind) {
    const base::Catalogue texts = vietnamese();
    const rules::RuleSet rules = shipped_rules();
    const base::Value errors(std::vector<std::string>{"expired", "of_tomorrow"});
    EXPECT_EQ(value_in_words(errors, texts, rules.fact("tls.certificate.errors")), "đã hết hạn (expired), of_tomorrow");
}

TEST(Words, of_what_a_rule_requires) {
    const base::Catalogue texts = vietnamese();
    const rules::RuleSet rules = shipped_rules();
    const auto words = [&](const char* rule, const char* instance) {
        return requirement_in_words(*rules.rule(rule), instance, rules, texts);
    };
    EXPECT_EQ(words("certificate.trusted", ""), "Chuỗi chứng thư hợp lệ: có");
    EXPECT_EQ(words("tls.no-ssl", "SSLv3"), "Phiên bản SSL/TLS không có: SSLv3");
    EXPECT_EQ(words("http.redirect-to-https", ""),
              "Cổng HTTP không mã hóa: đóng (closed); hoặc Chuyển hướng sang https://: có");
}

// Every rule is put into words in both languages, with nothing of the rule language left.
TEST(Words, of_every_shipped_requirement) {
    const rules::RuleSet rules = shipped_rules();
    for (const auto language : {base::Language::vi, base::Language::en}) {
        const base::Catalogue texts = base::Catalogue::load(ATTT_SOURCE_DIR "/cli/messages", language).value();
        for (const rules::Rule& rule : rules.rules) {
            const std::string words = requirement_in_words(rule, "", rules, texts);
            for (const std::string& fact : rule.facts)
                EXPECT_EQ(words.find(fact), std::string::npos) << rule.id << ": " << words;
            EXPECT_EQ(words.find("verb."), std::string::npos) << rule.id << ": " << words;
        }
    }
}

TEST(Words, of_reasons_keep_the_technical_detail) {
    const base::Catalogue texts = vietnamese();
    const std::string words = reason_in_words("not_measured: tls timeout: no answer in 10 s", texts);
    EXPECT_NE(words.find("(TLS: không trả lời trong thời hạn – no answer in 10 s)"), std::string::npos) << words;
    EXPECT_NE(reason_in_words("not_measured: something odd", texts).find("(something odd)"), std::string::npos);
    const rules::RuleSet rules = shipped_rules();
    EXPECT_NE(reason_in_words("no_data: controls.complete", texts, &rules).find("Đáp ứng mọi yêu cầu"),
              std::string::npos);
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
