// An export that nobody has mapped yet: what each column is taken for, what the first rows then say, and the profile to
// keep once an officer agrees.
#pragma once

#include <filesystem>

#include "app/computers.h"
#include "inventory/consoles/propose.h"

namespace attt::app {

struct MappedFile {
    inventory::Proposal proposal;
    std::string toml;                            // the profile, commented
    std::vector<model::ComputerRecord> preview;  // the first five
    std::vector<base::Error> warnings;           // what is not understood in them
};

// Nothing is stored. Errors: those of the readers, console.no_table.
base::Result<MappedFile> map_file(store::Store& store, const std::string& file, const std::string& id);

// To profiles/ID.toml of the workspace. Errors: console.profile_exists (path), console.profile_id (no name for a file),
// those of files.
base::Result<std::filesystem::path> save_profile(const Workspace& workspace, const MappedFile& mapped);

}  // namespace attt::app
