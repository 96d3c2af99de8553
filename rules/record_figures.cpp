#include "rules/record_figures.h"

#include <algorithm>
#include <map>
#include <set>

#include "rules/attendance.h"
#include "rules/measure.h"

namespace attt::rules {
namespace {

using model::Record;
using model::RecordKind;

class Figures {
  public:
    Figures(const model::Inventory& inventory, std::span<const Record> records, std::span<const Duty> duties, int year,
            const std::string& agency, base::Date as_of)
        : inventory_(inventory), duties_(duties), year_(year), agency_(agency), as_of_(as_of) {
        for (const Record& record : records) {
            const auto from = record.counts_from();
            if (from && as_of < *from) continue;
            if (agency.empty() || agency_of(record) == agency)
                kinds_[static_cast<std::size_t>(record.kind)].push_back(&record);
        }
    }

    std::vector<Figure> all() {
        trainings();
        drills();
        incidents();
        sharing();
        budget();
        layers();
        readiness();
        assessments();
        return std::move(out_);
    }

  private:
    using List = std::vector<const Record*>;

    std::string agency_of(const Record& record) const {
        if (const std::string own = record.text("agency"); !own.empty()) return own;
        for (const auto& [field, kind] :
             {std::pair("system", model::SubjectKind::system), std::pair("website", model::SubjectKind::website)}) {
            if (const std::string id = record.text(field); !id.empty()) return model::agency_of(inventory_, {kind, id});
        }
        return {};
    }
    const List& of(RecordKind kind) const { return kinds_[static_cast<std::size_t>(kind)]; }
    List in_year(RecordKind kind) const {
        List out;
        std::copy_if(of(kind).begin(), of(kind).end(), std::back_inserter(out), [&](const Record* record) {
            const auto from = record->counts_from();
            return from && static_cast<int>(from->year()) == year_;
        });
        return out;
    }
    template <class Holds>
    static std::int64_t count(const List& records, Holds holds) {
        return std::count_if(records.begin(), records.end(), [&](const Record* record) { return holds(*record); });
    }
    static std::int64_t agencies_in(const List& records) {
        std::set<std::string> out;
        for (const Record* record : records)
            out.insert(record->text("agency"));
        out.erase("");
        return static_cast<std::int64_t>(out.size());
    }
    // Agencies that stand on the day.
    std::int64_t agencies() const {
        if (!agency_.empty()) return 1;
        return std::count_if(inventory_.agencies.begin(), inventory_.agencies.end(), [&](const model::Agency& each) {
            return (!each.valid_from || *each.valid_from <= as_of_) && (!each.valid_to || as_of_ <= *each.valid_to);
        });
    }
    void say(const char* id, std::int64_t value, std::optional<std::int64_t> of = std::nullopt) {
        out_.push_back({id, value, of});
    }

    void trainings() {
        const List& attendances = of(RecordKind::attendance);
        const List held = in_year(RecordKind::training);
        if (!of(RecordKind::training).empty()) {
            std::int64_t invited = 0, attended = 0;
            for (const Record* training : held) {
                invited += number_of(*training, "invited", attendances).value_or(0);
                attended += number_of(*training, "attended", attendances).value_or(0);
            }
            say("training.held", static_cast<std::int64_t>(held.size()));
            say("training.attended", attended, invited > 0 ? std::optional(invited) : std::nullopt);
            say("training.without_number",
                count(held, [&](const Record& training) { return !number_of(training, "attended", attendances); }));
        }
        if (attendances.empty()) return;
        const List present = in_year(RecordKind::attendance);
        std::int64_t people = 0;
        for (const Record* each : present)
            people += each->number("attended").value_or(0);
        say("attendance.people", people);
        say("attendance.agencies", agencies_in(present), agencies());
    }

    void drills() {
        if (of(RecordKind::drill).empty()) return;
        const List held = in_year(RecordKind::drill);
        say("drill.live", count(held, [](const Record& drill) { return drill.flag("live") == true; }),
            static_cast<std::int64_t>(held.size()));
    }

    // What one clock of the law measured: in time, of those that it was stopped for, and those that it still runs for.
    void clock(const List& incidents, std::string_view field, const char* in_time, const char* silent) {
        const auto duty = std::find_if(duties_.begin(), duties_.end(), [&](const Duty& each) {
            return each.kind == DutyKind::clock && each.field == field;
        });
        if (duty == duties_.end()) return;
        std::int64_t stopped = 0, early_enough = 0, running = 0;
        for (const Record* incident : incidents) {
            const auto begun = incident->moment("detected_at");
            if (!begun || !is_in_force(*duty, base::local_date(*begun))) continue;
            if (!duty->gravity.empty() && incident->text("gravity") != duty->gravity) continue;
            const auto end = incident->moment(field);
            running += end ? 0 : 1;
            stopped += end ? 1 : 0;
            early_enough += end && *end <= *begun + std::chrono::hours(duty->hours) ? 1 : 0;
        }
        say(in_time, early_enough, stopped);
        say(silent, running);
    }

