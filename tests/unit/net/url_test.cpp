#include "net/url.h"

#include <gtest/gtest.h>

namespace attt::net {
namespace {

TEST(ParseUrl, Normalises) {
    const std::pair<std::string, std::string> cases[] = {
        {"https://DongThap.Example", "https://dongthap.example/"},
        {"HTTPS://dongthap.example:443/a", "https://dongthap.example/a"},
        {"https://dongthap.example:/a", "https://dongthap.example/a"},
        {"https://dongthap.example:8443/a?b=c#d", "https://dongthap.example:8443/a?b=c"},
        {"http://dongthap.example?x", "http://dongthap.example/?x"},
        {"http://dongthap.example#x", "http://dongthap.example/"},
        {"http://dongthap.example./", "http://dongthap.example/"},
        {"http://dongthap.example/a/../b/./c/..", "http://dongthap.example/b/"},
        {"http://dongthap.example/../..//x", "http://dongthap.example//x"},
        {"https://[2001:DB8::1]:8443/", "https://[2001:db8::1]:8443/"},
        {"https://[::1]", "https://[::1]/"},
        {"http://127.0.0.1:80/", "http://127.0.0.1/"},
        {"https://đồng-tháp.example/", "https://xn--ng-thp-tta29am99t.example/"},
        {"https://Bücher.example/", "https://xn--bcher-kva.example/"},
        {"https://dongthap.example/tin-tức?q=\"a\"", "https://dongthap.example/tin-t%E1%BB%A9c?q=%22a%22"},
        {"https://a_b.dongthap.example/%2e", "https://a_b.dongthap.example/%2e"},
        {"smtp://mail.dongthap.example", "smtp://mail.dongthap.example/"},
        {"rdp://mail.dongthap.example:3390", "rdp://mail.dongthap.example:3390/"},
    };
    for (const auto& [text, normal] : cases) {
        const auto url = parse_url(text);
        ASSERT_TRUE(url) << text << ": " << base::debug_string(url.error());
        EXPECT_EQ(url->text(), normal) << text;
        EXPECT_EQ(parse_url(url->text())->text(), normal) << "not stable: " << text;
    }
}

TEST(ParseUrl, KnowsThePortOfEachScheme) {
    const std::pair<std::string, int> cases[] = {{"https", 443}, {"http", 80}, {"smtp", 25},  {"imap", 143},
                                                 {"pop3", 110},  {"ftp", 21},  {"ldap", 389}, {"rdp", 3389}};
    for (const auto& [scheme, port] : cases) {
        const auto url = parse_url(scheme + "://dongthap.example");
        ASSERT_TRUE(url) << scheme;
        EXPECT_EQ(url->port, port);
    }
}

TEST(ParseUrl, Refuses) {
    const std::pair<std::string, std::string> cases[] = {
        {"", "url.no_scheme"},
        {"dongthap.example", "url.no_scheme"},
        {"dongthap.example:8080/a", "url.no_scheme"},
        {"//dongthap.example", "url.no_scheme"},
        {"mailto:a@dongthap.example", "url.no_scheme"},
        {"1http://dongthap.example", "url.no_scheme"},
        {"gopher://dongthap.example", "url.scheme"},
        {"file:///etc/passwd", "url.scheme"},
        {"https://", "url.host"},
        {"https:///a", "url.host"},
        {"https://:443", "url.host"},
        {"https://user@dongthap.example", "url.host"},
        {"https://user:secret@dongthap.example", "url.host"},
        {"https://a..example", "url.host"},
        {"https://.example", "url.host"},
        {"https://a%2eexample", "url.host"},
        {"https://[::1", "url.host"},
        {"https://[::1]x", "url.host"},
        {"https://[127.0.0.1]", "url.host"},
        {"https://::1/", "url.port"},
        {"https://127.1/", "url.host"},
        {"https://0x7f000001/", "url.host"},
        {"https://0x7f.0.0.0x1/", "url.host"},
        {"https://2130706433/", "url.host"},
        {"https://" + std::string(64, 'a') + ".example", "url.host"},
        {"https://a\xff.example", "url.host"},
        {"https://dongthap.example:0", "url.port"},
        {"https://dongthap.example:65536", "url.port"},
        {"https://dongthap.example:99999999999", "url.port"},
        {"https://dongthap.example:+1", "url.port"},
        {"https://dongthap.example:4x", "url.port"},
        {" https://dongthap.example", "url.character"},
        {"https://dongthap.example/a b", "url.character"},
        {"https://dongthap.example/\r\nHost: x", "url.character"},
        {std::string("https://dongthap.example/\0", 26), "url.character"},
        {"https://dongthap.example/" + std::string(9000, 'a'), "url.too_long"},
    };
    for (const auto& [text, message] : cases) {
        const auto url = parse_url(text);
        ASSERT_FALSE(url) << text;
        EXPECT_EQ(url.error().message, message) << text;
    }
}

TEST(Url, KnowsAddresses) {
    EXPECT_TRUE(parse_url("https://[::1]/")->host_is_address());
    EXPECT_TRUE(parse_url("https://127.0.0.1/")->host_is_address());
    EXPECT_FALSE(parse_url("https://dongthap.example/")->host_is_address());
    EXPECT_EQ(parse_url("https://[::ffff:127.0.0.1]/")->host, "127.0.0.1");
}

// The examples of RFC 3986, section 5.4, that have a host
TEST(ResolveReference, FollowsTheRfc) {
    const Url base = *parse_url("http://a.example/b/c/d;p?q");
    const std::pair<std::string, std::string> cases[] = {
        {"g", "http://a.example/b/c/g"},
        {"./g", "http://a.example/b/c/g"},
        {"g/", "http://a.example/b/c/g/"},
        {"/g", "http://a.example/g"},
        {"//g.example", "http://g.example/"},
        {"?y", "http://a.example/b/c/d;p?y"},
        {"g?y", "http://a.example/b/c/g?y"},
        {"#s", "http://a.example/b/c/d;p?q"},
        {"g#s", "http://a.example/b/c/g"},
        {";x", "http://a.example/b/c/;x"},
        {"", "http://a.example/b/c/d;p?q"},
        {".", "http://a.example/b/c/"},
        {"..", "http://a.example/b/"},
        {"../g", "http://a.example/b/g"},
        {"../..", "http://a.example/"},
        {"../../../g", "http://a.example/g"},
        {"/./g", "http://a.example/g"},
        {"/../g", "http://a.example/g"},
        {"g.", "http://a.example/b/c/g."},
        {"..g", "http://a.example/b/c/..g"},
        {"./../g", "http://a.example/b/g"},
        {"g;x=1/../y", "http://a.example/b/c/y"},
        {"g?y/../x", "http://a.example/b/c/g?y/../x"},
        {"https://g.example/x", "https://g.example/x"},
        {"  /trang chủ \t", "http://a.example/trang%20ch%E1%BB%A7"},
        {"g?time=10:30", "http://a.example/b/c/g?time=10:30"},
    };
    for (const auto& [reference, absolute] : cases) {
        const auto url = resolve_reference(base, reference);
        ASSERT_TRUE(url) << reference << ": " << base::debug_string(url.error());
        EXPECT_EQ(url->text(), absolute) << reference;
    }
}

TEST(ResolveReference, RefusesWhatIsNoPlaceToGo) {
    const Url base = *parse_url("https://a.example/");
    const std::pair<std::string, std::string> cases[] = {
        {"javascript:alert(1)", "url.no_scheme"},       {"mailto:a@b.example", "url.no_scheme"},
        {"gopher://b.example/", "url.scheme"},          {"//", "url.host"},
        {"https://b.example:x/", "url.port"},           {"/a\r\nSet-Cookie: x", "url.character"},
        {"/" + std::string(9000, 'a'), "url.too_long"},
    };
    for (const auto& [reference, message] : cases) {
        const auto url = resolve_reference(base, reference);
        ASSERT_FALSE(url) << reference;
        EXPECT_EQ(url.error().message, message) << reference;
    }
}

}  // namespace
}  // namespace attt::net
