#include "rules/duties.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "rules/attendance.h"
#include "rules/measure.h"

namespace attt::rules {
namespace {

using model::Record;
using model::RecordKind;
using model::SubjectKind;
using model::SubjectRef;

// The same day so many months later; the last day of the month where it has none.
base::Date months_after(base::Date date, int months) {
    const base::Date moved = date + std::chrono::months(months);
    return moved.ok() ? moved : base::Date(moved.year() / moved.month() / std::chrono::last);
}

// When a duty of this kind was done last for each subject: the newest record about it.
class LastDone {
  public:
    LastDone(std::span<const Record> records, base::Date today) {
        for (const Record& record : records) {
            auto on = record.counts_from();
            // a review renews the plan
            if (const auto reviewed = record.date("reviewed_on"); reviewed && on && *on < *reviewed) on = reviewed;
            if (!on || today < *on) continue;
            for (const SubjectRef& subject : subjects_of(record)) {
                auto& last = last_[{record.kind, subject}];
                if (!last.first || *last.first < *on) last = {on, record.id};
            }
        }
    }
    std::pair<std::optional<base::Date>, std::string> of(RecordKind kind, const SubjectRef& subject) const {
        const auto found = last_.find({kind, subject});
        return found == last_.end() ? std::pair<std::optional<base::Date>, std::string>() : found->second;
    }

  private:
    static std::vector<SubjectRef> subjects_of(const Record& record) {
        std::vector<SubjectRef> out;
        const std::string system = record.text("system");
        const std::string agency = record.text("agency");
        if (!system.empty()) out.push_back({SubjectKind::system, system});
        if (system.empty() && !agency.empty()) out.push_back({SubjectKind::agency, agency});
        for (const std::string& each : base::split(record.text("systems"), ';')) {
            const std::string id(base::trim(each));
            // only a live drill is one
            if (!id.empty() && record.flag("live").value_or(true)) out.push_back({SubjectKind::system, id});
        }
        return out;
    }
    std::map<std::pair<RecordKind, SubjectRef>, std::pair<std::optional<base::Date>, std::string>> last_;
};

class Collector {
  public:
    Collector(const model::Inventory& inventory, std::span<const Record> records, base::Time now, base::Date until)
        : inventory_(inventory),
          records_(records),
          now_(now),
          today_(base::local_date(now)),
          until_(until),
          last_(records, today_) {}

    void collect(const Duty& duty) {
        switch (duty.kind) {
            case DutyKind::yearly: return yearly(duty);
            case DutyKind::after: return after(duty);
            case DutyKind::clock: return clock(duty);
            case DutyKind::expiry: return expiry(duty);
        }
    }
    std::vector<Due> take() {
        std::stable_sort(out_.begin(), out_.end(), [](const Due& a, const Due& b) { return a.at < b.at; });
        return std::move(out_);
    }

  private:
    void yearly(const Duty& duty) {
        for (int year = static_cast<int>(today_.year()); year <= static_cast<int>(until_.year()); ++year) {
            for (const std::chrono::month_day day : duty.days) {
                // "before 20/6": the 19th is the last day
                const base::Date named = std::chrono::year(year) / day;
                if (!named.ok()) continue;
                const base::Date last = std::chrono::sys_days(named) - std::chrono::days(1);
                if (last < today_ || until_ < last || !is_in_force(duty, last)) continue;
                Due due;
                due.duty = &duty;
                due.at = base::end_of_day(last) - base::Duration(1);
                out_.push_back(due);
            }
        }
    }

    void add_after(const Duty& duty, const SubjectRef& subject, const std::string& agency) {
        const auto [last, record] = last_.of(duty.record, subject);
        Due due;
        due.duty = &duty;
        due.subject = subject;
        due.agency = agency;
        due.record = record;
        due.last = last;
        const base::Date on = last ? months_after(*last, duty.months) : today_;
        if (until_ < on) return;
        due.at = base::end_of_day(on) - base::Duration(1);
        due.state = !last ? DueState::never_done : (on < today_ ? DueState::overdue : DueState::due);
        out_.push_back(std::move(due));
    }

