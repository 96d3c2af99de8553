#include "cli/terminal.h"

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
        cell = base::printable(cell, 160);
    rows_.push_back({std::move(cells), std::vector<Colour>(headings_.size(), Colour::none)});
}

void TextTable::colour_last(std::size_t column, Colour colour) {
    rows_.back().colours.at(column) = colour;
}

std::string TextTable::text() const {
    std::vector<std::size_t> widths;
    for (std::size_t column = 0; column < headings_.size(); ++column) {
        std::size_t width = base::display_width(headings_[column]);
        for (const Row& row : rows_)
            width = std::max(width, base::display_width(row.cells[column]));
        widths.push_back(width);
    }
    const auto line = [&](const std::vector<std::string>& cells, const std::vector<Colour>& colours) {
        std::string out;
        for (std::size_t column = 0; column < cells.size(); ++column) {
            const bool last = column + 1 == cells.size();
            const bool bare = last && aligns_[column] == Align::left;
            out += coloured(colours[column],
                            bare ? cells[column] : padded(cells[column], widths[column], aligns_[column]));
            if (!last) out += "  ";
        }
        return out + "\n";
    };
    std::string out = line(headings_, std::vector<Colour>(headings_.size(), Colour::bold));
    std::size_t total = 0;
    for (const std::size_t width : widths)
        total += width + 2;
    for (std::size_t i = 2; i < total; ++i)
        out += "─";
    out += "\n";
    for (const Row& row : rows_)
        out += line(row.cells, row.colours);
    return out;
}

ProgressLine::ProgressLine() : terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
    if (shown_) std::fputs("\r\033[K", stderr);
}

void ProgressLine::show(std::string_view text) {
    if (!terminal_) return;
    std::fputs("\r\033[K", stderr);
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
    shown_ = true;
}

}  // namespace attt::cli
