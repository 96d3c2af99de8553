// The page as a whole: well-formed, the same bytes for the same report, and of the same shape whatever its texts say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "base/text.h"
#include "tests/unit/reports/markup.h"
#include "tests/unit/reports/sample.h"

namespace attt {
namespace {

using base::Language;
using reports::AgencyReport;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string page_of(const AgencyReport& report, Language language = Language::vi) {
    const auto page = reports::render_html(report, tests::texts_in(language), ATTT_SOURCE_DIR "/reports/templates");
    EXPECT_TRUE(page) << base::debug_string(page.error());
    return page.value_or("");
}

void fill_findings(std::vector<reports::FindingItem>& findings, const std::string& text) {
    for (reports::FindingItem& item : findings) {
        item.finding.id = item.finding.key.instance = item.finding.unverified_reason = text;
        item.finding.endpoint = model::Endpoint{text, 443};
        item.subject_name = item.title = item.rationale = item.remediation = item.requirement = text;
        item.basis = {{text, text, text, true, text}};
        item.evidence = {{text, text}};
    }
}

// `text` in every place of a report that holds one.
AgencyReport filled_with(const std::string& text) {
    AgencyReport report = tests::worked_report(Language::vi);
    report.agency_id = report.agency_name = report.issuing_office = report.classification = text;
    report.rules_hash = report.rules_date = report.audit_head = report.program_version = text;
    report.sources = {text};
    fill_findings(report.findings, text);
    fill_findings(report.recently_fixed, text);
    for (reports::TargetItem& item : report.targets) {
        item.number = item.title = item.value_text = item.lead = text;
        item.agency.recorded = model::Quantity{base::Rational(1), {}, text};
    }
    for (reports::UnknownItem& item : report.unknowns)
        item.subject_name = item.rule_title = item.reason = text;
    for (reports::SiteItem& item : report.sites)
        item.url = item.name = item.seen = text;
    return report;
}

TEST(Page, is_well_formed) {
    for (const Language language : {Language::vi, Language::en}) {
        EXPECT_THAT(tests::read_markup(page_of(tests::worked_report(language), language)).defects, IsEmpty());
        EXPECT_THAT(tests::read_markup(page_of(AgencyReport{}, language)).defects, IsEmpty());
    }
    EXPECT_THAT(tests::read_markup(page_of(tests::report_without_findings())).defects, IsEmpty());
}

TEST(Page, is_the_same_for_the_same_report) {
    EXPECT_EQ(page_of(tests::worked_report(Language::vi)), page_of(tests::worked_report(Language::vi)));
}

TEST(Page, says_nothing_that_the_catalogue_lacks) {
    for (const Language language : {Language::vi, Language::en})
        EXPECT_THAT(page_of(tests::worked_report(language), language), Not(HasSubstr("⟨")));
}

TEST(Markup, is_read_strictly) {
    const std::string head = "<!DOCTYPE html>";
    EXPECT_THAT(tests::read_markup(head + "<p class=\"a\">b &amp; c<br /></p>").defects, IsEmpty());
    for (const char* bad : {"<p>", "</p>", "<p></div>", "<p>a & b</p>", "<p>&nbsp;</p>", "<p a=b></p>", "<p a='b'></p>",
                            "<p a=\"<\"></p>", "<p>></p>", "<p><!-- x --></p>", "<P></P>", "<p disabled></p>"})
        EXPECT_THAT(tests::read_markup(head + bad).defects, Not(IsEmpty())) << bad;
    EXPECT_THAT(tests::read_markup("<p></p>").defects, Not(IsEmpty()));
}

class Hostile : public testing::TestWithParam<const char*> {};

TEST_P(Hostile, text_stays_text) {
    const std::string benign = tests::skeleton_of(tests::read_markup(page_of(filled_with("x"))));
    const std::string page = page_of(filled_with(GetParam()));
    const tests::Markup markup = tests::read_markup(page);
    EXPECT_THAT(markup.defects, IsEmpty());
    EXPECT_EQ(tests::skeleton_of(markup), benign);
    EXPECT_TRUE(base::is_utf8(page));
    EXPECT_EQ(page.find('\0'), std::string::npos);
    EXPECT_EQ(page.find('\x1b'), std::string::npos);
    EXPECT_EQ(page.find("\u202E"), std::string::npos);
    int scripts = 0;
    for (const tests::Element& element : markup.elements) {
        scripts += element.name == "script" ? 1 : 0;
        for (const auto& [name, value] : element.attributes) {
            EXPECT_FALSE(name.starts_with("on")) << name;
            EXPECT_TRUE(name != "href" || value.starts_with("#") || value.starts_with("http")) << value;
        }
    }
    EXPECT_EQ(scripts, 1);  // its own
}

INSTANTIATE_TEST_SUITE_P(corpus, Hostile,
                         testing::Values("<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",
                                         "' onmouseover='alert(1)", "\" onfocus=\"alert(1)\" autofocus=\"",
                                         "</style><script>alert(1)</script>", "</title><script>alert(1)</script>",
                                         "javascript:alert(1)", "JaVaScRiPt:alert(1)//https://x",
                                         "data:text/html,<script>alert(1)</script>", "https://x/\"onclick=\"alert(1)",
                                         "{{report.title}}{{{title}}}{{> report.css}}", "&lt;script&gt;alert(1)",
                                         "<!-- ", "--><script>", "<![CDATA[", "]]>", "<svg/onload=alert(1)>",
                                         "</textarea></td></table></body>", "`${alert(1)}`", "\x1b[2J\x1b]0;x\x07",
                                         "\u202Egnp.exe", "\xff\xfe<\xc0\xbcscript\xc0\xbe", "+ADw-script+AD4-",
                                         "\xc2\x85\xe2\x80\xa8<script>"));

TEST(Page, shows_a_template_in_a_text_as_it_stands) {
    EXPECT_THAT(page_of(filled_with("{{report.title}}")), HasSubstr("{{report.title}}"));
}

TEST(Page, links_to_sites_that_are_http_or_https_alone) {
    AgencyReport report = tests::worked_report(Language::vi);
    report.sites = {{"https://stc.dongthap.example/", "A", 1, 0, 0, "x"},
                    {"javascript:alert(1)", "B", 1, 0, 0, "x"},
                    {"ftp://stc.dongthap.example/", "C", 1, 0, 0, "x"}};
    std::vector<std::string> links;
    for (const tests::Element& element : tests::read_markup(page_of(report)).elements) {
        for (const auto& [name, value] : element.attributes) {
            if (name == "href" && !value.starts_with("#")) links.push_back(value);
        }
    }
    EXPECT_THAT(links, testing::ElementsAre("https://stc.dongthap.example/"));
}

TEST(Page, tells_what_was_not_seen_when_nothing_was_found) {
    const std::string page = page_of(tests::report_without_findings());
    EXPECT_THAT(page, HasSubstr("Không ghi nhận tồn tại nào"));
    EXPECT_THAT(page, HasSubstr("4 trong 6 trang có kết quả đối chiếu"));
    EXPECT_THAT(page, HasSubstr("1 trang chưa được xem, 1 trang đã xem nhưng chưa xác định được"));
    EXPECT_THAT(page, HasSubstr("36 kết quả chưa xác định"));
    EXPECT_THAT(page, Not(HasSubstr("an toàn.")));
    EXPECT_THAT(page, Not(HasSubstr("bảo đảm an toàn")));
}

TEST(Page, leaves_a_blank_for_a_classification_that_nobody_has_set) {
    AgencyReport report = tests::worked_report(Language::vi);
    EXPECT_THAT(page_of(report), HasSubstr("<p>Độ mật: <span class=\"blank\">…"));
    report.classification = "Mật";
    EXPECT_THAT(page_of(report), HasSubstr("<p>Độ mật: <strong>Mật</strong></p>"));
}

TEST(Page, has_one_heading_of_the_first_level_and_a_caption_on_every_table) {
    const tests::Markup markup = tests::read_markup(page_of(tests::worked_report(Language::vi)));
    const auto count = [&](const std::string& name) {
        return std::count_if(markup.elements.begin(), markup.elements.end(),
                             [&](const tests::Element& element) { return element.name == name; });
    };
    EXPECT_EQ(count("h1"), 1);
    EXPECT_GT(count("table"), 5);
    EXPECT_EQ(count("caption"), count("table"));
    for (const tests::Element& element : markup.elements) {
        if (element.name != "th") continue;
        ASSERT_FALSE(element.attributes.empty());
        EXPECT_EQ(element.attributes.front().first, "scope");
    }
}

TEST(Page, gives_an_id_to_one_element_alone) {
    std::set<std::string> seen;
    for (const tests::Element& element : tests::read_markup(page_of(tests::worked_report(Language::vi))).elements) {
        for (const auto& [name, value] : element.attributes) {
            EXPECT_TRUE(name != "id" || seen.insert(value).second) << value;
        }
    }
}

TEST(Page, names_what_its_references_point_to) {
    const tests::Markup markup = tests::read_markup(page_of(tests::worked_report(Language::vi)));
    std::set<std::string> ids;
    std::vector<std::string> references;
    for (const tests::Element& element : markup.elements) {
        for (const auto& [name, value] : element.attributes) {
            if (name == "id") ids.insert(value);
            if (name == "aria-labelledby") references.push_back(value);
            if (name == "href" && value.starts_with("#")) references.push_back(value.substr(1));
        }
    }
    EXPECT_THAT(references, testing::Each(testing::Truly([&](const std::string& id) { return ids.contains(id); })));
}

TEST(Page, holds_two_thousand_findings_and_is_quick_about_it) {
    for (const int rules : {40, 2000}) {
        const AgencyReport report = tests::large_report(2000, rules);
        const auto begin = std::chrono::steady_clock::now();
        const std::string page = page_of(report);
        const auto taken = std::chrono::steady_clock::now() - begin;
        EXPECT_LT(taken, std::chrono::seconds(10)) << rules << " rules";
        EXPECT_THAT(page, HasSubstr(report.findings.back().finding.id));
        EXPECT_THAT(page, HasSubstr("Có 2.000 tồn tại cần khắc phục"));
    }
}

TEST(Page, takes_long_names) {
    const std::string name(5000, 'x');
    EXPECT_THAT(tests::read_markup(page_of(filled_with(name))).defects, IsEmpty());
}

TEST(Page, is_in_nfc_whatever_it_is_given) {
    AgencyReport report = tests::worked_report(Language::vi);
    report.agency_name = "S\u006F\u031B\u0309 Ta\u0300i chi\u0301nh";
    const std::string page = page_of(report);
    EXPECT_THAT(page, HasSubstr("Sở Tài chính"));
    EXPECT_EQ(page, base::nfc(page));
}

TEST(Page, loads_nothing) {
    const std::string page = page_of(tests::worked_report(Language::vi));
    for (const char* loading : {"<script src", "<link", "<img", "<iframe", "url(", "@import", " src=", " style="})
        EXPECT_THAT(page, Not(HasSubstr(loading)));
    EXPECT_THAT(page, HasSubstr("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-"));
    const auto script = page.find("<script");
    EXPECT_EQ(page.find("<script", script + 1), std::string::npos);
}

}  // namespace
}  // namespace attt
