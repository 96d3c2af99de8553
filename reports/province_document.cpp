// The report of the province: one page for the People's Committee, then the whole.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "model/outcome.h"
#include "reports/documents.h"
#include "reports/writing.h"

namespace attt::reports {
namespace {

constexpr std::size_t most_on_first_page = 6;
constexpr std::size_t most_names = 5;
constexpr std::size_t most_subjects = 1500;  // a target's own list in a page; a workbook has them all

std::string joined(const std::vector<std::string>& names, const Texts& texts) {
    std::string out;
    for (std::size_t i = 0; i < names.size() && i < most_names; ++i)
        out += (i == 0 ? "" : ", ") + names[i];
    if (names.size() > most_names)
        out += " " + texts.text("provincial.and_more", {{"count", std::to_string(names.size() - most_names)}});
    return out;
}

class Provincial {
  public:
    Provincial(const ProvinceReport& report, const Issuer& issuer, const Texts& texts)
        : report_(report), issuer_(issuer), texts_(texts) {}

    Document write() {
        out_.name = texts_.text("provincial.file_name") + "-" + base::to_iso_date(report_.provenance.as_of);
        out_.title = texts_.text("provincial.title", {{"quarter", report_.quarter}});
        out_.author = issuer_.office;
        out_.language = texts_.language();
        out_.as_of = report_.provenance.as_of;
        out_.made = report_.provenance.made;
        out_.parameters = parameters_of(report_.provenance, texts_);
        first_page();
        whole();
        appendices();
        return std::move(out_);
    }

  private:
    void add(Block block) { out_.blocks.push_back(std::move(block)); }
    std::string number(std::int64_t count) const { return show_count(count, texts_.language()); }
    std::string day(base::Date date) const { return base::show_date(date); }

    // --- the page that is read ---
    std::int64_t open() const { return static_cast<std::int64_t>(report_.findings.size()); }

    std::string then(std::int64_t before) const {
        if (!report_.compared) return texts_.text("provincial.no_comparison");
        return texts_.text("provincial.before", {{"date", day(report_.quarter_before)}, {"value", number(before)}});
    }

    Figures figures() const {
        std::int64_t before = 0, grave = 0, grave_before = 0, late = 0;
        for (std::size_t i = 0; i < report_.open_before.size(); ++i) {
            before += report_.open_before[i];
            if (i < 2) grave_before += report_.open_before[i];
        }
        grave = std::count_if(report_.findings.begin(), report_.findings.end(),
                              [](const FindingItem& item) { return item.finding.severity <= model::Severity::high; });
        late = static_cast<std::int64_t>(report_.overdue.size());
        const auto met =
            std::count_if(report_.targets.begin(), report_.targets.end(),
                          [](const ProvinceTarget& target) { return tone_of(target.outcome) == Tone::good; });
        const std::int64_t looked = report_.judged + report_.unknown;
        Figures out;
        out.figures = {{number(met) + "/" + number(static_cast<std::int64_t>(report_.targets.size())),
                        texts_.text("provincial.figure_targets"), "", Tone::none},
                       {number(open()), texts_.text("report.figure_open"), then(before), Tone::none},
                       {number(grave), texts_.text("provincial.figure_grave"), then(grave_before), Tone::none},
                       {number(late), texts_.text("provincial.figure_late"), "", Tone::none},
                       {show_share(report_.unknown, looked, texts_.language()), texts_.text("report.figure_unknown"),
                        texts_.text("provincial.of_verdicts", {{"count", number(looked)}}), Tone::unknown}};
        return out;
    }

    Table short_targets() const {
        Table table;
        table.caption = texts_.text("provincial.targets_short");
        table.sortable = false;
        table.columns = {{texts_.text("report.col_target"), 5},
                         {texts_.text("report.col_required"), 1.4},
                         {texts_.text("provincial.col_now"), 1.3},
                         {texts_.text("provincial.col_before", {{"date", day(report_.quarter_before)}}), 1.3},
                         {texts_.text("doc.col_result"), 1.3}};
        std::vector<const ProvinceTarget*> order;
        for (const ProvinceTarget& target : report_.targets)
            order.push_back(&target);
        // what is not met first: the page must not hide it below what is
        std::stable_sort(order.begin(), order.end(),
                         [](const auto* a, const auto* b) { return rank(a->outcome) < rank(b->outcome); });
        for (const ProvinceTarget* target : order) {
            if (table.rows.size() == most_on_first_page) break;
            table.rows.push_back({Cell(target->item.number + ". " + target->item.title), Cell(target->item.value_text),
                                  Cell(target->value), Cell(target->value_before),
                                  Cell(outcome(*target), tone_of(target->outcome))});
        }
        return table;
    }
    static int rank(model::TargetOutcome outcome) {
        const Tone tone = tone_of(outcome);
        return tone == Tone::bad ? 0 : tone == Tone::unknown ? 1 : 2;
    }
    std::string outcome(const ProvinceTarget& target) const {
        return texts_.text("target_outcome." + std::string(model::outcome_name(target.item.province)));
    }

