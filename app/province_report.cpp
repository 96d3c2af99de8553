#include "app/province_report.h"

#include <algorithm>
#include <array>

#include "app/plan.h"
#include "app/succession.h"
#include "app/words.h"
#include "base/text.h"
#include "reports/writing.h"

namespace attt::app {
namespace {

// What a rule is about: the beginning of its id, of those that have a name; the last takes the others.
constexpr std::array<std::string_view, 11> themes = {"tls",     "certificate", "http",     "dns",    "mail", "ipv6",
                                                     "content", "exposure",    "computer", "system", "other"};

std::size_t theme_of(std::string_view rule) {
    const std::string_view beginning = rule.substr(0, rule.find('.'));
    const auto named = std::find(themes.begin(), themes.end(), beginning);
    return named != themes.end() ? static_cast<std::size_t>(named - themes.begin()) : themes.size() - 1;
}

class Gathering {
  public:
    Gathering(const ReportWorld& world, std::vector<base::Error>& defects) : world_(world), defects_(defects) {}

    base::Result<reports::ProvinceReport> gather() {
        set_scope();
        add_agencies();
        if (auto added = add_targets(); !added) return tl::unexpected(added.error());
        add_findings();
        add_levels();
        add_unknown();
        out_.trend = open_trend(world_, [](const FindingRow& row, base::Time at) { return waits_for_repair(row, at); });
        out_.certificates = certificate_ends(world_, "");
        return std::move(out_);
    }

  private:
    const model::Inventory& inventory() const { return world_.inventory(); }
    const base::Catalogue& texts() const { return world_.texts; }

    void set_scope() {
        const auto used = [](const auto& records) {
            return std::count_if(records.begin(), records.end(),
                                 [](const auto& record) { return record.lifecycle != "retired"; });
        };
        const auto agencies =
            std::count_if(inventory().agencies.begin(), inventory().agencies.end(),
                          [&](const model::Agency& agency) { return in_force(agency, world_.as_of); });
        const auto number = [&](std::int64_t count) { return reports::show_count(count, texts().language()); };
        out_.provenance = provenance_of(
            world_, texts().text("provincial.scope_words", {{"agencies", number(agencies)},
                                                            {"systems", number(used(inventory().systems))},
                                                            {"websites", number(used(inventory().websites))},
                                                            {"computers", number(used(inventory().computers))}}));
        out_.province = world_.workspace.config.province;
        const unsigned quarter = (static_cast<unsigned>(world_.as_of.month()) + 2) / 3;
        out_.quarter = texts().text(
            "provincial.quarter",
            {{"number", reports::roman(quarter)}, {"year", std::to_string(static_cast<int>(world_.as_of.year()))}});
        out_.quarter_before = quarter_before(world_.as_of);
        out_.year = newest_plan(world_);
    }

    void add_agencies() {
        for (const std::string_view theme : themes)
            out_.themes.emplace_back(theme);
        for (const model::Agency& agency : inventory().agencies) {
            if (!in_force(agency, world_.as_of)) continue;
            reports::ProvinceAgency line;
            line.id = agency.id;
            line.name = agency.name;
            line.by_severity.assign(model::severity_names.size(), 0);
            line.by_theme.assign(themes.size(), 0);
            if (const auto judged = world_.verdicts_of.find(agency.id); judged != world_.verdicts_of.end()) {
                std::vector<bool> answered(themes.size()), asked(themes.size());
                for (const model::Verdict* verdict : judged->second) {
                    const bool unknown = verdict->outcome == model::Outcome::unknown;
                    const bool known =
                        verdict->outcome == model::Outcome::pass || verdict->outcome == model::Outcome::fail;
                    line.unknown += unknown ? 1 : 0;
                    line.judged += known ? 1 : 0;
                    if (known) answered[theme_of(verdict->rule)] = true;
                    if (unknown) asked[theme_of(verdict->rule)] = true;
                }
                line.theme_unseen.assign(themes.size(), false);
                for (std::size_t i = 0; i < themes.size(); ++i)
                    line.theme_unseen[i] = asked[i] && !answered[i];
            }
            line.looked_at = line.judged > 0;
            out_.agencies.push_back(std::move(line));
        }
        std::stable_sort(out_.agencies.begin(), out_.agencies.end(),
                         [](const auto& a, const auto& b) { return base::less_vietnamese(a.name, b.name); });
        for (std::size_t i = 0; i < out_.agencies.size(); ++i)
            place_[out_.agencies[i].id] = i;
    }

