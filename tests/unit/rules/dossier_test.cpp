#include "rules/dossier.h"

#include <gtest/gtest.h>

#include "rules/attention.h"
#include "tests/unit/rules/shipped_levels.h"

namespace attt::rules {
namespace {

using Kind = model::DossierEventKind;

base::Date day(const char* text) {
    return *base::parse_date(text);
}

// A log as an office records it, one event after another.
class Story {
  public:
    explicit Story(std::string system = "he-thong") : system_(std::move(system)) {}

    model::DossierEvent& add(Kind kind, const char* on, std::optional<int> level = {}) {
        model::DossierEvent event;
        event.id = static_cast<std::int64_t>(events_.size()) + 1;
        event.system = system_;
        event.kind = kind;
        event.on = day(on);
        event.recorded_at = base::start_of_day(day("01/01/2023"));
        event.level = level;
        events_.push_back(event);
        return events_.back();
    }
    DossierLog on(const char* date) const { return fold(events_, shipped_levels(), day(date)); }
    const std::vector<model::DossierEvent>& events() const { return events_; }

  private:
    std::string system_;
    std::vector<model::DossierEvent> events_;
};

model::DossierEvent with(model::DossierEvent& event, const char* number, const char* body, const char* role = "") {
    event.number = number;
    event.body = body;
    event.role = role;
    return event;
}

void attach_all(model::DossierEvent& event, const std::vector<const char*>& parts) {
    for (const char* part : parts)
        event.files.push_back({part, std::string(part) + ".docx", std::string(64, 'a'), 10});
}

TEST(Dossier, IsWhatItsEventsSaidByThatDay) {
    Story story;
    story.add(Kind::drafted, "01/02/2023", 3);
    story.add(Kind::submitted, "15/02/2023");
    story.add(Kind::returned, "20/02/2023");
    story.add(Kind::submitted, "01/03/2023");
    story.add(Kind::appraised, "14/03/2023");
    story.add(Kind::approved, "20/03/2023", 3).number = "10/QĐ-UBND";
    story.add(Kind::implemented, "01/05/2023").extent = "some";
    story.add(Kind::implemented, "01/06/2023").extent = "full";
    story.add(Kind::checked, "01/07/2023").extent = "periodic";

    EXPECT_EQ(story.on("31/01/2023").current(), nullptr);
    EXPECT_EQ(story.on("14/02/2023").current()->state, DossierState::drafted);
    EXPECT_EQ(story.on("19/02/2023").current()->state, DossierState::submitted);
    EXPECT_EQ(story.on("28/02/2023").current()->state, DossierState::returned);
    EXPECT_EQ(reported_state(story.on("28/02/2023").current()->state), "draft");
    EXPECT_EQ(story.on("14/03/2023").current()->state, DossierState::appraised);
    EXPECT_EQ(story.on("19/03/2023").standing(), nullptr);
    const DossierLog approved = story.on("20/03/2023");
    ASSERT_NE(approved.standing(), nullptr);
    EXPECT_EQ(approved.standing()->level(), 3);
    EXPECT_EQ(approved.standing()->regime, "2016");
    EXPECT_EQ(story.on("02/05/2023").standing()->extent, "some");
    EXPECT_FALSE(story.on("02/05/2023").standing()->fully_implemented);
    EXPECT_TRUE(story.on("01/07/2023").standing()->fully_implemented);
    EXPECT_EQ(story.on("01/07/2023").standing()->checked_periodically, day("01/07/2023"));
}

TEST(Dossier, ADossierOnItsWayAgainDoesNotTakeTheApprovalAway) {
    Story story;
    story.add(Kind::approved, "20/03/2023", 2);
    story.add(Kind::drafted, "01/09/2026", 3);
    const DossierLog log = story.on("01/10/2026");
    ASSERT_EQ(log.dossiers.size(), 2U);
    EXPECT_EQ(log.current()->state, DossierState::drafted);
    EXPECT_EQ(log.current()->regime, "2026");
    EXPECT_EQ(log.standing()->level(), 2);
    EXPECT_EQ(log.standing()->regime, "2016");
    story.add(Kind::withdrawn, "10/10/2026");
    EXPECT_NE(story.on("11/10/2026").standing(), nullptr);
    Story lapsed;
    lapsed.add(Kind::approved, "20/03/2023", 2);
    lapsed.add(Kind::lapsed, "20/03/2025");
    EXPECT_NE(lapsed.on("19/03/2025").standing(), nullptr);
    EXPECT_EQ(lapsed.on("20/03/2025").standing(), nullptr);
}

TEST(Dossier, AVoidedEventWasNeverThere) {
    Story story;
    story.add(Kind::drafted, "01/02/2023");
    story.add(Kind::approved, "05/02/2023", 2);
    story.add(Kind::voided, "06/02/2023").voids = 2;
    EXPECT_EQ(story.on("10/02/2023").current()->state, DossierState::drafted);
}

struct Step {
    std::vector<Kind> before;
    Kind event;
    const char* error;  // nullptr: possible
};

TEST(Dossier, OnlyWhatMakesSenseFollows) {
    for (const Step& step : std::vector<Step>{
             {{}, Kind::drafted, nullptr},
             {{}, Kind::approved, nullptr},
             {{}, Kind::appraised, "dossier.not_possible"},
             {{}, Kind::implemented, "dossier.not_possible"},
             {{}, Kind::lapsed, "dossier.not_possible"},
             {{Kind::drafted}, Kind::submitted, nullptr},
             {{Kind::drafted}, Kind::returned, "dossier.not_possible"},
             {{Kind::drafted}, Kind::appraised, "dossier.not_possible"},
             {{Kind::submitted}, Kind::returned, nullptr},
             {{Kind::submitted}, Kind::appraised, nullptr},
             {{Kind::submitted, Kind::appraised}, Kind::approved, nullptr},
             {{Kind::submitted, Kind::appraised}, Kind::submitted, "dossier.not_possible"},
             {{Kind::submitted, Kind::returned}, Kind::approved, "dossier.not_possible"},
             {{Kind::approved}, Kind::changed, nullptr},
             {{Kind::approved}, Kind::appraised, "dossier.not_possible"},
             {{Kind::approved, Kind::lapsed}, Kind::implemented, "dossier.not_possible"},
             {{Kind::approved, Kind::lapsed}, Kind::drafted, nullptr},
         }) {
        Story story;
        for (const Kind kind : step.before)
            story.add(kind, "01/02/2023");
        model::DossierEvent event;
        event.system = "he-thong";
        event.kind = step.event;
        event.on = day("02/02/2023");
        event.extent = step.event == Kind::implemented ? "full" : "";
        const auto result = may_follow(story.on("31/12/2199"), story.events(), event, day("03/02/2023"));
        EXPECT_EQ(result.has_value(), step.error == nullptr) << name_of(step.event);
        if (!result && step.error != nullptr) {
            EXPECT_EQ(result.error().message, step.error);
        }
    }
}

TEST(Dossier, EventsOfTheFutureAndOfBeforeTheDecreeAreRefused) {
    model::DossierEvent event;
    event.on = day("04/02/2023");
    EXPECT_EQ(may_follow({}, {}, event, day("03/02/2023")).error().message, "dossier.future");
    event.on = day("30/06/2016");
    EXPECT_EQ(may_follow({}, {}, event, day("03/02/2023")).error().message, "dossier.before_2016");
    event.on = day("01/02/2023");
    event.level = 6;
    EXPECT_EQ(may_follow({}, {}, event, day("03/02/2023")).error().message, "dossier.no_level");
}

std::vector<Term> terms(const Story& story, const char* as_of) {
    return terms_of(story.on(as_of), shipped_levels(), shipped_calendar(), day(as_of));
}

TEST(Terms, AppraisalOfLevel3IsFifteenDaysByTheOldDecreeAndFifteenWorkingDaysByTheNew) {
    Story old;
    old.add(Kind::submitted, "06/02/2023", 3);
    auto got = terms(old, "24/02/2023");
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(base::show_date(got[0].due.date), "21/02/2023");
    EXPECT_EQ(got[0].late, 3);
    EXPECT_EQ(got[0].clause, "nd-85-2016.d16");
    EXPECT_FALSE(got[0].done);

    Story fresh;
    fresh.add(Kind::submitted, "24/08/2026", 3);
    got = terms(fresh, "30/09/2026");
    ASSERT_EQ(got.size(), 1U);
    // 31/8 to 2/9 are days off: the 15th working day is 17/9
    EXPECT_EQ(base::show_date(got[0].due.date), "17/09/2026");
    EXPECT_EQ(got[0].late, 9);
    EXPECT_EQ(got[0].clause, "nd-331-2026.d23-3");
}

TEST(Terms, ALimitAcrossTetIsCountedInWorkingDays) {
    Story story;
    story.add(Kind::submitted, "02/01/2026", 3);
    story.add(Kind::appraised, "12/02/2026");
    story.add(Kind::approved, "03/03/2026", 3);
    const auto got = terms(story, "31/03/2026");
    ASSERT_EQ(got.size(), 2U);
    EXPECT_EQ(got[1].step, "approval");
    EXPECT_EQ(base::show_date(got[1].due.date), "02/03/2026");
    EXPECT_EQ(got[1].late, 1);
    EXPECT_EQ(got[1].done, day("03/03/2026"));
}

TEST(Terms, LevelsOneAndTwoAndUnknownLevelsHaveNoTermOfAppraisal) {
    for (const std::optional<int> level : {std::optional<int>(), std::optional(1), std::optional(2)}) {
        Story story;
        story.add(Kind::submitted, "06/02/2023", level);
        EXPECT_TRUE(terms(story, "31/12/2023").empty());
    }
}

TEST(Terms, WhatWasBegunBeforeTheNewLawHasItsTransition) {
    Story story;
    story.add(Kind::submitted, "20/06/2026", 2);
    auto got = terms(story, "10/01/2027");
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].step, "transition_approval");
    EXPECT_EQ(base::show_date(got[0].due.date), "31/12/2026");
    EXPECT_EQ(got[0].late, 10);
    EXPECT_EQ(story.on("10/01/2027").current()->regime, "2016");
    EXPECT_TRUE(terms(story, "30/06/2026").empty());

