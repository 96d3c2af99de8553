// The workspace's memory: one SQLite file, and every SQL statement there is. WAL, foreign keys, STRICT tables, one
// writer, migrations that run forward after a backup. Nothing here judges. One Store per thread; not thread-safe by
// itself.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "model/computer_link.h"
#include "model/computer_record.h"
#include "model/control.h"
#include "model/dossier.h"
#include "model/drill.h"
#include "model/finding.h"
#include "model/inventory.h"
#include "model/observation.h"
#include "model/record.h"
#include "model/scan.h"
#include "model/verdict.h"

namespace attt::store {

// Who did it: the actor claimed (--as) and the operating system's user.
struct Actor {
    std::string name;
    std::string system_user;
};

struct ImportRow {
    model::SubjectRef subject;
    int line = 0;
    std::string raw;      // JSON of the row as it stood, personal data masked
    std::string outcome;  // "added", "changed", "unchanged", "rejected"
    std::string problem;
};

struct ImportSummary {
    int added = 0;
    int changed = 0;
    int unchanged = 0;
};

struct Evaluation {
    std::int64_t id = 0;
    base::Time at;     // when it was made
    base::Time as_of;  // what date it judges
    std::string rules_hash;
    std::optional<std::int64_t> run;
};

// A past point of a target, for trends: kept at each evaluation.
struct MeasurementPoint {
    std::string target;
    std::string agency;  // empty: the whole population
    base::Time at;
    std::int64_t numerator = 0, denominator = 0, unknown = 0, excluded = 0;
};

enum class Role { officer, agency, auditor };
inline constexpr std::array<std::string_view, 3> role_names = {"officer", "agency", "auditor"};
inline std::string_view name_of(Role role) {
    return role_names[static_cast<std::size_t>(role)];
}
struct RoleHolder {
    std::string post;
    Role role = Role::officer;
    std::string agency;  // of role agency: whose findings it speaks for
    base::Time since;
};

// Which findings; what is not set does not matter.
struct FindingFilter {
    std::optional<std::vector<std::string>> ids;
    std::optional<std::vector<model::SubjectRef>> subjects;
    std::string rule;
    std::optional<model::Severity> severity;
    bool open = false;  // only those with an open episode
};

// A rule set that has judged: its own date and hash, and when it first did.
struct RuleSetRecord {
    std::int64_t id = 0;
    std::string hash;
    std::string date;  // "2026-03-01"; empty where its files have none
    base::Time first_used;
};

class Store {
  public:
    // Creates the file (mode 0600) with the newest schema. Error: store.exists.
    static base::Result<Store> create(const std::string& path, const Actor& actor);
    // Opens, migrating an older schema after a backup beside it. Errors: file.not_found, store.not_a_store, store.newer
    // (found, known), store.busy, store.read_only, store.damaged.
    static base::Result<Store> open(const std::string& path, const Actor& actor);
    Store(Store&&) noexcept;
    Store& operator=(Store&&) noexcept;
    ~Store();

    // --- inventory: revisions, so that any past date can be asked ---
    // Adds what is new and revises what differs, in one transaction with the raw rows and an audit event. Idempotent.
    base::Result<ImportSummary> import(const model::Inventory& inventory, const std::vector<ImportRow>& rows,
                                       const std::string& source_file, const std::string& file_sha256, base::Time at);
    // As recorded at `as_of`.
    base::Result<model::Inventory> inventory(base::Time as_of);
    // When a list last told of each subject, until `as_of`.
    base::Result<std::map<model::SubjectRef, base::Time>> recorded_times(base::Time as_of);

    // --- dated records (model/record.h): revisions too ---
    // Adds what is new and revises what differs, in one transaction with an audit event. Idempotent.
    base::Result<ImportSummary> save_records(const std::vector<model::Record>& records, const std::string& source,
                                             const std::string& sha256, base::Time at);
    // As known at a time, by kind and id. Dates inside the records are the caller's to compare.
    base::Result<std::vector<model::Record>> records(base::Time known_at);
    // Recorded by mistake: from `at` on it was never there; its past stays. Error: records.not_found.
    base::Result<void> void_record(model::RecordKind kind, const std::string& id, const std::string& reason,
                                   base::Time at);
    struct RecordRevision {
        model::Record record;
        bool voided = false;
    };
    // Who recorded what when, oldest first.
    base::Result<std::vector<RecordRevision>> record_history(model::RecordKind kind, const std::string& id);

