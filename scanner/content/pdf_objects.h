// The objects of a PDF as they stand in the file, unpacked where they are packed with Flate. Private to pdf.cpp.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace attt::scanner::content {

struct PdfObject {
    std::string_view head;  // its dictionary or value, up to its stream
    std::string_view data;  // its stream, unpacked; empty: it has none, or one that is packed in another way
};

class PdfObjects {
  public:
    // `bytes` must outlive it. At most 20,000 objects, 1 MB of a stream and 8 MB of all.
    explicit PdfObjects(std::string_view bytes);
    const std::map<int, PdfObject>& all() const { return objects_; }
    const PdfObject* object(int number) const;

  private:
    void read(std::string_view bytes);
    void read_packed_objects(const PdfObject& holder);
    std::string_view unpacked(std::string_view head, std::string_view data);

    std::map<int, PdfObject> objects_;
    std::deque<std::string> storage_;
    std::size_t room_;
};

// What stands after "/Name" in a dictionary, blanks skipped; empty: it is not there. "/Name" is a whole name.
std::string_view pdf_value(std::string_view head, std::string_view name);
// "12 0 R" or "12": the number it begins with.
std::optional<int> pdf_number(std::string_view value);
// The string that `text` begins with, (literal) or <hexadecimal>, as bytes; what is left stands after it in `text`.
// Nothing where it begins with none.
std::optional<std::string> pdf_string(std::string_view& text);
std::u32string utf16_big_endian(std::string_view bytes);
// A string of text outside pages: UTF-16 with its mark, else Latin-1, as UTF-8.
std::string pdf_text_string(std::string_view bytes);

}  // namespace attt::scanner::content
