#include "base/xml_writer.h"

#include <pugixml.hpp>

#include "base/text.h"

namespace attt::base {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

// XML 1.0, production 2 (Char): of the control characters only tab and the ends of lines; no U+FFFE, U+FFFF.
std::string allowed(const std::string& text) {
    std::string out;
    const std::string composed = nfc(text);
    for (std::size_t i = 0; i < composed.size(); ++i) {
        const auto byte = static_cast<unsigned char>(composed[i]);
        const bool control = byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r';
        const std::string_view three = std::string_view(composed).substr(i, 3);
        if (three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF") {
            out += replacement;
            i += 2;
        } else if (control) {
            out += replacement;
        } else {
            out += composed[i];
        }
    }
    return out;
}

void append(pugi::xml_node& parent, const XmlNode& node) {
    pugi::xml_node written = parent.append_child(node.name.c_str());
    for (const auto& [key, value] : node.attributes)
        written.append_attribute(key.c_str()).set_value(allowed(value).c_str());
    if (!node.text.empty()) written.text().set(allowed(node.text).c_str());
    for (const XmlNode& child : node.children)
        append(written, child);
}

struct StringWriter : pugi::xml_writer {
    std::string out;
    void write(const void* data, std::size_t size) override { out.append(static_cast<const char*>(data), size); }
};

}  // namespace

XmlNode xml_element(std::string name, std::string text) {
    return {std::move(name), {}, std::move(text), {}};
}

XmlNode xml_element(std::string name, std::vector<std::pair<std::string, std::string>> attributes, std::string text) {
    return {std::move(name), std::move(attributes), std::move(text), {}};
}

std::string write_xml(const XmlNode& root) {
    pugi::xml_document document;
    pugi::xml_node declaration = document.append_child(pugi::node_declaration);
    declaration.append_attribute("version").set_value("1.0");
    declaration.append_attribute("encoding").set_value("UTF-8");
    append(document, root);
    StringWriter writer;
    document.save(writer, "  ", pugi::format_default, pugi::encoding_utf8);
    return std::move(writer.out);
}

}  // namespace attt::base
