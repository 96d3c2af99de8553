#include "base/xml_elements.h"

#include <algorithm>
#include <cstring>

namespace attt::base {
namespace {

constexpr std::size_t chunk = 1U << 16U;
constexpr std::size_t longest_name = 200;

bool ends_name(char c) {
    return c == ' ' || c == '>' || c == '/' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

std::string_view local_name(std::string_view qualified) {
    const auto colon = qualified.find(':');
    return colon == std::string_view::npos ? qualified : qualified.substr(colon + 1);
}

XmlElements::XmlElements(ArchivePart part, std::string file, std::string part_name, std::size_t longest)
    : part_(std::move(part)), file_(std::move(file)), part_name_(std::move(part_name)), longest_(longest) {}

// Reads on; what was before at_ is given up first. Positions stay valid only relative to at_.
Result<bool> XmlElements::more() {
    if (buffer_.size() - at_ > longest_)
        return fail(ErrorCode::bad_input, "spreadsheet.bomb", {{"part", part_name_}}, {file_, 0, {}});
    return part_.read(buffer_, chunk);
}

Result<std::size_t> XmlElements::find(std::string_view needle, std::size_t from) {
    while (true) {
        const auto found = buffer_.size() > from
                               ? static_cast<const char*>(
                                     memmem(buffer_.data() + from, buffer_.size() - from, needle.data(), needle.size()))
                               : nullptr;
        if (found != nullptr) return static_cast<std::size_t>(found - buffer_.data());
        from = std::max(from, buffer_.size() - std::min(buffer_.size(), needle.size() - 1));
        auto read = more();
        if (!read) return tl::unexpected(read.error());
        if (!*read) return std::string::npos;
    }
}

// One past the '>' of the tag that begins at `from`, minding quoted attributes; npos at the end of the part.
Result<std::size_t> XmlElements::end_of_tag(std::size_t from) {
    char quote = '\0';
    for (std::size_t at = from;; ++at) {
        if (at >= buffer_.size()) {
            auto read = more();
            if (!read) return tl::unexpected(read.error());
            if (!*read) return std::string::npos;
        }
        const char c = buffer_[at];
        if (quote != '\0') {
            if (c == quote) quote = '\0';
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '>') {
            return at + 1;
        }
    }
}

Result<std::size_t> XmlElements::end_of_element(std::size_t tag, std::size_t tag_end, std::string_view qualified) {
    if (buffer_[tag_end - 2] == '/') return tag_end;
    std::string closing = "</";
    closing += qualified;
    for (std::size_t from = std::max(tag, tag_end);;) {
        auto found = find(closing, from);
        if (!found || *found == std::string::npos) return found;
        auto end = end_of_tag(*found);
        if (!end || *end == std::string::npos) return end;
        if (ends_name(buffer_[*found + closing.size()])) return end;
        from = *end;
    }
}

Result<bool> XmlElements::skip_to(std::string_view text) {
    while (true) {
        const void* const hit = memmem(buffer_.data() + at_, buffer_.size() - at_, text.data(), text.size());
        if (hit != nullptr) {
            const auto found = static_cast<std::size_t>(static_cast<const char*>(hit) - buffer_.data());
            const auto tag = buffer_.rfind('<', found);
            at_ = tag != std::string::npos && tag >= at_ ? tag : found;
            return true;
        }
        const std::size_t kept = std::min(buffer_.size() - at_, longest_name + text.size());
        buffer_.erase(0, buffer_.size() - kept);
        at_ = 0;
        auto read = more();
        if (!read) return tl::unexpected(read.error());
        if (!*read) {
            at_ = buffer_.size();
            return false;
        }
    }
}

Result<XmlElement> XmlElements::next(std::span<const std::string_view> wanted) {
    const auto damaged = [&] {
        return fail(ErrorCode::bad_input, "spreadsheet.damaged", {{"part", part_name_}}, {file_, 0, {}});
    };
    while (true) {
        if (at_ > chunk) {
            buffer_.erase(0, at_);
            at_ = 0;
        }
        auto tag = find("<", at_);
        if (!tag) return tl::unexpected(tag.error());
        if (*tag == std::string::npos) return XmlElement{};
        at_ = *tag;
        while (buffer_.size() < at_ + longest_name) {
            auto read = more();
            if (!read) return tl::unexpected(read.error());
            if (!*read) break;
        }
        const std::string_view rest = std::string_view(buffer_).substr(at_);
        const std::string_view skipped = rest.starts_with("<!--")        ? "-->"
                                         : rest.starts_with("<![CDATA[") ? "]]>"
                                         : rest.starts_with("<?")        ? "?>"
                                                                         : "";
        if (!skipped.empty()) {
            auto end = find(skipped, at_ + 2);
            if (!end) return tl::unexpected(end.error());
            if (*end == std::string::npos) return damaged();
            at_ = *end + skipped.size();
            continue;
        }
        const auto name_end = std::find_if(rest.begin() + 1, rest.end(), ends_name);
        const std::string_view qualified = rest.substr(1, static_cast<std::size_t>(name_end - rest.begin()) - 1);
        const std::string_view name = local_name(qualified);
        const auto found = std::find(wanted.begin(), wanted.end(), name);
        if (found == wanted.end()) {
            ++at_;
            continue;
        }
        name_ = qualified;
        auto tag_end = end_of_tag(at_);
        if (!tag_end) return tl::unexpected(tag_end.error());
        if (*tag_end == std::string::npos) return damaged();
        auto end = end_of_element(at_, *tag_end, name_);
        if (!end) return tl::unexpected(end.error());
        if (*end == std::string::npos) return damaged();
        XmlElement element{*found, std::span(buffer_.data() + at_, *end - at_)};
        at_ = *end;
        return element;
    }
}

}  // namespace attt::base
