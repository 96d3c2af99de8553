#include "scanner/content/page.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"

namespace attt::scanner::content {
namespace {

using html::Concealment;
using html::Document;
using html::Node;
using html::NodeKind;

constexpr std::size_t most_links = 5000;
constexpr std::size_t most_blocks = 20'000;
constexpr std::size_t most_scripts = 300;

bool is_block(const Node& node) {
    constexpr std::array<std::string_view, 31> blocks = {
        "address",  "article", "aside",  "blockquote", "body",    "center", "dd", "details", "div", "dl",     "dt",
        "fieldset", "figure",  "footer", "form",       "h1",      "h2",     "h3", "h4",      "h5",  "header", "li",
        "main",     "marquee", "nav",    "p",          "section", "table",  "td", "tr",      "ul"};
    return node.kind == NodeKind::element && std::find(blocks.begin(), blocks.end(), node.tag) != blocks.end();
}

class Apart {
  public:
    Apart(std::string_view url, std::string_view text, const html::StyleSheet& sheet, bool within_a_frame = false)
        : document_(html::parse(text)), hidden_(html::concealments(document_, sheet)), within_a_frame_(within_a_frame) {
        page_.url = url;
        page_.cut = document_.cut;
        if (auto parsed = net::parse_url(url)) base_ = *parsed;
    }

    Page run() {
        for (int i = 0; i < count(); ++i)
            look(i);
        gather_blocks();
        return std::move(page_);
    }

  private:
    int count() const { return static_cast<int>(document_.nodes.size()); }
    const Node& node(int i) const { return document_.nodes[static_cast<std::size_t>(i)]; }
    Concealment hidden(int i) const { return hidden_[static_cast<std::size_t>(i)]; }

    std::string place_of(int i) const {
        std::vector<std::string> steps;
        for (int at = i; at >= 0 && steps.size() < 5; at = node(at).parent) {
            if (node(at).kind != NodeKind::element) continue;
            std::string step = node(at).tag;
            if (const std::string* id = node(at).attribute("id"); id != nullptr && !id->empty()) {
                step += "#" + id->substr(0, 40);
            } else if (const std::string* name = node(at).attribute("class"); name != nullptr && !name->empty()) {
                step += "." + name->substr(0, name->find(' ')).substr(0, 40);
            }
            steps.push_back(std::move(step));
        }
        std::string out;
        for (auto it = steps.rbegin(); it != steps.rend(); ++it)
            out += (out.empty() ? "" : " > ") + *it;
        return out;
    }

    void add_link(std::string_view reference, std::string text, std::string_view from, Concealment concealed,
                  std::string place) {
        if (page_.links.size() >= most_links || reference.empty()) return;
        auto url = net::resolve_reference(base_, reference);
        if (!url || (url->scheme != "http" && url->scheme != "https")) return;
        page_.links.push_back(
            {url->text(), url->host, std::move(text), std::string(from), concealed, std::move(place)});
    }

    // The text of a link, with what pictures in it say of themselves.
    std::string text_of_link(int i) const {
        std::string out = document_.text_of(i);
        const auto add = [&](const Node& from, std::string_view attribute) {
            if (const std::string* value = from.attribute(attribute)) out += " " + *value;
        };
        add(node(i), "title");
        add(node(i), "aria-label");
        for (int at = i + 1; at < node(i).end; ++at) {
            if (node(at).kind != NodeKind::element) continue;
            add(node(at), "alt");
            add(node(at), "title");
        }
        return html::collapsed(out);
    }

    // A link is seen where something in it is: its text, or a picture.
    Concealment concealment_of_link(int i) const {
        if (hidden(i) != Concealment::none && !any_visible(i)) return hidden(i);
        bool anything = false;
        Concealment how = Concealment::none;
        for (int at = i + 1; at < node(i).end; ++at) {
            const bool text = node(at).kind == NodeKind::text && !html::collapsed(node(at).text).empty();
            const bool picture = node(at).is("img") || node(at).is("svg") || node(at).is("i") || node(at).is("span") ||
                                 node(at).is("video");
            if (!text && !picture) continue;
            anything = true;
            if (hidden(at) == Concealment::none) return Concealment::none;
            if (text || how == Concealment::none) how = hidden(at);
        }
        if (anything || hidden(i) != Concealment::none) return anything ? how : hidden(i);
        // a class or id may draw a picture in it
        const bool drawn = node(i).attribute("class") != nullptr || node(i).attribute("id") != nullptr;
        return drawn || node(i).end > i + 2 ? Concealment::none : Concealment::empty;
    }

