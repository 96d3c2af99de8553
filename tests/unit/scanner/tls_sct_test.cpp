// Timestamps of logs that the test itself keeps; OpenSSL's own verification is asked beside ours.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ct.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>

#include "base/base64.h"
#include "base/json.h"
#include "scanner/tls/bytes.h"
#include "scanner/tls/ct_logs.h"
#include "scanner/tls/sct.h"

namespace attt::scanner::tls {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Key = std::shared_ptr<EVP_PKEY>;
using Certificate = std::shared_ptr<X509>;

const base::Time now = *base::parse_rfc3339("2026-03-01T00:00:00Z");
const base::Time logged = *base::parse_rfc3339("2026-02-01T10:20:30Z");

Key ec_key() {
    return {EVP_EC_gen("P-256"), EVP_PKEY_free};
}

Key rsa_key() {
    return {EVP_RSA_gen(2048), EVP_PKEY_free};
}

template <class T, class Encode>
std::string der_of(T* object, Encode encode) {
    unsigned char* bytes = nullptr;
    const int size = encode(object, &bytes);
    std::string out(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    OPENSSL_free(bytes);
    return out;
}

std::string der_of(const Certificate& certificate) {
    return der_of(certificate.get(), i2d_X509);
}

std::string public_key(const Key& key) {
    return der_of(key.get(), i2d_PUBKEY);
}

Certificate unsigned_certificate(const char* name, const char* issuer, const Key& key) {
    Certificate out(X509_new(), X509_free);
    X509_set_version(out.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(out.get()), 7);
    ASN1_TIME_set_string_X509(X509_getm_notBefore(out.get()), "20260101000000Z");
    ASN1_TIME_set_string_X509(X509_getm_notAfter(out.get()), "20260601000000Z");
    for (auto [which, text] :
         {std::pair(X509_get_subject_name(out.get()), name), std::pair(X509_get_issuer_name(out.get()), issuer)}) {
        X509_NAME_add_entry_by_txt(which, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text), -1, -1, 0);
    }
    X509_set_pubkey(out.get(), key.get());
    return out;
}

struct Log {
    std::string name;
    Key key = ec_key();

    std::string id() const { return sha256(public_key(key)); }
    // RFC 6962, section 3.2.
    std::string timestamp(const std::string& entry, bool before_it_was_one, base::Time at = logged) const {
        Writer content;
        content.u16(0);
        const auto milliseconds = static_cast<std::uint64_t>(at.time_since_epoch().count());
        Writer time;
        time.number(static_cast<std::uint32_t>(milliseconds >> 32U), 4);
        time.number(static_cast<std::uint32_t>(milliseconds), 4);
        content.bytes(time.str());
        content.u16(before_it_was_one ? 1 : 0);
        content.bytes(entry);
        content.u16(0);
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest(EVP_MD_CTX_new(), EVP_MD_CTX_free);
        EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, key.get());
        std::size_t size = 0;
        const auto* bytes = reinterpret_cast<const unsigned char*>(content.str().data());
        EVP_DigestSign(digest.get(), nullptr, &size, bytes, content.size());
        std::string signature(size, '\0');
        EVP_DigestSign(digest.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes, content.size());
        signature.resize(size);
        Writer out;
        out.u8(0);
        out.bytes(id());
        out.bytes(time.str());
        out.u16(0);
        out.u8(4);
        out.u8(EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_RSA ? 1 : 3);
        out.vector(2, signature);
        return out.take();
    }
};

std::string list_of(const std::vector<std::string>& scts) {
    Writer inner;
    for (const std::string& sct : scts)
        inner.vector(2, sct);
    Writer out;
    out.vector(2, inner.str());
    return out.take();
}

std::string log_list(const std::vector<Log>& logs) {
    base::Array entries;
    for (const Log& log : logs) {
        entries.emplace_back(base::Object{
            {"description", log.name}, {"log_id", base::base64(log.id())}, {"key", base::base64(public_key(log.key))}});
    }
    base::Object one{{"name", "An operator"}, {"logs", std::move(entries)}};
    return base::to_json(base::Object{{"version", "1.0"}, {"operators", base::Array{std::move(one)}}});
}

CtLogs logs_of(const std::vector<Log>& logs) {
    return CtLogs::parse(log_list(logs), "logs.json").value();
}

