#include "base/json.h"
#include "reports/exports.h"
#include "reports/plain_text.h"
#include "reports/writing.h"

namespace attt::reports {
namespace {

using base::Array;
using base::Object;

constexpr std::array<std::string_view, 5> severities = {"Critical", "High", "Medium", "Low", "Info"};
constexpr std::size_t longest_title = 500;    // their columns: 511
constexpr std::size_t longest_service = 190;  // 200

std::string description_of(const FindingEntry& entry, const base::Catalogue& texts) {
    const FindingItem& item = entry.item;
    std::string out = "**" + markdown(item.subject_name) + "**\n\n";
    if (!item.rationale.empty()) out += markdown(item.rationale) + "\n\n";
    if (!item.requirement.empty())
        out += markdown(texts.text("export.requirement")) + ": " + markdown(item.requirement) + "\n\n";
    for (const auto& [name, value] : item.evidence)
        out += "- " + markdown(name) + ": " + markdown(value) + "\n";
    if (!item.finding.unverified_reason.empty())
        out += "\n" + markdown(texts.text("export.unverified")) + ": " + markdown(item.finding.unverified_reason);
    return out;
}

std::string references_of(const FindingItem& item) {
    std::string out;
    for (const LegalBasis& basis : item.basis)
        out += "- " + markdown(basis.locator + ", " + basis.document) + "\n";
    return out;
}

}  // namespace

std::string render_defectdojo(const Snapshot& snapshot, const base::Catalogue& texts) {
    Array findings;
    for (const FindingEntry& entry : snapshot.findings) {
        const FindingItem& item = entry.item;
        const model::Finding& finding = item.finding;
        const model::Episode& newest = finding.episodes.back();
        Object each{{"title", cut_to(one_line(item.title) + " – " + one_line(item.subject_name), longest_title)},
                    {"severity", severities[static_cast<std::size_t>(finding.severity)]},
                    {"description", description_of(entry, texts)},
                    {"mitigation", markdown(item.remediation)},
                    {"references", references_of(item)},
                    {"date", base::to_iso_date(base::local_date(newest.opened))},
                    {"unique_id_from_tool", finding.id},
                    {"vuln_id_from_tool", finding.key.rule},
                    {"active", finding.is_open() && item.state != model::FindingState::false_positive},
                    {"verified", finding.is_open() && finding.unverified_reason.empty()},
                    {"false_p", item.state == model::FindingState::false_positive},
                    {"risk_accepted", item.state == model::FindingState::accepted},
                    {"is_mitigated", !finding.is_open()},
                    {"dynamic_finding", finding.key.subject.kind == model::SubjectKind::website},
                    {"static_finding", finding.key.subject.kind != model::SubjectKind::website},
                    {"service",
                     cut_to(one_line(snapshot.name_of({model::SubjectKind::agency, entry.agency})), longest_service)}};
        if (newest.closed) each.set("mitigated", base::to_rfc3339(*newest.closed));
        if (entry.due) each.set("planned_remediation_date", base::to_iso_date(*entry.due));
        // an address that their reader would refuse fails the whole file
        const std::string address = link_to(item.subject_name);
        if (finding.key.subject.kind == model::SubjectKind::website && !address.empty())
            each.set("endpoints", Array{address});
        findings.emplace_back(std::move(each));
    }
    const base::Value document =
        Object{{"name", "attt"},
               {"type", "attt"},
               {"version", snapshot.program_version},
               {"description", one_line(texts.text("export.title", {{"name", one_line(snapshot.province)}}))},
               {"findings", std::move(findings)}};
    return base::to_pretty_json(document) + "\n";
}

}  // namespace attt::reports
