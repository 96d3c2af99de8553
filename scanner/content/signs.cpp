#include "scanner/content/signs.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "base/text.h"

namespace attt::scanner::content {
namespace {

using html::Concealment;

std::string path_of(const std::string& url) {
    const auto parsed = net::parse_url(url);
    return parsed ? parsed->path : std::string();
}

bool is_navigation(const Link& link) {
    return link.from == "a" || link.from == "area" || link.from == "option" || link.from == "onclick" ||
           link.from.starts_with("data-");
}

bool says_nothing(const std::string& text) {
    const auto words = base::words_of(text, 2);
    return words.empty();
}

class Looking {
  public:
    Looking(const Page& page, const Surroundings& around) : page_(page), around_(around), list_(*around.words) {
        for (const TextBlock& block : page.blocks)
            hits_.push_back(list_.find(block.text));
        for (std::size_t i = 0; i < hits_.size(); ++i) {
            if (page.blocks[i].hidden != Concealment::none) continue;
            visible_topics_.insert(hits_[i].topic.begin(), hits_[i].topic.end());
            body_reporting_ += hits_[i].reporting;
            body_promotions_ += hits_[i].promotions;
        }
        if (visible_topics_.size() < 2) return;
        for (const base::Word& word : base::words_of(page.visible_text)) {
            if (looks_like_a_brand(word.plain)) visible_words_.insert(word.plain);
        }
    }

    std::vector<Sign> run() {
        for (const Link& link : page_.links)
            look_at(link);
        look_at_blocks();
        look_at_head();
        for (const ScriptReading& script : page_.scripts)
            look_at(script);
        return std::move(out_);
    }

  private:
    void add(std::string kind, const std::string& place, std::string how, const std::string& snippet,
             std::string target, std::vector<std::string> words) {
        if (out_.size() >= 200) return;
        out_.push_back({std::move(kind),
                        page_.url,
                        place,
                        std::move(how),
                        snippet_of(snippet),
                        std::move(target),
                        std::move(words),
                        {}});
    }

    void add(const char* kind, const Link& link, const Hits& hits) {
        const std::string how = link.hidden == Concealment::none ? "" : std::string(name_of(link.hidden));
        add(kind, link.place, how, link.text + " → " + link.url, link.host, hits.all());
    }

    // A page that reports about the matter, in what readers see of it.
    bool body_reports() const {
        return body_reporting_ >= 3 && body_reporting_ > 2 * body_promotions_ && body_promotions_ > 0;
    }

    void look_at(const Link& link) {
        const Hits text = list_.find(link.text);
        const Hits path = list_.find_in_path(path_of(link.url));
        Hits both = text;
        both.promotions += path.promotions;
        both.reporting += path.reporting;
        both.promotion.insert(both.promotion.end(), path.promotion.begin(), path.promotion.end());
        both.topic.insert(both.topic.end(), path.topic.begin(), path.topic.end());
        const bool foreign = around_.foreign(link.host);
        const bool trade = foreign && list_.names_trade(link.host);
        if (link.from == "comment") {
            if (trade || (foreign && both.names_unreported())) add("comment_link", link, both);
        } else if (link.from.starts_with("refresh")) {
            if (foreign) add("script_redirect", link, both);
        } else if (link.hidden != Concealment::none) {
            look_at_hidden(link, both, foreign, trade);
        } else {
            look_at_visible(link, both, foreign, trade);
        }
    }

    void look_at_hidden(const Link& link, const Hits& both, bool foreign, bool trade) {
        if (trade || (foreign && both.names_unreported()) || both.offers()) return add("hidden_link", link, both);
        if (!is_navigation(link) && link.from != "iframe" && link.from != "noscript") return;
        if (foreign && list_.has_cheap_ending(link.host)) return add("hidden_link", link, both);
        const bool ordinary = is_ordinary(link.hidden) || link.hidden == Concealment::noscript;
        if (foreign && (!ordinary || link.for_good)) return add("hidden_link", link, both);
        const bool own_named = !ordinary && both.names_unreported() && both.topic.size() > 1;
        if (own_named) add("hidden_link", link, both);
    }

    void look_at_visible(const Link& link, const Hits& both, bool foreign, bool trade) {
        if (trade || (foreign && is_navigation(link) && sells_by_its_name(link)))
            return add("outbound_link", link, both);
        // what a site runs or shows of others comes from names that cost something
        const bool embedded = link.from == "script" || link.from == "iframe" || link.from == "embed";
        if (foreign && embedded && list_.has_cheap_ending(link.host)) return add("outbound_link", link, both);
        if (foreign && is_navigation(link)) {
            if (both.offers()) return add("outbound_link", link, both);
            if (says_nothing(link.text) && link.text.size() == 1) return add("hidden_link", link, both);
            if (list_.has_cheap_ending(link.host) && both.names_unreported()) return add("outbound_link", link, both);
        }
        const bool relation =
            link.from == "canonical" || link.from == "amphtml" || link.from == "alternate" || link.from == "shortlink";
        if (foreign && relation && list_.has_cheap_ending(link.host)) return add("outbound_link", link, both);
        if (around_.own(link.host) && (is_navigation(link) || relation) && both.offers() && !body_reports()) {
            const Hits path = list_.find_in_path(path_of(link.url));
            if (path.offers()) add(list_.is_upload(path_of(link.url)) ? "listed_upload" : "listed_path", link, both);
        }
    }

    // The page speaks of betting without a word of reporting, and calls by its name whom it links to ("zb68"): brands
    // come and go faster than any list.
    bool sells_by_its_name(const Link& link) const {
        if (visible_topics_.size() < 2 || body_reporting_ > 0) return false;
        for (const std::string& label : base::split(link.host, '.')) {
            for (const std::string& part : base::split(label, '-')) {
                if (looks_like_a_brand(part) && visible_words_.contains(part)) return true;
            }
        }
        return false;
    }

