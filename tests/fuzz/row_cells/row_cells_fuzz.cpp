// The quick reader of rows must read what it takes like pugixml does.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <pugixml.hpp>
#include <string>

#include "base/row_cells.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    attt::base::WrittenRow plain;
    const std::size_t length = attt::base::read_plain_row(text, plain);
    if (length > text.size()) std::abort();
    if (length == 0) return 0;
    pugi::xml_document document;
    constexpr unsigned flags =
        pugi::parse_minimal | pugi::parse_escapes | pugi::parse_cdata | pugi::parse_eol | pugi::parse_ws_pcdata_single;
    // a name or number of a tag that only pugixml minds is no difference that counts
    if (!document.load_buffer(text.data(), length, flags, pugi::encoding_utf8)) return 0;
    attt::base::WrittenRow any;
    attt::base::read_any_row(document.document_element(), any);
    if (plain.number != any.number || plain.hidden != any.hidden || plain.cells != any.cells) std::abort();
    return 0;
}
