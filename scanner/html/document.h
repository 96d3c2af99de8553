// A page as a browser's parser builds it (HTML 5: every text is a page), as plain data: nodes in document order, each
// with its parent. Knows no style and no network.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attt::scanner::html {

enum class NodeKind { element, text, comment };

struct Node {
    NodeKind kind = NodeKind::element;
    int parent = -1;   // index; -1: none
    int end = 0;       // index after the last node below it
    std::string tag;   // of an element, lower case
    std::string text;  // of a text or a comment
    std::vector<std::pair<std::string, std::string>> attributes;

    bool is(std::string_view name) const { return kind == NodeKind::element && tag == name; }
    // An element that does not part the words on its two sides.
    bool is_inline() const;
    // nullptr when the element has no such attribute.
    const std::string* attribute(std::string_view name) const;
    std::string attribute_or_empty(std::string_view name) const;
};

struct Document {
    std::vector<Node> nodes;
    bool cut = false;  // deeper or wider than pages are: what came after was left out

    // All text below a node, blanks collapsed.
    std::string text_of(int node) const;
};

// Never fails. Text that is not UTF-8 is read as UTF-8 with replacement characters. Nesting is followed to 1,000 levels
// and a tag to 100 attributes; the rest of such a page is left out.
Document parse(std::string_view html);

// Blanks (with no-break spaces) collapsed to one space, trimmed.
std::string collapsed(std::string_view text);

}  // namespace attt::scanner::html
