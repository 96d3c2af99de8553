#include "tests/unit/store/support.h"

#include <set>
#include <string>
#include <vector>

namespace attt::store {
namespace {

using model::Observation;
using model::Status;
using testing::message_of;
using testing::must;
using testing::site;
using testing::week;

const model::Endpoint web{"203.0.113.5", 443};

Observation seen(const std::string& probe, const std::string& value, base::Time at,
                 std::optional<model::Endpoint> where = web) {
    Observation out;
    out.subject = site("web-1");
    out.probe = probe;
    out.endpoint = where;
    out.observed_at = at;
    out.facts = base::Object{{"value", value}};
    return out;
}

Observation failed(const std::string& probe, Status status, base::Time at, std::optional<model::Endpoint> where = web) {
    Observation out = seen(probe, "", at, where);
    out.status = status;
    out.reason = "no answer in 10 s";
    out.facts = base::Object();
    return out;
}

class ObservationTest : public testing::StoreTest {
  protected:
    void visit(int number, std::vector<Observation> observations) {
        must(store.save_visit(run_at(week(number)), site("web-1"), observations));
    }
    std::string value_at(int number) {
        const auto latest = must(store.latest_observations(week(number)));
        if (latest.size() != 1) return std::to_string(latest.size()) + " observations";
        return std::string(name_of(latest[0].status)) + " " + latest[0].facts["value"].string_or("-");
    }
};

struct IntervalCase {
    const char* name;
    std::string facts;      // one letter a week; '.' is a failed attempt
    std::string intervals;  // "facts:seen" in order
};

std::ostream& operator<<(std::ostream& out, const IntervalCase& tested) {
    return out << tested.name;
}

class Intervals : public ObservationTest, public ::testing::WithParamInterface<IntervalCase> {};

TEST_P(Intervals, hold_equal_facts_only) {
    int number = 0;
    for (const char letter : GetParam().facts) {
        visit(number,
              {letter == '.' ? failed("tls", Status::timeout, week(number)) : seen("tls", {letter}, week(number))});
        ++number;
    }
    SQLite::Database other = raw();
    SQLite::Statement row(
        other,
        "SELECT json_extract(body,'$.value'),seen FROM observation JOIN blob ON blob_id=facts ORDER BY first_run");
    std::string found;
    while (row.executeStep())
        found += row.getColumn(0).getString() + ":" + row.getColumn(1).getString() + " ";
    EXPECT_EQ(found, GetParam().intervals);
    // and any week can still be asked
    for (int asked = 0; asked < number; ++asked) {
        const char letter = GetParam().facts[static_cast<std::size_t>(asked)];
        EXPECT_EQ(value_at(asked), letter == '.' ? "timeout -" : std::string("ok ") + letter) << "week " << asked;
    }
}

INSTANTIATE_TEST_SUITE_P(store, Intervals,
                         ::testing::Values(IntervalCase{"one", "A", "A:1 "},
                                           IntervalCase{"equal_facts_extend", "AAA", "A:3 "},
                                           IntervalCase{"back_again_is_a_third", "AABA", "A:2 B:1 A:1 "},
                                           IntervalCase{"a_failure_does_not_end_one", "A.A", "A:2 "},
                                           IntervalCase{"a_failure_then_other_facts", "A.B", "A:1 B:1 "},
                                           IntervalCase{"only_failures", "..", ""},
                                           IntervalCase{"failed_at_last", "AA.", "A:2 "}),
                         [](const auto& tested) { return tested.param.name; });

TEST_F(ObservationTest, a_new_ruler_ends_an_interval) {
    Observation other_version = seen("tls", "A", week(1));
    other_version.facts_version = 2;
    Observation other_anchors = other_version;
    other_anchors.observed_at = week(2);
    other_anchors.trust_store = std::string(64, 'b');
    visit(0, {seen("tls", "A", week(0))});
    visit(1, {other_version});
    visit(2, {other_anchors});
    EXPECT_EQ(count("SELECT count(*) FROM observation"), 3);
    EXPECT_EQ(count("SELECT count(DISTINCT facts) FROM observation"), 1);
    EXPECT_EQ(must(store.latest_observations(week(0)))[0].facts_version, 1);
    const auto newest = must(store.latest_observations(week(9)))[0];
    EXPECT_EQ(newest.facts_version, 2);
    EXPECT_EQ(newest.trust_store, std::string(64, 'b'));
}

TEST_F(ObservationTest, all_of_an_observation_comes_back) {
    Observation full = seen("tls", "A", week(0));
    full.measures = base::Object{{"connect_ms", 12}};
    full.evidence = {{"server_hello/TLSv1.2", "application/octet-stream", std::string("\x16\x03\x03\x00", 4)},
                     {"http_headers", "text/plain", "Server: x"}};
    visit(0, {full, failed("http", Status::protocol_error, week(0)), seen("dns", "B", week(0), std::nullopt)});
    const auto read = must(store.latest_observations(week(0), site("web-1")));
    ASSERT_EQ(read.size(), 3U);
    EXPECT_EQ(read[0].probe, "dns");
    EXPECT_EQ(read[0].endpoint, std::nullopt);
    EXPECT_EQ(read[1].probe, "http");
    EXPECT_EQ(read[1].status, Status::protocol_error);
    EXPECT_EQ(read[1].reason, "no answer in 10 s");
    EXPECT_EQ(read[1].facts, base::Value(base::Object()));
    EXPECT_EQ(read[2].endpoint, web);
    EXPECT_EQ(read[2].observed_at, week(0));
    EXPECT_EQ(read[2].facts, full.facts);
    EXPECT_EQ(read[2].measures, full.measures);
    EXPECT_THAT(read[2].evidence, ::testing::UnorderedElementsAreArray(full.evidence));
}

TEST_F(ObservationTest, portions_hold_each_subject_whole_and_together_all) {
    const std::int64_t run = run_at(week(0));
    for (int number = 0; number < 450; ++number) {
        must(store.save_visit(run, site("web-" + std::to_string(number)),
                              {seen("tls", "A", week(0)), seen("dns", "B", week(0), std::nullopt)}));
    }
    std::vector<std::string> together;
    std::vector<std::set<std::string>> portions;
    must(store.latest_in_portions(week(0), [&](const std::vector<Observation>& portion) -> base::Result<void> {
        portions.emplace_back();
        for (const Observation& each : portion) {
            portions.back().insert(each.subject.id);
            together.push_back(each.subject.id + " " + each.probe + " " + each.facts["value"].string_or("-"));
        }
        return {};
    }));
    std::vector<std::string> all;
    for (const Observation& each : must(store.latest_observations(week(0))))
        all.push_back(each.subject.id + " " + each.probe + " " + each.facts["value"].string_or("-"));
    EXPECT_EQ(all.size(), 900U);
    EXPECT_THAT(together, ::testing::UnorderedElementsAreArray(all));
    std::size_t subjects = 0;
    for (const auto& portion : portions)
        subjects += portion.size();
    EXPECT_EQ(subjects, 450U);
    EXPECT_GT(portions.size(), 1U);

    int asked = 0;
    const auto ended = store.latest_in_portions(week(0), [&](const auto&) -> base::Result<void> {
        ++asked;
        return base::fail(base::ErrorCode::busy, "test.enough");
    });
    EXPECT_EQ(message_of(ended), "test.enough");
    EXPECT_EQ(asked, 1);
}

TEST_F(ObservationTest, measures_do_not_extend_and_are_of_the_newest_look) {
    Observation slow = seen("tls", "A", week(1));
    slow.measures = base::Object{{"connect_ms", 900}};
    visit(0, {seen("tls", "A", week(0))});
    visit(1, {slow});
    EXPECT_EQ(count("SELECT count(*) FROM observation"), 1);
    EXPECT_EQ(must(store.latest_observations(week(1)))[0].measures, slow.measures);
    EXPECT_EQ(must(store.latest_observations(week(0)))[0].measures, base::Value(base::Object()));
}

TEST_F(ObservationTest, an_address_that_the_newest_run_did_not_try_is_gone) {
    const model::Endpoint old_address{"203.0.113.4", 443};
    visit(0, {seen("tls", "A", week(0), old_address), seen("http", "H", week(0))});
    visit(1, {seen("tls", "B", week(1))});
    const auto latest = must(store.latest_observations(week(1)));
    ASSERT_EQ(latest.size(), 2U);
    EXPECT_EQ(latest[0].probe, "http");  // tried last by the first run
    EXPECT_EQ(latest[1].endpoint, web);
    EXPECT_EQ(must(store.latest_observations(week(0)))[1].endpoint, old_address);
}

TEST_F(ObservationTest, one_subject_or_all_of_them_in_order) {
    const auto run = run_at(week(0));
    must(store.save_visit(run, site("web-2"), {seen("tls", "2", week(0))}));
    must(store.save_visit(run, site("web-1"), {seen("tls", "1", week(0))}));
    must(store.save_visit(run, {model::SubjectKind::system, "httt-1"}, {seen("tcp", "s", week(0))}));
    const auto all = must(store.latest_observations(week(0)));
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].subject.kind, model::SubjectKind::system);
    EXPECT_EQ(all[1].subject, site("web-1"));
    EXPECT_EQ(all[2].subject, site("web-2"));
    EXPECT_EQ(must(store.latest_observations(week(0), site("web-2"))).size(), 1U);
    EXPECT_TRUE(must(store.latest_observations(week(0), site("web-3"))).empty());
    EXPECT_TRUE(must(store.latest_observations(week(-1))).empty());
}

