// The commands of findings as posts of an office type them: rights, selections, sheets, waivers, objections.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

#include "office.h"

namespace attt::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* antivirus = "computer.antivirus-installed";

class CommandsTest : public testing::Test {
  protected:
    CommandsTest() : own_(office_.finding("pc-1", antivirus)), others_(office_.finding("pc-2", antivirus)) {
        EXPECT_EQ(office_.attt({"roles", "set", "Phòng Tin học STC", "--role", "agency", "--agency", "stc"}).code, 0);
        EXPECT_EQ(office_.attt({"roles", "set", "Thanh tra", "--role", "auditor"}).code, 0);
    }

    Outcome agency(std::vector<std::string> arguments) const { return office_.as("Phòng Tin học STC", arguments); }
    Outcome auditor(std::vector<std::string> arguments) const { return office_.as("Thanh tra", arguments); }

    const Office office_;
    const std::string own_, others_;
};

TEST_F(CommandsTest, an_agency_speaks_for_its_own_findings_only) {
    EXPECT_EQ(agency({"findings", "claim", own_, "--reason", "đã cài"}).code, 0);
    EXPECT_EQ(agency({"findings", "note", own_, "--text", "máy ở tầng 2"}).code, 0);
    EXPECT_EQ(agency({"findings", "object", own_, "--reason", "máy đã thanh lý"}).code, 0);
    const Outcome of_another = agency({"findings", "claim", others_, "--reason", "đã cài"});
    EXPECT_EQ(of_another.code, 2);
    EXPECT_THAT(of_another.err, HasSubstr("Phòng Tin học STC"));
    EXPECT_EQ(office_.state(others_), "new");
    // a selection with one finding of another agency is refused whole
    EXPECT_EQ(agency({"findings", "note", own_, others_, "--text", "x"}).code, 2);
    for (const auto& command :
         std::vector<std::vector<std::string>>{{"findings", "assign", own_, "--to", "ai đó"},
                                               {"findings", "due", own_, "--on", day_from_now(300)},
                                               {"findings", "reject", own_, "--reason", "x"},
                                               {"findings", "answer", own_, "--with", "upheld", "--reason", "x"},
                                               {"findings", "pause", own_, "--until", day_from_now(3), "--reason", "x"},
                                               {"scan"},
                                               {"evaluate"},
                                               {"import", office_.file("agencies.csv")},
                                               {"drill", "plan", "--date", day_from_now(30), "--scope", "all"},
                                               {"roles", "set", "Phòng Tin học STC", "--role", "officer"}})
        EXPECT_EQ(agency(command).code, 2) << command[0] << " " << command[1];
    EXPECT_EQ(office_.shown(own_)["assignee"].string_or(""), "");
}

TEST_F(CommandsTest, an_auditor_reads_and_changes_nothing) {
    EXPECT_EQ(auditor({"findings"}).code, 0);
    EXPECT_EQ(auditor({"findings", "log", own_}).code, 0);
    EXPECT_EQ(auditor({"waiting"}).code, 0);
    const Outcome refused = auditor({"findings", "note", own_, "--text", "x"});
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.err, HasSubstr("Thanh tra"));
    EXPECT_EQ(auditor({"evaluate"}).code, 2);
    EXPECT_EQ(auditor({"verify"}).code, 2);
}

TEST_F(CommandsTest, every_event_says_who_and_under_which_account) {
    ASSERT_EQ(office_.as("Cán bộ A", {"findings", "assign", own_, "--to", "Phòng Quản trị"}).code, 0);
    const base::Value shown = office_.shown(own_);
    const base::Value& last = shown["history"].if_array()->back();
    EXPECT_EQ(last["kind"].string_or(""), "assigned");
    EXPECT_EQ(last["actor"].string_or(""), "Cán bộ A");
    EXPECT_EQ(last["system_user"].string_or(""), ::getpwuid(::getuid())->pw_name);
    EXPECT_EQ(shown["assignee"].string_or(""), "Phòng Quản trị");
    EXPECT_THAT(office_.attt({"findings", "log", own_}).out, HasSubstr("Cán bộ A"));
}

