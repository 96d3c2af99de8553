// What the reports of one date stand on, read once and shared by all of them: the inventory, verdicts, findings,
// observations and targets as of its end.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/findings.h"
#include "app/targets.h"
#include "base/catalogue.h"
#include "reports/agency_letter.h"
#include "reports/letter.h"

namespace attt::app {

struct ReportWorld {
    const Workspace& workspace;
    store::Store& store;
    const rules::RuleSet& rules;
    const base::Catalogue& texts;
    base::Date as_of;
    base::Time moment;  // its end, or now

    std::unique_ptr<TargetWorld> targets = {};  // with the inventory and the verdicts
    FindingTable findings = {};                 // all that there ever were, gravest first
    store::Evaluation evaluation = {};          // the newest by then
    std::vector<base::Time> evaluations = {};   // its moment and those before, oldest first; at most 26
    std::string audit_head = {};
    std::optional<model::Run> run = {};
    // What else the figures stand on, each with the newest time it speaks of: consoles, tools and assessors.
    std::vector<std::pair<std::string, base::Time>> computer_sources = {}, assessors = {};

    // Targets of the newest plan: of the whole population, and of each agency that has a member.
    struct Measured {
        const rules::Target* target = nullptr;
        model::Measurement whole;
        std::map<std::string, model::Measurement> of_agency;
    };
    std::vector<Measured> measured = {};

    // Indexes.
    SubjectPlaces places = {};
    std::map<std::string, std::vector<const FindingRow*>> findings_of = {};      // by agency
    std::map<std::string, std::vector<const model::Verdict*>> verdicts_of = {};  // by agency
    std::map<model::SubjectRef, std::vector<const model::Verdict*>> by_subject = {};
    std::map<std::string, base::Time> seen = {};              // websites by id: when last looked at
    std::map<std::string, std::string> servers = {};          // what answers there, as it says
    std::map<std::string, base::Date> certificate_ends = {};  // by website: the earliest last day

    const model::Inventory& inventory() const { return targets->inventory; }
    std::string agency_name(const std::string& id) const;
    std::string name_of(const model::SubjectRef& subject) const;  // what people call it; its id where it is unknown
};

// Errors: report.not_judged (nothing was judged by that date), those of load_world, list_findings and the store.
base::Result<std::unique_ptr<ReportWorld>> load_report_world(const Workspace& workspace, store::Store& store,
                                                             const rules::RuleSet& rules, const base::Catalogue& texts,
                                                             base::Date as_of, std::vector<base::Error>& defects);

// A finding as documents show it.
reports::FindingItem item_of(const ReportWorld& world, const FindingRow& row);
// Open at that moment, and neither accepted nor a false positive: what reports count.
bool waits_for_repair(const FindingRow& row, base::Time at);
// By severity at each evaluation, the findings that `counts` takes then.
std::vector<reports::AgencyReport::Trend> open_trend(const ReportWorld& world,
                                                     const std::function<bool(const FindingRow&, base::Time)>& counts);
// Sentences on where the figures come from and how old each source is.
std::vector<std::string> source_sentences(const ReportWorld& world);
// Of the rules that judged, where they are those that are loaded; else only their hash is known.
std::string date_of_rules(const ReportWorld& world);
reports::Provenance provenance_of(const ReportWorld& world, std::string scope);
// When certificates that were seen end, by day; of one agency, or of all where it is empty.
std::vector<reports::CertificateEnd> certificate_ends(const ReportWorld& world, const std::string& agency);
// A target as reports show it, without its trend.
reports::TargetItem target_item(const ReportWorld& world, const rules::Target& target);
// The plan that is being worked on: the newest year that has targets.
int newest_plan(const ReportWorld& world);

}  // namespace attt::app
