#include "app/waiting.h"

#include <algorithm>
#include <set>

#include "app/accepted_names.h"
#include "app/words.h"
#include "base/text.h"

namespace attt::app {
namespace {

using model::SubjectKind;

constexpr std::size_t most_runs = 1000;

WaitingItem begun(WaitingKind kind, std::string id) {
    WaitingItem out;
    out.kind = kind;
    out.id = std::move(id);
    return out;
}

class Gatherer {
  public:
    Gatherer(const WaitingGround& ground, const rules::RuleSet& rules, const base::Catalogue& texts)
        : ground_(ground), rules_(rules), texts_(texts) {
        for (const model::ReportedFinding& each : ground.reported)
            reported_.insert(model::finding_id({each.subject, std::string(model::reported_rule), each.instance()}));
    }

    void runs() {
        for (const auto& record : ground_.runs) {
            if (!record.quarantine || record.quarantine->accepted_at) continue;
            WaitingItem item = begun(WaitingKind::run, "run:" + std::to_string(record.run.id));
            item.subject = texts_.text("waiting.run", {{"run", std::to_string(record.run.id)}});
            item.what =
                texts_.text("waiting.run_held", {{"unanswered", std::to_string(record.quarantine->seen.unanswered)},
                                                 {"asked", std::to_string(record.quarantine->seen.asked)}});
            item.since = base::local_date(record.quarantine->at);
            item.choices = {Choice::accept};
            add(std::move(item));
        }
    }

    void computers() {
        const Reconciled& known = ground_.computers;
        for (const model::ComputerLink& link : known.match.links) {
            if (link.tier == model::LinkTier::review) computer(link.source, link.record, link.computer, rule_of(link));
        }
        for (const model::AmbiguousRecord& each : known.match.ambiguous) {
            for (const std::uint32_t candidate : each.computers)
                computer(each.source, each.record, candidate, texts_.text("waiting.one_of_several"));
        }
    }

    void findings() {
        for (const FindingRow& row : ground_.findings.rows) {
            const model::Work& work = row.finding.work;
            if (!row.finding.is_open()) continue;
            if (row.finding.key.rule.starts_with("content.") && !work.repair_begun && model::needs_work(row.state))
                content(row);
            if (work.asked) waiver(row, *work.asked);
            if (work.claim && reported_.contains(row.finding.id)) {
                WaitingItem item = about(row, WaitingKind::claim, work.claim->at);
                item.what = texts_.text("waiting.claim", {{"by", work.claim->by}, {"reason", work.claim->reason}});
                item.choices = {Choice::repaired, Choice::still_there};
                add(std::move(item));
            }
            if (const model::Objection* objection = work.waiting_objection()) {
                WaitingItem item = about(row, WaitingKind::objection, objection->at);
                item.what = texts_.text("waiting.objection", {{"by", objection->by}, {"reason", objection->reason}});
                item.choices = {Choice::upheld, Choice::dismissed};
                add(std::move(item));
            }
        }
    }

    void dossiers() {
        for (const rules::Term& term : ground_.terms) {
            if (term.done) continue;
            WaitingItem item = begun(WaitingKind::dossier, "dossier:" + term.system + "|" + term.step);
            const model::InformationSystem* system = ground_.book.system(term.system);
            if (system != nullptr) item.agency = system->agency;
            item.subject = system != nullptr ? system->name + " (" + term.system + ")" : term.system;
            item.what = texts_.text("term." + term.step);
            item.since = term.from;
            item.due = term.due.date;
            if (term.step == "transition_implementation")
                item.choices = {Choice::implemented};
            else if (term.step == "approval" || term.step == "transition_approval")
                item.choices = {Choice::approved, Choice::returned, Choice::withdrawn};
            else
                item.choices = {Choice::appraised, Choice::returned, Choice::withdrawn};
            add(std::move(item));
        }
    }

    std::vector<WaitingItem> result() { return std::move(out_); }

  private:
    void add(WaitingItem item) { out_.push_back(std::move(item)); }

    std::string rule_of(const model::ComputerLink& link) const {
        return texts_.text("computers.rule." + std::string(name_of(link.rule)));
    }

    void computer(std::uint32_t source, std::uint32_t record, std::uint32_t computer, const std::string& why) {
        const model::ComputerSource& from = ground_.computers.sources[source];
        const model::ComputerRecord& seen = from.records[record];
        const model::Computer& listed = ground_.computers.inventory.computers[computer];
        WaitingItem item = begun(WaitingKind::computer, "computer:" + from.name + "|" + seen.id + "|" + listed.id);
        item.agency = listed.agency;
        item.subject = listed.name + " (" + listed.id + ")";
        item.what = texts_.text("waiting.computer",
                                {{"source", from.name}, {"record", seen.id}, {"name", seen.name}, {"why", why}});
        item.since = base::local_date(from.as_of);
        item.choices = {Choice::link, Choice::split};
        add(std::move(item));
    }

