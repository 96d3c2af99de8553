#include "scanner/content/script.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "base/base64.h"
#include "base/text.h"

namespace attt::scanner::content {
namespace {

constexpr std::size_t longest = 256U << 10U;

void append_utf8(unsigned code, std::string& out) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0U | (code >> 6U));
        out += static_cast<char>(0x80U | (code & 0x3FU));
    } else {
        out += static_cast<char>(0xE0U | (code >> 12U));
        out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
        out += static_cast<char>(0x80U | (code & 0x3FU));
    }
}

// The number at `at` of `digits` hexadecimal digits; -1 where they are not.
int hex_at(std::string_view text, std::size_t at, std::size_t digits) {
    if (at + digits > text.size()) return -1;
    int value = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + digits, value, 16);
    return error == std::errc() && end == text.data() + at + digits ? value : -1;
}

// \x3c \u003c \/ and %3c.
std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        int value = -1;
        std::size_t used = 0;
        if (text[i] == '\\' && i + 1 < text.size()) {
            if (text[i + 1] == 'x') value = hex_at(text, i + 2, 2), used = 3;
            if (text[i + 1] == 'u') value = hex_at(text, i + 2, 4), used = 5;
            if (text[i + 1] == '/' || text[i + 1] == '"' || text[i + 1] == '\'') value = text[i + 1], used = 1;
        } else if (text[i] == '%' && i + 1 < text.size()) {
            if (text[i + 1] == 'u')
                value = hex_at(text, i + 2, 4), used = 5;
            else
                value = hex_at(text, i + 1, 2), used = 2;
            if (value >= 0 && text[i + 1] != 'u') {  // bytes, not code points
                out += static_cast<char>(value);
                i += used;
                continue;
            }
        }
        if (value < 0) {
            out += text[i];
            continue;
        }
        append_utf8(static_cast<unsigned>(value), out);
        i += used;
    }
    return out;
}

// JSON's way of writing "/".
std::string unescaped_slashes(std::string_view text) {
    std::string out(text);
    for (std::size_t at = out.find("\\/"); at != std::string::npos; at = out.find("\\/", at))
        out.erase(at, 1);
    return out;
}

// "ab" + "cd" becomes "abcd", with whatever quotes.
std::string strings_joined(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"' || text[i] == '\'') {
            std::size_t at = i + 1;
            while (at < text.size() && (text[at] == ' ' || text[at] == '\n'))
                ++at;
            if (at < text.size() && text[at] == '+') {
                ++at;
                while (at < text.size() && (text[at] == ' ' || text[at] == '\n'))
                    ++at;
                if (at < text.size() && (text[at] == '"' || text[at] == '\'')) {
                    i = at;
                    continue;
                }
            }
        }
        out += text[i];
    }
    return out;
}

bool readable(std::string_view text) {
    if (!base::is_utf8(text)) return false;
    return std::none_of(text.begin(), text.end(),
                        [](unsigned char c) { return c < 0x20 && c != '\n' && c != '\t' && c != '\r'; });
}

// The quoted strings that are base64 of something readable.
std::string base64_strings(std::string_view text) {
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t begin = text.find_first_of("\"'`", at);
        if (begin == std::string_view::npos) break;
        const std::size_t end = text.find(text[begin], begin + 1);
        if (end == std::string_view::npos) break;
        const std::string_view inside = text.substr(begin + 1, end - begin - 1);
        const bool may_be = inside.size() >= 16 && std::all_of(inside.begin(), inside.end(), [](unsigned char c) {
                                return std::isalnum(c) != 0 || c == '+' || c == '/' || c == '=';
                            });
        if (may_be) {
            const std::string decoded = base::base64_decoded(inside);
            if (readable(decoded)) out.append(decoded).append("\n");
        }
        at = may_be ? end + 1 : begin + 1;
    }
    return out;
}

