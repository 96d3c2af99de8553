// The letter to an agency with its report behind it, and the slips for its clerk.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "reports/documents.h"
#include "reports/view.h"
#include "reports/writing.h"

namespace attt::reports {
namespace {

Provenance provenance_of(const AgencyLetter& report) {
    return {report.as_of,      report.made_at,    report.agency_name, report.sources,
            report.rules_date, report.rules_hash, report.audit_head,  report.program_version};
}

Document begun(const AgencyLetter& report, const Issuer& issuer, const Texts& texts, const std::string& name,
               const std::string& title) {
    Document out;
    out.name = report.agency_id + "-" + name + base::to_iso_date(report.as_of);
    out.title = title;
    out.author = issuer.office;
    out.language = texts.language();
    out.as_of = report.as_of;
    out.made = report.made_at;
    out.parameters = parameters_of(provenance_of(report), texts);
    return out;
}

std::vector<std::string> summary_sentences(const AgencyLetter& report, const Texts& texts) {
    const base::Object summary = summary_view(report, texts.program());
    std::vector<std::string> out;
    if (const base::Value* sentences = summary.find("sentences")) out = strings_of(*sentences);
    return out;
}

std::string month_of(base::Date day) {
    return base::show_date(day).substr(3);
}

std::optional<base::Date> earliest_due(const AgencyLetter& report) {
    std::optional<base::Date> out;
    for (const auto& [id, due] : report.due)
        out = out ? std::min(*out, due) : due;
    return out;
}

void add_letter(const AgencyLetter& report, const Issuer& issuer, const Texts& texts, Document& out) {
    const base::MessageArguments named = {{"agency", report.agency_name},
                                          {"month", month_of(report.as_of)},
                                          {"date", base::show_date(report.as_of)},
                                          {"office", issuer.office}};
    out.blocks.emplace_back(letterhead(issuer, texts, report.as_of, "",
                                       texts.text("letter.agency_about", {{"month", month_of(report.as_of)}})));
    out.blocks.emplace_back(
        paragraph(texts.text("letter.addressee", {{"who", report.agency_name}}), Paragraph::Kind::addressee));
    out.blocks.emplace_back(paragraph(texts.text("letter.agency_opening", named)));
    for (const std::string& sentence : summary_sentences(report, texts))
        out.blocks.emplace_back(paragraph(sentence));
    const bool asks_repair = std::any_of(report.findings.begin(), report.findings.end(),
                                         [](const FindingItem& item) { return model::needs_work(item.state); });
    if (report.findings.empty()) {
        out.blocks.emplace_back(paragraph(texts.text("letter.agency_nothing", named)));
    } else if (asks_repair) {
        const auto due = earliest_due(report);
        out.blocks.emplace_back(paragraph(texts.text("letter.agency_ask", named)));
        Listing asks;
        asks.numbered = true;
        asks.items.push_back({{{due ? texts.text("letter.agency_repair_by", {{"date", base::show_date(*due)}})
                                    : texts.text("letter.agency_repair")}},
                              0,
                              false});
        asks.items.push_back({{{texts.text("letter.agency_answer", {{"office", issuer.office}})}}, 0, false});
        if (!report.unknowns.empty()) asks.items.push_back({{{texts.text("letter.agency_unknown")}}, 0, false});
        out.blocks.emplace_back(std::move(asks));
    }
    out.blocks.emplace_back(paragraph(texts.text("letter.agency_handling")));
    out.blocks.emplace_back(paragraph(texts.text("letter.agency_closing", named)));
    out.blocks.emplace_back(signature(issuer, texts, {texts.text("letter.as_above")}));
}

Figures figures_of(const AgencyLetter& report, const Texts& texts) {
    const Seen seen = seen_of(report);
    const auto number = [&](std::int64_t count) { return show_count(count, texts.language()); };
    Figures out;
    out.figures.push_back(
        {number(seen.answered) + "/" + number(seen.total), texts.text("report.figure_sites"), "", {}});
    out.figures.push_back(
        {number(static_cast<std::int64_t>(report.findings.size())), texts.text("report.figure_open"), "", Tone::none});
    for (const model::Severity severity : {model::Severity::critical, model::Severity::high}) {
        const auto count = std::count_if(report.findings.begin(), report.findings.end(),
                                         [&](const FindingItem& item) { return item.finding.severity == severity; });
        out.figures.push_back({number(count), texts.text("severity." + std::string(name_of(severity))), "", {}});
    }
    out.figures.push_back(
        {number(static_cast<std::int64_t>(report.recently_fixed.size())), texts.text("report.figure_fixed"), "", {}});
    out.figures.push_back({number(static_cast<std::int64_t>(report.unknowns.size())),
                           texts.text("report.figure_unknown"), "", Tone::unknown});
    return out;
}

// One row a criterion: the pages behind tell of each place.
Table overview(const AgencyLetter& report, const Texts& texts) {
    struct Group {
        const FindingItem* first = nullptr;
        std::int64_t places = 0;
        std::optional<base::Date> due;
    };
    std::vector<std::string> order;
    std::map<std::string, Group> groups;
    for (const FindingItem& item : report.findings) {
        Group& group = groups[item.finding.key.rule + "\n" + std::string(name_of(item.finding.severity))];
        if (group.first == nullptr) {
            group.first = &item;
            order.push_back(item.finding.key.rule + "\n" + std::string(name_of(item.finding.severity)));
        }
        ++group.places;
        const auto due = report.due.find(item.finding.id);
        if (due != report.due.end()) group.due = group.due ? std::min(*group.due, due->second) : due->second;
    }
    Table table;
    table.caption = texts.text("doc.overview");
    table.when_empty = texts.text("report.no_findings");
    table.columns = {{texts.text("doc.col_order"), 0.6, Column::Kind::number},
                     {texts.text("report.col_severity"), 1.4},
                     {texts.text("report.col_finding"), 6},
                     {texts.text("report.col_places"), 1, Column::Kind::number},
                     {texts.text("doc.col_first_due"), 1.6, Column::Kind::date}};
    for (const std::string& key : order) {
        const Group& group = groups[key];
        const model::Severity severity = group.first->finding.severity;
        table.rows.push_back({Cell(static_cast<std::int64_t>(table.rows.size() + 1)),
                              Cell(texts.text("severity." + std::string(name_of(severity))), tone_of(severity)),
                              Cell(group.first->title), Cell(CellValue(group.places)),
                              group.due ? Cell(CellValue(*group.due)) : Cell()});
    }
    return table;
}

Table fixed_table(const AgencyLetter& report, const Texts& texts) {
    Table table;
    table.caption = texts.text("report.fixed_caption");
    table.sheet = texts.text("doc.sheet_fixed");
    table.when_empty = texts.text("report.fixed_none");
    table.columns = {{texts.text("report.col_finding"), 4},
                     {texts.text("report.col_subject"), 3},
                     {texts.text("report.col_since"), 1.4, Column::Kind::date},
                     {texts.text("report.col_closed"), 1.4, Column::Kind::date}};
    for (const FindingItem& item : report.recently_fixed) {
        const model::Episode& episode = item.finding.episodes.back();
        table.rows.push_back({Cell(item.title), Cell(item.subject_name),
                              Cell(CellValue(base::local_date(episode.opened))),
                              episode.closed ? Cell(CellValue(base::local_date(*episode.closed))) : Cell()});
    }
    return table;
}

// What to do, once a criterion.
void add_guidance(const AgencyLetter& report, Document& out) {
    std::vector<std::string> told;
    for (const FindingItem& item : report.findings) {
        if (item.remediation.empty() || std::count(told.begin(), told.end(), item.finding.key.rule) > 0) continue;
        told.push_back(item.finding.key.rule);
        out.blocks.emplace_back(Heading{2, std::to_string(told.size()) + ". " + item.title});
        if (!item.rationale.empty()) out.blocks.emplace_back(paragraph(item.rationale));
        out.blocks.emplace_back(guidance_listing(item.remediation));
    }
}

void add_report(const AgencyLetter& report, const Issuer& issuer, const Texts& texts, Document& out) {
    std::size_t part = 0;
    const auto heading = [&](const char* id) {
        out.blocks.emplace_back(Heading{1, roman(++part) + ". " + texts.text(id)});
    };
    out.blocks.emplace_back(NewPage{.appendix = true});
    out.blocks.emplace_back(Title{texts.text("doc.appendix", {{"number", "I"}}),
                                  texts.text("report.heading", {{"date", base::show_date(report.as_of)}}),
                                  texts.text("letter.enclosed", {{"office", issuer.office}})});
    heading("report.section_summary");
    out.blocks.emplace_back(figures_of(report, texts));
    for (const std::string& sentence : summary_sentences(report, texts))
        out.blocks.emplace_back(paragraph(sentence));
    heading("report.section_targets");
    out.blocks.emplace_back(targets_table(report, texts));
    out.blocks.emplace_back(paragraph(texts.text("report.targets_note"), Paragraph::Kind::note));
    heading("report.section_sites");
    out.blocks.emplace_back(sites_table(report, texts));
    if (!report.certificates.empty()) {
        out.blocks.emplace_back(certificate_chart(report.certificates, report.as_of, texts));
        out.blocks.emplace_back(certificate_table(report.certificates, report.as_of, texts));
    }
    heading("report.section_findings");
    out.blocks.emplace_back(overview(report, texts));
    heading("report.section_fixed");
    out.blocks.emplace_back(fixed_table(report, texts));
    heading("report.section_unknown");
    if (!report.unknowns.empty()) out.blocks.emplace_back(paragraph(texts.text("report.unknown_note")));
    out.blocks.emplace_back(unknowns_table(report, texts));
    heading("report.section_trend");
    if (report.trend.size() < 2) out.blocks.emplace_back(paragraph(texts.text("report.trend_none")));
    out.blocks.emplace_back(severity_chart(report.trend, texts));
    for (const TargetItem& target : report.targets) {
        if (auto chart = target_chart(target, texts)) out.blocks.emplace_back(std::move(*chart));
    }
    for (Block& block : provenance_blocks(provenance_of(report), texts, roman(++part)))
        out.blocks.push_back(std::move(block));
}

// --- slips ---

std::string server_at(const AgencyLetter& report, const FindingItem& item) {
    const auto known = report.server.find(item.finding.key.subject.id);
    return known == report.server.end() ? std::string() : known->second;
}

Table recheck_table(const FindingItem& item, const Texts& texts) {
    Table table;
    table.caption = texts.text("slip.recheck");
    table.sortable = false;
    table.columns = {{texts.text("report.col_date"), 1.4, Column::Kind::date},
                     {texts.text("slip.col_what"), 3},
                     {texts.text("slip.col_result"), 3}};
    const model::Finding& finding = item.finding;
    const auto row = [&](base::Time at, const char* what, const std::string& result, Tone tone) {
        table.rows.push_back({Cell(CellValue(base::local_date(at))), Cell(texts.text(what)), Cell(result, tone)});
    };
    row(finding.episodes.back().opened, "slip.first_seen", texts.text("outcome.fail"), Tone::bad);
    if (finding.work.claim) row(finding.work.claim->at, "slip.claimed", texts.text("state.claimed_fixed"), Tone::none);
    if (!finding.unverified_reason.empty())
        row(finding.last_failed, "slip.last_failed", texts.text("report.unverified") + ": " + finding.unverified_reason,
            Tone::unknown);
    else if (finding.last_failed > finding.episodes.back().opened)
        row(finding.last_failed, "slip.last_failed", texts.text("outcome.fail"), Tone::bad);
    table.rows.push_back({Cell(to_fill), Cell(texts.text("slip.next_look")),
                          Cell(std::string(tick_box) + " " + texts.text("outcome.pass") + "   " + tick_box + " " +
                               texts.text("outcome.fail"))});
    return table;
}

void add_slip(const AgencyLetter& report, const FindingItem& item, const Issuer& issuer, const Texts& texts,
              Document& out) {
    const std::string server = server_at(report, item);
    const auto due = report.due.find(item.finding.id);
    out.blocks.emplace_back(letterhead(issuer, texts, report.as_of, texts.text("slip.sign")));
    out.blocks.emplace_back(Title{texts.text("slip.kind"), item.title, ""});
    Table facts;
    facts.columns = {{texts.text("doc.cover_what"), 3}, {texts.text("doc.cover_value"), 7}};
    facts.caption = texts.text("slip.about");
    facts.sortable = false;
    const auto fact = [&](const char* id, const std::string& value, Tone tone = Tone::none) {
        if (!value.empty()) facts.rows.push_back({Cell(texts.text(id)), Cell(value, tone)});
    };
    fact("doc.col_id", item.finding.id);
    fact("doc.col_agency", report.agency_name);
    fact("report.col_where", item.subject_name);
    if (item.finding.endpoint) fact("slip.endpoint", model::to_string(*item.finding.endpoint));
    fact("report.instance", item.finding.key.instance);
    fact("slip.server", server);
    fact("report.col_severity", texts.text("severity." + std::string(name_of(item.finding.severity))),
         tone_of(item.finding.severity));
    fact("slip.due", due == report.due.end() ? texts.text("slip.no_due") : base::show_date(due->second));
    out.blocks.emplace_back(std::move(facts));
    if (!item.rationale.empty()) {
        out.blocks.emplace_back(Heading{2, "1. " + texts.text("slip.why")});
        out.blocks.emplace_back(paragraph(item.rationale));
    }
    std::string seen;
    for (const auto& [what, value] : item.evidence)
        seen += (seen.empty() ? "" : "; ") + what + ": " + value;
    if (!seen.empty())
        out.blocks.emplace_back(paragraph(texts.text("slip.seen", {{"what", seen}}), Paragraph::Kind::note));
    out.blocks.emplace_back(Heading{2, "2. " + texts.text("report.what_to_do")});
    if (!server_family(server).empty())
        out.blocks.emplace_back(paragraph(texts.text("slip.for_server", {{"server", server}}), Paragraph::Kind::note));
    out.blocks.emplace_back(guidance_listing(item.remediation, server));
    out.blocks.emplace_back(Heading{2, "3. " + texts.text("slip.reply")});
    for (const char* choice : {"slip.reply_fixed", "slip.reply_later", "slip.reply_accept", "slip.reply_object"})
        out.blocks.emplace_back(paragraph(texts.text(choice, {{"blank", to_fill}}), Paragraph::Kind::choice));
    out.blocks.emplace_back(Heading{2, "4. " + texts.text("slip.recheck_heading")});
    out.blocks.emplace_back(recheck_table(item, texts));
    out.blocks.emplace_back(Signature{texts.text("slip.done_by"),
                                      {texts.text("slip.sign_here")},
                                      "",
                                      upper(texts.text("slip.head_of_agency")),
                                      "",
                                      texts.text("report.signature_note")});
}

}  // namespace

Document agency_document(const AgencyLetter& report, const Issuer& issuer, const Texts& texts) {
    Document out =
        begun(report, issuer, texts, "",
              texts.text("report.heading", {{"date", base::show_date(report.as_of)}}) + " – " + report.agency_name);
    add_letter(report, issuer, texts, out);
    add_report(report, issuer, texts, out);
    if (report.findings.empty()) return out;
    out.blocks.emplace_back(NewPage{.appendix = true, .landscape = true});
    out.blocks.emplace_back(Title{texts.text("doc.appendix", {{"number", "II"}}), texts.text("doc.findings_list"),
                                  texts.text("letter.enclosed", {{"office", issuer.office}})});
    out.blocks.emplace_back(findings_table(report, texts));
    out.blocks.emplace_back(NewPage{.appendix = true});
    out.blocks.emplace_back(Title{texts.text("doc.appendix", {{"number", "III"}}), texts.text("report.what_to_do"),
                                  texts.text("letter.enclosed", {{"office", issuer.office}})});
    add_guidance(report, out);
    return out;
}

Document clerk_document(const AgencyLetter& report, const Issuer& issuer, const Texts& texts) {
    Document out = begun(report, issuer, texts, texts.text("slip.file_name") + "-",
                         texts.text("slip.title", {{"agency", report.agency_name}}));
    for (const FindingItem& item : report.findings) {
        if (!model::needs_work(item.state)) continue;
        if (!out.blocks.empty()) out.blocks.emplace_back(NewPage{.restart = true});
        add_slip(report, item, issuer, texts, out);
    }
    if (out.blocks.empty()) {
        out.blocks.emplace_back(letterhead(issuer, texts, report.as_of, texts.text("slip.sign")));
        out.blocks.emplace_back(Title{texts.text("slip.kind"), texts.text("slip.nothing"), ""});
        if (report.findings.empty()) out.blocks.emplace_back(paragraph(texts.text("report.summary_no_findings")));
    }
    Table list = findings_table(report, texts);
    list.sheet_only = true;  // in a workbook
    out.blocks.emplace_back(std::move(list));
    return out;
}

}  // namespace attt::reports
