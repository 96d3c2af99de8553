#include "inventory/consoles/propose.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "base/text.h"
#include "inventory/consoles/when.h"
#include "inventory/matching/keys.h"
#include "inventory/words.h"

namespace attt::inventory {
namespace {

using matching::Quality;

constexpr std::size_t most_title_rows = 20;
constexpr std::size_t most_looked_at = 300;  // rows
constexpr std::size_t fewest_values = 1;
constexpr double most_of_them = 0.8;

// The row that has the most texts in cells of their own and is followed by a row of at least half as many.
std::optional<std::size_t> fullest_row(const Sheet& sheet) {
    const auto filled = [&](std::size_t row) {
        return std::count_if(sheet.rows[row].cells.begin(), sheet.rows[row].cells.end(),
                             [](const std::string& cell) { return !is_blank(cell); });
    };
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i + 1 < std::min(sheet.rows.size(), most_title_rows); ++i) {
        if (filled(i) < 2 || filled(i + 1) * 2 < filled(i)) continue;
        if (!best || filled(i) > filled(*best)) best = i;
    }
    return best;
}

struct Column {
    std::string heading;
    std::vector<std::string_view> values;  // that are not blank

    template <class Fits>
    bool mostly(Fits fits) const {
        const auto count = std::count_if(values.begin(), values.end(), fits);
        return values.size() >= fewest_values &&
               static_cast<double>(count) >= most_of_them * static_cast<double>(values.size());
    }
    template <class Fits>
    bool partly(Fits fits) const {
        return !values.empty() && std::count_if(values.begin(), values.end(), fits) * 2 >= std::ssize(values);
    }
    bool mostly_different() const {
        const std::set<std::string_view> different(values.begin(), values.end());
        return static_cast<double>(different.size()) >= most_of_them * static_cast<double>(values.size());
    }
    bool says(std::initializer_list<std::string_view> words) const {
        const std::string heading_words = " " + normalised(heading) + " ";
        return std::any_of(words.begin(), words.end(),
                           [&](std::string_view word) { return heading_words.find(word) != std::string::npos; });
    }
};

bool is_date(std::string_view text) {
    return text.find_first_of("/-:") != std::string_view::npos && parse_when(text).has_value();
}
bool is_mac(std::string_view text) {
    const auto key = matching::normal_mac(text);
    return !key.canon.empty() && text.find_first_of(":-.") != std::string_view::npos;
}
bool is_serial(std::string_view text) {
    return matching::normal_serial(text).quality == Quality::sound && text.find(' ') == std::string_view::npos &&
           std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}
bool is_host(std::string_view text) {
    return !matching::normal_host(text).canon.empty() && text.find(' ') == std::string_view::npos &&
           text.size() <= 63 && !is_date(text) &&
           std::any_of(text.begin(), text.end(), [](unsigned char c) { return std::isalpha(c) != 0; });
}

// What the values are, with a look at the heading where they could be several things.
std::optional<ConsoleField> field_by_values(const Column& column, bool has_name, const AgencyOfGroup& agency_of) {
    using enum ConsoleField;
    if (column.mostly(is_mac)) return mac;
    if (column.mostly([](auto v) { return !matching::normal_ip(v).canon.empty(); })) return ip;
    if (column.mostly([](auto v) { return matching::normal_uuid(v).quality == Quality::sound; })) return uuid;
    if (column.mostly(is_date)) {
        const bool bases = column.says({" csdl ", " mau ", " virus ", " signature", " base", " definition", " database",
                                        " nhan dien ", " cap nhat ", " update"});
        const bool contact = column.says({" ket noi ", " online ", " seen ", " connect", " contact", " truc tuyen ",
                                          " hoat dong ", " bao cao ", " check", " heartbeat", " sync"});
        if (bases && !contact) return av_bases_date;
        if (contact) return last_seen;
        return std::nullopt;  // a day of something: buying, installing, birth of a file
    }
    if (column.mostly([](auto v) { return parse_flag(v).has_value(); })) {
        if (column.says({" cap nhat ", " up to date ", " uptodate ", " moi nhat "})) return av_up_to_date;
        if (column.says({" chay ", " bat ", " running ", " enabled ", " bao ve ", " protect", " real", " hoat dong "}))
            return av_running;
        if (column.says({" cai ", " install", " co phan mem ", " agent "})) return av_installed;
        return std::nullopt;
    }
    // a console's groups are agencies and what lies between them
    const auto is_agency = [&](std::string_view value) { return !agency_of(std::string(value)).empty(); };
    if (column.partly(is_agency)) return group;
    if (!column.mostly_different()) return std::nullopt;
    if (column.says({" seri", " s n ", " service tag ", " se ri "}) && column.mostly(is_serial)) return serial;
    if (!has_name && column.mostly(is_host) &&
        column.says({" may ", " ten ", " name", " host", " device", " computer", " endpoint", " client", " tram "}))
        return name;
    return std::nullopt;
}

Column column_of(const Sheet& sheet, std::size_t heading_row, std::size_t number) {
    Column out;
    out.heading = sheet.rows[heading_row].cells[number];
    const std::size_t last = std::min(sheet.rows.size(), heading_row + 1 + most_looked_at);
    for (std::size_t row = heading_row + 1; row < last; ++row) {
        const auto& cells = sheet.rows[row].cells;
        if (number < cells.size() && !is_blank(cells[number])) out.values.emplace_back(cells[number]);
    }
    return out;
}

std::vector<std::string> some_of(const Column& column) {
    std::vector<std::string> out;
    for (const std::string_view value : column.values) {
        std::string text = base::printable(value, 40);
        if (out.size() < 3 && std::find(out.begin(), out.end(), text) == out.end()) out.push_back(std::move(text));
    }
    return out;
}

bool is_flag(ConsoleField field) {
    return field == ConsoleField::av_installed || field == ConsoleField::av_running ||
           field == ConsoleField::av_up_to_date;
}

std::vector<std::string> words_not_known(const Column& column) {
    std::set<std::string> out;
    for (const std::string_view value : column.values) {
        if (!parse_flag(value) && out.size() < 20) out.insert(base::printable(value, 60));
    }
    return {out.begin(), out.end()};
}

// One line of a comment, whatever the file says.
std::string comment(std::string_view text) {
    std::string out = base::printable(text, 120);
    std::replace(out.begin(), out.end(), '\n', ' ');
    return out;
}

}  // namespace

