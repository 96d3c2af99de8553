// Results of contracted assessors and other scanners, told apart by content: Nessus, OpenVAS/GVM, Nuclei, testssl.sh,
// nmap, Wazuh, DefectDojo's generic findings, and tables with a column map.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/external.h"

namespace attt::inventory {

struct ExternalContext {
    std::span<const model::ExternalColumns> tables;  // the office's own first
    std::string table;                               // id of the one to read a table by; empty: the one that fits
};

struct ReadExternal {
    model::ExternalReport report;
    std::vector<base::Error> defects;   // results left out, or the whole file
    std::vector<base::Error> warnings;  // what was understood only in part
    std::size_t left_out = 0;           // results
};

// Whether the content is of such a tool. An nmap scan is, and is a source of computers too.
bool is_external(const std::string& file, const std::string& bytes, const ExternalContext& context);

// Whatever cannot be read is a defect. external.unknown: no format that is known (with those that are).
ReadExternal read_external(const std::string& file, const std::string& bytes, const ExternalContext& context);

}  // namespace attt::inventory
