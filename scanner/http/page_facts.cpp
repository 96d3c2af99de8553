#include "scanner/http/page_facts.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "base/text.h"
#include "base/time.h"
#include "net/url.h"
#include "scanner/content/words.h"

namespace attt::scanner::http {
namespace {

using html::Node;

constexpr std::size_t most = 50;

// What an element loads or where it sends.
struct Reference {
    const char* tag;
    const char* attribute;
    enum Kind { active, passive, form } kind;
};
constexpr std::array<Reference, 13> references = {{{"script", "src", Reference::active},
                                                   {"iframe", "src", Reference::active},
                                                   {"frame", "src", Reference::active},
                                                   {"object", "data", Reference::active},
                                                   {"embed", "src", Reference::active},
                                                   {"img", "src", Reference::passive},
                                                   {"audio", "src", Reference::passive},
                                                   {"video", "src", Reference::passive},
                                                   {"source", "src", Reference::passive},
                                                   {"input", "src", Reference::passive},
                                                   {"form", "action", Reference::form},
                                                   {"button", "formaction", Reference::form},
                                                   {"input", "formaction", Reference::form}}};

class PageFacts {
  public:
    PageFacts(std::string_view url, std::string_view text) : document_(html::parse(text)) {
        if (auto parsed = net::parse_url(url)) base_ = *parsed;
    }

    void state(base::Object& facts) {
        for (const Node& node : document_.nodes) {
            if (node.kind == html::NodeKind::element) look(node);
        }
        facts.set("mixed_active", listed(active_));
        facts.set("mixed_passive", listed(passive_));
        facts.set("insecure_forms", listed(forms_));
        facts.set("scripts_without_integrity", listed(unchecked_));
        facts.set("trust_label", label_.has_value());
        if (label_) {
            facts.set("trust_label_link", label_->text());
            facts.set("trust_label_genuine",
                      content::lies_within(label_->host, "tinnhiemmang.vn") && label_->scheme == "https");
        }
    }

    std::string title() const {
        for (std::size_t i = 0; i < document_.nodes.size(); ++i) {
            if (document_.nodes[i].is("title")) return document_.text_of(static_cast<int>(i));
        }
        return {};
    }
    std::string text() const { return document_.nodes.empty() ? std::string() : document_.text_of(0); }

  private:
    static std::vector<std::string> listed(const std::set<std::string>& values) {
        return {values.begin(), values.end()};
    }

    static void add(std::set<std::string>& to, const std::string& value) {
        if (to.size() < most) to.insert(value.substr(0, 500));
    }

    void look(const Node& node) {
        for (const Reference& each : references) {
            if (!node.is(each.tag)) continue;
            const std::string* value = node.attribute(each.attribute);
            if (value != nullptr) look_at(*value, each.kind);
        }
        if (node.is("link") &&
            base::to_lower_ascii(node.attribute_or_empty("rel")).find("stylesheet") != std::string::npos) {
            look_at(node.attribute_or_empty("href"), Reference::active);
            look_for_integrity(node, "href");
        }
        if (node.is("script")) look_for_integrity(node, "src");
        if (node.is("a")) look_for_label(node);
        if (node.is("base") && node.attribute("href") != nullptr) {
            if (auto url = net::resolve_reference(base_, *node.attribute("href"))) base_ = *url;
        }
    }

    void look_at(const std::string& reference, Reference::Kind kind) {
        if (base_.scheme != "https" || reference.empty()) return;
        const auto url = net::resolve_reference(base_, reference);
        if (!url || url->scheme != "http") return;
        add(kind == Reference::active ? active_ : kind == Reference::passive ? passive_ : forms_, url->text());
    }

    void look_for_integrity(const Node& node, const char* attribute) {
        const std::string* reference = node.attribute(attribute);
        if (reference == nullptr || !node.attribute_or_empty("integrity").empty()) return;
        const auto url = net::resolve_reference(base_, *reference);
        if (!url || (url->host == base_.host && url->port == base_.port)) return;
        add(unchecked_, url->host);
    }

