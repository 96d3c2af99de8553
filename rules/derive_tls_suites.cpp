#include "rules/derive_tls_suites.h"

#include <algorithm>
#include <set>

#include "rules/missing.h"

namespace attt::rules {
namespace {

using base::Value;
using model::Observation;

bool holds(std::string_view name, std::string_view part) {
    return name.find(part) != std::string_view::npos;
}

bool holds_any(std::string_view name, std::initializer_list<std::string_view> parts) {
    return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) { return holds(name, part); });
}

// TLS 1.3 names no key exchange: it is always ephemeral. SSLv2 knows RSA alone.
bool is_tls1_3(std::string_view name) {
    return name.starts_with("TLS_") && !holds(name, "_WITH_");
}

std::set<std::string> kinds_of_cipher(std::string_view name) {
    std::set<std::string> out;
    const bool triple = holds_any(name, {"3DES", "DES_192_EDE3"});
    const bool integrity_only = is_tls1_3(name) && holds_any(name, {"_SHA256_SHA256", "_SHA384_SHA384"});
    if (holds(name, "_NULL") || integrity_only) out.insert("null");
    if (holds(name, "EXPORT")) out.insert("export");
    if (holds(name, "RC4")) out.insert("rc4");
    if (holds(name, "RC2")) out.insert("rc2");
    if (triple) out.insert("triple_des");
    if (!triple && holds_any(name, {"_DES_", "_DES40_"})) out.insert("des");
    if (triple || holds_any(name, {"_DES_", "_DES40_", "RC2", "IDEA", "_28147_", "MAGMA"})) out.insert("block64");
    if (holds(name, "_CBC_")) out.insert("cbc");
    return out;
}

std::set<std::string> kinds_of_exchange(std::string_view name) {
    if (is_tls1_3(name)) return {"forward_secret"};
    std::set<std::string> out;
    if (holds(name, "_anon_")) out.insert("anonymous");
    if (holds_any(name, {"_ECDHE_", "_DHE_", "_ECCPWD_"})) {
        out.insert("forward_secret");
    } else if (!holds_any(name, {"_anon_", "_SRP_"})) {
        out.insert("static_exchange");
    }
    const bool ssl2 = name.starts_with("SSL_CK_");
    if (ssl2 || holds_any(name, {"TLS_RSA_", "SSL_RSA_"})) out.insert("rsa_exchange");
    return out;
}

}  // namespace

std::vector<std::string> kinds_of_suite(std::string_view version, std::string_view suite) {
    if (suite.starts_with("0x")) return {"unnamed"};
    std::set<std::string> out = kinds_of_cipher(suite);
    out.merge(kinds_of_exchange(suite));
    if (out.contains("cbc") && version == "SSLv3") out.insert("cbc_in_ssl3");
    if (out.contains("cbc") && version == "TLSv1.0") out.insert("cbc_in_tls1_0");
    return {out.begin(), out.end()};
}

std::vector<model::Fact> derive_tls_suite_kinds(std::span<const Observation> observations) {
    constexpr std::string_view prefix = "ciphers.";
    std::vector<model::Fact> out;
    for (const Observation& each : observations) {
        if (each.probe != "tls") continue;
        model::Fact fact;
        fact.name = "tls.suite_kinds";
        fact.endpoint = each.endpoint;
        fact.observed_at = each.observed_at;
        const base::Object* versions = each.facts["ciphers"].if_object();
        if (each.status != model::Status::ok || versions == nullptr) {
            fact.missing = each.status != model::Status::ok ? missing_of(each) : "not_measured";
            out.push_back(std::move(fact));
            continue;
        }
        std::set<std::string> kinds;
        for (const auto& [version, suites] : *versions)
            for (const std::string& suite : base::strings_of(suites))
                for (std::string& kind : kinds_of_suite(version, suite))
                    kinds.insert(std::move(kind));
        fact.value = std::vector<std::string>(kinds.begin(), kinds.end());
        if (kinds.contains("unnamed")) fact.undetermined.push_back({{}, "a code without a name is accepted"});
        if (const base::Array* doubts = each.facts["undetermined"].if_array(); doubts != nullptr) {
            for (const Value& doubt : *doubts) {
                const std::string about = doubt["fact"].string_or("");
                if (about != "ciphers" && !about.starts_with(prefix)) continue;
                const std::string reason = doubt["reason"].string_or("");
                if (doubt["value"].is_null()) {
                    fact.undetermined.push_back({{}, reason});
                    continue;
                }
                // A kind that another suite has shown is settled by that.
                for (std::string& kind :
                     kinds_of_suite(about.substr(std::min(about.size(), prefix.size())), doubt["value"].string_or("")))
                    if (!kinds.contains(kind)) fact.undetermined.push_back({std::move(kind), reason});
            }
        }
        out.push_back(std::move(fact));
    }
    return out;
}

}  // namespace attt::rules
