// Two runs of made-up facts under the rules as shipped: who is to be asked about each difference.
#include "app/diff.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace attt::app {
namespace {

const model::Endpoint web{"127.0.0.1", 443};
const model::SubjectRef site{model::SubjectKind::website, "w"};

const rules::RuleSet& shipped() {
    static const rules::Loaded loaded = rules::load_rules(std::vector<std::string>{ATTT_SOURCE_DIR "/rules"});
    return loaded.rules;
}

base::Time day(int number) {
    return *base::parse_rfc3339("2026-11-01T00:00:00Z") + std::chrono::days(number);
}

struct Look {
    bool trusted = true;
    bool expired = false;
    std::vector<std::string> versions{"TLSv1.2", "TLSv1.3"};
    base::Time not_after = day(300);
    std::optional<model::Status> failed;
    int facts_version = 1;
    std::string anchors = "anchors-1";
};

model::Observation tls(const Look& look, base::Time at) {
    model::Observation out;
    out.subject = site;
    out.probe = "tls";
    out.endpoint = web;
    out.observed_at = at;
    out.facts_version = look.facts_version;
    out.trust_store = look.anchors;
    if (look.failed) {
        out.status = *look.failed;
        out.reason = "no answer in 10 s";
        return out;
    }
    base::Array errors;
    if (!look.trusted) errors.emplace_back("unknown_issuer");
    out.facts = base::Object{{"versions", look.versions},
                             {"certificate", base::Object{{"trusted", look.trusted},
                                                          {"errors", std::move(errors)},
                                                          {"hostname_matches", true},
                                                          {"not_after", base::to_rfc3339(look.not_after)}}}};
    return out;
}

RunView view(std::int64_t id, int days, const Look& look) {
    RunView out;
    out.run.id = id;
    out.run.started = out.at = day(days);
    out.run.ended = out.at;
    out.run.trust_store = look.anchors;
    model::Website website{"w", "https://w.example/", "a", "", "", "in_use"};
    out.observations = {tls(look, out.at)};
    out.subjects[site] = {model::inventory_observation(website, day(0)), out.observations[0]};
    return out;
}

std::optional<Cause> cause_of(const RunDiff& diff, const std::string& rule) {
    for (const OutcomeDifference& each : diff.outcomes) {
        if (each.change.rule == rule) return each.cause;
    }
    return std::nullopt;
}

TEST(Diff, of_equal_runs_is_empty) {
    const RunDiff diff = compare(view(1, 0, {}), view(2, 7, {}), shipped());
    EXPECT_TRUE(diff.outcomes.empty());
    EXPECT_TRUE(diff.facts.empty());
    EXPECT_FALSE(diff.rules_changed || diff.trust_store_changed);
}

TEST(Diff, a_server_that_changed_is_the_agencys) {
    Look old_server;
    old_server.versions = {"TLSv1.0", "TLSv1.2"};
    const RunDiff diff = compare(view(1, 0, old_server), view(2, 7, {}), shipped());
    EXPECT_EQ(cause_of(diff, "tls.no-tls10-tls11"), Cause::agency);
    ASSERT_EQ(diff.facts.size(), 1U);
    EXPECT_EQ(diff.facts[0].name, "tls.versions");
    EXPECT_FALSE(diff.facts[0].by_ruler);
}

TEST(Diff, another_trust_store_is_our_own) {
    Look later;
    later.trusted = false;
    later.anchors = "anchors-2";
    const RunDiff diff = compare(view(1, 0, {}), view(2, 7, later), shipped());
    EXPECT_TRUE(diff.trust_store_changed);
    EXPECT_EQ(cause_of(diff, "certificate.trusted"), Cause::ruler);
    // with the same anchors it would be the agency's
    later.anchors = "anchors-1";
    EXPECT_EQ(cause_of(compare(view(1, 0, {}), view(2, 7, later), shipped()), "certificate.trusted"), Cause::agency);
}

TEST(Diff, another_trust_store_excuses_nothing_that_does_not_rest_on_it) {
    Look later;
    later.versions = {"TLSv1.0"};
    later.anchors = "anchors-2";
    EXPECT_EQ(cause_of(compare(view(1, 0, {}), view(2, 7, later), shipped()), "tls.no-tls10-tls11"), Cause::agency);
}

TEST(Diff, another_version_of_the_probe_is_our_own) {
    Look later;
    later.versions = {"TLSv1.0", "TLSv1.2"};
    later.facts_version = 2;
    const RunDiff diff = compare(view(1, 0, {}), view(2, 7, later), shipped());
    ASSERT_EQ(diff.probes.size(), 1U);
    EXPECT_EQ(cause_of(diff, "tls.no-tls10-tls11"), Cause::ruler);
}

TEST(Diff, a_silent_server_is_a_gap_in_coverage) {
    Look silent;
    silent.failed = model::Status::timeout;
    const RunDiff diff = compare(view(1, 0, {}), view(2, 7, silent), shipped());
    EXPECT_EQ(cause_of(diff, "certificate.trusted"), Cause::coverage);
    ASSERT_EQ(diff.fell_silent.size(), 1U);
    EXPECT_EQ(diff.fell_silent[0].reason, "timeout: no answer in 10 s");
    for (const OutcomeDifference& each : diff.outcomes)
        EXPECT_EQ(each.cause, Cause::coverage) << each.change.rule;
    EXPECT_EQ(compare(view(1, 0, silent), view(2, 7, {}), shipped()).answer_again.size(), 1U);
}

TEST(Diff, a_certificate_that_runs_out_is_time) {
    Look look;
    look.not_after = day(40);
    const RunDiff diff = compare(view(1, 0, look), view(2, 38, look), shipped());
    EXPECT_EQ(cause_of(diff, "certificate.days-left"), Cause::time);
}

TEST(Diff, what_only_the_record_says_is_the_rules) {
    RunView before = view(1, 0, {});
    RunView after = view(2, 7, {});
    before.rules_hash = "a";
    after.rules_hash = "b";
    before.recorded[{site, "tls.modern-version", ""}] = {model::Outcome::fail, ""};
    after.recorded[{site, "tls.modern-version", ""}] = {model::Outcome::pass, ""};
    const RunDiff diff = compare(before, after, shipped());
    EXPECT_TRUE(diff.rules_changed);
    ASSERT_EQ(diff.outcomes.size(), 1U);
    EXPECT_EQ(diff.outcomes[0].cause, Cause::rules);
    EXPECT_EQ(diff.outcomes[0].change.before, model::Outcome::fail);
    // the same rules: then it was not they
    after.rules_hash = "a";
    EXPECT_TRUE(compare(before, after, shipped()).outcomes.empty());
}

TEST(Diff, tells_which_sites_only_one_run_has) {
    RunView empty;
    empty.run.id = 3;
    const RunDiff diff = compare(view(1, 0, {}), empty, shipped());
    EXPECT_EQ(diff.only_before, std::vector<model::SubjectRef>{site});
    EXPECT_TRUE(diff.outcomes.empty());
}

}  // namespace
}  // namespace attt::app
