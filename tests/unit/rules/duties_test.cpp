// What falls due when, and what is to be looked at again.
#include "rules/duties.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/forecast.h"
#include "support.h"

namespace attt::rules {
namespace {

using model::Record;
using model::RecordKind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Duties : public testing::Test {
  protected:
    Duties() : loaded(load_duties({(test::source / "rules").string()}, test::shipped_rules())) {
        model::Agency agency;
        agency.id = "so";
        agency.name = "Sở";
        inventory.agencies.push_back(agency);
    }
    void system(const char* id, int level, const char* lifecycle = "in_use") {
        model::InformationSystem out;
        out.id = id;
        out.agency = "so";
        out.level = level;
        out.lifecycle = lifecycle;
        inventory.systems.push_back(out);
    }
    void record(RecordKind kind, base::Object attributes) {
        Record out;
        out.kind = kind;
        out.attributes = std::move(attributes);
        out.id = model::identity_of(kind, out.attributes);
        records.push_back(std::move(out));
    }
    // "duty subject date state" of each item of that duty
    std::vector<std::string> due(const char* duty, const char* now, const char* until) {
        constexpr std::array states = {"overdue", "never", "due", "late"};
        std::vector<std::string> out;
        for (const Due& each : due_items(loaded.duties, inventory, records, test::at(now), test::day(until))) {
            if (each.duty->id != duty) continue;
            const std::string when =
                each.whole_day ? base::to_iso_date(base::local_date(each.at)) : base::to_rfc3339(each.at);
            out.push_back((each.subject ? each.subject->id + " " : "") + when + " " +
                          states[static_cast<std::size_t>(each.state)]);
        }
        return out;
    }

    LoadedDuties loaded;
    model::Inventory inventory;
    std::vector<Record> records;
};

TEST_F(Duties, are_sound) {
    EXPECT_TRUE(loaded.defects.empty()) << test::sentences(loaded.defects);
    EXPECT_EQ(loaded.duties.size(), 13U);
}

TEST_F(Duties, of_the_calendar_end_the_day_before) {
    EXPECT_THAT(due("network-report", "2023-06-01T02:00:00Z", "2023-12-31"),
                ElementsAre("2023-06-19 due", "2023-12-14 due"));
    EXPECT_THAT(due("network-report", "2023-06-20T02:00:00Z", "2023-12-13"), IsEmpty());
    EXPECT_THAT(due("network-report", "2026-12-01T02:00:00Z", "2026-12-31"), IsEmpty()) << "its law has ended";
    EXPECT_THAT(due("level-report.owner", "2023-12-01T02:00:00Z", "2024-12-31"),
                ElementsAre("2023-12-19 due", "2024-12-19 due"));
}

TEST_F(Duties, of_assessment_go_by_the_level) {
    system("l2", 2);
    system("l3", 3);
    system("l5", 5);
    system("gone", 3, "retired");
    record(RecordKind::assessment, {{"system", "l3"}, {"date", "2022-08-31"}, {"assessor", "A"}});
    record(RecordKind::assessment, {{"system", "l5"}, {"date", "2022-08-31"}, {"assessor", "A"}});
    EXPECT_THAT(due("assessment.level-3-4", "2023-06-01T02:00:00Z", "2023-12-31"), ElementsAre("l3 2023-08-31 due"));
    // six months after 31 August is the end of February
    EXPECT_THAT(due("assessment.level-5", "2023-06-01T02:00:00Z", "2023-12-31"), ElementsAre("l5 2023-02-28 overdue"));
    EXPECT_THAT(due("assessment.organisation", "2023-06-01T02:00:00Z", "2023-12-31"),
                ElementsAre("so 2023-06-01 never"));
    EXPECT_THAT(due("assessment.level-3-4", "2026-07-02T02:00:00Z", "2026-12-31"), IsEmpty());
}

TEST_F(Duties, of_drills_count_live_ones_only) {
    system("l3", 3);
    record(RecordKind::drill, {{"name", "a"}, {"date", "2023-01-10"}, {"live", true}, {"systems", "l9; l3"}});
    record(RecordKind::drill, {{"name", "b"}, {"date", "2023-03-10"}, {"live", false}, {"systems", "l3"}});
    EXPECT_THAT(due("drill.level-3", "2023-06-01T02:00:00Z", "2024-06-01"), ElementsAre("l3 2024-01-10 due"));
}

TEST_F(Duties, of_review_start_again_with_each_review) {
    record(RecordKind::response_plan,
           {{"agency", "so"}, {"approved_on", "2022-01-10"}, {"document", "1"}, {"reviewed_on", "2023-02-01"}});
    EXPECT_THAT(due("response-plan.review", "2023-06-01T02:00:00Z", "2023-12-31"), ElementsAre("so 2023-08-01 due"));
}

TEST_F(Duties, of_incidents_are_clocks) {
    const auto incident = [&](const char* summary, const char* gravity, base::Object more) {
        base::Object attributes{
            {"agency", "so"}, {"detected_at", "2026-09-01T03:00:00Z"}, {"summary", summary}, {"gravity", gravity}};
        for (const auto& [key, value] : more)
            attributes.set(key, value);
        record(RecordKind::incident, std::move(attributes));
    };
    incident("mở", "serious", {});
    EXPECT_THAT(due("incident.first-notice", "2026-09-02T02:59:00Z", "2026-12-31"),
                ElementsAre("so 2026-09-02T03:00:00Z due"));
    EXPECT_THAT(due("incident.first-notice", "2026-09-02T03:01:00Z", "2026-12-31"),
                ElementsAre("so 2026-09-02T03:00:00Z overdue"));
    EXPECT_THAT(due("incident.report", "2026-09-02T03:01:00Z", "2026-12-31"),
                ElementsAre("so 2026-09-04T03:00:00Z due"));
    records.clear();
    incident("kịp", "serious", {{"first_notice_at", "2026-09-02T03:00:00Z"}, {"reported_at", "2026-09-04T03:00:01Z"}});
    EXPECT_THAT(due("incident.first-notice", "2026-09-10T00:00:00Z", "2026-12-31"), IsEmpty()) << "to the second";
    EXPECT_THAT(due("incident.report", "2026-09-10T00:00:00Z", "2026-12-31"),
                ElementsAre("so 2026-09-04T03:00:00Z late"));
    records.clear();
    incident("nhẹ", "normal", {});
    EXPECT_THAT(due("incident.first-notice", "2026-09-10T00:00:00Z", "2026-12-31"), IsEmpty());
    records.clear();
    record(RecordKind::incident, {{"agency", "so"}, {"detected_at", "2026-08-18T03:00:00Z"}, {"summary", "trước"}});
    EXPECT_THAT(due("incident.report", "2026-09-10T00:00:00Z", "2026-12-31"), IsEmpty()) << "before the decree";
}

TEST_F(Duties, of_expiry_end_with_a_renewal) {
    record(RecordKind::trust_label, {{"website", "w"}, {"issued_on", "2022-01-01"}, {"valid_until", "2023-07-01"}});
    EXPECT_THAT(due("trust-label.expiry", "2023-06-01T02:00:00Z", "2023-12-31"), ElementsAre("w 2023-07-01 due"));
    EXPECT_THAT(due("trust-label.expiry", "2023-07-02T02:00:00Z", "2023-12-31"), ElementsAre("w 2023-07-01 overdue"));
    record(RecordKind::trust_label, {{"website", "w"}, {"issued_on", "2023-05-01"}, {"valid_until", "2024-07-01"}});
    EXPECT_THAT(due("trust-label.expiry", "2023-07-02T02:00:00Z", "2023-12-31"), IsEmpty());
}

TEST_F(Duties, remarks_name_what_does_not_fit) {
    system("l3", 3);
    record(RecordKind::four_layers, {{"agency", "so"},
                                     {"date", "2023-01-01"},
                                     {"on_site", "Tổ CNTT"},
                                     {"monitor", "Công ty B"},
                                     {"assessor", "CÔNG TY  B"},
                                     {"shares_with_national", true}});
    record(
        RecordKind::assessment,
        {{"system", "l3"}, {"agency", "so"}, {"date", "2023-02-01"}, {"assessor", "Công ty B"}, {"independent", true}});
    record(RecordKind::assessment, {{"system", "l3"},
                                    {"date", "2023-03-01"},
                                    {"assessor", "C"},
                                    {"assessor_kind", "licensed"},
                                    {"licence", "12/GP"}});
    std::vector<std::string> messages;
    for (const Remark& remark : remarks_on(inventory, records, test::day("2023-12-31")))
        messages.push_back(remark.message);
    EXPECT_THAT(messages, ElementsAre("remark.same_supplier", "remark.assessor_licence", "remark.not_independent"));
}

// ---- forecast ----

Target above_80() {
    Target target;
    target.year = 2023;
    target.unit = "%";
    target.comparator = model::Comparator::above;
    target.value = 80;
    target.due = test::day("2023-06-30");
    target.subject = model::SubjectKind::system;
    return target;
}

model::Measurement now(std::int64_t numerator, std::int64_t denominator, std::int64_t missing, const char* as_of) {
    model::Measurement out;
    out.numerator = numerator;
    out.denominator = denominator;
    out.missing = missing;
    out.outcome = model::TargetOutcome::not_met;
    out.as_of = test::day(as_of);
    return out;
}

TEST(Forecast, goes_on_at_the_pace_it_had) {
    // 10 in 30 days; 60 days are left, so 20 more: 81 of 100
    const auto there = forecast(above_80(), now(61, 100, 20, "2023-05-01"), {{test::day("2023-04-01"), 51}});
    ASSERT_TRUE(there);
    EXPECT_EQ(there->gained, 10);
    EXPECT_EQ(there->numerator, 81);
    EXPECT_EQ(there->outcome, model::TargetOutcome::met);
    EXPECT_EQ(there->reached_on, test::day("2023-06-30"));
    // one day less: 19.03 is 19, and 80 of 100 is not above 80 %
    EXPECT_EQ(forecast(above_80(), now(61, 100, 20, "2023-05-02"), {{test::day("2023-04-01"), 51}})->outcome,
              model::TargetOutcome::not_met);
}

TEST(Forecast, is_none_without_a_pace) {
    EXPECT_FALSE(forecast(above_80(), now(61, 100, 20, "2023-05-01"), {}));
    EXPECT_FALSE(forecast(above_80(), now(61, 100, 20, "2023-05-01"), {{test::day("2023-04-28"), 51}}));
    EXPECT_FALSE(forecast(above_80(), now(61, 100, 20, "2023-06-30"), {{test::day("2023-04-01"), 51}}));
    EXPECT_FALSE(forecast(above_80(), now(90, 100, 0, "2023-05-01"), {{test::day("2023-04-01"), 51}}));
    const auto still = forecast(above_80(), now(61, 100, 20, "2023-05-01"), {{test::day("2023-04-01"), 61}});
    ASSERT_TRUE(still);
    EXPECT_FALSE(still->reached_on);
    EXPECT_EQ(still->outcome, model::TargetOutcome::not_met);
}

}  // namespace
}  // namespace attt::rules
