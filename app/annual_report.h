// The annual report of the decree in force, Mẫu 08 of NĐ 331/2026/NĐ-CP: its totals, its table of twelve columns with
// their fixed values, and what its rules of validation find missing.
#pragma once

#include <string>
#include <vector>

#include "app/config.h"
#include "app/dossiers.h"
#include "app/sheet.h"
#include "base/catalogue.h"

namespace attt::app {

struct AnnualRow {
    std::string system;  // id
    std::string name, owner, operating;
    std::optional<int> level;
    std::string state;       // "draft", "submitted", "appraised", "approved"; empty: no dossier
    std::string decision;    // number, date, body
    std::string regulation;  // number, date, body
    std::optional<base::Date> expected_approval;
    std::string extent;  // "none", "some", "full"; empty: nothing was said
    std::optional<base::Date> expected_implementation;
    bool checked_before_use = false, checked_periodically = false;
};

struct AnnualProblem {
    std::string system;  // empty: of the totals
    std::string rule;    // "no_state", "no_level", "no_decision", "no_regulation", "no_expected_approval", "no_extent",
                         // "no_expected_implementation", "no_owner", "no_contact_owner", "no_contact_specialised_unit",
                         // "totals"
};

struct AnnualReport {
    int year = 0;
    base::Date from, to;               // the period: 15/12 to 14/12
    base::Date as_of;                  // the last day of the period, or today
    base::Date to_owner, to_ministry;  // before which it is due
    rules::DossierCounts counts;
    std::optional<base::Date> expected_completion;  // the last of the expected approvals, where all have one
    std::vector<Contact> contacts;  // of the owner and of the specialised unit, in this order; empty where nobody said
    std::vector<AnnualRow> rows;
    std::vector<AnnualProblem> problems;
};

// Systems that count as in use, by operator and name; the bodies of section 2 as the settings name them. Pure.
AnnualReport annual_report(const DossierBook& book, int year, const Config& config);
// The day up to which a year's report looks: 14/12, or `today` before it.
base::Date annual_as_of(int year, base::Date today);

// What the rules of validation find.
std::vector<AnnualProblem> validate(const AnnualReport& report);

// Totals, the two bodies, the table, and what is missing, as sheets; the table first.
std::vector<Sheet> annual_sheets(const AnnualReport& report, const base::Catalogue& texts);

base::Value to_value(const AnnualReport& report, const base::Catalogue& texts);

}  // namespace attt::app
