#include "scanner/tls/client_hello.h"

#include <algorithm>
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
    extended_master_secret = 23,
    supported_versions = 43,
    psk_key_exchange_modes = 45,
    key_share = 51,
};

constexpr std::uint16_t empty_renegotiation_info_scsv = 0x00FF;
constexpr std::uint16_t fallback_scsv = 0x5600;
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
        const auto all = all_signature_schemes();
        extend(out, signature_algorithms,
               list_of(hello.schemes.empty() ? std::vector<std::uint16_t>(all.begin(), all.end()) : hello.schemes));
    }
    // As every client of today does (RFC 7627, section 5.1): the answer tells whether the server can.
    if (hello.version < Version::tls1_3) extend(out, extended_master_secret, {});
    const auto given = [&](std::uint16_t type) {
        return std::any_of(hello.extensions.begin(), hello.extensions.end(),
                           [&](const auto& e) { return e.type == type; });
    };
    if (hello.version == Version::tls1_3) {
        if (!given(supported_versions)) extend(out, supported_versions, std::string("\2\3\4"));
        extend(out, psk_key_exchange_modes, std::string("\1\1"));
        Writer shares;
        for (const ExtensionBytes& share : hello.key_shares) {
            shares.u16(share.type);
            shares.vector(2, share.content);
        }
        Writer list;
        list.vector(2, shares.str());
        extend(out, key_share, list.str());
    }
    for (const ExtensionBytes& extension : hello.extensions) {
        out.u16(extension.type);
        out.vector(2, extension.content);
    }
    return out.take();
}

// With padding where the message would otherwise have one of the lengths to avoid, or is to be longer; `before` is the
// message's size so far.
std::string padded(std::string extensions, std::size_t before, std::size_t wanted) {
    const std::size_t size = before + 2 + extensions.size();
    const bool hangs = size >= hang_begin && size < hang_end;
    const std::size_t end = std::max(wanted, hangs ? hang_end : 0);
    if (size >= end) return extensions;
    constexpr std::size_t extension_header = 4;
    const std::size_t missing = end - size;
    Writer out;
    out.bytes(extensions);
    extend(out, padding, std::string(missing > extension_header ? missing - extension_header : 0, '\0'));
    return out.take();
}

std::string in_records(std::string_view message, std::uint16_t version, std::size_t fragment) {
    Writer out;
    while (!message.empty()) {
        const std::string_view part = message.substr(0, fragment == 0 ? message.size() : fragment);
        out.u8(22);
        out.u16(version);
        out.vector(2, part);
        message.remove_prefix(part.size());
    }
    return out.take();
}

std::vector<std::uint16_t> suites_of(const ClientHello& hello) {
    std::vector<std::uint16_t> suites = hello.suites;
    if (hello.version < Version::tls1_3) suites.push_back(empty_renegotiation_info_scsv);
    if (hello.fallback) suites.push_back(fallback_scsv);
    return suites;
}

std::string unhex(std::string_view digits) {
    const auto value = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    std::string out;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        out.push_back(static_cast<char>(value(digits[i]) * 16 + value(digits[i + 1])));
    return out;
}

// The base points of the curves (SEC 2), uncompressed: the public value of the private key 1.
constexpr std::string_view p256_point =
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ece"
    "cb"
    "b6406837bf51f5";
constexpr std::string_view p384_point =
    "04aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab73617de4a96262c6f"
    "5d"
    "9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f";

constexpr std::string_view p521_point =
    "0400c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a"
    "42"
    "9bf97e7e31c2e5bd66011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad"
    "07"
    "61353c7086a272c24088be94769fd16650";

}  // namespace

std::string encode(const ClientHello& hello) {
    std::mt19937_64 random(hello.seed);
    Writer body;
    body.u16(hello.legacy_version != 0 ? hello.legacy_version
                                       : std::min(code_of(hello.version), code_of(Version::tls1_2)));
    body.bytes(random_bytes(random, 32));
    // TLS 1.3 looks like a resumption to what stands in between (RFC 8446, appendix D.4).
    body.vector(1, hello.version == Version::tls1_3 ? random_bytes(random, 32) : hello.session_id);
    body.bytes(list_of(suites_of(hello)));
    body.vector(1, hello.compressions + std::string(1, '\0'));
    if (hello.version > Version::ssl3) {
        constexpr std::size_t message_header = 4;
        body.vector(2, padded(extensions_of(hello), message_header + body.size(), hello.length));
    }

    Writer message;
    message.u8(1);
    message.number(static_cast<std::uint32_t>(body.size()), 3);
    message.bytes(body.str());
    const std::uint16_t usual = hello.version == Version::ssl3 ? 0x0300 : 0x0301;
    return in_records(message.str(), hello.record_version != 0 ? hello.record_version : usual, hello.fragment);
}

std::optional<std::string> any_public_value(std::uint16_t group, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    // An encapsulation key of ML-KEM (FIPS 203, section 7.2): coefficients below the modulus, and any seed.
    const auto mlkem = [&](std::size_t rank) { return std::string(rank * 384, '\0') + random_bytes(random, 32); };
    // 2 squared lies in the subgroup of prime order (RFC 7919, section 5.1).
    const auto dh = [](std::size_t size) { return std::string(size - 1, '\0') + '\4'; };
    switch (group) {
        case 23: return unhex(p256_point);
        case 24: return unhex(p384_point);
        case 25: return unhex(p521_point);
        case 29: return random_bytes(random, 32);
        case 30: return random_bytes(random, 56);
        case 256: return dh(256);
        case 257: return dh(384);
        case 258: return dh(512);
        case 259: return dh(768);
        case 260: return dh(1024);
        case 512: return mlkem(2);
        case 513: return mlkem(3);
        case 514: return mlkem(4);
        case 4587: return unhex(p256_point) + mlkem(3);
        case 4588: return mlkem(3) + random_bytes(random, 32);
        case 4589: return unhex(p384_point) + mlkem(4);
        default: return std::nullopt;
    }
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
