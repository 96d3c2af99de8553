// How ready a scope is for a drill: what blocks, and a score of which every point says what it stands on. Pure.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/finding.h"
#include "model/inventory.h"

namespace attt::remediation {

enum class ReadinessPart { no_blocking, in_time, level_3, security_officer, monitoring, antivirus };
inline constexpr std::array<std::string_view, 6> readiness_part_names = {"no_blocking",      "in_time",    "level_3",
                                                                         "security_officer", "monitoring", "antivirus"};
inline std::string_view name_of(ReadinessPart part) {
    return readiness_part_names[static_cast<std::size_t>(part)];
}

struct ReadinessPolicy {
    std::vector<model::Severity> blocking;
    std::array<int, readiness_part_names.size()> points{};
    std::string antivirus_rule;  // whose verdict says whether a computer is protected
};
struct LoadedReadinessPolicy {
    ReadinessPolicy policy;
    std::vector<base::Error> defects;  // empty: usable
};
// readiness.toml of the last of these directories that has one.
LoadedReadinessPolicy load_readiness_policy(const std::vector<std::string>& directories);

// A finding as readiness sees it: open, and neither accepted nor a false positive.
struct ReadinessFinding {
    const model::Finding* finding = nullptr;
    std::string agency;
    std::optional<int> level;
    bool internet_facing = false;
    int days_over = 0;
};

enum class BlockReason {
    severity,
    overdue,
    internet_facing,
    level_3,
    no_security_officer,
    no_monitoring,
    no_antivirus
};
inline constexpr std::array<std::string_view, 7> block_reason_names = {
    "severity", "overdue", "internet_facing", "level_3", "no_security_officer", "no_monitoring", "no_antivirus"};
inline std::string_view name_of(BlockReason reason) {
    return block_reason_names[static_cast<std::size_t>(reason)];
}

// What must be closed before the day: a finding, or something that a subject lacks.
struct BlockingItem {
    std::string agency;
    model::SubjectRef subject;
    std::string finding;  // id; empty: of the inventory
    std::vector<BlockReason> reasons;
    bool unknown = false;  // nobody has said whether it is there
};

struct ReadinessScore {
    ReadinessPart part = ReadinessPart::no_blocking;
    int points = 0;            // at most
    std::int64_t meeting = 0;  // of `total`; points gained are points × meeting / total
    std::int64_t unknown = 0;  // of `total`, counted as not meeting
    std::int64_t total = 0;    // 0: left out, with its points
    // In tenths of a point, cut and not rounded, so that the sum is the sum of what is shown.
    std::int64_t tenths() const { return total == 0 ? 0 : 10 * points * meeting / total; }
};

struct Readiness {
    std::vector<BlockingItem> items;  // gravest first
    std::vector<ReadinessScore> scores;
    std::int64_t tenths() const;
    int possible() const;  // points
};

// Whether antivirus is there, by computer, as consoles and inventory were judged together; nothing: nobody knows.
using Protection = std::map<std::string, std::optional<bool>>;

// As of `day`; `agencies` empty: all of the inventory. Retired records are left out. A computer that `antivirus` does
// not name counts by the inventory's own word.
Readiness assess_readiness(const model::Inventory& inventory, const std::vector<ReadinessFinding>& findings,
                           const std::vector<std::string>& agencies, const ReadinessPolicy& policy,
                           const Protection& antivirus, base::Date day);

// How many findings of a blocking severity were open at a time.
std::int64_t open_blocking_at(const std::vector<ReadinessFinding>& ever, const ReadinessPolicy& policy, base::Time at);

}  // namespace attt::remediation
