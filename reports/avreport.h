// The antivirus report of công văn 2290/BTTTT-CATTT in edXML: what an officer sends to the national centre. It is made
// without a signature, which is the office's to give, and says only what is known.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace attt::reports {

struct AvReportSender {
    std::string organ_id;  // "000.00.00.H20"
    std::string name, address, email, telephone, fax, website;
};

struct AvReportMachine {
    std::string name;
    std::string ip;
    std::string os;
    std::optional<bool> running;
};

struct AvReport {
    AvReportSender from;
    std::string subject;
    std::string product;  // the maker's name
    base::Time at;
    std::vector<AvReportMachine> machines;
    std::int64_t not_updated = 0;  // for more than 15 days
};

// UTF-8 XML with a declaration; the same report gives the same bytes.
std::string render_avreport(const AvReport& report);

}  // namespace attt::reports
