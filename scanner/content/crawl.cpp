#include "scanner/content/crawl.h"

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <set>

#include "base/text.h"
#include "scanner/content/pdf.h"
#include "scanner/content/similarity.h"

namespace attt::scanner::content {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::array<std::string_view, 5> visitor_names = {"browser", "crawler", "other_crawler", "referred",
                                                           "referred_mobile"};

bool is_page(const Fetched& fetched) {
    if (fetched.media_type.find("html") != std::string::npos) return true;
    const std::string head = base::to_lower_ascii(std::string_view(fetched.body).substr(0, 1000));
    return fetched.media_type.find("pdf") == std::string::npos &&
           (head.find("<html") != std::string::npos || head.find("<!doctype html") != std::string::npos ||
            head.find("<body") != std::string::npos || head.find("<div") != std::string::npos);
}

// "/a/b.html" -> "/a/": what lies beside and below the page named.
std::string folder_of(const std::string& path) {
    const std::string plain = path.substr(0, path.find('?'));
    return plain.substr(0, plain.rfind('/') + 1);
}

std::string host_of(const std::string& url) {
    const auto parsed = net::parse_url(url);
    return parsed ? parsed->host : std::string();
}

// One kind of visitor's view of an address.
struct View {
    Visitor visitor = Visitor::browser;
    Fetched fetched;
    std::optional<Page> page;
    std::vector<Sign> signs;
    Hits hits;                      // of what readers see, with title and description
    std::set<std::string> foreign;  // hosts
};

class Crawling {
  public:
    Crawling(const Surroundings& around, const Fetch& fetch, const CrawlLimits& limits)
        : around_(around), fetch_(fetch), limits_(limits), until_(Clock::now() + limits.time) {}

    Crawl run(const std::string& start) {
        const auto url = net::parse_url(start);
        if (!url) {
            out_.problem = url.error();
            return std::move(out_);
        }
        start_ = *url;
        folder_ = folder_of(url->path);
        auto first = get(start, Visitor::browser);
        if (!first) {
            out_.problem = first.error();
            return std::move(out_);
        }
        out_.answered = true;
        out_.front_status = first->status;
        read_robots();
        seen_.insert(start);
        // the page that was named is looked at whatever robots.txt says: it is the subject, and every browser gets it
        out_.robots_refuse = !robots_.allows(url->path);
        look(start, 0, std::move(*first));
        if (!out_.robots_refuse) {
            read_sitemaps();
            walk();
        }
        finish();
        return std::move(out_);
    }

  private:
    struct Waiting {
        std::string url;
        int depth = 0;
    };

    base::Result<Fetched> get(const std::string& url, Visitor visitor) {
        ++out_.fetches;
        return fetch_(url, visitor);
    }

    bool out_of_time() {
        if (Clock::now() < until_) return false;
        out_.complete = false;
        out_.stopped_by = "time";
        return true;
    }

    std::string at_root(const std::string& path) const {
        net::Url url = start_;
        url.path = path;
        return url.text();
    }

    void read_robots() {
        const auto fetched = get(at_root("/robots.txt"), Visitor::browser);
        if (fetched && fetched->status == 200 && !fetched->left && !is_page(*fetched))
            robots_ = Robots::parse(fetched->body);
    }

    bool in_site(const net::Url& url) const {
        return url.host == start_.host && url.port == start_.port && url.scheme == start_.scheme &&
               url.path.starts_with(folder_);
    }

    void read_sitemaps() {
        std::vector<std::string> maps = robots_.sitemaps();
        for (const std::string& map : maps) {
            const std::string host = host_of(map);
            if (around_.foreign(host))
                add({"listed_upload", at_root("/robots.txt"), "Sitemap", "", snippet_of(map), host, {}, {"browser"}});
        }
        maps.push_back(at_root("/sitemap.xml"));
        std::set<std::string> read;
        for (std::size_t i = 0; i < maps.size() && read.size() < 4; ++i) {
            const auto url = net::parse_url(maps[i]);
            if (!url || url->host != start_.host || url->port != start_.port || !read.insert(url->text()).second ||
                out_of_time())
                continue;
            const auto fetched = get(url->text(), Visitor::browser);
            if (!fetched || fetched->status != 200 || fetched->left) continue;
            for (const std::string& address : sitemap_addresses(fetched->body)) {
                if (address.ends_with(".xml"))
                    maps.push_back(address);
                else
                    look_at_entry(address, url->text());
            }
        }
    }

