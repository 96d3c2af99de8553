#include "reports/guidance.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"

namespace attt::reports {
namespace {

struct Part {
    enum class Kind { text, code, items };
    Kind kind = Kind::text;
    std::string content;
    std::vector<std::vector<Part>> items;
};
using Parts = std::vector<Part>;

struct Line {
    std::size_t indent = 0;
    std::size_t marker = 0;  // length of "1. " or "- " with its spaces; 0: none
    bool numbered = false;
    std::string body;  // without the marker
};

std::size_t length_of_number(std::string_view body) {
    const auto digits = body.find_first_not_of("0123456789");
    const bool numbered = digits != std::string_view::npos && digits > 0 && digits <= 3 && digits + 1 < body.size() &&
                          (body[digits] == '.' || body[digits] == ')') && body[digits + 1] == ' ';
    return numbered ? digits + 2 : 0;
}

Line line_of(std::string_view raw) {
    Line line;
    const auto first = raw.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return line;
    line.indent = first;
    std::string_view body = base::trim(raw);
    line.marker = length_of_number(body);
    line.numbered = line.marker > 0;
    for (const std::string_view bullet : {"- ", "* ", "• "}) {
        if (body.starts_with(bullet)) line.marker = bullet.size();
    }
    body.remove_prefix(line.marker);
    line.body = base::trim(body);
    return line;
}

bool ends_a_sentence(std::string_view text) {
    return !text.empty() && std::string_view(".;:!?").find(text.back()) != std::string_view::npos;
}

// Reads line by line; `place_` is where a following line without a marker belongs.
class Reader {
  public:
    void read(const Line& line) {
        if (line.body.empty()) return;
        if (line.numbered && line.indent < 2) return begin_step(line);
        if (line.marker > 0 && steps_.empty()) return begin_step(line);
        if (line.marker > 0) return begin_item(line);
        if (steps_.empty()) return read_intro(line);
        if (in_item_ && line.indent < item_indent_) in_item_ = false;
        Parts& parts = in_item_ ? steps_.back().back().items.back() : steps_.back();
        go_on(line, in_item_ ? item_indent_ : step_indent_, parts);
    }

    std::vector<Parts> intro_;
    std::vector<Parts> steps_;

  private:
    void begin_step(const Line& line) {
        steps_.push_back({Part{Part::Kind::text, line.body, {}}});
        step_indent_ = line.indent + line.marker;
        in_item_ = false;
    }

    void begin_item(const Line& line) {
        Parts& step = steps_.back();
        if (step.back().kind != Part::Kind::items) step.push_back({Part::Kind::items, {}, {}});
        step.back().items.push_back({Part{Part::Kind::text, line.body, {}}});
        item_indent_ = line.indent + line.marker;
        in_item_ = true;
    }

    void read_intro(const Line& line) {
        if (intro_.empty() || ends_a_sentence(intro_.back().back().content)) intro_.emplace_back();
        go_on(line, line.indent, intro_.back());
    }

    static void go_on(const Line& line, std::size_t indent, Parts& parts) {
        if (line.indent >= indent + 2) {
            parts.push_back({Part::Kind::code, line.body, {}});
        } else if (!parts.empty() && parts.back().kind == Part::Kind::text) {
            parts.back().content += " " + line.body;
        } else {
            parts.push_back({Part::Kind::text, line.body, {}});
        }
    }

    std::size_t step_indent_ = 0;
    std::size_t item_indent_ = 0;
    bool in_item_ = false;
};

base::Array view_of(const std::vector<Parts>& each);

base::Object view_of(const Part& part) {
    base::Object view{{"text", false}, {"code", false}, {"items", base::Array()}};
    switch (part.kind) {
        case Part::Kind::text: view.set("text", part.content); break;
        case Part::Kind::code: view.set("code", part.content); break;
        case Part::Kind::items: view.set("items", view_of(part.items)); break;
    }
    return view;
}

base::Array view_of(const std::vector<Parts>& each) {
    base::Array out;
    for (const Parts& parts : each) {
        base::Array views;
        for (const Part& part : parts)
            views.emplace_back(view_of(part));
        out.emplace_back(base::Object{{"parts", std::move(views)}});
    }
    return out;
}

}  // namespace

base::Object guidance_view(std::string_view text) {
    Reader reader;
    for (const std::string& raw : base::split(text, '\n'))
        reader.read(line_of(raw));
    return {{"intro", view_of(reader.intro_)}, {"steps", view_of(reader.steps_)}};
}

}  // namespace attt::reports
