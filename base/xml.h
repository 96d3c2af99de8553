// XML documents that fit in memory, as plain trees. Nothing external is fetched and no entity of the document's own is
// expanded; size and depth are bounded.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/value.h"

namespace attt::base {

struct XmlNode {
    std::string name;  // without its namespace prefix
    std::vector<std::pair<std::string, std::string>> attributes;
    std::string text;  // its own, trimmed
    std::vector<XmlNode> children;

    // Empty when there is none.
    std::string_view attribute(std::string_view key) const;
    // The first child of that name; nullptr when there is none.
    const XmlNode* child(std::string_view key) const;
    std::string_view text_of(std::string_view key) const;
};

struct XmlLimits {
    std::size_t bytes = 64U << 20U;
    int depth = 64;
    std::size_t nodes = 4'000'000;
};

// The root element. Errors: xml.syntax (position, reason), xml.too_large, xml.too_deep.
Result<XmlNode> parse_xml(std::string_view bytes, const std::string& file, XmlLimits limits = {});

// The element as JSON would have it: members by lower-case name, an array where a name comes more than once, a string
// where there are no children. Attributes are left out.
Value plain(const XmlNode& node);

// Text for an element or an attribute value.
std::string xml_escaped(std::string_view text);

}  // namespace attt::base
