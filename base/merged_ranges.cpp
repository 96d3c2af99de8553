#include "base/merged_ranges.h"

#include <algorithm>

namespace attt::base {
namespace {

auto place_of(std::vector<Cell>& cells, std::size_t column) {
    return std::lower_bound(cells.begin(), cells.end(), column,
                            [](const Cell& cell, std::size_t wanted) { return cell.column < wanted; });
}

}  // namespace

void MergedRanges::add(const MergedRange& range) {
    if (range.first_row != range.last_row || range.first_column != range.last_column) ranges_.push_back(range);
}

void MergedRanges::sort() {
    std::sort(ranges_.begin(), ranges_.end(),
              [](const MergedRange& a, const MergedRange& b) { return a.first_row < b.first_row; });
    next_ = 0;
    open_.clear();
}

void MergedRanges::fill(std::size_t row, std::vector<Cell>& cells) {
    if (ranges_.empty()) return;
    std::erase_if(open_, [&](const Kept& kept) { return kept.range.last_row < row; });
    for (; next_ < ranges_.size() && ranges_[next_].first_row <= row; ++next_) {
        if (ranges_[next_].first_row < row) continue;  // its first row holds nothing, so neither does its first cell
        const auto found = place_of(cells, ranges_[next_].first_column);
        if (found == cells.end() || found->column != ranges_[next_].first_column) continue;
        open_.push_back({ranges_[next_], *found, std::string(found->text)});
    }
    for (const Kept& kept : open_) {
        for (std::size_t column = kept.range.first_column; column <= kept.range.last_column; ++column) {
            const auto at = place_of(cells, column);
            if (at != cells.end() && at->column == column) continue;
            Cell cell = kept.cell;
            cell.column = column;
            cell.text = kept.text;
            cell.merged_down = row > kept.range.first_row;
            cell.merged_across = column > kept.range.first_column;
            cells.insert(at, cell);
        }
    }
}

}  // namespace attt::base