    // --- runs: what one saw is judged once it has ended and while it is not held back by quarantine ---
    // `circumstances` (who was told beforehand, why outside the hours) go into the audit event beside what was asked.
    base::Result<model::Run> begin_run(const model::Run& run, const base::Object& circumstances = {});
    // Ends it, and holds it back in the same transaction where there is a quarantine.
    base::Result<void> end_run(std::int64_t run, base::Time at, const std::optional<model::Quarantine>& held_back = {});
    // Ends a run of which sites are left over.
    base::Result<void> abandon_run(std::int64_t run, base::Time at,
                                   const std::optional<model::Quarantine>& held_back = {});
    // Lets a quarantined run count from now on. Errors: store.run_unknown, store.run_not_held, store.reason_missing.
    base::Result<void> accept_run(std::int64_t run, const std::string& reason, base::Time at);
    // The newest run that did not end, for resuming.
    base::Result<std::optional<model::Run>> unfinished_run();
    base::Result<std::optional<model::Run>> last_run();
    base::Result<model::Run> run(std::int64_t id);  // store.run_unknown
    struct RunRecord {
        model::Run run;
        std::int64_t visited = 0;
        model::TaskCount tasks;
        std::optional<model::Quarantine> quarantine;
    };
    // Newest first, at most `most`.
    base::Result<std::vector<RunRecord>> run_records(std::size_t most);
    base::Result<model::TaskCount> task_count(std::int64_t run);
    // What the last runs before it that count (at most `most`, newest first) got from the sites and probes of `run`.
    // Runs that asked none of them are left out.
    base::Result<std::vector<model::TaskCount>> earlier_task_counts(std::int64_t run, std::size_t most);
    // What the run itself saw, each attempt of it, sorted by subject, probe and endpoint.
    base::Result<std::vector<model::Observation>> run_observations(std::int64_t run);
    // Fails with store.clock_back when something is recorded later than `now`: what a scan found now would seem older
    // than what it follows.
    base::Result<void> check_clock(base::Time now);
    // When it last finished a site.
    base::Result<std::optional<base::Time>> last_visit(std::int64_t run);
    // How long a write waits for another process before it gives up with store.busy; two seconds at first.
    void wait_for_others(base::Duration patience);
    // Subjects that this run has finished.
    base::Result<std::vector<model::SubjectRef>> done_in_run(std::int64_t run);
    // All observations of one visit, in one transaction: tasks for all, intervals for those that are ok, evidence by
    // hash.
    base::Result<void> save_visit(std::int64_t run, const model::SubjectRef& subject,
                                  const std::vector<model::Observation>& observations);
    // The newest attempt at each (probe, endpoint) of the newest run that tried the probe, at or before `as_of`: ok
    // ones with facts, failed ones with status and reason. For all subjects (sorted by subject) or for one. Only of
    // runs that have ended and that were not in quarantine at `as_of`.
    base::Result<std::vector<model::Observation>> latest_observations(
        base::Time as_of, const std::optional<model::SubjectRef>& subject = {});

    // The same of all subjects in portions, by subject and each subject whole, so that memory does not grow with their
    // number. An error of `take` ends it and is returned; `take` may not use the store.
    using TakeObservations = std::function<base::Result<void>(std::vector<model::Observation>)>;
    base::Result<void> latest_in_portions(base::Time as_of, const TakeObservations& take);

    // Of each subject at which `probe` saw more than one thing up to `as_of`, in runs that count: the facts that it saw
    // first, and those before the newest.
    struct Earlier {
        model::SubjectRef subject;
        base::Value first, previous;
        base::Time previous_seen;
    };
    base::Result<std::vector<Earlier>> earlier_facts(std::string_view probe, base::Time as_of,
                                                     const std::optional<model::SubjectRef>& subject = {});

    // --- computers as sources see them ---
    // The source as it now stands: its records take the place of those stored. `detail` goes into the audit event.
    base::Result<void> save_source(const model::ComputerSource& source, const base::Value& detail, base::Time at);
    base::Result<std::vector<model::ComputerSource>> computer_sources();  // by name
    // What an officer pinned, with the reason, in one transaction with an audit event.
    base::Result<void> save_pin(const model::ComputerPin& pin, base::Time at);
    base::Result<std::vector<model::ComputerPin>> computer_pins();
    // Links that were certain, for rule R1; their rule is in `reason`.
    base::Result<void> save_confirmed(const std::vector<model::ComputerPin>& links, base::Time at);
    base::Result<std::vector<model::ComputerPin>> confirmed_computers();

    // --- judgement ---
    // Stores an evaluation: verdicts as intervals (equal ones are extended), the changes of findings, the points of
    // targets, and one audit event, in one transaction.
    base::Result<Evaluation> save_evaluation(const Evaluation& evaluation, const std::vector<model::Verdict>& verdicts,
                                             const model::Changes& changes,
                                             const std::vector<MeasurementPoint>& points);
    // The same where only these subjects were judged: what was said of all others stays in force, and no target is
    // measured.
    base::Result<Evaluation> save_part_of_evaluation(const Evaluation& evaluation,
                                                     const std::vector<model::Verdict>& verdicts,
                                                     const model::Changes& changes,
                                                     const std::vector<model::SubjectRef>& judged);
    base::Result<std::optional<Evaluation>> last_evaluation(base::Time as_of);
    base::Result<std::optional<Evaluation>> evaluation_before(std::int64_t evaluation);
    // The verdicts in force at `as_of`.
    base::Result<std::vector<model::Verdict>> verdicts(base::Time as_of);
    // Of one rule, by subject, without what they stand on.
    base::Result<std::map<model::SubjectRef, model::Outcome>> outcomes(const std::string& rule, base::Time as_of);
    base::Result<std::vector<MeasurementPoint>> measurement_points(const std::string& target,
                                                                   const std::string& agency);

