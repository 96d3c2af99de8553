// Levels, dossiers, controls and the annual report through the use cases: sheets out and back, lists in, a book as of a
// date.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "app/annual_report.h"
#include "app/controls.h"
#include "app/dossiers.h"
#include "app/levels.h"
#include "base/files.h"

namespace attt::app {
namespace {

namespace fs = std::filesystem;

base::Date day(const char* text) {
    return *base::parse_date(text);
}

template <class T>
T must(base::Result<T> result) {
    if (!result) throw std::runtime_error(base::debug_string(result.error()));
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

const base::Catalogue& texts() {
    static const base::Catalogue out = must(base::Catalogue::load(ATTT_SOURCE_DIR "/cli/messages", base::Language::vi));
    return out;
}

class LevelsTest : public testing::Test {
  protected:
    LevelsTest()
        : directory_(make_directory()), store(must(store::Store::create((directory_ / "attt.db").string(), actor_))) {
        rules::Loaded loaded = rules::load_rules({ATTT_SOURCE_DIR "/rules"});
        rule_set = std::move(loaded.rules);
        const std::vector<std::string> directories = {ATTT_SOURCE_DIR "/rules"};
        data.levels = rules::load_levels(directories, rule_set).levels;
        data.calendar = rules::load_calendar(directories, rule_set.law).calendar;
        data.controls = rules::load_controls(directories, rule_set, data.levels);

        model::Inventory inventory;
        model::Agency agency;
        agency.id = "so-thu";
        agency.name = "Sở Thử nghiệm";
        inventory.agencies = {agency};
        for (const char* id : {"cong", "csdl", "lan"}) {
            model::InformationSystem system;
            system.id = id;
            system.name = std::string("Hệ thống ") + id;
            system.agency = "so-thu";
            system.owner = "Ủy ban nhân dân Tỉnh";
            system.kind = std::string(id) == "lan" ? "lan" : "specialised";
            inventory.systems.push_back(system);
        }
        inventory.systems[0].level = 2;
        must(store.import(inventory, {}, "list.csv", "", recorded));
    }
    ~LevelsTest() override { fs::remove_all(directory_); }

    static fs::path make_directory() {
        std::string name = (fs::temp_directory_path() / "attt-levels-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        return name;
    }
    fs::path file(const std::string& name) const { return directory_ / name; }
    void write(const std::string& name, const std::string& text) const { must(base::write_file(file(name), text)); }

    base::Result<std::int64_t> record(const char* system, const char* event, const char* on, const char* number = "",
                                      const char* body = "", const char* level = "", const char* extent = "") {
        EventInput input;
        input.system = system;
        input.event = event;
        input.on = on;
        input.number = number;
        input.body = body;
        input.level = level;
        input.extent = extent;
        return record_event(store, data, input, rule_set.law, texts(), base::now());
    }
    DossierBook book(const char* as_of) { return must(open_book(store, data, day(as_of))); }

    fs::path directory_;
    store::Actor actor_{"officer", "attt"};
    base::Time recorded = base::start_of_day(day("02/01/2023"));

  public:
    store::Store store;
    rules::RuleSet rule_set;
    LevelData data;
};

TEST_F(LevelsTest, a_sheet_of_answers_goes_out_and_comes_back) {
    const auto before = must(propose_levels(store, rule_set, data, {"", "2016", day("01/06/2023"), {}}));
    ASSERT_EQ(before.size(), 3U);
    EXPECT_EQ(before[2].proposal.level, 2) << "the inventory answers for a local network";
    EXPECT_FALSE(before[0].proposal.level);
    const Sheet sheet = level_sheet(before, data, texts(), rule_set.law);
    must(write_sheets(file("cap-do.csv"), {sheet}));

    // an officer fills in two columns of the first row
    auto table = must(read_sheet(file("cap-do.csv")));
    EXPECT_EQ(table.headings.size(), sheet.columns.size());
    Sheet filled = sheet;
    const auto put = [&](const char* heading, const char* value) {
        for (std::size_t i = 0; i < filled.columns.size(); ++i) {
            if (filled.columns[i].heading == heading) filled.rows[0][i] = value;
        }
    };
    put("Mức độ dịch vụ công trực tuyến", "3");
    put("Loại thông tin xử lý", "thông tin cá nhân; thông tin riêng");
    filled.rows[1][3] = "xã";
    must(write_sheets(file("dien.csv"), {filled}));
    const auto inventory = must(store.inventory(base::now()));
    const ReadAnswers read = must(read_level_sheet(file("dien.csv"), data, inventory));
    EXPECT_EQ(read.rows, 3);
    ASSERT_EQ(read.defects.size(), 1U);
    EXPECT_EQ(read.defects[0].place.line, 3);
    must(store.record_level_answers(read.answers, base::now()));

    const auto after = must(propose_levels(store, rule_set, data, {"cong", "2016", base::local_date(base::now()), {}}));
    EXPECT_EQ(after[0].proposal.level, 3);
    EXPECT_EQ(after[0].proposal.criteria, std::vector<std::string>{"nd-85-2016.d9-2a"});
    EXPECT_TRUE(after[0].declared_too_low());
    const auto later = must(propose_levels(store, rule_set, data, {"cong", "2026", base::local_date(base::now()), {}}));
    EXPECT_NE(later[0].proposal.level, 3) << "the degree of a public service is no criterion of the later decree";
}

TEST_F(LevelsTest, the_highest_of_named_components_is_proposed) {
    LevelQuery query{"csdl", "2016", day("01/06/2023"), {}};
    for (const char* option :
         {"trang/public_service_degree=2", "kho/infrastructure_scope=một ngành, một tỉnh hoặc một số tỉnh"})
        query.further.push_back(must(parse_answer_option(data.levels, "csdl", option)));
    const auto got = must(propose_levels(store, rule_set, data, query));
    ASSERT_EQ(got[0].components.size(), 2U);
    EXPECT_EQ(got[0].proposal.level, 3);
    EXPECT_FALSE(parse_answer_option(data.levels, "csdl", "users"));
    EXPECT_EQ(propose_levels(store, rule_set, data, {"cong", "2017", day("01/06/2023"), {}}).error().message,
              "level.unknown_regime");
    EXPECT_EQ(propose_levels(store, rule_set, data, {"cng", "", day("01/06/2023"), {}}).error().message,
              "level.no_system");
}

TEST_F(LevelsTest, a_dossier_is_recorded_step_by_step_with_files_by_hash) {
    write("thiet-ke.pdf", "bản vẽ");
    EventInput input;
    input.system = "cong";
    input.event = "lập hồ sơ";
    input.on = "01/02/2023";
    input.level = "3";
    input.files = {"tài liệu thiết kế=" + file("thiet-ke.pdf").string()};
    must(record_event(store, data, input, rule_set.law, texts(), base::now()));
    EXPECT_EQ(record("cong", "appraised", "02/02/2023").error().message, "dossier.not_possible");
    EXPECT_EQ(record("cong", "aproved", "02/02/2023").error().message, "dossier.unknown_event");
    must(record("cong", "submitted", "06/02/2023"));
    must(record("cong", "appraised", "13/02/2023", "7/TĐ", "Sở Thông tin và Truyền thông"));
    must(record("cong", "approved", "16/02/2023", "9/QĐ-UBND", "Ủy ban nhân dân Tỉnh", "3"));

    EXPECT_EQ(book("10/02/2023").logs.at("cong").current()->state, rules::DossierState::submitted);
    const DossierBook now = book("01/03/2023");
    const rules::Dossier& dossier = *now.logs.at("cong").standing();
    EXPECT_EQ(dossier.files[0].second.sha256.size(), 64U);
    EXPECT_EQ(dossier.files[0].second.name, "thiet-ke.pdf");
    EXPECT_TRUE(dossier.has_part("design"));
    EXPECT_TRUE(must(store.check("")).problems.empty());

    const Workspace workspace{directory_, {}};
    std::set<std::string> kinds;
    for (const rules::Attention& each : must(review(store, now, data, rule_set, workspace))) {
        kinds.insert(std::string(name_of(each.kind)));
        const std::string sentence = sentence_of(each, texts());
        EXPECT_EQ(sentence.find('{'), std::string::npos) << sentence;
        EXPECT_EQ(sentence.find("⟨"), std::string::npos) << sentence;
    }
    EXPECT_TRUE(kinds.contains("parts_missing"));
    EXPECT_TRUE(kinds.contains("regulation_missing"));
    EXPECT_TRUE(kinds.contains("authority_unclear")) << "no office is named in the settings";
}

TEST_F(LevelsTest, a_list_of_events_is_taken_once_and_its_bad_rows_are_named) {
    write("viec.csv",
          "Mã hệ thống,Việc,Ngày,Số văn bản,Cơ quan,Cấp độ,Mức\n"
          "cong,phê duyệt,16/02/2023,9/QĐ-UBND,Ủy ban nhân dân Tỉnh,3,\n"
          "cong,triển khai phương án,01/05/2023,,,,Đã triển khai đầy đủ\n"
          "cong,thẩm định,02/05/2023,,,,\n"
          "khong-co,phê duyệt,16/02/2023,,,,\n"
          "lan,phê duyệt,31/02/2023,,,2,\n"
          "lan,kiểm tra,16/02/2023,,,,\n");
    const auto take = [&](bool strict) {
        return must(record_list(store, data, file("viec.csv"), strict, rule_set.law, texts(), base::now()));
    };
    EXPECT_EQ(take(true).recorded, 0);
    const RecordedList first = take(false);
    EXPECT_EQ(first.rows, 6);
    EXPECT_EQ(first.recorded, 2);
    ASSERT_EQ(first.defects.size(), 4U);
    EXPECT_EQ(first.defects[0].place.line, 4);
    const RecordedList again = take(false);
    EXPECT_EQ(again.recorded, 0);
    EXPECT_EQ(again.known, 2);
    EXPECT_EQ(book("01/06/2023").logs.at("cong").standing()->extent, "full");
}

TEST_F(LevelsTest, the_platforms_list_is_matched_and_its_differences_shown) {
    must(record("cong", "approved", "16/02/2023", "9/QĐ-UBND", "Ủy ban nhân dân Tỉnh", "3"));
    write("nen-tang.csv",
          "DANH SÁCH HỒ SƠ ĐỀ XUẤT CẤP ĐỘ,,,,,\n"
          "STT,Tên hệ thống thông tin,Cấp độ,Trạng thái,Số quyết định,Ngày quyết định\n"
          "1,Cổng của Tỉnh (tên khác),Cấp độ 2,Đã phê duyệt,9/qđ-ubnd,17/02/2023\n"
          "2,hệ thống LAN,2,Đang dự thảo,,\n"
          "3,Hệ thống lạ,1,,,\n");
    const Reconciliation got = must(reconcile(book("01/06/2023"), file("nen-tang.csv"), texts()));
    EXPECT_EQ(got.rows, 3);
    EXPECT_EQ(got.matched, 2);
    std::set<std::string> differences;
    for (const PlatformDifference& each : got.differences)
        differences.insert(each.system + ":" + each.field);
    EXPECT_EQ(differences, (std::set<std::string>{"cong:level", "cong:decision_date", "lan:level", "lan:state",
                                                  ":only_there", "csdl:only_here"}));
}

TEST_F(LevelsTest, the_control_sheet_of_a_level_3_system_goes_out_and_back) {
    must(record("cong", "approved", "16/02/2023", "9/QĐ-UBND", "Ủy ban nhân dân Tỉnh", "3"));
    const char* today = "01/06/2023";
    const auto views = must(assess_controls(store, book(today), data, rule_set, {"cong", ""}));
    ASSERT_EQ(views.size(), 1U);
    EXPECT_EQ(views[0].regime, "2016");
    EXPECT_EQ(views[0].controls.total(), 67);
    Sheet sheet = control_sheet(views, rule_set, texts());
    EXPECT_EQ(sheet.rows.size(), 67U);
    for (auto& row : sheet.rows) {
        row[7] = "Đáp ứng";
        row[9] = "=BB-01";  // what a spreadsheet would take for a formula
        row[10] = "01/06/2023";
        row[11] = "Trưởng phòng";
    }
    sheet.rows[5][7] = "không áp dụng";
    sheet.rows[6][7] = "tốt";
    sheet.rows[7][7] = "";
    must(write_sheets(file("tu-danh-gia.csv"), {sheet}));
    const ReadControls read =
        must(read_control_sheet(file("tu-danh-gia.csv"), book(today), data, texts(), base::local_date(base::now())));
    EXPECT_EQ(read.rows, 67);
    EXPECT_EQ(read.assessments.size(), 64U);
    ASSERT_EQ(read.defects.size(), 2U);
    EXPECT_EQ(read.defects[0].message, "control.no_reason");
    EXPECT_EQ(read.defects[1].message, "control.bad_result");
    EXPECT_EQ(read.assessments[0].evidence, "=BB-01");
    must(write_sheets(file("tu-danh-gia.xlsx"), {sheet}));
    const ReadControls workbook =
        must(read_control_sheet(file("tu-danh-gia.xlsx"), book(today), data, texts(), base::local_date(base::now())));
    ASSERT_EQ(workbook.assessments.size(), read.assessments.size());
    for (std::size_t i = 0; i < read.assessments.size(); ++i)
        EXPECT_TRUE(workbook.assessments[i].same_as(read.assessments[i])) << read.assessments[i].control;
    EXPECT_EQ(must(store.record_control_assessments(read.assessments, base::now())), 64);
    EXPECT_EQ(must(store.record_control_assessments(read.assessments, base::now())), 0);
    const auto after = must(assess_controls(store, must(open_book(store, data, base::local_date(base::now()))), data,
                                            rule_set, {"cong", ""}));
    EXPECT_EQ(after[0].controls.satisfied, 64);
    EXPECT_EQ(after[0].controls.missing(), 3);
    EXPECT_FALSE(after[0].controls.complete());
}

TEST_F(LevelsTest, the_same_system_under_the_later_regime_has_other_requirements) {
    must(record("cong", "approved", "16/02/2023", "9/QĐ-UBND", "Ủy ban nhân dân Tỉnh", "3"));
    const auto kept = must(assess_controls(store, book("01/09/2026"), data, rule_set, {"cong", ""}));
    EXPECT_EQ(kept[0].catalogue, "tcvn-11930") << "a dossier keeps the regime that approved it";
    const auto later = must(assess_controls(store, book("01/09/2026"), data, rule_set, {"cong", "2026"}));
    EXPECT_EQ(later[0].catalogue, "tcvn-14423");
    EXPECT_EQ(later[0].controls.total(), 18);
    const std::string basis = clause_in_words(rule_set.law, "nd-85-2016.d12", day("01/09/2026"), texts());
    EXPECT_NE(basis.find("331/2026/NĐ-CP"), std::string::npos) << basis;
    EXPECT_EQ(clause_in_words(rule_set.law, "nd-85-2016.d12", day("01/06/2023"), texts()).find("331"),
              std::string::npos);
}

TEST_F(LevelsTest, mau_08_names_what_is_missing_and_then_is_complete) {
    must(record("cong", "approved", "16/02/2023", "9/QĐ-UBND", "Ủy ban nhân dân Tỉnh", "3"));
    must(record("csdl", "submitted", "16/02/2023", "", "", "2"));
    const auto rules_of = [&](const AnnualReport& report) {
        std::multiset<std::string> out;
        for (const AnnualProblem& problem : report.problems)
            out.insert(problem.system + ":" + problem.rule);
        return out;
    };
    AnnualReport report = annual_report(book("14/12/2023"), 2023, {});
    EXPECT_EQ(base::show_date(report.from), "15/12/2022");
    EXPECT_EQ(base::show_date(report.to_ministry), "25/12/2023");
    ASSERT_EQ(report.rows.size(), 3U);
    EXPECT_EQ(report.rows[0].decision, "9/QĐ-UBND, 16/02/2023, Ủy ban nhân dân Tỉnh");
    EXPECT_EQ(rules_of(report),
              (std::multiset<std::string>{
                  ":no_contact_owner", ":no_contact_specialised_unit", "cong:no_extent",
                  "cong:no_expected_implementation", "cong:no_regulation", "csdl:no_expected_approval",
                  "csdl:no_extent", "csdl:no_expected_implementation", "lan:no_expected_approval", "lan:no_extent",
                  "lan:no_expected_implementation", "lan:no_level", "lan:no_state"}));

    must(record("cong", "attached", "01/03/2023", "3/QĐ", "Sở Thử nghiệm", "", "regulation"));
    must(record("cong", "implemented", "01/05/2023", "", "", "", "full"));
    must(record("cong", "checked", "02/05/2023", "", "", "", "periodic"));
    must(record("csdl", "implemented", "01/05/2023", "", "", "", "some"));
    must(record("lan", "drafted", "01/05/2023", "", "", "1"));
    must(record("lan", "implemented", "01/05/2023", "", "", "", "none"));
    for (const char* system : {"csdl", "lan"}) {
        must(record(system, "expected", "30/06/2027", "", "", "", "approval"));
        must(record(system, "expected", "31/12/2027", "", "", "", "implementation"));
    }
    const base::Date today = base::local_date(base::now());
    Config config;
    config.offices = {{"Sở Thử nghiệm", {}, {}}};
    config.contacts = {{"owner", "Ủy ban nhân dân Tỉnh", "", "Chánh Văn phòng", "", "vp@example.vn"},
                       {"specialised_unit", "", "", "Trưởng phòng", "0277", ""}};
    report = annual_report(must(open_book(store, data, today)), static_cast<int>(today.year()), config);
    EXPECT_EQ(report.contacts[1].name, "Sở Thử nghiệm") << "the office that issues documents";
    EXPECT_TRUE(report.problems.empty()) << *rules_of(report).begin();
    EXPECT_EQ(report.expected_completion, day("30/06/2027"));
    EXPECT_EQ(report.counts.managed, 3);
    EXPECT_EQ(report.counts.approved, 1);
    EXPECT_EQ(report.counts.checked_periodically, 1);

    const Sheet table = annual_sheets(report, texts())[2];
    EXPECT_EQ(table.columns.size(), 12U);
    std::set<std::string> states, extents;
    for (const auto& row : table.rows) {
        ASSERT_EQ(row.size(), 12U);
        states.insert(row[5]);
        extents.insert(row[9]);
    }
    EXPECT_EQ(states, (std::set<std::string>{"Đang dự thảo", "Đã gửi thẩm định", "Đã được phê duyệt"}));
    EXPECT_EQ(extents,
              (std::set<std::string>{"Chưa triển khai", "Đã triển khai một số hạng mục", "Đã triển khai đầy đủ"}));
    EXPECT_EQ(table.rows[0][7], "3/QĐ, 01/03/2023, Sở Thử nghiệm");
    EXPECT_EQ(table.rows[0][11], "Định kỳ");
}

}  // namespace
}  // namespace attt::app
