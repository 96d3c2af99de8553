// A document as blocks, whatever the format it is written in: what a builder says once, html, docx, pdf and xlsx show.
// Plain data; everything is in words of one language already. Texts may come from outside and are made fit for showing
// by whoever writes them out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/catalogue.h"
#include "base/time.h"

namespace attt::reports {

// What a cell or a series means, for its colour; never said by colour alone.
enum class Tone { none, good, bad, unknown, critical, high, medium, low, info };

struct Span {
    enum class Style { plain, bold, italic, code };
    std::string text;
    Style style = Style::plain;
};
using Spans = std::vector<Span>;

// Head of the form of Nghị định 30/2020/NĐ-CP, Phụ lục I. What is empty is left for the clerk to fill, or left out.
struct Letterhead {
    std::string parent;                  // cơ quan chủ quản trực tiếp
    std::string office;                  // cơ quan ban hành
    std::string number;                  // "145"; empty: dots
    std::string symbol;                  // "BC-STTTT"
    std::string place;                   // "Đồng Tháp"
    std::optional<base::Date> date;      // of signing; none: dots
    std::string about;                   // of a letter: "V/v …", under its number
    std::string classification;          // độ mật; empty: a field to fill
    std::string national_title, motto;   // quốc hiệu, tiêu ngữ
    std::string number_line, date_line;  // as printed, worked out from the above
    std::string classification_line;
};

// Tên loại and trích yếu, centred.
struct Title {
    std::string kind;     // "BÁO CÁO"
    std::string summary;  // "Kết quả rà soát …"
    std::string note;     // "(Kèm theo …)", in italics; may be empty
};

struct Heading {
    int level = 1;  // 1 to 3
    std::string text;
};

struct Paragraph {
    enum class Kind {
        body,       // justified, first line set in
        addressee,  // "Kính gửi: …", centred
        note,       // smaller
        code,       // what is to be typed
        choice,     // a box to tick before it
    };
    Spans spans;
    Kind kind = Kind::body;
};

struct Listing {
    struct Item {
        Spans spans;
        int depth = 0;
        bool code = false;  // what is to be typed
    };
    std::vector<Item> items;
    bool numbered = false;  // items of depth 0
};

struct Share {
    std::int64_t numerator = 0, denominator = 0;
};
using CellValue = std::variant<std::monostate, std::string, std::int64_t, Share, base::Date>;
struct Cell {
    CellValue value;
    Tone tone = Tone::none;
    std::vector<std::string> links = {};  // of its lines: files beside the document
    Cell() = default;
    Cell(CellValue what, Tone means = Tone::none) : value(std::move(what)), tone(means) {}
    Cell(std::string text, Tone means = Tone::none) : value(std::move(text)), tone(means) {}
    Cell(const char* text) : value(std::string(text)) {}
};
using Row = std::vector<Cell>;

struct Column {
    enum class Kind { text, number, share, date };
    std::string heading;
    double width = 1;  // relative to the others
    Kind kind = Kind::text;
};

struct Table {
    std::string caption;
    std::string sheet;  // its name in a workbook; empty: not there
    std::vector<Column> columns;
    std::vector<Row> rows;   // as long as the columns
    std::string when_empty;  // what to say where there are no rows
    bool sheet_only = false;
    bool sortable = true;  // where a reader's program can
};

// Numbers that are drawn, and stand in a table below or beside.
struct Series {
    std::string name;
    Tone tone = Tone::none;
    std::vector<std::optional<double>> values;  // one a category; none: not known
};
struct Chart {
    enum class Kind {
        lines,    // one a series over the categories
        columns,  // stacked
        bars,     // lying, stacked, one a category
        grid,     // a row a series, a column a category, shaded by the number
        pyramid,  // centred bars, the first category on top
    };
    Kind kind = Kind::columns;
    std::string title;
    std::string description;  // what it shows, in words, for who cannot see it
    std::string sheet;        // its name in a workbook; empty: not there
    std::string category;     // what the categories are, heading of the table
    std::vector<std::string> categories;
    std::vector<Series> series;
    bool percent = false;  // values are 0 to 100
    std::optional<double> threshold;
    std::string threshold_name;
};

// Key figures, side by side.
struct Figures {
    struct Figure {
        std::string value, label, note;
        Tone tone = Tone::none;
    };
    std::vector<Figure> figures;
};

// What follows begins on a new page; a part with pages of its own where `appendix`.
struct NewPage {
    bool appendix = false;
    bool landscape = false;
    bool restart = false;  // page numbers begin anew
};

struct Signature {
    std::string recipients_title;         // "Nơi nhận:"
    std::vector<std::string> recipients;  // the last: "Lưu: VT, …"
    std::string authority;                // "KT. GIÁM ĐỐC"; may be empty
    std::string post;                     // "PHÓ GIÁM ĐỐC"
    std::string name;                     // empty: left for the name
    std::string note;                     // "(Chữ ký số của cơ quan)"
};

using Block = std::variant<Letterhead, Title, Heading, Paragraph, Listing, Table, Chart, Figures, NewPage, Signature>;

struct Document {
    std::string name;  // of its file, without ending
    std::string title;
    std::string author;  // the office
    base::Language language = base::Language::vi;
    base::Date as_of;
    base::Time made;  // the only time in the file
    // What it was made from and how, for the cover of a workbook and the properties: scope, dates, versions.
    std::vector<std::pair<std::string, std::string>> parameters;
    std::vector<Block> blocks;
};

// A cell's value in words: "5.100", "67,5%", "31/12/2023".
std::string in_words(const CellValue& value, base::Language language);
// The same numbers as a table: a row a category (of a grid: a series).
Table table_of(const Chart& chart);
// 0xRRGGBB: for a ground under dark text, and for text and lines.
std::uint32_t ground_of(Tone tone);
std::uint32_t ink_of(Tone tone);
// A box to tick; a place left to be filled.
inline constexpr const char* tick_box = "□";
inline constexpr const char* to_fill = "……………";

}  // namespace attt::reports
