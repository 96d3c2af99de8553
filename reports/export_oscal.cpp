// The OSCAL names of things: a subject is an inventory item, a verdict an observation, a finding that is followed a
// finding with its risk. Identifiers are made from ours, so that the same thing keeps its identifier.
#include <map>

#include "base/json.h"
#include "base/uuid.h"
#include "reports/exports.h"
#include "reports/plain_text.h"

namespace attt::reports {
namespace {

using base::Array;
using base::Object;
using base::Value;

constexpr std::string_view oscal_version = "1.2.1";
constexpr std::string_view property_namespace = "https://attt.example/ns/oscal";

std::string subject_key(const model::SubjectRef& subject) {
    return std::string(model::name_of(subject.kind)) + "/" + subject.id;
}

std::string subject_uuid(const model::SubjectRef& subject) {
    return base::uuid_of("subject/" + subject_key(subject));
}

std::string observation_uuid(const model::Verdict& verdict) {
    const std::string endpoint = verdict.endpoint ? model::to_string(*verdict.endpoint) : "";
    const std::string instance = std::to_string(verdict.instance.size()) + ":" + verdict.instance;
    return base::uuid_of("observation/" + subject_key(verdict.subject) + "/" + verdict.rule + "/" + instance + "/" +
                         endpoint);
}

Value property(std::string_view name, std::string_view value) {
    return Object{{"name", name}, {"ns", property_namespace}, {"value", one_line(value)}};
}

Value subject_reference(const Snapshot& snapshot, const model::SubjectRef& subject) {
    return Object{{"subject-uuid", subject_uuid(subject)},
                  {"type", "inventory-item"},
                  {"title", markdown(snapshot.name_of(subject))}};
}

// OSCAL wants a time zone and no more than its pattern; ours has both.
std::string when(const std::optional<base::Time>& time, const Snapshot& snapshot) {
    return base::to_rfc3339(time.value_or(snapshot.made_at));
}

void set_list(Object& object, const char* key, Array list) {
    if (!list.empty()) object.set(key, std::move(list));  // the schema has no empty lists
}

Value metadata_of(const Snapshot& snapshot, const base::Catalogue& texts) {
    Array properties = {property("rules-hash", snapshot.rules_hash), property("audit-head", snapshot.audit_head)};
    if (!snapshot.classification.empty()) properties.push_back(property("classification", snapshot.classification));
    const std::string office = base::uuid_of("office/" + snapshot.issuing_office);
    return Object{
        {"title", one_line(texts.text("export.title", {{"name", one_line(snapshot.province)}}))},
        {"last-modified", base::to_rfc3339(snapshot.made_at)},
        {"version", base::to_iso_date(snapshot.as_of)},
        {"oscal-version", oscal_version},
        {"props", std::move(properties)},
        {"parties",
         Array{Object{{"uuid", office}, {"type", "organization"}, {"name", one_line(snapshot.issuing_office)}}}}};
}

// What the observations and findings speak of.
Array inventory_items(const Snapshot& snapshot) {
    std::map<model::SubjectRef, std::string> subjects;  // with their agency
    for (const VerdictEntry& entry : snapshot.verdicts)
        subjects.emplace(entry.verdict.subject, entry.agency);
    for (const FindingEntry& entry : snapshot.findings)
        subjects.emplace(entry.item.finding.key.subject, entry.agency);
    Array out;
    for (const auto& [subject, agency] : subjects) {
        Array properties = {property("kind", model::name_of(subject.kind)), property("id", subject.id)};
        if (!agency.empty()) properties.push_back(property("agency", agency));
        out.emplace_back(Object{{"uuid", subject_uuid(subject)},
                                {"description", markdown(snapshot.name_of(subject))},
                                {"props", std::move(properties)}});
    }
    return out;
}

Array observations_of(const Snapshot& snapshot) {
    Array out;
    for (const VerdictEntry& entry : snapshot.verdicts) {
        const model::Verdict& verdict = entry.verdict;
        const RuleEntry* rule = snapshot.rule(verdict.rule);
        const std::string title = rule != nullptr ? rule->title : verdict.rule;
        Array properties = {property("rule", verdict.rule), property("outcome", model::name_of(verdict.outcome))};
        if (!verdict.instance.empty()) properties.push_back(property("instance", verdict.instance));
        if (verdict.endpoint) properties.push_back(property("endpoint", model::to_string(*verdict.endpoint)));
        const bool looked_at = verdict.subject.kind == model::SubjectKind::website;
        out.emplace_back(Object{{"uuid", observation_uuid(verdict)},
                                {"title", markdown(title)},
                                {"description", entry.reason.empty() ? markdown(title) : markdown(entry.reason)},
                                {"props", std::move(properties)},
                                {"methods", Array{looked_at ? "TEST" : "EXAMINE"}},
                                {"subjects", Array{subject_reference(snapshot, verdict.subject)}},
                                {"collected", when(entry.observed_at, snapshot)}});
    }
    return out;
}

std::string_view risk_status(const FindingEntry& entry) {
    switch (entry.item.state) {
        case model::FindingState::verified_fixed:
        case model::FindingState::not_applicable: return "closed";
        case model::FindingState::accepted:
        case model::FindingState::false_positive: return "deviation-approved";
        case model::FindingState::in_repair:
        case model::FindingState::claimed_fixed: return "remediating";
        default: break;
    }
    return entry.item.finding.work.asked ? "deviation-requested" : "open";
}

Array risks_of(const Snapshot& snapshot) {
    Array out;
    for (const FindingEntry& entry : snapshot.findings) {
        const FindingItem& item = entry.item;
        Object risk{{"uuid", base::uuid_of("risk/" + item.finding.id)},
                    {"title", markdown(item.title)},
                    {"description", markdown(item.rationale.empty() ? item.title : item.rationale)},
                    {"statement", markdown(item.requirement.empty() ? item.title : item.requirement)},
                    {"props", Array{property("severity", model::name_of(item.finding.severity))}},
                    {"status", risk_status(entry)}};
        if (entry.due) risk.set("deadline", base::to_rfc3339(base::end_of_day(*entry.due) - std::chrono::seconds(1)));
        out.emplace_back(std::move(risk));
    }
    return out;
}

// The observations that a finding stands on: those of its subject, rule and instance.
using ObservationIndex = std::multimap<model::FindingKey, std::string>;
ObservationIndex index_of(const Snapshot& snapshot) {
    ObservationIndex out;
    for (const VerdictEntry& entry : snapshot.verdicts)
        out.emplace(model::FindingKey{entry.verdict.subject, entry.verdict.rule, entry.verdict.instance},
                    observation_uuid(entry.verdict));
    return out;
}

Array findings_of(const Snapshot& snapshot) {
    const ObservationIndex observations = index_of(snapshot);
    Array out;
    for (const FindingEntry& entry : snapshot.findings) {
        const FindingItem& item = entry.item;
        const model::Finding& finding = item.finding;
        const bool mended = item.state == model::FindingState::verified_fixed;
        Array related;
        const auto [first, last] = observations.equal_range(finding.key);
        for (auto each = first; each != last; ++each)
            related.emplace_back(Object{{"observation-uuid", each->second}});
        std::string description = markdown(item.subject_name) + ": " + markdown(item.title);
        for (const auto& [name, value] : item.evidence)
            description += "\n\n" + markdown(name) + ": " + markdown(value);
        if (!item.remediation.empty()) description += "\n\n" + markdown(item.remediation);
        Array properties = {property("id", finding.id), property("agency", entry.agency),
                            property("state", model::name_of(item.state)),
                            property("severity", model::name_of(finding.severity))};
        for (const LegalBasis& basis : item.basis)
            properties.push_back(property("basis", basis.locator + ", " + basis.document));
        Object each{{"uuid", base::uuid_of("finding/" + finding.id)},
                    {"title", markdown(item.title)},
                    {"description", description},
                    {"props", std::move(properties)},
                    {"target", Object{{"type", "objective-id"},
                                      {"target-id", finding.key.rule},
                                      {"status", Object{{"state", mended ? "satisfied" : "not-satisfied"},
                                                        {"reason", mended ? "pass" : "fail"}}}}}};
        set_list(each, "related-observations", std::move(related));
        each.set("related-risks", Array{Object{{"risk-uuid", base::uuid_of("risk/" + finding.id)}}});
        out.emplace_back(std::move(each));
    }
    return out;
}

std::optional<base::Time> earliest(const Snapshot& snapshot) {
    std::optional<base::Time> out;
    for (const VerdictEntry& entry : snapshot.verdicts) {
        if (entry.observed_at && (!out || *entry.observed_at < *out)) out = entry.observed_at;
    }
    return out;
}

}  // namespace

std::string render_oscal(const Snapshot& snapshot, const base::Catalogue& texts) {
    const std::string scope = snapshot.province + "/" + snapshot.agency + "/" + base::to_iso_date(snapshot.as_of);
    const std::string plan = base::uuid_of("rules/" + snapshot.rules_hash);
    Object result{{"uuid", base::uuid_of("result/" + scope)},
                  {"title", one_line(texts.text("export.result", {{"date", base::show_date(snapshot.as_of)}}))},
                  {"description", markdown(texts.text("export.result_note"))},
                  {"start", when(earliest(snapshot), snapshot)},
                  {"end", base::to_rfc3339(snapshot.made_at)}};
    if (Array items = inventory_items(snapshot); !items.empty())
        result.set("local-definitions", Object{{"inventory-items", std::move(items)}});
    result.set("reviewed-controls", Object{{"control-selections", Array{Object{{"include-all", Object()}}}}});
    set_list(result, "observations", observations_of(snapshot));
    set_list(result, "risks", risks_of(snapshot));
    set_list(result, "findings", findings_of(snapshot));
    const Object rules{{"uuid", plan},
                       {"title", one_line(texts.text("export.rules", {{"date", snapshot.rules_date}}))},
                       {"props", Array{property("rules-hash", snapshot.rules_hash)}},
                       {"remarks", "sha256 " + snapshot.rules_hash}};
    const Object document{{"assessment-results", Object{{"uuid", base::uuid_of("assessment-results/" + scope)},
                                                        {"metadata", metadata_of(snapshot, texts)},
                                                        {"import-ap", Object{{"href", "#" + plan}}},
                                                        {"results", Array{std::move(result)}},
                                                        {"back-matter", Object{{"resources", Array{rules}}}}}}};
    return base::to_pretty_json(document) + "\n";
}

}  // namespace attt::reports
