#include "inventory/matching/keys.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "inventory/matching/placeholders.h"
#include "net/scope.h"

namespace attt::inventory::matching {
namespace {

constexpr std::size_t longest = 256;  // in bytes: beyond it nothing is a key

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f');
}

// Folding through ICU is for the few texts that need it.
std::string folded(std::string_view text) {
    const bool ascii =
        std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    return ascii ? base::to_lower_ascii(base::trim(text)) : base::fold(text);
}

template <class Keep>
std::string only(std::string_view text, Keep keep) {
    std::string out;
    for (const char c : text) {
        if (keep(c)) out += c;
    }
    return out;
}

bool one_character(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [&](char c) { return c == text.front(); });
}

NormalKey rejected(KeyFlaw flaw) {
    return {{}, Quality::rejected, flaw};
}

// "1.23E+15", "1,23e15"
bool is_scientific(std::string_view text) {
    const auto e = text.find('e');
    if (e == std::string_view::npos || e == 0 || e + 1 >= text.size()) return false;
    const std::string_view mantissa = text.substr(0, e);
    std::string_view exponent = text.substr(e + 1);
    if (exponent.front() != '+' && exponent.front() != '-') return false;
    exponent.remove_prefix(1);
    return mantissa.find_first_not_of("0123456789.,") == std::string_view::npos &&
           mantissa.find_first_of(".,") != std::string_view::npos && !exponent.empty() &&
           std::all_of(exponent.begin(), exponent.end(), is_digit);
}

// "12345.0": a number that a spreadsheet wrote as one
std::string_view without_zero_fraction(std::string_view text) {
    if (text.size() > 2 && text.ends_with(".0") && std::all_of(text.begin(), text.end() - 2, is_digit))
        text.remove_suffix(2);
    return text;
}

std::string_view without_label(std::string_view text) {
    for (const std::string_view label : {"serial number", "serial no", "serial", "s/n", "sn:", "sn "}) {
        if (!text.starts_with(label)) continue;
        std::string_view rest = text.substr(label.size());
        rest.remove_prefix(std::min(rest.find_first_not_of(" :.#-"), rest.size()));
        if (rest.size() >= 5) return rest;
    }
    return text;
}

std::string swapped_fields(std::string_view d) {
    std::string out;
    for (const std::size_t at : {6U, 4U, 2U, 0U, 10U, 8U, 14U, 12U})
        out.append(d.substr(at, 2));
    return out.append(d.substr(16));
}

// What offices, installers and shops call a computer when nobody chose a name.
constexpr std::array<std::string_view, 27> common_stems = {
    "pc",      "may",  "maytinh", "computer", "desktop", "laptop", "client", "user",   "admin",
    "ws",      "win",  "windows", "win7",     "win10",   "win11",  "host",   "local",  "localhost",
    "default", "may1", "mt",      "tram",     "maytram", "home",   "office", "vanthu", "ketoan"};

bool is_common_name(std::string_view host) {
    std::string stem;
    std::size_t digits = 0;
    for (const char c : host) {
        if (is_lower(c)) stem += c;
        if (is_digit(c)) ++digits;
    }
    if (stem.empty() || host.size() < 3) return true;
    if (digits > 4) return false;
    if (std::find(common_stems.begin(), common_stems.end(), stem) != common_stems.end()) return true;
    return stem.size() + digits <= 3;
}

}  // namespace

std::string_view name_of(KeyFlaw flaw) {
    constexpr std::array<std::string_view, 11> names = {
        "none",      "placeholder",   "repeated",      "too_short",       "no_digit",   "damaged_number",
        "malformed", "group_address", "local_address", "virtual_adapter", "common_name"};
    return names[static_cast<std::size_t>(flaw)];
}

NormalKey normal_serial(std::string_view text) {
    const std::string lower = folded(text.substr(0, longest));
    if (lower.empty()) return {};
    if (is_scientific(lower)) return rejected(KeyFlaw::damaged_number);
    std::string canon =
        only(without_label(without_zero_fraction(lower)), [](char c) { return is_lower(c) || is_digit(c); });
    for (char& c : canon)
        c = is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
    if (canon.empty())
        return lower.find_first_not_of("-–—.?/_ ") == std::string::npos ? NormalKey{} : rejected(KeyFlaw::malformed);
    if (is_placeholder_serial(canon)) return rejected(KeyFlaw::placeholder);
    if (one_character(canon)) return rejected(KeyFlaw::repeated);
    if (std::all_of(canon.begin(), canon.end(), is_digit)) {
        canon.erase(0, std::min(canon.find_first_not_of('0'), canon.size() - 1));
        if (is_placeholder_serial(canon)) return rejected(KeyFlaw::placeholder);
    }
    if (canon.size() < 5) return rejected(KeyFlaw::too_short);
    const bool has_digit = std::any_of(canon.begin(), canon.end(), is_digit);
    if (!has_digit) return {std::move(canon), Quality::weak, KeyFlaw::no_digit};
    return {std::move(canon), Quality::sound, KeyFlaw::none};
}

