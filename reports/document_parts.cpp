// Parts that several documents share: guidance, tables and charts of findings, targets, sites, certificates.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "model/outcome.h"
#include "reports/documents.h"
#include "reports/guidance.h"
#include "reports/writing.h"

namespace attt::reports {
namespace {

constexpr std::size_t most_points = 26;  // half a year of weekly evaluations

std::string name_id(const char* table, std::string_view name) {
    return std::string(table) + "." + std::string(name);
}

// The product whose steps an item is, by how it begins ("nginx: …", "Apache (2.4.8 trở lên): …").
std::string family_of_item(std::string_view text) {
    const auto colon = text.substr(0, 40).find(':');
    return colon == std::string_view::npos ? std::string() : server_family(text.substr(0, colon));
}

void add_parts(const base::Value& parts, int depth, const std::string& family, Listing& out) {
    if (parts.if_array() == nullptr) return;
    for (const base::Value& part : *parts.if_array()) {
        if (const std::string text = part["text"].string_or(""); !text.empty())
            out.items.push_back({{{text}}, depth, false});
        if (const std::string code = part["code"].string_or(""); !code.empty())
            out.items.push_back({{{code, Span::Style::plain}}, depth, true});
        const base::Array* items = part["items"].if_array();
        if (items == nullptr) continue;
        for (const base::Value& item : *items) {
            const base::Array* within = item["parts"].if_array();
            if (within == nullptr || within->empty()) continue;
            const std::string named = family_of_item(within->front()["text"].string_or(""));
            if (!family.empty() && !named.empty() && named != family) continue;
            add_parts(item["parts"], depth + 1, family, out);
        }
    }
}

std::string basis_in_words(const FindingItem& item, const Texts& texts) {
    if (item.basis.empty()) return texts.text("report.no_basis");
    std::string out;
    for (const LegalBasis& basis : item.basis) {
        out += (out.empty() ? "" : "; ") + basis.locator + (basis.locator.empty() ? "" : ", ") + basis.document + " (" +
               texts.text(name_id("confidence", basis.confidence));
        if (!basis.in_force)
            out += "; " + (basis.replaced_by.empty() ? texts.text("report.not_in_force")
                                                     : texts.text("report.replaced", {{"by", basis.replaced_by}}));
        out += ")";
    }
    return out;
}

std::string evidence_in_words(const FindingItem& item, const Texts& texts) {
    std::string out;
    if (!item.requirement.empty()) out = texts.text("report.requirement") + ": " + item.requirement;
    for (const auto& [what, value] : item.evidence)
        out += (out.empty() ? "" : "\n") + what + ": " + value;
    return out;
}

}  // namespace

std::string server_family(std::string_view server) {
    const std::string folded = base::fold(server);
    for (const char* family : {"nginx", "apache", "iis"}) {
        if (folded.find(family) != std::string::npos) return family;
    }
    return "";
}

Listing guidance_listing(std::string_view text, const std::string& server) {
    const base::Object view = guidance_view(text);
    const std::string family = server_family(server);
    Listing out;
    for (const base::Value& intro : *view.find("intro")->if_array())
        add_parts(intro["parts"], 0, family, out);
    const base::Array& steps = *view.find("steps")->if_array();
    out.numbered = !steps.empty() && out.items.empty();
    for (const base::Value& step : steps)
        add_parts(step["parts"], 0, family, out);
    return out;
}

Table findings_table(const AgencyLetter& report, const Texts& texts) {
    Table table;
    table.caption = texts.text("report.overview_caption");
    table.sheet = texts.text("doc.sheet_findings");
    table.when_empty = texts.text("report.no_findings");
    table.columns = {{texts.text("doc.col_order"), 0.6, Column::Kind::number},
                     {texts.text("report.col_severity"), 1.2},
                     {texts.text("report.col_finding"), 3},
                     {texts.text("report.col_where"), 2.6},
                     {texts.text("report.col_evidence"), 4.4},
                     {texts.text("report.basis"), 3},
                     {texts.text("report.col_since"), 1.3, Column::Kind::date},
                     {texts.text("doc.col_due"), 1.3, Column::Kind::date},
                     {texts.text("report.col_state"), 1.5},
                     {texts.text("doc.col_id"), 1.6}};
    for (const FindingItem& item : report.findings) {
        const model::Finding& finding = item.finding;
        std::string where = item.subject_name;
        if (finding.endpoint) where += "\n" + model::to_string(*finding.endpoint);
        if (!finding.key.instance.empty()) where += "\n" + texts.text("report.instance") + ": " + finding.key.instance;
        std::string state = texts.text(name_id("state", name_of(item.state)));
        if (!finding.unverified_reason.empty())
            state += "\n" + texts.text("report.unverified") + ": " + finding.unverified_reason;
        const auto due = report.due.find(finding.id);
        table.rows.push_back(
            {Cell(static_cast<std::int64_t>(table.rows.size() + 1)),
             Cell(texts.text(name_id("severity", name_of(finding.severity))), tone_of(finding.severity)),
             Cell(item.title), Cell(where), Cell(evidence_in_words(item, texts)), Cell(basis_in_words(item, texts)),
             Cell(CellValue(base::local_date(finding.episodes.back().opened))),
             due == report.due.end() ? Cell() : Cell(CellValue(due->second)), Cell(state), Cell(finding.id)});
    }
    return table;
}

Table targets_table(const AgencyReport& report, const Texts& texts) {
    Table table;
    table.caption = texts.text("report.targets_caption");
    table.sheet = texts.text("doc.sheet_targets");
    table.when_empty = texts.text("report.targets_none");
    table.columns = {{texts.text("report.col_number"), 0.8},
                     {texts.text("report.col_target"), 3.7},
                     {texts.text("report.col_required"), 1.4},
                     {texts.text("report.col_own"), 1.2, Column::Kind::share},
                     {texts.text("report.col_fraction"), 1.2},
                     {texts.text("outcome.unknown"), 1, Column::Kind::number},
                     {texts.text("doc.col_result"), 1.2},
                     {texts.text("report.col_whole"), 1.2, Column::Kind::share},
                     {texts.text("report.col_due"), 1.7, Column::Kind::date}};
    for (const TargetItem& item : report.targets) {
        const model::Measurement& own = item.agency;
        table.rows.push_back(
            {Cell(item.number), Cell(item.title), Cell(item.value_text),
             Cell(CellValue(Share{own.numerator, own.denominator})),
             Cell(show_count(own.numerator, texts.language()) + "/" + show_count(own.denominator, texts.language())),
             Cell(CellValue(own.unknown)),
             Cell(texts.text(name_id("target_outcome", model::outcome_name(own))), tone_of(own.outcome)),
             Cell(CellValue(Share{item.province.numerator, item.province.denominator})),
             item.due ? Cell(CellValue(*item.due)) : Cell()});
    }
    return table;
}

Table sites_table(const AgencyReport& report, const Texts& texts) {
    Table table;
    table.caption = texts.text("report.sites_caption");
    table.sheet = texts.text("doc.sheet_sites");
    table.when_empty = texts.text("report.sites_none");
    table.columns = {{texts.text("report.col_site"), 4},
                     {texts.text("report.col_seen"), 2},
                     {texts.text("outcome.pass"), 1, Column::Kind::number},
                     {texts.text("outcome.fail"), 1, Column::Kind::number},
                     {texts.text("outcome.unknown"), 1, Column::Kind::number}};
    for (const SiteItem& site : report.sites)
        table.rows.push_back(
            {Cell(site.name.empty() ? site.url : site.name + "\n" + site.url),
             site.seen.empty() ? Cell(texts.text("report.never_seen"), Tone::unknown) : Cell(site.seen),
             Cell(CellValue(std::int64_t{site.passing})), Cell(CellValue(std::int64_t{site.failing})),
             Cell(CellValue(std::int64_t{site.unknown}))});
    return table;
}

Table unknowns_table(const AgencyReport& report, const Texts& texts) {
    Table table;
    table.caption = texts.text("report.unknown_caption");
    table.sheet = texts.text("doc.sheet_unknown");
    table.when_empty = texts.text("report.unknown_none");
    table.columns = {{texts.text("report.col_subject"), 2},
                     {texts.text("report.col_reason"), 3},
                     {texts.text("report.col_rule"), 5}};
    for (const UnknownItem& item : report.unknowns)
        table.rows.push_back({Cell(item.subject_name), Cell(item.reason), Cell(item.rule_title)});
    return table;
}

Chart severity_chart(const std::vector<AgencyReport::Trend>& trend, const Texts& texts) {
    Chart chart;
    chart.kind = Chart::Kind::columns;
    chart.title = texts.text("report.trend_bars_title");
    chart.sheet = texts.text("doc.sheet_trend");
    chart.category = texts.text("report.col_date");
    const std::size_t from = trend.size() > most_points ? trend.size() - most_points : 0;
    if (trend.size() < 2) return chart;
    for (std::size_t i = 0; i < model::severity_names.size(); ++i) {
        Series series{
            texts.text(name_id("severity", model::severity_names[i])), tone_of(static_cast<model::Severity>(i)), {}};
        for (std::size_t at = from; at < trend.size(); ++at)
            series.values.emplace_back(i < trend[at].by_severity.size() ? trend[at].by_severity[i] : 0);
        chart.series.push_back(std::move(series));
    }
    for (std::size_t at = from; at < trend.size(); ++at)
        chart.categories.push_back(base::show_date(trend[at].date));
    chart.description =
        texts.text("doc.chart_severities", {{"from", chart.categories.front()}, {"to", chart.categories.back()}});
    return chart;
}

std::optional<Chart> target_chart(const TargetItem& target, const Texts& texts) {
    Chart chart;
    chart.kind = Chart::Kind::lines;
    chart.percent = true;
    chart.title = target.number + ". " + target.title + " (" + target.value_text + ")";
    chart.sheet = target.number;
    chart.category = texts.text("report.col_date");
    Series series{texts.text("report.col_share"), Tone::none, {}};
    const std::size_t from = target.trend.size() > most_points ? target.trend.size() - most_points : 0;
    for (std::size_t i = from; i < target.trend.size(); ++i) {
        const auto& [date, fraction] = target.trend[i];
        if (fraction.second <= 0) continue;
        const std::string day = base::show_date(date);
        const double share = 100.0 * static_cast<double>(fraction.first) / static_cast<double>(fraction.second);
        if (!chart.categories.empty() && chart.categories.back() == day) {  // the last of a day holds
            series.values.back() = share;
            continue;
        }
        chart.categories.push_back(day);
        series.values.emplace_back(share);
    }
    if (chart.categories.size() < 2) return std::nullopt;
    if (target.threshold_percent) {
        chart.threshold = static_cast<double>(target.threshold_percent->numerator()) /
                          static_cast<double>(target.threshold_percent->denominator());
        chart.threshold_name = target.value_text;
    }
    chart.series.push_back(std::move(series));
    chart.description = texts.text("doc.chart_target", {{"target", target.title}, {"wanted", target.value_text}});
    return chart;
}

Chart certificate_chart(const std::vector<CertificateEnd>& ends, base::Date as_of, const Texts& texts) {
    constexpr int months = 7;
    Chart chart;
    chart.kind = Chart::Kind::grid;
    chart.title = texts.text("doc.certificates");
    chart.sheet = "";  // the table beside it says more
    chart.category = texts.text("doc.month");
    if (ends.empty()) return chart;
    for (int day = 1; day <= 31; ++day)
        chart.categories.push_back(std::to_string(day));
    auto month = as_of.year() / as_of.month();
    for (int i = 0; i < months; ++i, month += std::chrono::months(1)) {
        const unsigned last = static_cast<unsigned>((month / std::chrono::last).day());
        Series series{base::show_date(month / 1).substr(3), Tone::none, {}};
        for (unsigned day = 1; day <= last; ++day) {
            const base::Date date = month / std::chrono::day(day);
            series.values.emplace_back(static_cast<double>(
                std::count_if(ends.begin(), ends.end(), [&](const auto& end) { return end.last == date; })));
        }
        chart.series.push_back(std::move(series));
    }
    chart.description = texts.text("doc.chart_certificates");
    return chart;
}

Table certificate_table(const std::vector<CertificateEnd>& ends, base::Date as_of, const Texts& texts) {
    Table table;
    table.caption = texts.text("doc.certificates");
    table.sheet = texts.text("doc.sheet_certificates");
    table.columns = {{texts.text("doc.col_last_day"), 1.4, Column::Kind::date},
                     {texts.text("doc.col_days_left"), 1, Column::Kind::number},
                     {texts.text("report.col_site"), 4},
                     {texts.text("doc.col_agency"), 3}};
    for (const CertificateEnd& end : ends) {
        const int left = base::days_between(as_of, end.last);
        table.rows.push_back({Cell(CellValue(end.last)),
                              Cell(CellValue(std::int64_t{left}), left < 0    ? Tone::critical
                                                                  : left < 30 ? Tone::medium
                                                                              : Tone::none),
                              Cell(end.site), Cell(end.agency)});
    }
    return table;
}

std::string severities_in_words(const std::vector<std::int64_t>& by_severity, const Texts& texts) {
    std::string out;
    for (std::size_t i = 0; i < by_severity.size() && i < model::severity_names.size(); ++i) {
        if (by_severity[i] == 0) continue;
        out += (out.empty() ? "" : ", ") + texts.text(name_id("count", model::severity_names[i]),
                                                      {{"count", show_count(by_severity[i], texts.language())}});
    }
    return out.empty() ? texts.text("doc.none") : out;
}

}  // namespace attt::reports
