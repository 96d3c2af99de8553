#include "net/records.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

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

// RFC 9460, section 14.3.2: names of the parameters, by number.
constexpr std::array<std::string_view, 9> parameter_names = {
    "mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint", "dohpath", "ohttp"};

std::string parameter_name(unsigned key) {
    return key < parameter_names.size() ? std::string(parameter_names.at(key)) : fmt::format("key{}", key);
}

std::string address_in_words(std::string_view bytes) {
    Address address;
    address.v6 = bytes.size() == 16;
    if (!address.v6) address.bytes[10] = address.bytes[11] = 0xff;
    std::copy(bytes.begin(), bytes.end(), address.bytes.end() - static_cast<std::ptrdiff_t>(bytes.size()));
    return address.text();
}

// One item of a list of values: what is left of it grows shorter. Nothing where its bytes are not such a list.
std::optional<std::string> list_item(unsigned key, Bytes& rest) {
    if (key == 0) {
        const auto other = rest.number(2);
        return other ? std::optional(parameter_name(*other)) : std::nullopt;
    }
    if (key == 1) {
        const auto length = rest.number(1);
        const auto protocol = length && *length > 0 ? rest.take(*length) : std::nullopt;
        return protocol ? std::optional(visible_bytes(*protocol)) : std::nullopt;
    }
    const auto address = rest.take(key == 4 ? 4 : 16);
    return address ? std::optional(address_in_words(*address)) : std::nullopt;
}

// "alpn=h2,h3", "port=8443", "no-default-alpn". Of what has no form of its own only the name is told.
std::optional<std::string> parameter_in_words(unsigned key, std::string_view value) {
    const std::string name = parameter_name(key);
    Bytes rest(value);
    if (key == 2) return value.empty() ? std::optional(name) : std::nullopt;
    if (key == 3) {
        const auto port = rest.number(2);
        return port && rest.rest().empty() ? std::optional(fmt::format("{}={}", name, *port)) : std::nullopt;
    }
    if (key == 7) return name + "=" + visible_bytes(value.substr(0, longest));
    const bool is_list = key == 0 || key == 1 || key == 4 || key == 6;
    if (!is_list) return name;
    std::string out;
    while (!rest.rest().empty()) {
        const auto item = list_item(key, rest);
        if (!item) return std::nullopt;
        if (out.size() < longest) out.append(out.empty() ? "" : ",").append(*item);
    }
    return out.empty() ? std::nullopt : std::optional(name + "=" + out);
}

// RFC 9460, section 2.2: keys stand in ascending order, each once.
std::optional<std::string> service_binding(Bytes bytes) {
    const auto priority = bytes.number(2);
    const auto target = priority ? bytes.name() : std::nullopt;
    if (!target) return std::nullopt;
    std::string out = fmt::format("{} {}", *priority, *target);
    std::optional<unsigned> before;
    while (!bytes.rest().empty()) {
        const auto key = bytes.number(2);
        const auto length = bytes.number(2);
        const auto value = key && length ? bytes.take(*length) : std::nullopt;
        if (!value || (before && *key <= *before)) return std::nullopt;
        before = key;
        const auto words = parameter_in_words(*key, *value);
        if (!words) return std::nullopt;
        if (out.size() < longest) out += " " + *words;
    }
    return out;
}

}  // namespace

std::optional<std::string> record_in_words(RecordType type, std::string_view data) {
    Bytes bytes(data);
    switch (type) {
        case RecordType::a:
        case RecordType::aaaa: {
            if (data.size() != (type == RecordType::aaaa ? 16U : 4U)) return std::nullopt;
            return address_in_words(data);
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
        case RecordType::svcb:
        case RecordType::https: return service_binding(bytes);
    }
    return std::nullopt;
}

}  // namespace attt::net
