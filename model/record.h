// Dated records that targets count and duties hang on: assessments, drills, trainings, incidents … One closed table of
// kinds and fields says what each holds; readers, the store, measurement and sheets go by it, so a kind is added in one
// place.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "base/value.h"

namespace attt::model {

enum class RecordKind {
    system_state,     // level, dossier and implementation of a system as of a date, from a sheet
    assessment,       // đánh giá ATTT
    inspection,       // kiểm tra
    drill,            // diễn tập
    training,         // tập huấn
    attendance,       // who of an agency took part in a training
    trust_label,      // nhãn tín nhiệm mạng
    monitoring,       // giám sát
    incident,         // sự cố
    response_plan,    // phương án ứng phó sự cố
    team_member,      // thành viên đội ứng cứu: a post, not a person
    malware_sharing,  // chia sẻ dữ liệu mã độc với hệ thống quốc gia
    budget_line,      // dự toán, quyết toán
    four_layers,      // mô hình 4 lớp của một cơ quan
    plan_value,       // a target's value as somebody reported it
};
inline constexpr std::array<std::string_view, 15> record_kind_names = {
    "system_state", "assessment",      "inspection",  "drill",       "training",
    "attendance",   "trust_label",     "monitoring",  "incident",    "response_plan",
    "team_member",  "malware_sharing", "budget_line", "four_layers", "plan_value"};
inline std::string_view name_of(RecordKind kind) {
    return record_kind_names[static_cast<std::size_t>(kind)];
}
std::optional<RecordKind> record_kind_of(std::string_view name);

enum class FieldType {
    text,
    agency,   // id of the inventory
    system,   // id of the inventory
    website,  // id of the inventory
    date,     // kept as "2023-11-20"
    moment,   // kept as RFC 3339 in UTC; people write it in Vietnam's time
    integer,  // not negative
    boolean,
    choice,
};

struct Field {
    std::string_view name;
    FieldType type = FieldType::text;
    bool required = false;
    bool identity = false;  // part of what tells one record from another where no id is given
    std::span<const std::string_view> choices = {};
};

// The fields of a kind, in the order of its sheet.
std::span<const Field> fields_of(RecordKind kind);
// Which of the fields `agency`, `system`, `website` must not all be empty; true for kinds that are about somebody.
bool needs_a_subject(RecordKind kind);
// The field that dates the record: from that day on it counts.
std::string_view date_field_of(RecordKind kind);

struct Record {
    RecordKind kind = RecordKind::assessment;
    std::string id;
    base::Value attributes = base::Object();  // by field name; empty fields are left out
    base::Time recorded_at = {};              // when the office recorded it as it stands here
    std::string actor = {};                   // who recorded it
    std::string source = {};                  // the file it came from

    std::string text(std::string_view field) const { return attributes[field].string_or(""); }
    std::optional<bool> flag(std::string_view field) const;
    std::optional<std::int64_t> number(std::string_view field) const;
    std::optional<base::Date> date(std::string_view field) const;  // of a moment: its day in Vietnam
    std::optional<base::Time> moment(std::string_view field) const;
    // The day from which it counts; none for kinds and records without a date, which count always.
    std::optional<base::Date> counts_from() const;
};

// An id made of the identity fields: the same row read twice is one record.
std::string identity_of(RecordKind kind, const base::Value& attributes);

}  // namespace attt::model
