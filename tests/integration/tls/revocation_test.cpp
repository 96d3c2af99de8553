// What real responders (openssl ocsp) and revocation lists served by nginx are worth, and timestamps of logs whose keys
// the tests hold.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/json.h"
#include "fixture.h"
#include "scanner/authorities.h"
#include "scanner/tls/crl.h"
#include "scanner/tls/ct_logs.h"
#include "scanner/tls/observe.h"
#include "scanner/tls/ocsp.h"
#include "scanner/tls/revocation.h"
#include "scanner/tls/sct.h"

namespace attt::scanner::tls {
namespace {

using testing::ElementsAre;
using Strings = std::vector<std::string>;
namespace fs = std::filesystem;

// An authority whose certificates name ports of this machine; made once for all tests.
class Authority {
  public:
    static const Authority& made() {
        static const Authority authority;
        return authority;
    }
    ~Authority() {
        // Not by a process that was forked off, as the resolver does: the server is the maker's, too.
        if (::getpid() != maker_) {
            static_cast<void>(lists_.release());
            return;
        }
        std::error_code ignored;
        fs::remove_all(directory_, ignored);
    }

    std::string file(const std::string& name) const { return (directory_ / name).string(); }
    std::uint16_t responder_port() const { return responder_; }
    Strings chain(const std::string& name) const {
        Strings out;
        const std::string text = read_text(directory_ / (name + ".pem"));
        constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----";
        for (auto at = text.find(begin); at != std::string::npos; at = text.find(begin, at + 1)) {
            std::string body = text.substr(at + begin.size(), text.find("-----END", at) - at - begin.size());
            std::erase(body, '\n');
            out.push_back(base::base64_decoded(body));
        }
        return out;
    }
    // Answers for the issuer, signed by `signer`, and for a day; {options} of `openssl ocsp` beside it.
    Server responder(const std::string& signer, Strings options = {"-ndays", "1"}) const {
        Strings arguments = {"openssl",  "ocsp",
                             "-port",    "{port}",
                             "-index",   file("index.txt"),
                             "-CA",      file("issuer.pem"),
                             "-rsigner", file(signer + ".pem"),
                             "-rkey",    file(signer + ".key")};
        arguments.insert(arguments.end(), options.begin(), options.end());
        return Server(arguments, responder_, Server::Ready::is_listed);
    }

  private:
    Authority() : responder_(free_port()) {
        std::string name = (fs::temp_directory_path() / "attt-authority-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
        directory_ = name;
        lists_ = std::make_unique<NginxServer>("listen 127.0.0.1:{port}; root " + name +
                                               "/lists; location /moved.crl { return 302 /issuer.crl; }");
        const auto url = [](std::uint16_t port) { return "http://127.0.0.1:" + std::to_string(port); };
        const std::string command = ATTT_SOURCE_DIR "/tests/integration/tls/make_authority " + name + " " +
                                    url(responder_) + " " + url(lists_->port()) + " " + url(free_port());
        if (std::system(command.c_str()) != 0) throw std::runtime_error(read_text(directory_ / "make_authority.log"));
    }

    const pid_t maker_ = ::getpid();
    fs::path directory_;
    std::uint16_t responder_;
    std::unique_ptr<NginxServer> lists_;
};

net::Scope loopback() {
    net::Scope scope;
    scope.allow({"*"}, {*net::Network::parse("127.0.0.0/8")}, 64);
    return scope;
}

model::ScanLimits quick() {
    model::ScanLimits limits;
    limits.connect_timeout = std::chrono::seconds(2);
    limits.answer_timeout = std::chrono::seconds(5);
    return limits;
}

struct Told {
    base::Object certificate;
    base::Array doubts;
    base::Object measures;