    Story approved;
    approved.add(Kind::approved, "20/03/2023", 2);
    got = terms(approved, "01/09/2026");
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].step, "transition_implementation");
    EXPECT_EQ(base::show_date(got[0].due.date), "30/06/2027");
    EXPECT_EQ(got[0].late, 0);
}

// --- things to look at ---

model::InformationSystem a_system(const char* id = "he-thong") {
    model::InformationSystem out;
    out.id = id;
    out.name = "Hệ thống thử";
    out.agency = "so-thu";
    out.owner = "Ủy ban nhân dân Tỉnh";
    return out;
}

model::Inventory province(const model::InformationSystem& system) {
    model::Inventory out;
    model::Agency agency;
    agency.id = "so-thu";
    agency.name = "Sở Thử nghiệm";
    out.agencies = {agency};
    out.systems = {system};
    return out;
}

std::set<std::string> found(const model::Inventory& inventory, const Story& story, const char* as_of,
                            std::map<std::string, SystemProposal, std::less<>> proposals = {}) {
    auto logs = fold_all(story.events(), shipped_levels(), day(as_of));
    add_from_inventory(logs, inventory, shipped_levels());
    const AttentionInput input{&inventory, &logs, std::move(proposals), {{"Sở Thông tin và Truyền thông"}}, day(as_of)};
    std::set<std::string> out;
    for (const Attention& each : things_to_look_at(input, shipped_levels()))
        out.insert(std::string(name_of(each.kind)));
    return out;
}

