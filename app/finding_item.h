// A finding as documents show it: its rule's texts, the legal basis as of a date, the evidence in words.
#pragma once

#include "app/words.h"
#include "model/finding.h"
#include "model/inventory.h"
#include "reports/agency_report.h"
#include "rules/rule.h"

namespace attt::app {

struct FindingWords {
    const rules::RuleSet& rules;
    const base::Catalogue& texts;
    base::Date as_of;
};

// `subject_name`: what people call it; its id is shown where that is empty.
reports::FindingItem finding_item(const FindingWords& words, model::Finding finding, model::FindingState state,
                                  const std::string& subject_name);

}  // namespace attt::app
