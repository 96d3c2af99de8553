#include "net/pinned_https.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>

#include "base/text.h"
#include "net/broken_pipe.h"
#include "net/curl_handles.h"
#include "net/failure.h"
#include "net/http.h"
#include "net/socket.h"
#include "net/url.h"

namespace attt::net {
namespace {

struct Free {
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(BIO* bio) const { BIO_free(bio); }
};
using Certificate = std::unique_ptr<X509, Free>;
using Bio = std::unique_ptr<BIO, Free>;

constexpr std::size_t longest_certificate = 1U << 20U;

Certificate read_certificate(std::string_view bytes) {
    if (bytes.size() > longest_certificate) return {};
    const auto size = static_cast<int>(bytes.size());
    if (const Bio pem(BIO_new_mem_buf(bytes.data(), size)); pem) {
        if (Certificate found{PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr)}) return found;
    }
    const Bio der(BIO_new_mem_buf(bytes.data(), size));
    return Certificate(der ? d2i_X509_bio(der.get(), nullptr) : nullptr);
}

std::string pem_of(X509* certificate) {
    const Bio out(BIO_new(BIO_s_mem()));
    if (!out || PEM_write_bio_X509(out.get(), certificate) != 1) throw std::bad_alloc();
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(out.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

// "sha256//…" of the public key, as CURLOPT_PINNEDPUBLICKEY takes it.
std::string pin_of(X509* certificate) {
    unsigned char* key = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &key);
    if (size <= 0) return {};
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(key, static_cast<std::size_t>(size), digest.data());
    OPENSSL_free(key);
    std::array<unsigned char, 4 * (SHA256_DIGEST_LENGTH / 3 + 1) + 1> text{};
    const int length = EVP_EncodeBlock(text.data(), digest.data(), SHA256_DIGEST_LENGTH);
    return "sha256//" + std::string(text.begin(), text.begin() + length);
}

struct Answer {
    std::string body;
    std::size_t limit = 0;
    std::size_t header = 0;
    bool too_large = false;
};

constexpr std::size_t longest_header = 64U << 10U;

std::size_t on_header(char*, std::size_t, std::size_t count, void* user) {
    auto& answer = *static_cast<Answer*>(user);
    answer.header += count;
    answer.too_large = answer.header > longest_header;
    return answer.too_large ? 0 : count;
}

std::size_t on_body(char* bytes, std::size_t, std::size_t count, void* user) {
    auto& answer = *static_cast<Answer*>(user);
    answer.too_large = count > answer.limit - answer.body.size();
    if (answer.too_large) return 0;
    answer.body.append(bytes, count);
    return count;
}

}  // namespace

struct PinnedHttps::State {
    PinnedServer server;
    std::string root;  // "https://host:port"
    std::string host;
    model::Endpoint endpoint;  // for errors; the address is the name
    std::string pem;
    std::string pin;
    CurlHandle handle;
    std::array<char, CURL_ERROR_SIZE> reason{};

