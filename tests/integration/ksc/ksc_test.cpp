// `attt import ksc` against a console that does as documented, and against one that does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <thread>

#include "command.h"
#include "tests/unit/net/program.h"

namespace attt::test {
namespace {

using net::testing::find_program;
using net::testing::Program;
using net::testing::TemporaryFolder;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string password = "mật khẩu: rất dài";

std::string contents(const std::filesystem::path& path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
}

std::string all_contents(const std::filesystem::path& directory) {
    std::string out;
    for (const auto& file : std::filesystem::recursive_directory_iterator(directory)) {
        if (file.is_regular_file()) out += contents(file.path());
    }
    return out;
}

class Ksc : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        keys_ = std::make_unique<TemporaryFolder>();
        for (const std::string name : {"klserver", "other", "expired"})
            make_certificate(name);
    }
    static void TearDownTestSuite() { keys_.reset(); }

    static std::string key_file(const std::string& name) { return (keys_->path() / name).string(); }

    static void make_certificate(const std::string& name) {
        // self-signed, by a name that is not the address, as a console makes it for itself
        if (name != "expired") {
            run({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=KLServer",
                 "-keyout", key_file(name + ".key"), "-out", key_file(name + ".cer")});
            return;
        }
        const std::string directory = keys_->path().string();
        keys_->write("ca.cnf", "[ca]\ndefault_ca=a\n[a]\ndatabase=" + directory + "/index\nnew_certs_dir=" + directory +
                                   "\nserial=" + directory +
                                   "/serial\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n");
        keys_->write("index", "");
        keys_->write("serial", "01\n");
        run({"openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=KLServer", "-keyout",
             key_file("expired.key"), "-out", key_file("expired.csr")});
        run({"openssl", "ca", "-batch", "-config", key_file("ca.cnf"), "-selfsign", "-keyfile", key_file("expired.key"),
             "-in", key_file("expired.csr"), "-out", key_file("expired.cer"), "-notext", "-startdate",
             "20200101000000Z", "-enddate", "20210101000000Z"});
    }

    void SetUp() override {
        ASSERT_EQ(attt({"init", workspace()}).code, 0);
        std::string agencies = "id,name,tier,kind,parent\n";
        for (int i = 0; i < 7; ++i)
            agencies += "cq0" + std::to_string(i) + ",Cơ quan " + std::to_string(i) + ",tỉnh,sở,\n";
        ASSERT_EQ(attt({"-C", workspace(), "import", folder_.write("agencies.csv", agencies)}).code, 0);
        set_credentials(password, 0600);
    }

    std::string workspace() const { return (folder_.path() / "ws").string(); }
    std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

    void set_credentials(const std::string& secret, unsigned mode) {
        const std::string file = folder_.write("ksc.toml", "user = \"doc-so-lieu\"\npassword = \"" + secret + "\"\n");
        std::filesystem::permissions(file, static_cast<std::filesystem::perms>(mode));
    }

    static Outcome attt(std::vector<std::string> arguments, const std::vector<std::string>& environment = {}) {
        std::vector<std::string> command = {"env"};
        command.insert(command.end(), environment.begin(), environment.end());
        command.emplace_back(ATTT_PROGRAM);
        command.insert(command.end(), arguments.begin(), arguments.end());
        return run(command);
    }

