#include "base/inflate.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <new>

namespace attt::base {

std::string inflated(std::string_view packed, std::size_t limit) {
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK) throw std::bad_alloc();
    // zlib's type; it only reads
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(std::min<std::size_t>(packed.size(), std::numeric_limits<uInt>::max()));
    std::string out;
    std::array<char, 16384> piece{};
    int state = Z_OK;
    while (state == Z_OK && out.size() < limit) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        state = inflate(&stream, Z_NO_FLUSH);
        const std::size_t got = piece.size() - stream.avail_out;
        out.append(piece.data(), std::min(got, limit - out.size()));
    }
    inflateEnd(&stream);
    return out;
}

}  // namespace attt::base
