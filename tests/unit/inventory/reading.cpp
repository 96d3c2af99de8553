#include "tests/unit/inventory/reading.h"

namespace attt::inventory::testing {

ReadResult read(const std::string& text, const std::string& name, Kind as, const model::Inventory& known) {
    return read_sources({{name, text}}, as, known);
}

ReadResult read_fixture(const std::string& name, const model::Inventory& known) {
    return read_inventory({std::string(ATTT_SOURCE_DIR) + "/tests/fixtures/inventory/" + name}, {}, known);
}

model::Inventory one_agency() {
    model::Inventory out;
    model::Agency agency;
    agency.id = "so-mau";
    agency.name = "Sở Mẫu";
    out.agencies.push_back(agency);
    return out;
}

std::vector<std::string> lines_of(const std::vector<base::Error>& errors) {
    std::vector<std::string> out;
    for (const base::Error& error : errors)
        out.push_back(std::to_string(error.place.line) + " " + error.message);
    return out;
}

std::string argument(const base::Error& error, const std::string& name) {
    for (const auto& [key, value] : error.arguments) {
        if (key == name) return value;
    }
    return "(none)";
}

}  // namespace attt::inventory::testing
