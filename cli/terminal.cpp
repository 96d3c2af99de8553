#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/text.h"

namespace attt::cli {
namespace {

bool wants_colour() {
    static const bool wanted = ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
    return wanted;
}

constexpr std::string_view gap = "  ";
constexpr std::size_t longest_cell = 1200;  // bytes: a whole sentence, but no flood

std::size_t terminal_width() {
    winsize size{};
    if (::isatty(STDOUT_FILENO) != 1 || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
    return size.ws_col;
}

std::size_t whole_width(const std::vector<std::size_t>& widths) {
    std::size_t total = gap.size() * (widths.size() - 1);
    for (const std::size_t width : widths)
        total += width;
    return total;
}

std::size_t longest_word(const std::string& text) {
    std::size_t longest = 0;
    for (const std::string& word : base::split(text, ' '))
        longest = std::max(longest, base::display_width(word));
    return longest;
}

// Takes from the widest column that still has a place to break at, until the table fits: a word is never cut, and what
// can be narrower gives way first.
void shrink(std::vector<std::size_t>& widths, const std::vector<std::size_t>& least, std::size_t limit) {
    while (whole_width(widths) > limit) {
        std::size_t widest = widths.size();
        for (std::size_t i = 0; i < widths.size(); ++i) {
            if (widths[i] > least[i] && (widest == widths.size() || widths[i] > widths[widest])) widest = i;
        }
        if (widest == widths.size()) return;
        --widths[widest];
    }
}

// Lines of at most `width` columns, broken between words where possible.
std::vector<std::string> wrap(const std::string& text, std::size_t width) {
    if (base::display_width(text) <= width) return {text};
    std::vector<std::string> lines;
    std::string line;
    for (const std::string& word : base::split(text, ' ')) {
        const std::string longer = line.empty() ? word : line + " " + word;
        if (!line.empty() && base::display_width(longer) > width) {
            lines.push_back(line);
            line = word;
        } else {
            line = longer;
        }
    }
    lines.push_back(line);
    return lines;
}

std::string padded(const std::string& cell, std::size_t width, TextTable::Align align) {
    const std::size_t own = base::display_width(cell);
    const std::string blank(width > own ? width - own : 0, ' ');
    return align == TextTable::Align::right ? blank + cell : cell + blank;
}

}  // namespace

std::string coloured(Colour colour, std::string_view text) {
    if (colour == Colour::none || !wants_colour()) return std::string(text);
    static constexpr std::string_view codes[] = {"", "31", "32", "33", "90", "1"};
    return std::string("\033[")
        .append(codes[static_cast<std::size_t>(colour)])
        .append("m")
        .append(text)
        .append("\033[0m");
}

void print(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
}

void print_line(std::string_view text) {
    print(std::string(text) + "\n");
}

void print_error(std::string_view text) {
    const std::string line = std::string(text) + "\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
}

TextTable::TextTable(std::vector<std::string> headings, std::vector<Align> aligns)
    : headings_(std::move(headings)), aligns_(std::move(aligns)) {
    aligns_.resize(headings_.size(), Align::left);
}

void TextTable::add(std::vector<std::string> cells) {
    cells.resize(headings_.size());
    for (std::string& cell : cells)
        cell = base::printable(cell, longest_cell);
    rows_.push_back({std::move(cells), std::vector<Colour>(headings_.size(), Colour::none)});
}

void TextTable::colour_last(std::size_t column, Colour colour) {
    rows_.back().colours.at(column) = colour;
}

std::string TextTable::text() const {
    return text(terminal_width());
}

std::string TextTable::text(std::size_t width) const {
    std::vector<std::size_t> widths, least;
    for (std::size_t column = 0; column < headings_.size(); ++column) {
        std::size_t widest = base::display_width(headings_[column]), word = longest_word(headings_[column]);
        for (const Row& row : rows_) {
            widest = std::max(widest, base::display_width(row.cells[column]));
            word = std::max(word, longest_word(row.cells[column]));
        }
        widths.push_back(widest);
        least.push_back(word);
    }
    if (width > 0) shrink(widths, least, width);
    std::string out = lines_of({headings_, std::vector<Colour>(headings_.size(), Colour::bold)}, widths);
    const std::size_t total = whole_width(widths);
    for (std::size_t i = 0; i < total; ++i)
        out += "─";
    out += "\n";
    for (const Row& row : rows_)
        out += lines_of(row, widths);
    return out;
}

std::string TextTable::lines_of(const Row& row, const std::vector<std::size_t>& widths) const {
    std::vector<std::vector<std::string>> wrapped;
    std::size_t height = 1;
    for (std::size_t column = 0; column < widths.size(); ++column) {
        wrapped.push_back(wrap(row.cells[column], widths[column]));
        height = std::max(height, wrapped.back().size());
    }
    std::string out;
    for (std::size_t line = 0; line < height; ++line) {
        for (std::size_t column = 0; column < widths.size(); ++column) {
            const std::string cell = line < wrapped[column].size() ? wrapped[column][line] : "";
            const bool last = column + 1 == widths.size();
            const bool bare = last && aligns_[column] == Align::left;
            out += coloured(row.colours[column], bare ? cell : padded(cell, widths[column], aligns_[column]));
            if (!last) out += gap;
        }
        while (out.ends_with(' '))
            out.pop_back();
        out += "\n";
    }
    return out;
}

ProgressLine::ProgressLine() : terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
    if (shown_) std::fputs("\r\033[K", stderr);
}

std::size_t ProgressLine::width() const {
    winsize size{};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

void ProgressLine::show(std::string_view text) {
    if (!terminal_) return;
    std::fputs("\r\033[K", stderr);
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
    shown_ = true;
}

}  // namespace attt::cli
