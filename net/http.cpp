#include "net/http.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <mutex>
#include <optional>

#include "base/text.h"
#include "net/broken_pipe.h"
#include "net/curl_handles.h"
#include "net/failure.h"
#include "net/http_header.h"
#include "net/socket.h"
#include "net/url.h"

namespace attt::net {
namespace {

// What libcurl's callbacks know of a fetch.
struct Fetch {
    const HttpRequest& request;
    const Address address;
    const Scope& scope;
    HeaderBlock header;
    std::string body;
    bool body_cut = false;
    bool outside_scope = false;
    int socket_error = 0;
    std::array<char, CURL_ERROR_SIZE> reason{};
};

std::size_t on_header(char* bytes, std::size_t, std::size_t count, void* user) {
    return static_cast<Fetch*>(user)->header.add({bytes, count}) ? count : 0;
}

std::size_t on_body(char* bytes, std::size_t, std::size_t count, void* user) {
    auto& fetch = *static_cast<Fetch*>(user);
    const std::size_t room = fetch.request.body_limit - fetch.body.size();
    fetch.body.append(bytes, std::min(room, count));
    fetch.body_cut = count > room;
    return fetch.body_cut ? 0 : count;
}

// The last gate: whatever made libcurl choose another address, no packet leaves for it.
curl_socket_t on_open_socket(void* user, curlsocktype, curl_sockaddr* peer) {
    auto& fetch = *static_cast<Fetch*>(user);
    const auto address = address_of(&peer->addr);
    if (!address || *address != fetch.address || !fetch.scope.covers_address(*address)) {
        fetch.outside_scope = true;
        return CURL_SOCKET_BAD;
    }
    Descriptor fd = tcp_socket(*address);
    if (!fd) fetch.socket_error = errno;
    return fd ? fd.release() : CURL_SOCKET_BAD;
}

// An old server is a fact to be told, not a reason to fail: TLS 1.0, weak keys and renegotiation of the old kind are
// allowed.
CURLcode on_ssl_context(CURL*, void* context, void*) {
    auto* tls = static_cast<SSL_CTX*>(context);
    SSL_CTX_set_security_level(tls, 0);
    SSL_CTX_set_min_proto_version(tls, TLS1_VERSION);
    SSL_CTX_set_cipher_list(tls, "ALL:@SECLEVEL=0");
    SSL_CTX_set_options(tls, SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_IGNORE_UNEXPECTED_EOF);
    return CURLE_OK;
}

bool is_redirect(long status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::string version_name(long version) {
    switch (version) {
        case CURL_HTTP_VERSION_1_0: return "HTTP/1.0";
        case CURL_HTTP_VERSION_2_0: return "HTTP/2";
        case CURL_HTTP_VERSION_3: return "HTTP/3";
        default: return "HTTP/1.1";
    }
}

void configure(CURL* handle, Fetch& fetch, const std::string& url, const curl_slist* pinned, const curl_slist* headers,
               Deadline deadline) {
    const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(handle, option, value); };
    const long left_ms = deadline.left_ms();
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_CONNECT_TO, pinned);
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_PROXY, "");
    set(CURLOPT_NOPROXY, "*");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_PATH_AS_IS, 1L);
    const std::string& before = fetch.request.user_agent;
    set(CURLOPT_USERAGENT, (before.empty() ? user_agent() : before + " " + user_agent()).c_str());
    if (!fetch.request.referrer.empty()) set(CURLOPT_REFERER, fetch.request.referrer.c_str());
    if (fetch.request.compressed) set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
    set(CURLOPT_HTTPHEADER, headers);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_TIMEOUT_MS, left_ms);
    set(CURLOPT_CONNECTTIMEOUT_MS, left_ms);
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    set(CURLOPT_SSL_VERIFYPEER, 0L);
    set(CURLOPT_SSL_VERIFYHOST, 0L);
    set(CURLOPT_SSL_SESSIONID_CACHE, 0L);
    set(CURLOPT_SSL_CTX_FUNCTION, &on_ssl_context);
    set(CURLOPT_OPENSOCKETFUNCTION, &on_open_socket);
    set(CURLOPT_OPENSOCKETDATA, &fetch);
    set(CURLOPT_HEADERFUNCTION, &on_header);
    set(CURLOPT_HEADERDATA, &fetch);
    set(CURLOPT_WRITEFUNCTION, &on_body);
    set(CURLOPT_WRITEDATA, &fetch);
    set(CURLOPT_ERRORBUFFER, fetch.reason.data());
}

