#include "remediation/due.h"

#include <algorithm>
#include <filesystem>

#include "base/toml.h"

namespace attt::remediation {
namespace {

constexpr std::int64_t most_days = 3650;

DuePolicy::Days days_of(base::TomlTable& table) {
    DuePolicy::Days out;
    for (std::size_t i = 0; i < model::severity_names.size(); ++i) {
        const auto days = table.integer(model::severity_names[i]);
        if (!days) continue;
        const std::string key(model::severity_names[i]);
        if (*days < 1 || *days > most_days)
            table.defect(key, "due.out_of_range", {{"key", key}, {"most", std::to_string(most_days)}});
        else
            out[static_cast<model::Severity>(i)] = static_cast<int>(*days);
    }
    table.refuse_unknown();
    return out;
}

EscalationStep step_of(base::TomlTable& table) {
    EscalationStep out;
    const auto days = table.integer("days_over");
    if (!days) table.defect("", "due.no_days");
    if (days && (*days < 1 || *days > most_days))
        table.defect("days_over", "due.out_of_range", {{"key", "days_over"}, {"most", std::to_string(most_days)}});
    out.days_over = static_cast<int>(std::clamp<std::int64_t>(days.value_or(1), 1, most_days));
    out.to_vi = table.required_string("to_vi");
    out.to_en = table.required_string("to_en");
    table.refuse_unknown();
    return out;
}

void read(const base::TomlDocument& document, LoadedDuePolicy& into) {
    base::TomlTable root(document, into.defects);
    if (auto otherwise = root.table("days")) into.policy.otherwise = days_of(*otherwise);
    if (auto levels = root.table("level")) {
        for (int level = 1; level <= 5; ++level) {
            if (auto table = levels->table(std::to_string(level))) into.policy.by_level[level] = days_of(*table);
        }
        levels->refuse_unknown();
    }
    for (base::TomlTable& table : root.tables("escalation"))
        into.policy.escalation.push_back(step_of(table));
    root.refuse_unknown();
    std::stable_sort(into.policy.escalation.begin(), into.policy.escalation.end(),
                     [](const auto& a, const auto& b) { return a.days_over < b.days_over; });
}

base::Date plus(base::Date date, int days) {
    return base::Date(std::chrono::sys_days(date) + std::chrono::days(days));
}

// Whole days of the episode on which the clock stood, today included.
int paused_days(const model::Work& work, base::Date today) {
    int out = 0;
    for (const model::Pause& pause : work.pauses)
        out += std::max(0, base::days_between(pause.from, std::min(pause.until, today)) + 1);
    return out;
}

}  // namespace

std::optional<int> DuePolicy::days(model::Severity severity, std::optional<int> level) const {
    if (level) {
        const auto own = by_level.find(*level);
        if (own != by_level.end()) {
            const auto found = own->second.find(severity);
            if (found != own->second.end()) return found->second;
        }
    }
    const auto found = otherwise.find(severity);
    return found == otherwise.end() ? std::nullopt : std::optional(found->second);
}

const EscalationStep* DuePolicy::step(int days_over) const {
    const EscalationStep* out = nullptr;
    for (const EscalationStep& step : escalation) {
        if (days_over >= step.days_over) out = &step;
    }
    return out;
}

LoadedDuePolicy load_due_policy(const std::vector<std::string>& directories) {
    LoadedDuePolicy out;
    for (auto directory = directories.rbegin(); directory != directories.rend(); ++directory) {
        const std::filesystem::path file = std::filesystem::path(*directory) / "due_days.toml";
        std::error_code ignored;
        if (!std::filesystem::exists(file, ignored)) continue;
        auto document = base::read_toml(file.string());
        if (!document)
            out.defects.push_back(document.error());
        else
            read(*document, out);
        return out;
    }
    return out;
}

std::optional<base::Date> due_date(const model::Finding& finding, std::optional<int> level, const DuePolicy& policy,
                                   base::Time at) {
    if (!finding.is_open()) return std::nullopt;
    std::optional<base::Date> due = finding.work.due;
    if (!due) {
        const auto days = policy.days(finding.severity, level);
        if (days) due = plus(base::local_date(finding.episodes.back().opened), *days);
    }
    if (!due) return due;
    due = plus(*due, paused_days(finding.work, base::local_date(at)));
    const model::Waiver* extension = finding.work.waiver(model::WaiverKind::extension);
    return extension != nullptr ? std::max(*due, extension->until) : due;
}

int days_over(const model::Finding& finding, std::optional<base::Date> due, base::Time at) {
    const base::Date today = base::local_date(at);
    if (!due || !finding.is_open() || finding.work.paused(today)) return 0;
    if (finding.work.accepted(at) || finding.work.false_positive(at)) return 0;
    return std::max(0, base::days_between(*due, today));
}

}  // namespace attt::remediation
