// Coverage in a fresh workspace: the range, that V.3 says the same, pins through imports, what leaves and what stays.
#include "app/coverage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "app/avreport.h"
#include "app/import.h"
#include "app/targets.h"
#include "base/files.h"

namespace attt::app {
namespace {

namespace fs = std::filesystem;

class CoverageTest : public testing::Test {
  protected:
    CoverageTest() {
        ::setenv("ATTT_DATA", ATTT_BINARY_DIR "/share/attt", 1);
        std::string name = (fs::temp_directory_path() / "attt-coverage-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        directory = name;
        workspace = must(init_workspace(directory / "w", officer));
        must(base::write_file(
            workspace.populations_file(),
            "[[population]]\nid = \"co-quan-hanh-chinh-nha-nuoc\"\ntitle = { vi = \"a\", en = \"a\" }\n"
            "agencies = [\"so-a\", \"so-b\"]\n"));
        store.emplace(must(open_store(workspace, officer)));
        rules = must(load_rules(&workspace, defects));
        list(
            "id,name,tier,kind,parent\nso-a,Sở A,tỉnh,sở,\nso-b,Sở B,tỉnh,sở,\ntruong,Trường,tỉnh,đơn vị sự nghiệp,\n");
        list(
            "id,agency,name,serial,uuid,mac,ip\n"
            "m1,so-a,SOA-PC01,PF0ABC11,,,\nm2,so-a,SOA-PC02,PF0ABC12,,,\nm3,so-a,SOA-PC03,PF0ABC13,,,\n"
            "m4,so-b,SOB-PC04,,,,\nm5,so-b,SOB-PC05,PF0ABC15,,,\nm6,truong,TR-PC06,PF0ABC16,,,\n");
    }
    ~CoverageTest() override { fs::remove_all(directory); }

    template <class T>
    static T must(base::Result<T> result) {
        if (!result) throw std::runtime_error(base::debug_string(result.error()));
        if constexpr (!std::is_void_v<T>) return std::move(*result);
    }
    std::string write(const std::string& name, const std::string& text) {
        const std::string path = (directory / name).string();
        must(base::write_file(path, text));
        return path;
    }
    void list(const std::string& text) { must(import_files(*store, {write("list.csv", text)}, {})); }

    // Rows after "record,name,serial,group,av_installed,av_running,av_bases_date".
    SourceReport console(const std::string& rows, SourceImportOptions options = {},
                         std::chrono::hours age = std::chrono::hours(1)) {
        if (options.source.empty()) options.source = "KSC";
        const base::Time seen = base::now() - age;
        std::string text = "record,name,serial,group,av_installed,av_running,av_bases_date,last_seen\n";
        for (std::size_t begin = 0; begin < rows.size();) {
            const auto end = rows.find('\n', begin);
            text += rows.substr(begin, end - begin) + "," + base::to_rfc3339(seen) + "\n";
            begin = end + 1;
        }
        auto reports = must(import_sources(workspace, *store, {write("ksc.csv", text)}, options));
        must(confirm_links(*store));
        return reports.at(0);
    }
    Coverage coverage(const std::string& agency = {}) {
        const Reconciled reconciled = must(reconcile(*store, base::now()));
        return must(measure_coverage(workspace, *store, rules, reconciled, agency, base::now(), defects));
    }
    std::string bases(int days_ago) { return base::to_rfc3339(base::now() - std::chrono::days(days_ago)); }
    std::string all_rows() {
        return "r1,SOA-PC01,PF0ABC11,so-a,1,1," + bases(1) + "\nr2,SOA-PC02,PF0ABC12,so-a,1,1," + bases(40) +
               "\nr3,SOA-PC03,PF0ABC13,so-a,0,,\nr4,SOB-PC04,,so-b,1,1," + bases(1) +
               "\nr6,TR-PC06,PF0ABC16,truong,1,1," + bases(1) + "\nr9,LA-PC09,PF0ABC99,so-b,1,1," + bases(1) + "\n";
    }

    const store::Actor officer{"chuyên viên", "attt"};
    fs::path directory;
    Workspace workspace;
    std::optional<store::Store> store;
    rules::RuleSet rules;
    std::vector<base::Error> defects;
};

TEST_F(CoverageTest, a_range_over_the_inventory_of_the_population) {
    console(all_rows());
    const Coverage found = coverage();
    EXPECT_TRUE(found.population_defined);
    EXPECT_EQ(found.whole.population, 5);  // the school is none of the population's
    EXPECT_EQ(found.whole.certain, 2);     // m1, m2
    EXPECT_EQ(found.whole.probable, 3);    // and m4 by its name
    EXPECT_EQ(found.whole.upper, 4);       // and m5, which r9 may be
    EXPECT_EQ(found.whole.ladder.installed, 2);
    EXPECT_EQ(found.whole.ladder.enabled, 2);
    EXPECT_EQ(found.whole.ladder.fresh, 1);
    EXPECT_EQ(found.whole.ladder.reporting, 1);
    ASSERT_EQ(found.unlisted.size(), 1U);
    EXPECT_EQ(found.unlisted[0].record, "r9");
    EXPECT_EQ(coverage("so-b").whole.population, 2);
}

// The figure that is signed and the target that is reported are one.
TEST_F(CoverageTest, v3_is_the_certain_bound) {
    console(all_rows());
    const auto table =
        must(measure_targets(workspace, *store, rules, "", {base::local_date(base::now()), base::now()}, defects));
    const Coverage found = coverage();
    bool seen = false;
    for (const TargetRow& row : table.rows) {
        if (row.target->id != "2023.V.3") continue;
        seen = true;
        EXPECT_EQ(row.measured.numerator, found.whole.certain);
        EXPECT_EQ(row.measured.denominator, found.whole.population);
    }
    EXPECT_TRUE(seen);
}

TEST_F(CoverageTest, a_partial_export_takes_nothing_away) {
    console(all_rows());
    console("r1,SOA-PC01,PF0ABC11,so-a,1,1," + bases(1) + "\n", {.partial = true});
    EXPECT_EQ(coverage().whole.certain, 2);
    const SourceReport shrunk = console("r1,SOA-PC01,PF0ABC11,so-a,1,1," + bases(1) + "\n");
    EXPECT_EQ(shrunk.how, inventory::Taken::shrunk);
    EXPECT_EQ(coverage().whole.certain, 2);
    console("r1,SOA-PC01,PF0ABC11,so-a,1,1," + bases(1) + "\n", {.complete = true});
    EXPECT_EQ(coverage().whole.certain, 1);
}

TEST_F(CoverageTest, what_was_pinned_stays_through_every_import) {
    console(all_rows());
    must(pin_computer(*store, {"KSC", "r9", "m5", true, "đã xem máy"}));
    must(pin_computer(*store, {"KSC", "r1", "m1", false, "máy khác cùng số"}));
    EXPECT_EQ(coverage().whole.certain, 2);  // m2, m5
    for (int i = 0; i < 2; ++i) {
        console(all_rows());
        EXPECT_EQ(coverage().whole.certain, 2);
    }
    // gone, and back under other keys
    console("r2,SOA-PC02,PF0ABC12,so-a,1,1," + bases(1) + "\n", {.complete = true});
    EXPECT_EQ(coverage().whole.certain, 1);
    console("r1,SOA-PC01,PF0ABC11,so-a,1,1," + bases(1) + "\nr9,KHAC,PF0ABC98,so-a,1,1," + bases(1) + "\n",
            {.complete = true});
    EXPECT_EQ(coverage().whole.certain, 1);  // m5 by its pin; m1 stays parted
    const Reconciled reconciled = must(reconcile(*store, base::now()));
    const base::Value explained = must(explain_computer(reconciled, rules, "m5", base::now()));
    EXPECT_EQ((*explained["links"].if_array())[0]["rule"].string_or(""), "R0");
}

// A pin teaches other sources the record's keys; what they concluded from them goes with it.
TEST_F(CoverageTest, what_a_pin_taught_is_forgotten_with_it) {
    console(all_rows());
    const std::string agent_rows = "g9,LA-PC09,PF0ABC99,,1,1," + bases(1) + "\ng1,SOA-PC01,PF0ABC11,so-a,1,1,\n";
    const auto agent_link = [&](const std::string& record) -> std::string {
        const Reconciled now = must(reconcile(*store, base::now()));
        for (const model::ComputerLink& link : now.match.links) {
            if (now.record_of(link).id == record && link.tier == model::LinkTier::certain)
                return now.inventory.computers[link.computer].id;
        }
        return {};
    };
    must(pin_computer(*store, {"KSC", "r9", "m5", true, "đã xem máy"}));
    console(agent_rows, {.source = "AGENT"});
    EXPECT_EQ(agent_link("g9"), "m5");
    must(pin_computer(*store, {"KSC", "r9", "m5", false, "xem nhầm máy"}));
    EXPECT_EQ(agent_link("g9"), "");
    EXPECT_EQ(agent_link("g1"), "m1") << "what stands on keys of its own stays";
    console(agent_rows, {.source = "AGENT"});
    EXPECT_EQ(agent_link("g9"), "");

    // moved rather than parted
    must(pin_computer(*store, {"KSC", "r9", "m5", true, "đã xem máy"}));
    console(agent_rows, {.source = "AGENT"});
    EXPECT_EQ(agent_link("g9"), "m5");
    must(pin_computer(*store, {"KSC", "r9", "m3", true, "là máy khác"}));
    EXPECT_EQ(agent_link("g9"), "m3") << "the keys now belong to the other computer";
}

TEST_F(CoverageTest, a_file_of_one_agency_says_whose_computers_are_in_it) {
    console("r4,SOB-PC04,,,1,1," + bases(1) + "\n", {.source = "B", .agency = "so-b"});
    const Reconciled reconciled = must(reconcile(*store, base::now()));
    ASSERT_EQ(reconciled.match.links.size(), 1U);
    EXPECT_EQ(name_of(reconciled.match.links[0].rule), "R8");
    EXPECT_FALSE(import_sources(workspace, *store, {write("x.csv", "record,name,av_installed\nr,A,1\n")},
                                {.source = "B", .agency = "so-x"}));
}

TEST_F(CoverageTest, an_old_export_gives_unknown_not_a_pass) {
    console(all_rows(), {}, std::chrono::days(60));
    const auto table =
        must(measure_targets(workspace, *store, rules, "", {base::local_date(base::now()), base::now()}, defects));
    for (const TargetRow& row : table.rows) {
        if (row.target->id != "2023.V.3") continue;
        EXPECT_EQ(row.measured.numerator, 0);
        EXPECT_EQ(row.measured.denominator, 5);
    }
}

TEST_F(CoverageTest, the_antivirus_report_is_read_back) {
    console(all_rows());
    const Reconciled reconciled = must(reconcile(*store, base::now()));
    auto report = must(gather_avreport(workspace, reconciled, "Kaspersky", "", base::now()));
    EXPECT_EQ(report.machines.size(), 3U);  // m1, m2, m6
    EXPECT_EQ(report.not_updated, 1);
    const std::string file = write("avreport.xml", reports::render_avreport(report));
    const auto again = must(import_sources(workspace, *store, {file}, {.source = "AV"}));
    EXPECT_EQ(again.at(0).records, 3U);
    EXPECT_EQ(again.at(0).format, "avreport");
}

// A computer that its console has not heard of for 35 days is in no report that leaves the office.
TEST_F(CoverageTest, the_antivirus_report_leaves_out_who_is_silent) {
    const std::string file =
        write("ksc.csv",
              "record,name,serial,group,av_installed,av_running,av_bases_date,last_seen\n"
              "r1,SOA-PC01,PF0ABC11,so-a,1,1," +
                  bases(1) + "," + bases(1) + "\nr2,SOA-PC02,PF0ABC12,so-a,1,1," + bases(60) + "," + bases(60) + "\n");
    must(import_sources(workspace, *store, {file}, {.source = "KSC"}));
    must(confirm_links(*store));
    const Reconciled reconciled = must(reconcile(*store, base::now()));
    const auto report = must(gather_avreport(workspace, reconciled, "Kaspersky", "", base::now()));
    ASSERT_EQ(report.machines.size(), 1U);
    EXPECT_EQ(report.machines[0].name, "SOA-PC01");
    EXPECT_EQ(coverage().whole.certain, 1);
}

}  // namespace
}  // namespace attt::app
