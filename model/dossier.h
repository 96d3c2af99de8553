// The way of a system through proposing, appraising and approving its level, as a log of dated events that only grows.
// What a dossier is at any date is folded from them (rules/dossier.h).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "base/value.h"

namespace attt::model {

enum class DossierEventKind {
    drafted,      // a dossier is begun
    submitted,    // sent for appraisal
    returned,     // sent back to be completed
    appraised,    // the appraisal is given
    approved,     // the level is approved
    implemented,  // how far the plan of protection is implemented (extent)
    checked,      // inspected or assessed (extent: before use, periodic)
    lapsed,       // no longer holds
    withdrawn,    // taken back
    changed,      // the system was upgraded or changed
    attached,     // files or the internal regulation were added
    expected,     // when approval or full implementation is expected
    voided,       // an earlier event was recorded in error
};
inline constexpr std::array<std::string_view, 13> dossier_event_names = {
    "drafted", "submitted", "returned", "appraised", "approved", "implemented", "checked",
    "lapsed",  "withdrawn", "changed",  "attached",  "expected", "voided"};
inline std::string_view name_of(DossierEventKind kind) {
    return dossier_event_names[static_cast<std::size_t>(kind)];
}
std::optional<DossierEventKind> dossier_event_of(std::string_view name);

// Of `implemented`: the three of Mẫu 08 (Chưa triển khai, Đã triển khai một số hạng mục, Đã triển khai đầy đủ).
inline constexpr std::array<std::string_view, 3> implementation_extents = {"none", "some", "full"};
// Of `checked`: Trước khi đưa vào sử dụng, Định kỳ.
inline constexpr std::array<std::string_view, 2> check_extents = {"before_use", "periodic"};
// Of `expected`.
inline constexpr std::array<std::string_view, 2> expected_extents = {"approval", "implementation"};

struct AttachedFile {
    std::string part;  // "description", …, "regulation"
    std::string name;  // of the file, without its directory
    std::string sha256;
    std::int64_t size = 0;  // bytes
    bool operator==(const AttachedFile&) const = default;
};

struct DossierEvent {
    std::int64_t id = 0;  // in the store; ascending in the order of recording
    std::string system;
    DossierEventKind kind = DossierEventKind::drafted;
    base::Date on;           // the day that the document or the act bears
    base::Time recorded_at;  // when the office recorded it
    std::string actor;       // who recorded it

    std::string number;                 // of the decision, the letter, the regulation
    std::string body;                   // the body that acted, as written
    std::string role;                   // of rules::role_names; empty: to be told from the body
    std::string regime;                 // "2016"; empty: by date
    std::optional<int> level;           // proposed (drafted, submitted), appraised, approved
    std::vector<std::string> criteria;  // clause ids
    std::string extent;                 // of implemented, checked and expected
    std::vector<AttachedFile> files;
    std::string note;
    std::optional<std::int64_t> voids;  // of voided: the event
};

// All but id, system, kind, on, recorded_at and actor, as plain data and back.
base::Value detail_of(const DossierEvent& event);
void set_detail(DossierEvent& event, const base::Value& detail);

}  // namespace attt::model
