#include "store/schema.h"

#include <array>

#include "store/migration_computers.h"
#include "store/migration_external.h"
#include "store/migration_levels.h"
#include "store/migration_office.h"
#include "store/migration_records.h"
#include "store/migration_register.h"
#include "store/migration_runs.h"

namespace attt::store {
namespace {

// Times are INTEGER milliseconds since 1970 UTC; hashes are BLOB(32) SHA-256. A row that is "in force" has no end
// column where the next one ends it: two revisions cannot overlap. docs/store.md says why each table stands apart.
constexpr const char* version_1 = R"sql(
CREATE TABLE subject(
    subject_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK(kind IN('agency','system','website','computer')),
    id TEXT NOT NULL CHECK(id<>''),
    UNIQUE(kind,id)) STRICT;

CREATE TABLE blob(
    blob_id INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE CHECK(length(sha256)=32),
    media_type TEXT NOT NULL,
    body BLOB NOT NULL) STRICT;

CREATE TABLE import_batch(
    batch_id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    source TEXT NOT NULL,
    file_sha256 BLOB CHECK(length(file_sha256)=32),
    actor TEXT NOT NULL,
    system_user TEXT NOT NULL) STRICT;

CREATE TABLE import_row(
    batch_id INTEGER NOT NULL REFERENCES import_batch,
    ordinal INTEGER NOT NULL,
    line INTEGER NOT NULL,
    subject_id INTEGER REFERENCES subject,
    outcome TEXT NOT NULL CHECK(outcome IN('added','changed','unchanged','rejected')),
    raw INTEGER REFERENCES blob,
    problem TEXT NOT NULL,
    PRIMARY KEY(batch_id,ordinal),
    CHECK(outcome='rejected' OR subject_id IS NOT NULL)) STRICT, WITHOUT ROWID;
CREATE INDEX import_row_subject ON import_row(subject_id,batch_id) WHERE outcome<>'rejected';

CREATE TABLE subject_revision(
    subject_id INTEGER NOT NULL REFERENCES subject,
    revision INTEGER NOT NULL CHECK(revision>=1),
    valid_from INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    voided INTEGER NOT NULL DEFAULT 0 CHECK(voided IN(0,1)),
    batch_id INTEGER NOT NULL REFERENCES import_batch,
    attributes TEXT NOT NULL CHECK(json_valid(attributes)),
    PRIMARY KEY(subject_id,revision),
    CHECK(valid_from<=recorded_at)) STRICT, WITHOUT ROWID;

CREATE TABLE run(
    run_id INTEGER PRIMARY KEY,
    started INTEGER NOT NULL,
    ended INTEGER CHECK(ended>=started),
    seed INTEGER NOT NULL,
    program_version TEXT NOT NULL,
    trust_store TEXT NOT NULL) STRICT;

CREATE TABLE visit(
    run_id INTEGER NOT NULL REFERENCES run,
    subject_id INTEGER NOT NULL REFERENCES subject,
    at INTEGER NOT NULL,
    PRIMARY KEY(run_id,subject_id)) STRICT, WITHOUT ROWID;

CREATE TABLE locus(
    locus_id INTEGER PRIMARY KEY,
    subject_id INTEGER NOT NULL REFERENCES subject,
    probe TEXT NOT NULL CHECK(probe<>''),
    endpoint TEXT NOT NULL,
    UNIQUE(subject_id,probe,endpoint)) STRICT;

CREATE TABLE task(
    locus_id INTEGER NOT NULL REFERENCES locus,
    run_id INTEGER NOT NULL REFERENCES run,
    at INTEGER NOT NULL,
    status TEXT NOT NULL CHECK(status IN('ok','unreachable','refused','timeout','blocked','protocol_error',
                                              'not_applicable')),
    reason TEXT NOT NULL,
    PRIMARY KEY(locus_id,run_id)) STRICT, WITHOUT ROWID;

CREATE TABLE observation(
    locus_id INTEGER NOT NULL,
    first_run INTEGER NOT NULL,
    last_run INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    seen INTEGER NOT NULL CHECK(seen>=1),
    facts INTEGER NOT NULL REFERENCES blob,
    facts_version INTEGER NOT NULL,
    trust_store TEXT NOT NULL,
    measures TEXT NOT NULL CHECK(json_valid(measures)),
    PRIMARY KEY(locus_id,first_run),
    FOREIGN KEY(locus_id,first_run) REFERENCES task(locus_id,run_id),
    FOREIGN KEY(locus_id,last_run) REFERENCES task(locus_id,run_id),
    CHECK(first_run<=last_run),
    CHECK(first_seen<=last_seen)) STRICT, WITHOUT ROWID;

CREATE TABLE evidence(
    locus_id INTEGER NOT NULL,
    first_run INTEGER NOT NULL,
    role TEXT NOT NULL,
    blob_id INTEGER NOT NULL REFERENCES blob,
    PRIMARY KEY(locus_id,first_run,role,blob_id),
    FOREIGN KEY(locus_id,first_run) REFERENCES observation(locus_id,first_run)) STRICT, WITHOUT ROWID;

CREATE TABLE evaluation(
    evaluation_id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    as_of INTEGER NOT NULL,
    rules_hash TEXT NOT NULL,
    run_id INTEGER REFERENCES run) STRICT;
CREATE INDEX evaluation_at ON evaluation(at);

CREATE TABLE rule(
    rule_id INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK(id<>'')) STRICT;

CREATE TABLE verdict(
    verdict_id INTEGER PRIMARY KEY,
    subject_id INTEGER NOT NULL REFERENCES subject,
    rule_id INTEGER NOT NULL REFERENCES rule,
    instance TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    rule_version INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK(outcome IN('pass','fail','unknown','not_applicable')),
    severity TEXT NOT NULL CHECK(severity IN('critical','high','medium','low','info')),
    reason TEXT NOT NULL,
    evidence INTEGER NOT NULL REFERENCES blob,
    first_observed INTEGER,
    last_observed INTEGER,
    from_evaluation INTEGER NOT NULL REFERENCES evaluation,
    to_evaluation INTEGER REFERENCES evaluation,
    CHECK(to_evaluation>from_evaluation),
    CHECK((first_observed IS NULL)=(last_observed IS NULL))) STRICT;
CREATE UNIQUE INDEX verdict_open ON verdict(subject_id,rule_id,instance,endpoint) WHERE to_evaluation IS NULL;
CREATE INDEX verdict_closed ON verdict(to_evaluation,from_evaluation) WHERE to_evaluation IS NOT NULL;

CREATE TABLE finding(
    finding_id INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    subject_id INTEGER NOT NULL REFERENCES subject,
    rule_id INTEGER NOT NULL REFERENCES rule,
    instance TEXT NOT NULL,
    UNIQUE(subject_id,rule_id,instance)) STRICT;

CREATE TABLE episode(
    finding_id INTEGER NOT NULL REFERENCES finding,
    number INTEGER NOT NULL CHECK(number>=1),
    opened INTEGER NOT NULL,
    opened_by INTEGER NOT NULL REFERENCES evaluation,
    closed INTEGER,
    closed_by INTEGER REFERENCES evaluation,
    close_kind TEXT CHECK(close_kind IN('verified_fixed','retired','not_applicable')),
    PRIMARY KEY(finding_id,number),
    CHECK(closed>=opened),
    CHECK((closed IS NULL)=(close_kind IS NULL)),
    CHECK((closed IS NULL)=(closed_by IS NULL))) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX episode_open ON episode(finding_id) WHERE closed IS NULL;

CREATE TABLE finding_detail(
    finding_id INTEGER NOT NULL REFERENCES finding,
    from_evaluation INTEGER NOT NULL REFERENCES evaluation,
    through_evaluation INTEGER NOT NULL REFERENCES evaluation,
    severity TEXT NOT NULL CHECK(severity IN('critical','high','medium','low','info')),
    evidence INTEGER NOT NULL REFERENCES blob,
    first_observed INTEGER,
    last_observed INTEGER,
    endpoint TEXT NOT NULL,
    unverified_reason TEXT NOT NULL,
    last_failed INTEGER,
    PRIMARY KEY(finding_id,from_evaluation),
    CHECK(through_evaluation>=from_evaluation),
    CHECK((unverified_reason='')=(last_failed IS NULL))) STRICT, WITHOUT ROWID;

CREATE TABLE finding_event(
    event_id INTEGER PRIMARY KEY,
    finding_id INTEGER NOT NULL REFERENCES finding,
    at INTEGER NOT NULL,
    evaluation_id INTEGER REFERENCES evaluation,
    kind TEXT NOT NULL CHECK(kind IN('opened','reopened','verified_fixed','retired','not_applicable','unverified')),
    actor TEXT NOT NULL,
    detail TEXT NOT NULL CHECK(json_valid(detail))) STRICT;
CREATE INDEX finding_event_finding ON finding_event(finding_id);
CREATE TRIGGER finding_event_no_update BEFORE UPDATE ON finding_event
    BEGIN SELECT RAISE(ABORT,'finding_event is append-only'); END;
CREATE TRIGGER finding_event_no_delete BEFORE DELETE ON finding_event
    BEGIN SELECT RAISE(ABORT,'finding_event is append-only'); END;

CREATE TABLE measurement_point(
    target TEXT NOT NULL CHECK(target<>''),
    agency TEXT NOT NULL,
    evaluation_id INTEGER NOT NULL REFERENCES evaluation,
    at INTEGER NOT NULL,
    numerator INTEGER NOT NULL CHECK(numerator>=0),
    denominator INTEGER NOT NULL CHECK(denominator>=0),
    unknown INTEGER NOT NULL CHECK(unknown>=0),
    excluded INTEGER NOT NULL CHECK(excluded>=0),
    PRIMARY KEY(target,agency,evaluation_id)) STRICT, WITHOUT ROWID;

CREATE TABLE audit_event(
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    system_user TEXT NOT NULL,
    action TEXT NOT NULL CHECK(action<>''),
    object TEXT NOT NULL,
    detail TEXT NOT NULL CHECK(json_valid(detail)),
    prev_hash BLOB NOT NULL CHECK(length(prev_hash)=32),
    hash BLOB NOT NULL UNIQUE CHECK(length(hash)=32)) STRICT;
CREATE TRIGGER audit_event_next BEFORE INSERT ON audit_event
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq),0)+1 FROM audit_event)
      OR NEW.prev_hash IS NOT coalesce((SELECT hash FROM audit_event ORDER BY seq DESC LIMIT 1),zeroblob(32))
    BEGIN SELECT RAISE(ABORT,'an audit event follows the newest one'); END;
CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
    BEGIN SELECT RAISE(ABORT,'audit_event is append-only'); END;
CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
    BEGIN SELECT RAISE(ABORT,'audit_event is append-only'); END;
)sql";

}  // namespace

std::span<const Migration> migrations() {
    static const std::array steps = {
        Migration{1, version_1},          Migration{2, migration_levels}, Migration{3, migration_findings},
        Migration{4, migration_runs},     Migration{5, records_schema},   Migration{6, computers_sql},
        Migration{7, migration_external}, Migration{8, migration_office}, Migration{9, migration_register}};
    return steps;
}

}  // namespace attt::store
