// Known weaknesses of TLS that show only in answer to messages that no honest client sends. Asked for with
// `--intrusive` alone, and only where the authorisation names it. Each attack is straight-line code over
// conversations, without sockets; it sends the least that proves the weakness and says "vulnerable" only for what the
// server itself has shown. What a reset or silence leaves open stays undetermined.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "scanner/tls/client_hello.h"
#include "scanner/tls/conversation.h"
#include "scanner/tls/handshake.h"

namespace attt::scanner::tls {

inline constexpr std::string_view vulnerable = "vulnerable";
inline constexpr std::string_view not_vulnerable = "not_vulnerable";

struct AttackResult {
    std::string says;    // empty: undetermined
    std::string reason;  // why it is undetermined: English, for the technical reader
    std::string shown;   // what the answer stands on, likewise
};

// Holds the conversation over a new connection to the server. Errors: those of net::Connection and of the prelude.
using Converse = std::function<base::Result<void>(Conversation&)>;
using ShakeHands = std::function<Handshake(const HandshakeRequest&)>;

struct AttackTarget {
    std::string server_name;  // empty for an address
    std::uint64_t seed = 0;
};

// Counts what an attack opens; beyond its bound nothing more is opened.
class Connections {
  public:
    Connections(Converse converse, int most) : converse_(std::move(converse)), most_(most) {}

    // Holds it; once more where the first had no flight and no alert. `reason` says why there is none in the end.
    std::optional<Conversation> hold(const std::string& hello, const std::vector<Conversation::Word>& words);
    // Of the last.
    const std::string& reason() const { return reason_; }
    int opened() const { return opened_; }

  private:
    Converse converse_;
    int most_;
    int opened_ = 0;
    std::string reason_;
};

// What a conversation without a complete flight says of itself.
std::string reason_of(const Flight& flight);
// An alert by which a server says that it has nothing of what was offered (RFC 5246, section 7.2.2).
bool says_not_offered(const Flight& flight);

// Before all of them, two connections: whether the server speaks TLS 1.3 alone, which has none of these messages.
inline constexpr int most_of_version_look = 4;
enum class Old { spoken, not_spoken, unknown };
struct OldVersions {
    Old state = Old::unknown;
    std::string reason;
};
OldVersions look_for_old_versions(const AttackTarget& target, Connections& connections);

// Heartbleed (CVE-2014-0160; RFC 6520, section 4): a heartbeat that claims one byte more than it holds must be
// discarded. At most two connections. "vulnerable" or "not_vulnerable".
inline constexpr int most_of_heartbleed = 2;
AttackResult look_for_heartbleed(const AttackTarget& target, Connections& connections);

// CCS injection (CVE-2014-0224; RFC 5246, section 7.1): a ChangeCipherSpec before any key exchange, and how the server
// reads what comes after it. At most four connections.
inline constexpr int most_of_ccs_injection = 4;
AttackResult look_for_ccs_injection(const AttackTarget& target, Connections& connections);

// ROBOT (RFC 5246, section 7.4.7.1): five key exchanges, well and badly formed, must be answered alike. At most 36
// connections; ten where they are. "strong_oracle", "weak_oracle", "no_oracle" or "no_rsa_exchange".
inline constexpr int most_of_robot = 36;
AttackResult look_for_robot(const AttackTarget& target, Connections& connections);

// Ticketbleed (CVE-2016-9244; RFC 5077, section 3.4): a session id of 31 bytes beside a ticket must come back as it
// was sent. One handshake and at most two connections.
inline constexpr int most_of_ticketbleed = 2;
AttackResult look_for_ticketbleed(const AttackTarget& target, const ShakeHands& shake, Connections& connections);

}  // namespace attt::scanner::tls
