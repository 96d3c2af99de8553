// The list of what waits, out as a sheet and back as decisions.
#include <algorithm>
#include <map>
#include <set>

#include "app/accepted_names.h"
#include "app/finding_work.h"
#include "app/judge.h"
#include "app/waiting.h"
#include "base/text.h"

namespace attt::app {
namespace {

using remediation::Action;
using remediation::Request;

enum Column : std::size_t {
    id,
    kind,
    agency,
    subject,
    what,
    since,
    due,
    choices,
    decision,
    reason,
    date,
    number,
    level,
    body
};
constexpr std::array<const char*, 14> column_names = {"id",    "kind",   "agency",  "subject",  "what",
                                                      "since", "due",    "choices", "decision", "reason",
                                                      "date",  "number", "level",   "body"};

std::string heading(const base::Catalogue& texts, std::size_t column) {
    return texts.text("waiting_sheet." + std::string(column_names[column]));
}

std::string words(Choice choice, const base::Catalogue& texts) {
    return texts.text("waiting_choice." + std::string(name_of(choice)));
}

base::Result<std::vector<SheetLine>> read_decisions(const std::string& file, const base::Catalogue& texts,
                                                    const base::Catalogue& other) {
    std::array<std::string, column_names.size()> headings;
    std::array<base::ColumnSpec, column_names.size()> specs;
    for (std::size_t i = 0; i < specs.size(); ++i) {
        headings[i] = heading(texts, i) + "|" + heading(other, i);
        specs[i] = {column_names[i], headings[i], i == id || i == decision};
    }
    auto lines = read_lines(file, specs);
    if (!lines) return tl::unexpected(lines.error());
    if (*lines) return std::move(**lines);
    return base::fail(base::ErrorCode::bad_input, "waiting.no_columns",
                      {{"columns", heading(texts, id) + ", " + heading(texts, decision)}}, {file, 0, {}});
}

// What the decisions come to, gathered before anything is stored.
struct Decided {
    std::vector<std::pair<std::int64_t, std::string>> runs;  // and why
    std::vector<model::ComputerPin> pins;
    std::vector<Acceptance> names;
    std::vector<model::FindingEvent> events;
    struct Retest {
        model::FindingKey key;
        model::Outcome outcome = model::Outcome::unknown;
        std::string reason;
    };
    std::vector<Retest> retests;
    std::vector<EventInput> dossiers;
};

class Decider {
  public:
    Decider(store::Store& store, const LevelData& data, const rules::RuleSet& rules, const WaitingGround& ground,
            const std::vector<WaitingItem>& items, const store::Actor& actor, const base::Catalogue& texts,
            const base::Catalogue& other, WaitingReport& report)
        : store_(store), data_(data), rules_(rules), ground_(ground), actor_(actor), texts_(texts), report_(report) {
        for (const WaitingItem& item : items)
            items_[item.id] = &item;
        for (std::size_t i = 0; i < choice_names.size(); ++i) {
            const auto choice = static_cast<Choice>(i);
            choices_[base::fold(choice_names[i])] = choice;
            for (const base::Catalogue* each : {&other, &texts})
                choices_[base::fold(words(choice, *each))] = choice;
        }
        for (const FindingRow& row : ground.findings.rows)
            findings_[row.finding.id] = &row;
    }

    base::Result<void> decide(const SheetLine& line) {
        if (line.cells[id].empty()) return {};
        ++report_.rows;
        const std::string word(base::trim(line.cells[decision]));
        if (word.empty()) {
            ++report_.blank;
            return {};
        }
        line_ = &line;
        if (!seen_.insert(line.cells[id]).second) return problem("waiting.twice", {{"id", line.cells[id]}});
        const auto choice = choices_.find(base::fold(word));
        if (choice == choices_.end())
            return problem("waiting.bad_choice", {{"value", word}, {"choices", line.cells[choices]}});
        const auto item = items_.find(line.cells[id]);
        if (item == items_.end()) return no_longer(choice->second);
        const auto& possible = item->second->choices;
        if (std::find(possible.begin(), possible.end(), choice->second) == possible.end()) {
            std::string known;
            for (const Choice each : possible)
                known += (known.empty() ? "" : ", ") + words(each, texts_);
            return problem("waiting.bad_choice", {{"value", word}, {"choices", known}});
        }
        const std::size_t before = report_.problems.size();
        take(*item->second, choice->second);
        if (report_.problems.size() == before) ++report_.decided;
        return {};
    }

