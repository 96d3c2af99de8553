// What becomes of results of other tools from one look to the next.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/external.h"

namespace attt::rules {
namespace {

using model::ExternalLook;
using model::ExternalResult;
using model::Outcome;

const model::SubjectRef site{model::SubjectKind::website, "cong"};

base::Time day(int number) {
    return *base::parse_rfc3339("2023-03-" + std::string(number < 10 ? "0" : "") + std::to_string(number) +
                                "T03:00:00Z");
}

ExternalRules rules() {
    ExternalRules out;
    out.severity["nessus"] = {{"4", Grade::critical}, {"2", Grade::medium}, {"0", Grade::note}};
    out.severity["testssl"] = {{"high", Grade::high}, {"ok", Grade::ok}, {"warn", Grade::unmeasured}};
    out.cvss = {{9.0, Grade::critical}, {4.0, Grade::medium}, {0.1, Grade::low}};
    out.same = {{"nessus", "51192", "certificate.trusted", ""}, {"testssl", "SSLv3", "tls.no-ssl", "SSLv3"}};
    return out;
}

ExternalResult result(const std::string& reference, const std::string& said, const std::string& place = "tcp/443") {
    ExternalResult out;
    out.reference = reference;
    out.title = "title of " + reference;
    out.place = place;
    out.said = said;
    return out;
}

ExternalLook look(std::int64_t report, int on, std::vector<ExternalResult> results, const std::string& silent = "",
                  const std::string& source = "nessus", const std::string& tool = "nessus") {
    ExternalLook out;
    out.report = report;
    out.source = source;
    out.tool = tool;
    out.at = day(on);
    out.subject = site;
    out.host.name = "cong.unit.example";
    out.host.results = std::move(results);
    out.host.silent_because = silent;
    return out;
}

std::vector<model::Verdict> judged(const std::vector<ExternalLook>& looks, const std::vector<model::Verdict>& own = {},
                                   const std::vector<model::Finding>& findings = {}) {
    return judge_external(rules(), looks, own, findings);
}

model::Finding our_finding(const std::string& rule, int opened, std::optional<int> closed = {},
                           const std::string& instance = "") {
    model::Finding out;
    out.key = {site, rule, instance};
    model::Episode episode;
    episode.opened = day(opened);
    if (closed) {
        episode.closed = day(*closed);
        episode.close_kind = model::CloseKind::verified_fixed;
    }
    out.episodes = {episode};
    return out;
}

TEST(JudgeExternal, FailsWithTheToolsOwnIdAndKeepsWhatItSaid) {
    ExternalResult one = result("12345", "4");
    one.cvss = 9.8;
    one.cves = {"CVE-2023-0001"};
    const auto verdicts = judged({look(1, 1, {one})});
    ASSERT_EQ(verdicts.size(), 1U);
    const model::Verdict& verdict = verdicts.front();
    EXPECT_EQ(verdict.rule, "external.nessus");
    EXPECT_EQ(verdict.instance, "nessus/12345 tcp/443");
    EXPECT_EQ(verdict.outcome, Outcome::fail);
    EXPECT_EQ(verdict.severity, model::Severity::critical);
    EXPECT_DOUBLE_EQ(*verdict.evidence["facts"]["reported.cvss"].if_double(), 9.8);
    EXPECT_THAT(base::strings_of(verdict.evidence["facts"]["reported.cve"]), testing::ElementsAre("CVE-2023-0001"));
    EXPECT_EQ(verdict.evidence["observed_at"].string_or(""), "2023-03-01T03:00:00Z");
}

TEST(JudgeExternal, KeepsItsIdentityWhenTitleAndSeverityChange) {
    ExternalResult renamed = result("1", "4");
    renamed.title = "another title";
    const auto before = judged({look(1, 1, {result("1", "2")})});
    const auto after = judged({look(1, 1, {result("1", "2")}), look(2, 8, {renamed})});
    ASSERT_EQ(after.size(), 1U);
    EXPECT_EQ(before.front().instance, after.front().instance);
    EXPECT_EQ(after.front().severity, model::Severity::critical);
}

// The subject is known by several addresses; a look may go to one of them.
ExternalLook look_at(const std::string& host, std::int64_t report, int on, std::vector<ExternalResult> results) {
    ExternalLook out = look(report, on, std::move(results));
    out.host.name = host;
    out.host.addresses = {host};
    return out;
}

TEST(JudgeExternal, ALookAtAnotherAddressClosesNothing) {
    const ExternalLook first = look_at("192.0.2.2", 1, 1, {result("1", "4")});
    const auto elsewhere = judged({first, look_at("192.0.2.1", 2, 8, {})});
    ASSERT_EQ(elsewhere.size(), 1U);
    EXPECT_EQ(elsewhere.front().outcome, Outcome::fail);
    const auto both = judged({first, look_at("192.0.2.1", 2, 8, {}), look_at("192.0.2.2", 3, 9, {})});
    ASSERT_EQ(both.size(), 1U);
    EXPECT_EQ(both.front().outcome, Outcome::pass);
}

struct Later {
    const char* name;
    std::vector<ExternalLook> looks;
    Outcome expected;
};

class SecondLook : public testing::TestWithParam<Later> {};

TEST_P(SecondLook, Decides) {
    const auto verdicts = judged(GetParam().looks);
    ASSERT_EQ(verdicts.size(), 1U);
    EXPECT_EQ(verdicts.front().outcome, GetParam().expected);
}

ExternalLook with_ports(ExternalLook look, const std::string& ports) {
    look.host.ports = ports;
    return look;
}
ExternalLook with_login(ExternalLook look, bool login) {
    look.host.credentialed = login;
    return look;
}

INSTANTIATE_TEST_SUITE_P(
    Cases, SecondLook,
    testing::Values(Later{"gone_in_a_whole_look", {look(1, 1, {result("1", "2")}), look(2, 8, {})}, Outcome::pass},
                    Later{"absent_from_a_filtered_look",
                          {look(1, 1, {result("1", "2")}), look(2, 8, {}, "filtered")},
                          Outcome::fail},
                    Later{"absent_from_another_source",
                          {look(1, 1, {result("1", "2")}), look(2, 8, {result("1", "0")}, "", "B")},
                          Outcome::fail},
                    Later{"an_older_file_taken_later", {look(2, 1, {}), look(1, 8, {result("1", "2")})}, Outcome::fail},
                    Later{"back_again",
                          {look(1, 1, {result("1", "2")}), look(2, 8, {}), look(3, 15, {result("1", "2")})},
                          Outcome::fail},
                    Later{"graded_down_to_a_note",
                          {look(1, 1, {result("1", "2")}), look(2, 8, {result("1", "0")}, "filtered")},
                          Outcome::pass},
                    Later{"its_port_was_not_asked",
                          {look(1, 1, {result("1", "2")}), with_ports(look(2, 8, {}), "1-100,8080")},
                          Outcome::fail},
                    Later{"its_port_was_asked",
                          {look(1, 1, {result("1", "2")}), with_ports(look(2, 8, {}), "1-1000")},
                          Outcome::pass},
                    Later{"seen_with_a_login_then_without",
                          {with_login(look(1, 1, {result("1", "2")}), true), with_login(look(2, 8, {}), false)},
                          Outcome::fail},
                    Later{"stated_in_order",
                          {look(1, 1, {result("SSLv3", "HIGH")}, "x", "t", "testssl"),
                           look(2, 8, {result("SSLv3", "OK")}, "x", "t", "testssl")},
                          Outcome::pass},
                    Later{"could_not_be_measured",
                          {look(1, 1, {result("SSLv3", "HIGH")}, "x", "t", "testssl"),
                           look(2, 8, {result("SSLv3", "WARN")}, "x", "t", "testssl")},
                          Outcome::fail}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(JudgeExternal, ANoteOrAnUnmeasuredTestIsNoFinding) {
    EXPECT_TRUE(judged({look(1, 1, {result("1", "0")})}).empty());
    EXPECT_TRUE(judged({look(1, 1, {result("SSLv3", "WARN")}, "", "t", "testssl")}).empty());
}

TEST(JudgeExternal, GradesAnUnknownWordByItsScoreAndElseDoesNotLetItPass) {
    ExternalResult scored = result("1", "Blocker");
    scored.cvss = 9.1;
    EXPECT_EQ(judged({look(1, 1, {scored})}).front().severity, model::Severity::critical);
    EXPECT_EQ(judged({look(1, 1, {result("1", "Blocker")})}).front().severity, model::Severity::medium);
}

TEST(JudgeExternal, JoinsWhatIsAFindingOfOursAtThatTime) {
    const std::vector<ExternalLook> seen = {look(1, 10, {result("51192", "2")})};
    EXPECT_EQ(judged(seen, {}, {our_finding("certificate.trusted", 1)}).front().outcome, Outcome::not_applicable);
    EXPECT_EQ(judged(seen, {}, {our_finding("certificate.trusted", 1)}).front().reason, "joined: certificate.trusted");
    // our own later look verified the repair of what both had seen
    EXPECT_EQ(judged(seen, {}, {our_finding("certificate.trusted", 1, 20)}).front().outcome, Outcome::not_applicable);
    // we had closed it before the source looked: it saw something that we do not
    EXPECT_EQ(judged(seen, {}, {our_finding("certificate.trusted", 1, 5)}).front().outcome, Outcome::fail);
    // ours passes and never failed
    EXPECT_EQ(judged(seen).front().outcome, Outcome::fail);
}

TEST(JudgeExternal, JoinsWhatOpensInTheSameEvaluationAndByInstance) {
    model::Verdict own;
    own.subject = site;
    own.rule = "tls.no-ssl";
    own.instance = "SSLv3";
    own.outcome = Outcome::fail;
    const std::vector<ExternalLook> seen = {look(1, 1, {result("SSLv3", "HIGH")}, "", "t", "testssl")};
    EXPECT_EQ(judged(seen, {own}).front().outcome, Outcome::not_applicable);
    own.instance = "SSLv2";
    EXPECT_EQ(judged(seen, {own}).front().outcome, Outcome::fail);
}

TEST(JudgeExternal, OneHostAtTwoAddressesIsOneLook) {
    // reported at both addresses of the site, absent at one of them: it is there
    const auto verdicts = judged({look(1, 1, {result("1", "2")}), look(1, 1, {})});
    ASSERT_EQ(verdicts.size(), 1U);
    EXPECT_EQ(verdicts.front().outcome, Outcome::fail);
}

}  // namespace
}  // namespace attt::rules
