#include "store/migration_register.h"

namespace attt::store {

// Rows are only ever added: what was sent stays as it was, a later document takes its place. `detail` is what the audit
// event of the same name sealed.
const char* const migration_register = R"sql(
CREATE TABLE issued(
    issued_id INTEGER PRIMARY KEY,
    year INTEGER NOT NULL,
    number TEXT NOT NULL CHECK(number<>''),
    detail TEXT NOT NULL CHECK(json_valid(detail)),
    supersedes INTEGER UNIQUE REFERENCES issued,
    recorded_at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    seq INTEGER NOT NULL UNIQUE REFERENCES audit_event,
    UNIQUE(year,number),
    CHECK(supersedes<>issued_id)) STRICT;

CREATE TABLE issued_file(
    issued_id INTEGER NOT NULL REFERENCES issued,
    name TEXT NOT NULL CHECK(name<>''),
    blob_id INTEGER NOT NULL REFERENCES blob,
    PRIMARY KEY(issued_id,name)) STRICT, WITHOUT ROWID;
CREATE INDEX issued_file_blob ON issued_file(blob_id);

CREATE TABLE delivery(
    delivery_id INTEGER PRIMARY KEY,
    issued_id INTEGER NOT NULL REFERENCES issued,
    detail TEXT NOT NULL CHECK(json_valid(detail)),
    recorded_at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    seq INTEGER NOT NULL UNIQUE REFERENCES audit_event) STRICT;
CREATE INDEX delivery_issued ON delivery(issued_id);

CREATE TRIGGER issued_no_update BEFORE UPDATE ON issued
    BEGIN SELECT RAISE(ABORT,'issued is append-only'); END;
CREATE TRIGGER issued_no_delete BEFORE DELETE ON issued
    BEGIN SELECT RAISE(ABORT,'issued is append-only'); END;
CREATE TRIGGER issued_file_no_update BEFORE UPDATE ON issued_file
    BEGIN SELECT RAISE(ABORT,'issued_file is append-only'); END;
CREATE TRIGGER issued_file_no_delete BEFORE DELETE ON issued_file
    BEGIN SELECT RAISE(ABORT,'issued_file is append-only'); END;
CREATE TRIGGER delivery_no_update BEFORE UPDATE ON delivery
    BEGIN SELECT RAISE(ABORT,'delivery is append-only'); END;
CREATE TRIGGER delivery_no_delete BEFORE DELETE ON delivery
    BEGIN SELECT RAISE(ABORT,'delivery is append-only'); END;
)sql";

}  // namespace attt::store
