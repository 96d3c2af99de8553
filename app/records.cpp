#include "app/records.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"

namespace attt::app {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Value;
using model::Field;
using model::FieldType;
using model::RecordKind;

struct Names {
    std::vector<std::string> ids;
    std::map<std::string, std::string> by_id;                 // folded id -> id
    std::map<std::string, std::vector<std::string>> by_name;  // folded name -> ids
};

template <class Records, class NameOf>
Names names_of(const Records& records, NameOf name_of_record) {
    Names out;
    for (const auto& record : records) {
        out.ids.push_back(record.id);
        out.by_id.emplace(base::fold(record.id), record.id);
        const std::string name = base::fold(name_of_record(record));
        if (!name.empty()) out.by_name[name].push_back(record.id);
    }
    return out;
}

tl::unexpected<Error> bad(std::string_view message, const std::string& value, base::MessageArguments more = {}) {
    more.emplace_back("value", value);
    return base::fail(ErrorCode::bad_input, message, std::move(more));
}

Result<Value> subject_id(const Names& names, const std::string& text) {
    const std::string folded = base::fold(text);
    if (const auto found = names.by_id.find(folded); found != names.by_id.end()) return Value(found->second);
    const auto named = names.by_name.find(folded);
    if (named != names.by_name.end() && named->second.size() == 1) return Value(named->second.front());
    if (named != names.by_name.end())
        return bad("records.ambiguous", text, {{"first", named->second[0]}, {"second", named->second[1]}});
    std::vector<std::string> all = names.ids;
    for (const auto& [name, ids] : names.by_name)
        all.push_back(name);
    return bad("records.no_such_subject", text, {{"nearest", base::nearest(text, all).value_or("")}});
}

// "1.234" as Vietnam groups thousands, else digits alone.
Result<Value> whole_number(const std::string& text) {
    std::string digits;
    const auto groups = base::split(text, '.');
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (groups.size() > 1 && (i == 0 ? groups[i].empty() || groups[i].size() > 3 : groups[i].size() != 3))
            return bad("records.bad_integer", text);
        digits += groups[i];
    }
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size() || value < 0)
        return bad("records.bad_integer", text);
    return Value(value);
}

Result<Value> date_value(const std::string& text) {
    // a spreadsheet's date may carry an empty time of day
    auto date = base::parse_date(text.substr(0, text.find(' ')));
    if (!date) return tl::unexpected(date.error());
    return Value(base::to_iso_date(*date));
}

std::optional<int> two_digits(std::string_view text, int below) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    if (!whole || text.empty() || text.size() > 2 || value < 0 || value >= below) return std::nullopt;
    return value;
}

// "20/11/2023 08:30" in Vietnam's time, or RFC 3339.
Result<Value> moment_value(const std::string& text) {
    if (const auto time = base::parse_rfc3339(text)) return Value(base::to_rfc3339(*time));
    const auto space = text.find(' ');
    const auto date = base::parse_date(text.substr(0, space));
    if (!date || space == std::string::npos) return bad("records.bad_moment", text);
    const auto parts = base::split(base::trim(std::string_view(text).substr(space)), ':');
    if (parts.size() < 2 || parts.size() > 3) return bad("records.bad_moment", text);
    const auto hour = two_digits(parts[0], 24);
    const auto minute = two_digits(parts[1], 60);
    if (!hour || !minute) return bad("records.bad_moment", text);
    return Value(
        base::to_rfc3339(base::start_of_day(*date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute)));
}

class RowReader {
  public:
    RowReader(const model::Inventory& inventory, const RecordWords& words)
        : words_(words),
          agencies_(names_of(inventory.agencies, [](const auto& r) { return r.name; })),
          systems_(names_of(inventory.systems, [](const auto& r) { return r.name; })),
          websites_(names_of(inventory.websites, [](const auto& r) { return r.url; })) {}

    const RecordWords& words() const { return words_; }

    Result<Value> cell(const Field& field, const std::string& text) const {
        switch (field.type) {
            case FieldType::text: return Value(base::nfc(text));
            case FieldType::agency: return subject_id(agencies_, text);
            case FieldType::system: return subject_id(systems_, text);
            case FieldType::website: return subject_id(websites_, text);
            case FieldType::date: return date_value(text);
            case FieldType::moment: return moment_value(text);
            case FieldType::integer: return whole_number(text);
            case FieldType::boolean: {
                const auto flag = words_.yes_or_no(text);
                if (!flag) return bad("records.bad_boolean", text);
                return Value(*flag);
            }
            case FieldType::choice: {
                const auto choice = words_.choice(field, text);
                if (choice) return Value(*choice);
                return bad("records.bad_choice", text,
                           {{"allowed", fmt::format("{}", fmt::join(words_.of_choices(field), ", "))}});
            }
        }
        return Value();
    }

