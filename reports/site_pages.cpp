// The pages of the site, one function each.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "reports/plain_text.h"
#include "reports/site_view.h"
#include "reports/writing.h"

namespace attt::reports {
namespace {

using model::SubjectKind;
using model::SubjectRef;

std::string number(const SiteIndex& index, std::int64_t count) {
    return show_count(count, index.texts.language());
}

SiteCell count_cell(const SiteIndex& index, std::int64_t count, std::string_view style = "number") {
    return {number(index, count), {}, count == 0 ? "number" : std::string(style)};
}

bool needs_work(const FindingEntry* entry) {
    return model::needs_work(entry->item.state);
}

struct Open {
    std::array<std::int64_t, model::severity_names.size()> by_severity{};
    std::int64_t all = 0;
    std::int64_t overdue = 0;
};

Open open_of(const SiteIndex::Findings& findings) {
    Open out;
    for (const FindingEntry* entry : findings) {
        if (!needs_work(entry)) continue;
        ++out.by_severity[static_cast<std::size_t>(entry->item.finding.severity)];
        ++out.all;
        out.overdue += entry->days_over > 0 ? 1 : 0;
    }
    return out;
}

std::int64_t count_outcome(const SiteIndex::Verdicts& verdicts, model::Outcome outcome) {
    return std::count_if(verdicts.begin(), verdicts.end(),
                         [&](const VerdictEntry* entry) { return entry->verdict.outcome == outcome; });
}

// "../index.html" and the pages between it and this one.
std::vector<SiteCell> crumbs_to(const SiteIndex& index, const std::string& agency, std::vector<SiteCell> rest) {
    std::vector<SiteCell> out = {{index.texts.text("site.home"), "../index.html"}};
    const SubjectRef owner{SubjectKind::agency, agency};
    if (!agency.empty()) out.push_back({one_line(index.snapshot.name_of(owner)), index.link_to_subject(owner)});
    out.insert(out.end(), rest.begin(), rest.end());
    return out;
}

SiteCell agency_cell(const SiteIndex& index, const std::string& agency) {
    if (agency.empty()) return {};
    const SubjectRef owner{SubjectKind::agency, agency};
    return {one_line(index.snapshot.name_of(owner)), index.link_to_subject(owner)};
}

std::string name_or_url(const model::Website& website) {
    return one_line(website.name.empty() ? website.url : website.name);
}

template <class Records>
std::vector<const typename Records::value_type*> of_agency(const Records& records, const std::string& agency) {
    std::vector<const typename Records::value_type*> out;
    for (const auto& each : records) {
        if (each.agency == agency) out.push_back(&each);
    }
    return out;
}

SiteSection websites_section(const SiteIndex& index, const std::vector<const model::Website*>& websites) {
    const base::Catalogue& texts = index.texts;
    SiteSection out{"websites", texts.text("site.websites")};
    if (websites.empty()) {
        out.paragraphs = {texts.text("site.none_listed")};
        return out;
    }
    out.headings = {texts.text("site.col_website"), texts.text("site.col_address"), texts.text("site.col_open"),
                    texts.text("site.col_unknown"), texts.text("site.col_seen")};
    for (const model::Website* website : websites) {
        const SubjectRef subject{SubjectKind::website, website->id};
        const auto seen = index.snapshot.seen.find(website->id);
        const bool never = seen == index.snapshot.seen.end();
        out.rows.push_back(
            {{name_or_url(*website), index.link_to_subject(subject)},
             {one_line(website->url)},
             count_cell(index, open_of(index.findings_of(subject)).all),
             count_cell(index, count_outcome(index.verdicts_of(subject), model::Outcome::unknown), "number unknown"),
             {never ? texts.text("site.never_seen") : base::show_time(seen->second), {}, never ? "unknown" : ""}});
    }
    return out;
}

SiteSection systems_section(const SiteIndex& index, const std::vector<const model::InformationSystem*>& systems) {
    const base::Catalogue& texts = index.texts;
    SiteSection out{"systems", texts.text("site.systems")};
    if (systems.empty()) {
        out.paragraphs = {texts.text("site.none_listed")};
        return out;
    }
    out.headings = {texts.text("site.col_system"), texts.text("site.col_level"), texts.text("site.col_open"),
                    texts.text("site.col_unknown")};
    for (const model::InformationSystem* system : systems) {
        const SubjectRef subject{SubjectKind::system, system->id};
        out.rows.push_back(
            {{one_line(system->name), index.link_to_subject(subject)},
             {system->level ? std::to_string(*system->level) : "—"},
             count_cell(index, open_of(index.findings_of(subject)).all),
             count_cell(index, count_outcome(index.verdicts_of(subject), model::Outcome::unknown), "number unknown")});
    }
    return out;
}

// The computers that something is open at: lists of all would hide them.
SiteSection computers_section(const SiteIndex& index, const std::string& agency) {
    const base::Catalogue& texts = index.texts;
    SiteSection out{"computers", texts.text("site.computers")};
    const auto computers = of_agency(index.snapshot.inventory.computers, agency);
    std::int64_t open = 0;
    for (const model::Computer* computer : computers) {
        for (const FindingEntry* entry : index.findings_of({SubjectKind::computer, computer->id})) {
            if (!needs_work(entry)) continue;
            out.rows.push_back({{one_line(computer->name), index.link_to_finding(entry->item.finding)},
                                {one_line(entry->item.title)},
                                {index.severity(entry->item.finding.severity),
                                 {},
                                 std::string(model::name_of(entry->item.finding.severity))}});
        }
        open += open_of(index.findings_of({SubjectKind::computer, computer->id})).all > 0 ? 1 : 0;
    }
    out.paragraphs = {texts.text(
        "site.computers_count",
        {{"count", number(index, static_cast<std::int64_t>(computers.size()))}, {"open", number(index, open)}})};
    if (!out.rows.empty())
        out.headings = {texts.text("site.col_computer"), texts.text("site.col_finding"),
                        texts.text("site.col_severity")};
    return out;
}

SiteSection targets_section(const SiteIndex& index) {
    const base::Catalogue& texts = index.texts;
    SiteSection out{"targets", texts.text("site.targets"), {texts.text("site.targets_note")}};
    int newest = 0;
    for (const TargetEntry& target : index.snapshot.targets)
        newest = std::max(newest, target.year);
    for (const TargetEntry& target : index.snapshot.targets) {
        if (target.year != newest) continue;
        const model::Measurement& measured = target.measured;
        const bool counted = measured.form != model::Form::recorded;
        const bool met = measured.outcome == model::TargetOutcome::met ||
                         measured.outcome == model::TargetOutcome::exceeded ||
                         measured.outcome == model::TargetOutcome::completed;
        const bool open = measured.undecided || measured.outcome == model::TargetOutcome::no_data;
        out.rows.push_back(
            {{one_line(target.number) + ". " + one_line(target.title)},
             {one_line(target.value_text)},
             {target.value.empty() ? "—" : one_line(target.value), {}, "number"},
             {counted ? number(index, measured.numerator) + "/" + number(index, measured.denominator) : std::string(),
              {},
              "number"},
             {counted ? number(index, measured.unknown) : std::string(), {}, "number"},
             {target.outcome,
              {},
              open  ? "unknown"
              : met ? "pass"
                    : "fail"},
             {target.due ? base::show_date(*target.due) : ""}});
    }
    if (out.rows.empty()) {
        out.paragraphs = {texts.text("site.targets_none")};
        return out;
    }
    out.headings = {texts.text("site.col_target"),   texts.text("site.col_required"), texts.text("site.col_value"),
                    texts.text("site.col_fraction"), texts.text("site.col_unknown"),  texts.text("site.col_result"),
                    texts.text("site.col_due")};
    return out;
}

SiteIndex::Findings all_findings(const SiteIndex& index) {
    SiteIndex::Findings out;
    for (const FindingEntry& entry : index.snapshot.findings)
        out.push_back(&entry);
    return out;
}

// What a province has, and how much of it was seen. No name of anything.
std::vector<std::pair<std::string, SiteCell>> province_facts(const SiteIndex& index) {
    const base::Catalogue& texts = index.texts;
    const model::Inventory& inventory = index.snapshot.inventory;
    const auto count = [&](std::size_t n) { return SiteCell{number(index, static_cast<std::int64_t>(n))}; };
    const Open open = open_of(all_findings(index));
    const auto looked_at = std::count_if(inventory.websites.begin(), inventory.websites.end(),
                                         [&](const auto& each) { return index.snapshot.seen.contains(each.id); });
    const auto& verdicts = index.snapshot.verdicts;
    const std::int64_t unknown = std::count_if(verdicts.begin(), verdicts.end(), [](const VerdictEntry& each) {
        return each.verdict.outcome == model::Outcome::unknown;
    });
    std::vector<std::pair<std::string, SiteCell>> out = {
        {texts.text("site.agencies"), count(inventory.agencies.size())},
        {texts.text("site.websites"), count(inventory.websites.size())},
        {texts.text("site.websites_seen"), count(static_cast<std::size_t>(looked_at))},
        {texts.text("site.systems"), count(inventory.systems.size())},
        {texts.text("site.computers"), count(inventory.computers.size())},
        {texts.text("site.open_findings"), count_cell(index, open.all, "")},
        {texts.text("site.overdue_findings"), count_cell(index, open.overdue, "overdue")},
        {texts.text("site.col_unknown"), count_cell(index, unknown, "unknown")}};
    for (std::size_t i = 0; i < open.by_severity.size(); ++i)
        out.emplace_back(
            texts.text("site.open_of_severity", {{"severity", index.severity(static_cast<model::Severity>(i))}}),
            SiteCell{number(index, open.by_severity[i])});
    return out;
}

SiteSection agencies_section(const SiteIndex& index) {
    const base::Catalogue& texts = index.texts;
    SiteSection out{"agencies", texts.text("site.agencies"), {texts.text("site.agencies_note")}};
    std::vector<const model::Agency*> sorted;
    for (const model::Agency& agency : index.snapshot.inventory.agencies)
        sorted.push_back(&agency);
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto* a, const auto* b) { return base::less_vietnamese(a->name, b->name); });
    for (const model::Agency* agency : sorted) {
        const Open open = open_of(index.findings_of_agency(agency->id));
        const std::int64_t unknown = count_outcome(index.verdicts_of_agency(agency->id), model::Outcome::unknown);
        const auto websites = of_agency(index.snapshot.inventory.websites, agency->id);
        out.rows.push_back({{one_line(agency->name), "agencies/" + file_name(agency->id) + ".html"},
                            count_cell(index, static_cast<std::int64_t>(websites.size())),
                            count_cell(index, open.by_severity[0], "number critical"),
                            count_cell(index, open.by_severity[1], "number high"),
                            count_cell(index, open.all),
                            count_cell(index, open.overdue, "number overdue"),
                            count_cell(index, unknown, "number unknown")});
    }
    if (out.rows.empty()) {
        out.paragraphs = {texts.text("site.none_listed")};
        return out;
    }
    out.headings = {
        texts.text("site.col_agency"),         texts.text("site.websites"), index.severity(model::Severity::critical),
        index.severity(model::Severity::high), texts.text("site.col_open"), texts.text("site.overdue_findings"),
        texts.text("site.col_unknown")};
    return out;
}

