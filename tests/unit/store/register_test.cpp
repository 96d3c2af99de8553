// The register of what was sent: frozen, append-only, sealed in the audit chain.
#include "store/register.h"

#include "base/hash.h"
#include "tests/unit/store/support.h"

namespace attt::store {
namespace {

using testing::message_of;
using testing::must;
using testing::week;

model::Issued letter(const std::string& number, const char* date = "2026-01-05") {
    model::Issued out;
    out.number = number;
    out.date = *base::parse_date(date);
    out.title = "Báo cáo tháng 01";
    out.kind = "report.agency";
    out.subject = "so-y-te";
    out.recipients = {"so-y-te", "UBND tỉnh"};
    return out;
}

base::Date week_day() {
    return *base::parse_date("2026-01-06");
}

class RegisterTest : public testing::StoreTest {
  protected:
    RegisterTest() : entries(must(Register::open(path, testing::officer))) {}
    void issue(const model::Issued& issued, const std::string& bytes = "bản đã ký") {
        must(entries.issue(issued, {{"so-y-te.html", bytes}, {"bang.xlsx", "PK" + bytes}}, week(1)));
    }
    std::vector<std::string> problems() {
        std::vector<std::string> out;
        for (const base::Error& problem : must(store.check("")).problems)
            out.push_back(base::debug_string(problem));
        return out;
    }
    Register entries;
};

TEST_F(RegisterTest, freezes_what_is_entered) {
    issue(letter("12/BC-STTTT"));
    const auto all = must(entries.all());
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].number, "12/BC-STTTT");
    EXPECT_EQ(all[0].recipients, (std::vector<std::string>{"so-y-te", "UBND tỉnh"}));
    ASSERT_EQ(all[0].files.size(), 2U);
    EXPECT_EQ(all[0].files[0].name, "bang.xlsx");
    EXPECT_EQ(all[0].files[1].sha256, base::sha256_hex("bản đã ký"));
    EXPECT_EQ(must(entries.bytes(all[0].files[1].sha256)), "bản đã ký");
    EXPECT_EQ(must(entries.frozen()).at(base::sha256_hex("bản đã ký")), "12/BC-STTTT/2026");
    EXPECT_EQ(message_of(entries.bytes(std::string(64, '0'))), "register.no_file");
    EXPECT_THAT(problems(), ::testing::IsEmpty());
}

TEST_F(RegisterTest, a_number_is_one_documents_in_its_year) {
    issue(letter("12/BC-STTTT"));
    EXPECT_EQ(message_of(entries.issue(letter("12/BC-STTTT", "2026-03-01"), {{"a", "b"}}, week(2))),
              "register.number_taken");
    EXPECT_EQ(message_of(entries.issue(letter("12/BC-STTTT", "2025-12-31"), {{"a", "b"}}, week(2))), "no error");
}

TEST_F(RegisterTest, is_superseded_once_and_never_rewritten) {
    issue(letter("12/BC-STTTT"));
    model::Issued second = letter("15/BC-STTTT");
    second.supersedes = "12/BC-STTTT/2026";
    issue(second, "bản sửa");
    model::Issued third = letter("16/BC-STTTT");
    third.supersedes = "12/BC-STTTT/2026";
    EXPECT_EQ(message_of(entries.issue(third, {{"a", "b"}}, week(2))), "register.superseded_before");
    third.supersedes = "99/BC-STTTT/2026";
    EXPECT_EQ(message_of(entries.issue(third, {{"a", "b"}}, week(2))), "register.not_found");
    const auto all = must(entries.all());
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].superseded_by, "15/BC-STTTT/2026");
    EXPECT_EQ(model::state_of(all[0]), model::IssuedState::superseded);
    for (const char* sql :
         {"UPDATE issued SET number='13'", "DELETE FROM issued", "DELETE FROM issued_file",
          "UPDATE issued_file SET name='x'", "UPDATE delivery SET actor='x'", "DELETE FROM delivery"}) {
        must(entries.record("12/BC-STTTT", 2026, {"so-y-te", model::DeliveryKind::sent, week_day(), {}, {}, {}, {}},
                            week(2)));
        EXPECT_THROW(raw().exec(sql), SQLite::Exception) << sql;
    }
}

