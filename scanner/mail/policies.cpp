#include "scanner/mail/policies.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "base/text.h"

namespace attt::scanner::mail {
namespace {

constexpr int lookups_followed = 30;
constexpr int lookups_allowed =
    10;  // RFC 7208, section 4.6.4: "SPF implementations MUST limit the total number of those terms to 10"

bool is_spf(std::string_view record) {
    const std::string lower = base::to_lower_ascii(record);
    return lower == "v=spf1" || lower.starts_with("v=spf1 ");
}

class SpfReading {
  public:
    explicit SpfReading(const TxtOf& txt) : txt_(txt) {}

    Spf run(const std::string& domain) {
        read(domain, true);
        if (spf_.lookups > lookups_allowed) problem("too_many_lookups");
        return std::move(spf_);
    }

  private:
    void problem(const char* what) {
        if (std::find(spf_.problems.begin(), spf_.problems.end(), what) == spf_.problems.end())
            spf_.problems.emplace_back(what);
    }

    // One record and what it includes. `whole`: its "all" speaks for the domain.
    void read(const std::string& domain, bool whole) {
        if (!on_the_way_.insert(domain).second) return problem("loop");
        const auto records = txt_(domain);
        if (!records) problem("lookup_failed");
        std::vector<std::string> found;
        for (const std::string& record : records.value_or(std::vector<std::string>{})) {
            if (is_spf(record)) found.push_back(record);
        }
        if (found.size() > 1) problem("several_records");
        if (whole && !spf_.found && !found.empty()) {
            spf_.found = true;
            spf_.record = found.front().substr(0, 2000);
        }
        if (!found.empty()) read_terms(found.front(), whole);
        on_the_way_.erase(domain);
    }

    void read_terms(const std::string& record, bool whole) {
        std::string redirect;
        bool has_all = false;
        for (const std::string& part : base::split(std::string_view(record).substr(6), ' ')) {
            std::string term = base::to_lower_ascii(base::trim(part));
            if (term.empty()) continue;
            const std::string qualifier =
                std::string_view("+-~?").find(term.front()) != std::string_view::npos ? term.substr(0, 1) : "";
            term.erase(0, qualifier.size());
            const std::string name = term.substr(0, term.find_first_of(":/="));
            const std::string value = term.size() > name.size() ? term.substr(name.size() + 1) : "";
            if (name == "all") {
                has_all = true;
                if (whole) spf_.all = (qualifier.empty() ? "+" : qualifier) + "all";
            } else if (name == "redirect") {
                redirect = value;
            } else if (name == "include") {
                follow(value, false);
            } else if (name == "a" || name == "mx" || name == "ptr" || name == "exists") {
                ++spf_.lookups;
            } else if (name != "ip4" && name != "ip6" && name != "exp" && term.find('=') == std::string::npos) {
                problem("unknown_term");
            }
        }
        // RFC 7208, section 6.1: redirect counts only where no "all" stands
        if (!has_all && !redirect.empty()) follow(redirect, whole);
    }

    void follow(const std::string& domain, bool whole) {
        ++spf_.lookups;
        if (domain.find('%') != std::string::npos || domain.empty()) return;  // a macro: depends on the sender
        if (spf_.lookups <= lookups_followed) read(domain, whole);
    }

    const TxtOf& txt_;
    Spf spf_;
    std::set<std::string> on_the_way_;
};

}  // namespace

Spf read_spf(const std::string& domain, const TxtOf& txt) {
    return SpfReading(txt).run(domain);
}

std::vector<std::pair<std::string, std::string>> tags_of(std::string_view record) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const std::string& part : base::split(record, ';')) {
        const auto equals = part.find('=');
        if (equals == std::string::npos) continue;
        out.emplace_back(base::to_lower_ascii(base::trim(std::string_view(part).substr(0, equals))),
                         std::string(base::trim(std::string_view(part).substr(equals + 1))));
    }
    return out;
}

Dmarc parse_dmarc(std::string_view record) {
    Dmarc out;
    const auto tags = tags_of(record);
    if (tags.empty() || tags.front().first != "v" || tags.front().second != "DMARC1") return out;
    out.found = true;
    out.record = std::string(record.substr(0, 1000));
    for (const auto& [tag, value] : tags) {
        const std::string lower = base::to_lower_ascii(value);
        if (tag == "p") out.policy = lower;
        if (tag == "sp") out.subdomain_policy = lower;
        if (tag == "pct") std::from_chars(value.data(), value.data() + value.size(), out.percent);
        if (tag != "rua") continue;
        for (const std::string& address : base::split(value, ','))
            out.report_addresses.emplace_back(base::trim(address));
    }
    if (out.subdomain_policy.empty()) out.subdomain_policy = out.policy;
    constexpr std::array<std::string_view, 3> known = {"none", "quarantine", "reject"};
    out.valid = std::find(known.begin(), known.end(), out.policy) != known.end();
    return out;
}

bool is_dkim_key(std::string_view record) {
    for (const auto& [tag, value] : tags_of(record)) {
        if (tag == "v" && value != "DKIM1") return false;
        if (tag == "p") return !value.empty();
    }
    return false;
}

}  // namespace attt::scanner::mail
