// What people may do about a finding, by when, and what later looks make of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "remediation/due.h"
#include "remediation/settle.h"
#include "remediation/steps.h"

namespace attt {
namespace {

using model::EventKind;
using model::Finding;
using model::FindingState;
using remediation::Action;
using remediation::days_over;
using remediation::due_date;
using remediation::Request;

base::Time moment(const char* text) {
    return *base::parse_rfc3339(text);
}
base::Date day(const char* text) {
    return *base::parse_date(text);
}

// Monday 02/01/2023, 08:00 in Vietnam.
const base::Time opened = moment("2023-01-02T08:00:00+07:00");

Finding open_finding(model::Severity severity = model::Severity::high) {
    Finding out;
    out.key = {{model::SubjectKind::website, "site-a"}, "tls.old-versions", ""};
    out.id = model::finding_id(out.key);
    out.severity = severity;
    out.episodes = {{1, opened, std::nullopt, std::nullopt}};
    out.evidence =
        base::Object{{"facts", base::Object{{"tls.versions", "TLSv1.0"}}}, {"observed_at", base::to_rfc3339(opened)}};
    return out;
}

// Takes the step and follows it; a refusal fails the test.
void act(Finding& finding, const Request& request, const std::string& actor, base::Time at) {
    auto event = remediation::step(finding, request, actor, at);
    ASSERT_TRUE(event) << base::debug_string(event.error());
    model::follow(finding.work, *event);
}

Request request(Action action, const std::string& text = "", std::optional<base::Date> date = {}) {
    Request out;
    out.action = action;
    out.text = text;
    out.date = date;
    return out;
}

std::string refusal(const Finding& finding, const Request& asked, const std::string& actor, base::Time at) {
    const auto event = remediation::step(finding, asked, actor, at);
    return event ? "taken" : event.error().message;
}

TEST(Waiver, ends_at_midnight_in_vietnam) {
    Finding finding = open_finding();
    act(finding, request(Action::accept, "no money", day("2023-01-31")), "officer", opened);
    EXPECT_EQ(state_of(finding, opened, opened), FindingState::fresh) << "asked for is not approved";
    act(finding, request(Action::approve), "manager", opened);
    EXPECT_EQ(state_of(finding, opened, moment("2023-01-31T23:59:59+07:00")), FindingState::accepted);
    EXPECT_EQ(state_of(finding, opened + std::chrono::hours(1), moment("2023-02-01T00:00:00+07:00")),
              FindingState::open);
}

TEST(Waiver, is_not_approved_by_who_asked) {
    Finding finding = open_finding();
    EXPECT_EQ(refusal(finding, request(Action::approve), "manager", opened), "step.no_waiver_asked");
    act(finding, request(Action::accept, "no money", day("2023-01-31")), "Cán bộ A", opened);
    EXPECT_EQ(refusal(finding, request(Action::approve), "cán bộ  a", opened), "step.own_waiver");
    EXPECT_EQ(refusal(finding, request(Action::approve), "manager", moment("2023-02-01T08:00:00+07:00")),
              "step.date_past");
    EXPECT_EQ(refusal(finding, request(Action::approve), "manager", opened), "taken");
}

struct RefusedCase {
    const char* name;
    Request asked;
    const char* message;
};
class Refused : public testing::TestWithParam<RefusedCase> {};

TEST_P(Refused, with_the_sentence) {
    EXPECT_EQ(refusal(open_finding(), GetParam().asked, "officer", opened), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    cases, Refused,
    testing::Values(RefusedCase{"claim_without_reason", request(Action::claim), "step.needs_reason"},
                    RefusedCase{"claim_of_blanks", request(Action::claim, "  "), "step.needs_reason"},
                    RefusedCase{"waiver_without_day", request(Action::accept, "r"), "step.needs_date"},
                    RefusedCase{"waiver_of_the_past", request(Action::accept, "r", day("2023-01-01")),
                                "step.date_past"},
                    RefusedCase{"waiver_of_today", request(Action::accept, "r", day("2023-01-02")), "taken"},
                    RefusedCase{"due_in_the_past", request(Action::due, "", day("2022-12-31")), "step.date_past"},
                    RefusedCase{"withdraw_nothing", request(Action::withdraw), "step.no_claim"},
                    RefusedCase{"reject_nothing", request(Action::reject, "r"), "step.nothing_waits"},
                    RefusedCase{"answer_nothing", request(Action::answer, "r"), "step.no_objection"},
                    RefusedCase{"resume_nothing", request(Action::resume), "step.not_paused"},
                    RefusedCase{"revoke_nothing", request(Action::revoke, "r"), "step.no_waiver"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(Steps, leave_a_closed_finding_its_notes_only) {
    Finding finding = open_finding();
    finding.episodes.back().closed = opened;
    finding.episodes.back().close_kind = model::CloseKind::verified_fixed;
    EXPECT_EQ(refusal(finding, request(Action::claim, "done"), "officer", opened), "step.closed");
    EXPECT_EQ(refusal(finding, request(Action::note, "seen"), "officer", opened), "taken");
}

TEST(Steps, keep_an_objection_with_its_answer) {
    Finding finding = open_finding();
    act(finding, request(Action::object, "the server is switched off"), "agency", opened);
    ASSERT_NE(finding.work.waiting_objection(), nullptr);
    Request answer = request(Action::answer, "it answered on 03/01");
    act(finding, answer, "officer", opened + std::chrono::hours(30));
    EXPECT_EQ(finding.work.waiting_objection(), nullptr);
    ASSERT_EQ(finding.work.objections.size(), 1U);
    EXPECT_EQ(finding.work.objections[0].answer, "dismissed");
    EXPECT_EQ(finding.work.objections[0].answered_by, "officer");
}

model::Changes settle_one(const Finding& finding, model::Outcome outcome, const base::Value& evidence, base::Time at,
                          const std::string& quarantine = {}) {
    model::Verdict verdict;
    verdict.subject = finding.key.subject;
    verdict.rule = finding.key.rule;
    verdict.outcome = outcome;
    verdict.evidence = evidence;
    if (outcome == model::Outcome::unknown) verdict.reason = "not_measured: tls timeout";
    return remediation::settle(std::vector{finding}, std::vector{verdict}, {{}, quarantine}, at);
}

base::Value seen(const char* versions, base::Time at) {
    return base::Object{{"facts", base::Object{{"tls.versions", versions}}}, {"observed_at", base::to_rfc3339(at)}};
}

const base::Time later = opened + std::chrono::days(7);

TEST(Claim, is_no_fix_until_a_later_look_says_so) {
    Finding finding = open_finding();
    act(finding, request(Action::claim, "upgraded"), "agency", opened + std::chrono::hours(5));
    EXPECT_EQ(state_of(finding, opened, later), FindingState::claimed_fixed);

    const auto old_look = settle_one(finding, model::Outcome::fail, seen("TLSv1.0", opened), later);
    EXPECT_TRUE(old_look.followed.empty()) << "what was seen before the claim cannot refute it";
    const auto new_look = settle_one(finding, model::Outcome::fail, seen("TLSv1.0", later), later);
    ASSERT_EQ(new_look.followed.size(), 1U);
    EXPECT_EQ(new_look.followed[0].kind, EventKind::claim_refuted);
    const auto silent = settle_one(finding, model::Outcome::unknown, base::Object(), later);
    EXPECT_TRUE(silent.followed.empty());
    EXPECT_TRUE(silent.closed.empty());
    EXPECT_EQ(silent.unverified.size(), 1U);
    const auto passed = settle_one(finding, model::Outcome::pass, seen("TLSv1.2", later), later);
    ASSERT_EQ(passed.closed.size(), 1U);
    EXPECT_EQ(passed.closed[0].kind, model::CloseKind::verified_fixed);
}

TEST(Settle, calls_a_pass_of_the_same_facts_a_changed_rule) {
    const Finding finding = open_finding();
    const auto kind = [&](const base::Value& evidence) {
        return settle_one(finding, model::Outcome::pass, evidence, later).closed.at(0).kind;
    };
    EXPECT_EQ(kind(seen("TLSv1.0", opened)), model::CloseKind::rule_changed);
    EXPECT_EQ(kind(seen("TLSv1.0", later)), model::CloseKind::rule_changed);
    EXPECT_EQ(kind(seen("TLSv1.2", later)), model::CloseKind::verified_fixed);
    const auto other = [](base::Time at) {
        return base::Object{{"facts", base::Object{{"tls.ciphers", "A"}}}, {"observed_at", base::to_rfc3339(at)}};
    };
    EXPECT_EQ(kind(other(opened)), model::CloseKind::rule_changed) << "the same look, read otherwise";
    EXPECT_EQ(kind(other(later)), model::CloseKind::verified_fixed);
}

TEST(Settle, closes_nothing_by_a_run_in_quarantine) {
    for (const auto outcome : {model::Outcome::pass, model::Outcome::not_applicable}) {
        const auto changes = settle_one(open_finding(), outcome, seen("TLSv1.2", later), later, "quarantined: run 7");
        EXPECT_TRUE(changes.closed.empty());
        ASSERT_EQ(changes.unverified.size(), 1U);
        EXPECT_EQ(changes.unverified[0].reason, "quarantined: run 7");
    }
    EXPECT_EQ(settle_one(open_finding(), model::Outcome::fail, seen("SSLv3", later), later, "quarantined: run 7")
                  .still_open.size(),
              1U);
}

remediation::DuePolicy shipped() {
    auto loaded = remediation::load_due_policy({ATTT_SOURCE_DIR "/rules"});
    EXPECT_TRUE(loaded.defects.empty());
    return loaded.policy;
}

TEST(Due, follows_severity_and_level) {
    const auto policy = shipped();
    const Finding high = open_finding(model::Severity::high);
    EXPECT_EQ(due_date(high, std::nullopt, policy, opened), day("2023-01-17"));
    EXPECT_EQ(due_date(high, 2, policy, opened), day("2023-01-17"));
    EXPECT_EQ(due_date(high, 3, policy, opened), day("2023-01-12"));
    EXPECT_EQ(due_date(open_finding(model::Severity::low), 3, policy, opened), day("2023-04-02"))
        << "a severity that a level does not name is as without a level";
    EXPECT_EQ(due_date(open_finding(model::Severity::info), 5, policy, opened), std::nullopt);
}

TEST(Due, is_over_from_the_day_after) {
    const auto policy = shipped();
    const Finding finding = open_finding();
    const auto due = due_date(finding, std::nullopt, policy, opened);
    EXPECT_EQ(days_over(finding, due, moment("2023-01-17T23:59:59+07:00")), 0);
    EXPECT_EQ(days_over(finding, due, moment("2023-01-18T00:00:00+07:00")), 1);
    EXPECT_EQ(policy.step(0), nullptr);
    EXPECT_EQ(policy.step(6)->days_over, 1);
    EXPECT_EQ(policy.step(7)->days_over, 7);
    EXPECT_EQ(policy.step(400)->days_over, 30);
}

TEST(Due, does_not_count_the_days_of_a_pause) {
    const auto policy = shipped();
    Finding finding = open_finding();
    const base::Time paused = moment("2023-01-10T09:00:00+07:00");
    act(finding, request(Action::pause, "tender", day("2023-01-31")), "officer", paused);
    EXPECT_EQ(days_over(finding, due_date(finding, {}, policy, moment("2023-01-25T09:00:00+07:00")),
                        moment("2023-01-25T09:00:00+07:00")),
              0);
    // 22 days, the 10th and the 31st included
    EXPECT_EQ(due_date(finding, {}, policy, moment("2023-03-01T09:00:00+07:00")), day("2023-02-08"));
    // a second pause over the first counts no day twice
    Finding longer = finding;
    act(longer, request(Action::pause, "tender again", day("2023-02-05")), "officer",
        moment("2023-01-20T09:00:00+07:00"));
    EXPECT_EQ(due_date(longer, {}, policy, moment("2023-03-01T09:00:00+07:00")), day("2023-02-13"));
    // resumed on the 15th: the 10th to the 14th
    act(finding, request(Action::resume), "officer", moment("2023-01-15T09:00:00+07:00"));
    EXPECT_EQ(due_date(finding, {}, policy, moment("2023-03-01T09:00:00+07:00")), day("2023-01-22"));
}

TEST(Due, is_put_off_by_an_extension_and_set_by_hand) {
    const auto policy = shipped();
    Finding finding = open_finding();
    act(finding, request(Action::due, "", day("2023-01-05")), "officer", opened);
    EXPECT_EQ(due_date(finding, {}, policy, opened), day("2023-01-05"));
    Request extension = request(Action::accept, "parts on order", day("2023-02-20"));
    extension.waiver = model::WaiverKind::extension;
    act(finding, extension, "officer", opened);
    act(finding, request(Action::approve), "manager", opened);
    EXPECT_EQ(due_date(finding, {}, policy, opened), day("2023-02-20"));
    EXPECT_EQ(state_of(finding, opened, opened), FindingState::fresh) << "more time is no acceptance";
}

TEST(DuePolicy, names_every_mistake_in_its_file) {
    const std::filesystem::path directory = std::filesystem::temp_directory_path() / "attt-due-test";
    std::filesystem::create_directories(directory);
    std::ofstream(directory / "due_days.toml")
        << "[days]\nhihg = 3\nlow = 0\n[level.6]\nhigh = 1\n[[escalation]]\nto_vi = \"a\"\nto_en = \"b\"\n";
    const auto loaded = remediation::load_due_policy({ATTT_SOURCE_DIR "/rules", directory.string()});
    std::vector<std::string> messages;
    for (const base::Error& defect : loaded.defects)
        messages.push_back(defect.message + ":" + std::to_string(defect.place.line));
    EXPECT_THAT(messages, testing::UnorderedElementsAre("toml.unknown_key_near:2", "due.out_of_range:3",
                                                        "toml.unknown_key_near:4", "due.no_days:6"));
    std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace attt