    std::vector<std::string> late_agencies() const {
        std::vector<std::string> out;
        for (const ProvinceAgency& agency : report_.agencies) {
            if (agency.overdue > 0)
                out.push_back(
                    texts_.text("provincial.late_agency", {{"name", agency.name}, {"count", number(agency.overdue)}}));
        }
        return out;
    }

    Listing directions() const {
        Listing out;
        out.numbered = true;
        const auto say = [&](std::string text) { out.items.push_back({{{std::move(text)}}, 0, false}); };
        std::vector<std::string> grave, unseen;
        for (const ProvinceAgency& agency : report_.agencies) {
            if (agency.grave_overdue > 0) grave.push_back(agency.name);
            if (!agency.looked_at) unseen.push_back(agency.name);
        }
        if (!grave.empty())
            say(texts_.text("provincial.direct_grave",
                            {{"count", std::to_string(grave.size())}, {"names", joined(grave, texts_)}}));
        else if (!report_.overdue.empty())
            say(texts_.text("provincial.direct_late",
                            {{"count", number(static_cast<std::int64_t>(report_.overdue.size()))}}));
        std::vector<std::string> missed;
        for (const ProvinceTarget& target : report_.targets) {
            if (tone_of(target.outcome) != Tone::bad) continue;
            missed.push_back(target.gap.empty() ? target.item.number : target.item.number + " (" + target.gap + ")");
        }
        if (!missed.empty())
            say(texts_.text("provincial.direct_targets",
                            {{"count", std::to_string(missed.size())}, {"names", joined(missed, texts_)}}));
        if (!unseen.empty())
            say(texts_.text("provincial.direct_unseen",
                            {{"count", std::to_string(unseen.size())}, {"names", joined(unseen, texts_)}}));
        std::int64_t ending = 0;
        for (const CertificateEnd& end : report_.certificates)
            ending += base::days_between(report_.provenance.as_of, end.last) < 30 ? 1 : 0;
        if (ending > 0) say(texts_.text("provincial.direct_certificates", {{"count", number(ending)}}));
        if (out.items.empty()) say(texts_.text("provincial.direct_nothing"));
        return out;
    }

    void first_page() {
        add(letterhead(issuer_, texts_, report_.provenance.as_of, texts_.text("letter.sign_report")));
        add(Title{texts_.text("letter.kind_report"), texts_.text("provincial.summary", {{"quarter", report_.quarter}}),
                  ""});
        add(paragraph(texts_.text("letter.addressee",
                                  {{"who", texts_.text("provincial.addressee", {{"province", report_.province}})}}),
                      Paragraph::Kind::addressee));
        add(figures());
        add(short_targets());
        const std::vector<std::string> late = late_agencies();
        add(Paragraph{{{texts_.text("provincial.late") + " ", Span::Style::bold},
                       {late.empty() ? texts_.text("provincial.late_none") : joined(late, texts_) + "."}},
                      Paragraph::Kind::body});
        add(Paragraph{{{texts_.text("provincial.direct"), Span::Style::bold}}, Paragraph::Kind::body});
        add(directions());
        add(signature(issuer_, texts_, {texts_.text("provincial.recipient")}));
    }

    // --- the whole ---
    void heading(const char* id) { add(Heading{1, roman(++part_) + ". " + texts_.text(id)}); }

