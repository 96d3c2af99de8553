// The schema as a list of steps, each of which takes a store one version further. A released step never changes.
#pragma once

#include <cstdint>
#include <span>

namespace attt::store {

// "attt" in the file's header, by which a store is told from any other SQLite file.
inline constexpr std::int32_t application_id = 0x61747474;

struct Migration {
    int version;      // that the store has afterwards
    const char* sql;  // run inside one transaction, foreign keys off
};

// store/migration_findings.cpp
extern const char* const migration_findings;

// In ascending order, from version 1. Each later step has a file of its own, migration_<topic>.cpp; its version is its
// place in the list of schema.cpp.
std::span<const Migration> migrations();

}  // namespace attt::store
