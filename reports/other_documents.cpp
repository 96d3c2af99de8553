// Documents of a drill, of one information system, of a plan's results, and forms of several tables.
#include <algorithm>

#include "reports/documents.h"
#include "reports/writing.h"

namespace attt::reports {
namespace {

Document begun(const Provenance& provenance, const Issuer& issuer, const Texts& texts, const std::string& name,
               const std::string& title) {
    Document out;
    out.name = name + "-" + base::to_iso_date(provenance.as_of);
    out.title = title;
    out.author = issuer.office;
    out.language = texts.language();
    out.as_of = provenance.as_of;
    out.made = provenance.made;
    out.parameters = parameters_of(provenance, texts);
    return out;
}

void add_provenance(const Provenance& provenance, const Texts& texts, std::size_t part, Document& out) {
    for (Block& block : provenance_blocks(provenance, texts, roman(part)))
        out.blocks.push_back(std::move(block));
}

Table pairs(const std::vector<std::pair<std::string, std::string>>& rows, const std::string& caption,
            const Texts& texts, const std::string& sheet = "") {
    Table table;
    table.caption = caption;
    table.sheet = sheet;
    table.sortable = false;
    table.columns = {{texts.text("doc.cover_what"), 3}, {texts.text("doc.cover_value"), 6}};
    for (const auto& [what, said] : rows)
        table.rows.push_back({Cell(what), Cell(said)});
    return table;
}

Chart burn_down(const ReadinessPage& page, const Texts& texts) {
    Chart chart;
    chart.kind = Chart::Kind::lines;
    chart.title = texts.text("drilldoc.burn_down");
    chart.description = texts.text("drilldoc.burn_down_words", {{"date", page.drill_date}});
    chart.sheet = texts.text("drilldoc.sheet_burn_down");
    chart.category = texts.text("report.col_date");
    if (page.burn_down.size() < 2) return chart;
    Series series{texts.text("drilldoc.open"), Tone::bad, {}};
    for (const ReadinessPage::Point& point : page.burn_down) {
        chart.categories.push_back(point.day);
        series.values.emplace_back(static_cast<double>(point.open));
    }
    chart.series.push_back(std::move(series));
    return chart;
}

Table readiness_parts(const ReadinessPage& page, const Texts& texts) {
    Table table;
    table.caption = texts.text("drilldoc.parts");
    table.sheet = texts.text("drilldoc.sheet_parts");
    table.columns = {{texts.text("readiness.col_part"), 4},
                     {texts.text("readiness.col_before"), 1.2},
                     {texts.text("readiness.col_gained"), 1.2},
                     {texts.text("readiness.col_points"), 1.2},
                     {texts.text("readiness.col_stands_on"), 4}};
    for (const ReadinessPage::Part& part : page.parts)
        table.rows.push_back(
            {Cell(part.name), Cell(part.before), Cell(part.gained), Cell(part.points), Cell(part.stands_on)});
    return table;
}

Table to_close(const ReadinessPage& page, const Texts& texts) {
    Table table;
    table.caption = texts.text("drilldoc.items");
    table.sheet = texts.text("drilldoc.sheet_items");
    table.when_empty = texts.text("drilldoc.nothing_to_close");
    table.columns = {{texts.text("doc.col_order"), 0.6, Column::Kind::number},
                     {texts.text("report.col_subject"), 3},
                     {texts.text("report.col_finding"), 3.4},
                     {texts.text("report.col_severity"), 1.2},
                     {texts.text("readiness.col_reasons"), 2.6},
                     {texts.text("doc.col_due"), 1.3},
                     {texts.text("doc.col_id"), 1.6}};
    for (const ReadinessPage::Item& item : page.items)
        table.rows.push_back({Cell(static_cast<std::int64_t>(table.rows.size() + 1)), Cell(item.subject),
                              Cell(item.title), Cell(item.severity), Cell(item.reasons), Cell(item.due),
                              Cell(item.id)});
    return table;
}

Table improved(const ReadinessPage& page, const Texts& texts) {
    Table table;
    table.caption = texts.text("drilldoc.improved");
    table.sheet = texts.text("doc.sheet_fixed");
    table.when_empty = texts.text("drilldoc.nothing_improved");
    table.columns = {{texts.text("report.col_subject"), 3},
                     {texts.text("report.col_finding"), 4},
                     {texts.text("report.col_closed"), 1.4}};
    for (const ReadinessPage::Improved& each : page.improved)
        table.rows.push_back({Cell(each.subject), Cell(each.title), Cell(each.verified)});
    return table;
}

Table control_rows(const SystemReport::Controls& controls, const Texts& texts) {
    Table table;
    table.caption = texts.text("sysdoc.controls_caption", {{"catalogue", controls.catalogue}});
    table.sheet = texts.text("sysdoc.sheet_controls");
    table.columns = {{texts.text("doc.col_id"), 1.2},
                     {texts.text("sysdoc.requirement"), 5},
                     {texts.text("sysdoc.status"), 1.6},
                     {texts.text("sysdoc.note"), 3}};
    for (const SystemReport::Controls::Row& row : controls.rows)
        table.rows.push_back({Cell(row.id), Cell(row.title), Cell(row.status, row.tone), Cell(row.note)});
    return table;
}

}  // namespace

Document drill_document(const ReadinessPage& page, const Provenance& provenance, const Issuer& issuer,
                        const Texts& texts) {
    Document out = begun(provenance, issuer, texts, texts.text("drilldoc.file_name"),
                         texts.text("drilldoc.title", {{"date", page.drill_date}, {"scope", page.scope}}));
    std::size_t part = 0;
    const auto heading = [&](const char* id) {
        out.blocks.emplace_back(Heading{1, roman(++part) + ". " + texts.text(id)});
    };
    out.blocks.emplace_back(letterhead(issuer, texts, provenance.as_of, texts.text("letter.sign_report")));
    out.blocks.emplace_back(Title{texts.text("letter.kind_report"),
                                  texts.text("drilldoc.summary", {{"date", page.drill_date}}), page.scope});
    Figures figures;
    figures.figures = {{page.score, texts.text("drilldoc.score"), "", Tone::none},
                       {page.baseline, texts.text("readiness.at_plan"), "", Tone::none},
                       {std::to_string(page.items.size()), texts.text("drilldoc.items_short"), "", Tone::none},
                       {page.fixed, texts.text("report.figure_fixed"), "", Tone::none},
                       {page.appeared, texts.text("drilldoc.appeared"), "", Tone::none}};
    out.blocks.emplace_back(std::move(figures));
    heading("drilldoc.part_score");
    out.blocks.emplace_back(readiness_parts(page, texts));
    heading("drilldoc.part_burn_down");
    Chart chart = burn_down(page, texts);
    if (chart.categories.empty()) out.blocks.emplace_back(paragraph(texts.text("drilldoc.no_burn_down")));
    out.blocks.emplace_back(std::move(chart));
    heading("drilldoc.part_items");
    out.blocks.emplace_back(to_close(page, texts));
    heading("drilldoc.part_improved");
    out.blocks.emplace_back(improved(page, texts));
    add_provenance(provenance, texts, ++part, out);
    out.blocks.emplace_back(signature(issuer, texts));
    return out;
}

Document system_document(const SystemReport& report, const Issuer& issuer, const Texts& texts) {
    Document out =
        begun(report.provenance, issuer, texts, report.id, texts.text("sysdoc.title", {{"name", report.name}}));
    std::size_t part = 0;
    const auto heading = [&](const char* id) {
        out.blocks.emplace_back(Heading{1, roman(++part) + ". " + texts.text(id)});
    };
    out.blocks.emplace_back(letterhead(issuer, texts, report.provenance.as_of, texts.text("letter.sign_report")));
    out.blocks.emplace_back(Title{
        texts.text("letter.kind_report"),
        texts.text("sysdoc.summary", {{"name", report.name}, {"date", base::show_date(report.provenance.as_of)}}), ""});
    heading("sysdoc.part_system");
    out.blocks.emplace_back(
        pairs(report.attributes, texts.text("sysdoc.attributes"), texts, texts.text("sysdoc.sheet_system")));
    heading("sysdoc.part_dossier");
    if (report.dossier.empty())
        out.blocks.emplace_back(paragraph(texts.text("sysdoc.no_dossier")));
    else
        out.blocks.emplace_back(
            pairs(report.dossier, texts.text("sysdoc.dossier"), texts, texts.text("sysdoc.sheet_dossier")));
    heading("sysdoc.part_controls");
    if (!report.controls) {
        out.blocks.emplace_back(paragraph(texts.text("sysdoc.no_controls")));
    } else {
        const SystemReport::Controls& controls = *report.controls;
        const auto number = [&](std::int64_t count) { return show_count(count, texts.language()); };
        out.blocks.emplace_back(
            paragraph(texts.text("sysdoc.controls_words", {{"total", number(controls.total)},
                                                           {"satisfied", number(controls.satisfied)},
                                                           {"failing", number(controls.failing)},
                                                           {"open", number(controls.open)}})));
        out.blocks.emplace_back(control_rows(controls, texts));
    }
    heading("report.section_sites");
    out.blocks.emplace_back(sites_table(report.findings, texts));
    heading("report.section_findings");
    out.blocks.emplace_back(findings_table(report.findings, texts));
    heading("report.section_unknown");
    out.blocks.emplace_back(unknowns_table(report.findings, texts));
    add_provenance(report.provenance, texts, ++part, out);
    out.blocks.emplace_back(signature(issuer, texts));
    return out;
}

Document results_document(const ResultsReport& report, const Issuer& issuer, const Texts& texts) {
    const std::string year = std::to_string(report.year);
    Document out = begun(report.provenance, issuer, texts, texts.text("results.file_name") + "-" + year,
                         texts.text("results.title", {{"year", year}}));
    out.blocks.emplace_back(letterhead(issuer, texts, report.provenance.as_of, texts.text("letter.sign_report")));
    out.blocks.emplace_back(Title{texts.text("doc.appendix", {{"number", "I"}}),
                                  upper(texts.text("results.title", {{"year", year}})),
                                  texts.text("results.enclosed", {{"office", issuer.office}, {"year", year}})});
    out.blocks.emplace_back(
        paragraph(texts.text("results.words", {{"all", std::to_string(report.rows.size())},
                                               {"exceeded", std::to_string(report.exceeded)},
                                               {"met", std::to_string(report.met)},
                                               {"not_met", std::to_string(report.not_met)},
                                               {"undetermined", std::to_string(report.undetermined)},
                                               {"no_data", std::to_string(report.no_data)}})));
    Table table;
    table.caption = texts.text("results.caption", {{"date", base::show_date(report.provenance.as_of)}});
    table.sheet = texts.text("results.sheet");
    table.when_empty = texts.text("results.none");
    table.columns = {{texts.text("results.col_order"), 0.7},
                     {texts.text("results.col_indicator"), 6},
                     {texts.text("results.col_actual"), 1.8},
                     {texts.text("results.col_verdict"), 1.4},
                     {texts.text("results.col_note"), 2.6}};
    Table made;
    made.caption = texts.text("results.made_caption");
    made.sheet = texts.text("results.sheet_made");
    made.columns = {{texts.text("results.col_order"), 0.7},
                    {texts.text("results.col_indicator"), 5},
                    {texts.text("results.col_made"), 5}};
    for (const ResultsReport::Row& row : report.rows) {
        table.rows.push_back({Cell(row.number), Cell(row.indicator), Cell(row.actual),
                              Cell(row.verdict, tone_of(row.outcome)), Cell(row.note)});
        made.rows.push_back({Cell(row.number), Cell(row.indicator), Cell(row.made_how)});
    }
    out.blocks.emplace_back(std::move(table));
    out.blocks.emplace_back(signature(issuer, texts));
    out.blocks.emplace_back(NewPage{.appendix = true});
    out.blocks.emplace_back(Title{texts.text("doc.appendix", {{"number", "II"}}), texts.text("results.made"), ""});
    out.blocks.emplace_back(std::move(made));
    add_provenance(report.provenance, texts, 1, out);
    return out;
}

Document form_document(const FormReport& report, const Issuer& issuer, const Texts& texts) {
    Document out = begun(report.provenance, issuer, texts, report.name, report.title);
    out.blocks.emplace_back(letterhead(issuer, texts, report.provenance.as_of, texts.text("letter.sign_report")));
    out.blocks.emplace_back(Title{texts.text("letter.kind_report"), report.title, report.note});
    bool wide = false;
    std::size_t number = 0;
    for (const FormReport::Part& part : report.parts) {
        if (part.wide != wide) out.blocks.emplace_back(NewPage{.landscape = part.wide});
        wide = part.wide;
        ++number;
        // the form numbers its own parts
        const bool numbered = part.heading.starts_with(std::to_string(number) + ".");
        out.blocks.emplace_back(Heading{1, numbered ? part.heading : std::to_string(number) + ". " + part.heading});
        Table table;
        table.sheet = part.heading;
        table.when_empty = texts.text("doc.no_rows");
        for (std::size_t i = 0; i < part.columns.size(); ++i)
            table.columns.push_back(
                {part.columns[i], i < part.widths.size() && part.widths[i] > 0 ? part.widths[i] : 1});
        for (const auto& row : part.rows) {
            Row cells;
            for (const std::string& cell : row)
                cells.emplace_back(cell);
            table.rows.push_back(std::move(cells));
        }
        out.blocks.emplace_back(std::move(table));
    }
    if (wide) out.blocks.emplace_back(NewPage{});
    for (Block& block : provenance_blocks(report.provenance, texts, std::to_string(++number)))
        out.blocks.push_back(std::move(block));
    out.blocks.emplace_back(signature(issuer, texts));
    return out;
}

}  // namespace attt::reports
