// The parts of the page: numbers, links, guidance, summary, targets, groups, charts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "reports/guidance.h"
#include "reports/view.h"
#include "reports/writing.h"
#include "tests/unit/reports/sample.h"

namespace attt {
namespace {

using base::Language;
using reports::AgencyReport;
using testing::ElementsAre;
using testing::HasSubstr;

const base::Catalogue& vi() {
    return tests::texts_in(Language::vi);
}

TEST(Writing, shows_counts_in_groups_of_three) {
    struct Case {
        std::int64_t count;
        const char* vi;
        const char* en;
    };
    for (const Case& c : {Case{0, "0", "0"}, Case{999, "999", "999"}, Case{5100, "5.100", "5,100"},
                          Case{1234567, "1.234.567", "1,234,567"}, Case{-1000, "-1.000", "-1,000"}}) {
        EXPECT_EQ(reports::show_count(c.count, Language::vi), c.vi);
        EXPECT_EQ(reports::show_count(c.count, Language::en), c.en);
    }
}

TEST(Writing, cuts_shares_and_never_rounds_them_up) {
    EXPECT_EQ(reports::show_share(2399, 3000, Language::vi), "79,9%");
    EXPECT_EQ(reports::show_share(2399, 3000, Language::en), "79.9%");
    EXPECT_EQ(reports::show_share(1, 1, Language::vi), "100,0%");
    EXPECT_EQ(reports::show_share(0, 0, Language::vi), "—");
}

TEST(Writing, links_to_http_https_and_mailto_alone) {
    for (const char* good : {"http://a.example/", "HTTPS://a.example/?b=c&d=e", "mailto:attt@a.example"})
        EXPECT_EQ(reports::link_to(good), good);
    for (const char* bad :
         {"", "a.example", "//a.example", "javascript:alert(1)", "data:text/html,x", "ftp://a.example",
          " https://a.example", "https://a.example/\" onclick=\"x", "https://a.example/ x", "https://",
          "https://a.example/\n", "https://đồng.example/", "vbscript:x", "file:///etc/passwd"})
        EXPECT_EQ(reports::link_to(bad), "") << bad;
}

// "p:" a paragraph before the steps, "1." a step, "-" an item, "$" what to type.
std::string outline(const base::Value& parts, const std::string& mark, const std::string& indent) {
    std::string out;
    std::string lead = mark;
    for (const base::Value& part : *parts.if_array()) {
        for (const auto& [name, sign] : {std::pair{"text", ""}, std::pair{"code", "$ "}}) {
            if (part[name].if_string() == nullptr) continue;
            out += indent + lead + sign + part[name].string_or("") + "\n";
            lead = "";
        }
        for (const base::Value& item : *part["items"].if_array())
            out += outline(item["parts"], "- ", indent + "  ");
    }
    return out;
}

std::string outline(std::string_view guidance) {
    const base::Value view = reports::guidance_view(guidance);
    std::string out;
    for (const base::Value& each : *view["intro"].if_array())
        out += outline(each["parts"], "p: ", "");
    for (const base::Value& each : *view["steps"].if_array())
        out += outline(each["parts"], "1. ", "");
    return out;
}

TEST(Guidance, is_taken_apart_as_its_author_meant_it) {
    struct Case {
        const char* text;
        const char* expected;
    };
    for (const Case& c : {
             Case{"", ""},
             Case{"Thêm tiêu đề ở máy chủ web.", "p: Thêm tiêu đề ở máy chủ web.\n"},
             Case{"Một câu dài được\nviết trên hai dòng.\nCâu sau.",
                  "p: Một câu dài được viết trên hai dòng.\np: Câu sau.\n"},
             Case{"1. Sao lưu.\n2. Sửa.\n", "1. Sao lưu.\n1. Sửa.\n"},
             Case{"1) Sao lưu.\n2) Sửa.\n", "1. Sao lưu.\n1. Sửa.\n"},
             Case{"Trước hết:\n1. Sao lưu.\n", "p: Trước hết:\n1. Sao lưu.\n"},
             Case{"1. Một bước dài\n   viết tiếp.\n", "1. Một bước dài viết tiếp.\n"},
             Case{"1. Gõ lệnh:\n     nginx -t\n     systemctl reload nginx\n   rồi xem lại.\n",
                  "1. Gõ lệnh:\n$ nginx -t\n$ systemctl reload nginx\nrồi xem lại.\n"},
             Case{"2. Chỉ để lại TLS 1.2:\n   - nginx: đặt\n       ssl_protocols TLSv1.2;\n     rồi kiểm tra.\n   - "
                  "IIS: dùng "
                  "Registry.\n3. Rà lại.\n",
                  "1. Chỉ để lại TLS 1.2:\n  - nginx: đặt\n  $ ssl_protocols TLSv1.2;\n  rồi kiểm tra.\n  - IIS: dùng "
                  "Registry.\n1. Rà lại.\n"},
             Case{"- một\n- hai\n", "1. một\n  - hai\n"},
             Case{"Từ 01/3/2025 dùng mẫu mới.", "p: Từ 01/3/2025 dùng mẫu mới.\n"},
             Case{"1.5 lần là đủ.", "p: 1.5 lần là đủ.\n"},
             Case{"\r\n1. Sao lưu.\r\n\r\n2. Sửa.\r\n", "1. Sao lưu.\n1. Sửa.\n"},
         })
        EXPECT_EQ(outline(c.text), c.expected) << c.text;
}

std::vector<std::string> sentences_of(const AgencyReport& report) {
    return base::strings_of(base::Value(reports::summary_view(report, vi()))["sentences"]);
}

TEST(Summary, says_the_worked_report_in_five_sentences) {
    EXPECT_THAT(
        sentences_of(tests::worked_report(Language::vi)),
        ElementsAre(
            "Đơn vị có 6 trang, cổng thông tin điện tử: 4 trang có kết quả đối chiếu, 1 trang đã xem nhưng "
            "chưa xác định được, 1 trang chưa được xem.",
            "Có 7 tồn tại cần khắc phục: 1 nghiêm trọng, 2 cao, 1 trung bình, 3 thấp.",
            "So với lần đối chiếu trước có 1 tồn tại mới, 1 đã khắc phục và xác minh được; 1 tồn tại đang "
            "mở là tái diễn.",
            "Có 3 nội dung chưa xác định được, nêu cùng lý do ở phần \"Nội dung chưa xác định và lý do\"; chưa xác "
            "định không được tính là đạt.",
            "Trong 3 chỉ tiêu tính trên đối tượng của đơn vị: 1 đạt hoặc vượt, 1 chưa đạt, 1 chưa xác định được, "
            "0 chưa có dữ liệu."));
}

TEST(Summary, does_not_praise_an_agency_of_which_nothing_is_known) {
    AgencyReport report;
    report.sites = {{"https://a.example/", "", 0, 12, 0, "23/11/2026 02:00"}};
    const auto sentences = sentences_of(report);
    EXPECT_THAT(sentences, testing::Contains(HasSubstr("Chưa có kết quả đối chiếu nào")));
    EXPECT_THAT(sentences, testing::Not(testing::Contains(HasSubstr("Không ghi nhận tồn tại"))));
}

TEST(Summary, counts_a_silent_site_apart_from_one_never_looked_at) {
    const reports::Seen seen = reports::seen_of(tests::worked_report(Language::vi));
    EXPECT_EQ(seen.total, 6);
    EXPECT_EQ(seen.answered, 4);
    EXPECT_EQ(seen.silent, 1);
    EXPECT_EQ(seen.never, 1);
}

TEST(Targets, show_share_unknowns_gap_and_lateness) {
    const base::Value rows = reports::targets_view(tests::worked_report(Language::vi), vi());
    const base::Array& targets = *rows.if_array();
    ASSERT_EQ(targets.size(), 3U);
    EXPECT_EQ(targets[0]["own"]["share"].string_or(""), "50,0%");
    EXPECT_EQ(targets[0]["own"]["fraction"].string_or(""), "7/14");
    EXPECT_EQ(targets[0]["own"]["unknown"].string_or(""), "chưa xác định 2 (14,2%)");
    EXPECT_EQ(targets[0]["own"]["outcome_name"].string_or(""), "Chưa đạt");
    EXPECT_EQ(targets[0]["whole"]["share"].string_or(""), "79,9%");
    EXPECT_EQ(targets[0]["gap"].string_or(""), "thêm 5 hệ thống");
    EXPECT_TRUE(targets[0]["late"].bool_or(false));
    EXPECT_EQ(targets[1]["gap"].string_or(""), "—");
    EXPECT_FALSE(targets[1]["late"].bool_or(true));
    EXPECT_EQ(targets[2]["gap"].string_or(""), "thêm 6 trang");
}

TEST(Targets, without_a_denominator_have_no_share) {
    AgencyReport report;
    report.targets.resize(1);
    const base::Value rows = reports::targets_view(report, vi());
    EXPECT_EQ((*rows.if_array())[0]["own"]["share"].string_or(""), "—");
    EXPECT_EQ((*rows.if_array())[0]["own"]["fraction"].string_or("x"), "");
    EXPECT_EQ((*rows.if_array())[0]["own"]["outcome_name"].string_or(""), "Chưa có dữ liệu");
}

TEST(Findings, of_one_rule_stand_together_and_keep_their_own_requirement) {
    const base::Value view = reports::findings_view(tests::worked_report(Language::vi), vi());
    std::vector<std::string> severities;
    for (const base::Value& each : *view["by_severity"].if_array())
        severities.push_back(each["severity"].string_or(""));
    EXPECT_THAT(severities, ElementsAre("critical", "high", "medium", "low"));

    const base::Value& high = (*view["by_severity"].if_array())[1];
    ASSERT_EQ(high["groups"].if_array()->size(), 1U);
    const base::Value& group = (*high["groups"].if_array())[0];
    EXPECT_EQ(group["requirement"].string_or("x"), "");
    const base::Array& places = *group["places"].if_array();
    ASSERT_EQ(places.size(), 2U);
    EXPECT_EQ(places[0]["own_requirement"].string_or(""), "tls.versions contains_none [\"SSLv3\"]");
    EXPECT_EQ(places[1]["endpoint"].string_or(""), "[2001:db8::21]:8443");
    EXPECT_EQ(places[1]["state_name"].string_or(""), "Mới");
}

TEST(Findings, that_came_back_name_their_episode) {
    const base::Value view = reports::findings_view(tests::worked_report(Language::vi), vi());
    const base::Value& group = (*(*view["by_severity"].if_array())[0]["groups"].if_array())[0];
    const base::Value& place = (*group["places"].if_array())[0];
    EXPECT_EQ(place["since"].string_or(""), "09/11/2026, lần thứ 2");
    EXPECT_EQ(place["state_name"].string_or(""), "Tái diễn");
    const base::Value& basis = (*group["basis"].if_array())[0];
    EXPECT_EQ(basis["citation"].string_or(""), "Điều 20, Thông tư số 32/2017/TT-BTTTT");
    EXPECT_EQ(basis["force"].string_or(""), "đã hết hiệu lực, nay được thay bằng Điều 11, Nghị định số 224/2026/NĐ-CP");
}

TEST(Trend, needs_two_evaluations) {
    AgencyReport report = tests::worked_report(Language::vi);
    report.trend.resize(1);
    EXPECT_FALSE(base::Value(reports::trend_view(report, vi()))["has_bars"].bool_or(true));
    report.trend.clear();
    EXPECT_FALSE(base::Value(reports::trend_view(report, vi()))["has_bars"].bool_or(true));
}

TEST(Trend, stacks_bars_without_gaps_and_inside_the_drawing) {
    AgencyReport report = tests::worked_report(Language::vi);
    report.trend.clear();
    for (int i = 0; i < 40; ++i)
        report.trend.push_back({tests::day("2026-11-23"), {i % 7, 3, 1000 * (i % 3), i, 1}});
    const base::Value chart = base::Value(reports::trend_view(report, vi()))["bars_chart"];
    EXPECT_EQ(chart["bars"].if_array()->size(), 26U);
    for (const base::Value& bar : *chart["bars"].if_array()) {
        std::int64_t below = 200;  // the base line: 230 high, 30 for the dates
        for (const base::Value& segment : *bar["segments"].if_array()) {
            EXPECT_EQ(segment["y"].integer_or(-1) + segment["height"].integer_or(-1), below);
            EXPECT_GE(segment["y"].integer_or(-1), 18);
            EXPECT_LE(segment["x"].integer_or(0) + segment["width"].integer_or(0), 672);
            below = segment["y"].integer_or(-1);
        }
    }
}

TEST(Trend, takes_numbers_that_nobody_expects) {
    AgencyReport report = tests::worked_report(Language::vi);
    report.trend = {{tests::day("2026-11-16"), {}}, {tests::day("2026-11-23"), {0, 0, -4, 0, 0, 9, 9}}};
    report.targets.resize(1);
    report.targets[0].trend = {
        {tests::day("2026-11-23"), {9, 3}}, {tests::day("2026-11-16"), {1, 0}}, {tests::day("2026-11-09"), {-1, 3}}};
    const base::Value view = reports::trend_view(report, vi());
    EXPECT_TRUE(view["has_bars"].bool_or(false));
    const base::Value& chart = (*view["target_trends"].if_array())[0]["chart"];
    EXPECT_EQ(chart["line"].string_or(""), "40,124 290,14");
    EXPECT_EQ(chart["last"].string_or(""), "100,0%");
}

TEST(Trend, draws_the_threshold_where_it_lies) {
    const base::Value view = reports::trend_view(tests::worked_report(Language::vi), vi());
    const base::Value& chart = (*view["target_trends"].if_array())[0]["chart"];
    EXPECT_TRUE(chart["goal"].bool_or(false));
    EXPECT_EQ(chart["goal_y"].integer_or(0), 36);  // 80 % of 110, above the base line at 124
}

}  // namespace
}  // namespace attt