    void look_at_entry(const std::string& address, const std::string& map) {
        const auto url = net::parse_url(address);
        if (!url) return;
        const Hits hits = around_.words->find_in_path(url->path);
        const bool trade = around_.foreign(url->host) && around_.words->names_trade(url->host);
        if (trade || (hits.offers() && (around_.foreign(url->host) || url->path.starts_with(folder_))))
            add({"listed_upload", map, "sitemap", "", snippet_of(address), url->host, hits.all(), {"browser"}});
        if (in_site(*url)) queue(url->text(), 1, hits.names());
    }

    void queue(const std::string& url, int depth, bool first) {
        if (depth > limits_.depth || queued_.size() > 2000 || !queued_.insert(url).second) return;
        if (first)
            waiting_.push_front({url, depth});
        else
            waiting_.push_back({url, depth});
    }

    void walk() {
        while (!waiting_.empty()) {
            if (out_.pages >= limits_.pages) {
                out_.complete = false;
                out_.stopped_by = "pages";
                return;
            }
            if (out_of_time()) return;
            const Waiting next = waiting_.front();
            waiting_.pop_front();
            const auto url = net::parse_url(next.url);
            if (!url || !robots_.allows(url->path) || !seen_.insert(next.url).second) continue;
            auto fetched = get(next.url, Visitor::browser);
            if (fetched) look(next.url, next.depth, std::move(*fetched));
        }
    }

    View view_of(const std::string& url, Visitor visitor, Fetched fetched) {
        View view{visitor, std::move(fetched), {}, {}, {}, {}};
        const std::string host = host_of(view.fetched.url);
        if (view.fetched.left || !is_page(view.fetched)) return view;
        Page page = take_apart(view.fetched.url, view.fetched.body, style_sheet_for(view.fetched));
        page.url = url;
        view.signs = signs_in(page, around_);
        std::string all = page.title + ". " + page.visible_text;
        for (const auto& [name, content] : page.head)
            all += ". " + content;
        view.hits = around_.words->find(all);
        for (const Link& link : page.links) {
            if (around_.foreign(link.host)) view.foreign.insert(link.host);
        }
        view.page = std::move(page);
        return view;
    }

    // The site's own style sheets, fetched once each, as a browser.
    html::StyleSheet style_sheet_for(const Fetched& fetched) {
        html::StyleSheet sheet;
        const Page page = take_apart(fetched.url, fetched.body);
        for (const std::string& address : page.style_sheets) {
            const auto url = net::parse_url(address);
            if (!url || url->host != start_.host || url->port != start_.port || url->scheme != start_.scheme) continue;
            auto known = sheets_.find(address);
            if (known == sheets_.end()) {
                if (sheets_.size() >= static_cast<std::size_t>(limits_.style_sheets) || out_of_time() ||
                    !robots_.allows(url->path))
                    continue;
                const auto css = get(address, Visitor::browser);
                known =
                    sheets_.emplace(address, css && css->status == 200 && !css->left ? css->body : std::string()).first;
            }
            sheet.add(known->second);
        }
        return sheet;
    }

    std::vector<Visitor> visitors_for(int depth) const {
        std::vector<Visitor> out;
        if (limits_.as_search_engine) out.push_back(Visitor::crawler);
        out.push_back(Visitor::referred);
        if (depth > 0) return out;
        if (limits_.as_search_engine) out.push_back(Visitor::other_crawler);
        out.push_back(Visitor::referred_mobile);
        return out;
    }