    void after(const Duty& duty) {
        if (!is_in_force(duty, today_)) return;
        if (!duty.of_systems) {
            for (const model::Agency& agency : inventory_.agencies) {
                const bool stands = !agency.valid_to || today_ <= *agency.valid_to;
                if (stands) add_after(duty, {SubjectKind::agency, agency.id}, agency.id);
            }
            return;
        }
        for (const model::InformationSystem& system : inventory_.systems) {
            const bool used = system.lifecycle == "in_use" || (system.lifecycle == "test" && system.real_data == true);
            const bool levelled =
                system.level && std::find(duty.levels.begin(), duty.levels.end(), *system.level) != duty.levels.end();
            if (used && levelled) add_after(duty, {SubjectKind::system, system.id}, system.agency);
        }
    }

    void clock(const Duty& duty) {
        for (const Record& record : records_) {
            const auto started = record.moment("detected_at");
            if (record.kind != RecordKind::incident || !started || now_ < *started) continue;
            if (!duty.gravity.empty() && record.text("gravity") != duty.gravity) continue;
            if (!is_in_force(duty, base::local_date(*started))) continue;
            Due due;
            due.duty = &duty;
            due.agency = record.text("agency");
            due.subject = SubjectRef{SubjectKind::agency, due.agency};
            due.record = record.id;
            due.whole_day = false;
            due.at = *started + std::chrono::hours(duty.hours);
            const auto stopped = record.moment(duty.field);
            if (stopped && *stopped <= now_) {
                const bool recent = now_ - *stopped < std::chrono::days(365);
                if (*stopped <= due.at || !recent) continue;
                due.done = stopped;
                due.state = DueState::done_late;
            } else {
                due.state = due.at < now_ ? DueState::overdue : DueState::due;
            }
            out_.push_back(std::move(due));
        }
    }

    void expiry(const Duty& duty) {
        for (const Record& record : records_) {
            const auto ends = record.date(duty.field);
            const auto begins = record.counts_from();
            if (record.kind != duty.record || !ends || until_ < *ends || (begins && today_ < *begins)) continue;
            if (is_renewed(record, *ends)) continue;
            Due due;
            due.duty = &duty;
            due.agency = record.text("agency");
            for (const auto& [field, kind] :
                 {std::pair("website", SubjectKind::website), std::pair("system", SubjectKind::system),
                  std::pair("agency", SubjectKind::agency)}) {
                if (!due.subject && !record.text(field).empty()) due.subject = SubjectRef{kind, record.text(field)};
            }
            if (due.agency.empty() && due.subject) due.agency = model::agency_of(inventory_, *due.subject);
            due.record = record.id;
            due.at = base::end_of_day(*ends) - base::Duration(1);
            due.state = *ends < today_ ? DueState::overdue : DueState::due;
            out_.push_back(std::move(due));
        }
    }

    // A later record about the same subject takes its place.
    bool is_renewed(const Record& record, base::Date ends) const {
        return std::any_of(records_.begin(), records_.end(), [&](const Record& other) {
            if (other.kind != record.kind || other.id == record.id) return false;
            for (const char* field : {"website", "system", "agency"}) {
                if (other.text(field) != record.text(field)) return false;
            }
            const auto from = other.counts_from();
            const auto until = other.date(record.kind == RecordKind::trust_label ? "valid_until" : "until");
            return from && *from <= today_ && (!until || ends < *until);
        });
    }

