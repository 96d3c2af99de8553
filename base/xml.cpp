#include "base/xml.h"

#include <algorithm>
#include <map>
#include <pugixml.hpp>

#include "base/text.h"

namespace attt::base {
namespace {

std::string local(const char* qualified) {
    const std::string_view name = qualified;
    const auto colon = name.find(':');
    return std::string(colon == std::string_view::npos ? name : name.substr(colon + 1));
}

class Reader {
  public:
    Reader(const XmlLimits& limits, const std::string& file) : limits_(limits), file_(file) {}

    Result<XmlNode> read(const pugi::xml_node& from, int depth) {
        if (depth > limits_.depth || ++nodes_ > limits_.nodes)
            return fail(ErrorCode::bad_input, "xml.too_deep", {{"limit", std::to_string(limits_.depth)}},
                        {file_, 0, {}});
        XmlNode out;
        out.name = local(from.name());
        for (const pugi::xml_attribute& attribute : from.attributes())
            out.attributes.emplace_back(local(attribute.name()), nfc(attribute.value()));
        std::string text;
        for (const pugi::xml_node& child : from.children()) {
            if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
            if (child.type() != pugi::node_element) continue;
            auto below = read(child, depth + 1);
            if (!below) return below;
            out.children.push_back(std::move(*below));
        }
        out.text = nfc(trim(text));
        return out;
    }

  private:
    const XmlLimits& limits_;
    const std::string& file_;
    std::size_t nodes_ = 0;
};

}  // namespace

std::string_view XmlNode::attribute(std::string_view key) const {
    const auto found =
        std::find_if(attributes.begin(), attributes.end(), [&](const auto& each) { return each.first == key; });
    return found == attributes.end() ? std::string_view() : found->second;
}

const XmlNode* XmlNode::child(std::string_view key) const {
    const auto found =
        std::find_if(children.begin(), children.end(), [&](const XmlNode& each) { return each.name == key; });
    return found == children.end() ? nullptr : &*found;
}

std::string_view XmlNode::text_of(std::string_view key) const {
    const XmlNode* found = child(key);
    return found == nullptr ? std::string_view() : found->text;
}

Result<XmlNode> parse_xml(std::string_view bytes, const std::string& file, XmlLimits limits) {
    if (bytes.size() > limits.bytes)
        return fail(ErrorCode::bad_input, "xml.too_large", {{"limit", std::to_string(limits.bytes >> 20U)}},
                    {file, 0, {}});
    pugi::xml_document document;
    const auto result = document.load_buffer(bytes.data(), bytes.size(), pugi::parse_default);
    if (!result)
        return fail(ErrorCode::bad_input, "xml.syntax",
                    {{"position", std::to_string(result.offset)}, {"reason", result.description()}}, {file, 0, {}});
    return Reader(limits, file).read(document.document_element(), 0);
}

Value plain(const XmlNode& node) {
    if (node.children.empty()) return node.text;
    std::map<std::string, std::size_t> times;
    for (const XmlNode& child : node.children)
        ++times[to_lower_ascii(child.name)];
    Object out;
    for (const XmlNode& child : node.children) {
        const std::string key = to_lower_ascii(child.name);
        if (times[key] == 1) {
            out.set(key, plain(child));
            continue;
        }
        if (!out.contains(key)) out.set(key, Array());
        out.find(key)->if_array()->push_back(plain(child));
    }
    return out;
}

std::string xml_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default:
                if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
        }
    }
    return out;
}

}  // namespace attt::base