// A dossier of a level, driven through without anything to look at.
Story clean_story(int level) {
    Story story;
    attach_all(story.add(Kind::drafted, "01/02/2023", level),
               {"description", "design", "level_grounds", "protection_plan"});
    if (level >= 4) attach_all(story.add(Kind::attached, "02/02/2023"), {"expert_opinion"});
    auto& regulation = story.add(Kind::attached, "03/02/2023");
    attach_all(regulation, {"regulation"});
    regulation.number = "05/QĐ";
    story.add(Kind::submitted, "06/02/2023");
    with(story.add(Kind::appraised, "13/02/2023"), "7/TĐ",
         level >= 4 ? "Bộ Thông tin và Truyền thông" : "Sở Thông tin và Truyền thông");
    with(story.add(Kind::approved, "16/02/2023", level), "9/QĐ",
         level <= 2 ? "sở thông tin và truyền thông" : "Ủy ban nhân dân tỉnh");
    story.add(Kind::implemented, "01/05/2023").extent = "full";
    story.add(Kind::checked, "15/05/2023").extent = "periodic";
    return story;
}

TEST(ThingsToLookAt, ACleanDossierOfEachLevelShowsNone) {
    for (int level = 1; level <= 5; ++level) {
        auto system = a_system();
        system.level = level;
        system.dossier_state = "approved";
        system.decision = "9/QĐ";
        EXPECT_TRUE(found(province(system), clean_story(level), "30/06/2023").empty()) << level;
    }
}

