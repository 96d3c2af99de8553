// Bytes kept once, by their SHA-256: facts and evidence that thousands of sites share are stored a single time.
#pragma once

#include <string>
#include <string_view>

#include "store/sql.h"

namespace attt::store {

inline constexpr std::string_view json_media_type = "application/json";

// 32 bytes.
std::string sha256(std::string_view bytes);
// Bytes of lower- or upper-case hexadecimal; empty when it is none.
std::string unhex(std::string_view digits);

// Writes blobs within one transaction; keeps its statements prepared.
class BlobWriter {
  public:
    explicit BlobWriter(SQLite::Database& database);
    // The row that holds these bytes, made where there is none yet.
    std::int64_t put(std::string_view bytes, std::string_view media_type);
    std::int64_t put_json(const base::Value& value);

  private:
    SQLite::Statement find_;
    SQLite::Statement insert_;
    SQLite::Database& database_;
};

// JSON that this store wrote itself. Error: store.damaged.
base::Result<base::Value> stored_json(const std::string& path, std::string_view text);

}  // namespace attt::store
