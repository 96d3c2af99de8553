#include "app/record_summary.h"

namespace attt::app {

base::Result<RecordSummary> summarise_records(const Workspace& workspace, store::Store& store,
                                              const rules::RuleSet& rules, const AsOf& as_of, int year,
                                              const std::string& agency, std::vector<base::Error>& defects) {
    auto world = load_world(workspace, store, rules, as_of, defects);
    if (!world) return tl::unexpected(world.error());
    if (auto known = check_agency(world->inventory, agency); !known) return tl::unexpected(known.error());
    const auto duties = rules::load_duties(workspace.rule_directories(), rules);
    if (!duties.defects.empty()) {
        defects = duties.defects;
        return tl::unexpected(duties.defects.front());
    }
    RecordSummary out;
    out.year = year != 0 ? year : static_cast<int>(as_of.date.year());
    out.figures = rules::record_figures(world->inventory, world->records, duties.duties, out.year, agency, as_of.date);
    return out;
}

}  // namespace attt::app
