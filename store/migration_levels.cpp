#include "store/migration_levels.h"

namespace attt::store {

// Each table only grows: what was recorded in error is answered by a further row. `actor` and `system_user` as in
// audit_event.
const char* const migration_levels = R"sql(
CREATE TABLE dossier_event(
    event_id INTEGER PRIMARY KEY,
    subject_id INTEGER NOT NULL REFERENCES subject,
    kind TEXT NOT NULL CHECK(kind IN('drafted','submitted','returned','appraised','approved','implemented','checked',
                                     'lapsed','withdrawn','changed','attached','expected','voided')),
    on_day TEXT NOT NULL CHECK(on_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    recorded_at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    system_user TEXT NOT NULL,
    detail TEXT NOT NULL CHECK(json_valid(detail))) STRICT;
CREATE INDEX dossier_event_subject ON dossier_event(subject_id,event_id);
CREATE TRIGGER dossier_event_no_update BEFORE UPDATE ON dossier_event
    BEGIN SELECT RAISE(ABORT,'dossier_event is append-only'); END;
CREATE TRIGGER dossier_event_no_delete BEFORE DELETE ON dossier_event
    BEGIN SELECT RAISE(ABORT,'dossier_event is append-only'); END;

CREATE TABLE level_answer(
    answer_id INTEGER PRIMARY KEY,
    subject_id INTEGER NOT NULL REFERENCES subject,
    component TEXT NOT NULL,
    question TEXT NOT NULL CHECK(question<>''),
    value TEXT NOT NULL CHECK(json_valid(value)),
    recorded_at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    system_user TEXT NOT NULL) STRICT;
CREATE INDEX level_answer_subject ON level_answer(subject_id,component,question,answer_id);
CREATE TRIGGER level_answer_no_update BEFORE UPDATE ON level_answer
    BEGIN SELECT RAISE(ABORT,'level_answer is append-only'); END;
CREATE TRIGGER level_answer_no_delete BEFORE DELETE ON level_answer
    BEGIN SELECT RAISE(ABORT,'level_answer is append-only'); END;

CREATE TABLE control_assessment(
    assessment_id INTEGER PRIMARY KEY,
    subject_id INTEGER NOT NULL REFERENCES subject,
    control TEXT NOT NULL CHECK(control<>''),
    recorded_at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    system_user TEXT NOT NULL,
    detail TEXT NOT NULL CHECK(json_valid(detail))) STRICT;
CREATE INDEX control_assessment_subject ON control_assessment(subject_id,control,assessment_id);
CREATE TRIGGER control_assessment_no_update BEFORE UPDATE ON control_assessment
    BEGIN SELECT RAISE(ABORT,'control_assessment is append-only'); END;
CREATE TRIGGER control_assessment_no_delete BEFORE DELETE ON control_assessment
    BEGIN SELECT RAISE(ABORT,'control_assessment is append-only'); END;
)sql";

}  // namespace attt::store
