// Dossiers, terms and things to look at as JSON.
#include "app/dossiers.h"

namespace attt::app {
namespace {

base::Value act_value(const rules::Act& act) {
    base::Object out;
    if (act.on.ok()) out.set("on", base::to_iso_date(act.on));
    if (!act.number.empty()) out.set("number", act.number);
    if (!act.body.empty()) out.set("body", act.body);
    if (!act.role.empty()) out.set("role", act.role);
    if (act.level) out.set("level", *act.level);
    return out;
}

}  // namespace

base::Value to_value(const rules::Dossier& dossier, const LevelData& data) {
    base::Object out{{"number", dossier.number}, {"state", name_of(dossier.state)}, {"regime", dossier.regime}};
    if (dossier.from_inventory) out.set("from_inventory", true);
    if (const auto level = dossier.level()) out.set("level", *level);
    if (dossier.proposed_level) out.set("proposed_level", *dossier.proposed_level);
    if (!dossier.criteria.empty()) out.set("criteria", dossier.criteria);
    const auto act = [&](const char* key, const std::optional<rules::Act>& value) {
        if (value) out.set(key, act_value(*value));
    };
    act("drafted", dossier.drafted);
    act("submitted", dossier.submitted);
    act("returned", dossier.returned);
    act("appraised", dossier.appraised);
    act("approved", dossier.approved);
    act("regulation", dossier.regulation);
    const auto day = [&](const char* key, const std::optional<base::Date>& value) {
        if (value) out.set(key, base::to_iso_date(*value));
    };
    if (!dossier.extent.empty()) out.set("extent", dossier.extent);
    day("fully_implemented", dossier.fully_implemented);
    day("checked_before_use", dossier.checked_before_use);
    day("checked_periodically", dossier.checked_periodically);
    day("expected_approval", dossier.expected_approval);
    day("expected_implementation", dossier.expected_implementation);
    day("changed", dossier.changed);
    const rules::Regime* regime = data.levels.regime(dossier.regime);
    if (regime != nullptr && !dossier.from_inventory) {
        base::Array parts;
        for (const rules::ChecklistItem& item : rules::checklist(dossier, *regime)) {
            base::Array files;
            for (const model::AttachedFile& file : item.files)
                files.emplace_back(base::Object{{"name", file.name}, {"sha256", file.sha256}, {"size", file.size}});
            parts.emplace_back(
                base::Object{{"part", item.part->id}, {"present", item.present}, {"files", std::move(files)}});
        }
        out.set("parts", std::move(parts));
    }
    base::Array events;
    for (const model::DossierEvent& event : dossier.events) {
        base::Object one{{"id", event.id},
                         {"kind", name_of(event.kind)},
                         {"on", base::to_iso_date(event.on)},
                         {"recorded_at", base::to_rfc3339(event.recorded_at)},
                         {"actor", event.actor},
                         {"detail", model::detail_of(event)}};
        events.emplace_back(std::move(one));
    }
    if (!events.empty()) out.set("events", std::move(events));
    return out;
}

base::Value to_value(const rules::DossierCounts& counts) {
    return base::Object{{"managed", counts.managed},
                        {"classified", counts.classified},
                        {"built", counts.built},
                        {"submitted", counts.submitted},
                        {"appraised", counts.appraised},
                        {"approved", counts.approved},
                        {"implemented", counts.implemented},
                        {"checked", counts.checked},
                        {"checked_periodically", counts.checked_periodically}};
}

base::Value to_value(const DossierBook& book, const LevelData& data) {
    base::Array systems;
    for (const model::InformationSystem& system : book.inventory.systems) {
        base::Array dossiers;
        if (const auto log = book.logs.find(system.id); log != book.logs.end()) {
            for (const rules::Dossier& dossier : log->second.dossiers)
                dossiers.push_back(to_value(dossier, data));
        }
        systems.emplace_back(base::Object{{"system", system.id},
                                          {"agency", system.agency},
                                          {"lifecycle", system.lifecycle},
                                          {"dossiers", std::move(dossiers)}});
    }
    return base::Object{{"schema", "attt.dossiers/1"},
                        {"as_of", base::to_iso_date(book.as_of)},
                        {"counts", to_value(rules::count(book.inventory, book.logs))},
                        {"systems", std::move(systems)}};
}

base::Value to_value(const std::vector<rules::Term>& terms, base::Date as_of) {
    base::Array rows;
    for (const rules::Term& term : terms) {
        base::Object row{{"system", term.system},
                         {"step", term.step},
                         {"from", base::to_iso_date(term.from)},
                         {"due", base::to_iso_date(term.due.date)},
                         {"provisional", term.due.provisional},
                         {"unit", term.unit == rules::DayUnit::working ? "working" : "calendar"},
                         {"late", term.late},
                         {"clause", term.clause}};
        if (!term.due.confidence.empty()) row.set("days_off_confidence", term.due.confidence);
        if (term.done) row.set("done", base::to_iso_date(*term.done));
        rows.emplace_back(std::move(row));
    }
    return base::Object{{"schema", "attt.terms/1"}, {"as_of", base::to_iso_date(as_of)}, {"terms", std::move(rows)}};
}

base::Value to_value(const std::vector<rules::Attention>& attentions, const base::Catalogue& texts, base::Date as_of) {
    base::Array rows;
    for (const rules::Attention& each : attentions) {
        base::Object row{{"kind", name_of(each.kind)},
                         {"subject", base::Object{{"kind", name_of(each.subject.kind)}, {"id", each.subject.id}}},
                         {"agency", each.agency},
                         {"text", sentence_of(each, texts)}};
        if (!each.clause.empty()) row.set("clause", each.clause);
        rows.emplace_back(std::move(row));
    }
    return base::Object{
        {"schema", "attt.attention/1"}, {"as_of", base::to_iso_date(as_of)}, {"things", std::move(rows)}};
}

}  // namespace attt::app
