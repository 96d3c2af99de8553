// Signs that something foreign may stand in a page: what was seen, where, in whose view. Which of them matter is the
// rules' to say.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/content/page.h"
#include "scanner/content/words.h"

namespace attt::scanner::content {

// Kinds, as the facts name them:
//   hidden_link      a link that readers do not see, to a foreign name or with listed words
//   hidden_text      listed words in text that readers do not see
//   outbound_link    a link that readers see, to a name of the trade or offering it
//   offering_text    text that offers it, or a title and description that do
//   listed_path      a file or address of the site itself named so
//   comment_link     such a link in a comment
//   script_content   a script that holds such words or addresses, or hides an address in an encoding
//   script_redirect  a script or refresh that sends visitors to a foreign name
//   conditional_redirect  the same, by where visitors come from or what they use
//   view_redirect, view_link, view_text, view_page  shown to some kinds of visitors and not to others
//   listed_upload    an uploaded file or an entry of the sitemap named so, or linking there
struct Sign {
    std::string kind;
    std::string url;    // of the page
    std::string place;  // within it
    std::string how;    // how it is hidden; empty: it is not
    std::string snippet;
    std::string target;  // the host that it leads to; empty: none
    std::vector<std::string> words;
    std::vector<std::string> views;

    bool same_as(const Sign& other) const;
};

// What signs are looked for in.
struct Surroundings {
    const WordList* words = nullptr;
    std::string site_host;
    // A host that an officer has accepted for this site; null: none.
    std::function<bool(std::string_view host)> accepted;

    bool own(std::string_view host) const;
    // Neither the site's own nor one that state sites link to as a matter of course, nor accepted.
    bool foreign(std::string_view host) const;
};

std::vector<Sign> signs_in(const Page& page, const Surroundings& around);

// A snippet for people: one line, at most 200 bytes, cut between characters.
std::string snippet_of(std::string_view text);

}  // namespace attt::scanner::content
