#include "inventory/ksc/session.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/base64.h"
#include "base/json.h"

namespace attt::inventory::ksc {
namespace {

// One question: a page of 500 computers takes a console a second or two.
constexpr std::chrono::seconds patience{60};
constexpr std::chrono::seconds farewell{3};

std::string authorisation_of(const Credentials& credentials) {
    const auto field = [](const char* name, const std::string& value) {
        return std::string(", ") + name + "=\"" + base::base64(value) + "\"";
    };
    std::string out = "KSCBasic user=\"" + base::base64(credentials.user) + "\"" + field("pass", credentials.password);
    if (!credentials.domain.empty()) out += field("domain", credentials.domain);
    return out + ", internal=\"" + (credentials.domain.empty() ? "1" : "0") + "\"";
}

}  // namespace

Session::~Session() {
    if (token_.empty()) return;
    // a session left open holds one of the console's few places until it times out; no more can be done about it
    deadline_ = net::Deadline::after(farewell);
    static_cast<void>(call("Session.EndSession", base::Object{}));
}

base::Result<Answer> Session::post(const std::string& method, const std::string& body, const std::string& header,
                                   const std::string& value) {
    net::PinnedRequest request{"/api/v1.0/" + method, {{header, value}}, body};
    if (header == "Authorization" && !credentials_.virtual_server.empty())
        request.headers.emplace_back("X-KSC-VServer", base::base64(credentials_.virtual_server));
    auto answered = server_.post(request, net::Deadline::after(patience).earlier(deadline_));
    if (!answered) return tl::unexpected(answered.error());
    return Answer{answered->status, std::move(answered->body)};
}

base::Result<Answer> Session::call(const std::string& method, const base::Value& parameters) {
    return post(method, base::to_json(parameters), "X-KSC-Session", token_);
}

void Session::wait(int milliseconds) {
    std::this_thread::sleep_for(std::chrono::milliseconds(std::min(milliseconds, deadline_.left_ms())));
}

base::Result<void> Session::renew() {
    token_.clear();
    const std::string method = "Session.StartSession";
    auto answer = post(method, "{}", "Authorization", authorisation_of(credentials_));
    if (!answer) return tl::unexpected(answer.error());
    auto meaning = meaning_of(*answer, method);
    if (!meaning && meaning.error().message == "ksc.session_ended")
        return base::fail(base::ErrorCode::permission, "ksc.login_refused", {{"host", server_.host()}});
    if (!meaning) return tl::unexpected(meaning.error());
    token_ = (*meaning)["PxgRetVal"].string_or("");
    const bool header_safe = std::all_of(token_.begin(), token_.end(), [](char c) { return c > 0x20 && c < 0x7F; });
    if (token_.empty() || !header_safe) {
        token_.clear();
        return base::fail(base::ErrorCode::protocol, "ksc.not_json", {{"method", method}});
    }
    return {};
}

}  // namespace attt::inventory::ksc
