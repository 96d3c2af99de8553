#include "app/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"
#include "model/outcome.h"

namespace attt::app {
namespace {

using model::Form;
using model::Measurement;
using model::TargetOutcome;

bool is_task(const rules::Target& target) {
    return target.unit == "nhiệm vụ" || target.unit == "việc";
}

std::string share_in_words(const rules::Target& target, const Measurement& measured, const base::Catalogue& texts) {
    if (measured.denominator == 0) return {};
    if (target.unit != "%") return fmt::format("{}/{}", measured.numerator, measured.denominator);
    const bool comma = texts.language() == base::Language::vi;
    return base::show_percent(measured.numerator, measured.denominator, comma) + "%";
}

void count(PlanReport& report, TargetOutcome outcome, bool undetermined) {
    switch (outcome) {
        case TargetOutcome::exceeded: ++report.exceeded; break;
        case TargetOutcome::met:
        case TargetOutcome::completed: ++report.met; break;
        case TargetOutcome::not_met:
        case TargetOutcome::not_completed: ++report.not_met; break;
        case TargetOutcome::no_data: ++(undetermined ? report.undetermined : report.no_data); break;
    }
}

}  // namespace

std::string years_of(const rules::LoadedTargets& targets) {
    std::set<int> years;
    for (const rules::Target& target : targets.targets)
        years.insert(target.year);
    std::string out;
    for (const int year : years)
        out += (out.empty() ? "" : ", ") + std::to_string(year);
    return out;
}

// These three words are the plan's own, whatever language is spoken around them.
std::string verdict_in_words(TargetOutcome outcome) {
    switch (outcome) {
        case TargetOutcome::exceeded: return "Vượt";
        case TargetOutcome::met:
        case TargetOutcome::completed: return "Đạt";
        case TargetOutcome::not_met:
        case TargetOutcome::not_completed: return "Chưa đạt";
        case TargetOutcome::no_data: break;
    }
    return {};
}

std::string outcome_in_words(const Measurement& measured, const base::Catalogue& texts) {
    return texts.text("target_outcome." + std::string(outcome_name(measured)));
}

std::string value_in_words(const rules::Target& target, const Measurement& measured, const base::Catalogue& texts) {
    if (measured.form == Form::recorded) return measured.recorded ? measured.recorded->text : "";
    if (measured.outcome == TargetOutcome::no_data && !measured.undecided && measured.form == Form::count) return {};
    if (is_task(target)) return outcome_in_words(measured, texts);
    if (measured.form == Form::count) return std::to_string(measured.numerator) + " " + target.unit;
    if (measured.form == Form::every)
        return measured.denominator == 0 ? "" : fmt::format("{}/{}", measured.numerator, measured.denominator);
    if (measured.form != Form::parts) return share_in_words(target, measured, texts);
    if (measured.denominator == 0) return {};
    std::string out;
    for (const model::Part& part : measured.parts)
        out += fmt::format("{}{}/{}", out.empty() ? "" : "; ", part.numerator, part.denominator);
    return out;
}

std::string gap_in_words(const rules::Target& target, const Measurement& measured, const base::Catalogue& texts) {
    if (measured.missing == 0) return {};
    std::string what;
    if (target.subject) what = texts.text("kind." + std::string(name_of(*target.subject)));
    if (target.count) what = is_task(target) ? "" : target.unit;
    const std::string count = std::to_string(measured.missing) + (what.empty() ? "" : " " + what);
    return texts.text(measured.undecided ? "cli.gap_undecided" : "cli.gap", {{"count", count}});
}

base::Result<PlanReport> plan_report(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                                     int year, const AsOf& as_of, const base::Catalogue& texts,
                                     std::vector<base::Error>& defects) {
    PlanReport report;
    auto table = measure_targets(workspace, store, rules, "", as_of, defects);
    if (!table) return tl::unexpected(table.error());
    report.table = std::move(*table);
    for (const TargetRow& each : report.table.rows) {
        const rules::Target& target = *each.target;
        if (target.year != year || target.printed.empty()) continue;
        PlanRow row;
        row.target = &target;
        row.indicator = target.printed;
        row.wanted = target.value_text;
        row.note = target.note.in(texts.language());
        row.measured = each.measured;
        const bool published = each.measured.published.has_value();
        row.actual = published ? each.measured.published->text : value_in_words(target, each.measured, texts);
        const TargetOutcome outcome = published ? each.measured.published_outcome : each.measured.outcome;
        row.verdict = verdict_in_words(outcome);
        row.undetermined = !published && each.measured.undecided;
        if (!published) row.forecast = each.forecast;
        count(report, outcome, row.undetermined);
        report.rows.push_back(std::move(row));
    }
    if (report.rows.empty()) {
        return base::fail(base::ErrorCode::not_found, "plan.no_year",
                          {{"year", std::to_string(year)}, {"years", years_of(report.table.world.targets)}});
    }
    return report;
}

base::Value to_value(const PlanReport& report) {
    base::Array rows;
    for (const PlanRow& row : report.rows) {
        const std::string& number = row.target->number;
        std::int64_t whole = 0;
        const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), whole);
        const bool is_number = error == std::errc() && end == number.data() + number.size();
        rows.emplace_back(base::Object{{"no", is_number ? base::Value(whole) : base::Value(number)},
                                       {"indicator", row.indicator},
                                       {"target", row.wanted},
                                       {"actual", row.actual},
                                       {"verdict", row.verdict.empty() ? base::Value() : base::Value(row.verdict)}});
    }
    return base::Object{{"schema", "attt.plan_report/1"}, {"rows", std::move(rows)}};
}

}  // namespace attt::app
