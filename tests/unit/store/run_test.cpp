#include "tests/unit/store/support.h"

namespace attt::store {
namespace {

using model::Observation;
using model::Status;
using model::TaskCount;
using testing::message_of;
using testing::must;
using testing::site;
using testing::week;

class RunRecords : public testing::StoreTest {
  protected:
    Observation look(const std::string& id, const std::string& probe, Status status, base::Time at,
                     const std::string& value = "x") {
        Observation out;
        out.subject = site(id);
        out.probe = probe;
        out.status = status;
        out.observed_at = at;
        if (status == Status::ok) out.facts = base::Object{{"value", value}};
        if (status != Status::ok) out.reason = "no answer";
        return out;
    }
    std::int64_t begin(int number) {
        model::Run run;
        run.started = week(number);
        return must(store.begin_run(run)).id;
    }
    // A run of one week in which each site got one status for its tls and dns probes.
    std::int64_t run_of(int number, const std::vector<std::pair<std::string, Status>>& sites,
                        const std::optional<model::Quarantine>& held = {}) {
        const std::int64_t id = begin(number);
        for (const auto& [name, status] : sites) {
            must(store.save_visit(id, site(name),
                                  {look(name, "tls", status, week(number), std::to_string(number)),
                                   look(name, "dns", Status::not_applicable, week(number))}));
        }
        must(store.end_run(id, week(number), held));
        return id;
    }
    std::string value_at(int number) {
        for (const Observation& each : must(store.latest_observations(week(number)))) {
            if (each.probe == "tls" && each.subject.id == "a")
                return std::string(name_of(each.status)) + " " + each.facts["value"].string_or("-");
        }
        return "nothing";
    }
};

TEST_F(RunRecords, keep_what_was_asked) {
    model::Run run;
    run.started = week(0);
    run.request = {"so-tttt", "https://x.example/", {"dns", "tls"}};
    run.planned = 7;
    const auto begun = must(store.begin_run(run, {{"outside_hours", "urgent"}}));
    EXPECT_EQ(must(store.unfinished_run())->request, run.request);
    must(store.abandon_run(begun.id, week(1)));
    const auto records = must(store.run_records(10));
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0].run.request, run.request);
    EXPECT_EQ(records[0].run.planned, 7);
    EXPECT_TRUE(records[0].run.abandoned);
    EXPECT_EQ(count("SELECT count(*) FROM audit_event WHERE action='scan.begin' AND "
                    "json_extract(detail,'$.outside_hours')='urgent'"),
              1);
    EXPECT_TRUE(must(store.check("")).problems.empty());
}

TEST_F(RunRecords, count_tasks_that_had_something_to_look_at) {
    const auto run = run_of(0, {{"a", Status::ok}, {"b", Status::timeout}, {"c", Status::protocol_error}});
    EXPECT_EQ(must(store.task_count(run)), (TaskCount{3, 1}));
}

TEST_F(RunRecords, compare_with_the_same_sites_before) {
    run_of(0, {{"a", Status::timeout}, {"b", Status::ok}});
    run_of(1, {{"b", Status::ok}});
    const auto partial = run_of(2, {{"a", Status::refused}});
    const auto held = run_of(3, {{"a", Status::timeout}, {"b", Status::timeout}},
                             model::Quarantine{week(3), {2, 2}, {2, 0}, {}, {}, {}});
    const auto now = run_of(4, {{"a", Status::ok}, {"b", Status::ok}});
    // newest first; the run held back is no measure of what is usual
    EXPECT_EQ(must(store.earlier_task_counts(now, 9)), (std::vector<TaskCount>{{1, 1}, {1, 0}, {2, 1}}));
    EXPECT_EQ(must(store.earlier_task_counts(now, 1)), (std::vector<TaskCount>{{1, 1}}));
    EXPECT_EQ(must(store.earlier_task_counts(partial, 9)), (std::vector<TaskCount>{{1, 1}}));
    must(store.accept_run(held, "the data centre was down", week(5)));
    EXPECT_EQ(must(store.earlier_task_counts(now, 1)), (std::vector<TaskCount>{{2, 2}}));
}

