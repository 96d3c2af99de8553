// Whose a result of another tool is.
#include "app/external_match.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace attt::app {
namespace {

using model::ExternalHost;
using model::ExternalResult;

model::Inventory inventory() {
    model::Inventory out;
    const auto site = [&](const char* id, const char* url) {
        model::Website website;
        website.id = id;
        website.url = url;
        website.agency = "stc";
        out.websites.push_back(website);
    };
    site("cong", "https://cong.unit.example/");
    site("cong-dvc", "https://cong.unit.example/dvc");
    site("cong-8443", "https://cong.unit.example:8443/");
    site("rieng", "https://www.rieng.unit.example/");
    site("chung-1", "https://chung1.unit.example/");
    site("chung-2", "https://chung2.unit.example/");
    model::Computer computer;
    computer.id = "pc-1";
    computer.name = "STC-01";
    computer.ip = "10.0.0.5";
    computer.macs = {"00:11:22:33:44:55"};
    out.computers.push_back(computer);
    computer.id = "pc-2";
    computer.name = "STC-02";
    computer.ip = "10.0.0.5";
    computer.macs = {};
    out.computers.push_back(computer);
    return out;
}

const std::vector<model::HostMapEntry> host_map = {{"www.rieng.unit.example", {"192.0.2.7"}, {}},
                                                   {"chung1.unit.example", {"192.0.2.8"}, {}},
                                                   {"chung2.unit.example", {"192.0.2.8"}, {}}};

ExternalResult result(const std::string& place, const std::string& url = "") {
    ExternalResult out;
    out.reference = "1";
    out.place = place;
    out.url = url;
    return out;
}

// "id:results" of each look; "?because:results" where it belongs to nothing.
std::vector<std::string> split(ExternalHost host) {
    std::vector<std::string> out;
    for (const model::ExternalLook& look : NetworkNames(inventory(), {}, host_map).split(host))
        out.push_back((look.subject ? look.subject->id : "?" + look.unmatched_because) + ":" +
                      std::to_string(look.host.results.size()));
    return out;
}

ExternalHost host(std::vector<std::string> names, std::vector<std::string> addresses,
                  std::vector<ExternalResult> results = {result("tcp/443")}) {
    ExternalHost out;
    out.names = std::move(names);
    out.addresses = std::move(addresses);
    out.results = std::move(results);
    return out;
}

TEST(NetworkNames, FindsASiteByItsNameWithAndWithoutWww) {
    EXPECT_THAT(split(host({"rieng.unit.example"}, {})), testing::ElementsAre("rieng:1"));
    EXPECT_THAT(split(host({"www.rieng.unit.example"}, {})), testing::ElementsAre("rieng:1"));
}

TEST(NetworkNames, FindsASiteByAnAddressOnlyWhereItIsAloneThere) {
    EXPECT_THAT(split(host({}, {"192.0.2.7"})), testing::ElementsAre("rieng:1"));
    EXPECT_THAT(split(host({}, {"192.0.2.8"})), testing::ElementsAre("?ambiguous:1"));
    EXPECT_THAT(split(host({"chung2.unit.example"}, {"192.0.2.8"})), testing::ElementsAre("chung-2:1"));
}

TEST(NetworkNames, PartsTheResultsOfAHostByUrlAndPort) {
    EXPECT_THAT(
        split(host({"cong.unit.example"}, {},
                   {result("https/dvc/x", "https://cong.unit.example/dvc/x"),
                    result("https/dvcx", "https://cong.unit.example/dvcx"), result("tcp/8443"), result("tcp/22")})),
        testing::UnorderedElementsAre("cong:2", "cong-dvc:1", "cong-8443:1"));
}

TEST(NetworkNames, FindsComputersByTheSurestKey) {
    EXPECT_THAT(split(host({"stc-02.stc.local"}, {})), testing::ElementsAre("pc-2:1"));
    EXPECT_THAT(split(host({}, {"10.0.0.5"})), testing::ElementsAre("?ambiguous:1"));
    ExternalHost by_mac = host({}, {"10.0.0.5"});
    by_mac.macs = {"00:11:22:33:44:55"};
    EXPECT_THAT(split(by_mac), testing::ElementsAre("pc-1:1"));
}

TEST(NetworkNames, ListsWhatBelongsToNothing) {
    EXPECT_THAT(split(host({"la.unit.example"}, {"203.0.113.1"})), testing::ElementsAre("?unknown:1"));
    EXPECT_THAT(split(host({}, {})), testing::ElementsAre("?no_host:1"));
}

TEST(NetworkNames, TakesAnIdThatATableNames) {
    ExternalHost named = host({}, {});
    named.subject = "chung-1";
    EXPECT_THAT(split(named), testing::ElementsAre("chung-1:1"));
    named.subject = "khong-co";
    EXPECT_THAT(split(named), testing::ElementsAre("?unknown:1"));
}

}  // namespace
}  // namespace attt::app
