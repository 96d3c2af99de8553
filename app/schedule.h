// The timers: units of systemd that call the office's runs, hardened, and put where systemd finds them.
#pragma once

#include <string>
#include <vector>

#include "app/workspace.h"

namespace attt::app {

struct UnitFile {
    std::string name;  // "attt-weekly.timer"
    std::string text;
    std::string wanted_by;  // "timers.target": it is begun with that; empty: by another unit only
};

struct ScheduleOptions {
    std::string program;  // path of attt; empty: this one
    std::string folder;   // of the exchange; empty: the workspace's own
    std::string user;     // whose service it is; empty: whose the workspace is
};

// Weekly scan, daily look at certificates, monthly reports, the folder, and going on after a reboot. The weekly run
// begins with the first window of the scanning hours. Errors: schedule.no_user (user), schedule.bad_path (path).
base::Result<std::vector<UnitFile>> unit_files(const Workspace& workspace, const ScheduleOptions& options);

// Writes them to `directory` and links them where they are wanted, as `systemctl enable` does. The paths written.
// Errors: those of files.
base::Result<std::vector<std::string>> install_units(const std::vector<UnitFile>& units, const std::string& directory);
base::Result<std::vector<std::string>> remove_units(const std::vector<UnitFile>& units, const std::string& directory);

}  // namespace attt::app
