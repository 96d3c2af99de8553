#include "app/explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/plan.h"
#include "app/record_words.h"
#include "app/words.h"
#include "base/text.h"
#include "rules/deciding.h"

namespace attt::app {
namespace {

const model::Record* record_of(const Explanation& e, const model::RecordRef& ref) {
    const auto found = e.records.find(ref);
    return found == e.records.end() ? nullptr : found->second;
}

// "đánh giá ATTT: ngày 20/11/2023, đơn vị đánh giá …"
std::string record_in_words(const model::Record& record, const base::Catalogue& texts) {
    std::string out = kind_in_words(record.kind, texts) + ":";
    const char* separator = " ";
    for (const model::Field& field : model::fields_of(record.kind)) {
        const bool subject = field.name == "agency" || field.name == "system" || field.name == "website";
        const std::string value = subject ? "" : field_value_in_words(record, field, texts);
        if (value.empty()) continue;
        out += separator + field_in_words(field.name, texts) + " " + value;
        separator = "; ";
    }
    return out;
}

std::string records_in_words(const Explanation& e, const std::vector<model::RecordRef>& refs,
                             const base::Catalogue& texts) {
    std::string out;
    for (const model::RecordRef& ref : refs) {
        const model::Record* record = record_of(e, ref);
        out += (out.empty() ? "" : " | ") + (record != nullptr ? record_in_words(*record, texts) : ref.id);
    }
    return out;
}

base::Value record_value(const Explanation& e, const model::RecordRef& ref) {
    base::Object out{{"kind", ref.kind}, {"id", ref.id}};
    if (const model::Record* record = record_of(e, ref)) {
        out.set("attributes", record->attributes);
        out.set("recorded_at", base::to_rfc3339(record->recorded_at));
        out.set("actor", record->actor);
        out.set("source", record->source);
    }
    return out;
}

std::string name_in(const Explanation& e, const model::SubjectRef& subject) {
    return subject.id.empty() ? "" : model::display_name(e.world.inventory, subject);
}

std::string agency_name(const Explanation& e, const std::string& id) {
    return name_in(e, {model::SubjectKind::agency, id});
}

// The facts behind a member's verdicts.
std::string facts_in_words(const Explanation& e, const model::SubjectRef& subject, const base::Catalogue& texts) {
    std::string out;
    const auto found = e.verdicts.find(subject);
    if (found == e.verdicts.end()) return out;
    for (const model::Verdict* verdict : found->second) {
        for (const auto& [label, value] : evidence_in_words(verdict->evidence, *e.rules, texts)) {
            if (label == texts.text("word.observed_at")) continue;
            out += (out.empty() ? "" : "; ") + label + ": " + value;
        }
    }
    return out;
}

std::string side_in_words(const rules::LogDifference& difference, const std::string& value,
                          const base::Catalogue& texts) {
    if (difference.field == "dossier_state") return texts.text_or("dossier_state." + value, value);
    if (difference.field == "implementation") return texts.text_or("extent." + value, value);
    return value;
}

const std::vector<rules::LogDifference>& differences_of(const Explanation& e, const model::SubjectRef& subject) {
    static const std::vector<rules::LogDifference> none;
    const auto found =
        subject.kind == model::SubjectKind::system ? e.world.differences.find(subject.id) : e.world.differences.end();
    return found == e.world.differences.end() ? none : found->second;
}

std::string differences_in_words(const Explanation& e, const model::SubjectRef& subject, const base::Catalogue& texts) {
    std::string out;
    for (const rules::LogDifference& each : differences_of(e, subject)) {
        out += (out.empty() ? "" : " ") +
               texts.text("attention.inventory_differs", {{"field", texts.text("field." + each.field)},
                                                          {"inventory", side_in_words(each, each.inventory, texts)},
                                                          {"log", side_in_words(each, each.log, texts)}});
    }
    return out;
}

base::Array differences_value(const Explanation& e, const model::SubjectRef& subject) {
    base::Array out;
    for (const rules::LogDifference& each : differences_of(e, subject))
        out.emplace_back(base::Object{{"field", each.field}, {"inventory", each.inventory}, {"log", each.log}});
    return out;
}

// The verdict that decides for each member and rule of the target.
void gather_verdicts(Explanation& e) {
    for (const rules::Condition& condition : e.target->conditions) {
        if (condition.rule.empty()) continue;
        std::map<model::SubjectRef, std::vector<const model::Verdict*>> of_rule;
        for (const model::Verdict& verdict : e.world.verdicts) {
            if (verdict.rule == condition.rule) of_rule[verdict.subject].push_back(&verdict);
        }
        for (const auto& [subject, verdicts] : of_rule)
            e.verdicts[subject].push_back(&rules::deciding(verdicts));
    }
}

// The rules and conditions that a member had to meet, as the target file writes them.
base::Array conditions_value(const Explanation& e) {
    base::Array out;
    const auto add = [&](const rules::Condition& condition) {
        base::Object each;
        if (!condition.rule.empty()) {
            each.set("rule", condition.rule);
            if (const rules::Rule* rule = e.rules->rule(condition.rule)) each.set("version", rule->version);
        }
        if (!condition.attribute.empty()) each.set("attribute", condition.attribute);
        if (!condition.values.empty()) each.set("values", condition.values);
        if (condition.at_least) each.set("at_least", *condition.at_least);
        if (condition.record) each.set("record", name_of(*condition.record));
        if (condition.record) each.set("within", condition.within);
        if (condition.independent) each.set("independent", true);
        out.emplace_back(std::move(each));
    };
    for (const rules::Condition& condition : e.target->conditions)
        add(condition);
    if (e.target->count) add(e.target->count->condition);
    return out;
}

std::vector<std::vector<std::string>> summary_rows(const Explanation& e, const base::Catalogue& texts) {
    const rules::Target& target = *e.target;
    const model::Measurement& measured = e.measured;
    std::vector<std::vector<std::string>> rows;
    const auto add = [&](const char* label, const std::string& value) {
        if (!value.empty()) rows.push_back({texts.text(label), value});
    };
    add("plan.explain_target", target.id + " – " + target.title.in(texts.language()));
    add("plan.explain_printed", target.printed);
    add("plan.explain_wanted", target.value_text);
    add("plan.explain_agency", agency_name(e, e.agency));
    add("plan.explain_value", value_in_words(target, measured, texts));
    add("plan.explain_outcome", outcome_in_words(measured, texts));
    if (const auto progress = progress_of(measured)) add("plan.explain_progress", in_words(*progress, texts));
    if (e.forecast) add("plan.explain_forecast", in_words(*e.forecast, target, measured, texts));
    add("plan.explain_gap", gap_in_words(target, measured, texts));
    if (measured.form != model::Form::recorded) {
        add("plan.explain_numerator", std::to_string(measured.numerator));
        add("plan.explain_denominator", std::to_string(measured.denominator));
        add("plan.explain_unknown", std::to_string(measured.unknown));
        add("plan.explain_excluded", std::to_string(measured.excluded));
    }
    for (const model::Part& part : measured.parts) {
        const rules::Population* population = e.world.targets.population(part.population);
        const std::string name = population != nullptr ? population->title.in(texts.language()) : part.population;
        add("plan.explain_part",
            texts.text("plan.explain_part_value", {{"population", name},
                                                   {"numerator", std::to_string(part.numerator)},
                                                   {"denominator", std::to_string(part.denominator)},
                                                   {"needed", std::to_string(part.needed)}}));
    }
    add("plan.explain_said", records_in_words(e, measured.said, texts));
    std::string silent;
    for (const std::string& each : measured.silent)
        silent += (silent.empty() ? "" : "; ") + each;
    add("plan.explain_silent", silent);
    if (measured.published) {
        add("plan.explain_published", measured.published->text + " (" + target.published->evidence + ")");
    }
    add("plan.explain_tension", target.tension);
    add("plan.explain_note", target.note.in(texts.language()));
    std::string rules_used;
    for (const rules::Condition& condition : target.conditions) {
        const rules::Rule* rule = condition.rule.empty() ? nullptr : e.rules->rule(condition.rule);
        if (rule != nullptr)
            rules_used += fmt::format("{}{} v{}", rules_used.empty() ? "" : "; ", rule->id, rule->version);
    }
    add("plan.explain_rules", rules_used);
    add("plan.explain_as_of", base::show_date(e.world.as_of));
    add("plan.explain_known", base::show_time(e.world.known));
    if (e.world.evaluation) add("plan.explain_judged", base::show_time(e.world.evaluation->at));
    add("plan.explain_hash", e.world.rules_hash);
    return rows;
}

}  // namespace

std::string member_reason(const model::Member& member, const base::Catalogue& texts) {
    std::string out = reason_in_words(member.reason, texts);
    for (const std::string& more : member.more_reasons)
        out += "; " + reason_in_words(more, texts);
    return out;
}

std::vector<const model::Member*> ordered_members(const model::Measurement& measured) {
    std::vector<const model::Member*> out;
    for (const model::Member& member : measured.members)
        out.push_back(&member);
    std::stable_sort(out.begin(), out.end(), [](const auto* a, const auto* b) {
        if (a->share != b->share) return a->share < b->share;
        return a->agency != b->agency ? a->agency < b->agency : a->subject < b->subject;
    });
    return out;
}

base::Result<Explanation> explain_target(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                         const std::string& id, const std::string& agency, const AsOf& as_of,
                                         std::vector<base::Error>& defects) {
    Explanation out;
    auto world = load_world(workspace, store, rules, as_of, defects);
    if (!world) return tl::unexpected(world.error());
    out.world = std::move(*world);
    out.rules = &rules;
    out.agency = agency;
    if (auto known = check_agency(out.world.inventory, agency); !known) return base::fail(known.error());
    out.target = out.world.targets.target(id, 0);
    if (out.target == nullptr) {
        std::vector<std::string> ids;
        for (const rules::Target& target : out.world.targets.targets)
            ids.push_back(target.id);
        return base::fail(base::ErrorCode::not_found, "cli.no_target",
                          {{"id", id}, {"nearest", base::nearest(id, ids).value_or("")}});
    }
    out.measured = out.world.measuring().measure(*out.target, agency);
    if (out.target->computed()) out.forecast = forecast_of(store, *out.target, out.measured);
    gather_verdicts(out);
    for (const model::Record& record : out.world.records)
        out.records.emplace(model::RecordRef{std::string(name_of(record.kind)), record.id}, &record);
    const auto by_agency = rules::by_agency(*out.target, out.measured);
    for (const model::Agency& each : out.world.inventory.agencies) {
        const auto found = by_agency.find(each.id);
        if (found == by_agency.end()) continue;
        const model::Measurement& own = found->second;
        out.agencies.push_back({each.id, own.numerator, own.denominator, own.unknown, own.excluded});
    }
    return out;
}

base::Value to_value(const Explanation& e, const base::Catalogue& texts) {
    const rules::Target& target = *e.target;
    base::Object out{{"schema", "attt.target_explanation/1"},
                     {"id", target.id},
                     {"number", target.number},
                     {"year", target.year},
                     {"title", target.title.in(texts.language())},
                     {"printed", target.printed},
                     {"unit", target.unit},
                     {"comparator", sign_of(target.comparator)},
                     {"target", target.value_text},
                     {"lead", target.lead},
                     {"agency", e.agency},
                     {"basis", target.basis},
                     {"tension", target.tension},
                     {"as_of", base::to_iso_date(e.world.as_of)},
                     {"known", base::to_rfc3339(e.world.known)},
                     {"rules_hash", e.world.rules_hash},
                     {"conditions", conditions_value(e)}};
    if (e.world.evaluation) out.set("judged_at", base::to_rfc3339(e.world.evaluation->at));
    const base::Value measured = to_value(e.measured);
    for (const auto& [key, value] : *measured.if_object()) {
        if (key != "members") out.set(key, value);
    }
    if (const auto progress = progress_of(e.measured)) out.set("progress", to_value(*progress));
    if (e.forecast) out.set("forecast", to_value(*e.forecast));
    base::Array populations;
    for (const std::string& id : target.populations) {
        const rules::Population* population = e.world.targets.population(id);
        base::Object each{{"id", id}, {"defined", population != nullptr}};
        if (population != nullptr) {
            each.set("title", population->title.in(texts.language()));
            each.set("agencies", population->agencies);
        }
        populations.emplace_back(std::move(each));
    }
    out.set("populations", std::move(populations));
    base::Array agencies;
    for (const Explanation::Agency& agency : e.agencies) {
        agencies.emplace_back(base::Object{{"id", agency.id},
                                           {"name", agency_name(e, agency.id)},
                                           {"numerator", agency.numerator},
                                           {"denominator", agency.denominator},
                                           {"unknown", agency.unknown},
                                           {"excluded", agency.excluded}});
    }
    out.set("agencies", std::move(agencies));
    base::Array said;
    for (const model::RecordRef& ref : e.measured.said)
        said.push_back(record_value(e, ref));
    out.set("said", std::move(said));
    base::Array members;
    for (const model::Member* member : ordered_members(e.measured)) {
        base::Object each{{"kind", name_of(member->subject.kind)},
                          {"id", member->subject.id},
                          {"name", name_in(e, member->subject)},
                          {"agency", member->agency},
                          {"agency_name", agency_name(e, member->agency)},
                          {"share", name_of(member->share)},
                          {"reason", member->reason},
                          {"reason_text", member_reason(*member, texts)}};
        if (!member->more_reasons.empty()) each.set("more_reasons", member->more_reasons);
        if (!member->part.empty()) each.set("population", member->part);
        if (!member->observed_at.empty()) each.set("observed_at", member->observed_at);
        if (member->weight != 1) each.set("weight", member->weight);
        if (const auto found = e.verdicts.find(member->subject); found != e.verdicts.end()) {
            base::Array verdicts;
            for (const model::Verdict* verdict : found->second) {
                verdicts.emplace_back(base::Object{{"rule", verdict->rule},
                                                   {"outcome", name_of(verdict->outcome)},
                                                   {"facts", verdict->evidence["facts"]}});
            }
            each.set("verdicts", std::move(verdicts));
        }
        if (auto differing = differences_value(e, member->subject); !differing.empty())
            each.set("differences", std::move(differing));
        base::Array records;
        for (const model::RecordRef& ref : member->records)
            records.push_back(record_value(e, ref));
        each.set("records", std::move(records));
        members.emplace_back(std::move(each));
    }
    out.set("members", std::move(members));
    return out;
}

std::vector<Sheet> explanation_sheets(const Explanation& e, const base::Catalogue& texts) {
    Sheet summary;
    summary.name = texts.text("plan.sheet_summary");
    summary.columns = {{texts.text("plan.col_what"), {}, 34}, {texts.text("plan.col_content"), {}, 100}};
    summary.rows = summary_rows(e, texts);
    Sheet members;
    members.name = texts.text("plan.sheet_members");
    members.columns = {{texts.text("cli.col_share"), {}, 16},    {texts.text("cli.col_subject"), {}, 40},
                       {texts.text("cli.col_id"), {}, 24},       {texts.text("cli.col_agency"), {}, 34},
                       {texts.text("cli.col_reason"), {}, 50},   {texts.text("plan.col_facts"), {}, 50},
                       {texts.text("plan.col_records"), {}, 60}, {texts.text("plan.col_differs"), {}, 40},
                       {texts.text("plan.col_seen"), {}, 20}};
    for (const model::Member* member : ordered_members(e.measured)) {
        const auto seen = base::parse_rfc3339(member->observed_at);
        members.rows.push_back({texts.text("share." + std::string(name_of(member->share))), name_in(e, member->subject),
                                member->subject.id, agency_name(e, member->agency), member_reason(*member, texts),
                                facts_in_words(e, member->subject, texts), records_in_words(e, member->records, texts),
                                differences_in_words(e, member->subject, texts), seen ? base::show_time(*seen) : ""});
    }
    return {summary, members};
}

}  // namespace attt::app