    void configure() {
        const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(handle.get(), option, value); };
        set(CURLOPT_PROTOCOLS_STR, "https");
        set(CURLOPT_PROXY, "");
        set(CURLOPT_NOPROXY, "*");
        set(CURLOPT_FOLLOWLOCATION, 0L);
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_USERAGENT, user_agent().c_str());
        set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
        set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
        set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        set(CURLOPT_SSL_VERIFYPEER, 1L);
        set(CURLOPT_SSL_VERIFYHOST, 0L);
        curl_blob blob{pem.data(), pem.size(), CURL_BLOB_COPY};
        curl_easy_setopt(handle.get(), CURLOPT_CAINFO_BLOB, &blob);
        set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
        set(CURLOPT_PINNEDPUBLICKEY, pin.c_str());
        set(CURLOPT_ERRORBUFFER, reason.data());
        set(CURLOPT_HEADERFUNCTION, &on_header);
        set(CURLOPT_WRITEFUNCTION, &on_body);
        set(CURLOPT_MAXCONNECTS, 1L);
    }

    base::Error error_of(CURLcode code, const Answer& answer) {
        const base::MessageArguments named{{"host", host}};
        const std::string words =
            base::printable(reason.front() != '\0' ? reason.data() : curl_easy_strerror(code), 300);
        long system_error = 0;
        curl_easy_getinfo(handle.get(), CURLINFO_OS_ERRNO, &system_error);
        if (answer.too_large)
            return {base::ErrorCode::protocol,
                    "pinned.too_large",
                    {{"host", host}, {"limit", fmt::to_string(server.body_limit >> 20U)}}};
        switch (code) {
            case CURLE_OPERATION_TIMEDOUT: return fail_timeout(endpoint).value();
            case CURLE_SSL_PINNEDPUBKEYNOTMATCH: return other_certificate();
            case CURLE_PEER_FAILED_VERIFICATION: {
                // what the pin would say: another certificate is not issued by this one
                const bool expired =
                    words.find("expired") != std::string::npos || words.find("not yet valid") != std::string::npos;
                if (!expired) return other_certificate();
                return {base::ErrorCode::refused, "pinned.certificate_invalid", {{"host", host}, {"reason", words}}};
            }
            case CURLE_PARTIAL_FILE: return {base::ErrorCode::protocol, "pinned.cut", named};
            case CURLE_COULDNT_RESOLVE_HOST: return fail_unreachable(endpoint, words).value();
            case CURLE_COULDNT_CONNECT:
                if (system_error != 0) return fail_connect(static_cast<int>(system_error), endpoint).value();
                return fail_unreachable(endpoint, words).value();
            default: return {base::ErrorCode::protocol, "pinned.failed", {{"host", host}, {"reason", words}}};
        }
    }

    base::Error other_certificate() const {
        return {
            base::ErrorCode::refused, "pinned.other_certificate", {{"host", host}, {"file", server.certificate_file}}};
    }
};

PinnedHttps::PinnedHttps(std::unique_ptr<State> state) : state_(std::move(state)) {}
PinnedHttps::PinnedHttps(PinnedHttps&&) noexcept = default;
PinnedHttps& PinnedHttps::operator=(PinnedHttps&&) noexcept = default;
PinnedHttps::~PinnedHttps() = default;

const std::string& PinnedHttps::host() const {
    return state_->host;
}

base::Result<PinnedHttps> PinnedHttps::open(PinnedServer server) {
    const auto url = parse_url(server.url);
    if (!url) return base::fail(url.error());
    if (url->scheme != "https")
        return base::fail(base::ErrorCode::bad_input, "pinned.not_https", {{"url", base::printable(server.url, 200)}});
    const Certificate certificate = read_certificate(server.certificate);
    if (!certificate)
        return base::fail(base::ErrorCode::bad_input, "pinned.certificate", {}, {server.certificate_file, 0, {}});
    auto state = std::make_unique<State>();
    state->endpoint = {url->host, url->port};
    state->host = to_string(state->endpoint);
    state->root = "https://" + state->host;
    state->pem = pem_of(certificate.get());
    state->pin = pin_of(certificate.get());
    state->server = std::move(server);
    start_curl();
    state->handle.reset(curl_easy_init());
    if (!state->handle || state->pin.empty()) throw std::bad_alloc();
    state->configure();
    return PinnedHttps(std::move(state));
}

base::Result<PinnedResponse> PinnedHttps::post(const PinnedRequest& request, Deadline deadline) {
    State& state = *state_;
    if (deadline.passed()) return fail_timeout(state.endpoint);
    CurlList headers(curl_slist_append(nullptr, "Content-Type: application/json"));
    for (const auto& [name, value] : request.headers) {
        curl_slist* longer = curl_slist_append(headers.get(), (name + ": " + value).c_str());
        if (longer == nullptr) throw std::bad_alloc();
        static_cast<void>(headers.release());
        headers.reset(longer);
    }
    Answer answer{{}, state.server.body_limit, 0, false};
    const std::string url = state.root + request.path;
    const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(state.handle.get(), option, value); };
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(CURLOPT_POSTFIELDS, request.body.c_str());
    set(CURLOPT_HTTPHEADER, headers.get());
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(deadline.left_ms()));
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(deadline.left_ms(), 15'000)));
    set(CURLOPT_HEADERDATA, &answer);
    set(CURLOPT_WRITEDATA, &answer);
    state.reason.front() = '\0';
    const BrokenPipeGuard guard;
    const CURLcode code = curl_easy_perform(state.handle.get());
    set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
    if (code != CURLE_OK) return base::fail(state.error_of(code, answer));
    long status = 0;
    curl_easy_getinfo(state.handle.get(), CURLINFO_RESPONSE_CODE, &status);
    return PinnedResponse{static_cast<int>(status), std::move(answer.body)};
}

}  // namespace attt::net