TEST_F(ObservationTest, a_visit_is_saved_once_and_whole) {
    const auto run = run_at(week(0));
    const std::vector<Observation> twice = {seen("tls", "A", week(0)), seen("tls", "B", week(0))};
    EXPECT_EQ(message_of(store.save_visit(run, site("web-1"), twice)), "store.observed_twice");
    EXPECT_TRUE(must(store.done_in_run(run)).empty());
    must(store.save_visit(run, site("web-1"), {seen("tls", "A", week(0))}));
    EXPECT_EQ(message_of(store.save_visit(run, site("web-1"), {seen("tls", "B", week(0))})), "store.visited");
    EXPECT_EQ(value_at(0), "ok A");
    EXPECT_THAT(must(store.done_in_run(run)), ::testing::ElementsAre(site("web-1")));
    EXPECT_EQ(message_of(store.save_visit(99, site("web-1"), {})), "store.run_unknown");
}

TEST_F(ObservationTest, the_clock_may_go_back_within_a_run) {
    visit(1, {seen("tls", "A", week(1))});
    visit(2, {seen("tls", "A", week(0))});
    EXPECT_EQ(count("SELECT count(*) FROM observation WHERE first_seen<=last_seen"), 1);
}

using RunTest = testing::StoreTest;

TEST_F(RunTest, is_unfinished_until_it_ends) {
    EXPECT_FALSE(must(store.last_run()).has_value());
    model::Run run;
    run.started = week(0);
    run.seed = 0xFFFFFFFFFFFFFFFFU;
    run.program_version = "0.1.0";
    run.trust_store = std::string(64, 'c');
    const auto begun = must(store.begin_run(run));
    EXPECT_GT(begun.id, 0);
    const auto unfinished = must(store.unfinished_run());
    ASSERT_TRUE(unfinished.has_value());
    EXPECT_EQ(unfinished->seed, run.seed);
    EXPECT_EQ(unfinished->trust_store, run.trust_store);
    EXPECT_EQ(unfinished->ended, std::nullopt);
    must(store.end_run(begun.id, week(1)));
    EXPECT_FALSE(must(store.unfinished_run()).has_value());
    EXPECT_EQ(must(store.last_run())->ended, week(1));
    EXPECT_EQ(message_of(store.end_run(99, week(1))), "store.run_unknown");
}

}  // namespace
}  // namespace attt::store
