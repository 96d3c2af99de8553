// Findings as people ask for them: filtered, with their state, agency and due date.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/workspace.h"
#include "remediation/due.h"

namespace attt::app {

struct FindingQuery {
    std::vector<std::string> ids;  // empty: all
    std::string agency;
    std::string rule;
    std::string assignee;  // matched as people write it: case and diacritics do not matter
    std::optional<model::Severity> severity;
    // A state's name; "closed": either kind of closed; "work": what needs work; "all"; empty: every open one.
    std::string state;
    bool overdue = false;
    std::optional<int> older_than;  // whole days since the newest episode opened

    bool empty() const {
        return ids.empty() && agency.empty() && rule.empty() && assignee.empty() && !severity && state.empty() &&
               !overdue && !older_than;
    }
};

// What is looked up for every finding, by subject: the inventory's own lists are too long to search each time.
struct SubjectPlace {
    std::string agency;
    std::string name;
    std::optional<int> level;      // of its information system
    bool internet_facing = false;  // a website, or a portal
};
using SubjectPlaces = std::map<model::SubjectRef, SubjectPlace>;
SubjectPlaces places_of(const model::Inventory& inventory);

struct FindingRow {
    model::Finding finding;
    model::FindingState state = model::FindingState::open;
    SubjectPlace place;
    std::optional<base::Date> due;
    int days_over = 0;
};

struct FindingTable {
    std::vector<FindingRow> rows;  // gravest first, then by key
    model::Inventory inventory;
    remediation::DuePolicy policy;
    base::Time moment;
    base::Time since;  // of the newest evaluation: what opened then is new
};

// As of the end of a day. Errors: finding.unknown (id), agency.not_found, store errors; defects of due_days.toml in
// `defects` with workspace.rule_defects.
base::Result<FindingTable> list_findings(const Workspace& workspace, store::Store& store, const FindingQuery& query,
                                         base::Time moment, std::vector<base::Error>& defects);

// The rule's title, or what the finding itself says where a person reported it.
std::string title_of(const model::Finding& finding, const rules::RuleSet& rules, base::Language language);

base::Value to_value(const FindingRow& row, base::Time moment);

}  // namespace attt::app