template <class T>
T info(CURL* handle, CURLINFO what) {
    T value{};
    curl_easy_getinfo(handle, what, &value);
    return value;
}

std::string reason_of_curl(const Fetch& fetch, CURLcode code) {
    return base::printable(fetch.reason.front() != '\0' ? fetch.reason.data() : curl_easy_strerror(code), 300);
}

base::Error error_of(CURL* handle, const Fetch& fetch, CURLcode code) {
    const model::Endpoint& endpoint = fetch.request.endpoint;
    const int of_curl = static_cast<int>(info<long>(handle, CURLINFO_OS_ERRNO));
    const int system_error = fetch.socket_error != 0 ? fetch.socket_error : of_curl;
    if (fetch.outside_scope) {
        return {base::ErrorCode::outside_scope, "scope.address", {{"address", fetch.address.text()}}};
    }
    // libcurl itself gives up, under this name, on a line that has not ended after 100 KB
    const bool endless_line = code == CURLE_OUT_OF_MEMORY && !fetch.header.complete();
    if (fetch.header.too_large() || endless_line) {
        return {base::ErrorCode::protocol,
                "http.header_too_large",
                {{"endpoint", to_string(endpoint)}, {"limit", fmt::to_string(fetch.request.header_limit)}}};
    }
    if (code == CURLE_OPERATION_TIMEDOUT) return fail_timeout(endpoint).value();
    if (code == CURLE_COULDNT_CONNECT && system_error != 0) return fail_connect(system_error, endpoint).value();
    const std::string reason = reason_of_curl(fetch, code);
    if (code == CURLE_COULDNT_CONNECT) return fail_unreachable(endpoint, reason).value();
    if (is_reset(system_error)) return fail_reset(endpoint).value();
    const bool of_tls = code == CURLE_SSL_CONNECT_ERROR || code == CURLE_SSL_CIPHER || code == CURLE_SSL_CERTPROBLEM ||
                        code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_ISSUER_ERROR;
    return {base::ErrorCode::protocol,
            of_tls ? "http.tls" : "http.protocol",
            {{"endpoint", to_string(endpoint)}, {"reason", reason}}};
}

HttpResponse response_of(CURL* handle, Fetch fetch, const Url& url) {
    HttpResponse response;
    const long status = info<long>(handle, CURLINFO_RESPONSE_CODE);
    response.status = static_cast<int>(status);
    response.version = version_name(info<long>(handle, CURLINFO_HTTP_VERSION));
    response.headers = fetch.header.fields();
    response.body = std::move(fetch.body);
    response.body_cut = fetch.body_cut;
    response.first_byte_ms = info<curl_off_t>(handle, CURLINFO_STARTTRANSFER_TIME_T) / 1000;
    response.total_ms = info<curl_off_t>(handle, CURLINFO_TOTAL_TIME_T) / 1000;
    const std::string_view location = fetch.header.value("location");
    if (is_redirect(status) && !location.empty()) {
        if (const auto next = resolve_reference(url, location)) response.location = next->text();
    }
    return response;
}

// What a request asks for, read and found to be something that can be asked.
struct Target {
    Url url;
    Address address;
};

base::Result<Target> target_of(const HttpRequest& request) {
    const auto url = parse_url(request.url);
    if (!url) return base::fail(url.error());
    if (url->scheme != "http" && url->scheme != "https") {
        return base::fail(base::ErrorCode::bad_input, "url.scheme", {{"url", base::printable(request.url, 200)}});
    }
    const auto address = Address::parse(request.endpoint.address);
    if (!address) return fail_not_an_address(request.endpoint);
    return Target{*url, *address};
}

