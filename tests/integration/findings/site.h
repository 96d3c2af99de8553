// An nginx on a port of 127.0.0.1 that can be repaired, stopped and started again.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace attt::test {

class Site {
  public:
    explicit Site(const std::string& name);  // of its certificate; serves at once, without Strict-Transport-Security
    ~Site();
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;

    int port() const { return port_; }
    void repair();  // sends the header from now on
    void stop();

  private:
    void start(const std::string& directives);
    std::filesystem::path directory_;
    int port_ = 0;
    pid_t process_ = -1;
};

}  // namespace attt::test