    const model::Inventory& inventory_;
    std::span<const Record> records_;
    base::Time now_;
    base::Date today_, until_;
    LastDone last_;
    std::vector<Due> out_;
};

std::string system_name(const model::Inventory& inventory, const std::string& id) {
    return model::display_name(inventory, {SubjectKind::system, id});
}

void remark_on_assessment(const Record& record, const model::Inventory& inventory,
                          const std::vector<const Record*>& layers, std::vector<Remark>& out) {
    const auto system = std::find_if(inventory.systems.begin(), inventory.systems.end(),
                                     [&](const auto& each) { return each.id == record.text("system"); });
    const std::string by = record.text("assessor_kind");
    const bool licensed = by == "licensed" && !record.text("licence").empty();
    constexpr int from_level = 3;
    if (system != inventory.systems.end() && system->level && *system->level >= from_level && !licensed &&
        by != "public_unit" && by != "designated") {
        out.push_back({record.kind,
                       record.id,
                       "remark.assessor_licence",
                       {{"system", system_name(inventory, system->id)},
                        {"level", std::to_string(*system->level)},
                        {"assessor", record.text("assessor")}}});
    }
    const Independent independent = independence_of(record, layers);
    if (independent.is == Independence::no && record.flag("independent") == true) {
        out.push_back({record.kind,
                       record.id,
                       "remark.not_independent",
                       {{"assessor", record.text("assessor")}, {"date", record.text("date")}}});
    }
}

void remark_on_training(const Record& training, const std::vector<const Record*>& attendances,
                        std::vector<Remark>& out) {
    const auto own = training.number("attended");
    const auto sum = sum_of_attendance(training, "attended", attendances);
    if (!own || !sum || *own == *sum) return;
    out.push_back({training.kind,
                   training.id,
                   "remark.attendance_differs",
                   {{"training", training.text("name")},
                    {"date", training.text("date")},
                    {"own", std::to_string(*own)},
                    {"sum", std::to_string(*sum)}}});
}

}  // namespace

bool is_in_force(const Duty& duty, base::Date on) {
    return (!duty.effective_from || *duty.effective_from <= on) && (!duty.effective_to || on <= *duty.effective_to);
}

std::vector<Due> due_items(std::span<const Duty> duties, const model::Inventory& inventory,
                           std::span<const Record> records, base::Time now, base::Date until) {
    Collector collector(inventory, records, now, until);
    for (const Duty& duty : duties)
        collector.collect(duty);
    return collector.take();
}

std::vector<Remark> remarks_on(const model::Inventory& inventory, std::span<const Record> records, base::Date as_of) {
    std::vector<Remark> out;
    std::map<std::string, std::vector<const Record*>> layers;
    for (const Record& record : records) {
        if (record.kind == RecordKind::four_layers) layers[record.text("agency")].push_back(&record);
    }
    std::vector<const Record*> attendances;
    for (const Record& record : records) {
        if (record.kind == RecordKind::attendance) attendances.push_back(&record);
    }
    for (const Record& record : records) {
        const auto from = record.counts_from();
        if (from && as_of < *from) continue;
        if (record.kind == RecordKind::training) remark_on_training(record, attendances, out);
        const std::string agency = model::display_name(inventory, {SubjectKind::agency, record.text("agency")});
        if (record.kind == RecordKind::assessment) {
            remark_on_assessment(record, inventory, layers[record.text("agency")], out);
        } else if (record.kind == RecordKind::four_layers) {
            const std::string monitor = record.text("monitor");
            if (!monitor.empty() && base::fold(monitor) == base::fold(record.text("assessor")))
                out.push_back(
                    {record.kind, record.id, "remark.same_supplier", {{"agency", agency}, {"supplier", monitor}}});
            for (const char* layer : {"on_site", "monitor", "assessor", "shares_with_national"}) {
                if (record.attributes[layer].is_null())
                    out.push_back({record.kind, record.id, std::string("remark.no_") + layer, {{"agency", agency}}});
            }
            if (record.flag("shares_with_national") == false)
                out.push_back({record.kind, record.id, "remark.no_shares_with_national", {{"agency", agency}}});
        }
    }
    return out;
}

}  // namespace attt::rules
