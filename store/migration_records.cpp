#include "store/migration_records.h"

namespace attt::store {

// A record is never overwritten: what the office knew at any past moment can be asked. A withdrawn one is voided.
const char* const records_schema = R"sql(
CREATE TABLE record(
    record_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK(kind<>''),
    id TEXT NOT NULL CHECK(id<>''),
    UNIQUE(kind,id)) STRICT;

CREATE TABLE record_revision(
    record_id INTEGER NOT NULL REFERENCES record,
    revision INTEGER NOT NULL CHECK(revision>=1),
    recorded_at INTEGER NOT NULL,
    voided INTEGER NOT NULL DEFAULT 0 CHECK(voided IN(0,1)),
    actor TEXT NOT NULL,
    system_user TEXT NOT NULL,
    source TEXT NOT NULL,
    attributes TEXT NOT NULL CHECK(json_valid(attributes)),
    PRIMARY KEY(record_id,revision)) STRICT, WITHOUT ROWID;
CREATE TRIGGER record_revision_no_update BEFORE UPDATE ON record_revision
    BEGIN SELECT RAISE(ABORT,'record_revision is append-only'); END;
)sql";

}  // namespace attt::store
