#include "net/http_header.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace attt::net {
namespace {

// "HTTP/1.1 103 Early Hints" -> true
bool is_interim(std::string_view status_line) {
    const auto space = status_line.find(' ');
    return space != std::string_view::npos && status_line.substr(space + 1).starts_with('1');
}

std::string_view without_line_end(std::string_view line) {
    while (line.ends_with('\n') || line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

}  // namespace

bool HeaderBlock::add(std::string_view line) {
    seen_ += line.size();
    if (too_large()) return false;
    if (complete_) return true;
    line = without_line_end(line);
    if (line.empty()) {
        complete_ = !interim_;
        if (interim_) fields_.clear();
    } else if (line.starts_with("HTTP/") && line.find(':') > line.find(' ')) {
        interim_ = is_interim(line);
        fields_.clear();
    } else if ((line.front() == ' ' || line.front() == '\t') && !fields_.empty()) {
        // RFC 9112, section 5.2: a folded line goes on with the value before it
        fields_.back().second.append(" ").append(visible_bytes(base::trim(line)));
    } else {
        const auto colon = std::min(line.find(':'), line.size());
        const std::string_view value = line.substr(std::min(colon + 1, line.size()));
        fields_.emplace_back(base::to_lower_ascii(visible_bytes(base::trim(line.substr(0, colon)))),
                             visible_bytes(base::trim(value)));
    }
    return true;
}

std::string_view HeaderBlock::value(std::string_view name) const {
    const auto at =
        std::find_if(fields_.begin(), fields_.end(), [&](const auto& field) { return field.first == name; });
    return at == fields_.end() ? std::string_view{} : std::string_view(at->second);
}

std::string visible_bytes(std::string_view bytes) {
    const bool utf8 = base::is_utf8(bytes);
    std::string out;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        const bool control = (byte < 0x20 && byte != '\t') || byte == 0x7f;
        if (control || (byte >= 0x80 && !utf8)) {
            out += fmt::format("\\x{:02x}", byte);
        } else {
            out += c;
        }
    }
    return out;
}

}  // namespace attt::net
