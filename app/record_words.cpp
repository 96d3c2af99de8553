#include "app/record_words.h"

#include "base/files.h"
#include "base/text.h"

namespace attt::app {
namespace {

std::string spaced(std::string_view name) {
    std::string out(name);
    for (char& c : out)
        c = c == '_' ? ' ' : c;
    return out;
}

std::optional<std::string> find(const std::map<std::string, std::string>& words, std::string_view written) {
    const auto found = words.find(base::fold(spaced(written)));
    return found == words.end() ? std::nullopt : std::optional(found->second);
}

// A heading may say more than the name: "Đơn vị *" and "Ngày (bắt buộc)" are "Đơn vị" and "Ngày".
std::string_view without(char mark, std::string_view heading) {
    return base::trim(heading.substr(0, heading.find(mark)));
}

}  // namespace

base::Result<RecordWords> RecordWords::load(base::Language language) {
    RecordWords out;
    const auto add = [](std::map<std::string, std::string>& words, std::string_view id, std::string_view prefix,
                        const std::string& text) {
        if (!id.starts_with(prefix)) return;
        const std::string name(id.substr(prefix.size()));
        words.emplace(base::fold(text), name);
        words.emplace(base::fold(spaced(name)), name);
    };
    for (const base::Language each : {base::Language::vi, base::Language::en}) {
        auto texts = base::Catalogue::load(base::data_directory() / "messages", each);
        if (!texts) return tl::unexpected(texts.error());
        for (const auto& [id, text] : texts->texts()) {
            add(out.kinds_, id, "record_kind.", text);
            add(out.fields_, id, "record_field.", text);
            add(out.choices_, id, "record_choice.", text);
            // the fixed words of the annual report
            add(out.choices_, id, "extent.", text);
        }
        if (each == language) out.texts_ = std::move(*texts);
    }
    for (const char* yes : {"co", "x", "yes", "true", "1", "dung"})
        out.flags_.emplace(yes, "true");
    for (const char* no : {"khong", "no", "false", "0", "sai"})
        out.flags_.emplace(no, "false");
    return out;
}

std::optional<model::RecordKind> RecordWords::kind(std::string_view written) const {
    const auto name = find(kinds_, written);
    return name ? model::record_kind_of(*name) : std::nullopt;
}

const model::Field* RecordWords::field(model::RecordKind kind, std::string_view heading) const {
    const std::string_view plain = without('*', heading);
    auto name = find(fields_, plain);
    if (!name) name = find(fields_, without('(', plain));
    if (!name) return nullptr;
    for (const model::Field& field : model::fields_of(kind)) {
        if (field.name == *name) return &field;
    }
    return nullptr;
}

std::optional<std::string> RecordWords::choice(const model::Field& field, std::string_view written) const {
    const std::string folded = base::fold(spaced(written));
    for (const std::string_view each : field.choices) {
        if (base::fold(spaced(each)) == folded) return std::string(each);
    }
    const auto name = find(choices_, written);
    if (!name) return std::nullopt;
    for (const std::string_view each : field.choices) {
        if (each == *name) return name;
    }
    return std::nullopt;
}

std::optional<bool> RecordWords::yes_or_no(std::string_view written) const {
    const auto word = find(flags_, written);
    return word ? std::optional(*word == "true") : std::nullopt;
}

std::string RecordWords::of_kind(model::RecordKind kind) const {
    return kind_in_words(kind, texts_);
}

std::string RecordWords::of_field(std::string_view field) const {
    return field_in_words(field, texts_);
}

std::vector<std::string> RecordWords::of_kinds() const {
    std::vector<std::string> out;
    for (const std::string_view name : model::record_kind_names)
        out.push_back(texts_.text("record_kind." + std::string(name)));
    return out;
}

std::vector<std::string> RecordWords::of_fields(model::RecordKind kind) const {
    std::vector<std::string> out;
    for (const model::Field& field : model::fields_of(kind))
        out.push_back(of_field(field.name));
    return out;
}

std::vector<std::string> RecordWords::of_choices(const model::Field& field) const {
    std::vector<std::string> out;
    for (const std::string_view choice : field.choices)
        out.push_back(texts_.text("record_choice." + std::string(choice)));
    return out;
}

std::string kind_in_words(model::RecordKind kind, const base::Catalogue& texts) {
    return texts.text("record_kind." + std::string(name_of(kind)));
}

std::string field_in_words(std::string_view field, const base::Catalogue& texts) {
    return texts.text("record_field." + std::string(field));
}

std::string field_value_in_words(const model::Record& record, const model::Field& field, const base::Catalogue& texts) {
    if (record.attributes[field.name].is_null()) return {};
    switch (field.type) {
        case model::FieldType::boolean: return texts.text(*record.flag(field.name) ? "word.yes" : "word.no");
        case model::FieldType::integer: return std::to_string(record.number(field.name).value_or(0));
        case model::FieldType::choice: return texts.text("record_choice." + record.text(field.name));
        case model::FieldType::date: {
            const auto date = record.date(field.name);
            return date ? base::show_date(*date) : record.text(field.name);
        }
        case model::FieldType::moment: {
            const auto moment = record.moment(field.name);
            return moment ? base::show_time(*moment) : record.text(field.name);
        }
        default: return record.text(field.name);
    }
}

}  // namespace attt::app
