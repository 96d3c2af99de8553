#include "rules/dossier_join.h"

#include "base/text.h"

namespace attt::rules {
namespace {

std::string text_of(const std::optional<int>& level) {
    return level ? std::to_string(*level) : std::string();
}

bool same(const std::string& a, const std::string& b) {
    return base::fold(a) == base::fold(b);
}

void write_over(const Dossier& dossier, const Dossier* standing, model::InformationSystem& system) {
    system.dossier_state = reported_state(dossier.state);
    if (const auto level = dossier.level()) system.level = level;
    if (!dossier.extent.empty()) system.implementation = dossier.extent;
    // a decision that the log does not know is no decision of the state it tells of
    if (standing == nullptr) {
        system.decision.clear();
        system.decision_date.reset();
        return;
    }
    if (!standing->approved->number.empty()) system.decision = standing->approved->number;
    system.decision_date = standing->approved->on;
}

}  // namespace

const Dossier* telling(const DossierLog& log) {
    const Dossier* standing = log.standing();
    return standing != nullptr ? standing : log.current();
}

std::vector<LogDifference> differences(const model::InformationSystem& system, const DossierLog& log) {
    const Dossier* dossier = telling(log);
    if (dossier == nullptr || dossier->from_inventory) return {};
    std::vector<LogDifference> out;
    const auto compare = [&](const char* field, const std::string& here, const std::string& there) {
        if (!here.empty() && !there.empty() && !same(here, there)) out.push_back({field, here, there});
    };
    compare("dossier_state", system.dossier_state, std::string(reported_state(dossier->state)));
    compare("level", text_of(system.level), text_of(dossier->level()));
    const Dossier* standing = log.standing();
    if (standing != nullptr) compare("decision", system.decision, standing->approved->number);
    compare("implementation", system.implementation, dossier->extent);
    return out;
}

LogDifferences join_logs(const DossierLogs& logs, model::Inventory& inventory) {
    LogDifferences out;
    for (model::InformationSystem& system : inventory.systems) {
        const auto found = logs.find(system.id);
        if (found == logs.end()) continue;
        const Dossier* dossier = telling(found->second);
        if (dossier == nullptr || dossier->from_inventory) continue;
        if (auto parted = differences(system, found->second); !parted.empty())
            out.emplace(system.id, std::move(parted));
        write_over(*dossier, found->second.standing(), system);
    }
    return out;
}

}  // namespace attt::rules
