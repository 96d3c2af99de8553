#include "base/csv.h"
#include "base/text.h"
#include "model/outcome.h"
#include "reports/exports.h"

namespace attt::reports {
namespace {

using Cells = std::vector<std::string>;

std::string day_or_none(const std::optional<base::Date>& date) {
    return date ? base::to_iso_date(*date) : std::string();
}

// Without control characters, which readers refuse, and with the guard of csv_field also where blanks stand before what
// would be a formula: some readers trim.
std::string plain(const std::string& cell) {
    std::string out;
    for (const char c : base::nfc(cell)) {
        if (c == '\r') continue;
        const bool control = (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F;
        out += control ? ' ' : c;
    }
    const std::size_t first = out.find_first_not_of(" \n");
    if (first != std::string::npos && first > 0 && std::string_view("=+-@").find(out[first]) != std::string_view::npos)
        out.insert(0, 1, '\'');
    return out;
}

// Lines of RFC 4180. Headings are the names of JSON's members, in English: a file for machines.
class Lines {
  public:
    explicit Lines(bool bom) : out_(bom ? "\xEF\xBB\xBF" : "") {}
    void add(const Cells& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i)
            out_ += (i > 0 ? "," : "") + base::csv_field(plain(cells[i]));
        out_ += "\r\n";
    }
    std::string text() { return std::move(out_); }

  private:
    std::string out_;
};

void add_findings(const Snapshot& snapshot, const base::Catalogue& texts, Lines& lines) {
    lines.add({"id",         "agency",   "agency_name", "subject_kind", "subject",       "subject_name",
               "rule",       "instance", "title",       "severity",     "severity_text", "state",
               "state_text", "opened",   "closed",      "due",          "days_over",     "last_failed",
               "endpoint",   "assignee", "requirement", "evidence",     "unverified"});
    for (const FindingEntry& entry : snapshot.findings) {
        const model::Finding& finding = entry.item.finding;
        const model::Episode& newest = finding.episodes.back();
        std::string evidence;
        for (const auto& [name, value] : entry.item.evidence)
            evidence += (evidence.empty() ? "" : "; ") + name + ": " + value;
        const std::string severity(model::name_of(finding.severity)), state(model::name_of(entry.item.state));
        lines.add({finding.id,
                   entry.agency,
                   snapshot.name_of({model::SubjectKind::agency, entry.agency}),
                   std::string(model::name_of(finding.key.subject.kind)),
                   finding.key.subject.id,
                   entry.item.subject_name,
                   finding.key.rule,
                   finding.key.instance,
                   entry.item.title,
                   severity,
                   texts.text("severity." + severity),
                   state,
                   texts.text("state." + state),
                   base::to_rfc3339(newest.opened),
                   newest.closed ? base::to_rfc3339(*newest.closed) : "",
                   day_or_none(entry.due),
                   std::to_string(entry.days_over),
                   base::to_rfc3339(finding.last_failed),
                   finding.endpoint ? model::to_string(*finding.endpoint) : "",
                   finding.work.assignee,
                   entry.item.requirement,
                   evidence,
                   finding.unverified_reason});
    }
}

void add_verdicts(const Snapshot& snapshot, Lines& lines) {
    lines.add({"agency", "subject_kind", "subject", "subject_name", "rule", "rule_version", "instance", "endpoint",
               "outcome", "severity", "reason", "observed_at"});
    for (const VerdictEntry& entry : snapshot.verdicts) {
        const model::Verdict& verdict = entry.verdict;
        lines.add({entry.agency, std::string(model::name_of(verdict.subject.kind)), verdict.subject.id,
                   snapshot.name_of(verdict.subject), verdict.rule, std::to_string(verdict.rule_version),
                   verdict.instance, verdict.endpoint ? model::to_string(*verdict.endpoint) : "",
                   std::string(model::name_of(verdict.outcome)), std::string(model::name_of(verdict.severity)),
                   entry.reason, entry.observed_at ? base::to_rfc3339(*entry.observed_at) : ""});
    }
}

void add_targets(const Snapshot& snapshot, Lines& lines) {
    lines.add({"id", "number", "year", "title", "target", "lead", "due", "outcome", "outcome_text", "value",
               "numerator", "denominator", "unknown", "excluded", "missing"});
    for (const TargetEntry& target : snapshot.targets) {
        const model::Measurement& measured = target.measured;
        lines.add({target.id, target.number, std::to_string(target.year), target.title, target.value_text, target.lead,
                   day_or_none(target.due), std::string(model::outcome_name(measured)), target.outcome, target.value,
                   std::to_string(measured.numerator), std::to_string(measured.denominator),
                   std::to_string(measured.unknown), std::to_string(measured.excluded),
                   std::to_string(measured.missing)});
    }
}

void add_members(const Snapshot& snapshot, Lines& lines) {
    lines.add({"target", "subject_kind", "subject", "subject_name", "agency", "share", "reason"});
    for (const TargetEntry& target : snapshot.targets) {
        for (const model::Member& member : target.measured.members)
            lines.add({target.id, std::string(model::name_of(member.subject.kind)), member.subject.id,
                       snapshot.name_of(member.subject), member.agency, std::string(model::name_of(member.share)),
                       member.reason});
    }
}

void add_agencies(const Snapshot& snapshot, Lines& lines) {
    lines.add({"id", "name", "tier", "kind", "parent"});
    for (const model::Agency& agency : snapshot.inventory.agencies)
        lines.add({agency.id, agency.name, agency.tier, agency.kind, agency.parent});
}

void add_systems(const Snapshot& snapshot, Lines& lines) {
    lines.add({"id", "name", "agency", "kind", "lifecycle", "level", "dossier_state"});
    for (const model::InformationSystem& system : snapshot.inventory.systems)
        lines.add({system.id, system.name, system.agency, system.kind, system.lifecycle,
                   system.level ? std::to_string(*system.level) : "", system.dossier_state});
}

void add_websites(const Snapshot& snapshot, Lines& lines) {
    lines.add({"id", "url", "name", "agency", "system", "lifecycle", "last_looked_at", "certificate_ends"});
    for (const model::Website& website : snapshot.inventory.websites) {
        std::optional<base::Time> ends;  // the earliest of its addresses
        for (const SeenCertificate& each : snapshot.certificates) {
            if (each.website == website.id && (!ends || each.not_after < *ends)) ends = each.not_after;
        }
        const auto seen = snapshot.seen.find(website.id);
        lines.add({website.id, website.url, website.name, website.agency, website.system, website.lifecycle,
                   seen == snapshot.seen.end() ? "" : base::to_rfc3339(seen->second),
                   ends ? base::to_rfc3339(*ends) : ""});
    }
}

void add_due(const Snapshot& snapshot, Lines& lines) {
    lines.add({"date", "state", "id", "title", "agency", "subject", "subject_name", "detail", "basis"});
    for (const DueEntry& due : snapshot.due)
        lines.add({due.whole_day ? base::to_iso_date(base::local_date(due.at)) : base::to_rfc3339(due.at), due.state,
                   due.id, due.title, due.agency, due.subject_id, due.subject, due.detail, due.basis});
}

}  // namespace

std::optional<CsvTable> csv_table_of(std::string_view name) {
    for (std::size_t i = 0; i < csv_table_names.size(); ++i) {
        if (csv_table_names[i] == name) return static_cast<CsvTable>(i);
    }
    return std::nullopt;
}

std::string render_csv(const Snapshot& snapshot, CsvTable table, bool bom, const base::Catalogue& texts) {
    Lines lines(bom);
    switch (table) {
        case CsvTable::findings: add_findings(snapshot, texts, lines); break;
        case CsvTable::verdicts: add_verdicts(snapshot, lines); break;
        case CsvTable::targets: add_targets(snapshot, lines); break;
        case CsvTable::members: add_members(snapshot, lines); break;
        case CsvTable::agencies: add_agencies(snapshot, lines); break;
        case CsvTable::systems: add_systems(snapshot, lines); break;
        case CsvTable::websites: add_websites(snapshot, lines); break;
        case CsvTable::due: add_due(snapshot, lines); break;
    }
    return lines.text();
}

}  // namespace attt::reports