    Decided& decided() { return decided_; }

  private:
    std::string cell(Column column) const { return std::string(base::trim(line_->cells[column])); }

    base::Result<void> problem(const char* message, base::MessageArguments arguments) {
        report_.problems.push_back({base::ErrorCode::bad_input, message, std::move(arguments), line_->place});
        return {};
    }

    void problem(base::Error error) {
        error.place = line_->place;
        report_.problems.push_back(std::move(error));
    }

    bool has_reason() {
        if (!cell(reason).empty()) return true;
        (void)problem("waiting.needs_reason", {{"column", heading(texts_, reason)}});
        return false;
    }

    std::optional<base::Date> day() {
        auto parsed = base::parse_date(cell(date));
        if (parsed) return *parsed;
        (void)problem("waiting.needs_date", {{"column", heading(texts_, date)}, {"value", cell(date)}});
        return std::nullopt;
    }

    void take(const WaitingItem& item, Choice choice) {
        switch (item.kind) {
            case WaitingKind::run:
                if (has_reason())
                    decided_.runs.emplace_back(std::stoll(item.id.substr(item.id.find(':') + 1)), cell(reason));
                return;
            case WaitingKind::computer: return pin(choice);
            case WaitingKind::content: return content(item, choice);
            case WaitingKind::claim: return retest(item, choice);
            case WaitingKind::waiver:
                return step(item, choice == Choice::approve ? Action::approve : Action::reject, false);
            case WaitingKind::objection: return step(item, Action::answer, choice == Choice::upheld);
            case WaitingKind::dossier: return dossier(item, choice);
        }
    }

    void step(const WaitingItem& item, Action action, bool upheld) {
        Request request;
        request.action = action;
        request.text = cell(reason);
        request.upheld = upheld;
        const FindingRow& row = *findings_.at(item.finding);
        if (auto may = allowed(store_, actor_, action, row); !may) return problem(may.error());
        auto event = remediation::step(row.finding, request, actor_.name, ground_.at);
        if (!event) return problem(event.error());
        decided_.events.push_back(std::move(*event));
    }

    void pin(Choice choice) {
        const auto parts = base::split(line_->cells[id].substr(std::string("computer:").size()), '|');
        if (parts.size() != 3 || !has_reason()) return;
        const bool linked = choice == Choice::link;
        const auto same = [&](const model::ComputerPin& each) {
            return each.source == parts[0] && each.record == parts[1] && each.linked;
        };
        if (linked && std::any_of(decided_.pins.begin(), decided_.pins.end(), same)) {
            (void)problem("waiting.two_computers", {{"source", parts[0]}, {"record", parts[1]}});
            return;
        }
        decided_.pins.push_back({parts[0], parts[1], parts[2], linked, cell(reason)});
    }

    void content(const WaitingItem& item, Choice choice) {
        if (choice == Choice::foreign) return step(item, Action::repair, false);
        if (!has_reason()) return;
        const auto until = day();
        if (!until) return;
        if (*until < base::local_date(ground_.at)) {
            (void)problem("step.date_past", {{"date", base::show_date(*until)}});
            return;
        }
        decided_.names.push_back(
            {findings_.at(item.finding)->finding.key.subject.id, item.names, cell(reason), actor_.name, *until});
    }

    void retest(const WaitingItem& item, Choice choice) {
        if (!has_reason()) return;
        const model::Finding& finding = findings_.at(item.finding)->finding;
        if (base::fold(finding.work.claim->by) == base::fold(actor_.name)) {
            (void)problem("drill.own_claim", {{"actor", actor_.name}});
            return;
        }
        decided_.retests.push_back(
            {finding.key, choice == Choice::repaired ? model::Outcome::pass : model::Outcome::fail, cell(reason)});
    }

    void dossier(const WaitingItem& item, Choice choice) {
        EventInput input;
        const std::string rest = item.id.substr(item.id.find(':') + 1);
        input.system = rest.substr(0, rest.rfind('|'));
        input.event = std::string(name_of(choice));
        if (!day()) return;
        input.on = cell(date);
        input.number = cell(number);
        input.body = cell(body);
        input.level = cell(level);
        input.note = cell(reason);
        if (choice == Choice::implemented) input.extent = "full";
        auto event = make_event(input, ground_.book, data_, rules_.law, texts_, base::local_date(ground_.at));
        if (!event) return problem(event.error());
        decided_.dossiers.push_back(std::move(input));
    }