    // One to eight letters, then two to four digits.
    static bool looks_like_a_brand(std::string_view name) {
        const auto letters = static_cast<std::size_t>(
            std::find_if(name.begin(), name.end(), [](unsigned char c) { return std::isalpha(c) == 0; }) -
            name.begin());
        const std::string_view digits = name.substr(letters);
        return letters >= 1 && letters <= 8 && digits.size() >= 2 && digits.size() <= 4 &&
               digits.find_first_not_of("0123456789") == std::string_view::npos;
    }

    // The blocks beside one in which words were found: what they report counts too.
    int reporting_near(std::size_t at) const {
        int reporting = 0;
        const std::size_t first = at < 3 ? 0 : at - 3;
        for (std::size_t i = first; i < std::min(at + 4, hits_.size()); ++i) {
            if (page_.blocks[i].hidden == Concealment::none) reporting += hits_[i].reporting;
        }
        return reporting;
    }

    void look_at_blocks() {
        for (std::size_t i = 0; i < hits_.size(); ++i) {
            const TextBlock& block = page_.blocks[i];
            const Hits& hits = hits_[i];
            if (block.hidden != Concealment::none) {
                const bool named = hits.reporting == 0 && hits.topic.size() > 1;
                if (hits.offers() || named)
                    add("hidden_text", block.place, std::string(name_of(block.hidden)), block.text, "", hits.all());
                continue;
            }
            if (hits.promotion.size() < 2 || !hits.offers() || body_reports()) continue;
            // "M88" may be a bridge or a form: short names count beside a longer word only
            if (std::none_of(hits.promotion.begin(), hits.promotion.end(),
                             [](const std::string& word) { return word.size() > 4; }))
                continue;
            if (reporting_near(i) * 2 >= hits.promotions + 1) continue;
            add("offering_text", block.place, "", block.text, "", hits.all());
        }
    }

    void look_at_head() {
        std::string all = page_.title;
        for (const auto& [name, content] : page_.head)
            all += ". " + content;
        const Hits hits = list_.find(all);
        if (hits.offers() && !body_reports()) add("offering_text", "head", "", all, "", hits.all());
    }

    std::string foreign_host(const std::string& address) const {
        const auto url = net::parse_url(address.starts_with("//") ? "https:" + address : address);
        return url && around_.foreign(url->host) ? url->host : std::string();
    }

    void look_at(const ScriptReading& script) {
        Hits hits = list_.find(script.decoded);
        // names of variables look like names of betting sites
        std::erase_if(hits.promotion, [](const std::string& word) { return word.size() < 7; });
        const bool offers = !hits.promotion.empty() && hits.offers();
        for (const std::string& target : script.redirects) {
            const std::string host = foreign_host(target);
            if (host.empty()) continue;
            const bool plain_page = page_.visible_text.size() < 300;
            const bool suspicious = script.at_event || script.at_any_click || list_.names_trade(host) ||
                                    list_.has_cheap_ending(host) || !script.encoded.empty();
            if (script.asks_referrer || script.asks_visitor) {
                add("conditional_redirect", "script", "", target, host, hits.promotion);
            } else if (suspicious || plain_page) {
                add("script_redirect", "script", "", target, host, hits.promotion);
            }
        }
        for (const std::string& address : script.encoded) {
            const std::string host = foreign_host(address);
            if (!host.empty()) add("script_content", "script", "encoded", address, host, hits.promotion);
        }
        for (const std::string& address : addresses_in(script.decoded)) {
            const std::string host = foreign_host(address);
            if (host.empty()) continue;
            const bool written = script.writes_markup && list_.has_cheap_ending(host);
            if (list_.names_trade(host) || written || script.runs_what_it_fetches)
                add("script_content", "script", "", address, host, hits.promotion);
        }
        if (offers) add("script_content", "script", "", around(script.decoded, hits), "", hits.promotion);
    }

    // The text around the first listed word that stands in it as listed.
    static std::string around(const std::string& text, const Hits& hits) {
        for (const std::string& word : hits.promotion) {
            const auto at = base::to_lower_ascii(text).find(word);
            if (at != std::string::npos) return text.substr(at < 60 ? 0 : at - 60, 200);
        }
        return text.substr(0, 200);
    }

    const Page& page_;
    const Surroundings& around_;
    const WordList& list_;
    std::vector<Hits> hits_;
    std::set<std::string> visible_topics_;
    std::set<std::string, std::less<>> visible_words_;  // those that could be brands
    int body_reporting_ = 0;
    int body_promotions_ = 0;
    std::vector<Sign> out_;
};

}  // namespace

bool Sign::same_as(const Sign& other) const {
    return kind == other.kind && url == other.url && target == other.target && snippet == other.snippet &&
           how == other.how;
}

bool Surroundings::own(std::string_view host) const {
    return host == site_host || registered_name(host) == registered_name(site_host);
}

bool Surroundings::foreign(std::string_view host) const {
    return !host.empty() && !own(host) && !words->is_known(host) && !(accepted && accepted(host));
}

std::vector<Sign> signs_in(const Page& page, const Surroundings& around) {
    return Looking(page, around).run();
}

std::string snippet_of(std::string_view text) {
    std::string line = base::printable(html::collapsed(text), 400);
    if (line.size() <= 200) return line;
    std::size_t end = 200;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U)
        --end;
    return line.substr(0, end) + "…";
}

}  // namespace attt::scanner::content
