#include "net/resolver.h"

#include <arpa/nameser.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unbound.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <future>
#include <mutex>
#include <set>
#include <thread>
#include <unordered_map>

#include "base/text.h"
#include "net/descriptor.h"
#include "net/records.h"
#include "net/scope.h"
#include "net/socket.h"

#ifdef __SANITIZE_ADDRESS__
// libunbound resolves in a forked process (Debian builds it without threads), which ends by exit(). There LeakSanitizer
// would wait for ever for locks that other threads held at the fork; what it asks at every end is answered here.
static const pid_t first_process = ::getpid();
extern "C" int __lsan_is_turned_off();
extern "C" int __lsan_is_turned_off() {
    return ::getpid() == first_process ? 0 : 1;
}
#endif

namespace attt::net {
namespace {

struct FreeUnbound {
    void operator()(ub_ctx* context) const { ub_ctx_delete(context); }
    void operator()(ub_result* result) const { ub_resolve_free(result); }
};
using Context = std::unique_ptr<ub_ctx, FreeUnbound>;
using Answer = std::unique_ptr<ub_result, FreeUnbound>;

// What the callback gets: either an answer or an error number of libunbound.
struct Outcome {
    int error = 0;
    Answer answer;
};

base::Error dns_failed(std::string_view name, std::string_view reason) {
    return {base::ErrorCode::unreachable,
            "dns.failed",
            {{"name", base::printable(name, 255)}, {"reason", std::string(reason)}}};
}

base::Error setup_failed(std::string_view what, std::string_view reason) {
    return {base::ErrorCode::bad_input, "dns.setup", {{"setting", std::string(what)}, {"reason", std::string(reason)}}};
}

std::string rcode_name(int rcode) {
    constexpr std::array<std::string_view, 6> names = {"NOERROR",  "FORMERR", "SERVFAIL",
                                                       "NXDOMAIN", "NOTIMP",  "REFUSED"};
    if (rcode >= 0 && static_cast<std::size_t>(rcode) < names.size()) {
        return std::string(names[static_cast<std::size_t>(rcode)]);
    }
    return "RCODE " + std::to_string(rcode);
}

// The form in which names are compared and asked: A-labels, lower case, no final dot. Nothing when it cannot be a name;
// a blank or a quote must never reach libunbound's parser of records.
std::optional<std::string> normal_name(std::string_view text) {
    auto name = base::to_ascii_host(text);
    if (!name) return std::nullopt;
    if (name->ends_with('.')) name->pop_back();
    if (name->empty() || name->size() > 253) return std::nullopt;
    for (const std::string& label : base::split(*name, '.')) {
        const bool sound = !label.empty() && label.size() <= 63 && std::all_of(label.begin(), label.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        });
        if (!sound) return std::nullopt;
    }
    return name;
}

// The text of an A or AAAA record; nothing when its length is wrong.
std::optional<std::string> address_text(const char* data, int length, bool v6) {
    if (length != (v6 ? 16 : 4)) return std::nullopt;
    Address address;
    address.v6 = v6;
    if (!v6) address.bytes[10] = address.bytes[11] = 0xff;
    std::copy_n(data, length, address.bytes.end() - length);
    return address.text();
}

// A canonical name as names are compared; empty when it is the name asked for.
std::string plain_name(const char* canonical, const std::string& asked) {
    std::string name = base::to_lower_ascii(canonical);
    if (name.ends_with('.')) name.pop_back();
    return name == asked ? std::string() : name;
}

}  // namespace

class Resolver::Impl {
  public:
    ~Impl();
    base::Result<void> configure(const ResolverSettings& settings);
    base::Result<void> start();
    base::Result<DnsAnswer> ask(std::string_view text, bool v6, Deadline deadline);
    base::Result<DnsRecords> records(std::string_view text, RecordType type, Deadline deadline);

