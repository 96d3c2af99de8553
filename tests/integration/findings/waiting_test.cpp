// What waits for a person goes out as one sheet and comes back as decisions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "office.h"
#include "site.h"

namespace attt::test {
namespace {

using testing::HasSubstr;

constexpr const char* antivirus = "computer.antivirus-installed";

// The id of the one item of a kind.
std::string item(const Office& office, const std::string& kind) {
    const base::Value waiting = office.json({"waiting"});
    for (const base::Value& each : *waiting["items"].if_array()) {
        if (each["kind"].string_or("") == kind) return each["id"].string_or("");
    }
    ADD_FAILURE() << "nothing of kind " << kind << " waits";
    return "";
}

std::size_t count(const Office& office) {
    return office.json({"waiting"})["items"].if_array()->size();
}

TEST(Waiting, of_an_empty_office_is_nothing) {
    const Office office;
    EXPECT_EQ(count(office), 0U);
    EXPECT_EQ(office.attt({"waiting", "--agency", "khong-co"}).code, 2);
    EXPECT_EQ(office.attt({"waiting", "export", "--xlsx", office.file("out.xlsx")}).code, 0);
    EXPECT_EQ(office.attt({"waiting", "apply", office.file("out.xlsx")}).code, 0);
}

TEST(Waiting, one_sheet_decides_all_of_it) {
    const Office office;
    const std::string own = office.finding("pc-1", antivirus);
    const std::string other = office.finding("pc-2", antivirus);
    ASSERT_EQ(
        office.as("Cán bộ A", {"findings", "accept", own, "--until", day_from_now(30), "--reason", "chờ kinh phí"})
            .code,
        0);
    ASSERT_EQ(office.as("SYT", {"findings", "object", other, "--reason", "máy ngắt mạng"}).code, 0);
    // a console that knows a computer by its name alone, among those of another agency
    office.write("kes.csv", "record,name,group,av_installed,last_seen\nr-1,STC-01,syt,yes,2026-01-01\n");
    ASSERT_LE(office.attt({"import", office.file("kes.csv"), "--source", "kes"}).code, 1);
    ASSERT_EQ(office
                  .attt({"dossier", "record", "cong-stc", "submitted", "--date", day_from_now(-3), "--number", "01/TTr",
                         "--level", "3"})
                  .code,
              0);
    ASSERT_EQ(office.attt({"drill", "plan", "--date", day_from_now(0), "--scope", "all", "--id", "dt"}).code, 0);
    office.write("tim-thay.csv", "Đối tượng,Mã,Tồn tại,Mức độ\ncong-stc,R1,Trang quản trị mở,Cao\n");
    ASSERT_EQ(office.attt({"drill", "import", "dt", office.file("tim-thay.csv")}).code, 0);
    const std::string found = office.finding("cong-stc", "drill.reported");
    ASSERT_EQ(office.as("Nhà thầu", {"findings", "claim", found, "--reason", "đã chặn"}).code, 0);

    const std::string waiver = item(office, "waiver"), objection = item(office, "objection"),
                      computer = item(office, "computer"), dossier = item(office, "dossier"),
                      claim = item(office, "claim");
    const std::size_t before = count(office);
    ASSERT_EQ(
        office.attt({"waiting", "export", "--csv", office.file("out.csv"), "--xlsx", office.file("out.xlsx")}).code, 0);
    const std::string sheet = office.text("out.csv");
    const auto apply = [&](const std::string& text, const std::string& actor, bool dry_run = false) {
        office.write("back.csv", text);
        std::vector<std::string> arguments{"waiting", "apply", office.file("back.csv"), "--format", "json"};
        if (dry_run) arguments.emplace_back("--dry-run");
        return office.as(actor, arguments);
    };
    // blank decisions decide nothing
    EXPECT_EQ(apply(sheet, "Trưởng phòng").json()["decided"].integer_or(-1), 0);

    std::string decided = with_cell(sheet, waiver, "Quyết định", "Duyệt");
    EXPECT_EQ(apply(decided, "Cán bộ A").code, 2) << "who asked does not approve";
    decided =
        with_cell(with_cell(decided, objection, "Quyết định", "Giữ nguyên"), objection, "Lý do", "máy vẫn báo về");
    decided =
        with_cell(with_cell(decided, computer, "Quyết định", "Đúng là máy này"), computer, "Lý do", "đã đối chiếu tem");
    decided = with_cell(with_cell(decided, claim, "Quyết định", "Đã hết"), claim, "Lý do", "không vào được");
    decided = with_cell(with_cell(decided, dossier, "Quyết định", "Đã thẩm định"), dossier, "Ngày", day_from_now(-1));

    // a decision that its item does not take, one without its reason: told, and nothing is stored
    const Outcome wrong = apply(
        with_cell(with_cell(decided, waiver, "Quyết định", "Đúng là máy này"), claim, "Lý do", ""), "Trưởng phòng");
    EXPECT_EQ(wrong.code, 2);
    EXPECT_EQ(wrong.json()["problems"].integer_or(0), 2) << wrong.err;
    EXPECT_THAT(wrong.err, HasSubstr("Đúng là máy này"));
    EXPECT_EQ(count(office), before);

    const Outcome trial = apply(decided, "Trưởng phòng", true);
    EXPECT_EQ(trial.json()["decided"].integer_or(0), 5) << trial.err;
    EXPECT_EQ(count(office), before);
    const Outcome done = apply(decided, "Trưởng phòng");
    EXPECT_EQ(done.code, 0) << done.err;
    EXPECT_EQ(office.state(own), "accepted");
    EXPECT_EQ(office.state(found), "verified_fixed");
    EXPECT_EQ(office.shown(other)["objections"].if_array()->front()["answer"].string_or(""), "dismissed");
    EXPECT_THAT(office.attt({"dossier", "show", "cong-stc", "--format", "json"}).out, HasSubstr("appraised"));
    const base::Value match = office.json({"computers", "match"});
    EXPECT_EQ((*match["links"].if_array())[0]["tier"].string_or(""), "certain");

    const Outcome again = apply(decided, "Trưởng phòng");
    EXPECT_EQ(again.code, 0) << again.err;
    EXPECT_EQ(again.json()["decided"].integer_or(-1), 0);
    EXPECT_EQ(again.json()["known"].integer_or(-1), 5);
    const Outcome otherwise =
        apply(with_cell(with_cell(decided, waiver, "Quyết định", "Không duyệt"), waiver, "Lý do", "x"), "Trưởng phòng");
    EXPECT_EQ(otherwise.code, 2);
    EXPECT_EQ(otherwise.json()["moved"].integer_or(0), 1);
    EXPECT_EQ(office.state(own), "accepted");
    EXPECT_EQ(office.attt({"db", "check"}).code, 0);
}

TEST(Waiting, a_run_held_back_counts_once_it_is_accepted) {
    Site first("a.unit.example"), second("b.unit.example");
    const Office office({{"a", "stc", first.port()}, {"b", "syt", second.port()}});
    office.write("attt.toml", office.text("attt.toml") + "\n[quarantine]\npoints = 10\ntasks = 2\n");
    ASSERT_EQ(office.attt({"scan"}).code, 1);
    first.stop();
    second.stop();
    ASSERT_EQ(office.attt({"scan"}).code, 3);
    const std::string run = item(office, "run");
    ASSERT_EQ(office.attt({"waiting", "export", "--csv", office.file("out.csv")}).code, 0);
    std::string sheet = with_cell(office.text("out.csv"), run, "Quyết định", "Chấp nhận đợt");
    office.write("back.csv", sheet);
    EXPECT_EQ(office.attt({"waiting", "apply", office.file("back.csv")}).code, 2) << "without a reason";
    office.write("back.csv", with_cell(sheet, run, "Lý do", "mất điện"));
    EXPECT_EQ(office.attt({"waiting", "apply", office.file("back.csv")}).code, 0);
    EXPECT_EQ(count(office), 0U);
    const base::Value runs = office.json({"runs"});
    EXPECT_EQ(runs["runs"].if_array()->front()["state"].string_or(""), "accepted");
    EXPECT_EQ(office.attt({"waiting", "apply", office.file("back.csv")}).code, 0) << "the same sheet once more";
}

}  // namespace
}  // namespace attt::test