    // Starts the console; its URL.
    std::string console(std::vector<std::string> modes, const std::string& certificate = "klserver") {
        const std::string state = path("state");
        std::filesystem::create_directories(state);
        std::filesystem::remove(state + "/port");
        std::vector<std::string> command = {find_program("python3"), ATTT_SOURCE_DIR "/tests/integration/ksc/fake_ksc",
                                            key_file(certificate + ".cer"), key_file(certificate + ".key"), state};
        command.insert(command.end(), modes.begin(), modes.end());
        server_ = std::make_unique<Program>(command);
        for (int i = 0; i < 600 && !std::filesystem::exists(state + "/port"); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        return "https://127.0.0.1:" + contents(state + "/port");
    }
    std::string calls() const { return contents(folder_.path() / "state" / "calls"); }

    std::vector<std::string> command(const std::string& url, std::vector<std::string> more = {}) const {
        std::vector<std::string> out = {"-C",
                                        workspace(),
                                        "--lang",
                                        "en",
                                        "import",
                                        "ksc",
                                        "--url",
                                        url,
                                        "--certificate",
                                        key_file("klserver.cer"),
                                        "--credentials",
                                        path("ksc.toml"),
                                        "--format",
                                        "json"};
        out.insert(out.end(), more.begin(), more.end());
        return out;
    }

    static const base::Value& source(const base::Value& json) {
        static const base::Value none;
        const base::Array* sources = json["sources"].if_array();
        return sources != nullptr && !sources->empty() ? sources->front() : none;
    }

    static std::unique_ptr<TemporaryFolder> keys_;
    TemporaryFolder folder_;
    std::unique_ptr<Program> server_;
};
std::unique_ptr<TemporaryFolder> Ksc::keys_;

TEST_F(Ksc, TakesEveryPageWithSerialsAndMacs) {
    const Outcome taken = attt(command(console({})));
    ASSERT_EQ(taken.code, 0) << taken.err;
    EXPECT_EQ(source(taken.json())["records"].integer_or(0), 1203);
    EXPECT_FALSE(source(taken.json())["partial"].bool_or(true));
    EXPECT_EQ(source(taken.json())["format"].string_or(""), "ksc");
    EXPECT_THAT(calls(), HasSubstr("ChunkAccessor.Release\n"));
    EXPECT_THAT(calls(), HasSubstr("Session.EndSession\n"));

    const std::string computers = folder_.write(
        "computers.csv",
        "id,agency,name,serial,uuid,mac,ip\nmt-8,cq01,KHAC-TEN,PF000008X,,,\nmt-9,cq02,CQ02-PC0009,,,,\n");
    ASSERT_EQ(attt({"-C", workspace(), "import", computers}).code, 0);
    const base::Value coverage = attt({"-C", workspace(), "coverage", "--format", "json"}).json();
    EXPECT_EQ(coverage["population"].integer_or(0), 2);
    EXPECT_EQ(coverage["certain"].integer_or(-1), 1);   // by the serial of the hardware inventory, under another name
    EXPECT_EQ(coverage["probable"].integer_or(-1), 2);  // by name and group
}

TEST_F(Ksc, TurnsShorterPagesToTheEnd) {
    const Outcome taken = attt(command(console({"short_pages"})));
    EXPECT_EQ(source(taken.json())["records"].integer_or(0), 1203) << taken.err;
    EXPECT_FALSE(source(taken.json())["partial"].bool_or(true));
}

TEST_F(Ksc, AsksSecondaryServersToo) {
    const Outcome taken = attt(command(console({"secondary"})));
    EXPECT_EQ(source(taken.json())["records"].integer_or(0), 1203) << taken.err;
    EXPECT_FALSE(source(taken.json())["partial"].bool_or(true));
    EXPECT_THAT(calls(), HasSubstr("HostGroup.FindHostsAsyncGetAccessor\n"));
}

TEST_F(Ksc, IsPartialWhereASecondaryServerDidNotAnswer) {
    const Outcome taken = attt(command(console({"failed_secondary"})));
    EXPECT_TRUE(source(taken.json())["partial"].bool_or(false));
    EXPECT_THAT(taken.err, HasSubstr("Huyện Cao Lãnh"));
}

TEST_F(Ksc, IsPartialWhereTheConsoleCountsMore) {
    const Outcome taken = attt(command(console({"missing_row"})));
    EXPECT_EQ(taken.code, 0) << taken.err;
    EXPECT_TRUE(source(taken.json())["partial"].bool_or(false));
    EXPECT_THAT(taken.err, HasSubstr("1204"));
}

TEST_F(Ksc, BeginsAgainWhenASessionEnds) {
    const Outcome taken = attt(command(console({"session_ends"})));
    EXPECT_EQ(taken.code, 0) << taken.err;
    EXPECT_EQ(source(taken.json())["records"].integer_or(0), 1203);
    EXPECT_FALSE(source(taken.json())["partial"].bool_or(true));
}

TEST_F(Ksc, DoesWithoutTheHardwareInventory) {
    const Outcome taken = attt(command(console({"no_hardware"})));
    EXPECT_EQ(taken.code, 0) << taken.err;
    EXPECT_EQ(source(taken.json())["records"].integer_or(0), 1203);
    EXPECT_THAT(taken.err, HasSubstr("hardware"));
}

struct Refusal {
    const char* mode;
    int code;
    const char* says;
};

class KscRefusal : public Ksc, public ::testing::WithParamInterface<Refusal> {};

TEST_P(KscRefusal, StoresNothingAndSaysWhy) {
    const std::string before = contents(folder_.path() / "ws" / "attt.db");
    const Outcome refused = attt(command(console({GetParam().mode}), {"--timeout", "20"}));
    EXPECT_EQ(refused.code, GetParam().code) << refused.err;
    EXPECT_THAT(refused.err, HasSubstr(GetParam().says));
    EXPECT_EQ(refused.out, "");
    const base::Value match = attt({"-C", workspace(), "computers", "match", "--format", "json"}).json();
    EXPECT_TRUE(match["sources"].if_array() != nullptr && match["sources"].if_array()->empty());
}

INSTANTIATE_TEST_SUITE_P(Ksc, KscRefusal,
                         ::testing::Values(Refusal{"error", 3, "Access is denied"}, Refusal{"error_page", 3, "500"},
                                           Refusal{"damaged_page", 3, "damaged or cut"},
                                           Refusal{"cut_page", 3, "broke off"},
                                           Refusal{"sessions_end", 3, "again and again"},
                                           Refusal{"refuse", 3, "does not take this account"},
                                           Refusal{"flood", 3, "beyond"}),
                         [](const auto& each) { return std::string(each.param.mode); });

TEST_F(Ksc, GivesUpOnAConsoleThatHangs) {
    const auto begun = std::chrono::steady_clock::now();
    const Outcome refused = attt(command(console({"hang"}), {"--timeout", "3"}));
    EXPECT_EQ(refused.code, 3);
    EXPECT_THAT(refused.err, HasSubstr("127.0.0.1"));
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(60));
}

