#include "inventory/consoles/table.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "inventory/consoles/truncation.h"
#include "inventory/consoles/when.h"
#include "inventory/words.h"

namespace attt::inventory {
namespace {

using model::ComputerRecord;

constexpr std::size_t most_title_rows = 20;
constexpr std::size_t most_warnings = 20;  // of one kind; the count of the rest is said
constexpr std::size_t longest_value = 1000;

std::vector<std::string> parts(std::string_view text, std::string_view separators) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of(separators), text.size());
        if (const auto part = base::trim(text.substr(0, end)); !is_blank(part)) out.emplace_back(part);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

// Several addresses in one cell are parted by white space or , ; | and, for MACs, never by their own separators.
void add_addresses(std::vector<std::string>& out, std::string_view cell) {
    for (std::string& part : parts(cell, " \t\r\n,;|/")) {
        if (out.size() < 64 && std::find(out.begin(), out.end(), part) == out.end()) out.push_back(std::move(part));
    }
}

class Reader {
  public:
    Reader(const Sheet& sheet, Headings headings, const ConsoleProfile* profile, const AgencyOfGroup& agency_of,
           const SourceOptions& options)
        : sheet_(sheet), headings_(std::move(headings)), profile_(profile), agency_of_(agency_of), options_(options) {}

    ReadSource run() {
        out_.source.format = profile_ != nullptr ? profile_->format : "console";
        out_.source.partial = profile_ != nullptr && profile_->partial;
        learn_date_order();
        truncation_.promise(sheet_.promised);
        for (std::size_t i = 0; i < headings_.row; ++i)
            truncation_.look(sheet_.rows[i]);
        for (std::size_t i = headings_.row + 1; i < sheet_.rows.size(); ++i)
            add(sheet_.rows[i]);
        say_the_rest();
        truncation_.judge(sheet_.file, out_);
        return std::move(out_);
    }

  private:
    const std::string& heading(std::size_t column) const { return sheet_.rows[headings_.row].cells[column]; }

    // One date that can only be read with the month first tells how its column is written.
    void learn_date_order() {
        const bool wanted = options_.month_first || (profile_ != nullptr && profile_->month_first);
        for (std::size_t column = 0; column < headings_.columns.size(); ++column) {
            const auto field = headings_.columns[column];
            if (field != ConsoleField::last_seen && field != ConsoleField::av_bases_date) continue;
            month_first_[column] =
                wanted || std::any_of(sheet_.rows.begin() + static_cast<std::ptrdiff_t>(headings_.row) + 1,
                                      sheet_.rows.end(), [&](const base::TableRow& row) {
                                          return column < row.cells.size() && shows_month_first(row.cells[column]);
                                      });
        }
    }

    void warn(std::size_t column, std::string_view value, int line) {
        if (++warned_[column] > most_warnings) return;
        out_.warnings.push_back(
            {base::ErrorCode::bad_input,
             "console.value",
             {{"heading", base::printable(heading(column), 80)}, {"value", base::printable(value, 80)}},
             {sheet_.file, line, {}}});
    }

    void say_the_rest() {
        for (const auto& [column, count] : warned_) {
            if (count <= most_warnings) continue;
            out_.warnings.push_back(
                {base::ErrorCode::bad_input,
                 "console.more_values",
                 {{"heading", base::printable(heading(column), 80)}, {"count", std::to_string(count - most_warnings)}},
                 {sheet_.file, 0, {}}});
        }
    }

    std::optional<bool> flag(std::size_t column, ConsoleField field, const std::string& cell, int line) {
        if (profile_ != nullptr) {
            const auto words = profile_->words.find(field);
            if (words != profile_->words.end()) {
                const auto word = words->second.find(normalised(cell));
                if (word != words->second.end()) return word->second;
            }
        }
        const auto known = parse_flag(cell);
        if (!known) warn(column, cell, line);
        return known;
    }

    std::optional<base::Time> when(std::size_t column, const std::string& cell, int line) {
        const auto time = parse_when(cell, month_first_[column]);
        if (!time) warn(column, cell, line);
        return time;
    }

    void take(ComputerRecord& out, std::size_t column, const std::string& cell, int line) {
        using enum ConsoleField;
        const ConsoleField field = *headings_.columns[column];
        switch (field) {
            case ConsoleField::record: out.id = cell; break;
            case name: out.name = cell; break;
            case serial: out.serial = cell; break;
            case uuid: out.uuid = cell; break;
            case mac: add_addresses(out.macs, cell); break;
            case ip: add_addresses(out.ips, cell); break;
            case group:
                out.group = cell;
                out.agency = agency_of_(cell);
                break;
            case last_seen: out.last_seen = when(column, cell, line); break;
            case av_installed: out.antivirus.installed = flag(column, field, cell, line); break;
            case av_running: out.antivirus.running = flag(column, field, cell, line); break;
            case av_bases_date: out.antivirus.bases = when(column, cell, line); break;
            case av_up_to_date: out.antivirus.up_to_date = flag(column, field, cell, line); break;
            case av_product: out.antivirus.product = cell; break;
            case os: out.os = cell; break;
            case os_build: out.os_build = cell; break;
        }
    }

