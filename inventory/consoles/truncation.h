// Whether an export of a console holds all that it was made of: what stands above and below its table tells.
#pragma once

#include <optional>
#include <string>

#include "base/csv.h"
#include "inventory/consoles/source.h"

namespace attt::inventory {

class Truncation {
  public:
    // The export's own count of computers, where it has one.
    void promise(std::optional<std::size_t> count);
    // A row that is no computer: a title, a remark, a total. True when it says how many there are or that some are
    // left out, so that it is no mistake.
    bool look(const base::TableRow& row);
    // Makes the source partial where fewer computers came than were promised, and says why.
    void judge(const std::string& file, ReadSource& read) const;

  private:
    std::optional<std::size_t> promised_;
    std::string remark_;  // that some are left out
};

}  // namespace attt::inventory
