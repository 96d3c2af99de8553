// The log of dossiers and the self-assessments behind the targets: the log stands over the inventory, and where the two
// part it is shown.
#include "app/known.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "app/controls.h"
#include "app/explain.h"
#include "app/judge.h"
#include "base/files.h"

namespace attt::app {
namespace {

namespace fs = std::filesystem;
using model::Share;

class KnownTest : public testing::Test {
  protected:
    KnownTest() {
        ::setenv("ATTT_DATA", ATTT_BINARY_DIR "/share/attt", 1);
        std::string name = (fs::temp_directory_path() / "attt-known-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        directory = name;
        workspace = must(init_workspace(directory / "w", officer));
        store.emplace(must(open_store(workspace, officer)));
        rules = must(load_rules(&workspace, defects));
        levels = must(load_level_data(&workspace, rules, defects));
        model::Inventory inventory;
        model::Agency agency;
        agency.id = "so-thu";
        agency.name = "Sở Thử nghiệm";
        inventory.agencies = {agency};
        for (const auto& [id, state] : {std::pair("logged", "approved"), std::pair("listed", "approved"),
                                        std::pair("sheeted", "none"), std::pair("gone", "none")}) {
            model::InformationSystem system;
            system.id = id;
            system.name = id;
            system.agency = "so-thu";
            system.kind = "specialised";
            system.level = 1;
            system.dossier_state = state;
            inventory.systems.push_back(system);
        }
        must(store->import(inventory, {}, "list.csv", "", base::now()));
        must(base::write_file(workspace.populations_file(),
                              "[[population]]\nid = \"co-quan-nha-nuoc\"\ntitle.vi = \"Tất cả\"\n"
                              "agencies = [\"so-thu\"]\n"));
    }
    ~KnownTest() override { fs::remove_all(directory); }

    template <class T>
    static T must(base::Result<T> result) {
        if (!result) throw std::runtime_error(base::debug_string(result.error()));
        if constexpr (!std::is_void_v<T>) return std::move(*result);
    }
    static base::Catalogue texts() {
        return must(base::Catalogue::load(ATTT_SOURCE_DIR "/cli/messages", base::Language::vi));
    }
    void record(const char* system, const char* event, const char* on, const char* level = "", const char* extent = "",
                base::Time at = base::now()) {
        EventInput input;
        input.system = system;
        input.event = event;
        input.on = on;
        input.level = level;
        input.extent = extent;
        if (std::string(event) == "approved") input.number = "9/QĐ-UBND";
        must(record_event(*store, levels, input, rules.law, texts(), at));
    }
    // All requirements of level 1, each met but the last `open` ones.
    void assess(const char* system, std::size_t open, model::ControlResult first = model::ControlResult::met) {
        std::vector<model::ControlAssessment> assessments;
        const auto controls = levels.controls.of_regime("2016")->of_level(1);
        for (std::size_t i = 0; i + open < controls.size(); ++i) {
            model::ControlAssessment assessment;
            assessment.system = system;
            assessment.control = controls[i]->id;
            assessment.result = i == 0 ? first : model::ControlResult::met;
            assessment.assessed_on = *base::parse_date("2023-05-01");
            assessment.assessor = "Trưởng phòng";
            assessments.push_back(assessment);
        }
        must(store->record_control_assessments(assessments, base::now()));
    }
    Explanation explained(const char* target) {
        must(judge_now(workspace, *store, rules, std::nullopt, defects));
        return must(explain_target(workspace, *store, rules, target, "", {base::local_date(base::now()), {}}, defects));
    }
    static std::map<std::string, Share> shares(const Explanation& explanation) {
        std::map<std::string, Share> out;
        for (const model::Member& member : explanation.measured.members)
            out[member.subject.id] = member.share;
        return out;
    }

    const store::Actor officer{"chuyên viên", "attt"};
    fs::path directory;
    Workspace workspace;
    std::optional<store::Store> store;
    rules::RuleSet rules;
    LevelData levels;
    std::vector<base::Error> defects;
};

TEST_F(KnownTest, the_log_stands_over_sheets_and_sheets_over_the_inventory) {
    model::Record sheet;
    sheet.kind = model::RecordKind::system_state;
    sheet.id = "sheeted";
    sheet.attributes = base::Object{{"system", "sheeted"}, {"date", "2023-05-20"}, {"dossier_state", "approved"}};
    model::Record of_logged = sheet;
    of_logged.id = "logged";
    of_logged.attributes.if_object()->set("system", "logged");
    must(store->save_records({sheet, of_logged}, "s.xlsx", "", base::now()));
    record("logged", "drafted", "01/03/2023", "2");
    record("gone", "approved", "01/03/2023", "1");
    const auto explanation = explained("2023.V.1");
    EXPECT_EQ(shares(explanation), (std::map<std::string, Share>{{"logged", Share::not_counted},
                                                                 {"listed", Share::counted},
                                                                 {"sheeted", Share::counted},
                                                                 {"gone", Share::counted}}));
    const auto& parted = explanation.world.differences;
    ASSERT_TRUE(parted.contains("logged"));
    EXPECT_EQ(parted.at("logged"),
              (std::vector<rules::LogDifference>{{"dossier_state", "approved", "draft"}, {"level", "1", "2"}}));
    EXPECT_TRUE(parted.contains("gone"));
    EXPECT_FALSE(parted.contains("listed"));
    // it stands beside the member, in the sheet that is handed over and in JSON
    const base::Value value = to_value(explanation, texts());
    bool shown = false;
    for (const base::Value& member : *value["members"].if_array())
        shown |= member["id"].string_or("") == "logged" && member["differences"].if_array() != nullptr;
    EXPECT_TRUE(shown);
    const auto sheets = explanation_sheets(explanation, texts());
    const auto row = std::find_if(sheets[1].rows.begin(), sheets[1].rows.end(),
                                  [](const auto& cells) { return cells[2] == "logged"; });
    ASSERT_NE(row, sheets[1].rows.end());
    EXPECT_THAT(*row, testing::Contains(testing::HasSubstr("Danh mục và diễn biến hồ sơ khác nhau")));
}

TEST_F(KnownTest, V2_reads_what_attt_controls_recorded) {
    for (const char* id : {"logged", "gone", "sheeted"})
        record(id, "approved", "01/03/2023", "1");
    assess("logged", 0);
    assess("gone", 3);
    assess("sheeted", 3, model::ControlResult::not_met);
    const auto explanation = explained("2023.V.2");
    EXPECT_EQ(shares(explanation), (std::map<std::string, Share>{{"logged", Share::counted},
                                                                 {"gone", Share::unknown},
                                                                 {"sheeted", Share::not_counted},
                                                                 {"listed", Share::unknown}}));
    for (const model::Member& member : explanation.measured.members) {
        const std::string reason = member_reason(member, texts());
        if (member.subject.id == "gone") {
            EXPECT_EQ(reason, "yêu cầu của cấp độ chưa có kết quả (3/35)");
        }
    }
    const auto found = explanation.verdicts.find({model::SubjectKind::system, "sheeted"});
    ASSERT_NE(found, explanation.verdicts.end());
    EXPECT_EQ(found->second.back()->evidence["facts"]["controls.failing"], base::Value(1));
    EXPECT_EQ(found->second.back()->evidence["facts"]["controls.total"], base::Value(35));
}

TEST_F(KnownTest, body_7_1_reads_the_log) {
    record("logged", "approved", "01/03/2023", "1");
    record("logged", "implemented", "01/04/2023", "", "full");
    record("gone", "approved", "01/03/2023", "1");
    record("gone", "implemented", "01/04/2023", "", "some");
    const auto all = shares(explained("2023.7.1"));
    EXPECT_EQ(all.at("logged"), Share::counted);
    EXPECT_EQ(all.at("gone"), Share::not_counted);
    EXPECT_EQ(all.at("listed"), Share::unknown);
}

// What was recorded later does not change a figure of the past, unless it is asked as known now.
TEST_F(KnownTest, a_past_date_does_not_know_a_later_log) {
    must(judge_now(workspace, *store, rules, std::nullopt, defects));
    const base::Time before = base::now();
    const base::Time later = before + std::chrono::hours(1);
    record("gone", "approved", "01/03/2023", "1", "", later);
    assess("gone", 0);
    const auto levels_then = must(known_on(*store, levels.levels, *base::parse_date("2023-12-31"), before));
    const auto levels_now = must(known_on(*store, levels.levels, *base::parse_date("2023-12-31"), later));
    EXPECT_FALSE(levels_then.logs.contains("gone"));
    ASSERT_TRUE(levels_now.logs.contains("gone"));
    const auto state = [](const Known& known) {
        for (const auto& system : known.inventory.systems) {
            if (system.id == "gone") return system.dossier_state;
        }
        return std::string();
    };
    EXPECT_EQ(state(levels_then), "none");
    EXPECT_EQ(state(levels_now), "approved");
    // an assessment counts from its day on
    const auto on = [&](const char* date) {
        const base::Time moment = base::end_of_day(*base::parse_date(date)) - base::Duration(1);
        const auto known = must(known_on(*store, levels.levels, *base::parse_date(date), base::now()));
        return must(control_observations(*store, known, levels, rules, {}, moment, base::now())).size();
    };
    EXPECT_EQ(on("2023-04-30"), 0U);
    EXPECT_EQ(on("2023-05-01"), 1U);
}

}  // namespace
}  // namespace attt::app