class Scts : public testing::Test {
  protected:
    Scts() {
        X509_sign(authority.get(), authority_key.get(), EVP_sha256());
        X509_sign(leaf.get(), authority_key.get(), EVP_sha256());  // the body names the algorithm
        entry = sha256(public_key(authority_key));
        const std::string body = der_of(leaf.get(), i2d_re_X509_tbs);
        Writer whole;
        whole.vector(3, body);
        entry += whole.str();
    }

    // Signs the leaf with these timestamps in it.
    void embed(const std::vector<std::string>& scts) {
        const std::string list = list_of(scts);
        const std::unique_ptr<ASN1_OCTET_STRING, decltype(&ASN1_OCTET_STRING_free)> inner(ASN1_OCTET_STRING_new(),
                                                                                          ASN1_OCTET_STRING_free);
        ASN1_OCTET_STRING_set(inner.get(), reinterpret_cast<const unsigned char*>(list.data()),
                              static_cast<int>(list.size()));
        const std::string wrapped = der_of(inner.get(), i2d_ASN1_OCTET_STRING);
        ASN1_OCTET_STRING_set(inner.get(), reinterpret_cast<const unsigned char*>(wrapped.data()),
                              static_cast<int>(wrapped.size()));
        X509_EXTENSION* extension = X509_EXTENSION_create_by_NID(nullptr, NID_ct_precert_scts, 0, inner.get());
        X509_add_ext(leaf.get(), extension, -1);
        X509_EXTENSION_free(extension);
        X509_sign(leaf.get(), authority_key.get(), EVP_sha256());
    }

    std::vector<std::string> path(bool issuer_known) const {
        std::vector<std::string> out{der_of(leaf)};
        if (issuer_known) out.push_back(der_of(authority));
        return out;
    }
    std::vector<std::string> states(const std::vector<Sct>& scts, const CtLogs& logs, bool issuer_known = true) const {
        std::vector<std::string> out;
        for (const Sct& sct : scts)
            out.push_back(sct_facts(sct, path(issuer_known), logs, now).find("status")->string_or(""));
        return out;
    }
    std::vector<std::string> embedded(const CtLogs& logs, bool issuer_known = true) const {
        return states(embedded_scts(der_of(leaf)), logs, issuer_known);
    }
    // The fact sct_logs; -1 where it is left open.
    std::int64_t logs_that_hold(const CtLogs& logs, const std::string& unseen = "") const {
        base::Object facts;
        base::Array doubts;
        state_scts(embedded_scts(der_of(leaf)), der_of(leaf), path(true), logs, unseen, facts, doubts);
        const base::Value* count = facts.find("sct_logs");
        EXPECT_EQ(count == nullptr, doubts.size() == 1);
        return count == nullptr ? -1 : count->integer_or(-2);
    }

    // How many of the embedded ones OpenSSL takes.
    int taken_by_openssl(const std::vector<Log>& logs) const;

    Key authority_key = ec_key();
    Certificate authority = unsigned_certificate("Authority", "Authority", authority_key);
    Certificate leaf = unsigned_certificate("site.example", "Authority", ec_key());
    std::string entry;  // of the precertificate
    Log first{"First"};
    Log second{"Second", rsa_key()};
};

int Scts::taken_by_openssl(const std::vector<Log>& logs) const {
    const std::filesystem::path file =
        std::filesystem::temp_directory_path() / ("attt-ct-" + std::to_string(static_cast<long>(::getpid())) + ".cnf");
    {
        std::ofstream out(file);
        out << "enabled_logs = ";
        for (const Log& log : logs)
            out << log.name << (&log == &logs.back() ? "\n" : ",");
        for (const Log& log : logs)
            out << "[" << log.name << "]\ndescription = x\nkey = " << base::base64(public_key(log.key)) << "\n";
    }
    CTLOG_STORE* store = CTLOG_STORE_new();
    EXPECT_EQ(CTLOG_STORE_load_file(store, file.c_str()), 1);
    std::filesystem::remove(file);
    CT_POLICY_EVAL_CTX* context = CT_POLICY_EVAL_CTX_new();
    CT_POLICY_EVAL_CTX_set1_cert(context, leaf.get());
    CT_POLICY_EVAL_CTX_set1_issuer(context, authority.get());
    CT_POLICY_EVAL_CTX_set_shared_CTLOG_STORE(context, store);
    CT_POLICY_EVAL_CTX_set_time(context, static_cast<std::uint64_t>(now.time_since_epoch().count()));
    auto* scts = static_cast<STACK_OF(SCT)*>(X509_get_ext_d2i(leaf.get(), NID_ct_precert_scts, nullptr, nullptr));
    int taken = 0;
    for (int i = 0; i < sk_SCT_num(scts); ++i)
        taken += SCT_validate(sk_SCT_value(scts, i), context) == 1 ? 1 : 0;
    SCT_LIST_free(scts);
    CT_POLICY_EVAL_CTX_free(context);
    CTLOG_STORE_free(store);
    return taken;
}

