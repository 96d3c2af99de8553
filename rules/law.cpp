#include <set>

#include "rules/rule.h"

namespace attt::rules {
namespace {

bool begun(const Law& law, const Clause& clause, base::Date as_of) {
    const auto instrument = law.instruments.find(clause.instrument);
    if (instrument == law.instruments.end()) return false;
    const auto& from = instrument->second.effective_from;
    return !from || *from <= as_of;
}

}  // namespace

const Clause* Law::clause_as_of(std::string_view id, base::Date as_of) const {
    auto here = clauses.find(id);
    if (here == clauses.end()) return nullptr;
    std::set<std::string_view> passed = {here->first};
    while (true) {
        const auto next = clauses.find(here->second.superseded_by);
        if (next == clauses.end() || !begun(*this, next->second, as_of)) return &here->second;
        if (!passed.insert(next->first).second) return &here->second;
        here = next;
    }
}

bool Law::in_force(const Clause& clause, base::Date as_of) const {
    const auto instrument = instruments.find(clause.instrument);
    if (instrument == instruments.end() || !begun(*this, clause, as_of)) return false;
    const auto& to = instrument->second.effective_to;
    return !to || as_of <= *to;
}

}  // namespace attt::rules