    WaitingItem about(const FindingRow& row, WaitingKind kind, base::Time since) const {
        WaitingItem item =
            begun(kind, std::string(name_of(kind)) + ":" + row.finding.id + "@" + base::to_rfc3339(since));
        item.agency = row.place.agency;
        item.subject = row.place.name + ": " + title_of(row.finding, rules_, texts_.language());
        item.since = base::local_date(since);
        item.due = row.due;
        item.finding = row.finding.id;
        return item;
    }

    void content(const FindingRow& row) {
        WaitingItem item = about(row, WaitingKind::content, row.finding.episodes.back().opened);
        item.names = names_in_signs(row.finding);
        // accepted since the last look: the next one will not name them
        if (accepted_already(*ground_.config, row.finding.key.subject.id, item.names, base::local_date(ground_.at)))
            return;
        std::string seen;
        if (const base::Array* signs = row.finding.evidence["facts"]["content.signs"].if_array();
            signs && !signs->empty())
            seen = signs->front()["snippet"].string_or("");
        std::string listed;
        for (const std::string& name : item.names)
            listed += (listed.empty() ? "" : ", ") + name;
        item.what = texts_.text("waiting.content", {{"names", listed.empty() ? "—" : base::printable(listed, 500)},
                                                    {"snippet", base::printable(seen, 200)}});
        item.choices = {Choice::foreign};
        if (!item.names.empty()) item.choices.insert(item.choices.begin(), Choice::own);
        add(std::move(item));
    }

    void waiver(const FindingRow& row, const model::Waiver& asked) {
        WaitingItem item = about(row, WaitingKind::waiver, asked.asked);
        item.what =
            texts_.text("waiting.waiver", {{"kind", texts_.text("waiver_kind." + std::string(name_of(asked.kind)))},
                                           {"until", base::show_date(asked.until)},
                                           {"by", asked.asked_by},
                                           {"reason", asked.reason}});
        item.choices = {Choice::approve, Choice::reject};
        add(std::move(item));
    }

    const WaitingGround& ground_;
    const rules::RuleSet& rules_;
    const base::Catalogue& texts_;
    std::set<std::string> reported_;
    std::vector<WaitingItem> out_;
};

}  // namespace

base::Result<WaitingGround> waiting_ground(const Workspace& workspace, store::Store& store, const LevelData& data,
                                           base::Time at, std::vector<base::Error>& defects) {
    WaitingGround out;
    out.config = &workspace.config;
    out.at = at;
    auto runs = store.run_records(most_runs);
    if (!runs) return tl::unexpected(runs.error());
    out.runs = std::move(*runs);
    auto computers = reconcile(store, at);
    if (!computers) return tl::unexpected(computers.error());
    out.computers = std::move(*computers);
    auto findings = list_findings(workspace, store, {}, at, defects);
    if (!findings) return tl::unexpected(findings.error());
    out.findings = std::move(*findings);
    auto book = open_book(store, data, base::local_date(at));
    if (!book) return tl::unexpected(book.error());
    out.book = std::move(*book);
    out.terms = terms_in(out.book, data, false);
    auto reported = store.reported_findings(at);
    if (!reported) return tl::unexpected(reported.error());
    out.reported = std::move(*reported);
    return out;
}

std::vector<WaitingItem> what_waits(const WaitingGround& ground, const rules::RuleSet& rules,
                                    const base::Catalogue& texts, const std::string& agency) {
    Gatherer gatherer(ground, rules, texts);
    gatherer.runs();
    gatherer.computers();
    gatherer.findings();
    gatherer.dossiers();
    std::vector<WaitingItem> out = gatherer.result();
    if (!agency.empty()) std::erase_if(out, [&](const WaitingItem& item) { return item.agency != agency; });
    std::stable_sort(out.begin(), out.end(), [](const WaitingItem& a, const WaitingItem& b) {
        return a.kind != b.kind ? a.kind < b.kind : a.agency < b.agency;
    });
    return out;
}

base::Value to_value(const std::vector<WaitingItem>& items) {
    base::Array out;
    for (const WaitingItem& item : items) {
        base::Array choices;
        for (const Choice choice : item.choices)
            choices.emplace_back(name_of(choice));
        base::Object each{{"kind", name_of(item.kind)}, {"id", item.id},     {"agency", item.agency},
                          {"subject", item.subject},    {"what", item.what}, {"choices", std::move(choices)}};
        if (item.since) each.set("since", base::to_iso_date(*item.since));
        if (item.due) each.set("due", base::to_iso_date(*item.due));
        if (!item.finding.empty()) each.set("finding", item.finding);
        out.emplace_back(std::move(each));
    }
    return base::Object{{"schema", "attt.waiting/1"}, {"items", std::move(out)}};
}

}  // namespace attt::app
