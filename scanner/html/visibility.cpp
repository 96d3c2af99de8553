#include "scanner/html/visibility.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>

#include "base/text.h"

namespace attt::scanner::html {
namespace {

constexpr std::array<std::string_view, 12> names = {"none",      "display",   "visibility", "opacity",
                                                    "collapsed", "font_size", "tiny_box",   "off_screen",
                                                    "clipped",   "colour",    "noscript",   "empty"};

// What a node hands down to those below it.
struct Inherited {
    Concealment hidden = Concealment::none;  // for good: nothing below can be seen again
    bool invisible = false;                  // visibility, which a child may set back
    double font_size = 16;
    Colour colour;
    std::optional<Colour> background = Colour{255, 255, 255};  // nothing: an image, or not known
    bool own_background = false;                               // somebody in the page has set it
    bool styled_elsewhere = false;  // a class or id without a known rule: its style sheet may colour it
};

std::string value_of(const Declarations& declarations, std::string_view property) {
    const auto at = declarations.find(property);
    return at == declarations.end() ? std::string() : at->second;
}

std::optional<double> length_of(const Declarations& declarations, std::string_view property, double whole = 16) {
    return parse_length(value_of(declarations, property), whole);
}

bool at_most(std::optional<double> length, double limit) {
    return length && *length <= limit;
}

bool hides_overflow(const Declarations& style) {
    const std::string overflow = value_of(style, "overflow");
    return overflow == "hidden" || overflow == "clip" || overflow == "auto" || overflow == "scroll";
}

constexpr double faintest = 0.05;
constexpr double far_away = 400;  // pixels

// The first of the values in the brackets of a function: of "scale(0, 0)" the 0.
std::optional<double> in_brackets(const std::string& function, double whole) {
    const auto open = function.find('(');
    if (open == std::string::npos) return std::nullopt;
    return parse_length(function.substr(open + 1, function.find_first_of(",)", open) - open - 1), whole);
}

// "translate(-9999px)", "translatex(-2000px)", "scale(0)", "scale(0, 0)"; the properties translate and scale.
bool moved_away(const Declarations& style) {
    const std::string transform = value_of(style, "transform");
    if (const auto first = in_brackets(transform, 16)) {
        if (transform.starts_with("scale") && std::abs(*first) < faintest) return true;
        if (transform.starts_with("translate") && std::abs(*first) >= far_away) return true;
    }
    const auto first_of = [&](const char* property) {
        const std::string value = value_of(style, property);
        return parse_length(value.substr(0, value.find(' ')), 1);
    };
    const auto scale = first_of("scale");
    const auto translate = first_of("translate");
    return (scale && std::abs(*scale) < faintest) || (translate && std::abs(*translate) >= far_away);
}

bool is_off_screen(const Declarations& style) {
    const std::string position = value_of(style, "position");
    if (position == "absolute" || position == "fixed" || position == "relative") {
        for (const char* side : {"left", "top", "right", "bottom"}) {
            if (at_most(length_of(style, side, 0), -400)) return true;
        }
        // pushed out to the right or below: farther than any screen
        for (const char* side : {"left", "top"}) {
            const auto length = length_of(style, side, 0);
            if (length && *length >= 5000) return true;
        }
    }
    for (const char* property : {"margin-left", "margin-top", "text-indent"}) {
        if (at_most(length_of(style, property, 0), -400)) return true;
    }
    return moved_away(style);
}

bool is_clipped(const Declarations& style) {
    std::string clip = value_of(style, "clip");
    std::erase_if(clip, [](char c) { return c == ' '; });
    if (clip.starts_with("rect(0") || clip.starts_with("rect(1px,1px")) return true;
    std::string path = value_of(style, "clip-path");
    std::erase_if(path, [](char c) { return c == ' '; });
    return path.starts_with("inset(50%") || path.starts_with("inset(100%") || path.starts_with("circle(0") ||
           path.starts_with("polygon(00,00") || path.starts_with("polygon(0000");
}

Concealment by_box(const Declarations& style) {
    if (!hides_overflow(style)) return Concealment::none;
    double smallest = 1000;
    for (const char* property : {"width", "height", "max-width", "max-height"}) {
        if (const auto length = length_of(style, property, 1000)) smallest = std::min(smallest, *length);
    }
    if (smallest <= 0) return Concealment::collapsed;
    return smallest <= 2 ? Concealment::tiny_box : Concealment::none;
}

std::optional<double> font_size_of(const Declarations& style, double inherited) {
    const std::string size = value_of(style, "font-size");
    if (!size.empty()) {
        if (size.ends_with("em") && !size.ends_with("rem")) {
            const auto length = parse_length(size);
            return length ? std::optional(*length / 16 * inherited) : std::nullopt;
        }
        return parse_length(size, inherited);
    }
    // the short form: "0/0 a", "1px arial"
    const std::string font = value_of(style, "font");
    for (const std::string& part : base::split(font, ' ')) {
        if (!part.empty() && part.front() >= '0' && part.front() <= '9' &&
            part.find_first_not_of("0123456789") != std::string::npos)
            return parse_length(part.substr(0, part.find('/')), inherited);
        if (part == "0") return 0;
    }
    return std::nullopt;
}

Concealment by_style(const Declarations& style) {
    if (value_of(style, "display") == "none") return Concealment::display;
    if (value_of(style, "content-visibility") == "hidden") return Concealment::display;
    const std::string filter = value_of(style, "filter");
    const bool filtered = filter.starts_with("opacity(") && at_most(in_brackets(filter, 1), faintest);
    if (at_most(length_of(style, "opacity", 1), faintest) || filtered || filter.starts_with("alpha(opacity=0"))
        return Concealment::opacity;
    if (is_clipped(style)) return Concealment::clipped;
    if (is_off_screen(style)) return Concealment::off_screen;
    return by_box(style);
}

void take_background(const Declarations& style, Inherited& state) {
    const std::string background = value_of(style, "background");
    const std::string image = value_of(style, "background-image");
    if (background.find("url(") != std::string::npos || background.find("gradient") != std::string::npos ||
        (!image.empty() && image != "none")) {
        state.background = std::nullopt;
        state.own_background = true;
        return;
    }
    for (const std::string& value : {background.substr(0, background.find(' ')), value_of(style, "background-color")}) {
        const auto colour = parse_colour(value);
        if (!colour || colour->transparent) continue;
        state.background = *colour;
        state.own_background = true;
        state.styled_elsewhere = false;
    }
}

// Ids that a script in the page hides as it loads.
std::set<std::string> ids_hidden_by_script(const Document& document) {
    std::set<std::string> out;
    for (const Node& node : document.nodes) {
        if (node.kind != NodeKind::text || node.parent < 0 ||
            !document.nodes[static_cast<std::size_t>(node.parent)].is("script"))
            continue;
        constexpr std::string_view call = "getElementById(";
        for (std::size_t at = node.text.find(call); at != std::string::npos; at = node.text.find(call, at + 1)) {
            const std::size_t begin = at + call.size() + 1;
            const std::size_t end = node.text.find_first_of("\"'", begin);
            if (end == std::string::npos || end - begin > 100) continue;
            std::string after = node.text.substr(end + 1, 80);
            std::erase_if(after, [](char c) { return c == ' ' || c == '"' || c == '\''; });
            if (after.starts_with(").style.display=none") || after.starts_with(").style.visibility=hidden") ||
                after.starts_with(").style.cssText=display:none") || after.starts_with(").hidden=true"))
                out.insert(node.text.substr(begin, end - begin));
        }
    }
    return out;
}

class Visibility {
  public:
    Visibility(const Document& document, const StyleSheet& sheet)
        : document_(document), sheet_(sheet), scripted_(ids_hidden_by_script(document)) {}

