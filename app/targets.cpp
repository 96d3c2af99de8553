#include "app/targets.h"

#include <algorithm>

#include "base/text.h"

namespace attt::app {

base::Time moment_of(base::Date as_of) {
    return std::min(base::end_of_day(as_of) - base::Duration(1), base::now());
}

base::Result<TargetTable> measure_targets(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                          const std::string& agency, base::Date as_of,
                                          std::vector<base::Error>& defects) {
    const base::Time moment = moment_of(as_of);
    TargetTable table;
    table.as_of = as_of;
    auto inventory = store.inventory(moment);
    if (!inventory) return tl::unexpected(inventory.error());
    table.inventory = std::move(*inventory);
    if (!agency.empty() && table.inventory.agency(agency) == nullptr) {
        std::vector<std::string> ids;
        for (const model::Agency& each : table.inventory.agencies)
            ids.push_back(each.id);
        return base::fail(base::ErrorCode::not_found, "agency.not_found",
                          {{"id", agency}, {"nearest", base::nearest(agency, ids).value_or("-")}});
    }
    auto targets = load_targets(workspace, rules, table.inventory, defects);
    if (!targets) return tl::unexpected(targets.error());
    table.targets = std::move(*targets);
    auto verdicts = store.verdicts(moment);
    if (!verdicts) return tl::unexpected(verdicts.error());
    auto evaluation = store.last_evaluation(moment);
    if (!evaluation) return tl::unexpected(evaluation.error());
    table.evaluation = *evaluation;
    for (const rules::Target& target : table.targets.targets) {
        table.rows.push_back({&target, rules::measure(target, population_of(target, table.targets), table.inventory,
                                                      *verdicts, agency, as_of)});
    }
    return table;
}

base::Value to_value(const TargetTable& table, base::Language language) {
    base::Array rows;
    for (const TargetRow& row : table.rows) {
        const rules::Target& target = *row.target;
        const model::Measurement& measured = row.measured;
        base::Object each{{"id", target.id},
                          {"number", target.number},
                          {"year", target.year},
                          {"title", target.title.in(language)},
                          {"unit", target.unit},
                          {"comparator", sign_of(target.comparator)},
                          {"target", target.value_text},
                          {"lead", target.lead},
                          {"outcome", name_of(measured.outcome)}};
        if (target.due) each.set("due", base::to_iso_date(*target.due));
        if (measured.recorded) {
            each.set("recorded", measured.recorded->text);
        } else {
            each.set("numerator", measured.numerator);
            each.set("denominator", measured.denominator);
            each.set("unknown", measured.unknown);
            each.set("excluded", measured.excluded);
            each.set("missing", measured.missing);
            each.set("undecided", measured.undecided);
        }
        base::Array members;
        for (const model::Member& member : measured.members) {
            base::Object item{{"kind", name_of(member.subject.kind)},
                              {"id", member.subject.id},
                              {"agency", member.agency},
                              {"share", name_of(member.share)}};
            if (!member.reason.empty()) item.set("reason", member.reason);
            members.emplace_back(std::move(item));
        }
        each.set("members", std::move(members));
        rows.emplace_back(std::move(each));
    }
    base::Object out{
        {"schema", "attt.targets/1"}, {"as_of", base::to_iso_date(table.as_of)}, {"targets", std::move(rows)}};
    if (table.evaluation) out.set("judged_at", base::to_rfc3339(table.evaluation->at));
    return out;
}

}  // namespace attt::app
