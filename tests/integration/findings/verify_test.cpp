// From failing to proven: claims at real servers, one repaired, one not, one that cannot be reached.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "office.h"
#include "site.h"

namespace attt::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> kinds(const base::Value& shown) {
    std::vector<std::string> out;
    for (const base::Value& event : *shown["history"].if_array())
        out.push_back(event["kind"].string_or(""));
    return out;
}

TEST(Verify, settles_claims_at_real_servers) {
    Site mended("a.unit.example"), broken("b.unit.example"), silent("c.unit.example"), other("d.unit.example");
    const Office office({{"a", "stc", mended.port()},
                         {"b", "stc", broken.port()},
                         {"c", "syt", silent.port()},
                         {"d", "syt", other.port()}});
    ASSERT_EQ(office.attt({"scan"}).code, 1);
    const std::string a = office.finding("a", "http.hsts");
    const std::string b = office.finding("b", "http.hsts");
    const std::string c = office.finding("c", "http.hsts");
    ASSERT_EQ(office.as("Cán bộ A", {"findings", "claim", a, b, c, "--reason", "đã thêm tiêu đề"}).code, 0);
    for (const std::string& each : {a, b, c})
        EXPECT_EQ(office.state(each), "claimed_fixed");

    mended.repair();
    silent.stop();
    const Outcome verified = office.attt({"verify", "--format", "json"});
    EXPECT_EQ(verified.code, 1) << verified.err;
    EXPECT_EQ(verified.json()["sites"].integer_or(0), 3) << "d has no claim and is not visited";

    EXPECT_EQ(office.state(a), "verified_fixed");
    EXPECT_EQ(office.state(b), "open");
    EXPECT_EQ(office.state(c), "claimed_fixed") << "who is not seen is neither believed nor refuted";
    EXPECT_THAT(kinds(office.shown(a)), ElementsAre("opened", "claimed", "verified_fixed"));
    EXPECT_THAT(kinds(office.shown(b)), ElementsAre("opened", "claimed", "claim_refuted"));
    EXPECT_THAT(kinds(office.shown(c)), ElementsAre("opened", "claimed", "unverified"));
    EXPECT_NE(office.shown(c)["unverified"].string_or(""), "");

    // what was looked at, and that it was no whole run
    const base::Value runs = office.json({"runs"});
    const base::Value& last = runs["runs"].if_array()->front();
    EXPECT_EQ(last["request"]["site"].string_or(""), "a,b,c");
    EXPECT_EQ(base::strings_of(last["request"]["probes"]), std::vector<std::string>{"http"});
    EXPECT_EQ(last["state"].string_or(""), "ended");
    EXPECT_EQ(office.state(office.finding("d", "http.hsts")), "open");

    // named ones too, claimed or not; closed ones are not looked at again
    const Outcome again = office.attt({"verify", b, "--format", "json"});
    EXPECT_EQ(again.json()["sites"].integer_or(0), 1);
    EXPECT_EQ(office.attt({"verify", a}).code, 2);

    const Outcome whole = office.attt({"db", "check"});
    EXPECT_EQ(whole.code, 0) << whole.out << whole.err;
}

TEST(Verify, says_what_no_scan_can_look_at) {
    const Office office;
    const std::string computer = office.finding("pc-1", "computer.antivirus-installed");
    ASSERT_EQ(office.attt({"findings", "claim", computer, "--reason", "đã cài"}).code, 0);
    const Outcome outcome = office.attt({"verify"});
    EXPECT_EQ(outcome.code, 1);
    EXPECT_THAT(outcome.out, HasSubstr(computer));
    EXPECT_EQ(office.state(computer), "claimed_fixed");
    EXPECT_EQ(office.attt({"verify", "--agency", "khong-co"}).code, 2);
}

TEST(Verify, of_nothing_is_said) {
    const Office office;
    const Outcome outcome = office.attt({"verify"});
    EXPECT_EQ(outcome.code, 0);
    EXPECT_NE(outcome.out, "");
    EXPECT_EQ(office.attt({"verify", "F-ffffffffffff"}).code, 2);
}

}  // namespace
}  // namespace attt::test