  private:
    const RecordWords& words_;
    Names agencies_, systems_, websites_;
};

struct Column {
    const Field* field = nullptr;
    bool is_id = false;
    std::string heading;
};

std::vector<Column> columns_of(const base::Table& table, RecordKind kind, const RecordWords& words,
                               std::vector<Error>& defects) {
    std::vector<Column> out;
    for (const std::string& heading : table.headings) {
        Column column{words.field(kind, heading), base::fold(heading) == "id" || base::fold(heading) == "ma", heading};
        const bool twice = column.field != nullptr && std::any_of(out.begin(), out.end(), [&](const Column& other) {
                               return other.field == column.field;
                           });
        if (twice) {
            defects.push_back({ErrorCode::bad_input,
                               "records.heading_twice",
                               {{"heading", heading}},
                               {table.file, table.heading_line, heading}});
            column.field = nullptr;
        } else if (column.field == nullptr && !column.is_id && !heading.empty()) {
            const std::vector<std::string> known = words.of_fields(kind);
            defects.push_back({ErrorCode::bad_input,
                               "records.unknown_heading",
                               {{"heading", heading},
                                {"known", fmt::format("{}", fmt::join(known, ", "))},
                                {"nearest", base::nearest(heading, known).value_or("")}},
                               {table.file, table.heading_line, heading}});
        }
        out.push_back(column);
    }
    return out;
}

// What is wrong with a whole row; nothing when it is whole.
std::optional<Error> objection(const model::Record& record, const RecordWords& words) {
    for (const Field& field : model::fields_of(record.kind)) {
        if (field.required && record.attributes[field.name].is_null())
            return Error{ErrorCode::bad_input, "records.missing_field", {{"field", words.of_field(field.name)}}, {}};
    }
    const bool has_subject =
        !record.text("agency").empty() || !record.text("system").empty() || !record.text("website").empty();
    if (model::needs_a_subject(record.kind) && !has_subject)
        return Error{ErrorCode::bad_input, "records.no_subject", {}, {}};
    const auto level = record.number("level");
    if (level && (*level < 1 || *level > 5))
        return Error{ErrorCode::bad_input, "records.bad_level", {{"value", std::to_string(*level)}}, {}};
    const auto more = [&](const char* part, const char* whole) {
        const auto a = record.number(part);
        const auto b = record.number(whole);
        return a && b && *a > *b;
    };
    for (const auto& [part, whole] :
         {std::pair("attended", "invited"), std::pair("numerator", "denominator"), std::pair("infected", "machines")}) {
        if (more(part, whole))
            return Error{ErrorCode::bad_input,
                         "records.more_than_whole",
                         {{"part", words.of_field(part)}, {"whole", words.of_field(whole)}},
                         {}};
    }
    for (const auto& [from, until] :
         {std::pair("from", "until"), std::pair("issued_on", "valid_until"),
          std::pair("detected_at", "first_notice_at"), std::pair("detected_at", "reported_at"),
          std::pair("approved_on", "reviewed_on")}) {
        const std::string a = record.text(from);
        const std::string b = record.text(until);
        if (!a.empty() && !b.empty() && b < a)
            return Error{ErrorCode::bad_input,
                         "records.ends_before_it_begins",
                         {{"from", words.of_field(from)}, {"until", words.of_field(until)}},
                         {}};
    }
    return std::nullopt;
}

std::optional<model::Record> record_of(const base::TableRow& row, const std::vector<Column>& columns, RecordKind kind,
                                       const RowReader& reader, const std::string& file, std::vector<Error>& defects) {
    model::Record record;
    record.kind = kind;
    base::Object& attributes = *record.attributes.if_object();
    bool sound = true;
    for (std::size_t i = 0; i < columns.size() && i < row.cells.size(); ++i) {
        const std::string text(base::trim(row.cells[i]));
        if (text.empty()) continue;
        if (columns[i].is_id) record.id = text;
        if (columns[i].field == nullptr) continue;
        auto value = reader.cell(*columns[i].field, text);
        if (!value) {
            value.error().place = {file, row.line, columns[i].heading};
            defects.push_back(value.error());
            sound = false;
        } else {
            attributes.set(std::string(columns[i].field->name), std::move(*value));
        }
    }
    if (attributes.empty() && record.id.empty()) return std::nullopt;
    if (!sound) return std::nullopt;
    if (auto against = objection(record, reader.words())) {
        against->place = {file, row.line, ""};
        defects.push_back(*against);
        return std::nullopt;
    }
    if (record.id.empty()) record.id = model::identity_of(kind, record.attributes);
    return record;
}

}  // namespace

