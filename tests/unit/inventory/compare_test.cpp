// What a list would change.
#include "inventory/compare.h"

#include <gmock/gmock.h>

#include "tests/unit/inventory/reading.h"

namespace attt::inventory::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

model::Computer computer(const std::string& id, const std::string& agency) {
    model::Computer out;
    out.id = id;
    out.agency = agency;
    out.name = "PC";
    return out;
}

model::Inventory two_agencies() {
    model::Inventory out = one_agency();
    out.agencies.emplace_back().id = "so-khac";
    out.computers = {computer("m1", "so-mau"), computer("m2", "so-mau"), computer("m3", "so-khac")};
    return out;
}

// "changed m1 name: PC -> A", one line a change.
std::vector<std::string> lines_of(const std::vector<Change>& changes) {
    std::vector<std::string> out;
    for (const Change& change : changes) {
        std::string line = change.kind == ChangeKind::added  ? "added "
                           : change.kind == ChangeKind::gone ? "gone "
                                                             : "changed ";
        line += change.subject.id;
        for (const FieldChange& field : change.fields)
            line += " " + field.attribute + ": " + field.before + " -> " + field.after;
        out.push_back(line);
    }
    return out;
}

std::vector<std::string> changes_of(const std::string& text, const model::Inventory& known) {
    return lines_of(compare(known, read(text, "list.csv", {}, known)));
}

TEST(Compare, TellsAddedChangedAndGoneWithinTheAgenciesOfTheList) {
    EXPECT_THAT(changes_of("id,agency,name,ip\nm1,so-mau,A\nm4,so-mau,B\n", two_agencies()),
                ElementsAre("changed m1 name: PC -> A", "gone m2", "added m4"));
}

TEST(Compare, FindsNothingInTheSameList) {
    EXPECT_THAT(changes_of("id,agency,name,ip\nm1,so-mau,PC\nm2,so-mau,PC\nm3,so-khac,PC\n", two_agencies()),
                IsEmpty());
}

TEST(Compare, TakesARefusedRowForThere) {
    EXPECT_THAT(changes_of("id,agency,name,antivirus_seen\nm1,so-mau,PC,\nm2,so-mau,PC,31/02/2022\n", two_agencies()),
                IsEmpty());
}

TEST(Compare, LeavesOtherKindsAndWhatIsOutOfUseAlone) {
    model::Inventory known = two_agencies();
    known.computers[1].lifecycle = "retired";
    EXPECT_THAT(changes_of("id,agency,name,ip\nm1,so-mau,PC\n", known), IsEmpty());
}

TEST(Compare, RetiresWhatIsGoneFromADayOn) {
    model::Inventory known = two_agencies();
    const auto day = base::parse_date("2025-07-01").value();
    const ReadResult agencies = read("id,name\nso-mau,Sở Mẫu\n", "list.csv", {}, known);
    const auto changes = compare(known, agencies);
    EXPECT_THAT(lines_of(changes), ElementsAre("gone so-khac"));
    model::Inventory out;
    EXPECT_EQ(retire(known, changes, day, out), 1);
    ASSERT_EQ(out.agencies.size(), 1U);
    EXPECT_EQ(out.agencies[0].valid_to, day);
    const auto computers = compare(known, read("id,agency,name,ip\nm1,so-mau,PC\n", "list.csv", {}, known));
    model::Inventory retired;
    EXPECT_EQ(retire(known, computers, day, retired), 1);
    ASSERT_EQ(retired.computers.size(), 1U);
    EXPECT_EQ(retired.computers[0].lifecycle, "retired");
}

}  // namespace
}  // namespace attt::inventory::testing
