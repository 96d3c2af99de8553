#include "reports/document_html.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/base64.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "reports/drawing.h"
#include "reports/mustache.h"

namespace attt::reports {
namespace {

constexpr std::size_t largest_part = 1U << 20U;
constexpr std::size_t rows_to_filter = 8;

constexpr std::array<const char*, 9> tone_names = {"",     "good",   "bad", "unknown", "critical",
                                                   "high", "medium", "low", "info"};

std::string bytes_of_hex(const std::string& hex) {
    std::string out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        out += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return out;
}

std::string inner(const Spans& spans) {
    std::string out;
    for (const Span& span : spans) {
        const char* tag = span.style == Span::Style::bold     ? "strong"
                          : span.style == Span::Style::italic ? "em"
                          : span.style == Span::Style::code   ? "code"
                                                              : nullptr;
        const std::string text = escape_html(span.text);
        out += tag == nullptr ? text : fmt::format("<{0}>{1}</{0}>", tag, text);
    }
    return out;
}

// What a program sorts by, where it is not the text.
std::string sort_key(const CellValue& value) {
    if (const auto* count = std::get_if<std::int64_t>(&value)) return std::to_string(*count);
    if (const auto* share = std::get_if<Share>(&value))
        return share->denominator > 0 ? fmt::format("{:.6f}", static_cast<double>(share->numerator) /
                                                                  static_cast<double>(share->denominator))
                                      : "-1";
    if (const auto* date = std::get_if<base::Date>(&value)) return base::to_iso_date(*date);
    return "";
}

class PageWriter {
  public:
    PageWriter(const Document& document, const Texts& texts) : document_(document), texts_(texts) {}

    std::string body() {
        std::string contents;
        for (const Block& block : document_.blocks)
            std::visit(*this, block);
        for (const auto& [id, text] : contents_)
            contents += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", id, escape_html(text));
        std::string out = head_ + "<main>\n";
        if (contents_.size() > 2)
            out += fmt::format("<nav aria-label=\"{}\">\n<ol>\n{}</ol>\n</nav>\n",
                               escape_html(texts_.text("doc.contents")), contents);
        return out + out_ + "</main>\n";
    }

    void operator()(const Letterhead& head) {
        std::string out = "<div class=\"letterhead\">\n<div>\n";
        const auto line = [&](const char* name, const std::string& text) {
            if (!text.empty()) out += fmt::format("<p class=\"{}\">{}</p>\n", name, escape_html(text));
        };
        line("parent", head.parent);
        line("office", head.office);
        line("number", head.number_line);
        line("about", head.about);
        line("classification", head.classification_line);
        out += "</div>\n<div>\n";
        line("nation", head.national_title);
        line("motto", head.motto);
        line("day", head.date_line);
        out += "</div>\n</div>\n";
        if (head_.empty() && out_.empty())
            head_ = "<header>\n" + out + "</header>\n";
        else
            out_ += out;
    }

    void operator()(const Title& title) {
        if (!titled_ && many_of_a_kind()) title_for_readers();
        const char* tag = titled_ ? "h2" : "h1";
        titled_ = true;
        std::string words = escape_html(title.kind);
        if (!title.kind.empty() && !title.summary.empty()) words += "<br />";
        out_ += fmt::format("<div class=\"title\">\n<{0} id=\"{2}\">{1}{3}</{0}>\n", tag, words,
                            remember(title.summary.empty() ? title.kind : title.summary), escape_html(title.summary));
        if (!title.note.empty()) out_ += fmt::format("<p class=\"remark\">{}</p>\n", escape_html(title.note));
        out_ += "</div>\n";
    }

    void operator()(const Heading& heading) {
        const int level = std::clamp(heading.level, 1, 3);
        if (!titled_) title_for_readers();
        const std::string id = level == 1 ? remember(heading.text) : next_id("part");
        out_ += fmt::format("<h{0} id=\"{1}\">{2}</h{0}>\n", level + 1, id, escape_html(heading.text));
    }

    void operator()(const Paragraph& paragraph) {
        switch (paragraph.kind) {
            case Paragraph::Kind::body: out_ += fmt::format("<p>{}</p>\n", inner(paragraph.spans)); break;
            case Paragraph::Kind::addressee:
                out_ += fmt::format("<p class=\"addressee\">{}</p>\n", inner(paragraph.spans));
                break;
            case Paragraph::Kind::note:
                out_ += fmt::format("<p class=\"note\">{}</p>\n", inner(paragraph.spans));
                break;
            case Paragraph::Kind::code:
                out_ += fmt::format("<p><code class=\"line\">{}</code></p>\n", inner(paragraph.spans));
                break;
            case Paragraph::Kind::choice: {
                const std::string id = next_id("choice");
                out_ += fmt::format(
                    "<p class=\"choice\"><input type=\"checkbox\" id=\"{0}\" /> <label for=\"{0}\">{1}</label></p>\n",
                    id, inner(paragraph.spans));
                break;
            }
        }
    }

