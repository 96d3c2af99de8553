#include "model/control.h"

#include <algorithm>

namespace attt::model {
namespace {

void put(base::Object& out, const char* key, const std::string& text) {
    if (!text.empty()) out.set(key, text);
}
void put(base::Object& out, const char* key, const std::optional<base::Date>& date) {
    if (date) out.set(key, base::to_iso_date(*date));
}
std::optional<base::Date> date_at(const base::Value& value, std::string_view key) {
    const auto date = base::parse_date(value[key].string_or(""));
    return date ? std::optional(*date) : std::nullopt;
}

}  // namespace

std::optional<ControlResult> control_result_of(std::string_view name) {
    const auto found = std::find(control_result_names.begin(), control_result_names.end(), name);
    if (found == control_result_names.end()) return std::nullopt;
    return static_cast<ControlResult>(found - control_result_names.begin());
}

bool ControlAssessment::same_as(const ControlAssessment& other) const {
    return system == other.system && control == other.control && detail_of(*this) == detail_of(other);
}

base::Value detail_of(const ControlAssessment& assessment) {
    base::Object out{{"result", name_of(assessment.result)}};
    put(out, "reason", assessment.reason);
    put(out, "evidence", assessment.evidence);
    put(out, "compensation", assessment.compensation);
    put(out, "assessed_on", assessment.assessed_on);
    put(out, "expires", assessment.expires);
    put(out, "assessor", assessment.assessor);
    return out;
}

void set_detail(ControlAssessment& assessment, const base::Value& detail) {
    assessment.result = control_result_of(detail["result"].string_or("")).value_or(ControlResult::not_assessed);
    assessment.reason = detail["reason"].string_or("");
    assessment.evidence = detail["evidence"].string_or("");
    assessment.compensation = detail["compensation"].string_or("");
    assessment.assessed_on = date_at(detail, "assessed_on");
    assessment.expires = date_at(detail, "expires");
    assessment.assessor = detail["assessor"].string_or("");
}

}  // namespace attt::model
