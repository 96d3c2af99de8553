#include "scanner/tls/names.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"

namespace attt::scanner::tls {
namespace {

struct NamedSsl2Cipher {
    std::uint32_t code;
    std::string_view name;
};

constexpr NamedSsl2Cipher ssl2_names[] = {
    {0x000000, "SSL_CK_NULL_WITH_MD5"},
    {0x010080, "SSL_CK_RC4_128_WITH_MD5"},
    {0x020080, "SSL_CK_RC4_128_EXPORT40_WITH_MD5"},
    {0x030080, "SSL_CK_RC2_128_CBC_WITH_MD5"},
    {0x040080, "SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5"},
    {0x050080, "SSL_CK_IDEA_128_CBC_WITH_MD5"},
    {0x060040, "SSL_CK_DES_64_CBC_WITH_MD5"},
    {0x060140, "SSL_CK_DES_64_CBC_WITH_SHA"},
    {0x0700C0, "SSL_CK_DES_192_EDE3_CBC_WITH_MD5"},
    {0x0701C0, "SSL_CK_DES_192_EDE3_CBC_WITH_SHA"},
    {0x080080, "SSL_CK_RC4_64_WITH_MD5"},
    {0xFF0800, "SSL_CK_DES_64_CFB64_WITH_MD5_1"},
    {0xFF0810, "SSL_CK_NULL"},
};

constexpr std::uint32_t ssl2_offer[] = {0x0700C0, 0x010080, 0x030080, 0x050080, 0x060040, 0x080080, 0x020080,
                                        0x040080, 0x000000, 0x060140, 0x0701C0, 0xFF0800, 0xFF0810};

// What servers are seen to speak, so that the first portion settles nearly all of them. One that reads no more than 64
// suites (Schannel of 2003) reads all of these.
constexpr std::uint16_t likely_suites[] = {
    0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0xC009, 0xC013, 0xC00A, 0xC014, 0xC023, 0xC027, 0xC024,
    0xC028, 0x009C, 0x009D, 0x002F, 0x0035, 0x003C, 0x003D, 0x009E, 0x009F, 0xCCAA, 0x0033, 0x0039, 0x0067,
    0x006B, 0x000A, 0x0016, 0xC008, 0xC012, 0x0005, 0x0004, 0xC007, 0xC011, 0x0041, 0x0084, 0x0045, 0x0088,
    0x0096, 0x009A, 0x0007, 0x0009, 0x0015, 0x0003, 0x0006, 0x0008, 0x0014, 0x0032, 0x0038, 0x0013, 0x0066,
    0x0001, 0x0002, 0x003B, 0xC010, 0x0034, 0x003A, 0x001B, 0x0018, 0xC018, 0xC019, 0xC09C, 0xC09D,
};

constexpr std::size_t portion_size = 64;

constexpr NamedCode group_names[] = {
    {1, "sect163k1"},
    {2, "sect163r1"},
    {3, "sect163r2"},
    {4, "sect193r1"},
    {5, "sect193r2"},
    {6, "sect233k1"},
    {7, "sect233r1"},
    {8, "sect239k1"},
    {9, "sect283k1"},
    {10, "sect283r1"},
    {11, "sect409k1"},
    {12, "sect409r1"},
    {13, "sect571k1"},
    {14, "sect571r1"},
    {15, "secp160k1"},
    {16, "secp160r1"},
    {17, "secp160r2"},
    {18, "secp192k1"},
    {19, "secp192r1"},
    {20, "secp224k1"},
    {21, "secp224r1"},
    {22, "secp256k1"},
    {23, "secp256r1"},
    {24, "secp384r1"},
    {25, "secp521r1"},
    {26, "brainpoolP256r1"},
    {27, "brainpoolP384r1"},
    {28, "brainpoolP512r1"},
    {29, "x25519"},
    {30, "x448"},
    {31, "brainpoolP256r1tls13"},
    {32, "brainpoolP384r1tls13"},
    {33, "brainpoolP512r1tls13"},
    {34, "GC256A"},
    {35, "GC256B"},
    {36, "GC256C"},
    {37, "GC256D"},
    {38, "GC512A"},
    {39, "GC512B"},
    {40, "GC512C"},
    {41, "curveSM2"},
    {256, "ffdhe2048"},
    {257, "ffdhe3072"},
    {258, "ffdhe4096"},
    {259, "ffdhe6144"},
    {260, "ffdhe8192"},
    {512, "MLKEM512"},
    {513, "MLKEM768"},
    {514, "MLKEM1024"},
    {4587, "SecP256r1MLKEM768"},
    {4588, "X25519MLKEM768"},
    {4589, "SecP384r1MLKEM1024"},
    {4590, "curveSM2MLKEM768"},
    {25497, "X25519Kyber768Draft00"},
    {25498, "SecP256r1Kyber768Draft00"},
    {explicit_prime_curves, "arbitrary_explicit_prime_curves"},
    {explicit_char2_curves, "arbitrary_explicit_char2_curves"},
};

constexpr std::uint16_t ffdhe[] = {256, 257, 258, 259, 260};

// SHA-256 of the primes of RFC 7919, appendix A, in the order of `ffdhe`.
constexpr std::string_view ffdhe_prime_hashes[] = {
    "9cd3b7f336872f46c09428d1bbc19877a4d440512cda8d1c1cf0cd6e33698966",
    "0eaf67db3a839156d5013494a5318a772b5697d270d721f37f092efc69ea5a17",
    "4648414224ac881b3d0dc59b466f96d06a558278776807797ecf1f66ff397b3e",
    "227ac9066b3ddd9e193670cda2388fa884f65ba0cf98b742d1fe77a6687c79c7",
    "770b14efaf6f049929c523113b3fa99a8d11dab1b18af3609590122075d19833",
};

constexpr std::uint16_t likely_groups[] = {29, 23, 24, 25, 30};

constexpr std::uint16_t signature_schemes[] = {
    0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0807, 0x0808, 0x0809, 0x080A,
    0x080B, 0x081A, 0x081B, 0x081C, 0x0203, 0x0201, 0x0202, 0x0301, 0x0302, 0x0303, 0x0402, 0x0502, 0x0602,
    0x0101, 0x0102, 0x0103, 0x0704, 0x0705, 0x0706, 0x0707, 0x0708, 0x0709, 0x070A, 0x070B, 0x070C, 0x070D,
    0x070E, 0x070F, 0x0840, 0x0841, 0x0904, 0x0905, 0x0906, 0xEEEE, 0xEFEF, 0xEDED,
};

// IANA, "TLS SignatureScheme"; those of TLS 1.2 alone by the names of its hash and signature (RFC 5246,
// section 7.4.1.4.1).
constexpr NamedCode scheme_names[] = {
    {0x0101, "rsa_md5"},
    {0x0102, "dsa_md5"},
    {0x0103, "ecdsa_md5"},
    {0x0201, "rsa_pkcs1_sha1"},
    {0x0202, "dsa_sha1"},
    {0x0203, "ecdsa_sha1"},
    {0x0301, "rsa_sha224"},
    {0x0302, "dsa_sha224"},
    {0x0303, "ecdsa_sha224"},
    {0x0401, "rsa_pkcs1_sha256"},
    {0x0402, "dsa_sha256"},
    {0x0403, "ecdsa_secp256r1_sha256"},
    {0x0501, "rsa_pkcs1_sha384"},
    {0x0502, "dsa_sha384"},
    {0x0503, "ecdsa_secp384r1_sha384"},
    {0x0601, "rsa_pkcs1_sha512"},
    {0x0602, "dsa_sha512"},
    {0x0603, "ecdsa_secp521r1_sha512"},
    {0x0704, "eccsi_sha256"},
    {0x0705, "iso_ibs1"},
    {0x0706, "iso_ibs2"},
    {0x0707, "iso_chinese_ibs"},
    {0x0708, "sm2sig_sm3"},
    {0x0709, "gostr34102012_256a"},
    {0x070A, "gostr34102012_256b"},
    {0x070B, "gostr34102012_256c"},
    {0x070C, "gostr34102012_256d"},
    {0x070D, "gostr34102012_512a"},
    {0x070E, "gostr34102012_512b"},
    {0x070F, "gostr34102012_512c"},
    {0x0804, "rsa_pss_rsae_sha256"},
    {0x0805, "rsa_pss_rsae_sha384"},
    {0x0806, "rsa_pss_rsae_sha512"},
    {0x0807, "ed25519"},
    {0x0808, "ed448"},
    {0x0809, "rsa_pss_pss_sha256"},
    {0x080A, "rsa_pss_pss_sha384"},
    {0x080B, "rsa_pss_pss_sha512"},
    {0x081A, "ecdsa_brainpoolP256r1tls13_sha256"},
    {0x081B, "ecdsa_brainpoolP384r1tls13_sha384"},
    {0x081C, "ecdsa_brainpoolP512r1tls13_sha512"},
    {0x0904, "mldsa44"},
    {0x0905, "mldsa65"},
    {0x0906, "mldsa87"},
};

constexpr NamedCode alert_names[] = {
    {0, "close_notify"},
    {10, "unexpected_message"},
    {20, "bad_record_mac"},
    {21, "decryption_failed"},
    {22, "record_overflow"},
    {30, "decompression_failure"},
    {40, "handshake_failure"},
    {41, "no_certificate"},
    {42, "bad_certificate"},
    {43, "unsupported_certificate"},
    {44, "certificate_revoked"},
    {45, "certificate_expired"},
    {46, "certificate_unknown"},
    {47, "illegal_parameter"},
    {48, "unknown_ca"},
    {49, "access_denied"},
    {50, "decode_error"},
    {51, "decrypt_error"},
    {52, "too_many_cids_requested"},
    {60, "export_restriction"},
    {70, "protocol_version"},
    {71, "insufficient_security"},
    {80, "internal_error"},
    {86, "inappropriate_fallback"},
    {90, "user_canceled"},
    {100, "no_renegotiation"},
    {109, "missing_extension"},
    {110, "unsupported_extension"},
    {111, "certificate_unobtainable"},
    {112, "unrecognized_name"},
    {113, "bad_certificate_status_response"},
    {114, "bad_certificate_hash_value"},
    {115, "unknown_psk_identity"},
    {116, "certificate_required"},
    {117, "general_error"},
    {120, "no_application_protocol"},
    {121, "ech_required"},
};

template <class Table>
auto find_code(const Table& table, std::uint32_t code) {
    const auto found = std::lower_bound(std::begin(table), std::end(table), code,
                                        [](const auto& e, std::uint32_t c) { return e.code < c; });
    return found != std::end(table) && found->code == code ? &*found : nullptr;
}

std::string_view name_of_suite(std::uint16_t code) {
    const auto all = all_suites();
    const NamedCode* found = find_code(all, code);
    return found == nullptr ? std::string_view() : found->name;
}

bool holds(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

bool is_signalling(std::uint16_t suite) {
    return suite == 0x0000 || suite == 0x00FF || suite == 0x5600;
}

// RFC 8446 and those defined for it alone: RFC 8998, RFC 9150, RFC 9367, AEGIS.
bool is_tls1_3_only(std::uint16_t suite) {
    return (suite >> 8) == 0x13 || suite == 0x00C6 || suite == 0x00C7 || suite == 0xC0B4 || suite == 0xC0B5 ||
           (suite >= 0xC103 && suite <= 0xC106);
}

// AEAD needs TLS 1.2 (RFC 5246, section 6.2.3.3). Suites with SHA-256 in CBC do not all need it (RFC 5487).
bool is_aead(std::string_view name) {
    return holds(name, "_GCM_") || holds(name, "_CCM") || holds(name, "_POLY1305");
}

bool is_ssl3_only(std::string_view name) {
    return name.starts_with("SSL_");
}

// The server looks up the user of a secret before it answers, and may refuse for him alone: asked apart from the
// others.
bool asks_for_user(std::string_view name) {
    return holds(name, "_SRP_") || holds(name, "_ECCPWD_") || holds(name, "_ECJPAKE_");
}

bool fits(const NamedCode& suite, Version version) {
    if (is_signalling(suite.code) || version == Version::ssl2) return false;
    if (version == Version::tls1_3) return is_tls1_3_only(suite.code);
    if (is_tls1_3_only(suite.code)) return false;
    if (version < Version::tls1_2 && is_aead(suite.name)) return false;
    return version == Version::ssl3 || !is_ssl3_only(suite.name);
}

std::vector<std::vector<std::uint16_t>> make_portions(Version version) {
    std::vector<std::uint16_t> ordered;
    std::vector<std::uint16_t> last;
    const auto is_likely = [](std::uint16_t code) {
        return std::find(std::begin(likely_suites), std::end(likely_suites), code) != std::end(likely_suites);
    };
    for (const std::uint16_t code : likely_suites) {
        if (fits({code, name_of_suite(code)}, version)) ordered.push_back(code);
    }
    for (const NamedCode& suite : all_suites()) {
        if (!fits(suite, version) || is_likely(suite.code)) continue;
        (asks_for_user(suite.name) ? last : ordered).push_back(suite.code);
    }
    std::vector<std::vector<std::uint16_t>> portions = in_portions(ordered);
    if (!last.empty()) portions.push_back(std::move(last));
    return portions;
}

bool fits_before_tls1_3(std::uint16_t group) {
    return group <= 260 && !(group >= 31 && group <= 33);
}

std::vector<std::uint16_t> make_groups(bool tls1_3) {
    std::vector<std::uint16_t> out(std::begin(likely_groups), std::end(likely_groups));
    for (const NamedCode& group : group_names) {
        const bool likely =
            std::find(std::begin(likely_groups), std::end(likely_groups), group.code) != std::end(likely_groups);
        if (likely || group.code >= explicit_prime_curves) continue;
        if (tls1_3 || fits_before_tls1_3(group.code)) out.push_back(group.code);
    }
    return out;
}

}  // namespace

std::uint16_t code_of(Version version) {
    constexpr std::uint16_t codes[] = {0x0002, 0x0300, 0x0301, 0x0302, 0x0303, 0x0304};
    return codes[static_cast<std::size_t>(version)];
}

std::optional<Version> version_of(std::uint16_t code) {
    for (const Version version : all_versions) {
        if (code_of(version) == code) return version;
    }
    return std::nullopt;
}

std::string suite_name(std::uint16_t code) {
    const std::string_view name = name_of_suite(code);
    return name.empty() ? fmt::format("0x{:04X}", code) : std::string(name);
}

std::string ssl2_cipher_name(std::uint32_t code) {
    const NamedSsl2Cipher* found = find_code(ssl2_names, code);
    return found == nullptr ? fmt::format("0x{:06X}", code) : std::string(found->name);
}

std::span<const std::uint32_t> all_ssl2_ciphers() {
    return ssl2_offer;
}

bool exchanges_over_curves(std::uint16_t suite) {
    const std::string_view name = name_of_suite(suite);
    return holds(name, "_ECDHE_") || holds(name, "_ECDH_anon_");
}

bool exchanges_over_dh(std::uint16_t suite) {
    const std::string_view name = name_of_suite(suite);
    return holds(name, "_DHE_") || holds(name, "_DH_anon_");
}

bool hints_at_psk(std::uint16_t suite) {
    return holds(name_of_suite(suite), "_PSK_");
}

bool signed_by_ecdsa(std::uint16_t suite) {
    return holds(name_of_suite(suite), "_ECDHE_ECDSA_");
}

bool names_user(std::uint16_t suite) {
    return asks_for_user(name_of_suite(suite));
}

bool sends_certificate(std::uint16_t suite) {
    const std::string_view name = name_of_suite(suite);
    if (holds(name, "_RSA_PSK_") || holds(name, "_SRP_SHA_RSA_") || holds(name, "_SRP_SHA_DSS_")) return true;
    return !holds(name, "_anon_") && !holds(name, "_PSK_") && !holds(name, "_KRB5_") && !asks_for_user(name);
}

const std::vector<std::vector<std::uint16_t>>& suite_portions(Version version) {
    static const std::array<std::vector<std::vector<std::uint16_t>>, all_versions.size()> portions = [] {
        std::array<std::vector<std::vector<std::uint16_t>>, all_versions.size()> out;
        for (const Version each : all_versions)
            out[static_cast<std::size_t>(each)] = make_portions(each);
        return out;
    }();
    return portions[static_cast<std::size_t>(version)];
}

std::vector<std::vector<std::uint16_t>> in_portions(const std::vector<std::uint16_t>& suites) {
    std::vector<std::vector<std::uint16_t>> portions;
    for (std::size_t at = 0; at < suites.size(); at += portion_size) {
        const auto begin = suites.begin() + static_cast<std::ptrdiff_t>(at);
        const auto size = std::min(portion_size, suites.size() - at);
        portions.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(size));
    }
    return portions;
}

std::span<const NamedCode> all_groups() {
    return group_names;
}

std::string group_name(std::uint16_t code) {
    const NamedCode* found = find_code(group_names, code);
    return found == nullptr ? fmt::format("0x{:04X}", code) : std::string(found->name);
}

const std::vector<std::uint16_t>& groups_for(Version version) {
    static const std::vector<std::uint16_t> before = make_groups(false);
    static const std::vector<std::uint16_t> tls1_3 = make_groups(true);
    return version == Version::tls1_3 ? tls1_3 : before;
}

std::span<const std::uint16_t> ffdhe_groups() {
    return ffdhe;
}

bool is_ffdhe(std::uint16_t group) {
    return std::find(std::begin(ffdhe), std::end(ffdhe), group) != std::end(ffdhe);
}

std::optional<std::uint16_t> ffdhe_group_of_prime(std::string_view prime) {
    const std::string hash = base::sha256_hex(prime);
    for (std::size_t i = 0; i < std::size(ffdhe); ++i) {
        if (ffdhe_prime_hashes[i] == hash) return ffdhe[i];
    }
    return std::nullopt;
}

std::span<const std::uint16_t> all_signature_schemes() {
    return signature_schemes;
}

std::string scheme_name(std::uint16_t code) {
    const NamedCode* found = find_code(scheme_names, code);
    return found == nullptr ? fmt::format("0x{:04X}", code) : std::string(found->name);
}

std::string alert_name(std::uint8_t code) {
    const NamedCode* found = find_code(alert_names, code);
    return found == nullptr ? std::to_string(code) : std::string(found->name);
}

}  // namespace attt::scanner::tls
