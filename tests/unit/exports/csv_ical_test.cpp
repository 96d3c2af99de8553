// What CSV and iCalendar owe their readers, line by line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/csv.h"
#include "base/text.h"
#include "reports/exports.h"
#include "tests/unit/exports/sample.h"

namespace attt {
namespace {

using base::Language;
using reports::CsvTable;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string csv(const reports::Snapshot& snapshot, CsvTable table, bool bom = false) {
    return reports::render_csv(snapshot, table, bom, tests::texts_of(snapshot.language));
}

std::string calendar(const reports::Snapshot& snapshot) {
    return reports::render_ical(snapshot, tests::texts_of(snapshot.language));
}

// Lines joined where they were folded.
std::vector<std::string> unfolded(const std::string& text) {
    std::vector<std::string> out;
    for (std::string line : base::split(text, '\n')) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (!line.empty() && line[0] == ' ' && !out.empty())
            out.back() += line.substr(1);
        else
            out.push_back(line);
    }
    return out;
}

std::vector<std::string> with_name(const std::string& text, const std::string& name) {
    std::vector<std::string> out;
    for (const std::string& line : unfolded(text)) {
        if (line.starts_with(name)) out.push_back(line.substr(name.size()));
    }
    return out;
}

TEST(Csv, begins_with_a_mark_where_it_is_asked_for) {
    EXPECT_THAT(csv(tests::worked_snapshot(), CsvTable::findings), StartsWith("id,agency,"));
    EXPECT_THAT(csv(tests::worked_snapshot(), CsvTable::findings, true), StartsWith("\xEF\xBB\xBFid,agency,"));
}

TEST(Csv, has_a_row_for_each_and_headings_for_none) {
    for (std::size_t i = 0; i < reports::csv_table_names.size(); ++i) {
        const auto empty = csv(tests::empty_snapshot(), static_cast<CsvTable>(i));
        EXPECT_EQ(std::count(empty.begin(), empty.end(), '\n'), 1) << reports::csv_table_names[i];
    }
    const auto large = base::read_csv(csv(tests::large_snapshot(5000), CsvTable::findings), "x");
    ASSERT_TRUE(large);
    EXPECT_EQ(large->rows.size(), 5000U);
}

// The first character of each cell as it stands, quotes undone.
std::vector<char> first_characters(const std::string& text) {
    std::vector<char> out;
    bool quoted = false, begins = true;
    for (const char c : text) {
        if (c == '"') {
            quoted = !quoted;
            continue;
        }
        if (begins && c != ',' && c != '\r') out.push_back(c);
        begins = !quoted && (c == ',' || c == '\n');
    }
    return out;
}

TEST(Csv, no_cell_begins_a_formula) {
    EXPECT_THAT(first_characters("a,\"=1\",+2\r\n,-3\r\n"), testing::ElementsAre('a', '=', '+', '-'));
    for (const tests::Hostile& hostile : tests::hostile_texts()) {
        for (std::size_t i = 0; i < reports::csv_table_names.size(); ++i) {
            const std::string text = csv(tests::filled_snapshot(hostile.text, true), static_cast<CsvTable>(i));
            EXPECT_THAT(first_characters(text), testing::Each(testing::Not(testing::AnyOf('=', '+', '-', '@', '\t'))))
                << hostile.name << " " << reports::csv_table_names[i];
        }
    }
}

TEST(Calendar, tells_due_dates_duties_and_certificates) {
    const std::string text = calendar(tests::worked_snapshot());
    EXPECT_THAT(with_name(text, "DTSTART"),
                testing::ElementsAre(";VALUE=DATE:20230515", ";VALUE=DATE:20230715", ";VALUE=DATE:20230720",
                                     ":20230701T080000Z", ":20230501T050000Z", ":20240105T050000Z"));
    EXPECT_THAT(with_name(text, "DTEND"),
                testing::ElementsAre(";VALUE=DATE:20230516", ";VALUE=DATE:20230716", ";VALUE=DATE:20230721"));
    EXPECT_THAT(with_name(text, "DTSTAMP:"), testing::Each("20230630T050000Z"));
}

TEST(Calendar, an_event_keeps_its_identifier) {
    reports::Snapshot later = tests::worked_snapshot(Language::en);
    later.made_at += std::chrono::days(7);
    later.findings[0].item.title = "another wording";
    later.findings[0].due = *base::parse_date("2023-09-01");
    later.certificates[0].not_after += std::chrono::days(365);
    EXPECT_EQ(with_name(calendar(later), "UID:"), with_name(calendar(tests::worked_snapshot()), "UID:"));
}

TEST(Calendar, folds_lines_between_characters) {
    const std::string text =
        calendar(tests::filled_snapshot(std::string(40, 'x') + "ưởngạặấ" + std::string(200, 'y'), false));
    for (std::string line : base::split(text, '\n')) {
        ASSERT_LE(line.size(), 76U);  // with the CR
        EXPECT_TRUE(base::is_utf8(line)) << line;
    }
    EXPECT_THAT(text, HasSubstr("\r\n "));
}

TEST(Calendar, escapes_what_would_end_a_text) {
    const std::string text = calendar(tests::filled_snapshot("a;b,c\\d\r\nEND:VEVENT\r\nX:1", false));
    EXPECT_THAT(with_name(text, "SUMMARY:")[0], HasSubstr("a\\;b\\,c\\\\d END:VEVENT X:1"));
    EXPECT_EQ(with_name(text, "END:VEVENT").size(), 6U);
    EXPECT_THAT(unfolded(text), Not(testing::Contains("X:1")));
}

}  // namespace
}  // namespace attt
