// Reads a page as strictly as XML would, and says what elements it is made of.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attt::tests {

struct Element {
    std::string name;
    std::vector<std::pair<std::string, std::string>> attributes;  // values as written
    bool operator==(const Element&) const = default;
};

struct Markup {
    std::vector<Element> elements;     // in the order of the page
    std::vector<std::string> texts;    // between the tags, as written, without those of <style>
    std::vector<std::string> defects;  // empty: well-formed
};

Markup read_markup(std::string_view page);

// Names of elements and of their attributes: equal for two pages of the same shape whatever their texts.
std::string skeleton_of(const Markup& markup);

}  // namespace attt::tests
