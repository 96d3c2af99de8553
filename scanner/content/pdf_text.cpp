#include "scanner/content/pdf_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <deque>
#include <unordered_map>

#include "base/unicode.h"

namespace attt::scanner::content {
namespace {

constexpr std::size_t most_codes = 300'000;  // of all maps of a document
constexpr std::size_t longest_meaning = 8;   // characters of one code: a ligature has a few
// Stands where a piece of a line is placed by itself: some programs place words so, and some parts of words.
constexpr char32_t between = U'\x1';
constexpr std::string_view blanks{"\0\t\n\f\r ", 6};
constexpr std::string_view delimiters{"\0\t\n\f\r ()<>[]{}/%", 16};

// One font's codes as characters.
struct CodeMap {
    std::size_t width = 1;  // bytes of a code
    std::unordered_map<unsigned, std::u32string> characters;
};

// Cuts a content stream or a map into strings, names, numbers and operators.
class Tokens {
  public:
    explicit Tokens(std::string_view text) : rest_(text) {}

    struct Token {
        enum class Kind { string, word, end } kind = Kind::end;
        std::string text;  // bytes of a string, or the word
    };

    Token next() {
        while (true) {
            rest_.remove_prefix(std::min(rest_.find_first_not_of(blanks), rest_.size()));
            if (rest_.empty()) return {};
            if (rest_.front() != '%') break;
            rest_.remove_prefix(std::min(rest_.find_first_of("\r\n"), rest_.size()));
        }
        if (auto string = pdf_string(rest_)) return {Token::Kind::string, std::move(*string)};
        std::size_t length = rest_.find_first_of(delimiters, 1);
        length = std::min(length, rest_.size());
        if (delimiters.find(rest_.front()) != std::string_view::npos && rest_.front() != '/')
            length = rest_.starts_with("<<") ? 2 : 1;
        std::string word(rest_.substr(0, length));
        rest_.remove_prefix(length);
        return {Token::Kind::word, std::move(word)};
    }

  private:
    std::string_view rest_;
};

unsigned code_of(std::string_view bytes) {
    unsigned out = 0;
    for (const char c : bytes.substr(0, 4))
        out = out << 8U | static_cast<unsigned char>(c);
    return out;
}

class MapReader {
  public:
    MapReader(std::string_view text, std::size_t& room) : tokens_(text), room_(room) {}

    CodeMap read() {
        for (auto token = tokens_.next(); token.kind != Kind::end; token = tokens_.next()) {
            if (token.text == "beginbfchar") read_characters();
            if (token.text == "beginbfrange") read_ranges();
        }
        return std::move(map_);
    }

  private:
    using Kind = Tokens::Token::Kind;

    void read_characters() {
        while (true) {
            const auto from = tokens_.next();
            if (from.kind != Kind::string) return;
            const auto to = tokens_.next();
            if (to.kind != Kind::string) return;
            map_.width = std::clamp<std::size_t>(from.text.size(), 1, 4);
            set(code_of(from.text), utf16_big_endian(to.text));
        }
    }

    void read_ranges() {
        while (true) {
            const auto first = tokens_.next();
            if (first.kind != Kind::string) return;
            const auto last = tokens_.next();
            if (last.kind != Kind::string) return;
            map_.width = std::clamp<std::size_t>(first.text.size(), 1, 4);
            const auto to = tokens_.next();
            unsigned code = code_of(first.text);
            if (to.kind == Kind::string) {
                std::u32string text = utf16_big_endian(to.text).substr(0, longest_meaning);
                for (unsigned i = 0; code + i <= code_of(last.text) && i < 65'536 && !text.empty() && room_ > 0; ++i) {
                    set(code + i, text);
                    ++text.back();
                }
            } else if (to.text == "[") {
                for (auto each = tokens_.next(); each.kind == Kind::string; each = tokens_.next())
                    set(code++, utf16_big_endian(each.text));
            } else {
                return;
            }
        }
    }

    void set(unsigned code, std::u32string text) {
        if (room_ == 0) return;
        --room_;
        text.resize(std::min(text.size(), longest_meaning));
        map_.characters.insert_or_assign(code, std::move(text));
    }

    Tokens tokens_;
    std::size_t& room_;
    CodeMap map_;
};

// Names of fonts as pages use them ("/F1") to their maps. Where two pages give one name to two fonts, the first counts.
using Fonts = std::unordered_map<std::string, const CodeMap*>;

class TextReader {
  public:
    TextReader(const PdfObjects& objects, std::size_t limit) : objects_(objects), limit_(limit) {}

    std::string read() {
        for (const auto& [number, object] : objects_.all())
            read_map(number, object);
        for (const auto& [number, object] : objects_.all())
            read_fonts(object);
        for (const auto& [number, object] : objects_.all()) {
            if (out_.size() < limit_ && draws_text(object)) read_page(object.data);
        }
        std::string text = base::to_utf8(reading(U""));
        if (out_.find(between) != std::u32string::npos) text += "\n" + base::to_utf8(reading(U" "));
        if (text.size() <= limit_) return text;
        std::size_t end = limit_;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
            --end;
        text.resize(end);
        return text;
    }

  private:
    using Kind = Tokens::Token::Kind;

