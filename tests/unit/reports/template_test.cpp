#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <map>

#include "base/files.h"
#include "base/text.h"
#include "reports/mustache.h"
#include "tests/unit/reports/sample.h"
#include "tests/unit/reports/template_lint.h"

namespace attt {
namespace {

using testing::IsEmpty;
using testing::Not;

const std::string templates = ATTT_SOURCE_DIR "/reports/templates";

TEST(Templates, are_sound) {
    const auto files = base::files_in(templates, ".mustache");
    ASSERT_FALSE(files.empty());
    for (const auto& file : files)
        EXPECT_THAT(tests::defects_of_template(base::read_file(file).value()), IsEmpty()) << file;
    for (const auto& file : base::files_in(templates, ".css"))
        EXPECT_THAT(tests::defects_of_style(base::read_file(file).value()), IsEmpty()) << file;
}

TEST(TemplateLint, finds_what_the_engine_lets_pass) {
    for (const char* bad : {"<p>{{{name}}}</p>", "<p>{{& name}}</p>", "<p>{{&name}}</p>", "<p class={{name}}>x</p>",
                            "<p {{name}}>x</p>", "<a href=\"{{url}}\">x</a>", "<a href=\"https://{{host}}/\">x</a>",
                            "<a href=\"{{link}}x\">x</a>", "<img src=\"{{link}}\" />", "<p onclick=\"x\">x</p>",
                            "<p style=\"color: {{name}}\">x</p>", "<script>{{name}}</script>", "{{=<% %>=}}"})
        EXPECT_THAT(tests::defects_of_template(bad), Not(IsEmpty())) << bad;
    for (const char* good : {"<p>{{name}}</p>", "<p class=\"a{{#b}} c{{/b}}\">{{d}}</p>",
                             "<a href=\"#x-{{number}}\">x</a>", "<a href=\"{{link}}\">{{url}}</a>"})
        EXPECT_THAT(tests::defects_of_template(good), IsEmpty()) << good;
}

class Filling : public testing::Test {
  protected:
    std::string directory_ = testing::TempDir() + "attt-reports-filling-" + std::to_string(::getpid());

    base::Result<std::string> fill(const std::string& text, const base::Value& view) {
        EXPECT_TRUE(base::make_directory(directory_));
        EXPECT_TRUE(base::write_file(directory_ + "/page.mustache", text));
        EXPECT_TRUE(base::write_file(directory_ + "/part.css", "p { color: red; }"));
        return reports::fill_template(directory_, "page.mustache", view, tests::texts_in(base::Language::en));
    }
};

TEST_F(Filling, fills_values_sections_and_texts_of_the_catalogue) {
    const base::Object view{{"name", "Sở <Tài chính>"},
                            {"count", 3},
                            {"empty", ""},
                            {"none", base::Array()},
                            {"list", base::Array{"a", "b"}},
                            {"inner", base::Object{{"name", "within"}}}};
    const std::map<std::string, std::string> cases = {
        {"{{name}}", "Sở &lt;Tài chính&gt;"},
        {"{{count}}", "3"},
        {"[{{empty}}]", "[]"},
        {"{{#empty}}x{{/empty}}{{^empty}}nothing{{/empty}}", "nothing"},
        {"{{#list}}<{{.}}>{{/list}}", "<a><b>"},
        {"{{#has_list}}head {{/has_list}}{{#has_none}}never{{/has_none}}", "head "},
        {"{{#inner}}{{name}} {{count}}{{/inner}}", "within 3"},
        {"{{severity.high}}", "High"},
        {"{{> part.css}}", "p { color: red; }"}};
    for (const auto& [text, expected] : cases) {
        const auto filled = fill(text, view);
        ASSERT_TRUE(filled) << text << ": " << base::debug_string(filled.error());
        EXPECT_EQ(*filled, expected) << text;
    }
}

TEST_F(Filling, refuses_what_it_cannot_fill) {
    const std::map<std::string, std::string> cases = {
        {"{{nmae}}", "template.unknown_name"},        {"{{report.no_such_text}}", "template.unknown_name"},
        {"{{#name}}x{{/nmae}}", "template.syntax"},   {"{{name", "template.syntax"},
        {"{{> ../secret}}", "template.unknown_part"}, {"{{> absent.css}}", "file.not_found"}};
    for (const auto& [text, expected] : cases) {
        const auto filled = fill(text, base::Object{{"name", "x"}});
        ASSERT_FALSE(filled) << text << " gave " << *filled;
        EXPECT_EQ(filled.error().message, expected) << text;
    }
    EXPECT_FALSE(
        reports::fill_template(directory_, "absent.mustache", base::Object(), tests::texts_in(base::Language::en)));
}

TEST(EscapeHtml, leaves_nothing_that_a_page_could_take_for_markup) {
    const std::map<std::string, std::string> cases = {
        {"a & b < c > d \" e ' f", "a &amp; b &lt; c &gt; d &quot; e &#39; f"},
        {"Sở Tài chính – “đạt”", "Sở Tài chính – “đạt”"},
        {"Sở", "Sở"},  // NFD in, NFC out
        {"a\x1b[31mb", "a\\u{1b}[31mb"},
        {"a\u202Eb", "a\\u{202e}b"},
        {"a\nb", "a b"},
        {"", ""}};
    for (const auto& [text, expected] : cases)
        EXPECT_EQ(reports::escape_html(text), expected);
    EXPECT_TRUE(base::is_utf8(reports::escape_html("a\xff\xfe\xc2")));
    EXPECT_LT(reports::escape_html(std::string(1'000'000, 'x')).size(), 21'000U);
}

// WCAG 2.1: 1.4.3 wants 4.5 between a text and its ground.
double luminance(const std::string& colour) {
    double out = 0;
    const std::array<double, 3> weights = {0.2126, 0.7152, 0.0722};
    for (std::size_t i = 0; i < 3; ++i) {
        const double part = std::stoi(colour.substr(1 + 2 * i, 2), nullptr, 16) / 255.0;
        out += weights[i] * (part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4));
    }
    return out;
}

double contrast(const std::string& text, const std::string& ground) {
    return (luminance(ground) + 0.05) / (luminance(text) + 0.05);
}

TEST(Style, has_enough_contrast) {
    const std::string style = base::read_file(templates + "/report.css").value();
    const auto colour = [&](const std::string& name) {
        const auto at = style.find("--" + name + ": #");
        EXPECT_NE(at, std::string::npos) << name;
        return at == std::string::npos ? "#000000" : style.substr(at + name.size() + 4, 7);
    };
    for (const char* name : {"ink", "soft", "accent", "critical", "high", "medium", "low", "info", "good"}) {
        EXPECT_GE(contrast(colour(name), "#ffffff"), 4.5) << name;
        EXPECT_GE(contrast(colour(name), colour("ground")), 4.5) << name;
    }
}

}  // namespace
}  // namespace attt
