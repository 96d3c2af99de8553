#include "store/migration_external.h"

namespace attt::store {

// A report is one file of one source; a look is what it says of one host. A look without a subject waits until the
// inventory knows its host. What was said is never changed; only the subject of a look may be filled in later.
const char* const migration_external = R"sql(
CREATE TABLE external_report(
    report_id INTEGER PRIMARY KEY,
    source TEXT NOT NULL CHECK(source<>''),
    tool TEXT NOT NULL CHECK(tool<>''),
    version TEXT NOT NULL,
    format TEXT NOT NULL,
    file TEXT NOT NULL,
    file_sha256 BLOB NOT NULL CHECK(length(file_sha256)=32),
    started INTEGER,
    ended INTEGER,
    finished INTEGER NOT NULL CHECK(finished IN(0,1)),
    filter TEXT NOT NULL,
    recorded INTEGER NOT NULL,
    actor TEXT NOT NULL,
    system_user TEXT NOT NULL,
    assessment TEXT NOT NULL,
    results INTEGER NOT NULL CHECK(results>=0),
    left_out INTEGER NOT NULL CHECK(left_out>=0),
    UNIQUE(source,file_sha256)) STRICT;

CREATE TABLE external_look(
    report_id INTEGER NOT NULL REFERENCES external_report,
    ordinal INTEGER NOT NULL,
    subject_id INTEGER REFERENCES subject,
    at INTEGER NOT NULL,
    unmatched TEXT NOT NULL,
    body INTEGER NOT NULL REFERENCES blob,
    PRIMARY KEY(report_id,ordinal),
    CHECK((subject_id IS NULL)=(unmatched<>''))) STRICT, WITHOUT ROWID;
CREATE INDEX external_look_subject ON external_look(subject_id) WHERE subject_id IS NOT NULL;
CREATE TRIGGER external_look_no_delete BEFORE DELETE ON external_look
    BEGIN SELECT RAISE(ABORT,'external_look is append-only'); END;
)sql";

}  // namespace attt::store
