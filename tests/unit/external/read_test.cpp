// Every file of other tools in tests/fixtures/scanners, with its counts.
#include "inventory/external/read.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/files.h"
#include "rules/external.h"

namespace attt::inventory {
namespace {

using model::ExternalHost;
using model::ExternalResult;
using rules::Grade;

const rules::ExternalRules& shipped() {
    static const rules::LoadedExternalRules loaded = [] {
        auto out = rules::load_external_rules(
            {ATTT_SOURCE_DIR "/rules"},
            {"certificate.trusted", "certificate.hostname", "certificate.key-strength", "tls.no-ssl",
             "tls.no-tls10-tls11", "http.hsts", "http.frame-protection", "http.cookie-secure", "http.cookie-http-only",
             "http.no-directory-listing", "dns.caa"});
        for (const base::Error& defect : out.defects)
            ADD_FAILURE() << base::debug_string(defect);
        return out;
    }();
    return loaded.rules;
}

std::string path_of(const std::string& name) {
    return ATTT_SOURCE_DIR "/tests/fixtures/" + name;
}

ReadExternal read(const std::string& name) {
    const auto bytes = base::read_file(path_of(name));
    if (!bytes) throw std::runtime_error(name);
    const ExternalContext context{shipped().tables, {}};
    EXPECT_TRUE(is_external(name, *bytes, context)) << name;
    return read_external(name, *bytes, context);
}

struct Expected {
    const char* file;
    const char* tool;
    std::size_t hosts, results, weaknesses, with_cve, with_cvss;
};

class ScannerFile : public testing::TestWithParam<Expected> {};

TEST_P(ScannerFile, HasTheseCounts) {
    const Expected& expected = GetParam();
    const ReadExternal out = read(expected.file);
    EXPECT_TRUE(out.defects.empty()) << base::debug_string(out.defects.front());
    EXPECT_EQ(out.left_out, 0U);
    EXPECT_EQ(out.report.tool, expected.tool);
    EXPECT_EQ(out.report.hosts.size(), expected.hosts);
    EXPECT_EQ(out.report.results(), expected.results);
    std::size_t weaknesses = 0, with_cve = 0, with_cvss = 0;
    for (const ExternalHost& host : out.report.hosts) {
        for (const ExternalResult& result : host.results) {
            EXPECT_FALSE(result.reference.empty());
            weaknesses += !result.gone && shipped().grade(out.report.tool, result) <= Grade::info;
            with_cve += !result.cves.empty();
            with_cvss += result.cvss.has_value();
        }
    }
    EXPECT_EQ(weaknesses, expected.weaknesses);
    EXPECT_EQ(with_cve, expected.with_cve);
    EXPECT_EQ(with_cvss, expected.with_cvss);
}

INSTANTIATE_TEST_SUITE_P(
    Files, ScannerFile,
    testing::Values(Expected{"scanners/generic_generic_report1.json", "generic", 1, 2, 2, 2, 0},
                    Expected{"scanners/generic_generic_report3.json", "generic", 3, 5, 3, 5, 0},
                    Expected{"scanners/nuclei_many_findings_new.json", "nuclei", 1, 2, 2, 1, 1},
                    Expected{"scanners/nuclei_multiple_v3.json", "nuclei", 1, 6, 0, 0, 0},
                    Expected{"scanners/openvas_one_vuln.xml", "openvas", 1, 1, 1, 1, 1},
                    Expected{"scanners/openvas_report_detail_v2.xml", "openvas", 1, 1, 1, 1, 1},
                    Expected{"scanners/openvas_report_detail_v2.csv", "openvas", 1, 1, 1, 1, 1},
                    Expected{"scanners/tenable_nessus_nessus_many_vuln.xml", "nessus", 1, 7, 0, 0, 0},
                    Expected{"scanners/tenable_nessus_nessus_many_vuln2-default.csv", "nessus", 1, 30, 1, 1, 1},
                    Expected{"scanners/testssl_demo.csv", "testssl", 1, 33, 0, 0, 0},
                    Expected{"scanners/wazuh_v4-8_many_findings.json", "wazuh", 2, 10, 10, 10, 10},
                    Expected{"scanners/made_testssl.json", "testssl", 1, 5, 2, 1, 0},
                    Expected{"scanners/made_testssl_pretty.json", "testssl", 1, 3, 1, 1, 0},
                    Expected{"scanners/made_bang.csv", "table", 2, 3, 2, 1, 0},
                    Expected{"scanners/made_nmap_vulners.xml", "nmap", 1, 4, 2, 2, 1},
                    Expected{"sources/nmap_nmap_multiple_port.xml", "nmap", 1, 13, 0, 0, 0}),
    [](const auto& tested) {
        std::string name = tested.param.file;
        for (char& c : name)
            c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
        return name;
    });

TEST(ExternalRead, SaysOfNessusWhatTheScanWas) {
    const ReadExternal out = read("scanners/tenable_nessus_nessus_many_vuln.xml");
    const ExternalHost& host = out.report.hosts.front();
    EXPECT_EQ(out.report.version, "5.2.1");
    EXPECT_THAT(host.names, testing::ElementsAre("preprod.boardvantage.net"));
    EXPECT_THAT(host.addresses, testing::ElementsAre("12.233.108.201"));
    EXPECT_EQ(base::to_rfc3339(host.seen.value()), "2013-06-25T03:39:42Z");
    EXPECT_EQ(host.credentialed, std::optional(false));
    EXPECT_EQ(host.silent_because, "");
}

TEST(ExternalRead, KeepsTheScoreAndTheVectorOfOpenvas) {
    const ReadExternal out = read("scanners/openvas_report_detail_v2.xml");
    const ExternalHost& host = out.report.hosts.front();
    const ExternalResult& result = host.results.front();
    EXPECT_EQ(result.reference, "1.3.6.1.4.1.25623.1.0.836484");
    EXPECT_EQ(result.place, "tcp/42");
    EXPECT_DOUBLE_EQ(result.cvss.value(), 9.8);
    EXPECT_EQ(result.cvss_vector, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
    EXPECT_EQ(result.cves.size(), 93U);
    EXPECT_THAT(host.names, testing::ElementsAre("server99"));
    // without the filter's own words nothing says that all was exported
    EXPECT_EQ(host.silent_because, "filtered");
}

TEST(ExternalRead, TakesAFilteredReportOfOpenvasForWholeOnlyByItsFilter) {
    const ReadExternal out = read("scanners/openvas_one_vuln.xml");
    EXPECT_TRUE(out.report.finished);
    EXPECT_EQ(out.report.filter.substr(0, 35), "apply_overrides=0 levels=hml rows=-");
    EXPECT_EQ(out.report.hosts.front().silent_because, "");
}

TEST(ExternalRead, SaysThatAnAnswerOfWazuhHoldsOnlyAPart) {
    const ReadExternal out = read("scanners/wazuh_v4-8_many_findings.json");
    EXPECT_EQ(out.report.hosts.front().silent_because, "more_than_in_the_file");
    ASSERT_EQ(out.warnings.size(), 1U);
    EXPECT_EQ(out.warnings.front().message, "external.more_than_in_the_file");
}

TEST(ExternalRead, ReadsWhatStandsBeforeABrokenLine) {
    const auto bytes = base::read_file(path_of("scanners/nuclei_many_findings_new.json"));
    const ReadExternal out = read_external("n.jsonl", bytes->substr(0, bytes->size() - 200), {shipped().tables, {}});
    EXPECT_EQ(out.report.results(), 1U);
    EXPECT_EQ(out.left_out, 1U);
    ASSERT_EQ(out.defects.size(), 1U);
    EXPECT_EQ(out.defects.front().message, "external.bad_line");
    EXPECT_EQ(out.defects.front().place.line, 2);
}

TEST(ExternalRead, RefusesWhatItDoesNotKnow) {
    for (const std::string bytes : {"{\"a\": 1}", "<html></html>", "a,b\n1,2\n", "[]", "<NessusClientData_v2>", ""}) {
        const ReadExternal out = read_external("x", bytes, {shipped().tables, {}});
        EXPECT_EQ(out.report.results(), 0U) << bytes;
        EXPECT_FALSE(out.defects.empty()) << bytes;
    }
}

TEST(ExternalRead, PlacesResultsWithoutAHostApart) {
    const ReadExternal out = read("scanners/generic_generic_report3.json");
    std::set<std::string> names;
    std::size_t gone = 0;
    for (const ExternalHost& host : out.report.hosts) {
        names.insert(host.name);
        for (const ExternalResult& result : host.results)
            gone += result.gone;
    }
    EXPECT_THAT(names, testing::ElementsAre("", "exemple.com", "urlfiltering.paloaltonetworks.com"));
    EXPECT_EQ(gone, 2U);
}

}  // namespace
}  // namespace attt::inventory
