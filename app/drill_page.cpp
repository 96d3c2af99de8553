// The page and the words of readiness.
#include <tuple>

#include "app/drill.h"
#include "base/files.h"
#include "base/text.h"
#include "reports/readiness_page.h"

namespace attt::app {
namespace {

using remediation::BlockingItem;

std::string reasons_in_words(const BlockingItem& item, const base::Catalogue& texts) {
    std::string out;
    for (const remediation::BlockReason reason : item.reasons)
        out += (out.empty() ? "" : "; ") + texts.text("block_reason." + std::string(name_of(reason)));
    return item.unknown ? out + " (" + texts.text("readiness.unknown") + ")" : out;
}

reports::ReadinessPage::Item item_of(const BlockingItem& item, const ReadinessView& view,
                                     const std::map<std::string, const FindingRow*>& rows, const rules::RuleSet& rules,
                                     const base::Catalogue& texts) {
    reports::ReadinessPage::Item out;
    out.id = item.finding;
    out.subject = model::display_name(view.table->inventory, item.subject);
    out.reasons = reasons_in_words(item, texts);
    const auto found = rows.find(item.finding);
    if (found == rows.end()) return out;
    const FindingRow& row = *found->second;
    out.severity = texts.text("severity." + std::string(name_of(row.finding.severity)));
    out.title = title_of(row.finding, rules, texts.language());
    if (row.due) out.due = base::show_date(*row.due);
    return out;
}

// Computers that lack the same stand in one row: an agency has hundreds of them and one page.
std::vector<reports::ReadinessPage::Item> items_of(const ReadinessView& view,
                                                   const std::map<std::string, const FindingRow*>& rows,
                                                   const rules::RuleSet& rules, const base::Catalogue& texts) {
    std::vector<reports::ReadinessPage::Item> out;
    std::map<std::tuple<std::string, std::string, std::string, std::string>, std::pair<std::size_t, int>> alike;
    for (const BlockingItem& item : view.now.items) {
        reports::ReadinessPage::Item one = item_of(item, view, rows, rules, texts);
        if (item.subject.kind == model::SubjectKind::computer) {
            const auto [known, fresh] =
                alike.try_emplace({one.title, one.severity, one.reasons, one.due}, out.size(), 0);
            ++known->second.second;
            if (!fresh) {
                out[known->second.first].subject += ", " + one.subject;
                continue;
            }
        }
        out.push_back(std::move(one));
    }
    for (const auto& [what, place] : alike) {
        const auto& [row, computers] = place;
        if (computers < 2) continue;
        out[row].id.clear();
        out[row].subject =
            texts.text("readiness.computers", {{"count", std::to_string(computers)}}) + ": " + out[row].subject;
    }
    return out;
}

}  // namespace

std::string tenths_in_words(std::int64_t tenths, base::Language language) {
    return std::to_string(tenths / 10) + (language == base::Language::vi ? "," : ".") + std::to_string(tenths % 10);
}

std::string score_in_words(std::int64_t tenths, int possible, const base::Catalogue& texts) {
    return tenths_in_words(tenths, texts.language()) + " / " + std::to_string(possible);
}

std::string stands_on(const remediation::ReadinessScore& score, const base::Catalogue& texts) {
    if (score.total == 0) return texts.text("readiness.left_out");
    return texts.text(score.unknown > 0 ? "readiness.of_unknown" : "readiness.of",
                      {{"meeting", std::to_string(score.meeting)},
                       {"total", std::to_string(score.total)},
                       {"unknown", std::to_string(score.unknown)}});
}

std::string tenths_before(const ReadinessView& view, remediation::ReadinessPart part, base::Language language) {
    const auto before = view.tenths_before.find(std::string(name_of(part)));
    return before == view.tenths_before.end() ? "—" : tenths_in_words(before->second, language);
}

reports::ReadinessPage readiness_model(const Workspace& workspace, const ReadinessView& view,
                                       const rules::RuleSet& rules, const base::Catalogue& texts,
                                       const std::string& audit_head, base::Time at) {
    const auto rows = rows_by_id(view);
    reports::ReadinessPage page;
    const Office* office = workspace.config.office_on(base::local_date(at));
    page.office = office != nullptr ? office->name : "";
    page.classification = workspace.config.classification;
    page.made = base::show_date(base::local_date(at));
    page.drill_date = base::show_date(view.drill.date);
    page.scope = view.agency.empty()
                     ? texts.text("readiness.whole_scope")
                     : model::display_name(view.table->inventory, {model::SubjectKind::agency, view.agency});
    page.score = score_in_words(view.now.tenths(), view.now.possible(), texts);
    page.baseline = score_in_words(view.baseline_tenths, view.baseline_possible, texts);
    for (const remediation::ReadinessScore& score : view.now.scores) {
        const bool counted = score.total > 0;
        page.parts.push_back({texts.text("readiness_part." + std::string(name_of(score.part))),
                              tenths_before(view, score.part, texts.language()),
                              counted ? tenths_in_words(score.tenths(), texts.language()) : "—",
                              counted ? std::to_string(score.points) : "—", stands_on(score, texts)});
    }
    page.items = items_of(view, rows, rules, texts);
    for (const ReadinessView::Point& point : view.burn_down)
        page.burn_down.push_back({base::show_date(point.day), static_cast<long>(point.open)});
    for (const std::string& id : view.fixed) {
        const FindingRow& row = *rows.at(id);
        page.improved.push_back({row.place.name, title_of(row.finding, rules, texts.language()),
                                 row.finding.episodes.back().closed
                                     ? base::show_date(base::local_date(*row.finding.episodes.back().closed))
                                     : ""});
    }
    page.fixed = std::to_string(view.fixed.size());
    page.no_longer = std::to_string(view.no_longer);
    page.appeared = std::to_string(view.appeared.size());
    page.audit_head = audit_head;
    return page;
}

base::Result<std::string> readiness_page(const Workspace& workspace, const ReadinessView& view,
                                         const rules::RuleSet& rules, const base::Catalogue& texts,
                                         const std::string& audit_head, base::Time at) {
    return reports::render_readiness(readiness_model(workspace, view, rules, texts, audit_head, at), texts,
                                     (base::data_directory() / "templates").string());
}

}  // namespace attt::app