    std::u32string reading(std::u32string_view gap) const {
        std::u32string out;
        for (const char32_t c : out_) {
            if (c == between) {
                out += gap;
            } else {
                out += c;
            }
        }
        return out;
    }

    static bool draws_text(const PdfObject& object) {
        return object.data.find("BT") != std::string_view::npos && object.data.find("ET") != std::string_view::npos &&
               (pdf_value(object.head, "/Type").empty() || pdf_value(object.head, "/Subtype").starts_with("/Form")) &&
               pdf_value(object.head, "/Length1").empty() && object.data.find("begincmap") == std::string_view::npos;
    }

    void read_map(int font, const PdfObject& object) {
        const auto number = pdf_number(pdf_value(object.head, "/ToUnicode"));
        const PdfObject* map = number ? objects_.object(*number) : nullptr;
        if (map == nullptr) return;
        auto known = maps_.find(*number);
        if (known == maps_.end()) known = maps_.emplace(*number, MapReader(map->data, room_).read()).first;
        of_font_[font] = &known->second;
    }

    // "/Font << /F1 5 0 R >>", or the object that holds what stands between them.
    void read_fonts(const PdfObject& object) {
        std::string_view fonts = pdf_value(object.head, "/Font");
        if (const auto number = pdf_number(fonts)) {
            const PdfObject* held = objects_.object(*number);
            if (held == nullptr) return;
            fonts = held->head;
            fonts.remove_prefix(std::min(fonts.find("<<"), fonts.size()));
        }
        if (!fonts.starts_with("<<")) return;
        Tokens tokens(fonts.substr(2, fonts.find(">>") == std::string_view::npos ? 0 : fonts.find(">>") - 2));
        std::string name;
        for (auto token = tokens.next(); token.kind != Kind::end; token = tokens.next()) {
            if (token.text.starts_with('/')) {
                name = token.text;
            } else if (const auto number = pdf_number(token.text); number && !name.empty()) {
                const auto map = of_font_.find(*number);
                if (map != of_font_.end()) fonts_.emplace(name, map->second);
                name.clear();
            }
        }
    }

    void read_page(std::string_view data) {
        Tokens tokens(data);
        std::string name;
        const CodeMap* map = nullptr;
        std::deque<std::string> operands;  // the last ones
        for (auto token = tokens.next(); token.kind != Kind::end && out_.size() < limit_; token = tokens.next()) {
            if (token.kind == Kind::string) {
                append(token.text, map);
            } else if (token.text.starts_with('/')) {
                name = token.text;
            } else if (token.text == "Tf") {
                const auto font = fonts_.find(name);
                map = font != fonts_.end() ? font->second : nullptr;
            } else if (!move(token.text, operands) && is_wide_gap(token.text)) {
                out_ += U' ';
            }
            operands.push_back(std::move(token.text));
            if (operands.size() > 6) operands.pop_front();
        }
        part(U'\n');
    }

    // Follows the operators that place text (ISO 32000-1, section 9.4.2), by its height alone: what goes on in the same
    // line may go on in the same word. False for any other word.
    bool move(std::string_view word, const std::deque<std::string>& operands) {
        if (word == "BT") {
            height_ = 0;
        } else if (word == "Td" || word == "TD") {
            height_ += operands.empty() ? 0 : number_in(operands.back());
        } else if (word == "Tm") {
            height_ = operands.empty() ? 0 : number_in(operands.back());
        } else if (word == "T*" || word == "'" || word == "\"") {
            part(U'\n');
            return true;
        } else {
            return false;
        }
        if (word == "BT") return true;
        constexpr double same_line = 0.5;
        part(std::abs(height_ - drawn_at_) < same_line ? between : U'\n');
        drawn_at_ = height_;
        return true;
    }

    static double number_in(std::string_view word) {
        double value = 0;
        std::from_chars(word.data(), word.data() + word.size(), value);
        return value;
    }

    void part(char32_t with) {
        if (out_.empty() || out_.back() == U'\n') return;
        if (out_.back() != between) {
            out_ += with;
        } else if (with == U'\n') {
            out_.back() = with;
        }
    }

    // In thousandths of the font's size, between pieces of a line: a blank is a quarter of it.
    static bool is_wide_gap(std::string_view word) {
        return word.starts_with('-') && pdf_number(word.substr(1)).value_or(0) > 180;
    }

    void append(std::string_view bytes, const CodeMap* map) {
        if (map == nullptr) {
            for (const char c : bytes)
                out_ += static_cast<unsigned char>(c);
            return;
        }
        for (std::size_t i = 0; i + map->width <= bytes.size(); i += map->width) {
            const auto found = map->characters.find(code_of(bytes.substr(i, map->width)));
            if (found != map->characters.end()) out_ += found->second;
        }
    }

    const PdfObjects& objects_;
    std::size_t limit_;
    std::size_t room_ = most_codes;
    std::unordered_map<int, CodeMap> maps_;
    std::unordered_map<int, const CodeMap*> of_font_;
    Fonts fonts_;
    std::u32string out_;
    double height_ = 0, drawn_at_ = 0;
};

}  // namespace

std::string pdf_page_text(const PdfObjects& objects, std::size_t limit) {
    return TextReader(objects, limit).read();
}

}  // namespace attt::scanner::content
