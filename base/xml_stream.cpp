#include "base/xml_stream.h"

#include <pugixml.hpp>

namespace attt::base {
namespace {

class StringSink : public pugi::xml_writer {
  public:
    void write(const void* data, std::size_t size) override { bytes.append(static_cast<const char*>(data), size); }
    std::string bytes;
};

}  // namespace

struct XmlStream::State {
    pugi::xml_document document;
    pugi::xml_node open;
};

XmlStream::XmlStream() : state_(std::make_unique<State>()) {
    pugi::xml_node declaration = state_->document.append_child(pugi::node_declaration);
    declaration.append_attribute("version") = "1.0";
    declaration.append_attribute("encoding") = "UTF-8";
    declaration.append_attribute("standalone") = "yes";
    state_->open = state_->document;
}
XmlStream::XmlStream(XmlStream&&) noexcept = default;
XmlStream& XmlStream::operator=(XmlStream&&) noexcept = default;
XmlStream::~XmlStream() = default;

XmlStream& XmlStream::begin(const char* name) {
    state_->open = state_->open.append_child(name);
    return *this;
}

XmlStream& XmlStream::end() {
    state_->open = state_->open.parent();
    return *this;
}

XmlStream& XmlStream::attribute(const char* name, std::string_view value) {
    state_->open.append_attribute(name).set_value(std::string(value).c_str());
    return *this;
}

XmlStream& XmlStream::attribute(const char* name, std::int64_t value) {
    return attribute(name, std::to_string(value));
}

XmlStream& XmlStream::text(std::string_view text) {
    state_->open.append_child(pugi::node_pcdata).set_value(std::string(text).c_str());
    return *this;
}

XmlStream& XmlStream::empty(const char* name) {
    return begin(name).end();
}

XmlStream& XmlStream::empty(const char* name, const char* attribute_name, std::string_view value) {
    return begin(name).attribute(attribute_name, value).end();
}

XmlStream& XmlStream::empty(const char* name, const char* attribute_name, std::int64_t value) {
    return begin(name).attribute(attribute_name, value).end();
}

XmlStream& XmlStream::leaf(const char* name, std::string_view text) {
    return begin(name).text(text).end();
}

std::string XmlStream::bytes() const {
    StringSink sink;
    state_->document.save(sink, "", pugi::format_raw, pugi::encoding_utf8);
    return std::move(sink.bytes);
}

}  // namespace attt::base
