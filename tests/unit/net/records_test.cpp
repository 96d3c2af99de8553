#include "net/records.h"

#include <gtest/gtest.h>

namespace attt::net {
namespace {

using namespace std::string_literals;

struct Written {
    const char* name;
    RecordType type;
    std::string bytes;
    std::optional<std::string> words;
};

std::string parameter(char key, const std::string& value) {
    return "\0"s + key + "\0"s + static_cast<char>(value.size()) + value;
}

TEST(Records, are_said_in_words) {
    const std::string self = "\0\1\0"s;  // priority 1, at this name itself
    const std::vector<Written> cases = {
        {"mx", RecordType::mx, "\0\12\4mail\1x\7example\0"s, "10 mail.x.example"},
        {"a", RecordType::a, "\x7f\0\0\1"s, "127.0.0.1"},
        {"aaaa", RecordType::aaaa, std::string(15, '\0') + '\1', "::1"},
        {"alias", RecordType::https, "\0\0\3www\1x\7example\0"s, "0 www.x.example"},
        {"https", RecordType::https,
         self + parameter(0, "\0\3"s) + parameter(1, "\2h2\2h3"s) + parameter(2, "") + parameter(3, "\x20\xfb"s) +
             parameter(4, "\x7f\0\0\1\x7f\0\0\2"s) + parameter(5, "abc") + parameter(6, std::string(15, '\0') + '\1'),
         "1 . mandatory=port alpn=h2,h3 no-default-alpn port=8443 ipv4hint=127.0.0.1,127.0.0.2 ech ipv6hint=::1"},
        {"svcb", RecordType::svcb, "\0\2\3dns\1x\7example\0"s + parameter(7, "/q{?dns}") + parameter(99, "?"),
         "2 dns.x.example dohpath=/q{?dns} key99"},
        {"keys out of order", RecordType::https, self + parameter(3, "\1\xbb"s) + parameter(1, "\2h2"s), std::nullopt},
        {"a key twice", RecordType::svcb, self + parameter(3, "\1\xbb"s) + parameter(3, "\1\xbb"s), std::nullopt},
        {"a port of one byte", RecordType::https, self + parameter(3, "\1"s), std::nullopt},
        {"an empty list", RecordType::https, self + parameter(4, ""), std::nullopt},
        {"a protocol beyond the end", RecordType::https, self + parameter(1, "\7h2"s), std::nullopt},
    };
    for (const Written& each : cases)
        EXPECT_EQ(record_in_words(each.type, each.bytes), each.words) << each.name;
}

}  // namespace
}  // namespace attt::net
