// As much of CSS as tells whether a reader sees an element: declarations, colours, and the style sheets in a page.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/html/document.h"

namespace attt::scanner::html {

// Property -> value, both lower case, without "!important".
using Declarations = std::map<std::string, std::string, std::less<>>;

Declarations parse_declarations(std::string_view text);

struct Colour {
    int red = 0, green = 0, blue = 0;
    bool transparent = false;
};
// "#fff", "#ffffff", "rgb(1, 2, 3)", "rgba(…)", a name; nothing for what is not understood.
std::optional<Colour> parse_colour(std::string_view text);
// So near that text in the one on the other cannot be read.
bool indistinguishable(const Colour& a, const Colour& b);

// A length in pixels (em and rem of 16, percent of `whole`); nothing for what is not understood.
std::optional<double> parse_length(std::string_view text, double whole = 16);

// The rules of style sheets that speak of whether an element is seen, without those for print or for narrow screens,
// for states (:hover) and for attributes.
class StyleSheet {
  public:
    void add(std::string_view css);
    // The declarations that the sheets and the element's own "style" give to it.
    Declarations of(const Document& document, int element) const;
    bool empty() const { return rules_.empty(); }

  private:
    struct Compound {
        std::string tag, id;
        std::vector<std::string> classes;
    };
    struct Rule {
        std::vector<Compound> compounds;  // outermost first; each lies somewhere within the one before
        Declarations declarations;
        int weight = 0;
    };
    static std::optional<std::vector<Compound>> parse_selector(std::string_view text);
    static bool matches(const Compound& compound, const Node& node);
    static bool applies(const Rule& rule, const Document& document, int element);
    void add_rule(std::string_view selectors, std::string_view body);

    std::vector<Rule> rules_;
    std::map<std::string, std::string, std::less<>> variables_;    // "--name", whatever they are set for
    std::multimap<std::string, std::size_t, std::less<>> by_key_;  // "#id", ".class" or "tag" of the last compound
};

}  // namespace attt::scanner::html
