// robots.txt (RFC 9309) and sitemaps.
#include <algorithm>

#include "base/text.h"
#include "scanner/content/crawl.h"

namespace attt::scanner::content {
namespace {

// "/a/*.pdf$" against a path: "*" stands for anything, "$" for the end.
bool matches(std::string_view pattern, std::string_view path) {
    const bool to_the_end = pattern.ends_with("$");
    if (to_the_end) pattern.remove_suffix(1);
    std::size_t at = 0;
    bool first = true;
    for (const std::string& piece : base::split(pattern, '*')) {
        if (first) {
            if (!path.starts_with(piece)) return false;
            at = piece.size();
        } else {
            const auto found = path.find(piece, at);
            if (found == std::string_view::npos) return false;
            at = found + piece.size();
        }
        first = false;
    }
    return !to_the_end || at == path.size() || pattern.ends_with("*");
}

}  // namespace

Robots Robots::parse(std::string_view text) {
    Robots out;
    bool for_us = false;
    bool in_agents = false;
    for (const std::string& raw : base::split(text.substr(0, 500U << 10U), '\n')) {
        const std::string_view line = base::trim(std::string_view(raw).substr(0, raw.find('#')));
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const std::string field = base::to_lower_ascii(base::trim(line.substr(0, colon)));
        const std::string value(base::trim(line.substr(colon + 1)));
        if (field == "sitemap") {
            if (out.sitemaps_.size() < 20) out.sitemaps_.push_back(value);
        } else if (field == "user-agent") {
            const bool ours = value == "*" || base::to_lower_ascii(value) == "attt";
            for_us = in_agents ? (for_us || ours) : ours;
            in_agents = true;
        } else if (field == "disallow" || field == "allow") {
            in_agents = false;
            if (for_us && !value.empty() && out.rules_.size() < 1000) out.rules_.emplace_back(value, field == "allow");
        }
    }
    return out;
}

// RFC 9309, section 2.2.2: "The most specific match found MUST be used."
bool Robots::allows(std::string_view path) const {
    std::size_t longest = 0;
    bool allowed = true;
    for (const auto& [pattern, allow] : rules_) {
        if (pattern.size() < longest || !matches(pattern, path)) continue;
        allowed = pattern.size() == longest ? allowed || allow : allow;
        longest = pattern.size();
    }
    return allowed;
}

std::vector<std::string> sitemap_addresses(std::string_view text) {
    std::vector<std::string> out;
    for (std::size_t at = text.find("<loc>"); at != std::string_view::npos && out.size() < 5000;
         at = text.find("<loc>", at)) {
        at += 5;
        const std::size_t end = text.find("</loc>", at);
        if (end == std::string_view::npos || end - at > 4000) break;
        std::string address(base::trim(text.substr(at, end - at)));
        for (std::size_t mark = address.find("&amp;"); mark != std::string::npos; mark = address.find("&amp;"))
            address.replace(mark, 5, "&");
        out.push_back(std::move(address));
        at = end;
    }
    return out;
}

}  // namespace attt::scanner::content
