#include "scanner/authorities.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <mutex>

#include "net/connection.h"
#include "net/http.h"
#include "net/politeness.h"
#include "net/url.h"
#include "scanner/probes/probes.h"

namespace attt::scanner {
namespace {

using Shared = std::shared_ptr<const Authorities::Answer>;

// What is kept of a run; what comes after it is fetched each time.
constexpr std::size_t most_kept_bytes = 128U << 20U;
constexpr std::size_t most_kept_answers = 20000;

Shared no_answer(std::string why, std::string detail) {
    return std::make_shared<Authorities::Answer>(Authorities::Answer{{}, std::move(why), std::move(detail)});
}

Shared failure_of(const base::Error& error) {
    const std::string reason = net::reason_of(error);
    if (error.message == "scope.address") return no_answer("outside_scope", reason);
    return no_answer(net::status_of(error) == model::Status::timeout ? "timeout" : "unreachable", reason);
}

}  // namespace

class Authorities::Impl {
  public:
    explicit Impl(Settings settings) : settings_(std::move(settings)), politeness_(settings_.limits, settings_.scope) {}

    Shared get(const std::string& url, std::size_t limit, net::Deadline deadline) {
        std::promise<Shared> promise;
        std::shared_future<Shared> known;
        {
            const std::lock_guard lock(mutex_);
            if (const auto found = answers_.find(url); found != answers_.end()) {
                known = found->second;
            } else if (kept_bytes_ < most_kept_bytes && answers_.size() < most_kept_answers) {
                answers_.emplace(url, promise.get_future().share());
            }
        }
        if (known.valid()) {
            if (known.wait_until(deadline.end()) == std::future_status::ready) return known.get();
            return no_answer("timeout", "another visit waits for the same answer");
        }
        Shared answer = fetch(url, limit);
        {
            const std::lock_guard lock(mutex_);
            kept_bytes_ += answer->body.size();
        }
        promise.set_value(answer);
        return answer;
    }

    int requests() const { return requests_; }

  private:
    // With the whole time that a dialogue has, whatever the visit has left: others will rely on what came of it.
    Shared fetch(const std::string& text, std::size_t limit) {
        const auto url = net::parse_url(text);
        if (!url || (url->scheme != "http" && url->scheme != "https"))
            return no_answer("malformed", "no address of HTTP");
        if (!may_ask(url->host))
            return no_answer("outside_scope", "the authority " + url->host + " is not among those that may be asked");
        const std::string host = url->host + ":" + std::to_string(url->port);
        {
            const std::lock_guard lock(mutex_);
            if (const auto dead = dead_.find(host); dead != dead_.end()) return dead->second;
        }
        Shared answer = request(*url, limit);
        if (answer->why == "timeout" || answer->why == "unreachable") {
            const std::lock_guard lock(mutex_);
            dead_.emplace(host, answer);
        }
        return answer;
    }

    // The scope of an authority has many addresses, for nobody knows to which its name will lead: one that stands there
    // without a name is to be named itself.
    bool may_ask(const std::string& host) const {
        const auto address = net::Address::parse(host);
        const auto& allowed = settings_.addresses;
        const bool is_named = !address || !allowed ||
                              std::any_of(allowed->begin(), allowed->end(),
                                          [&](const auto& each) { return net::Address::parse(each) == address; });
        return is_named && settings_.scope.covers_name(host);
    }

    Shared request(const net::Url& url, std::size_t limit) {
        const auto addresses = addresses_of(url);
        if (!addresses) return failure_of(addresses.error());
        if (addresses->empty())
            return no_answer("unreachable", "the name has no address that can be reached from here");
        net::HttpRequest request;
        request.url = url.text();
        request.endpoint = {addresses->front(), port_of(url)};
        request.body_limit = limit;
        request.compressed = false;
        const auto by = net::Deadline::after(settings_.limits.connect_timeout + settings_.limits.answer_timeout);
        ++requests_;
        auto response = net::http_get(request, politeness_, by);
        if (!response) return failure_of(response.error());
        if (response->status != 200) return no_answer("http_error", "HTTP status " + std::to_string(response->status));
        if (response->body_cut)
            return no_answer("too_large", "more than " + std::to_string(limit) + " bytes, or cut short");
        return std::make_shared<Answer>(Answer{std::move(response->body), {}, {}});
    }

    // Those of IPv4 first; of IPv6 only where there is a way.
    base::Result<std::vector<std::string>> addresses_of(const net::Url& url) {
        if (url.host_is_address()) return std::vector<std::string>{url.host};
        const auto by = net::Deadline::after(settings_.limits.answer_timeout);
        auto v4 = settings_.resolver->addresses_v4(url.host, by);
        if (v4 && !v4->addresses.empty() && v4->dnssec != net::Dnssec::bogus) return std::move(v4->addresses);
        auto v6 = settings_.resolver->addresses_v6(url.host, by);
        if (!v4) return tl::unexpected(v4.error());
        if (!v6) return tl::unexpected(v6.error());
        std::vector<std::string> out;
        if (v6->dnssec == net::Dnssec::bogus) return out;
        for (std::string& address : v6->addresses)
            if (reachable_family(address)) out.push_back(std::move(address));
        return out;
    }

    std::uint16_t port_of(const net::Url& url) const {
        for (const model::HostMapEntry& entry : settings_.host_map) {
            const auto mapped = entry.ports.find(url.port);
            if (entry.name == url.host && mapped != entry.ports.end()) return mapped->second;
        }
        return url.port;
    }

    const Settings settings_;
    net::Politeness politeness_;
    std::atomic<int> requests_ = 0;
    std::mutex mutex_;
    std::map<std::string, std::shared_future<Shared>> answers_;
    std::map<std::string, Shared> dead_;  // host and port -> why
    std::size_t kept_bytes_ = 0;
};

Authorities::Authorities(Settings settings) : impl_(std::make_unique<Impl>(std::move(settings))) {}
Authorities::~Authorities() = default;

Shared Authorities::get(const std::string& url, std::size_t limit, net::Deadline deadline) {
    return impl_->get(url, limit, deadline);
}

int Authorities::requests() const {
    return impl_->requests();
}

}  // namespace attt::scanner
