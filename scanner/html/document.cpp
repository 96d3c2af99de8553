#include "scanner/html/document.h"

#include <gumbo.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/text.h"

namespace attt::scanner::html {
namespace {

constexpr std::size_t deepest = 1000;
constexpr std::size_t most_attributes = 100;
constexpr std::size_t most_formatting = 300;

struct FreeGumbo {
    void operator()(GumboOutput* output) const { gumbo_destroy_output(&kGumboDefaultOptions, output); }
};

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool one_of(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// Elements that close themselves, or that the next of their kind closes.
bool never_nests(std::string_view name) {
    return one_of(name, {"area",   "base",     "br",     "col",   "embed",  "hr",    "img",   "input", "link",
                         "meta",   "param",    "source", "track", "wbr",    "p",     "li",    "dt",    "dd",
                         "option", "optgroup", "tr",     "td",    "th",     "thead", "tbody", "tfoot", "colgroup",
                         "path",   "html",     "head",   "body",  "script", "style"});
}

// The parser's tree has no limit of its own and frees itself by recursion; active formatting elements are reopened
// again and again. A look over the tags, in one pass, says how far a page may be given to it.
struct Look {
    std::size_t depth = 0;
    std::size_t formatting = 0;
};

bool is_formatting(std::string_view name) {
    return one_of(name,
                  {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"});
}

// The end of the tag that begins at `at`; counts what may be attributes. Quotes as browsers read them.
std::size_t tag_end(std::string_view html, std::size_t at, std::size_t& attributes) {
    char quote = 0;
    for (; at < html.size(); ++at) {
        const char c = html[at];
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if ((c == '"' || c == '\'') && html[at - 1] == '=') {
            quote = c;
        } else if (c == '>') {
            return at;
        } else if (c == ' ' || c == '\n' || c == '\t' || c == '/' || c == '"' || c == '\'') {
            ++attributes;
        }
    }
    return at;
}

std::size_t tame_length(std::string_view html) {
    Look look;
    for (std::size_t at = html.find('<'); at < html.size(); at = html.find('<', at + 1)) {
        const bool closing = at + 1 < html.size() && html[at + 1] == '/';
        const std::size_t begin = at + (closing ? 2 : 1);
        std::size_t end = begin;
        while (end < html.size() && end - begin < 20 &&
               (is_letter(html[end]) || (html[end] >= '0' && html[end] <= '9')))
            ++end;
        if (end == begin || !is_letter(html[begin])) continue;
        const std::string name = base::to_lower_ascii(html.substr(begin, end - begin));
        if (closing) {
            if (!never_nests(name) && look.depth > 0) --look.depth;
            if (is_formatting(name) && look.formatting > 0) --look.formatting;
            continue;
        }
        std::size_t attributes = 0;
        tag_end(html, end, attributes);
        if (attributes > 20 * most_attributes) return at;
        if (!never_nests(name)) ++look.depth;
        if (is_formatting(name)) ++look.formatting;
        if (look.depth > deepest || look.formatting > most_formatting) return at;
    }
    return html.size();
}

std::string tag_of(const GumboElement& element) {
    if (element.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(element.tag);
    GumboStringPiece piece = element.original_tag;
    gumbo_tag_from_original_text(&piece);
    if (piece.data == nullptr) return "?";
    return base::to_lower_ascii(std::string_view(piece.data, std::min<std::size_t>(piece.length, 60)));
}

// Children of a node; nullptr of a text.
const GumboVector* children_of(const GumboNode& node) {
    if (node.type == GUMBO_NODE_DOCUMENT) return &node.v.document.children;
    if (node.type == GUMBO_NODE_ELEMENT || node.type == GUMBO_NODE_TEMPLATE) return &node.v.element.children;
    return nullptr;
}

Node plain(const GumboNode& from, int parent) {
    Node node;
    node.parent = parent;
    if (from.type == GUMBO_NODE_ELEMENT || from.type == GUMBO_NODE_TEMPLATE) {
        node.tag = tag_of(from.v.element);
        const GumboVector& attributes = from.v.element.attributes;
        for (unsigned i = 0; i < std::min<unsigned>(attributes.length, most_attributes); ++i) {
            const auto* attribute = static_cast<const GumboAttribute*>(attributes.data[i]);
            node.attributes.emplace_back(attribute->name, attribute->value);
        }
    } else {
        node.kind = from.type == GUMBO_NODE_COMMENT ? NodeKind::comment : NodeKind::text;
        node.text = from.v.text.text;
    }
    return node;
}

struct Pending {
    const GumboNode* node;
    int parent;
};

std::vector<Node> flattened(const GumboNode& root) {
    std::vector<Node> nodes;
    std::vector<Pending> pending;
    const auto push_children = [&](const GumboNode& of, int parent) {
        const GumboVector* children = children_of(of);
        for (unsigned i = children == nullptr ? 0 : children->length; i > 0; --i)
            pending.push_back({static_cast<const GumboNode*>(children->data[i - 1]), parent});
    };
    push_children(root, -1);
    while (!pending.empty()) {
        const Pending next = pending.back();
        pending.pop_back();
        const int index = static_cast<int>(nodes.size());
        nodes.push_back(plain(*next.node, next.parent));
        push_children(*next.node, index);
    }
    // document order: whatever lies below a node follows it at once
    for (std::size_t i = 0; i < nodes.size(); ++i)
        nodes[i].end = static_cast<int>(i) + 1;
    for (std::size_t i = nodes.size(); i-- > 0;) {
        if (nodes[i].parent < 0) continue;
        Node& parent = nodes[static_cast<std::size_t>(nodes[i].parent)];
        parent.end = std::max(parent.end, nodes[i].end);
    }
    return nodes;
}

}  // namespace

const std::string* Node::attribute(std::string_view name) const {
    const auto at =
        std::find_if(attributes.begin(), attributes.end(), [&](const auto& each) { return each.first == name; });
    return at == attributes.end() ? nullptr : &at->second;
}

bool Node::is_inline() const {
    return one_of(tag, {"a",    "abbr", "b", "bdi",   "bdo",  "big",    "code", "del", "em", "font", "i",   "ins",
                        "mark", "q",    "s", "small", "span", "strong", "sub",  "sup", "tt", "u",    "var", "wbr"});
}

std::string Node::attribute_or_empty(std::string_view name) const {
    const std::string* value = attribute(name);
    return value == nullptr ? std::string() : *value;
}

std::string Document::text_of(int node) const {
    std::string out;
    for (int i = node; i < nodes[static_cast<std::size_t>(node)].end; ++i) {
        const Node& each = nodes[static_cast<std::size_t>(i)];
        if (each.kind == NodeKind::text) out.append(each.text);
        if (each.kind == NodeKind::element && !each.is_inline()) out += ' ';
    }
    return collapsed(out);
}

std::string collapsed(std::string_view text) {
    std::string out;
    bool blank = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool no_break = text[i] == '\xC2' && i + 1 < text.size() && text[i + 1] == '\xA0';
        if (no_break) ++i;
        if (no_break || text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == '\r' || text[i] == '\f') {
            blank = !out.empty();
            continue;
        }
        if (blank) out += ' ';
        blank = false;
        out += text[i];
    }
    return out;
}

Document parse(std::string_view html) {
    Document document;
    const std::size_t length = tame_length(html);
    document.cut = length < html.size();
    const std::string text = base::nfc(html.substr(0, length));
    GumboOptions options = kGumboDefaultOptions;
    options.max_errors = 0;  // each would be kept: a page of nothing but mistakes takes hundreds of megabytes
    const std::unique_ptr<GumboOutput, FreeGumbo> output(gumbo_parse_with_options(&options, text.data(), text.size()));
    if (output) document.nodes = flattened(*output->document);
    return document;
}

}  // namespace attt::scanner::html