SiteSection rules_section(const SiteIndex& index) {
    const base::Catalogue& texts = index.texts;
    SiteSection out{"rules", texts.text("site.rules")};
    for (const RuleEntry& rule : index.snapshot.rules) {
        const auto& verdicts = index.verdicts_of_rule(rule.id);
        out.rows.push_back({{one_line(rule.title), "rules/" + file_name(rule.id) + ".html"},
                            {index.severity(rule.severity)},
                            count_cell(index, count_outcome(verdicts, model::Outcome::pass)),
                            count_cell(index, count_outcome(verdicts, model::Outcome::fail), "number fail"),
                            count_cell(index, count_outcome(verdicts, model::Outcome::unknown), "number unknown")});
    }
    out.headings = {texts.text("site.col_rule"), texts.text("site.col_severity"), index.outcome(model::Outcome::pass),
                    index.outcome(model::Outcome::fail), index.outcome(model::Outcome::unknown)};
    if (out.rows.empty()) out.headings.clear();
    return out;
}

SiteSection certificates_section(const SiteIndex& index, const std::string& website) {
    const base::Catalogue& texts = index.texts;
    SiteSection out{"certificates", texts.text("site.certificates")};
    for (const SeenCertificate& each : index.snapshot.certificates) {
        if (each.website != website) continue;
        const bool ended = each.not_after <= index.snapshot.made_at;
        out.rows.push_back(
            {{each.endpoint}, {one_line(each.subject)}, {base::show_time(each.not_after), {}, ended ? "overdue" : ""}});
    }
    if (out.rows.empty())
        out.paragraphs = {texts.text("site.certificates_none")};
    else
        out.headings = {texts.text("site.col_place"), texts.text("site.col_subject"), texts.text("site.col_ends")};
    return out;
}

}  // namespace