    void whole() {
        add(NewPage{.landscape = true});  // for the table of targets
        add(Title{"", texts_.text("provincial.whole"), ""});
        heading("provincial.part_targets");
        add(paragraph(texts_.text("report.targets_note"), Paragraph::Kind::note));
        add(targets());
        add(NewPage{});
        for (const ProvinceTarget& target : report_.targets) {
            if (auto chart = target_chart(target.item, texts_)) add(std::move(*chart));
        }
        heading("provincial.part_findings");
        add(paragraph(
            texts_.text("provincial.findings_words",
                        {{"count", number(open())}, {"severities", severities_in_words(now_by_severity(), texts_)}})));
        add(severity_chart(report_.trend, texts_));
        add(heat_map());
        add(agencies());
        add(paragraph(texts_.text("provincial.no_ranking"), Paragraph::Kind::note));
        heading("provincial.part_late");
        add(overdue());
        heading("provincial.part_systems");
        add(pyramid());
        heading("provincial.part_antivirus");
        if (report_.antivirus_target.empty())
            add(paragraph(texts_.text("provincial.no_antivirus_target")));
        else
            add(paragraph(texts_.text("provincial.antivirus_words", {{"target", report_.antivirus_target}})));
        add(antivirus_chart());
        heading("provincial.part_certificates");
        if (report_.certificates.empty()) add(paragraph(texts_.text("provincial.no_certificates")));
        add(certificate_chart(report_.certificates, report_.provenance.as_of, texts_));
        if (!report_.certificates.empty())
            add(certificate_table(report_.certificates, report_.provenance.as_of, texts_));
        heading("report.section_unknown");
        unknown();
        for (Block& block : provenance_blocks(report_.provenance, texts_, roman(++part_)))
            add(std::move(block));
    }

    std::vector<std::int64_t> now_by_severity() const {
        std::vector<std::int64_t> out(model::severity_names.size(), 0);
        for (const FindingItem& item : report_.findings)
            ++out[static_cast<std::size_t>(item.finding.severity)];
        return out;
    }

    Table targets() const {
        Table table;
        table.caption = texts_.text("provincial.targets_caption", {{"year", std::to_string(report_.year)}});
        table.sheet = texts_.text("doc.sheet_targets");
        table.when_empty = texts_.text("provincial.no_targets");
        table.columns = {{texts_.text("report.col_number"), 0.9},
                         {texts_.text("report.col_target"), 4},
                         {texts_.text("report.col_required"), 1.2},
                         {texts_.text("provincial.col_now"), 1.2},
                         {texts_.text("report.col_fraction"), 1.1},
                         {texts_.text("outcome.unknown"), 0.9, Column::Kind::number},
                         {texts_.text("provincial.col_before", {{"date", day(report_.quarter_before)}}), 1.2},
                         {texts_.text("doc.col_result"), 1.2},
                         {texts_.text("report.col_due"), 1.3, Column::Kind::date},
                         {texts_.text("report.lead"), 2},
                         {texts_.text("report.col_gap"), 1.6}};
        for (const ProvinceTarget& target : report_.targets) {
            const model::Measurement& now = target.item.province;
            const bool counted = now.form != model::Form::recorded && now.denominator > 0;
            table.rows.push_back({Cell(target.item.number), Cell(target.item.title), Cell(target.item.value_text),
                                  Cell(target.value),
                                  counted ? Cell(number(now.numerator) + "/" + number(now.denominator)) : Cell(),
                                  counted ? Cell(CellValue(now.unknown)) : Cell(), Cell(target.value_before),
                                  Cell(outcome(target), tone_of(target.outcome)),
                                  target.item.due ? Cell(CellValue(*target.item.due)) : Cell(), Cell(target.item.lead),
                                  Cell(target.gap)});
        }
        return table;
    }

    Chart heat_map() const {
        Chart chart;
        chart.kind = Chart::Kind::grid;
        chart.title = texts_.text("provincial.heat_map");
        chart.description = texts_.text("provincial.heat_map_words");
        chart.sheet = texts_.text("provincial.sheet_heat_map");
        chart.category = texts_.text("doc.col_agency");
        for (const std::string& theme : report_.themes)
            chart.categories.push_back(texts_.text("theme." + theme));
        for (const ProvinceAgency& agency : report_.agencies) {
            Series series{agency.name, Tone::none, {}};
            for (std::size_t i = 0; i < agency.by_theme.size(); ++i) {
                const bool unseen = !agency.looked_at || (i < agency.theme_unseen.size() && agency.theme_unseen[i]);
                series.values.push_back(unseen && agency.by_theme[i] == 0
                                            ? std::nullopt
                                            : std::optional<double>(static_cast<double>(agency.by_theme[i])));
            }
            chart.series.push_back(std::move(series));
        }
        return chart;
    }

