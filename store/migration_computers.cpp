#include "store/migration_computers.h"

namespace attt::store {

// A record is kept as the source's newest export has it; its times say how old it is. Links are computed, never stored;
// what people pinned and what was certain before is.
const char* const computers_sql = R"sql(
CREATE TABLE computer_source(
    source_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK(name<>''),
    format TEXT NOT NULL,
    as_of INTEGER NOT NULL,
    partial INTEGER NOT NULL CHECK(partial IN(0,1)),
    imported_at INTEGER NOT NULL) STRICT;

CREATE TABLE computer_record(
    source_id INTEGER NOT NULL REFERENCES computer_source,
    record TEXT NOT NULL CHECK(record<>''),
    body TEXT NOT NULL CHECK(json_valid(body)),
    PRIMARY KEY(source_id,record)) STRICT, WITHOUT ROWID;

CREATE TABLE computer_pin(
    source TEXT NOT NULL,
    record TEXT NOT NULL,
    computer TEXT NOT NULL,
    linked INTEGER NOT NULL CHECK(linked IN(0,1)),
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY(source,record,computer)) STRICT, WITHOUT ROWID;

CREATE TABLE computer_confirmed(
    source TEXT NOT NULL,
    record TEXT NOT NULL,
    computer TEXT NOT NULL,
    rule TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY(source,record)) STRICT, WITHOUT ROWID;
)sql";

}  // namespace attt::store
