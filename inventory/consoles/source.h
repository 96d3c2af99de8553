// What every importer of computers gives: records of one source with the source's own time, and what was wrong.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/computer_record.h"

namespace attt::inventory {

struct SourceOptions {
    std::string name;                 // of the source; empty: by the file
    std::optional<base::Time> as_of;  // what time it speaks of; none: by its content
    base::Time now;                   // nothing speaks of a time after this
    bool partial = false;             // it is known to leave computers out
    bool month_first = false;         // 03/04/2026 is 4 March
    std::string agency = {};          // whose file it is: of records whose group names no agency
};

struct ReadSource {
    model::ComputerSource source;
    std::vector<base::Error> defects;   // a record left out, or the whole file
    std::vector<base::Error> warnings;  // a value left out
    std::size_t refused = 0;            // records
    std::size_t personal_dropped = 0;   // user names and keys that went no further than the door
};

// Sets what all importers share: ids for records without one, one record for each id (the newest), the time of the
// source (the newest time that a record was seen, else `now`), no time after `now`.
void finish(ReadSource& read, const SourceOptions& options);

// An id of the record's own keys, for sources that give none: the same keys give the same id.
std::string id_of_keys(const model::ComputerRecord& record);

}  // namespace attt::inventory
