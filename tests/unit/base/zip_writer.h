// Makes .xlsx files by hand, so that a test can hold what no program would write.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace attt::base {

using Parts = std::vector<std::pair<std::string, std::string>>;

std::string zipped(const Parts& parts);

// An .xlsx of one sheet "Danh sách": what stands in <worksheet>, in <sst> and in <styleSheet>.
std::string workbook_of(const std::string& worksheet, const std::string& strings = "", const std::string& styles = "");
// Its parts, to be changed.
Parts parts_of(const std::string& worksheet, const std::string& strings = "", const std::string& styles = "");

}  // namespace attt::base
