// What a terminal shows: aligned tables, a progress line, colour where it is wanted. Everything that came from outside
// is made printable on its way.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/catalogue.h"

namespace attt::cli {

enum class Colour { none, red, green, yellow, grey, bold };

// `text` in a colour when standard output is a terminal and NO_COLOR is not set.
std::string coloured(Colour colour, std::string_view text);

// To standard output. `text` is ours (already made printable where it came from outside).
void print(std::string_view text);
void print_line(std::string_view text);
// To standard error.
void print_error(std::string_view text);

class TextTable {
  public:
    enum class Align { left, right };
    explicit TextTable(std::vector<std::string> headings, std::vector<Align> aligns = {});
    // Cells are made printable; `colour` dresses the whole row's cell at `coloured_column`.
    void add(std::vector<std::string> cells);
    void colour_last(std::size_t column, Colour colour);
    // At most `width` columns wide where that can be had by wrapping cells (0: as wide as it wants).
    std::string text(std::size_t width) const;
    std::string text() const;  // for standard output: as wide as the terminal, or as it wants where there is none
    bool empty() const { return rows_.empty(); }

  private:
    struct Row {
        std::vector<std::string> cells;
        std::vector<Colour> colours;
    };
    std::string lines_of(const Row& row, const std::vector<std::size_t>& widths) const;

    std::vector<std::string> headings_;
    std::vector<Align> aligns_;
    std::vector<Row> rows_;
};

// One line, redrawn, on a terminal; silent elsewhere. Erases itself when destroyed.
class ProgressLine {
  public:
    ProgressLine();
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;
    void show(std::string_view text);
    bool on_terminal() const { return terminal_; }
    std::size_t width() const;  // in columns; 80 where the terminal does not say

  private:
    bool terminal_;
    bool shown_ = false;
};

}  // namespace attt::cli