    bool any_visible(int i) const {
        for (int at = i + 1; at < node(i).end; ++at) {
            if (node(at).kind == NodeKind::text && hidden(at) == Concealment::none &&
                !html::collapsed(node(at).text).empty())
                return true;
        }
        return false;
    }

    void look(int i) {
        const Node& each = node(i);
        if (each.kind == NodeKind::comment) return look_at_comment(i);
        if (each.kind != NodeKind::element) return;
        if (page_.structure.size() < 100'000 && hidden(i) == Concealment::none) page_.structure += each.tag + " ";
        if (each.is("title") && page_.title.empty()) page_.title = document_.text_of(i);
        if (each.is("base")) look_at_base(each);
        if (each.is("meta")) look_at_meta(i);
        if (each.is("link")) look_at_relation(i);
        if (each.is("script")) look_at_script(i);
        if (each.is("noscript")) look_at_noscript(i);
        if (each.is("textarea")) look_at_textarea(i);
        if (each.is("style")) look_at_style(i);
        look_at_references(i);
    }

    void look_at_base(const Node& each) {
        const std::string* reference = each.attribute("href");
        if (reference == nullptr) return;
        if (auto url = net::resolve_reference(base_, *reference)) base_ = *url;
    }

    void look_at_references(int i) {
        const Node& each = node(i);
        if (each.is("a") || each.is("area")) {
            const std::string reference =
                each.attribute("href") != nullptr ? *each.attribute("href") : each.attribute_or_empty("xlink:href");
            if (!reference.empty()) {
                const std::size_t before = page_.links.size();
                add_link(reference, text_of_link(i), each.tag, concealment_of_link(i), place_of(i));
                if (page_.links.size() > before) page_.links.back().for_good = is_hidden_for_good(i);
            }
        }
        if (each.is("iframe") && each.attribute("srcdoc") != nullptr && !within_a_frame_) look_at_frame(i);
        for (const auto& [tag, attribute] :
             {std::pair("iframe", "src"), std::pair("frame", "src"), std::pair("embed", "src"),
              std::pair("object", "data"), std::pair("img", "src"), std::pair("form", "action"),
              std::pair("input", "formaction"), std::pair("source", "src"), std::pair("video", "src"),
              std::pair("audio", "src")}) {
            if (each.is(tag) && each.attribute(attribute) != nullptr)
                add_link(*each.attribute(attribute),
                         each.attribute_or_empty("title") + " " + each.attribute_or_empty("alt"), tag, hidden(i),
                         place_of(i));
        }
        if (each.is("option") && each.attribute_or_empty("value").starts_with("http"))
            add_link(each.attribute_or_empty("value"), document_.text_of(i), "option", hidden(i), place_of(i));
        if (const std::string* click = each.attribute("onclick")) {
            for (const std::string& address : addresses_in(*click))
                add_link(address, document_.text_of(i), "onclick", hidden(i), place_of(i));
        }
        // what runs without anybody doing anything
        for (const char* attribute : {"onload", "onerror", "onpageshow", "onanimationstart"}) {
            const std::string* run = each.attribute(attribute);
            if (run == nullptr || page_.scripts.size() >= most_scripts) continue;
            page_.scripts.push_back(read_script(*run));
            page_.scripts.back().at_event = true;
        }
        for (const char* attribute : {"data-href", "data-url", "data-link"}) {
            if (const std::string value = each.attribute_or_empty(attribute); value.starts_with("http"))
                add_link(value, document_.text_of(i), attribute, hidden(i), place_of(i));
        }
    }

    // Whether a part of the page hides it that has no id, class or role, from that part down to it.
    bool is_hidden_for_good(int i) const {
        if (hidden(i) == Concealment::none) return false;
        for (int at = i; at >= 0 && hidden(at) != Concealment::none; at = node(at).parent) {
            for (const auto& [name, value] : node(at).attributes) {
                const bool named = name == "id" || name == "class" || name == "role" || name == "name" ||
                                   name.starts_with("aria-") || name.starts_with("data-") || name.starts_with("on");
                if (named) return false;
            }
            // a page that is hidden as a whole waits for its script, which keeps it out of other people's frames
            if (node(at).is("html") || node(at).is("body")) return false;
            if (node(at).is("details") || node(at).is("dialog") || node(at).is("template") || node(at).is("noscript"))
                return false;
        }
        return true;
    }

    // A frame whose page stands in its own attribute.
    void look_at_frame(int i) {
        Page inside = Apart(page_.url, *node(i).attribute("srcdoc"), {}, true).run();
        for (Link& link : inside.links) {
            if (page_.links.size() >= most_links) break;
            if (link.hidden == Concealment::none) link.hidden = hidden(i);
            page_.links.push_back(std::move(link));
        }
        for (TextBlock& block : inside.blocks) {
            if (page_.blocks.size() >= most_blocks) break;
            if (block.hidden == Concealment::none) block.hidden = hidden(i);
            page_.blocks.push_back(std::move(block));
        }
        for (ScriptReading& script : inside.scripts) {
            if (page_.scripts.size() < most_scripts) page_.scripts.push_back(std::move(script));
        }
    }

    void look_at_meta(int i) {
        const Node& each = node(i);
        const std::string content = each.attribute_or_empty("content");
        if (base::to_lower_ascii(each.attribute_or_empty("http-equiv")) == "refresh") {
            const std::string lower = base::to_lower_ascii(content);
            const auto at = lower.find("url");
            if (at == std::string::npos) return;
            std::string target = content.substr(at + 3);
            target.erase(0, std::min(target.find_first_not_of(" =\"'"), target.size()));
            while (!target.empty() && (target.back() == '"' || target.back() == '\'' || target.back() == ' '))
                target.pop_back();
            return add_link(target, "", hidden(i) == Concealment::noscript ? "refresh in noscript" : "refresh",
                            Concealment::none, place_of(i));
        }
        const std::string name =
            each.attribute("name") != nullptr ? *each.attribute("name") : each.attribute_or_empty("property");
        for (const char* wanted : {"description", "keywords", "og:title", "og:description", "twitter:title",
                                   "generator", "og:url", "twitter:description"}) {
            if (base::to_lower_ascii(name) == wanted) page_.head.emplace_back(wanted, content.substr(0, 2000));
        }
    }

    void look_at_relation(int i) {
        const Node& each = node(i);
        const std::string relation = base::to_lower_ascii(each.attribute_or_empty("rel"));
        const std::string reference = each.attribute_or_empty("href");
        if (relation.find("stylesheet") != std::string::npos) {
            if (each.attribute_or_empty("media").find("print") != std::string::npos) return;
            if (auto url = net::resolve_reference(base_, reference)) page_.style_sheets.push_back(url->text());
            return;
        }
        for (const char* wanted : {"canonical", "amphtml", "alternate", "shortlink", "next", "prev"}) {
            if (relation == wanted)
                add_link(reference, each.attribute_or_empty("title"), wanted, Concealment::none, place_of(i));
        }
    }

    void look_at_script(int i) {
        const Node& each = node(i);
        if (const std::string* source = each.attribute("src")) {
            // the script stands in its own address: read as one that holds it as a string
            if (source->starts_with("data:") && page_.scripts.size() < most_scripts)
                page_.scripts.push_back(read_script("\"" + source->substr(source->find(',') + 1) + "\""));
            return add_link(*source, "", "script", Concealment::none, place_of(i));
        }
        std::string text;
        for (int at = i + 1; at < each.end; ++at)
            text += node(at).text;
        if (base::trim(text).empty() || page_.scripts.size() >= most_scripts) return;
        page_.scripts.push_back(read_script(text));
    }

    // Links in markup that is not part of the page: in a comment, or in a noscript that the parser read as text.
    void look_at_markup(const std::string& markup, const char* from, Concealment concealed, const std::string& place) {
        const Document inside = html::parse(markup);
        for (int at = 0; at < static_cast<int>(inside.nodes.size()); ++at) {
            const Node& each = inside.nodes[static_cast<std::size_t>(at)];
            if ((each.is("a") || each.is("iframe")) && each.attribute(each.is("a") ? "href" : "src") != nullptr)
                add_link(*each.attribute(each.is("a") ? "href" : "src"), inside.text_of(at), from, concealed, place);
        }
    }

    void look_at_noscript(int i) {
        for (int at = i + 1; at < node(i).end; ++at) {
            if (node(at).kind == NodeKind::text && node(at).text.find('<') != std::string::npos)
                look_at_markup(node(at).text, "noscript", Concealment::noscript, place_of(i));
        }
    }

    // Markup that a hidden field keeps, for a script to write or a crawler to read.
    void look_at_textarea(int i) {
        const std::string text = document_.text_of(i);
        if (hidden(i) != Concealment::none && text.find("href") != std::string::npos)
            look_at_markup(text, "textarea", hidden(i), place_of(i));
    }

    // Text that a style sheet writes into the page.
    void look_at_style(int i) {
        const std::string text = document_.text_of(i);
        for (std::size_t at = text.find("content:"); at != std::string::npos; at = text.find("content:", at + 1)) {
            const std::size_t begin = text.find_first_not_of(" ", at + 8);
            if (begin == std::string::npos || (text[begin] != '"' && text[begin] != '\'')) continue;
            const std::size_t end = text.find(text[begin], begin + 1);
            if (end == std::string::npos || page_.blocks.size() >= most_blocks) return;
            page_.blocks.push_back({text.substr(begin + 1, end - begin - 1), Concealment::none, "style"});
        }
    }

    void look_at_comment(int i) {
        const std::string& text = node(i).text;
        const std::string place = "<!-- … --> " + (node(i).parent >= 0 ? place_of(node(i).parent) : std::string());
        if (text.find("href") != std::string::npos || text.find("iframe") != std::string::npos)
            look_at_markup(text, "comment", Concealment::none, place);
    }

    // The block that a text stands in.
    int block_of(int i) const {
        int at = node(i).parent;
        while (at > 0 && !is_block(node(at)))
            at = node(at).parent;
        return at;
    }

    bool is_text_of_page(int i) const {
        for (int at = node(i).parent; at >= 0; at = node(at).parent) {
            if (node(at).is("script") || node(at).is("style") || node(at).is("title") || node(at).is("head") ||
                node(at).is("textarea"))
                return false;
        }
        return true;
    }

    void gather_blocks() {
        std::map<std::pair<int, Concealment>, std::size_t> known;
        for (int i = 0; i < count(); ++i) {
            if (node(i).kind != NodeKind::text) continue;
            const std::string text = html::collapsed(node(i).text);
            if (text.empty() || !is_text_of_page(i)) continue;
            const int block = block_of(i);
            const auto [at, added] = known.emplace(std::pair(block, hidden(i)), page_.blocks.size());
            if (added && page_.blocks.size() >= most_blocks) break;
            if (added) page_.blocks.push_back({"", hidden(i), block >= 0 ? place_of(block) : ""});
            std::string& whole = page_.blocks[at->second].text;
            const int parent = node(i).parent;
            const bool apart = parent >= 0 && !node(parent).is_inline() && !is_block(node(parent));
            if (apart || (i > 0 && node(i - 1).kind == NodeKind::element && !node(i - 1).is_inline())) whole += ' ';
            whole += node(i).text;
        }
        for (TextBlock& each : page_.blocks) {
            each.text = html::collapsed(each.text);
            if (each.hidden == Concealment::none) page_.visible_text.append(each.text).append(" ");
        }
    }

    Page page_;
    Document document_;
    std::vector<Concealment> hidden_;
    bool within_a_frame_;
    net::Url base_;
};

}  // namespace

Page take_apart(std::string_view url, std::string_view html, const html::StyleSheet& sheet) {
    return Apart(url, html, sheet).run();
}

}  // namespace attt::scanner::content
