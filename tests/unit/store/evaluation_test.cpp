#include "tests/unit/store/support.h"

namespace attt::store {
namespace {

using model::Changes;
using model::CloseKind;
using model::Finding;
using model::FindingKey;
using model::Outcome;
using model::Severity;
using model::Verdict;
using testing::message_of;
using testing::must;
using testing::site;
using testing::week;

const FindingKey old_tls{site("web-1"), "tls.old_versions", "TLSv1.0"};
const model::Endpoint web{"203.0.113.5", 443};

base::Value evidence(const std::string& value, base::Time observed) {
    return base::Object{{"facts", base::Object{{"tls.versions", value}}}, {"observed_at", base::to_rfc3339(observed)}};
}

Verdict verdict(Outcome outcome, const std::string& value, base::Time observed) {
    Verdict out;
    out.subject = old_tls.subject;
    out.rule = old_tls.rule;
    out.instance = old_tls.instance;
    out.endpoint = web;
    out.outcome = outcome;
    out.severity = Severity::high;
    if (outcome == Outcome::unknown) out.reason = "not_measured: tls timeout";
    out.evidence = evidence(value, observed);
    return out;
}

class EvaluationTest : public testing::StoreTest {
  protected:
    Evaluation evaluate(int number, const std::vector<Verdict>& verdicts, Changes changes = {}) {
        changes.at = week(number);
        return must(
            store.save_evaluation({0, week(number), week(number), "rules", std::nullopt}, verdicts, changes, {}));
    }
    // The changes that one finding goes through, one evaluation a week.
    void open(int number, int episode = 1) {
        evaluate(number, {},
                 {{}, {{old_tls, episode, Severity::high, evidence("1.0", week(number)), web}}, {}, {}, {}});
    }
    void close(int number, CloseKind kind = CloseKind::verified_fixed, int episode = 1) {
        evaluate(number, {}, {{}, {}, {{model::finding_id(old_tls), old_tls, episode, kind}}, {}, {}});
    }
    void still_open(int number, Severity severity = Severity::high) {
        evaluate(number, {},
                 {{}, {}, {}, {{model::finding_id(old_tls), severity, evidence("1.0", week(number)), web}}, {}});
    }
    void unverified(int number, const std::string& reason) {
        evaluate(number, {}, {{}, {}, {}, {}, {{model::finding_id(old_tls), reason}}});
    }
    Finding finding(int number) {
        auto all = must(store.findings(week(number)));
        if (all.size() != 1) throw std::runtime_error(std::to_string(all.size()) + " findings");
        return all[0];
    }
};

TEST_F(EvaluationTest, is_numbered_and_found_by_time) {
    EXPECT_FALSE(must(store.last_evaluation(week(9))).has_value());
    const auto run = run_at(week(0));
    const auto first = must(store.save_evaluation({0, week(0), week(0), "r1", run}, {}, {}, {}));
    const auto second = must(store.save_evaluation({0, week(2), week(1), "r2", std::nullopt}, {}, {}, {}));
    EXPECT_EQ(must(store.last_evaluation(week(1)))->id, first.id);
    EXPECT_EQ(must(store.last_evaluation(week(1)))->run, run);
    const auto newest = must(store.last_evaluation(week(2)));
    EXPECT_EQ(newest->id, second.id);
    EXPECT_EQ(newest->as_of, week(1));
    EXPECT_EQ(newest->rules_hash, "r2");
    EXPECT_EQ(newest->run, std::nullopt);
    EXPECT_EQ(must(store.evaluation_before(second.id))->id, first.id);
    EXPECT_FALSE(must(store.evaluation_before(first.id)).has_value());
}

TEST_F(EvaluationTest, a_clock_set_back_is_refused_and_nothing_stays) {
    evaluate(3, {verdict(Outcome::pass, "1.3", week(3))});
    const std::string head = must(store.audit_head());
    const auto refused = store.save_evaluation({0, week(2), week(2), "r", std::nullopt}, {}, {}, {});
    EXPECT_EQ(message_of(refused), "store.clock_back");
    EXPECT_EQ(must(store.audit_head()), head);
    EXPECT_EQ(must(store.verdicts(week(9))).size(), 1U);
    evaluate(3, {});  // the same moment is no step back
}

TEST_F(EvaluationTest, of_a_part_leaves_the_rest_in_force) {
    Verdict other = verdict(Outcome::fail, "1.0", week(0));
    other.subject = site("web-2");
    evaluate(0, {verdict(Outcome::fail, "1.0", week(0)), other});
    Changes changes;
    changes.at = week(1);
    must(store.save_part_of_evaluation({0, week(1), week(1), "rules", std::nullopt},
                                       {verdict(Outcome::pass, "1.3", week(1))}, changes, {old_tls.subject}));
    const auto now = must(store.verdicts(week(1)));
    ASSERT_EQ(now.size(), 2U);
    EXPECT_EQ(now[0].outcome, Outcome::pass);
    EXPECT_EQ(now[1].outcome, Outcome::fail);
    EXPECT_EQ(now[1].subject, other.subject);
    // what is not said again of a judged subject ends
    must(store.save_part_of_evaluation({0, week(2), week(2), "rules", std::nullopt}, {}, changes, {old_tls.subject}));
    EXPECT_EQ(must(store.verdicts(week(2))).size(), 1U);
    EXPECT_EQ(must(store.verdicts(week(1))).size(), 2U);
    EXPECT_TRUE(must(store.check("")).problems.empty());
}

struct VerdictCase {
    const char* name;
    std::vector<Verdict> weeks;
    int intervals;
};
std::ostream& operator<<(std::ostream& out, const VerdictCase& tested) {
    return out << tested.name;
}

class VerdictIntervals : public EvaluationTest, public ::testing::WithParamInterface<VerdictCase> {};

TEST_P(VerdictIntervals, hold_equal_verdicts_only) {
    int number = 0;
    for (const Verdict& given : GetParam().weeks)
        evaluate(number++, {given});
    EXPECT_EQ(count("SELECT count(*) FROM verdict"), GetParam().intervals);
    for (int asked = 0; asked < number; ++asked) {
        const Verdict& given = GetParam().weeks[static_cast<std::size_t>(asked)];
        const auto read = must(store.verdicts(week(asked)));
        ASSERT_EQ(read.size(), 1U);
        EXPECT_EQ(read[0].outcome, given.outcome);
        EXPECT_EQ(read[0].severity, given.severity);
        EXPECT_EQ(read[0].reason, given.reason);
        EXPECT_EQ(read[0].rule_version, given.rule_version);
        EXPECT_EQ(read[0].endpoint, given.endpoint);
        EXPECT_EQ(read[0].evidence["facts"], given.evidence["facts"]);
        EXPECT_LE(*base::parse_rfc3339(read[0].evidence["observed_at"].string_or("")), week(asked));
    }
}

template <class Change>
Verdict changed(Verdict verdict, Change change) {
    change(verdict);
    return verdict;
}

INSTANTIATE_TEST_SUITE_P(
    store, VerdictIntervals,
    ::testing::Values(
        VerdictCase{"equal", {verdict(Outcome::fail, "1.0", week(0)), verdict(Outcome::fail, "1.0", week(0))}, 1},
        VerdictCase{
            "a_newer_look", {verdict(Outcome::fail, "1.0", week(0)), verdict(Outcome::fail, "1.0", week(1))}, 1},
        VerdictCase{"outcome", {verdict(Outcome::fail, "1.0", week(0)), verdict(Outcome::pass, "1.0", week(1))}, 2},
        VerdictCase{"there_and_back",
                    {verdict(Outcome::fail, "1.0", week(0)), verdict(Outcome::unknown, "1.0", week(0)),
                     verdict(Outcome::fail, "1.0", week(2))},
                    3},
        VerdictCase{"evidence", {verdict(Outcome::fail, "1.0", week(0)), verdict(Outcome::fail, "1.1", week(1))}, 2},
        VerdictCase{"severity",
                    {verdict(Outcome::fail, "1.0", week(0)),
                     changed(verdict(Outcome::fail, "1.0", week(1)), [](Verdict& v) { v.severity = Severity::low; })},
                    2},
        VerdictCase{"rule_version",
                    {verdict(Outcome::fail, "1.0", week(0)),
                     changed(verdict(Outcome::fail, "1.0", week(1)), [](Verdict& v) { v.rule_version = 2; })},
                    2},
        VerdictCase{"reason",
                    {verdict(Outcome::unknown, "", week(0)),
                     changed(verdict(Outcome::unknown, "", week(1)), [](Verdict& v) { v.reason = "stale: 40 days"; })},
                    2}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST_F(EvaluationTest, a_verdict_no_longer_given_ends) {
    evaluate(0, {verdict(Outcome::fail, "1.0", week(0))});
    evaluate(1, {});
    evaluate(2, {verdict(Outcome::fail, "1.0", week(2))});
    EXPECT_EQ(must(store.verdicts(week(0))).size(), 1U);
    EXPECT_EQ(must(store.verdicts(week(1))).size(), 0U);
    EXPECT_EQ(must(store.verdicts(week(2))).size(), 1U);
    EXPECT_TRUE(must(store.verdicts(week(-1))).empty());
    EXPECT_EQ(count("SELECT count(*) FROM verdict WHERE to_evaluation IS NULL"), 1);
}

TEST_F(EvaluationTest, the_same_verdict_twice_is_refused) {
    const auto refused =
        store.save_evaluation({0, week(0), week(0), "r", std::nullopt},
                              {verdict(Outcome::fail, "1.0", week(0)), verdict(Outcome::pass, "1.0", week(0))}, {}, {});
    EXPECT_EQ(message_of(refused), "store.verdict_twice");
    EXPECT_FALSE(must(store.last_evaluation(week(9))).has_value());
}

TEST_F(EvaluationTest, the_look_is_shown_as_it_was_known_then) {
    for (int number = 0; number < 3; ++number) {
        model::Observation seen;
        seen.subject = old_tls.subject;
        seen.probe = "tls";
        seen.endpoint = web;
        seen.observed_at = week(number) - std::chrono::hours(1);
        must(store.save_visit(run_at(week(number)), seen.subject, {seen}));
        evaluate(number, {verdict(Outcome::fail, "1.0", seen.observed_at)});
    }
    EXPECT_EQ(count("SELECT count(*) FROM verdict"), 1);
    for (int asked = 0; asked < 3; ++asked) {
        EXPECT_EQ(must(store.verdicts(week(asked)))[0].evidence, evidence("1.0", week(asked) - std::chrono::hours(1)));
    }
}

TEST_F(EvaluationTest, points_of_targets_are_kept_for_trends) {
    for (int number = 0; number < 3; ++number) {
        must(store.save_evaluation(
            {0, week(number), week(number), "r", std::nullopt}, {}, {},
            {{"av", "", week(number), number, 10, 2, 1}, {"av", "so-tttt", week(number), 0, 1, 0, 0}}));
    }
    const auto points = must(store.measurement_points("av", ""));
    ASSERT_EQ(points.size(), 3U);
    EXPECT_EQ(points[2].at, week(2));
    EXPECT_EQ(points[2].numerator, 2);
    EXPECT_EQ(points[2].denominator, 10);
    EXPECT_EQ(points[2].unknown, 2);
    EXPECT_EQ(points[2].excluded, 1);
    EXPECT_EQ(must(store.measurement_points("av", "so-tttt")).size(), 3U);
    EXPECT_TRUE(must(store.measurement_points("ipv6", "")).empty());
}

TEST_F(EvaluationTest, a_finding_opens_closes_and_comes_back) {
    open(0);
    still_open(1);
    close(2);
    open(4, 2);
    const auto newest = finding(9);
    EXPECT_EQ(newest.id, model::finding_id(old_tls));
    EXPECT_EQ(newest.key, old_tls);
    EXPECT_EQ(newest.episodes, (std::vector<model::Episode>{{1, week(0), week(2), CloseKind::verified_fixed},
                                                            {2, week(4), std::nullopt, std::nullopt}}));
    EXPECT_EQ(state_of(newest, week(4), week(4)), model::FindingState::regressed);
    EXPECT_EQ(newest.last_failed, week(4));
    EXPECT_EQ(newest.endpoint, web);

    EXPECT_TRUE(must(store.findings(week(-1))).empty());
    EXPECT_EQ(state_of(finding(0), week(0), week(0)), model::FindingState::fresh);
    EXPECT_EQ(finding(1).episodes, (std::vector<model::Episode>{{1, week(0), std::nullopt, std::nullopt}}));
    EXPECT_EQ(finding(1).last_failed, week(1));
    EXPECT_EQ(finding(1).evidence["facts"], evidence("1.0", week(1))["facts"]);
    EXPECT_EQ(state_of(finding(3), week(2), week(2)), model::FindingState::verified_fixed);
    EXPECT_EQ(finding(3).last_failed, week(1));
}

TEST_F(EvaluationTest, a_finding_says_why_it_could_not_be_looked_at_again) {
    open(0);
    unverified(1, "not_measured: tls timeout");
    unverified(2, "not_measured: tls timeout");
    unverified(3, "not_measured: tls refused");
    still_open(4);
    EXPECT_EQ(finding(0).unverified_reason, "");
    for (int asked : {1, 2}) {
        EXPECT_EQ(finding(asked).unverified_reason, "not_measured: tls timeout");
        EXPECT_EQ(finding(asked).last_failed, week(0));
        EXPECT_EQ(finding(asked).severity, Severity::high);
    }
    EXPECT_EQ(finding(3).unverified_reason, "not_measured: tls refused");
    EXPECT_EQ(finding(3).last_failed, week(0));
    EXPECT_EQ(finding(4).unverified_reason, "");
    EXPECT_EQ(finding(4).last_failed, week(4));
    std::vector<std::string> kinds;
    for (const auto& event : must(store.finding_events(model::finding_id(old_tls))))
        kinds.emplace_back(name_of(event.kind));
    EXPECT_THAT(kinds, ::testing::ElementsAre("opened", "unverified", "unverified"));
}

TEST_F(EvaluationTest, a_closed_finding_is_not_unverified) {
    open(0);
    unverified(1, "not_measured: tls timeout");
    close(2, CloseKind::retired);
    EXPECT_EQ(finding(1).unverified_reason, "not_measured: tls timeout");
    EXPECT_EQ(finding(2).unverified_reason, "");
    EXPECT_EQ(state_of(finding(2), week(2), week(2)), model::FindingState::not_applicable);
}

TEST_F(EvaluationTest, an_evaluation_that_leaves_a_finding_alone_does_not_renew_it) {
    open(0);
    still_open(1);
    evaluate(2, {});
    EXPECT_EQ(finding(2).last_failed, week(1));
    still_open(3);
    EXPECT_EQ(finding(2).last_failed, week(1));
    EXPECT_EQ(finding(3).last_failed, week(3));
}

TEST_F(EvaluationTest, severity_is_of_its_time) {
    open(0);
    still_open(1, Severity::critical);
    still_open(2, Severity::low);
    EXPECT_EQ(finding(0).severity, Severity::high);
    EXPECT_EQ(finding(1).severity, Severity::critical);
    EXPECT_EQ(finding(2).severity, Severity::low);
}

TEST_F(EvaluationTest, events_tell_the_life_of_a_finding) {
    open(0);
    close(1, CloseKind::not_applicable);
    open(2, 2);
    close(3, CloseKind::verified_fixed, 2);
    const auto events = must(store.finding_events(model::finding_id(old_tls)));
    std::vector<std::string> kinds;
    for (const auto& event : events)
        kinds.emplace_back(name_of(event.kind));
    EXPECT_THAT(kinds, ::testing::ElementsAre("opened", "not_applicable", "reopened", "verified_fixed"));
    EXPECT_EQ(events[2].at, week(2));
    EXPECT_EQ(events[2].actor, "officer");
    EXPECT_EQ(events[2].detail["episode"].integer_or(0), 2);
    EXPECT_TRUE(must(store.finding_events("F-000000000000")).empty());
}

struct MisfitCase {
    const char* name;
    Changes changes;
};
std::ostream& operator<<(std::ostream& out, const MisfitCase& tested) {
    return out << tested.name;
}

class Misfit : public EvaluationTest, public ::testing::WithParamInterface<MisfitCase> {};

// Changes that were settled against something else than what is stored.
TEST_P(Misfit, is_refused_whole) {
    open(0);
    const std::string head = must(store.audit_head());
    Changes changes = GetParam().changes;
    changes.at = week(1);
    EXPECT_EQ(message_of(store.save_evaluation({0, week(1), week(1), "r", std::nullopt}, {}, changes, {})),
              "store.finding_state");
    EXPECT_EQ(must(store.audit_head()), head);
    EXPECT_EQ(finding(1).episodes.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(
    store, Misfit,
    ::testing::Values(MisfitCase{"opened_while_open",
                                 {{}, {{old_tls, 2, Severity::high, base::Object(), {}}}, {}, {}, {}}},
                      MisfitCase{"another_episode_closed",
                                 {{}, {}, {{model::finding_id(old_tls), old_tls, 2, CloseKind::retired}}, {}, {}}},
                      MisfitCase{"closed_twice",
                                 {{},
                                  {},
                                  {{model::finding_id(old_tls), old_tls, 1, CloseKind::retired},
                                   {model::finding_id(old_tls), old_tls, 1, CloseKind::retired}},
                                  {},
                                  {}}},
                      MisfitCase{"first_episode_is_the_third",
                                 {{}, {{{site("web-2"), "r", ""}, 3, Severity::high, base::Object(), {}}}, {}, {}, {}}},
                      MisfitCase{"still_open_and_not_there",
                                 {{}, {}, {}, {{"F-000000000000", Severity::high, base::Object(), {}}}, {}}},
                      MisfitCase{"unverified_and_not_there", {{}, {}, {}, {}, {{"F-000000000000", "x"}}}}),
    [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace attt::store
