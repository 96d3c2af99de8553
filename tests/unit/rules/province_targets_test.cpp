// A small province, its members counted by hand: each target of the plan that is computed, with who counts, who does
// not, who is unknown and who is left out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/outcome.h"
#include "rules/measure.h"
#include "support.h"

namespace attt::rules {
namespace {

using model::Record;
using model::RecordKind;
using model::Share;
using model::TargetOutcome;
using testing::UnorderedElementsAreArray;

struct Attribute {
    const char* name;
    base::Value value;
};

Record record(RecordKind kind, std::vector<Attribute> attributes) {
    Record out;
    out.kind = kind;
    for (Attribute& each : attributes)
        out.attributes.if_object()->set(each.name, std::move(each.value));
    out.id = model::identity_of(kind, out.attributes);
    return out;
}

// s01 … s18 departments, h01 … h12 district committees.
std::vector<std::string> numbered(char letter, int count) {
    std::vector<std::string> out;
    for (int i = 1; i <= count; ++i)
        out.push_back(std::string(1, letter) + (i < 10 ? "0" : "") + std::to_string(i));
    return out;
}

class Province : public testing::Test {
  protected:
    Province() {
        loaded = load_targets({(test::source / "rules").string()}, "", test::shipped_rules(), {});
        const auto departments = numbered('s', 18);
        const auto districts = numbered('h', 12);
        auto both = departments;
        both.insert(both.end(), districts.begin(), districts.end());
        loaded.populations = {{"so-nganh-tinh", {}, departments, {"Các sở, ngành Tỉnh"}},
                              {"ubnd-cap-huyen", {}, districts, {"UBND cấp huyện"}},
                              {"so-ubnd-huyen", {}, both, {}},
                              {"co-quan-nha-nuoc", {}, both, {}},
                              {"co-quan-hanh-chinh-nha-nuoc", {}, both, {}}};
        loaded.bodies = {{"Sở TTTT", "s01"}};
        for (const std::string& id : both) {
            model::Agency agency;
            agency.id = id;
            agency.name = id;
            agency.security_officers = 1;
            inventory.agencies.push_back(agency);
        }
    }

    model::InformationSystem& system(const std::string& id, const std::string& agency, const char* kind = "shared") {
        model::InformationSystem out;
        out.id = id;
        out.agency = agency;
        out.kind = kind;
        return inventory.systems.emplace_back(std::move(out));
    }
    void website(const std::string& id, const std::string& agency, const std::string& of_system = "") {
        model::Website out;
        out.id = id;
        out.agency = agency;
        out.system = of_system;
        inventory.websites.push_back(std::move(out));
    }
    void verdict(const std::string& id, const char* rule, model::Outcome outcome,
                 model::SubjectKind kind = model::SubjectKind::system) {
        model::Verdict out;
        out.subject = {kind, id};
        out.rule = rule;
        out.outcome = outcome;
        verdicts.push_back(out);
    }
    void assessed(const char* field, const std::string& id, const char* date, std::optional<bool> independent = true,
                  const char* assessor = "Trung tâm A") {
        std::vector<Attribute> attributes = {{field, id}, {"date", date}, {"assessor", assessor}};
        if (independent) attributes.push_back({"independent", *independent});
        records.push_back(record(RecordKind::assessment, std::move(attributes)));
    }

    model::Measurement measured(const char* target, const char* as_of, const std::string& agency = {}) {
        const Measuring measuring({inventory, verdicts, records, loaded, test::day(as_of)});
        return measuring.measure(*loaded.target(target, 0), agency);
    }
    static std::vector<std::string> ids(const model::Measurement& measurement, Share share) {
        std::vector<std::string> out;
        for (const model::Member& member : measurement.members) {
            if (member.share == share) out.push_back(member.subject.id);
        }
        return out;
    }
    static std::string reason(const model::Measurement& measurement, const std::string& id) {
        for (const model::Member& member : measurement.members) {
            if (member.subject.id != id) continue;
            std::string out = member.reason;
            for (const std::string& more : member.more_reasons)
                out += " & " + more;
            return out;
        }
        return "no such member";
    }

