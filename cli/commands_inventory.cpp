// inventory, template
#include <algorithm>
#include <array>

#include "app/inventory_view.h"
#include "app/succession.h"
#include "app/template.h"
#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/terminal.h"

namespace attt::cli {
namespace {

using app::InventoryItem;
using inventory::ListKind;

base::Object as_json(const InventoryItem& item) {
    return {{"kind", name_of(item.kind)}, {"id", item.id},         {"name", item.name},
            {"agency", item.agency},      {"in_use", item.in_use}, {"attributes", item.attributes}};
}

void print_list(const Session& session, const std::vector<InventoryItem>& items) {
    if (session.arguments.json) {
        base::Array out;
        for (const InventoryItem& item : items)
            out.emplace_back(as_json(item));
        print_line(
            base::to_pretty_json(base::Value(base::Object{{"schema", "attt.inventory/1"}, {"items", std::move(out)}})));
        return;
    }
    TextTable table({session.texts.text("cli.col_kind"), session.texts.text("import.col_id"),
                     session.texts.text("import.col_name"), session.texts.text("inventory_view.col_agency"),
                     session.texts.text("inventory_view.col_state")});
    std::array<int, inventory::list_kinds.size()> counts = {};
    for (const InventoryItem& item : items) {
        ++counts.at(static_cast<std::size_t>(item.kind));
        table.add({session.texts.text("inventory_view." + std::string(table_name_of(item.kind))), item.id, item.name,
                   item.agency,
                   session.texts.text(item.in_use ? "inventory_view.in_use" : "inventory_view.out_of_use")});
    }
    if (!table.empty()) print(table.text());
    for (const ListKind kind : inventory::list_kinds) {
        const int count = counts.at(static_cast<std::size_t>(kind));
        if (count > 0)
            print_line(session.texts.text("inventory_count." + std::string(name_of(kind)),
                                          {{"count", std::to_string(count)}}));
    }
    if (items.empty()) print_line(session.texts.text("inventory_view.none"));
}

std::string shown(const base::Value& value) {
    const auto* text = value.if_string();
    return text != nullptr ? *text : base::to_json(value);
}

void print_one(const Session& session, const InventoryItem& item, const model::Inventory& inventory,
               const std::string& recorded) {
    const auto succession =
        item.kind == ListKind::agencies ? app::succession_of(inventory, item.id) : app::Succession{};
    if (session.arguments.json) {
        base::Object out = as_json(item);
        out.set("schema", "attt.inventory_item/1");
        out.set("recorded_at", recorded);
        if (!succession.predecessors.empty()) out.set("predecessors", succession.predecessors);
        print_line(base::to_pretty_json(base::Value(std::move(out))));
        return;
    }
    TextTable table(
        {session.texts.text("inventory_view.col_attribute"), session.texts.text("inventory_view.col_value")});
    for (const auto& [key, value] : *item.attributes.if_object())
        table.add(
            {session.texts.text_or("template." + std::string(name_of(item.kind)) + "." + key, key), shown(value)});
    for (const std::string& predecessor : succession.predecessors)
        table.add({session.texts.text("inventory_view.predecessor"), predecessor});
    table.add({session.texts.text("inventory_view.recorded"), recorded});
    print(table.text());
}

// The thing that is named, in whatever kind where none is said.
int show_one(const Session& session, store::Store& store, const model::Inventory& inventory,
             app::InventoryFilter filter, base::Date day) {
    filter.out_of_use = true;
    filter.officers = true;
    const auto items = app::list_inventory(inventory, filter, day);
    const auto found = std::find_if(items.begin(), items.end(), [&](const InventoryItem& item) {
        return item.id == session.arguments.id ||
               (item.kind == ListKind::websites && item.name == session.arguments.id);
    });
    if (found == items.end()) {
        std::vector<std::string> ids;
        for (const InventoryItem& item : items)
            ids.push_back(item.id);
        const auto near = ids.size() <= 20'000 ? base::nearest(session.arguments.id, ids) : std::nullopt;
        return session.refuse({base::ErrorCode::not_found,
                               near ? "inventory_view.unknown_near" : "inventory_view.unknown",
                               {{"id", session.arguments.id}, {"nearest", near.value_or("")}},
                               {}});
    }
    // an officer is kept with the agency
    const std::string& subject = found->kind == ListKind::officers ? found->agency : found->id;
    auto recorded = store.recorded_times(base::end_of_day(day));
    if (!recorded) return session.refuse(recorded.error());
    const auto when = recorded->find({subject_kind_of(found->kind), subject});
    print_one(session, *found, inventory, when != recorded->end() ? base::show_time(when->second) : "");
    return ExitCode::done;
}

}  // namespace

int run_inventory(const Session& session) {
    Opened opened = open_without_rules(session);
    if (!opened) return opened.code;
    const Arguments& arguments = session.arguments;
    auto day = session.as_of();
    if (!day) return session.refuse(day.error());
    auto inventory = opened.store->inventory(base::end_of_day(*day));
    if (!inventory) return session.refuse(inventory.error());
    const app::InventoryFilter filter{inventory::list_kind_of(arguments.kind), arguments.agency, arguments.text,
                                      arguments.state == "all"};
    if (!arguments.id.empty()) return show_one(session, *opened.store, *inventory, filter, *day);
    print_list(session, app::list_inventory(*inventory, filter, *day));
    return ExitCode::done;
}

int run_template(const Session& session) {
    auto bytes = app::list_template(*inventory::list_kind_of(session.arguments.kind), session.texts, base::now());
    if (!bytes) return session.refuse(bytes.error());
    if (auto written = base::write_file(session.arguments.out, *bytes); !written)
        return session.refuse(written.error());
    print_line(session.texts.text("inventory_view.template_written", {{"path", session.arguments.out}}));
    return ExitCode::done;
}

}  // namespace attt::cli
