// What an inline script holds, read without running it: encodings undone, the addresses and markup in its strings, and
// whether it sends visitors elsewhere by where they come from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace attt::scanner::content {

struct ScriptReading {
    std::string decoded;  // the text with what could be undone: escapes, base64, character codes, "a" + "b"
    std::vector<std::string> encoded;    // addresses that only undoing an encoding brought to light
    bool writes_markup = false;          // document.write, innerHTML, insertAdjacentHTML, createElement("a")
    bool asks_referrer = false;          // document.referrer
    bool at_event = false;               // of an attribute that runs as the page loads; set by who found it
    bool at_any_click = false;           // wherever in the page visitors click
    bool runs_what_it_fetches = false;   // another address says what it does
    bool asks_visitor = false;           // navigator.userAgent and the like
    std::vector<std::string> redirects;  // addresses given to location, in order
};

ScriptReading read_script(std::string_view script);

// Every http and https address in a text, in order, each once; at most 200.
std::vector<std::string> addresses_in(std::string_view text);

}  // namespace attt::scanner::content
