#include "scanner/tls/handshake.h"

#include <openssl/ct.h>
#include <openssl/err.h>

#include <algorithm>
#include <chrono>

#include "scanner/tls/openssl_handles.h"

namespace attt::scanner::tls {
namespace {

// All that a server may send before its Finished; a hostile one could go on for ever.
constexpr std::size_t most_bytes = 1U << 20U;
constexpr std::size_t read_size = 16384;
constexpr std::chrono::milliseconds ticket_patience{1500};

int protocol_of(Version version) {
    return code_of(version);
}

// Called instead of OpenSSL's verification: keeps what was sent, accepts it.
int keep_chain(X509_STORE_CTX* context, void* argument) {
    auto* chain = static_cast<std::vector<std::string>*>(argument);
    STACK_OF(X509)* sent = X509_STORE_CTX_get0_untrusted(context);
    for (int i = 0; i < sk_X509_num(sent); ++i) {
        unsigned char* der = nullptr;
        const int size = i2d_X509(sk_X509_value(sent, i), &der);
        if (size > 0) chain->emplace_back(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
        OPENSSL_free(der);
    }
    return 1;
}

SslContextHandle make_context(const HandshakeRequest& request, std::vector<std::string>& chain) {
    SslContextHandle context(SSL_CTX_new(TLS_client_method()));
    if (!context) return nullptr;
    SSL_CTX* raw = context.get();
    SSL_CTX_set_security_level(raw, 0);
    SSL_CTX_set_min_proto_version(raw, protocol_of(request.oldest));
    SSL_CTX_set_max_proto_version(raw, protocol_of(request.newest));
    SSL_CTX_set_cipher_list(raw, "ALL:COMPLEMENTOFALL:eNULL:@SECLEVEL=0");
    SSL_CTX_set_ciphersuites(raw,
                             "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:"
                             "TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256");
    SSL_CTX_set_options(raw, SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_IGNORE_UNEXPECTED_EOF);
    if (!request.tickets) SSL_CTX_set_options(raw, SSL_OP_NO_TICKET);
    if (request.renegotiates) SSL_CTX_set_options(raw, SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION);
    SSL_CTX_set1_groups_list(raw,
                             "X25519:P-256:P-384:P-521:X448:brainpoolP256r1:brainpoolP384r1:brainpoolP512r1:secp256k1:"
                             "ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192");
    SSL_CTX_set_tlsext_status_type(raw, TLSEXT_STATUSTYPE_ocsp);
    std::vector<unsigned char> protocols;
    for (const std::string& protocol : request.alpn) {
        protocols.push_back(static_cast<unsigned char>(protocol.size()));
        protocols.insert(protocols.end(), protocol.begin(), protocol.end());
    }
    SSL_CTX_set_alpn_protos(raw, protocols.data(), static_cast<unsigned>(protocols.size()));
    std::string schemes = request.schemes;
    if (!schemes.empty()) SSL_CTX_ctrl(raw, SSL_CTRL_SET_SIGALGS_LIST, 0, schemes.data());
    SSL_CTX_set_verify(raw, SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_cert_verify_callback(raw, keep_chain, &chain);
    ERR_clear_error();
    return context;
}

// SSL_R_SSLV3_ALERT_UNEXPECTED_MESSAGE and its like: an alert of the peer is reported as 1000 and its number.
bool is_peers_alert() {
    const unsigned long code = ERR_peek_error();
    return ERR_GET_LIB(code) == ERR_LIB_SSL && ERR_GET_REASON(code) >= SSL_AD_REASON_OFFSET;
}

std::string library_reason() {
    const unsigned long code = ERR_peek_error();
    const char* text = code == 0 ? nullptr : ERR_reason_error_string(code);
    return text == nullptr ? "the handshake failed" : std::string("the handshake failed: ") + text;
}

// Sends what OpenSSL has written. An empty string, or why not.
std::string flush(BIO* out, net::Connection& connection, net::Deadline deadline) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(out, &data);
    if (size <= 0) return {};
    const std::string bytes(data, static_cast<std::size_t>(size));
    static_cast<void>(BIO_reset(out));
    const auto sent = connection.write(bytes, deadline);
    return sent ? std::string() : net::reason_of(sent.error());
}

// Runs the handshake over two buffers. An empty string when it is complete, or why not.
std::string drive(SSL* ssl, BIO* in, BIO* out, net::Connection& connection, net::Deadline deadline, bool& refused) {
    std::size_t received = 0;
    while (true) {
        ERR_clear_error();
        const int result = SSL_do_handshake(ssl);
        const int error = SSL_get_error(ssl, result);
        if (result != 1 && error == SSL_ERROR_SSL) refused = is_peers_alert();
        std::string reason = result == 1 || error == SSL_ERROR_WANT_READ ? std::string() : library_reason();
        if (std::string unsent = flush(out, connection, deadline); !unsent.empty() && reason.empty()) reason = unsent;
        if (!reason.empty() || result == 1) return reason;
        const auto bytes = connection.read(read_size, deadline);
        if (!bytes) return net::reason_of(bytes.error());
        if (bytes->empty()) return "connection closed by the peer";
        received += bytes->size();
        if (received > most_bytes) return "the server sends without end";
        BIO_write(in, bytes->data(), static_cast<int>(bytes->size()));
    }
}

void describe(const SSL* ssl, Handshake& handshake) {
    handshake.completed = true;
    handshake.version = version_of(static_cast<std::uint16_t>(SSL_version(ssl)));
    if (const SSL_CIPHER* cipher = SSL_get_current_cipher(ssl); cipher != nullptr)
        handshake.suite = suite_name(SSL_CIPHER_get_protocol_id(cipher));
    const unsigned char* alpn = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(ssl, &alpn, &length);
    if (length > 0) handshake.alpn.assign(reinterpret_cast<const char*>(alpn), length);
}

bool can_resume(const SSL* ssl) {
    const SSL_SESSION* session = SSL_get0_session(ssl);
    return session != nullptr && SSL_SESSION_is_resumable(session) == 1;
}

// TLS 1.3 sends tickets after the handshake, if it does.
void await_ticket(SSL* ssl, BIO* in, net::Connection& connection, net::Deadline deadline) {
    const auto until = deadline.earlier(net::Deadline::after(ticket_patience));
    std::size_t received = 0;
    while (!can_resume(ssl) && received < most_bytes) {
        char byte = 0;
        const int result = SSL_read(ssl, &byte, 1);
        if (result > 0) continue;
        if (can_resume(ssl) || SSL_get_error(ssl, result) != SSL_ERROR_WANT_READ) return;
        const auto bytes = connection.read(read_size, until);
        if (!bytes || bytes->empty()) return;
        received += bytes->size();
        BIO_write(in, bytes->data(), static_cast<int>(bytes->size()));
    }
}

void keep_session(SSL* ssl, BIO* in, net::Connection& connection, net::Deadline deadline, Handshake& out) {
    if (SSL_version(ssl) == TLS1_3_VERSION) await_ticket(ssl, in, connection, deadline);
    if (can_resume(ssl)) {
        out.session.reset(SSL_get1_session(ssl), SSL_SESSION_free);
        out.has_ticket = SSL_SESSION_has_ticket(out.session.get()) == 1;
        out.offers_early_data = SSL_SESSION_get_max_early_data(out.session.get()) > 0;
    }
    // A session whose connection was not closed in order counts as bad.
    SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

// Those in the certificate are left out: they are read from it.
void keep_scts(SSL* ssl, Handshake& out) {
    const STACK_OF(SCT)* list = SSL_get0_peer_scts(ssl);
    out.scts_readable = list != nullptr || ERR_peek_error() == 0;
    constexpr int most = 60;
    for (int i = 0; i < std::min(sk_SCT_num(list), most); ++i) {
        const SCT* sct = sk_SCT_value(list, i);
        const sct_source_t source = SCT_get_source(sct);
        if (source != SCT_SOURCE_TLS_EXTENSION && source != SCT_SOURCE_OCSP_STAPLED_RESPONSE) continue;
        unsigned char* bytes = nullptr;
        const int size = i2o_SCT(sct, &bytes);
        if (size > 0)
            out.scts.push_back({source == SCT_SOURCE_TLS_EXTENSION ? "handshake" : "staple",
                                {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)}});
        OPENSSL_free(bytes);
    }
}

std::optional<bool> renegotiate(SSL* ssl, BIO* in, BIO* out, net::Connection& connection, net::Deadline deadline) {
    if (SSL_renegotiate(ssl) != 1) return std::nullopt;
    bool refused = false;
    if (drive(ssl, in, out, connection, deadline, refused).empty()) return true;
    if (deadline.passed()) return std::nullopt;
    return false;
}

}  // namespace

bool openssl_speaks(Version version) {
    return version >= Version::tls1_0;
}

Handshake shake_hands(net::Connection& connection, const HandshakeRequest& request, net::Deadline deadline) {
    Handshake out;
    const SslContextHandle context = make_context(request, out.chain);
    const SslHandle ssl(context ? SSL_new(context.get()) : nullptr);
    if (!ssl) {
        out.reason = "OpenSSL could not be set up";
        return out;
    }
    BIO* in = BIO_new(BIO_s_mem());
    BIO* written = BIO_new(BIO_s_mem());
    BIO_set_mem_eof_return(in, -1);
    SSL_set_bio(ssl.get(), in, written);
    SSL_set_connect_state(ssl.get());
    // The macros of OpenSSL for these cast away what our warnings guard.
    std::string name = request.server_name;
    if (!name.empty()) SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());

    if (request.scts) SSL_enable_ct(ssl.get(), SSL_CT_VALIDATION_PERMISSIVE);
    if (request.session) SSL_set_session(ssl.get(), request.session.get());

    out.reason = drive(ssl.get(), in, written, connection, deadline, out.refused);
    if (out.reason.empty()) describe(ssl.get(), out);
    unsigned char* response = nullptr;
    const long staple_size = SSL_ctrl(ssl.get(), SSL_CTRL_GET_TLSEXT_STATUS_REQ_OCSP_RESP, 0, &response);
    out.ocsp_stapled = staple_size > 0;
    if (out.ocsp_stapled)
        out.staple.assign(reinterpret_cast<const char*>(response), static_cast<std::size_t>(staple_size));
    ERR_clear_error();
    if (out.completed && request.scts) keep_scts(ssl.get(), out);
    if (out.completed) out.resumed = SSL_session_reused(ssl.get()) == 1;
    if (out.completed && request.renegotiates)
        out.renegotiated = renegotiate(ssl.get(), in, written, connection, deadline);
    if (out.completed && request.keeps_session) keep_session(ssl.get(), in, connection, deadline, out);
    ERR_clear_error();
    return out;
}

}  // namespace attt::scanner::tls
