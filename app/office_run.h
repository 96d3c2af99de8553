// What the timers call: import what came, scan, evaluate, notify, report. Each step is noted in the store before it
// begins and after it ends, so that whoever comes after a crash or a reboot goes on at the step.
#pragma once

#include <array>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "app/inbox.h"
#include "app/mail.h"

namespace attt::app {

enum class Cycle { daily, weekly, monthly };
inline constexpr std::array<std::string_view, 3> cycle_names = {"daily", "weekly", "monthly"};
inline std::string_view name_of(Cycle cycle) {
    return cycle_names[static_cast<std::size_t>(cycle)];
}
std::optional<Cycle> cycle_of(std::string_view name);

// In their order: "import", "scan", "evaluate", "notify", "report".
std::vector<std::string_view> steps_of(Cycle cycle);

struct OfficeOptions {
    std::string folder;                              // of the exchange; empty: the workspace's own
    std::string eml;                                 // write letters here as .eml instead of queueing and sending them
    base::Duration quiet = std::chrono::seconds(2);  // how long a dropped file must have stood still
};

struct OfficeReport {
    store::OfficeRun run;  // as it stands now
    bool resumed = false;  // an earlier call had begun it
    std::string page;      // path of its report
};

// Begins a run of the cycle, or goes on with one that was interrupted or postponed before its next was due (20 hours,
// six days, 27 days); in the place of an older one, which is noted as abandoned, a new one begins. A step that cannot
// be done now (outside the hours, another scan) is postponed, and the run stays open for the next call; one that fails
// is told and the others are done all the same. Errors: office.running (process, since), store errors.
base::Result<OfficeReport> run_office(IntakeDesk& desk, Cycle cycle, const OfficeOptions& options, std::stop_token stop,
                                      std::vector<base::Error>& defects);

struct OfficeResumed {
    std::vector<OfficeReport> runs;   // one a cycle that had an open run
    std::optional<base::Error> mail;  // why what waits in the queue could not be sent
};

// Goes on with every run that is open, then sends what waits in the queue, whether or not a run stays postponed.
base::Result<OfficeResumed> resume_office(IntakeDesk& desk, const OfficeOptions& options, std::stop_token stop,
                                          std::vector<base::Error>& defects);

base::Value to_value(const store::OfficeRun& run);

}  // namespace attt::app
