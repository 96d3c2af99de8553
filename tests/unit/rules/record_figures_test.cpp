// What a year's records add up to, counted by hand.
#include "rules/record_figures.h"

#include <gtest/gtest.h>

#include "support.h"

namespace attt::rules {
namespace {

using model::Record;
using model::RecordKind;

class RecordFigures : public testing::Test {
  protected:
    RecordFigures() {
        for (const char* id : {"a", "b", "c"}) {
            model::Agency agency;
            agency.id = id;
            inventory.agencies.push_back(agency);
        }
        duties = load_duties({(test::source / "rules").string()}, test::shipped_rules()).duties;
    }
    void add(RecordKind kind, base::Object attributes) {
        Record out;
        out.kind = kind;
        out.attributes = std::move(attributes);
        out.id = model::identity_of(kind, out.attributes);
        records.push_back(std::move(out));
    }
    // "value" or "value/of"; "" where there is no such figure.
    std::string figure(const char* id, int year, const char* as_of, const std::string& agency = {}) const {
        for (const Figure& each : record_figures(inventory, records, duties, year, agency, test::day(as_of))) {
            if (each.id == id)
                return std::to_string(each.value) + (each.of ? "/" + std::to_string(*each.of) : std::string());
        }
        return {};
    }
    model::Inventory inventory;
    std::vector<Record> records;
    std::vector<Duty> duties;
};

TEST_F(RecordFigures, ARegisterThatNobodyKeepsSaysNothing) {
    EXPECT_TRUE(record_figures(inventory, records, duties, 2026, "", test::day("2026-12-31")).empty());
}

TEST_F(RecordFigures, BudgetIsWhatWasSpentOfWhatWasPlanned) {
    add(RecordKind::budget_line, {{"year", 2023}, {"content", "mã độc"}, {"planned", 2500}, {"spent", 2400}});
    add(RecordKind::budget_line, {{"year", 2023}, {"agency", "a"}, {"content", "diễn tập"}, {"planned", 287}});
    add(RecordKind::budget_line, {{"year", 2022}, {"content", "mã độc"}, {"planned", 2000}, {"spent", 2000}});
    EXPECT_EQ(figure("budget.spent", 2023, "2023-12-31"), "2400/2787");
    EXPECT_EQ(figure("budget.lines", 2023, "2023-12-31"), "2");
    EXPECT_EQ(figure("budget.without_spent", 2023, "2023-12-31"), "1");
    EXPECT_EQ(figure("budget.spent", 2023, "2023-12-31", "a"), "0/287");
}

TEST_F(RecordFigures, ATrainingWithoutANumberIsAddedUpFromItsAttendances) {
    add(RecordKind::training, {{"name", "Cơ bản"}, {"date", "2023-05-10"}, {"lead", "a"}});
    add(RecordKind::training, {{"name", "Chuyên sâu"}, {"date", "2023-08-10"}, {"lead", "a"}, {"attended", 30}});
    add(RecordKind::training, {{"name", "Chưa rõ"}, {"date", "2023-09-10"}, {"lead", "a"}});
    for (const char* agency : {"a", "b"}) {
        add(RecordKind::attendance,
            {{"training", "CƠ BẢN"}, {"agency", agency}, {"date", "2023-05-10"}, {"invited", 5}, {"attended", 4}});
    }
    add(RecordKind::attendance, {{"training", "Cơ bản"}, {"agency", "c"}, {"date", "2022-05-10"}, {"attended", 90}});
    EXPECT_EQ(figure("training.attended", 2023, "2023-12-31"), "38/10");
    EXPECT_EQ(figure("training.without_number", 2023, "2023-12-31"), "1");
    EXPECT_EQ(figure("attendance.agencies", 2023, "2023-12-31"), "2/3");
    EXPECT_EQ(figure("training.held", 2023, "2023-08-09"), "1") << "not yet held";
}

TEST_F(RecordFigures, IncidentsAreHeldAgainstTheClocksInForce) {
    const auto incident = [&](const char* agency, const char* detected, const char* gravity, const char* noticed,
                              const char* reported) {
        base::Object attributes{
            {"agency", agency}, {"detected_at", detected}, {"gravity", gravity}, {"summary", detected}};
        if (*noticed != 0) attributes.set("first_notice_at", noticed);
        if (*reported != 0) attributes.set("reported_at", reported);
        add(RecordKind::incident, std::move(attributes));
    };
    incident("a", "2026-09-01T01:00:00Z", "serious", "2026-09-02T01:00:00Z", "2026-09-04T01:00:01Z");
    incident("b", "2026-09-01T02:00:00Z", "serious", "", "2026-09-02T01:00:00Z");
    incident("c", "2026-09-01T03:00:00Z", "normal", "", "");
    // before the decree there were no such clocks
    incident("c", "2026-03-01T03:00:00Z", "serious", "", "");
    EXPECT_EQ(figure("incident.serious", 2026, "2026-12-31"), "3/4");
    EXPECT_EQ(figure("incident.noticed_in_time", 2026, "2026-12-31"), "1/1");
    EXPECT_EQ(figure("incident.not_noticed", 2026, "2026-12-31"), "1");
    EXPECT_EQ(figure("incident.reported_in_time", 2026, "2026-12-31"), "1/2");
    EXPECT_EQ(figure("incident.not_reported", 2026, "2026-12-31"), "1");
    EXPECT_EQ(figure("incident.serious", 2026, "2026-12-31", "c"), "1/2");
}

TEST_F(RecordFigures, SharingIsTheNewestOfEachAgency) {
    add(RecordKind::malware_sharing,
        {{"agency", "a"}, {"date", "2023-03-01"}, {"shared", false}, {"machines", 10}, {"infected", 3}});
    add(RecordKind::malware_sharing,
        {{"agency", "a"}, {"date", "2023-06-01"}, {"shared", true}, {"machines", 12}, {"infected", 1}});
    add(RecordKind::malware_sharing, {{"agency", "b"}, {"date", "2023-06-01"}, {"shared", false}});
    EXPECT_EQ(figure("malware_sharing.agencies", 2023, "2023-12-31"), "1/3");
    EXPECT_EQ(figure("malware_sharing.infected", 2023, "2023-12-31"), "1/12");
    EXPECT_EQ(figure("malware_sharing.agencies", 2023, "2023-05-01"), "0/3");
}

}  // namespace
}  // namespace attt::rules
