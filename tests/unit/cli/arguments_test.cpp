#include "cli/arguments.h"

#include <gtest/gtest.h>

namespace attt::cli {
namespace {

Parsed parse(std::vector<const char*> words, base::Language language = base::Language::vi) {
    words.insert(words.begin(), "attt");
    const auto texts = base::Catalogue::load(ATTT_SOURCE_DIR "/cli/messages", language).value();
    return parse_arguments(static_cast<int>(words.size()), words.data(), texts);
}

TEST(Arguments, commands_and_their_options) {
    const Parsed probe = parse({"probe", "https://a.example", "--json", "--connect", "127.0.0.1", "--ca", "ca.pem"});
    ASSERT_FALSE(probe.problem);
    EXPECT_EQ(probe.arguments.command, Command::probe);
    EXPECT_TRUE(probe.arguments.json);
    EXPECT_EQ(probe.arguments.connect, "127.0.0.1");
    EXPECT_EQ(probe.arguments.anchors, std::vector<std::string>{"ca.pem"});

    const Parsed import = parse({"-C", "w", "import", "a.csv", "b.csv", "--as", "computers", "--strict"});
    ASSERT_FALSE(import.problem);
    EXPECT_EQ(import.arguments.workspace, "w");
    EXPECT_EQ(import.arguments.files.size(), 2U);
    EXPECT_EQ(import.arguments.kind, "computers");

    EXPECT_EQ(parse({"findings"}).arguments.command, Command::findings_list);
    EXPECT_EQ(parse({"findings", "--severity", "high"}).arguments.severity, "high");
    EXPECT_EQ(parse({"findings", "show", "F-1"}).arguments.command, Command::findings_show);
    EXPECT_EQ(parse({"report", "agency", "so-tttt", "--format", "html"}).arguments.command, Command::report_agency);
    EXPECT_EQ(parse({"rules", "explain", "ipv6.ready", "web-1"}).arguments.subject, "web-1");
    EXPECT_EQ(parse({"scan", "--only", "tls,tcp"}).arguments.probes.size(), 2U);
    EXPECT_EQ(parse({"probe", "u", "--only", "tls"}).arguments.probes, std::vector<std::string>{"tls"});
    EXPECT_EQ(parse({"targets", "-C", "w"}).arguments.workspace, "w");
}

struct Wrong {
    std::vector<const char*> words;
    const char* message;
    const char* names;  // what its sentence contains
    const char* more = "";
};

TEST(Arguments, bad_usage_is_said_in_words_of_our_own) {
    const std::vector<Wrong> cases = {
        {{}, "cli.no_command", "--help"},
        {{"scann"}, "cli.unknown_command_near", "\"scan\""},
        {{"--strange"}, "usage.not_expected", "--strange"},
        {{"db"}, "usage.no_command_of", "check, backup"},
        {{"db", "chek"}, "cli.unknown_command_near", "\"db check\""},
        {{"db", "restore-everything"}, "usage.no_such_command", "check, backup"},
        {{"findings", "F-1"}, "usage.no_such_command", "\"findings F-1\"", "assign"},
        {{"scan", "now"}, "usage.not_expected", "\"now\"", "attt scan --help"},
        {{"scan", "--sed", "3"}, "usage.not_expected_near", "--seed"},
        {{"init"}, "usage.required", "DIR", "attt init --help"},
        {{"runs", "accept", "3"}, "usage.required", "--reason", "attt runs accept --help"},
        {{"probe", "u", "--depth", "deep"}, "usage.not_one_of", "\"deep\"", "core, full"},
        {{"findings", "--severity", "hihg"}, "usage.not_one_of_near", "--severity", "\"high\""},
        {{"inventory", "website"}, "usage.not_one_of_near", "KIND", "\"websites\""},
        {{"--lang", "xyz", "scan"}, "usage.not_one_of", "\"xyz\"", "vi, en"},
        {{"scan", "--seed", "abc"}, "usage.not_a_number", "--seed", "\"abc\""},
        {{"diff", "1", "hai"}, "usage.not_a_number", "RUN2", "\"hai\""},
        {{"import", "ksc", "--timeout", "99999999"}, "usage.number_between", "--timeout", "1 – 86400"},
        {{"findings", "--older-than", "-4"}, "usage.number_between", "--older-than", "≥ 0"},
        {{"findings", "--older-than", "x"}, "usage.number_between", "\"x\""},
        {{"probe", "u", "--connect"}, "usage.needs_value", "--connect"},
        {{"scan", "--agency", "a", "--agency", "b"}, "usage.given_twice", "--agency"},
        {{"scan", "--notice=maybe"}, "usage.takes_no_value", "--notice"},
        {{"import", "ksc", "--url", "u"}, "usage.requires", "--certificate"},
        {{"import", "ksc", "--replay", "d", "--url", "u", "--certificate", "c"}, "usage.excludes", "--replay", "--url"},
    };
    for (const auto language : {base::Language::vi, base::Language::en}) {
        const auto texts = base::Catalogue::load(ATTT_SOURCE_DIR "/cli/messages", language).value();
        for (const Wrong& each : cases) {
            const Parsed parsed = parse(each.words, language);
            ASSERT_TRUE(parsed.problem) << each.names;
            EXPECT_EQ(parsed.problem->message, each.message) << each.names;
            EXPECT_EQ(parsed.problem->code, base::ErrorCode::bad_usage);
            const std::string sentence = texts.sentence(*parsed.problem);
            EXPECT_NE(sentence.find(each.names), std::string::npos) << sentence;
            EXPECT_NE(sentence.find(each.more), std::string::npos) << sentence;
            EXPECT_EQ(sentence.find_first_of("{}\x1f"), std::string::npos) << sentence;
        }
    }
}

TEST(Arguments, help_speaks_the_language_asked_for) {
    const char* english[] = {"attt", "--lang", "en", "--help"};
    EXPECT_EQ(language_of(4, english), base::Language::en);
    EXPECT_NE(parse({"scan", "--help"}).help->find("trang"), std::string::npos);
    EXPECT_NE(parse({"scan", "--help"}, base::Language::en).help->find("site"), std::string::npos);
    EXPECT_EQ(parse({"--help"}).help->find("⟨"), std::string::npos);
    EXPECT_NE(parse({"--version"}).help->find("attt "), std::string::npos);
}

}  // namespace
}  // namespace attt::cli