  private:
    // libunbound's callback holds a bare pointer to it; queries_ owns it until the callback or a successful cancel.
    struct Query {
        Impl* owner = nullptr;
        std::uint64_t id = 0;
        std::promise<Outcome> outcome;
    };

    base::Result<void> add_forwarders(const std::vector<std::string>& forwarders);
    base::Result<void> add_host(const model::HostMapEntry& entry);
    void drive();
    std::unique_ptr<Query> forget(std::uint64_t id);
    base::Result<Outcome> resolve(const std::string& name, int type, Deadline deadline);
    static void on_answer(void* query, int error, ub_result* result);
    base::Result<DnsAnswer> read(const std::string& name, bool v6, const Outcome& outcome) const;

    std::set<std::string, std::less<>> mapped_;

  public:
    bool validates = false;

  private:
    std::mutex mutex_;
    std::unordered_map<std::uint64_t, std::unique_ptr<Query>> queries_;
    std::uint64_t last_id_ = 0;
    Descriptor stop_;
    std::thread thread_;
    Context context_;  // destroyed first: its own thread ends before what its callbacks touch
};

Resolver::Impl::~Impl() {
    if (!thread_.joinable()) return;
    ::eventfd_write(stop_.get(), 1);
    thread_.join();
}

base::Result<void> Resolver::Impl::configure(const ResolverSettings& settings) {
    context_.reset(ub_ctx_create());
    if (!context_) return base::fail(setup_failed("libunbound", "cannot be started"));
    ub_ctx_debugout(context_.get(), nullptr);
    ub_ctx_set_option(context_.get(), "do-not-query-localhost:", "no");
    if (auto added = add_forwarders(settings.forwarders); !added) return added;
    if (const std::string& file = settings.trust_anchor_file; !file.empty()) {
        if (const int error = ub_ctx_add_ta_file(context_.get(), file.c_str()); error != 0) {
            return base::fail(setup_failed(file, ub_strerror(error)));
        }
        validates = true;
    }
    for (const model::HostMapEntry& entry : settings.host_map) {
        if (auto added = add_host(entry); !added) return added;
    }
    return {};
}

base::Result<void> Resolver::Impl::add_forwarders(const std::vector<std::string>& forwarders) {
    for (const std::string& forwarder : forwarders) {
        if (const int error = ub_ctx_set_fwd(context_.get(), forwarder.c_str()); error != 0) {
            return base::fail(setup_failed(base::printable(forwarder, 100), ub_strerror(error)));
        }
    }
    if (!forwarders.empty() || ub_ctx_resolvconf(context_.get(), nullptr) == 0) return {};
    // without /etc/resolv.conf the system's own resolver asks this machine, and so do we
    ub_ctx_set_fwd(context_.get(), "127.0.0.1");
    return {};
}

// "transparent": the mapped name is answered here alone, also with "no such record"; names below it go their usual way.
base::Result<void> Resolver::Impl::add_host(const model::HostMapEntry& entry) {
    if (entry.addresses.empty()) return {};
    const auto name = normal_name(entry.name);
    const auto wrong = [&](std::string_view id, const std::string& value) {
        return base::fail(base::ErrorCode::bad_input, id, {{"value", base::printable(value, 255)}});
    };
    if (!name) return wrong("dns.host_map_name", entry.name);
    if (ub_ctx_zone_add(context_.get(), (*name + ".").c_str(), "transparent") != 0) {
        return wrong("dns.host_map_name", entry.name);
    }
    for (const std::string& text : entry.addresses) {
        const auto address = Address::parse(text);
        if (!address) return wrong("dns.host_map_address", text);
        const std::string record = *name + ". 60 IN " + (address->v6 ? "AAAA " : "A ") + address->text();
        if (ub_ctx_data_add(context_.get(), record.c_str()) != 0) return wrong("dns.host_map_address", text);
    }
    mapped_.insert(*name);
    return {};
}

