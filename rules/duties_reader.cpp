// duties.toml
#include <algorithm>
#include <array>

#include "base/files.h"
#include "rules/duties.h"
#include "rules/readers.h"

namespace attt::rules {
namespace {

std::optional<std::chrono::month_day> month_day_of(std::string_view text) {
    // a leap year takes every day there is
    const auto date = base::parse_date("2024-" + std::string(text));
    if (!date) return std::nullopt;
    return date->month() / date->day();
}

std::vector<std::string> fields_of_type(model::RecordKind kind, model::FieldType type) {
    std::vector<std::string> out;
    for (const model::Field& field : model::fields_of(kind)) {
        if (field.type == type) out.emplace_back(field.name);
    }
    return out;
}

void read_field(base::TomlTable& table, std::string_view key, model::FieldType type, Duty& duty) {
    duty.field = table.string(key).value_or("");
    const auto known = fields_of_type(duty.record, type);
    if (std::find(known.begin(), known.end(), duty.field) == known.end())
        unknown_name(table, key, unknown_attribute, duty.field, known);
}

void read_after(base::TomlTable& table, Duty& duty) {
    duty.kind = DutyKind::after;
    if (const auto record = table.one_of("after", model::record_kind_names))
        duty.record = *model::record_kind_of(*record);
    constexpr std::array<std::string_view, 2> subjects = {"agency", "system"};
    duty.of_systems = table.one_of("subject", subjects).value_or("agency") == "system";
    duty.months = static_cast<int>(table.integer("months").value_or(0));
    if (duty.months <= 0) table.defect("months", "rules.bad_duty");
    const base::Value* levels = table.any("levels");
    if (const base::Array* list = levels != nullptr ? levels->if_array() : nullptr) {
        for (const base::Value& level : *list)
            duty.levels.push_back(static_cast<int>(level.integer_or(0)));
    }
}

void read_kind(base::TomlTable& table, Duty& duty) {
    if (table.has("yearly")) {
        for (const std::string& day : table.strings("yearly").value_or(std::vector<std::string>())) {
            const auto read = month_day_of(day);
            if (read) duty.days.push_back(*read);
            if (!read) table.defect("yearly", "rules.bad_duty");
        }
    } else if (table.has("after")) {
        read_after(table, duty);
    } else if (table.has("clock")) {
        duty.kind = DutyKind::clock;
        duty.record = model::RecordKind::incident;
        read_field(table, "clock", model::FieldType::moment, duty);
        duty.gravity = table.string("gravity").value_or("");
        duty.hours = static_cast<int>(table.integer("hours").value_or(0));
        if (duty.hours <= 0) table.defect("hours", "rules.bad_duty");
    } else if (table.has("expiry")) {
        duty.kind = DutyKind::expiry;
        if (const auto record = table.one_of("expiry", model::record_kind_names))
            duty.record = *model::record_kind_of(*record);
        read_field(table, "field", model::FieldType::date, duty);
    } else {
        table.defect("", "rules.bad_duty");
    }
}

}  // namespace

LoadedDuties load_duties(const std::vector<std::string>& directories, const RuleSet& rules) {
    LoadedDuties loaded;
    read_of_each(directories, "duties.toml", loaded.defects, [&](const base::TomlDocument& document) {
        base::TomlTable root(document, loaded.defects);
        for (base::TomlTable& table : root.tables("duty")) {
            Duty duty;
            duty.id = table.required_string("id");
            duty.title = read_text(table, "title", true);
            duty.basis = table.strings("basis").value_or(std::vector<std::string>());
            for (const std::string& clause : duty.basis) {
                if (!rules.law.clauses.contains(clause))
                    unknown_name(table, "basis", unknown_clause, clause, keys_of(rules.law.clauses));
            }
            duty.effective_from = table.date("effective_from");
            duty.effective_to = table.date("effective_to");
            read_kind(table, duty);
            table.refuse_unknown();
            loaded.duties.push_back(std::move(duty));
        }
        root.refuse_unknown();
    });
    return loaded;
}

}  // namespace attt::rules