    // It is not on the list any more: decided so before, which is well, or otherwise, which is told.
    base::Result<void> no_longer(Choice choice) {
        auto same = decided_so(line_->cells[id], choice);
        if (!same) return tl::unexpected(same.error());
        if (*same) {
            ++report_.known;
            return {};
        }
        report_.moved.push_back({base::ErrorCode::bad_input, "waiting.gone", {{"id", line_->cells[id]}}, line_->place});
        return {};
    }

    base::Result<bool> decided_so(const std::string& item, Choice choice) {
        const auto colon = item.find(':');
        const std::string group = item.substr(0, colon);
        const std::string rest = colon == std::string::npos ? "" : item.substr(colon + 1);
        if (group == "run") {
            return std::any_of(ground_.runs.begin(), ground_.runs.end(), [&](const auto& each) {
                return std::to_string(each.run.id) == rest && each.quarantine && each.quarantine->accepted_at;
            });
        }
        if (group == "computer") {
            const auto& pins = ground_.computers.pins;
            return std::any_of(pins.begin(), pins.end(), [&](const model::ComputerPin& each) {
                return each.source + "|" + each.record + "|" + each.computer == rest &&
                       each.linked == (choice == Choice::link);
            });
        }
        if (group == "dossier") return recorded_so(rest.substr(0, rest.rfind('|')), choice);
        const auto sign = rest.rfind('@');
        if (sign == std::string::npos) return false;
        if (choice == Choice::own) {
            const auto known = findings_.find(rest.substr(0, sign));
            if (known != findings_.end())
                return accepted_already(*ground_.config, known->second->finding.key.subject.id,
                                        names_in_signs(known->second->finding),
                                        base::parse_date(cell(date)).value_or(base::local_date(ground_.at)));
        }
        return answered_so(rest.substr(0, sign), rest.substr(sign + 1), choice);
    }

    bool recorded_so(const std::string& system, Choice choice) const {
        const auto on = base::parse_date(cell(date));
        const auto& events = ground_.book.events;
        return on && std::any_of(events.begin(), events.end(), [&](const model::DossierEvent& each) {
                   return each.system == system && name_of(each.kind) == name_of(choice) && each.on == *on &&
                          each.number == cell(number);
               });
    }

    // The first answer after the moment at which it was asked.
    base::Result<bool> answered_so(const std::string& finding, const std::string& asked, Choice choice) {
        auto events = store_.finding_events(finding);
        if (!events) return tl::unexpected(events.error());
        bool begun = false;
        for (const model::FindingEvent& event : *events) {
            begun = begun || base::to_rfc3339(event.at) == asked;
            if (!begun) continue;
            switch (event.kind) {
                case model::EventKind::waiver_approved: return choice == Choice::approve;
                case model::EventKind::waiver_rejected: return choice == Choice::reject;
                case model::EventKind::repair_begun: return choice == Choice::foreign;
                case model::EventKind::verified_fixed: return choice == Choice::repaired || choice == Choice::own;
                case model::EventKind::claim_refuted: return choice == Choice::still_there;
                case model::EventKind::objection_answered:
                    return event.detail["answer"].string_or("") == name_of(choice);
                default: break;
            }
        }
        return false;
    }

