// Facts out of observations.
#include <fmt/format.h>

#include <algorithm>

#include "rules/derive_ipv6.h"
#include "rules/derive_page.h"
#include "rules/derive_tls.h"
#include "rules/derive_tls_suites.h"
#include "rules/evaluate.h"
#include "rules/expression.h"
#include "rules/missing.h"
#include "rules/readers.h"

namespace attt::rules {
namespace {

using base::Value;
using model::Fact;
using model::Observation;

std::string_view path_of(std::string_view fact) {
    const auto dot = fact.find('.');
    return dot == std::string_view::npos ? std::string_view() : fact.substr(dot + 1);
}

// Whether `inner` is `outer` or lies below it ("certificate.subject" below "certificate").
bool lies_in(std::string_view inner, std::string_view outer) {
    return inner == outer || (inner.size() > outer.size() && inner.starts_with(outer) && inner[outer.size()] == '.');
}

// A probe's own doubts: its fact "undetermined", an array of {fact, value, reason}. A doubt about a whole
// ("certificate") touches all its parts; a doubt about a part ("ciphers.TLSv1.2") touches the whole fact that holds it.
std::vector<model::Undetermined> doubts_about(std::string_view path, const Value& facts) {
    std::vector<model::Undetermined> out;
    const base::Array* doubts = facts["undetermined"].if_array();
    if (doubts == nullptr) return out;
    for (const Value& doubt : *doubts) {
        const std::string about = doubt["fact"].string_or("");
        const std::string reason = doubt["reason"].string_or("");
        if (about == path) {
            out.push_back({doubt["value"], reason});
        } else if (!about.empty() && (lies_in(path, about) || lies_in(about, path))) {
            out.push_back({{}, reason});
        }
    }
    return out;
}

Fact fact_of(const FactDeclaration& declaration, const Observation& observation) {
    Fact fact;
    fact.name = declaration.name;
    fact.endpoint = observation.endpoint;
    fact.observed_at = observation.observed_at;
    if (observation.status != model::Status::ok) {
        fact.missing = missing_of(observation);
        return fact;
    }
    const std::string_view path = path_of(declaration.name);
    fact.undetermined = doubts_about(path, observation.facts);
    const Value* value = observation.facts.at_path(path);
    if (value == nullptr || value->is_null()) return fact;
    if (fits(*value, declaration.type)) {
        fact.value = *value;
    } else {
        // an older or foreign observation: nothing may be judged by it
        fact.undetermined.push_back(
            {{}, fmt::format("{} where {} is declared", value->type_name(), name_of(declaration.type))});
    }
    return fact;
}

// What is looked for on request alone, and was not: nobody misses it. Once asked for, the newest look counts.
void add_not_asked_for(std::string_view probe, std::span<const Observation> observations,
                       const FactDeclarations& declarations, std::vector<Fact>& out) {
    const Observation* looked_at = nullptr;
    for (const Observation& observation : observations) {
        if (observation.probe == probe) return;
        if (observation.probe == "tls") looked_at = &observation;
    }
    if (looked_at == nullptr) return;
    const std::string from = std::string(probe) + ".";
    for (auto it = declarations.lower_bound(from); it != declarations.end() && it->first.starts_with(from); ++it) {
        Fact fact;
        fact.name = it->first;
        fact.observed_at = looked_at->observed_at;
        fact.missing = "not_applicable: looked for on request alone";
        out.push_back(std::move(fact));
    }
}

}  // namespace

std::vector<Fact> derive(std::span<const Observation> observations, const FactDeclarations& declarations) {
    std::vector<Fact> facts;
    for (const char* probe : {"tls_attacks", "revocation"})
        add_not_asked_for(probe, observations, declarations, facts);
    for (const Observation& observation : observations) {
        const std::string from = observation.probe + ".";
        for (auto it = declarations.lower_bound(from); it != declarations.end() && it->first.starts_with(from); ++it) {
            if (!it->second.derived) facts.push_back(fact_of(it->second, observation));
        }
    }
    if (declarations.contains("ipv6.ready")) {
        if (auto ready = derive_ipv6_ready(observations)) facts.push_back(std::move(*ready));
    }
    for (model::Fact& fact : derive_page(observations)) {
        if (declarations.contains(fact.name)) facts.push_back(std::move(fact));
    }
    for (const auto& derive_tls : {derive_tls_parity, derive_tls_siblings, derive_tls_suite_kinds}) {
        for (model::Fact& fact : derive_tls(observations)) {
            if (declarations.contains(fact.name)) facts.push_back(std::move(fact));
        }
    }
    return facts;
}

}  // namespace attt::rules
