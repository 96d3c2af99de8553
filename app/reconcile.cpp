// The list of the national platform against ours.
#include <algorithm>
#include <array>
#include <set>

#include "app/dossiers.h"
#include "base/text.h"

namespace attt::app {
namespace {

// What two spellings of a decision's number share: "12 /QĐ-UBND" and "12/qd-ubnd".
std::string number_key(std::string_view number) {
    std::string out;
    for (const char c : base::fold(number)) {
        if (c != ' ' && c != '.') out += c;
    }
    return out;
}

struct PlatformRow {
    int line = 0;
    std::string name, level, state, decision, date;
};

constexpr std::array<base::ColumnSpec, 5> specs = {
    {{"name", "tên hệ thống thông tin|tên httt|tên hệ thống|hệ thống thông tin|system", true},
     {"level", "cấp độ|cấp độ đề xuất|cấp độ được phê duyệt|cấp độ phê duyệt"},
     {"state",
      "tình trạng phê duyệt|tình trạng phê duyệt cấp độ|tình trạng|trạng thái|tình trạng hồ sơ|trạng thái hồ sơ"},
     {"decision", "quyết định phê duyệt|quyết định phê duyệt cấp độ|số quyết định|quyết định"},
     {"decision date", "ngày quyết định|ngày phê duyệt"}}};

base::Result<std::vector<PlatformRow>> rows_of(const std::string& path) {
    auto lines = read_lines(path, specs);
    if (!lines) return tl::unexpected(lines.error());
    if (!*lines) return base::fail(base::ErrorCode::bad_input, "dossier.no_platform_columns", {}, {path, 0, {}});
    std::vector<PlatformRow> out;
    for (SheetLine& line : **lines) {
        for (std::string& each : line.cells)
            each = std::string(base::trim(each));
        const auto& cells = line.cells;
        if (!cells[0].empty()) out.push_back({line.place.line, cells[0], cells[1], cells[2], cells[3], cells[4]});
    }
    return out;
}

// What a platform calls the steps of a dossier, folded, beside the fixed words of the annual report.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> other_words = {{{"da phe duyet", "approved"},
                                                                                        {"phe duyet", "approved"},
                                                                                        {"da duyet", "approved"},
                                                                                        {"dang tham dinh", "submitted"},
                                                                                        {"cho tham dinh", "submitted"},
                                                                                        {"da gui", "submitted"},
                                                                                        {"da trinh", "submitted"},
                                                                                        {"cho phe duyet", "appraised"},
                                                                                        {"dang soan", "draft"},
                                                                                        {"dang soan thao", "draft"},
                                                                                        {"du thao", "draft"},
                                                                                        {"moi tao", "draft"}}};

bool means(const std::string& folded, std::string_view state) {
    return std::any_of(other_words.begin(), other_words.end(),
                       [&](const auto& word) { return word.first == folded && word.second == state; });
}

class Reconciler {
  public:
    Reconciler(const DossierBook& book, const base::Catalogue& texts, std::string file)
        : book_(book), texts_(texts), file_(std::move(file)) {
        for (const model::InformationSystem& system : book.inventory.systems) {
            if (system.lifecycle == "retired") continue;
            by_name_[base::fold(system.name)].push_back(system.id);
            for (const std::string& number : {system.decision, decision_of(system.id)}) {
                if (!number.empty()) by_number_[number_key(number)].insert(system.id);
            }
        }
    }

    Reconciliation run(const std::vector<PlatformRow>& rows) {
        out_.rows = static_cast<int>(rows.size());
        for (const PlatformRow& row : rows)
            take(row);
        for (const model::InformationSystem& system : book_.inventory.systems) {
            if (system.lifecycle != "retired" && !matched_.contains(system.id))
                out_.differences.push_back({system.id, system.name, "only_here", "", "", 0});
        }
        return std::move(out_);
    }

  private:
    const rules::Dossier* dossier_of(const std::string& system) const {
        const auto log = book_.logs.find(system);
        if (log == book_.logs.end()) return nullptr;
        const rules::Dossier* standing = log->second.standing();
        return standing != nullptr ? standing : log->second.current();
    }
    std::string decision_of(const std::string& system) const {
        const rules::Dossier* dossier = dossier_of(system);
        return dossier != nullptr && dossier->approved ? dossier->approved->number : std::string();
    }

