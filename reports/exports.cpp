#include "reports/exports.h"

namespace attt::reports {

std::optional<ExportFormat> export_format_of(std::string_view name) {
    for (std::size_t i = 0; i < export_format_names.size(); ++i) {
        if (export_format_names[i] == name) return static_cast<ExportFormat>(i);
    }
    return std::nullopt;
}

std::string_view ending_of(ExportFormat format) {
    constexpr std::array<std::string_view, 7> endings = {".json",      ".csv",  ".oscal.json", ".defectdojo.json",
                                                         ".xccdf.xml", ".prom", ".ics"};
    return endings[static_cast<std::size_t>(format)];
}

}  // namespace attt::reports
