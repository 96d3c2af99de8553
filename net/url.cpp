#include "net/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include "base/text.h"
#include "net/scope.h"

namespace attt::net {
namespace {

struct Scheme {
    std::string_view name;
    std::uint16_t port;
};

constexpr std::array schemes = {Scheme{"https", 443}, Scheme{"http", 80}, Scheme{"smtp", 25},  Scheme{"imap", 143},
                                Scheme{"pop3", 110},  Scheme{"ftp", 21},  Scheme{"ldap", 389}, Scheme{"rdp", 3389}};

constexpr std::size_t longest_url = 8192;

std::optional<std::uint16_t> default_port(std::string_view scheme) {
    const auto at = std::find_if(schemes.begin(), schemes.end(), [&](const Scheme& s) { return s.name == scheme; });
    if (at == schemes.end()) return std::nullopt;
    return at->port;
}

bool is_alpha(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_blank_or_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte == 0x7f;
}

base::Error url_error(std::string_view id, std::string_view url) {
    return {base::ErrorCode::bad_input, std::string(id), {{"url", base::printable(url, 200)}}};
}

// RFC 3986, section 3.1
bool is_scheme(std::string_view text) {
    if (text.empty() || !is_alpha(text.front())) return false;
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; });
}

// A last label of digits makes the whole an IPv4 address to some programs ("127.1", "0x7f.1"); which one, none says.
bool looks_like_number(std::string_view label) {
    const bool hexadecimal = label.starts_with("0x");
    if (hexadecimal) label.remove_prefix(2);
    return std::all_of(label.begin(), label.end(),
                       [&](char c) { return is_digit(c) || (hexadecimal && c >= 'a' && c <= 'f'); });
}

bool is_host_name(std::string_view host) {
    if (host.empty() || host.size() > 253) return false;
    const std::vector<std::string> labels = base::split(host, '.');
    const bool sound = std::all_of(labels.begin(), labels.end(), [](const std::string& label) {
        return !label.empty() && label.size() <= 63 && std::all_of(label.begin(), label.end(), [](char c) {
            return is_alpha(c) || is_digit(c) || c == '-' || c == '_';
        });
    });
    return sound && !looks_like_number(labels.back());
}

std::optional<std::string> normal_host(std::string_view text) {
    if (text.starts_with('[')) {
        if (!text.ends_with(']')) return std::nullopt;
        const std::string_view inner = text.substr(1, text.size() - 2);
        const auto address = Address::parse(inner);
        if (!address || inner.find(':') == std::string_view::npos) return std::nullopt;
        return address->text();
    }
    if (text.find(':') != std::string_view::npos) return std::nullopt;
    if (const auto address = Address::parse(text)) return address->text();
    auto host = base::to_ascii_host(text);
    if (host && host->ends_with('.')) host->pop_back();
    if (!host || !is_host_name(*host)) return std::nullopt;
    return host;
}

// What RFC 3986 does not allow in a path or query is percent-encoded, so that the text is one URL to everybody.
std::string encoded(std::string_view text) {
    constexpr std::string_view allowed = "-._~!$&'()*+,;=:@/?%[]";
    std::string out;
    for (const char c : text) {
        if (is_alpha(c) || is_digit(c) || allowed.find(c) != std::string_view::npos) {
            out += c;
        } else {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return out;
}

// RFC 3986, section 5.2.4; `path` begins with "/".
std::string without_dot_segments(std::string_view path) {
    std::vector<std::string> kept;
    std::vector<std::string> segments = base::split(path.substr(1), '/');
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const bool last = i + 1 == segments.size();
        if (segments[i] == ".." && !kept.empty()) kept.pop_back();
        if (segments[i] != "." && segments[i] != "..") {
            kept.push_back(std::move(segments[i]));
        } else if (last) {
            kept.emplace_back();
        }
    }
    return fmt::format("/{}", fmt::join(kept, "/"));
}

std::string normal_path(std::string_view path_and_query) {
    path_and_query = path_and_query.substr(0, path_and_query.find('#'));
    const auto mark = path_and_query.find('?');
    const std::string_view path = path_and_query.substr(0, mark);
    std::string out = path.empty() ? "/" : without_dot_segments(encoded(path));
    if (mark != std::string_view::npos) out += encoded(path_and_query.substr(mark));
    return out;
}

}  // namespace

bool Url::host_is_address() const {
    return Address::parse(host).has_value();
}

std::string Url::text() const {
    const bool v6 = host.find(':') != std::string::npos;
    std::string out = fmt::format("{}://{}", scheme, v6 ? "[" + host + "]" : host);
    if (default_port(scheme) != port) out += fmt::format(":{}", port);
    return out + path;
}

base::Result<Url> parse_url(std::string_view text) {
    if (text.size() > longest_url) return base::fail(url_error("url.too_long", text));
    if (std::any_of(text.begin(), text.end(), is_blank_or_control)) return base::fail(url_error("url.character", text));
    const auto mark = text.find("://");
    if (mark == std::string_view::npos || !is_scheme(text.substr(0, mark))) {
        return base::fail(url_error("url.no_scheme", text));
    }
    Url url;
    url.scheme = base::to_lower_ascii(text.substr(0, mark));
    const auto usual_port = default_port(url.scheme);
    if (!usual_port) return base::fail(url_error("url.scheme", text));

    const std::string_view rest = text.substr(mark + 3);
    const auto path_at = std::min(rest.find_first_of("/?#"), rest.size());
    std::string_view authority = rest.substr(0, path_at);
    const auto bracket = authority.rfind(']');
    const bool unclosed = authority.starts_with('[') && bracket == std::string_view::npos;
    if (unclosed || authority.find('@') != std::string_view::npos) return base::fail(url_error("url.host", text));
    url.port = *usual_port;
    const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    if (colon != std::string_view::npos) {
        const std::string_view digits = authority.substr(colon + 1);
        authority = authority.substr(0, colon);
        if (!digits.empty()) {
            const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), url.port);
            const bool sound = error == std::errc() && end == digits.data() + digits.size() && url.port != 0;
            if (!sound) return base::fail(url_error("url.port", text));
        }
    }
    auto host = normal_host(authority);
    if (!host) return base::fail(url_error("url.host", text));
    url.host = std::move(*host);
    url.path = normal_path(rest.substr(path_at));
    return url;
}

// Servers write blanks at the ends and inside of Location; browsers follow them, and so do the people we report for.
base::Result<Url> resolve_reference(const Url& base, std::string_view reference) {
    reference = base::trim(reference);
    reference = reference.substr(0, reference.find('#'));
    std::string clean;
    for (const char c : reference) {
        if (c == ' ') {
            clean += "%20";
        } else if (is_blank_or_control(c)) {
            return base::fail(url_error("url.character", reference));
        } else {
            clean += c;
        }
    }
    const auto end_of_scheme = clean.find(':');
    if (end_of_scheme != std::string::npos && is_scheme(std::string_view(clean).substr(0, end_of_scheme))) {
        return parse_url(clean);
    }
    if (clean.starts_with("//")) return parse_url(base.scheme + ":" + clean);
    if (clean.size() > longest_url) return base::fail(url_error("url.too_long", reference));

    Url url = base;
    const std::string base_path = base.path.substr(0, base.path.find('?'));
    if (clean.starts_with('/')) {
        url.path = normal_path(clean);
    } else if (clean.starts_with('?')) {
        url.path = normal_path(base_path + clean);
    } else if (!clean.empty()) {
        url.path = normal_path(base_path.substr(0, base_path.rfind('/') + 1) + clean);
    }
    return url;
}

}  // namespace attt::net