    std::vector<Concealment> run() {
        std::vector<Inherited> states(document_.nodes.size());
        std::vector<Concealment> out(document_.nodes.size(), Concealment::none);
        for (std::size_t i = 0; i < document_.nodes.size(); ++i) {
            const int parent = document_.nodes[i].parent;
            Inherited state = parent < 0 ? Inherited() : states[static_cast<std::size_t>(parent)];
            if (document_.nodes[i].kind == NodeKind::element) enter(static_cast<int>(i), state);
            states[i] = state;
            out[i] = seen(state);
        }
        return out;
    }

  private:
    static Concealment seen(const Inherited& state) {
        if (state.hidden != Concealment::none) return state.hidden;
        if (state.invisible) return Concealment::visibility;
        if (state.font_size <= 2) return Concealment::font_size;
        if (state.colour.transparent) return Concealment::colour;
        const bool background_known = state.background && (state.own_background || !state.styled_elsewhere);
        if (background_known && indistinguishable(state.colour, *state.background)) return Concealment::colour;
        return Concealment::none;
    }

    void enter(int index, Inherited& state) const {
        const Node& node = document_.nodes[static_cast<std::size_t>(index)];
        const Declarations style = sheet_.of(document_, index);
        if (style.empty() && (node.attribute("class") != nullptr || node.attribute("id") != nullptr))
            state.styled_elsewhere = true;
        if (state.hidden == Concealment::none) state.hidden = hidden_by_kind(node, style);
        if (state.hidden == Concealment::none) state.hidden = by_style(style);
        const std::string visibility = value_of(style, "visibility");
        if (!visibility.empty()) state.invisible = visibility == "hidden" || visibility == "collapse";
        if (const auto size = font_size_of(style, state.font_size)) state.font_size = *size;
        if (node.is("font") && node.attribute("color") != nullptr) take_colour(*node.attribute("color"), state);
        if (node.is("a") && node.attribute("href") != nullptr && value_of(style, "color").empty())
            state.colour = {0, 0, 238};  // a link's own colour, unless its style says another
        if (const std::string colour = value_of(style, "color"); !colour.empty()) take_colour(colour, state);
        if (const std::string* colour = node.attribute("bgcolor"))
            take_background({{"background-color", base::to_lower_ascii(*colour)}}, state);
        take_background(style, state);
    }

