// Builds an XML document element by element, for those that are written in one pass (pugixml). Names are ours; values
// are escaped. A tree that is there already is written by base/xml_writer.h.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace attt::base {

class XmlStream {
  public:
    XmlStream();
    XmlStream(XmlStream&&) noexcept;
    XmlStream& operator=(XmlStream&&) noexcept;
    ~XmlStream();

    // The element stands within the one that is open. Names carry their namespace prefix ("w:p").
    XmlStream& begin(const char* name);
    XmlStream& end();
    // Of the open element.
    XmlStream& attribute(const char* name, std::string_view value);
    XmlStream& attribute(const char* name, std::int64_t value);
    XmlStream& text(std::string_view text);
    // An element without content, with at most one attribute.
    XmlStream& empty(const char* name);
    XmlStream& empty(const char* name, const char* attribute_name, std::string_view value);
    XmlStream& empty(const char* name, const char* attribute_name, std::int64_t value);
    // An element that holds text alone.
    XmlStream& leaf(const char* name, std::string_view text);

    // The whole with its declaration, without white space of its own. REQUIRES: every element is ended.
    std::string bytes() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace attt::base
