#include "scanner/http/headers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "base/text.h"

namespace attt::scanner::http {
namespace {

constexpr std::size_t longest = 2000;
constexpr std::size_t most_cookies = 100;

using Directives = std::map<std::string, std::vector<std::string>>;

// The first of a name counts (CSP3, section 2.2.1); values in lower case.
Directives directives_of(std::string_view policy) {
    Directives out;
    for (const std::string& part : base::split(policy, ';')) {
        std::vector<std::string> words;
        for (const std::string& word : base::split(base::trim(part), ' ')) {
            if (!base::trim(word).empty()) words.push_back(base::to_lower_ascii(base::trim(word)));
        }
        if (words.empty()) continue;
        const std::string name = words.front();
        words.erase(words.begin());
        out.emplace(name, std::move(words));
    }
    return out;
}

const std::vector<std::string>* sources(const Directives& directives, const char* name) {
    const auto own = directives.find(name);
    if (own != directives.end()) return &own->second;
    const auto fallback = directives.find("default-src");
    return fallback == directives.end() ? nullptr : &fallback->second;
}

bool holds(const std::vector<std::string>& values, std::string_view value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

bool has_nonce_or_hash(const std::vector<std::string>& values) {
    return std::any_of(values.begin(), values.end(), [](const std::string& value) {
        return value.starts_with("'nonce-") || value.starts_with("'sha256-") || value.starts_with("'sha384-") ||
               value.starts_with("'sha512-") || value == "'strict-dynamic'";
    });
}

bool lets_anything_in(const std::vector<std::string>& values) {
    return holds(values, "*") || holds(values, "http:") || holds(values, "https:") || holds(values, "data:");
}

void set_text(base::Object& facts, const char* fact, const Headers& headers, const char* header) {
    if (has(headers, header)) facts.set(fact, joined(headers, header).substr(0, longest));
}

bool frame_protected(const Headers& headers) {
    const std::string options = base::to_lower_ascii(joined(headers, "x-frame-options"));
    if (options.starts_with("deny") || options.starts_with("sameorigin")) return true;
    const Directives directives = directives_of(joined(headers, "content-security-policy"));
    const auto ancestors = directives.find("frame-ancestors");
    return ancestors != directives.end() && !lets_anything_in(ancestors->second);
}

// Referrer Policy, section 8.1: the last value that is understood counts.
std::string referrer_policy_of(const Headers& headers) {
    constexpr std::array<std::string_view, 8> known = {"no-referrer",
                                                       "no-referrer-when-downgrade",
                                                       "same-origin",
                                                       "origin",
                                                       "strict-origin",
                                                       "origin-when-cross-origin",
                                                       "strict-origin-when-cross-origin",
                                                       "unsafe-url"};
    std::string out;
    for (const std::string& part : base::split(joined(headers, "referrer-policy"), ',')) {
        const std::string value = base::to_lower_ascii(base::trim(part));
        if (std::find(known.begin(), known.end(), value) != known.end()) out = value;
    }
    return out;
}

Cookie cookie_of(std::string_view text) {
    Cookie cookie;
    bool first = true;
    for (const std::string& part : base::split(text, ';')) {
        const auto equals = part.find('=');
        const std::string name(base::trim(std::string_view(part).substr(0, equals)));
        const std::string value =
            equals == std::string::npos ? "" : std::string(base::trim(std::string_view(part).substr(equals + 1)));
        const std::string lower = base::to_lower_ascii(name);
        if (first)
            cookie.name = name.substr(0, 100);
        else if (lower == "secure")
            cookie.secure = true;
        else if (lower == "httponly")
            cookie.http_only = true;
        else if (lower == "samesite")
            cookie.same_site = base::to_lower_ascii(value).substr(0, 20);
        else if (lower == "path")
            cookie.path = value.substr(0, 200);
        else if (lower == "domain")
            cookie.domain = value.substr(0, 255);
        first = false;
    }
    return cookie;
}

}  // namespace

std::string joined(const Headers& headers, std::string_view name) {
    std::string out;
    bool any = false;
    for (const auto& [field, value] : headers) {
        if (field != name) continue;
        out += any ? ", " + value : value;
        any = true;
    }
    return out;
}

bool has(const Headers& headers, std::string_view name) {
    return std::any_of(headers.begin(), headers.end(), [&](const auto& field) { return field.first == name; });
}

std::vector<std::string> gaps_of_policy(std::string_view policy) {
    const Directives directives = directives_of(policy);
    std::vector<std::string> gaps;
    const auto* scripts = sources(directives, "script-src");
    if (scripts == nullptr) {
        gaps.emplace_back("no_script_src");
    } else {
        if (holds(*scripts, "'unsafe-inline'") && !has_nonce_or_hash(*scripts)) gaps.emplace_back("unsafe_inline");
        if (holds(*scripts, "'unsafe-eval'")) gaps.emplace_back("unsafe_eval");
        if (lets_anything_in(*scripts) && !holds(*scripts, "'strict-dynamic'")) gaps.emplace_back("wildcard");
    }
    const auto* objects = sources(directives, "object-src");
    if (objects == nullptr || lets_anything_in(*objects)) gaps.emplace_back("no_object_src");
    if (!directives.contains("frame-ancestors")) gaps.emplace_back("no_frame_ancestors");
    if (!directives.contains("base-uri")) gaps.emplace_back("no_base_uri");
    return gaps;
}

void state_policies(const Headers& headers, base::Object& facts) {
    set_text(facts, "csp", headers, "content-security-policy");
    if (has(headers, "content-security-policy")) {
        // of several policies each must allow: a gap counts when all of them leave it
        std::vector<std::string> gaps;
        bool first = true;
        for (const auto& [name, value] : headers) {
            if (name != "content-security-policy") continue;
            const auto own = gaps_of_policy(value);
            if (first)
                gaps = own;
            else
                std::erase_if(gaps, [&](const std::string& gap) { return !holds(own, gap); });
            first = false;
        }
        facts.set("csp_gaps", gaps);
    } else {
        facts.set("csp_gaps", std::vector<std::string>{
                                  has(headers, "content-security-policy-report-only") ? "report_only" : "no_policy"});
    }
    set_text(facts, "x_frame_options", headers, "x-frame-options");
    facts.set("frame_protected", frame_protected(headers));
    facts.set("nosniff", base::to_lower_ascii(joined(headers, "x-content-type-options")).starts_with("nosniff"));
    if (const std::string policy = referrer_policy_of(headers); !policy.empty()) facts.set("referrer_policy", policy);
    set_text(facts, "permissions_policy", headers, "permissions-policy");
    set_text(facts, "coop", headers, "cross-origin-opener-policy");
    set_text(facts, "corp", headers, "cross-origin-resource-policy");
}

// RFC 6797, section 6.1: directives separated by ";", names without regard to case, values perhaps quoted; section 8.1:
// only the first of several headers counts.
void state_hsts(const Headers& headers, base::Object& facts) {
    const auto header = std::find_if(headers.begin(), headers.end(),
                                     [](const auto& field) { return field.first == "strict-transport-security"; });
    if (header == headers.end()) return;
    facts.set("hsts", header->second);
    bool subdomains = false;
    bool preload = false;
    for (const std::string& part : base::split(header->second, ';')) {
        const std::string directive = base::to_lower_ascii(base::trim(part));
        if (directive == "includesubdomains") subdomains = true;
        if (directive == "preload") preload = true;
        const auto equals = directive.find('=');
        if (equals == std::string::npos || base::trim(std::string_view(directive).substr(0, equals)) != "max-age")
            continue;
        std::string_view value = base::trim(std::string_view(directive).substr(equals + 1));
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
        std::int64_t seconds = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
        if (error == std::errc() && end == value.data() + value.size()) facts.set("hsts_max_age", seconds);
    }
    facts.set("hsts_include_subdomains", subdomains);
    facts.set("hsts_preload", preload);
}

bool Cookie::breaks_prefix() const {
    if (name.starts_with("__Secure-")) return !secure;
    if (name.starts_with("__Host-")) return !secure || path != "/" || !domain.empty();
    return false;
}

std::vector<Cookie> cookies_in(const Headers& headers) {
    std::vector<Cookie> out;
    for (const auto& [name, value] : headers) {
        if (name == "set-cookie" && out.size() < most_cookies) out.push_back(cookie_of(value));
    }
    return out;
}

bool cookies_beyond_limit(const Headers& headers) {
    const auto sent =
        std::count_if(headers.begin(), headers.end(), [](const auto& field) { return field.first == "set-cookie"; });
    return static_cast<std::size_t>(sent) > most_cookies;
}

void state_cookies(const Headers& headers, base::Object& facts) {
    base::Array all;
    std::vector<std::string> insecure, readable, sent_everywhere, breaking;
    for (const Cookie& cookie : cookies_in(headers)) {
        all.emplace_back(base::Object{{"name", cookie.name},
                                      {"secure", cookie.secure},
                                      {"http_only", cookie.http_only},
                                      {"same_site", cookie.same_site}});
        if (!cookie.secure) insecure.push_back(cookie.name);
        if (!cookie.http_only) readable.push_back(cookie.name);
        // browsers refuse "none" without Secure and take an unsaid one for Lax; said it should be
        if (cookie.same_site != "strict" && cookie.same_site != "lax" && cookie.same_site != "none")
            sent_everywhere.push_back(cookie.name);
        if (cookie.breaks_prefix()) breaking.push_back(cookie.name);
    }
    facts.set("cookies", std::move(all));
    facts.set("cookies_without_secure", insecure);
    facts.set("cookies_without_http_only", readable);
    facts.set("cookies_without_same_site", sent_everywhere);
    facts.set("cookies_breaking_prefix", breaking);
}

void state_compression(const Headers& headers, base::Object& facts) {
    constexpr std::size_t longest = 40;
    const std::string sent = base::to_lower_ascii(joined(headers, "content-encoding")).substr(0, longest);
    const bool as_it_is = sent.empty() || sent == "identity";
    std::vector<std::string> cookies;
    for (const Cookie& cookie : cookies_in(headers)) {
        if (!as_it_is && cookie.same_site != "strict" && cookie.same_site != "lax") cookies.push_back(cookie.name);
    }
    facts.set("https_encoding", as_it_is ? "identity" : sent);
    facts.set("compressed_with_cookies", cookies);
}

}  // namespace attt::scanner::http
