#include "rules/control.h"

#include <algorithm>

#include "base/text.h"
#include "rules/readers.h"

namespace attt::rules {
namespace {

using model::ControlResult;
using model::Outcome;

bool lists(const std::vector<std::string>& list, std::string_view id) {
    return std::find(list.begin(), list.end(), id) != list.end();
}

// Whether `fired` is the criterion, or the clause of a later decree that took its place.
bool is_criterion(const std::string& criterion, const std::string& fired, const Law& law) {
    std::string here = criterion;
    for (int steps = 0; steps < 8 && !here.empty(); ++steps) {
        if (here == fired) return true;
        const auto clause = law.clauses.find(here);
        here = clause == law.clauses.end() ? std::string() : clause->second.superseded_by;
    }
    return false;
}

Truth criterion_fired(const Product& product, std::span<const std::string> fired, const Law& law) {
    if (product.criteria.empty()) return Truth::yes;
    if (fired.empty()) return Truth::unknown;
    for (const std::string& criterion : product.criteria) {
        for (const std::string& each : fired) {
            if (is_criterion(criterion, each, law)) return Truth::yes;
        }
    }
    return Truth::no;
}

Truth condition_holds(const Product& product, const Answers& answers) {
    if (product.when == nullptr) return Truth::yes;
    std::map<std::string, model::Fact, std::less<>> facts;
    for (const auto& [name, value] : answers) {
        facts[name].name = name;
        facts[name].value = value;
    }
    const Circumstances circumstances{[&](std::string_view name) -> const model::Fact* {
                                          const auto found = facts.find(name);
                                          return found == facts.end() ? nullptr : &found->second;
                                      },
                                      {},
                                      {},
                                      {}};
    return judge(*product.when, circumstances).truth;
}

Truth both(Truth a, Truth b) {
    if (a == Truth::no || b == Truth::no) return Truth::no;
    return a == Truth::yes && b == Truth::yes ? Truth::yes : Truth::unknown;
}

bool is_declared_met(const model::ControlAssessment& assessment) {
    return assessment.result == ControlResult::met;
}

ControlStanding standing_of(const ControlStatus& status, base::Date as_of) {
    if (!status.assessment) return ControlStanding::not_assessed;
    const model::ControlAssessment& own = *status.assessment;
    const bool expired = own.expires && *own.expires < as_of;
    switch (own.result) {
        case ControlResult::not_assessed: return ControlStanding::not_assessed;
        case ControlResult::met:
            if (expired) return ControlStanding::expired;
            return status.automatic.outcome == Outcome::fail ? ControlStanding::contradicted
                                                             : ControlStanding::satisfied;
        case ControlResult::not_applicable: return expired ? ControlStanding::expired : ControlStanding::satisfied;
        case ControlResult::partly:
        case ControlResult::not_met: break;
    }
    if (!own.compensation.empty() && !expired) return ControlStanding::compensated;
    return own.result == ControlResult::partly ? ControlStanding::partly : ControlStanding::not_met;
}

bool disagrees(const ControlStatus& status) {
    if (!status.assessment) return false;
    const bool met = is_declared_met(*status.assessment);
    const bool not_met = status.assessment->result == ControlResult::not_met;
    return (met && status.automatic.outcome == Outcome::fail) || (not_met && status.automatic.outcome == Outcome::pass);
}

}  // namespace

bool is_compulsory(const Control& control) {
    return control.part != "own";
}

const Control* ControlCatalogue::control(std::string_view wanted) const {
    const auto found = std::find_if(controls.begin(), controls.end(), [&](const Control& c) { return c.id == wanted; });
    return found == controls.end() ? nullptr : &*found;
}

std::vector<const Control*> ControlCatalogue::of_level(int level) const {
    std::vector<const Control*> out;
    for (const Control& control : controls) {
        if (control.clauses.contains(level)) out.push_back(&control);
    }
    return out;
}

const ControlCatalogue* LoadedControls::of_regime(std::string_view regime) const {
    const auto found = std::find_if(catalogues.begin(), catalogues.end(),
                                    [&](const ControlCatalogue& c) { return c.regime == regime; });
    return found == catalogues.end() ? nullptr : &*found;
}

std::vector<NeededProduct> needed_products(const Control& control, int level, std::span<const std::string> criteria,
                                           const Answers& answers, const Law& law) {
    std::vector<NeededProduct> out;
    for (const Product& product : control.products) {
        if (std::find(product.levels.begin(), product.levels.end(), level) == product.levels.end()) continue;
        const Truth needed = both(criterion_fired(product, criteria, law), condition_holds(product, answers));
        if (needed == Truth::no) continue;
        const auto known = std::find_if(out.begin(), out.end(),
                                        [&](const NeededProduct& n) { return n.product->text.vi == product.text.vi; });
        if (known == out.end()) {
            out.push_back({&product, needed});
        } else if (needed == Truth::yes) {
            *known = {&product, needed};
        }
    }
    return out;
}

AutomaticEvidence automatic_evidence(const Control& control, const RuleSet& rules,
                                     std::span<const model::Verdict* const> verdicts) {
    AutomaticEvidence out;
    for (const model::Verdict* verdict : verdicts) {
        const Rule* rule = rules.rule(verdict->rule);
        const bool bears =
            lists(control.evidence, verdict->rule) || (rule != nullptr && lists(rule->controls, control.id));
        if (!bears) continue;
        switch (verdict->outcome) {
            case Outcome::pass: ++out.passed; break;
            case Outcome::fail:
                ++out.failed;
                if (!lists(out.failing, verdict->rule)) out.failing.push_back(verdict->rule);
                break;
            case Outcome::unknown: ++out.unknown; break;
            case Outcome::not_applicable: break;
        }
    }
    if (out.failed > 0) {
        out.outcome = Outcome::fail;
    } else if (out.unknown > 0) {
        out.outcome = Outcome::unknown;
    } else if (out.passed > 0) {
        out.outcome = Outcome::pass;
    }
    return out;
}

SystemControls assess(const ControlCatalogue& catalogue, const ControlInput& input, const RuleSet& rules) {
    SystemControls out{input.system, input.level, {}, 0, 0};
    if (!input.level) return out;
    for (const Control* control : catalogue.of_level(*input.level)) {
        ControlStatus status;
        status.control = control;
        const auto own = std::find_if(input.assessments.begin(), input.assessments.end(),
                                      [&](const auto& assessment) { return assessment.control == control->id; });
        if (own != input.assessments.end()) status.assessment = *own;
        status.automatic = automatic_evidence(*control, rules, input.verdicts);
        status.standing = standing_of(status, input.as_of);
        status.disagreement = disagrees(status);
        status.products = needed_products(*control, *input.level, input.criteria, input.answers, rules.law);
        if (is_compulsory(*control)) {
            ++out.required;
            out.satisfied += status.standing == ControlStanding::satisfied ? 1 : 0;
        }
        out.controls.push_back(std::move(status));
    }
    return out;
}

base::Result<void> check(const model::ControlAssessment& assessment, const ControlCatalogue& catalogue,
                         base::Date today) {
    const auto refuse = [&](const char* message, base::MessageArguments arguments = {}) {
        arguments.emplace_back("control", assessment.control);
        return base::fail(base::ErrorCode::bad_input, message, std::move(arguments));
    };
    if (catalogue.control(assessment.control) == nullptr) {
        std::vector<std::string> ids;
        for (const Control& control : catalogue.controls)
            ids.push_back(control.id);
        return refuse("control.unknown", {{"nearest", base::nearest(assessment.control, ids).value_or("")}});
    }
    if (assessment.result == ControlResult::not_assessed) return {};
    if (assessment.result == ControlResult::not_applicable && assessment.reason.empty())
        return refuse("control.no_reason");
    if (!assessment.assessed_on) return refuse("control.no_date");
    if (*assessment.assessed_on > today)
        return refuse("control.future", {{"date", base::show_date(*assessment.assessed_on)}});
    if (assessment.expires && *assessment.expires < *assessment.assessed_on)
        return refuse("control.expired_before", {{"date", base::show_date(*assessment.expires)}});
    if (assessment.assessor.empty()) return refuse("control.no_assessor");
    return {};
}

}  // namespace attt::rules
