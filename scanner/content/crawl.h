// A small, bounded walk through one site as several kinds of visitor, and what differs between what they were shown.
// Fetches by a function it is given, so that it knows no socket.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "net/url.h"
#include "scanner/content/signs.h"

namespace attt::scanner::content {

// Who asks. The names are values of facts.
enum class Visitor {
    browser,          // an ordinary browser
    crawler,          // the crawler of a search engine
    other_crawler,    // those of two other search engines
    referred,         // a browser that comes from a search engine
    referred_mobile,  // a telephone that does
};
std::string_view name_of(Visitor visitor);

struct Fetched {
    int status = 0;
    std::string url;    // where the redirects ended; may lie outside the site, and was then not fetched
    bool left = false;  // a redirect led out of what may be touched
    std::string media_type;
    std::string body;
    bool cut = false;
};
using Fetch = std::function<base::Result<Fetched>(const std::string& url, Visitor visitor)>;

struct CrawlLimits {
    int pages = 20;
    int depth = 2;
    int style_sheets = 4;
    std::chrono::milliseconds time = std::chrono::seconds(60);
    bool as_search_engine = false;  // may look as a search engine's crawler
};

struct Crawl {
    bool answered = false;  // the front page came
    base::Error problem;    // why it did not
    int pages = 0;
    int fetches = 0;
    bool complete = true;    // no bound was met
    std::string stopped_by;  // "pages", "time"; empty: complete
    std::vector<Sign> signs;
    std::vector<std::string> outbound;     // registered names that visible or hidden links lead to, sorted
    std::vector<std::string> front_names;  // of those the foreign ones that links of the front page lead to, sorted
    std::vector<std::string> unseen;  // visitors that were refused on the front page, with the status: "crawler: 403"
    bool robots_refuse = false;       // robots.txt asks to stay out of the whole site
    // of the front page, as a browser sees it
    Page front;
    int front_status = 0;
};

Crawl crawl(const std::string& start, const Surroundings& around, const Fetch& fetch, const CrawlLimits& limits);

// The paths that robots.txt keeps visitors like us from (User-agent: * or attt).
class Robots {
  public:
    static Robots parse(std::string_view text);
    bool allows(std::string_view path) const;
    const std::vector<std::string>& sitemaps() const { return sitemaps_; }

  private:
    std::vector<std::pair<std::string, bool>> rules_;  // prefix, allowed
    std::vector<std::string> sitemaps_;
};

// The addresses in a sitemap (or an index of them); at most 5,000.
std::vector<std::string> sitemap_addresses(std::string_view text);

}  // namespace attt::scanner::content
