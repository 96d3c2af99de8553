#include "net/name_server.h"

#include <gtest/gtest.h>

namespace attt::net {
namespace {

using namespace std::string_literals;

std::string question() {
    return name_server_question("Tinh.example", 0x1234).value();
}

// The question sent back with these flags.
std::string answer(char high, char low) {
    std::string out = question();
    out[2] = high;
    out[3] = low;
    return out;
}

TEST(NameServer, asks_for_the_zone_alone) {
    EXPECT_EQ(question(), "\x12\x34\0\0\0\1\0\0\0\0\0\0\4Tinh\7example\0\0\6\0\1"s);
    EXPECT_FALSE(name_server_question("a..example", 1));
    EXPECT_FALSE(name_server_question(std::string(64, 'a') + ".example", 1));
}

TEST(NameServer, answers_are_those_to_the_question) {
    const auto held = name_server_answer(answer('\x84', '\0'), question());
    ASSERT_TRUE(held);
    EXPECT_TRUE(held->authoritative);
    EXPECT_EQ(held->rcode, 0);
    EXPECT_EQ(name_server_answer(answer('\x80', '\5'), question())->rcode, 5);
    std::string other_case = answer('\x84', '\0');
    other_case[13] = 't';
    EXPECT_TRUE(name_server_answer(other_case, question()));
    // a refusal may leave the question out
    std::string bare = answer('\x80', '\1').substr(0, 12);
    bare[5] = 0;
    EXPECT_TRUE(name_server_answer(bare, question()));
}

TEST(NameServer, passes_over_what_is_no_answer_to_it) {
    std::string other_number = answer('\x84', '\0');
    other_number[0] = '\x55';
    std::string other_name = answer('\x84', '\0');
    other_name[13] = 'X';
    for (const std::string& bytes :
         {""s, "\x12\x34"s, question(), other_number, other_name, answer('\x84', '\0').substr(0, 20)})
        EXPECT_FALSE(name_server_answer(bytes, question())) << bytes.size();
}

}  // namespace
}  // namespace attt::net
