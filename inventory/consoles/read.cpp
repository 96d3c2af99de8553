#include "inventory/consoles/read.h"

#include <algorithm>

#include "base/csv.h"
#include "base/text.h"
#include "inventory/attributes.h"

namespace attt::inventory {
namespace {

std::string stem_of(const std::string& file) {
    const auto slash = file.find_last_of('/');
    std::string name = slash == std::string::npos ? file : file.substr(slash + 1);
    if (const auto dot = name.find_last_of('.'); dot != std::string::npos && dot > 0) name.erase(dot);
    return name;
}

// The profile whose headings the sheet has most of; nothing where the known ones do as well without.
const ConsoleProfile* best_profile(const Sheet& sheet, const std::vector<ConsoleProfile>* profiles) {
    const ConsoleProfile* best = nullptr;
    if (profiles == nullptr) return best;
    const auto understood = [&](const ConsoleProfile* profile) -> std::ptrdiff_t {
        const auto headings = find_headings(sheet, profile);
        if (!headings) return 0;
        const auto& cells = sheet.rows[headings->row].cells;
        std::ptrdiff_t own = 0;
        for (const auto& [field, spellings] : profile->headings) {
            own += std::any_of(spellings.begin(), spellings.end(), [&](const std::string& spelling) {
                return std::find(cells.begin(), cells.end(), spelling) != cells.end();
            });
        }
        // every heading that the officer mapped is there
        return own == std::ssize(profile->headings) ? own : 0;
    };
    std::ptrdiff_t most = 0;
    for (const ConsoleProfile& profile : *profiles) {
        const std::ptrdiff_t count = understood(&profile);
        if (count > most) {
            most = count;
            best = &profile;
        }
    }
    return best;
}

// A list of the inventory says so by its headings: it comes before a console's export that happens to fit.
bool is_inventory(const Sheet& sheet) {
    for (std::size_t i = 0; i < std::min<std::size_t>(sheet.rows.size(), 20); ++i) {
        if (recognise(sheet.rows[i].cells, std::nullopt)) return true;
    }
    return false;
}

}  // namespace

base::Result<Sheet> read_sheet(const std::string& file, const std::string& bytes, const ConsoleProfile*) {
    auto table = base::read_csv(bytes, file);
    if (!table) return tl::unexpected(table.error());
    Sheet out{file, {}};
    out.rows.push_back({table->heading_line, std::move(table->headings)});
    std::move(table->rows.begin(), table->rows.end(), std::back_inserter(out.rows));
    return out;
}

bool is_source(const std::string& file, const std::string& bytes, const std::vector<ConsoleProfile>* profiles) {
    const auto sheet = read_sheet(file, bytes, nullptr);
    if (!sheet) return false;
    return best_profile(*sheet, profiles) != nullptr || (find_headings(*sheet, nullptr) && !is_inventory(*sheet));
}

ReadSource read_source_file(const std::string& file, const std::string& bytes, const SourceContext& context) {
    SourceContext own = context;
    if (own.options.name.empty()) own.options.name = stem_of(file);
    auto sheet = read_sheet(file, bytes, nullptr);
    if (!sheet) {
        ReadSource out;
        out.defects.push_back(sheet.error());
        finish(out, own.options);
        return out;
    }
    return read_console(*sheet, best_profile(*sheet, own.profiles), own.agency_of, own.options);
}

}  // namespace attt::inventory
