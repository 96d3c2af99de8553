#include "reports/site_view.h"

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "reports/plain_text.h"
#include "reports/writing.h"

namespace attt::reports {
namespace {

using model::SubjectKind;

base::Object view_of(const SiteCell& cell) {
    return {{"text", cell.text}, {"link", cell.link}, {"class", cell.style}};
}

base::Array view_of(const std::vector<std::string>& texts) {
    base::Array out;
    for (const std::string& text : texts)
        out.emplace_back(text);
    return out;
}

base::Array rows_view(const SiteSection& section) {
    base::Array out;
    for (const auto& row : section.rows) {
        base::Array cells;
        for (std::size_t i = 0; i < row.size(); ++i) {
            base::Object cell = view_of(row[i]);
            cell.set("head", i == 0);
            cells.emplace_back(std::move(cell));
        }
        out.emplace_back(base::Object{{"cells", std::move(cells)}});
    }
    return out;
}

template <class Map, class Key>
const typename Map::mapped_type& found_or_none(const Map& map, const Key& key) {
    static const typename Map::mapped_type none;
    const auto found = map.find(key);
    return found == map.end() ? none : found->second;
}

}  // namespace

std::string file_name(const std::string& id) {
    // devices of Windows, whatever their ending
    constexpr std::array<std::string_view, 6> reserved = {"con", "prn", "aux", "nul", "com", "lpt"};
    const std::string_view stem = std::string_view(id).substr(0, 3);
    const bool device = std::find(reserved.begin(), reserved.end(), stem) != reserved.end() && id.size() <= 4;
    const bool plain = !id.empty() && id.size() <= 80 && !device && id.front() != '.' && id.back() != '.' &&
                       id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-_") == std::string::npos;
    return plain ? id : "x-" + base::sha256_hex(id).substr(0, 32);
}

base::Value to_view(const SitePage& page, const Snapshot& snapshot, const base::Catalogue& texts, bool searchable) {
    base::Array crumbs, facts, sections;
    for (const SiteCell& crumb : page.crumbs)
        crumbs.emplace_back(view_of(crumb));
    for (const auto& [name, cell] : page.facts) {
        if (cell.text.empty()) continue;
        base::Object fact = view_of(cell);
        fact.set("name", name);
        facts.emplace_back(std::move(fact));
    }
    for (const SiteSection& section : page.sections)
        sections.emplace_back(base::Object{{"id", section.id},
                                           {"title", section.title},
                                           {"paragraphs", view_of(section.paragraphs)},
                                           {"headings", view_of(section.headings)},
                                           {"rows", rows_view(section)}});
    const std::string name = texts.text("site.name", {{"name", one_line(snapshot.province)}});
    const std::string title = page.title.empty() ? page.heading : page.title;
    base::Array foot = {texts.text("site.as_of", {{"date", base::show_date(snapshot.as_of)},
                                                  {"time", base::show_time(snapshot.made_at)}}),
                        texts.text("site.not_a_verdict")};
    if (searchable)
        foot.emplace_back(texts.text("site.made_by", {{"version", snapshot.program_version},
                                                      {"rules", snapshot.rules_hash.substr(0, 12)},
                                                      {"head", snapshot.audit_head}}));
    const bool deep = page.path.find('/') != std::string::npos;
    return base::Object{{"language", snapshot.language == base::Language::vi ? "vi" : "en"},
                        {"root", deep ? "../" : ""},
                        {"title", title + " – " + name},
                        {"site_name", name},
                        {"heading", one_line(page.heading)},
                        {"classification", searchable ? snapshot.classification : std::string()},
                        {"searchable", searchable},
                        {"script", page.script},
                        {"crumbs", std::move(crumbs)},
                        {"paragraphs", view_of(page.paragraphs)},
                        {"facts", std::move(facts)},
                        {"sections", std::move(sections)},
                        {"foot", std::move(foot)}};
}

SiteIndex::SiteIndex(const Snapshot& read, const base::Catalogue& words) : snapshot(read), texts(words) {
    for (const FindingEntry& entry : snapshot.findings) {
        by_subject_[entry.item.finding.key.subject].push_back(&entry);
        by_agency_[entry.agency].push_back(&entry);
        by_rule_[entry.item.finding.key.rule].push_back(&entry);
    }
    for (const VerdictEntry& entry : snapshot.verdicts) {
        verdicts_[entry.verdict.subject].push_back(&entry);
        verdicts_by_rule_[entry.verdict.rule].push_back(&entry);
        verdicts_by_agency_[entry.agency].push_back(&entry);
    }
    for (const model::Agency& each : snapshot.inventory.agencies)
        pages_[{SubjectKind::agency, each.id}] = true;
    for (const model::InformationSystem& each : snapshot.inventory.systems)
        pages_[{SubjectKind::system, each.id}] = true;
    for (const model::Website& each : snapshot.inventory.websites)
        pages_[{SubjectKind::website, each.id}] = true;
}

const SiteIndex::Findings& SiteIndex::findings_of(const model::SubjectRef& subject) const {
    return found_or_none(by_subject_, subject);
}
const SiteIndex::Findings& SiteIndex::findings_of_agency(const std::string& agency) const {
    return found_or_none(by_agency_, agency);
}
const SiteIndex::Findings& SiteIndex::findings_of_rule(const std::string& rule) const {
    return found_or_none(by_rule_, rule);
}
const SiteIndex::Verdicts& SiteIndex::verdicts_of(const model::SubjectRef& subject) const {
    return found_or_none(verdicts_, subject);
}
const SiteIndex::Verdicts& SiteIndex::verdicts_of_agency(const std::string& agency) const {
    return found_or_none(verdicts_by_agency_, agency);
}

const SiteIndex::Verdicts& SiteIndex::verdicts_of_rule(const std::string& rule) const {
    return found_or_none(verdicts_by_rule_, rule);
}

std::string SiteIndex::link_to_subject(const model::SubjectRef& subject) const {
    if (!pages_.contains(subject)) return {};
    constexpr std::array<std::string_view, 4> folders = {"agencies", "systems", "websites", "computers"};
    return "../" + std::string(folders[static_cast<std::size_t>(subject.kind)]) + "/" + file_name(subject.id) + ".html";
}

std::string SiteIndex::link_to_rule(const std::string& rule) const {
    return snapshot.rule(rule) == nullptr ? std::string() : "../rules/" + file_name(rule) + ".html";
}

std::string SiteIndex::link_to_finding(const model::Finding& finding) const {
    return "../findings/" + finding.id + ".html";
}

std::string SiteIndex::severity(model::Severity severity) const {
    return texts.text("severity." + std::string(model::name_of(severity)));
}
std::string SiteIndex::state(model::FindingState state) const {
    return texts.text("state." + std::string(model::name_of(state)));
}
std::string SiteIndex::outcome(model::Outcome outcome) const {
    return texts.text("outcome." + std::string(model::name_of(outcome)));
}

SiteSection findings_section(const SiteIndex& index, const SiteIndex::Findings& findings, bool with_subject) {
    const base::Catalogue& texts = index.texts;
    SiteSection out{"findings", texts.text("site.findings")};
    if (findings.empty()) {
        out.paragraphs = {texts.text("site.findings_none")};
        return out;
    }
    out.headings = {texts.text("site.col_finding"), texts.text("site.col_severity"), texts.text("site.col_state"),
                    texts.text("site.col_due")};
    if (with_subject) out.headings.insert(out.headings.begin() + 1, texts.text("site.col_subject"));
    for (const FindingEntry* entry : findings) {
        const FindingItem& item = entry->item;
        const std::string instance =
            item.finding.key.instance.empty() ? "" : " [" + one_line(item.finding.key.instance) + "]";
        std::vector<SiteCell> row = {
            {one_line(item.title) + instance, index.link_to_finding(item.finding)},
            {index.severity(item.finding.severity), {}, std::string(model::name_of(item.finding.severity))},
            {index.state(item.state)},
            {entry->due ? base::show_date(*entry->due) : "—", {}, entry->days_over > 0 ? "overdue" : ""}};
        if (with_subject)
            row.insert(row.begin() + 1, {one_line(item.subject_name), index.link_to_subject(item.finding.key.subject)});
        out.rows.push_back(std::move(row));
    }
    return out;
}

SiteSection verdicts_section(const SiteIndex& index, const SiteIndex::Verdicts& verdicts) {
    const base::Catalogue& texts = index.texts;
    SiteSection out{"verdicts", texts.text("site.verdicts")};
    if (verdicts.empty()) {
        out.paragraphs = {texts.text("site.verdicts_none")};
        return out;
    }
    out.headings = {texts.text("site.col_rule"), texts.text("site.col_place"), texts.text("site.col_outcome"),
                    texts.text("site.col_reason"), texts.text("site.col_seen")};
    for (const VerdictEntry* entry : verdicts) {
        const model::Verdict& verdict = entry->verdict;
        const RuleEntry* rule = index.snapshot.rule(verdict.rule);
        std::string place = verdict.endpoint ? model::to_string(*verdict.endpoint) : "";
        if (!verdict.instance.empty()) place += (place.empty() ? "" : ", ") + one_line(verdict.instance);
        out.rows.push_back({{one_line(rule == nullptr ? verdict.rule : rule->title), index.link_to_rule(verdict.rule)},
                            {place},
                            {index.outcome(verdict.outcome), {}, std::string(model::name_of(verdict.outcome))},
                            {entry->reason.empty() ? "" : one_line(entry->reason)},
                            {entry->observed_at ? base::show_time(*entry->observed_at) : ""}});
    }
    return out;
}

SiteSection basis_section(const SiteIndex& index, const std::vector<LegalBasis>& basis) {
    const base::Catalogue& texts = index.texts;
    SiteSection out{"basis", texts.text("site.basis")};
    if (basis.empty()) {
        out.paragraphs = {texts.text("report.no_basis")};
        return out;
    }
    out.headings = {texts.text("site.col_document"), texts.text("site.col_locator"), texts.text("site.col_in_force"),
                    texts.text("site.col_confidence")};
    for (const LegalBasis& each : basis) {
        const std::string standing = each.in_force
                                         ? texts.text("site.in_force")
                                         : texts.text(each.replaced_by.empty() ? "site.not_in_force" : "site.replaced",
                                                      {{"by", one_line(each.replaced_by)}});
        out.rows.push_back({{one_line(each.document)},
                            {one_line(each.locator)},
                            {standing},
                            {texts.text("confidence." + each.confidence)}});
    }
    return out;
}

}  // namespace attt::reports
