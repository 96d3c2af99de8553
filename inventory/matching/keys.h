// The keys by which computers are recognised, brought to one form, with what is wrong with them. A key that a maker, an
// installer or an office writes into many computers is no identity; one that only looks unusual is weak: it supports
// others and decides nothing alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace attt::inventory::matching {

enum class Quality : std::uint8_t { absent, rejected, weak, sound };

// Why a key is weak or rejected; ids of the catalogue ("matching.reason_…").
enum class KeyFlaw : std::uint8_t {
    none,
    placeholder,  // what makers write where there is nothing: "To be filled by O.E.M."
    repeated,     // one character over and over
    too_short,
    no_digit,        // words rather than a serial
    damaged_number,  // "1.23E+15": a spreadsheet took it for a number
    malformed,
    group_address,    // multicast
    local_address,    // locally administered: set by software
    virtual_adapter,  // the same in every virtual machine or VPN client
    common_name,      // "PC-01"
};
std::string_view name_of(KeyFlaw flaw);

struct NormalKey {
    std::string canon;  // empty: absent or rejected
    Quality quality = Quality::absent;
    KeyFlaw flaw = KeyFlaw::none;
};

// Upper-case letters and digits; leading zeros go from a number, since spreadsheets drop them.
NormalKey normal_serial(std::string_view text);
// 32 lower-case hexadecimal digits; the same for a UUID and its form with the first three fields byte-swapped, which
// hypervisors and firmware write for the same machine.
NormalKey normal_uuid(std::string_view text);
// 12 lower-case hexadecimal digits.
NormalKey normal_mac(std::string_view text);
// One address as written by inet_ntop for v4, lower case for v6; loopback, unspecified and link-local are rejected.
NormalKey normal_ip(std::string_view text);
// The host's own name: without domain ("CQ\\may01", "may01.cq.example"), folded, letters, digits and '-'. Weak where
// many computers are called so ("PC-01", "MAY-KE-TOAN").
NormalKey normal_host(std::string_view text);

// NetBIOS keeps 15 characters of a name.
inline constexpr std::size_t netbios_length = 15;
// What two names of one host share whatever was cut off: the first 15 characters.
std::string_view netbios_form(std::string_view canonical_host);
// Equal, or one is the other cut to 15 characters.
bool same_host(std::string_view a, std::string_view b);

// Serials that a hand or a scanner may have confused: one character more, less or other; O and 0, I and 1.
bool nearly_equal_serials(std::string_view a, std::string_view b);

}  // namespace attt::inventory::matching
