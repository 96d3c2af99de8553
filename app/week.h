// What the desk and each agency must know this week: counts, certificates that end, and the ten things to do first.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/findings.h"
#include "app/level_data.h"
#include "app/waiting.h"
#include "base/catalogue.h"
#include "reports/office_page.h"

namespace attt::app {

// A reminder is given once at each of these.
inline constexpr std::array<int, 4> certificate_days = {30, 14, 7, 1};

struct EndingCertificate {
    std::string site;    // id
    std::string agency;  // id
    std::string host;
    base::Time ends;
    int days = 0;  // whole days left; below 0: it has ended

    // The smallest of certificate_days that is not below `days`; nothing beyond the first, or when it has ended.
    std::optional<int> step() const;
    // What the letter that names it tells: the same certificate and step are told once.
    std::string told_as() const;
};

struct AgencyWeek {
    std::string agency;  // id
    std::string name;
    std::map<model::Severity, std::size_t> open;  // that need work
    std::size_t fresh = 0;                        // opened in the last seven days
    std::size_t fixed = 0;                        // verified as fixed in the last seven days
    std::size_t overdue = 0;
    int longest_overdue = 0;                      // days
    std::size_t due_soon = 0;                     // within the next seven days
    std::size_t unverified = 0;                   // could not be looked at again
    std::vector<EndingCertificate> certificates;  // within 30 days, soonest first
    std::size_t ended = 0;                        // certificates that have ended

    std::size_t open_in_all() const;
};

struct Week {
    base::Time at;
    std::vector<AgencyWeek> agencies;  // those that have a subject, by name
    std::vector<WaitingItem> waiting;
    std::vector<std::string> tasks;  // at most ten, in words, first things first; a host never stands with its weakness
};

// Errors: store errors; defects of data files in `defects`.
base::Result<Week> week_of(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                           const LevelData& data, base::Time at, const base::Catalogue& texts,
                           std::vector<base::Error>& defects);

// "10 việc cần làm tuần này" as a page.
reports::OfficePage week_page(const Week& week, const Workspace& workspace, const base::Catalogue& texts);

}  // namespace attt::app