    LoadedTargets loaded;
    model::Inventory inventory;
    std::vector<model::Verdict> verdicts;
    std::vector<Record> records;
};

TEST_F(Province, I1_needs_an_assessment_and_a_label) {
    for (const char* id : {"both", "assessed", "labelled", "neither", "old", "ended", "of-system"})
        website(id, "s01", std::string(id) == "of-system" ? "portal" : "");
    inventory.websites.back().lifecycle = "in_use";
    website("retired", "s01");
    inventory.websites.back().lifecycle = "retired";
    const auto label = [&](const char* id, const char* until = "") {
        std::vector<Attribute> attributes = {{"website", id}, {"issued_on", "2023-01-10"}, {"label", "website"}};
        if (*until != 0) attributes.push_back({"valid_until", until});
        records.push_back(record(RecordKind::trust_label, std::move(attributes)));
    };
    assessed("website", "both", "2023-05-01");
    assessed("website", "assessed", "2023-05-01");
    assessed("website", "old", "2021-09-30");
    assessed("website", "ended", "2023-05-01");
    assessed("system", "portal", "2023-06-01");
    for (const char* id : {"both", "labelled", "old", "of-system"})
        label(id);
    label("ended", "2023-09-29");
    const auto measurement = measured("2023.I.1", "2023-09-30");
    EXPECT_THAT(ids(measurement, Share::counted), UnorderedElementsAreArray({"both", "of-system"}));
    EXPECT_THAT(ids(measurement, Share::not_counted),
                UnorderedElementsAreArray({"assessed", "labelled", "neither", "old", "ended"}));
    EXPECT_THAT(ids(measurement, Share::excluded), UnorderedElementsAreArray({"retired"}));
    EXPECT_EQ(reason(measurement, "neither"), "no_record: assessment & no_record: trust_label");
    EXPECT_EQ(reason(measurement, "ended"), "record_ended: 2023-09-29");
    EXPECT_EQ(measurement.outcome, TargetOutcome::not_met);
    EXPECT_EQ(measurement.missing, 5);
    // the label is still good on its last day
    EXPECT_EQ(ids(measured("2023.I.1", "2023-09-29"), Share::counted).size(), 4U) << "old counts by a day, ended too";
}

TEST_F(Province, without_a_register_nothing_is_known) {
    website("w", "s01");
    const auto measurement = measured("2023.I.1", "2023-09-30");
    EXPECT_THAT(ids(measurement, Share::unknown), UnorderedElementsAreArray({"w"}));
    EXPECT_TRUE(measurement.undecided);
    EXPECT_EQ(measurement.outcome, TargetOutcome::no_data) << "not yet \"not met\"";
    EXPECT_EQ(model::outcome_name(measurement), "undetermined");
    EXPECT_EQ(measured("2023.V.6", "2023-09-30").outcome, TargetOutcome::no_data);
}

TEST_F(Province, V1_counts_the_approved) {
    for (int i = 1; i <= 5; ++i) {
        system("t" + std::to_string(i), "s01");
        verdict("t" + std::to_string(i), "system.level-approved", i < 5 ? model::Outcome::pass : model::Outcome::fail);
    }
    // 4 of 5 is 80.0 %, which is not above 80 %
    EXPECT_EQ(measured("2023.V.1", "2023-06-30").outcome, TargetOutcome::not_met);
    EXPECT_EQ(measured("2023.V.1", "2023-06-30").missing, 1);
    verdicts.back().outcome = model::Outcome::pass;
    EXPECT_EQ(measured("2023.V.1", "2023-06-30").outcome, TargetOutcome::met);
}

TEST_F(Province, V2_needs_an_approved_level_and_every_control_of_it) {
    using model::Outcome;
    struct Case {
        const char* system;
        Outcome approved, controls;
        Share share;
    };
    const std::vector<Case> cases = {{"whole", Outcome::pass, Outcome::pass, Share::counted},
                                     {"lacking", Outcome::pass, Outcome::unknown, Share::unknown},
                                     {"failing", Outcome::pass, Outcome::fail, Share::not_counted},
                                     {"draft", Outcome::fail, Outcome::pass, Share::not_counted},
                                     {"draft-lacking", Outcome::fail, Outcome::unknown, Share::not_counted},
                                     {"test", Outcome::not_applicable, Outcome::not_applicable, Share::excluded}};
    for (const Case& each : cases) {
        system(each.system, "s02");
        verdict(each.system, "system.level-approved", each.approved);
        verdict(each.system, "system.controls-met", each.controls);
    }
    system("never-judged", "s02");
    const auto measurement = measured("2023.V.2", "2023-06-30");
    for (const Case& each : cases)
        EXPECT_THAT(ids(measurement, each.share), testing::Contains(each.system)) << each.system;
    EXPECT_THAT(ids(measurement, Share::unknown), UnorderedElementsAreArray({"lacking", "never-judged"}));
    EXPECT_EQ(measurement.numerator, 1);
    EXPECT_EQ(measurement.denominator, 6);
    EXPECT_EQ(reason(measurement, "failing"), "rule_fails: system.controls-met");
}

TEST_F(Province, V4_needs_both_thirds_rounded_up) {
    for (const std::string& id : numbered('s', 6))
        assessed("agency", id, "2023-10-01");
    for (const std::string& id : numbered('h', 3))
        assessed("agency", id, "2023-10-01");
    auto measurement = measured("2023.V.4", "2023-11-30");
    ASSERT_EQ(measurement.parts.size(), 2U);
    EXPECT_EQ(measurement.parts[0].numerator, 6);
    EXPECT_EQ(measurement.parts[0].denominator, 18);
    EXPECT_EQ(measurement.parts[0].needed, 6);
    EXPECT_EQ(measurement.parts[1].numerator, 3);
    EXPECT_EQ(measurement.parts[1].denominator, 12);
    EXPECT_EQ(measurement.parts[1].needed, 4);
    EXPECT_EQ(measurement.outcome, TargetOutcome::not_met) << "9 of 30 agencies, but only one of the thirds";
    EXPECT_EQ(measurement.missing, 1);
    assessed("agency", "h04", "2023-10-01");
    EXPECT_EQ(measured("2023.V.4", "2023-11-30").outcome, TargetOutcome::met);
    EXPECT_EQ(model::outcome_name(measured("2023.V.4", "2023-09-30")), "undetermined") << "no register on that day";
    assessed("agency", "h05", "2023-10-01");
    EXPECT_EQ(measured("2023.V.4", "2023-11-30").outcome, TargetOutcome::met)
        << "more of one third is no excess of both";
    assessed("agency", "s07", "2023-10-01");
    EXPECT_EQ(measured("2023.V.4", "2023-11-30").outcome, TargetOutcome::exceeded);
    // seventeen departments still need six
    loaded.populations[0].agencies.pop_back();
    EXPECT_EQ(measured("2023.V.4", "2023-11-30").parts[0].needed, 6);
    EXPECT_EQ(measured("2023.V.4", "2023-11-30", "s01").outcome, TargetOutcome::no_data);
}

TEST_F(Province, V4_counts_only_the_independent) {
    assessed("agency", "s01", "2023-10-01", true);
    assessed("agency", "s02", "2023-10-01", false);
    assessed("agency", "s03", "2023-10-01", std::nullopt);
    assessed("agency", "s04", "2023-10-01", true, "Công ty  Giám sát B");
    assessed("agency", "s05", "2022-12-31", true);
    records.push_back(record(RecordKind::four_layers,
                             {{"agency", "s04"}, {"date", "2023-01-01"}, {"monitor", "CÔNG TY GIÁM SÁT B"}}));
    system("lan-s06", "s06", "lan");
    assessed("system", "lan-s06", "2023-10-01", true);
    const auto measurement = measured("2023.V.4", "2023-11-30");
    EXPECT_THAT(ids(measurement, Share::counted), UnorderedElementsAreArray({"s01"}));
    EXPECT_EQ(reason(measurement, "s02"), "not_independent: Trung tâm A");
    EXPECT_EQ(reason(measurement, "s03"), "independence_unknown: Trung tâm A");
    EXPECT_EQ(reason(measurement, "s04"), "assessor_monitors: Công ty  Giám sát B");
    EXPECT_EQ(reason(measurement, "s05"), "record_other_year: 2022-12-31");
    EXPECT_EQ(reason(measurement, "s06"), "no_record: assessment") << "a part of an agency is not the agency";
    EXPECT_THAT(ids(measurement, Share::unknown), UnorderedElementsAreArray({"s03"}));
}

TEST_F(Province, V5_and_VII1_count_only_with_the_police_document) {
    const auto inspection = [&](const char* lead, const char* document) {
        std::vector<Attribute> attributes = {{"date", "2023-09-01"}, {"lead", lead}, {"scope", document}};
        if (*document != 0) attributes.push_back({"document", document});
        auto made = record(RecordKind::inspection, std::move(attributes));
        made.id += document;
        records.push_back(made);
    };
    inspection("Sở TTTT", "1/BC-STTTT");
    inspection("Công an tỉnh Đồng Tháp", "");
    auto measurement = measured("2023.V.5", "2023-10-31");
    EXPECT_EQ(measurement.outcome, TargetOutcome::not_completed);
    EXPECT_EQ(measurement.numerator, 0);
    inspection("Công an tỉnh Đồng Tháp", "12/BC-CAT");
    inspection("Công an Tỉnh", "13/BC-CAT");
    measurement = measured("2023.V.5", "2023-10-31");
    EXPECT_EQ(measurement.outcome, TargetOutcome::completed) << "a task is done, never exceeded";
    EXPECT_EQ(measurement.numerator, 2);

    const auto training = [&](const char* lead, const char* audience, const char* document) {
        records.push_back(record(RecordKind::training, {{"name", std::string(lead) + audience},
                                                        {"date", "2023-06-01"},
                                                        {"lead", lead},
                                                        {"audience", audience},
                                                        {"topic", "awareness"},
                                                        {"document", document}}));
    };
    training("Công an Tỉnh", "officials", "20/KH-CAT");
    EXPECT_EQ(measured("2023.VII.1", "2023-06-30").outcome, TargetOutcome::not_completed);
    training("Công an Tỉnh", "leaders", "21/KH-CAT");
    EXPECT_EQ(measured("2023.VII.1", "2023-06-30").outcome, TargetOutcome::completed);
}

TEST_F(Province, V6_counts_live_drills_of_the_year) {
    const auto drill = [&](const char* name, const char* date, bool live) {
        records.push_back(record(RecordKind::drill, {{"name", name}, {"date", date}, {"live", live}}));
    };
    drill("giả lập", "2023-05-01", false);
    drill("năm trước", "2022-11-01", true);
    EXPECT_EQ(measured("2023.V.6", "2023-11-30").outcome, TargetOutcome::not_met);
    EXPECT_EQ(measured("2023.V.6", "2023-11-30").missing, 1);
    EXPECT_EQ(measured("2022.15", "2022-12-31").outcome, TargetOutcome::met);
    drill("thực chiến", "2023-11-15", true);
    EXPECT_EQ(measured("2023.V.6", "2023-11-14").outcome, TargetOutcome::not_met);
    EXPECT_EQ(measured("2023.V.6", "2023-11-15").outcome, TargetOutcome::met);
    drill("lần hai", "2023-11-20", true);
    EXPECT_EQ(measured("2023.V.6", "2023-11-30").outcome, TargetOutcome::exceeded);
}

TEST_F(Province, VII3_needs_who_attended) {
    const auto training = [&](const char* name, std::optional<int> attended) {
        std::vector<Attribute> attributes = {{"name", name},
                                             {"date", "2023-08-01"},
                                             {"lead", "Sở TTTT"},
                                             {"audience", "security_staff"},
                                             {"topic", "advanced"}};
        if (attended) attributes.push_back({"attended", *attended});
        records.push_back(record(RecordKind::training, std::move(attributes)));
    };
    training("chưa ghi số người", std::nullopt);
    EXPECT_EQ(model::outcome_name(measured("2023.VII.3", "2023-08-31")), "undetermined");
    // or what the agencies recorded of it
    const auto before = records;
    records.push_back(
        record(RecordKind::attendance,
               {{"training", "Chưa ghi số người"}, {"agency", "s02"}, {"date", "2023-08-01"}, {"attended", 2}}));
    EXPECT_EQ(measured("2023.VII.3", "2023-08-31").outcome, TargetOutcome::completed);
    records = before;
    training("chuyên sâu", 30);
    EXPECT_EQ(measured("2023.VII.3", "2023-08-31").outcome, TargetOutcome::completed);
}

TEST_F(Province, body_7_4_asks_every_agency) {
    EXPECT_EQ(measured("2023.7.4", "2023-12-31").outcome, TargetOutcome::met);
    inventory.agencies[3].security_officers = 0;
    const auto measurement = measured("2023.7.4", "2023-12-31");
    EXPECT_EQ(measurement.outcome, TargetOutcome::not_met);
    EXPECT_EQ(measurement.missing, 1);
    EXPECT_THAT(ids(measurement, Share::not_counted), UnorderedElementsAreArray({"s04"}));
}

TEST_F(Province, body_7_1_reads_the_sheet_of_states_as_of_the_day) {
    system("full", "s01");
    system("some", "s01");
    system("unsaid", "s01");
    const auto state = [&](const char* id, const char* date, const char* implementation) {
        records.push_back(record(RecordKind::system_state,
                                 {{"system", id}, {"date", date}, {"implementation", implementation}, {"level", 2}}));
    };
    state("full", "2023-01-01", "some");
    state("full", "2023-05-20", "full");
    state("some", "2023-05-20", "some");
    const auto with_states = [&](const char* as_of) {
        model::Inventory stated = inventory;
        apply_states(records, test::day(as_of), stated);
        return Measuring({stated, verdicts, records, loaded, test::day(as_of)}).measure(*loaded.target("7.1", 2023));
    };
    EXPECT_THAT(ids(with_states("2023-05-31"), Share::counted), UnorderedElementsAreArray({"full"}));
    EXPECT_THAT(ids(with_states("2023-05-31"), Share::not_counted), UnorderedElementsAreArray({"some"}));
    EXPECT_THAT(ids(with_states("2023-05-31"), Share::unknown), UnorderedElementsAreArray({"unsaid"}));
    EXPECT_THAT(ids(with_states("2023-05-19"), Share::counted), testing::IsEmpty());
}

TEST_F(Province, row_12_and_13_of_2022) {
    system("lan-1", "s01", "lan").level = 2;
    system("lan-2", "h01", "lan");
    system("shared-1", "s01");
    system("shared-2", "s01");
    system("shared-3", "s01");
    const auto twelve = measured("2022.12", "2022-12-31");
    EXPECT_THAT(ids(twelve, Share::counted), UnorderedElementsAreArray({"lan-1"}));
    EXPECT_THAT(ids(twelve, Share::unknown), UnorderedElementsAreArray({"lan-2"}));
    const auto monitored = [&](const char* id, bool round_the_clock, const char* until) {
        std::vector<Attribute> attributes = {
            {"system", id}, {"from", "2022-01-01"}, {"provider", "B"}, {"round_the_clock", round_the_clock}};
        if (*until != 0) attributes.push_back({"until", until});
        records.push_back(record(RecordKind::monitoring, std::move(attributes)));
    };
    monitored("shared-1", true, "");
    monitored("shared-2", false, "");
    monitored("shared-3", true, "2022-12-30");
    for (const char* id : {"shared-1", "shared-2", "shared-3"})
        assessed("system", id, "2022-06-01");
    const auto thirteen = measured("2022.13", "2022-12-31");
    EXPECT_THAT(ids(thirteen, Share::counted), UnorderedElementsAreArray({"shared-1"}));
    EXPECT_EQ(reason(thirteen, "shared-2"), "record_differs: round_the_clock false");
    EXPECT_EQ(reason(thirteen, "shared-3"), "record_ended: 2022-12-30");
    EXPECT_EQ(thirteen.published->text, "100%") << "what was printed stays beside what is counted";
}

TEST_F(Province, row_14_of_2022_adds_up_who_attended) {
    const auto training = [&](const char* name, const char* date, base::Value attended) {
        records.push_back(
            record(RecordKind::training,
                   {{"name", name}, {"date", date}, {"lead", "Sở TTTT"}, {"topic", "basic"}, {"attended", attended}}));
    };
    training("lớp 1", "2022-03-01", 200);
    training("lớp 2", "2022-09-01", 99);
    training("lớp 3", "2023-01-01", 500);
    EXPECT_EQ(measured("2022.14", "2022-12-31").numerator, 299);
    EXPECT_EQ(measured("2022.14", "2022-12-31").missing, 1);
    const auto before = records;
    training("chưa ghi số người", "2022-10-01", {});
    EXPECT_EQ(model::outcome_name(measured("2022.14", "2022-12-31")), "undetermined") << "one more is enough";
    records = before;
    training("lớp 4", "2022-12-31", 1);
    EXPECT_EQ(measured("2022.14", "2022-12-31").outcome, TargetOutcome::met);
    training("lớp 5", "2022-12-31", 20);
    EXPECT_EQ(measured("2022.14", "2022-12-31").outcome, TargetOutcome::exceeded);
}

TEST_F(Province, values_that_people_record) {
    const auto said = [&](const char* target, const char* body, const char* date, std::vector<Attribute> more) {
        std::vector<Attribute> attributes = {{"target", target}, {"date", date}, {"evidence", "e"}, {"by", "p"}};
        if (*body != 0) attributes.push_back({"body", body});
        std::move(more.begin(), more.end(), std::back_inserter(attributes));
        records.push_back(record(RecordKind::plan_value, std::move(attributes)));
    };
    // one lead: its word is the province's
    EXPECT_EQ(measured("2023.I.4", "2023-12-31").outcome, TargetOutcome::no_data);
    EXPECT_THAT(measured("2023.I.4", "2023-12-31").silent, testing::ElementsAre("Sở TTTT"));
    said("2023.I.4", "s01", "2023-11-30", {{"value", "60"}});
    EXPECT_EQ(measured("2023.I.4", "2023-12-31").outcome, TargetOutcome::not_met) << "60 is not above 60";
    said("2023.I.4", "s01", "2023-12-01", {{"value", "60,1"}});
    EXPECT_EQ(measured("2023.I.4", "2023-12-31").outcome, TargetOutcome::met);
    EXPECT_EQ(measured("2023.I.4", "2023-11-30").outcome, TargetOutcome::not_met) << "as of the day before";
    // twelve leads: the province's figure is there once all have spoken
    for (const std::string& id : numbered('h', 11))
        said("2023.IV.5", id.c_str(), "2023-12-01", {{"numerator", 40}, {"denominator", 100}});
    EXPECT_EQ(measured("2023.IV.5", "2023-12-31").outcome, TargetOutcome::no_data);
    EXPECT_EQ(measured("2023.IV.5", "2023-12-31").asked, 12);
    EXPECT_THAT(measured("2023.IV.5", "2023-12-31").silent, testing::ElementsAre("h12"));
    said("2023.IV.5", "h12", "2023-12-01", {{"numerator", 39}, {"denominator", 100}});
    EXPECT_EQ(measured("2023.IV.5", "2023-12-31").outcome, TargetOutcome::not_met) << "479 of 1200 is below 40 %";
    said("2023.IV.5", "h12", "2023-12-02", {{"numerator", 40}, {"denominator", 100}});
    EXPECT_EQ(measured("2023.IV.5", "2023-12-31").outcome, TargetOutcome::met);
    EXPECT_EQ(measured("2023.IV.5", "2023-12-31", "h01").outcome, TargetOutcome::met) << "its own answer";
    // a task is done or not
    said("2023.I.7", "s01", "2023-05-02", {{"value", "chưa hoàn thành"}});
    EXPECT_EQ(measured("2023.I.7", "2023-12-31").outcome, TargetOutcome::not_completed);
    said("2023.I.7", "s01", "2023-05-03", {{"value", "Hoàn thành"}});
    EXPECT_EQ(measured("2023.I.7", "2023-12-31").outcome, TargetOutcome::completed);
}

TEST_F(Province, agencies_divide_the_whole) {
    for (const char* id : {"a", "b", "c"}) {
        system(id, std::string(id) == "c" ? "h01" : "s01");
        verdict(id, "system.level-approved", std::string(id) == "b" ? model::Outcome::fail : model::Outcome::pass);
    }
    const auto whole = measured("2023.V.1", "2023-06-30");
    const auto agencies = by_agency(*loaded.target("2023.V.1", 0), whole);
    ASSERT_EQ(agencies.size(), 2U);
    EXPECT_EQ(agencies.at("s01").numerator, 1);
    EXPECT_EQ(agencies.at("s01").denominator, 2);
    EXPECT_EQ(agencies.at("h01").outcome, TargetOutcome::met);
    EXPECT_EQ(measured("2023.V.1", "2023-06-30", "s01").numerator, 1);
}

}  // namespace
}  // namespace attt::rules
