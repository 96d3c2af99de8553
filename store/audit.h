// The chain of audit events: each carries the hash of the one before it.
#pragma once

#include <string>

#include "store/sql.h"
#include "store/store.h"

namespace attt::store {

struct AuditEvent {
    std::int64_t seq = 0;
    base::Time at;
    std::string actor;
    std::string system_user;
    std::string action;
    std::string object;
    base::Value detail = base::Object();
};

// SHA-256 (32 bytes) over the 64 hexadecimal digits of the previous event's hash and the event's canonical JSON.
std::string chained_hash(std::string_view previous, const AuditEvent& event);

// REQUIRES: a write transaction is open, so that no other event slips in between.
void append_audit(SQLite::Database& database, const Actor& actor, const std::string& action, const std::string& object,
                  const base::Value& detail, base::Time at);

}  // namespace attt::store
