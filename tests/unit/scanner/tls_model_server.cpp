#include "tls_model_server.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace attt::scanner::tls {
namespace {

using net::ExchangeEnd;

std::size_t number(std::string_view bytes, std::size_t at, std::size_t width) {
    std::size_t value = 0;
    for (std::size_t i = 0; i < width; ++i)
        value = value * 256 + static_cast<unsigned char>(bytes.at(at + i));
    return value;
}

std::string wire(std::size_t value, int width) {
    std::string out(static_cast<std::size_t>(width), '\0');
    for (int i = width - 1; i >= 0; --i, value /= 256)
        out[static_cast<std::size_t>(i)] = static_cast<char>(value % 256);
    return out;
}

std::string with_length(int width, const std::string& content) {
    return wire(content.size(), width) + content;
}

std::string message(int type, const std::string& body) {
    return wire(static_cast<std::size_t>(type), 1) + with_length(3, body);
}

std::string record(int type, const std::string& content, std::size_t version = 0x0303) {
    return wire(static_cast<std::size_t>(type), 1) + wire(version, 2) + with_length(2, content);
}

std::string alert_record(int level, int description) {
    return record(21, wire(static_cast<std::size_t>(level), 1) + wire(static_cast<std::size_t>(description), 1));
}

struct Hello {
    std::uint16_t version = 0;
    Codes suites;
    std::map<std::size_t, std::string> extensions;
};

Codes codes_of(std::string_view bytes) {
    Codes out;
    for (std::size_t at = 0; at + 1 < bytes.size(); at += 2)
        out.push_back(static_cast<std::uint16_t>(number(bytes, at, 2)));
    return out;
}

Hello read(std::string_view bytes) {
    Hello out;
    std::size_t at = 9;  // the headers of record and message
    if (number(bytes, 0, 1) != 22 || number(bytes, 3, 2) + 5 != bytes.size() || number(bytes, 6, 3) + 9 != bytes.size())
        throw std::logic_error("the hello's lengths are wrong");
    out.version = static_cast<std::uint16_t>(number(bytes, at, 2));
    at += 2 + 32;
    at += 1 + number(bytes, at, 1);
    const std::size_t suites = number(bytes, at, 2);
    out.suites = codes_of(bytes.substr(at + 2, suites));
    at += 2 + suites;
    at += 1 + number(bytes, at, 1);
    if (at == bytes.size()) return out;
    if (number(bytes, at, 2) + at + 2 != bytes.size()) throw std::logic_error("the extensions' length is wrong");
    at += 2;
    while (at < bytes.size()) {
        const std::size_t size = number(bytes, at + 2, 2);
        out.extensions[number(bytes, at, 2)] = bytes.substr(at + 4, size);
        at += 4 + size;
    }
    if (out.extensions.contains(43)) out.version = static_cast<std::uint16_t>(number(out.extensions[43], 1, 2));
    return out;
}

std::optional<std::uint16_t> common(const Codes& server, const Codes& client, bool own_order) {
    const Codes& first = own_order ? server : client;
    const Codes& second = own_order ? client : server;
    const auto found = std::find_if(first.begin(), first.end(), [&](std::uint16_t c) { return contains(second, c); });
    if (found == first.end()) return std::nullopt;
    return *found;
}

net::ExchangeResult ends(ExchangeEnd end, std::string bytes = {}) {
    net::ExchangeResult out;
    out.end = end;
    out.answer = std::move(bytes);
    return out;
}

net::ExchangeResult behave(ModelServer::Manner manner, int alert) {
    switch (manner) {
        case ModelServer::Manner::alert: return ends(ExchangeEnd::enough, alert_record(2, alert));
        case ModelServer::Manner::warning: return ends(ExchangeEnd::closed, alert_record(1, alert));
        case ModelServer::Manner::close: return ends(ExchangeEnd::closed);
        case ModelServer::Manner::reset: return ends(ExchangeEnd::reset);
        case ModelServer::Manner::silence: return ends(ExchangeEnd::timeout);
        case ModelServer::Manner::garbage: return ends(ExchangeEnd::closed, "HTTP/1.1 400 Bad Request\r\n\r\n");
        case ModelServer::Manner::refuse_connection: return ends(ExchangeEnd::refused);
        case ModelServer::Manner::unreachable: return ends(ExchangeEnd::unreachable);
    }
    return ends(ExchangeEnd::cancelled);
}

std::string ssl2_hello(const ModelServer& server) {
    std::string body = wire(4, 1) + wire(0, 1) + wire(1, 1) + wire(2, 2) + wire(server.certificate.size(), 2) +
                       wire(server.ssl2_ciphers.size() * 3, 2) + wire(16, 2) + server.certificate;
    for (const std::uint32_t cipher : server.ssl2_ciphers)
        body += wire(cipher, 3);
    body += std::string(16, 'c');
    return wire(0x8000 + body.size(), 2) + body;
}

std::string server_hello(std::uint16_t version, std::uint16_t suite, const std::string& extensions, bool retry) {
    const unsigned char retry_random[] = {0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C,
                                          0x02, 0x1E, 0x65, 0xB8, 0x91, 0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB,
                                          0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C};
    const std::string random =
        retry ? std::string(std::begin(retry_random), std::end(retry_random)) : std::string(32, 'r');
    std::string body = wire(version, 2) + random + with_length(1, "") + wire(suite, 2) + wire(0, 1);
    if (!extensions.empty()) body += with_length(2, extensions);
    return message(2, body);
}

bool is(std::uint16_t suite, std::string_view part) {
    return suite_name(suite).find(part) != std::string::npos;
}

}  // namespace