    static void take_colour(const std::string& text, Inherited& state) {
        const auto colour = parse_colour(base::to_lower_ascii(text));
        // not understood: taken for one that can be read
        if (text == "inherit") return;
        state.colour = colour.value_or(Colour{0, 0, 0});
        if (!colour && state.background && indistinguishable(state.colour, *state.background))
            state.background = std::nullopt;
    }

    // A side of a frame: its style overrules its attribute.
    static std::optional<double> side_of(const Node& node, const Declarations& style, const char* side) {
        const auto styled = length_of(style, side, 1000);
        return styled ? styled : parse_length(node.attribute_or_empty(side), 1000);
    }

    Concealment hidden_by_kind(const Node& node, const Declarations& style) const {
        if (node.is("noscript")) return Concealment::noscript;
        if (node.is("template") || node.attribute("hidden") != nullptr) return Concealment::display;
        if (const std::string* id = node.attribute("id"); id != nullptr && scripted_.contains(*id))
            return Concealment::display;
        const bool framed = node.is("iframe") || node.is("object") || node.is("embed");
        if (framed && (at_most(side_of(node, style, "width"), 2) || at_most(side_of(node, style, "height"), 2)))
            return Concealment::tiny_box;
        return Concealment::none;
    }

    const Document& document_;
    const StyleSheet& sheet_;
    std::set<std::string> scripted_;
};

}  // namespace

std::string_view name_of(Concealment concealment) {
    return names[static_cast<std::size_t>(concealment)];
}

bool is_ordinary(Concealment concealment) {
    return concealment == Concealment::display || concealment == Concealment::visibility ||
           concealment == Concealment::opacity || concealment == Concealment::collapsed;
}

std::vector<Concealment> concealments(const Document& document, StyleSheet sheet) {
    for (std::size_t i = 0; i < document.nodes.size(); ++i) {
        if (!document.nodes[i].is("style")) continue;
        const std::string media = document.nodes[i].attribute_or_empty("media");
        if (media.find("print") != std::string::npos) continue;
        for (int at = static_cast<int>(i) + 1; at < document.nodes[i].end; ++at)
            sheet.add(document.nodes[static_cast<std::size_t>(at)].text);
    }
    return Visibility(document, sheet).run();
}

}  // namespace attt::scanner::html