struct Look {
    const char* name;
    std::function<void(Story&, model::InformationSystem&)> change;
    std::set<std::string> expected;
    const char* as_of = "30/06/2023";
};

TEST(ThingsToLookAt, EachIsFound) {
    const auto last = [](Story& story, Kind kind) -> model::DossierEvent& {
        for (auto event = const_cast<std::vector<model::DossierEvent>&>(story.events()).rbegin();; ++event) {
            if (event->kind == kind) return *event;
        }
    };
    const std::vector<Look> looks = {
        {"a level 2 approved by the owner",
         [&](Story& s, auto&) { s = clean_story(2), last(s, Kind::approved).body = "Ủy ban nhân dân Tỉnh"; },
         {"approval_authority"}},
        {"a level 3 approved by the specialised unit",
         [&](Story& s, auto&) { last(s, Kind::approved).body = "Sở Thông tin và Truyền thông"; },
         {"approval_authority"}},
        {"a level 3 appraised by a ministry",
         [&](Story& s, auto&) { last(s, Kind::appraised).body = "Bộ Công an"; },
         {"appraisal_authority"}},
        {"an approver that nobody can place",
         [&](Story& s, auto&) { last(s, Kind::approved).body = "Ban quản lý dự án"; },
         {"authority_unclear"}},
        {"an appraiser that also operates the system",
         [&](Story& s, auto&) { with(last(s, Kind::appraised), "7", "Sở Thử nghiệm", "specialised_unit"); },
         {"role_conflict"}},
        {"a council in its place",
         [&](Story& s, auto&) { with(last(s, Kind::appraised), "7", "Hội đồng", "council"); },
         {}},
        {"a decision before its submission",
         [&](Story& s, auto&) { last(s, Kind::submitted).on = day("20/02/2023"); },
         {"decision_before_submission", "appraisal_before_submission"}},
        {"a decision below what was proposed",
         [&](Story& s, auto&) { last(s, Kind::approved).level = 2; },
         {"approved_below_proposed", "approval_authority"}},
        {"no appraisal on record",
         [&](Story& s, auto&) {
             s = Story();
             s.add(Kind::approved, "16/02/2023", 3);
             with(last(s, Kind::approved), "9/QĐ", "Ủy ban nhân dân Tỉnh");
             attach_all(last(s, Kind::approved), {"regulation"});
             s.add(Kind::checked, "15/05/2023").extent = "periodic";
         },
         {"approved_without_appraisal"}},
        {"a level that is not said",
         [&](Story& s, auto&) {
             for (const Kind kind : {Kind::drafted, Kind::approved})
                 last(s, kind).level.reset();
         },
         {"level_not_said"}},
        {"parts missing", [&](Story& s, auto&) { last(s, Kind::drafted).files.pop_back(); }, {"parts_missing"}},
        {"a regulation after approval",
         [&](Story& s, auto&) { last(s, Kind::attached).on = day("17/02/2023"); },
         {"regulation_after_approval"}},
        {"no regulation", [&](Story& s, auto&) { last(s, Kind::attached).files.clear(); }, {"regulation_missing"}},
        {"another file after approval",
         [&](Story& s, auto&) {
             s.add(Kind::attached, "01/03/2023").files = {{"design", "b", std::string(64, 'b'), 1}};
         },
         {"file_replaced"}},
        {"never assessed",
         [&](Story& s, auto&) { s.add(Kind::voided, "16/05/2023").voids = last(s, Kind::checked).id; },
         {"never_assessed"}},
        {"a change without a new assessment",
         [&](Story& s, auto&) { s.add(Kind::changed, "01/06/2023"); },
         {"change_without_assessment"}},
        {"a change that was assessed",
         [&](Story& s, auto&) {
             s.add(Kind::changed, "01/06/2023"), s.add(Kind::checked, "02/06/2023").extent = "before_use";
         },
         {}},
        {"an assessment older than its cycle", [&](Story&, auto&) {}, {"assessment_overdue"}, "16/05/2024"},
        {"the last day of the cycle", [&](Story&, auto&) {}, {}, "15/05/2024"},
        {"no cycle by the new decree", [&](Story&, auto&) {}, {}, "01/09/2026"},
        {"an inventory that says something else",
         [&](Story&, auto& system) { system.dossier_state = "draft"; },
         {"inventory_differs"}},
        {"a test system with real data",
         [&](Story& s, auto& system) {
             s = Story();
             system.lifecycle = "test";
             system.real_data = true;
         },
         {"test_with_real_data", "never_assessed"}},
        {"a retired system", [&](Story& s, auto& system) { s = Story(), system.lifecycle = "retired"; }, {}},
    };
    for (const Look& look : looks) {
        auto system = a_system();
        Story story = clean_story(3);
        look.change(story, system);
        EXPECT_EQ(found(province(system), story, look.as_of), look.expected) << look.name;
    }
}

