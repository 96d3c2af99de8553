// Bytes of a text file as offices have them, turned into UTF-8. Vietnamese was written for years with fonts that drew
// other letters over Latin-1 (TCVN3, VNI): such text is recognised and named, never converted silently, because a wrong
// guess would put a wrong name on record.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace attt::base {

struct Decoded {
    std::string text;          // UTF-8, without a byte order mark
    std::string encoding;      // "UTF-8", "UTF-16LE", "UTF-16BE" or "windows-1258"
    std::vector<Error> notes;  // encoding.windows_1258, encoding.guessed_utf16, encoding.legacy_line (name, line)
};

// UTF-8, UTF-16 with or without its mark, or Windows-1258 (where the bytes are not UTF-8 and read as Vietnamese; its
// letters and tone marks are composed). Lines of legacy text among sound ones are notes; text that is legacy as a whole
// is an error. Errors, with the line: encoding.legacy (name), encoding.not_utf8 (UTF-8 that is broken),
// encoding.unknown, encoding.binary.
Result<Decoded> decode_text(std::string_view bytes, const std::string& file);

enum class LegacyEncoding {
    tcvn3,    // the ABC fonts: "§ång Th¸p"
    vni,      // the VNI fonts: "Ñoàng Thaùp"
    garbled,  // UTF-8 that somebody read as Windows-1252: "Äá»“ng ThÃ¡p"
};

// "TCVN3 (ABC)", "VNI", "UTF-8/Windows-1252".
std::string_view legacy_name(LegacyEncoding encoding);

// The legacy encoding of one cell or line, when most of its words with marks are Vietnamese syllables in that encoding
// and not as they stand. Sound Vietnamese, plain ASCII and names of other languages give nothing.
std::optional<LegacyEncoding> legacy_vietnamese(std::string_view utf8_text);

// The same text in Unicode: for showing what it may mean.
std::string from_legacy(std::string_view utf8_text, LegacyEncoding encoding);

}  // namespace attt::base