TEST_F(Ksc, SendsNothingToAServerWithAnotherCertificate) {
    const Outcome refused = attt(command(console({}, "other")));
    EXPECT_EQ(refused.code, 3);
    EXPECT_THAT(refused.err, HasSubstr("another certificate"));
    EXPECT_EQ(calls(), "");
}

TEST_F(Ksc, RefusesItsCertificateOnceItHasExpired) {
    std::vector<std::string> arguments = command(console({}, "expired"));
    for (std::string& argument : arguments) {
        if (argument == key_file("klserver.cer")) argument = key_file("expired.cer");
    }
    const Outcome refused = attt(arguments);
    EXPECT_EQ(refused.code, 3);
    EXPECT_THAT(refused.err, HasSubstr("no longer be used"));
    EXPECT_EQ(calls(), "");
}

TEST_F(Ksc, TakesACertificateInDer) {
    run({"openssl", "x509", "-in", key_file("klserver.cer"), "-outform", "DER", "-out", key_file("klserver.der")});
    std::vector<std::string> arguments = command(console({"hosts=3"}));
    for (std::string& argument : arguments) {
        if (argument == key_file("klserver.cer")) argument = key_file("klserver.der");
    }
    EXPECT_EQ(attt(arguments).code, 0);
}

TEST_F(Ksc, GoesThroughNoProxy) {
    const std::string url = console({"hosts=3"});
    const std::string proxy = "HTTPS_PROXY=http://127.0.0.1:1";
    EXPECT_EQ(attt(command(url), {proxy, "https_proxy=http://127.0.0.1:1", "ALL_PROXY=http://127.0.0.1:1"}).code, 0);
}

