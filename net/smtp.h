// Letters to the office's own mail server (RFC 5321) by libcurl: STARTTLS or TLS, authentication, one letter at a time.
// The server is not surveyed, so no scope is asked.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/time.h"

namespace attt::net {

enum class SmtpSecurity {
    starttls,  // port 587: what follows is encrypted or nothing follows
    tls,       // port 465
    none,      // to a server on this machine only
};

struct SmtpServer {
    std::string host;
    std::uint16_t port = 587;
    SmtpSecurity security = SmtpSecurity::starttls;
    std::string user;  // empty: without authentication
    std::string password;
    std::string ca_file;                                 // further trust anchors in PEM; empty: the system's
    base::Duration timeout = std::chrono::seconds(120);  // of one letter
};

enum class Delivery {
    accepted,  // the server has it
    refused,   // it will never take it: a 5xx answer to the recipient or the letter
    later,     // it does not have it and may take it another time; also a 5xx answer to us or the sender
    unsure,    // it was given the whole letter and did not answer: it may have it
};

struct Delivered {
    Delivery delivery = Delivery::later;
    int code = 0;        // of the server's last answer; 0: none
    std::string answer;  // for people: the answer or what went wrong
};

class SmtpClient {
  public:
    explicit SmtpClient(SmtpServer server);
    SmtpClient(SmtpClient&&) noexcept;
    ~SmtpClient();

    // `whole_given` is called once, right before the end of the letter is given: from then on only the server's answer
    // tells whether it has it. Where it returns false nothing more is given, and the server does not have the letter.
    Delivered send(const std::string& from, const std::string& to, const std::string& message,
                   const std::function<bool()>& whole_given);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// Whether the name is of this machine itself, the only one to which letters may go unencrypted.
bool is_this_machine(const std::string& host);

}  // namespace attt::net
