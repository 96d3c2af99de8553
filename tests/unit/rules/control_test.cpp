#include "rules/control.h"

#include <gtest/gtest.h>

#include "support.h"
#include "tests/unit/rules/shipped_levels.h"

namespace attt::rules {
namespace {

using model::ControlAssessment;
using model::ControlResult;
using model::Outcome;

base::Date day(const char* text) {
    return *base::parse_date(text);
}

const LoadedControls& shipped_controls() {
    static const LoadedControls out = [] {
        LoadedControls loaded = load_controls(shipped_directories(), shipped_rules(), shipped_levels());
        for (const auto& defect : loaded.defects)
            ADD_FAILURE() << base::debug_string(defect);
        return loaded;
    }();
    return out;
}

const ControlCatalogue& tcvn_11930() {
    return *shipped_controls().of_regime("2016");
}

TEST(Controls, HaveTheCountsOfTheAnnexes) {
    EXPECT_EQ(tcvn_11930().controls.size(), 71U);
    struct Expected {
        int level;
        int management, technical, design;
    };
    // Phụ lục I to V of TT 12/2022, with the inferred clause x.2.1.1
    for (const Expected& each :
         {Expected{1, 15, 14, 6}, {2, 18, 18, 11}, {3, 22, 22, 23}, {4, 22, 22, 25}, {5, 22, 22, 27}}) {
        std::map<std::string, int> got;
        for (const Control* control : tcvn_11930().of_level(each.level))
            ++got[control->part];
        EXPECT_EQ(got["management"], each.management) << each.level;
        EXPECT_EQ(got["technical"], each.technical) << each.level;
        EXPECT_EQ(got["design"], each.design) << each.level;
    }
    const ControlCatalogue& later = *shipped_controls().of_regime("2026");
    EXPECT_EQ(later.of_level(1).size(), 15U);
    EXPECT_EQ(later.of_level(2).size(), 15U);
    for (int level = 3; level <= 5; ++level)
        EXPECT_EQ(later.of_level(level).size(), 18U);
}

TEST(Controls, KeepTheirIdWhileClausesShiftBetweenLevels) {
    const Control* incident = tcvn_11930().control("QL.VH.08");
    ASSERT_NE(incident, nullptr);
    EXPECT_EQ(incident->clauses.at(2), "6.1.5.4");
    EXPECT_EQ(incident->clauses.at(3), "7.1.5.8");
    EXPECT_FALSE(incident->clauses.contains(1));
    EXPECT_EQ(tcvn_11930().control("KT.MA.01")->confidence, "unconfirmed");
}

struct Need {
    const char* control;
    int level;
    std::vector<std::string> criteria;
    Answers answers;
    std::optional<Truth> expected;  // nothing: no product is compulsory
};

TEST(Products, FollowTheCriterionThatGaveTheLevel) {
    const auto kinds = [](const char* kind) {
        return Answers{{"level.infrastructure_kind", base::Value(std::vector<std::string>{kind})}};
    };
    const Answers secret{{"level.information", base::Value(std::vector<std::string>{"state_secret"})}};
    const Answers plain{{"level.information", base::Value(std::vector<std::string>{"private"})}};
    for (const Need& need : std::vector<Need>{
             // WAF: level 2 by Điều 8.2, level 3 by Điều 9.2
             {"TK.B.04", 2, {"nd-85-2016.d8-2a"}, {}, Truth::yes},
             {"TK.B.04", 2, {"nd-85-2016.d8-3"}, {}, {}},
             {"TK.B.04", 3, {"nd-85-2016.d9-2a"}, {}, Truth::yes},
             {"TK.B.04", 3, {"nd-85-2016.d9-3"}, {}, {}},
             {"TK.B.04", 3, {}, {}, Truth::unknown},
             {"TK.B.04", 4, {"nd-85-2016.d10-3"}, kinds("cloud"), Truth::yes},
             {"TK.B.04", 4, {"nd-85-2016.d10-3"}, kinds("lan"), {}},
             {"TK.B.04", 4, {"nd-85-2016.d10-3"}, {}, Truth::unknown},
             // the same criterion under its number in the later decree
             {"TK.B.04", 3, {"nd-331-2026.d13-2b"}, {}, Truth::yes},
             // VPN: level 3 with state secrets or by Điều 9.2c, level 5 always
             {"TK.B.01", 3, {"nd-85-2016.d9-2c"}, plain, Truth::yes},
             {"TK.B.01", 3, {"nd-85-2016.d9-1"}, secret, Truth::yes},
             {"TK.B.01", 3, {"nd-85-2016.d9-3"}, plain, {}},
             {"TK.B.01", 5, {"nd-85-2016.d11-2"}, {}, Truth::yes},
             {"TK.B.01", 2, {"nd-85-2016.d8-3"}, {}, {}},
             // antivirus with central management from level 3
             {"TK.B.03", 2, {"nd-85-2016.d8-3"}, {}, {}},
             {"TK.B.03", 3, {"nd-85-2016.d9-3"}, {}, Truth::yes},
             // NAC: networks and monitoring centres by Điều 9.3
             {"TK.B.10", 3, {"nd-85-2016.d9-3"}, kinds("lan"), Truth::yes},
             {"TK.B.10", 3, {"nd-85-2016.d9-3"}, kinds("data_centre"), {}},
             // anti-DDoS: data centres and the like by Điều 9.3
             {"TK.B.09", 3, {"nd-85-2016.d9-3"}, kinds("data_centre"), Truth::yes},
             {"TK.B.07", 3, {"nd-85-2016.d9-3"}, kinds("shared_database"), Truth::yes},
             {"TK.B.05", 3, {"nd-85-2016.d9-2a"}, kinds("mail"), Truth::yes},
             {"TK.B.14", 4, {"nd-85-2016.d10-2"}, secret, Truth::yes},
             {"TK.B.11", 3, {"nd-85-2016.d9-3"}, {}, {}},
             {"TK.B.11", 4, {"nd-85-2016.d10-2"}, {}, Truth::yes},
         }) {
        const auto got = needed_products(*tcvn_11930().control(need.control), need.level, need.criteria, need.answers,
                                         shipped_rules().law);
        ASSERT_EQ(got.size(), need.expected ? 1U : 0U) << need.control << " level " << need.level;
        if (need.expected) {
            EXPECT_EQ(got[0].needed, *need.expected) << need.control << " level " << need.level;
        }
    }
}

ControlAssessment assessed(const std::string& control, ControlResult result) {
    ControlAssessment out;
    out.system = "he-thong";
    out.control = control;
    out.result = result;
    out.assessed_on = day("01/06/2023");
    out.assessor = "Trưởng phòng";
    if (result == ControlResult::not_applicable) out.reason = "không có mạng không dây";
    return out;
}

// A system of level 3 that meets everything.
ControlInput whole() {
    ControlInput input;
    input.system = "he-thong";
    input.level = 3;
    input.as_of = day("30/06/2023");
    for (const Control* control : tcvn_11930().of_level(3))
        input.assessments.push_back(assessed(control->id, ControlResult::met));
    return input;
}

ControlAssessment& of(ControlInput& input, const std::string& control) {
    for (ControlAssessment& each : input.assessments) {
        if (each.control == control) return each;
    }
    throw std::logic_error(control);
}

SystemControls result(const ControlInput& input) {
    return assess(tcvn_11930(), input, shipped_rules());
}

TEST(Assessment, ASystemCountsOnlyWhenEveryRequirementOfItsLevelIsMet) {
    ControlInput input = whole();
    EXPECT_TRUE(result(input).complete());
    EXPECT_EQ(result(input).total(), 67);
    of(input, "TK.B.16") = assessed("TK.B.16", ControlResult::not_applicable);
    EXPECT_TRUE(result(input).complete());

    for (const ControlResult short_of : {ControlResult::partly, ControlResult::not_met, ControlResult::not_assessed}) {
        ControlInput other = whole();
        of(other, "KT.DL.03").result = short_of;
        EXPECT_FALSE(result(other).complete());
        EXPECT_EQ(result(other).missing(), 1);
    }
    ControlInput forgotten = whole();
    forgotten.assessments.pop_back();
    EXPECT_EQ(result(forgotten).missing(), 1);
    ControlInput unknown_level = whole();
    unknown_level.level.reset();
    EXPECT_FALSE(result(unknown_level).complete());
    ControlInput nothing = whole();
    nothing.assessments.clear();
    EXPECT_EQ(result(nothing).missing(), 67);
}

const ControlStatus& status_of(const SystemControls& controls, const std::string& id) {
    for (const ControlStatus& status : controls.controls) {
        if (status.control->id == id) return status;
    }
    throw std::logic_error(id);
}

TEST(Assessment, DeclaredMetWhileAScanFailsIsNotCountedUntilVerified) {
    model::Verdict verdict;
    verdict.rule = "tls.no-ssl";
    verdict.outcome = Outcome::fail;
    ControlInput input = whole();
    input.verdicts = {&verdict};
    SystemControls got = result(input);
    EXPECT_FALSE(got.complete());
    EXPECT_EQ(status_of(got, "KT.UD.04").standing, ControlStanding::contradicted);
    EXPECT_TRUE(status_of(got, "KT.UD.04").disagreement);
    EXPECT_EQ(status_of(got, "KT.UD.04").automatic.failing, std::vector<std::string>{"tls.no-ssl"});

    verdict.outcome = Outcome::unknown;
    got = result(input);
    EXPECT_TRUE(got.complete()) << "what a scan could not see does not contradict";
    EXPECT_FALSE(status_of(got, "KT.UD.04").disagreement);

    verdict.outcome = Outcome::pass;
    of(input, "KT.UD.04").result = ControlResult::not_met;
    got = result(input);
    EXPECT_TRUE(status_of(got, "KT.UD.04").disagreement);
    EXPECT_EQ(status_of(got, "KT.UD.04").standing, ControlStanding::not_met) << "a scan never makes a control met";
}

TEST(Assessment, ExpiryAndCompensationAreShownAndDoNotCount) {
    ControlInput input = whole();
    of(input, "KT.DL.03").expires = day("30/06/2023");
    EXPECT_TRUE(result(input).complete()) << "the last day still holds";
    input.as_of = day("01/07/2023");
    EXPECT_EQ(status_of(result(input), "KT.DL.03").standing, ControlStanding::expired);
    of(input, "KT.DL.03").result = ControlResult::not_met;
    of(input, "KT.DL.03").compensation = "sao lưu thủ công hằng ngày";
    EXPECT_EQ(status_of(result(input), "KT.DL.03").standing, ControlStanding::not_met);
    of(input, "KT.DL.03").expires = day("31/12/2023");
    EXPECT_EQ(status_of(result(input), "KT.DL.03").standing, ControlStanding::compensated);
    EXPECT_FALSE(result(input).complete());
}

struct Wrong {
    const char* name;
    std::function<void(ControlAssessment&)> change;
    const char* error;  // nullptr: fine
};

TEST(Assessment, IsRefusedWhereSomethingIsMissing) {
    for (const Wrong& each : std::vector<Wrong>{
             {"whole", [](auto&) {}, nullptr},
             {"unknown control", [](auto& a) { a.control = "KT.UD.44"; }, "control.unknown"},
             {"no date", [](auto& a) { a.assessed_on.reset(); }, "control.no_date"},
             {"no assessor", [](auto& a) { a.assessor.clear(); }, "control.no_assessor"},
             {"tomorrow", [](auto& a) { a.assessed_on = day("02/07/2023"); }, "control.future"},
             {"ends before", [](auto& a) { a.expires = day("31/05/2023"); }, "control.expired_before"},
             {"n/a without a reason", [](auto& a) { a.result = ControlResult::not_applicable; }, "control.no_reason"},
             {"not assessed needs nothing",
              [](auto& a) { a = ControlAssessment{"he-thong", "KT.MA.01", {}, {}, {}, {}, {}, {}, {}, {}, {}}; },
              nullptr},
         }) {
        ControlAssessment assessment = assessed("KT.UD.04", ControlResult::met);
        each.change(assessment);
        const auto got = check(assessment, tcvn_11930(), day("01/07/2023"));
        EXPECT_EQ(got.has_value(), each.error == nullptr) << each.name;
        if (!got && each.error != nullptr) {
            EXPECT_EQ(got.error().message, each.error) << each.name;
        }
    }
}

// ---- an office's own sub-requirements ----

LoadedControls with_own(const std::string& text) {
    test::TemporaryDirectory office;
    office.write("controls/rieng.toml", text);
    auto directories = shipped_directories();
    directories.push_back(office.path().string());
    return load_controls(directories, shipped_rules(), shipped_levels());
}

constexpr const char* own_text = R"(extends = "tcvn-11930"
[[control]]
id = "KT.UD.04.DT1"
parent = "KT.UD.04"
title.vi = "Ứng dụng web của tỉnh có tường lửa ứng dụng do Trung tâm quản lý"
title.en = "Web applications stand behind the centre's firewall"
)";

TEST(OwnControls, StandAfterTheirParentAndCountForNothing) {
    const LoadedControls loaded = with_own(own_text);
    for (const auto& defect : loaded.defects)
        ADD_FAILURE() << base::debug_string(defect);
    const ControlCatalogue& catalogue = *loaded.of_regime("2016");
    const Control* own = catalogue.control("KT.UD.04.DT1");
    ASSERT_NE(own, nullptr);
    EXPECT_EQ(own->part, "own");
    EXPECT_EQ(own->parent, "KT.UD.04");
    EXPECT_FALSE(is_compulsory(*own));
    const auto place = [&](const char* id) {
        return std::find_if(catalogue.controls.begin(), catalogue.controls.end(),
                            [&](const Control& control) { return control.id == id; });
    };
    EXPECT_EQ(place("KT.UD.04") + 1, place("KT.UD.04.DT1"));
    for (int level = 1; level <= 5; ++level) {
        EXPECT_EQ(own->clauses.contains(level), catalogue.control("KT.UD.04")->clauses.contains(level)) << level;
        ControlInput input;
        input.system = "s";
        input.level = level;
        input.as_of = day("01/06/2023");
        for (const Control* control : tcvn_11930().of_level(level)) {
            ControlAssessment met;
            met.control = control->id;
            met.result = ControlResult::met;
            input.assessments.push_back(met);
        }
        const SystemControls all = assess(catalogue, input, shipped_rules());
        EXPECT_TRUE(all.complete()) << "the office's own is followed, and the standard is met without it";
        EXPECT_EQ(all.total(), static_cast<int>(tcvn_11930().of_level(level).size()));
    }
}

TEST(OwnControls, WithADefectAreNamed) {
    struct Defective {
        const char* text;
        const char* message;
    };
    for (const Defective& wrong :
         {Defective{"extends = \"tcvn-1193\"\n", "control.no_catalogue"},
          {"extends = \"tcvn-11930\"\n[[control]]\nid = \"KT.UD.99\"\nparent = \"KT.XX.01\"\ntitle.vi = \"a\"\n"
           "title.en = \"a\"\n",
           "control.no_parent"},
          {"extends = \"tcvn-11930\"\n[[control]]\nid = \"KT.UD.04\"\nparent = \"KT.UD.04\"\ntitle.vi = \"a\"\n"
           "title.en = \"a\"\n",
           "control.twice"}}) {
        const LoadedControls loaded = with_own(wrong.text);
        ASSERT_FALSE(loaded.defects.empty()) << wrong.message;
        EXPECT_EQ(loaded.defects.front().message, wrong.message);
    }
}

}  // namespace
}  // namespace attt::rules