    void add_findings() {
        std::vector<const FindingRow*> open;
        for (const FindingRow& row : world_.findings.rows) {
            if (row.finding.is_open() && model::needs_work(row.state)) open.push_back(&row);
        }
        for (const FindingRow* row : open) {
            const auto severity = static_cast<std::size_t>(row->finding.severity);
            out_.findings.push_back(item_of(world_, *row));
            out_.agency_of.push_back(world_.agency_name(row->place.agency));
            out_.due_of.push_back(row->due ? base::show_date(*row->due) : "");
            const auto place = place_.find(row->place.agency);
            if (place == place_.end()) continue;
            reports::ProvinceAgency& agency = out_.agencies[place->second];
            ++agency.open;
            ++agency.by_severity[severity];
            ++agency.by_theme[theme_of(row->finding.key.rule)];
            if (row->days_over <= 0) continue;
            ++agency.overdue;
            agency.grave_overdue += row->finding.severity <= model::Severity::high ? 1 : 0;
        }
        for (const FindingRow* row : open) {
            if (row->days_over <= 0 || !row->due) continue;
            out_.overdue.push_back({row->finding.id, world_.agency_name(row->place.agency), row->place.name,
                                    title_of(row->finding, world_.rules, texts().language()), row->finding.severity,
                                    *row->due, row->days_over, row->finding.work.assignee});
        }
        std::stable_sort(out_.overdue.begin(), out_.overdue.end(), [](const auto& a, const auto& b) {
            return a.severity != b.severity ? a.severity < b.severity : a.days > b.days;
        });
        // As it stood then: open at the end of the quarter before.
        const base::Time then = base::end_of_day(out_.quarter_before) - base::Duration(1);
        out_.open_before.assign(model::severity_names.size(), 0);
        for (const FindingRow& row : world_.findings.rows) {
            if (waits_for_repair(row, then)) ++out_.open_before[static_cast<std::size_t>(row.finding.severity)];
        }
    }

    base::Result<void> add_targets() {
        // the quarter before, as it was known then
        auto judged = world_.store.last_evaluation(base::end_of_day(out_.quarter_before) - base::Duration(1));
        if (!judged) return tl::unexpected(judged.error());
        out_.compared = judged->has_value();
        std::optional<TargetWorld> before;
        if (out_.compared) {
            auto loaded = load_world(world_.workspace, world_.store, world_.rules, {out_.quarter_before, {}}, defects_);
            if (!loaded) return tl::unexpected(loaded.error());
            before.emplace(std::move(*loaded));
        }
        std::optional<rules::Measuring> then;
        if (before) then.emplace(before->measuring());
        for (const ReportWorld::Measured& measured : world_.measured) {
            const rules::Target& target = *measured.target;
            reports::ProvinceTarget line;
            line.item = target_item(world_, target);
            line.item.province = measured.whole;
            line.outcome = line.item.province.outcome;
            line.value = value_in_words(target, line.item.province, texts());
            if (line.value.empty()) line.value = "—";
            line.gap = gap_in_words(target, line.item.province, texts());
            if (then) {
                const model::Measurement earlier = then->measure(target);
                line.value_before = value_in_words(target, earlier, texts());
                line.outcome_before = outcome_in_words(earlier, texts());
            }
            if (line.value_before.empty()) line.value_before = "—";
            if (auto added = add_trend(target, line); !added) return tl::unexpected(added.error());
            add_antivirus(measured);
            add_subjects(line);
            out_.targets.push_back(std::move(line));
        }
        return {};
    }

