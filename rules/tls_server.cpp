#include "rules/tls_server.h"

#include <algorithm>
#include <set>

namespace attt::rules {
namespace {

using base::Value;

bool holds(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

bool is_tls1_3(std::string_view version) {
    return version == "TLSv1.3";
}

}  // namespace

TlsServer::TlsServer(const Value& facts) : facts_(&facts) {
    const base::Array* open = facts["undetermined"].if_array();
    if (open == nullptr) return;
    for (const Value& each : *open) {
        const Value& value = each["value"];
        doubts_.push_back({each["fact"].string_or(""), value.string_or(""), each["reason"].string_or("")});
    }
}

bool TlsServer::states(std::string_view fact) const {
    const Value* value = facts_->at_path(fact);
    return value != nullptr && !value->is_null();
}

std::vector<std::string> TlsServer::strings(std::string_view fact) const {
    const Value* value = facts_->at_path(fact);
    return value == nullptr ? std::vector<std::string>() : base::strings_of(*value);
}

bool TlsServer::speaks(std::string_view version) const {
    const auto all = base::strings_of((*facts_)["versions"]);
    return std::find(all.begin(), all.end(), version) != all.end();
}

// A version's name has a dot in it, so no dotted path leads there.
std::vector<std::string> TlsServer::suites(std::string_view version) const {
    return base::strings_of((*facts_)["ciphers"][version]);
}

std::vector<TlsDoubt> TlsServer::doubts(std::string_view fact) const {
    std::vector<TlsDoubt> out;
    std::copy_if(doubts_.begin(), doubts_.end(), std::back_inserter(out),
                 [&](const TlsDoubt& doubt) { return doubt.fact == fact; });
    return out;
}

std::optional<bool> TlsServer::order(std::string_view version) const {
    const Value& said = (*facts_)["server_order"][version];
    return said.if_bool() == nullptr ? std::nullopt : std::optional(said.bool_or(false));
}

bool TlsServer::speaks_old() const {
    const auto all = base::strings_of((*facts_)["versions"]);
    return std::any_of(all.begin(), all.end(), [](const std::string& version) { return !is_tls1_3(version); });
}

bool TlsServer::old_open() const {
    const auto open = doubts("versions");
    return !states("versions") ||
           std::any_of(open.begin(), open.end(), [](const TlsDoubt& doubt) { return !is_tls1_3(doubt.value); });
}

bool TlsServer::exchanges_over_dh() const {
    return std::any_of(std::begin(tls_versions_in_order), std::end(tls_versions_in_order), [&](std::string_view each) {
        const auto all = suites(each);
        return std::any_of(all.begin(), all.end(), [](const std::string& suite) { return suite_over_dh(suite); });
    });
}

bool TlsServer::dh_open() const {
    for (const std::string_view version : tls_versions_in_order) {
        if (is_tls1_3(version)) continue;
        const std::string fact = "ciphers." + std::string(version);
        for (const TlsDoubt& doubt : doubts(fact))
            if (doubt.value.empty() || suite_over_dh(doubt.value)) return true;
    }
    return old_open();
}

std::vector<const Value*> TlsServer::certificates() const {
    std::vector<const Value*> out;
    const Value& own = (*facts_)["certificate"];
    if (own.if_object() != nullptr) out.push_back(&own);
    const base::Array* chain = (*facts_)["chain"].if_array();
    const std::string leaf = chain == nullptr || chain->empty() ? "" : chain->front()["sha256"].string_or("");
    if (const base::Array* others = (*facts_)["certificates"].if_array(); others != nullptr) {
        for (const Value& each : *others) {
            if (leaf.empty() || each["sha256"].string_or("") != leaf) out.push_back(&each);
        }
    }
    return out;
}

std::vector<std::string> TlsServer::key_families() const {
    std::set<std::string> out;
    for (const std::string& scheme : base::strings_of((*facts_)["signature_algorithms"]))
        if (std::string key = scheme_key(scheme); !key.empty()) out.insert(std::move(key));
    for (const std::string_view version : tls_versions_in_order)
        for (const std::string& suite : suites(version))
            if (std::string key = suite_key(suite); !key.empty()) out.insert(std::move(key));
    // Suites of ECDSA serve Ed25519 and Ed448 too (RFC 8422 5.10): the scheme tells which.
    if (out.contains("Ed25519") || out.contains("Ed448")) {
        const auto schemes = base::strings_of((*facts_)["signature_algorithms"]);
        const bool ecdsa = std::any_of(schemes.begin(), schemes.end(),
                                       [](const std::string& scheme) { return scheme_key(scheme) == "EC"; });
        if (!ecdsa) out.erase("EC");
    }
    return {out.begin(), out.end()};
}

bool suite_over_dh(std::string_view suite) {
    return holds(suite, "_DHE_") || holds(suite, "_DH_anon_");
}

bool suite_over_curves(std::string_view suite) {
    return holds(suite, "_ECDHE_") || holds(suite, "_ECDH_anon_");
}

std::string suite_key(std::string_view suite) {
    if (!holds(suite, "_WITH_") || holds(suite, "_anon_") || holds(suite, "PSK")) return "";
    if (holds(suite, "_ECDSA_")) return "EC";
    if (holds(suite, "_DSS_")) return "DSA";
    if (holds(suite, "_RSA_") || suite.starts_with("SSL_CK_")) return "RSA";
    return "";
}

std::string scheme_key(std::string_view scheme) {
    if (scheme.starts_with("rsa_")) return "RSA";
    if (scheme.starts_with("ecdsa_")) return "EC";
    if (scheme.starts_with("dsa_")) return "DSA";
    if (scheme == "ed25519") return "Ed25519";
    if (scheme == "ed448") return "Ed448";
    return "";
}

}  // namespace attt::rules
