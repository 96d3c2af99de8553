// Real servers on loopback, with certificates of an authority of the tests, and what the probe states of them.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "model/observation.h"

namespace attt::scanner::tls {

// The directory of the certificates (make_certificates), made once and removed at the end of the program.
const std::filesystem::path& certificates();
std::string read_text(const std::filesystem::path& file);

// A port of 127.0.0.1 that nobody listens at.
std::uint16_t free_port();

// A program that listens at a port; killed when it goes out of scope. In its arguments {port} stands for the port,
// {dir} for the directory of the certificates.
class Server {
  public:
    // How it is known to listen: by a connection, or, for a server that one without a word would confuse, by the
    // system's list.
    enum class Ready { answers, is_listed };
    explicit Server(const std::vector<std::string>& arguments, std::uint16_t port = free_port(),
                    Ready ready = Ready::answers);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const { return port_; }

  private:
    std::uint16_t port_;
    pid_t process_ = -1;
};

// nginx with these directives within its one `server`.
class NginxServer {
  public:
    explicit NginxServer(const std::string& directives);
    ~NginxServer();
    std::uint16_t port() const { return server_->port(); }

  private:
    std::filesystem::path directory_;
    std::unique_ptr<Server> server_;
};

// False where the program is not installed.
bool is_installed(const std::string& program);

struct Patience {
    std::chrono::milliseconds connect{2000};
    std::chrono::milliseconds answer{4000};
    std::chrono::milliseconds whole{60000};
    bool full = false;
};

// The test authority's root is an anchor. `prelude` as in Asked.
model::Observation observe_at(std::uint16_t port, const std::string& host = "site.example", Patience patience = {},
                              const std::string& prelude = "");

std::vector<std::string> strings_at(const model::Observation& observation, std::string_view path);
// Of a map by version, whose keys have dots.
std::vector<std::string> suites_of(const model::Observation& observation, std::string_view version);

}  // namespace attt::scanner::tls
