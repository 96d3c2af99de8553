// What differs between two runs, and who is to be asked about it: the agencies, or our own ruler.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/judge.h"
#include "app/rescore.h"

namespace attt::app {

enum class Cause {
    agency,    // the server, its name or its record in the list is another than before
    rules,     // by the same rules nothing has changed
    ruler,     // the probe states its facts differently, or the trust store is another
    coverage,  // one of the two runs could not look, or did not
    time,      // the same facts, older: a certificate came nearer to its end
    several,   // the server and the ruler changed together, and cannot be told apart
};
inline constexpr std::array<std::string_view, 6> cause_names = {"agency",   "rules", "ruler",
                                                                "coverage", "time",  "several"};
inline std::string_view name_of(Cause cause) {
    return cause_names[static_cast<std::size_t>(cause)];
}

// A declared fact that has another value.
struct FactChange {
    model::SubjectRef subject;
    std::string name;  // "tls.versions"
    std::optional<model::Endpoint> endpoint;
    base::Value before;  // null: not stated
    base::Value after;
    bool by_ruler = false;  // may come from another version of the probe or another trust store
};

struct OutcomeDifference {
    OutcomeChange change;
    Cause cause = Cause::agency;
    std::vector<FactChange> facts;  // of those that the rule reads
};

struct PlaceDifference {
    model::SubjectRef subject;
    std::string probe;
    std::optional<model::Endpoint> endpoint;
    std::string reason;  // why it has no answer in the run that has none
};

// A run as it is compared.
struct RunView {
    model::Run run;
    std::vector<model::Observation> observations;
    ObservationsBySubject subjects;  // those of the run, with their inventory records
    base::Time at;                   // the end of the run
    std::string rules_hash;          // of the evaluation that followed; empty where there is none
    CombinedOutcomes recorded;       // by that evaluation
};

struct ProbeVersions {
    std::string probe;
    int before = 0;
    int after = 0;
};

struct RunDiff {
    model::Run before;
    model::Run after;
    bool rules_changed = false;  // the runs were judged by different rules
    bool trust_store_changed = false;
    std::vector<ProbeVersions> probes;  // those that state their facts differently
    std::vector<model::SubjectRef> only_before;
    std::vector<model::SubjectRef> only_after;
    std::vector<PlaceDifference> fell_silent;
    std::vector<PlaceDifference> answer_again;
    std::vector<OutcomeDifference> outcomes;  // sorted by cause, subject, rule
    std::vector<FactChange> facts;            // all that changed, with or without another outcome
    model::Inventory inventory;               // of the second, for names
};

// Pure. Both are read by `rules`, so that what differs then is not the rules; what differs only as recorded is.
RunDiff compare(const RunView& before, const RunView& after, const rules::RuleSet& rules);

// Errors: store.run_unknown, diff.unfinished (run), diff.same.
base::Result<RunDiff> diff_runs(store::Store& store, const rules::RuleSet& rules, std::int64_t before,
                                std::int64_t after);

}  // namespace attt::app