NormalKey normal_uuid(std::string_view text) {
    const std::string lower = folded(text.substr(0, longest));
    if (lower.empty()) return {};
    std::string digits = only(lower, is_hex);
    const bool written_so = only(lower, [](char c) { return !is_hex(c) && c != '-' && c != '{' && c != '}'; }).empty();
    if (!written_so || digits.size() != 32)
        return lower.find_first_not_of("-. ") == std::string::npos ? NormalKey{} : rejected(KeyFlaw::malformed);
    if (one_character(digits)) return rejected(KeyFlaw::repeated);
    std::string swapped = swapped_fields(digits);
    if (is_placeholder_uuid(digits) || is_placeholder_uuid(swapped)) return rejected(KeyFlaw::placeholder);
    return {std::min(std::move(digits), std::move(swapped)), Quality::sound, KeyFlaw::none};
}

NormalKey normal_mac(std::string_view text) {
    const std::string lower = folded(text.substr(0, longest));
    if (lower.empty()) return {};
    std::string digits = only(lower, is_hex);
    const bool written_so = lower.find_first_not_of("0123456789abcdef:-. ") == std::string::npos;
    if (!written_so || digits.size() != 12)
        return lower.find_first_not_of("-. ") == std::string::npos ? NormalKey{} : rejected(KeyFlaw::malformed);
    if (one_character(digits) || digits.substr(2) == "0000000000") return rejected(KeyFlaw::repeated);
    if (is_placeholder_mac(digits)) return rejected(KeyFlaw::placeholder);
    if (is_virtual_mac(digits)) return rejected(KeyFlaw::virtual_adapter);
    // bits of the first octet, IEEE 802: 1 group, 2 locally administered
    const char low = digits[1];
    const int nibble = is_digit(low) ? low - '0' : low - 'a' + 10;
    if ((nibble & 1) != 0) return {std::move(digits), Quality::weak, KeyFlaw::group_address};
    if ((nibble & 2) != 0) return {std::move(digits), Quality::weak, KeyFlaw::local_address};
    return {std::move(digits), Quality::sound, KeyFlaw::none};
}

NormalKey normal_ip(std::string_view text) {
    std::string_view trimmed = base::trim(text.substr(0, longest));
    trimmed = trimmed.substr(0, trimmed.find_first_of("/%"));
    if (trimmed.empty()) return {};
    const auto address = net::Address::parse(trimmed);
    if (!address) return rejected(KeyFlaw::malformed);
    const std::string canon = address->text();
    const bool nowhere = address->is_loopback() || canon.starts_with("0.") || canon.starts_with("169.254.") ||
                         canon == "::" || canon.starts_with("fe80:");
    if (nowhere) return rejected(KeyFlaw::placeholder);
    return {canon, Quality::sound, KeyFlaw::none};
}

NormalKey normal_host(std::string_view text) {
    std::string lower = folded(text.substr(0, longest));
    if (const auto domain = lower.rfind('\\'); domain != std::string::npos) lower.erase(0, domain + 1);
    if (const auto domain = lower.find('@'); domain != std::string::npos) lower.erase(domain);
    while (lower.ends_with('$') || lower.ends_with(' '))
        lower.pop_back();
    // an address in the place of a name names nothing
    if (net::Address::parse(lower)) return rejected(KeyFlaw::malformed);
    if (const auto dot = lower.find('.'); dot != std::string::npos && dot > 0) lower.erase(dot);
    std::string canon;
    for (const char c : lower) {
        if (is_lower(c) || is_digit(c)) canon += c;
        if ((c == '-' || c == '_' || c == ' ') && !canon.empty()) canon += '-';
    }
    while (canon.ends_with('-'))
        canon.pop_back();
    if (canon.empty()) return base::trim(text).empty() ? NormalKey{} : rejected(KeyFlaw::malformed);
    if (is_common_name(canon)) return {std::move(canon), Quality::weak, KeyFlaw::common_name};
    return {std::move(canon), Quality::sound, KeyFlaw::none};
}

std::string_view netbios_form(std::string_view canonical_host) {
    std::string_view cut = canonical_host.substr(0, netbios_length);
    while (cut.ends_with('-'))
        cut.remove_suffix(1);
    return cut;
}

bool same_host(std::string_view a, std::string_view b) {
    if (a == b) return true;
    if (netbios_form(a) != netbios_form(b)) return false;
    // both longer and different: two names, whatever they share; one no longer than a cut name: the cut one
    return a.size() <= netbios_length || b.size() <= netbios_length;
}

bool nearly_equal_serials(std::string_view a, std::string_view b) {
    if (a.size() < 6 || b.size() < 6) return false;
    const auto drawn = [](char c) {
        switch (c) {
            case 'O': return '0';
            case 'I':
            case 'L': return '1';
            case 'B': return '8';
            case 'S': return '5';
            case 'Z': return '2';
            default: return c;
        }
    };
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > 1) return a.size() >= 7 && (b.starts_with(a) || b.ends_with(a));
    std::size_t same = 0;
    while (same < a.size() && drawn(a[same]) == drawn(b[same]))
        ++same;
    if (same == a.size()) return true;
    std::size_t from_end = 0;
    while (from_end < a.size() - same && drawn(a[a.size() - 1 - from_end]) == drawn(b[b.size() - 1 - from_end]))
        ++from_end;
    return same + from_end + 1 >= b.size();
}

}  // namespace attt::inventory::matching
