#include "tests/unit/reports/markup.h"

#include <algorithm>
#include <cctype>

namespace attt::tests {
namespace {

class Reader {
  public:
    explicit Reader(std::string_view page) : page_(page) {}

    Markup read() {
        if (!take("<!DOCTYPE html>")) defect("no document type");
        while (at_ < page_.size()) {
            if (page_[at_] != '<')
                read_text();
            else if (page_.substr(at_, 2) == "</")
                read_end();
            else
                read_start();
        }
        if (!open_.empty()) defect("never closed: " + open_.back());
        return std::move(markup_);
    }

  private:
    bool take(std::string_view expected) {
        if (page_.substr(at_, expected.size()) != expected) return false;
        at_ += expected.size();
        return true;
    }

    std::string_view until(std::string_view stops) {
        const auto end = std::min(page_.find_first_of(stops, at_), page_.size());
        const std::string_view out = page_.substr(at_, end - at_);
        at_ = end;
        return out;
    }

    void defect(const std::string& what) {
        markup_.defects.push_back(what + " at byte " + std::to_string(at_));
        if (markup_.defects.size() > 20) at_ = page_.size();
    }

    void check_entities(std::string_view text) {
        for (auto at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
            const std::string_view rest = text.substr(at);
            const bool known = rest.starts_with("&amp;") || rest.starts_with("&lt;") || rest.starts_with("&gt;") ||
                               rest.starts_with("&quot;") || rest.starts_with("&#39;");
            if (!known) defect("a bare &: " + std::string(rest.substr(0, 20)));
        }
    }

    void read_text() {
        const std::string_view text = until("<");
        check_entities(text);
        if (text.find('>') != std::string_view::npos) defect("a bare >");
        markup_.texts.emplace_back(text);
    }

    void read_end() {
        at_ += 2;
        const std::string name(until(">"));
        ++at_;
        if (open_.empty() || open_.back() != name) return defect("</" + name + "> closes nothing");
        open_.pop_back();
    }

    void skip_space() {
        while (at_ < page_.size() && std::isspace(static_cast<unsigned char>(page_[at_])) != 0)
            ++at_;
    }

    void read_start() {
        ++at_;
        Element element;
        element.name = until(" >/\n");
        const bool named = !element.name.empty() && std::all_of(element.name.begin(), element.name.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        });
        if (!named) return defect("no element: <" + element.name);
        for (skip_space(); at_ < page_.size() && page_[at_] != '>' && page_[at_] != '/'; skip_space()) {
            if (!read_attribute(element)) return;
        }
        const bool empty = take("/");
        if (!take(">")) return defect("unfinished <" + element.name);
        if (!empty) open_.push_back(element.name);
        const bool style = element.name == "style";
        markup_.elements.push_back(std::move(element));
        if (style) at_ = std::min(page_.find("</style>", at_), page_.size());
    }

    bool read_attribute(Element& element) {
        const std::string name(until("= >\n"));
        if (!take("=\"")) {
            defect("attribute without quotes: " + name);
            return false;
        }
        const std::string_view value = until("\"");
        ++at_;
        check_entities(value);
        if (value.find('<') != std::string_view::npos) defect("< in an attribute");
        element.attributes.emplace_back(name, value);
        return true;
    }

    std::string_view page_;
    std::size_t at_ = 0;
    std::vector<std::string> open_;
    Markup markup_;
};

}  // namespace

Markup read_markup(std::string_view page) {
    return Reader(page).read();
}

std::string skeleton_of(const Markup& markup) {
    std::string out;
    for (const Element& element : markup.elements) {
        out += element.name;
        for (const auto& [name, value] : element.attributes)
            out += " " + name;
        out += "\n";
    }
    return out;
}

}  // namespace attt::tests