ReadRecords read_records(const NamedTable& table, RecordKind kind, const model::Inventory& inventory,
                         const RecordWords& words) {
    ReadRecords out;
    const auto columns = columns_of(table.table, kind, words, out.defects);
    const RowReader reader(inventory, words);
    std::map<std::string, int> lines;
    for (const base::TableRow& row : table.table.rows) {
        auto record = record_of(row, columns, kind, reader, table.table.file, out.defects);
        if (!record) continue;
        const auto [known, fresh] = lines.try_emplace(record->id, row.line);
        if (!fresh) {
            out.defects.push_back({ErrorCode::bad_input,
                                   "records.twice",
                                   {{"id", record->id}, {"line", std::to_string(known->second)}},
                                   {table.table.file, row.line, ""}});
            continue;
        }
        out.records.push_back(std::move(*record));
    }
    return out;
}

Result<RecordImport> import_records(store::Store& store, const std::vector<std::string>& files,
                                    std::optional<RecordKind> kind, base::Language language) {
    const base::Time at = base::now();
    auto words = RecordWords::load(language);
    if (!words) return tl::unexpected(words.error());
    auto inventory = store.inventory(at);
    if (!inventory) return tl::unexpected(inventory.error());
    RecordImport out;
    for (const std::string& file : files) {
        auto tables = read_sheets(file);
        if (!tables) return tl::unexpected(tables.error());
        std::vector<model::Record> records;
        for (const NamedTable& table : *tables) {
            const auto told = words->kind(table.name);
            if (!told && !kind) {
                const std::vector<std::string> names = words->of_kinds();
                return base::fail(ErrorCode::bad_input, "records.what_kind",
                                  {{"name", table.name},
                                   {"kinds", fmt::format("{}", fmt::join(names, ", "))},
                                   {"nearest", base::nearest(table.name, names).value_or("")}},
                                  {file, 0, table.name});
            }
            ReadRecords read = read_records(table, kind ? *kind : *told, *inventory, *words);
            out.kinds.emplace_back(name_of(kind ? *kind : *told));
            std::move(read.records.begin(), read.records.end(), std::back_inserter(records));
            std::move(read.defects.begin(), read.defects.end(), std::back_inserter(out.defects));
        }
        if (records.empty()) continue;
        auto bytes = base::read_file(file);
        if (!bytes) return tl::unexpected(bytes.error());
        auto saved = store.save_records(records, file, base::sha256_hex(*bytes), at);
        if (!saved) return tl::unexpected(saved.error());
        out.summary.added += saved->added;
        out.summary.changed += saved->changed;
        out.summary.unchanged += saved->unchanged;
        out.stored = true;
    }
    return out;
}

std::vector<Sheet> record_templates(std::optional<RecordKind> kind, const base::Catalogue& texts) {
    std::vector<Sheet> out;
    for (std::size_t i = 0; i < model::record_kind_names.size(); ++i) {
        const auto each = static_cast<RecordKind>(i);
        if (kind && *kind != each) continue;
        Sheet sheet;
        sheet.name = kind_in_words(each, texts);
        for (const Field& field : model::fields_of(each)) {
            SheetColumn column{field_in_words(field.name, texts) + (field.required ? " *" : ""), {}, 22};
            for (const std::string_view choice : field.choices)
                column.choices.push_back(texts.text("record_choice." + std::string(choice)));
            if (field.type == FieldType::boolean) column.choices = {texts.text("word.yes"), texts.text("word.no")};
            sheet.columns.push_back(std::move(column));
        }
        out.push_back(std::move(sheet));
    }
    return out;
}

base::Value to_value(const model::Record& record) {
    return base::Object{{"kind", name_of(record.kind)},    {"id", record.id},
                        {"attributes", record.attributes}, {"recorded_at", base::to_rfc3339(record.recorded_at)},
                        {"actor", record.actor},           {"source", record.source}};
}

}  // namespace attt::app