    void look(const std::string& url, int depth, Fetched first) {
        ++out_.pages;
        std::vector<View> views;
        const bool pdf = first.media_type.find("pdf") != std::string::npos || first.body.starts_with("%PDF");
        if (pdf) look_at_pdf(url, first);
        views.push_back(view_of(url, Visitor::browser, std::move(first)));
        if (depth == 0 && views.front().page) out_.front = *views.front().page;
        if (!pdf) {
            for (const Visitor visitor : visitors_for(depth)) {
                if (out_of_time()) break;
                auto fetched = get(url, visitor);
                if (fetched)
                    views.push_back(view_of(url, visitor, std::move(*fetched)));
                else if (depth == 0)
                    out_.unseen.push_back(std::string(name_of(visitor)) + ": " + fetched.error().message);
            }
        }
        for (const View& view : views) {
            const bool refused = view.fetched.status == 403 || view.fetched.status == 429 ||
                                 view.fetched.status == 503 || view.fetched.status == 401;
            const bool as_the_browser = view.fetched.status == views.front().fetched.status;
            if (depth == 0 && refused && !as_the_browser)
                out_.unseen.push_back(std::string(name_of(view.visitor)) + ": " + std::to_string(view.fetched.status));
            for (Sign sign : view.signs) {
                sign.views = {std::string(name_of(view.visitor))};
                add(std::move(sign));
            }
            if (view.page) gather(*view.page, depth);
        }
        for (std::size_t i = 1; i < views.size(); ++i)
            compare(url, views, i);
    }

    void look_at_pdf(const std::string& url, const Fetched& fetched) {
        const PdfDocument document = read_pdf(fetched.body);
        for (const std::string& address : document.addresses) {
            const std::string host = host_of(address);
            const Hits hits = around_.words->find_in_path(address);
            if (around_.foreign(host) && (around_.words->names_trade(host) || hits.offers()))
                add({"listed_upload", url, "PDF", "", snippet_of(address), host, hits.all(), {"browser"}});
        }
        const Hits title = around_.words->find(document.title);
        if (title.offers())
            add({"listed_upload", url, "PDF", "", snippet_of(document.title), "", title.all(), {"browser"}});
        // what is issued against gambling names it too
        const Hits text = around_.words->find(document.text);
        if (text.offers() && text.promotion.size() > 1)
            add({"listed_upload", url, "PDF", "", snippet_of(document.text), "", text.all(), {"browser"}});
    }

    void gather(const Page& page, int depth) {
        for (const Link& link : page.links) {
            if (!around_.own(link.host) && outbound_.size() < 2000) outbound_.insert(registered_name(link.host));
            if (depth == 0 && around_.foreign(link.host) && front_names_.size() < 500)
                front_names_.insert(registered_name(link.host));
            if (link.from != "a" && link.from != "area" && link.from != "iframe" && link.from != "option") continue;
            const auto url = net::parse_url(link.url);
            if (!url || !in_site(*url)) continue;
            const Hits hits = around_.words->find(link.text + " " + url->path);
            queue(link.url, depth + 1, hits.names() || link.hidden != html::Concealment::none);
        }
    }

