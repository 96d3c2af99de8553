// The cells of one <row> of a worksheet, as written. Rows in the plain form that all great programs write are cut by
// read_plain_row; pugixml reads every other. Used by base/spreadsheet.cpp.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace pugi {
class xml_node;
}

namespace attt::base {

struct WrittenCell {
    std::string_view reference;  // "C5"; empty: the one after the last
    std::string_view type = "n";
    std::string_view style;
    std::string_view value;
    bool has_formula = false;
    bool has_value = false;
    bool rich = false;  // the value is the text of an <is>, with _xHHHH_ undone

    bool operator==(const WrittenCell&) const = default;
};

struct WrittenRow {
    std::string_view number;  // empty: the one after the last
    std::string_view hidden;
    std::vector<WrittenCell> cells;

    std::deque<std::string> texts;  // what the values of rich cells are views of
    void clear();
};

// Reads the <row> with which `text` begins; views point into it. How long it is; 0 where anything but the plain form
// stands in it (prefixes, entities, comments, CDATA, unknown children) or its end is not there: `out` is not to be used
// then.
std::size_t read_plain_row(std::string_view text, WrittenRow& out);

// Any well-formed row. Views point into the document of `element`.
void read_any_row(const pugi::xml_node& element, WrittenRow& out);

// The same for the text of a <si><t>…</t></si>.
std::size_t read_plain_string(std::string_view text, std::string_view& out);

}  // namespace attt::base
