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
    EXPECT_EQ(parse({"targets", "-C", "w"}).arguments.workspace, "w");
}

TEST(Arguments, bad_usage_is_an_error_of_our_own) {
    EXPECT_EQ(parse({}).problem->message, "cli.no_command");
    EXPECT_EQ(parse({"scann"}).problem->message, "cli.unknown_command_near");
    EXPECT_EQ(parse({"scan", "now"}).problem->message, "cli.not_expected");
    EXPECT_EQ(parse({"init"}).problem->message, "cli.required");
    EXPECT_EQ(parse({"probe", "u", "--depth", "deep"}).problem->message, "cli.bad_value");
    EXPECT_EQ(parse({"scan", "--seed", "abc"}).problem->message, "cli.bad_value");
    EXPECT_EQ(parse({"probe", "u", "--connect"}).problem->message, "cli.needs_value");
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