SitePage province_page(const SiteIndex& index) {
    const base::Catalogue& texts = index.texts;
    SitePage out{"index.html", texts.text("site.heading", {{"name", one_line(index.snapshot.province)}})};
    out.paragraphs = index.snapshot.sources;
    out.facts = province_facts(index);
    out.sections = {targets_section(index), agencies_section(index), rules_section(index)};
    return out;
}

SitePage open_data_page(const SiteIndex& index) {
    const base::Catalogue& texts = index.texts;
    SitePage out{"index.html", texts.text("site.heading", {{"name", one_line(index.snapshot.province)}})};
    out.paragraphs = {texts.text("site.open_data_note")};
    out.facts = province_facts(index);
    out.sections = {targets_section(index)};
    return out;
}

SitePage agency_page(const SiteIndex& index, const model::Agency& agency) {
    const base::Catalogue& texts = index.texts;
    SitePage out{"agencies/" + file_name(agency.id) + ".html", one_line(agency.name)};
    out.crumbs = crumbs_to(index, "", {{one_line(agency.name)}});
    const Open open = open_of(index.findings_of_agency(agency.id));
    out.facts = {
        {texts.text("site.open_findings"), count_cell(index, open.all, "")},
        {texts.text("site.overdue_findings"), count_cell(index, open.overdue, "overdue")},
        {texts.text("site.col_unknown"),
         count_cell(index, count_outcome(index.verdicts_of_agency(agency.id), model::Outcome::unknown), "unknown")},
        {texts.text("site.id"), {agency.id}}};
    SiteIndex::Findings own;  // those of computers have a table of their own
    for (const FindingEntry* entry : index.findings_of_agency(agency.id)) {
        if (entry->item.finding.key.subject.kind != SubjectKind::computer) own.push_back(entry);
    }
    out.sections = {findings_section(index, own, true),
                    websites_section(index, of_agency(index.snapshot.inventory.websites, agency.id)),
                    systems_section(index, of_agency(index.snapshot.inventory.systems, agency.id)),
                    computers_section(index, agency.id)};
    return out;
}

