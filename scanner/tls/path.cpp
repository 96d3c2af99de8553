#include "scanner/tls/path.h"

#include <algorithm>
#include <set>

#include "scanner/tls/certificate.h"
#include "scanner/tls/chain.h"
#include "scanner/tls/openssl_handles.h"

namespace attt::scanner::tls {
namespace {

constexpr long status_request = 5;  // RFC 7633, section 4.2.3.1

using TlsFeatureHandle = std::unique_ptr<TLS_FEATURE, Freed<TLS_FEATURE_free>>;

bool asks_for_staple(const X509* leaf) {
    const TlsFeatureHandle features(
        static_cast<TLS_FEATURE*>(X509_get_ext_d2i(leaf, NID_tlsfeature, nullptr, nullptr)));
    const int count = features ? sk_ASN1_INTEGER_num(features.get()) : 0;
    for (int i = 0; i < count; ++i)
        if (ASN1_INTEGER_get(sk_ASN1_INTEGER_value(features.get(), i)) == status_request) return true;
    return false;
}

int days_of(const X509* leaf) {
    int days = 0;
    int seconds = 0;
    if (ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(leaf), X509_get0_notAfter(leaf)) != 1) return 0;
    return days + (seconds > 0 ? 1 : 0);
}

bool names_itself(const X509* certificate) {
    return X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) == 0;
}

bool has_expired(const X509* certificate, base::Time now) {
    std::time_t at = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    return X509_cmp_time(X509_get0_notAfter(certificate), &at) <= 0;
}

std::vector<std::string> issues_of(const std::vector<std::string>& sent, const Judged& judged, base::Time now) {
    const auto place_in_path = [&](const std::string& der) {
        return std::find(judged.path.begin(), judged.path.end(), der) - judged.path.begin();
    };
    const auto outside = std::ssize(judged.path);
    std::set<std::string> seen;
    bool out_of_order = false;
    bool unneeded = false;
    bool repeated = false;
    bool root = false;
    bool expired = false;
    std::ptrdiff_t last = -1;
    for (const std::string& der : sent) {
        const X509Handle certificate = read_certificate(der);
        const bool again = !seen.insert(der).second;
        repeated = repeated || again;
        if (!certificate || again) continue;
        const bool is_leaf = seen.size() == 1;
        const bool is_root = !is_leaf && names_itself(certificate.get());
        root = root || is_root;
        expired = expired || (!is_leaf && has_expired(certificate.get(), now));
        const auto place = place_in_path(der);
        unneeded = unneeded || (place == outside && !is_root);
        if (place == outside) continue;
        out_of_order = out_of_order || place < last;
        last = place;
    }
    const X509Handle top = judged.path.empty() ? nullptr : read_certificate(judged.path.back());
    const bool incomplete = top && !judged.reaches_anchor && !names_itself(top.get());
    std::vector<std::string> out;
    for (const auto& [holds, name] : {std::pair{incomplete, "incomplete"},
                                      {out_of_order, "out_of_order"},
                                      {unneeded, "unneeded"},
                                      {repeated, "repeated"},
                                      {root, "root_included"},
                                      {expired, "expired_issuer"}})
        if (holds) out.emplace_back(name);
    return out;
}

}  // namespace

void state_path(const std::vector<std::string>& chain, const TrustStore& anchors, base::Time now, base::Object& facts) {
    const X509StackHandle sent = read_chain(chain);
    const X509Handle leaf = chain.empty() ? nullptr : read_certificate(chain.front());
    if (!sent || !leaf) return;
    const Judged judged = judge_chain(leaf.get(), sent.get(), anchors.store(), now);
    base::Array path;
    std::vector<std::string> signatures;
    for (const std::string& der : judged.path) {
        base::Object each = leaf_facts(der);
        const bool was_sent = std::find(chain.begin(), chain.end(), der) != chain.end();
        const bool is_anchor = judged.reaches_anchor && &der == &judged.path.back();
        each.set("origin", is_anchor || !was_sent ? "anchor" : "sent");
        const std::string algorithm = each.find("signature_algorithm")->string_or("");
        const bool counts =
            !is_anchor && std::find(signatures.begin(), signatures.end(), algorithm) == signatures.end();
        if (counts) signatures.push_back(algorithm);
        path.emplace_back(std::move(each));
    }
    facts.set("path", std::move(path));
    if (judged.reaches_anchor && !judged.path.empty())
        facts.set("anchor", anchors.is_of_system(judged.path.back()) ? "system" : "added");
    const std::vector<std::string> issues = issues_of(chain, judged, now);
    // above a gap nobody has seen who signed by what: not set, so that rules know nothing
    if (std::find(issues.begin(), issues.end(), "incomplete") == issues.end())
        facts.set("path_signatures", std::move(signatures));
    facts.set("chain_issues", issues);
    facts.set("must_staple", asks_for_staple(leaf.get()));
    facts.set("validity_days", days_of(leaf.get()));
}

}  // namespace attt::scanner::tls
