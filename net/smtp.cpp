#include "net/smtp.h"

#include <curl/curl.h>

#include <array>
#include <cstring>
#include <string_view>

#include "base/text.h"
#include "net/broken_pipe.h"

namespace attt::net {
namespace {

struct Free {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

struct Giving {
    std::string_view rest;
    const std::function<bool()>* whole_given = nullptr;
    bool ended = false;  // the end was given
};

std::size_t on_read(char* buffer, std::size_t size, std::size_t count, void* user) {
    auto& giving = *static_cast<Giving*>(user);
    const std::size_t length = std::min(size * count, giving.rest.size());
    if (length == 0) {
        if (!giving.ended && !(*giving.whole_given)()) return CURL_READFUNC_ABORT;
        giving.ended = true;
        return 0;
    }
    std::memcpy(buffer, giving.rest.data(), length);
    giving.rest.remove_prefix(length);
    return length;
}

struct Heard {
    std::string last;     // the newest line of the server
    std::string refusal;  // the newest that says no: a farewell may follow it
    bool recipient_named = false;
};

// The server's answers, for the sentence that says why.
int on_debug(CURL*, curl_infotype type, char* bytes, std::size_t size, void* user) {
    auto& heard = *static_cast<Heard*>(user);
    const std::string_view line = base::trim(std::string_view(bytes, size));
    if (type == CURLINFO_HEADER_OUT && line.starts_with("RCPT TO:")) heard.recipient_named = true;
    if (type != CURLINFO_HEADER_IN || line.empty()) return 0;
    heard.last = base::printable(line, 300);
    if (line.front() == '4' || line.front() == '5') heard.refusal = heard.last;
    return 0;
}

// What no wait mends by itself, but a change of settings does: the letter stays in the queue.
bool about_settings(long code) {
    return code == 530 || code == 534 || code == 535 || code == 538 || code == 502 || code == 503;
}

}  // namespace

struct SmtpClient::State {
    SmtpServer server;
    std::unique_ptr<CURL, Free> handle{curl_easy_init()};
    std::array<char, CURL_ERROR_SIZE> reason{};
};

SmtpClient::SmtpClient(SmtpServer server) : state_(std::make_unique<State>()) {
    state_->server = std::move(server);
}
SmtpClient::SmtpClient(SmtpClient&&) noexcept = default;
SmtpClient::~SmtpClient() = default;

bool is_this_machine(const std::string& host) {
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

Delivered SmtpClient::send(const std::string& from, const std::string& to, const std::string& message,
                           const std::function<bool()>& whole_given) {
    State& state = *state_;
    const SmtpServer& server = state.server;
    if (!state.handle) return {Delivery::later, 0, "libcurl"};
    if (server.security == SmtpSecurity::none && !is_this_machine(server.host))
        return {Delivery::later, 0, "unencrypted only to this machine"};
    const BrokenPipeGuard quiet;
    CURL* handle = state.handle.get();
    curl_easy_reset(handle);
    const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(handle, option, value); };
    const bool six = server.host.find(':') != std::string::npos;
    const std::string url = std::string(server.security == SmtpSecurity::tls ? "smtps" : "smtp") + "://" +
                            (six ? "[" + server.host + "]" : server.host) + ":" + std::to_string(server.port);
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(CURLOPT_PROXY, "");
    set(CURLOPT_NOPROXY, "*");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_USE_SSL, static_cast<long>(server.security == SmtpSecurity::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    if (!server.ca_file.empty()) set(CURLOPT_CAINFO, server.ca_file.c_str());
    if (!server.user.empty()) {
        set(CURLOPT_USERNAME, server.user.c_str());
        set(CURLOPT_PASSWORD, server.password.c_str());
    }
    set(CURLOPT_CONNECTTIMEOUT_MS, 20'000L);
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(server.timeout.count()));
    set(CURLOPT_ERRORBUFFER, state.reason.data());
    state.reason.front() = '\0';
    const std::string sender = "<" + from + ">";
    set(CURLOPT_MAIL_FROM, sender.c_str());
    const std::unique_ptr<curl_slist, Free> recipients(curl_slist_append(nullptr, ("<" + to + ">").c_str()));
    set(CURLOPT_MAIL_RCPT, recipients.get());
    Giving giving{message, &whole_given, false};
    set(CURLOPT_UPLOAD, 1L);
    set(CURLOPT_READFUNCTION, &on_read);
    set(CURLOPT_READDATA, static_cast<void*>(&giving));
    Heard heard;
    set(CURLOPT_VERBOSE, 1L);
    set(CURLOPT_DEBUGFUNCTION, &on_debug);
    set(CURLOPT_DEBUGDATA, static_cast<void*>(&heard));

    const CURLcode code = curl_easy_perform(handle);
    long answer = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer);
    Delivered out;
    out.code = static_cast<int>(answer);
    const std::string reason = state.reason.front() != '\0' ? state.reason.data() : curl_easy_strerror(code);
    out.answer = answer >= 400 && !heard.refusal.empty() ? heard.refusal : base::printable(reason, 300);
    if (code == CURLE_OK) {
        out.delivery = Delivery::accepted;
        out.answer = heard.last;
    } else if (answer >= 500 && heard.recipient_named && !about_settings(answer)) {
        out.delivery = Delivery::refused;
    } else if (answer >= 400) {
        out.delivery = Delivery::later;
    } else {
        out.delivery = giving.ended ? Delivery::unsure : Delivery::later;
    }
    return out;
}

}  // namespace attt::net
