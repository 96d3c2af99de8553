#include "store/migration_runs.h"

namespace attt::store {

// A quarantined run counts for nothing until somebody accepts it; the counts say why it was held back. A rule set is
// kept as its files stood, so that any date can be read by the rules of any other.
const char* const migration_runs = R"sql(
ALTER TABLE run ADD COLUMN request TEXT NOT NULL DEFAULT '{}' CHECK(json_valid(request));
ALTER TABLE run ADD COLUMN planned INTEGER NOT NULL DEFAULT 0 CHECK(planned>=0);
ALTER TABLE run ADD COLUMN abandoned INTEGER NOT NULL DEFAULT 0 CHECK(abandoned IN(0,1));

CREATE TABLE quarantine(
    run_id INTEGER PRIMARY KEY REFERENCES run,
    at INTEGER NOT NULL,
    asked INTEGER NOT NULL CHECK(asked>=0),
    unanswered INTEGER NOT NULL CHECK(unanswered>=0),
    usual_asked INTEGER NOT NULL CHECK(usual_asked>=0),
    usual_unanswered INTEGER NOT NULL CHECK(usual_unanswered>=0),
    accepted_at INTEGER,
    accepted_by TEXT,
    reason TEXT,
    CHECK(unanswered<=asked AND usual_unanswered<=usual_asked),
    CHECK((accepted_at IS NULL)=(accepted_by IS NULL)),
    CHECK((accepted_at IS NULL)=(reason IS NULL)),
    CHECK(accepted_at>=at)) STRICT;

CREATE TABLE rule_set(
    rule_set_id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL CHECK(hash<>''),
    date TEXT NOT NULL,
    first_used INTEGER NOT NULL,
    files INTEGER NOT NULL REFERENCES blob,
    UNIQUE(hash,files)) STRICT;
)sql";

}  // namespace attt::store
