// What headers, cookies, banners, security.txt and mail policies say, read as their standards have it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scanner/content/crawl.h"
#include "scanner/content/similarity.h"
#include "scanner/http/headers.h"
#include "scanner/http/page_facts.h"
#include "scanner/http/software.h"
#include "scanner/mail/policies.h"

namespace attt::scanner {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct PolicyCase {
    const char* policy;
    std::vector<std::string> gaps;
};

TEST(ContentSecurityPolicy, IsReadPartByPart) {
    for (const PolicyCase& each : std::vector<PolicyCase>{
             {"default-src 'self'; object-src 'none'; frame-ancestors 'self'; base-uri 'self'", {}},
             {"default-src 'self'; frame-ancestors 'none'; base-uri 'self'", {}},
             {"script-src 'self' 'unsafe-inline'; object-src 'none'; frame-ancestors 'self'; base-uri 'self'",
              {"unsafe_inline"}},
             {"script-src 'nonce-abc' 'unsafe-inline'; object-src 'none'; frame-ancestors 'self'; base-uri 'self'", {}},
             {"script-src *; object-src 'none'; frame-ancestors 'self'; base-uri 'self'", {"wildcard"}},
             {"SCRIPT-SRC 'self' 'UNSAFE-EVAL'; script-src *; object-src 'none'; frame-ancestors 'self'; base-uri "
              "'self'",
              {"unsafe_eval"}},
             {"frame-ancestors 'self'", {"no_script_src", "no_object_src", "no_base_uri"}},
             {"", {"no_script_src", "no_object_src", "no_frame_ancestors", "no_base_uri"}}}) {
        EXPECT_EQ(http::gaps_of_policy(each.policy), each.gaps) << each.policy;
    }
}

TEST(Cookies, AreJudgedOneByOne) {
    base::Object facts;
    http::state_cookies({{"set-cookie", "a=1; Secure; HttpOnly; SameSite=Lax"},
                         {"set-cookie", "b=2; path=/"},
                         {"set-cookie", "__Host-c=3; Secure; Path=/; Domain=x.example"},
                         {"set-cookie", "__Secure-d=4; secure; httponly; samesite=strict"}},
                        facts);
    EXPECT_THAT(base::strings_of(*facts.find("cookies_without_secure")), ElementsAre("b"));
    EXPECT_THAT(base::strings_of(*facts.find("cookies_without_http_only")), ElementsAre("b", "__Host-c"));
    EXPECT_THAT(base::strings_of(*facts.find("cookies_breaking_prefix")), ElementsAre("__Host-c"));
    http::Headers many(5000, {"set-cookie", "x=1"});
    EXPECT_EQ(http::cookies_in(many).size(), 100U);
}

TEST(TransportSecurity, OnlyTheFirstHeaderCounts) {
    base::Object facts;
    http::state_hsts({{"strict-transport-security", "max-age=\"31536000\" ; includeSubDomains; preload"},
                      {"strict-transport-security", "max-age=0"}},
                     facts);
    EXPECT_EQ(facts.find("hsts_max_age")->integer_or(0), 31536000);
    EXPECT_TRUE(facts.find("hsts_include_subdomains")->bool_or(false));
    EXPECT_TRUE(facts.find("hsts_preload")->bool_or(false));
}

TEST(Software, OfADistributionIsNotPastItsSupport) {
    const auto table = http::EndOfLife::load(std::string(ATTT_SOURCE_DIR) + "/scanner/data/end_of_life.toml");
    ASSERT_TRUE(table);
    const auto ended = [&](const std::string& server) {
        std::vector<std::string> out;
        for (const auto& software : http::software_in({{"server", server}}, "")) {
            if (table->ended(software, *base::parse_date("2026-11-24"))) out.push_back(software.text());
        }
        return out;
    };
    EXPECT_THAT(ended("nginx/1.18.0"), ElementsAre("nginx 1.18.0"));
    EXPECT_THAT(ended("nginx/1.18.0 (Ubuntu)"), IsEmpty());
    EXPECT_THAT(ended("nginx"), IsEmpty());
    EXPECT_THAT(ended("Apache/2.4.57 (Win64) PHP/7.4.33"), ElementsAre("PHP 7.4.33"));
    EXPECT_THAT(ended("Microsoft-IIS/8.5"), ElementsAre("Microsoft-IIS 8.5"));
    EXPECT_THAT(ended("Microsoft-IIS/10.0"), IsEmpty());
    EXPECT_TRUE(http::version_before("1.9", "1.18"));
    EXPECT_FALSE(http::version_before("1.18", "1.9"));
}

TEST(Page, SaysWhatItLoadsAndShows) {
    base::Object facts;
    http::state_page(
        "https://site.example/",
        "<title>Cổng</title><script src=http://a.example/x.js></script><script src=https://cdn.example/y.js></script>"
        "<script src=https://cdn2.example/z.js integrity=sha384-abc></script><img src=//b.example/i.png><img "
        "src=http://b.example/j.png>"
        "<form action=http://site.example/f></form><a href=https://tinnhiemmang.vn/danh-ba/1><img alt='Chung nhan Tin "
        "Nhiem Mang'></a>",
        facts);
    EXPECT_THAT(base::strings_of(*facts.find("mixed_active")), ElementsAre("http://a.example/x.js"));
    EXPECT_THAT(base::strings_of(*facts.find("mixed_passive")), ElementsAre("http://b.example/j.png"));
    EXPECT_THAT(base::strings_of(*facts.find("insecure_forms")), ElementsAre("http://site.example/f"));
    EXPECT_THAT(base::strings_of(*facts.find("scripts_without_integrity")), ElementsAre("a.example", "cdn.example"));
    EXPECT_TRUE(facts.find("trust_label_genuine")->bool_or(false));
    base::Object fake;
    http::state_page("https://site.example/", "<a href=https://tinnhiemmang.example/><img src=/tinnhiemmang.png></a>",
                     fake);
    EXPECT_TRUE(fake.find("trust_label")->bool_or(false));
    EXPECT_FALSE(fake.find("trust_label_genuine")->bool_or(true));
    base::Object listing;
    http::state_page("http://site.example/", "<title>Index of /upload</title><h1>Index of /upload</h1>", listing);
    EXPECT_TRUE(listing.find("directory_listing")->bool_or(false));
}

TEST(SecurityTxt, NeedsAContactAndNoMarkup) {
    base::Object good, page;
    http::state_security_txt(200, "text/plain", "Contact: mailto:a@x.example\r\nExpires: 2027-01-01T00:00:00Z\r\n",
                             good);
    EXPECT_TRUE(good.find("security_txt")->bool_or(false));
    EXPECT_EQ(good.find("security_txt_expires")->string_or(""), "2027-01-01T00:00:00Z");
    http::state_security_txt(200, "text/html", "<html>Contact: us</html>", page);
    EXPECT_FALSE(page.find("security_txt")->bool_or(true));
}

mail::Spf spf_of(const std::map<std::string, std::vector<std::string>>& zone, const std::string& domain) {
    return mail::read_spf(domain, [&](const std::string& name) -> std::optional<std::vector<std::string>> {
        const auto found = zone.find(name);
        return found == zone.end() ? std::vector<std::string>{} : found->second;
    });
}

TEST(Spf, FollowsIncludesAndCountsLookups) {
    const auto plain = spf_of({{"x.example", {"v=spf1 mx ip4:192.0.2.1 -all"}}}, "x.example");
    EXPECT_EQ(plain.all, "-all");
    EXPECT_EQ(plain.lookups, 1);
    EXPECT_EQ(spf_of({{"x.example", {"v=spf1 redirect=y.example"}}, {"y.example", {"v=spf1 a ~all"}}}, "x.example").all,
              "~all");
    EXPECT_EQ(spf_of({{"x.example", {"v=spf1 include:y.example"}}, {"y.example", {"v=spf1 +all"}}}, "x.example").all,
              "");
    EXPECT_EQ(spf_of({{"x.example", {"v=spf1 all"}}}, "x.example").all, "+all");
    EXPECT_THAT(spf_of({{"x.example", {"v=spf1 include:x.example -all"}}}, "x.example").problems, Contains("loop"));
    EXPECT_THAT(spf_of({{"x.example", {"v=spf1 -all", "v=spf1 ~all"}}}, "x.example").problems,
                Contains("several_records"));
    EXPECT_THAT(spf_of({{"x.example", {"v=spf1 ipv4:192.0.2.1 -all"}}}, "x.example").problems,
                Contains("unknown_term"));
    std::string many = "v=spf1";
    for (int i = 0; i < 11; ++i)
        many += " a:h" + std::to_string(i) + ".example";
    EXPECT_THAT(spf_of({{"x.example", {many + " -all"}}}, "x.example").problems, Contains("too_many_lookups"));
    // an endless chain ends
    std::map<std::string, std::vector<std::string>> chain;
    for (int i = 0; i < 500; ++i)
        chain["n" + std::to_string(i)] = {"v=spf1 include:n" + std::to_string(i + 1)};
    EXPECT_LE(spf_of(chain, "n0").lookups, 31);
}

TEST(Dmarc, IsValidOnlyWithAKnownPolicy) {
    const auto strict =
        mail::parse_dmarc("v=DMARC1; p=reject; sp=none; pct=50; rua=mailto:a@x.example, mailto:b@x.example");
    EXPECT_TRUE(strict.valid);
    EXPECT_EQ(strict.policy, "reject");
    EXPECT_EQ(strict.subdomain_policy, "none");
    EXPECT_EQ(strict.percent, 50);
    EXPECT_EQ(strict.report_addresses.size(), 2U);
    EXPECT_FALSE(mail::parse_dmarc("p=reject; v=DMARC1").found);
    EXPECT_FALSE(mail::parse_dmarc("v=DMARC1; p=strict").valid);
    EXPECT_TRUE(mail::is_dkim_key("v=DKIM1; k=rsa; p=MIGf"));
    EXPECT_FALSE(mail::is_dkim_key("v=DKIM1; p="));
}

TEST(Robots, TheMostSpecificRuleCounts) {
    const auto robots = content::Robots::parse(
        "User-agent: *\nDisallow: /a/\nAllow: /a/b\nDisallow: /*.pdf$\n\nUser-agent: other\nDisallow: /\nSitemap: "
        "http://x.example/s.xml\n");
    EXPECT_TRUE(robots.allows("/"));
    EXPECT_FALSE(robots.allows("/a/x"));
    EXPECT_TRUE(robots.allows("/a/b/c"));
    EXPECT_FALSE(robots.allows("/d/e.pdf"));
    EXPECT_TRUE(robots.allows("/d/e.pdf?x"));
    EXPECT_THAT(robots.sitemaps(), ElementsAre("http://x.example/s.xml"));
}

TEST(Similarity, ForgivesDatesAndCounters) {
    const std::string text = "Cổng thông tin điện tử Ủy ban nhân dân huyện, lượt truy cập ";
    EXPECT_EQ(content::similarity_percent(text + "120 ngày 1/2/2026", text + "121 ngày 2/2/2026"), 100);
    EXPECT_LT(content::similarity_percent(text, "một trang khác hẳn không có gì chung với trang này"), 10);
    EXPECT_EQ(content::similarity_percent("", ""), 100);
}

}  // namespace
}  // namespace attt::scanner
