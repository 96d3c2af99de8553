#include "tests/unit/store/support.h"

namespace attt::store {
namespace {

using testing::message_of;
using testing::must;
using testing::site;
using testing::week;
using InventoryTest = testing::StoreTest;

model::Inventory one_of_each() {
    model::Inventory out;
    model::Agency agency;
    agency.id = "so-tttt";
    agency.name = "Sở Thông tin và Truyền thông";
    agency.tier = "province";
    agency.kind = "department";
    agency.security_officers = 4;
    out.agencies.push_back(agency);
    model::InformationSystem system;
    system.id = "httt-1";
    system.name = "Cổng thông tin";
    system.agency = "so-tttt";
    system.level = 2;
    system.dossier_state = "draft";
    out.systems.push_back(system);
    model::Website website;
    website.id = "web-1";
    website.url = "https://so.example/";
    website.agency = "so-tttt";
    out.websites.push_back(website);
    model::Computer computer;
    computer.id = "pc-1";
    computer.agency = "so-tttt";
    computer.macs = {"00:11:22:33:44:55"};
    out.computers.push_back(computer);
    return out;
}

[[maybe_unused]] bool operator==(const ImportSummary& a, const ImportSummary& b) {
    return a.added == b.added && a.changed == b.changed && a.unchanged == b.unchanged;
}

void expect_same(const model::Inventory& a, const model::Inventory& b) {
    EXPECT_EQ(a.agencies, b.agencies);
    EXPECT_EQ(a.systems, b.systems);
    EXPECT_EQ(a.websites, b.websites);
    EXPECT_EQ(a.computers, b.computers);
}

TEST_F(InventoryTest, what_goes_in_comes_out) {
    const auto summary = must(store.import(one_of_each(), {}, "list.csv", std::string(64, 'a'), week(0)));
    EXPECT_TRUE((summary == ImportSummary{4, 0, 0}));
    expect_same(must(store.inventory(week(0))), one_of_each());
}

TEST_F(InventoryTest, the_same_list_again_changes_nothing) {
    must(store.import(one_of_each(), {}, "list.csv", "", week(0)));
    const auto summary = must(store.import(one_of_each(), {}, "list.csv", "", week(1)));
    EXPECT_TRUE((summary == ImportSummary{0, 0, 4}));
    EXPECT_EQ(count("SELECT count(*) FROM subject_revision"), 4);
    EXPECT_EQ(count("SELECT count(*) FROM import_row WHERE outcome='unchanged'"), 4);
}

TEST_F(InventoryTest, a_correction_is_added_and_the_past_stays) {
    must(store.import(one_of_each(), {}, "list.csv", "", week(0)));
    model::Inventory corrected = one_of_each();
    corrected.systems[0].dossier_state = "approved";
    corrected.systems[0].level.reset();
    EXPECT_TRUE((must(store.import(corrected, {}, "list.csv", "", week(2))) == ImportSummary{0, 1, 3}));
    expect_same(must(store.inventory(week(1))), one_of_each());
    expect_same(must(store.inventory(week(2))), corrected);
    EXPECT_TRUE(must(store.inventory(week(0) - std::chrono::seconds(1))).empty());
}

TEST_F(InventoryTest, forty_revisions_of_one_record_are_all_there) {
    model::Inventory inventory;
    inventory.computers.push_back(one_of_each().computers[0]);
    for (int number = 0; number < 40; ++number) {
        model::Computer& computer = inventory.computers[0];
        computer.antivirus_seen = base::local_date(week(number));
        computer.os = number % 5 == 0 ? "" : "Windows " + std::to_string(number / 10);
        computer.macs = std::vector<std::string>(static_cast<std::size_t>(number % 3), "00:11:22:33:44:55");
        must(store.import(inventory, {}, "console.csv", "", week(number)));
    }
    for (int number = 0; number < 40; ++number) {
        const auto then = must(store.inventory(week(number)));
        ASSERT_EQ(then.computers.size(), 1U);
        EXPECT_EQ(then.computers[0].antivirus_seen, base::local_date(week(number)));
        EXPECT_EQ(then.computers[0].os, number % 5 == 0 ? "" : "Windows " + std::to_string(number / 10));
        EXPECT_EQ(then.computers[0].macs.size(), static_cast<std::size_t>(number % 3));
    }
    EXPECT_LT(count("SELECT sum(length(attributes)) FROM subject_revision"), 40 * 90);
}

TEST_F(InventoryTest, sorted_by_id) {
    model::Inventory inventory;
    for (const char* id : {"b", "c", "a"})
        inventory.websites.push_back({id, "https://x.example/", "", "", "", "in_use"});
    must(store.import(inventory, {}, "list.csv", "", week(0)));
    const auto read = must(store.inventory(week(0)));
    ASSERT_EQ(read.websites.size(), 3U);
    EXPECT_EQ(read.websites[0].id + read.websites[1].id + read.websites[2].id, "abc");
}

TEST_F(InventoryTest, a_record_is_as_recent_as_the_last_list_that_stated_it) {
    must(store.import(one_of_each(), {}, "list.csv", "", week(0)));
    must(store.import(one_of_each(), {}, "list.csv", "", week(3)));
    EXPECT_EQ(must(store.recorded_times(week(2))).at(site("web-1")), week(0));
    EXPECT_EQ(must(store.recorded_times(week(5))).at(site("web-1")), week(3));
    EXPECT_TRUE(must(store.recorded_times(week(-1))).empty());
    EXPECT_FALSE(must(store.recorded_times(week(5))).contains(site("web-2")));
}

TEST_F(InventoryTest, rows_are_kept_as_they_stood) {
    const std::vector<ImportRow> rows = {{site("web-1"), 2, R"({"id":"web-1"})", "added", ""},
                                         {site(""), 3, R"({"id":""})", "rejected", "no id"},
                                         {site("web-9"), 4, "", "rejected", "no URL"}};
    must(store.import(one_of_each(), rows, "list.csv", "", week(0)));
    EXPECT_EQ(count("SELECT count(*) FROM import_row WHERE outcome='added'"), 4);  // three without a row of their own
    EXPECT_EQ(count("SELECT count(*) FROM import_row WHERE outcome='rejected' AND subject_id IS NULL"), 2);
    EXPECT_EQ(count("SELECT count(*) FROM import_row JOIN blob ON blob_id=raw"), 2);
    EXPECT_EQ(count("SELECT count(*) FROM subject WHERE id='web-9'"), 0);
}

TEST_F(InventoryTest, a_clock_set_back_is_refused_and_nothing_stays) {
    must(store.import(one_of_each(), {}, "list.csv", "", week(4)));
    const std::string head = must(store.audit_head());
    model::Inventory changed = one_of_each();
    changed.agencies[0].name = "Sở Khoa học và Công nghệ";
    const auto refused = store.import(changed, {}, "list.csv", "", week(3));
    ASSERT_EQ(message_of(refused), "store.clock_back");
    EXPECT_EQ(refused.error().arguments,
              (base::MessageArguments{{"at", "26/01/2026 08:00:00"}, {"last", "02/02/2026 08:00:00"}}));
    EXPECT_EQ(must(store.audit_head()), head);
    EXPECT_EQ(count("SELECT count(*) FROM import_batch"), 1);
}

TEST_F(InventoryTest, an_import_leaves_an_audit_event) {
    must(store.import(one_of_each(), {}, "list.csv", std::string(64, 'a'), week(0)));
    SQLite::Database other = raw();
    SQLite::Statement row(other,
                          "SELECT action,object,actor,system_user,detail->>'added' FROM audit_event WHERE seq=2");
    ASSERT_TRUE(row.executeStep());
    EXPECT_EQ(row.getColumn(0).getString(), "import");
    EXPECT_EQ(row.getColumn(1).getString(), "list.csv");
    EXPECT_EQ(row.getColumn(2).getString(), "officer");
    EXPECT_EQ(row.getColumn(3).getString(), "attt");
    EXPECT_EQ(row.getColumn(4).getInt(), 4);
}

}  // namespace
}  // namespace attt::store
