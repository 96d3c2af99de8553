#include "app/known.h"

#include "rules/measure.h"

namespace attt::app {

base::Result<Stated> stated_on(store::Store& store, base::Date as_of, base::Time known) {
    auto inventory = store.inventory(known);
    if (!inventory) return tl::unexpected(inventory.error());
    auto records = store.records(known);
    if (!records) return tl::unexpected(records.error());
    rules::apply_states(*records, as_of, *inventory);
    return Stated{std::move(*inventory), std::move(*records)};
}

base::Result<Known> known_on(store::Store& store, const rules::LevelRules& levels, base::Date as_of, base::Time known) {
    auto stated = stated_on(store, as_of, known);
    if (!stated) return tl::unexpected(stated.error());
    auto events = store.dossier_events(known);
    if (!events) return tl::unexpected(events.error());
    Known out{std::move(stated->inventory), std::move(stated->records), {}, {}};
    out.logs = rules::fold_all(*events, levels, as_of);
    std::erase_if(out.logs, [](const auto& each) { return each.second.dossiers.empty(); });
    out.differences = rules::join_logs(out.logs, out.inventory);
    rules::add_from_inventory(out.logs, out.inventory, levels);
    return out;
}

}  // namespace attt::app
