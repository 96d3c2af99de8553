#include "base/json.h"
#include "base/text.h"
#include "model/outcome.h"
#include "reports/exports.h"

namespace attt::reports {
namespace {

using base::Array;
using base::Object;
using base::Value;

// Members of no value are left out, so that what is there means something.
void set_text(Object& object, const char* key, const std::string& text) {
    if (!text.empty()) object.set(key, base::nfc(text));
}

Value subject_value(const model::SubjectRef& subject) {
    return Object{{"kind", model::name_of(subject.kind)}, {"id", subject.id}};
}

Value basis_value(const std::vector<LegalBasis>& basis) {
    Array out;
    for (const LegalBasis& each : basis) {
        Object one{{"document", each.document},
                   {"locator", each.locator},
                   {"confidence", each.confidence},
                   {"in_force", each.in_force}};
        set_text(one, "replaced_by", each.replaced_by);
        out.emplace_back(std::move(one));
    }
    return out;
}

Array agencies_of(const Snapshot& snapshot) {
    Array out;
    for (const model::Agency& agency : snapshot.inventory.agencies) {
        Object each{{"id", agency.id}, {"name", base::nfc(agency.name)}, {"tier", agency.tier}, {"kind", agency.kind}};
        set_text(each, "parent", agency.parent);
        out.emplace_back(std::move(each));
    }
    return out;
}

Array systems_of(const Snapshot& snapshot) {
    Array out;
    for (const model::InformationSystem& system : snapshot.inventory.systems) {
        Object each{{"id", system.id}, {"name", base::nfc(system.name)}, {"agency", system.agency}};
        set_text(each, "kind", system.kind);
        set_text(each, "lifecycle", system.lifecycle);
        if (system.level) each.set("level", *system.level);
        set_text(each, "dossier_state", system.dossier_state);
        out.emplace_back(std::move(each));
    }
    return out;
}

Array websites_of(const Snapshot& snapshot) {
    Array out;
    for (const model::Website& website : snapshot.inventory.websites) {
        Object each{{"id", website.id}, {"url", base::nfc(website.url)}, {"agency", website.agency}};
        set_text(each, "name", website.name);
        set_text(each, "system", website.system);
        set_text(each, "lifecycle", website.lifecycle);
        if (const auto seen = snapshot.seen.find(website.id); seen != snapshot.seen.end())
            each.set("last_looked_at", base::to_rfc3339(seen->second));
        out.emplace_back(std::move(each));
    }
    return out;
}

Array computers_of(const Snapshot& snapshot) {
    Array out;
    for (const model::Computer& computer : snapshot.inventory.computers)
        out.emplace_back(Object{{"id", computer.id}, {"name", base::nfc(computer.name)}, {"agency", computer.agency}});
    return out;
}

Array criteria_of(const Snapshot& snapshot) {
    Array out;
    for (const RuleEntry& rule : snapshot.rules)
        out.emplace_back(Object{{"id", rule.id},
                                {"version", rule.version},
                                {"subject", model::name_of(rule.subject)},
                                {"theme", rule.theme},
                                {"title", rule.title},
                                {"rationale", rule.rationale},
                                {"remediation", rule.remediation},
                                {"severity", model::name_of(rule.severity)},
                                {"basis", basis_value(rule.basis)},
                                {"controls", rule.controls}});
    return out;
}

Array verdicts_of(const Snapshot& snapshot) {
    Array out;
    for (const VerdictEntry& entry : snapshot.verdicts) {
        const model::Verdict& verdict = entry.verdict;
        Object each{{"subject", subject_value(verdict.subject)},
                    {"agency", entry.agency},
                    {"rule", verdict.rule},
                    {"rule_version", verdict.rule_version},
                    {"outcome", model::name_of(verdict.outcome)},
                    {"severity", model::name_of(verdict.severity)}};
        set_text(each, "instance", verdict.instance);
        if (verdict.endpoint) each.set("endpoint", model::to_string(*verdict.endpoint));
        set_text(each, "reason", entry.reason);
        if (entry.observed_at) each.set("observed_at", base::to_rfc3339(*entry.observed_at));
        out.emplace_back(std::move(each));
    }
    return out;
}

Array findings_of(const Snapshot& snapshot) {
    Array out;
    for (const FindingEntry& entry : snapshot.findings) {
        const model::Finding& finding = entry.item.finding;
        const model::Episode& newest = finding.episodes.back();
        Array evidence;
        for (const auto& [name, value] : entry.item.evidence)
            evidence.emplace_back(Object{{"fact", base::nfc(name)}, {"value", base::nfc(value)}});
        Object each{{"id", finding.id},
                    {"subject", subject_value(finding.key.subject)},
                    {"subject_name", base::nfc(entry.item.subject_name)},
                    {"agency", entry.agency},
                    {"rule", finding.key.rule},
                    {"title", base::nfc(entry.item.title)},
                    {"severity", model::name_of(finding.severity)},
                    {"state", model::name_of(entry.item.state)},
                    {"episode", newest.number},
                    {"opened", base::to_rfc3339(newest.opened)},
                    {"last_failed", base::to_rfc3339(finding.last_failed)},
                    {"days_over", entry.days_over},
                    {"requirement", base::nfc(entry.item.requirement)},
                    {"evidence", std::move(evidence)}};
        set_text(each, "instance", finding.key.instance);
        if (newest.closed) each.set("closed", base::to_rfc3339(*newest.closed));
        if (entry.due) each.set("due", base::to_iso_date(*entry.due));
        if (finding.endpoint) each.set("endpoint", model::to_string(*finding.endpoint));
        set_text(each, "assignee", finding.work.assignee);
        set_text(each, "unverified", finding.unverified_reason);
        out.emplace_back(std::move(each));
    }
    return out;
}

Array members_of(const model::Measurement& measured) {
    Array out;
    for (const model::Member& member : measured.members) {
        Object each{{"subject", subject_value(member.subject)},
                    {"agency", member.agency},
                    {"share", model::name_of(member.share)}};
        set_text(each, "reason", member.reason);
        out.emplace_back(std::move(each));
    }
    return out;
}

Array targets_of(const Snapshot& snapshot) {
    Array out;
    for (const TargetEntry& target : snapshot.targets) {
        const model::Measurement& measured = target.measured;
        Object each{{"id", target.id},
                    {"number", target.number},
                    {"year", target.year},
                    {"title", target.title},
                    {"target", target.value_text},
                    {"lead", target.lead},
                    {"form", model::name_of(measured.form)},
                    {"outcome", model::outcome_name(measured)},
                    {"numerator", measured.numerator},
                    {"denominator", measured.denominator},
                    {"unknown", measured.unknown},
                    {"excluded", measured.excluded},
                    {"missing", measured.missing},
                    {"undecided", measured.undecided},
                    {"members", members_of(measured)}};
        set_text(each, "value", target.value);
        if (target.due) each.set("due", base::to_iso_date(*target.due));
        out.emplace_back(std::move(each));
    }
    return out;
}

Array certificates_of(const Snapshot& snapshot) {
    Array out;
    for (const SeenCertificate& each : snapshot.certificates)
        out.emplace_back(Object{{"website", each.website},
                                {"endpoint", each.endpoint},
                                {"subject", base::nfc(each.subject)},
                                {"not_after", base::to_rfc3339(each.not_after)}});
    return out;
}

Array due_of(const Snapshot& snapshot) {
    Array out;
    for (const DueEntry& due : snapshot.due) {
        Object each{{"id", due.id}, {"state", due.state}, {"title", base::nfc(due.title)}};
        if (due.whole_day)
            each.set("date", base::to_iso_date(base::local_date(due.at)));
        else
            each.set("at", base::to_rfc3339(due.at));
        set_text(each, "subject", due.subject_id);
        set_text(each, "agency", due.agency);
        set_text(each, "detail", due.detail);
        set_text(each, "basis", due.basis);
        out.emplace_back(std::move(each));
    }
    return out;
}

}  // namespace

std::string render_json(const Snapshot& snapshot) {
    Object out{{"schema", "attt.export/1"},
               {"province", base::nfc(snapshot.province)},
               {"issuing_office", base::nfc(snapshot.issuing_office)},
               {"classification", base::nfc(snapshot.classification)},
               {"agency", snapshot.agency},
               {"as_of", base::to_iso_date(snapshot.as_of)},
               {"judged_at", base::to_rfc3339(snapshot.made_at)},
               {"language", snapshot.language == base::Language::vi ? "vi" : "en"},
               {"rules", Object{{"hash", snapshot.rules_hash}, {"date", snapshot.rules_date}}},
               {"audit_head", snapshot.audit_head},
               {"program_version", snapshot.program_version},
               {"sources", snapshot.sources},
               {"agencies", agencies_of(snapshot)},
               {"systems", systems_of(snapshot)},
               {"websites", websites_of(snapshot)},
               {"computers", computers_of(snapshot)},
               {"criteria", criteria_of(snapshot)},
               {"verdicts", verdicts_of(snapshot)},
               {"findings", findings_of(snapshot)},
               {"targets", targets_of(snapshot)},
               {"certificates", certificates_of(snapshot)},
               {"due", due_of(snapshot)}};
    return base::nfc(base::to_pretty_json(Value(std::move(out)))) + "\n";
}

}  // namespace attt::reports