SitePage system_page(const SiteIndex& index, const model::InformationSystem& system) {
    const base::Catalogue& texts = index.texts;
    const SubjectRef subject{SubjectKind::system, system.id};
    SitePage out{"systems/" + file_name(system.id) + ".html", one_line(system.name)};
    out.crumbs = crumbs_to(index, system.agency, {{one_line(system.name)}});
    out.facts = {
        {texts.text("site.col_agency"), agency_cell(index, system.agency)},
        {texts.text("site.col_level"), {system.level ? std::to_string(*system.level) : "—"}},
        {texts.text("site.dossier"),
         {system.dossier_state.empty() ? "—"
                                       : texts.text_or("dossier_state." + system.dossier_state, system.dossier_state)}},
        {texts.text("site.id"), {system.id}}};
    std::vector<const model::Website*> websites;
    for (const model::Website& website : index.snapshot.inventory.websites) {
        if (website.system == system.id) websites.push_back(&website);
    }
    out.sections = {findings_section(index, index.findings_of(subject), false), websites_section(index, websites),
                    verdicts_section(index, index.verdicts_of(subject))};
    return out;
}

SitePage website_page(const SiteIndex& index, const model::Website& website) {
    const base::Catalogue& texts = index.texts;
    const SubjectRef subject{SubjectKind::website, website.id};
    SitePage out{"websites/" + file_name(website.id) + ".html", name_or_url(website)};
    out.crumbs = crumbs_to(index, website.agency, {{name_or_url(website)}});
    const auto seen = index.snapshot.seen.find(website.id);
    const bool never = seen == index.snapshot.seen.end();
    const SubjectRef system{SubjectKind::system, website.system};
    out.facts = {
        {texts.text("site.col_address"), {one_line(website.url), link_to(website.url)}},
        {texts.text("site.col_agency"), agency_cell(index, website.agency)},
        {texts.text("site.col_system"),
         website.system.empty() ? SiteCell{}
                                : SiteCell{one_line(index.snapshot.name_of(system)), index.link_to_subject(system)}},
        {texts.text("site.col_seen"),
         {never ? texts.text("site.never_seen") : base::show_time(seen->second), {}, never ? "unknown" : ""}},
        {texts.text("site.id"), {website.id}}};
    out.sections = {findings_section(index, index.findings_of(subject), false), certificates_section(index, website.id),
                    verdicts_section(index, index.verdicts_of(subject))};
    return out;
}

