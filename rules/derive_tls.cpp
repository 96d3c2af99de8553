#include "rules/derive_tls.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "rules/missing.h"

namespace attt::rules {
namespace {

using base::Value;
using model::Observation;
using model::Status;

// What an office would have to set at each address.
constexpr std::string_view compared[] = {"versions", "ciphers", "groups", "certificate"};

// By address and port, the newest of each.
std::vector<const Observation*> newest_by_endpoint(std::span<const Observation> observations) {
    std::map<std::string, const Observation*> newest;
    for (const Observation& each : observations) {
        if (each.probe != "tls" || !each.endpoint) continue;
        const Observation*& known = newest[model::to_string(*each.endpoint)];
        if (known == nullptr || each.observed_at > known->observed_at) known = &each;
    }
    std::vector<const Observation*> out;
    for (const auto& [endpoint, observation] : newest)
        out.push_back(observation);
    return out;
}

std::set<std::string> suites_of(const Value& facts) {
    std::set<std::string> out;
    const base::Object* versions = facts["ciphers"].if_object();
    if (versions == nullptr) return out;
    for (const auto& [version, suites] : *versions)
        for (const std::string& suite : base::strings_of(suites))
            out.insert(version + " " + suite);
    return out;
}

std::set<std::string> values_of(const Observation& observation, std::string_view name) {
    const Value facts = observation.facts;
    if (name == "ciphers") return suites_of(facts);
    if (name == "certificate") {
        const base::Array* chain = facts["chain"].if_array();
        if (chain == nullptr || chain->empty()) return {};
        return {chain->front()["sha256"].string_or("")};
    }
    const auto strings = base::strings_of(facts[name]);
    return {strings.begin(), strings.end()};
}

bool is_open(const Observation& observation, std::string_view name) {
    const base::Array* doubts = observation.facts["undetermined"].if_array();
    if (doubts == nullptr) return false;
    return std::any_of(doubts->begin(), doubts->end(), [&](const Value& doubt) {
        const std::string about = doubt["fact"].string_or("");
        return about == name || about.starts_with(std::string(name) + ".");
    });
}

struct Comparison {
    std::set<std::string> differences;
    std::set<std::string> open;
};

// What is open at one of the two neither differs nor agrees.
void compare(const Observation& one, const Observation& other, Comparison& out) {
    for (const std::string_view name : compared) {
        if (is_open(one, name) || is_open(other, name)) {
            out.open.emplace(name);
        } else if (values_of(one, name) != values_of(other, name)) {
            out.differences.emplace(name);
        }
    }
}

}  // namespace

std::vector<model::Fact> derive_tls_parity(std::span<const Observation> observations) {
    const auto all = newest_by_endpoint(observations);
    if (all.empty()) return {};
    model::Fact same;
    same.name = "tls.same_at_addresses";
    same.observed_at = all.front()->observed_at;
    for (const Observation* each : all)
        same.observed_at = std::min(same.observed_at, each->observed_at);
    model::Fact differences = same;
    differences.name = "tls.address_differences";
    if (all.size() == 1) {
        const bool silent = all.front()->status != Status::ok;
        same.missing = silent ? missing_of(*all.front()) : "not_applicable: the name has one address";
        differences.missing = same.missing;
        return {same, differences};
    }
    Comparison seen;
    const Observation* first = nullptr;
    const Observation* silent = nullptr;
    for (const Observation* each : all) {
        if (each->status != Status::ok) {
            silent = each;
        } else if (first == nullptr) {
            first = each;
        } else {
            compare(*first, *each, seen);
        }
    }
    differences.value = std::vector<std::string>(seen.differences.begin(), seen.differences.end());
    if (!seen.differences.empty()) {
        same.value = false;
    } else if (silent != nullptr) {
        same.missing = missing_of(*silent);
        differences.value = nullptr;
        differences.missing = same.missing;
    } else if (!seen.open.empty()) {
        for (const std::string& name : seen.open)
            same.undetermined.push_back({{}, name + " could not be settled at every address"});
    } else {
        same.value = true;
    }
    return {same, differences};
}

}  // namespace attt::rules