    void compare(const std::string& url, const std::vector<View>& views, std::size_t index) {
        const View& ordinary = views.front();
        const View& other = views[index];
        std::vector<Sign> differing;
        const auto note = [&](const char* kind, const std::string& place, const std::string& snippet,
                              const std::string& target, std::vector<std::string> words) {
            differing.push_back({kind,
                                 url,
                                 place,
                                 "",
                                 snippet_of(snippet),
                                 target,
                                 std::move(words),
                                 {std::string(name_of(other.visitor))}});
        };
        const std::string from = host_of(ordinary.fetched.url);
        const std::string to = host_of(other.fetched.url);
        if (to != from && around_.foreign(to))
            note("view_redirect", "HTTP", ordinary.fetched.url + " | " + other.fetched.url, to, {});
        if (other.page && ordinary.page) {
            for (const std::string& host : other.foreign) {
                if (!ordinary.foreign.contains(host)) note("view_link", "a", host, host, {});
            }
            const bool offers_more = other.hits.promotions > ordinary.hits.promotions && other.hits.offers();
            const bool names_more =
                other.hits.topic.size() > ordinary.hits.topic.size() + 1 && other.hits.reporting == 0;
            if (offers_more || names_more)
                note("view_text", "body", other.page->title + ". " + other.page->visible_text, "", other.hits.all());
            const bool both_full = ordinary.page->visible_text.size() > 300 && other.page->visible_text.size() > 300;
            const bool both_well = ordinary.fetched.status == 200 && other.fetched.status == 200;
            if (both_full && both_well && ordinary.page->title != other.page->title &&
                similarity_percent(ordinary.page->visible_text, other.page->visible_text) < 20)
                note("view_page", "body", ordinary.page->title + " | " + other.page->title, "", {});
        }
        if (!differing.empty()) confirm(url, ordinary, other, std::move(differing));
    }

    // Pages change by themselves: both visitors look once more, and only what still differs counts.
    void confirm(const std::string& url, const View& ordinary, const View& other, std::vector<Sign> differing) {
        auto again = get(url, Visitor::browser);
        auto there = get(url, other.visitor);
        if (!again || !there) return;
        const View browser = view_of(url, Visitor::browser, std::move(*again));
        const View visitor = view_of(url, other.visitor, std::move(*there));
        for (Sign& sign : differing) {
            bool still = true;
            if (sign.kind == "view_redirect") {
                still = host_of(visitor.fetched.url) == sign.target && host_of(browser.fetched.url) != sign.target;
            } else if (sign.kind == "view_link") {
                still = visitor.foreign.contains(sign.target) && !browser.foreign.contains(sign.target);
            } else if (sign.kind == "view_text") {
                still = visitor.hits.promotions + static_cast<int>(visitor.hits.topic.size()) >
                        browser.hits.promotions + static_cast<int>(browser.hits.topic.size());
            } else if (browser.page && visitor.page && ordinary.page) {
                still = similarity_percent(browser.page->visible_text, ordinary.page->visible_text) > 60 &&
                        similarity_percent(browser.page->visible_text, visitor.page->visible_text) < 20;
            }
            if (still) add(std::move(sign));
        }
    }

    void add(Sign sign) {
        for (Sign& known : out_.signs) {
            if (!known.same_as(sign)) continue;
            for (std::string& view : sign.views) {
                if (std::find(known.views.begin(), known.views.end(), view) == known.views.end())
                    known.views.push_back(std::move(view));
            }
            return;
        }
        if (out_.signs.size() < 200) out_.signs.push_back(std::move(sign));
    }

    void finish() {
        out_.outbound.assign(outbound_.begin(), outbound_.end());
        out_.front_names.assign(front_names_.begin(), front_names_.end());
        std::sort(out_.signs.begin(), out_.signs.end(), [](const Sign& a, const Sign& b) {
            return std::tie(a.url, a.kind, a.target, a.snippet, a.how) <
                   std::tie(b.url, b.kind, b.target, b.snippet, b.how);
        });
    }

    const Surroundings& around_;
    const Fetch& fetch_;
    const CrawlLimits limits_;
    const Clock::time_point until_;
    Crawl out_;
    net::Url start_;
    std::string folder_;
    Robots robots_;
    std::deque<Waiting> waiting_;
    std::set<std::string> seen_, queued_, outbound_, front_names_;
    std::map<std::string, std::string> sheets_;
};

}  // namespace

std::string_view name_of(Visitor visitor) {
    return visitor_names[static_cast<std::size_t>(visitor)];
}

Crawl crawl(const std::string& start, const Surroundings& around, const Fetch& fetch, const CrawlLimits& limits) {
    return Crawling(around, fetch, limits).run(start);
}

}  // namespace attt::scanner::content