TEST(ThingsToLookAt, ALevelBelowTheCriteria) {
    auto system = a_system();
    system.level = 2;
    SystemProposal proposal;
    proposal.level = 3;
    proposal.criteria = {"nd-85-2016.d9-2a"};
    EXPECT_EQ(found(province(system), clean_story(2), "30/06/2023", {{"he-thong", proposal}}),
              std::set<std::string>{"approved_below_criteria"});
    Story none;
    const auto got = found(province(system), none, "30/06/2023", {{"he-thong", proposal}});
    EXPECT_TRUE(got.contains("declared_below_criteria"));
    EXPECT_FALSE(found(province(system), clean_story(3), "30/06/2023", {{"he-thong", proposal}})
                     .contains("approved_below_criteria"));
}

TEST(ThingsToLookAt, ALiveSiteInNoDossier) {
    auto inventory = province(a_system());
    model::Website site;
    site.id = "trang";
    site.url = "https://trang.example/";
    site.agency = "so-thu";
    inventory.websites = {site};
    EXPECT_TRUE(found(inventory, clean_story(3), "30/06/2023").contains("website_without_dossier"));
    inventory.websites[0].system = "he-thong";
    EXPECT_FALSE(found(inventory, clean_story(3), "30/06/2023").contains("website_without_dossier"));
    inventory.websites[0].system.clear();
    inventory.websites[0].lifecycle = "retired";
    EXPECT_FALSE(found(inventory, clean_story(3), "30/06/2023").contains("website_without_dossier"));
}

TEST(Counts, AreKeptApart) {
    model::Inventory inventory = province(a_system("a"));
    for (const char* id : {"b", "c", "d", "e", "f"})
        inventory.systems.push_back(a_system(id));
    inventory.systems[1].level = 2;                   // b: declared only
    inventory.systems[2].dossier_state = "approved";  // c: by the inventory, without a level
    inventory.systems[5].lifecycle = "test";          // f: without real data
    inventory.systems[5].real_data = false;
    std::vector<model::DossierEvent> events;
    Story drafted("d"), whole("e");
    drafted.add(Kind::drafted, "01/02/2023");
    const Story clean = clean_story(2);
    for (auto event : clean.events()) {
        event.system = "e";
        events.push_back(event);
    }
    events.insert(events.end(), drafted.events().begin(), drafted.events().end());
    auto logs = fold_all(events, shipped_levels(), day("30/06/2023"));
    add_from_inventory(logs, inventory, shipped_levels());
    const DossierCounts got = count(inventory, logs);
    EXPECT_EQ(got.managed, 5);
    EXPECT_EQ(got.classified, 2);  // b, e
    EXPECT_EQ(got.built, 3);       // c, d, e
    EXPECT_EQ(got.submitted, 2);
    EXPECT_EQ(got.appraised, 2);
    EXPECT_EQ(got.approved, 2);
    EXPECT_EQ(got.implemented, 1);
    EXPECT_EQ(got.checked, 1);
    EXPECT_EQ(got.checked_periodically, 1);
}

}  // namespace
}  // namespace attt::rules
