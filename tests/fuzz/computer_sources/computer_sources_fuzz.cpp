// Every reader of sources of computers, XML, JSON and tables, and the matching of what they give.
#include <cstddef>
#include <cstdint>
#include <string>

#include "inventory/consoles/read.h"
#include "inventory/matching/match.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace inventory = attt::inventory;
    const std::string bytes(data, data + size);
    const attt::base::Time now = *attt::base::parse_rfc3339("2026-11-24T00:00:00Z");
    const inventory::SourceContext context{
        {.name = {}, .as_of = {}, .now = now}, [](const std::string& group) { return group; }, nullptr};
    const auto read = inventory::read_source_file("file", bytes, context);
    std::vector<attt::model::Computer> computers;
    for (const auto& record : read.source.records) {
        // every record has an id, and no time lies ahead
        if (record.id.empty() || record.as_of > now || record.last_seen.value_or(now) > now) __builtin_trap();
        attt::model::Computer computer;
        computer.id = std::to_string(computers.size());
        computer.name = record.name;
        computer.serial = record.serial;
        computer.macs = record.macs;
        computer.agency = record.agency;
        computers.push_back(std::move(computer));
    }
    const std::vector<attt::model::ComputerSource> sources{read.source};
    const auto result = inventory::matching::match({computers, {}, sources});
    for (const auto& link : result.links) {
        if (link.computer >= computers.size() || link.record >= sources[0].records.size()) __builtin_trap();
    }
    return 0;
}
