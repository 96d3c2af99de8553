#include "rules/recorded_value.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "rules/judge_target.h"
#include "rules/task_unit.h"

namespace attt::rules {
namespace {

using model::Measurement;
using model::Record;
using model::RecordKind;

std::optional<model::Quantity> quantity_of(const Target& target, const Record& record) {
    const std::string value = record.text("value");
    if (!value.empty()) return read_value(target, value);
    const auto numerator = record.number("numerator");
    const auto denominator = record.number("denominator");
    if (!numerator || !denominator || *denominator <= 0 || target.unit != "%") return std::nullopt;
    return model::Quantity{base::Rational(*numerator * 100, *denominator), std::nullopt,
                           base::show_percent(*numerator, *denominator, true) + "%"};
}

bool is_newer(const Record& a, const Record& b) {
    return a.text("date") != b.text("date") ? a.text("date") > b.text("date") : a.recorded_at > b.recorded_at;
}

// The newest of this target from a body (empty: said of the province as a whole).
const Record* newest(const std::vector<const Record*>& values, const std::string& target, const Lead* lead) {
    const Record* out = nullptr;
    for (const Record* each : values) {
        if (each->text("target") != target) continue;
        const std::string body = each->text("body");
        const bool fits = lead == nullptr
                              ? body.empty()
                              : !body.empty() && (body == lead->agency || base::fold(body) == base::fold(lead->name));
        if (fits && (out == nullptr || is_newer(*each, *out))) out = each;
    }
    return out;
}

void judge_recorded(const Target& target, Measurement& out) {
    if (!out.recorded) return;
    out.outcome = outcome_of(target, *out.recorded);
    // a bound that lies on both sides of the goal
    out.undecided = out.outcome == model::TargetOutcome::no_data;
}

void take(const Target& target, const Record& record, Measurement& out) {
    out.recorded = quantity_of(target, record);
    out.said.push_back({std::string(name_of(RecordKind::plan_value)), record.id});
    out.numerator = record.number("numerator").value_or(0);
    out.denominator = record.number("denominator").value_or(0);
    judge_recorded(target, out);
}

// All leads have answered: numerators over denominators, or a task that all have done.
void add_up(const Target& target, const std::vector<const Record*>& answers, Measurement& out) {
    bool all_done = true, all_told = true;
    for (const Record* answer : answers) {
        out.said.push_back({std::string(name_of(RecordKind::plan_value)), answer->id});
        const auto numerator = answer->number("numerator");
        const auto denominator = answer->number("denominator");
        all_told = all_told && numerator && denominator && *denominator > 0;
        out.numerator += numerator.value_or(0);
        out.denominator += denominator.value_or(0);
        const auto done = task_quantity(answer->text("value"));
        all_done = all_done && done && done->value == base::Rational(1);
    }
    if (is_task_unit(target.unit)) {
        const bool answered = std::all_of(answers.begin(), answers.end(), [](const Record* answer) {
            return task_quantity(answer->text("value")).has_value();
        });
        if (!answered) return;
        out.recorded = task_quantity(all_done ? "hoàn thành" : "chưa hoàn thành");
    } else if (target.unit == "%" && all_told && out.denominator > 0) {
        out.recorded = model::Quantity{base::Rational(out.numerator * 100, out.denominator), std::nullopt,
                                       base::show_percent(out.numerator, out.denominator, true) + "%"};
    }
    judge_recorded(target, out);
}

// "1.250" as Vietnam groups thousands, "> 1.250" too, without its points; any other text as it is.
std::string without_groups(std::string_view text) {
    const auto first = text.find_first_of("0123456789");
    if (first == std::string_view::npos) return std::string(text);
    const auto groups = base::split(text.substr(first), '.');
    const auto digits = [](const std::string& group) {
        return !group.empty() && group.size() <= 3 && group.find_first_not_of("0123456789") == std::string::npos;
    };
    bool grouped = groups.size() > 1 && digits(groups.front()) && groups.front() != "0";
    for (std::size_t i = 1; i < groups.size(); ++i)
        grouped = grouped && digits(groups[i]) && groups[i].size() == 3;
    if (!grouped) return std::string(text);
    std::string out(text.substr(0, first));
    for (const std::string& group : groups)
        out += group;
    return out;
}

}  // namespace

void recorded_value(const Target& target, const std::string& agency, const World& world, const RecordIndex& records,
                    Measurement& out) {
    const auto& values = records.of(RecordKind::plan_value);
    const auto leads = leads_of(target, world.targets, world.inventory);
    if (!agency.empty()) {
        const Lead own{"", agency};
        if (const Record* answer = newest(values, target.id, &own)) take(target, *answer, out);
        return;
    }
    out.asked = static_cast<std::int64_t>(leads.size());
    std::vector<const Record*> answers;
    for (const Lead& lead : leads) {
        if (const Record* answer = newest(values, target.id, &lead)) {
            answers.push_back(answer);
        } else {
            out.silent.push_back(lead.name);
        }
    }
    const Record* whole = newest(values, target.id, nullptr);
    if (leads.size() == 1 && !answers.empty() && (whole == nullptr || is_newer(*answers.front(), *whole)))
        whole = answers.front();
    if (whole != nullptr) {
        take(target, *whole, out);
    } else if (!leads.empty() && answers.size() == leads.size()) {
        add_up(target, answers, out);
    } else if (out.published) {
        out.recorded = out.published;
        judge_recorded(target, out);
    }
}

std::optional<model::Quantity> read_value(const Target& target, const std::string& text) {
    if (is_task_unit(target.unit)) return task_quantity(text);
    // "81,5%" and "81,5 %" are what people write
    std::string_view number = base::trim(text);
    if (target.unit == "%" && number.ends_with('%')) number = base::trim(number.substr(0, number.size() - 1));
    // "1.250" doanh nghiệp is one thousand two hundred and fifty
    const std::string whole = target.unit == "%" ? std::string(number) : without_groups(number);
    auto parsed = model::parse_quantity(whole);
    if (!parsed) return std::nullopt;
    if (target.unit == "%" && (parsed->value < base::Rational(0) || base::Rational(100) < parsed->value))
        return std::nullopt;
    parsed->text = std::string(number) + (target.unit == "%" ? "%" : "");
    return *parsed;
}

std::vector<Lead> leads_of(const Target& target, const LoadedTargets& targets, const model::Inventory& inventory) {
    std::vector<Lead> out;
    const auto add = [&](Lead lead) {
        const auto same = [&](const Lead& known) {
            return lead.agency.empty() ? known.name == lead.name : known.agency == lead.agency;
        };
        if (std::none_of(out.begin(), out.end(), same)) out.push_back(std::move(lead));
    };
    for (const std::string& part : base::split(target.lead, ';')) {
        const std::string name(base::trim(part));
        const std::string folded = base::fold(name);
        if (folded.empty()) continue;
        const auto group = std::find_if(targets.populations.begin(), targets.populations.end(), [&](const auto& p) {
            return std::any_of(p.leads_as.begin(), p.leads_as.end(),
                               [&](const std::string& each) { return base::fold(each) == folded; });
        });
        if (group != targets.populations.end()) {
            for (const std::string& id : group->agencies)
                add({model::display_name(inventory, {model::SubjectKind::agency, id}), id});
            continue;
        }
        Lead lead{name, ""};
        for (const Body& body : targets.bodies) {
            if (base::fold(body.name) == folded) lead.agency = body.agency;
        }
        for (const model::Agency& agency : inventory.agencies) {
            if (lead.agency.empty() && base::fold(agency.name) == folded) lead.agency = agency.id;
        }
        add(std::move(lead));
    }
    return out;
}

void apply_states(std::span<const Record> records, base::Date as_of, model::Inventory& inventory) {
    std::unordered_map<std::string, const Record*> newest_of;
    for (const Record& record : records) {
        const auto from = record.counts_from();
        if (record.kind != RecordKind::system_state || !from || as_of < *from) continue;
        const Record*& known = newest_of[record.text("system")];
        if (known == nullptr || is_newer(record, *known)) known = &record;
    }
    if (newest_of.empty()) return;
    for (model::InformationSystem& system : inventory.systems) {
        const auto found = newest_of.find(system.id);
        if (found == newest_of.end()) continue;
        const Record& state = *found->second;
        if (const auto level = state.number("level")) system.level = static_cast<int>(*level);
        if (const auto word = state.text("dossier_state"); !word.empty()) system.dossier_state = word;
        if (const auto word = state.text("implementation"); !word.empty()) system.implementation = word;
        if (const auto number = state.text("decision"); !number.empty()) system.decision = number;
        if (const auto date = state.date("decision_date")) system.decision_date = date;
    }
}

}  // namespace attt::rules
