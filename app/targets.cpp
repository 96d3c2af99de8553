#include "app/targets.h"

#include <algorithm>

#include "base/text.h"
#include "model/outcome.h"

namespace attt::app {

base::Time moment_of(base::Date as_of) {
    return std::min(base::end_of_day(as_of) - base::Duration(1), base::now());
}

base::Result<TargetWorld> load_world(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                     const AsOf& as_of, std::vector<base::Error>& defects) {
    const base::Time moment = moment_of(as_of.date);
    TargetWorld world;
    world.as_of = as_of.date;
    world.known = as_of.known.value_or(moment);
    auto levels = load_level_data(&workspace, rules, defects);
    if (!levels) return tl::unexpected(levels.error());
    auto known = known_on(store, levels->levels, as_of.date, world.known);
    if (!known) return tl::unexpected(known.error());
    auto targets = load_targets(workspace, rules, known->inventory, defects);
    if (!targets) return tl::unexpected(targets.error());
    world.targets = std::move(*targets);
    auto evaluation = store.last_evaluation(moment);
    if (!evaluation) return tl::unexpected(evaluation.error());
    world.evaluation = *evaluation;
    world.rules_hash = as_of.known || !world.evaluation ? rules.hash : world.evaluation->rules_hash;
    auto verdicts =
        as_of.known ? judged_as_known(store, rules, *levels, *known, moment, *as_of.known) : store.verdicts(moment);
    if (!verdicts) return tl::unexpected(verdicts.error());
    world.verdicts = std::move(*verdicts);
    world.inventory = std::move(known->inventory);
    world.records = std::move(known->records);
    world.differences = std::move(known->differences);
    return world;
}

base::Result<void> check_agency(const model::Inventory& inventory, const std::string& agency) {
    if (agency.empty() || inventory.agency(agency) != nullptr) return {};
    std::vector<std::string> ids;
    for (const model::Agency& each : inventory.agencies)
        ids.push_back(each.id);
    return base::fail(base::ErrorCode::not_found, "agency.not_found",
                      {{"id", agency}, {"nearest", base::nearest(agency, ids).value_or("")}});
}

base::Result<TargetTable> measure_targets(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                          const std::string& agency, const AsOf& as_of,
                                          std::vector<base::Error>& defects) {
    TargetTable table;
    auto world = load_world(workspace, store, rules, as_of, defects);
    if (!world) return tl::unexpected(world.error());
    table.world = std::move(*world);
    if (auto known = check_agency(table.world.inventory, agency); !known) return base::fail(known.error());
    const auto measuring = table.world.measuring();
    for (const rules::Target& target : table.world.targets.targets) {
        model::Measurement measured = measuring.measure(target, agency);
        auto forecast = target.computed() ? forecast_of(store, target, measured) : std::nullopt;
        table.rows.push_back({&target, std::move(measured), std::move(forecast)});
    }
    return table;
}

namespace {

base::Value member_value(const model::Member& member) {
    base::Object item{{"kind", name_of(member.subject.kind)},
                      {"id", member.subject.id},
                      {"agency", member.agency},
                      {"share", name_of(member.share)}};
    if (!member.reason.empty()) item.set("reason", member.reason);
    if (!member.more_reasons.empty()) item.set("more_reasons", member.more_reasons);
    if (!member.part.empty()) item.set("population", member.part);
    if (!member.observed_at.empty()) item.set("observed_at", member.observed_at);
    base::Array records;
    for (const model::RecordRef& record : member.records)
        records.emplace_back(base::Object{{"kind", record.kind}, {"id", record.id}});
    if (!records.empty()) item.set("records", std::move(records));
    return item;
}

}  // namespace

base::Value to_value(const model::Measurement& measured) {
    base::Object out{
        {"form", name_of(measured.form)}, {"outcome", outcome_name(measured)}, {"undecided", measured.undecided}};
    if (measured.published) {
        out.set("published", measured.published->text);
        out.set("published_outcome", name_of(measured.published_outcome));
    }
    if (measured.form == model::Form::recorded) {
        if (measured.recorded) out.set("recorded", measured.recorded->text);
        if (measured.denominator > 0) {
            out.set("numerator", measured.numerator);
            out.set("denominator", measured.denominator);
        }
        out.set("asked", measured.asked);
        out.set("silent", measured.silent);
    } else {
        out.set("numerator", measured.numerator);
        out.set("denominator", measured.denominator);
        out.set("unknown", measured.unknown);
        out.set("excluded", measured.excluded);
        out.set("missing", measured.missing);
    }
    base::Array parts;
    for (const model::Part& part : measured.parts) {
        parts.emplace_back(base::Object{{"population", part.population},
                                        {"numerator", part.numerator},
                                        {"denominator", part.denominator},
                                        {"unknown", part.unknown},
                                        {"excluded", part.excluded},
                                        {"needed", part.needed}});
    }
    if (!parts.empty()) out.set("parts", std::move(parts));
    base::Array members;
    for (const model::Member& member : measured.members)
        members.push_back(member_value(member));
    out.set("members", std::move(members));
    return out;
}

base::Value to_value(const TargetTable& table, base::Language language) {
    base::Array rows;
    for (const TargetRow& row : table.rows) {
        const rules::Target& target = *row.target;
        base::Object each{{"id", target.id},
                          {"number", target.number},
                          {"year", target.year},
                          {"title", target.title.in(language)},
                          {"unit", target.unit},
                          {"comparator", sign_of(target.comparator)},
                          {"target", target.value_text},
                          {"lead", target.lead}};
        if (!target.tension.empty()) each.set("tension", target.tension);
        if (target.due) each.set("due", base::to_iso_date(*target.due));
        const base::Value measured = to_value(row.measured);
        for (const auto& [key, value] : *measured.if_object())
            each.set(key, value);
        if (const auto progress = progress_of(row.measured)) each.set("progress", to_value(*progress));
        if (row.forecast) each.set("forecast", to_value(*row.forecast));
        rows.emplace_back(std::move(each));
    }
    base::Object out{{"schema", "attt.targets/1"},
                     {"as_of", base::to_iso_date(table.world.as_of)},
                     {"known", base::to_rfc3339(table.world.known)},
                     {"targets", std::move(rows)}};
    if (table.world.evaluation) out.set("judged_at", base::to_rfc3339(table.world.evaluation->at));
    return out;
}

}  // namespace attt::app
