#include "store/migration_office.h"

namespace attt::store {

// A file is noted before it is moved, a step before it begins and after it ends, a letter before it is offered to a
// server and after it took it: whoever starts after a crash reads here where to go on.
const char* const migration_office = R"sql(
CREATE TABLE inbox_file(
    inbox_id INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL CHECK(length(sha256)=32),
    name TEXT NOT NULL CHECK(name<>''),
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK(outcome IN('taken','partly','refused','known')),
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    system_user TEXT NOT NULL,
    detail TEXT NOT NULL CHECK(json_valid(detail)),
    moved_to TEXT) STRICT;
CREATE INDEX inbox_file_sha256 ON inbox_file(sha256);

CREATE TABLE office_run(
    office_run_id INTEGER PRIMARY KEY,
    cycle TEXT NOT NULL CHECK(cycle IN('daily','weekly','monthly')),
    started INTEGER NOT NULL,
    ended INTEGER,
    outcome TEXT NOT NULL DEFAULT '' CHECK(outcome IN('','done','failed','abandoned')),
    actor TEXT NOT NULL,
    system_user TEXT NOT NULL,
    CHECK((ended IS NULL)=(outcome=''))) STRICT;

CREATE TABLE office_step(
    office_run_id INTEGER NOT NULL REFERENCES office_run,
    step TEXT NOT NULL CHECK(step<>''),
    started INTEGER NOT NULL,
    attempts INTEGER NOT NULL CHECK(attempts>=1),
    ended INTEGER,
    outcome TEXT NOT NULL DEFAULT '' CHECK(outcome IN('','done','failed','postponed')),
    detail TEXT NOT NULL DEFAULT '{}' CHECK(json_valid(detail)),
    PRIMARY KEY(office_run_id,step)) STRICT, WITHOUT ROWID;

CREATE TABLE mail(
    mail_id INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL UNIQUE CHECK(message_id<>''),
    occasion TEXT NOT NULL CHECK(occasion<>''),
    recipient TEXT NOT NULL CHECK(recipient<>''),
    subject TEXT NOT NULL,
    message INTEGER NOT NULL REFERENCES blob,
    queued INTEGER NOT NULL,
    state TEXT NOT NULL CHECK(state IN('queued','sending','sent','refused','unsure')),
    attempts INTEGER NOT NULL DEFAULT 0,
    last_attempt INTEGER,
    last_answer TEXT NOT NULL DEFAULT '',
    sent INTEGER,
    UNIQUE(occasion,recipient),
    CHECK((state='sent')=(sent IS NOT NULL))) STRICT;

-- what was told in a letter and is not told again
CREATE TABLE mail_told(
    what TEXT NOT NULL PRIMARY KEY CHECK(what<>''),
    mail_id INTEGER NOT NULL REFERENCES mail) STRICT, WITHOUT ROWID;
)sql";

}  // namespace attt::store