TEST_F(Ksc, TakesCredentialsFromTheEnvironment) {
    std::vector<std::string> arguments = command(console({"hosts=3"}));
    const auto at = std::find(arguments.begin(), arguments.end(), "--credentials");
    arguments.erase(at, at + 2);
    EXPECT_EQ(attt(arguments, {"ATTT_KSC_USER=doc-so-lieu", "ATTT_KSC_PASSWORD=" + password}).code, 0);
    const Outcome none = attt(arguments);
    EXPECT_EQ(none.code, 2);
    EXPECT_THAT(none.err, HasSubstr("ATTT_KSC_USER"));
}

TEST_F(Ksc, RefusesAFileOfCredentialsThatOthersCanRead) {
    const std::string url = console({"hosts=3"});
    for (const unsigned mode : {0640U, 0604U, 0660U}) {
        set_credentials(password, mode);
        const Outcome refused = attt(command(url));
        EXPECT_EQ(refused.code, 2);
        EXPECT_THAT(refused.err, HasSubstr("chmod 600"));
    }
    EXPECT_EQ(calls(), "");
}

TEST_F(Ksc, NeverQuotesAFileOfCredentials) {
    const std::string url = console({"hosts=3"});
    for (const char* text : {"user = \"a\"\npassword = hunter2 \"\n", "pasword = \"hunter2\"\n", "hunter2"}) {
        const std::string file = folder_.write("ksc.toml", text);
        std::filesystem::permissions(file, static_cast<std::filesystem::perms>(0600));
        const Outcome refused = attt(command(url));
        EXPECT_EQ(refused.code, 2);
        EXPECT_THAT(refused.err + refused.out, Not(HasSubstr("hunter2")));
    }
}

TEST_F(Ksc, ReplaysARecordingToTheSameRecords) {
    const Outcome live = attt(command(console({"session_ends"}), {"--record", path("recording")}));
    ASSERT_EQ(live.code, 0) << live.err;
    server_.reset();
    const Outcome again = attt({"-C", workspace(), "import", "ksc", "--replay", path("recording"), "--format", "json"});
    ASSERT_EQ(again.code, 0) << again.err;
    EXPECT_EQ(source(again.json())["unchanged"].integer_or(0), 1203);
    EXPECT_EQ(source(again.json())["as_of"], source(live.json())["as_of"]);
    EXPECT_THAT(all_contents(path("recording")), Not(HasSubstr("token-")));
}

TEST_F(Ksc, RecordsWithoutAWorkspace) {
    std::vector<std::string> arguments = command(console({"hosts=3"}), {"--record", path("recording"), "--dry-run"});
    arguments.erase(arguments.begin(), arguments.begin() + 2);
    EXPECT_EQ(attt(arguments).code, 0);
    EXPECT_TRUE(std::filesystem::exists(path("recording") + "/recording.json"));
}

TEST_F(Ksc, RefusesARecordingThatWasBrokenOffOrTampered) {
    EXPECT_EQ(attt(command(console({"damaged_page"}), {"--record", path("recording")})).code, 3);
    const auto replay = [&] {
        return attt({"-C", workspace(), "--lang", "en", "import", "ksc", "--replay", path("recording")});
    };
    EXPECT_EQ(replay().code, 2);
    std::filesystem::remove_all(path("recording"));
    ASSERT_EQ(attt(command(console({}), {"--record", path("recording")})).code, 0);
    std::filesystem::remove(path("recording") + "/00003-ChunkAccessor.GetItemsCount.json");
    const Outcome damaged = replay();
    EXPECT_EQ(damaged.code, 2);
    EXPECT_THAT(damaged.err, HasSubstr("damaged or missing"));
}

TEST_F(Ksc, KeepsThePasswordNowhere) {
    ASSERT_EQ(attt(command(console({}), {"--record", path("recording")})).code, 0);
    for (const char* directory : {"ws", "recording"}) {
        EXPECT_THAT(all_contents(path(directory)), Not(HasSubstr(password)));
        EXPECT_THAT(all_contents(path(directory)), Not(HasSubstr("doc-so-lieu")));
    }
}

}  // namespace
}  // namespace attt::test
