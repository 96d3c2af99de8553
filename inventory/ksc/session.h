// A live session with a Kaspersky Security Center: logged in by Session.StartSession, known by its token afterwards.
#pragma once

#include <optional>
#include <string>

#include "inventory/ksc/channel.h"
#include "net/pinned_https.h"

namespace attt::inventory::ksc {

// Of an internal user of the console with the right to read. Never stored, logged or shown.
struct Credentials {
    std::string user;
    std::string password;
    std::string domain;          // of a Windows account; empty: an internal user of the console
    std::string virtual_server;  // empty: the server itself
};

class Session : public Channel {
  public:
    Session(net::PinnedHttps server, Credentials credentials, net::Deadline deadline)
        : server_(std::move(server)), credentials_(std::move(credentials)), deadline_(deadline) {}
    ~Session() override;

    base::Result<Answer> call(const std::string& method, const base::Value& parameters) override;
    void wait(int milliseconds) override;
    // Error: ksc.login_refused (host).
    base::Result<void> renew() override;

  private:
    base::Result<Answer> post(const std::string& method, const std::string& body, const std::string& header,
                              const std::string& value);

    net::PinnedHttps server_;
    Credentials credentials_;
    net::Deadline deadline_;  // of everything
    std::string token_;
};

}  // namespace attt::inventory::ksc
