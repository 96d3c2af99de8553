#include "tests/unit/reports/template_lint.h"

#include <array>

#include "base/text.h"

namespace attt::tests {
namespace {

struct Forbidden {
    std::string_view text;
    std::string_view why;
};

void forbid(std::string_view text, const std::vector<Forbidden>& list, std::vector<std::string>& out) {
    const std::string lower = base::to_lower_ascii(text);
    for (const Forbidden& each : list) {
        if (lower.find(each.text) != std::string::npos)
            out.push_back(std::string(each.text) + ": " + std::string(each.why));
    }
}

// The value of an attribute that loads or leads somewhere: a place of the page, or what link_to() has checked.
void check_target(std::string_view text, std::size_t value, std::string_view name, std::vector<std::string>& out) {
    const std::string_view rest = text.substr(value);
    if (!rest.starts_with("#") && !rest.starts_with("{{link}}\""))
        out.push_back(std::string(name) + " that nobody has checked: " + std::string(rest.substr(0, 30)));
}

// Walks through the text, knowing whether it stands inside a tag and inside quotes there.
void check_attributes(std::string_view text, std::vector<std::string>& out) {
    constexpr std::array<std::string_view, 5> targets = {"href", "src", "action", "formaction", "data"};
    bool in_tag = false;
    char quote = '\0';
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i, 2) == "{{") {
            if (in_tag && quote == '\0') out.push_back("a value outside quotes: " + std::string(text.substr(i, 30)));
            i = std::min(text.find("}}", i), text.size() - 2) + 1;
            continue;
        }
        const char c = text[i];
        if (quote != '\0') {
            if (c == quote) quote = '\0';
        } else if (!in_tag) {
            in_tag = c == '<';
        } else if (c == '>') {
            in_tag = false;
        } else if (c == '"' || c == '\'') {
            quote = c;
            for (const std::string_view name : targets) {
                const std::string ending = " " + std::string(name) + "=";
                if (text.substr(0, i).ends_with(ending)) check_target(text, i + 1, name, out);
            }
        }
    }
}

}  // namespace

std::vector<std::string> defects_of_template(std::string_view whole) {
    // the one script there may be: it sorts and filters, and the page's own policy names it by its hash
    constexpr std::string_view allowed = "<script>{{> tables.js}}</script>";
    std::string text(whole);
    if (const auto at = text.find(allowed); at != std::string::npos) text.erase(at, allowed.size());
    std::vector<std::string> out;
    forbid(text,
           {{"{{{", "is not escaped"},
            {"{{&", "is not escaped"},
            {"{{ &", "is not escaped"},
            {"{{=", "changes the delimiters"},
            {"<script", "the page works without"},
            {" style=", "belongs in the style sheet"},
            {" on", "looks like an event handler"},
            {"javascript:", "is no link"},
            {"<iframe", "loads"},
            {"<img", "loads"},
            {"<link", "loads"},
            {"<base", "moves every link"},
            {"<form", "sends"}},
           out);
    check_attributes(text, out);
    return out;
}

std::vector<std::string> defects_of_style(std::string_view text) {
    std::vector<std::string> out;
    forbid(text,
           {{"url(", "loads"},
            {"@import", "loads"},
            {"expression(", "runs"},
            {"{{", "would be filled"},
            {"<", "could end the element"},
            {"&", "is no CSS here"}},
           out);
    return out;
}

}  // namespace attt::tests
