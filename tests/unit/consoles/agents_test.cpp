// Files that other tools wrote, with the counts that they hold (tests/fixtures/sources/README.md).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/json.h"
#include "inventory/consoles/read.h"

namespace attt::inventory {
namespace {

const base::Time now = *base::parse_rfc3339("2026-11-24T00:00:00Z");

ReadSource read(const std::string& name) {
    const std::string file = ATTT_SOURCE_DIR "/tests/fixtures/sources/" + name;
    SourceContext context{
        {.name = {}, .as_of = {}, .now = now}, [](const std::string&) { return std::string(); }, nullptr};
    const auto bytes = base::read_file(file);
    return read_source_file(file, bytes ? *bytes : std::string(), context);
}

ReadSource read_text(const std::string& text) {
    SourceContext context{
        {.name = {}, .as_of = {}, .now = now}, [](const std::string&) { return std::string(); }, nullptr};
    return read_source_file("file", text, context);
}

struct Case {
    const char* file;
    std::size_t records;
    const char* format;
    const char* name;
    const char* serial;
};

class Samples : public ::testing::TestWithParam<Case> {};

TEST_P(Samples, AreReadWhole) {
    const ReadSource found = read(GetParam().file);
    ASSERT_EQ(found.source.records.size(), GetParam().records);
    EXPECT_EQ(found.source.format, GetParam().format);
    if (GetParam().records == 0) {
        EXPECT_EQ(found.defects.size(), 1U);
        return;
    }
    EXPECT_TRUE(found.defects.empty());
    EXPECT_EQ(found.source.records.front().name, GetParam().name);
    EXPECT_EQ(found.source.records.front().serial, GetParam().serial);
}

INSTANTIATE_TEST_SUITE_P(
    Files, Samples,
    ::testing::Values(Case{"tests_data_1.xml", 1, "glpi", "LF014", "9E113232I"},
                      Case{"tests_data_2.xml", 1, "glpi", "pc-arg-23", "CZC0479792"},
                      Case{"tests_data_3.xml", 1, "glpi", "MacBook-de-teclib", "W87051UGVUV"},
                      Case{"tests_data_4.xml", 1, "glpi", "iMac de Marie", "C02NG5A5FY11"},
                      Case{"tests_data_5.xml", 0, "glpi", "", ""}, Case{"tests_data_7.xml", 0, "glpi", "", ""},
                      Case{"tests_data_12.xml", 1, "glpi", "pc-arg-23", "CZC0479792"},
                      Case{"tests_data_13.xml", 1, "glpi", "android-5a30d8711bbadc9d", "5a30d8711bbadc9d"},
                      Case{"tests_data_16.xml", 0, "glpi", "", ""},
                      Case{"examples_computer_1.json", 1, "glpi", "glpixps", "640HP72"},
                      Case{"examples_computer_2.json", 1, "glpi", "COMP1", "2FAGP34"},
                      Case{"1_host_ping.xml", 1, "nmap", "dionaea.honeynet_testing_net", ""},
                      Case{"1_hosts_down.xml", 1, "nmap", "", ""}, Case{"2_hosts.xml", 2, "nmap", "localhost", ""},
                      Case{"nmap_nmap_0port.xml", 1, "nmap", "localhost.localdomain", ""},
                      Case{"nmap_nmap_multiple_port.xml", 1, "nmap", "mocha2005.mochahost.com", ""},
                      Case{"defender_machines.json", 2, "defender", "", ""}),
    [](const auto& tested) {
        std::string name = tested.param.file;
        for (char& c : name)
            c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
        return name;
    });

TEST(Agents, ANmapOfANetworkHoldsTheHostsThatAnswered) {
    const ReadSource found = read("full_sudo6.xml");
    EXPECT_EQ(found.source.records.size(), 4U);
    EXPECT_TRUE(found.source.partial);
}

// Nothing of a person or of a licence goes further than the door.
TEST(Agents, DropUserNamesAndProductKeys) {
    for (const char* file : {"tests_data_1.xml", "tests_data_2.xml", "examples_computer_1.json"}) {
        const ReadSource found = read(file);
        EXPECT_GT(found.personal_dropped, 0U) << file;
        for (const model::ComputerRecord& record : found.source.records) {
            const std::string stored = base::to_json(model::to_value(record));
            for (const char* secret : {"johan", "cvigneron", "XXXXX", "root", "ssh-rsa"})
                EXPECT_EQ(stored.find(secret), std::string::npos) << file << ": " << stored;
        }
    }
}

TEST(Agents, AnAntivirusThatRunsSpeaksForSeveral) {
    const ReadSource found = read("tests_data_2.xml");
    ASSERT_EQ(found.source.records.size(), 1U);
    const model::AntivirusState& state = found.source.records.front().antivirus;
    EXPECT_EQ(state.installed, std::optional(true));
    EXPECT_FALSE(state.product.empty());
    // the one key in the file is an office suite's
    EXPECT_EQ(found.source.records.front().os_licence, "");
}

TEST(Agents, OsqueryAndWazuh) {
    const ReadSource osquery = read_text(
        R"({"host_identifier":"h1","unix_time":"1795000000","system_info":[{"hostname":"SNV-KT-05","uuid":"564d4cbc-c6a9-1969-8c0d-1234567890ab","hardware_serial":"PF0ABC12"}],)"
        R"("interface_details":[{"mac":"a4:bb:6d:00:00:01"}],"windows_security_products":[{"type":"Firewall","name":"x","state":"On"},)"
        R"({"type":"Antivirus","name":"Kaspersky","state":"On","signatures_up_to_date":"1"}]})");
    ASSERT_EQ(osquery.source.records.size(), 1U);
    EXPECT_EQ(osquery.source.records[0].serial, "PF0ABC12");
    EXPECT_EQ(osquery.source.records[0].antivirus.running, std::optional(true));
    EXPECT_EQ(osquery.source.records[0].antivirus.up_to_date, std::optional(true));
    const ReadSource wazuh = read_text(
        R"({"data":{"affected_items":[{"id":"000","name":"manager"},{"id":"012","name":"SNV-KT-05","ip":"10.1.2.3","lastKeepAlive":"2026-11-20T01:02:03Z","os":{"name":"Microsoft Windows 10 Pro","version":"10.0.19045"}}]}})");
    ASSERT_EQ(wazuh.source.records.size(), 1U);
    EXPECT_EQ(wazuh.source.records[0].id, "012");
    EXPECT_EQ(wazuh.source.records[0].antivirus.installed, std::nullopt);
}

TEST(Agents, AnAvReportNamesComputersByNameAndAddress) {
    const ReadSource found = read_text(
        R"(<edXMLEnvelope xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:edXMLBody><edXML:AVReport name="Bkav"><Datetime>1795000000</Datetime>)"
        R"(<OS><Machine ip="10.1.1.1" name="PC-A"><OSName>Windows 10</OSName></Machine></OS>)"
        R"(<QualityFeature><Machine ip="10.1.1.1" name="PC-A"><AutoProtect>1</AutoProtect></Machine><Machine ip="10.1.1.2" name="PC-B"><AutoProtect>0</AutoProtect></Machine></QualityFeature>)"
        R"(</edXML:AVReport></edXML:edXMLBody></edXMLEnvelope>)");
    ASSERT_EQ(found.source.records.size(), 2U);
    EXPECT_EQ(found.source.records[0].os, "Windows 10");
    EXPECT_EQ(found.source.records[0].antivirus.running, std::optional(true));
    EXPECT_EQ(found.source.records[1].antivirus.running, std::optional(false));
}

TEST(Agents, OsqueryByTheLinesOfItsLog) {
    const ReadSource found = read_text(
        R"({"name":"pack_attt_system_info","hostIdentifier":"h1","unixTime":1795000000,"columns":{"hostname":"A-1","hardware_serial":"PF0ABC12","uuid":"564d4cbc-c6a9-1969-8c0d-1234567890ab"},"action":"added"})"
        "\n"
        R"({"name":"pack_attt_windows_security_products","hostIdentifier":"h1","unixTime":1795000000,"snapshot":[{"type":"Antivirus","name":"Kaspersky","state":"On","signatures_up_to_date":"1"}],"action":"snapshot"})"
        "\n"
        R"({"name":"pack_attt_system_info","hostIdentifier":"h2","unixTime":1795000000,"columns":{"hostname":"A-2","hardware_serial":"PF0ABC13"},"action":"added"})"
        "\n");
    ASSERT_EQ(found.source.records.size(), 2U);
    EXPECT_EQ(found.source.records[0].serial, "PF0ABC12");
    EXPECT_EQ(found.source.records[0].antivirus.running, std::optional(true));
    EXPECT_EQ(found.source.records[1].antivirus.installed, std::nullopt);
}

TEST(Agents, FleetListsHosts) {
    const ReadSource found = read_text(
        R"({"hosts":[{"id":7,"hostname":"A-1","hardware_serial":"PF0ABC12","uuid":"u","primary_mac":"a4:bb:6d:00:00:01","primary_ip":"10.0.0.1","os_version":"Windows 11 Pro","seen_time":"2026-11-20T00:00:00Z"}]})");
    ASSERT_EQ(found.source.records.size(), 1U);
    EXPECT_EQ(found.source.records[0].id, "7");
    EXPECT_EQ(found.source.records[0].macs, std::vector<std::string>{"a4:bb:6d:00:00:01"});
}

// The API gives hardware and adapters of an agent apart from its name.
TEST(Agents, WazuhPutsAnAgentsAnswersTogether) {
    const ReadSource found = read_text(
        R"([{"agent_id":"012","board_serial":"PF0ABC12","scan":{"time":"2026-11-20T01:02:03Z"}},)"
        R"({"agent_id":"012","mac":"a4:bb:6d:00:00:01","name":"Ethernet","scan":{"time":"2026-11-20T01:02:03Z"}},)"
        R"({"agent_id":"012","hostname":"SNV-KT-05","os":{"name":"Microsoft Windows 10 Pro","build":"19045"}}])");
    ASSERT_EQ(found.source.records.size(), 1U);
    EXPECT_EQ(found.source.records[0].name, "SNV-KT-05");
    EXPECT_EQ(found.source.records[0].serial, "PF0ABC12");
    EXPECT_EQ(found.source.records[0].macs.size(), 1U);
}

TEST(Agents, OcsSaysItsOfficeByATag) {
    const ReadSource found = read_text(
        "<OCS><QUERY>INVENTORY</QUERY><CONTENT><DEVICEID>A-1-2026-11-20-08-00-00</DEVICEID>"
        "<ACCOUNTINFO><KEYNAME>TAG</KEYNAME><KEYVALUE>so-y-te</KEYVALUE></ACCOUNTINFO>"
        "<HARDWARE><NAME>A-1</NAME></HARDWARE><BIOS><SSN>PF0ABC12</SSN></BIOS>"
        "<VERSIONCLIENT>OCS-NG_WINDOWS_AGENT_v2.10</VERSIONCLIENT></CONTENT></OCS>");
    ASSERT_EQ(found.source.records.size(), 1U);
    EXPECT_EQ(found.source.format, "ocs");
    EXPECT_EQ(found.source.records[0].id, "A-1-2026-11-20-08-00-00");
    EXPECT_EQ(found.source.records[0].group, "so-y-te");
}

TEST(Agents, IntuneSaysWhetherDefenderRuns) {
    const ReadSource found = read_text(
        R"({"value":[{"id":"d1","deviceName":"A-1","serialNumber":"PF0ABC12","wiFiMacAddress":"A4BB6D000001","operatingSystem":"Windows",)"
        R"("lastSyncDateTime":"2026-11-20T00:00:00Z","userPrincipalName":"a@b.example","windowsProtectionState":{"realTimeProtectionEnabled":true,"signatureUpdateOverdue":false}}]})");
    ASSERT_EQ(found.source.records.size(), 1U);
    EXPECT_EQ(found.source.format, "intune");
    EXPECT_EQ(found.source.records[0].antivirus.running, std::optional(true));
    EXPECT_EQ(found.source.records[0].antivirus.up_to_date, std::optional(true));
    EXPECT_EQ(found.personal_dropped, 1U);
}

TEST(Agents, ANmapThatWasBrokenOffIsReadUpToThere) {
    const ReadSource found = read_text(
        "<nmaprun start=\"1795000000\"><host><status state=\"up\" reason=\"arp-response\"/><address addr=\"10.0.0.1\" "
        "addrtype=\"ipv4\"/></host><host><status state=\"up\"");
    EXPECT_EQ(found.source.records.size(), 1U);
    EXPECT_EQ(found.warnings.size(), 1U);
}

TEST(Agents, WhatIsNoInventoryIsRefusedInOneSentence) {
    for (const char* text : {"<a><b></a>", "<html/>", "{\"a\":1}", "[{}]", "{\"a\":", "<REQUEST/>"})
        EXPECT_EQ(read_text(text).defects.size(), 1U) << text;
}

}  // namespace
}  // namespace attt::inventory
