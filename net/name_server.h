// One question put to one name server itself, as a resolver puts it: whether it answers there, and with authority.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "model/observation.h"
#include "net/deadline.h"
#include "net/politeness.h"

namespace attt::net {

struct NameServerAnswer {
    bool authoritative = false;  // the AA bit: it holds the zone, and did not ask elsewhere
    int rcode = 0;               // RFC 1035, section 4.1.1
};

// Asks for the SOA record of `zone` over UDP, anew where nothing comes back, and over TCP when all of that stays
// unanswered. What comes from elsewhere or with another number is passed over. Errors: scope.address, net.refused,
// net.timeout, net.unreachable, dns.failed (the zone is no name).
base::Result<NameServerAnswer> ask_name_server(const model::Endpoint& server, std::string_view zone,
                                               Politeness& politeness, Deadline deadline);

// The question itself, of this number. Nothing when `zone` cannot be a name.
std::optional<std::string> name_server_question(std::string_view zone, unsigned id);
// What came back, if it answers that question: of its number, and about no other name.
std::optional<NameServerAnswer> name_server_answer(std::string_view bytes, std::string_view question);

}  // namespace attt::net
