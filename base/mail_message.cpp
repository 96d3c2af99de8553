#include "base/mail_message.h"

#include <algorithm>
#include <array>

#include "base/base64.h"
#include "base/hash.h"
#include "base/text.h"

namespace attt::base {
namespace {

constexpr std::size_t line_length = 76;

// 39 bytes are 52 characters: with "=?UTF-8?B?" and "?=" an encoded word of 64, which fits behind the name of a field.
constexpr std::size_t word_bytes = 39;

bool plain(std::string_view text) {
    return text.size() <= 60 && text.find("=?") == std::string_view::npos &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

// Control characters end no header of ours.
std::string one_line(std::string_view text) {
    std::string out = nfc(text);
    for (char& c : out) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    }
    return std::string(trim(out));
}

std::string base64_lines(std::string_view bytes) {
    const std::string whole = base64(bytes);
    std::string out;
    for (std::size_t at = 0; at < whole.size(); at += line_length)
        out += whole.substr(at, line_length) + "\r\n";
    return out;
}

// "Mon, 23 Nov 2026 16:10:17 +0700"
std::string date_header(Time time) {
    constexpr std::array<const char*, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto local = std::chrono::floor<std::chrono::seconds>(time) + std::chrono::hours(7);
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(local - day);
    const auto two = [](auto number) {
        const auto value = static_cast<long>(number);
        return (value < 10 ? "0" : "") + std::to_string(value);
    };
    return std::string(days.at(std::chrono::weekday(day).c_encoding())) + ", " +
           std::to_string(static_cast<unsigned>(date.day())) + " " +
           months.at(static_cast<unsigned>(date.month()) - 1) + " " + std::to_string(static_cast<int>(date.year())) +
           " " + two(clock.hours().count()) + ":" + two(clock.minutes().count()) + ":" + two(clock.seconds().count()) +
           " +0700";
}

std::string address_header(const MailAddress& address) {
    if (address.name.empty()) return address.address;
    const std::string name = one_line(address.name);
    // an encoded word needs no quotes, and quotes would make it none
    const bool atoms =
        plain(name) && std::all_of(name.begin(), name.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '-';
        });
    return (atoms ? name : encoded_header("\x01" + name)) + "\r\n <" + address.address + ">";
}

std::string with_crlf(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\r') continue;
        if (c == '\n') out += '\r';
        out += c;
    }
    return out;
}

std::string text_part(const std::string& text) {
    return "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
           base64_lines(with_crlf(nfc(text)));
}

}  // namespace

bool is_mail_address(std::string_view text) {
    const auto at = text.find('@');
    if (at == std::string_view::npos || at == 0 || at + 1 >= text.size() || text.size() > 254) return false;
    if (text.find('@', at + 1) != std::string_view::npos || text.front() == '.' || text.back() == '.') return false;
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("@.-_+=").find(c) != std::string_view::npos;
    });
}

std::string encoded_header(std::string_view text) {
    const bool forced = text.starts_with('\x01');
    const std::string line = one_line(forced ? text.substr(1) : text);
    if (!forced && plain(line)) return line;
    std::string out;
    for (std::size_t at = 0; at < line.size();) {
        std::size_t end = std::min(at + word_bytes, line.size());
        // not within a character, nor before a mark that belongs to it
        while (end < line.size() && end > at && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U)
            --end;
        out += (out.empty() ? "" : "\r\n ") + ("=?UTF-8?B?" + base64(line.substr(at, end - at)) + "?=");
        at = end;
    }
    return out;
}

Result<std::string> to_rfc5322(const MailMessage& message) {
    for (const std::string* address : {&message.from.address, &message.to.address}) {
        if (!is_mail_address(*address)) return fail(ErrorCode::bad_input, "mail.bad_address", {{"value", *address}});
    }
    std::string out = "Date: " + date_header(message.date) + "\r\n";
    out += "From: " + address_header(message.from) + "\r\n";
    out += "To: " + address_header(message.to) + "\r\n";
    out += "Subject: " + encoded_header(message.subject) + "\r\n";
    out += "Message-ID: <" + one_line(message.id) + ">\r\n";
    // nobody's holiday answers it
    out += "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n";
    if (message.attachments.empty()) return out + text_part(message.text);
    const std::string boundary = "attt-" + sha256_hex(message.id).substr(0, 32);
    out += "Content-Type: multipart/mixed; boundary=\"" + boundary + "\"\r\n\r\n";
    out += "--" + boundary + "\r\n" + text_part(message.text);
    for (const MailMessage::Attachment& part : message.attachments) {
        out += "--" + boundary + "\r\nContent-Type: " + one_line(part.media_type) +
               "\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment;\r\n filename=\"" +
               one_line(part.name) + "\"\r\n\r\n" + base64_lines(part.bytes);
    }
    return out + "--" + boundary + "--\r\n";
}

}  // namespace attt::base