    void incidents() {
        if (of(RecordKind::incident).empty()) return;
        const List seen = in_year(RecordKind::incident);
        const auto all = static_cast<std::int64_t>(seen.size());
        say("incident.serious",
            count(seen, [](const Record& incident) { return incident.text("gravity") == "serious"; }), all);
        say("incident.closed",
            count(seen, [](const Record& incident) { return incident.date("closed_on").has_value(); }), all);
        clock(seen, "first_notice_at", "incident.noticed_in_time", "incident.not_noticed");
        clock(seen, "reported_at", "incident.reported_in_time", "incident.not_reported");
    }

    void sharing() {
        if (of(RecordKind::malware_sharing).empty()) return;
        // the newest of each agency
        std::map<std::string, const Record*> newest;
        for (const Record* each : in_year(RecordKind::malware_sharing)) {
            const Record*& known = newest[each->text("agency")];
            if (known == nullptr || known->text("date") < each->text("date")) known = each;
        }
        std::int64_t sharing = 0, machines = 0, infected = 0;
        for (const auto& [agency, record] : newest) {
            sharing += record->flag("shared") == true ? 1 : 0;
            machines += record->number("machines").value_or(0);
            infected += record->number("infected").value_or(0);
        }
        say("malware_sharing.agencies", sharing, agencies());
        say("malware_sharing.infected", infected, machines > 0 ? std::optional(machines) : std::nullopt);
    }

    void budget() {
        if (of(RecordKind::budget_line).empty()) return;
        List lines;
        std::copy_if(of(RecordKind::budget_line).begin(), of(RecordKind::budget_line).end(), std::back_inserter(lines),
                     [&](const Record* line) { return line->number("year") == year_; });
        std::int64_t planned = 0, spent = 0;
        for (const Record* line : lines) {
            planned += line->number("planned").value_or(0);
            spent += line->number("spent").value_or(0);
        }
        say("budget.lines", static_cast<std::int64_t>(lines.size()));
        say("budget.spent", spent, planned);
        say("budget.without_spent", count(lines, [](const Record& line) { return !line.number("spent"); }));
    }

    void layers() {
        if (of(RecordKind::four_layers).empty()) return;
        std::map<std::string, const Record*> newest;
        for (const Record* each : of(RecordKind::four_layers)) {
            const Record*& known = newest[each->text("agency")];
            if (known == nullptr || known->text("date") < each->text("date")) known = each;
        }
        const auto whole = std::count_if(newest.begin(), newest.end(), [](const auto& each) {
            const Record& record = *each.second;
            return !record.text("on_site").empty() && !record.text("monitor").empty() &&
                   !record.text("assessor").empty() && record.flag("shares_with_national") == true;
        });
        say("four_layers.whole", whole, agencies());
    }

    void readiness() {
        if (!of(RecordKind::response_plan).empty())
            say("response_plan.agencies", agencies_in(of(RecordKind::response_plan)), agencies());
        const List& members = of(RecordKind::team_member);
        if (!members.empty()) {
            say("team.posts", count(members, [&](const Record& member) {
                    const auto until = member.date("until");
                    return !until || as_of_ <= *until;
                }));
        }
    }

    void assessments() {
        if (!of(RecordKind::assessment).empty()) {
            const List done = in_year(RecordKind::assessment);
            say("assessment.independent",
                count(done,
                      [&](const Record& assessment) {
                          List own;
                          for (const Record* layers : of(RecordKind::four_layers)) {
                              if (layers->text("agency") == assessment.text("agency")) own.push_back(layers);
                          }
                          return independence_of(assessment, own).is == Independence::yes;
                      }),
                static_cast<std::int64_t>(done.size()));
        }
        if (!of(RecordKind::inspection).empty())
            say("inspection.done", static_cast<std::int64_t>(in_year(RecordKind::inspection).size()));
    }

    const model::Inventory& inventory_;
    std::span<const Duty> duties_;
    int year_;
    std::string agency_;
    base::Date as_of_;
    std::array<List, model::record_kind_names.size()> kinds_;
    std::vector<Figure> out_;
};

}  // namespace

std::vector<Figure> record_figures(const model::Inventory& inventory, std::span<const Record> records,
                                   std::span<const Duty> duties, int year, const std::string& agency,
                                   base::Date as_of) {
    return Figures(inventory, records, duties, year, agency, as_of).all();
}

}  // namespace attt::rules
