#include "net/records.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "net/http_header.h"
#include "net/scope.h"

namespace attt::net {
namespace {

constexpr std::size_t longest = 4096;

// Reads from the front; every read says whether there was enough.
class Bytes {
  public:
    explicit Bytes(std::string_view rest) : rest_(rest) {}

    std::optional<unsigned> number(std::size_t size) {
        if (rest_.size() < size) return std::nullopt;
        unsigned value = 0;
        for (std::size_t i = 0; i < size; ++i)
            value = (value << 8U) | static_cast<unsigned char>(rest_[i]);
        rest_.remove_prefix(size);
        return value;
    }

    std::optional<std::string_view> take(std::size_t size) {
        if (rest_.size() < size) return std::nullopt;
        const std::string_view out = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return out;
    }

    // Labels up to the root; without the final dot, "." for the root itself.
    std::optional<std::string> name() {
        std::string out;
        while (true) {
            const auto length = number(1);
            if (!length || *length > 63 || out.size() > 255) return std::nullopt;
            if (*length == 0) return out.empty() ? std::string(".") : out;
            const auto label = take(*length);
            if (!label) return std::nullopt;
            if (!out.empty()) out += '.';
            out += base::to_lower_ascii(visible_bytes(*label));
        }
    }

    std::string_view rest() const { return rest_; }

  private:
    std::string_view rest_;
};

std::optional<std::string> text_record(Bytes bytes) {
    std::string out;
    while (!bytes.rest().empty()) {
        const auto length = bytes.number(1);
        const auto piece = length ? bytes.take(*length) : std::nullopt;
        if (!piece) return std::nullopt;
        if (out.size() < longest) out += *piece;
    }
    return visible_bytes(out.substr(0, longest));
}

std::optional<std::string> soa_record(Bytes bytes) {
    const auto server = bytes.name();
    const auto mailbox = bytes.name();
    if (!server || !mailbox) return std::nullopt;
    std::string out = *server + " " + *mailbox;
    for (int i = 0; i < 5; ++i) {
        const auto number = bytes.number(4);
        if (!number) return std::nullopt;
        out += " " + std::to_string(*number);
    }
    return out;
}

std::optional<std::string> caa_record(Bytes bytes) {
    const auto flags = bytes.number(1);
    const auto length = bytes.number(1);
    const auto tag = length ? bytes.take(*length) : std::nullopt;
    if (!flags || !tag) return std::nullopt;
    return fmt::format("{} {} \"{}\"", *flags, base::to_lower_ascii(visible_bytes(*tag)), visible_bytes(bytes.rest()));
}

std::optional<std::string> tlsa_record(Bytes bytes) {
    const auto usage = bytes.number(1);
    const auto selector = bytes.number(1);
    const auto matching = bytes.number(1);
    if (!matching) return std::nullopt;
    return fmt::format("{} {} {} {}", *usage, *selector, *matching, base::hex(bytes.rest().substr(0, 512)));
}

std::optional<std::string> https_record(Bytes bytes) {
    const auto priority = bytes.number(2);
    const auto target = priority ? bytes.name() : std::nullopt;
    if (!target) return std::nullopt;
    std::string out = fmt::format("{} {}", *priority, *target);
    while (!bytes.rest().empty()) {
        const auto key = bytes.number(2);
        const auto length = bytes.number(2);
        if (!key || !length || !bytes.take(*length)) return std::nullopt;
        out += fmt::format(" key{}", *key);
    }
    return out;
}

}  // namespace

std::optional<std::string> record_in_words(RecordType type, std::string_view data) {
    Bytes bytes(data);
    switch (type) {
        case RecordType::a:
        case RecordType::aaaa: {
            const bool v6 = type == RecordType::aaaa;
            if (data.size() != (v6 ? 16U : 4U)) return std::nullopt;
            Address address;
            address.v6 = v6;
            if (!v6) address.bytes[10] = address.bytes[11] = 0xff;
            std::copy(data.begin(), data.end(), address.bytes.end() - static_cast<std::ptrdiff_t>(data.size()));
            return address.text();
        }
        case RecordType::ns:
        case RecordType::cname: return bytes.name();
        case RecordType::mx: {
            const auto preference = bytes.number(2);
            const auto host = preference ? bytes.name() : std::nullopt;
            if (!host) return std::nullopt;
            return fmt::format("{} {}", *preference, *host);
        }
        case RecordType::txt: return text_record(bytes);
        case RecordType::soa: return soa_record(bytes);
        case RecordType::caa: return caa_record(bytes);
        case RecordType::tlsa: return tlsa_record(bytes);
        case RecordType::https: return https_record(bytes);
    }
    return std::nullopt;
}

}  // namespace attt::net
