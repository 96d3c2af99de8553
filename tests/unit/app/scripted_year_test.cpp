// A year of weekly runs over 300 sites: faults appear, are repaired or only said to be, come back, go unseen; sites are
// retired, a rule changes, one run is blocked, waivers run out at midnight, a drill in November finds more, which
// people claim and look at again. Every finding's history and state is held against a model of one finding that shares
// no code with the program.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <random>
#include <set>

#include "app/drill.h"
#include "base/files.h"
#include "remediation/settle.h"
#include "store/store.h"

namespace attt {
namespace {

using model::FindingKey;
using model::Outcome;

constexpr int weeks = 52;
constexpr int sites = 300;
constexpr int blocked_week = 20;  // 80 % of what was asked did not answer
constexpr int changed_week = 30;  // the rule "http.hsts" stops asking for what half of the failing sites lack

constexpr int drill_week = 45;  // its Wednesday is 15/11/2023
constexpr int attacked = 40;    // sites of which the attackers found something
const char* const drill = "2023-11-15";

const std::vector<std::string> rules = {"tls.old-versions", "http.hsts", "certificate.trusted"};

// Mondays at 08:00 in Vietnam, from 02/01/2023.
base::Time monday(int week) {
    return *base::parse_rfc3339("2023-01-02T01:00:00Z") + std::chrono::days(7 * week);
}

template <class T>
T must(base::Result<T> result) {
    if (!result) throw std::runtime_error(base::debug_string(result.error()));
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// What one finding should be. Days are counted from the first Monday; a waiver runs through its last day.
struct Expected {
    std::vector<std::string> history;
    bool ever = false, open = false, claimed = false, repairing = false, unverified = false, fixed = false;
    int episode = 0;
    int opened_in = 0;
    int last_seen = 0;
    int waived_through = -1;  // day
    std::string asked_by;

    void note(int week, const std::string& what) { history.push_back(std::to_string(week) + " " + what); }

    void close(int week, const std::string& how) {
        if (!open) return;
        note(week, how);
        open = claimed = repairing = unverified = false;
        waived_through = -1;
        fixed = how == "verified_fixed";
    }

    // `looked`: this verdict stands on a look later than the claim.
    void fail(int week, int seen, bool looked = true) {
        last_seen = seen;
        unverified = false;
        if (!open) {
            note(week, ever ? "reopened" : "opened");
            if (!ever) opened_in = week;
            open = ever = true;
            ++episode;
        } else if (claimed && looked) {
            claimed = false;
            note(week, "claim_refuted");
        }
    }

    void unseen(int week) {
        if (open && !unverified) note(week, "unverified");
        unverified = open;
    }

    // After the verdicts of a week: what ran out before that Monday.
    void run_out(int week) {
        if (open && waived_through >= 0 && 7 * week > waived_through) {
            waived_through = -1;
            note(week, "waiver_ended");
        }
    }

    std::string state(int week, int day) const {
        if (!open) return fixed ? "verified_fixed" : "not_applicable";
        if (waived_through >= 0 && day <= waived_through) return "accepted";
        if (claimed) return "claimed_fixed";
        if (repairing) return "in_repair";
        if (episode > 1) return "regressed";
        return opened_in == week ? "new" : "open";
    }
};

class Year {
  public:
    Year() {
        std::string name = (std::filesystem::temp_directory_path() / "attt-year-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        directory_ = name;
        path_ = (directory_ / "attt.db").string();
        store_.emplace(must(store::Store::create(path_, {"officer", "attt"})));
        manager_.emplace(must(store::Store::open(path_, {"manager", "attt"})));
        for (int site = 0; site < sites; ++site) {
            for (const std::string& rule : rules)
                keys_.push_back({{model::SubjectKind::website, "site-" + std::to_string(site)}, rule, ""});
        }
        model::Inventory inventory;
        inventory.agencies = {{"stc", "Sở Tài chính", "province", "department", "", {}, {}, "", 1, {}}};
        for (int site = 0; site < sites; ++site) {
            const std::string id = "site-" + std::to_string(site);
            inventory.websites.push_back({id, "https://" + id + ".example/", "stc", "", "", "in_use"});
        }
        must(store_->import(inventory, {}, "test", std::string(64, '0'), monday(0)));
    }
    ~Year() { std::filesystem::remove_all(directory_); }
    Year(const Year&) = delete;
    Year& operator=(const Year&) = delete;

    void live() {
        for (int week = 0; week < weeks; ++week) {
            run(week);
            check_states(week, monday(week), 7 * week);
            // the evening of the same day: people work
            work(week);
            check_states(week, monday(week) + std::chrono::hours(12), 7 * week);
            if (week == drill_week - 6)
                must(store_->plan_drill({drill, *base::parse_date(drill), {}, evening(week), {}, {}}));
            if (week == drill_week) hold_the_drill();
            if (testing::Test::HasFailure()) return;
        }
    }

    void check_histories() {
        std::size_t compared = 0;
        for (const auto& [key, expected] : expected_) {
            std::vector<std::string> told;
            for (const model::FindingEvent& event : must(store_->finding_events(model::finding_id(key)))) {
                const auto since =
                    std::chrono::floor<std::chrono::days>(event.at) - std::chrono::floor<std::chrono::days>(monday(0));
                told.push_back(std::to_string(since.count() / 7) + " " + std::string(name_of(event.kind)));
                compared += 1;
                EXPECT_FALSE(event.actor.empty());
                EXPECT_EQ(event.system_user, "attt");
            }
            EXPECT_EQ(told, expected.history) << key.subject.id << " " << key.rule;
        }
        EXPECT_GT(compared, 3000U);
    }

    void check_what_the_drill_left() {
        std::map<std::string, int> seen;
        for (const auto& [key, last] : reported_) {
            for (const std::string& line : expected_[key].history)
                ++seen[line.substr(line.find(' ') + 1)];
        }
        EXPECT_GT(seen["opened"], attacked / 2) << "all but those of sites that were retired by then";
        for (const char* kind : {"verified_fixed", "claimed", "claim_refuted", "unverified", "reopened"})
            EXPECT_GT(seen[kind], 0) << kind;
        const auto records = must(store_->records(evening(weeks)));
        ASSERT_EQ(records.size(), 1U);
        EXPECT_EQ(records[0].kind, model::RecordKind::drill);
        EXPECT_EQ(records[0].text("date"), drill);
        EXPECT_EQ(records[0].flag("live"), true);
    }

    void check_what_the_year_held() {
        std::map<std::string, int> seen;
        for (const auto& [key, expected] : expected_) {
            for (const std::string& line : expected.history)
                ++seen[line.substr(line.find(' ') + 1)];
        }
        for (const char* kind : {"opened", "reopened", "verified_fixed", "unverified", "claim_refuted", "retired",
                                 "rule_changed", "claimed", "waiver_approved", "waiver_ended", "repair_begun"})
            EXPECT_GT(seen[kind], 0) << kind;
    }

    // As known in the middle of the year, asked for at its end.
    void check_the_past() {
        for (const auto& [week, states] : remembered_) {
            const base::Time at = monday(week) + std::chrono::hours(12);
            std::map<std::string, std::string> found;
            for (const model::Finding& finding : must(store_->findings(at)))
                found[finding.id] = name_of(model::state_of(finding, monday(week), at));
            EXPECT_EQ(found, states) << "week " << week;
        }
    }

    void check_the_store() {
        const auto checked = must(store_->check(middle_head_));
        EXPECT_TRUE(checked.problems.empty());
        EXPECT_TRUE(checked.head_found);
    }

  private:
    std::size_t below(std::size_t end) { return random_() % end; }

    struct Fault {
        bool broken = false;
        int variant = 0;  // what is seen of it
    };

    static base::Time evening(int week) { return monday(week) + std::chrono::hours(12); }

    // On the Wednesday; what its attackers found is taken in twice, as happens.
    void hold_the_drill() {
        const base::Time at = monday(drill_week) + std::chrono::hours(58);
        must(app::hold_drill(*store_, {drill, "Diễn tập thực chiến", *base::parse_date(drill), {}, "", "", {}}, at));
        std::string table = "Đối tượng,Mã,Tồn tại,Mức độ,Minh chứng,Ngày\n";
        for (int i = 0; i < attacked; ++i) {
            const std::string site = "site-" + std::to_string(7 * i);
            const std::string reference = "R" + std::to_string(i);
            table += site + "," + reference + ",Trang quản trị mở ra Internet,Cao,ảnh màn hình,15/11/2023\n";
            const FindingKey key{
                {model::SubjectKind::website, site}, "drill.reported", std::string(drill) + "/" + reference};
            reported_[key] = {};
        }
        const std::string file = (directory_ / "drill.csv").string();
        must(base::write_file(file, table));
        EXPECT_EQ(must(app::import_drill_findings(*store_, drill, file, at)).summary.added, attacked);
        EXPECT_EQ(must(app::import_drill_findings(*store_, drill, file, at)).summary.unchanged, attacked);
    }

    // What the newest look of a person said of a finding of the drill, and whether a week has heard of it.
    struct Look {
        Outcome outcome = Outcome::fail;
        bool heard = false;
    };

    void expect_reported(int week) {
        for (auto& [key, look] : reported_) {
            const auto known = expected_.find(key);
            if (retired_.contains(key.subject)) {
                if (known != expected_.end()) known->second.close(week, "retired");
            } else if (look.outcome == Outcome::fail) {
                expected_[key].fail(week, 1, !look.heard);
            } else if (look.outcome == Outcome::unknown) {
                known->second.unseen(week);
            } else {
                known->second.close(week, "verified_fixed");
            }
            look.heard = true;
        }
    }

    // A second post looks again at some of what the attackers found, an hour after the day's work.
    void look_again(int week) {
        for (auto& [key, look] : reported_) {
            const auto known = expected_.find(key);
            if (known == expected_.end() || retired_.contains(key.subject) || below(100) >= 40) continue;
            const std::size_t chance = below(10);
            look = {chance < 4 ? Outcome::pass : chance < 8 ? Outcome::fail : Outcome::unknown, false};
            must(manager_->retest(key, look.outcome, "đội ứng cứu xem lại", evening(week) + std::chrono::hours(1)));
        }
    }

    void change_the_world(int week) {
        for (const FindingKey& key : keys_) {
            Fault& fault = faults_[key];
            if (!fault.broken && below(100) < (week == 0 ? 30U : 1U)) {
                fault = {true, static_cast<int>(below(2))};
            } else if (fault.broken && below(100) < 3) {
                fault.broken = false;
            }
        }
        if (week > 5 && below(6) == 0) retired_.insert(keys_[below(keys_.size())].subject);
    }

    void run(int week) {
        change_the_world(week);
        std::set<std::string> silent;
        for (int site = 0; site < sites; ++site) {
            const bool down = week == blocked_week ? site % 5 != 0 : below(100) < 4;
            if (down) silent.insert("site-" + std::to_string(site));
        }
        std::vector<model::Verdict> verdicts;
        for (const FindingKey& key : keys_) {
            const Fault& fault = faults_[key];
            model::Verdict verdict;
            verdict.subject = key.subject;
            verdict.rule = key.rule;
            verdict.severity = model::Severity::high;
            const bool forgiven = key.rule == "http.hsts" && week >= changed_week && fault.variant == 0;
            if (silent.contains(key.subject.id)) {
                verdict.outcome = Outcome::unknown;
                verdict.reason = "not_measured: timeout";
            } else {
                verdict.outcome = fault.broken && !forgiven ? Outcome::fail : Outcome::pass;
                const int seen = fault.broken ? fault.variant + 1 : 0;
                verdict.evidence = base::Object{{"facts", base::Object{{"seen", seen}}},
                                                {"observed_at", base::to_rfc3339(monday(week))}};
            }
            expect(week, key, verdict, fault.broken ? fault.variant + 1 : 0);
            verdicts.push_back(std::move(verdict));
        }
        for (const model::ReportedFinding& reported : must(store_->reported_findings(monday(week))))
            verdicts.push_back(model::verdict_of(reported));
        expect_reported(week);
        const std::string quarantine = week == blocked_week ? "quarantined" : "";
        const auto findings = must(store_->findings(monday(week)));
        const auto changes = remediation::settle(findings, verdicts, {retired_, quarantine}, monday(week));
        if (week == blocked_week) {
            for (const auto& closed : changes.closed)
                EXPECT_EQ(closed.kind, model::CloseKind::retired);
            EXPECT_GT(changes.unverified.size(), 100U);
        }
        must(store_->save_evaluation({0, monday(week), monday(week), "rules", std::nullopt}, verdicts, changes, {}));
        for (auto& [key, expected] : expected_)
            expected.run_out(week);
        if (week == weeks / 2) middle_head_ = must(store_->audit_head());
    }

    void expect(int week, const FindingKey& key, const model::Verdict& verdict, int seen) {
        const auto known = expected_.find(key);
        if (retired_.contains(key.subject)) {
            if (known != expected_.end()) known->second.close(week, "retired");
            return;
        }
        if (verdict.outcome == Outcome::fail) return expected_[key].fail(week, seen);
        if (known == expected_.end()) return;
        if (verdict.outcome == Outcome::unknown || week == blocked_week) return known->second.unseen(week);
        // what passes just as it had failed passes by the rule's doing
        known->second.close(week, seen == known->second.last_seen ? "rule_changed" : "verified_fixed");
    }

    void work(int week) {
        const base::Time evening = Year::evening(week);
        std::vector<model::FindingEvent> officer, manager;
        const auto say = [&](std::vector<model::FindingEvent>& by, const FindingKey& key, model::EventKind kind,
                             base::Value detail) {
            by.push_back({0, model::finding_id(key), evening, kind, {}, {}, std::move(detail)});
            expected_[key].note(week, std::string(name_of(kind)));
        };
        for (auto& [key, expected] : expected_) {
            if (!expected.open) continue;
            const std::size_t chance = below(100);
            if (chance < 8 && !expected.claimed) {
                say(officer, key, model::EventKind::claimed, base::Object{{"reason", "repaired"}});
                expected.claimed = true;
                if (below(2) == 0) faults_[key].broken = false;
            } else if (chance < 16 && !expected.repairing) {
                say(officer, key, model::EventKind::repair_begun, base::Object());
                expected.repairing = true;
            } else if (chance < 18 && expected.waived_through < 0) {
                const int through = 7 * week + static_cast<int>(below(60));
                const base::Date until = base::local_date(monday(0) + std::chrono::days(through));
                const base::Value detail = base::Object{
                    {"kind", "risk"}, {"until", base::to_iso_date(until)}, {"reason", "no money this year"}};
                say(officer, key, model::EventKind::waiver_asked, detail);
                say(manager, key, model::EventKind::waiver_approved, detail);
                expected.waived_through = through;
            }
        }
        must(store_->add_finding_events(officer, "finding.work", evening));
        must(manager_->add_finding_events(manager, "finding.approve", evening));
        look_again(week);
        if (week % 13 == 6) {
            for (const auto& [key, expected] : expected_)
                remembered_[week][model::finding_id(key)] = expected.state(week, 7 * week);
        }
    }

    void check_states(int week, base::Time at, int day) {
        std::map<FindingKey, std::string> found, wanted;
        for (const model::Finding& finding : must(store_->findings(at)))
            found[finding.key] = name_of(model::state_of(finding, monday(week), at));
        for (const auto& [key, expected] : expected_)
            wanted[key] = expected.state(week, day);
        EXPECT_EQ(found.size(), wanted.size());
        for (const auto& [key, state] : wanted)
            EXPECT_EQ(found[key], state) << key.subject.id << " " << key.rule << " week " << week;
    }

    std::mt19937 random_{20230102};
    std::filesystem::path directory_;
    std::string path_;
    std::optional<store::Store> store_, manager_;
    std::vector<FindingKey> keys_;
    std::map<FindingKey, Fault> faults_;
    std::set<model::SubjectRef> retired_;
    std::map<FindingKey, Expected> expected_;
    std::map<FindingKey, Look> reported_;
    std::map<int, std::map<std::string, std::string>> remembered_;
    std::string middle_head_;
};

TEST(ScriptedYear, tells_every_finding_as_the_model_does) {
    Year year;
    year.live();
    if (HasFailure()) return;
    year.check_histories();
    year.check_what_the_year_held();
    year.check_what_the_drill_left();
    year.check_the_past();
    year.check_the_store();
}

}  // namespace
}  // namespace attt