    void take(const PlatformRow& row) {
        const auto system = match(row);
        if (!system) {
            out_.differences.push_back({"", row.name, "only_there", "", "", row.line});
            return;
        }
        if (!matched_.insert(*system).second) {
            note("dossier.platform_twice", row, *system);
            return;
        }
        ++out_.matched;
        compare(row, *system);
    }

    // A decision may approve several systems at once: then the name decides among them.
    std::optional<std::string> match(const PlatformRow& row) {
        const auto named = by_name_.find(base::fold(row.name));
        const auto numbered = by_number_.find(number_key(row.decision));
        if (!row.decision.empty() && numbered != by_number_.end()) {
            if (numbered->second.size() == 1) return *numbered->second.begin();
            if (named != by_name_.end()) {
                for (const std::string& id : named->second) {
                    if (numbered->second.contains(id)) return id;
                }
            }
        }
        if (named == by_name_.end()) return std::nullopt;
        if (named->second.size() == 1) return named->second.front();
        note("dossier.platform_ambiguous", row, named->second.front());
        return std::nullopt;
    }

    void note(const char* message, const PlatformRow& row, const std::string& system) {
        out_.notes.push_back(
            {base::ErrorCode::bad_input, message, {{"name", row.name}, {"system", system}}, {file_, row.line, {}}});
    }

    std::string state_words(std::string_view state) const {
        return texts_.text_or("dossier_state." + std::string(state), state);
    }

    void compare(const PlatformRow& row, const std::string& id) {
        const rules::Dossier* dossier = dossier_of(id);
        const model::InformationSystem* system = book_.system(id);
        const auto differ = [&](const char* field, const std::string& here, const std::string& there) {
            out_.differences.push_back({id, row.name, field, here, there, row.line});
        };
        const auto level = dossier != nullptr && dossier->level() ? dossier->level() : system->level;
        const std::string own_level = level ? std::to_string(*level) : std::string();
        // "Cấp độ 3", "3"
        std::string there_level;
        for (const char c : row.level) {
            if (c >= '1' && c <= '5') there_level = std::string(1, c);
        }
        if (!row.level.empty() && there_level != own_level) differ("level", own_level, row.level);

        const std::string_view own_state = dossier != nullptr ? rules::reported_state(dossier->state) : "none";
        const std::string there_state = base::fold(row.state);
        if (!row.state.empty() && there_state != base::fold(state_words(own_state)) &&
            there_state != base::fold(own_state) && !means(there_state, own_state))
            differ("state", state_words(own_state), row.state);

        const std::string own_decision =
            dossier != nullptr && dossier->approved ? dossier->approved->number : system->decision;
        if (!row.decision.empty() && number_key(row.decision) != number_key(own_decision))
            differ("decision", own_decision, row.decision);
        if (row.date.empty()) return;
        const auto there = base::parse_date(row.date);
        const bool dated = dossier != nullptr && dossier->approved && dossier->approved->on.ok();
        if (!there) {
            note("dossier.platform_date", row, id);
        } else if (!dated || dossier->approved->on != *there) {
            differ("decision_date", dated ? base::show_date(dossier->approved->on) : "", base::show_date(*there));
        }
    }

    const DossierBook& book_;
    const base::Catalogue& texts_;
    std::string file_;
    std::map<std::string, std::vector<std::string>> by_name_;
    std::map<std::string, std::set<std::string>> by_number_;
    std::set<std::string> matched_;
    Reconciliation out_;
};

}  // namespace

base::Result<Reconciliation> reconcile(const DossierBook& book, const std::filesystem::path& path,
                                       const base::Catalogue& texts) {
    auto rows = rows_of(path.string());
    if (!rows) return tl::unexpected(rows.error());
    return Reconciler(book, texts, path.string()).run(*rows);
}

base::Value to_value(const Reconciliation& reconciliation) {
    base::Array rows;
    for (const PlatformDifference& each : reconciliation.differences) {
        base::Object row{{"name", each.name}, {"field", each.field}, {"here", each.here}, {"there", each.there}};
        if (!each.system.empty()) row.set("system", each.system);
        if (each.line > 0) row.set("line", each.line);
        rows.emplace_back(std::move(row));
    }
    return base::Object{{"schema", "attt.reconciliation/1"},
                        {"rows", reconciliation.rows},
                        {"matched", reconciliation.matched},
                        {"differences", std::move(rows)}};
}

}  // namespace attt::app
