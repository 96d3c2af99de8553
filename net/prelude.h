// What is said in the clear before TLS begins, on ports where a client asks for it: STARTTLS of SMTP (RFC 3207), IMAP
// (RFC 9051, section 6.2.1), POP3 (RFC 2595), FTP (AUTH TLS, RFC 4217), LDAP (RFC 4511, section 4.14) and the
// negotiation of RDP (MS-RDPBCGR, section 2.2.1.1). Without sockets: bytes in, bytes out. One for each connection.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "net/connection.h"
#include "net/deadline.h"

namespace attt::net {

class Prelude {
  public:
    enum class State {
        waiting,      // for the peer
        begun,        // the peer waits for a ClientHello
        without_tls,  // it says that it has none, or speaks something else
        turned_away,  // it will not talk to us now (421, 454, 554): nothing is known of its TLS
    };
    virtual ~Prelude() = default;

    // What to send as soon as the connection stands; empty where the peer speaks first.
    virtual std::string opening() = 0;
    // Takes what has come and returns what to send now. REQUIRES: state() is waiting.
    std::string take(std::string_view bytes);

    State state() const { return state_; }
    const std::string& reason() const { return reason_; }  // of the last two: English, for the technical reader

  protected:
    // Reads as much of `received` as is complete, removes it, and returns what to send.
    virtual std::string read(std::string& received) = 0;
    void begin() { state_ = State::begun; }
    void give_up(State state, std::string reason) {
        state_ = state;
        reason_ = std::move(reason);
    }

  private:
    State state_ = State::waiting;
    std::string reason_;
    std::string received_;
    std::size_t taken_ = 0;
};

// By the scheme of a URL: smtp, imap, pop3, ftp, ldap, rdp; null for every other (TLS begins at once).
std::unique_ptr<Prelude> prelude_for(std::string_view scheme);

// The same over a connection for dialogues. Errors: those of Connection, net.no_tls and net.turned_away (reason).
base::Result<void> ask_for_tls(Connection& connection, Prelude& prelude, Deadline deadline);

}  // namespace attt::net
