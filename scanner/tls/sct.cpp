#include "scanner/tls/sct.h"

#include <openssl/ct.h>
#include <openssl/err.h>

#include <algorithm>
#include <optional>
#include <set>

#include "base/base64.h"
#include "scanner/tls/chain.h"
#include "scanner/tls/openssl_handles.h"

namespace attt::scanner::tls {
namespace {

using SctHandle = std::unique_ptr<SCT, Freed<SCT_free>>;
using SctListHandle = std::unique_ptr<STACK_OF(SCT), Freed<SCT_LIST_free>>;

constexpr int most_scts = 30;
// Of different logs: what browsers ask at least.
constexpr std::size_t enough_logs = 2;
constexpr std::size_t longest_entry = (1U << 24U) - 1;

SctHandle parse(std::string_view bytes) {
    const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
    SctHandle out(o2i_SCT(nullptr, &at, bytes.size()));
    ERR_clear_error();
    return out;
}

std::string text_of(const unsigned char* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

void append_number(std::string& out, std::uint64_t number, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(number >> static_cast<unsigned>(shift) & 0xFFU));
}

std::string issuer_key_hash(const X509* issuer) {
    unsigned char* der = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(issuer), &der);
    if (size <= 0) return {};
    std::string key = text_of(der, static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return sha256(key);
}

// The precertificate's TBSCertificate: the certificate's own without the list of timestamps (section 3.2).
std::string precertificate(const X509* certificate) {
    const X509Handle copy(X509_dup(certificate));
    const int at = copy ? X509_get_ext_by_NID(copy.get(), NID_ct_precert_scts, -1) : -1;
    if (at < 0) return {};
    X509_EXTENSION_free(X509_delete_ext(copy.get(), at));
    unsigned char* der = nullptr;
    const int size = i2d_re_X509_tbs(copy.get(), &der);
    if (size <= 0) return {};
    std::string out = text_of(der, static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return out;
}

// signed_entry with its type in front; empty where the issuer is needed and not known.
std::string entry_of(const Sct& sct, const std::vector<std::string>& path) {
    std::string out;
    if (path.empty() || path.front().size() > longest_entry) return out;
    if (sct.source != "certificate") {
        append_number(out, 0, 2);  // x509_entry
        append_number(out, path.front().size(), 3);
        return out + path.front();
    }
    const X509Handle leaf = read_certificate(path.front());
    const X509Handle issuer = path.size() < 2 ? nullptr : read_certificate(path[1]);
    if (!leaf || !issuer) return out;
    const std::string to_be_signed = precertificate(leaf.get());
    const std::string key_hash = issuer_key_hash(issuer.get());
    if (to_be_signed.empty() || key_hash.empty()) return out;
    append_number(out, 1, 2);  // precert_entry
    out += key_hash;
    append_number(out, to_be_signed.size(), 3);
    return out + to_be_signed;
}

// What the log signs (section 3.2: version v1, signature type certificate_timestamp).
std::string signed_data(const SCT* sct, const std::string& entry) {
    unsigned char* extensions = nullptr;
    const std::size_t size = SCT_get0_extensions(sct, &extensions);
    std::string out;
    append_number(out, 0, 1);
    append_number(out, 0, 1);
    append_number(out, SCT_get_timestamp(sct), 8);
    out += entry;
    append_number(out, size, 2);
    return size == 0 ? out : out + text_of(extensions, size);
}

// Section 2.1.4: ECDSA over P-256 or RSA, with SHA-256.
bool is_signed(const SCT* sct, const CtLog& log, const std::string& data) {
    const int algorithm = SCT_get_signature_nid(sct);
    if (algorithm != NID_ecdsa_with_SHA256 && algorithm != NID_sha256WithRSAEncryption) return false;
    const auto* at = reinterpret_cast<const unsigned char*>(log.key.data());
    const PublicKeyHandle key(d2i_PUBKEY(nullptr, &at, static_cast<long>(log.key.size())));
    const DigestHandle digest(EVP_MD_CTX_new());
    unsigned char* signature = nullptr;
    const std::size_t size = SCT_get0_signature(sct, &signature);
    const bool holds = key && digest &&
                       EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
                       EVP_DigestVerify(digest.get(), signature, size,
                                        reinterpret_cast<const unsigned char*>(data.data()), data.size()) == 1;
    ERR_clear_error();
    return holds;
}

// Milliseconds since 1970; nothing where no calendar has it.
std::optional<base::Time> time_of(const SCT* sct) {
    constexpr std::uint64_t year_9999 = 253402300799000;
    const std::uint64_t milliseconds = SCT_get_timestamp(sct);
    if (milliseconds > year_9999) return std::nullopt;
    return base::Time(std::chrono::milliseconds(static_cast<std::int64_t>(milliseconds)));
}

const char* status_of(const SCT* sct, const CtLog* log, const std::string& entry, base::Time now) {
    if (log == nullptr) return "unknown_log";
    if (entry.empty()) return "cannot_tell";
    if (!is_signed(sct, *log, signed_data(sct, entry))) return "bad_signature";
    const auto at = time_of(sct);
    return !at || *at > now ? "in_future" : "verified";
}

}  // namespace

std::string sha256(std::string_view bytes) {
    std::string out(32, '\0');
    unsigned size = 0;
    EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(out.data()), &size, EVP_sha256(), nullptr);
    return out;
}

std::vector<Sct> embedded_scts(std::string_view certificate) {
    std::vector<Sct> out;
    const X509Handle leaf = read_certificate(certificate);
    const SctListHandle list(
        leaf ? static_cast<STACK_OF(SCT)*>(X509_get_ext_d2i(leaf.get(), NID_ct_precert_scts, nullptr, nullptr))
             : nullptr);
    const int count = list ? std::min(sk_SCT_num(list.get()), most_scts) : 0;
    for (int i = 0; i < count; ++i) {
        unsigned char* bytes = nullptr;
        const int size = i2o_SCT(sk_SCT_value(list.get(), i), &bytes);
        if (size > 0) out.push_back({"certificate", text_of(bytes, static_cast<std::size_t>(size))});
        OPENSSL_free(bytes);
    }
    ERR_clear_error();
    return out;
}

base::Object sct_facts(const Sct& sct, const std::vector<std::string>& path, const CtLogs& logs, base::Time now) {
    base::Object out{{"source", sct.source}};
    const SctHandle parsed = parse(sct.bytes);
    if (!parsed || SCT_get_version(parsed.get()) != SCT_VERSION_V1) {
        out.set("status", "malformed");
        return out;
    }
    unsigned char* id = nullptr;
    const std::size_t id_size = SCT_get0_log_id(parsed.get(), &id);
    const std::string log_id = text_of(id, id_size);
    out.set("log_id", base::base64(log_id));
    const CtLog* log = logs.find(log_id);
    if (log != nullptr) out.set("log", log->name);
    if (log != nullptr && !log->state.empty()) out.set("log_state", log->state);
    if (const auto at = time_of(parsed.get())) out.set("timestamp", base::to_rfc3339(*at));
    out.set("status", status_of(parsed.get(), log, entry_of(sct, path), now));
    return out;
}

void state_scts(const std::vector<Sct>& scts, const std::string& leaf, const std::vector<std::string>& path,
                const CtLogs& logs, const std::string& unseen, base::Object& facts, base::Array& doubts) {
    const std::vector<std::string> known = path.empty() ? std::vector<std::string>{leaf} : path;
    const base::Time now = base::now();
    base::Array all;
    std::set<std::string> holding;
    std::string open = unseen;
    for (const Sct& sct : scts) {
        base::Object each = sct_facts(sct, known, logs, now);
        const std::string status = each.find("status")->string_or("");
        if (status == "verified") holding.insert(each.find("log_id")->string_or(""));
        if (status == "unknown_log" && open.empty()) open = "a timestamp is of a log that the list does not know";
        if (status == "cannot_tell" && open.empty())
            open = "the issuer is not known, so a timestamp cannot be verified";
        all.emplace_back(std::move(each));
    }
    facts.set("scts", std::move(all));
    if (holding.size() < enough_logs && !open.empty()) {
        doubts.emplace_back(base::Object{{"fact", "sct_logs"}, {"value", nullptr}, {"reason", open}});
    } else {
        facts.set("sct_logs", holding.size());
    }
}

}  // namespace attt::scanner::tls
