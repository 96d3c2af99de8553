#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "base/toml.h"
#include "inventory/personal_data.h"
#include "inventory/record.h"

namespace attt::inventory {
namespace {

constexpr std::size_t most_tables = 200'000;

// The text of a value as a cell would hold it; nothing for what a cell cannot hold.
std::optional<std::string> cell_text(const base::Value& value) {
    if (const auto* text = value.if_string()) return *text;
    if (const auto* flag = value.if_bool()) return *flag ? "true" : "false";
    if (const auto* number = value.if_integer()) return std::to_string(*number);
    const auto* array = value.if_array();
    const auto strings = base::strings_of(value);
    if (array == nullptr || strings.size() != array->size()) return std::nullopt;
    return fmt::format("{}", fmt::join(strings, "; "));
}

base::Value raw_cells(const base::Object& object, ListKind kind) {
    base::Object out;
    for (const auto& [key, value] : object) {
        const Attribute* attribute = attribute_named(kind, key);
        const bool personal = attribute == nullptr && is_personal(key);
        const auto* text = value.if_string();
        const bool cleaned = text != nullptr && (attribute == nullptr || attribute->of_person);
        out.set(key, personal ? base::Value(masked_cell) : cleaned ? base::Value(without_persons(*text)) : value);
    }
    return out;
}

void read_fields(base::TomlTable& table, Record& record) {
    for (const Attribute& attribute : attributes_of(record.kind)) {
        const base::Value* value = table.any(attribute.name);
        if (value == nullptr) continue;
        auto text = cell_text(*value);
        if (!text || (value->if_array() != nullptr && attribute.name != "macs")) {
            table.defect(attribute.name, "toml.wrong_type",
                         {{"key", std::string(attribute.name)},
                          {"expected", "string"},
                          {"found", std::string(value->type_name())}});
            continue;
        }
        if (attribute.of_person) text = without_persons(*text);
        record.fields.push_back({&attribute, std::string(attribute.name), std::move(*text)});
    }
}

// A value of a wrong type has been told of, and a key without a value may be the one that is misspelt.
void mark_told(base::TomlTable& table, const Record& record, Reading& reading, bool misspelt) {
    for (const Attribute& attribute : attributes_of(record.kind)) {
        if (record.field(attribute.name) != nullptr) continue;
        if (misspelt || table.any(attribute.name) != nullptr) reading.mark_told(record, attribute);
    }
}

void read_record(base::TomlTable& table, ListKind kind, Reading& reading) {
    const std::size_t defects_before = reading.defects.size();
    Record record{kind, table.document().file, {}, table.line(), {}, reading.rows.size()};
    read_fields(table, record);
    const std::size_t understood = reading.defects.size();
    table.refuse_unknown();
    mark_told(table, record, reading, reading.defects.size() > understood);
    RawRow row{kind,        std::string(record.id()),        {subject_kind_of(kind), std::string(record.id())},
               record.line, raw_cells(table.object(), kind), {}};
    if (reading.defects.size() > defects_before) {
        row.problem = reading.defects[defects_before].message;
        row.subject.id.clear();
    }
    reading.rows.push_back(std::move(row));
    reading.records.push_back(std::move(record));
}

}  // namespace

void read_toml_source(const Source& source, Reading& reading) {
    auto document = base::parse_toml(source.bytes, source.name);
    if (!document) {
        reading.defects.push_back(std::move(document.error()));
        return;
    }
    base::TomlTable root(*document, reading.defects);
    const std::size_t before = reading.records.size();
    for (const ListKind kind : list_kinds) {
        for (base::TomlTable& table : root.tables(table_name_of(kind))) {
            if (reading.records.size() - before >= most_tables) {
                reading.defects.push_back({base::ErrorCode::bad_input,
                                           "inventory.too_many_records",
                                           {{"limit", std::to_string(most_tables)}},
                                           {source.name, table.line(), {}}});
                return;
            }
            read_record(table, kind, reading);
        }
    }
    root.refuse_unknown();
    if (document->root.if_object()->empty()) {
        reading.defects.push_back({base::ErrorCode::bad_input, "inventory.empty_file", {}, {source.name, 0, {}}});
    }
}

}  // namespace attt::inventory
