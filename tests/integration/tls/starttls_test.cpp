// TLS that is asked for in the clear, at real servers: Dovecot (IMAP, POP3, submission), OpenLDAP and vsftpd.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "base/json.h"
#include "fixture.h"

namespace attt::scanner::tls {
namespace {

struct Case {
    std::string scheme;
    std::string program;        // that must be installed
    std::string configuration;  // {own}: a folder of its own, {dir}: of certificates, {port}, {user}
    std::string command;        // of the shell, in that folder
    std::vector<std::string> versions;
};

void PrintTo(const Case& tested, std::ostream* out) {
    *out << tested.scheme;
}

std::string dovecot(const std::string& protocol, const std::string& listener) {
    return "base_dir = {own}/run\nlog_path = {own}/log\nlisten = 127.0.0.1\nprotocols = " + protocol +
           "\nssl = yes\nssl_cert = <{dir}/good.pem\nssl_key = <{dir}/good.key\nhostname = site.example\n"
           "default_internal_user = {user}\ndefault_internal_group = {group}\ndefault_login_user = {login}\n"
           "submission_relay_host = 127.0.0.1\n"
           "passdb {\n driver = static\n args = nopassword=y\n}\n"
           "userdb {\n driver = static\n args = uid={uid} gid={gid} home={own}\n}\n"
           "service anvil {\n chroot =\n}\n"
           "service " +
           protocol + "-login {\n chroot =\n inet_listener " + listener + " {\n  port = {port}\n }\n inet_listener " +
           listener + "s {\n  port = 0\n }\n}\n";
}

const std::string dovecot_command = "exec dovecot -F -c {own}/conf";
const std::vector<std::string> modern = {"TLSv1.2", "TLSv1.3"};

void replace_all(std::string& text, std::string_view from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

// Dovecot starts a process for each connection.
constexpr Patience unhurried = {std::chrono::seconds(10), std::chrono::seconds(30), std::chrono::minutes(5)};

class StartTls : public testing::TestWithParam<Case> {
  protected:
    StartTls() {
        std::string name = (std::filesystem::temp_directory_path() / "attt-starttls-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
        own_ = name;
    }
    ~StartTls() override {
        std::error_code ignored;
        std::filesystem::remove_all(own_, ignored);
    }
    StartTls(const StartTls&) = delete;
    StartTls& operator=(const StartTls&) = delete;

    std::filesystem::path own_;
};

TEST_P(StartTls, IsEnumeratedLikeAnyOther) {
    ASSERT_TRUE(is_installed(GetParam().program)) << "the Debian package of " << GetParam().program;
    std::string configuration = GetParam().configuration, command = GetParam().command;
    for (std::string* text : {&configuration, &command}) {
        replace_all(*text, "{own}", own_.string());
        replace_all(*text, "{dir}", certificates().string());
    }
    std::ofstream(own_ / "conf.in") << configuration;
    std::filesystem::create_directory(own_ / "data");
    const Server server({"/bin/sh", "-c",
                         "cd " + own_.string() +
                             " && sed 's/[{]port[}]/{port}/; s/[{]uid[}]/'$(id -u)'/; s/[{]gid[}]/'$(id -g)'/; "
                             "s/[{]user[}]/'$(id -un)'/; s/[{]login[}]/'$(test $(id -u) = 0 && echo nobody || id "
                             "-un)'/; s/[{]group[}]/'$(id -gn)'/' conf.in >conf && PATH=$PATH:/usr/sbin " +
                             command});
    const model::Observation seen = observe_at(server.port(), "site.example", unhurried, GetParam().scheme);
    ASSERT_EQ(seen.status, model::Status::ok) << seen.reason;
    EXPECT_EQ(strings_at(seen, "versions"), GetParam().versions);
    // A login server that closes without a word to a fallback says neither yes nor no.
    for (const base::Value& doubt : *seen.facts["undetermined"].if_array())
        EXPECT_EQ(doubt["fact"].string_or(""), "fallback_scsv") << base::to_json(doubt);
    EXPECT_EQ(*seen.facts.at_path("certificate.trusted"), base::Value(true));
    EXPECT_EQ(*seen.facts.at_path("certificate.hostname_matches"), base::Value(true));
}

std::string name_of_case(const testing::TestParamInfo<Case>& tested) {
    return tested.param.scheme;
}

INSTANTIATE_TEST_SUITE_P(
    Servers, StartTls,
    testing::Values(
        Case{"imap", "dovecot", dovecot("imap", "imap"), dovecot_command, modern},
        Case{"pop3", "dovecot", dovecot("pop3", "pop3"), dovecot_command, modern},
        Case{"smtp", "dovecot", dovecot("submission", "submission"), dovecot_command, modern},
        Case{"ldap", "slapd",
             "include /etc/ldap/schema/core.schema\nmodulepath /usr/lib/ldap\nmoduleload back_ldif\ndatabase ldif\n"
             "suffix \"dc=example\"\ndirectory {own}/data\nTLSCertificateFile {dir}/good.pem\n"
             "TLSCertificateKeyFile {dir}/good.key\nTLSCipherSuite NORMAL:-VERS-TLS1.0:-VERS-TLS1.1\n",
             "exec slapd -d 0 -f {own}/conf -h ldap://127.0.0.1:{port}/", modern},
        Case{"ftp",
             "vsftpd",
             "listen=YES\nlisten_address=127.0.0.1\nlisten_port={port}\nbackground=NO\nanonymous_enable=YES\nssl_"
             "enable=YES\n"
             "allow_anon_ssl=YES\nrsa_cert_file={dir}/good.pem\nrsa_private_key_file={dir}/good.key\n"
             "run_as_launching_user=YES\nmax_per_ip=0\nmax_clients=0\n",
             "exec vsftpd {own}/conf",
             {"TLSv1.3"}}),
    name_of_case);

}  // namespace
}  // namespace attt::scanner::tls
