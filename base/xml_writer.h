// Writes XML documents: a tree in, bytes out.
#pragma once

#include <string>

#include "base/xml.h"

namespace attt::base {

// An element to write; `name` and the names of attributes stand as given, with their prefix.
XmlNode xml_element(std::string name, std::string text = {});
XmlNode xml_element(std::string name, std::vector<std::pair<std::string, std::string>> attributes,
                    std::string text = {});

// UTF-8 with a declaration, indented. Text is brought to NFC; characters that XML 1.0 does not allow become U+FFFD.
// An element has text or children, not both.
std::string write_xml(const XmlNode& root);

}  // namespace attt::base