// String.fromCharCode(60, 97, …), and arrays of at least eight such numbers.
std::string character_codes(std::string_view text) {
    std::string out;
    std::string run;
    std::size_t count = 0;
    const auto finish = [&] {
        if (count >= 8) out.append(run).append("\n");
        run.clear();
        count = 0;
    };
    for (std::size_t i = 0; i < text.size();) {
        if (std::isdigit(static_cast<unsigned char>(text[i])) != 0) {
            unsigned value = 0;
            const auto [end, error] = std::from_chars(text.data() + i, text.data() + text.size(), value);
            i = static_cast<std::size_t>(end - text.data());
            const bool letter = error == std::errc() &&
                                ((value >= 32 && value < 127) || (value >= 160 && value < 0x2000) || value == 10);
            if (letter) {
                append_utf8(value, run);
                ++count;
            } else {
                finish();
            }
        } else if (text[i] == ',' || text[i] == ' ' || text[i] == '\n') {
            ++i;
        } else {
            finish();
            ++i;
        }
    }
    finish();
    return out;
}

std::string reversed_strings(std::string_view text) {
    std::string out;
    if (text.find(".reverse()") == std::string_view::npos) return out;
    for (std::size_t at = text.find_first_of("\"'"); at != std::string_view::npos;) {
        const std::size_t end = text.find(text[at], at + 1);
        if (end == std::string_view::npos) break;
        std::string inside(text.substr(at + 1, end - at - 1));
        if (inside.size() >= 8) {
            std::reverse(inside.begin(), inside.end());
            out.append(inside).append("\n");
        }
        at = text.find_first_of("\"'", end + 1);
    }
    return out;
}

bool holds(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

// The first quoted string after `at`, within 200 characters.
std::string quoted_after(std::string_view text, std::size_t at) {
    const std::size_t begin = text.find_first_of("\"'`", at);
    if (begin == std::string_view::npos || begin - at > 60) return {};
    const std::size_t end = text.find(text[begin], begin + 1);
    if (end == std::string_view::npos || end - begin > 2000) return {};
    return std::string(text.substr(begin + 1, end - begin - 1));
}

std::vector<std::string> redirects_in(std::string_view text) {
    std::vector<std::string> out;
    constexpr std::array<std::string_view, 3> verbs = {"location", "window.open(", "http-equiv"};
    for (const std::string_view verb : verbs) {
        for (std::size_t at = text.find(verb); at != std::string_view::npos; at = text.find(verb, at + 1)) {
            std::string_view rest = text.substr(at + verb.size());
            if (verb == "location") {
                for (const std::string_view step : {".href", ".replace", ".assign"}) {
                    if (rest.starts_with(step)) rest.remove_prefix(step.size());
                }
                rest = base::trim(rest);
                const bool set = (rest.starts_with("=") && !rest.starts_with("==")) || rest.starts_with("(");
                if (!set) continue;
            }
            const std::string target = quoted_after(text, at + verb.size());
            if (target.starts_with("http") || target.starts_with("//")) out.push_back(target);
            if (out.size() >= 50) return out;
        }
    }
    return out;
}

// Addresses held by a name: "var u = 'https://…'; location = u".
void add_named(std::string_view text, std::vector<std::string>& redirects) {
    if (!redirects.empty() || !holds(text, {"location"})) return;
    for (std::size_t at = text.find("location"); at != std::string_view::npos; at = text.find("location", at + 1)) {
        std::string_view rest = text.substr(at + 8);
        for (const std::string_view step : {".href", ".replace", ".assign"}) {
            if (rest.starts_with(step)) rest.remove_prefix(step.size());
        }
        rest = base::trim(rest);
        if (!(rest.starts_with("=") && !rest.starts_with("==")) && !rest.starts_with("(")) continue;
        rest = base::trim(rest.substr(1));
        std::size_t length = 0;
        while (length < rest.size() && (std::isalnum(static_cast<unsigned char>(rest[length])) != 0 ||
                                        rest[length] == '_' || rest[length] == '$'))
            ++length;
        if (length == 0) continue;
        const std::string name(rest.substr(0, length));
        for (std::size_t set = text.find(name); set != std::string_view::npos; set = text.find(name, set + 1)) {
            const std::string_view after = base::trim(text.substr(set + name.size(), 20));
            if (!after.starts_with("=")) continue;
            const std::string target = quoted_after(text, set + name.size());
            if (target.starts_with("http") || target.starts_with("//")) redirects.push_back(target);
            break;
        }
        if (redirects.empty() && name == "atob") {
            for (std::string& address : addresses_in(text))
                redirects.push_back(std::move(address));
        }
        if (!redirects.empty()) return;
    }
}

}  // namespace

