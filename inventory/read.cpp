#include "inventory/read.h"

#include "base/files.h"
#include "base/text.h"
#include "inventory/build.h"
#include "inventory/checks.h"
#include "inventory/officers.h"
#include "inventory/record.h"

namespace attt::inventory {
namespace {

constexpr std::size_t most_bytes = 64U << 20U;

bool is_toml(const std::string& name) {
    return base::to_lower_ascii(name).ends_with(".toml");
}

void read_source(const Source& source, Kind as, Reading& reading) {
    if (is_toml(source.name)) {
        read_toml_source(source, reading);
    } else {
        read_table_source(source, as, reading);
    }
}

template <class T>
std::vector<T> values_of(std::vector<Draft<T>>& drafts) {
    std::vector<T> out;
    out.reserve(drafts.size());
    for (Draft<T>& draft : drafts)
        out.push_back(std::move(draft.value));
    return out;
}

ReadResult checked(Reading reading, const model::Inventory& known) {
    const FirstRecords first = check_ids(reading);
    Drafts drafts = build(reading);
    check_references(drafts, first, known, reading);
    place_officers(drafts, known, reading);
    ReadResult out;
    out.inventory = {values_of(drafts.agencies), values_of(drafts.systems), values_of(drafts.websites),
                     values_of(drafts.computers)};
    out.defects = std::move(reading.defects);
    out.warnings = std::move(reading.warnings);
    out.rows = std::move(reading.rows);
    return out;
}

}  // namespace

ReadResult read_inventory(const std::vector<std::string>& files, Kind as, const model::Inventory& known) {
    Reading reading;
    for (const std::string& file : files) {
        auto bytes = base::read_file(file, most_bytes);
        if (bytes) {
            read_source({file, std::move(*bytes)}, as, reading);
        } else {
            reading.defects.push_back(std::move(bytes.error()));
        }
    }
    return checked(std::move(reading), known);
}

ReadResult read_sources(const std::vector<Source>& sources, Kind as, const model::Inventory& known) {
    Reading reading;
    for (const Source& source : sources)
        read_source(source, as, reading);
    return checked(std::move(reading), known);
}

}  // namespace attt::inventory
