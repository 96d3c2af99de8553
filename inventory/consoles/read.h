// Any file that speaks of computers as a source sees them, by its content: tables of consoles, and the formats of
// inventory agents and scanners.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "inventory/consoles/profile.h"
#include "inventory/consoles/source.h"
#include "inventory/consoles/table.h"

namespace attt::inventory {

// What importers of all formats are given.
struct SourceContext {
    SourceOptions options;
    AgencyOfGroup agency_of;
    const std::vector<ConsoleProfile>* profiles = nullptr;
    const ConsoleProfile* profile = nullptr;  // the one that the user named, before all others
};

// Whether the content is of a source rather than a list of the inventory.
bool is_source(const std::string& file, const std::string& bytes, const std::vector<ConsoleProfile>* profiles);

// Whether the content is a list of the inventory: TOML, or a table with the headings of one.
bool is_list(const std::string& file, const std::string& bytes);

// Whatever cannot be read is a defect.
ReadSource read_source_file(const std::string& file, const std::string& bytes, const SourceContext& context);

// All rows of a CSV file, of the sheet of a workbook that has the most headings of a console, or of a report in XML.
// Errors: those of the readers of base, agent.unknown (other XML).
base::Result<Sheet> read_sheet(const std::string& file, const std::string& bytes, const ConsoleProfile* profile);

}  // namespace attt::inventory
