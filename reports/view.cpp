#include "reports/view.h"

#include "reports/writing.h"

namespace attt::reports {
namespace {

base::Array sites_view(const AgencyReport& report, const base::Catalogue& texts) {
    base::Array out;
    for (const SiteItem& site : report.sites) {
        out.emplace_back(base::Object{{"name", site.name.empty() ? site.url : site.name},
                                      {"url", site.name.empty() ? "" : site.url},
                                      {"link", link_to(site.url)},
                                      {"seen", site.seen},
                                      {"passing", show_count(site.passing, texts.language())},
                                      {"failing", show_count(site.failing, texts.language())},
                                      {"unknown", show_count(site.unknown, texts.language())}});
    }
    return out;
}

base::Array unknowns_view(const AgencyReport& report) {
    base::Array out;
    for (const UnknownItem& item : report.unknowns)
        out.emplace_back(
            base::Object{{"subject", item.subject_name}, {"rule", item.rule_title}, {"reason", item.reason}});
    return out;
}

// With nothing found: what was and what was not looked at, so that nobody reads more into it.
base::Object looked_at_view(const AgencyReport& report, const base::Catalogue& texts) {
    const Seen seen = seen_of(report);
    const auto number = [&](int count) { return show_count(count, texts.language()); };
    return {
        {"looked_at", base::Array{texts.text("report.looked_at_sites",
                                             {{"answered", number(seen.answered)}, {"total", number(seen.total)}}),
                                  texts.text("report.looked_at_passing", {{"count", number(seen.passing)}})}},
        {"not_looked_at", base::Array{texts.text("report.not_looked_at_sites",
                                                 {{"never", number(seen.never)}, {"silent", number(seen.silent)}}),
                                      texts.text("report.not_looked_at_rules", {{"count", number(seen.unknown)}})}}};
}

// The rules' date as their files write it, read as people read dates.
std::string date_of_rules(const AgencyReport& report) {
    const auto date = base::parse_date(report.rules_date);
    return date ? base::show_date(*date) : report.rules_date;
}

std::string inventory_in_words(const AgencyReport& report, const base::Catalogue& texts) {
    return counted(texts, "report.count_websites", report.websites) + "; " +
           counted(texts, "report.count_systems", report.systems) + "; " +
           counted(texts, "report.count_computers", report.computers);
}

base::Array sources_view(const AgencyReport& report) {
    base::Array out;
    for (const std::string& source : report.sources)
        out.emplace_back(source);
    return out;
}

}  // namespace

base::Object page_view(const AgencyReport& report, const base::Catalogue& texts) {
    const std::string date = base::show_date(report.as_of);
    return {{"language", texts.language() == base::Language::vi ? "vi" : "en"},
            {"issuing_office", report.issuing_office},
            {"agency_name", report.agency_name},
            {"classification", report.classification},
            {"date", date},
            {"heading", texts.text("report.heading", {{"date", date}})},
            {"inventory", inventory_in_words(report, texts)},
            {"summary", summary_view(report, texts)},
            {"targets", targets_view(report, texts)},
            {"sites", sites_view(report, texts)},
            {"findings", findings_view(report, texts)},
            {"has_findings", !report.findings.empty()},
            {"coverage", looked_at_view(report, texts)},
            {"fixed", fixed_view(report, texts)},
            {"unknowns", unknowns_view(report)},
            {"trend", trend_view(report, texts)},
            {"sources", sources_view(report)},
            {"rules_date", date_of_rules(report)},
            {"rules_hash", report.rules_hash},
            {"audit_head", report.audit_head},
            {"program_version", report.program_version},
            {"made_at", base::show_time(report.made_at)}};
}

}  // namespace attt::reports
