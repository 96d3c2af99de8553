// Data turned into words for people: values, reasons, legal bases. Shared by reports and the terminal.
#pragma once

#include <string>
#include <vector>

#include "base/catalogue.h"
#include "base/value.h"
#include "reports/agency_report.h"
#include "rules/rule.h"

namespace attt::app {

// "TLSv1.0, TLSv1.2", "có", "12/03/2026 07:00", "—". With the fact's declaration, the values of a closed list get the
// words that facts.toml has for them, and stand behind: "đã hết hạn (expired)".
std::string value_in_words(const base::Value& value, const base::Catalogue& texts,
                           const rules::FactDeclaration* declaration = nullptr);

// What a rule requires, for people: "Chuỗi chứng thư hợp lệ: có". `instance` as in model::Verdict.
std::string requirement_in_words(const rules::Rule& rule, std::string_view instance, const rules::RuleSet& rules,
                                 const base::Catalogue& texts);

// "not_measured: tls timeout: …" -> the catalogue's words, of the probe and its status too, and the technical detail
// behind. With rules, a fact of which nothing is known stands there by its label.
std::string reason_in_words(const std::string& reason, const base::Catalogue& texts,
                            const rules::RuleSet* rules = nullptr);

// Each fact of a verdict's evidence: its label and its value.
std::vector<std::pair<std::string, std::string>> evidence_in_words(const base::Value& evidence,
                                                                   const rules::RuleSet& rules,
                                                                   const base::Catalogue& texts);

std::vector<reports::LegalBasis> basis_as_of(const rules::Rule& rule, const rules::Law& law, base::Date as_of,
                                             base::Language language);

}  // namespace attt::app