    void operator()(const Listing& listing) {
        const char* outer = listing.numbered ? "ol" : "ul";
        out_ += fmt::format("<{} class=\"listing\">\n", outer);
        bool open = false, deeper = false;
        const auto close_deeper = [&] {
            if (deeper) out_ += "</li></ul>";
            deeper = false;
        };
        for (const Listing::Item& item : listing.items) {
            if (item.code) {
                if (!open) out_ += "<li>";
                open = true;
                out_ += fmt::format("<code class=\"line\">{}</code>", inner(item.spans));
            } else if (item.depth == 0) {
                close_deeper();
                if (open) out_ += "</li>\n";
                out_ += "<li>" + inner(item.spans);
                open = true;
            } else {
                out_ += deeper ? "</li><li>" : open ? "<ul><li>" : "<li><ul><li>";
                out_ += inner(item.spans);
                open = deeper = true;
            }
        }
        close_deeper();
        if (open) out_ += "</li>\n";
        out_ += fmt::format("</{}>\n", outer);
    }

    void operator()(const Table& table) {
        if (table.sheet_only) return;
        if (table.rows.empty()) {
            if (!table.when_empty.empty()) out_ += fmt::format("<p>{}</p>\n", escape_html(table.when_empty));
            return;
        }
        write_table(table, table.sortable && table.rows.size() > 1);
    }

    void operator()(const Chart& chart) {
        if (chart.categories.empty() || chart.series.empty()) return;
        out_ += fmt::format("<figure>\n<figcaption>{}</figcaption>\n", escape_html(chart.title));
        out_ += svg_of(chart, document_.language, next_id("chart"));
        out_ += fmt::format("<details>\n<summary>{}</summary>\n", escape_html(texts_.text("doc.chart_numbers")));
        write_table(table_of(chart), false);
        out_ += "</details>\n</figure>\n";
    }

    void operator()(const Figures& figures) {
        if (figures.figures.empty()) return;
        out_ += "<dl class=\"figures\">\n";
        for (const Figures::Figure& each : figures.figures) {
            out_ += fmt::format("<div class=\"tone-{}\"><dt>{}</dt><dd>{}</dd>", name_of(each.tone),
                                escape_html(each.label), escape_html(each.value));
            if (!each.note.empty()) out_ += fmt::format("<dd class=\"remark\">{}</dd>", escape_html(each.note));
            out_ += "</div>\n";
        }
        out_ += "</dl>\n";
    }

    void operator()(const NewPage& next) {
        out_ += next.appendix ? "<hr class=\"appendix\" />\n" : "<hr class=\"page\" />\n";
    }

    void operator()(const Signature& signature) {
        out_ += "<div class=\"signatures\">\n<div class=\"recipients\">\n";
        if (!signature.recipients_title.empty())
            out_ += fmt::format("<p class=\"to\">{}</p>\n<ul>\n", escape_html(signature.recipients_title));
        for (const std::string& each : signature.recipients)
            out_ += fmt::format("<li>{}</li>\n", escape_html(each));
        if (!signature.recipients_title.empty()) out_ += "</ul>\n";
        out_ += "</div>\n<div class=\"signatory\">\n";
        const auto line = [&](const char* name, const std::string& text) {
            if (!text.empty()) out_ += fmt::format("<p class=\"{}\">{}</p>\n", name, escape_html(text));
        };
        line("post", signature.authority);
        line("post", signature.post);
        line("note", signature.note);
        line("name", signature.name);
        out_ += "</div>\n</div>\n";
    }

  private:
    static const char* name_of(Tone tone) { return tone_names[static_cast<std::size_t>(tone)]; }

    std::string next_id(const char* what) { return fmt::format("{}-{}", what, ++ids_); }
    std::string remember(const std::string& text) {
        std::string id = next_id("section");
        contents_.emplace_back(id, text);
        return id;
    }

