#include "store/audit.h"

#include "base/hash.h"
#include "base/json.h"
#include "store/blobs.h"
#include "store/impl.h"

namespace attt::store {
namespace {

struct Head {
    std::int64_t seq = 0;
    std::string hash = std::string(32, '\0');
};

Head newest(SQLite::Database& database) {
    SQLite::Statement row(database, "SELECT seq,hash FROM audit_event ORDER BY seq DESC LIMIT 1");
    if (!row.executeStep()) return {};
    return {integer_at(row, 0), text_at(row, 1)};
}

}  // namespace

std::string chained_hash(std::string_view previous, const AuditEvent& event) {
    const base::Value value = base::Object{{"seq", event.seq},       {"at", base::to_rfc3339(event.at)},
                                           {"actor", event.actor},   {"system_user", event.system_user},
                                           {"action", event.action}, {"object", event.object},
                                           {"detail", event.detail}};
    return sha256(base::hex(previous) + base::to_canonical_json(value));
}

void append_audit(SQLite::Database& database, const Actor& actor, const std::string& action, const std::string& object,
                  const base::Value& detail, base::Time at) {
    const Head head = newest(database);
    const AuditEvent event{head.seq + 1, at, actor.name, actor.system_user, action, object, detail};
    const std::string hash = chained_hash(head.hash, event);
    execute(database,
            "INSERT INTO audit_event(seq,at,actor,system_user,action,object,detail,prev_hash,hash) "
            "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9)",
            event.seq, at, actor.name, actor.system_user, action, object, base::to_canonical_json(detail),
            Bytes{head.hash}, Bytes{hash});
}

base::Result<void> Store::audit(const std::string& action, const std::string& object, const base::Value& detail,
                                base::Time at) {
    return guarded(impl_->path, [&]() -> base::Result<void> {
        WriteTransaction transaction(impl_->database);
        append_audit(impl_->database, impl_->actor, action, object, detail, at);
        transaction.commit();
        return {};
    });
}

base::Result<std::string> Store::audit_head() {
    return guarded(impl_->path, [&]() -> base::Result<std::string> { return base::hex(newest(impl_->database).hash); });
}

}  // namespace attt::store
