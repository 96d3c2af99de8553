#include <algorithm>
#include <map>
#include <utility>

#include "reports/guidance.h"
#include "reports/view.h"
#include "reports/writing.h"

namespace attt::reports {
namespace {

// From this many places on a block may break across pages: kept whole it would leave half a page empty.
constexpr std::size_t short_block = 3;

using Group = std::vector<const FindingItem*>;

std::string since_in_words(const model::Episode& episode, const base::Catalogue& texts) {
    const std::string date = base::show_date(base::local_date(episode.opened));
    if (episode.number <= 1) return date;
    return texts.text("report.since_again", {{"date", date}, {"number", show_count(episode.number, texts.language())}});
}

// A requirement that differs from place to place stands with its place.
bool shares_requirement(const Group& group) {
    return std::all_of(group.begin(), group.end(),
                       [&](const FindingItem* item) { return item->requirement == group.front()->requirement; });
}

base::Array evidence_view(const FindingItem& item) {
    base::Array out;
    for (const auto& [sentence, value] : item.evidence)
        out.emplace_back(base::Object{{"sentence", sentence}, {"value", value.empty() ? "—" : value}});
    return out;
}

base::Object place_view(const FindingItem& item, bool with_requirement, const base::Catalogue& texts) {
    const model::Finding& finding = item.finding;
    const std::string state(model::name_of(item.state));
    return {{"id", finding.id},
            {"subject", item.subject_name},
            {"endpoint", finding.endpoint ? model::to_string(*finding.endpoint) : ""},
            {"instance", finding.key.instance},
            {"evidence", evidence_view(item)},
            {"own_requirement", with_requirement ? item.requirement : ""},
            {"since", since_in_words(finding.episodes.back(), texts)},
            {"state", state},
            {"state_name", texts.text("state." + state)},
            {"unverified", finding.unverified_reason}};
}

base::Object basis_view(const LegalBasis& basis, const base::Catalogue& texts) {
    std::string force = texts.text(basis.in_force ? "report.in_force" : "report.not_in_force");
    if (!basis.replaced_by.empty()) force = texts.text("report.replaced", {{"by", basis.replaced_by}});
    return {{"citation", basis.locator.empty() ? basis.document : basis.locator + ", " + basis.document},
            {"confidence", texts.text("confidence." + basis.confidence)},
            {"force", force},
            {"ended", !basis.in_force}};
}

base::Object group_view(const Group& group, int number, const base::Catalogue& texts) {
    const FindingItem& first = *group.front();
    base::Array places, basis;
    const bool shared = shares_requirement(group);
    for (const FindingItem* item : group)
        places.emplace_back(place_view(*item, !shared, texts));
    for (const LegalBasis& each : first.basis)
        basis.emplace_back(basis_view(each, texts));
    const auto count = static_cast<std::int64_t>(group.size());
    return {{"number", number},
            {"title", first.title},
            {"places_count", counted(texts, "report.places", count)},
            {"rationale", first.rationale},
            {"requirement", shared ? first.requirement : ""},
            {"has_guidance", !first.remediation.empty()},
            {"guidance", guidance_view(first.remediation)},
            {"basis", std::move(basis)},
            {"places", std::move(places)},
            {"short", group.size() <= short_block}};
}

// The findings of one severity, in the order given, those of one rule together.
std::vector<Group> groups_of(const AgencyReport& report, model::Severity severity) {
    std::vector<Group> groups;
    std::map<std::pair<std::string, std::string>, std::size_t> known;
    for (const FindingItem& item : report.findings) {
        if (item.finding.severity != severity) continue;
        const auto [at, fresh] = known.try_emplace({item.finding.key.rule, item.title}, groups.size());
        if (fresh) groups.emplace_back();
        groups[at->second].push_back(&item);
    }
    return groups;
}

base::Object overview_row(const Group& group, int number, const base::Catalogue& texts) {
    const auto earliest = std::min_element(group.begin(), group.end(), [](const FindingItem* a, const FindingItem* b) {
        return a->finding.episodes.back().opened < b->finding.episodes.back().opened;
    });
    const std::string severity(model::name_of(group.front()->finding.severity));
    return {{"number", number},
            {"title", group.front()->title},
            {"severity", severity},
            {"severity_name", texts.text("severity." + severity)},
            {"count", show_count(static_cast<std::int64_t>(group.size()), texts.language())},
            {"since", base::show_date(base::local_date((*earliest)->finding.episodes.back().opened))}};
}

}  // namespace

base::Object findings_view(const AgencyReport& report, const base::Catalogue& texts) {
    base::Array severities, overview;
    int number = 0;
    for (std::size_t i = 0; i < model::severity_names.size(); ++i) {
        const std::vector<Group> groups = groups_of(report, static_cast<model::Severity>(i));
        if (groups.empty()) continue;
        base::Array views;
        std::int64_t count = 0;
        for (const Group& group : groups) {
            ++number;
            count += static_cast<std::int64_t>(group.size());
            views.emplace_back(group_view(group, number, texts));
            overview.emplace_back(overview_row(group, number, texts));
        }
        const std::string severity(model::severity_names[i]);
        severities.emplace_back(base::Object{{"severity", severity},
                                             {"severity_name", texts.text("severity." + severity)},
                                             {"places_count", counted(texts, "report.findings", count)},
                                             {"groups", std::move(views)}});
    }
    return {{"by_severity", std::move(severities)}, {"overview", std::move(overview)}};
}

base::Array fixed_view(const AgencyReport& report, const base::Catalogue& texts) {
    base::Array out;
    for (const FindingItem& item : report.recently_fixed) {
        const model::Episode& episode = item.finding.episodes.back();
        const std::string kind(model::name_of(episode.close_kind.value_or(model::CloseKind::verified_fixed)));
        out.emplace_back(
            base::Object{{"id", item.finding.id},
                         {"title", item.title},
                         {"subject", item.subject_name},
                         {"instance", item.finding.key.instance},
                         {"since", since_in_words(episode, texts)},
                         {"closed", episode.closed ? base::show_date(base::local_date(*episode.closed)) : "—"},
                         {"how", texts.text("close_kind." + kind)}});
    }
    return out;
}

}  // namespace attt::reports
