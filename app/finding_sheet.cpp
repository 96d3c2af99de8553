#include "app/finding_sheet.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"

namespace attt::app {
namespace {

using model::FindingState;
using remediation::Action;
using remediation::Request;

enum Column : std::size_t {
    id,
    version,
    agency,
    subject,
    finding,
    severity,
    state,
    since,
    due,
    assignee,
    note,
    reason,
    until
};
// The first heading understood; the words of the language stand in the catalogue as "finding_sheet.<name>".
constexpr std::array<const char*, 13> column_names = {"id",       "version", "agency", "subject", "finding",
                                                      "severity", "state",   "since",  "due",     "assignee",
                                                      "note",     "reason",  "until"};

std::string heading(const base::Catalogue& texts, std::size_t column) {
    return texts.text("finding_sheet." + std::string(column_names[column]));
}

std::string shown(const std::optional<base::Date>& date) {
    return date ? base::show_date(*date) : std::string();
}

// A new finding grows old by itself; that is no move.
FindingState settled(FindingState state) {
    return state == FindingState::fresh ? FindingState::open : state;
}

// What a row said when it went out: "1234/open/2023-01-17".
struct Token {
    std::int64_t version = 0;
    FindingState state = FindingState::open;
    std::optional<base::Date> due;
};

std::string text_of(const Token& token) {
    return std::to_string(token.version) + "/" + std::string(name_of(token.state)) + "/" +
           (token.due ? base::to_iso_date(*token.due) : "-");
}

std::optional<Token> parse_token(const std::string& text) {
    const auto parts = base::split(text, '/');
    if (parts.size() != 3 || parts[0].empty() || parts[0].size() > 18) return std::nullopt;
    if (!std::all_of(parts[0].begin(), parts[0].end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    const auto state = model::finding_state_of(parts[1]);
    if (!state) return std::nullopt;
    Token out{std::stoll(parts[0]), *state, std::nullopt};
    if (parts[2] == "-") return out;
    const auto date = base::parse_date(parts[2]);
    if (!date) return std::nullopt;
    out.due = *date;
    return out;
}

struct FindingLine : SheetLine {
    Token token;
};

// A line whose version cannot be read is told and left out.
base::Result<std::vector<FindingLine>> read_findings(const std::string& path, const base::Catalogue& texts,
                                                     const base::Catalogue& other, std::vector<base::Error>& problems) {
    std::array<std::string, column_names.size()> words;
    std::array<base::ColumnSpec, column_names.size()> specs;
    for (std::size_t i = 0; i < specs.size(); ++i) {
        words[i] = heading(texts, i) + "|" + heading(other, i);
        specs[i] = {column_names[i], words[i], i == id || i == version};
    }
    auto lines = read_lines(path, specs);
    if (!lines) return tl::unexpected(lines.error());
    if (!*lines) {
        return base::fail(base::ErrorCode::bad_input, "finding_sheet.no_columns",
                          {{"columns", heading(texts, id) + ", " + heading(texts, version)}}, {path, 0, {}});
    }
    std::vector<FindingLine> out;
    for (SheetLine& line : **lines) {
        if (line.cells[id].empty()) continue;
        if (const auto token = parse_token(line.cells[version])) {
            out.push_back({std::move(line), *token});
            continue;
        }
        problems.push_back({base::ErrorCode::bad_input,
                            "finding_sheet.no_version",
                            {{"column", heading(texts, version)}, {"finding", line.cells[id]}},
                            line.place});
    }
    return out;
}

class Applier {
  public:
    Applier(const FindingTable& table, const store::Actor& actor, base::Time at, const base::Catalogue& texts,
            const base::Catalogue& other, ApplyReport& report)
        : actor_(actor), at_(at), texts_(texts), report_(report) {
        for (const FindingRow& row : table.rows)
            rows_[row.finding.id] = &row;
        for (std::size_t i = 0; i < model::finding_state_names.size(); ++i) {
            const std::string name(model::finding_state_names[i]);
            states_[name] = static_cast<FindingState>(i);
            for (const base::Catalogue* each : {&other, &texts})
                states_[base::fold(each->text("state." + name))] = static_cast<FindingState>(i);
        }
    }

    // `before`: the work as it stood when the line went out.
    void apply(const FindingLine& line, const model::Work& before) {
        const auto found = rows_.find(line.cells[id]);
        if (found == rows_.end()) return problem(line, "finding.unknown", {{"id", line.cells[id]}});
        row_ = found->second;
        working_ = row_->finding;
        taken_.clear();
        failed_ = false;
        const model::Work& now = row_->finding.work;
        text(line, assignee, Action::assign, before.assignee, now.assignee);
        text(line, note, Action::note, before.note, now.note);
        due_date(line);
        new_state(line);
        if (failed_) return;
        if (taken_.empty()) {
            ++report_.unchanged;
            return;
        }
        ++report_.changed;
        std::move(taken_.begin(), taken_.end(), std::back_inserter(events_));
    }

    std::vector<model::FindingEvent>& events() { return events_; }
    const FindingRow* row(const std::string& finding) const {
        const auto found = rows_.find(finding);
        return found == rows_.end() ? nullptr : found->second;
    }

  private:
    void problem(const FindingLine& line, const char* message, base::MessageArguments arguments) {
        failed_ = true;
        report_.problems.push_back({base::ErrorCode::bad_input, message, std::move(arguments), line.place});
    }

    void conflict(const FindingLine& line, Column column, const std::string& wanted, const std::string& now) {
        failed_ = true;
        report_.conflicts.push_back({base::ErrorCode::bad_input,
                                     "finding_sheet.moved",
                                     {{"finding", line.cells[id]},
                                      {"column", heading(texts_, column)},
                                      {"sheet", wanted.empty() ? "—" : wanted},
                                      {"store", now.empty() ? "—" : now}},
                                     line.place});
    }

    bool closed_meanwhile(const FindingLine& line) const {
        return !row_->finding.is_open() && line.token.state < FindingState::verified_fixed;
    }

    void take(const FindingLine& line, const Request& request) {
        auto event = remediation::step(working_, request, actor_.name, at_);
        if (!event) {
            failed_ = true;
            base::Error error = event.error();
            error.place = line.place;
            report_.problems.push_back(std::move(error));
            return;
        }
        model::follow(working_.work, *event);
        taken_.push_back(std::move(*event));
    }

    void text(const FindingLine& line, Column column, Action action, const std::string& before,
              const std::string& now) {
        const std::string wanted(base::trim(line.cells[column]));
        if (wanted == before || wanted == now) return;
        if (now != before || (closed_meanwhile(line) && action != Action::note))
            return conflict(line, column, wanted, now);
        Request request;
        request.action = action;
        request.text = wanted;
        take(line, request);
    }

    void due_date(const FindingLine& line) {
        const std::string& cell = line.cells[due];
        std::optional<base::Date> wanted;
        if (!cell.empty()) {
            const auto date = base::parse_date(cell);
            if (!date)
                return problem(line, "finding_sheet.bad_date", {{"column", heading(texts_, due)}, {"value", cell}});
            wanted = *date;
        }
        if (wanted == line.token.due || wanted == row_->due) return;
        if (row_->due != line.token.due || closed_meanwhile(line))
            return conflict(line, due, shown(wanted), shown(row_->due));
        // a blank cell takes back a day that was set by hand; the table of days cannot be blanked
        if (!wanted && !row_->finding.work.due) return;
        Request request;
        request.action = Action::due;
        request.date = wanted;
        request.text = line.cells[reason];
        take(line, request);
    }

    // As an office may write them, in the order of the work.
    std::string names_of_states() const {
        std::string out;
        for (const std::string_view name : model::finding_state_names)
            out += (out.empty() ? "" : ", ") + texts_.text("state." + std::string(name));
        return out;
    }

    void new_state(const FindingLine& line) {
        const std::string& cell = line.cells[state];
        if (cell.empty()) return;
        const auto known = states_.find(base::fold(cell));
        const auto named = known == states_.end() ? states_.find(cell) : known;
        if (named == states_.end())
            return problem(line, "finding_sheet.bad_state",
                           {{"column", heading(texts_, state)}, {"value", cell}, {"known", names_of_states()}});
        const FindingState wanted = settled(named->second);
        const FindingState now = settled(row_->state);
        const FindingState before = settled(line.token.state);
        if (wanted == before || wanted == now) return;
        if (now != before)
            return conflict(line, state, cell, texts_.text("state." + std::string(name_of(row_->state))));
        move(line, now, wanted);
    }

    void move(const FindingLine& line, FindingState now, FindingState wanted) {
        Request request;
        request.text = line.cells[reason];
        switch (wanted) {
            case FindingState::claimed_fixed: request.action = Action::claim; break;
            case FindingState::in_repair:
            case FindingState::open:
            case FindingState::regressed:
                if (now == FindingState::claimed_fixed) {
                    request.action = Action::withdraw;
                    take(line, request);
                    if (failed_ || wanted != FindingState::in_repair || working_.work.repair_begun) return;
                }
                if (wanted != FindingState::in_repair || now > FindingState::regressed)
                    return problem(line, "finding_sheet.not_by_hand",
                                   {{"value", line.cells[state]}, {"finding", line.cells[id]}});
                request.action = Action::repair;
                break;
            case FindingState::accepted:
            case FindingState::false_positive: {
                request.action = Action::accept;
                request.waiver =
                    wanted == FindingState::accepted ? model::WaiverKind::risk : model::WaiverKind::false_positive;
                if (const auto date = base::parse_date(line.cells[until])) request.date = *date;
                break;
            }
            default:
                return problem(line, "finding_sheet.not_by_hand",
                               {{"value", line.cells[state]}, {"finding", line.cells[id]}});
        }
        if (!remediation::holds_already(working_, request)) take(line, request);
    }

    const store::Actor& actor_;
    base::Time at_;
    const base::Catalogue& texts_;
    ApplyReport& report_;
    std::map<std::string, const FindingRow*> rows_;
    std::map<std::string, FindingState> states_;
    std::vector<model::FindingEvent> events_;
    // of the line at hand
    const FindingRow* row_ = nullptr;
    model::Finding working_;
    std::vector<model::FindingEvent> taken_;
    bool failed_ = false;
};

// The ids of the lines that the store knows; a line that it does not know is told with its place later.
base::Result<std::vector<std::string>> known_ids(store::Store& store, const std::vector<FindingLine>& lines,
                                                 base::Time at) {
    store::FindingFilter filter;
    filter.ids.emplace();
    for (const FindingLine& line : lines)
        filter.ids->push_back(line.cells[id]);
    auto findings = store.findings(at, filter);
    if (!findings) return tl::unexpected(findings.error());
    std::vector<std::string> out;
    for (const model::Finding& finding : *findings)
        out.push_back(finding.id);
    return out;
}

Action main_action(const model::FindingEvent& event) {
    switch (event.kind) {
        case model::EventKind::assigned: return Action::assign;
        case model::EventKind::due_set: return Action::due;
        case model::EventKind::repair_begun: return Action::repair;
        case model::EventKind::claimed: return Action::claim;
        case model::EventKind::claim_withdrawn: return Action::withdraw;
        case model::EventKind::waiver_asked: return Action::accept;
        default: return Action::note;
    }
}

}  // namespace

Sheet sheet_of(const FindingTable& table, std::int64_t newest, const rules::RuleSet& rules,
               const base::Catalogue& texts) {
    Sheet out;
    out.name = texts.text("finding_sheet.findings");
    constexpr std::array<double, column_names.size()> widths = {17, 16, 28, 34, 48, 13, 30, 12, 12, 24, 40, 40, 12};
    for (std::size_t i = 0; i < column_names.size(); ++i) {
        SheetColumn column{heading(texts, i), {}, widths[i]};
        column.date = i == since || i == due || i == until;
        column.note = texts.text(i == state                               ? "finding_sheet.note_state"
                                 : i == until                             ? "finding_sheet.note_until"
                                 : i == reason                            ? "finding_sheet.note_reason"
                                 : i == due || i == assignee || i == note ? "finding_sheet.note_yours"
                                                                          : "finding_sheet.note_leave");
        out.columns.push_back(std::move(column));
    }
    // what hands may set; all else follows from looks and days
    for (const FindingState each : {FindingState::open, FindingState::in_repair, FindingState::claimed_fixed,
                                    FindingState::accepted, FindingState::false_positive})
        out.columns[state].choices.push_back(texts.text("state." + std::string(name_of(each))));
    for (const FindingRow& row : table.rows) {
        const model::Work& work = row.finding.work;
        std::vector<std::string> cells(column_names.size());
        cells[id] = row.finding.id;
        cells[version] = text_of({newest, row.state, row.due});
        cells[agency] = model::display_name(table.inventory, {model::SubjectKind::agency, row.place.agency});
        cells[subject] = row.place.name;
        cells[finding] = title_of(row.finding, rules, texts.language());
        cells[severity] = texts.text("severity." + std::string(name_of(row.finding.severity)));
        cells[state] = texts.text("state." + std::string(name_of(row.state)));
        cells[since] = base::show_date(base::local_date(row.finding.episodes.back().opened));
        cells[due] = shown(row.due);
        cells[assignee] = work.assignee;
        cells[note] = work.note;
        out.rows.push_back(std::move(cells));
    }
    return out;
}

base::Result<ApplyReport> apply_sheet(const Workspace& workspace, store::Store& store, const std::string& file,
                                      const ApplyOptions& options, const store::Actor& actor, base::Time at,
                                      const base::Catalogue& texts, std::vector<base::Error>& defects) {
    ApplyReport report;
    auto other = other_language(texts);
    if (!other) return tl::unexpected(other.error());
    auto lines = read_findings(file, texts, *other, report.problems);
    if (!lines) return tl::unexpected(lines.error());
    report.rows = lines->size() + report.problems.size();
    FindingQuery query;
    query.state = "all";
    auto ids = known_ids(store, *lines, at);
    if (!ids) return tl::unexpected(ids.error());
    query.ids = std::move(*ids);
    FindingTable table;
    if (!query.ids.empty()) {
        auto listed = list_findings(workspace, store, query, at, defects);
        if (!listed) return tl::unexpected(listed.error());
        table = std::move(*listed);
    }
    std::map<std::int64_t, std::map<std::string, std::vector<model::FindingEvent>>> before;
    Applier applier(table, actor, at, texts, *other, report);
    for (const FindingLine& line : *lines) {
        auto known = before.find(line.token.version);
        if (known == before.end()) {
            auto events = store.finding_events(query.ids, line.token.version);
            if (!events) return tl::unexpected(events.error());
            known = before.emplace(line.token.version, std::move(*events)).first;
        }
        const auto own = known->second.find(line.cells[id]);
        applier.apply(line, own == known->second.end() ? model::Work() : model::work_of(own->second));
    }
    for (const model::FindingEvent& event : applier.events()) {
        if (auto may = allowed(store, actor, main_action(event), *applier.row(event.finding)); !may)
            return tl::unexpected(may.error());
    }
    report.events = applier.events().size();
    if (options.dry_run || !report.problems.empty()) return report;
    if (!report.conflicts.empty() && !options.skip_conflicts) return report;
    if (auto saved = store.add_finding_events(applier.events(), "finding.apply", at); !saved)
        return tl::unexpected(saved.error());
    report.stored = true;
    return report;
}

}  // namespace attt::app