    // The evaluation that followed `run`: the first that names it. Nothing where there is none.
    base::Result<std::optional<Evaluation>> evaluation_of_run(std::int64_t run);
    // Rule sets by the files that they are made of (an object of relative name and text), kept once each, oldest date
    // first.
    base::Result<void> keep_rule_set(const RuleSetRecord& set, const base::Value& files);
    base::Result<std::vector<RuleSetRecord>> rule_sets();
    base::Result<base::Value> rule_set_files(std::int64_t id);

    // --- findings ---
    // As of a time: episodes opened later do not exist yet, those closed later are open.
    base::Result<std::vector<model::Finding>> findings(base::Time as_of, const FindingFilter& filter = {});
    // All that happened to it, in its order.
    base::Result<std::vector<model::FindingEvent>> finding_events(const std::string& finding);
    // Of each finding named, all its events up to number `through`; findings without any are left out.
    base::Result<std::map<std::string, std::vector<model::FindingEvent>>> finding_events(
        const std::vector<std::string>& findings, std::int64_t through);
    // The number of the newest event; 0 where there is none.
    base::Result<std::int64_t> newest_finding_event();
    // What people did, by this store's actor at `at`, in one transaction with one audit event `action` that seals them.
    // Errors: store.no_finding (id), store.clock_back.
    base::Result<void> add_finding_events(const std::vector<model::FindingEvent>& events, const std::string& action,
                                          base::Time at);

    // --- drills, and what people saw ---
    // Errors: store.drill_exists (id).
    base::Result<void> plan_drill(const model::Drill& drill);
    base::Result<std::vector<model::Drill>> drills();  // by date
    base::Result<void> hold_drill(const std::string& id, base::Date held, base::Time at);
    // Adds or revises by (drill, subject, reference). Error: store.no_drill (id).
    base::Result<ImportSummary> report_findings(const std::string& drill,
                                                const std::vector<model::ReportedFinding>& findings, base::Time at);
    base::Result<std::vector<model::ReportedFinding>> reported_findings(base::Time as_of);
    // A person looked again. Error: store.not_reported (finding).
    base::Result<void> retest(const model::FindingKey& key, model::Outcome outcome, const std::string& reason,
                              base::Time at);

    // --- people ---
    base::Result<std::optional<RoleHolder>> role_of(const std::string& post);
    base::Result<std::vector<RoleHolder>> roles();
    base::Result<void> set_role(const RoleHolder& holder);
    // Keeps bytes by their hash, which is returned (64 hexadecimal digits).
    base::Result<std::string> keep_bytes(std::string_view bytes, const std::string& media_type);

    // --- levels: dossiers, answers, controls; rows are only ever added ---
    // In one transaction, with an audit event each; the ids given.
    base::Result<std::vector<std::int64_t>> record_dossier_events(const std::vector<model::DossierEvent>& events,
                                                                  base::Time at);
    // As known at a time, in the order of recording.
    base::Result<std::vector<model::DossierEvent>> dossier_events(base::Time known_at);
    base::Result<void> record_level_answers(const std::vector<model::LevelAnswer>& answers, base::Time at);
    // The newest answer to each question, by system, component and question; those taken back are left out.
    base::Result<std::vector<model::LevelAnswer>> level_answers(base::Time known_at);
    // Those that say something new; how many they were.
    base::Result<int> record_control_assessments(const std::vector<model::ControlAssessment>& assessments,
                                                 base::Time at);
    // The newest of each system and control that was assessed by `as_of`, by system and control.
    base::Result<std::vector<model::ControlAssessment>> control_assessments(base::Time known_at, base::Date as_of);

    // --- audit ---
    base::Result<void> audit(const std::string& action, const std::string& object, const base::Value& detail,
                             base::Time at);
    // Hash of the newest audit event: printed in every issued document.
    base::Result<std::string> audit_head();
    struct Check {
        // store.integrity, store.foreign_key, store.chain_broken (seq), store.events_changed (first, last),
        // store.events_unsealed (first), store.episodes_differ (finding), store.finding_renamed (finding)
        std::vector<base::Error> problems;
        std::int64_t events = 0;
        bool head_found = true;  // whether `head` occurs in the chain
    };
    // Integrity, foreign keys, the chain and what it seals, episodes as the events tell them; and whether `head` (when
    // not empty) is in it.
    base::Result<Check> check(const std::string& head);

    // --- the file ---
    struct Backup {
        std::string head;  // of the audit chain in the copy
        std::int64_t bytes = 0;
        std::optional<base::Error> not_noted;  // the copy is sound, but its audit event could not be written
    };
    // A whole, checked copy in one file (mode 0600) that `open` takes, while others go on writing; with an audit event
    // in this store. Errors: store.backup_exists, store.disk_full, store.read_only, store.failed.
    base::Result<Backup> backup(const std::string& to, base::Time at);

  private:
    class Impl;
    friend class Access;  // of the functions that store/*.h declare beside this class
    explicit Store(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace attt::store