SitePage finding_page(const SiteIndex& index, const FindingEntry& entry) {
    const base::Catalogue& texts = index.texts;
    const FindingItem& item = entry.item;
    const model::Finding& finding = item.finding;
    const model::Episode& newest = finding.episodes.back();
    SitePage out{"findings/" + finding.id + ".html", one_line(item.title)};
    out.title = one_line(item.title) + " – " + one_line(item.subject_name);
    const SiteCell subject{one_line(item.subject_name), index.link_to_subject(finding.key.subject)};
    out.crumbs = crumbs_to(index, entry.agency, {subject, {finding.id}});
    out.facts = {{texts.text("site.col_subject"), subject},
                 {texts.text("site.col_severity"),
                  {index.severity(finding.severity), {}, std::string(model::name_of(finding.severity))}},
                 {texts.text("site.col_state"), {index.state(item.state)}},
                 {texts.text("site.col_due"),
                  {entry.due ? base::show_date(*entry.due) : "—", {}, entry.days_over > 0 ? "overdue" : ""}},
                 {texts.text("site.opened"), {base::show_time(newest.opened)}},
                 {texts.text("site.episode"), {newest.number > 1 ? std::to_string(newest.number) : ""}},
                 {texts.text("site.last_failed"), {base::show_time(finding.last_failed)}},
                 {texts.text("site.col_place"), {finding.endpoint ? model::to_string(*finding.endpoint) : ""}},
                 {texts.text("site.instance"), {finding.key.instance.empty() ? "" : one_line(finding.key.instance)}},
                 {texts.text("site.assignee"), {finding.work.assignee.empty() ? "" : one_line(finding.work.assignee)}},
                 {texts.text("site.unverified"),
                  {finding.unverified_reason.empty() ? "" : one_line(finding.unverified_reason), {}, "unknown"}},
                 {texts.text("site.col_rule"), {finding.key.rule, index.link_to_rule(finding.key.rule)}}};
    SiteSection evidence{"evidence", texts.text("site.evidence")};
    if (!item.requirement.empty())
        evidence.paragraphs.push_back(texts.text("site.requirement", {{"text", one_line(item.requirement)}}));
    for (const auto& [name, value] : item.evidence)
        evidence.rows.push_back({{one_line(name)}, {one_line(value)}});
    if (!evidence.rows.empty()) evidence.headings = {texts.text("site.col_fact"), texts.text("site.col_seen_value")};
    out.sections.push_back(std::move(evidence));
    if (!item.rationale.empty()) out.sections.push_back({"why", texts.text("site.why"), {one_line(item.rationale)}});
    if (!item.remediation.empty())
        out.sections.push_back({"how", texts.text("site.how"), {one_line(item.remediation)}});
    out.sections.push_back(basis_section(index, item.basis));
    return out;
}

SitePage rule_page(const SiteIndex& index, const RuleEntry& rule) {
    const base::Catalogue& texts = index.texts;
    SitePage out{"rules/" + file_name(rule.id) + ".html", one_line(rule.title)};
    out.crumbs = crumbs_to(index, "", {{texts.text("site.rules"), "../index.html#rules"}, {rule.id}});
    const auto& verdicts = index.verdicts_of_rule(rule.id);
    out.facts = {{texts.text("site.id"), {rule.id}},
                 {texts.text("site.col_severity"), {index.severity(rule.severity)}}};
    for (std::size_t i = 0; i < model::outcome_names.size(); ++i) {
        const auto outcome = static_cast<model::Outcome>(i);
        out.facts.emplace_back(index.outcome(outcome), SiteCell{number(index, count_outcome(verdicts, outcome))});
    }
    if (!rule.rationale.empty()) out.paragraphs.push_back(one_line(rule.rationale));
    if (!rule.remediation.empty())
        out.sections.push_back({"how", texts.text("site.how"), {one_line(rule.remediation)}});
    out.sections.push_back(basis_section(index, rule.basis));
    out.sections.push_back(findings_section(index, index.findings_of_rule(rule.id), true));
    return out;
}

}  // namespace attt::reports
