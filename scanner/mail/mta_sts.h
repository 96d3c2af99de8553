// The policy file of MTA-STS (RFC 8461, section 3.2). Read, not judged.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace attt::scanner::mail {

struct MtaSts {
    std::string mode;  // enforce, testing, none
    std::int64_t max_age = 0;
    std::vector<std::string> mx;  // "mail.x.example", "*.x.example"

    bool covers(std::string_view host) const;
};

// Nothing where it is no valid policy: version STSv1, a known mode, max_age of at most 31557600, an mx unless the mode
// is none.
std::optional<MtaSts> parse_mta_sts(std::string_view text);

}  // namespace attt::scanner::mail
