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
// Two names may have two certificates: each must be in order for its own.
constexpr std::string_view compared_between_names[] = {"versions", "ciphers", "groups", "certificate_in_order"};

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

bool certificate_in_order(const Value& facts) {
    if (!facts["certificate_in_order"].is_null()) return facts["certificate_in_order"].bool_or(false);
    const Value& certificate = facts["certificate"];
    return certificate["trusted"].bool_or(false) && certificate["hostname_matches"].bool_or(false);
}

std::set<std::string> values_of(const Observation& observation, std::string_view name) {
    const Value& facts = observation.facts;
    if (name == "ciphers") return suites_of(facts);
    if (name == "certificate_in_order") return {certificate_in_order(facts) ? "yes" : "no"};
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
        const bool of_certificate = name == "certificate_in_order" && about == "certificate";
        return about == name || of_certificate || about.starts_with(std::string(name) + ".");
    });
}

struct Comparison {
    std::set<std::string> differences;
    std::set<std::string> open;
};

// What is open at one of the two neither differs nor agrees.
void compare(std::span<const std::string_view> names, const Observation& one, const Observation& other,
             Comparison& out) {
    for (const std::string_view name : names) {
        if (is_open(one, name) || is_open(other, name)) {
            out.open.emplace(name);
        } else if (values_of(one, name) != values_of(other, name)) {
            out.differences.emplace(name);
        }
    }
}

}  // namespace

namespace {

const Observation* newest_sibling(std::span<const Observation> observations) {
    const Observation* out = nullptr;
    for (const Observation& each : observations)
        if (each.probe == "tls_sibling" && (out == nullptr || each.observed_at > out->observed_at)) out = &each;
    return out;
}

// The site itself where its other name was looked at, else where it answered.
const Observation* counterpart_of(const Observation& sibling, const std::vector<const Observation*>& all) {
    const Observation* out = all.empty() ? nullptr : all.front();
    for (const Observation* each : all) {
        if (each->endpoint == sibling.endpoint) return each;
        if (out->status != Status::ok && each->status == Status::ok) out = each;
    }
    return out;
}

}  // namespace

std::vector<model::Fact> derive_tls_siblings(std::span<const Observation> observations) {
    const Observation* sibling = newest_sibling(observations);
    if (sibling == nullptr) return {};
    model::Fact same;
    same.name = "tls.same_with_www";
    same.observed_at = sibling->observed_at;
    model::Fact differences = same;
    differences.name = "tls.www_differences";
    const Observation* own = counterpart_of(*sibling, newest_by_endpoint(observations));
    if (sibling->status != Status::ok || own == nullptr || own->status != Status::ok) {
        const bool of_sibling = sibling->status != Status::ok;
        same.missing = own == nullptr && !of_sibling ? "not_measured" : missing_of(of_sibling ? *sibling : *own);
        differences.missing = same.missing;
        return {same, differences};
    }
    same.observed_at = differences.observed_at = std::min(own->observed_at, sibling->observed_at);
    Comparison seen;
    compare(compared_between_names, *own, *sibling, seen);
    differences.value = std::vector<std::string>(seen.differences.begin(), seen.differences.end());
    if (!seen.differences.empty()) {
        same.value = false;
    } else if (seen.open.empty()) {
        same.value = true;
    } else {
        for (const std::string& name : seen.open)
            same.undetermined.push_back({{}, name + " could not be settled at both names"});
    }
    return {same, differences};
}

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
            compare(compared, *first, *each, seen);
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
