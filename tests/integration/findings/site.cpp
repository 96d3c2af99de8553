#include "site.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "command.h"

namespace attt::test {
namespace {

namespace fs = std::filesystem;

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
}

int free_port() {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    const bool bound = ::bind(fd, reinterpret_cast<sockaddr*>(&address), length) == 0 &&
                       ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) == 0;
    ::close(fd);
    if (!bound) throw std::runtime_error("no free port");
    return ntohs(address.sin_port);
}

bool listens(int port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    const bool connected = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(fd);
    return connected;
}

}  // namespace

Site::Site(const std::string& name) : port_(free_port()) {
    std::string directory = (fs::temp_directory_path() / "attt-site-XXXXXX").string();
    if (mkdtemp(directory.data()) == nullptr) throw std::runtime_error("no temporary directory");
    directory_ = directory;
    const Outcome made = run({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                              "-nodes", "-days", "30", "-subj", "/CN=" + name, "-addext", "subjectAltName=DNS:" + name,
                              "-keyout", directory_ / "key.pem", "-out", directory_ / "certificate.pem"});
    if (made.code != 0) throw std::runtime_error("openssl: " + made.err);
    start("");
}

Site::~Site() {
    stop();
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
}

void Site::repair() {
    stop();
    start("add_header Strict-Transport-Security \"max-age=31536000\" always;");
}

void Site::stop() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
}

void Site::start(const std::string& directives) {
    const std::string own = directory_.string();
    std::ofstream(directory_ / "nginx.conf")
        << "daemon off; master_process off; pid " << own << "/pid; error_log " << own << "/error.log;\nevents {}\n"
        << "http { access_log off;\nclient_body_temp_path " << own << "/1; proxy_temp_path " << own
        << "/2; fastcgi_temp_path " << own << "/3; uwsgi_temp_path " << own << "/4; scgi_temp_path " << own << "/5;\n"
        << "server { listen 127.0.0.1:" << port_ << " ssl; ssl_certificate " << own
        << "/certificate.pem; ssl_certificate_key " << own << "/key.pem;\n"
        << directives << "\nlocation / { default_type text/html; return 200 '<html><title>x</title></html>'; } } }\n";
    const std::string configuration = own + "/nginx.conf";
    process_ = ::fork();
    if (process_ < 0) throw std::runtime_error("fork");
    if (process_ == 0) {
        const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
        for (const int stream : {0, 1, 2})
            ::dup2(nothing, stream);
        const char* path = ::access("/usr/sbin/nginx", X_OK) == 0 ? "/usr/sbin/nginx" : "nginx";
        ::execlp(path, path, "-p", own.c_str(), "-c", configuration.c_str(), static_cast<char*>(nullptr));
        ::_exit(127);
    }
    for (const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20); !listens(port_);) {
        if (std::chrono::steady_clock::now() > end || ::waitpid(process_, nullptr, WNOHANG) != 0)
            throw std::runtime_error("nginx does not listen");
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

}  // namespace attt::test
