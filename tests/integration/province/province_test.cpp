// The main job on real servers: lists in, two scans with one server mended between, a third with all servers gone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <map>
#include <optional>
#include <regex>
#include <sstream>

#include "base/json.h"
#include "province.h"

namespace attt::test {
namespace {

using base::Value;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;
using testing::UnorderedElementsAre;

// What the commands said after one scan.
struct Seen {
    Outcome scan;
    Value findings, targets, changes;
};

// Made once; the cases below look at it.
struct Story {
    Province province;
    Outcome before_permission;  // a scan after the end of the authorisation
    Seen first, second, third;
    Outcome backup;  // made and checked after the second scan
    Value runs, compared, reading;
    Outcome accepted;  // the third run, which is held back until then
    Value targets_accepted, findings_accepted;
    std::map<std::string, std::string> explained;  // "site rule" -> what `attt rules explain` said after the first scan
    Outcome report;
    std::string page;

    Story();
    Seen look() const;
    void explain();
};

Seen Story::look() const {
    Seen seen;
    seen.scan = province.attt({"scan", "--format", "json"}, 300);
    seen.findings = province.attt({"findings", "--format", "json"}).json();
    seen.targets = province.attt({"targets", "--format", "json"}).json();
    seen.changes = province.attt({"changes", "--format", "json"}).json();
    return seen;
}

// The dead site, the silent one, and the one whose IPv6 address is dead.
constexpr std::array<const char*, 3> unanswering = {"huyencaolanh", "taphuan", "stp"};
constexpr std::array<const char*, 3> network_rules = {"tls.no-tls10-tls11", "certificate.trusted",
                                                      "http.redirect-to-https"};

void Story::explain() {
    for (const std::string site : unanswering) {
        for (const std::string rule : network_rules)
            explained[site + " " + rule] = province.attt({"rules", "explain", rule, site, "--lang", "en"}).out;
    }
}

std::string run_of(const Seen& seen) {
    return std::to_string(seen.scan.json()["run"].integer_or(0));
}

std::string text_of(const std::filesystem::path& path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
}

Outcome scan_after_the_end(const Province& province) {
    const auto file = province.workspace() / "attt.toml";
    const std::string settings = text_of(file);
    std::string ended = settings;
    const auto at = ended.find("2099-12-31");
    if (at != std::string::npos) ended.replace(at, 10, "2023-12-31");
    std::ofstream(file) << ended;
    Outcome outcome = province.attt({"scan"});
    std::ofstream(file) << settings;
    return outcome;
}

Story::Story() {
    before_permission = scan_after_the_end(province);
    // killed in the middle: the silent site alone takes longer than this
    run({"timeout", "-s", "KILL", "2", ATTT_PROGRAM, "-C", province.workspace(), "scan"});
    first = look();
    explain();
    report = province.attt({"report", "agency", "so-tttt", "--format", "html"});
    page = text_of(report.out.substr(0, report.out.find('\n')));
    if (province.servers("mend").code != 0) throw std::runtime_error("scripts/servers mend");
    second = look();
    backup = province.attt({"db", "backup", province.workspace() / "copy.db"});
    compared = province.attt({"diff", run_of(first), run_of(second), "--format", "json"}).json();
    reading = province.attt({"rescore", "--format", "json"}).json();
    province.servers("stop");
    third = look();
    runs = province.attt({"runs", "--format", "json"}).json();
    accepted = province.attt({"runs", "accept", run_of(third), "--reason", "the servers were stopped"});
    targets_accepted = province.attt({"targets", "--format", "json"}).json();
    findings_accepted = province.attt({"findings", "--format", "json"}).json();
}

class ProvinceTest : public testing::Test {
  protected:
    static void SetUpTestSuite() { story_.emplace(); }
    static void TearDownTestSuite() { story_.reset(); }
    static const Story& story() { return *story_; }

