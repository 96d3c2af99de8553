#include "net/http_header.h"

#include <gtest/gtest.h>

namespace attt::net {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

HeaderBlock read(const std::vector<std::string>& lines, std::size_t limit = 1000) {
    HeaderBlock header(limit);
    for (const std::string& line : lines)
        header.add(line + "\r\n");
    return header;
}

TEST(HeaderBlock, KeepsNamesInLowerCaseValuesTrimmedAndTheOrder) {
    const HeaderBlock header =
        read({"HTTP/1.1 200 OK", "Server:  nginx ", "SET-COOKIE:a=1", "Set-Cookie: b=2", "X:", ""});
    EXPECT_TRUE(header.complete());
    EXPECT_EQ(header.fields(), (Fields{{"server", "nginx"}, {"set-cookie", "a=1"}, {"set-cookie", "b=2"}, {"x", ""}}));
    EXPECT_EQ(header.value("set-cookie"), "a=1");
    EXPECT_EQ(header.value("absent"), "");
}

TEST(HeaderBlock, LeavesOutInterimResponsesAndTrailers) {
    const HeaderBlock header =
        read({"HTTP/2 103 ", "link: </a>", "", "HTTP/2 200 ", "server: x", "", "trailer: late", ""});
    EXPECT_EQ(header.fields(), (Fields{{"server", "x"}}));
}

TEST(HeaderBlock, JoinsFoldedLines) {
    EXPECT_EQ(read({"HTTP/1.1 200 OK", "csp: default-src", "\t 'self'", ""}).fields(),
              (Fields{{"csp", "default-src 'self'"}}));
    EXPECT_EQ(read({"HTTP/1.1 200 OK", " lost", ""}).fields(), (Fields{{"lost", ""}}));
}

TEST(HeaderBlock, KeepsGarbageAsDataThatIsSafeToStore) {
    using namespace std::string_literals;
    EXPECT_EQ(read({"HTTP/1.1 200 OK", "no colon", ""}).fields(), (Fields{{"no colon", ""}}));
    EXPECT_EQ(read({"HTTP/1.1 200 OK", "a\x1b[31m: b\x07"s, ""}).fields(), (Fields{{"a\\x1b[31m", "b\\x07"}}));
    EXPECT_EQ(read({"HTTP/1.1 200 OK", "title: T\xe0i", ""}).fields(), (Fields{{"title", "T\\xe0i"}}));
    EXPECT_EQ(read({"HTTP/1.1 200 OK", "title: Tài", ""}).fields(), (Fields{{"title", "Tài"}}));
}

TEST(HeaderBlock, AFieldNamedLikeAStatusLineIsAField) {
    EXPECT_EQ(read({"HTTP/1.1 200 OK", "HTTP/x: 1", ""}).fields(), (Fields{{"http/x", "1"}}));
}

TEST(HeaderBlock, StopsAtItsLimitWhateverItIsMadeOf) {
    HeaderBlock one_line(100);
    EXPECT_FALSE(one_line.add(std::string(101, 'a')));
    EXPECT_TRUE(one_line.too_large());

    HeaderBlock interims(100);
    int added = 0;
    while (added < 1000 && interims.add("HTTP/1.1 100 Continue\r\n") && interims.add("\r\n"))
        ++added;
    EXPECT_LT(added, 5);
}

}  // namespace
}  // namespace attt::net
