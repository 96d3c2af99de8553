#include "fixture.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "scanner/tls/observe.h"

extern char** environ;

namespace attt::scanner::tls {
namespace {

using Clock = std::chrono::steady_clock;

class TemporaryDirectory {
  public:
    TemporaryDirectory() {
        std::string name = (std::filesystem::temp_directory_path() / "attt-tls-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
        path_ = name;
    }
    // Not by a process that was forked off, as the resolver does.
    ~TemporaryDirectory() {
        if (::getpid() != owner_) return;
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
    pid_t owner_ = ::getpid();
};

void replace_all(std::string& text, std::string_view from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

pid_t spawn(const std::vector<std::string>& arguments) {
    std::vector<char*> pointers;
    for (const std::string& argument : arguments)
        pointers.push_back(const_cast<char*>(argument.c_str()));
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const int fd : {0, 1, 2})
        posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", fd == 0 ? O_RDONLY : O_WRONLY, 0);
    pid_t process = -1;
    const int error = ::posix_spawnp(&process, pointers[0], &actions, nullptr, pointers.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::runtime_error("cannot start " + arguments[0]);
    return process;
}

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

bool listens(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    const bool connected = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(fd);
    return connected;
}

// In state LISTEN (0A), with any local address.
bool is_listed(std::uint16_t port) {
    std::array<char, 8> hex{};
    std::snprintf(hex.data(), hex.size(), ":%04X", port);
    for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        std::ifstream in(table);
        for (std::string line; std::getline(in, line);) {
            std::istringstream fields(line);
            std::string number, local, remote, state;
            fields >> number >> local >> remote >> state;
            if (state == "0A" && local.ends_with(hex.data())) return true;
        }
    }
    return false;
}

}  // namespace

const std::filesystem::path& certificates() {
    static const TemporaryDirectory directory;
    static const bool made = [] {
        const std::string script = ATTT_SOURCE_DIR "/tests/integration/tls/make_certificates";
        int status = 0;
        const pid_t process = spawn({script, directory.path().string()});
        ::waitpid(process, &status, 0);
        if (status != 0) throw std::runtime_error(read_text(directory.path() / "make_certificates.log"));
        return true;
    }();
    static_cast<void>(made);
    return directory.path();
}

std::string read_text(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::uint16_t free_port() {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    const bool bound = ::bind(fd, reinterpret_cast<sockaddr*>(&address), length) == 0 &&
                       ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) == 0;
    ::close(fd);
    if (!bound) throw std::runtime_error("no free port");
    return ntohs(address.sin_port);
}

Server::Server(const std::vector<std::string>& arguments, std::uint16_t port, Ready ready) : port_(port) {
    std::vector<std::string> filled = arguments;
    for (std::string& argument : filled) {
        replace_all(argument, "{port}", std::to_string(port_));
        replace_all(argument, "{dir}", certificates().string());
    }
    process_ = spawn(filled);
    for (const auto end = Clock::now() + std::chrono::seconds(20);
         !(ready == Ready::answers ? listens(port_) : is_listed(port_));) {
        if (Clock::now() > end || ::waitpid(process_, nullptr, WNOHANG) != 0)
            throw std::runtime_error(filled[0] + " does not listen");
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

Server::~Server() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
}

NginxServer::NginxServer(const std::string& directives) {
    std::string name = (std::filesystem::temp_directory_path() / "attt-nginx-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    directory_ = name;
    std::string text =
        "daemon off; master_process off; pid {own}/pid; error_log {own}/error.log;\n"
        "events {}\n"
        "http { access_log off;\n"
        "client_body_temp_path {own}/1; proxy_temp_path {own}/2; fastcgi_temp_path {own}/3;\n"
        "uwsgi_temp_path {own}/4; scgi_temp_path {own}/5;\n"
        "server { " +
        directives + " } }\n";
    replace_all(text, "{own}", name);
    replace_all(text, "{dir}", certificates().string());
    const std::string file = name + "/nginx.conf";
    std::ofstream(file) << text;
    server_ = std::make_unique<Server>(std::vector<std::string>{
        "/bin/sh", "-c",
        "sed -i s/[{]port[}]/{port}/g " + file + " && exec /usr/sbin/nginx -c " + file + " 2>" + name + "/said"});
}

NginxServer::~NginxServer() {
    server_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

bool is_installed(const std::string& program) {
    for (const char* const directory : {"/usr/bin/", "/usr/sbin/", "/usr/local/bin/"})
        if (std::filesystem::exists(directory + program)) return true;
    return false;
}

model::Observation observe_at(std::uint16_t port, const std::string& host, Patience patience,
                              const std::string& prelude) {
    auto anchors = TrustStore::load({(certificates() / "root.pem").string()});
    if (!anchors) throw std::runtime_error(base::debug_string(anchors.error()));
    net::Scope scope;
    scope.allow({"*"}, {*net::Network::parse("127.0.0.0/8")}, 64);
    model::ScanLimits limits;
    limits.connect_timeout = patience.connect;
    limits.answer_timeout = patience.answer;
    net::Politeness politeness(limits, scope);
    net::ExchangeLoop loop(politeness);
    const bool is_address = host.find_first_not_of("0123456789.:") == std::string::npos;
    return observe({"127.0.0.1", port}, {host, is_address, prelude},
                   {&politeness, &loop, &*anchors, patience.full, patience.whole});
}

std::vector<std::string> strings_at(const model::Observation& observation, std::string_view path) {
    const base::Value* value = observation.facts.at_path(path);
    return value == nullptr ? std::vector<std::string>() : base::strings_of(*value);
}

std::vector<std::string> suites_of(const model::Observation& observation, std::string_view version) {
    return base::strings_of(observation.facts["ciphers"][version]);
}

}  // namespace attt::scanner::tls