    // "good by ocsp", "unanswered by crl: out_of_date", "revoked by crl (superseded)"
    std::string about(std::size_t place = 0) const {
        const base::Value* all = certificate.find("revocation");
        if (all == nullptr || all->if_array() == nullptr || all->if_array()->size() <= place) return "nothing is told";
        const base::Value& one = (*all->if_array())[place];
        std::string out = one["status"].string_or("?");
        if (!one["by"].is_null()) out += " by " + one["by"].string_or("?");
        if (!one["why"].is_null()) out += ": " + one["why"].string_or("?");
        if (!one["reason"].is_null()) out += " (" + one["reason"].string_or("?") + ")";
        return out;
    }
    std::string revoked() const {
        const base::Value* value = certificate.find("revoked");
        return value == nullptr ? "open" : value->bool_or(false) ? "yes" : "no";
    }
};

Told ask(const Strings& path, Authorities& authorities, const std::string& staple = {}) {
    Told out;
    state_revocation({path, staple}, authorities, net::Deadline::after(std::chrono::seconds(30)), out.certificate,
                     out.doubts, out.measures);
    return out;
}

Told ask(const std::string& leaf, const net::Scope& scope = loopback()) {
    Authorities authorities({nullptr, scope, quick()});
    return ask(Authority::made().chain(leaf), authorities);
}

struct Case {
    std::string leaf;
    std::string told;
    std::string revoked;
    std::string signer = "issuer";
    Strings options = {"-ndays", "1"};
};
void PrintTo(const Case& each, std::ostream* out) {
    *out << each.leaf << " by " << each.signer;
}
class Responders : public testing::TestWithParam<Case> {};

TEST_P(Responders, AreBelievedWhereTheirAnswerIsSound) {
    const Server responder = Authority::made().responder(GetParam().signer, GetParam().options);
    const Told told = ask(GetParam().leaf);
    EXPECT_EQ(told.about(), GetParam().told) << base::to_json(base::Value(told.measures));
    EXPECT_EQ(told.revoked(), GetParam().revoked);
    EXPECT_EQ(told.doubts.empty(), GetParam().revoked != "open");
}

INSTANTIATE_TEST_SUITE_P(
    , Responders,
    testing::Values(Case{"good", "good by ocsp", "no"}, Case{"revoked", "revoked by ocsp (keyCompromise)", "yes"},
                    Case{"held", "revoked by ocsp (certificateHold)", "yes"},
                    Case{"good", "good by ocsp", "no", "appointed"},
                    Case{"good", "unanswered by ocsp: bad_signature", "open", "unappointed"},
                    Case{"good", "unanswered by ocsp: bad_signature", "open", "stranger"},
                    Case{"good", "unanswered by ocsp: bad_signature", "open", "impostor"},
                    Case{"good", "unanswered by ocsp: bad_signature", "open", "issuer", {"-ndays", "1", "-badsig"}},
                    Case{"good", "good by ocsp", "no", "issuer", {}}),
    [](const auto& each) { return std::to_string(each.index) + "_" + each.param.leaf + "_" + each.param.signer; });

class Lists : public testing::TestWithParam<Case> {};

TEST_P(Lists, AreBelievedWhereTheyAreSound) {
    const Told told = ask(GetParam().leaf);
    EXPECT_EQ(told.about(), GetParam().told) << base::to_json(base::Value(told.measures));
    EXPECT_EQ(told.revoked(), GetParam().revoked);
}

INSTANTIATE_TEST_SUITE_P(, Lists,
                         testing::Values(Case{"listed_good", "good by crl", "no"},
                                         Case{"listed_revoked", "revoked by crl (superseded)", "yes"},
                                         Case{"dead_then_listed", "good by crl", "no"},
                                         Case{"dead", "unanswered by ocsp: unreachable", "open"},
                                         Case{"ldap", "unanswered: no_address", "open"},
                                         Case{"nothing", "unanswered: no_address", "open"},
                                         Case{"missing_list", "unanswered by crl: http_error", "open"},
                                         Case{"moved_list", "unanswered by crl: http_error", "open"},
                                         Case{"old_list", "unanswered by crl: out_of_date", "open"},
                                         Case{"forged_list", "unanswered by crl: bad_signature", "open"},
                                         Case{"broken_list", "unanswered by crl: malformed", "open"},
                                         Case{"huge_list", "unanswered by crl: too_large", "open"},
                                         Case{"users_list", "unanswered by crl: for_another", "open"}),
                         [](const auto& each) { return each.param.leaf; });

TEST(Revocation, TheIssuerIsAskedAboutToo) {
    const Server responder = Authority::made().responder("issuer");
    Authorities authorities({nullptr, loopback(), quick()});
    Strings path = Authority::made().chain("good");
    path.push_back(Authority::made().chain("root").front());
    const Told told = ask(path, authorities);
    EXPECT_EQ(told.about(0), "good by ocsp");
    EXPECT_EQ(told.about(1), "good by crl");
    EXPECT_EQ(told.revoked(), "no");
}

TEST(Revocation, NobodyOutsideTheScopeIsAsked) {
    const Server responder = Authority::made().responder("issuer");
    net::Scope elsewhere;
    elsewhere.allow({"*"}, {*net::Network::parse("127.9.0.0/16")}, 64);
    EXPECT_EQ(ask("good", elsewhere).about(), "unanswered by ocsp: outside_scope");
    EXPECT_EQ(ask("good", net::Scope()).about(), "unanswered by ocsp: outside_scope");

    net::Scope one_name;
    one_name.allow({"ocsp.example"}, {*net::Network::parse("0.0.0.0/0")}, 64);
    Authorities authorities({nullptr, one_name, quick(), {}, Strings{"127.0.0.2"}});
    for (const char* url :
         {"http://other.example/", "http://ocsp.example.other.example/", "http://198.51.100.7/", "http://127.0.0.1/"})
        EXPECT_EQ(authorities.get(url, 1000, net::Deadline::after(std::chrono::seconds(5)))->why, "outside_scope")
            << url;
    EXPECT_EQ(authorities.requests(), 0);
}

TEST(Revocation, TheSameIsAskedOnce) {
    Authorities authorities({nullptr, loopback(), quick()});
    for (int i = 0; i < 3; ++i) {
        ask(Authority::made().chain("listed_good"), authorities);
        ask(Authority::made().chain("listed_revoked"), authorities);
        ask(Authority::made().chain("dead"), authorities);
    }
    EXPECT_EQ(authorities.requests(), 2) << "one list, one host that is dead";
}

TEST(Revocation, AStapleServesWhereNobodyAnswers) {
    const Strings path = Authority::made().chain("good");
    std::string response;
    {
        const Server responder = Authority::made().responder("issuer");
        Authorities authorities({nullptr, loopback(), quick()});
        std::string url = "http://127.0.0.1:" + std::to_string(responder.port()) + "/";
        for (const char c : base::base64(ocsp_request(path[0], path[1])))
            url += c == '+' ? "%2B" : c == '/' ? "%2F" : c == '=' ? "%3D" : std::string(1, c);
        response = authorities.get(url, 65536, net::Deadline::after(std::chrono::seconds(5)))->body;
    }
    ASSERT_EQ(read_staple(response, path), "good");
    Authorities authorities({nullptr, loopback(), quick()});
    EXPECT_EQ(ask(path, authorities, response).about(), "good by staple");
    EXPECT_EQ(read_staple(response, Authority::made().chain("revoked")), "for_another");
    EXPECT_EQ(read_staple(response, {path[0]}), "no_issuer");
    EXPECT_EQ(read_staple(response.substr(0, response.size() / 2), path), "malformed");
    for (std::size_t at = 0; at < response.size(); ++at) {
        std::string altered = response;
        altered[at] = static_cast<char>(altered[at] ^ 1);
        EXPECT_NE(read_staple(altered, Authority::made().chain("revoked")), "good") << at;
    }
}

TEST(Revocation, OfAPathWithoutAnAnchorNothingIsKnown) {
    Authorities authorities({nullptr, loopback(), quick()});
    const Told told = ask(Strings(), authorities);
    EXPECT_EQ(told.revoked(), "open");
    EXPECT_EQ(told.doubts.size(), 2U);
    EXPECT_EQ(authorities.requests(), 0);
}

TEST(Revocation, AListIsJudgedAtItsTime) {
    const Strings path = Authority::made().chain("listed_revoked");
    const std::string list = read_text(Authority::made().file("lists/old.crl"));
    const auto at = [](const char* time) { return *base::parse_rfc3339(time); };
    EXPECT_EQ(read_crl(list, path[0], path[1], at("2020-01-15T00:00:00Z")).status, "revoked");
    EXPECT_EQ(read_crl(list, path[0], path[1], at("2021-01-15T00:00:00Z")).status, "revoked")
        << "time does not undo it";
    const Strings good = Authority::made().chain("listed_good");
    EXPECT_EQ(read_crl(list, good[0], good[1], at("2020-01-15T00:00:00Z")).status, "good");
    EXPECT_EQ(read_crl(list, good[0], good[1], at("2021-01-15T00:00:00Z")).why, "out_of_date");
    const std::string newest = read_text(Authority::made().file("lists/issuer.crl"));
    for (std::size_t byte = 0; byte < newest.size(); ++byte) {
        std::string altered = newest;
        altered[byte] = static_cast<char>(altered[byte] ^ 1);
        EXPECT_NE(read_crl(altered, path[0], path[1], base::now()).status, "good") << byte;
    }
}

// The whole way: a server, its certificate, its authority; `told`: what that says.
model::Observation observe_with(const std::string& leaf, Authorities* authorities, const CtLogs* logs,
                                const Strings& options = {}, model::Observation* told = nullptr) {
    Strings arguments = {"openssl",
                         "s_server",
                         "-quiet",
                         "-accept",
                         "127.0.0.1:{port}",
                         "-cert",
                         Authority::made().file(leaf + ".pem"),
                         "-key",
                         Authority::made().file(leaf + ".key"),
                         "-cert_chain",
                         Authority::made().file("issuer.pem")};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const Server server(arguments);
    auto anchors = TrustStore::load({Authority::made().file("root.pem")});
    net::Politeness politeness(quick(), loopback());
    net::ExchangeLoop loop(politeness);
    Surroundings around{&politeness, &loop, &*anchors, false};
    around.authorities = authorities;
    around.ct_logs = logs;
    return observe({"127.0.0.1", server.port()}, {"site.example", false, ""}, around, told);
}

TEST(Observation, OfARevokedCertificate) {
    const Server responder = Authority::made().responder("issuer");
    Authorities authorities({nullptr, loopback(), quick()});
    model::Observation told;
    const auto seen = observe_with("revoked", &authorities, nullptr, {}, &told);
    EXPECT_EQ(seen.facts["certificate"]["trusted"], base::Value(true)) << "trust is of the path alone";
    EXPECT_EQ(told.facts["revoked"], base::Value(true));
    ASSERT_NE(told.facts["revocation"].if_array(), nullptr);
    EXPECT_EQ((*told.facts["revocation"].if_array())[0]["reason"].string_or(""), "keyCompromise");
    EXPECT_EQ((*told.facts["revocation"].if_array())[1]["status"].string_or(""), "good") << "the issuer";
    EXPECT_TRUE(seen.facts["scts"].is_null() && seen.facts["sct_logs"].is_null()) << "without a list nothing is said";
}

TEST(Observation, WithoutTheSwitchNobodyIsAsked) {
    const auto seen = observe_with("revoked", nullptr, nullptr);
    EXPECT_EQ(base::to_json(seen.facts).find("\"revo"), std::string::npos);
}

Strings statuses(const base::Value& scts) {
    Strings out;
    for (const base::Value& each : *scts.if_array())
        out.push_back(each["source"].string_or("?") + " " + each["log"].string_or("-") + ": " +
                      each["status"].string_or("?"));
    return out;
}

TEST(Timestamps, InTheCertificateAreVerified) {
    const auto logs = CtLogs::load(Authority::made().file("log_list.json"));
    ASSERT_TRUE(logs) << base::debug_string(logs.error());
    EXPECT_EQ(logs->size(), 2U);
    const auto seen = observe_with("logged", nullptr, &*logs);
    ASSERT_NE(seen.facts["scts"].if_array(), nullptr);
    EXPECT_THAT(
        statuses(seen.facts["scts"]),
        ElementsAre("certificate first log: verified", "certificate second log: verified", "certificate -: unknown_log",
                    "certificate first log: bad_signature", "certificate first log: in_future"));
    EXPECT_EQ(seen.facts["sct_logs"], base::Value(2));
    EXPECT_EQ((*seen.facts["scts"].if_array())[0]["timestamp"].string_or(""), "2023-11-14T22:13:20Z");
}

TEST(Timestamps, OfTheHandshakeAreVerified) {
    const auto logs = CtLogs::load(Authority::made().file("log_list.json"));
    ASSERT_TRUE(logs);
    for (const char* version : {"-tls1_2", "-tls1_3"}) {
        const auto seen = observe_with("unlogged", nullptr, &*logs,
                                       {version, "-serverinfo", Authority::made().file("unlogged.serverinfo")});
        ASSERT_NE(seen.facts["scts"].if_array(), nullptr) << version;
        EXPECT_THAT(statuses(seen.facts["scts"]), ElementsAre("handshake second log: verified")) << version;
        EXPECT_EQ(seen.facts["sct_logs"], base::Value(1));
    }
}

TEST(Timestamps, WithoutTheIssuerCannotBeTold) {
    const auto logs = CtLogs::load(Authority::made().file("log_list.json"));
    ASSERT_TRUE(logs);
    const Strings path = Authority::made().chain("logged");
    base::Object facts;
    base::Array doubts;
    state_scts(embedded_scts(path[0]), path[0], {}, *logs, "", facts, doubts);
    EXPECT_EQ(statuses(*facts.find("scts"))[0], "certificate first log: cannot_tell");
    EXPECT_EQ(facts.find("sct_logs"), nullptr);
    ASSERT_EQ(doubts.size(), 1U);
    EXPECT_EQ(doubts[0]["fact"].string_or(""), "sct_logs");
}

TEST(LogList, SaysWhatIsWrongWithIt) {
    const auto said = [](std::string_view json) { return CtLogs::parse(json, "list").error().message; };
    EXPECT_EQ(said("{}"), "ct.no_logs");
    EXPECT_EQ(said("["), "json.syntax");
    EXPECT_EQ(said(R"({"operators":[{"logs":[{"description":"x","key":"AAAA","log_id":"AAAA"}]}]})"), "ct.log");
}

}  // namespace
}  // namespace attt::scanner::tls