TEST_F(Scts, those_within_a_certificate_are_verified_over_what_it_was_before) {
    embed({first.timestamp(entry, true), second.timestamp(entry, true)});
    EXPECT_THAT(embedded(logs_of({first, second})), ElementsAre("verified", "verified"));
    EXPECT_EQ(taken_by_openssl({first, second}), 2);
    const base::Object record = sct_facts(embedded_scts(der_of(leaf)).front(), path(true), logs_of({first}), now);
    EXPECT_EQ(record.find("log")->string_or(""), "First");
    EXPECT_EQ(record.find("timestamp")->string_or(""), "2026-02-01T10:20:30Z");
    EXPECT_EQ(logs_that_hold(logs_of({first, second})), 2);
}

TEST_F(Scts, two_of_one_log_are_one_log) {
    embed({first.timestamp(entry, true), first.timestamp(entry, true, logged + std::chrono::hours(1))});
    EXPECT_EQ(logs_that_hold(logs_of({first})), 1);
    EXPECT_EQ(logs_that_hold(logs_of({first}), "the handshake did not end"), -1);
}

TEST_F(Scts, a_promise_about_another_certificate_is_none) {
    std::string other = entry;
    other.back() = static_cast<char>(other.back() ^ 1);
    embed({first.timestamp(other, true), first.timestamp(entry, false), second.timestamp(entry, true)});
    EXPECT_THAT(embedded(logs_of({first, second})), ElementsAre("bad_signature", "bad_signature", "verified"));
    EXPECT_EQ(logs_that_hold(logs_of({first, second})), 1);
    EXPECT_EQ(taken_by_openssl({first, second}), 1);
}

TEST_F(Scts, what_cannot_be_told_is_not_verified) {
    const Log stranger{"Stranger"};
    embed({stranger.timestamp(entry, true), first.timestamp(entry, true, now + std::chrono::hours(1))});
    EXPECT_THAT(embedded(logs_of({first})), ElementsAre("unknown_log", "in_future"));
    EXPECT_EQ(logs_that_hold(logs_of({first})), -1);
    EXPECT_THAT(embedded(logs_of({first, stranger}), false), ElementsAre("cannot_tell", "cannot_tell"));
}

TEST_F(Scts, those_sent_beside_are_over_the_certificate_itself) {
    X509_sign(leaf.get(), authority_key.get(), EVP_sha256());
    Writer whole;
    whole.vector(3, der_of(leaf));
    const std::string about_it = first.timestamp(whole.str(), false);
    const std::string about_another = first.timestamp(entry, true);
    for (const char* source : {"handshake", "staple"}) {
        EXPECT_THAT(states({{source, about_it}, {source, about_another}}, logs_of({first}), false),
                    ElementsAre("verified", "bad_signature"));
    }
}

TEST_F(Scts, none_is_none_and_a_broken_one_is_said) {
    X509_sign(leaf.get(), authority_key.get(), EVP_sha256());
    EXPECT_THAT(embedded(logs_of({first})), testing::IsEmpty());
    EXPECT_EQ(logs_that_hold(logs_of({first})), 0);
    std::string cut = first.timestamp(entry, true);
    cut.pop_back();
    for (const std::string& sct : {cut, std::string("x"), std::string(), std::string(200, '\1')})
        EXPECT_THAT(states({{"handshake", sct}}, logs_of({first})), ElementsAre("malformed"));
}

TEST(CtLogs, a_list_is_read_and_its_mistakes_are_named) {
    const Log log{"First"};
    EXPECT_EQ(logs_of({log}).find(log.id())->name, "First");
    EXPECT_EQ(logs_of({log}).find(std::string(32, 'x')), nullptr);
    const auto problem = [](const std::string& text) { return CtLogs::parse(text, "logs.json").error().message; };
    EXPECT_EQ(problem("{}"), "ct.no_logs");
    EXPECT_EQ(problem("[1,2]"), "ct.no_logs");
    EXPECT_THAT(problem("{"), HasSubstr("json."));
    std::string other = log_list({log});
    other.replace(other.find("\"key\":\"") + 7, 4, "AAAA");
    EXPECT_EQ(problem(other), "ct.log");
}

}  // namespace
}  // namespace attt::scanner::tls
