// The merged ranges of a sheet, walked along with its rows: each remembers what its first cell holds and gives it to
// the others. Used by base/spreadsheet.cpp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/spreadsheet.h"

namespace attt::base {

struct MergedRange {
    std::size_t first_row = 0, last_row = 0;        // from 1
    std::size_t first_column = 0, last_column = 0;  // from 0
};

class MergedRanges {
  public:
    // Ranges of one cell are left out.
    void add(const MergedRange& range);
    void sort();
    std::size_t size() const { return ranges_.size(); }

    // Adds to the cells of a row (by column) what its merged ranges give it. Rows must come in order; each text stays
    // until the next call.
    void fill(std::size_t row, std::vector<Cell>& cells);

  private:
    struct Kept {
        MergedRange range;
        Cell cell;
        std::string text;
    };
    std::vector<MergedRange> ranges_;
    std::size_t next_ = 0;
    std::vector<Kept> open_;
};

}  // namespace attt::base
