// Exports as a whole: the same bytes for the same snapshot, nothing lost, and the same shape whatever texts say.
#include "reports/exports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/json.h"
#include "base/uuid.h"
#include "base/xml.h"
#include "tests/unit/exports/sample.h"

namespace attt {
namespace {

using base::Language;
using base::Value;
using reports::Snapshot;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> all_of(const Snapshot& snapshot) {
    const base::Catalogue& texts = tests::texts_of(snapshot.language);
    std::vector<std::string> out = {reports::render_json(snapshot),
                                    reports::render_oscal(snapshot, texts),
                                    reports::render_defectdojo(snapshot, texts),
                                    reports::render_xccdf(snapshot, texts),
                                    reports::render_prometheus(snapshot),
                                    reports::render_ical(snapshot, texts)};
    for (std::size_t i = 0; i < reports::csv_table_names.size(); ++i)
        out.push_back(reports::render_csv(snapshot, static_cast<reports::CsvTable>(i), false, texts));
    return out;
}

// Kinds of values and names of members: equal for documents of one shape.
std::string shape_of(const Value& value) {
    if (const base::Object* object = value.if_object()) {
        std::string out = "{";
        for (const auto& [key, member] : *object)
            out += key + ":" + shape_of(member) + ",";
        return out + "}";
    }
    if (const base::Array* array = value.if_array()) {
        std::string out = "[";
        for (const Value& each : *array)
            out += shape_of(each) + ",";
        return out + "]";
    }
    return std::string(value.type_name());
}

std::string shape_of(const base::XmlNode& node) {
    std::string out = "<" + node.name;
    for (const auto& [key, value] : node.attributes)
        out += " " + key;
    for (const base::XmlNode& child : node.children)
        out += shape_of(child);
    return out + ">";
}

Value parsed(const std::string& bytes) {
    auto value = base::parse_json(bytes);
    EXPECT_TRUE(value) << base::debug_string(value.error());
    return value ? *value : Value();
}

TEST(Exports, the_same_snapshot_gives_the_same_bytes) {
    EXPECT_EQ(all_of(tests::worked_snapshot()), all_of(tests::worked_snapshot()));
}

TEST(Exports, identifiers_are_the_ones_of_version_five) {
    // python3: uuid.uuid5(uuid.UUID("0c5b1f62-6a3e-4d57-9b0e-2f6f4b0e9a11"), "subject/website/stc")
    EXPECT_EQ(base::uuid_of("subject/website/stc"), "19c858b8-5dc6-5b14-974a-3eb5b318ddd2");
    EXPECT_NE(base::uuid_of("a"), base::uuid_of("b"));
}

TEST(Exports, keep_their_shape_whatever_texts_say) {
    const Snapshot plain = tests::filled_snapshot("chữ", false);
    const base::Catalogue& texts = tests::texts_of(Language::vi);
    const std::string json = shape_of(parsed(reports::render_json(plain)));
    const std::string oscal = shape_of(parsed(reports::render_oscal(plain, texts)));
    const std::string xccdf = shape_of(*base::parse_xml(reports::render_xccdf(plain, texts), "x"));
    for (const tests::Hostile& hostile : tests::hostile_texts()) {
        // a member of no value is left out, and a blank name falls back to the id: another shape by right
        if (hostile.name == "empty" || hostile.name == "blank") continue;
        const Snapshot snapshot = tests::filled_snapshot(hostile.text, false);
        EXPECT_EQ(shape_of(parsed(reports::render_json(snapshot))), json) << hostile.name;
        EXPECT_EQ(shape_of(parsed(reports::render_oscal(snapshot, texts))), oscal) << hostile.name;
        const auto read = base::parse_xml(reports::render_xccdf(snapshot, texts), "x");
        ASSERT_TRUE(read) << hostile.name << ": " << base::debug_string(read.error());
        EXPECT_EQ(shape_of(*read), xccdf) << hostile.name;
    }
}

TEST(Exports, composed_and_decomposed_letters_are_one_text) {
    const Snapshot composed = tests::filled_snapshot("Sở Tài chính", false);
    const Snapshot decomposed = tests::filled_snapshot("So\xCC\x9B\xCC\x89 Ta\xCC\x80i chi\xCC\x81nh", false);
    const auto a = all_of(composed), b = all_of(decomposed);
    for (std::size_t i = 0; i < a.size(); ++i) {
        // identifiers are made from names as they stand in the store
        if (a[i].starts_with("BEGIN:VCALENDAR") || a[i].find("\"assessment-results\"") != std::string::npos) continue;
        EXPECT_EQ(a[i].size(), b[i].size()) << a[i].substr(0, 60);
    }
}

TEST(Exports, json_says_what_it_holds) {
    const Value value = parsed(reports::render_json(tests::worked_snapshot()));
    EXPECT_EQ(value["schema"].string_or(""), "attt.export/1");
    EXPECT_EQ(value["judged_at"].string_or(""), "2023-06-30T05:00:00Z");
    const base::Array& findings = *value["findings"].if_array();
    ASSERT_EQ(findings.size(), 4U);
    EXPECT_EQ(findings[0]["due"].string_or(""), "2023-05-15");
    EXPECT_EQ(findings[0]["days_over"].integer_or(0), 46);
    EXPECT_EQ((*value["websites"].if_array())[0]["last_looked_at"].string_or(""), "2023-06-29T05:00:00Z");
    EXPECT_EQ((*value["targets"].if_array())[0]["members"].if_array()->size(), 2U);
}

TEST(Exports, unknown_is_never_a_pass) {
    const base::Catalogue& texts = tests::texts_of(Language::vi);
    const Snapshot snapshot = tests::worked_snapshot();
    const auto benchmark = base::parse_xml(reports::render_xccdf(snapshot, texts), "x");
    ASSERT_TRUE(benchmark);
    bool found = false;
    for (const base::XmlNode& node : benchmark->children) {
        if (node.name != "TestResult" || node.attribute("id") != "xccdf_vn.attt_testresult_website-syt") continue;
        found = true;
        // one passes, one is unknown, one does not apply: 1 of 2
        EXPECT_EQ(node.text_of("score"), "1");
        EXPECT_EQ(node.child("score")->attribute("maximum"), "2");
    }
    EXPECT_TRUE(found);
    EXPECT_THAT(reports::render_prometheus(snapshot),
                HasSubstr("attt_verdicts{kind=\"website\",outcome=\"unknown\"} 1\n"));
}

TEST(Exports, defectdojo_gets_the_state_of_each_finding) {
    const Value value = parsed(reports::render_defectdojo(tests::worked_snapshot(), tests::texts_of(Language::vi)));
    const base::Array& findings = *value["findings"].if_array();
    ASSERT_EQ(findings.size(), 4U);
    EXPECT_EQ(findings[0]["severity"].string_or(""), "Critical");
    EXPECT_TRUE(findings[0]["active"].bool_or(false));
    EXPECT_EQ((*findings[0]["endpoints"].if_array())[0].string_or(""), "https://stc.dongthap.example/");
    EXPECT_TRUE(findings[1]["endpoints"].is_null());
    EXPECT_TRUE(findings[2]["risk_accepted"].bool_or(false));
    EXPECT_TRUE(findings[3]["is_mitigated"].bool_or(false));
    EXPECT_FALSE(findings[3]["active"].bool_or(true));
}

TEST(Exports, markdown_of_others_is_not_markup) {
    const Snapshot snapshot = tests::filled_snapshot("![x](http://192.0.2.1/x.png)<b>", false);
    for (const std::string& bytes : {reports::render_defectdojo(snapshot, tests::texts_of(Language::vi)),
                                     reports::render_oscal(snapshot, tests::texts_of(Language::vi))}) {
        EXPECT_THAT(bytes, HasSubstr("\\\\!\\\\[x\\\\]"));
        EXPECT_THAT(bytes, Not(HasSubstr("\": ![x]")));
    }
}

TEST(Exports, prometheus_counts_every_agency_and_severity) {
    const std::string page = reports::render_prometheus(tests::worked_snapshot());
    EXPECT_THAT(page, HasSubstr("attt_findings_open{agency=\"so-tai-chinh\",severity=\"critical\"} 1\n"));
    EXPECT_THAT(page, HasSubstr("attt_findings_open{agency=\"so-y-te\",severity=\"critical\"} 0\n"));
    EXPECT_THAT(page, HasSubstr("attt_findings_overdue{agency=\"so-tai-chinh\",severity=\"critical\"} 1\n"));
    EXPECT_THAT(page, HasSubstr("attt_target_numerator{target=\"2023.1\",number=\"1\",year=\"2023\"} 1\n"));
    EXPECT_THAT(page, HasSubstr("outcome=\"not_met\"} 1\n"));
}

}  // namespace
}  // namespace attt
