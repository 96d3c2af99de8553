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

}  // namespace

bool is_personal(std::string_view heading) {
    const std::string padded = " " + normalised(heading) + " ";
    return std::any_of(personal_words.begin(), personal_words.end(), [&](std::string_view word) {
        return padded.find(" " + std::string(word) + " ") != std::string::npos;
    });
}

}  // namespace attt::inventory
