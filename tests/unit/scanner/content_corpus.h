// Made-up sites to measure by: pages in which something was planted, by as many ways as are known, and innocent pages
// that speak of the same things. Half of each is for work on the detector, half is held out.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scanner/content/crawl.h"

namespace attt::scanner::content::testing {

struct Answer {
    int status = 200;
    std::string body;
    std::string redirect;  // where it leads instead
    std::string media_type = "text/html; charset=utf-8";
};

// One site: what it answers for a path ("/") to a kind of visitor; a path without an answer for one is the browser's.
struct Specimen {
    std::string name;  // "innocent/news-3", "planted/off-screen"
    bool planted = false;
    bool held_out = false;
    std::map<std::string, std::map<Visitor, Answer>> answers;
};

std::vector<Specimen> corpus();

// The site as crawl() wants it, at http://site.example/.
Fetch served(const Specimen& specimen);

}  // namespace attt::scanner::content::testing
