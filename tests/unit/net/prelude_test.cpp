#include "net/prelude.h"

#include <gtest/gtest.h>

#include "loopback_server.h"
#include "net/exchange.h"

namespace attt::net {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::generous;
using testing::LoopbackServer;
using testing::Peer;
using State = Prelude::State;

struct Case {
    std::string name;
    std::string scheme;
    std::string server;  // all that it sends
    State state;
    std::string client;  // all that was sent
    std::string reason;
};

void PrintTo(const Case& tested, std::ostream* out) {
    *out << tested.name;
}

const std::string ehlo = "EHLO scanner.invalid\r\n";
const std::string ldap_request = "\x30\x1d\x02\x01\x01\x77\x18\x80\x16"s + "1.3.6.1.4.1.1466.20037";
const std::string rdp_request = "\x03\x00\x00\x13\x0e\xe0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x03\x00\x00\x00"s;

std::string name_of_case(const ::testing::TestParamInfo<Case>& tested) {
    return tested.param.name;
}

class Preludes : public ::testing::TestWithParam<Case> {};

// Whether it comes at once or byte by byte changes nothing.
TEST_P(Preludes, EndAsTheServerSays) {
    for (const std::size_t portion : {std::size_t{1}, std::size_t{7}, std::size_t{100000}}) {
        const auto prelude = prelude_for(GetParam().scheme);
        std::string sent = prelude->opening();
        const std::string& server = GetParam().server;
        for (std::size_t at = 0; at < server.size() && prelude->state() == State::waiting; at += portion)
            sent += prelude->take(std::string_view(server).substr(at, portion));
        EXPECT_EQ(prelude->state(), GetParam().state) << portion;
        EXPECT_EQ(sent, GetParam().client) << portion;
        EXPECT_EQ(prelude->reason(), GetParam().reason) << portion;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Servers, Preludes,
    ::testing::Values(
        Case{"smtp_begins", "smtp",
             "220-mail.example\r\n220 ready\r\n250-mail.example\r\n250-STARTTLS\r\n250 8BITMIME\r\n220 go\r\n",
             State::begun, ehlo + "STARTTLS\r\n", ""},
        Case{"smtp_with_bare_line_feeds_and_small_letters", "smtp", "220 x\n250-x\n250 starttls\n220 go\n",
             State::begun, ehlo + "STARTTLS\r\n", ""},
        Case{"smtp_without_the_extension", "smtp", "220 x\r\n250-x\r\n250 8BITMIME\r\n", State::without_tls, ehlo,
             "STARTTLS is not offered"},
        Case{"smtp_greets_with_a_limit", "smtp", "421 too many connections\r\n", State::turned_away, "",
             "the server answers: 421 too many connections"},
        Case{"smtp_refuses_us", "smtp", "554 no\r\n", State::turned_away, "", "the server answers: 554 no"},
        Case{"smtp_cannot_now", "smtp", "220 x\r\n250 STARTTLS\r\n454 not now\r\n", State::turned_away,
             ehlo + "STARTTLS\r\n", "the server answers: 454 not now"},
        Case{"smtp_says_no", "smtp", "220 x\r\n250 STARTTLS\r\n502 no\r\n", State::without_tls, ehlo + "STARTTLS\r\n",
             "the server answers: 502 no"},
        Case{"imap_begins", "imap", "* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n* a line\r\na1 OK begin\r\n",
             State::begun, "a1 STARTTLS\r\n", ""},
        Case{"imap_says_no", "imap", "* OK\r\na1 BAD unknown\r\n", State::without_tls, "a1 STARTTLS\r\n",
             "the server answers: a1 BAD unknown"},
        Case{"imap_says_good_bye", "imap", "* BYE too many connections\r\n", State::turned_away, "",
             "the server answers: * BYE too many connections"},
        Case{"pop3_has_no_time", "pop3", "-ERR busy\r\n", State::turned_away, "", "the server answers: -ERR busy"},
        Case{"imap_is_not_one", "imap", "HTTP/1.1 400 Bad Request\r\n", State::without_tls, "",
             "the server answers: HTTP/1.1 400 Bad Request"},
        Case{"pop3_begins", "pop3", "+OK ready\r\n+OK begin\r\n", State::begun, "STLS\r\n", ""},
        Case{"pop3_says_no", "pop3", "+OK ready\r\n-ERR unknown\r\n", State::without_tls, "STLS\r\n",
             "the server answers: -ERR unknown"},
        Case{"ftp_begins", "ftp", "220-Welcome\r\n to all\r\n220 ready\r\n234 AUTH TLS\r\n", State::begun,
             "AUTH TLS\r\n", ""},
        Case{"ftp_says_no", "ftp", "220 ready\r\n530 log in first\r\n", State::without_tls, "AUTH TLS\r\n",
             "the server answers: 530 log in first"},
        Case{"ldap_begins", "ldap", "\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00"s, State::begun,
             ldap_request, ""},
        Case{"ldap_begins_with_long_lengths", "ldap",
             "\x30\x84\x00\x00\x00\x10\x02\x01\x01\x78\x84\x00\x00\x00\x07\x0a\x01\x00\x04\x00\x04\x00"s, State::begun,
             ldap_request, ""},
        Case{"ldap_says_no", "ldap", "\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x02\x04\x00\x04\x00"s, State::without_tls,
             ldap_request, "the server answers with the result code 2"},
        Case{"ldap_is_not_one", "ldap", "220 ftp\r\n", State::without_tls, ldap_request, "no answer of LDAP"},
        Case{"ldap_of_endless_length", "ldap", "\x30\x84\xff\xff\xff\xff"s, State::without_tls, ldap_request,
             "no answer of LDAP"},
        Case{"rdp_begins", "rdp", "\x03\x00\x00\x13\x0e\xd0\x00\x00\x12\x34\x00\x02\x1f\x08\x00\x02\x00\x00\x00"s,
             State::begun, rdp_request, ""},
        Case{"rdp_of_old", "rdp", "\x03\x00\x00\x0b\x06\xd0\x00\x00\x12\x34\x00"s, State::without_tls, rdp_request,
             "the server knows no TLS"},
        Case{"rdp_refuses", "rdp", "\x03\x00\x00\x13\x0e\xd0\x00\x00\x12\x34\x00\x03\x00\x08\x00\x02\x00\x00\x00"s,
             State::without_tls, rdp_request, "the server refuses TLS"},
        Case{"a_line_without_end", "smtp", std::string(5000, 'x'), State::without_tls, "", "a line without end"},
        Case{"lines_without_end", "ftp",
             [] {
                 std::string lines;
                 while (lines.size() < 70000)
                     lines += "220-again\r\n";
                 return lines;
             }(),
             State::without_tls, "", "an answer without end"}),
    name_of_case);

TEST(Prelude, OfOtherSchemesIsNone) {
    for (const char* scheme : {"https", "http", ""})
        EXPECT_EQ(prelude_for(scheme), nullptr) << scheme;
}

ExchangeResult ask(const model::Endpoint& endpoint, std::chrono::milliseconds patience) {
    Politeness politeness = generous();
    ExchangeLoop loop(politeness);
    std::vector<Exchange> one(1);
    one[0].endpoint = endpoint;
    one[0].prelude = "smtp";
    one[0].request = "hello";
    one[0].answer_timeout = patience;
    one[0].enough = [](std::string_view answer) { return answer.ends_with("!"); };
    return std::move(loop.run(std::move(one)).front());
}

TEST(Prelude, ComesBeforeTheRequestOfAnExchange) {
    const LoopbackServer server([](const Peer& peer) {
        peer.write("220 x\r\n");
        peer.read_until("EHLO scanner.invalid\r\n");
        peer.write("250 STARTTLS\r\n");
        peer.read_until("STARTTLS\r\n");
        peer.write("220 go\r\n");
        if (peer.read_until("hello").ends_with("hello")) peer.write("well met!");
        peer.wait_for_client_to_go();
    });
    const ExchangeResult result = ask(server.endpoint(), 10s);
    EXPECT_EQ(result.end, ExchangeEnd::enough) << result.reason;
    EXPECT_EQ(result.answer, "well met!");
}

TEST(Prelude, ThatFailsEndsTheExchangeByItsName) {
    const LoopbackServer without([](const Peer& peer) {
        peer.write("220 x\r\n250 8BITMIME\r\n");
        peer.wait_for_client_to_go();
    });
    EXPECT_EQ(ask(without.endpoint(), 10s).end, ExchangeEnd::no_tls);
    const LoopbackServer busy([](const Peer& peer) {
        peer.write("421 later\r\n");
        peer.wait_for_client_to_go();
    });
    EXPECT_EQ(ask(busy.endpoint(), 10s).end, ExchangeEnd::turned_away);
    const LoopbackServer silent([](const Peer& peer) { peer.wait_for_client_to_go(); });
    EXPECT_EQ(ask(silent.endpoint(), 100ms).end, ExchangeEnd::timeout);
}

TEST(Prelude, GoesOverAConnectionForDialogues) {
    const LoopbackServer server([](const Peer& peer) {
        peer.write("+OK ready\r\n");
        peer.read_until("STLS\r\n");
        peer.write("+OK go\r\n");
        peer.wait_for_client_to_go();
    });
    Politeness politeness = generous();
    const auto deadline = Deadline::after(10s);
    auto connection = Connection::open(server.endpoint(), politeness, deadline);
    ASSERT_TRUE(connection);
    EXPECT_TRUE(ask_for_tls(*connection, *prelude_for("pop3"), deadline));
    auto other = Connection::open(server.endpoint(), politeness, deadline);
    ASSERT_TRUE(other);
    const auto refused = ask_for_tls(*other, *prelude_for("imap"), deadline);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "net.no_tls");
}

}  // namespace
}  // namespace attt::net
