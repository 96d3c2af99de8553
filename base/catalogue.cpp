#include "base/catalogue.h"

#include <algorithm>

#include "base/files.h"
#include "base/text.h"
#include "base/toml.h"

namespace attt::base {
namespace {

Result<void> collect(const Object& object, const std::string& prefix, const std::string& file,
                     std::map<std::string, std::string, std::less<>>& out) {
    for (const auto& [key, value] : object) {
        const std::string id = prefix.empty() ? key : prefix + "." + key;
        if (const Object* table = value.if_object()) {
            if (auto inner = collect(*table, id, file, out); !inner) return inner;
        } else if (const std::string* text = value.if_string()) {
            if (!out.emplace(id, *text).second)
                return fail(ErrorCode::bad_input, "catalogue.twice", {{"key", id}}, {file, 0, {}});
        } else {
            return fail(ErrorCode::bad_input, "catalogue.not_text", {{"key", id}}, {file, 0, {}});
        }
    }
    return {};
}

const std::string* argument_of(std::string_view name, const MessageArguments& arguments) {
    for (const auto& [key, value] : arguments) {
        if (key == name) return &value;
    }
    return nullptr;
}

// "{name}" becomes the argument; "{#name}…{/name}" stays only where there is one that is not empty.
std::string filled(std::string_view text, const MessageArguments& arguments) {
    std::string out;
    while (!text.empty()) {
        const auto open = text.find('{');
        const auto close = open == std::string_view::npos ? open : text.find('}', open);
        if (close == std::string_view::npos) return out.append(text);
        out.append(text.substr(0, open));
        const std::string_view whole = text.substr(open, close - open + 1);
        const std::string_view name = whole.substr(1, whole.size() - 2);
        text.remove_prefix(close + 1);
        if (name.starts_with('#')) {
            const std::string end = "{/" + std::string(name.substr(1)) + "}";
            const std::string* value = argument_of(name.substr(1), arguments);
            if (value == nullptr || value->empty()) text.remove_prefix(std::min(text.find(end), text.size()));
        } else if (const std::string* value = argument_of(name, arguments)) {
            // arguments carry file names, cells and bytes of strangers
            out.append(printable(*value, 400));
        } else if (!name.starts_with('/')) {
            out.append(whole);
        }
    }
    return out;
}

}  // namespace

Result<Catalogue> Catalogue::load(const std::filesystem::path& directory, Language language) {
    Catalogue catalogue;
    catalogue.language_ = language;
    const auto folder = directory / (language == Language::vi ? "vi" : "en");
    const auto files = files_in(folder, ".toml");
    if (files.empty()) return fail(ErrorCode::not_found, "catalogue.missing", {{"path", folder.string()}});
    for (const auto& file : files) {
        auto document = read_toml(file.string());
        if (!document) return tl::unexpected(document.error());
        auto collected = collect(*document->root.if_object(), "", file.string(), catalogue.texts_);
        if (!collected) return tl::unexpected(collected.error());
    }
    return catalogue;
}

std::string Catalogue::text(std::string_view id, const MessageArguments& arguments) const {
    const auto found = texts_.find(id);
    if (found != texts_.end()) return filled(found->second, arguments);
    std::string out = "⟨" + std::string(id) + "⟩";
    for (const auto& [key, value] : arguments)
        out.append(" ").append(key).append("=").append(printable(value, 200));
    return out;
}

std::string Catalogue::text_or(std::string_view id, std::string_view fallback) const {
    const auto found = texts_.find(id);
    return found != texts_.end() ? found->second : std::string(fallback);
}

std::string Catalogue::sentence(const Error& error) const {
    const std::string what = text(error.message, error.arguments);
    if (error.place.file.empty()) return what;
    return text(error.place.line > 0 ? "place.line" : "place.file",
                {{"file", error.place.file}, {"line", std::to_string(error.place.line)}}) +
           what;
}

}  // namespace attt::base
