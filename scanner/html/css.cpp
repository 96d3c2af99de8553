#include "scanner/html/css.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <set>

#include "base/text.h"

namespace attt::scanner::html {
namespace {

constexpr std::size_t most_rules = 20'000;

constexpr std::array<std::string_view, 26> properties_that_hide = {
    "background", "background-color", "background-image", "bottom",     "clip",        "clip-path",
    "color",      "display",          "filter",           "font",       "font-size",   "height",
    "left",       "line-height",      "margin-left",      "margin-top", "max-height",  "max-width",
    "opacity",    "overflow",         "position",         "right",      "text-indent", "top",
    "transform",  "visibility"};

constexpr std::array<std::string_view, 7> more_properties = {"width", "z-index", "content-visibility", "unicode-bidi",
                                                             "inset", "scale",   "translate"};

bool may_hide(std::string_view property) {
    return property.starts_with("--") ||
           std::find(properties_that_hide.begin(), properties_that_hide.end(), property) !=
               properties_that_hide.end() ||
           std::find(more_properties.begin(), more_properties.end(), property) != more_properties.end();
}

std::string without_comments(std::string_view css) {
    std::string out;
    std::size_t at = 0;
    while (at < css.size()) {
        const std::size_t begin = css.find("/*", at);
        out.append(css.substr(at, begin - at));
        if (begin == std::string_view::npos) break;
        const std::size_t end = css.find("*/", begin + 2);
        if (end == std::string_view::npos) break;
        at = end + 2;
    }
    return out;
}

// The place of the bracket that closes the one before `at`.
std::size_t block_end(std::string_view css, std::size_t at) {
    int depth = 1;
    for (; at < css.size(); ++at) {
        if (css[at] == '{') ++depth;
        if (css[at] == '}' && --depth == 0) return at;
    }
    return css.size();
}

// Whether a media query speaks of the ordinary screen: "all", "screen", nothing.
bool of_every_screen(std::string_view query) {
    return query.find("print") == std::string_view::npos && query.find("width") == std::string_view::npos &&
           query.find("speech") == std::string_view::npos && query.find("height") == std::string_view::npos &&
           query.find("prefers") == std::string_view::npos && query.find("orientation") == std::string_view::npos;
}

const std::map<std::string_view, Colour>& colour_names() {
    static const std::map<std::string_view, Colour> names = {{"white", {255, 255, 255}},
                                                             {"black", {0, 0, 0}},
                                                             {"red", {255, 0, 0}},
                                                             {"blue", {0, 0, 255}},
                                                             {"green", {0, 128, 0}},
                                                             {"yellow", {255, 255, 0}},
                                                             {"gray", {128, 128, 128}},
                                                             {"grey", {128, 128, 128}},
                                                             {"silver", {192, 192, 192}},
                                                             {"snow", {255, 250, 250}},
                                                             {"ivory", {255, 255, 240}},
                                                             {"whitesmoke", {245, 245, 245}},
                                                             {"ghostwhite", {248, 248, 255}},
                                                             {"navy", {0, 0, 128}},
                                                             {"orange", {255, 165, 0}},
                                                             {"maroon", {128, 0, 0}},
                                                             {"purple", {128, 0, 128}},
                                                             {"lightgray", {211, 211, 211}},
                                                             {"lightgrey", {211, 211, 211}},
                                                             {"transparent", {0, 0, 0, true}}};
    return names;
}

std::optional<Colour> parse_hex(std::string_view digits) {
    const auto value = [&](std::size_t at, std::size_t count) {
        int out = 0;
        std::from_chars(digits.data() + at, digits.data() + at + count, out, 16);
        return count == 1 ? out * 17 : out;
    };
    if (!std::all_of(digits.begin(), digits.end(), [](unsigned char c) { return std::isxdigit(c) != 0; })) return {};
    if (digits.size() == 3 || digits.size() == 4)
        return Colour{value(0, 1), value(1, 1), value(2, 1), digits.size() == 4 && value(3, 1) < 13};
    if (digits.size() == 6 || digits.size() == 8)
        return Colour{value(0, 2), value(2, 2), value(4, 2), digits.size() == 8 && value(6, 2) < 13};
    return std::nullopt;
}

std::optional<Colour> parse_rgb(std::string_view text) {
    const auto open = text.find('(');
    std::string inside(text.substr(open + 1));
    std::replace_if(
        inside.begin(), inside.end(), [](char c) { return c == ',' || c == '/' || c == ')'; }, ' ');
    std::vector<double> parts;
    for (const std::string& part : base::split(inside, ' ')) {
        if (!base::trim(part).empty()) parts.push_back(std::strtod(part.c_str(), nullptr));
    }
    if (parts.size() < 3) return std::nullopt;
    const auto channel = [](double value) { return static_cast<int>(std::clamp(value, 0.0, 255.0)); };
    return Colour{channel(parts[0]), channel(parts[1]), channel(parts[2]), parts.size() > 3 && parts[3] < 0.05};
}

// "0 auto auto -9999px": top, right, bottom, left; of fewer the last stand for their opposites.
void set_sides(const std::string& inset, Declarations& out) {
    std::vector<std::string> parts;
    for (const std::string& part : base::split(inset, ' ')) {
        if (!base::trim(part).empty()) parts.push_back(part);
    }
    if (parts.empty() || parts.size() > 4) return;
    const auto part = [&](std::size_t at) {
        return parts[at < parts.size() ? at : at >= 2 && parts.size() > at - 2 ? at - 2 : 0];
    };
    out["top"] = part(0);
    out["right"] = part(1);
    out["bottom"] = part(2);
    out["left"] = parts.size() == 4 ? parts[3] : part(1);
}

const std::string* find_in(const std::map<std::string, std::string, std::less<>>& variables, const std::string& name) {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : &found->second;
}

// "var(--name)", "var(--name, other)": what the name stands for anywhere in the page.
void put_variables(const std::map<std::string, std::string, std::less<>>& own,
                   const std::map<std::string, std::string, std::less<>>& variables, Declarations& declarations) {
    for (auto& [property, value] : declarations) {
        for (int depth = 0; depth < 4 && value.starts_with("var("); ++depth) {
            std::string inside = value.substr(4, value.rfind(')') - 4);
            const auto comma = inside.find(',');
            const std::string name(base::trim(std::string_view(inside).substr(0, comma)));
            const std::string* known = find_in(own, name);
            if (known == nullptr) known = find_in(variables, name);
            if (known != nullptr) {
                value = *known;
            } else {
                value = comma == std::string::npos ? "" : base::trim(std::string_view(inside).substr(comma + 1));
            }
        }
    }
}

}  // namespace

Declarations parse_declarations(std::string_view text) {
    Declarations out;
    for (const std::string& part : base::split(text, ';')) {
        const auto colon = part.find(':');
        if (colon == std::string::npos) continue;
        const std::string property = base::to_lower_ascii(base::trim(std::string_view(part).substr(0, colon)));
        if (!may_hide(property)) continue;
        std::string value = base::to_lower_ascii(base::trim(std::string_view(part).substr(colon + 1)));
        if (const auto mark = value.find('!'); mark != std::string::npos) value.erase(mark);
        out[property] = std::string(base::trim(value));
        if (property == "inset") set_sides(out[property], out);
    }
    return out;
}

std::optional<Colour> parse_colour(std::string_view text) {
    text = base::trim(text);
    if (text.starts_with("#")) return parse_hex(text.substr(1));
    if (text.starts_with("rgb")) return text.find('(') == std::string_view::npos ? std::nullopt : parse_rgb(text);
    const auto named = colour_names().find(text);
    return named == colour_names().end() ? std::nullopt : std::optional(named->second);
}

bool indistinguishable(const Colour& a, const Colour& b) {
    return std::abs(a.red - b.red) + std::abs(a.green - b.green) + std::abs(a.blue - b.blue) <= 24;
}

std::optional<double> parse_length(std::string_view text, double whole) {
    text = base::trim(text);
    const std::string copy(text.substr(0, 40));
    char* end = nullptr;
    const double value = std::strtod(copy.c_str(), &end);
    if (end == copy.c_str() || !std::isfinite(value)) return std::nullopt;
    const std::string_view unit = base::trim(std::string_view(end));
    if (unit.empty() || unit == "px") return value;
    if (unit == "em" || unit == "rem") return value * 16;
    if (unit == "pt") return value * 4 / 3;
    if (unit == "%") return value * whole / 100;
    if (unit == "vw" || unit == "vh" || unit == "vmin" || unit == "vmax") return value * 10;
    if (unit == "ch" || unit == "ex") return value * 8;
    if (unit == "mm") return value * 3.8;
    if (unit == "cm") return value * 38;
    if (unit == "in") return value * 96;
    return std::nullopt;
}

std::optional<std::vector<StyleSheet::Compound>> StyleSheet::parse_selector(std::string_view text) {
    std::vector<Compound> out;
    std::string spaced(text);
    std::replace(spaced.begin(), spaced.end(), '>', ' ');
    if (spaced.find_first_of(":[+~\\") != std::string::npos) return std::nullopt;
    for (const std::string& part : base::split(spaced, ' ')) {
        const std::string_view compound = base::trim(part);
        if (compound.empty()) continue;
        Compound each;
        std::size_t at = 0;
        while (at < compound.size()) {
            const char mark = compound[at];
            const std::size_t begin = mark == '.' || mark == '#' ? at + 1 : at;
            const std::size_t end = std::min(compound.find_first_of(".#", begin), compound.size());
            const std::string name(compound.substr(begin, end - begin));
            if (mark == '.') {
                each.classes.push_back(name);
            } else if (mark == '#') {
                each.id = name;
            } else if (name != "*") {
                each.tag = base::to_lower_ascii(name);
            }
            at = std::max(end, at + 1);
        }
        out.push_back(std::move(each));
        if (out.size() > 10) return std::nullopt;
    }
    if (out.empty()) return std::nullopt;
    return out;
}

void StyleSheet::add_rule(std::string_view selectors, std::string_view body) {
    Declarations declarations = parse_declarations(body);
    std::erase_if(declarations, [&](const auto& each) {
        const bool variable = each.first.starts_with("--");
        if (variable && variables_.size() < most_rules) variables_.insert_or_assign(each.first, each.second);
        return variable;
    });
    if (declarations.empty()) return;
    for (const std::string& selector : base::split(selectors, ',')) {
        if (rules_.size() >= most_rules) return;
        auto compounds = parse_selector(base::trim(selector));
        if (!compounds) continue;
        Rule rule{std::move(*compounds), declarations, 0};
        for (const Compound& compound : rule.compounds) {
            rule.weight += (compound.id.empty() ? 0 : 10'000) + static_cast<int>(compound.classes.size()) * 100 +
                           (compound.tag.empty() ? 0 : 1);
        }
        const Compound& last = rule.compounds.back();
        const std::string key = !last.id.empty()        ? "#" + last.id
                                : !last.classes.empty() ? "." + last.classes.front()
                                                        : last.tag;
        by_key_.emplace(key, rules_.size());
        rules_.push_back(std::move(rule));
    }
}

void StyleSheet::add(std::string_view text) {
    const std::string css = without_comments(text);
    std::string_view rest(css);
    while (!rest.empty()) {
        const auto open = rest.find_first_of("{;");
        if (open == std::string_view::npos) return;
        const std::string_view head = base::trim(rest.substr(0, open));
        if (rest[open] == ';') {  // @import, @charset
            rest.remove_prefix(open + 1);
            continue;
        }
        const std::size_t end = block_end(rest, open + 1);
        const std::string_view body = rest.substr(open + 1, end - open - 1);
        if (head.starts_with("@media") || head.starts_with("@supports") || head.starts_with("@layer")) {
            // flat: a page with media queries nested to any depth is not followed below the first
            if (of_every_screen(head) && body.find('@') == std::string_view::npos) add(body);
        } else if (!head.starts_with("@")) {
            add_rule(head, body);
        }
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
}

bool StyleSheet::matches(const Compound& compound, const Node& node) {
    if (node.kind != NodeKind::element) return false;
    if (!compound.tag.empty() && compound.tag != node.tag) return false;
    if (!compound.id.empty() && node.attribute_or_empty("id") != compound.id) return false;
    if (compound.classes.empty()) return true;
    const std::string classes = " " + collapsed(node.attribute_or_empty("class")) + " ";
    return std::all_of(compound.classes.begin(), compound.classes.end(),
                       [&](const std::string& name) { return classes.find(" " + name + " ") != std::string::npos; });
}

bool StyleSheet::applies(const Rule& rule, const Document& document, int element) {
    std::size_t left = rule.compounds.size();
    if (!matches(rule.compounds[left - 1], document.nodes[static_cast<std::size_t>(element)])) return false;
    --left;
    int at = document.nodes[static_cast<std::size_t>(element)].parent;
    while (left > 0 && at >= 0) {
        const Node& node = document.nodes[static_cast<std::size_t>(at)];
        if (matches(rule.compounds[left - 1], node)) --left;
        at = node.parent;
    }
    return left == 0;
}

Declarations StyleSheet::of(const Document& document, int element) const {
    const Node& node = document.nodes[static_cast<std::size_t>(element)];
    std::vector<std::size_t> found;
    const auto collect = [&](const std::string& key) {
        const auto [first, last] = by_key_.equal_range(key);
        for (auto it = first; it != last; ++it) {
            if (applies(rules_[it->second], document, element)) found.push_back(it->second);
        }
    };
    if (!rules_.empty()) {
        collect(node.tag);
        collect("");
        if (const std::string* id = node.attribute("id")) collect("#" + *id);
        std::set<std::string> classes;
        for (const std::string& name : base::split(collapsed(node.attribute_or_empty("class")), ' '))
            classes.insert(name);
        for (const std::string& name : classes)
            collect("." + name);
    }
    std::sort(found.begin(), found.end(), [&](std::size_t a, std::size_t b) {
        return std::pair(rules_[a].weight, a) < std::pair(rules_[b].weight, b);
    });
    Declarations out;
    for (const std::size_t index : found) {
        for (const auto& [property, value] : rules_[index].declarations)
            out[property] = value;
    }
    if (const std::string* style = node.attribute("style")) {
        for (auto& [property, value] : parse_declarations(*style))
            out[property] = value;
    }
    if (variables_.empty() && out.lower_bound("--") == out.lower_bound("-.")) return out;
    Declarations own;
    std::erase_if(out, [&](const auto& each) {
        const bool variable = each.first.starts_with("--");
        if (variable) own.insert_or_assign(each.first, each.second);
        return variable;
    });
    put_variables(own, variables_, out);
    return out;
}

}  // namespace attt::scanner::html
