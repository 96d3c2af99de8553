#include "app/schedule.h"

#include <pwd.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "app/inbox.h"
#include "base/files.h"

namespace attt::app {
namespace {

namespace fs = std::filesystem;
using base::Result;

constexpr const char* zone = "Asia/Ho_Chi_Minh";

// A word of a unit file, whatever is in it: quoted, with what systemd would expand doubled.
std::string word(const std::string& text, bool command = false) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '%') out += '%';
        if (c == '$' && command) out += '$';
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

// A path that stands alone on its line: nothing but % means anything there.
std::string path_alone(const std::string& path) {
    std::string out;
    for (const char c : path)
        out += c == '%' ? "%%" : std::string(1, c);
    return out;
}

std::string owner_of(const fs::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return {};
    const passwd* entry = ::getpwuid(status.st_uid);
    return entry != nullptr ? entry->pw_name : std::to_string(status.st_uid);
}

// What a service of ours may do: read the system, write its two folders, speak to the network.
std::string hardening(const std::string& workspace, const std::string& folder) {
    return "UMask=0007\n"
           "NoNewPrivileges=yes\n"
           "CapabilityBoundingSet=\n"
           "ProtectSystem=strict\n"
           "ProtectHome=read-only\n"
           "ReadWritePaths=" +
           word(workspace) + " " + word("-" + folder) +
           "\n"
           "PrivateTmp=yes\n"
           "PrivateDevices=yes\n"
           "ProtectKernelTunables=yes\n"
           "ProtectKernelModules=yes\n"
           "ProtectKernelLogs=yes\n"
           "ProtectControlGroups=yes\n"
           "ProtectClock=yes\n"
           "ProtectHostname=yes\n"
           "ProtectProc=invisible\n"
           "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK\n"
           "RestrictNamespaces=yes\n"
           "RestrictRealtime=yes\n"
           "RestrictSUIDSGID=yes\n"
           "LockPersonality=yes\n"
           "MemoryDenyWriteExecute=yes\n"
           "RemoveIPC=yes\n"
           "SystemCallArchitectures=native\n"
           "SystemCallFilter=@system-service\n"
           "SystemCallFilter=~@privileged\n";
}

std::string clock_text(std::chrono::minutes minutes) {
    const std::chrono::hh_mm_ss clock(minutes);
    const auto two = [](auto number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return two(clock.hours().count()) + ":" + two(clock.minutes().count()) + ":00";
}

// When the weekly run begins: with the first window of the scanning hours, five minutes in; Saturday evening where any
// time will do.
std::string weekly_calendar(const ScanHours& hours) {
    constexpr std::array<const char*, 7> names = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    // Saturday first: it disturbs fewest
    for (const std::size_t day : {6U, 0U, 5U, 4U, 3U, 2U, 1U}) {
        for (const HoursWindow& window : hours.windows) {
            if (!window.days.at(day)) continue;
            // a run that comes too early is postponed and goes on with attt-resume.timer
            const auto from = std::min(window.from + std::chrono::minutes(5), std::chrono::minutes(24 * 60 - 1));
            return std::string(names.at(day)) + " *-*-* " + clock_text(from);
        }
    }
    return "Sat *-*-* 20:00:00";
}

std::string timer(const std::string& what, const std::string& when) {
    return "[Unit]\nDescription=attt: " + what + "\n\n[Timer]\n" + when + "\n[Install]\nWantedBy=timers.target\n";
}

std::string on_calendar(const std::string& when) {
    return "OnCalendar=" + when + " " + zone + "\nPersistent=yes\nAccuracySec=1min\nRandomizedDelaySec=2min\n";
}

}  // namespace

Result<std::vector<UnitFile>> unit_files(const Workspace& workspace, const ScheduleOptions& options) {
    std::error_code error;
    const std::string directory = fs::absolute(workspace.directory, error).lexically_normal().string();
    const std::string folder =
        fs::absolute(inbox_folders(workspace, options.folder).root, error).lexically_normal().string();
    const std::string program =
        options.program.empty() ? fs::read_symlink("/proc/self/exe", error).string() : options.program;
    for (const std::string& path : {directory, folder, program}) {
        const bool odd = std::any_of(path.begin(), path.end(),
                                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
        if (path.empty() || odd) return base::fail(base::ErrorCode::bad_input, "schedule.bad_path", {{"path", path}});
    }
    const std::string user = options.user.empty() ? owner_of(workspace.directory) : options.user;
    if (::getpwnam(user.c_str()) == nullptr)
        return base::fail(base::ErrorCode::bad_input, "schedule.no_user", {{"user", user}});
    const fs::path password = fs::path(directory) / "mail.password";
    const std::string credential =
        fs::exists(password, error) ? "LoadCredential=smtp-password:" + path_alone(password.string()) + "\n" : "";
    const auto service = [&](const std::string& what, const std::string& arguments, const std::string& type) {
        std::string command = word(program, true) + " -C " + word(directory, true);
        command += " --as bo-hen-gio " + arguments;
        if (!options.folder.empty()) command += " --folder " + word(folder, true);
        return "[Unit]\nDescription=attt: " + what +
               "\nWants=network-online.target\nAfter=network-online.target\n\n[Service]\n" + type + "User=" + user +
               "\nWorkingDirectory=" + path_alone(directory) + "\nExecStart=" + command + "\n" + credential +
               "Nice=5\n" + hardening(directory, folder);
    };
    const std::string once = "Type=oneshot\nTimeoutStartSec=infinity\n";
    std::vector<UnitFile> out;
    const auto add = [&](const std::string& name, const std::string& what, const std::string& arguments,
                         const std::string& when) {
        out.push_back({"attt-" + name + ".service", service(what, arguments, once), ""});
        out.push_back({"attt-" + name + ".timer", timer(what, when), "timers.target"});
    };
    add("weekly", "weekly scan", "run weekly", on_calendar(weekly_calendar(workspace.config.hours)));
    add("daily", "daily look at certificates", "run daily", on_calendar("*-*-* 05:30:00"));
    add("monthly", "monthly reports", "run monthly", on_calendar("*-*-01 06:30:00"));
    // after a reboot, and while something waits: for the scanning hours, for the mail server
    add("resume", "going on with what was interrupted", "run resume", "OnBootSec=3min\nOnUnitInactiveSec=15min\n");
    out.push_back({"attt-inbox.service",
                   service("the folder", "inbox", "Type=exec\nRestart=on-failure\nRestartSec=30\n") +
                       "\n[Install]\nWantedBy=multi-user.target\n",
                   "multi-user.target"});
    return out;
}

Result<std::vector<std::string>> install_units(const std::vector<UnitFile>& units, const std::string& directory) {
    std::vector<std::string> out;
    for (const UnitFile& unit : units) {
        const fs::path path = fs::path(directory) / unit.name;
        if (auto written = base::write_file(path, unit.text, 0644); !written) return tl::unexpected(written.error());
        out.push_back(path.string());
        if (unit.wanted_by.empty()) continue;
        const fs::path wants = fs::path(directory) / (unit.wanted_by + ".wants");
        if (auto made = base::make_directory(wants, 0755); !made) return tl::unexpected(made.error());
        std::error_code error;
        fs::remove(wants / unit.name, error);
        fs::create_symlink(fs::path("..") / unit.name, wants / unit.name, error);
        if (error)
            return base::fail(base::ErrorCode::io, "file.unwritable",
                              {{"path", (wants / unit.name).string()}, {"reason", error.message()}});
        out.push_back((wants / unit.name).string());
    }
    return out;
}

Result<std::vector<std::string>> remove_units(const std::vector<UnitFile>& units, const std::string& directory) {
    std::vector<std::string> out;
    for (const UnitFile& unit : units) {
        for (const fs::path& path :
             {fs::path(directory) / (unit.wanted_by + ".wants") / unit.name, fs::path(directory) / unit.name}) {
            std::error_code error;
            if (fs::remove(path, error)) out.push_back(path.string());
            if (error && error != std::errc::no_such_file_or_directory && error != std::errc::not_a_directory)
                return base::fail(base::ErrorCode::io, "file.unwritable",
                                  {{"path", path.string()}, {"reason", error.message()}});
        }
    }
    return out;
}

}  // namespace attt::app
