// The attributes of each kind of record, and the headings under which offices write them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "inventory/read.h"

namespace attt::inventory {

enum class Need {
    optional,
    column,  // a file must have the column; its cells may be empty
    value,   // every record must have a value
};

struct Attribute {
    std::string_view name;  // as in model/inventory.h and in TOML; the first heading understood
    Need need;
    std::string_view headings;  // others, parted by '|'
};

std::span<const Attribute> attributes_of(model::SubjectKind kind);
const Attribute* attribute_named(model::SubjectKind kind, std::string_view name);

// "id, name, agency": what a file of this kind must have.
std::string needed_columns(model::SubjectKind kind);

// What the heading row of a file means.
struct Recognition {
    model::SubjectKind kind = model::SubjectKind::agency;
    std::vector<const Attribute*> columns;  // one per heading; nullptr: not understood
    int matched = 0;                        // distinct attributes
};

// The kind with all its needed columns and the most headings understood. Errors: inventory.unknown_kind (headings and
// what each kind needs), inventory.missing_columns, inventory.ambiguous_kind, inventory.same_column.
base::Result<Recognition> recognise(const std::vector<std::string>& headings, Kind as);

// The known heading nearest to one that is not; empty when none is near.
std::string nearest_heading(model::SubjectKind kind, std::string_view heading);

// A running number: understood, and of no use.
bool is_row_number(std::string_view heading);

}  // namespace attt::inventory
