// settle() over random histories, against a model of a finding that is small enough to be seen to be right.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "remediation/settle.h"
#include "tests/unit/remediation/notation.h"

namespace attt {
namespace {

using model::CloseKind;
using model::FindingKey;
using model::Outcome;

// What a finding should be, from the outcomes alone.
struct Expected {
    int episodes = 0;
    bool open = false;
    std::optional<CloseKind> last_close;
    bool unverified = false;

    void close(CloseKind kind) {
        open = false;
        last_close = kind;
        unverified = false;
    }

    void judge(const std::multiset<Outcome>& outcomes) {
        if (outcomes.empty()) return;
        if (outcomes.contains(Outcome::fail)) {
            episodes += open ? 0 : 1;
            open = true;
            unverified = false;
            return;
        }
        if (!open) return;
        if (outcomes.contains(Outcome::unknown)) {
            unverified = true;
            return;
        }
        close(outcomes.contains(Outcome::pass) ? CloseKind::verified_fixed : CloseKind::not_applicable);
    }
};

class History {
  public:
    explicit History(unsigned seed) : random_(seed) {}

    // One evaluation: some keys are judged at up to three endpoints, now and then a subject is retired.
    void step() {
        std::vector<model::Verdict> verdicts;
        std::map<FindingKey, std::multiset<Outcome>> outcomes;
        for (const FindingKey& key : keys_) {
            const std::size_t endpoints = below(4);
            for (std::uint16_t port = 1; port <= endpoints; ++port) {
                const auto outcome = static_cast<Outcome>(below(4));
                verdicts.push_back({key.subject, key.rule, 1, key.instance, model::Endpoint{"192.0.2.1", port}, outcome,
                                    static_cast<model::Severity>(below(5)), outcome == Outcome::unknown ? "stale" : "",
                                    base::Object()});
                outcomes[key].insert(outcome);
            }
        }
        if (below(10) == 0)
            retired_.insert(keys_[below(keys_.size())].subject);
        else if (below(10) == 0)
            retired_.clear();

        const auto changes = remediation::settle(findings_, verdicts, {retired_, {}}, now());
        expect_order_independence(changes, verdicts);
        findings_ = tests::applied(std::move(findings_), changes);
        for (const FindingKey& key : keys_) {
            Expected& expected = expected_[key];
            if (!retired_.contains(key.subject))
                expected.judge(outcomes[key].empty() ? said_of_the_rule(outcomes, key) : outcomes[key]);
            else if (expected.open)
                expected.close(CloseKind::retired);
        }
        ++steps_;
    }

    void compare() const {
        for (const auto& [key, expected] : expected_) {
            const auto found =
                std::find_if(findings_.begin(), findings_.end(), [&](const auto& f) { return f.key == key; });
            if (expected.episodes == 0) {
                EXPECT_EQ(found, findings_.end());
                continue;
            }
            ASSERT_NE(found, findings_.end());
            EXPECT_EQ(static_cast<int>(found->episodes.size()), expected.episodes);
            EXPECT_EQ(found->is_open(), expected.open);
            for (std::size_t i = 0; i < found->episodes.size(); ++i)
                EXPECT_EQ(found->episodes[i].number, static_cast<int>(i) + 1);
            if (expected.open) {
                EXPECT_EQ(!found->unverified_reason.empty(), expected.unverified);
                const bool regressed = model::state_of(*found, now(), now()) == model::FindingState::regressed;
                EXPECT_EQ(regressed, expected.episodes > 1);
            } else {
                EXPECT_EQ(found->episodes.back().close_kind, expected.last_close);
            }
        }
    }

  private:
    // Of a key that was not judged only what holds of the whole rule counts: it applies nowhere at the subject, or it
    // could not be judged as a whole.
    static std::multiset<Outcome> said_of_the_rule(const std::map<FindingKey, std::multiset<Outcome>>& outcomes,
                                                   const FindingKey& key) {
        bool said = false, applies = false;
        for (const auto& [other, each] : outcomes) {
            if (other.subject != key.subject || other.rule != key.rule || each.empty()) continue;
            if (other.instance.empty() && each.contains(Outcome::unknown)) return {Outcome::unknown};
            said = true;
            applies = applies || each.count(Outcome::not_applicable) != each.size();
        }
        if (!said || applies) return {};
        return {Outcome::not_applicable};
    }

    std::size_t below(std::size_t end) { return random_() % end; }
    base::Time now() const { return base::Time{} + std::chrono::hours(24 * 7 * (steps_ + 1)); }

    void expect_order_independence(const model::Changes& changes, std::vector<model::Verdict> verdicts) {
        std::shuffle(verdicts.begin(), verdicts.end(), random_);
        auto findings = findings_;
        std::shuffle(findings.begin(), findings.end(), random_);
        const auto again = remediation::settle(findings, verdicts, {retired_, {}}, now());
        EXPECT_EQ(tests::lines_of(again, findings), tests::lines_of(changes, findings));
    }

    static std::vector<FindingKey> some_keys() {
        std::vector<FindingKey> keys;
        for (const char* site : {"site-a", "site-b", "site-c"}) {
            for (const char* rule : {"dns.caa", "http.cookie-secure"}) {
                for (const char* instance : {"", "session"})
                    keys.push_back({{model::SubjectKind::website, site}, rule, instance});
            }
        }
        return keys;
    }

    std::mt19937 random_;
    const std::vector<FindingKey> keys_ = some_keys();
    std::vector<model::Finding> findings_;
    std::set<model::SubjectRef> retired_;
    std::map<FindingKey, Expected> expected_;
    int steps_ = 0;
};

TEST(SettleProperty, follows_the_model_over_random_histories) {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        History history(seed);
        for (int step = 0; step < 40; ++step) {
            history.step();
            history.compare();
            if (testing::Test::HasFailure()) return;
        }
    }
}

}  // namespace
}  // namespace attt