TEST_F(RegisterTest, tells_how_far_each_recipient_has_come) {
    issue(letter("12/BC-STTTT"));
    const auto record = [&](const char* recipient, model::DeliveryKind kind, const char* on) {
        must(entries.record("12/BC-STTTT", 2026, {recipient, kind, *base::parse_date(on), "7/SYT", "", {}, {}},
                            week(2)));
    };
    using enum model::DeliveryKind;
    record("so-y-te", sent, "2026-01-06");
    EXPECT_EQ(model::state_of(must(entries.all())[0]), model::IssuedState::issued);  // the other has not got it
    record("UBND tỉnh", sent, "2026-01-06");
    EXPECT_EQ(model::state_of(must(entries.all())[0]), model::IssuedState::sent);
    record("so-y-te", received, "2026-01-07");
    record("so-y-te", replied, "2026-01-09");
    record("so-y-te", sent, "2026-01-05");  // the newest record holds
    const model::Issued issued = must(entries.all())[0];
    EXPECT_EQ(issued.delivery("so-y-te", sent)->on, *base::parse_date("2026-01-05"));
    EXPECT_EQ(issued.delivery("so-y-te", replied)->document, "7/SYT");
    EXPECT_EQ(issued.delivery("UBND tỉnh", received), nullptr);
    EXPECT_EQ(issued.deliveries.size(), 5U);
    EXPECT_EQ(message_of(entries.record("13/BC-STTTT", 2026, {}, week(2))), "register.not_found");
    EXPECT_THAT(problems(), ::testing::IsEmpty());
}

TEST_F(RegisterTest, a_row_changed_behind_the_triggers_is_found) {
    issue(letter("12/BC-STTTT"));
    must(entries.record("12/BC-STTTT", 2026, {"so-y-te", model::DeliveryKind::sent, week_day(), {}, {}, {}, {}},
                        week(2)));
    raw().exec("DROP TRIGGER delivery_no_update; UPDATE delivery SET detail=json_set(detail,'$.on','2026-02-01')");
    EXPECT_THAT(problems(), ::testing::ElementsAre(::testing::HasSubstr("store.register_changed")));
    raw().exec("DROP TRIGGER issued_file_no_update; UPDATE issued_file SET name='khác' WHERE name='bang.xlsx'");
    EXPECT_THAT(problems(), ::testing::SizeIs(2));
}

TEST_F(RegisterTest, a_seal_says_where_it_stands_in_the_chain) {
    const std::string before = must(entries.head_of_data());
    EXPECT_FALSE(must(entries.seal_of("report.agency", "so-y-te", base::Object{{"files", 1}})).has_value());
    must(store.audit("report.agency", "so-y-te", base::Object{{"files", 1}}, week(1)));
    const Seal seal = must(entries.seal_of("report.agency", "so-y-te", base::Object{{"files", 1}})).value();
    EXPECT_EQ(seal.hash, must(store.audit_head()));
    EXPECT_TRUE(must(store.check(seal.hash)).head_found);
    const auto event = must(entries.event(seal.seq));
    ASSERT_TRUE(event.has_value());
    EXPECT_EQ(event->hash, seal.hash);
    EXPECT_EQ(event->action, "report.agency");
    EXPECT_FALSE(must(entries.event(seal.seq + 1)).has_value());
    // writing documents leaves the head of the data where it was, everything else moves it
    EXPECT_EQ(must(entries.head_of_data()), before);
    must(store.audit("import", "x", base::Object(), week(2)));
    EXPECT_NE(must(entries.head_of_data()), before);
}

}  // namespace
}  // namespace attt::store
