// What the page itself says: what it loads without encryption or without a checksum, forms, the trust label, and
// whether it is a server's own page.
#pragma once

#include <string>
#include <string_view>

#include "base/value.h"
#include "scanner/content/page.h"

namespace attt::scanner::http {

// Sets mixed_active, mixed_passive, insecure_forms (addresses, of a page over https), scripts_without_integrity
// (hosts), directory_listing, default_page, trust_label, trust_label_link, trust_label_genuine.
void state_page(std::string_view url, std::string_view html, base::Object& facts);

// Sets security_txt (present or not), security_txt_contact, security_txt_expires, security_txt_signed.
void state_security_txt(int status, std::string_view media_type, std::string_view body, base::Object& facts);

}  // namespace attt::scanner::http
