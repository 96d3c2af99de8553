// Any bytes as a file of checks: either a defect is named, or the rules can be judged by their own cases.
#include <cstdlib>

#include "rules/readers.h"

namespace {

const attt::rules::RuleSet& shipped() {
    static const attt::rules::Loaded loaded = attt::rules::load_rules({std::string(ATTT_SOURCE_DIR) + "/rules"});
    return loaded.rules;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto document = attt::base::parse_toml(text, "fuzz.toml");
    if (!document) return 0;
    attt::rules::RuleSet rules;
    rules.facts = shipped().facts;
    rules.law = shipped().law;
    std::vector<attt::base::Error> defects;
    attt::rules::read_rules(*document, {}, rules, defects);
    for (const attt::rules::Rule& rule : rules.rules) {
        if (rule.require == nullptr) std::abort();
    }
    for (const attt::rules::CaseResult& result : attt::rules::run_cases(rules)) {
        if (result.got == attt::model::Outcome::unknown && result.reason.empty() && defects.empty()) std::abort();
    }
    return 0;
}
