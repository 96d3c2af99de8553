// The mail hosts of a domain as other mail servers meet them: whether they answer on port 25 over both families, offer
// STARTTLS, what TLS they speak then, and whether the certificate fits what DNS and the policy of MTA-STS say.
#pragma once

#include <string>
#include <vector>

#include "base/value.h"
#include "scanner/probes/asking.h"
#include "scanner/scanner.h"

namespace attt::scanner {

// `hosts` in the order of preference; at most four are connected to, at one address of each family. Sets hosts_tls,
// hosts_silent, hosts_without_starttls, hosts_with_old_tls, hosts_with_doubtful_certificate, hosts_with_dane,
// hosts_dane_differs, hosts_answering_ipv6.
void state_mail_hosts(const std::vector<std::string>& hosts, const Site& site, const Context& context, Asking& asking,
                      base::Object& facts);

// Sets mta_sts, mta_sts_mode, mta_sts_problems (of no_policy, invalid_policy, doubtful_certificate, host_not_listed).
void state_mta_sts(const std::string& domain, const std::vector<std::string>& hosts, const Site& site,
                   const Context& context, Asking& asking, base::Object& facts);

}  // namespace attt::scanner
