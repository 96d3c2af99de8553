// Whether something foreign stands in the site's pages: a small crawl as an ordinary browser, as a search engine's
// crawler and as a visitor who comes from a search engine (scanner/content/). Signs are stated as they were seen.
#include "scanner/content/crawl.h"

#include <algorithm>
#include <memory>
#include <set>

#include "net/connection.h"
#include "scanner/content/similarity.h"
#include "scanner/probes/probes.h"
#include "scanner/walk.h"

namespace attt::scanner {
namespace {

using content::Visitor;

constexpr std::size_t page_limit = 1U << 20U;

// What comes before our own name in the User-Agent: those that insert content look for these words.
WalkAs dressed_as(Visitor visitor) {
    constexpr const char* desktop =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
        "Safari/537.36";
    constexpr const char* telephone =
        "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36";
    constexpr const char* from_search = "https://www.google.com.vn/";
    switch (visitor) {
        case Visitor::browser: return {desktop, "", page_limit};
        case Visitor::crawler:
            return {"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "", page_limit};
        case Visitor::other_crawler:
            return {
                "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) "
                "(compatible; coccocbot-web/1.0; +http://help.coccoc.com/searchengine)",
                "", page_limit};
        case Visitor::referred: return {desktop, from_search, page_limit};
        case Visitor::referred_mobile: return {telephone, from_search, page_limit};
    }
    return {};
}

std::string header_of(const net::HttpResponse& response, std::string_view name) {
    for (const auto& [field, value] : response.headers) {
        if (field == name) return value;
    }
    return {};
}

content::Fetch fetcher(const Site& site, const std::string& address, const Context& context) {
    // kept between the fetches, as a browser does: half of what a page costs is the handshake before it
    const auto session = std::make_shared<net::HttpSession>(*context.politeness);
    return [&site, address, &context, session](const std::string& text,
                                               Visitor visitor) -> base::Result<content::Fetched> {
        const auto url = net::parse_url(text);
        if (!url) return tl::unexpected(url.error());
        WalkAs as = dressed_as(visitor);
        as.session = session.get();
        Walk walked = walk(*url, site, address, context, as);
        if (walked.hops.empty()) {
            if (walked.failure) return tl::unexpected(*walked.failure);
            return base::fail(base::ErrorCode::outside_scope, "scope.address", {{"address", text}});
        }
        content::Fetched out;
        out.status = walked.hops.back().status;
        out.left = !walked.left_scope.empty();
        out.url = out.left ? walked.left_scope : walked.hops.back().url.text();
        if (walked.last) {
            out.media_type = header_of(*walked.last, "content-type");
            out.body = std::move(walked.last->body);
            out.cut = walked.last->body_cut;
        }
        return out;
    };
}

bool may_look_as_search_engine(const Site& site, const std::string& address, const Context& context) {
    const auto parsed = net::Address::parse(address);
    return context.search_engine_scope.covers_name(site.url.host) || (parsed && parsed->is_loopback());
}

bool is_of_view(const content::Sign& sign) {
    if (sign.kind.starts_with("view_")) return true;
    return std::find(sign.views.begin(), sign.views.end(), "browser") == sign.views.end();
}

base::Value value_of(const content::Sign& sign) {
    base::Object out{{"kind", sign.kind}, {"url", sign.url}, {"place", sign.place}};
    if (!sign.how.empty()) out.set("how", sign.how);
    out.set("snippet", sign.snippet);
    if (!sign.target.empty()) out.set("target", sign.target);
    if (!sign.words.empty()) out.set("words", sign.words);
    out.set("views", sign.views);
    return out;
}

void state_signs(const content::Crawl& crawl, base::Object& facts) {
    std::set<std::string> kinds;
    std::set<std::string> by_visitor;
    base::Array signs;
    for (const content::Sign& sign : crawl.signs) {
        (is_of_view(sign) ? by_visitor : kinds).insert(sign.kind);
        if (signs.size() < 50) signs.push_back(value_of(sign));
    }
    facts.set("sign_kinds", std::vector<std::string>(kinds.begin(), kinds.end()));
    facts.set("visitor_kinds", std::vector<std::string>(by_visitor.begin(), by_visitor.end()));
    facts.set("signs", std::move(signs));
}

// Two views of an innocent site are not compared when one was refused: what that visitor would see is not known.
void state_doubts(const content::Crawl& crawl, bool as_search_engine, base::Object& facts) {
    base::Array doubts;
    const auto doubt = [&](const char* fact, const std::string& reason) {
        doubts.emplace_back(base::Object{{"fact", fact}, {"value", nullptr}, {"reason", reason}});
    };
    if (!as_search_engine) doubt("visitor_kinds", "looking as a search engine is not in the authorisation");
    for (const std::string& unseen : crawl.unseen)
        doubt("visitor_kinds", "not shown to " + unseen);
    if (crawl.front_status >= 400) {
        doubt("sign_kinds", "the front page answers with status " + std::to_string(crawl.front_status));
        doubt("visitor_kinds", "the front page answers with status " + std::to_string(crawl.front_status));
    }
    if (!doubts.empty()) facts.set("undetermined", std::move(doubts));
}

void state_front(const content::Page& front, base::Object& facts) {
    facts.set("title", content::snippet_of(front.title));
    facts.set("text_fingerprint", content::text_fingerprint(front.visible_text));
    facts.set("structure_fingerprint", content::text_fingerprint(front.structure));
    facts.set("text_sketch", content::sketch_of(front.visible_text));
    facts.set("structure_sketch", content::sketch_of(front.structure));
}

model::Observation blank(const Site& site) {
    model::Observation observation;
    observation.subject = site.subject;
    observation.probe = "content";
    observation.facts_version = 2;
    observation.observed_at = base::now();
    return observation;
}

}  // namespace

std::vector<model::Observation> probe_content(const Site& site, const std::string& address, const Context& context) {
    model::Observation observation = blank(site);
    const bool website = site.url.scheme == "http" || site.url.scheme == "https";
    if (!website || context.words == nullptr) {
        observation.status = model::Status::not_applicable;
        observation.reason = website ? "no list of words" : "not a website";
        return {observation};
    }
    if (!reachable_family(address)) {
        observation.status = model::Status::unreachable;
        observation.reason = std::string(no_ipv6_reason);
        return {observation};
    }
    content::Surroundings around;
    around.words = context.words;
    around.site_host = site.url.host;
    around.accepted = [&](std::string_view host) {
        return std::any_of(context.accepted_hosts.begin(), context.accepted_hosts.end(), [&](const auto& accepted) {
            return accepted.first == site.subject.id && content::lies_within(host, accepted.second);
        });
    };
    content::CrawlLimits limits;
    limits.as_search_engine = may_look_as_search_engine(site, address, context);
    if (context.depth == Depth::full) limits.pages = 60;
    const content::Crawl seen = content::crawl(site.url.text(), around, fetcher(site, address, context), limits);
    if (!seen.answered) {
        observation.status = net::status_of(seen.problem);
        observation.reason = net::reason_of(seen.problem);
        return {observation};
    }
    base::Object facts;
    state_signs(seen, facts);
    facts.set("outbound_names", seen.outbound);
    facts.set("front_names", seen.front_names);
    facts.set("robots_refuse", seen.robots_refuse);
    state_front(seen.front, facts);
    state_doubts(seen, limits.as_search_engine, facts);
    observation.facts = std::move(facts);
    observation.measures = base::Object{{"pages", seen.pages},
                                        {"fetches", seen.fetches},
                                        {"complete", seen.complete},
                                        {"words_of", context.words->date()}};
    return {observation};
}

}  // namespace attt::scanner
