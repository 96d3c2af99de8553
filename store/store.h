// The workspace's memory: one SQLite file, and every SQL statement there is. WAL, foreign keys, STRICT tables, one
// writer, migrations that run forward after a backup. Nothing here judges. One Store per thread; not thread-safe by
// itself.
#pragma once

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
#include "model/finding.h"
#include "model/inventory.h"
#include "model/observation.h"
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
    // As recorded at `as_of`; the date that each record was last learnt is in `recorded`.
    base::Result<model::Inventory> inventory(base::Time as_of);
    base::Result<base::Time> recorded_at(const model::SubjectRef& subject, base::Time as_of);

    // --- runs ---
    base::Result<model::Run> begin_run(const model::Run& run);
    base::Result<void> end_run(std::int64_t run, base::Time at);
    // The newest run that did not end, for resuming.
    base::Result<std::optional<model::Run>> unfinished_run();
    base::Result<std::optional<model::Run>> last_run();
    // Subjects that this run has finished.
    base::Result<std::vector<model::SubjectRef>> done_in_run(std::int64_t run);
    // All observations of one visit, in one transaction: tasks for all, intervals for those that are ok, evidence by
    // hash.
    base::Result<void> save_visit(std::int64_t run, const model::SubjectRef& subject,
                                  const std::vector<model::Observation>& observations);
    // The newest attempt at each (probe, endpoint) of the newest run that tried the probe, at or before `as_of`: ok
    // ones with facts, failed ones with status and reason. For all subjects (sorted by subject) or for one.
    base::Result<std::vector<model::Observation>> latest_observations(
        base::Time as_of, const std::optional<model::SubjectRef>& subject = {});

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
    base::Result<std::optional<Evaluation>> last_evaluation(base::Time as_of);
    base::Result<std::optional<Evaluation>> evaluation_before(std::int64_t evaluation);
    // The verdicts in force at `as_of`.
    base::Result<std::vector<model::Verdict>> verdicts(base::Time as_of);
    base::Result<std::vector<MeasurementPoint>> measurement_points(const std::string& target,
                                                                   const std::string& agency);

    // --- findings ---
    // As of a time: episodes opened later do not exist yet, those closed later are open.
    base::Result<std::vector<model::Finding>> findings(base::Time as_of);
    struct FindingEvent {
        base::Time at;
        std::string kind;  // "opened", "reopened", "verified_fixed", "retired", "not_applicable", "unverified"
        std::string actor;
        base::Value detail;
    };
    base::Result<std::vector<FindingEvent>> finding_events(const std::string& finding);

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
    // The newest of each system and control, by system and control.
    base::Result<std::vector<model::ControlAssessment>> control_assessments(base::Time known_at);

    // --- audit ---
    base::Result<void> audit(const std::string& action, const std::string& object, const base::Value& detail,
                             base::Time at);
    // Hash of the newest audit event: printed in every issued document.
    base::Result<std::string> audit_head();
    struct Check {
        std::vector<base::Error> problems;  // store.integrity, store.foreign_key, store.chain_broken (seq)
        std::int64_t events = 0;
        bool head_found = true;  // whether `head` occurs in the chain
    };
    // Integrity, foreign keys, the chain; and whether `head` (when not empty) is in it.
    base::Result<Check> check(const std::string& head);

  private:
    class Impl;
    explicit Store(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace attt::store
