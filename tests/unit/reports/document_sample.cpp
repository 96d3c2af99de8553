#include "tests/unit/reports/document_sample.h"

namespace attt::tests {
namespace {

reports::Provenance worked_provenance() {
    return {day("2026-11-23"), *base::parse_rfc3339("2026-11-23T03:00:00Z"),
            "35 cơ quan",      {"Đợt rà quét gần nhất bắt đầu lúc 23/11/2026 01:00."},
            "2026-11-23",      "0f1e2d",
            "a1b2c3",          "0.1.0"};
}

reports::Provenance provenance_of(const std::string& text) {
    reports::Provenance out = worked_provenance();
    out.scope = out.rules_date = out.rules_hash = out.audit_head = out.program_version = text;
    out.sources = {text};
    return out;
}

void fill(std::vector<reports::FindingItem>& findings, const std::string& text) {
    for (reports::FindingItem& item : findings) {
        item.finding.id = item.finding.key.instance = item.finding.unverified_reason = text;
        item.finding.endpoint = model::Endpoint{text, 443};
        item.finding.work.claim = model::Claim{item.finding.last_failed, text, text};
        item.subject_name = item.title = item.rationale = item.requirement = text;
        item.remediation = text + "\n1. " + text + "\n   - " + text + "\n       " + text + "\n";
        item.basis = {{text, text, "source", false, text}};
        item.evidence = {{text, text}};
    }
}

void fill(reports::TargetItem& item, const std::string& text) {
    item.number = item.title = item.value_text = item.lead = text;
}

}  // namespace

reports::Issuer worked_issuer() {
    return {"Ủy ban nhân dân tỉnh Đồng Tháp",
            "Sở Khoa học và Công nghệ",
            "SKHCN",
            "Đồng Tháp",
            "KT. Giám đốc",
            "Phó Giám đốc",
            "",
            "",
            {"Lãnh đạo Sở"}};
}

reports::AgencyLetter as_letter(reports::AgencyReport report) {
    reports::AgencyLetter out;
    static_cast<reports::AgencyReport&>(out) = std::move(report);
    return out;
}

reports::AgencyLetter letter_report(base::Language language) {
    reports::AgencyLetter report = as_letter(worked_report(language));
    int days = 3;
    for (const reports::FindingItem& item : report.findings) {
        const base::Date due = std::chrono::sys_days(day("2026-11-23")) + std::chrono::days(days);
        report.due.emplace(item.finding.id, due);
        days += 7;
    }
    report.server = {{"stc", "nginx/1.18.0"}, {"ngansach", "Apache/2.4.57"}};
    report.certificates = {{report.agency_name, "https://stc.dongthap.example/", day("2026-10-31")},
                           {report.agency_name, "https://ngansach.dongthap.example/", day("2027-02-14")}};
    return report;
}

reports::ProvinceReport province_report(base::Language language) {
    const reports::AgencyLetter agency = letter_report(language);
    reports::ProvinceReport report;
    report.provenance = worked_provenance();
    report.province = "Đồng Tháp";
    report.quarter = "quý IV/2026";
    report.quarter_before = day("2026-09-30");
    report.compared = true;
    report.year = 2026;
    report.themes = {"tls", "certificate", "http", "ipv6"};
    for (const reports::TargetItem& item : agency.targets) {
        reports::ProvinceTarget target;
        target.item = item;
        target.value = "61,0%";
        target.value_before = "55,2%";
        target.outcome = item.province.outcome;
        target.gap = "thêm 7 hệ thống";
        target.subjects = {
            {"Mạng LAN", "lan-1", "Sở Tài chính", "được tính", "", reports::Tone::good},
            {"Cổng dữ liệu", "portal", "Sở Tài chính", "chưa xác định", "chưa đo được", reports::Tone::unknown}};
        report.targets.push_back(std::move(target));
    }
    for (const char* name : {"Sở Giáo dục và Đào tạo", "Sở Tài chính", "Ủy ban nhân dân huyện Đặt Tên Rất Dài"}) {
        reports::ProvinceAgency line;
        line.id = line.name = name;
        line.by_severity = {1, 2, 1, 3, 0};
        line.by_theme = {2, 1, 3, 1};
        line.looked_at = std::string(name) != "Sở Tài chính";
        line.open = 7;
        line.overdue = 2;
        line.grave_overdue = 1;
        line.unknown = 5;
        line.judged = 40;
        line.protected_computers = 80;
        line.counted_computers = 100;
        line.unknown_computers = 15;
        report.agencies.push_back(std::move(line));
    }
    for (const reports::FindingItem& item : agency.findings) {
        report.findings.push_back(item);
        report.agency_of.push_back(agency.agency_name);
        report.due_of.push_back("26/11/2026");
        report.overdue.push_back({item.finding.id, agency.agency_name, item.subject_name, item.title,
                                  item.finding.severity, day("2026-11-01"), 22, "Phòng CNTT"});
    }
    report.trend = agency.trend;
    report.open_before = {2, 3, 1, 4, 0};
    report.certificates = agency.certificates;
    report.levels = {{3, 4, 3, 2}, {2, 6, 1, 5}, {1, 1, 0, 9}, {0, 0, 0, 3}};
    report.judged = 800;
    report.unknown = 120;
    report.reasons = {{"chưa đo được", 100}, {"dữ liệu đã cũ", 20}};
    report.antivirus_target = "V.3 (Máy tính có phần mềm phòng, chống mã độc)";
    return report;
}

reports::Issuer issuer_of(const std::string& text) {
    return {text, text, text, text, text, text, text, text, {text}};
}

reports::AgencyLetter agency_of(const std::string& text) {
    reports::AgencyLetter report = letter_report(base::Language::vi);
    report.agency_id = report.agency_name = report.issuing_office = report.classification = text;
    report.rules_hash = report.rules_date = report.audit_head = report.program_version = text;
    report.sources = {text};
    fill(report.findings, text);
    fill(report.recently_fixed, text);
    for (reports::TargetItem& item : report.targets)
        fill(item, text);
    for (reports::UnknownItem& item : report.unknowns)
        item.subject_name = item.rule_title = item.reason = text;
    for (reports::SiteItem& item : report.sites)
        item.url = item.name = item.seen = text;
    for (auto& [site, server] : report.server)
        server = text;
    for (reports::CertificateEnd& end : report.certificates)
        end.agency = end.site = text;
    return report;
}

reports::ProvinceReport province_of(const std::string& text) {
    reports::ProvinceReport report = province_report(base::Language::vi);
    report.provenance = provenance_of(text);
    report.province = report.quarter = report.antivirus_target = text;
    fill(report.findings, text);
    for (std::string& name : report.agency_of)
        name = text;
    for (std::string& due : report.due_of)
        due = text;
    for (reports::ProvinceTarget& target : report.targets) {
        fill(target.item, text);
        target.value = target.value_before = target.gap = text;
        for (auto& subject : target.subjects)
            subject.name = subject.id = subject.agency = subject.share = subject.reason = text;
    }
    for (reports::ProvinceAgency& agency : report.agencies)
        agency.id = agency.name = text;
    for (reports::OverdueFinding& each : report.overdue)
        each.id = each.agency = each.subject = each.title = each.assignee = text;
    for (reports::CertificateEnd& end : report.certificates)
        end.agency = end.site = text;
    for (reports::CountedReason& reason : report.reasons)
        reason.reason = text;
    return report;
}

reports::SystemReport system_of(const std::string& text) {
    reports::SystemReport report;
    report.provenance = provenance_of(text);
    report.id = report.name = report.agency = report.owner = text;
    report.attributes = {{text, text}};
    report.dossier = {{text, text}};
    report.findings = agency_of(text);
    report.controls =
        reports::SystemReport::Controls{text, 2, 1, 1, 0, 0, {{text, text, text, text, reports::Tone::bad}}};
    return report;
}

reports::ResultsReport results_of(const std::string& text) {
    reports::ResultsReport report;
    report.provenance = provenance_of(text);
    report.year = 2023;
    report.rows = {{text, text, text, text, text, text, text, model::TargetOutcome::met}};
    report.met = 1;
    return report;
}

reports::ReadinessPage readiness_of(const std::string& text) {
    reports::ReadinessPage page;
    page.office = page.classification = page.made = page.drill_date = page.scope = page.score = page.baseline = text;
    page.parts = {{text, text, text, text, text}};
    page.items = {{text, text, text, text, text, text}};
    page.burn_down = {{text, 9}, {text, 4}};
    page.improved = {{text, text, text}};
    page.fixed = page.no_longer = page.appeared = page.audit_head = text;
    return page;
}

reports::FormReport form_of(const std::string& text) {
    reports::FormReport report;
    report.provenance = provenance_of(text);
    report.name = report.title = report.note = text;
    report.parts = {{text, {text, text}, {1, 2}, {{text, text}}, true}};
    return report;
}

std::vector<reports::Document> documents_of(const std::string& text, base::Language language) {
    const reports::Texts texts(texts_in(language));
    const reports::Issuer issuer = issuer_of(text);
    return {reports::agency_document(agency_of(text), issuer, texts),
            reports::clerk_document(agency_of(text), issuer, texts),
            reports::province_document(province_of(text), issuer, texts),
            reports::drill_document(readiness_of(text), provenance_of(text), issuer, texts),
            reports::system_document(system_of(text), issuer, texts),
            reports::results_document(results_of(text), issuer, texts),
            reports::form_document(form_of(text), issuer, texts)};
}

}  // namespace attt::tests