    base::Result<void> add_trend(const rules::Target& target, reports::ProvinceTarget& line) {
        if (target.form() != model::Form::share) return {};
        auto points = world_.store.measurement_points(target.id, "");
        if (!points) return tl::unexpected(points.error());
        for (const store::MeasurementPoint& point : *points) {
            if (point.at <= world_.moment)
                line.item.trend.push_back({base::local_date(point.at), {point.numerator, point.denominator}});
        }
        return {};
    }

    void add_subjects(reports::ProvinceTarget& line) {
        for (const model::Member& member : line.item.province.members) {
            reports::ProvinceTarget::Subject subject;
            subject.name = world_.name_of(member.subject);
            subject.id = member.subject.id;
            subject.agency = world_.agency_name(member.agency);
            subject.share = texts().text("share." + std::string(name_of(member.share)));
            subject.reason = reason_in_words(member.reason, texts());
            subject.tone = member.share == model::Share::counted       ? reports::Tone::good
                           : member.share == model::Share::not_counted ? reports::Tone::bad
                                                                       : reports::Tone::unknown;
            line.subjects.push_back(std::move(subject));
        }
        line.item.province.members.clear();
    }

    // The first target of the plan that counts computers is the one on antivirus.
    void add_antivirus(const ReportWorld::Measured& measured) {
        const rules::Target& target = *measured.target;
        const bool computers = target.subject == model::SubjectKind::computer && target.form() == model::Form::share;
        if (!computers || !out_.antivirus_target.empty()) return;
        out_.antivirus_target = target.number + " (" + target.title.in(texts().language()) + ")";
        for (const auto& [agency, own] : measured.of_agency) {
            const auto place = place_.find(agency);
            if (place == place_.end()) continue;
            reports::ProvinceAgency& line = out_.agencies[place->second];
            line.protected_computers = own.numerator;
            line.counted_computers = own.denominator;
            line.unknown_computers = own.unknown;
        }
    }

    void add_levels() {
        for (int level = 5; level >= 0; --level)
            out_.levels.push_back({level});
        for (const model::InformationSystem& system : inventory().systems) {
            if (system.lifecycle == "retired") continue;
            const int level = std::clamp(system.level.value_or(0), 0, 5);
            auto& line = out_.levels[static_cast<std::size_t>(5 - level)];
            if (system.dossier_state == "approved")
                ++line.approved;
            else if (system.dossier_state.empty() || system.dossier_state == "none")
                ++line.none;
            else
                ++line.prepared;
        }
        std::erase_if(out_.levels, [](const auto& line) { return line.approved + line.prepared + line.none == 0; });
    }

    void add_unknown() {
        std::map<std::string, std::int64_t> reasons;
        for (const model::Verdict& verdict : world_.targets->verdicts) {
            if (verdict.outcome == model::Outcome::unknown) {
                ++out_.unknown;
                // the kind of reason, not each one's technical detail
                ++reasons[reason_in_words(verdict.reason.substr(0, verdict.reason.find(':')), texts())];
            } else if (verdict.outcome != model::Outcome::not_applicable) {
                ++out_.judged;
            }
        }
        for (const auto& [reason, count] : reasons)
            out_.reasons.push_back({reason, count});
        std::stable_sort(out_.reasons.begin(), out_.reasons.end(),
                         [](const auto& a, const auto& b) { return a.count > b.count; });
    }

    const ReportWorld& world_;
    std::vector<base::Error>& defects_;
    reports::ProvinceReport out_;
    std::map<std::string, std::size_t> place_;
};

}  // namespace

base::Date quarter_before(base::Date day) {
    const unsigned quarter = (static_cast<unsigned>(day.month()) + 2) / 3;
    const base::Date first = day.year() / std::chrono::month(quarter * 3 - 2) / 1;
    return std::chrono::sys_days(first) - std::chrono::days(1);
}

base::Result<reports::ProvinceReport> province_report(const ReportWorld& world, std::vector<base::Error>& defects) {
    return Gathering(world, defects).gather();
}

}  // namespace attt::app