    // A page has a title of its own, whatever the document begins with.
    void title_for_readers() {
        out_ += fmt::format("<h1 class=\"for-readers\">{}</h1>\n", escape_html(document_.title));
        titled_ = true;
    }
    // Slips: each with a title, below which the headings are of the second level.
    bool many_of_a_kind() const {
        for (const Block& block : document_.blocks) {
            if (const auto* heading = std::get_if<Heading>(&block)) return heading->level > 1;
        }
        return false;
    }

    void write_table(const Table& table, bool sortable) {
        const std::string caption = next_id("table");
        out_ += fmt::format("<div class=\"scroll\" role=\"group\" aria-labelledby=\"{}\" tabindex=\"0\">\n", caption);
        out_ += sortable ? fmt::format("<table class=\"sortable\"{}>\n",
                                       table.rows.size() >= rows_to_filter ? " data-filter=\"1\"" : "")
                         : "<table>\n";
        out_ += fmt::format("<caption id=\"{}\">{}</caption>\n<thead>\n<tr>", caption,
                            escape_html(table.caption.empty() ? document_.title : table.caption));
        for (const Column& column : table.columns)
            out_ += fmt::format("<th scope=\"col\"{}>{}</th>", is_number(column) ? " class=\"count\"" : "",
                                escape_html(column.heading));
        out_ += "</tr>\n</thead>\n<tbody>\n";
        for (const Row& row : table.rows)
            write_row(table, row);
        out_ += "</tbody>\n</table>\n</div>\n";
    }

    static bool is_number(const Column& column) {
        return column.kind == Column::Kind::number || column.kind == Column::Kind::share;
    }

    void write_row(const Table& table, const Row& row) {
        out_ += "<tr>";
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const Cell cell = i < row.size() ? row[i] : Cell();
            std::string classes = is_number(table.columns[i]) ? "count" : "";
            if (cell.tone != Tone::none)
                classes += (classes.empty() ? "tone-" : " tone-") + std::string(name_of(cell.tone));
            out_ += "<td";
            if (!classes.empty()) out_ += " class=\"" + classes + "\"";
            if (const std::string key = sort_key(cell.value); !key.empty()) out_ += " data-sort=\"" + key + "\"";
            out_ += ">" + cell_text(cell) + "</td>";
        }
        out_ += "</tr>\n";
    }

    std::string cell_text(const Cell& cell) const {
        const std::string words = in_words(cell.value, document_.language);
        if (words.find('\n') == std::string::npos && cell.links.empty()) return escape_html(words);
        std::string out;
        std::size_t number = 0;
        for (const std::string& line : base::split(words, '\n')) {
            if (number > 0) out += "<br />";
            const bool linked = number < cell.links.size();
            out += linked ? fmt::format("<a href=\"{}\">{}</a>", escape_html(cell.links[number]), escape_html(line))
                          : escape_html(line);
            ++number;
        }
        return out;
    }

    const Document& document_;
    const Texts& texts_;
    std::string head_, out_;
    std::vector<std::pair<std::string, std::string>> contents_;
    int ids_ = 0;
    bool titled_ = false;
};

}  // namespace

base::Result<PageParts> load_page_parts(const std::string& template_directory) {
    auto style = base::read_file(template_directory + "/document.css", largest_part);
    if (!style) return tl::unexpected(style.error());
    auto script = base::read_file(template_directory + "/tables.js", largest_part);
    if (!script) return tl::unexpected(script.error());
    PageParts out{std::move(*style), std::move(*script), ""};
    out.script_hash = base::base64(bytes_of_hex(base::sha256_hex(out.script)));
    return out;
}

std::string render_page(const Document& document, const PageParts& parts, const Texts& texts) {
    const char* language = document.language == base::Language::vi ? "vi" : "en";
    std::string out =
        fmt::format("<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\" />\n", language);
    out += fmt::format(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "script-src "
        "'sha256-{}'; base-uri 'none'; form-action 'none'\" />\n",
        parts.script_hash);
    out +=
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n"
        "<meta name=\"referrer\" content=\"no-referrer\" />\n<meta name=\"robots\" content=\"noindex, nofollow\" />\n";
    out += fmt::format("<title>{}</title>\n<style>\n{}</style>\n</head>\n", escape_html(document.title), parts.style);
    out += fmt::format("<body data-filter-label=\"{}\" data-sort-label=\"{}\">\n",
                       escape_html(texts.text("doc.filter")), escape_html(texts.text("doc.sort")));
    out += PageWriter(document, texts).body();
    out += fmt::format("<script>{}</script>\n</body>\n</html>\n", parts.script);
    return out;
}

}  // namespace attt::reports
