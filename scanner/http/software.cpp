#include "scanner/http/software.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "base/text.h"
#include "base/toml.h"

namespace attt::scanner::http {
namespace {

bool is_digit(char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

std::string leading_version(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && end < 30 && (is_digit(text[end]) || text[end] == '.'))
        ++end;
    while (end > 0 && text[end - 1] == '.')
        --end;
    return std::string(text.substr(0, end));
}

// "Apache/2.4.57 (Debian) OpenSSL/3.0.11 PHP/8.2.7": products (RFC 9110, section 10.2.4) with comments between.
void add_products(std::string_view text, std::vector<Software>& out) {
    const std::string lower = base::to_lower_ascii(text);
    bool packaged = false;
    for (const char* system : {"(debian", "(ubuntu", "(red hat", "(centos", "(fedora", "(almalinux", "(rocky",
                               "(unix) debian", "+deb", "ubuntu"})
        packaged = packaged || lower.find(system) != std::string::npos;
    for (const std::string& word : base::split(text, ' ')) {
        const auto slash = word.find('/');
        const std::string name = word.substr(0, slash);
        if (name.empty() || name.size() > 40 || std::isalpha(static_cast<unsigned char>(name.front())) == 0) continue;
        const std::string version =
            slash == std::string::npos ? "" : leading_version(std::string_view(word).substr(slash + 1));
        if (out.size() < 20) out.push_back({name, version, packaged});
    }
}

// "WordPress 6.4.2", "Joomla! - Open Source Content Management", "Drupal 7 (https://www.drupal.org)"
void add_generator(std::string_view text, std::vector<Software>& out) {
    for (const char* known :
         {"WordPress", "Joomla", "Drupal", "DotNetNuke", "Liferay", "TYPO3", "Plone", "PrestaShop", "NukeViet"}) {
        const auto at = text.find(known);
        if (at == std::string_view::npos) continue;
        std::string_view rest = text.substr(at + std::string_view(known).size());
        rest.remove_prefix(std::min(rest.find_first_not_of(" !v"), rest.size()));
        out.push_back({known, leading_version(rest), false});
        return;
    }
}

}  // namespace

std::vector<Software> software_in(const Headers& headers, std::string_view generator) {
    std::vector<Software> out;
    for (const char* field : {"server", "x-powered-by"}) {
        for (const auto& [name, value] : headers) {
            if (name == field) add_products(value, out);
        }
    }
    for (const char* field : {"x-aspnet-version", "x-aspnetmvc-version"}) {
        if (has(headers, field)) out.push_back({"ASP.NET", leading_version(joined(headers, field)), false});
    }
    add_generator(joined(headers, "x-generator"), out);
    add_generator(generator, out);
    return out;
}

bool version_before(std::string_view a, std::string_view b) {
    const auto numbers = [](std::string_view version) {
        std::vector<long> out;
        for (const std::string& part : base::split(version, '.'))
            out.push_back(std::strtol(part.c_str(), nullptr, 10));
        return out;
    };
    return numbers(a) < numbers(b);
}

base::Result<EndOfLife> EndOfLife::load(const std::string& file) {
    auto document = base::read_toml(file);
    if (!document) return tl::unexpected(document.error());
    std::vector<base::Error> defects;
    base::TomlTable root(*document, defects);
    EndOfLife out;
    out.date_ = root.required_string("date");
    for (base::TomlTable table : root.tables("ended")) {
        Row row{table.required_string("name"), table.required_string("before"),
                table.date("on").value_or(base::Date())};
        table.string("source");
        // what nobody has compared with its maker's word accuses nobody
        if (table.boolean("confirmed").value_or(false)) out.rows_.push_back(std::move(row));
        table.refuse_unknown();
    }
    root.refuse_unknown();
    if (!defects.empty()) return base::fail(defects.front());
    return out;
}

std::optional<base::Date> EndOfLife::ended(const Software& software, base::Date today) const {
    if (software.version.empty() || software.packaged) return std::nullopt;
    std::optional<base::Date> earliest;
    for (const Row& row : rows_) {
        if (row.name != software.name || !version_before(software.version, row.before) || row.on > today) continue;
        if (!earliest || row.on < *earliest) earliest = row.on;
    }
    return earliest;
}

}  // namespace attt::scanner::http