std::string ffdhe_prime(const char* name) {
    EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(nullptr, "DH", nullptr);
    std::string group = name;
    OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size()),
                               OSSL_PARAM_construct_end()};
    EVP_PKEY* key = nullptr;
    BIGNUM* prime = nullptr;
    if (EVP_PKEY_keygen_init(context) != 1 || EVP_PKEY_CTX_set_params(context, parameters) != 1 ||
        EVP_PKEY_generate(context, &key) != 1 || EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_FFC_P, &prime) != 1)
        throw std::runtime_error("OpenSSL does not know the group");
    std::string out(static_cast<std::size_t>(BN_num_bytes(prime)), '\0');
    BN_bn2bin(prime, reinterpret_cast<unsigned char*>(out.data()));
    BN_free(prime);
    EVP_PKEY_free(key);
    EVP_PKEY_CTX_free(context);
    return out;
}

std::string self_signed(const char* curve) {
    EVP_PKEY* key = EVP_EC_gen(curve);
    X509* certificate = X509_new();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_sign(certificate, key, EVP_sha256());
    unsigned char* der = nullptr;
    const int size = i2d_X509(certificate, &der);
    std::string out(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return out;
}

// The server's flight, or nothing when it wants none of it.
std::string ModelServer::flight(std::string_view bytes) const {
    const Hello hello = read(bytes);
    auto version = version_of(hello.version);
    if (insists_on_newest) version = suites.rbegin()->first;
    while (version && *version > Version::ssl2 && !suites.contains(*version) && *version != Version::tls1_3)
        version = static_cast<Version>(static_cast<int>(*version) - 1);
    if (!version || !suites.contains(*version)) return alert_record(2, version_alert);

    const auto list = [&](std::size_t type) {
        const auto found = hello.extensions.find(type);
        return found == hello.extensions.end() ? Codes() : codes_of(std::string_view(found->second).substr(2));
    };
    const Codes offered_groups = list(10);
    const bool any_group = offered_groups.empty();
    Codes usable;
    std::map<std::uint16_t, std::uint16_t> group_of;
    for (const std::uint16_t suite : suites.at(*version)) {
        const auto group_among = [&](bool ffdhe) {
            Codes mine;
            std::copy_if(groups.begin(), groups.end(), std::back_inserter(mine),
                         [&](auto g) { return *version == Version::tls1_3 || (g >= 256) == ffdhe; });
            return any_group && !mine.empty() ? std::optional(mine.front()) : common(mine, offered_groups, own_order);
        };
        if (*version == Version::tls1_3 || is(suite, "ECDHE") || is(suite, "ECDH_anon")) {
            const auto group = group_among(false);
            if (!group) continue;
            if (is(suite, "ECDHE_ECDSA") && certificate_curve != 0 && !any_group &&
                !contains(offered_groups, certificate_curve))
                continue;
            group_of[suite] = *group;
        } else if (is(suite, "_DHE_") || is(suite, "DH_anon")) {
            const auto group = group_among(true);
            const bool offers_ffdhe = std::any_of(offered_groups.begin(), offered_groups.end(), is_ffdhe);
            if (!group && (dh_prime.empty() || (offers_ffdhe && certificate_curve == 1))) continue;
            group_of[suite] = group.value_or(0);
        }
        usable.push_back(suite);
    }
    Codes read_suites = hello.suites;
    if (read_suites.size() > suites_read) read_suites.resize(suites_read);
    if (prioritises_chacha && !read_suites.empty() && is(read_suites.front(), "CHACHA20"))
        std::stable_partition(usable.begin(), usable.end(), [](auto s) { return is(s, "CHACHA20"); });
    auto suite = insists_on_suite != 0 ? std::optional(insists_on_suite) : common(usable, read_suites, own_order);
    if (!suite) return {};

    const std::string warning = warns_first ? alert_record(1, 112) : std::string();
    const auto share = hello.extensions.find(51);
    if (*version == Version::tls1_3 && share != hello.extensions.end() && share->second.size() > 2) {
        if (!common(schemes, list(13), false)) return {};
        const std::string extensions = wire(43, 2) + with_length(2, wire(0x0304, 2)) + wire(51, 2) +
                                       with_length(2, share->second.substr(2, 2) + "value");
        return record(22, server_hello(0x0303, *suite, extensions, false)) + record(20, "\1") +
               record(23, std::string(600, 'e'));
    }
    if (*version == Version::tls1_3) {
        const std::string extensions =
            wire(43, 2) + with_length(2, wire(0x0304, 2)) + wire(51, 2) + with_length(2, wire(group_of[*suite], 2));
        return warning + record(22, server_hello(0x0303, *suite, extensions, true)) + record(20, "\1");
    }
    std::string messages = server_hello(code_of(*version), *suite, {}, false);
    if (!certificate.empty()) messages += message(11, with_length(3, with_length(3, certificate)));
    if (group_of.contains(*suite) && !omits_key_exchange) {
        const std::uint16_t group = group_of[*suite];
        std::string exchange;
        if (is(*suite, "_PSK_")) exchange += with_length(2, "hint");
        if (is(*suite, "ECDH")) {
            exchange += wire(3, 1) + wire(group, 2) + with_length(1, std::string(65, 'k'));
        } else {
            const std::string prime = group == 0 ? dh_prime : ffdhe_prime(group_name(group).c_str());
            exchange += with_length(2, prime) + with_length(2, "\2") + with_length(2, std::string(prime.size(), 'y'));
        }
        if (*version == Version::tls1_2 && !schemes_before.empty() && !is(*suite, "_anon_")) {
            const auto scheme = common(schemes_before, list(13), own_order);
            if (!scheme) return {};
            exchange += wire(*scheme, 2) + with_length(2, "signature");
        }
        messages += message(12, exchange);
    }
    messages += message(14, "");
    return warning + record(22, messages, code_of(*version));
}

net::ExchangeResult ModelServer::answer(std::string_view hello, Wanted wanted) {
    ++asked;
    if (asked > answers && asked <= answers + recovers_after) return behave(then, then_alert);
    if (wanted == Wanted::ssl2_hello) {
        const auto manner = version_manner.find(Version::ssl2);
        if (manner != version_manner.end()) return behave(manner->second, alert);
        return ssl2_ciphers.empty() ? behave(refuses, version_alert) : ends(ExchangeEnd::enough, ssl2_hello(*this));
    }
    const Hello read_hello = read(hello);
    most_suites_seen = std::max(most_suites_seen, read_hello.suites.size());
    if (read_hello.suites.size() > tolerates) return ends(ExchangeEnd::timeout);
    if (const auto version = version_of(read_hello.version); version && version_manner.contains(*version))
        return behave(version_manner.at(*version), alert);
    std::string bytes = flight(hello);
    if (bytes.empty()) return behave(refuses, alert);
    const bool refused_version = bytes.size() == 7;
    if (refused_version && refuses != Manner::alert) return behave(refuses, version_alert);
    return ends(omits_key_exchange && wanted == Wanted::key_exchange ? ExchangeEnd::timeout : ExchangeEnd::enough,
                std::move(bytes));
}

Enumerated enumerate(ModelServer& server, const std::string& server_name, bool full, bool handshake_follows) {
    Enumeration enumeration({server_name, 1, full, handshake_follows});
    Enumerated out;
    while (!enumeration.done()) {
        const auto questions = enumeration.next(4);
        if (enumeration.done()) break;
        ++out.rounds;
        const bool shakes = questions.size() < 4 && enumeration.wants_handshake();
        if (shakes) enumeration.begin_handshake();
        if (questions.empty() && !shakes) throw std::logic_error("it neither asks nor ends");
        for (const Question& question : questions)
            enumeration.answer(question.id, server.answer(question.hello, question.wanted));
        if (!shakes) continue;
        const bool limited = server.asked + 1 > server.answers && server.asked < server.answers + server.recovers_after;
        ++server.asked;
        enumeration.end_handshake(!limited);
        if (enumeration.questions_asked() > 3000) throw std::logic_error("it does not end");
    }
    out.findings = enumeration.findings();
    out.features = enumeration.features();
    out.answered = enumeration.answered();
    if (!out.answered) std::tie(out.status, out.reason) = enumeration.failure();
    out.questions = enumeration.questions_asked();
    out.certificates = enumeration.certificates();
    return out;
}

}  // namespace attt::scanner::tls
