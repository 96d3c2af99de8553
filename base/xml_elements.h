// Cuts chosen elements out of an XML part as it is unpacked, so that only one of them is in memory at a time. Namespace
// prefixes are ignored ("<x:row>" is a row), comments, CDATA and processing instructions between elements are skipped.
// Used by the readers of base.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/archive.h"

namespace attt::base {

// The name without its namespace prefix.
std::string_view local_name(std::string_view qualified);

struct XmlElement {
    std::string_view name;  // local
    std::span<char> bytes;  // the element with its tags; may be parsed in place; until the next call
};

class XmlElements {
  public:
    // An element longer than `longest` bytes is refused.
    XmlElements(ArchivePart part, std::string file, std::string part_name, std::size_t longest = 16U << 20U);

    // The next element whose local name is one of `wanted`, which are not looked for inside one another; an empty name
    // at the end. Errors: spreadsheet.damaged (part), spreadsheet.bomb (part: it or
    // one element of it is too long).
    Result<XmlElement> next(std::span<const std::string_view> wanted);

    // What is unpacked already and not yet taken: for who can tell by itself where an element ends, and then takes it.
    std::string_view buffered() const { return std::string_view(buffer_).substr(at_); }
    void take(std::size_t bytes) { at_ += bytes; }

    // Goes on to where `text` first stands, faster than next() does; a tag that it is in is still ahead. False at the
    // end of the part. Errors: those of next().
    Result<bool> skip_to(std::string_view text);

  private:
    Result<bool> more();
    // The position of `needle` from `from` on, reading on as needed; npos at the end of the part.
    Result<std::size_t> find(std::string_view needle, std::size_t from);
    Result<std::size_t> end_of_tag(std::size_t from);
    Result<std::size_t> end_of_element(std::size_t tag, std::size_t tag_end, std::string_view qualified);

    ArchivePart part_;
    std::string file_;
    std::string part_name_;
    std::size_t longest_;
    std::string buffer_;
    std::size_t at_ = 0;
    std::string name_;
};

}  // namespace attt::base
