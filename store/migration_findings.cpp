// What people do about findings: events with the system's user and sealed by the audit chain, roles, drills and what
// their attackers found.
#include "store/schema.h"

namespace attt::store {

const char* const migration_findings = R"sql(
CREATE TABLE episode_new(
    finding_id INTEGER NOT NULL REFERENCES finding,
    number INTEGER NOT NULL CHECK(number>=1),
    opened INTEGER NOT NULL,
    opened_by INTEGER NOT NULL REFERENCES evaluation,
    closed INTEGER,
    closed_by INTEGER REFERENCES evaluation,
    close_kind TEXT CHECK(close_kind IN('verified_fixed','retired','not_applicable','rule_changed')),
    PRIMARY KEY(finding_id,number),
    CHECK(closed>=opened),
    CHECK((closed IS NULL)=(close_kind IS NULL)),
    CHECK((closed IS NULL)=(closed_by IS NULL))) STRICT, WITHOUT ROWID;
INSERT INTO episode_new SELECT * FROM episode;
DROP TABLE episode;
ALTER TABLE episode_new RENAME TO episode;
CREATE UNIQUE INDEX episode_open ON episode(finding_id) WHERE closed IS NULL;

CREATE TABLE finding_event_new(
    event_id INTEGER PRIMARY KEY,
    finding_id INTEGER NOT NULL REFERENCES finding,
    at INTEGER NOT NULL,
    evaluation_id INTEGER REFERENCES evaluation,
    kind TEXT NOT NULL CHECK(kind<>''),
    actor TEXT NOT NULL,
    system_user TEXT NOT NULL,
    detail TEXT NOT NULL CHECK(json_valid(detail))) STRICT;
INSERT INTO finding_event_new(event_id,finding_id,at,evaluation_id,kind,actor,system_user,detail)
    SELECT event_id,finding_id,at,evaluation_id,kind,actor,'',detail FROM finding_event;
DROP TABLE finding_event;
ALTER TABLE finding_event_new RENAME TO finding_event;
CREATE INDEX finding_event_finding ON finding_event(finding_id);
CREATE INDEX finding_event_work ON finding_event(finding_id) WHERE kind NOT IN('opened','unverified');
CREATE TRIGGER finding_event_next BEFORE INSERT ON finding_event
    WHEN NEW.event_id IS NOT (SELECT coalesce(max(event_id),0)+1 FROM finding_event)
    BEGIN SELECT RAISE(ABORT,'a finding event follows the newest one'); END;
CREATE TRIGGER finding_event_no_update BEFORE UPDATE ON finding_event
    BEGIN SELECT RAISE(ABORT,'finding_event is append-only'); END;
CREATE TRIGGER finding_event_no_delete BEFORE DELETE ON finding_event
    BEGIN SELECT RAISE(ABORT,'finding_event is append-only'); END;

-- the events up to last_event that no earlier seal covers; the audit event holds their hash
CREATE TABLE finding_seal(
    last_event INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL UNIQUE REFERENCES audit_event) STRICT;
CREATE TRIGGER finding_seal_no_update BEFORE UPDATE ON finding_seal
    BEGIN SELECT RAISE(ABORT,'finding_seal is append-only'); END;
CREATE TRIGGER finding_seal_no_delete BEFORE DELETE ON finding_seal
    BEGIN SELECT RAISE(ABORT,'finding_seal is append-only'); END;

CREATE TABLE role_holder(
    post TEXT NOT NULL PRIMARY KEY CHECK(post<>''),
    role TEXT NOT NULL CHECK(role IN('officer','agency','auditor')),
    agency TEXT NOT NULL,
    since INTEGER NOT NULL,
    CHECK((role='agency')=(agency<>''))) STRICT, WITHOUT ROWID;

CREATE TABLE drill(
    drill_id INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK(id<>''),
    date TEXT NOT NULL,
    scope TEXT NOT NULL CHECK(json_valid(scope)),
    planned INTEGER NOT NULL,
    baseline INTEGER NOT NULL REFERENCES blob,
    held TEXT,
    actor TEXT NOT NULL,
    system_user TEXT NOT NULL) STRICT;

-- what a person saw: an attacking team's finding, and each look at it since
CREATE TABLE reported_finding(
    reported_id INTEGER PRIMARY KEY,
    drill_id INTEGER NOT NULL REFERENCES drill,
    subject_id INTEGER NOT NULL REFERENCES subject,
    reference TEXT NOT NULL CHECK(reference<>''),
    severity TEXT NOT NULL CHECK(severity IN('critical','high','medium','low','info')),
    title TEXT NOT NULL,
    evidence TEXT NOT NULL CHECK(json_valid(evidence)),
    observed INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    UNIQUE(drill_id,subject_id,reference)) STRICT;
CREATE TABLE retest(
    retest_id INTEGER PRIMARY KEY,
    reported_id INTEGER NOT NULL REFERENCES reported_finding,
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK(outcome IN('pass','fail','unknown')),
    reason TEXT NOT NULL CHECK(reason<>''),
    actor TEXT NOT NULL,
    system_user TEXT NOT NULL) STRICT;
CREATE INDEX retest_reported ON retest(reported_id);
)sql";

}  // namespace attt::store