    Table agencies() const {
        Table table;
        table.caption = texts_.text("provincial.agencies_caption");
        table.sheet = texts_.text("provincial.sheet_agencies");
        table.columns = {{texts_.text("doc.col_agency"), 4}};
        for (std::size_t i = 0; i < model::severity_names.size(); ++i)
            table.columns.push_back(
                {texts_.text("severity." + std::string(model::severity_names[i])), 1, Column::Kind::number});
        table.columns.push_back({texts_.text("provincial.figure_late"), 1, Column::Kind::number});
        table.columns.push_back({texts_.text("provincial.col_unknown"), 1.2, Column::Kind::share});
        for (const ProvinceAgency& agency : report_.agencies) {
            Row row{Cell(agency.name, agency.looked_at ? Tone::none : Tone::unknown)};
            for (const std::int64_t count : agency.by_severity)
                row.push_back(agency.looked_at || count > 0 ? Cell(CellValue(count)) : Cell("?"));
            row.push_back(Cell(CellValue(agency.overdue), agency.overdue > 0 ? Tone::bad : Tone::none));
            row.push_back(Cell(CellValue(Share{agency.unknown, agency.unknown + agency.judged})));
            table.rows.push_back(std::move(row));
        }
        return table;
    }

    Table overdue() const {
        Table table;
        table.caption = texts_.text("provincial.overdue_caption");
        table.sheet = texts_.text("provincial.sheet_overdue");
        table.when_empty = texts_.text("provincial.late_none");
        table.columns = {{texts_.text("doc.col_agency"), 2.6},
                         {texts_.text("report.col_severity"), 1.2},
                         {texts_.text("report.col_finding"), 3.4},
                         {texts_.text("report.col_where"), 2.6},
                         {texts_.text("doc.col_due"), 1.3, Column::Kind::date},
                         {texts_.text("provincial.col_days"), 0.9, Column::Kind::number},
                         {texts_.text("provincial.col_assignee"), 1.6}};
        for (const OverdueFinding& each : report_.overdue)
            table.rows.push_back(
                {Cell(each.agency),
                 Cell(texts_.text("severity." + std::string(name_of(each.severity))), tone_of(each.severity)),
                 Cell(each.title), Cell(each.subject), Cell(CellValue(each.due)),
                 Cell(CellValue(std::int64_t{each.days})), Cell(each.assignee)});
        return table;
    }

    Chart pyramid() const {
        Chart chart;
        chart.kind = Chart::Kind::pyramid;
        chart.title = texts_.text("provincial.pyramid");
        chart.description = texts_.text("provincial.pyramid_words");
        chart.sheet = texts_.text("provincial.sheet_levels");
        chart.category = texts_.text("provincial.level");
        chart.series = {{texts_.text("dossier_state.approved"), Tone::good, {}},
                        {texts_.text("provincial.prepared"), Tone::medium, {}},
                        {texts_.text("provincial.no_dossier"), Tone::unknown, {}}};
        for (const ProvinceReport::Level& level : report_.levels) {
            chart.categories.push_back(
                level.level == 0 ? texts_.text("provincial.no_level")
                                 : texts_.text("provincial.level_number", {{"level", std::to_string(level.level)}}));
            chart.series[0].values.emplace_back(level.approved);
            chart.series[1].values.emplace_back(level.prepared);
            chart.series[2].values.emplace_back(level.none);
        }
        return chart;
    }

    Chart antivirus_chart() const {
        Chart chart;
        chart.kind = Chart::Kind::bars;
        chart.percent = true;
        chart.title = texts_.text("provincial.antivirus");
        chart.description = texts_.text("provincial.antivirus_words", {{"target", report_.antivirus_target}});
        chart.sheet = texts_.text("provincial.sheet_antivirus");
        chart.category = texts_.text("doc.col_agency");
        chart.series = {{texts_.text("provincial.protected"), Tone::good, {}},
                        {texts_.text("outcome.unknown"), Tone::unknown, {}},
                        {texts_.text("provincial.unprotected"), Tone::bad, {}}};
        for (const ProvinceAgency& agency : report_.agencies) {
            if (agency.counted_computers == 0) continue;
            const auto share = [&](std::int64_t count) {
                return 100.0 * static_cast<double>(count) / static_cast<double>(agency.counted_computers);
            };
            chart.categories.push_back(agency.name);
            chart.series[0].values.emplace_back(share(agency.protected_computers));
            chart.series[1].values.emplace_back(share(agency.unknown_computers));
            chart.series[2].values.emplace_back(
                share(agency.counted_computers - agency.protected_computers - agency.unknown_computers));
        }
        return chart;
    }

