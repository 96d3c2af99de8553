// How the columns of a console's export are read: which heading is which field, which words mean yes. A profile is a
// TOML file that an officer confirmed once for a console; without one the headings that are known anyway are used.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/toml.h"

namespace attt::inventory {

enum class ConsoleField {
    record,
    name,
    serial,
    uuid,
    mac,
    ip,
    group,
    last_seen,
    av_installed,
    av_running,
    av_bases_date,
    av_up_to_date,
    av_product,
    os,
    os_build,
};
inline constexpr std::array<std::string_view, 15> console_field_names = {
    "record",       "name",       "serial",        "uuid",          "mac",        "ip", "group",   "last_seen",
    "av_installed", "av_running", "av_bases_date", "av_up_to_date", "av_product", "os", "os_build"};
inline std::string_view name_of(ConsoleField field) {
    return console_field_names[static_cast<std::size_t>(field)];
}

struct ConsoleProfile {
    std::string id;
    std::string title;
    std::string format = "console";
    std::string product;  // where the export does not name it
    bool month_first = false;
    bool partial = false;                       // such exports always leave computers out
    std::optional<bool> installed_unless_said;  // every computer in the export has the product
    std::map<ConsoleField, std::vector<std::string>> headings;
    // Words of a field beyond the known ones: as normalised(), to what they mean.
    std::map<ConsoleField, std::map<std::string, bool>> words;
};

// What each column of a heading row is; nothing where it is not understood. A field is given to one column, except mac
// and ip, which may have several. Headings of the profile come before those that are known anyway.
using ConsoleColumns = std::vector<std::optional<ConsoleField>>;
ConsoleColumns understand_headings(const std::vector<std::string>& headings, const ConsoleProfile* profile);

// Of mac and ip a computer may have several.
bool may_repeat(ConsoleField field);

// The field whose known heading stands in this one as whole words ("Tên máy tính (hostname)"); the longest decides.
std::optional<ConsoleField> field_in_heading(std::string_view heading);

// Enough to be an export of a console: something that names a computer, and something that only a console says.
bool is_console(const ConsoleColumns& columns);

// Errors in `defects`: those of TomlTable, console.profile_column (no such field).
std::optional<ConsoleProfile> read_profile(const base::TomlDocument& document, std::vector<base::Error>& defects);

// The profile as a file that read_profile() reads.
std::string to_toml(const ConsoleProfile& profile);

}  // namespace attt::inventory
