// The small parts of an .xlsx: which sheets there are and where, its styles, its shared strings. Used by
// base/spreadsheet.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/archive.h"
#include "base/number_format.h"
#include "base/spreadsheet.h"

namespace pugi {
class xml_node;
}

namespace attt::base {

struct SheetPart {
    SheetInfo info;
    std::string part;
};

struct WorkbookParts {
    std::vector<SheetPart> sheets;
    std::string styles;          // names of parts; empty: there is none
    std::string shared_strings;  //
    DateSystem date_system = DateSystem::from_1900;
};

// Errors: those of Spreadsheet::open.
Result<WorkbookParts> read_workbook_parts(const Archive& archive, const std::string& file,
                                          const SpreadsheetLimits& limits);

// The style of each cell format, by its index.
Result<std::vector<NumberStyle>> read_styles(const Archive& archive, const std::string& part, const std::string& file);

// Texts one after the other in one string: far smaller than as many strings.
class TextPool {
  public:
    // Makes room for the texts of that many bytes of XML, so that growing does not copy them.
    void expect(std::uint64_t xml_bytes);
    void add(std::string_view text);
    std::size_t size() const { return ends_.size(); }
    std::size_t bytes() const { return text_.size(); }
    std::string_view at(std::size_t index) const;

  private:
    std::string text_;
    std::vector<std::uint32_t> ends_;
};

// Trimmed and in NFC. Errors: spreadsheet.too_large, .damaged, .bomb.
Result<TextPool> read_shared_strings(const Archive& archive, const std::string& part, const std::string& file,
                                     const SpreadsheetLimits& limits);

// The text of a <si> or <is>: its runs joined, the phonetic ones left out, _xHHHH_ undone. Appended to `out`.
void append_rich_text(const pugi::xml_node& node, std::string& out);
// Appends `text` with _xHHHH_ undone.
void append_unescaped(std::string_view text, std::string& out);
// Trimmed and in NFC, in place; cheap when it is both already.
void tidy(std::string& text);

// Whether the node's local name is this.
bool is_element(const pugi::xml_node& node, std::string_view local);
// The attribute with this local name, whatever its prefix; empty when there is none.
std::string_view attribute(const pugi::xml_node& node, std::string_view local);

}  // namespace attt::base