base::Result<Proposal> propose_profile(const Sheet& sheet, const std::string& id, const AgencyOfGroup& agency_of) {
    const auto known = find_headings(sheet, nullptr);
    const auto row = known ? std::optional(known->row) : fullest_row(sheet);
    if (!row) return base::fail(base::ErrorCode::bad_input, "console.no_table", {}, {sheet.file, 0, {}});
    Proposal out;
    out.heading_row = *row;
    out.profile.id = id;
    out.profile.title = id;
    const auto& headings = sheet.rows[*row].cells;
    const ConsoleColumns understood = understand_headings(headings, nullptr);
    std::set<ConsoleField> taken;
    for (const auto& field : understood) {
        if (field) taken.insert(*field);
    }
    bool month_first = false;
    for (std::size_t number = 0; number < headings.size(); ++number) {
        const Column column = column_of(sheet, *row, number);
        ProposedColumn proposed{
            base::printable(column.heading, 80), understood[number], Guess::heading, some_of(column), {}};
        if (!proposed.field) {
            proposed.how = Guess::none;
            const auto by_part = field_in_heading(column.heading);
            const auto by_values = field_by_values(column, taken.contains(ConsoleField::name), agency_of);
            for (const auto& [field, how] :
                 {std::pair(by_part, Guess::part_of_heading), std::pair(by_values, Guess::values)}) {
                if (proposed.field || !field || is_blank(column.heading)) continue;
                if (taken.contains(*field) && !may_repeat(*field)) continue;
                proposed.field = field;
                proposed.how = how;
                taken.insert(*field);
            }
        }
        if (proposed.field) {
            out.profile.headings[*proposed.field].push_back(column.heading);
            if (is_flag(*proposed.field)) proposed.unknown_words = words_not_known(column);
            month_first |=
                std::any_of(column.values.begin(), column.values.end(), shows_month_first) && column.mostly(is_date);
        }
        out.columns.push_back(std::move(proposed));
    }
    out.profile.month_first = month_first;
    using enum ConsoleField;
    out.usable = std::any_of(taken.begin(), taken.end(), [](ConsoleField field) {
        return field == name || field == serial || field == mac || field == ip || field == uuid;
    });
    return out;
}

std::string to_commented_toml(const Proposal& proposal) {
    std::string out = to_toml(proposal.profile);
    std::string notes;
    for (const ProposedColumn& column : proposal.columns) {
        std::string samples;
        for (const std::string& sample : column.samples)
            samples += (samples.empty() ? "" : " | ") + sample;
        notes += fmt::format("# {} = {}: {}\n", column.field ? name_of(*column.field) : "-", comment(column.heading),
                             comment(samples));
        for (const std::string& word : column.unknown_words)
            notes += fmt::format("#   [words.{}] ? {}\n", name_of(*column.field), comment(word));
    }
    return out + "\n" + notes;
}

}  // namespace attt::inventory