    void unknown() {
        const std::int64_t looked = report_.judged + report_.unknown;
        add(paragraph(texts_.text("provincial.unknown_words",
                                  {{"unknown", number(report_.unknown)},
                                   {"all", number(looked)},
                                   {"share", show_share(report_.unknown, looked, texts_.language())}})));
        Table table;
        table.caption = texts_.text("provincial.reasons");
        table.sheet = texts_.text("doc.sheet_unknown");
        table.columns = {{texts_.text("report.col_reason"), 6},
                         {texts_.text("provincial.col_count"), 1, Column::Kind::number},
                         {texts_.text("report.col_share"), 1, Column::Kind::share}};
        for (const CountedReason& reason : report_.reasons)
            table.rows.push_back({Cell(reason.reason), Cell(CellValue(reason.count)),
                                  Cell(CellValue(Share{reason.count, report_.unknown}))});
        add(std::move(table));
    }

    // --- behind it ---
    void appendices() {
        add(NewPage{.appendix = true, .landscape = true});
        add(Title{texts_.text("doc.appendix", {{"number", "I"}}), texts_.text("doc.findings_list"), ""});
        add(all_findings());
        add(NewPage{.appendix = true});
        add(Title{texts_.text("doc.appendix", {{"number", "II"}}), texts_.text("provincial.subjects"), ""});
        add(paragraph(texts_.text("doc.shares")));
        for (const ProvinceTarget& target : report_.targets)
            subjects(target);
    }

    Table all_findings() const {
        Table table;
        table.caption = texts_.text("report.overview_caption");
        table.sheet = texts_.text("doc.sheet_findings");
        table.when_empty = texts_.text("report.no_findings");
        table.columns = {{texts_.text("doc.col_order"), 0.6, Column::Kind::number},
                         {texts_.text("doc.col_agency"), 2.6},
                         {texts_.text("report.col_severity"), 1.2},
                         {texts_.text("report.col_finding"), 3.6},
                         {texts_.text("report.col_where"), 3},
                         {texts_.text("report.col_since"), 1.3, Column::Kind::date},
                         {texts_.text("doc.col_due"), 1.3},
                         {texts_.text("report.col_state"), 1.5},
                         {texts_.text("doc.col_id"), 1.6}};
        for (std::size_t i = 0; i < report_.findings.size(); ++i) {
            const FindingItem& item = report_.findings[i];
            table.rows.push_back(
                {Cell(static_cast<std::int64_t>(i + 1)), Cell(report_.agency_of[i]),
                 Cell(texts_.text("severity." + std::string(name_of(item.finding.severity))),
                      tone_of(item.finding.severity)),
                 Cell(item.finding.key.instance.empty() ? item.title
                                                        : item.title + " [" + item.finding.key.instance + "]"),
                 Cell(item.subject_name), Cell(CellValue(base::local_date(item.finding.episodes.back().opened))),
                 Cell(report_.due_of[i]), Cell(texts_.text("state." + std::string(name_of(item.state)))),
                 Cell(item.finding.id)});
        }
        return table;
    }

    void subjects(const ProvinceTarget& target) {
        if (target.subjects.empty()) return;
        const model::Measurement& now = target.item.province;
        add(Heading{2, target.item.number + ". " + target.item.title});
        add(paragraph(texts_.text("provincial.made_how", {{"numerator", number(now.numerator)},
                                                          {"denominator", number(now.denominator)},
                                                          {"unknown", number(now.unknown)},
                                                          {"excluded", number(now.excluded)}})));
        Table table;
        table.caption = texts_.text("provincial.subjects_caption", {{"target", target.item.number}});
        table.sheet = texts_.text("provincial.sheet_subjects", {{"target", target.item.number}});
        table.columns = {{texts_.text("report.col_subject"), 3},
                         {texts_.text("doc.col_id"), 1.6},
                         {texts_.text("doc.col_agency"), 3},
                         {texts_.text("provincial.col_counted"), 1.6},
                         {texts_.text("report.col_reason"), 3}};
        for (const ProvinceTarget::Subject& subject : target.subjects)
            table.rows.push_back({Cell(subject.name), Cell(subject.id), Cell(subject.agency),
                                  Cell(subject.share, subject.tone), Cell(subject.reason)});
        if (table.rows.size() > most_subjects) {
            add(paragraph(texts_.text("provincial.subjects_in_workbook",
                                      {{"count", number(static_cast<std::int64_t>(table.rows.size()))}}),
                          Paragraph::Kind::note));
            table.sheet_only = true;
        }
        add(std::move(table));
    }

    const ProvinceReport& report_;
    const Issuer& issuer_;
    const Texts& texts_;
    Document out_;
    std::size_t part_ = 0;
};

}  // namespace

Document province_document(const ProvinceReport& report, const Issuer& issuer, const Texts& texts) {
    return Provincial(report, issuer, texts).write();
}

}  // namespace attt::reports
