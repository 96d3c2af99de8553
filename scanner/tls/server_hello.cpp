#include "scanner/tls/server_hello.h"

#include <algorithm>
#include <bit>

#include "scanner/tls/bytes.h"

namespace attt::scanner::tls {
namespace {

// SHA-256 of "HelloRetryRequest" (RFC 8446, section 4.1.3).
constexpr std::string_view retry_random =
    "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2"
    "\xc8"
    "\xa8\x33\x9c";

constexpr std::uint16_t supported_versions = 43;
constexpr std::uint16_t key_share = 51;

enum CurveType : std::uint8_t { explicit_prime = 1, explicit_char2 = 2, named_curve = 3 };

bool read_extension(std::uint16_t type, Reader content, ServerHello& hello) {
    if (type == supported_versions) {
        hello.version = content.u16();
        return content.ok();
    }
    if (type == key_share) {
        hello.group = content.u16();
        return content.ok();
    }
    return true;
}

std::optional<KeyExchange> parse_curve(Reader& reader) {
    KeyExchange out;
    switch (reader.u8()) {
        case explicit_prime: out.group = explicit_prime_curves; return out;
        case explicit_char2: out.group = explicit_char2_curves; return out;
        case named_curve: {
            out.group = reader.u16();
            if (!reader.ok()) return std::nullopt;
            out.public_value = reader.vector(1);
            return out;
        }
        default: return std::nullopt;
    }
}

// Explicit curves are not read to their end: what would follow is not asked for.
void read_signature(Reader& reader, KeyExchange& exchange) {
    if (!reader.ok() || exchange.public_value.empty()) return;
    const std::uint16_t scheme = reader.u16();
    reader.vector(2);
    if (reader.ok()) exchange.scheme = scheme;
}

std::optional<KeyExchange> parse_dh(Reader& reader) {
    std::string_view prime = reader.vector(2);
    if (!reader.ok()) return std::nullopt;
    while (!prime.empty() && prime.front() == '\0')
        prime.remove_prefix(1);
    if (prime.empty()) return std::nullopt;
    KeyExchange out;
    out.dh_bits =
        prime.size() * 8 - static_cast<std::size_t>(std::countl_zero(static_cast<std::uint8_t>(prime.front())));
    out.group = ffdhe_group_of_prime(prime);
    out.dh_prime = prime;
    reader.vector(2);  // the generator
    out.public_value = reader.vector(2);
    return out;
}

}  // namespace

bool ServerHello::has(std::uint16_t extension) const {
    return std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
}

std::optional<ServerHello> parse_server_hello(std::string_view body) {
    Reader reader(body);
    ServerHello hello;
    hello.version = reader.u16();
    hello.random = reader.bytes(retry_random.size());
    hello.retry = hello.random == retry_random;
    reader.vector(1);
    hello.suite = reader.u16();
    hello.compression = reader.u8();
    if (!reader.ok()) return std::nullopt;
    if (reader.at_end()) return hello;
    Reader extensions = reader.nested(2);
    if (!reader.ok() || !reader.at_end()) return std::nullopt;
    while (!extensions.at_end()) {
        const std::uint16_t type = extensions.u16();
        const Reader content = extensions.nested(2);
        hello.extensions.push_back(type);
        if (!extensions.ok() || !read_extension(type, content, hello)) return std::nullopt;
    }
    return hello;
}

std::optional<std::vector<std::string>> parse_certificate(std::string_view body) {
    Reader reader(body);
    Reader list = reader.nested(3);
    std::vector<std::string> out;
    while (!list.at_end())
        out.emplace_back(list.vector(3));
    if (!reader.ok() || !list.ok()) return std::nullopt;
    return out;
}

std::optional<KeyExchange> parse_key_exchange(std::string_view body, std::uint16_t suite, std::uint16_t version) {
    Reader reader(body);
    if (hints_at_psk(suite)) reader.vector(2);
    if (!reader.ok()) return std::nullopt;
    std::optional<KeyExchange> out;
    if (exchanges_over_curves(suite)) out = parse_curve(reader);
    if (exchanges_over_dh(suite)) out = parse_dh(reader);
    if (out && version == code_of(Version::tls1_2) && sends_certificate(suite)) read_signature(reader, *out);
    return out;
}

}  // namespace attt::scanner::tls