ScriptReading read_script(std::string_view script) {
    ScriptReading out;
    script = script.substr(0, longest);
    const std::string plain = strings_joined(unescaped_slashes(script));
    std::string layers = unescaped(plain);
    // twice: an encoding within an encoding is as deep as these go
    std::string unveiled;
    for (int round = 0; round < 2 && unveiled.size() < longest; ++round) {
        const std::string& from = round == 0 ? layers : unveiled;
        const std::string more = base64_strings(from) + character_codes(from) + reversed_strings(from);
        if (more.empty()) break;
        unveiled += "\n" + unescaped(strings_joined(more));
    }
    if (plain.find("\\x68") != std::string::npos || plain.find("\\x2f") != std::string::npos ||
        plain.find("\\u0068") != std::string::npos)
        unveiled += "\n" + layers;
    layers += unveiled;
    // markup that is kept encoded and undone as the page is read
    if (holds(plain, {"unescape(", "decodeURI"})) unveiled += "\n" + unescaped(plain);
    const std::vector<std::string> open = addresses_in(unescaped_slashes(script));
    for (std::string& address : addresses_in(plain + "\n" + unveiled)) {
        if (std::find(open.begin(), open.end(), address) == open.end()) out.encoded.push_back(std::move(address));
    }
    out.decoded = base::nfc(layers.substr(0, 2 * longest));
    out.writes_markup = holds(out.decoded, {"document.write", "innerHTML", "insertAdjacentHTML", "createElement(\"a\")",
                                            "createElement('a')", "outerHTML", ".append(", ".html("});
    out.asks_referrer = holds(out.decoded, {"document.referrer", "referrer"});
    out.at_any_click = holds(out.decoded, {"document.addEventListener('click'", "document.addEventListener(\"click\"",
                                           "window.addEventListener('click'", "window.addEventListener(\"click\"",
                                           "document.onclick", "window.onclick", "document.body.onclick",
                                           "$(document).on('click'", "$(document).on(\"click\"", "$(document).click"});
    out.runs_what_it_fetches = holds(out.decoded, {"eval(", "new Function("}) &&
                               holds(out.decoded, {"fetch(", "XMLHttpRequest", "$.get(", "$.ajax(", "axios"});
    out.asks_visitor = holds(out.decoded, {"userAgent", "navigator.platform", "navigator.language", "ontouchstart"});
    out.redirects = redirects_in(out.decoded);
    add_named(out.decoded, out.redirects);
    return out;
}

std::vector<std::string> addresses_in(std::string_view text) {
    std::vector<std::string> out;
    const std::string lower = base::to_lower_ascii(text);
    for (std::size_t at = lower.find("http"); at != std::string::npos && out.size() < 200;
         at = lower.find("http", at + 1)) {
        const std::string_view rest = std::string_view(lower).substr(at);
        if (!rest.starts_with("http://") && !rest.starts_with("https://")) continue;
        const std::size_t end = std::min(text.find_first_of(" \t\r\n\"'`<>\\){}|^", at), text.size());
        std::string address(text.substr(at, std::min<std::size_t>(end - at, 2000)));
        if (std::find(out.begin(), out.end(), address) == out.end()) out.push_back(std::move(address));
    }
    return out;
}

}  // namespace attt::scanner::content
