// Reading and writing the big-endian, length-prefixed fields of TLS. A Reader never reads past its end: it fails once
// and then stays failed, so that a parser asks `ok()` at its end only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace attt::scanner::tls {

class Reader {
  public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    bool ok() const { return ok_; }
    bool at_end() const { return rest_.empty(); }
    std::size_t left() const { return rest_.size(); }

    // The next `width` bytes (1 to 4) as a number; 0 when there are not as many.
    std::uint32_t number(int width) {
        std::uint32_t value = 0;
        for (const char byte : bytes(static_cast<std::size_t>(width)))
            value = value << 8U | static_cast<std::uint8_t>(byte);
        return value;
    }
    std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    std::uint32_t u24() { return number(3); }

    std::string_view bytes(std::size_t count) {
        if (!ok_ || count > rest_.size()) {
            ok_ = false;
            rest_ = {};
            return {};
        }
        const std::string_view out = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return out;
    }
    // A vector that is preceded by its length in `width` bytes.
    std::string_view vector(int width) { return bytes(number(width)); }
    Reader nested(int width) { return Reader(vector(width)); }

  private:
    std::string_view rest_;
    bool ok_ = true;
};

class Writer {
  public:
    void number(std::uint32_t value, int width) {
        for (int shift = (width - 1) * 8; shift >= 0; shift -= 8)
            bytes_.push_back(static_cast<char>(value >> static_cast<unsigned>(shift) & 0xFFU));
    }
    void u8(std::uint8_t value) { number(value, 1); }
    void u16(std::uint16_t value) { number(value, 2); }
    void u24(std::uint32_t value) { number(value, 3); }
    void bytes(std::string_view bytes) { bytes_.append(bytes); }
    void vector(int width, std::string_view bytes) {
        number(static_cast<std::uint32_t>(bytes.size()), width);
        bytes_.append(bytes);
    }

    std::size_t size() const { return bytes_.size(); }
    const std::string& str() const { return bytes_; }
    std::string take() { return std::move(bytes_); }

  private:
    std::string bytes_;
};

}  // namespace attt::scanner::tls
