#include "model/record.h"

#include <algorithm>

#include "base/json.h"

namespace attt::model {
namespace {

using namespace std::string_view_literals;

constexpr std::array dossier_words = {"none"sv, "draft"sv, "submitted"sv, "appraised"sv, "approved"sv};
constexpr std::array implementation_words = {"none"sv, "some"sv, "full"sv};
constexpr std::array assessor_words = {"licensed"sv, "public_unit"sv, "designated"sv, "self"sv};
constexpr std::array audience_words = {"leaders"sv, "security_staff"sv, "officials"sv};
constexpr std::array topic_words = {"awareness"sv, "basic"sv, "advanced"sv};
constexpr std::array label_words = {"website"sv, "organisation"sv, "device"sv, "system"sv};
constexpr std::array whose_words = {"own"sv, "hired"sv};
constexpr std::array gravity_words = {"normal"sv, "serious"sv};

using enum FieldType;

constexpr std::array system_state_fields = {Field{"system", system, true, true},
                                            Field{"date", date, true, true},
                                            Field{"level", integer},
                                            Field{"dossier_state", choice, false, false, dossier_words},
                                            Field{"decision"},
                                            Field{"decision_date", date},
                                            Field{"implementation", choice, false, false, implementation_words},
                                            Field{"regulation"},
                                            Field{"evidence"}};
constexpr std::array assessment_fields = {Field{"agency", agency, false, true},
                                          Field{"system", system, false, true},
                                          Field{"website", website, false, true},
                                          Field{"date", date, true, true},
                                          Field{"assessor", text, true, true},
                                          Field{"assessor_kind", choice, false, false, assessor_words},
                                          Field{"licence"},
                                          Field{"independent", boolean},
                                          Field{"document"},
                                          Field{"note"}};
constexpr std::array inspection_fields = {Field{"agency", agency, false, true},
                                          Field{"date", date, true, true},
                                          Field{"lead", text, true, true},
                                          Field{"document"},
                                          Field{"scope"},
                                          Field{"note"}};
constexpr std::array drill_fields = {Field{"name", text, true, true},
                                     Field{"date", date, true, true},
                                     Field{"live", boolean, true},
                                     Field{"lead"},
                                     Field{"agency", agency},
                                     Field{"systems"},
                                     Field{"participants", integer},
                                     Field{"document"},
                                     Field{"note"}};
constexpr std::array training_fields = {Field{"name", text, true, true},
                                        Field{"date", date, true, true},
                                        Field{"lead", text, true},
                                        Field{"document"},
                                        Field{"audience", choice, false, false, audience_words},
                                        Field{"topic", choice, false, false, topic_words},
                                        Field{"invited", integer},
                                        Field{"attended", integer},
                                        Field{"note"}};
constexpr std::array attendance_fields = {Field{"training", text, true, true}, Field{"agency", agency, true, true},
                                          Field{"date", date, true, true},     Field{"post", text, false, true},
                                          Field{"invited", integer},           Field{"attended", integer, true}};
constexpr std::array trust_label_fields = {Field{"website", website, true, true}, Field{"issued_on", date, true, true},
                                           Field{"label", choice, false, false, label_words},
                                           Field{"valid_until", date}, Field{"evidence"}};
constexpr std::array monitoring_fields = {Field{"agency", agency, false, true},
                                          Field{"system", system, false, true},
                                          Field{"from", date, true, true},
                                          Field{"provider", text, true, true},
                                          Field{"whose", choice, false, false, whose_words},
                                          Field{"round_the_clock", boolean, true},
                                          Field{"until", date},
                                          Field{"document"}};
constexpr std::array incident_fields = {Field{"agency", agency, true, true},
                                        Field{"system", system},
                                        Field{"detected_at", moment, true, true},
                                        Field{"gravity", choice, false, false, gravity_words},
                                        Field{"summary", text, true, true},
                                        Field{"first_notice_at", moment},
                                        Field{"reported_at", moment},
                                        Field{"closed_on", date},
                                        Field{"document"}};
constexpr std::array response_plan_fields = {Field{"agency", agency, false, true}, Field{"system", system, false, true},
                                             Field{"approved_on", date, true, true}, Field{"document", text, true},
                                             Field{"reviewed_on", date}};
constexpr std::array team_member_fields = {Field{"agency", agency, true, true},
                                           Field{"post", text, true, true},
                                           Field{"role"},
                                           Field{"from", date, true, true},
                                           Field{"until", date},
                                           Field{"document"}};
constexpr std::array malware_sharing_fields = {Field{"agency", agency, false, true},
                                               Field{"date", date, true, true},
                                               Field{"shared", boolean, true},
                                               Field{"machines", integer},
                                               Field{"infected", integer},
                                               Field{"document"},
                                               Field{"note"}};
constexpr std::array budget_line_fields = {Field{"year", integer, true, true},
                                           Field{"agency", agency, false, true},
                                           Field{"content", text, true, true},
                                           Field{"planned", integer},
                                           Field{"spent", integer},
                                           Field{"source"},
                                           Field{"document"}};
constexpr std::array four_layers_fields = {Field{"agency", agency, true, true},
                                           Field{"date", date, true, true},
                                           Field{"on_site"},
                                           Field{"monitor"},
                                           Field{"assessor"},
                                           Field{"shares_with_national", boolean},
                                           Field{"document"}};
constexpr std::array plan_value_fields = {Field{"target", text, true, true},
                                          Field{"body", text, false, true},
                                          Field{"date", date, true, true},
                                          Field{"value"},
                                          Field{"numerator", integer},
                                          Field{"denominator", integer},
                                          Field{"document"},
                                          Field{"evidence", text, true},
                                          Field{"by", text, true}};

}  // namespace

std::optional<RecordKind> record_kind_of(std::string_view name) {
    const auto found = std::find(record_kind_names.begin(), record_kind_names.end(), name);
    if (found == record_kind_names.end()) return std::nullopt;
    return static_cast<RecordKind>(found - record_kind_names.begin());
}

std::span<const Field> fields_of(RecordKind kind) {
    switch (kind) {
        case RecordKind::system_state: return system_state_fields;
        case RecordKind::assessment: return assessment_fields;
        case RecordKind::inspection: return inspection_fields;
        case RecordKind::drill: return drill_fields;
        case RecordKind::training: return training_fields;
        case RecordKind::attendance: return attendance_fields;
        case RecordKind::trust_label: return trust_label_fields;
        case RecordKind::monitoring: return monitoring_fields;
        case RecordKind::incident: return incident_fields;
        case RecordKind::response_plan: return response_plan_fields;
        case RecordKind::team_member: return team_member_fields;
        case RecordKind::malware_sharing: return malware_sharing_fields;
        case RecordKind::budget_line: return budget_line_fields;
        case RecordKind::four_layers: return four_layers_fields;
        case RecordKind::plan_value: return plan_value_fields;
    }
    return {};
}

bool needs_a_subject(RecordKind kind) {
    return kind == RecordKind::assessment || kind == RecordKind::monitoring || kind == RecordKind::response_plan;
}

std::string_view date_field_of(RecordKind kind) {
    switch (kind) {
        case RecordKind::trust_label: return "issued_on";
        case RecordKind::monitoring:
        case RecordKind::team_member: return "from";
        case RecordKind::incident: return "detected_at";
        case RecordKind::response_plan: return "approved_on";
        case RecordKind::budget_line: return {};
        default: return "date";
    }
}

std::optional<bool> Record::flag(std::string_view field) const {
    const bool* value = attributes[field].if_bool();
    return value != nullptr ? std::optional(*value) : std::nullopt;
}

std::optional<std::int64_t> Record::number(std::string_view field) const {
    const std::int64_t* value = attributes[field].if_integer();
    return value != nullptr ? std::optional(*value) : std::nullopt;
}

std::optional<base::Date> Record::date(std::string_view field) const {
    const std::string written = text(field);
    if (written.empty()) return std::nullopt;
    if (const auto time = base::parse_rfc3339(written)) return base::local_date(*time);
    const auto day = base::parse_date(written);
    return day ? std::optional(*day) : std::nullopt;
}

std::optional<base::Time> Record::moment(std::string_view field) const {
    return base::parse_rfc3339(text(field));
}

std::optional<base::Date> Record::counts_from() const {
    const std::string_view field = date_field_of(kind);
    return field.empty() ? std::nullopt : date(field);
}

std::string identity_of(RecordKind kind, const base::Value& attributes) {
    std::string out;
    for (const Field& field : fields_of(kind)) {
        if (!field.identity) continue;
        const base::Value& value = attributes[field.name];
        if (value.is_null()) continue;
        if (!out.empty()) out += '|';
        out += value.if_string() != nullptr ? *value.if_string() : base::to_json(value);
    }
    return out;
}

}  // namespace attt::model