TEST_F(RunRecords, that_are_held_back_count_for_nothing_until_accepted) {
    run_of(0, {{"a", Status::ok}});
    const auto held = run_of(1, {{"a", Status::timeout}}, model::Quarantine{week(1), {1, 1}, {1, 0}, {}, {}, {}});
    EXPECT_EQ(value_at(2), "ok 0");
    EXPECT_EQ(message_of(store.accept_run(held, "", week(3))), "store.reason_missing");
    EXPECT_EQ(message_of(store.accept_run(99, "x", week(3))), "store.run_unknown");
    must(store.accept_run(held, "the site was off", week(3)));
    EXPECT_EQ(value_at(3), "timeout -");
    EXPECT_EQ(value_at(2), "ok 0");  // as it was known then
    EXPECT_EQ(message_of(store.accept_run(held, "again", week(4))), "store.run_not_held");
    const auto record = must(store.run_records(1)).at(0);
    ASSERT_TRUE(record.quarantine);
    EXPECT_EQ(record.quarantine->accepted_by, "officer");
    EXPECT_EQ(record.quarantine->reason, "the site was off");
    EXPECT_EQ(count("SELECT count(*) FROM audit_event WHERE action='scan.accept'"), 1);
}

// Half a run is no run: a site that it did not come to would stand beside one that it did.
TEST_F(RunRecords, that_have_not_ended_count_for_nothing) {
    run_of(0, {{"a", Status::ok}});
    const auto run = begin(1);
    must(store.save_visit(run, site("a"), {look("a", "tls", Status::ok, week(1), "new")}));
    EXPECT_EQ(value_at(2), "ok 0");
    EXPECT_EQ(must(store.run_observations(run)).at(0).facts["value"].string_or(""), "new");
    must(store.end_run(run, week(1)));
    EXPECT_EQ(value_at(2), "ok new");
}

TEST_F(RunRecords, a_run_shows_what_it_saw_and_not_what_came_after) {
    const auto first = run_of(0, {{"a", Status::ok}});
    const auto second = run_of(1, {{"a", Status::timeout}});
    run_of(2, {{"a", Status::ok}});
    const auto then = must(store.run_observations(first));
    ASSERT_EQ(then.size(), 2U);
    EXPECT_EQ(then[1].facts["value"].string_or(""), "0");
    EXPECT_EQ(must(store.run_observations(second)).at(1).status, Status::timeout);
    EXPECT_TRUE(must(store.run_observations(99)).empty());
}

TEST_F(RunRecords, tell_when_the_clock_was_set_back) {
    must(store.check_clock(week(0)));
    run_of(1, {{"a", Status::ok}});
    const auto back = store.check_clock(week(0));
    ASSERT_EQ(message_of(back), "store.clock_back");
    EXPECT_TRUE(store.check_clock(week(1)).has_value());
}

TEST_F(RunRecords, rule_sets_are_kept_once_each) {
    const base::Value files = base::Object{{"0/facts.toml", "a = 1\n"}};
    must(store.keep_rule_set({0, "hash-b", "2026-03-01", week(1)}, files));
    must(store.keep_rule_set({0, "hash-b", "2026-03-01", week(2)}, files));
    must(store.keep_rule_set({0, "hash-a", "2026-01-05", week(3)}, base::Object{{"0/facts.toml", "a = 2\n"}}));
    const auto sets = must(store.rule_sets());
    ASSERT_EQ(sets.size(), 2U);
    EXPECT_EQ(sets[0].hash, "hash-a");
    EXPECT_EQ(sets[1].first_used, week(1));
    EXPECT_EQ(must(store.rule_set_files(sets[1].id)), files);
    EXPECT_EQ(message_of(store.rule_set_files(99)), "store.rule_set_unknown");
}

}  // namespace
}  // namespace attt::store
