// A page as it was served to one kind of visitor, taken apart: links, texts and scripts, each with its place and with
// how it is hidden from readers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "net/url.h"
#include "scanner/content/script.h"
#include "scanner/html/visibility.h"

namespace attt::scanner::content {

struct Link {
    std::string url;   // absolute
    std::string host;  // of the URL
    std::string text;  // what a reader sees of it: text, or the title and alternative text of what it holds
    std::string from;  // "a", "area", "iframe", "script", "img", "form", "button", "canonical", "refresh", "comment", …
    html::Concealment hidden = html::Concealment::none;
    std::string place;  // "body > div#footer > a"
    // Nothing in the page could show it again: what hides it has no name that a script or a style could call it by.
    bool for_good = false;
};

// The text of one block (a paragraph, a cell, a list's item), or a whole hidden part.
struct TextBlock {
    std::string text;
    html::Concealment hidden = html::Concealment::none;
    std::string place;
};

struct Page {
    std::string url;
    std::string title;
    std::vector<std::pair<std::string, std::string>> head;  // name -> content: description, keywords, og:title, …
    std::vector<Link> links;
    std::vector<TextBlock> blocks;
    std::vector<ScriptReading> scripts;     // inline ones, with data in JSON-LD
    std::vector<std::string> style_sheets;  // addresses
    std::string visible_text;
    std::string structure;  // tags of the page's skeleton, for a fingerprint
    bool cut = false;
};

// `sheet` holds the site's own style sheets, where they were fetched.
Page take_apart(std::string_view url, std::string_view html, const html::StyleSheet& sheet = {});

}  // namespace attt::scanner::content