// REQUIRES: a permit for the address is held.
base::Result<HttpResponse> perform(CURL* handle, const HttpRequest& request, const Target& target, const Scope& scope,
                                   Deadline deadline) {
    if (deadline.passed()) return fail_timeout(request.endpoint);
    const BrokenPipeGuard guard;
    const std::string pin = "::" + to_string(model::Endpoint{target.address.text(), request.endpoint.port});
    const CurlList pinned(curl_slist_append(nullptr, pin.c_str()));
    const CurlList headers(curl_slist_append(nullptr, "Accept-Language: vi,en;q=0.5"));
    if (!pinned || !headers) throw std::bad_alloc();
    Fetch fetch{request, target.address, scope, HeaderBlock(request.header_limit), {}, false, false, 0, {}};
    configure(handle, fetch, target.url.text(), pinned.get(), headers.get(), deadline);

    const CURLcode code = curl_easy_perform(handle);
    // Sent less than it promised, or stopped by us at the limit: what came is what was seen.
    const bool cut_short = fetch.header.complete() && (fetch.body_cut || code == CURLE_PARTIAL_FILE);
    if (code != CURLE_OK && !cut_short) return base::fail(error_of(handle, fetch, code));
    fetch.body_cut = cut_short;
    return response_of(handle, std::move(fetch), target.url);
}

}  // namespace

base::Result<HttpResponse> http_get(const HttpRequest& request, Politeness& politeness, Deadline deadline) {
    const auto target = target_of(request);
    if (!target) return tl::unexpected(target.error());
    const auto queued_at = Deadline::Clock::now();
    const auto permit = politeness.acquire(target->address, Deadline::after(permit_patience));
    if (!permit) return base::fail(permit.error());
    start_curl();
    const CurlHandle handle(curl_easy_init());
    if (!handle) throw std::bad_alloc();
    curl_easy_setopt(handle.get(), CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_FORBID_REUSE, 1L);
    return perform(handle.get(), request, *target, politeness.scope(),
                   deadline.put_off(Deadline::Clock::now() - queued_at));
}

class HttpSession::State {
  public:
    State(Politeness& politeness, std::chrono::milliseconds longest_hold)
        : politeness_(politeness), longest_hold_(longest_hold) {}

    base::Result<HttpResponse> get(const HttpRequest& request, Deadline deadline) {
        const auto target = target_of(request);
        if (!target) return tl::unexpected(target.error());
        const auto queued_at = Deadline::Clock::now();
        const bool long_held = Deadline::Clock::now() - since_ > longest_hold_;
        const std::string origin = fmt::format("{}://{}:{}", target->url.scheme, target->url.host, target->url.port);
        if (!handle_ || origin != origin_ || address_ != target->address || long_held) {
            handle_.reset();  // closes its connection, before the permit goes
            permit_.reset();
            auto permit = politeness_.acquire(target->address, Deadline::after(permit_patience));
            if (!permit) return base::fail(permit.error());
            permit_ = std::move(*permit);
            since_ = Deadline::Clock::now();
            address_ = target->address;
            origin_ = origin;
            start_curl();
            handle_.reset(curl_easy_init());
            if (!handle_) throw std::bad_alloc();
        }
        curl_easy_reset(handle_.get());
        curl_easy_setopt(handle_.get(), CURLOPT_MAXCONNECTS, 1L);
        auto response = perform(handle_.get(), request, *target, politeness_.scope(),
                                deadline.put_off(Deadline::Clock::now() - queued_at));
        curl_socket_t kept = CURL_SOCKET_BAD;
        curl_easy_getinfo(handle_.get(), CURLINFO_ACTIVESOCKET, &kept);
        if (kept == CURL_SOCKET_BAD) {  // the next one is a new connection and needs a permit of its own
            handle_.reset();
            permit_.reset();
        }
        return response;
    }

  private:
    Politeness& politeness_;
    const std::chrono::milliseconds longest_hold_;
    std::optional<Permit> permit_;
    Deadline::Clock::time_point since_;
    Address address_;
    std::string origin_;
    CurlHandle handle_;
};

HttpSession::HttpSession(Politeness& politeness, std::chrono::milliseconds longest_hold)
    : state_(std::make_unique<State>(politeness, longest_hold)) {}
HttpSession::~HttpSession() = default;

base::Result<HttpResponse> HttpSession::get(const HttpRequest& request, Deadline deadline) {
    return state_->get(request, deadline);
}

void start_curl() {
    static std::once_flag started;
    std::call_once(started, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

const std::string& user_agent() {
    static const std::string agent = "attt/" ATTT_VERSION " (+security survey under a recorded authorisation)";
    return agent;
}

}  // namespace attt::net
