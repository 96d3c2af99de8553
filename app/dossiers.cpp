#include "app/dossiers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "app/known.h"
#include "app/levels.h"
#include "base/text.h"

namespace attt::app {

const model::InformationSystem* DossierBook::system(std::string_view id) const {
    const auto found = std::find_if(inventory.systems.begin(), inventory.systems.end(),
                                    [&](const auto& each) { return each.id == id; });
    return found == inventory.systems.end() ? nullptr : &*found;
}

base::Result<DossierBook> open_book(store::Store& store, const LevelData& data, base::Date as_of) {
    auto stated = stated_on(store, as_of, std::min(base::end_of_day(as_of) - base::Duration(1), base::now()));
    if (!stated) return tl::unexpected(stated.error());
    // what happened by that day, by all that is known today
    auto events = store.dossier_events(base::Time::max());
    if (!events) return tl::unexpected(events.error());
    DossierBook book{std::move(stated->inventory), std::move(stated->records), std::move(*events), {}, as_of};
    book.logs = rules::fold_all(book.events, data.levels, as_of);
    std::erase_if(book.logs, [](const auto& each) { return each.second.dossiers.empty(); });
    rules::add_from_inventory(book.logs, book.inventory, data.levels);
    return book;
}

std::vector<rules::Term> terms_in(const DossierBook& book, const LevelData& data, bool late) {
    std::vector<rules::Term> out;
    for (const auto& [system, log] : book.logs) {
        for (rules::Term& term : rules::terms_of(log, data.levels, data.calendar, book.as_of)) {
            if (!late || term.late > 0) out.push_back(std::move(term));
        }
    }
    std::stable_sort(out.begin(), out.end(), [](const rules::Term& a, const rules::Term& b) {
        if (a.done.has_value() != b.done.has_value()) return !a.done;
        return a.due.date < b.due.date;
    });
    return out;
}

base::Result<std::vector<rules::Attention>> review(store::Store& store, const DossierBook& book, const LevelData& data,
                                                   const rules::RuleSet& rules, const Workspace& workspace) {
    LevelQuery query;
    query.as_of = book.as_of;
    auto levels = propose_levels(store, rules, data, query);
    if (!levels) return tl::unexpected(levels.error());
    rules::AttentionInput input;
    input.inventory = &book.inventory;
    input.logs = &book.logs;
    input.as_of = book.as_of;
    for (const model::Record& record : book.records) {
        const auto on = record.counts_from();
        const std::string system = record.text("system");
        if (record.kind != model::RecordKind::assessment || system.empty() || !on || book.as_of < *on) continue;
        auto& last = input.assessed.try_emplace(system, *on).first->second;
        last = std::max(last, *on);
    }
    for (const Office& office : workspace.config.offices)
        input.bodies.specialised.push_back(office.name);
    // a level that only the inventory's own words give is no ground to doubt an approval
    for (const SystemLevel& level : *levels) {
        for (std::size_t i = 0; i < level.components.size(); ++i) {
            if (level.components[i].answers.size() > level.from_inventory[i].size())
                input.proposals.insert_or_assign(level.system.id, level.proposal);
        }
    }
    return rules::things_to_look_at(input, data.levels);
}

std::string sentence_of(const rules::Attention& attention, const base::Catalogue& texts) {
    base::MessageArguments arguments;
    for (const auto& [name, value] : attention.arguments) {
        std::string words = value;
        if (name == "role" || name == "expected") words = texts.text_or("role." + value, value);
        if (name == "part") words = texts.text_or("part." + value, value);
        if (name == "field") words = texts.text_or("field." + value, value);
        if (name == "inventory" || name == "log")
            words = texts.text_or("dossier_state." + value, texts.text_or("extent." + value, value));
        if (name == "parts") {
            std::vector<std::string> parts;
            for (const std::string& each : base::split(value, ','))
                parts.push_back(texts.text_or("part." + std::string(base::trim(each)), base::trim(each)));
            words = fmt::format("{}", fmt::join(parts, ", "));
        }
        arguments.emplace_back(name, words);
    }
    return texts.text("attention." + std::string(name_of(attention.kind)), arguments);
}

}  // namespace attt::app
