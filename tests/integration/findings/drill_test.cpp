// A drill from its plan to what its attackers found, and what targets and duties count of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "office.h"

namespace attt::test {
namespace {

using testing::HasSubstr;

constexpr const char* antivirus = "computer.antivirus-installed";

std::int64_t sum_of(const base::Value& scores, const char* field) {
    std::int64_t out = 0;
    for (const base::Value& score : *scores.if_array()) {
        if (score["total"].integer_or(0) > 0) out += score[field].integer_or(0);
    }
    return out;
}

std::size_t with_reason(const base::Value& readiness, const std::string& reason) {
    std::size_t out = 0;
    for (const base::Value& item : *readiness["items"].if_array()) {
        for (const std::string& each : base::strings_of(item["reasons"]))
            out += each == reason ? 1U : 0U;
    }
    return out;
}

TEST(Drill, readiness_stands_on_what_is_known) {
    const Office office;
    EXPECT_EQ(office.attt({"drill", "readiness"}).code, 2) << "no drill yet";
    EXPECT_EQ(office.attt({"drill", "plan", "--date", day_from_now(-2), "--scope", "all"}).code, 2);
    EXPECT_EQ(office.attt({"drill", "plan", "--date", day_from_now(30), "--scope", "khong-co"}).code, 2);
    ASSERT_EQ(office.attt({"drill", "plan", "--date", day_from_now(30), "--scope", "all", "--id", "dt"}).code, 0);
    EXPECT_EQ(office.attt({"drill", "plan", "--date", day_from_now(30), "--scope", "all", "--id", "dt"}).code, 2);

    const base::Value whole = office.json({"drill", "readiness", "dt"});
    EXPECT_EQ(whole["gained_tenths"].integer_or(-1), sum_of(whole["scores"], "gained_tenths"));
    EXPECT_EQ(whole["possible"].integer_or(-1), sum_of(whole["scores"], "points"));
    EXPECT_EQ(with_reason(whole, "no_security_officer"), 1U);
    EXPECT_EQ(with_reason(whole, "no_monitoring"), 1U);
    EXPECT_EQ(with_reason(whole, "no_antivirus"), 2U);
    EXPECT_EQ(whole["baseline"]["gained_tenths"], whole["gained_tenths"]);
    EXPECT_EQ(whole["burn_down"].if_array()->size(), 2U);

    // of one agency, against its own baseline
    office.write("agencies.csv",
                 "id,name,tier,kind,parent,security_officers\nstc,Sở Tài chính,tỉnh,sở và tương đương,,1\n");
    ASSERT_EQ(office.attt({"import", office.file("agencies.csv")}).code, 0);
    const base::Value stc = office.json({"drill", "readiness", "dt", "--agency", "stc"});
    EXPECT_EQ(with_reason(stc, "no_security_officer"), 0U);
    EXPECT_GT(stc["gained_tenths"].integer_or(0), stc["baseline"]["gained_tenths"].integer_or(0));
    EXPECT_EQ(stc["no_longer_blocking"].integer_or(0), 1);
    const base::Value syt = office.json({"drill", "readiness", "dt", "--agency", "syt"});
    EXPECT_EQ(syt["gained_tenths"], syt["baseline"]["gained_tenths"]);

    ASSERT_EQ(office.attt({"drill", "readiness", "dt", "--pages", office.file("pages")}).code, 0);
    for (const char* name : {"pages/stc.html", "pages/syt.html"})
        EXPECT_THAT(office.text(name), HasSubstr("</html>")) << name;
    EXPECT_THAT(office.text("pages/stc.html"), HasSubstr("Sở Tài chính"));
    EXPECT_THAT(office.text("pages/syt.html"), testing::Not(HasSubstr("STC-01")));
    const Outcome english = office.attt({"--lang", "en", "drill", "readiness", "dt"});
    EXPECT_THAT(english.out, HasSubstr("of 3")) << "what the points of antivirus stand on";
}

TEST(Drill, what_was_held_counts_and_what_was_found_lives) {
    const Office office;
    ASSERT_EQ(office.attt({"drill", "plan", "--date", day_from_now(0), "--scope", "all", "--id", "dt"}).code, 0);
    const auto of_the_year = [&] {
        const base::Value row =
            office.json({"targets", "--year", "2023", "--known-on", "now", "--as-of", "31/12/2023"});
        for (const base::Value& each : *row["targets"].if_array()) {
            if (each["number"].string_or("") == "V.6") return each["numerator"].integer_or(-1);
        }
        return std::int64_t{-2};
    };
    EXPECT_EQ(of_the_year(), 0);
    EXPECT_EQ(office.attt({"drill", "held", "dt", "--on", day_from_now(3)}).code, 2);
    EXPECT_EQ(office.attt({"drill", "held", "dt", "--systems", "khong-co"}).code, 2);
    EXPECT_EQ(office.attt({"drill", "held", "khac"}).code, 2);
    ASSERT_EQ(
        office.attt({"drill", "held", "dt", "--on", "15/11/2023", "--systems", "cong-stc", "--lead", "Sở TTTT"}).code,
        0);
    ASSERT_EQ(
        office.attt({"drill", "held", "dt", "--on", "15/11/2023", "--systems", "cong-stc", "--lead", "Sở TTTT"}).code,
        0);
    EXPECT_EQ(of_the_year(), 1) << "said twice, counted once";

    office.write("tim-thay.csv",
                 "Đối tượng,Mã,Tồn tại,Mức độ,Minh chứng\n"
                 "cong-stc,R1,Trang quản trị mở ra Internet,Nghiêm trọng,ảnh 01\n"
                 "pc-1,R2,Mật khẩu dùng chung,Cao,ảnh 02\n");
    ASSERT_EQ(office.attt({"drill", "import", "dt", office.file("tim-thay.csv")}).code, 0);
    const Outcome again = office.attt({"drill", "import", "dt", office.file("tim-thay.csv")});
    EXPECT_EQ(again.code, 0);
    const base::Value listed = office.json({"findings", "--rule", "drill.reported"});
    EXPECT_EQ(listed["findings"].if_array()->size(), 2U);
    const std::string found = office.finding("cong-stc", "drill.reported");
    EXPECT_THAT(office.attt({"findings", "show", found}).out, HasSubstr("Trang quản trị mở ra Internet"));
    EXPECT_EQ(with_reason(office.json({"drill", "readiness", "dt", "--agency", "stc"}), "level_3"), 1U);

    ASSERT_EQ(office.as("Nhà thầu", {"findings", "claim", found, "--reason", "đã chặn"}).code, 0);
    EXPECT_EQ(office.as("Nhà thầu", {"findings", "retest", found, "--outcome", "pass", "--reason", "x"}).code, 2);
    ASSERT_EQ(
        office.as("Đội ứng cứu", {"findings", "retest", found, "--outcome", "fail", "--reason", "vẫn vào được"}).code,
        0);
    EXPECT_NE(office.state(found), "claimed_fixed");
    ASSERT_EQ(
        office.as("Đội ứng cứu", {"findings", "retest", found, "--outcome", "pass", "--reason", "không vào được"}).code,
        0);
    EXPECT_EQ(office.state(found), "verified_fixed");
    EXPECT_EQ(
        office.attt({"findings", "retest", office.finding("pc-1", antivirus), "--outcome", "pass", "--reason", "x"})
            .code,
        2);

    office.write("sai.csv",
                 "Đối tượng,Mã,Tồn tại,Mức độ\n"
                 "khong-co,R3,a,Cao\n"
                 "pc-1,R4,b,rất cao\n");
    const Outcome wrong = office.attt({"drill", "import", "dt", office.file("sai.csv")});
    EXPECT_EQ(wrong.code, 2);
    EXPECT_THAT(wrong.err, HasSubstr("khong-co"));
    EXPECT_THAT(wrong.err, HasSubstr("rất cao"));
    EXPECT_EQ(office.attt({"db", "check"}).code, 0);
}

}  // namespace
}  // namespace attt::test
