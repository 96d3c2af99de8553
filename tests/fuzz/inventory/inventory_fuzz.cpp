// The whole reader of lists: the first byte says whether the rest is TOML or a table, and what kind it is said to hold.
#include <cstddef>
#include <cstdint>
#include <string>

#include "inventory/read.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string bytes(data + 1, data + size);
    const char* const name = data[0] % 2 == 0 ? "list.csv" : "list.toml";
    const unsigned said = data[0] / 2U % 5U;
    attt::inventory::Kind as;
    if (said > 0) as = static_cast<attt::inventory::ListKind>(said - 1);
    attt::model::Inventory known;
    known.agencies.emplace_back().id = "so-mau";
    const auto result = attt::inventory::read_sources({{name, bytes}}, as, known);
    // every row is either refused with its reason or one of the records
    std::size_t kept = 0;
    for (const auto& row : result.rows) {
        if (row.problem.empty() == row.subject.id.empty()) __builtin_trap();
        if (row.problem.empty()) ++kept;
    }
    const auto& inventory = result.inventory;
    const std::size_t records =
        inventory.agencies.size() + inventory.systems.size() + inventory.websites.size() + inventory.computers.size();
    if (records != kept) __builtin_trap();
    return 0;
}