    void add(const base::TableRow& row) {
        if (truncation_.look(row)) return;
        ComputerRecord record;
        for (std::size_t column = 0; column < std::min(row.cells.size(), headings_.columns.size()); ++column) {
            if (!headings_.columns[column] || is_blank(row.cells[column])) continue;
            const std::string& cell = row.cells[column];
            if (cell.size() > longest_value) {
                warn(column, cell, row.line);
                continue;
            }
            take(record, column, cell, row.line);
        }
        const bool nobody = record.name.empty() && record.serial.empty() && record.uuid.empty() &&
                            record.macs.empty() && record.ips.empty();
        if (nobody) {
            // totals and remarks under a table are no rows of it
            const bool blank =
                std::all_of(row.cells.begin(), row.cells.end(), [](const auto& c) { return is_blank(c); });
            if (blank) return;
            ++out_.refused;
            if (out_.refused <= most_warnings)
                out_.defects.push_back(
                    {base::ErrorCode::bad_input, "console.no_computer", {}, {sheet_.file, row.line, {}}});
            return;
        }
        if (profile_ != nullptr) {
            if (record.antivirus.product.empty()) record.antivirus.product = profile_->product;
            if (!record.antivirus.installed) record.antivirus.installed = profile_->installed_unless_said;
        }
        // what runs is installed
        if (!record.antivirus.installed && record.antivirus.running == true) record.antivirus.installed = true;
        out_.source.records.push_back(std::move(record));
    }

    const Sheet& sheet_;
    Headings headings_;
    const ConsoleProfile* profile_;
    const AgencyOfGroup& agency_of_;
    const SourceOptions& options_;
    std::map<std::size_t, bool> month_first_;
    std::map<std::size_t, std::size_t> warned_;
    Truncation truncation_;
    ReadSource out_;
};

}  // namespace

std::optional<Headings> find_headings(const Sheet& sheet, const ConsoleProfile* profile) {
    std::optional<Headings> best;
    std::size_t most = 1;
    for (std::size_t i = 0; i < std::min(sheet.rows.size(), most_title_rows); ++i) {
        ConsoleColumns columns = understand_headings(sheet.rows[i].cells, profile);
        const auto understood = static_cast<std::size_t>(
            std::count_if(columns.begin(), columns.end(), [](const auto& column) { return column.has_value(); }));
        if (understood <= most || !is_console(columns)) continue;
        most = understood;
        best = Headings{i, std::move(columns)};
    }
    return best;
}

AgencyOfGroup agencies_by_group(const model::Inventory& inventory) {
    std::map<std::string, std::string> ids;
    std::map<std::string, std::string> names;  // empty: of several agencies
    for (const model::Agency& agency : inventory.agencies) {
        ids.emplace(base::fold(agency.id), agency.id);
        const auto [at, fresh] = names.emplace(normalised(agency.name), agency.id);
        if (!fresh) at->second.clear();
    }
    const auto one = [ids, names](std::string_view text) -> std::string {
        if (const auto id = ids.find(base::fold(text)); id != ids.end()) return id->second;
        const auto name = names.find(normalised(text));
        return name != names.end() && !name->first.empty() ? name->second : std::string();
    };
    return [one](const std::string& group) {
        if (std::string whole = one(group); !whole.empty()) return whole;
        std::string last;
        for (const std::string& part : parts(group, "/\\>|")) {
            if (std::string agency = one(part); !agency.empty()) last = std::move(agency);
        }
        return last;
    };
}

ReadSource read_console(const Sheet& sheet, const ConsoleProfile* profile, const AgencyOfGroup& agency_of,
                        const SourceOptions& options) {
    auto headings = find_headings(sheet, profile);
    ReadSource out;
    if (headings) {
        out = Reader(sheet, std::move(*headings), profile, agency_of, options).run();
    } else {
        std::string found;
        if (!sheet.rows.empty()) {
            for (const std::string& cell : sheet.rows.front().cells)
                found += (found.empty() ? "" : ", ") + base::printable(cell, 40);
        }
        out.defects.push_back(
            {base::ErrorCode::bad_input, "console.no_headings", {{"found", found}}, {sheet.file, 1, {}}});
    }
    finish(out, options);
    return out;
}

}  // namespace attt::inventory
