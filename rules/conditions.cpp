#include "rules/conditions.h"

#include <algorithm>

#include "base/text.h"
#include "rules/attendance.h"
#include "rules/deciding.h"

namespace attt::rules {
namespace {

using model::Record;
using model::RecordKind;
using model::Share;

std::string key_of(std::string_view kind, const std::string& id) {
    return std::string(kind) + ":" + id;
}

// The narrowest subject that a record names.
std::string subject_key(const Record& record) {
    for (const std::string_view field : {"website", "system", "agency"}) {
        const std::string id = record.text(field);
        if (!id.empty()) return key_of(field, id);
    }
    return {};
}

// The same day so many months earlier; the last day of the month where it has none.
base::Date months_before(base::Date date, int months) {
    const base::Date moved = date - std::chrono::months(months);
    return moved.ok() ? moved : base::Date(moved.year() / moved.month() / std::chrono::last);
}

bool begins_with(const std::string& text, const std::string& beginning) {
    const std::string folded = base::fold(text);
    const std::string wanted = base::fold(beginning);
    return folded.starts_with(wanted) && (folded.size() == wanted.size() || folded[wanted.size()] == ' ');
}

std::string where_objection(const Condition& condition, const Record& record, const RecordIndex& records) {
    for (const auto& [field, allowed] : condition.where) {
        const std::string value = attribute_text(record.attributes[field]);
        const bool fits = std::any_of(allowed.begin(), allowed.end(),
                                      [&](const std::string& each) { return begins_with(value, each); });
        if (!fits) return "record_differs: " + field + (value.empty() ? "" : " " + value);
    }
    for (const std::string& field : condition.filled) {
        const bool added_up = number_of(record, field, records.of(RecordKind::attendance)).has_value();
        if (record.attributes[field].is_null() && !added_up) return "record_lacks: " + field;
    }
    return {};
}

std::string time_objection(const Condition& condition, const Record& record, base::Date as_of, int year) {
    const auto from = record.counts_from();
    if (condition.within == "year" && (!from || static_cast<int>(from->year()) != year))
        return "record_other_year: " + (from ? base::to_iso_date(*from) : std::string("—"));
    if (condition.within == "12_months" || condition.within == "24_months") {
        const base::Date oldest = months_before(as_of, condition.within == "12_months" ? 12 : 24);
        if (!from || *from <= oldest) return "record_old: " + (from ? base::to_iso_date(*from) : std::string("—"));
    }
    for (const std::string_view field : {"valid_until", "until"}) {
        const auto until = record.date(field);
        if (condition.within == "valid" && until && *until < as_of) return "record_ended: " + base::to_iso_date(*until);
    }
    return {};
}

Share weigh_rule(const Condition& condition, const Candidate& candidate, const Evidence& evidence, std::string& reason,
                 model::Member& member) {
    const auto by_rule = evidence.verdicts.find(condition.rule);
    if (by_rule == evidence.verdicts.end() || !by_rule->second.contains(candidate.subject.id)) {
        reason = "no_verdict";
        return Share::unknown;
    }
    const model::Verdict& verdict = deciding(by_rule->second.at(candidate.subject.id));
    reason = verdict.reason;
    member.observed_at = verdict.evidence["observed_at"].string_or("");
    switch (verdict.outcome) {
        case model::Outcome::pass: return Share::counted;
        case model::Outcome::fail:
            if (reason.empty()) reason = "rule_fails: " + condition.rule;
            return Share::not_counted;
        case model::Outcome::unknown: return Share::unknown;
        case model::Outcome::not_applicable: return Share::excluded;
    }
    return Share::unknown;
}

Share weigh_attribute(const Condition& condition, const Candidate& candidate, std::string& reason) {
    const base::Value& value = candidate.attributes[condition.attribute];
    if (value.is_null()) {
        reason = "no_data: " + condition.attribute;
        return Share::unknown;
    }
    const std::string text = attribute_text(value);
    if (condition.at_least && value.integer_or(0) < *condition.at_least) {
        reason = "attribute_is: " + condition.attribute + " " + text;
        return Share::not_counted;
    }
    const auto& allowed = condition.values;
    if (allowed.empty() || std::find(allowed.begin(), allowed.end(), text) != allowed.end()) return Share::counted;
    reason = "attribute_is: " + condition.attribute + " " + text;
    return Share::not_counted;
}

Share weigh_records(const Condition& condition, const Candidate& candidate, const Evidence& evidence,
                    std::string& reason, model::Member& member) {
    const std::string kind(name_of(*condition.record));
    // nobody keeps this register yet: that is not the same as nothing was done
    if (evidence.records.of(*condition.record).empty()) {
        reason = "no_register: " + kind;
        return Share::unknown;
    }
    const auto about = evidence.records.about(*condition.record, candidate);
    std::string unsure_reason;
    for (const Record* record : about) {
        bool unsure = false;
        const std::string against = objection(condition, *record, evidence.records, evidence.year, unsure);
        member.records.push_back({kind, record->id});
        if (against.empty()) return Share::counted;
        (unsure ? unsure_reason : reason) = against;
    }
    if (!unsure_reason.empty()) {
        reason = unsure_reason;
        return Share::unknown;
    }
    if (about.empty()) reason = "no_record: " + kind;
    return Share::not_counted;
}

}  // namespace

RecordIndex::RecordIndex(std::span<const Record> records, base::Date as_of)
    : as_of_(as_of), by_kind_(model::record_kind_names.size()), by_subject_(model::record_kind_names.size()) {
    for (const Record& record : records) {
        const auto from = record.counts_from();
        if (from && as_of < *from) continue;
        const auto kind = static_cast<std::size_t>(record.kind);
        by_kind_[kind].push_back(&record);
        const std::string key = subject_key(record);
        if (!key.empty()) by_subject_[kind][key].push_back(&record);
    }
}

const std::vector<const Record*>& RecordIndex::of(RecordKind kind) const {
    return by_kind_[static_cast<std::size_t>(kind)];
}

std::vector<const Record*> RecordIndex::about(RecordKind kind, const Candidate& candidate) const {
    const auto& index = by_subject_[static_cast<std::size_t>(kind)];
    if (index.empty()) return {};
    std::vector<const Record*> out;
    const auto add = [&](const std::string& key) {
        if (const auto found = index.find(key); found != index.end())
            out.insert(out.end(), found->second.begin(), found->second.end());
    };
    add(key_of(name_of(candidate.subject.kind), candidate.subject.id));
    const std::string system = candidate.attributes["system"].string_or("");
    if (candidate.subject.kind == model::SubjectKind::website && !system.empty()) add(key_of("system", system));
    return out;
}

std::string attribute_text(const base::Value& value) {
    if (const auto* number = value.if_integer()) return std::to_string(*number);
    if (const auto* flag = value.if_bool()) return *flag ? "true" : "false";
    return value.string_or("");
}

std::string objection(const Condition& condition, const Record& record, const RecordIndex& records, int year,
                      bool& unsure) {
    if (std::string against = where_objection(condition, record, records); !against.empty()) return against;
    if (std::string against = time_objection(condition, record, records.as_of(), year); !against.empty())
        return against;
    if (!condition.independent) return {};
    std::vector<const Record*> layers;
    for (const Record* each : records.of(RecordKind::four_layers)) {
        if (each->text("agency") == record.text("agency")) layers.push_back(each);
    }
    const Independent independent = independence_of(record, layers);
    unsure = independent.is == Independence::unknown;
    return independent.reason;
}

Share weigh(const Condition& condition, const Candidate& candidate, const Evidence& evidence, model::Member& member) {
    std::string reason;
    Share share = Share::unknown;
    if (condition.record) {
        share = weigh_records(condition, candidate, evidence, reason, member);
    } else if (!condition.attribute.empty()) {
        share = weigh_attribute(condition, candidate, reason);
    } else {
        share = weigh_rule(condition, candidate, evidence, reason, member);
    }
    if (share == Share::counted) return share;
    if (member.reason.empty()) {
        member.reason = reason;
    } else {
        member.more_reasons.push_back(reason);
    }
    return share;
}

Independent independence_of(const Record& assessment, std::span<const Record* const> four_layers) {
    if (assessment.text("assessor_kind") == "self") return {Independence::no, "assessed_itself"};
    const std::string assessor = base::fold(assessment.text("assessor"));
    for (const Record* layers : four_layers) {
        if (!assessor.empty() && base::fold(layers->text("monitor")) == assessor)
            return {Independence::no, "assessor_monitors: " + assessment.text("assessor")};
    }
    const auto stated = assessment.flag("independent");
    if (!stated) return {Independence::unknown, "independence_unknown: " + assessment.text("assessor")};
    if (!*stated) return {Independence::no, "not_independent: " + assessment.text("assessor")};
    return {Independence::yes, ""};
}

}  // namespace attt::rules
