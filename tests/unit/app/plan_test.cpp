// The plan's report in a fresh workspace, records from sheets, and what was known when.
#include "app/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "app/explain.h"
#include "app/records.h"
#include "base/files.h"
#include "base/text.h"

namespace attt::app {
namespace {

namespace fs = std::filesystem;

// A fresh workspace, gone with the test.
class PlanTest : public testing::Test {
  protected:
    PlanTest() {
        ::setenv("ATTT_DATA", ATTT_BINARY_DIR "/share/attt", 1);
        std::string name = (fs::temp_directory_path() / "attt-plan-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        directory = name;
        workspace = must(init_workspace(directory / "w", officer));
        store.emplace(must(open_store(workspace, officer)));
        rules = must(load_rules(&workspace, defects));
    }
    ~PlanTest() override { fs::remove_all(directory); }

    template <class T>
    static T must(base::Result<T> result) {
        if (!result) throw std::runtime_error(base::debug_string(result.error()));
        if constexpr (!std::is_void_v<T>) return std::move(*result);
    }
    static base::Date day(const char* text) { return base::parse_date(text).value(); }
    static base::Time at(const char* text) { return base::parse_rfc3339(text).value(); }
    std::string write(const std::string& name, const std::string& text) {
        const std::string path = (directory / name).string();
        must(base::write_file(path, text));
        return path;
    }
    static base::Catalogue texts(base::Language language = base::Language::vi) {
        return must(base::Catalogue::load(ATTT_SOURCE_DIR "/cli/messages", language));
    }
    void two_agencies() {
        model::Inventory inventory;
        for (const auto& [id, name] :
             {std::pair("so-tttt", "Sở Thông tin và Truyền thông"), std::pair("so-y-te", "Sở Y tế")}) {
            model::Agency agency;
            agency.id = id;
            agency.name = name;
            agency.tier = "province";
            agency.kind = "department";
            inventory.agencies.push_back(agency);
        }
        model::InformationSystem system;
        system.id = "cong";
        system.name = "Cổng";
        system.agency = "so-tttt";
        system.kind = "portal";
        inventory.systems.push_back(system);
        must(store->import(inventory, {}, "list.csv", "", at("2023-01-02T00:00:00Z")));
    }

    const store::Actor officer{"chuyên viên", "attt"};
    fs::path directory;
    Workspace workspace;
    std::optional<store::Store> store;
    rules::RuleSet rules;
    std::vector<base::Error> defects;
};

// Annex I of the plan of 2023, as it is printed: number, name, result, verdict.
TEST_F(PlanTest, report_of_2022_is_the_annex_word_for_word) {
    const auto report = must(plan_report(workspace, *store, rules, 2022, {day("2026-01-01"), {}}, texts(), defects));
    const base::Value value = to_value(report);
    EXPECT_EQ(value["schema"], base::Value("attt.plan_report/1"));
    const base::Array& rows = *value["rows"].if_array();
    std::ifstream annex(ATTT_SOURCE_DIR "/tests/data/rules/annex-1-2022.tsv");
    std::string line;
    std::getline(annex, line);
    std::size_t i = 0;
    for (; std::getline(annex, line); ++i) {
        const auto cells = base::split(line, '\t');
        ASSERT_LT(i, rows.size());
        EXPECT_EQ(rows[i]["no"], base::Value(std::stoi(cells[0])));
        EXPECT_EQ(rows[i]["indicator"], base::Value(cells[1]));
        EXPECT_EQ(rows[i]["actual"], base::Value(cells[2]));
        EXPECT_EQ(rows[i]["verdict"], base::Value(cells[3])) << cells[1];
        EXPECT_EQ(rows[i].if_object()->size(), 5U);
        if (cells.size() > 4) {
            EXPECT_EQ(report.rows[i].note, cells[4]);
        }
    }
    EXPECT_EQ(i, 15U);
    EXPECT_EQ(rows.size(), 15U);
    EXPECT_EQ(report.exceeded, 6);
    EXPECT_EQ(report.met, 7);
    EXPECT_EQ(report.not_met, 2);
}

TEST_F(PlanTest, report_of_2023_promises_nothing_without_data) {
    const auto report = must(plan_report(workspace, *store, rules, 2023, {day("2023-12-31"), {}}, texts(), defects));
    EXPECT_EQ(report.rows.size(), 61U);
    EXPECT_EQ(report.no_data, 61);
    for (const PlanRow& row : report.rows)
        EXPECT_EQ(row.verdict, "") << row.target->id;
    const auto none = plan_report(workspace, *store, rules, 2021, {day("2023-12-31"), {}}, texts(), defects);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().message, "plan.no_year");
}

TEST_F(PlanTest, records_come_from_sheets_in_the_words_of_people) {
    two_agencies();
    const std::string file = write("Đánh giá.csv",
                                   "Cơ quan *,Hệ thống,Ngày *,Đơn vị đánh giá,Độc lập,Loại đơn vị đánh giá\n"
                                   "Sở Thông tin và Truyền thông,,20/11/2023,Trung tâm A,có,tổ chức được chỉ định\n"
                                   ",cong,2023-10-01,Trung tâm A,không,\n"
                                   "so-y-the,,20/11/2023,Trung tâm A,có,\n"
                                   "so-y-te,,31/02/2023,Trung tâm A,có,\n"
                                   ",,20/11/2023,Trung tâm A,có,\n"
                                   "so-y-te,,20/11/2023,,có,\n"
                                   "so-y-te,,20/11/2023,Trung tâm A,có lẽ,\n");
    const auto imported = must(import_records(*store, {file}, std::nullopt));
    EXPECT_EQ(imported.summary.added, 2);
    std::vector<std::string> messages;
    for (const base::Error& defect : imported.defects)
        messages.push_back(defect.message + ":" + std::to_string(defect.place.line));
    EXPECT_THAT(messages, testing::ElementsAre("records.no_such_subject:4", "date.impossible:5", "records.no_subject:6",
                                               "records.missing_field:7", "records.bad_boolean:8"));
    const auto records = must(store->records(base::now()));
    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(records[1].text("agency"), "so-tttt");
    EXPECT_EQ(records[1].text("assessor_kind"), "designated");
    EXPECT_EQ(records[1].flag("independent"), true);
    EXPECT_EQ(must(import_records(*store, {file}, std::nullopt)).summary.unchanged, 2);
    const auto unknown = import_records(*store, {write("gì đó.csv", "a,b\n1,2\n")}, std::nullopt);
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().message, "records.what_kind");
}

TEST_F(PlanTest, what_a_sheet_may_say_is_told_in_its_words) {
    two_agencies();
    const std::string file = write("trạng thái cấp độ.csv",
                                   "Hệ thống,Ngày,Triển khai phương án,Tình trạng hồ sơ\n"
                                   "cong,01/06/2023,Chưa triển khai,Đã được phê duyệt\n"
                                   "cong,02/06/2023,gần xong,\n");
    const auto imported = must(import_records(*store, {file}, std::nullopt));
    EXPECT_EQ(imported.summary.added, 1) << "the words of the annual report's form";
    EXPECT_EQ(must(store->records(base::now())).at(0).text("implementation"), "none");
    ASSERT_EQ(imported.defects.size(), 1U);
    const std::string sentence = texts().sentence(imported.defects[0]);
    EXPECT_THAT(sentence, testing::HasSubstr("đã triển khai đầy đủ")) << sentence;
}

TEST_F(PlanTest, every_template_is_read_back) {
    const auto words = must(RecordWords::load());
    for (const base::Language language : {base::Language::vi, base::Language::en}) {
        const auto sheets = record_templates(std::nullopt, texts(language));
        const std::string file = (directory / "mau.xlsx").string();
        must(write_sheets(file, sheets));
        const auto tables = must(read_sheets(file));
        ASSERT_EQ(tables.size(), sheets.size());
        for (std::size_t s = 0; s < sheets.size(); ++s) {
            const Sheet& sheet = sheets[s];
            const auto kind = words.kind(tables[s].name);
            ASSERT_TRUE(kind) << sheet.name;
            const auto fields = model::fields_of(*kind);
            ASSERT_EQ(fields.size(), tables[s].table.headings.size());
            for (std::size_t i = 0; i < fields.size(); ++i) {
                const std::string& heading = tables[s].table.headings[i];
                EXPECT_EQ(words.field(*kind, heading), &fields[i]) << sheet.name << ": " << heading;
                for (const std::string& choice : sheet.columns[i].choices) {
                    const bool closed = !fields[i].choices.empty();
                    EXPECT_TRUE(!closed || words.choice(fields[i], choice)) << choice;
                }
            }
        }
    }
}

// The same date asked a year later gives the same figures, unless asked as known now.
TEST_F(PlanTest, a_past_date_keeps_its_figures) {
    const auto drill = [](const char* name, const char* date) {
        model::Record record;
        record.kind = model::RecordKind::drill;
        record.id = name;
        record.attributes = base::Object{{"name", name}, {"date", date}, {"live", true}};
        return record;
    };
    must(store->save_records({drill("một", "2023-11-10")}, "a.csv", "", at("2023-11-12T02:00:00Z")));
    const auto count = [&](const AsOf& as_of) {
        auto table = must(measure_targets(workspace, *store, rules, "", as_of, defects));
        for (const TargetRow& row : table.rows) {
            if (row.target->id == "2023.V.6") return row.measured.numerator;
        }
        return std::int64_t{-1};
    };
    const AsOf then{day("2023-11-30"), {}};
    EXPECT_EQ(count(then), 1);
    // recorded late, held in time; and one that was recorded by mistake
    must(store->save_records({drill("hai", "2023-11-20")}, "b.csv", "", at("2024-03-01T02:00:00Z")));
    EXPECT_EQ(count(then), 1);
    EXPECT_EQ(count({day("2023-11-30"), base::now()}), 2);
    must(store->void_record(model::RecordKind::drill, "một", "nhầm", at("2024-03-02T02:00:00Z")));
    EXPECT_EQ(count(then), 1);
    EXPECT_EQ(count({day("2023-11-30"), base::now()}), 1);
    EXPECT_EQ(count({day("2023-11-30"), at("2024-03-01T12:00:00Z")}), 2);
    EXPECT_EQ(count({day("2023-11-11"), {}}), 0) << "nothing was known yet";
}

TEST_F(PlanTest, a_value_is_recorded_with_who_said_it) {
    two_agencies();
    SaidValue said{"I.4", "61,5", "", "", "20/12/2023", "Báo cáo 12/BC", "Sở TTTT, chuyên viên", "12/BC-STTTT", ""};
    const auto record = must(record_value(workspace, *store, rules, said, defects));
    EXPECT_EQ(record.text("target"), "2023.I.4");
    const auto explained =
        must(explain_target(workspace, *store, rules, "2023.I.4", "", {day("2026-01-01"), base::now()}, defects));
    EXPECT_EQ(explained.measured.outcome, model::TargetOutcome::met);
    const base::Value value = to_value(explained, texts());
    EXPECT_EQ((*value["said"].if_array())[0]["actor"], base::Value("chuyên viên"));
    said.target = "V.1";
    EXPECT_EQ(record_value(workspace, *store, rules, said, defects).error().message, "plan.is_computed");
    said.target = "I.44";
    EXPECT_EQ(record_value(workspace, *store, rules, said, defects).error().message, "cli.no_target");
    said.target = "I.4";
    said.value = "nhiều";
    EXPECT_EQ(record_value(workspace, *store, rules, said, defects).error().message, "plan.bad_value");
    said.value = "50";
    said.numerator = "61";
    said.denominator = "100";
    EXPECT_EQ(record_value(workspace, *store, rules, said, defects).error().message, "plan.value_differs");
}

TEST_F(PlanTest, sheets_go_out_and_come_back) {
    two_agencies();
    must(base::write_file(workspace.populations_file(),
                          "[[population]]\nid = \"so-nganh-tinh\"\ntitle.vi = \"Các sở\"\n"
                          "leads_as = [\"Các sở, ngành Tỉnh\"]\nagencies = [\"so-tttt\", \"so-y-te\"]\n"
                          "[[body]]\nname = \"Sở TTTT\"\nagency = \"so-tttt\"\n"
                          "[[body]]\nname = \"Sở Y tế\"\nagency = \"so-y-te\"\n"));
    const auto request =
        must(plan_request(workspace, *store, rules, 2023, (directory / "out").string(), texts(), defects));
    const std::string sheet = (directory / "out" / (std::string("so-y-te") + sheet_ending)).string();
    EXPECT_THAT(request.files, testing::Contains(sheet));
    auto tables = must(read_sheets(sheet));
    ASSERT_EQ(tables.size(), 1U);
    Sheet reply{"so-y-te", {}, {}};
    for (const std::string& heading : tables[0].table.headings)
        reply.columns.push_back({heading});
    for (const base::TableRow& row : tables[0].table.rows) {
        auto cells = row.cells;
        if (cells[0] == "2023.IV.11") {
            cells[6] = "88,5%";
            cells[9] = "30/11/2023";
            cells[11] = "Báo cáo";
            cells[12] = "Sở Y tế, Phòng KHTC";
        }
        if (cells[0] == "2023.VI.3") {
            cells[6] = "xong rồi";
            cells[9] = "30/11/2023";
            cells[11] = "Báo cáo";
            cells[12] = "Sở Y tế";
        }
        reply.rows.push_back(cells);
    }
    must(write_sheets(sheet, {reply}));
    const auto merge = must(plan_merge(workspace, *store, rules, 2023, {sheet}, texts(), defects));
    EXPECT_EQ(merge.answers, 1);
    ASSERT_EQ(merge.defects.size(), 1U);
    EXPECT_EQ(merge.defects[0].message, "plan.bad_value");
    const auto rows_of = [](const std::vector<SilentBody>& silent, const std::string& body) {
        for (const SilentBody& each : silent) {
            if (each.body == body) return each.targets;
        }
        return std::vector<std::string>();
    };
    EXPECT_THAT(rows_of(request.silent, "Sở Y tế"), testing::Contains("IV.11")) << "nobody had answered yet";
    const auto again =
        must(plan_request(workspace, *store, rules, 2023, (directory / "out 2").string(), texts(), defects));
    for (const auto& silent : {merge.silent, again.silent}) {
        EXPECT_THAT(rows_of(silent, "Sở Y tế"), testing::Not(testing::Contains("IV.11")));
        EXPECT_THAT(rows_of(silent, "Sở Y tế"), testing::Contains("VI.3"));
        EXPECT_THAT(rows_of(silent, "Sở TTTT"), testing::Contains("I.2"));
    }
    const auto report =
        must(plan_report(workspace, *store, rules, 2023, {day("2026-01-01"), base::now()}, texts(), defects));
    for (const PlanRow& row : report.rows) {
        if (row.target->id != "2023.IV.11") continue;
        EXPECT_EQ(row.actual, "88,5%");
        EXPECT_EQ(row.verdict, "Chưa đạt") << "the annex asks for 90 %";
        EXPECT_THAT(row.target->tension, testing::HasSubstr("83%"));
    }
    EXPECT_EQ(must(plan_merge(workspace, *store, rules, 2023, {sheet}, texts(), defects)).summary.unchanged, 1);
}

}  // namespace
}  // namespace attt::app
