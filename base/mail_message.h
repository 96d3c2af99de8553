// A letter as bytes (RFC 5322, MIME: RFC 2045, 2047): one text, UTF-8, and perhaps a page beside it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"

namespace attt::base {

struct MailAddress {
    std::string name;     // shown; may be empty
    std::string address;  // "attt@dongthap.example"
};

struct MailMessage {
    MailAddress from;
    MailAddress to;
    std::string subject;
    Time date;
    std::string id;    // without < >
    std::string text;  // UTF-8, lines end with \n
    struct Attachment {
        std::string name;
        std::string media_type;
        std::string bytes;
    };
    std::vector<Attachment> attachments = {};
};

// "local@domain" of the characters that every server takes; nothing else, so that no line of a header can be ended.
bool is_mail_address(std::string_view text);

// Lines end with CRLF and are at most 76 bytes long (998 in what was given); the same letter gives the same bytes.
// Errors: mail.bad_address (value).
Result<std::string> to_rfc5322(const MailMessage& message);

// The text of a header as RFC 2047 writes it: ASCII as it stands, else encoded words that begin and end between
// characters.
std::string encoded_header(std::string_view text);

}  // namespace attt::base
