// A mapping profile proposed for an export nobody has mapped yet: from its headings, and where they say nothing, from
// what stands under them. An officer looks at it before anything is taken in.
#pragma once

#include <string>
#include <vector>

#include "inventory/consoles/profile.h"
#include "inventory/consoles/table.h"

namespace attt::inventory {

enum class Guess { heading, part_of_heading, values, none };  // how a column came to its field

struct ProposedColumn {
    std::string heading;
    std::optional<ConsoleField> field;
    Guess how = Guess::none;
    std::vector<std::string> samples;        // at most three, different
    std::vector<std::string> unknown_words;  // of a yes-or-no column: what is neither
};

struct Proposal {
    ConsoleProfile profile;
    std::vector<ProposedColumn> columns;
    std::size_t heading_row = 0;  // place in Sheet::rows
    bool usable = false;          // something names a computer
};

// A column whose values `agency_of` knows as agencies is the group, whatever it is called. Error: console.no_table (no
// row of headings with rows of as many cells under it).
base::Result<Proposal> propose_profile(const Sheet& sheet, const std::string& id, const AgencyOfGroup& agency_of);

// The profile as a file that read_profile() reads, with each column's samples as comments, and what was left open.
std::string to_commented_toml(const Proposal& proposal);

}  // namespace attt::inventory
