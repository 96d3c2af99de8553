// A site and its name with "www": two names of one nginx, with settings of their own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "fixture.h"
#include "scanner/probes/probes.h"

namespace attt::scanner::tls {
namespace {

using testing::ElementsAre;

const std::string common_directives = "listen 127.0.0.1:{port} ssl; ssl_protocols TLSv1.2; return 200 ok; ";
const std::string good_key = "ssl_certificate {dir}/good.pem; ssl_certificate_key {dir}/good.key; ";

NginxServer two_names(const std::string& www) {
    return NginxServer(common_directives + "server_name site.example; ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256; " +
                       good_key + "} server { " + common_directives + "server_name www.site.example; " + www);
}

class Siblings : public testing::Test {
  protected:
    // What the probe says of a site whose names the host map places so.
    model::Observation look(const std::string& host, std::uint16_t port, const std::vector<std::string>& placed,
                            const std::string& covered = "*") {
        for (const std::string& name : placed)
            context_.host_map.push_back({name, {"127.0.0.1"}, {{std::uint16_t{443}, port}}});
        net::ResolverSettings settings;
        settings.host_map = context_.host_map;
        resolver_ = std::move(*net::Resolver::make(settings));
        anchors_ = std::make_unique<TrustStore>(*TrustStore::load({(certificates() / "root.pem").string()}));
        net::Scope scope;
        scope.allow({covered}, {*net::Network::parse("127.0.0.0/8")}, 64);
        politeness_ = std::make_unique<net::Politeness>(model::ScanLimits{}, scope);
        loop_ = std::make_unique<net::ExchangeLoop>(*politeness_);
        context_.politeness = politeness_.get();
        context_.loop = loop_.get();
        context_.resolver = resolver_.get();
        context_.trust_store = anchors_.get();
        Site site;
        site.url = *net::parse_url("https://" + host + "/");
        site.addresses = {"127.0.0.1"};
        return probe_tls_sibling(site, "", context_).front();
    }

  private:
    Context context_;
    std::unique_ptr<net::Resolver> resolver_;
    std::unique_ptr<TrustStore> anchors_;
    std::unique_ptr<net::Politeness> politeness_;
    std::unique_ptr<net::ExchangeLoop> loop_;
};

TEST_F(Siblings, AreSeenUnderTheirOwnName) {
    const NginxServer server = two_names(
        "ssl_certificate {dir}/other_name.pem; ssl_certificate_key {dir}/other_name.key; "
        "ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-SHA; ");
    const auto seen = look("site.example", server.port(), {"site.example", "www.site.example"});
    ASSERT_EQ(seen.status, model::Status::ok) << seen.reason;
    EXPECT_EQ(seen.facts["name"].string_or(""), "www.site.example");
    EXPECT_THAT(strings_at(seen, "versions"), ElementsAre("TLSv1.2"));
    EXPECT_EQ(suites_of(seen, "TLSv1.2").size(), 2U);
    EXPECT_FALSE(seen.facts["certificate_in_order"].bool_or(true)) << "made out for another name";
    EXPECT_EQ(base::to_json(seen.facts["undetermined"]), "[]");
}

TEST_F(Siblings, OfANameWithWwwIsTheBareOne) {
    const NginxServer server = two_names(good_key);
    const auto seen = look("www.site.example", server.port(), {"site.example", "www.site.example"});
    ASSERT_EQ(seen.status, model::Status::ok) << seen.reason;
    EXPECT_EQ(seen.facts["name"].string_or(""), "site.example");
    EXPECT_EQ(suites_of(seen, "TLSv1.2").size(), 1U);
    EXPECT_TRUE(seen.facts["certificate_in_order"].bool_or(false));
}

TEST_F(Siblings, AreLeftAloneWhereNobodyAllowedIt) {
    const NginxServer server = two_names(good_key);
    const auto outside = look("site.example", server.port(), {"site.example", "www.site.example"}, "site.example");
    EXPECT_EQ(outside.status, model::Status::not_applicable);
    EXPECT_EQ(outside.reason, "outside the authorised scope");
}

TEST_F(Siblings, OfWhichTheHostMapKnowsOneAreNotLookedFor) {
    const auto seen = look("site.example", 443, {"site.example"});
    EXPECT_EQ(seen.status, model::Status::not_applicable);
    EXPECT_EQ(seen.reason, "the host map places one of the two names");
}

}  // namespace
}  // namespace attt::scanner::tls