    // A link to the label's page, or a picture of the label in any link.
    void look_for_label(const Node& node) {
        const auto url = net::resolve_reference(base_, node.attribute_or_empty("href"));
        if (!url) return;
        const auto index = static_cast<std::size_t>(&node - document_.nodes.data());
        bool shows_label = url->host.find("tinnhiemmang") != std::string::npos;
        for (int i = static_cast<int>(index) + 1; !shows_label && i < node.end; ++i) {
            const Node& inner = document_.nodes[static_cast<std::size_t>(i)];
            if (!inner.is("img")) continue;
            const std::string said =
                base::fold(inner.attribute_or_empty("alt") + " " + inner.attribute_or_empty("src"));
            shows_label = said.find("tin nhiem mang") != std::string::npos ||
                          said.find("tinnhiemmang") != std::string::npos ||
                          said.find("handle_cert") != std::string::npos;
        }
        if (shows_label && (!label_ || content::lies_within(url->host, "tinnhiemmang.vn"))) label_ = *url;
    }

    html::Document document_;
    net::Url base_;
    std::set<std::string> active_, passive_, forms_, unchecked_;
    std::optional<net::Url> label_;
};

// Pages that a server shows before anybody has put a site on it.
std::string default_page_of(const std::string& title, const std::string& text) {
    struct Known {
        const char* of;
        const char* title;
        const char* text;
    };
    constexpr std::array<Known, 9> pages = {{{"nginx", "Welcome to nginx!", ""},
                                             {"Apache", "Apache2 Debian Default Page", ""},
                                             {"Apache", "Apache2 Ubuntu Default Page", ""},
                                             {"Apache", "", "It works!"},
                                             {"Apache", "Test Page for the Apache", ""},
                                             {"IIS", "IIS Windows", ""},
                                             {"IIS", "IIS7", ""},
                                             {"Tomcat", "Apache Tomcat", "successfully installed Tomcat"},
                                             {"XAMPP", "Welcome to XAMPP", ""}}};
    for (const Known& page : pages) {
        const bool by_title = *page.title != '\0' && title.find(page.title) != std::string::npos;
        const bool by_text = *page.text != '\0' && text.size() < 2000 && text.find(page.text) != std::string::npos;
        if (by_title || (by_text && (*page.title == '\0' ? text.size() < 200 : true))) return page.of;
    }
    return {};
}

}  // namespace

void state_page(std::string_view url, std::string_view text, base::Object& facts) {
    PageFacts page(url, text);
    page.state(facts);
    const std::string title = page.title();
    const std::string all = page.text();
    facts.set("directory_listing", title.starts_with("Index of /") || title.starts_with("Directory listing for /") ||
                                       all.find("[To Parent Directory]") != std::string::npos);
    if (const std::string name = default_page_of(title, all); !name.empty()) facts.set("default_page", name);
}

// RFC 9116, section 2.5: fields by line, names without regard to case; section 2.3: a signed file begins with OpenPGP's
// line.
void state_security_txt(int status, std::string_view media_type, std::string_view body, base::Object& facts) {
    const bool markup = base::to_lower_ascii(media_type).find("html") != std::string::npos;
    bool contact = false;
    std::optional<base::Time> expires;
    for (const std::string& line : base::split(body.substr(0, 32U << 10U), '\n')) {
        const auto colon = line.find(':');
        if (colon == std::string::npos) continue;
        const std::string field = base::to_lower_ascii(base::trim(std::string_view(line).substr(0, colon)));
        const std::string_view value = base::trim(std::string_view(line).substr(colon + 1));
        if (field == "contact" && !value.empty()) contact = true;
        if (field == "expires" && !expires) {
            if (const auto time = base::parse_rfc3339(value)) expires = *time;
        }
    }
    // pages that answer every address with a page of their own have no such file
    const bool present = status == 200 && !markup && contact;
    facts.set("security_txt", present);
    if (!present) return;
    if (expires) facts.set("security_txt_expires", base::to_rfc3339(*expires));
    facts.set("security_txt_signed", body.starts_with("-----BEGIN PGP SIGNED MESSAGE-----"));
}

}  // namespace attt::scanner::http
