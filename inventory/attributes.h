// The attributes of each kind of list, and the headings under which offices write them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/table_columns.h"
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
    bool holds_code = false;    // a serial number and the like: long, and worth nothing when digits are lost
    bool of_person = false;     // telephone numbers and addresses that stand in it are masked
};

std::span<const Attribute> attributes_of(ListKind kind);
const Attribute* attribute_named(ListKind kind, std::string_view name);

// "id, name, agency": what a file of this kind must have.
std::string needed_columns(ListKind kind);

// What the headings of a sheet mean.
struct Recognition {
    ListKind kind = ListKind::agencies;
    base::TableLayout layout;
    std::vector<const Attribute*> attributes;  // one per column of the layout; nullptr: not understood
};

// The kind with all its needed columns and the most headings understood. Errors, with the row as line:
// inventory.unknown_kind (headings and what each kind needs), inventory.missing_columns, inventory.ambiguous_kind,
// inventory.same_column.
base::Result<Recognition> recognise(const base::SheetTop& top, Kind as);

// The known heading nearest to one that is not; empty when none is near.
std::string nearest_heading(ListKind kind, std::string_view heading);

// A running number: understood, and of no use.
bool is_row_number(std::string_view heading);

}  // namespace attt::inventory
