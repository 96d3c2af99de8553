#include "inventory/record.h"

#include <algorithm>

#include "base/table_file.h"
#include "base/text.h"

namespace attt::inventory {
namespace {

base::Error placed(const Record& record, const Field* field, base::Error error) {
    error.place = {base::sheet_in_file(record.file, record.sheet), record.line,
                   field != nullptr ? field->label : std::string()};
    if (field != nullptr) error.arguments.emplace_back("column", base::printable(field->label, 80));
    return error;
}

}  // namespace

const Field* Record::field(std::string_view attribute) const {
    const auto found =
        std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.attribute->name == attribute; });
    return found == fields.end() ? nullptr : &*found;
}

std::string_view Record::id() const {
    const Field* found = field("id");
    return found != nullptr ? base::trim(found->text) : std::string_view();
}

void Reading::refuse(const Record& record, const Field* field, base::Error error) {
    RawRow& row = rows[record.row];
    if (row.problem.empty()) row.problem = error.message;
    row.subject.id.clear();
    if (field != nullptr && field->attribute != nullptr) mark_told(record, *field->attribute);
    defects.push_back(placed(record, field, std::move(error)));
}

void Reading::warn(const Record& record, const Field& field, base::Error error) {
    warnings.push_back(placed(record, &field, std::move(error)));
}

}  // namespace attt::inventory