TEST_F(CommandsTest, selections_by_filter_and_from_a_file) {
    EXPECT_EQ(office_.attt({"findings", "assign", "--agency", "syt", "--rule", antivirus, "--to", "Phòng A"}).code, 0);
    EXPECT_EQ(office_.shown(others_)["assignee"].string_or(""), "Phòng A");
    EXPECT_EQ(office_.shown(own_)["assignee"].string_or(""), "");
    office_.write("ids.txt", "Danh sách gửi STC\n1; " + own_ + "; máy STC-01\n");
    EXPECT_EQ(office_.attt({"findings", "note", "--from", office_.file("ids.txt"), "--text", "từ tệp"}).code, 0);
    EXPECT_EQ(office_.shown(own_)["note"].string_or(""), "từ tệp");
    const base::Value listed = office_.json({"findings", "list", own_});
    ASSERT_EQ(listed["findings"].if_array()->size(), 1U);
    // nothing selected is no selection of everything
    EXPECT_EQ(office_.attt({"findings", "note", "--text", "x"}).code, 2);
    EXPECT_EQ(office_.attt({"findings", "note", "F-ffffffffffff", "--text", "x"}).code, 2);
    office_.write("none.txt", "không có mã nào\n");
    EXPECT_EQ(office_.attt({"findings", "note", "--from", office_.file("none.txt"), "--text", "x"}).code, 2);
    // a trial stores nothing
    EXPECT_EQ(office_.attt({"findings", "note", own_, "--text", "thử", "--dry-run"}).code, 0);
    EXPECT_EQ(office_.shown(own_)["note"].string_or(""), "từ tệp");
}

TEST_F(CommandsTest, a_waiver_needs_a_second_post_and_an_end) {
    const auto ask = [&](const std::string& until) {
        return office_.as("Cán bộ A", {"findings", "accept", own_, "--reason", "chờ kinh phí", "--until", until});
    };
    EXPECT_EQ(ask(day_from_now(-1)).code, 2);
    ASSERT_EQ(ask(day_from_now(30)).code, 0);
    EXPECT_EQ(office_.state(own_), "new");
    EXPECT_EQ(office_.as("cán bộ a", {"findings", "approve", own_}).code, 2) << "the same post, written otherwise";
    EXPECT_EQ(agency({"findings", "approve", own_}).code, 2);
    ASSERT_EQ(office_.as("Trưởng phòng", {"findings", "approve", own_}).code, 0);
    EXPECT_EQ(office_.state(own_), "accepted");
    ASSERT_EQ(office_.as("Trưởng phòng", {"findings", "revoke", own_, "--reason", "đã có kinh phí"}).code, 0);
    EXPECT_NE(office_.state(own_), "accepted");
}

TEST_F(CommandsTest, an_objection_and_its_answer_are_kept) {
    office_.write("bien-ban.txt", "Biên bản thanh lý máy\n");
    ASSERT_EQ(
        agency({"findings", "object", own_, "--reason", "máy đã thanh lý", "--evidence", office_.file("bien-ban.txt")})
            .code,
        0);
    ASSERT_EQ(
        office_.as("Cán bộ A", {"findings", "answer", own_, "--with", "dismissed", "--reason", "máy vẫn báo về"}).code,
        0);
    const base::Value shown = office_.shown(own_);
    const base::Value& objection = shown["objections"].if_array()->front();
    EXPECT_EQ(objection["by"].string_or(""), "Phòng Tin học STC");
    EXPECT_EQ(objection["answer"].string_or(""), "dismissed");
    EXPECT_EQ(objection["answer_reason"].string_or(""), "máy vẫn báo về");
    EXPECT_EQ(office_.attt({"findings", "answer", own_, "--with", "upheld", "--reason", "x"}).code, 2);
    EXPECT_THAT(office_.attt({"findings", "show", own_}).out, HasSubstr("máy vẫn báo về"));
}

