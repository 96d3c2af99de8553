#include <algorithm>

#include "reports/view.h"
#include "reports/writing.h"

namespace attt::reports {
namespace {

using model::FindingState;
using model::TargetOutcome;

std::int64_t with_state(const AgencyReport& report, FindingState state) {
    return std::count_if(report.findings.begin(), report.findings.end(),
                         [&](const FindingItem& item) { return item.state == state; });
}

std::int64_t with_severity(const AgencyReport& report, std::size_t severity) {
    return std::count_if(report.findings.begin(), report.findings.end(), [&](const FindingItem& item) {
        return static_cast<std::size_t>(item.finding.severity) == severity;
    });
}

bool is_met(const TargetItem& item) {
    return item.agency.outcome == TargetOutcome::met || item.agency.outcome == TargetOutcome::exceeded ||
           item.agency.outcome == TargetOutcome::completed;
}

std::string scope_sentence(const Seen& seen, const base::Catalogue& texts) {
    if (seen.total == 0) return texts.text("report.summary_no_sites");
    if (seen.answered == seen.total) return counted(texts, "report.summary_all_seen", seen.total);
    const auto number = [&](int count) { return show_count(count, texts.language()); };
    return counted(
        texts, "report.summary_partly_seen", seen.total,
        {{"answered", number(seen.answered)}, {"silent", number(seen.silent)}, {"never", number(seen.never)}});
}

// "1 nghiêm trọng, 3 cao": the severities that occur.
std::string severities_in_words(const AgencyReport& report, const base::Catalogue& texts) {
    std::string out;
    for (std::size_t i = 0; i < model::severity_names.size(); ++i) {
        const std::int64_t count = with_severity(report, i);
        if (count == 0) continue;
        out += (out.empty() ? "" : ", ") + texts.text("count." + std::string(model::severity_names[i]),
                                                      {{"count", show_count(count, texts.language())}});
    }
    return out;
}

bool nothing_judged(const AgencyReport& report, const Seen& seen) {
    const bool targets_unknown = std::all_of(report.targets.begin(), report.targets.end(), [](const TargetItem& item) {
        return item.agency.denominator == item.agency.unknown && !item.agency.recorded;
    });
    return seen.answered == 0 && targets_unknown && report.findings.empty() && report.recently_fixed.empty();
}

std::string findings_sentence(const AgencyReport& report, const Seen& seen, const base::Catalogue& texts) {
    if (nothing_judged(report, seen)) return texts.text("report.summary_nothing_judged");
    if (report.findings.empty()) return texts.text("report.summary_no_findings");
    return counted(texts, "report.summary_open", static_cast<std::int64_t>(report.findings.size()),
                   {{"severities", severities_in_words(report, texts)}});
}

std::string changes_sentence(const AgencyReport& report, const base::Catalogue& texts) {
    if (report.trend.size() <= 1) return texts.text("report.summary_first_evaluation");
    const auto number = [&](std::int64_t count) { return show_count(count, texts.language()); };
    return texts.text("report.summary_changes",
                      {{"fresh", number(with_state(report, FindingState::fresh))},
                       {"fixed", number(static_cast<std::int64_t>(report.recently_fixed.size()))},
                       {"regressed", number(with_state(report, FindingState::regressed))}});
}

std::string unknown_sentence(const AgencyReport& report, const base::Catalogue& texts) {
    const auto count = static_cast<std::int64_t>(report.unknowns.size());
    if (count == 0) return texts.text("report.summary_no_unknowns");
    return counted(texts, "report.summary_unknowns", count);
}

std::string targets_sentence(const AgencyReport& report, const base::Catalogue& texts) {
    const auto total = static_cast<std::int64_t>(report.targets.size());
    if (total == 0) return texts.text("report.summary_no_targets");
    const auto met = std::count_if(report.targets.begin(), report.targets.end(), is_met);
    const auto open = std::count_if(report.targets.begin(), report.targets.end(),
                                    [](const TargetItem& item) { return item.agency.undecided; });
    const auto no_data = std::count_if(report.targets.begin(), report.targets.end(), [](const TargetItem& item) {
        return item.agency.outcome == TargetOutcome::no_data && !item.agency.undecided;
    });
    const auto number = [&](std::int64_t count) { return show_count(count, texts.language()); };
    return counted(texts, "report.summary_targets", total,
                   {{"met", number(met)},
                    {"not_met", number(total - met - open - no_data)},
                    {"undetermined", number(open)},
                    {"no_data", number(no_data)}});
}

base::Array figures_view(const AgencyReport& report, const Seen& seen, const base::Catalogue& texts) {
    const auto number = [&](std::int64_t count) { return show_count(count, texts.language()); };
    const std::int64_t unverified =
        std::count_if(report.findings.begin(), report.findings.end(),
                      [](const FindingItem& item) { return !item.finding.unverified_reason.empty(); });
    const auto figure = [](std::string label, std::string value, std::string note = {}) {
        return base::Object{{"label", std::move(label)}, {"value", std::move(value)}, {"note", std::move(note)}};
    };
    return {figure(texts.text("report.figure_sites"), number(seen.answered) + "/" + number(seen.total)),
            figure(texts.text("report.figure_open"), number(static_cast<std::int64_t>(report.findings.size())),
                   unverified > 0 ? counted(texts, "report.figure_unverified", unverified) : ""),
            figure(texts.text("report.figure_new"), number(with_state(report, FindingState::fresh))),
            figure(texts.text("report.figure_regressed"), number(with_state(report, FindingState::regressed))),
            figure(texts.text("report.figure_fixed"), number(static_cast<std::int64_t>(report.recently_fixed.size()))),
            figure(texts.text("report.figure_unknown"), number(static_cast<std::int64_t>(report.unknowns.size())))};
}

base::Array severities_view(const AgencyReport& report, const base::Catalogue& texts) {
    base::Array out;
    for (std::size_t i = 0; i < model::severity_names.size(); ++i) {
        const std::string name(model::severity_names[i]);
        const std::int64_t count = with_severity(report, i);
        out.emplace_back(base::Object{{"severity", name},
                                      {"severity_name", texts.text("severity." + name)},
                                      {"count", show_count(count, texts.language())},
                                      {"none", count == 0}});
    }
    return out;
}

}  // namespace

Seen seen_of(const AgencyReport& report) {
    Seen seen;
    seen.total = static_cast<int>(report.sites.size());
    for (const SiteItem& site : report.sites) {
        seen.passing += site.passing;
        seen.failing += site.failing;
        seen.unknown += site.unknown;
        if (site.seen.empty())
            ++seen.never;
        else if (site.passing + site.failing > 0)
            ++seen.answered;
        else
            ++seen.silent;
    }
    return seen;
}

base::Object summary_view(const AgencyReport& report, const base::Catalogue& texts) {
    const Seen seen = seen_of(report);
    base::Array sentences{scope_sentence(seen, texts), findings_sentence(report, seen, texts)};
    if (!nothing_judged(report, seen)) sentences.emplace_back(changes_sentence(report, texts));
    sentences.emplace_back(unknown_sentence(report, texts));
    sentences.emplace_back(targets_sentence(report, texts));
    return {{"sentences", std::move(sentences)},
            {"figures", figures_view(report, seen, texts)},
            {"severities", severities_view(report, texts)}};
}

}  // namespace attt::reports
