// Lists into the store: tried first, taken once, and nothing retired that nobody asked for.
#include "app/import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "app/template.h"
#include "base/files.h"

namespace attt::app {
namespace {

class ImportTest : public ::testing::Test {
  protected:
    ImportTest() {
        std::string name = (std::filesystem::temp_directory_path() / "attt-import-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        directory = name;
        auto created = store::Store::create((directory / "attt.db").string(), {"officer", "attt"});
        if (!created) throw std::runtime_error(base::debug_string(created.error()));
        store.emplace(std::move(*created));
        import("id,name\nso-mau,Sở Mẫu\nso-khac,Sở Khác\n");
        import("id,agency,name,ip\nm1,so-mau,A\nm2,so-mau,B\nm3,so-khac,C\n");
    }
    ~ImportTest() override { std::filesystem::remove_all(directory); }

    ImportReport import(const std::string& text, ImportOptions options = {}) {
        const std::string file = (directory / "list.csv").string();
        EXPECT_TRUE(base::write_file(file, text));
        auto report = import_files(*store, {file}, options);
        EXPECT_TRUE(report) << base::debug_string(report.error());
        return report.value_or(ImportReport{});
    }
    model::Inventory inventory() { return store->inventory(base::now()).value(); }

    std::filesystem::path directory;
    std::optional<store::Store> store;
};

TEST_F(ImportTest, a_dry_run_says_what_would_change_and_writes_nothing) {
    const ImportReport report = import("id,agency,name,ip\nm1,so-mau,Z\nm4,so-mau,D\n", {.dry_run = true});
    EXPECT_FALSE(report.stored);
    ASSERT_EQ(report.changes.size(), 3U);
    EXPECT_EQ(report.changes[0].kind, inventory::ChangeKind::changed);
    EXPECT_EQ(report.changes[1].kind, inventory::ChangeKind::gone);
    EXPECT_EQ(report.changes[2].kind, inventory::ChangeKind::added);
    EXPECT_EQ(inventory().computers.size(), 3U);
    EXPECT_EQ(inventory().computers[0].name, "A");
}

TEST_F(ImportTest, the_same_list_again_changes_nothing) {
    const ImportReport report = import("id,agency,name,ip\nm1,so-mau,A\nm2,so-mau,B\nm3,so-khac,C\n");
    EXPECT_TRUE(report.stored);
    EXPECT_TRUE(report.changes.empty());
    EXPECT_EQ(report.summary.unchanged, 3);
    EXPECT_EQ(report.summary.added + report.summary.changed, 0);
}

TEST_F(ImportTest, what_is_missing_stays_until_it_is_asked_to_go) {
    import("id,agency,name,ip\nm1,so-mau,A\n");
    EXPECT_EQ(inventory().computers[1].lifecycle, "in_use");
    const ImportReport report = import("id,agency,name,ip\nm1,so-mau,A\n", {.retire_missing = true});
    EXPECT_EQ(report.retired, 1);
    EXPECT_EQ(inventory().computers[1].lifecycle, "retired");
    EXPECT_EQ(inventory().computers[2].lifecycle, "in_use");  // of an agency that the list does not speak of
}

TEST_F(ImportTest, nothing_is_retired_by_a_list_with_defects) {
    const ImportReport report = import("id,agency,name,ip\nm1,so-mau,A\nm9,so-mua,X\n", {.retire_missing = true});
    EXPECT_FALSE(report.stored);
    EXPECT_EQ(report.defects.back().message, "import.retire_with_defects");
    EXPECT_EQ(inventory().computers[1].lifecycle, "in_use");
}

TEST_F(ImportTest, strict_refuses_the_whole_of_a_file_with_one_bad_row) {
    const ImportReport report = import("id,agency,name,ip\nm5,so-mau,A\nm6,so-mua,X\n", {.strict = true});
    EXPECT_FALSE(report.stored);
    EXPECT_EQ(report.rejected, 1);
    EXPECT_EQ(inventory().computers.size(), 3U);
    EXPECT_TRUE(import("id,agency,name,ip\nm5,so-mau,A\nm6,so-mua,X\n").stored);
    EXPECT_EQ(inventory().computers.size(), 4U);
}

TEST_F(ImportTest, an_agency_that_became_part_of_another_keeps_its_past) {
    import(
        "id,name,valid_to,successor\nso-tttt,Sở Thông tin và Truyền thông,28/02/2025,so-khcn\n"
        "so-khcn,Sở Khoa học và Công nghệ,,\n");
    const model::Inventory now = inventory();
    EXPECT_EQ(now.agency("so-tttt")->successor, "so-khcn");
    EXPECT_EQ(base::to_iso_date(*now.agency("so-tttt")->valid_to), "2025-02-28");
}

TEST(Templates, are_understood_in_every_language_and_bring_nothing_in) {
    for (const base::Language language : {base::Language::vi, base::Language::en}) {
        const auto texts = base::Catalogue::load(ATTT_SOURCE_DIR "/cli/messages", language);
        ASSERT_TRUE(texts);
        for (const inventory::ListKind kind : inventory::list_kinds) {
            const auto bytes = list_template(kind, *texts, base::now());
            ASSERT_TRUE(bytes) << base::debug_string(bytes.error());
            const auto read = inventory::read_sources({{"template.xlsx", *bytes}}, {}, {});
            std::vector<std::string> said;
            for (const auto* errors : {&read.defects, &read.warnings}) {
                for (const base::Error& error : *errors)
                    said.push_back(error.message);
            }
            EXPECT_THAT(said, ::testing::ElementsAre("inventory.example_row", "inventory.no_rows")) << name_of(kind);
            EXPECT_TRUE(read.inventory.empty());
        }
    }
}

}  // namespace
}  // namespace attt::app
