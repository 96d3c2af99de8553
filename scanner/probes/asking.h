// Questions to the resolver within one visit: bounded in time and number, each asked once, and what could not be learnt
// kept for "undetermined".
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/value.h"
#include "net/resolver.h"
#include "scanner/scanner.h"

namespace attt::scanner {

class Asking {
  public:
    explicit Asking(net::Resolver& resolver) : resolver_(resolver) {}

    // Nothing when there was no answer, or the answer is bogus.
    const net::DnsRecords* records(const std::string& name, net::RecordType type);

    // Why the last answer that could not be used is bogus; empty: there was none, or it was bogus for no reason of
    // DNSSEC.
    const std::string& why_bogus() const { return why_bogus_; }
    bool failed() const { return !reason_.empty(); }
    const std::string& reason() const { return reason_; }
    // The fact cannot be stated, for the reason of the last failure.
    void leave_open(const char* fact);
    void leave_open(const char* fact, const std::string& reason);
    void state_doubts(base::Object& facts) const;

  private:
    net::Resolver& resolver_;
    net::Deadline until_ = net::Deadline::after(std::chrono::seconds(20));
    std::map<std::pair<std::string, int>, std::optional<net::DnsRecords>> known_;
    int failures_ = 0;
    std::string reason_, why_bogus_;
    base::Array doubts_;
};

// An observation to fill, or one that says why the site's name is not asked about: an address, or a name that only the
// command line or the host map places.
model::Observation blank_for_name(const Site& site, const std::string& probe, const Context& context);

}  // namespace attt::scanner
