#include "inventory/matching/placeholders.h"

#include <algorithm>
#include <array>

namespace attt::inventory::matching {
namespace {

// Sorted, in the form of normal_serial(): letters and digits only.
constexpr std::array<std::string_view, 62> serials = {"0123456789",
                                                      "03142563",
                                                      "0A0A0A0A",
                                                      "123456",
                                                      "1234567",
                                                      "12345678",
                                                      "123456789",
                                                      "1234567890",
                                                      "ABCDEFGH",
                                                      "ASSETTAG",
                                                      "BASEBOARDSERIALNUMBER",
                                                      "BSN12345678901234567",
                                                      "CHASSISSERIALNUMBER",
                                                      "CHUACO",
                                                      "CHUARO",
                                                      "DEFAULT",
                                                      "DEFAULTSTRING",
                                                      "EMPTY",
                                                      "EVAL",
                                                      "FILLBYOEM",
                                                      "INVALID",
                                                      "KHONG",
                                                      "KHONGCO",
                                                      "KHONGRO",
                                                      "KHONGXACDINH",
                                                      "MB1234567890",
                                                      "MBSN",
                                                      "NA",
                                                      "NB1234567890",
                                                      "NIL",
                                                      "NONE",
                                                      "NOSERIAL",
                                                      "NOTAPPLICABLE",
                                                      "NOTAVAILABLE",
                                                      "NOTSPECIFIED",
                                                      "NULL",
                                                      "OEM",
                                                      "OEMSERIAL",
                                                      "OEMSTRING",
                                                      "PCSERIAL",
                                                      "QEMU",
                                                      "SERIAL",
                                                      "SERIALNUMBER",
                                                      "SN",
                                                      "SN12345",
                                                      "SN123456",
                                                      "SN12345678",
                                                      "SN123456789",
                                                      "SN1234567890",
                                                      "SYSTEMSERIAL",
                                                      "SYSTEMSERIALNUMBER",
                                                      "SYSTEMSN",
                                                      "TBD",
                                                      "TBFBYOEM",
                                                      "TOBEFILLED",
                                                      "TOBEFILLEDBY",
                                                      "TOBEFILLEDBYOEM",
                                                      "TOBEFILLEDBYOEMX",
                                                      "UNDEFINED",
                                                      "UNKNOWN",
                                                      "UNSPECIFIED",
                                                      "XXXXXX"};

// Sorted; the form without dashes.
constexpr std::array<std::string_view, 9> uuids = {
    "00020003000400050006000700080009", "00112233445566778899aabbccddeeff", "01010101010101010101010101010101",
    "01234567890123456789abcdef012345", "03000200040005000006000700080009", "12345678123456781234567812345678",
    "123456789abcdef0123456789abcdef0", "6ab5b300538d10149fb5b0684d007b53", "fefefefefefefefefefefefefefefefe"};

// Sorted. WAN and RAS miniports of Windows, PPPoE and dial-up adapters.
constexpr std::array<std::string_view, 9> macs = {"000000000001", "001122334455", "123456789abc",
                                                  "204153594eff", "24b620524153", "33506f453030",
                                                  "505054503030", "505054503130", "aabbccddeeff"};

// VirtualBox host-only, VMware host, Docker bridges, TAP drivers of OpenVPN.
constexpr std::array<std::string_view, 5> virtual_prefixes = {"0a0027", "005056c0", "0242", "00ff", "02004c4f4f50"};

template <class List>
bool holds(const List& list, std::string_view value) {
    return std::binary_search(list.begin(), list.end(), value);
}

}  // namespace

bool is_placeholder_serial(std::string_view canon) {
    return holds(serials, canon);
}

bool is_placeholder_uuid(std::string_view digits) {
    return holds(uuids, digits);
}

bool is_placeholder_mac(std::string_view digits) {
    return holds(macs, digits);
}

bool is_virtual_mac(std::string_view digits) {
    return std::any_of(virtual_prefixes.begin(), virtual_prefixes.end(),
                       [&](std::string_view prefix) { return digits.starts_with(prefix); });
}

}  // namespace attt::inventory::matching
