#include "inventory/personal_data.h"

#include <algorithm>
#include <array>
#include <string>

#include "inventory/words.h"

namespace attt::inventory {
namespace {

// In the form of normalised(). A heading that has one of these words in it may name a person: better one column too
// many left out than one name kept.
constexpr std::array<std::string_view, 56> personal_words = {
    "nguoi",       "ho ten",    "ho va ten",  "ten nguoi",   "can bo",     "nhan vien",   "cong chuc", "vien chuc",
    "chuyen vien", "lanh dao",  "thu truong", "ong ba",      "user",       "users",       "username",  "login",
    "logon",       "account",   "tai khoan",  "custodian",   "employee",   "person",      "owner",     "contact",
    "lien he",     "lien lac",  "dau moi",    "phu trach",   "dien thoai", "sdt",         "di dong",   "phone",
    "mobile",      "tel",       "email",      "e mail",      "mail",       "thu dien tu", "cccd",      "cmnd",
    "can cuoc",    "ngay sinh", "birthday",   "dia chi nha", "mat khau",   "password",    "pass",      "key",
    "keys",        "khoa",      "ban quyen",  "license",     "licence",    "fullname",    "full name", "signature"};

// "0912 345 678", "+84.277.3851234", "087090001234": nine digits and more, with what parts them.
std::string without_long_numbers(std::string_view text) {
    constexpr std::size_t shortest = 9;
    constexpr std::size_t longest = 13;
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t digits = 0;
        std::size_t end = at;
        for (std::size_t i = at; i < text.size(); ++i) {
            const bool digit = text[i] >= '0' && text[i] <= '9';
            const bool parting = i > at && (text[i] == ' ' || text[i] == '.' || text[i] == '-');
            const bool plus = i == at && text[i] == '+';
            if (!digit && !parting && !plus) break;
            digits += digit ? 1U : 0U;
            if (digit) end = i + 1;
        }
        const bool personal = digits >= shortest && digits <= longest && (text[at] == '0' || text[at] == '+');
        if (personal) out += masked_cell;
        if (end == at) end = at + 1;
        if (!personal) out += text.substr(at, end - at);
        at = end;
    }
    return out;
}

}  // namespace

bool is_personal(std::string_view heading) {
    const std::string padded = " " + normalised(heading) + " ";
    return std::any_of(personal_words.begin(), personal_words.end(), [&](std::string_view word) {
        return padded.find(" " + std::string(word) + " ") != std::string::npos;
    });
}

std::string without_persons(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find_first_of(" \t\r\n,;()<>", at), text.size());
        const std::string_view word = text.substr(at, end - at);
        const bool mail = word.find('@') != std::string_view::npos && word.find('.') != std::string_view::npos;
        out += mail ? masked_cell : word;
        if (end < text.size()) out += text[end];
        at = end + 1;
    }
    return without_long_numbers(out);
}

}  // namespace attt::inventory
