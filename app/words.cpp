#include "app/words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/json.h"
#include "rules/expression.h"

namespace attt::app {
namespace {

// "TLSv1.2: …; TLSv1.3: …"
std::string members_in_words(const base::Object& object, const base::Catalogue& texts) {
    std::vector<std::string> parts;
    for (const auto& [key, value] : object)
        parts.push_back(key + ": " + value_in_words(value, texts));
    return fmt::format("{}", fmt::join(parts, "; "));
}

std::string list_in_words(const base::Array& array, const base::Catalogue& texts,
                          const rules::FactDeclaration* declaration) {
    constexpr std::size_t most = 40;
    std::vector<std::string> parts;
    for (const base::Value& each : array) {
        if (parts.size() == most) {
            parts.emplace_back("…");
            break;
        }
        const base::Object* object = each.if_object();
        // a list of records is numbered: hops, certificates of a chain
        parts.push_back(object == nullptr ? value_in_words(each, texts, declaration)
                                          : fmt::format("({}) {}", parts.size() + 1, members_in_words(*object, texts)));
    }
    return parts.empty() ? texts.text("word.none") : fmt::format("{}", fmt::join(parts, ", "));
}

std::string name_of_instrument(const rules::Law& law, const std::string& id, base::Language language) {
    const auto found = law.instruments.find(id);
    if (found == law.instruments.end()) return id;
    const std::string& title = found->second.title.in(language);
    const std::string& number = found->second.number;
    if (title.empty() || title.find(number) != std::string::npos) return title.empty() ? number : title;
    return number.empty() ? title : number + " – " + title;
}

std::string label_of(const rules::FactDeclaration* declaration, const std::string& name, const base::Catalogue& texts) {
    return declaration != nullptr ? declaration->short_text().in(texts.language())
                                  : texts.text_or("fact." + name, name);
}

std::string condition_in_words(const rules::Expression& expression, std::string_view instance,
                               const rules::RuleSet& rules, const base::Catalogue& texts) {
    const std::string id = "verb." + std::string(name_of(expression.verb));
    if (!expression.operands.empty()) {
        std::vector<std::string> parts;
        for (const rules::Expression& operand : expression.operands)
            parts.push_back(condition_in_words(operand, instance, rules, texts));
        if (expression.verb == rules::Verb::negation) return texts.text(id, {{"condition", parts.front()}});
        return fmt::format("{}", fmt::join(parts, texts.text(id)));
    }
    const rules::FactDeclaration* declared = rules.fact(expression.fact);
    return texts.text(id, {{"fact", label_of(declared, expression.fact, texts)},
                           {"value", value_in_words(rules::bound(expression.operand, instance), texts, declared)}});
}

// "tls timeout: no answer in 10 s" -> "TLS: không trả lời trong thời hạn – no answer in 10 s"; else as it is.
std::string measuring_in_words(const std::string& detail, const base::Catalogue& texts) {
    const auto colon = std::min(detail.find(": "), detail.size());
    const auto space = detail.find(' ');
    if (space >= colon) return detail;
    const std::string probe = texts.text_or("probe." + detail.substr(0, space), "");
    const std::string status = texts.text_or("status." + detail.substr(space + 1, colon - space - 1), "");
    if (probe.empty() || status.empty()) return detail;
    return probe + ": " + status + (colon < detail.size() ? " – " + detail.substr(colon + 2) : "");
}

}  // namespace

std::string value_in_words(const base::Value& value, const base::Catalogue& texts,
                           const rules::FactDeclaration* declaration) {
    if (value.is_null()) return "—";
    if (const bool* flag = value.if_bool()) return texts.text(*flag ? "word.yes" : "word.no");
    if (const std::string* text = value.if_string()) {
        if (declaration != nullptr) {
            const auto words = declaration->words.find(*text);
            if (words != declaration->words.end()) return words->second.in(texts.language()) + " (" + *text + ")";
        }
        if (const auto time = base::parse_rfc3339(*text)) return base::show_time(*time);
        const bool as_stored = text->size() == 10 && (*text)[4] == '-';  // "10.04.2022" may be a version
        const auto date = base::parse_date(*text);
        return as_stored && date ? base::show_date(*date) : *text;
    }
    if (const base::Array* array = value.if_array()) return list_in_words(*array, texts, declaration);
    if (const base::Object* object = value.if_object()) return members_in_words(*object, texts);
    return base::to_json(value);
}

std::string requirement_in_words(const rules::Rule& rule, std::string_view instance, const rules::RuleSet& rules,
                                 const base::Catalogue& texts) {
    return condition_in_words(*rule.require, instance, rules, texts);
}

std::string reason_in_words(const std::string& reason, const base::Catalogue& texts, const rules::RuleSet* rules) {
    if (reason.empty()) return {};
    const auto colon = reason.find(": ");
    const std::string id = reason.substr(0, colon);
    // what is undetermined for a reason that has words of its own is said by those
    if (const auto nested = reason.find(": ", colon + 2); id == "undetermined" && nested != std::string::npos) {
        const std::string inner = reason.substr(nested + 2);
        if (!texts.text_or("reason." + inner.substr(0, inner.find(": ")), "").empty())
            return reason_in_words(inner, texts, rules);
    }
    const std::string words = texts.text_or("reason." + id, id);
    if (colon == std::string::npos) return words;
    std::string detail = reason.substr(colon + 2);
    if (id == "not_measured") detail = measuring_in_words(detail, texts);
    if (id == "no_data" && rules != nullptr) detail = label_of(rules->fact(detail), detail, texts);
    return words + " (" + detail + ")";
}

std::vector<std::pair<std::string, std::string>> evidence_in_words(const base::Value& evidence,
                                                                   const rules::RuleSet& rules,
                                                                   const base::Catalogue& texts) {
    std::vector<std::pair<std::string, std::string>> out;
    const base::Object* facts = evidence["facts"].if_object();
    if (facts == nullptr) return out;
    for (const auto& [name, value] : *facts) {
        const rules::FactDeclaration* declared = rules.fact(name);
        out.emplace_back(label_of(declared, name, texts), value_in_words(value, texts, declared));
    }
    if (const std::string* seen = evidence["observed_at"].if_string())
        out.emplace_back(texts.text("word.observed_at"), value_in_words(base::Value(*seen), texts));
    return out;
}

std::vector<reports::LegalBasis> basis_as_of(const rules::Rule& rule, const rules::Law& law, base::Date as_of,
                                             base::Language language) {
    std::vector<reports::LegalBasis> out;
    for (const std::string& id : rule.basis) {
        const auto found = law.clauses.find(id);
        if (found == law.clauses.end()) continue;
        const rules::Clause& clause = found->second;
        reports::LegalBasis basis;
        basis.document = name_of_instrument(law, clause.instrument, language);
        basis.locator = clause.locator;
        basis.confidence = clause.confidence;
        basis.in_force = law.in_force(clause, as_of);
        const rules::Clause* now = law.clause_as_of(id, as_of);
        if (now != nullptr && now->id != clause.id)
            basis.replaced_by = now->locator + ", " + name_of_instrument(law, now->instrument, language);
        out.push_back(std::move(basis));
    }
    return out;
}

}  // namespace attt::app
