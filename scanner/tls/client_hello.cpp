#include "scanner/tls/client_hello.h"

#include <random>

#include "scanner/tls/bytes.h"

namespace attt::scanner::tls {
namespace {

enum Extension : std::uint16_t {
    server_name = 0,
    supported_groups = 10,
    ec_point_formats = 11,
    signature_algorithms = 13,
    padding = 21,
    supported_versions = 43,
    psk_key_exchange_modes = 45,
    key_share = 51,
};

constexpr std::uint16_t empty_renegotiation_info_scsv = 0x00FF;
// Hellos of these lengths make some load balancers hang (RFC 7685).
constexpr std::size_t hang_begin = 256;
constexpr std::size_t hang_end = 512;

std::string random_bytes(std::mt19937_64& random, std::size_t count) {
    std::string out;
    while (out.size() < count)
        out.push_back(static_cast<char>(random() & 0xFFU));
    return out;
}

std::string list_of(const std::vector<std::uint16_t>& codes) {
    Writer codes_bytes;
    for (const std::uint16_t code : codes)
        codes_bytes.u16(code);
    Writer out;
    out.vector(2, codes_bytes.str());
    return out.take();
}

void extend(Writer& extensions, Extension type, const std::string& content) {
    extensions.u16(type);
    extensions.vector(2, content);
}

std::string name_list(const std::string& host) {
    Writer entry;
    entry.u8(0);  // host_name
    entry.vector(2, host);
    Writer out;
    out.vector(2, entry.str());
    return out.take();
}

std::string extensions_of(const ClientHello& hello) {
    Writer out;
    if (!hello.server_name.empty()) extend(out, server_name, name_list(hello.server_name));
    if (!hello.groups.empty()) {
        extend(out, supported_groups, list_of(hello.groups));
        extend(out, ec_point_formats, std::string("\1\0", 2));
    }
    if (hello.version >= Version::tls1_2) {
        const auto schemes = all_signature_schemes();
        extend(out, signature_algorithms, list_of({schemes.begin(), schemes.end()}));
    }
    if (hello.version == Version::tls1_3) {
        extend(out, supported_versions, std::string("\2\3\4"));
        extend(out, psk_key_exchange_modes, std::string("\1\1"));
        extend(out, key_share, std::string("\0\0", 2));
    }
    return out.take();
}

// With padding where the message would otherwise have one of the lengths to avoid; `before` is the message's size so
// far.
std::string padded(std::string extensions, std::size_t before) {
    const std::size_t size = before + 2 + extensions.size();
    if (size < hang_begin || size >= hang_end) return extensions;
    constexpr std::size_t extension_header = 4;
    const std::size_t missing = hang_end - size;
    Writer out;
    out.bytes(extensions);
    extend(out, padding, std::string(missing > extension_header ? missing - extension_header : 0, '\0'));
    return out.take();
}

}  // namespace

std::string encode(const ClientHello& hello) {
    std::mt19937_64 random(hello.seed);
    Writer body;
    body.u16(std::min(code_of(hello.version), code_of(Version::tls1_2)));
    body.bytes(random_bytes(random, 32));
    // TLS 1.3 looks like a resumption to what stands in between (RFC 8446, appendix D.4).
    body.vector(1, hello.version == Version::tls1_3 ? random_bytes(random, 32) : std::string());
    std::vector<std::uint16_t> suites = hello.suites;
    if (hello.version < Version::tls1_3) suites.push_back(empty_renegotiation_info_scsv);
    body.bytes(list_of(suites));
    body.bytes(std::string("\1\0", 2));  // no compression
    if (hello.version > Version::ssl3) {
        constexpr std::size_t message_header = 4;
        body.vector(2, padded(extensions_of(hello), message_header + body.size()));
    }

    Writer message;
    message.u8(1);
    message.number(static_cast<std::uint32_t>(body.size()), 3);
    message.bytes(body.str());
    Writer record;
    record.u8(22);
    record.u16(hello.version == Version::ssl3 ? 0x0300 : 0x0301);
    record.vector(2, message.str());
    return record.take();
}

std::string encode_ssl2_hello(std::uint64_t seed) {
    constexpr std::size_t challenge_size = 16;
    std::mt19937_64 random(seed);
    const auto ciphers = all_ssl2_ciphers();
    Writer body;
    body.u8(1);
    body.u16(code_of(Version::ssl2));
    body.u16(static_cast<std::uint16_t>(ciphers.size() * 3));
    body.u16(0);
    body.u16(challenge_size);
    for (const std::uint32_t cipher : ciphers)
        body.u24(cipher);
    body.bytes(random_bytes(random, challenge_size));
    Writer record;
    record.u16(static_cast<std::uint16_t>(0x8000U | body.size()));
    record.bytes(body.str());
    return record.take();
}

}  // namespace attt::scanner::tls