base::Result<void> Resolver::Impl::start() {
    ub_ctx_async(context_.get(), 1);
    // Settings are read at the first question; this one is answered without a packet and brings their errors to light.
    // It also forks the process that answers, before there is a thread here that could hold a lock in it for ever.
    int answered = 0;
    const auto on_first = [](void* user, int error, ub_result* result) {
        const Answer owned(result);
        *static_cast<int*>(user) = error;
    };
    int error = ub_resolve_async(context_.get(), "localhost.", ns_t_a, ns_c_in, &answered, on_first, nullptr);
    if (error == 0) error = ub_wait(context_.get());
    if (error == 0) error = answered;
    if (error != 0) return base::fail(setup_failed("libunbound", ub_strerror(error)));
    stop_ = Descriptor(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    if (!stop_) return base::fail(setup_failed("eventfd", system_word(errno)));
    thread_ = std::thread([this] { drive(); });
    return {};
}

void Resolver::Impl::drive() {
    while (true) {
        std::array<pollfd, 2> waited = {pollfd{.fd = ub_fd(context_.get()), .events = POLLIN, .revents = 0},
                                        pollfd{.fd = stop_.get(), .events = POLLIN, .revents = 0}};
        if (::poll(waited.data(), waited.size(), -1) < 0 && errno != EINTR) return;
        if (waited[1].revents != 0) return;
        if (waited[0].revents != 0) ub_process(context_.get());
    }
}

std::unique_ptr<Resolver::Impl::Query> Resolver::Impl::forget(std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    const auto at = queries_.find(id);
    if (at == queries_.end()) return nullptr;
    auto query = std::move(at->second);
    queries_.erase(at);
    return query;
}

void Resolver::Impl::on_answer(void* user, int error, ub_result* result) {
    const auto* asked = static_cast<Query*>(user);
    const auto query = asked->owner->forget(asked->id);
    query->outcome.set_value({error, Answer(result)});
}

base::Result<DnsAnswer> Resolver::Impl::ask(std::string_view text, bool v6, Deadline deadline) {
    if (const auto address = Address::parse(text)) {
        DnsAnswer itself;
        if (address->v6 == v6) itself.addresses.push_back(address->text());
        return itself;
    }
    const auto name = normal_name(text);
    if (!name) return base::fail(dns_failed(text, "not a host name"));
    auto outcome = resolve(*name, v6 ? ns_t_aaaa : ns_t_a, deadline);
    if (!outcome) return tl::unexpected(outcome.error());
    return read(*name, v6, *outcome);
}

base::Result<DnsRecords> Resolver::Impl::records(std::string_view text, RecordType type, Deadline deadline) {
    const auto name = normal_name(text);
    if (!name) return base::fail(dns_failed(text, "not a host name"));
    auto outcome = resolve(*name, static_cast<int>(type), deadline);
    if (!outcome) return tl::unexpected(outcome.error());
    if (outcome->error != 0) return base::fail(dns_failed(*name, ub_strerror(outcome->error)));
    const ub_result& result = *outcome->answer;
    const bool answered = result.rcode == ns_r_noerror || result.rcode == ns_r_nxdomain;
    if (!answered && result.bogus == 0) return base::fail(dns_failed(*name, rcode_name(result.rcode)));
    DnsRecords out;
    out.name_exists = result.nxdomain == 0;
    out.ttl = result.ttl;
    if (result.bogus != 0) {
        out.dnssec = Dnssec::bogus;
        out.why_bogus = base::printable(result.why_bogus == nullptr ? "" : result.why_bogus, 500);
        return out;
    }
    if (result.secure != 0) out.dnssec = Dnssec::secure;
    if (result.canonname != nullptr) out.canonical_name = plain_name(result.canonname, *name);
    for (int i = 0; result.data != nullptr && result.data[i] != nullptr && out.records.size() < 200; ++i) {
        const std::string_view bytes(result.data[i], static_cast<std::size_t>(std::clamp(result.len[i], 0, 65535)));
        if (auto words = record_in_words(type, bytes)) out.records.push_back(std::move(*words));
    }
    std::sort(out.records.begin(), out.records.end());
    return out;
}

base::Result<Outcome> Resolver::Impl::resolve(const std::string& name, int type, Deadline deadline) {
    auto query = std::make_unique<Query>();
    query->owner = this;
    std::future<Outcome> outcome = query->outcome.get_future();
    Query* const handed_over = query.get();
    {
        const std::lock_guard lock(mutex_);
        query->id = ++last_id_;
        queries_.emplace(query->id, std::move(query));
    }
    const std::uint64_t id = handed_over->id;
    int handle = 0;
    const int error =
        ub_resolve_async(context_.get(), (name + ".").c_str(), type, ns_c_in, handed_over, &Impl::on_answer, &handle);
    if (error != 0) {
        forget(id);
        return base::fail(dns_failed(name, ub_strerror(error)));
    }
    if (outcome.wait_until(deadline.end()) != std::future_status::ready) {
        // libunbound promises: cancelled without error, the callback never comes; with one, it has come or is coming
        if (ub_cancel(context_.get(), handle) == 0) forget(id);
        return base::fail(base::ErrorCode::timeout, "net.timeout", {{"endpoint", name}});
    }
    return outcome.get();
}

base::Result<DnsAnswer> Resolver::Impl::read(const std::string& name, bool v6, const Outcome& outcome) const {
    if (outcome.error != 0) return base::fail(dns_failed(name, ub_strerror(outcome.error)));
    const ub_result& result = *outcome.answer;
    const bool answered = result.rcode == ns_r_noerror || result.rcode == ns_r_nxdomain;
    if (!answered && result.bogus == 0) return base::fail(dns_failed(name, rcode_name(result.rcode)));
    DnsAnswer answer;
    answer.name_exists = result.nxdomain == 0;
    answer.ttl = result.ttl;
    answer.from_host_map = mapped_.contains(name);
    if (result.bogus != 0) {
        answer.dnssec = Dnssec::bogus;
        answer.why_bogus = base::printable(result.why_bogus == nullptr ? "" : result.why_bogus, 500);
    } else if (result.secure != 0) {
        answer.dnssec = Dnssec::secure;
    }
    if (result.canonname != nullptr) {
        std::string canonical = base::to_lower_ascii(result.canonname);
        if (canonical.ends_with('.')) canonical.pop_back();
        if (canonical != name) answer.canonical_name = std::move(canonical);
    }
    for (int i = 0; result.data != nullptr && result.data[i] != nullptr; ++i) {
        if (auto text = address_text(result.data[i], result.len[i], v6)) answer.addresses.push_back(std::move(*text));
    }
    std::sort(answer.addresses.begin(), answer.addresses.end());
    const auto repeated = std::unique(answer.addresses.begin(), answer.addresses.end());
    answer.addresses.erase(repeated, answer.addresses.end());
    return answer;
}

Resolver::Resolver() : impl_(std::make_unique<Impl>()) {}
Resolver::~Resolver() = default;

base::Result<std::unique_ptr<Resolver>> Resolver::make(const ResolverSettings& settings) {
    std::unique_ptr<Resolver> resolver(new Resolver());
    if (auto configured = resolver->impl_->configure(settings); !configured) return base::fail(configured.error());
    if (auto started = resolver->impl_->start(); !started) return base::fail(started.error());
    return resolver;
}

base::Result<DnsAnswer> Resolver::addresses_v4(std::string_view name, Deadline deadline) {
    return impl_->ask(name, false, deadline);
}

base::Result<DnsRecords> Resolver::records(std::string_view name, RecordType type, Deadline deadline) {
    return impl_->records(name, type, deadline);
}

bool Resolver::validates() const {
    return impl_->validates;
}

base::Result<DnsAnswer> Resolver::addresses_v6(std::string_view name, Deadline deadline) {
    return impl_->ask(name, true, deadline);
}

}  // namespace attt::net
