// Programs of others that tests talk to: started on loopback, stopped with the object.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace attt::net::testing {

// Where a program is installed, also outside the PATH of ordinary users; empty when it is not.
std::string find_program(const std::string& name);

class Program {
  public:
    explicit Program(const std::vector<std::string>& command);
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

  private:
    pid_t pid_ = -1;
};

// Runs it to its end; what it wrote to standard output.
std::string output_of(const std::vector<std::string>& command);

class TemporaryFolder {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::string write(const std::string& name, const std::string& text) const;

  private:
    std::filesystem::path path_;
};

}  // namespace attt::net::testing
