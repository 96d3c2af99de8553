// The sheet of findings goes out, is edited, comes back; so does a drill with its attackers' findings.
#include "app/finding_sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "app/drill.h"
#include "base/files.h"
#include "remediation/settle.h"

namespace attt {
namespace {

using model::FindingState;

template <class T>
T must(base::Result<T> result) {
    if (!result) throw std::runtime_error(base::debug_string(result.error()));
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

const model::FindingKey hsts{{model::SubjectKind::website, "web-1"}, "http.hsts", ""};
const model::FindingKey old_tls{{model::SubjectKind::website, "web-2"}, "tls.old-versions", ""};

class FindingSheetTest : public testing::Test {
  protected:
    FindingSheetTest() : texts_(must(base::Catalogue::load(ATTT_SOURCE_DIR "/cli/messages", base::Language::vi))) {
        std::string name = (std::filesystem::temp_directory_path() / "attt-sheet-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        directory_ = name;
        workspace_.directory = directory_;
        std::filesystem::create_directories(directory_ / "rules");
        std::filesystem::copy_file(ATTT_SOURCE_DIR "/rules/due_days.toml", directory_ / "rules" / "due_days.toml");
        std::filesystem::copy_file(ATTT_SOURCE_DIR "/rules/readiness.toml", directory_ / "rules" / "readiness.toml");
        store_.emplace(must(store::Store::create(workspace_.store_file(), officer_)));
        model::Inventory inventory;
        inventory.agencies = {{"stc", "Sở Tài chính", "province", "department", "", {}, {}, "", 0, {}}};
        inventory.websites = {{"web-1", "https://mot.example/", "stc", "", "", "in_use"},
                              {"web-2", "https://hai.example/", "stc", "", "", "in_use"}};
        must(store_->import(inventory, {}, "test", std::string(64, '0'), at(0)));
        evaluate(0, {hsts, old_tls});
    }
    ~FindingSheetTest() override { std::filesystem::remove_all(directory_); }

    static base::Time at(int day) { return *base::parse_rfc3339("2023-01-02T01:00:00Z") + std::chrono::days(day); }

    // An evaluation in which these fail and all else passes.
    void evaluate(int day, const std::vector<model::FindingKey>& failing) {
        std::vector<model::Verdict> verdicts;
        for (const model::FindingKey& key : {hsts, old_tls}) {
            model::Verdict verdict;
            verdict.subject = key.subject;
            verdict.rule = key.rule;
            verdict.severity = model::Severity::high;
            const bool fails = std::find(failing.begin(), failing.end(), key) != failing.end();
            verdict.outcome = fails ? model::Outcome::fail : model::Outcome::pass;
            verdict.evidence =
                base::Object{{"facts", base::Object{{"seen", fails}}}, {"observed_at", base::to_rfc3339(at(day))}};
            verdicts.push_back(std::move(verdict));
        }
        for (const model::ReportedFinding& reported : must(store_->reported_findings(at(day))))
            verdicts.push_back(model::verdict_of(reported));
        const auto changes = remediation::settle(must(store_->findings(at(day))), verdicts, {}, at(day));
        must(store_->save_evaluation({0, at(day), at(day), "rules", std::nullopt}, verdicts, changes, {}));
    }

    app::FindingTable table(int day) {
        std::vector<base::Error> defects;
        app::FindingQuery query;
        query.state = "all";
        return must(app::list_findings(workspace_, *store_, query, at(day), defects));
    }

    app::FindingRow row(const model::FindingKey& key, int day) {
        for (app::FindingRow& each : table(day).rows) {
            if (each.finding.key == key) return each;
        }
        throw std::runtime_error("no such finding");
    }

    app::Sheet exported(int day) { return app::sheet_of(table(day), must(store_->newest_finding_event()), {}, texts_); }

    static std::string& cell(app::Sheet& sheet, const model::FindingKey& key, const std::string& heading) {
        const auto column = std::find_if(sheet.columns.begin(), sheet.columns.end(),
                                         [&](const app::SheetColumn& each) { return each.heading == heading; }) -
                            sheet.columns.begin();
        for (auto& cells : sheet.rows) {
            if (cells[0] == model::finding_id(key)) return cells.at(static_cast<std::size_t>(column));
        }
        throw std::runtime_error("no such row");
    }

    app::ApplyReport apply(const app::Sheet& sheet, int day, app::ApplyOptions options = {}) {
        const std::string file = (directory_ / "finding_sheet.csv").string();
        must(base::write_file(file, app::to_csv(sheet)));
        return apply_file(file, day, options);
    }

    app::ApplyReport apply_file(const std::string& file, int day, app::ApplyOptions options = {}) {
        std::vector<base::Error> defects;
        return must(app::apply_sheet(workspace_, *store_, file, options, officer_, at(day), texts_, defects));
    }

    const store::Actor officer_{"officer", "attt"};
    base::Catalogue texts_;
    std::filesystem::path directory_;
    app::Workspace workspace_;
    std::optional<store::Store> store_;
};

TEST_F(FindingSheetTest, an_unedited_sheet_changes_nothing) {
    const auto report = apply(exported(1), 1);
    EXPECT_EQ(report.rows, 2U);
    EXPECT_EQ(report.unchanged, 2U);
    EXPECT_EQ(report.events, 0U);
}

TEST_F(FindingSheetTest, takes_what_was_edited_once) {
    app::Sheet sheet = exported(1);
    cell(sheet, hsts, "Giao cho") = "Phòng Quản trị";
    cell(sheet, hsts, "Ghi chú") = "=HYPERLINK(\"x\"), đã gọi điện";
    cell(sheet, hsts, "Hạn") = "20/01/2023";
    cell(sheet, hsts, "Trạng thái") = "Đang khắc phục";
    cell(sheet, old_tls, "Trạng thái") = "Đã báo khắc phục, chờ xác minh";
    cell(sheet, old_tls, "Lý do") = "đã nâng cấp máy chủ";

    const auto trial = apply(sheet, 1, {.dry_run = true});
    EXPECT_EQ(trial.events, 5U);
    EXPECT_FALSE(trial.stored);
    EXPECT_EQ(row(hsts, 1).finding.work.assignee, "");

    const auto first = apply(sheet, 1);
    EXPECT_TRUE(first.stored);
    EXPECT_EQ(first.changed, 2U);
    EXPECT_EQ(first.events, 5U);
    const app::FindingRow edited = row(hsts, 1);
    EXPECT_EQ(edited.finding.work.assignee, "Phòng Quản trị");
    EXPECT_EQ(edited.finding.work.note, "=HYPERLINK(\"x\"), đã gọi điện");
    EXPECT_EQ(base::to_iso_date(*edited.due), "2023-01-20");
    EXPECT_EQ(edited.state, FindingState::in_repair);
    EXPECT_EQ(row(old_tls, 1).state, FindingState::claimed_fixed);

    const auto second = apply(sheet, 2);
    EXPECT_EQ(second.events, 0U);
    EXPECT_EQ(second.unchanged, 2U);
    EXPECT_TRUE(must(store_->check("")).problems.empty());
}

// The workbook of which tests/fixtures/findings/README.md tells what became of it in LibreOffice stays in the build
// tree.
TEST_F(FindingSheetTest, a_workbook_that_nobody_touched_changes_nothing) {
    const std::string file = ATTT_BINARY_DIR "/ton-tai.xlsx";
    must(app::write_sheets(file, {exported(1)}));
    const auto report = apply_file(file, 1);
    EXPECT_TRUE(report.problems.empty());
    EXPECT_EQ(report.rows, 2U);
    EXPECT_EQ(report.unchanged, 2U);
    EXPECT_EQ(report.events, 0U);
}

TEST_F(FindingSheetTest, takes_back_what_libreoffice_saved) {
    const std::string file = ATTT_SOURCE_DIR "/tests/fixtures/findings/ton-tai-libreoffice.xlsx";
    const auto trial = apply_file(file, 1, {.dry_run = true});
    EXPECT_TRUE(trial.problems.empty());
    EXPECT_TRUE(trial.conflicts.empty());
    EXPECT_EQ(trial.rows, 2U);
    EXPECT_EQ(trial.events, 5U);
    EXPECT_TRUE(apply_file(file, 1).stored);
    const app::FindingRow edited = row(hsts, 1);
    EXPECT_EQ(edited.finding.work.assignee, "Phòng Quản trị");
    EXPECT_EQ(edited.finding.work.note, "đã gọi điện, hẹn thứ Sáu");
    EXPECT_EQ(base::to_iso_date(*edited.due), "2023-01-20");
    EXPECT_EQ(edited.state, FindingState::in_repair);
    const app::FindingRow claimed = row(old_tls, 1);
    EXPECT_EQ(claimed.state, FindingState::claimed_fixed);
    EXPECT_EQ(claimed.finding.work.claim->reason, "đã nâng cấp máy chủ");
    const auto again = apply_file(file, 2);
    EXPECT_EQ(again.events, 0U);
    EXPECT_EQ(again.unchanged, 2U);
}

TEST_F(FindingSheetTest, a_workbook_offers_states_and_holds_days_as_days) {
    const std::string file = (directory_ / "out.xlsx").string();
    must(app::write_sheets(file, {exported(1)}));
    auto opened = must(base::TableFile::open_file(file));
    std::size_t days = 0;
    must(opened.read_rows(0, [&](const base::SheetRow& each) {
        for (const base::Cell& one : each.cells)
            days += one.kind == base::CellKind::date ? 1U : 0U;
        return true;
    }));
    EXPECT_EQ(days, 4U) << "since and due of two findings";
    EXPECT_EQ(apply_file(file, 1).unchanged, 2U);
}

TEST_F(FindingSheetTest, tells_what_moved_meanwhile_and_stores_nothing) {
    app::Sheet sheet = exported(1);
    must(store_->add_finding_events({{0,
                                      model::finding_id(hsts),
                                      at(2),
                                      model::EventKind::assigned,
                                      {},
                                      {},
                                      base::Object{{"assignee", "Phòng B"}}}},
                                    "finding.assign", at(2)));
    cell(sheet, hsts, "Giao cho") = "Phòng A";
    cell(sheet, old_tls, "Giao cho") = "Phòng A";
    const auto held = apply(sheet, 3);
    EXPECT_FALSE(held.stored);
    ASSERT_EQ(held.conflicts.size(), 1U);
    EXPECT_EQ(held.conflicts[0].message, "finding_sheet.moved");
    EXPECT_EQ(row(old_tls, 3).finding.work.assignee, "");
    const auto skipped = apply(sheet, 3, {.dry_run = false, .skip_conflicts = true});
    EXPECT_TRUE(skipped.stored);
    EXPECT_EQ(row(old_tls, 3).finding.work.assignee, "Phòng A");
    EXPECT_EQ(row(hsts, 3).finding.work.assignee, "Phòng B");
}

TEST_F(FindingSheetTest, a_finding_closed_meanwhile_is_a_conflict) {
    app::Sheet sheet = exported(1);
    evaluate(7, {old_tls});
    cell(sheet, hsts, "Trạng thái") = "Đang khắc phục";
    const auto report = apply(sheet, 8);
    EXPECT_EQ(report.conflicts.size(), 1U);
    EXPECT_EQ(row(hsts, 8).state, FindingState::verified_fixed);
}

TEST_F(FindingSheetTest, a_sheet_verifies_nothing) {
    app::Sheet sheet = exported(1);
    cell(sheet, hsts, "Trạng thái") = "Đã khắc phục";
    cell(sheet, old_tls, "Hạn") = "32/01/2023";
    const auto report = apply(sheet, 1);
    std::vector<std::string> messages;
    for (const base::Error& problem : report.problems)
        messages.push_back(problem.message);
    EXPECT_THAT(messages, testing::UnorderedElementsAre("finding_sheet.not_by_hand", "finding_sheet.bad_date"));
    EXPECT_FALSE(report.stored);
}

TEST_F(FindingSheetTest, a_version_that_was_touched_is_told_with_its_row) {
    app::Sheet sheet = exported(1);
    cell(sheet, hsts, "Mã phiên bản") = "x";
    const auto report = apply(sheet, 1);
    ASSERT_EQ(report.problems.size(), 1U);
    EXPECT_EQ(report.problems[0].message, "finding_sheet.no_version");
    EXPECT_GT(report.problems[0].place.line, 1);
}

TEST_F(FindingSheetTest, what_a_drill_found_lives_the_same_life) {
    std::vector<base::Error> defects;
    const auto drill =
        must(app::plan_drill(workspace_, *store_, "", *base::parse_date("2023-01-10"), {}, at(1), defects));
    EXPECT_EQ(drill.id, "2023-01-10");
    const std::string file = (directory_ / "drill.csv").string();
    must(base::write_file(file,
                          "Đối tượng,Mã,Tồn tại,Mức độ,Minh chứng,Ngày\n"
                          "https://mot.example/,R1,Trang quản trị mở,Nghiêm trọng,ảnh 01,10/01/2023\n"));
    EXPECT_EQ(must(app::import_drill_findings(*store_, drill.id, file, at(9))).summary.added, 1);
    EXPECT_EQ(must(app::import_drill_findings(*store_, drill.id, file, at(9))).summary.unchanged, 1);
    const model::FindingKey key{{model::SubjectKind::website, "web-1"}, "drill.reported", "2023-01-10/R1"};
    evaluate(9, {hsts, old_tls});
    EXPECT_EQ(row(key, 9).state, FindingState::fresh);
    EXPECT_EQ(row(key, 9).finding.severity, model::Severity::critical);
    evaluate(16, {hsts, old_tls});
    EXPECT_EQ(row(key, 16).state, FindingState::open);
    must(store_->retest(key, model::Outcome::pass, "không truy cập được nữa", at(17)));
    evaluate(17, {hsts, old_tls});
    EXPECT_EQ(row(key, 17).state, FindingState::verified_fixed);
    must(store_->retest(key, model::Outcome::fail, "mở lại", at(20)));
    evaluate(20, {hsts, old_tls});
    EXPECT_EQ(row(key, 20).state, FindingState::regressed);
    const auto refused = store_->retest(hsts, model::Outcome::pass, "x", at(21));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "store.not_reported");
    EXPECT_TRUE(must(store_->check("")).problems.empty());
}

TEST_F(FindingSheetTest, readiness_explains_every_point_and_what_changed) {
    std::vector<base::Error> defects;
    must(app::plan_drill(workspace_, *store_, "d", *base::parse_date("2023-02-01"), {"stc"}, at(1), defects));
    const auto before = must(app::readiness(workspace_, *store_, "", "", at(2), defects));
    // two sites that both fail: 0 of 30; nothing overdue: 15 of 15; no officer: 0 of 15; no systems, no computers
    EXPECT_EQ(before.now.tenths(), 150);
    EXPECT_EQ(before.now.possible(), 60);
    EXPECT_EQ(before.now.items.size(), 3U);
    evaluate(7, {old_tls});
    const auto after = must(app::readiness(workspace_, *store_, "", "", at(8), defects));
    EXPECT_EQ(after.now.tenths(), 300);
    EXPECT_EQ(after.baseline_tenths, 150);
    EXPECT_THAT(after.fixed, testing::ElementsAre(model::finding_id(hsts)));
    std::vector<std::int64_t> open;
    for (const auto& point : after.burn_down)
        open.push_back(point.open);
    EXPECT_THAT(open, testing::ElementsAre(2, 1));
    const auto late = must(app::readiness(workspace_, *store_, "d", "stc", at(40), defects));
    EXPECT_EQ(late.now.scores[1].meeting, 0) << "overdue by then";
}

}  // namespace
}  // namespace attt
