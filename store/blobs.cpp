#include "store/blobs.h"

#include "base/hash.h"
#include "base/json.h"

namespace attt::store {
namespace {

int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::string unhex(std::string_view digits) {
    if (digits.size() % 2 != 0) return {};
    std::string out;
    out.reserve(digits.size() / 2);
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const int high = digit(digits[i]);
        const int low = digit(digits[i + 1]);
        if (high < 0 || low < 0) return {};
        out += static_cast<char>(high * 16 + low);
    }
    return out;
}

std::string sha256(std::string_view bytes) {
    return unhex(base::sha256_hex(bytes));
}

BlobWriter::BlobWriter(SQLite::Database& database)
    : find_(database, "SELECT blob_id FROM blob WHERE sha256=?1"),
      insert_(database, "INSERT INTO blob(sha256,media_type,body) VALUES(?1,?2,?3)"),
      database_(database) {}

std::int64_t BlobWriter::put(std::string_view bytes, std::string_view media_type) {
    const std::string hash = sha256(bytes);
    bound(find_, Bytes{hash});
    if (find_.executeStep()) return integer_at(find_, 0);
    execute(insert_, Bytes{hash}, media_type, Bytes{bytes});
    return database_.getLastInsertRowid();
}

std::int64_t BlobWriter::put_json(const base::Value& value) {
    return put(base::to_canonical_json(value), json_media_type);
}

base::Result<base::Value> stored_json(const std::string& path, std::string_view text) {
    auto value = base::parse_json(text);
    if (!value) return base::fail(damaged(path, base::debug_string(value.error())));
    return value;
}

}  // namespace attt::store
