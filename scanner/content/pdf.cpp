#include "scanner/content/pdf.h"

#include <algorithm>

#include "scanner/content/pdf_text.h"
#include "scanner/content/script.h"

namespace attt::scanner::content {
namespace {

constexpr std::size_t most_text = 400'000;
constexpr std::size_t most_addresses = 200;
constexpr std::size_t longest_title = 300;

void add(std::vector<std::string>& addresses, std::string address) {
    const bool known = std::find(addresses.begin(), addresses.end(), address) != addresses.end();
    if (!known && addresses.size() < most_addresses) addresses.push_back(std::move(address));
}

}  // namespace

PdfDocument read_pdf(std::string_view bytes) {
    PdfDocument out;
    const PdfObjects objects(bytes);
    for (const auto& [number, object] : objects.all()) {
        // "/S /URI /URI (https://…)": the name is a kind of action too
        for (std::string_view rest = pdf_value(object.head, "/URI"); !rest.empty(); rest = pdf_value(rest, "/URI")) {
            if (auto text = pdf_string(rest)) add(out.addresses, std::move(*text));
        }
        std::string_view title = pdf_value(object.head, "/Title");
        // entries of its table of contents have titles too
        if (!out.title.empty() || !pdf_value(object.head, "/Parent").empty()) continue;
        if (const auto text = pdf_string(title)) out.title = pdf_text_string(text->substr(0, longest_title));
    }
    out.text = pdf_page_text(objects, most_text);
    for (std::string& address : addresses_in(out.text))
        add(out.addresses, std::move(address));
    return out;
}

}  // namespace attt::scanner::content