    store::Store& store_;
    const LevelData& data_;
    const rules::RuleSet& rules_;
    const WaitingGround& ground_;
    const store::Actor& actor_;
    const base::Catalogue& texts_;
    WaitingReport& report_;
    std::map<std::string, const WaitingItem*> items_;
    std::map<std::string, Choice> choices_;
    std::map<std::string, const FindingRow*> findings_;
    std::set<std::string> seen_;
    Decided decided_;
    const SheetLine* line_ = nullptr;
};

base::Result<void> carry_out(Workspace& workspace, store::Store& store, const LevelData& data,
                             const rules::RuleSet& rules, const Decided& decided, base::Time at,
                             const base::Catalogue& texts, std::vector<base::Error>& defects) {
    for (const auto& [run, why] : decided.runs) {
        if (auto accepted = store.accept_run(run, why, at); !accepted) return accepted;
    }
    for (const model::ComputerPin& pin : decided.pins) {
        if (auto pinned = pin_computer(store, pin); !pinned) return pinned;
    }
    if (!decided.names.empty()) {
        if (auto accepted = accept_names(workspace, decided.names); !accepted) return accepted;
        for (const Acceptance& each : decided.names) {
            const base::Value detail =
                base::Object{{"names", each.names}, {"reason", each.reason}, {"until", base::to_iso_date(each.until)}};
            if (auto noted = store.audit("content.accept", each.site, detail, at); !noted) return noted;
        }
    }
    for (const EventInput& input : decided.dossiers) {
        if (auto recorded = record_event(store, data, input, rules.law, texts, at); !recorded)
            return tl::unexpected(recorded.error());
    }
    for (const Decided::Retest& each : decided.retests) {
        if (auto kept = store.retest(each.key, each.outcome, each.reason, at); !kept) return kept;
    }
    if (!decided.events.empty()) {
        if (auto saved = store.add_finding_events(decided.events, "waiting.apply", at); !saved) return saved;
    }
    if (decided.runs.empty() && decided.pins.empty() && decided.dossiers.empty() && decided.retests.empty()) return {};
    auto judged = judge_now(workspace, store, rules, std::nullopt, defects);
    if (!judged) return tl::unexpected(judged.error());
    return {};
}

}  // namespace

Sheet waiting_sheet(const std::vector<WaitingItem>& items, const model::Inventory& inventory,
                    const base::Catalogue& texts) {
    Sheet out;
    out.name = texts.text("waiting_sheet.name");
    constexpr std::array<double, column_names.size()> widths = {24, 20, 26, 44, 60, 12, 12, 30, 22, 40, 12, 18, 9, 30};
    for (std::size_t i = 0; i < column_names.size(); ++i) {
        SheetColumn column{heading(texts, i), {}, widths[i]};
        column.date = i == since || i == due || i == date;
        if (i >= decision) column.note = texts.text("waiting_note." + std::string(column_names[i]));
        out.columns.push_back(std::move(column));
    }
    std::set<Choice> offered;
    for (const WaitingItem& item : items) {
        offered.insert(item.choices.begin(), item.choices.end());
        std::vector<std::string> cells(column_names.size());
        cells[id] = item.id;
        cells[kind] = texts.text("waiting_kind." + std::string(name_of(item.kind)));
        if (!item.agency.empty())
            cells[agency] = model::display_name(inventory, {model::SubjectKind::agency, item.agency});
        cells[subject] = item.subject;
        cells[what] = item.what;
        if (item.since) cells[since] = base::show_date(*item.since);
        if (item.due) cells[due] = base::show_date(*item.due);
        for (const Choice choice : item.choices)
            cells[choices] += (cells[choices].empty() ? "" : "; ") + words(choice, texts);
        out.rows.push_back(std::move(cells));
    }
    for (const Choice choice : offered)
        out.columns[decision].choices.push_back(words(choice, texts));
    return out;
}

base::Result<WaitingReport> apply_waiting(Workspace& workspace, store::Store& store, const LevelData& data,
                                          const rules::RuleSet& rules, const std::string& file, bool dry_run,
                                          const store::Actor& actor, base::Time at, const base::Catalogue& texts,
                                          std::vector<base::Error>& defects) {
    if (auto may = officers_only(store, actor); !may) return tl::unexpected(may.error());
    auto other = other_language(texts);
    if (!other) return tl::unexpected(other.error());
    auto lines = read_decisions(file, texts, *other);
    if (!lines) return tl::unexpected(lines.error());
    auto ground = waiting_ground(workspace, store, data, at, defects);
    if (!ground) return tl::unexpected(ground.error());
    WaitingReport report;
    const auto items = what_waits(*ground, rules, texts, "");
    Decider decider(store, data, rules, *ground, items, actor, texts, *other, report);
    for (const SheetLine& line : *lines) {
        if (auto read = decider.decide(line); !read) return tl::unexpected(read.error());
    }
    if (dry_run || !report.problems.empty() || !report.moved.empty()) return report;
    if (auto done = carry_out(workspace, store, data, rules, decider.decided(), at, texts, defects); !done)
        return tl::unexpected(done.error());
    report.stored = true;
    return report;
}

}  // namespace attt::app
