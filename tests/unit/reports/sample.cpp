#include "tests/unit/reports/sample.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>

namespace attt::tests {
namespace {

using base::Language;
using model::FindingState;
using model::Severity;
using reports::AgencyReport;
using reports::FindingItem;

base::Time noon(const char* iso) {
    return base::start_of_day(day(iso)) + std::chrono::hours(12);
}

std::string in(Language language, const char* vi, const char* en) {
    return language == Language::vi ? vi : en;
}

struct Shape {
    const char* site;
    const char* rule;
    const char* instance;
    Severity severity;
    FindingState state;
    const char* opened;
    int episode;
    const char* endpoint;
};

FindingItem item_of(const Shape& shape) {
    FindingItem item;
    item.finding.key = {{model::SubjectKind::website, shape.site}, shape.rule, shape.instance};
    item.finding.id = model::finding_id(item.finding.key);
    item.finding.severity = shape.severity;
    for (int number = 1; number < shape.episode; ++number)
        item.finding.episodes.push_back(
            {number, noon("2026-06-01"), noon("2026-07-06"), model::CloseKind::verified_fixed});
    item.finding.episodes.push_back({shape.episode, noon(shape.opened), {}, {}});
    item.finding.last_failed = noon("2026-11-23");
    if (*shape.endpoint != '\0') item.finding.endpoint = model::parse_endpoint(shape.endpoint);
    item.state = shape.state;
    item.subject_name = std::string("https://") + shape.site + ".dongthap.example/";
    return item;
}

FindingItem expired_certificate(Language language) {
    FindingItem item = item_of({"stc", "certificate.trusted", "", Severity::critical, FindingState::regressed,
                                "2026-11-09", 2, "192.0.2.21:443"});
    item.title = in(language, "Chứng thư số còn hạn và được trình duyệt tin cậy",
                    "The certificate is valid and trusted by browsers");
    item.rationale = in(language,
                        "Khi chứng thư hết hạn, trình duyệt chặn người dùng; người dùng quen bấm bỏ qua cảnh báo thì "
                        "cũng sẽ bỏ qua cảnh báo khi bị giả mạo thật.",
                        "An expired certificate makes browsers stop people; who learns to click the warning away will "
                        "do so when the site is really impersonated.");
    item.requirement = "tls.certificate.trusted equals true";
    item.evidence = {{in(language, "Chứng thư có hiệu lực tới", "The certificate is valid until"), "31/10/2026 23:59"},
                     {in(language, "Các lỗi khi kiểm tra chứng thư", "What is wrong with the certificate"), "expired"},
                     {in(language, "Bên cấp", "Issuer"), "CN=Example Issuing CA G2,O=Example,C=VN"},
                     {in(language, "Thời điểm ghi nhận", "Observed at"), "23/11/2026 02:14"}};
    item.remediation = in(language,
                          "1. Xin cấp lại chứng thư trước ngày hết hạn ít nhất 15 ngày.\n"
                          "2. Cài chứng thư mới cùng chứng thư trung gian:\n"
                          "   - nginx: trỏ tới tệp ghép chứng thư trang và trung gian\n"
                          "       ssl_certificate /etc/ssl/stc.fullchain.pem;\n"
                          "     kiểm tra bằng \"nginx -t\" rồi nạp lại dịch vụ.\n"
                          "   - IIS: nhập tệp PFX, chọn lại ở Bindings của trang.\n"
                          "3. Rà lại: attt probe https://TÊN-TRANG/\n",
                          "1. Renew the certificate at least 15 days before it ends.\n"
                          "2. Install it together with the intermediate one:\n"
                          "   - nginx: name the file that holds both\n"
                          "       ssl_certificate /etc/ssl/stc.fullchain.pem;\n"
                          "     try it with \"nginx -t\", then reload.\n"
                          "   - IIS: import the PFX file and choose it under Bindings.\n"
                          "3. Look again: attt probe https://SITE/\n");
    item.basis = {{in(language, "Thông tư số 32/2017/TT-BTTTT", "Circular 32/2017/TT-BTTTT"),
                   in(language, "Điều 20", "Article 20"), "source", false,
                   in(language, "Điều 11, Nghị định số 224/2026/NĐ-CP", "Article 11, Decree 224/2026/NĐ-CP")},
                  {"RFC 5280", in(language, "mục 6", "section 6"), "recommendation", true, ""}};
    return item;
}

FindingItem old_versions(Language language, const char* site, const char* endpoint, FindingState state,
                         const char* opened, const char* version = "SSLv3") {
    FindingItem item = item_of({site, "tls.no-ssl", version, Severity::high, state, opened, 1, endpoint});
    item.title = in(language, "Không dùng SSL 2.0 và SSL 3.0", "SSL 2.0 and SSL 3.0 are off");
    item.rationale = in(language,
                        "SSL 2.0 và SSL 3.0 có điểm yếu không thể vá (DROWN, POODLE): người ở giữa đường truyền có thể "
                        "giải mã nội dung, kể cả mật khẩu và phiên đăng nhập.",
                        "SSL 2.0 and SSL 3.0 have weaknesses that cannot be mended (DROWN, POODLE): whoever sits on "
                        "the path may read passwords and sessions.");
    item.requirement = std::string("tls.versions contains_none [\"") + version + "\"]";
    item.evidence = {{in(language, "Phiên bản mà máy chủ trả lời", "Versions that the server answered"),
                      std::string(version) + ", TLSv1.0, TLSv1.1, TLSv1.2"},
                     {in(language, "Thời điểm ghi nhận", "Observed at"), "23/11/2026 02:15"}};
    item.remediation = in(language,
                          "1. Sao lưu tệp cấu hình trước khi sửa.\n2. Chỉ để lại TLS 1.2 và TLS 1.3:\n   - Apache:\n"
                          "       SSLProtocol -all +TLSv1.2 +TLSv1.3\n     kiểm tra bằng \"apachectl configtest\".\n"
                          "3. Nếu phía trước có thiết bị cân bằng tải, sửa ở đó.\n",
                          "1. Back up the configuration first.\n2. Leave only TLS 1.2 and TLS 1.3:\n   - Apache:\n"
                          "       SSLProtocol -all +TLSv1.2 +TLSv1.3\n     try it with \"apachectl configtest\".\n"
                          "3. Where a load balancer stands in front, change it there.\n");
    item.basis = {{"RFC 7568", in(language, "mục 3", "section 3"), "recommendation", true, ""}};
    return item;
}

FindingItem without_ipv6(Language language) {
    FindingItem item =
        item_of({"congsan", "ipv6.reachable", "", Severity::medium, FindingState::open, "2026-09-14", 1, ""});
    item.title = in(language, "Trang truy cập được qua IPv6", "The site can be reached over IPv6");
    item.rationale = in(language, "Cổng của cơ quan nhà nước phải hỗ trợ IPv6.", "State portals must support IPv6.");
    item.requirement = "derived.ipv6.ready equals true";
    item.evidence = {
        {in(language, "Địa chỉ IPv6 của tên", "IPv6 addresses of the name"), in(language, "không có", "none")}};
    item.remediation = in(language, "Đề nghị nhà cung cấp đặt địa chỉ IPv6 cho máy chủ, rồi thêm bản ghi AAAA.",
                          "Ask the provider for an IPv6 address of the server, then add the AAAA record.");
    item.basis = {{in(language, "Nghị định số 224/2026/NĐ-CP", "Decree 224/2026/NĐ-CP"),
                   in(language, "Điều 11 khoản 4", "Article 11 clause 4"), "source", true, ""}};
    item.finding.unverified_reason = in(language, "chưa đo được (dns timeout: no answer in 10 s)",
                                        "could not be measured (dns timeout: no answer in 10 s)");
    return item;
}

FindingItem without_hsts(Language language, const char* site) {
    FindingItem item =
        item_of({site, "http.hsts", "", Severity::low, FindingState::open, "2026-08-03", 1, "192.0.2.21:443"});
    item.title = in(language, "Có tiêu đề Strict-Transport-Security", "The header Strict-Transport-Security is sent");
    item.rationale = in(language, "Trình duyệt đã biết tiêu đề này sẽ không đi qua http nữa.",
                        "A browser that has seen it no longer goes over plain http.");
    item.requirement = "http.hsts.max_age at_least 15552000";
    item.evidence = {{in(language, "Tiêu đề Strict-Transport-Security", "Header Strict-Transport-Security"), "—"}};
    item.remediation = in(language, "Thêm tiêu đề ở máy chủ web.", "Add the header in the web server.");
    return item;
}

std::vector<FindingItem> worked_findings(Language language) {
    return {expired_certificate(language),
            old_versions(language, "stc", "192.0.2.21:443", FindingState::open, "2026-05-18"),
            old_versions(language, "ngansach", "[2001:db8::21]:8443", FindingState::fresh, "2026-11-23", "SSLv2"),
            without_ipv6(language),
            without_hsts(language, "giacong"),
            without_hsts(language, "ngansach"),
            without_hsts(language, "stc")};
}

model::Measurement measured(std::int64_t numerator, std::int64_t denominator, std::int64_t unknown,
                            model::TargetOutcome outcome, std::int64_t missing, model::SubjectKind kind) {
    model::Measurement out;
    out.numerator = numerator;
    out.denominator = denominator;
    out.unknown = unknown;
    out.outcome = outcome;
    out.missing = missing;
    out.members = {{{kind, "first"}, "so-tai-chinh", model::Share::counted, ""}};
    return out;
}

std::vector<reports::TargetItem> worked_targets(Language language) {
    using model::SubjectKind;
    using model::TargetOutcome;
    reports::TargetItem dossiers{"V.1",
                                 "",
                                 "",
                                 in(language, "Sở Khoa học và Công nghệ", "Department of Science and Technology"),
                                 day("2026-06-30"),
                                 {},
                                 {},
                                 base::Rational(80),
                                 {}};
    dossiers.title = in(language, "Hệ thống thông tin được phê duyệt hồ sơ đề xuất cấp độ",
                        "Information systems whose dossier is approved");
    dossiers.value_text = in(language, "trên 80%", "above 80%");
    dossiers.agency = measured(7, 14, 2, TargetOutcome::not_met, 5, SubjectKind::system);
    dossiers.agency.undecided = false;
    dossiers.province = measured(231, 289, 11, TargetOutcome::not_met, 1, SubjectKind::system);
    dossiers.province.undecided = true;
    dossiers.trend = {{day("2026-08-31"), {4, 14}},
                      {day("2026-09-28"), {5, 14}},
                      {day("2026-10-26"), {5, 14}},
                      {day("2026-11-09"), {6, 14}},
                      {day("2026-11-23"), {7, 14}}};

    reports::TargetItem antivirus{"V.3",
                                  "",
                                  "",
                                  in(language, "Sở Khoa học và Công nghệ", "Department of Science and Technology"),
                                  day("2026-12-31"),
                                  {},
                                  {},
                                  base::Rational(90),
                                  {}};
    antivirus.title =
        in(language, "Máy tính cài đặt phần mềm phòng, chống mã độc", "Computers with malware protection installed");
    antivirus.value_text = in(language, "từ 90% trở lên", "at least 90%");
    antivirus.agency = measured(151, 164, 9, TargetOutcome::exceeded, 0, SubjectKind::computer);
    antivirus.province = measured(4'711, 5'128, 302, TargetOutcome::exceeded, 0, SubjectKind::computer);
    antivirus.trend = {
        {day("2026-09-28"), {120, 160}}, {day("2026-10-26"), {139, 164}}, {day("2026-11-23"), {151, 164}}};

    reports::TargetItem labels{"I.1", "", "", "", day("2026-12-31"), {}, {}, base::Rational(100), {}};
    labels.title = in(language, "Trang, cổng thông tin điện tử được đánh giá an toàn thông tin",
                      "Websites assessed for information security");
    labels.value_text = "100%";
    labels.agency = measured(0, 6, 6, TargetOutcome::not_met, 6, SubjectKind::website);
    labels.agency.undecided = true;
    labels.province = measured(12, 187, 90, TargetOutcome::not_met, 175, SubjectKind::website);
    return {dossiers, antivirus, labels};
}

std::vector<reports::SiteItem> worked_sites(Language language) {
    return {
        {"https://congsan.dongthap.example/", in(language, "Công sản", "Public assets"), 1, 2, 31, "23/11/2026 02:20"},
        {"https://giacong.dongthap.example/", in(language, "Giá công", "Public prices"), 1, 0, 33, "23/11/2026 02:17"},
        {"https://khohoso.dongthap.example/", in(language, "Kho hồ sơ", "Records"), 0, 34, 0, "23/11/2026 02:31"},
        {"https://ngansach.dongthap.example/", in(language, "Công khai ngân sách", "Open budget"), 2, 0, 32,
         "23/11/2026 02:16"},
        {"https://stc.dongthap.example/",
         in(language, "Trang thông tin điện tử Sở Tài chính", "Site of the Department of Finance"), 3, 0, 31,
         "23/11/2026 02:15"},
        {"https://taisan.dongthap.example/", "", 0, 0, 0, ""}};
}

FindingItem fixed_finding(Language language) {
    FindingItem item = item_of({"giacong", "http.redirect-to-https", "", Severity::medium, FindingState::verified_fixed,
                                "2026-10-05", 1, "192.0.2.22:80"});
    item.title = in(language, "Trang http chuyển sang https", "The http site leads to https");
    item.finding.episodes.back().closed = noon("2026-11-23");
    item.finding.episodes.back().close_kind = model::CloseKind::verified_fixed;
    return item;
}

std::vector<reports::UnknownItem> worked_unknowns(Language language) {
    return {{"https://congsan.dongthap.example/",
             in(language, "Trang truy cập được qua IPv6; Máy chủ tên trả lời qua IPv6",
                "The site can be reached over IPv6; The name servers answer over IPv6"),
             in(language, "chưa đo được (dns timeout: no answer in 10 s)",
                "could not be measured (dns timeout: no answer in 10 s)")},
            {"https://khohoso.dongthap.example/", in(language, "34 tiêu chí của trang", "34 rules of the site"),
             in(language, "chưa đo được (tcp timeout: no answer in 5 s)",
                "could not be measured (tcp timeout: no answer in 5 s)")},
            {in(language, "Hệ thống quản lý tài sản công", "System of public assets"),
             in(language, "Hệ thống có hồ sơ được phê duyệt", "The system's dossier is approved"),
             in(language, "chưa có dữ liệu xác nhận (system.dossier_state)",
                "no data that confirms it (system.dossier_state)")}};
}

}  // namespace

base::Date day(const char* iso) {
    return base::parse_date(iso).value();
}

const base::Catalogue& texts_in(Language language) {
    static const auto load = [](Language each) {
        auto catalogue = base::Catalogue::load(ATTT_SOURCE_DIR "/cli/messages", each);
        if (!catalogue) {
            std::cerr << base::debug_string(catalogue.error()) << "\n";
            std::abort();
        }
        return *catalogue;
    };
    static const base::Catalogue vi = load(Language::vi);
    static const base::Catalogue en = load(Language::en);
    return language == Language::vi ? vi : en;
}

AgencyReport worked_report(Language language) {
    AgencyReport report;
    report.agency_id = "so-tai-chinh";
    report.agency_name = in(language, "Sở Tài chính", "Department of Finance");
    report.issuing_office =
        in(language, "Sở Khoa học và Công nghệ tỉnh Đồng Tháp", "Department of Science and Technology, Đồng Tháp");
    report.as_of = day("2026-11-23");
    report.made_at = noon("2026-11-23");
    report.websites = 6;
    report.systems = 14;
    report.computers = 164;
    report.targets = worked_targets(language);
    report.findings = worked_findings(language);
    report.recently_fixed = {fixed_finding(language)};
    report.unknowns = worked_unknowns(language);
    report.sites = worked_sites(language);
    const std::vector<std::pair<const char*, std::vector<int>>> trend = {
        {"2026-09-14", {2, 4, 3, 6, 1}}, {"2026-09-21", {2, 4, 3, 6, 1}}, {"2026-09-28", {1, 4, 3, 6, 1}},
        {"2026-10-05", {1, 3, 4, 6, 0}}, {"2026-10-12", {1, 3, 4, 5, 0}}, {"2026-10-19", {0, 3, 3, 5, 0}},
        {"2026-10-26", {0, 2, 3, 5, 0}}, {"2026-11-02", {0, 2, 2, 4, 0}}, {"2026-11-09", {1, 1, 2, 4, 0}},
        {"2026-11-16", {1, 1, 2, 4, 0}}, {"2026-11-23", {1, 2, 1, 3, 0}}};
    for (const auto& [date, counts] : trend)
        report.trend.push_back({day(date), counts});
    report.rules_hash = "3f6c1f2f4f1f0d6a7c1e5b9a8d7c6b5a49382716059f8e7d6c5b4a3928171605";
    report.rules_date = "2026-11-20";
    report.audit_head = "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3a94a8fe5ccb19ba61c4c0873";
    report.program_version = "0.1.0";
    const base::Catalogue& texts = texts_in(language);
    report.sources = {texts.text("report.source_scan", {{"time", "23/11/2026 02:00"}}),
                      texts.text("report.source_authorisation",
                                 {{"number", "12/QĐ-SKHCN"}, {"date", "05/01/2026"}, {"until", "31/12/2026"}}),
                      texts.text("report.source_inventory", {{"date", "23/11/2026"}})};
    return report;
}

AgencyReport report_without_findings() {
    AgencyReport report = worked_report(Language::vi);
    report.findings.clear();
    report.recently_fixed.clear();
    report.targets.clear();
    report.unknowns.resize(1);
    report.trend.resize(1);
    for (reports::SiteItem& site : report.sites)
        site.failing = 0;
    return report;
}

AgencyReport large_report(int findings, int rules) {
    AgencyReport report = worked_report(Language::vi);
    const FindingItem pattern = old_versions(Language::vi, "stc", "192.0.2.21:443", FindingState::open, "2026-05-18");
    report.findings.clear();
    for (int i = 0; i < findings; ++i) {
        FindingItem item = pattern;
        item.finding.key.rule = "rule-" + std::to_string(i % rules);
        item.finding.key.subject.id = "site-" + std::to_string(i % 100);
        item.finding.key.instance = std::to_string(i);
        item.finding.id = model::finding_id(item.finding.key);
        item.finding.severity = static_cast<Severity>(i % rules % 5);
        item.title += " " + std::to_string(i % rules);
        report.findings.push_back(item);
    }
    std::stable_sort(report.findings.begin(), report.findings.end(),
                     [](const auto& a, const auto& b) { return a.finding.severity < b.finding.severity; });
    return report;
}

}  // namespace attt::tests
