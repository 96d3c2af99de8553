// Reports of Kaspersky Security Center saved as XML (KSC Open API, "Report structure"): data/records with the captions
// of their columns, as a table that is read like any other export.
#pragma once

#include <optional>
#include <string>

#include "base/xml.h"
#include "inventory/consoles/table.h"

namespace attt::inventory {

// Nothing when it is no such report. Sheet::promised is the report's own count of what it was made of.
std::optional<Sheet> sheet_of_report(const base::XmlNode& root, const std::string& file);

}  // namespace attt::inventory
