#include "scanner/probes/asking.h"

#include <algorithm>
#include <utility>

#include "net/connection.h"

namespace attt::scanner {
namespace {

constexpr std::size_t most_questions = 200;

}  // namespace

const net::DnsRecords* Asking::records(const std::string& name, net::RecordType type) {
    const std::pair key(name, static_cast<int>(type));
    if (const auto known = known_.find(key); known != known_.end()) return known->second ? &*known->second : nullptr;
    if (known_.size() >= most_questions) {
        reason_ = "too many questions";
        return nullptr;
    }
    // a resolver that has failed three times is not asked on
    if (failures_ >= 3) return nullptr;
    auto answer = resolver_.records(name, type, until_.earlier(net::Deadline::after(std::chrono::seconds(5))));
    std::optional<net::DnsRecords> kept;
    if (answer && answer->dnssec != net::Dnssec::bogus) {
        kept = std::move(*answer);
    } else if (answer) {
        why_bogus_ = answer->why_bogus.empty() ? "the signatures do not fit" : answer->why_bogus;
        reason_ = "DNSSEC validation failed: " + why_bogus_;
    } else {
        reason_ = net::reason_of(answer.error());
        ++failures_;
    }
    const auto& stored = known_.emplace(key, std::move(kept)).first->second;
    return stored ? &*stored : nullptr;
}

void Asking::leave_open(const char* fact) {
    leave_open(fact, reason_.empty() ? "not asked" : reason_);
}

void Asking::leave_open(const char* fact, const std::string& reason) {
    doubts_.emplace_back(base::Object{{"fact", fact}, {"value", nullptr}, {"reason", reason}});
}

void Asking::state_doubts(base::Object& facts) const {
    if (!doubts_.empty()) facts.set("undetermined", doubts_);
}

model::Observation blank_for_name(const Site& site, const std::string& probe, const Context& context) {
    model::Observation observation;
    observation.subject = site.subject;
    observation.probe = probe;
    observation.observed_at = base::now();
    const bool mapped = std::any_of(
        context.host_map.begin(), context.host_map.end(),
        [&](const model::HostMapEntry& entry) { return entry.name == site.url.host && !entry.addresses.empty(); });
    if (site.url.host_is_address() || !context.connect_address.empty() || mapped ||
        site.url.host.find('.') == std::string::npos) {
        observation.status = model::Status::not_applicable;
        observation.reason = mapped ? "the host map places the name" : "the address is given, not resolved";
    }
    return observation;
}

}  // namespace attt::scanner