TEST_F(CommandsTest, a_sheet_goes_out_and_comes_back) {
    ASSERT_EQ(
        office_.attt({"findings", "export", "--xlsx", office_.file("out.xlsx"), "--csv", office_.file("out.csv")}).code,
        0);
    const Outcome untouched = office_.attt({"findings", "apply", office_.file("out.xlsx"), "--format", "json"});
    EXPECT_EQ(untouched.code, 0) << untouched.err;
    EXPECT_EQ(untouched.json()["events"].integer_or(-1), 0);
    EXPECT_EQ(office_.attt({"--lang", "en", "findings", "apply", office_.file("out.xlsx")}).code, 0)
        << "in any language";

    std::string csv = with_cell(office_.text("out.csv"), own_, "Giao cho", "Phòng Quản trị");
    csv = with_cell(csv, own_, "Trạng thái", "Đang khắc phục");
    csv = with_cell(csv, others_, "Ghi chú", "=1+1");
    office_.write("back.csv", csv);
    const Outcome trial =
        office_.attt({"findings", "apply", office_.file("back.csv"), "--dry-run", "--format", "json"});
    EXPECT_EQ(trial.json()["events"].integer_or(0), 3);
    EXPECT_EQ(office_.shown(own_)["assignee"].string_or(""), "");
    EXPECT_EQ(office_.attt({"findings", "apply", office_.file("back.csv")}).code, 0);
    EXPECT_EQ(office_.shown(own_)["assignee"].string_or(""), "Phòng Quản trị");
    EXPECT_EQ(office_.state(own_), "in_repair");
    EXPECT_EQ(office_.shown(others_)["note"].string_or(""), "=1+1");
    const Outcome again = office_.attt({"findings", "apply", office_.file("back.csv"), "--format", "json"});
    EXPECT_EQ(again.json()["events"].integer_or(-1), 0) << "the same file once more";

    // what moved meanwhile is told by cell, and nothing of the file is stored
    ASSERT_EQ(office_.attt({"findings", "assign", own_, "--to", "Phòng Khác"}).code, 0);
    office_.write("late.csv",
                  with_cell(with_cell(csv, own_, "Giao cho", "Phòng Thứ ba"), others_, "Giao cho", "Phòng Thứ ba"));
    const Outcome conflict = office_.attt({"findings", "apply", office_.file("late.csv"), "--format", "json"});
    EXPECT_EQ(conflict.code, 2);
    EXPECT_EQ(conflict.json()["conflicts"].if_array()->size(), 1U);
    EXPECT_EQ(office_.shown(others_)["assignee"].string_or(""), "");
    EXPECT_EQ(office_.attt({"findings", "apply", office_.file("late.csv"), "--skip-conflicts"}).code, 2);
    EXPECT_EQ(office_.shown(others_)["assignee"].string_or(""), "Phòng Thứ ba");
    EXPECT_EQ(office_.shown(own_)["assignee"].string_or(""), "Phòng Khác");
}

TEST_F(CommandsTest, an_agencys_sheet_may_do_what_the_agency_may) {
    ASSERT_EQ(office_.attt({"findings", "export", "--csv", office_.file("out.csv")}).code, 0);
    office_.write("note.csv", with_cell(office_.text("out.csv"), own_, "Ghi chú", "của chúng tôi"));
    EXPECT_EQ(agency({"findings", "apply", office_.file("note.csv")}).code, 0);
    office_.write("assign.csv", with_cell(office_.text("out.csv"), own_, "Giao cho", "X"));
    EXPECT_EQ(agency({"findings", "apply", office_.file("assign.csv")}).code, 2);
    office_.write("other.csv", with_cell(office_.text("out.csv"), others_, "Ghi chú", "x"));
    EXPECT_EQ(agency({"findings", "apply", office_.file("other.csv")}).code, 2);
}

TEST_F(CommandsTest, wrong_use_is_told_in_a_sentence) {
    office_.write("other.csv", "Tên,Số\na,1\n");
    for (const auto& command :
         std::vector<std::vector<std::string>>{{"findings", "export"},
                                               {"findings", "export", "--xlsx", office_.file("x.txt")},
                                               {"findings", "apply", office_.file("none.xlsx")},
                                               {"findings", "apply", office_.file("other.csv")},
                                               {"findings", "due", own_, "--on", "32/01/2027"},
                                               {"findings", "show", "F-ffffffffffff"},
                                               {"waiting", "apply", office_.file("other.csv")},
                                               {"roles", "set", "X", "--role", "agency"},
                                               {"roles", "set", "X", "--role", "agency", "--agency", "khong-co"}}) {
        const Outcome outcome = office_.attt(command);
        EXPECT_EQ(outcome.code, 2) << command[1];
        EXPECT_NE(outcome.err, "") << command[1];
        EXPECT_THAT(outcome.err, testing::Not(HasSubstr("internal error")));
    }
}

}  // namespace
}  // namespace attt::test
