#include "base/row_cells.h"

#include <pugixml.hpp>

#include "base/workbook_parts.h"
#include "base/xml_elements.h"

namespace attt::base {
namespace {

// What ends the text of an element or attribute, and what pugixml would change in it or end at.
bool ends_text(char c) {
    return c == '<' || c == '&' || c == '\r' || c == '\0';
}

// Walks over an element from left to right. Each step either takes what it names or leaves everything as it was.
class Cursor {
  public:
    explicit Cursor(std::string_view text) : begin_(text.data()), at_(begin_), end_(begin_ + text.size()) {}

    std::size_t taken() const { return static_cast<std::size_t>(at_ - begin_); }

    bool take(std::string_view wanted) {
        if (static_cast<std::size_t>(end_ - at_) < wanted.size()) return false;
        if (std::string_view(at_, wanted.size()) != wanted) return false;
        at_ += wanted.size();
        return true;
    }

    // ` name="value"`; the name without its prefix.
    bool take_attribute(std::string_view& name, std::string_view& value) {
        const char* at = at_;
        if (at == end_ || *at != ' ') return false;
        const char* const first_letter = ++at;
        const char* begin = at;
        for (; at != end_ && *at != '='; ++at) {
            // a name has one prefix at most (Namespaces in XML, section 4)
            if (*at == ':' && begin != first_letter) return false;
            if (*at == ':') begin = at + 1;
            if (static_cast<unsigned char>(*at) <= ' ' || *at == '>' || *at == '/' || *at == '"' || *at == '<' ||
                *at == '\'')
                return false;
        }
        if (end_ - at < 2 || at == begin || at[1] != '"') return false;
        name = {begin, static_cast<std::size_t>(at - begin)};
        const char* const first = at += 2;
        while (at != end_ && *at != '"' && !ends_text(*at))
            ++at;
        if (at == end_ || *at != '"') return false;
        value = {first, static_cast<std::size_t>(at - first)};
        at_ = at + 1;
        return true;
    }

    // Everything up to the next tag; less where something else ends it, so that the tag is not found then.
    std::string_view take_text() {
        const char* const first = at_;
        while (at_ != end_ && !ends_text(*at_))
            ++at_;
        return {first, static_cast<std::size_t>(at_ - first)};
    }

  private:
    const char* begin_;
    const char* at_;
    const char* end_;
};

// The rest of a <t> after its name, with its text and its end.
bool take_text_element(Cursor& cursor, std::string_view& out) {
    std::string_view name;
    std::string_view value;
    while (cursor.take_attribute(name, value)) {
    }
    out = {};
    if (cursor.take("/>")) return true;
    if (!cursor.take(">")) return false;
    out = cursor.take_text();
    return cursor.take("</t>");
}

bool take_formula(Cursor& cursor, WrittenCell& cell) {
    std::string_view name;
    std::string_view value;
    if (!cursor.take("<f")) return true;
    cell.has_formula = true;
    while (cursor.take_attribute(name, value)) {
    }
    if (cursor.take("/>")) return true;
    if (!cursor.take(">")) return false;
    cursor.take_text();
    return cursor.take("</f>");
}

// The rest of a <c> after its name.
bool take_cell(Cursor& cursor, WrittenCell& cell) {
    std::string_view name;
    std::string_view value;
    while (cursor.take_attribute(name, value)) {
        if (name == "r") cell.reference = value;
        if (name == "t") cell.type = value;
        if (name == "s") cell.style = value;
    }
    if (cursor.take("/>")) return true;
    if (!cursor.take(">") || !take_formula(cursor, cell)) return false;
    if (cursor.take("<v>")) {
        cell.has_value = true;
        cell.value = cursor.take_text();
        if (!cursor.take("</v>")) return false;
    } else if (cursor.take("<is><t")) {
        cell.has_value = true;
        if (!take_text_element(cursor, cell.value) || !cursor.take("</is>")) return false;
        // what is to be undone in it, and where it does not belong, is for the other reader
        if (cell.type != "inlineStr" || cell.value.find("_x") != std::string_view::npos) return false;
        cell.rich = true;
    }
    return cursor.take("</c>");
}

}  // namespace

void WrittenRow::clear() {
    number = {};
    hidden = {};
    cells.clear();
    texts.clear();
}

std::size_t read_plain_row(std::string_view text, WrittenRow& out) {
    out.clear();
    Cursor cursor(text);
    if (!cursor.take("<row")) return 0;
    std::string_view name;
    std::string_view value;
    while (cursor.take_attribute(name, value)) {
        if (name == "r") out.number = value;
        if (name == "hidden") out.hidden = value;
    }
    if (cursor.take("/>")) return cursor.taken();
    if (!cursor.take(">")) return 0;
    while (cursor.take("<c")) {
        out.cells.emplace_back();
        if (!take_cell(cursor, out.cells.back())) return 0;
    }
    return cursor.take("</row>") ? cursor.taken() : 0;
}

void read_any_row(const pugi::xml_node& element, WrittenRow& out) {
    out.clear();
    for (const pugi::xml_attribute& each : element.attributes()) {
        const std::string_view name = local_name(each.name());
        if (name == "r") out.number = each.value();
        if (name == "hidden") out.hidden = each.value();
    }
    for (const pugi::xml_node& node : element.children()) {
        if (!is_element(node, "c")) continue;
        WrittenCell& cell = out.cells.emplace_back();
        for (const pugi::xml_attribute& each : node.attributes()) {
            const std::string_view name = local_name(each.name());
            if (name == "r") cell.reference = each.value();
            if (name == "t") cell.type = each.value();
            if (name == "s") cell.style = each.value();
        }
        const bool of_text = cell.type == "inlineStr" || cell.type == "str";
        for (const pugi::xml_node& child : node.children()) {
            const std::string_view name = local_name(child.name());
            if (name == "v") {
                cell.has_value = true;
                if (!cell.rich) cell.value = child.text().get();
            } else if (name == "f") {
                cell.has_formula = true;
            } else if (name == "is") {
                cell.has_value = true;
                if (!of_text) continue;
                append_rich_text(child, out.texts.emplace_back());
                cell.value = out.texts.back();
                cell.rich = true;
            }
        }
    }
}

std::size_t read_plain_string(std::string_view text, std::string_view& out) {
    Cursor cursor(text);
    const bool plain = cursor.take("<si><t") && take_text_element(cursor, out) && cursor.take("</si>");
    // what is to be undone is for the other reader
    return plain && out.find("_x") == std::string_view::npos ? cursor.taken() : 0;
}

}  // namespace attt::base
