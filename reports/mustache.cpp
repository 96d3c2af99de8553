#include "reports/mustache.h"

#include <kainjow/mustache.hpp>
#include <map>
#include <optional>
#include <vector>

#include "base/files.h"
#include "reports/shown_text.h"

namespace attt::reports {
namespace {

namespace km = kainjow::mustache;

constexpr std::size_t largest_file = 1U << 20U;

km::data data_of(const base::Value& value) {
    if (const bool* flag = value.if_bool()) return km::data(*flag);
    if (const std::string* text = value.if_string()) return text->empty() ? km::data(false) : km::data(*text);
    if (const std::int64_t* number = value.if_integer()) return km::data(std::to_string(*number));
    if (const base::Array* array = value.if_array()) {
        km::list list;
        list.reserve(array->size());
        for (const base::Value& each : *array)
            list.push_back(data_of(each));
        return km::data(list);
    }
    if (const base::Object* object = value.if_object()) {
        km::data out(km::data::type::object);
        for (const auto& [key, member] : *object) {
            out[key] = data_of(member);
            if (const base::Array* array = member.if_array()) out["has_" + key] = km::data(!array->empty());
        }
        return out;
    }
    return km::data(false);
}

// The engine takes what it cannot find for empty; here that is a defect of the template, and the first is remembered.
class StrictContext : public km::basic_context<std::string> {
  public:
    StrictContext(const km::data& root, const base::Catalogue& texts, const std::string& directory)
        : items_{&root}, texts_(texts), directory_(directory) {}

    void push(const km::data* data) override { items_.push_back(data); }
    void pop() override { items_.pop_back(); }

    const km::data* get(const std::string& name) const override {
        if (name == ".") return items_.back();
        if (name.find('.') != std::string::npos) return text(name);
        for (auto item = items_.rbegin(); item != items_.rend(); ++item) {
            if (const km::data* found = (*item)->get(name)) return found;
        }
        note(base::Error{base::ErrorCode::bad_input, "template.unknown_name", {{"name", name}}});
        return nullptr;
    }

    const km::data* get_partial(const std::string& name) const override {
        const auto [at, fresh] = parts_.try_emplace(name);
        if (!fresh) return &at->second;
        if (name.find('/') != std::string::npos) {
            note(base::Error{base::ErrorCode::bad_input, "template.unknown_part", {{"name", name}}});
            return nullptr;
        }
        auto content = base::read_file(directory_ + "/" + name, largest_file);
        if (content)
            at->second = km::data(*content);
        else
            note(content.error());
        return &at->second;
    }

    const std::optional<base::Error>& defect() const { return defect_; }

  private:
    const km::data* text(const std::string& id) const {
        const auto [at, fresh] = catalogue_.try_emplace(id);
        if (fresh) {
            if (!texts_.contains(id))
                note(base::Error{base::ErrorCode::bad_input, "template.unknown_name", {{"name", id}}});
            at->second = km::data(texts_.text(id));
        }
        return &at->second;
    }

    void note(base::Error error) const {
        if (!defect_) defect_ = std::move(error);
    }

    std::vector<const km::data*> items_;
    const base::Catalogue& texts_;
    const std::string& directory_;
    // the engine asks through const functions and keeps the pointers it is given
    mutable std::map<std::string, km::data> catalogue_;
    mutable std::map<std::string, km::data> parts_;
    mutable std::optional<base::Error> defect_;
};

}  // namespace

std::string escape_html(const std::string& text) {
    const std::string shown = shown_text(text);
    std::string out;
    out.reserve(shown.size() + shown.size() / 8);
    for (const char c : shown) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    }
    return out;
}

base::Result<std::string> fill_template(const std::string& directory, const std::string& name, const base::Value& view,
                                        const base::Catalogue& texts) {
    const std::string path = directory + "/" + name;
    auto source = base::read_file(path, largest_file);
    if (!source) return tl::unexpected(source.error());
    km::mustache page(*source);
    const auto defect = [&](base::Error error) {
        if (error.place.file.empty()) error.place.file = path;
        return base::fail(std::move(error));
    };
    const auto syntax = [&] {
        return defect({base::ErrorCode::bad_input, "template.syntax", {{"reason", page.error_message()}}, {}});
    };
    if (!page.is_valid()) return syntax();
    page.set_custom_escape(escape_html);
    const km::data root = data_of(view);
    StrictContext context(root, texts, directory);
    std::string out = page.render(context);
    if (!page.is_valid()) return syntax();
    if (context.defect()) return defect(*context.defect());
    return out;
}

}  // namespace attt::reports
