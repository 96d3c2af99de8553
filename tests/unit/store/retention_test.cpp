// Personal data that was kept for its time is erased; ids, dates and figures stay.
#include "store/retention.h"

#include "tests/unit/store/support.h"

namespace attt::store {
namespace {

using testing::must;
using testing::week;

base::Date day(const char* text) {
    return base::parse_date(text).value();
}

class RetentionTest : public testing::StoreTest {
  protected:
    RetentionTest() {
        import(0, "in_use", {});
        import(1, "retired", day("2026-01-10"));  // both retired and left
        import(2, "retired", day("2026-01-10"));  // the same again: no revision
    }

    void import(int at, const char* lifecycle, std::optional<base::Date> until) {
        model::Inventory list;
        model::Agency& agency = list.agencies.emplace_back();
        agency.id = "so-mau";
        agency.name = "Sở Mẫu";
        agency.officers = {{"o1", "Chuyên viên", day("2025-01-01"), until, {}},
                           {"o2", "Lãnh đạo", day("2025-01-01"), {}, {}}};
        for (const char* id : {"pc-1", "pc-2"}) {
            model::Computer& computer = list.computers.emplace_back();
            computer.id = id;
            computer.agency = "so-mau";
            computer.name = std::string("PC-") + id;
            computer.serial = "S1";
            computer.macs = {"02:00:00:00:00:01"};
        }
        list.computers[0].lifecycle = lifecycle;
        must(store.import(list, {{{model::SubjectKind::computer, "pc-1"}, 2, R"({"name":"PC"})", "", ""}}, "list.csv",
                          "", week(at)));
    }

    RetentionCutoffs cutoffs(int rows, const char* officers, int computers) {
        return {week(rows), day(officers), week(computers)};
    }
};

TEST_F(RetentionTest, is_counted_by_kind_and_only_what_is_older) {
    struct Case {
        RetentionCutoffs cutoffs;
        Overdue expected;
    };
    const Case cases[] = {{cutoffs(0, "2026-01-10", 1), {0, 0, 0}},
                          {cutoffs(1, "2026-01-10", 1), {1, 0, 0}},
                          {cutoffs(0, "2026-01-11", 1), {0, 1, 0}},
                          {cutoffs(0, "2026-01-10", 2), {0, 0, 1}}};
    for (const Case& each : cases) {
        const Overdue found = must(count_overdue(path, each.cutoffs));
        EXPECT_EQ(found.imported_rows, each.expected.imported_rows);
        EXPECT_EQ(found.former_officers, each.expected.former_officers);
        EXPECT_EQ(found.retired_computers, each.expected.retired_computers);
    }
}

TEST_F(RetentionTest, is_erased_in_every_revision_and_told_in_the_log) {
    const Overdue erased = must(erase_overdue(path, testing::officer, cutoffs(3, "2026-02-01", 3), week(4)));
    EXPECT_EQ(erased.imported_rows, 2);  // an unchanged row is not kept again
    EXPECT_EQ(erased.former_officers, 1);
    EXPECT_EQ(erased.retired_computers, 1);
    for (const int at : {0, 1, 4}) {
        const model::Inventory known = must(store.inventory(week(at)));
        ASSERT_EQ(known.computers.size(), 2U);
        EXPECT_EQ(known.computers[0].name, "***");
        EXPECT_EQ(known.computers[0].serial, "");
        EXPECT_TRUE(known.computers[0].macs.empty());
        EXPECT_EQ(known.computers[0].agency, "so-mau");
        EXPECT_EQ(known.computers[0].lifecycle, at == 0 ? "in_use" : "retired");
        EXPECT_EQ(known.computers[1].name, "PC-pc-2");
        ASSERT_EQ(known.agencies[0].officers.size(), 2U);
        EXPECT_EQ(known.agencies[0].officers[0].post, "***");
        EXPECT_EQ(known.agencies[0].officers[1].post, "Lãnh đạo");
        EXPECT_EQ(model::security_officers_on(known.agencies[0], day("2026-01-12")), at == 0 ? 2 : 1);
    }
    EXPECT_EQ(count("SELECT count(*) FROM import_row WHERE raw IS NOT NULL"), 0);
    EXPECT_EQ(count("SELECT count(*) FROM audit_event WHERE action='privacy.erase'"), 1);
    EXPECT_TRUE(must(store.check("")).problems.empty());
    EXPECT_TRUE(must(count_overdue(path, cutoffs(3, "2026-02-01", 3))).empty());
}

}  // namespace
}  // namespace attt::store
