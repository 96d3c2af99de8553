// The report of one information system: the read model.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reports/agency_letter.h"
#include "reports/letter.h"

namespace attt::reports {

struct SystemReport {
    Provenance provenance;
    std::string id, name, agency, owner;
    std::vector<std::pair<std::string, std::string>> attributes;  // level, state of the dossier, decision, …
    std::vector<std::pair<std::string, std::string>> dossier;     // acts of the log: what, and when by whom
    AgencyLetter findings;  // sites, findings, unknowns of the system and its websites
    // Requirements of its level: how many there are, are satisfied, fail, are open; none where nothing was assessed.
    struct Controls {
        std::string catalogue;
        std::int64_t total = 0, satisfied = 0, failing = 0, open = 0, not_applicable = 0;
        struct Row {
            std::string id, title, status, note;
            Tone tone = Tone::none;
        };
        std::vector<Row> rows;
    };
    std::optional<Controls> controls;
};

}  // namespace attt::reports
