#include "store/store.h"

#include "store/audit.h"
#include "store/connection.h"
#include "store/finding_events.h"
#include "store/impl.h"

namespace attt::store {

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

base::Result<Store> Store::create(const std::string& path, const Actor& actor) {
    const auto first_event = [&](SQLite::Database& database) -> base::Result<void> {
        const base::Value detail = base::Object{{"schema", migrations().back().version}};
        append_audit(database, actor, "store.create", "", detail, base::now());
        return {};
    };
    if (auto created = create_database(path, migrations(), first_event); !created) return base::fail(created.error());
    return open(path, actor);
}

Migrated migration_noted(const Actor& actor) {
    return [actor](SQLite::Database& database, int from) {
        append_sealing_audit(database, actor, "store.migrate", "",
                             {{"from", from}, {"to", migrations().back().version}}, base::now());
    };
}

base::Result<Store> Store::open(const std::string& path, const Actor& actor) {
    auto database = open_database(path, migrations(), migration_noted(actor));
    if (!database) return base::fail(database.error());
    return Store(std::make_unique<Impl>(std::move(*database), path, actor));
}

}  // namespace attt::store
