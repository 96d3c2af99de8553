// Drills: planned over a frozen baseline, prepared for, held, and their findings taken in.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/findings.h"
#include "app/judge.h"
#include "base/catalogue.h"
#include "model/drill.h"
#include "remediation/readiness.h"
#include "reports/readiness_page.h"

namespace attt::app {

struct ReadinessView {
    remediation::Readiness now;
    struct Point {
        base::Date day;
        std::int64_t open = 0;
    };
    std::vector<Point> burn_down;       // of findings at a blocking severity: weekly from the plan to today
    std::vector<std::string> fixed;     // findings of the baseline that a later look verified as fixed
    std::size_t no_longer = 0;          // items of the baseline that block no more, for whatever reason
    std::vector<std::string> appeared;  // findings that block now and did not then
    std::int64_t baseline_tenths = 0;
    int baseline_possible = 0;
    std::map<std::string, std::int64_t> tenths_before;  // by part, when the drill was planned
    std::shared_ptr<const FindingTable> table;          // of everybody
    model::Drill drill;
    std::string agency;  // empty: the whole scope
};

// "2023-11-15" when no id is given. Errors: agency.unknown (id), drill.past (date), store.drill_exists, …
base::Result<model::Drill> plan_drill(const Workspace& workspace, store::Store& store, const std::string& id,
                                      base::Date date, const std::vector<std::string>& agencies, base::Time at,
                                      std::vector<base::Error>& defects);

// `id` empty: the next drill to come, else the newest. Errors: drill.none, store.no_drill, agency.unknown.
base::Result<ReadinessView> readiness(const Workspace& workspace, store::Store& store, const std::string& id,
                                      const std::string& agency, base::Time at, std::vector<base::Error>& defects);
// The same for each agency of the scope, read once, where `each_agency`; else for `agency` alone.
base::Result<std::vector<ReadinessView>> readiness_of_each(const Workspace& workspace, store::Store& store,
                                                           const std::string& id, bool each_agency,
                                                           const std::string& agency, base::Time at,
                                                           std::vector<base::Error>& defects);
std::map<std::string, const FindingRow*> rows_by_id(const ReadinessView& view);
base::Value to_value(const ReadinessView& view, const rules::RuleSet& rules, base::Language language);

// What documents on readiness say, in words.
reports::ReadinessPage readiness_model(const Workspace& workspace, const ReadinessView& view,
                                       const rules::RuleSet& rules, const base::Catalogue& texts,
                                       const std::string& audit_head, base::Time at);
// One page, self-contained, for the scope or an agency.
base::Result<std::string> readiness_page(const Workspace& workspace, const ReadinessView& view,
                                         const rules::RuleSet& rules, const base::Catalogue& texts,
                                         const std::string& audit_head, base::Time at);
// "61,5" · "61,5 / 100" · "12 of 15, of them 3 unknown"
std::string tenths_in_words(std::int64_t tenths, base::Language language);
std::string tenths_before(const ReadinessView& view, remediation::ReadinessPart part, base::Language language);
std::string score_in_words(std::int64_t tenths, int possible, const base::Catalogue& texts);
std::string stands_on(const remediation::ReadinessScore& score, const base::Catalogue& texts);

struct HeldDrill {
    std::string drill;  // id
    std::string name;   // as the record is to call it
    base::Date on;
    std::vector<std::string> systems;  // that took part: their yearly drill counts from then
    std::string lead, document;
    std::optional<std::int64_t> participants;
};
// Says that it was held, and keeps the dated record that targets and duties count; saying it again revises both.
// Errors: store.no_drill (id), level.no_system (id, nearest).
base::Result<model::Record> hold_drill(store::Store& store, const HeldDrill& held, base::Time at);

struct DrillImport {
    store::ImportSummary summary;
    std::vector<base::Error> defects;  // one a bad row; where there is any, nothing was stored
};
// A table with the columns subject, reference, title, severity, evidence, observed; the subject is an id or an address.
base::Result<DrillImport> import_drill_findings(store::Store& store, const std::string& drill, const std::string& file,
                                                base::Time at);

}  // namespace attt::app