  private:
    static std::optional<Story> story_;
};
std::optional<Story> ProvinceTest::story_;

// A machine without ::1 sees no example site over IPv6.
bool has_ipv6_loopback() {
    return text_of("/proc/net/if_inet6").find("00000000000000000000000000000001 ") != std::string::npos;
}

// The findings of one rule, as "site" or "site[instance]".
std::set<std::string> failing(const Value& findings, const std::string& rule) {
    std::set<std::string> out;
    for (const std::string& each : open_findings(findings)) {
        const auto space = each.find(' ');
        const std::string name = each.substr(space + 1, each.find('[') - space - 1);
        if (name == rule)
            out.insert(each.substr(0, space) +
                       (each.find('[') == std::string::npos ? "" : each.substr(each.find('['))));
    }
    return out;
}

TEST_F(ProvinceTest, NoScanAfterTheEndOfTheAuthorisation) {
    EXPECT_EQ(story().before_permission.code, 2);
    EXPECT_THAT(story().before_permission.err, HasSubstr("31/12/2023"));
}

TEST_F(ProvinceTest, EverySiteIsVisitedAndAKilledRunIsResumed) {
    const Value scan = story().first.scan.json();
    EXPECT_EQ(story().first.scan.code, 1) << story().first.scan.err;
    EXPECT_EQ(scan["visited"].integer_or(0) + scan["resumed"].integer_or(0), 17);
    EXPECT_EQ(scan["left_out"].integer_or(-1), 0);
}

TEST_F(ProvinceTest, EachMistakeIsFoundWhereItIsAndNowhereElse) {
    const Value& findings = story().first.findings;
    EXPECT_THAT(failing(findings, "tls.no-ssl"), IsEmpty());
    EXPECT_THAT(failing(findings, "tls.no-tls10-tls11"),
                UnorderedElementsAre("lgsp[TLSv1.0]", "lgsp[TLSv1.1]", "sgtvt[TLSv1.0]", "sgtvt[TLSv1.1]"));
    EXPECT_THAT(failing(findings, "tls.modern-version"), UnorderedElementsAre("sgtvt"));
    EXPECT_THAT(failing(findings, "certificate.trusted"), UnorderedElementsAre("dulieumo", "stc", "syt"));
    EXPECT_THAT(failing(findings, "certificate.hostname"), UnorderedElementsAre("sgddt"));
    EXPECT_THAT(failing(findings, "certificate.days-left"), UnorderedElementsAre("dulieumo", "tpcaolanh"));
    EXPECT_THAT(failing(findings, "certificate.key-strength"), UnorderedElementsAre("snnptnt"));
    EXPECT_THAT(failing(findings, "http.redirect-to-https"), UnorderedElementsAre("sadec", "sct", "sxd"));
    EXPECT_THAT(failing(findings, "http.hsts"), UnorderedElementsAre("dichvucong", "lgsp", "sgtvt"));
}

TEST_F(ProvinceTest, WhatDidNotAnswerIsUnknown) {
    EXPECT_EQ(story().explained.size(), unanswering.size() * network_rules.size());
    for (const auto& [what, said] : story().explained) {
        EXPECT_THAT(said, HasSubstr("\nUnknown ")) << what;
        EXPECT_THAT(said, Not(HasSubstr("\nFail "))) << what;
    }
}

TEST_F(ProvinceTest, TargetsCountWhatIsKnownAndKeepWhatIsNot) {
    const Value dossiers = target(story().first.targets, "V.1");
    EXPECT_EQ(dossiers["numerator"], Value(32));
    EXPECT_EQ(dossiers["denominator"], Value(46));
    EXPECT_EQ(dossiers["unknown"], Value(3));
    EXPECT_EQ(dossiers["excluded"], Value(3));
    EXPECT_EQ(dossiers["outcome"], Value("not_met"));
    const Value antivirus = target(story().first.targets, "V.3");
    EXPECT_EQ(antivirus["numerator"], Value(484));
    EXPECT_EQ(antivirus["denominator"], Value(530));
    EXPECT_EQ(antivirus["unknown"], Value(24));
    const Value ipv6 = target(story().first.targets, "2023.IPV6");
    EXPECT_EQ(ipv6["denominator"], Value(17));
    EXPECT_EQ(share_of(ipv6, "tpcaolanh"), "not_counted");
    EXPECT_EQ(share_of(ipv6, "stp"), "not_counted");
    const std::string answered_over_v6 = has_ipv6_loopback() ? "counted" : "not_counted";
    for (const char* site : {"stttt", "dulieumo", "www"})
        EXPECT_EQ(share_of(ipv6, site), answered_over_v6);
}

TEST_F(ProvinceTest, TheFirstScanOpensAndTheSecondSaysWhatWasMended) {
    EXPECT_FALSE(story().first.changes["before"].if_string());
    EXPECT_EQ(story().second.scan.code, 1) << story().second.scan.err;
    const Value& changes = story().second.changes;
    EXPECT_THAT(changed(changes, "fixed"),
                UnorderedElementsAre("dulieumo certificate.trusted", "dulieumo certificate.days-left"));
    EXPECT_THAT(changed(changes, "appeared"), IsEmpty());
    EXPECT_THAT(changed(changes, "regressed"), IsEmpty());
    EXPECT_THAT(changed(changes, "closed"), IsEmpty());
    EXPECT_THAT(failing(story().second.findings, "certificate.trusted"), UnorderedElementsAre("stc", "syt"));
}

// That all of them fell silent at once says more about the way there than about the sites.
TEST_F(ProvinceTest, WithAllServersGoneTheRunIsHeldBack) {
    EXPECT_EQ(story().third.scan.code, 3) << story().third.scan.err;
    EXPECT_EQ(story().third.scan.json()["unanswered"], Value(17));
    EXPECT_EQ(story().third.scan.json()["quarantined"], Value(true));
    EXPECT_THAT(story().third.scan.err, HasSubstr("attt runs accept " + run_of(story().third)));
    EXPECT_THAT(changed(story().third.changes, "fixed"), IsEmpty());
    EXPECT_THAT(changed(story().third.changes, "closed"), IsEmpty());
    EXPECT_EQ(open_findings(story().third.findings), open_findings(story().second.findings));
    EXPECT_EQ(target(story().third.targets, "2023.IPV6")["numerator"],
              target(story().second.targets, "2023.IPV6")["numerator"]);
    const base::Array& runs = *story().runs["runs"].if_array();
    ASSERT_EQ(runs.size(), 3U);
    EXPECT_EQ(runs[0]["state"], Value("quarantined"));
    EXPECT_EQ(runs[1]["state"], Value("ended"));
}

// A site that is switched off has not been mended: even when the run counts, nothing is fixed, nothing is met that was
// not met before.
TEST_F(ProvinceTest, OnceAcceptedItCountsAndFixesNothing) {
    EXPECT_EQ(story().accepted.code, 0) << story().accepted.err;
    EXPECT_THAT(open_findings(story().findings_accepted), IsSupersetOf(open_findings(story().second.findings)));
    EXPECT_EQ(target(story().targets_accepted, "2023.IPV6")["numerator"], Value(0));
}

TEST_F(ProvinceTest, ADiffPutsTheMendedServerToItsAgency) {
    std::set<std::string> by_agency;
    for (const Value& each : *story().compared["outcomes"]["agency"].if_array())
        by_agency.insert(each["subject"]["id"].string_or("") + " " + each["rule"].string_or(""));
    EXPECT_THAT(by_agency, UnorderedElementsAre("dulieumo certificate.trusted", "dulieumo certificate.days-left"));
    for (const char* cause : {"rules", "ruler", "several"})
        EXPECT_THAT(*story().compared["outcomes"][cause].if_array(), IsEmpty()) << cause;
    EXPECT_EQ(story().compared["ruler"]["rules_changed"], Value(false));
}

TEST_F(ProvinceTest, AReadingByTheSameRulesDiffersNowhere) {
    EXPECT_EQ(story().reading["schema"], Value("attt.rescore/1"));
    ASSERT_NE(story().reading["differences"].if_array(), nullptr);
    EXPECT_THAT(*story().reading["differences"].if_array(), IsEmpty());
}

TEST_F(ProvinceTest, ABackupIsAStoreOfItsOwn) {
    EXPECT_EQ(story().backup.code, 0) << story().backup.err;
    EXPECT_GT(std::filesystem::file_size(story().province.workspace() / "copy.db"), 100'000U);
    EXPECT_EQ(story().province.attt({"db", "backup", story().province.workspace() / "copy.db"}).code, 2);
}

TEST_F(ProvinceTest, TheReportIsOnePageForTheAgency) {
    EXPECT_EQ(story().report.code, 0) << story().report.err;
    EXPECT_THAT(story().page, HasSubstr("Sở Thông tin và Truyền thông"));
    EXPECT_THAT(story().page, HasSubstr("dulieumo.dongthap.example"));
    EXPECT_THAT(story().page, Not(HasSubstr("syt.dongthap.example")));
    EXPECT_THAT(story().page, Not(ContainsRegex("(src=\"https?:|<link|url\\()")));
    EXPECT_THAT(story().page, Not(HasSubstr("<script ")));
}

// The page prints the head of the audit chain among its hashes: what it says can be proved later.
TEST_F(ProvinceTest, TheStoreIsSoundAndHoldsTheHeadThatTheReportPrints) {
    EXPECT_EQ(story().province.attt({"db", "check"}).code, 0);
    const std::regex hash("[0-9a-f]{64}");
    int held = 0;
    for (std::sregex_iterator each(story().page.begin(), story().page.end(), hash), end; each != end; ++each)
        held += story().province.attt({"db", "check", "--head", each->str()}).code == 0 ? 1 : 0;
    EXPECT_GE(held, 1);
}

}  // namespace
}  // namespace attt::test
