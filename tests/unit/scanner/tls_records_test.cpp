#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scanner/tls/records.h"
#include "scanner/tls/reply.h"
#include "tls_model_server.h"

namespace attt::scanner::tls {
namespace {

using State = RecordReader::State;
using namespace std::string_literals;

std::string bytes_of(std::string_view hex) {
    std::string out;
    for (std::size_t at = 0; at + 1 < hex.size(); at += 2)
        out.push_back(static_cast<char>(std::stoi(std::string(hex.substr(at, 2)), nullptr, 16)));
    return out;
}

// A whole flight of TLS 1.2: ServerHello, Certificate, ServerKeyExchange, ServerHelloDone in one record.
std::string flight() {
    ModelServer server;
    server.suites[Version::tls1_2] = {0xC02F};
    server.certificate = std::string(300, 'c');
    return server.answer(encode({Version::tls1_2, {0xC02F}, {23}, "", 1}), Wanted::key_exchange).answer;
}

std::string as_records(const std::string& messages, std::size_t size) {
    std::string out;
    for (std::size_t at = 0; at < messages.size(); at += size) {
        const std::string part = messages.substr(at, size);
        out += "\x16\x03\x03"s + static_cast<char>(part.size() / 256) + static_cast<char>(part.size() % 256) + part;
    }
    return out;
}

void expect_whole(const RecordReader& reader) {
    ASSERT_EQ(reader.messages().size(), 4U);
    EXPECT_EQ(reader.state(), State::reading);
    const auto hello = parse_server_hello(reader.messages()[0].body);
    ASSERT_TRUE(hello.has_value());
    EXPECT_EQ(hello->suite, 0xC02F);
    const auto certificates = parse_certificate(reader.find(HandshakeType::certificate)->body);
    ASSERT_TRUE(certificates.has_value());
    EXPECT_THAT(*certificates, testing::ElementsAre(std::string(300, 'c')));
    const auto exchange = parse_key_exchange(reader.find(HandshakeType::server_key_exchange)->body, 0xC02F);
    ASSERT_TRUE(exchange.has_value());
    EXPECT_EQ(exchange->group, 23);
}

TEST(RecordReader, ReadsAFlightThatComesByteByByte) {
    const std::string bytes = flight();
    RecordReader reader;
    for (std::size_t size = 0; size <= bytes.size(); ++size)
        reader.read(std::string_view(bytes).substr(0, size));
    expect_whole(reader);
}

TEST(RecordReader, ReadsMessagesFragmentedAtEveryByte) {
    const std::string messages = flight().substr(5);
    for (std::size_t size = 1; size <= messages.size(); ++size) {
        RecordReader reader;
        reader.read(as_records(messages, size));
        ASSERT_NO_FATAL_FAILURE(expect_whole(reader)) << "in records of " << size;
    }
}

TEST(RecordReader, AFlightCutAtEveryByteIsNoHelloUntilItIs) {
    const std::string bytes = flight();
    const std::size_t hello_size = 9 + 38;
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        net::ExchangeResult result;
        result.end = net::ExchangeEnd::closed;
        result.answer = bytes.substr(0, size);
        EXPECT_NE(understand(Wanted::server_hello, result).kind, Reply::Kind::hello) << size;
        // the same, each byte in a record of its own
        result.answer = as_records(bytes.substr(5), 1).substr(0, size * 6);
        const bool whole = size >= hello_size - 5;
        EXPECT_EQ(understand(Wanted::server_hello, result).kind == Reply::Kind::hello, whole) << size;
    }
}

struct Answer {
    const char* name;
    const char* hex;
    net::ExchangeEnd end;
    Reply::Kind kind;
    const char* reason;
};
class Replies : public testing::TestWithParam<Answer> {};

TEST_P(Replies, AreUnderstood) {
    net::ExchangeResult result;
    result.end = GetParam().end;
    result.answer = bytes_of(GetParam().hex);
    const Reply reply = understand(Wanted::server_hello, result);
    EXPECT_EQ(reply.kind, GetParam().kind);
    EXPECT_EQ(reply.reason, GetParam().reason);
}

using net::ExchangeEnd;
INSTANTIATE_TEST_SUITE_P(
    , Replies,
    testing::Values(
        Answer{"HandshakeFailure", "15030300020228", ExchangeEnd::enough, Reply::Kind::refused,
               "alert handshake_failure"},
        Answer{"ProtocolVersion", "15030100020246", ExchangeEnd::enough, Reply::Kind::refused,
               "alert protocol_version"},
        Answer{"AnAlertOfNoVersion", "15000000020246", ExchangeEnd::enough, Reply::Kind::refused,
               "alert protocol_version"},
        Answer{"InternalError", "15030300020250", ExchangeEnd::enough, Reply::Kind::evaded, "alert internal_error"},
        Answer{"UnknownAlert", "150303000202C8", ExchangeEnd::enough, Reply::Kind::evaded, "alert 200"},
        Answer{"CloseNotify", "15030300020100", ExchangeEnd::closed, Reply::Kind::evaded, "alert close_notify"},
        Answer{"AWarningAndTheEnd", "15030300020128", ExchangeEnd::closed, Reply::Kind::refused,
               "alert handshake_failure"},
        Answer{"AWarningAndSilence", "15030300020170", ExchangeEnd::timeout, Reply::Kind::spoiled, "no answer in time"},
        Answer{"MissesAnIdentity", "15030300020273", ExchangeEnd::enough, Reply::Kind::spoiled,
               "alert unknown_psk_identity"},
        Answer{"ClosedAtOnce", "", ExchangeEnd::closed, Reply::Kind::evaded, "connection closed"},
        Answer{"ClosedWithinAnAlert", "150303000202", ExchangeEnd::closed, Reply::Kind::spoiled, "connection closed"},
        Answer{"Reset", "", ExchangeEnd::reset, Reply::Kind::spoiled, "connection reset"},
        Answer{"AnAlertAndThenReset", "15030300020228", ExchangeEnd::reset, Reply::Kind::refused,
               "alert handshake_failure"},
        Answer{"Silence", "", ExchangeEnd::timeout, Reply::Kind::spoiled, "no answer in time"},
        Answer{"PlainHttp", "485454502F312E3120343030", ExchangeEnd::closed, Reply::Kind::spoiled,
               "the peer does not speak TLS"},
        Answer{"SmtpGreeting", "323230206D61696C", ExchangeEnd::timeout, Reply::Kind::spoiled,
               "the peer does not speak TLS"},
        Answer{"OneForeignByte", "48", ExchangeEnd::timeout, Reply::Kind::spoiled, "the peer does not speak TLS"},
        Answer{"ARecordTooLong", "160303FFFF0200", ExchangeEnd::enough, Reply::Kind::spoiled,
               "the peer does not speak TLS"},
        Answer{"AMessageOf16MB", "160303000402FFFFFF", ExchangeEnd::enough, Reply::Kind::spoiled,
               "the answer breaks the rules of TLS"},
        Answer{"AnEmptyAlert", "1503030000", ExchangeEnd::enough, Reply::Kind::spoiled,
               "the answer breaks the rules of TLS"},
        Answer{"AnEmptyServerHello", "160303000402000000", ExchangeEnd::enough, Reply::Kind::spoiled,
               "the answer breaks the rules of TLS"},
        Answer{"TooMuch", "1603030000", ExchangeEnd::limit, Reply::Kind::spoiled, "the answer is too long"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(EnoughFor, WaitsForWhatIsWanted) {
    const std::string messages = flight().substr(5);
    const auto needed = [&](Wanted wanted) {
        const auto enough = enough_for(wanted);
        std::string so_far;
        for (const char byte : messages) {
            so_far += as_records(std::string(1, byte), 1);
            if (enough(so_far)) return so_far.size() / 6;
        }
        return std::size_t{0};
    };
    EXPECT_EQ(needed(Wanted::server_hello), 42U);
    EXPECT_EQ(needed(Wanted::certificate), 42U + 4 + 6 + 300);
    EXPECT_EQ(needed(Wanted::key_exchange), messages.size() - 4);
}

TEST(EnoughFor, AFlightOfTls13MayComeInManyPackets) {
    const std::string hello =
        bytes_of("16030300320200002e0303" + std::string(64, '7') + "00130100" + "0006002b00020304");
    const auto enough = enough_for(Wanted::encrypted_flight);
    std::string answer = hello;
    EXPECT_FALSE(enough(answer)) << "the ServerHello alone";
    answer += bytes_of("140303000101");
    EXPECT_FALSE(enough(answer));
    answer += bytes_of("1703030023") + std::string(35, 'a');
    EXPECT_FALSE(enough(answer)) << "an alert would be as long";
    answer += bytes_of("17030300ff") + std::string(255, 'f');
    EXPECT_TRUE(enough(answer));
}

TEST(EnoughFor, EndsAtOnceAtAnAlertOrNonsense) {
    EXPECT_TRUE(enough_for(Wanted::key_exchange)(bytes_of("15030300020228")));
    EXPECT_TRUE(enough_for(Wanted::server_hello)("HTTP/1.1 400"));
    EXPECT_FALSE(enough_for(Wanted::server_hello)(bytes_of("15030300020170"))) << "a warning ends nothing";
    EXPECT_TRUE(enough_for(Wanted::ssl2_hello)(bytes_of("15030300020228")));
}

std::string ssl2_hello() {
    ModelServer server;
    server.ssl2_ciphers = {0x010080, 0x0700C0};
    server.certificate = std::string(200, 'c');
    return server.answer("", Wanted::ssl2_hello).answer;
}

TEST(Ssl2, ReadsAServerHelloCutAtEveryByte) {
    const std::string bytes = ssl2_hello();
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_EQ(read_ssl2(bytes.substr(0, size)).state, Ssl2Answer::State::incomplete) << size;
    const Ssl2Answer whole = read_ssl2(bytes);
    EXPECT_EQ(whole.state, Ssl2Answer::State::server_hello);
    EXPECT_THAT(whole.ciphers, testing::ElementsAre(0x010080U, 0x0700C0U));
    EXPECT_EQ(whole.certificate.size(), 200U);
}

TEST(Ssl2, ReadsAPaddedRecord) {
    const std::string body = ssl2_hello().substr(2);
    const std::string padded = ""s + static_cast<char>(body.size() / 256) + static_cast<char>(body.size() % 256) + '\0';
    EXPECT_EQ(read_ssl2(padded + body).state, Ssl2Answer::State::server_hello);
}

TEST(Ssl2, TakesErrorsAndTlsForANo) {
    const auto kind = [](std::string_view hex) {
        net::ExchangeResult result;
        result.end = net::ExchangeEnd::closed;
        result.answer = bytes_of(hex);
        return understand(Wanted::ssl2_hello, result).kind;
    };
    EXPECT_EQ(kind("8003000001"), Reply::Kind::refused) << "NO-CIPHER-ERROR";
    EXPECT_EQ(kind("15030000020228"), Reply::Kind::refused) << "an alert of TLS";
    EXPECT_EQ(kind("800B0400010002000000000000"), Reply::Kind::refused) << "no cipher in common";
    EXPECT_EQ(kind("485454502F"), Reply::Kind::spoiled) << "HTTP";
}

TEST(ServerHello, RefusesWhatBreaksTheRules) {
    const std::string good = bytes_of("0303") + std::string(32, 'r') + bytes_of("00C02F00");
    EXPECT_TRUE(parse_server_hello(good).has_value());
    for (std::size_t size = 0; size < good.size(); ++size)
        EXPECT_FALSE(parse_server_hello(good.substr(0, size)).has_value()) << size;
    EXPECT_FALSE(parse_server_hello(good + bytes_of("00")).has_value()) << "half a length";
    EXPECT_FALSE(parse_server_hello(good + bytes_of("0003002B00")).has_value()) << "half an extension";
    EXPECT_TRUE(parse_server_hello(good + bytes_of("00050017000100")).has_value()) << "an unknown extension";
}

TEST(KeyExchange, ReadsEveryKindOfCurve) {
    const auto group = [](std::string_view hex, std::uint16_t suite) -> int {
        const auto read = parse_key_exchange(bytes_of(hex), suite);
        return read && read->group ? *read->group : -1;
    };
    EXPECT_EQ(group("03001D20", 0xC02F), 29);
    EXPECT_EQ(group("0040686E743103001D20", 0xC035), -1) << "the hint's length is wrong";
    EXPECT_EQ(group("000268690300172041", 0xC035), 23) << "after a hint of PSK";
    EXPECT_EQ(group("0100", 0xC02F), explicit_prime_curves);
    EXPECT_EQ(group("0200", 0xC02F), explicit_char2_curves);
    EXPECT_EQ(group("0300", 0xC02F), -1);
    EXPECT_EQ(group("", 0xC02F), -1);
    EXPECT_EQ(group("03001D20", 0x002F), -1) << "RSA has none";
}

TEST(KeyExchange, CountsTheBitsOfAPrime) {
    const auto exchange = parse_key_exchange(bytes_of("0004007F0001"), 0x0033);
    ASSERT_TRUE(exchange.has_value());
    EXPECT_EQ(exchange->dh_bits, 23U);
    EXPECT_FALSE(exchange->group.has_value());
    EXPECT_FALSE(parse_key_exchange(bytes_of("00020000"), 0x0033).has_value()) << "zero is no prime";
}

}  // namespace
}  // namespace attt::scanner::tls
