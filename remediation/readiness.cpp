#include "remediation/readiness.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/toml.h"

namespace attt::remediation {
namespace {

using model::SubjectKind;
using model::SubjectRef;

class Assessor {
  public:
    Assessor(const model::Inventory& inventory, const std::vector<std::string>& agencies, const ReadinessPolicy& policy,
             const Protection& antivirus, base::Date day)
        : inventory_(inventory),
          wanted_(agencies.begin(), agencies.end()),
          policy_(policy),
          antivirus_(antivirus),
          day_(day) {
        for (std::size_t i = 0; i < readiness_part_names.size(); ++i)
            out_.scores.push_back({static_cast<ReadinessPart>(i), policy.points[i], 0, 0, 0});
    }

    void look_at(const ReadinessFinding& found) {
        if (!in_scope(found.agency)) return;
        count(ReadinessPart::in_time, found.days_over == 0);
        BlockingItem item{found.agency, found.finding->key.subject, found.finding->id, {}, false};
        const bool grave = blocks(found.finding->severity);
        if (grave) {
            blocked_.insert(found.finding->key.subject);
            item.reasons.push_back(BlockReason::severity);
        }
        if (found.days_over > 0) item.reasons.push_back(BlockReason::overdue);
        if (grave && found.internet_facing) item.reasons.push_back(BlockReason::internet_facing);
        if (grave && found.level.value_or(0) >= 3) item.reasons.push_back(BlockReason::level_3);
        if (!item.reasons.empty()) out_.items.push_back(std::move(item));
    }

    // After all findings: sites pass their faults to the system that they belong to.
    void look_at_inventory() {
        std::set<std::string> faulty_systems;
        for (const model::Website& website : inventory_.websites) {
            if (!in_scope(website.agency) || website.lifecycle == "retired") continue;
            const bool clean = !blocked_.contains({SubjectKind::website, website.id});
            count(ReadinessPart::no_blocking, clean);
            if (!clean) faulty_systems.insert(website.system);
        }
        for (const model::InformationSystem& system : inventory_.systems) {
            if (in_scope(system.agency) && system.lifecycle != "retired") look_at(system, faulty_systems);
        }
        for (const model::Agency& agency : inventory_.agencies) {
            if (!in_scope(agency.id)) continue;
            const bool has_officer = model::security_officers_on(agency, day_) > 0;
            count(ReadinessPart::security_officer, has_officer);
            if (!has_officer)
                lack(agency.id, {SubjectKind::agency, agency.id}, BlockReason::no_security_officer, false);
        }
        for (const model::Computer& computer : inventory_.computers) {
            if (!in_scope(computer.agency) || computer.lifecycle == "retired") continue;
            const auto judged = antivirus_.find(computer.id);
            stated(ReadinessPart::antivirus, judged == antivirus_.end() ? computer.antivirus_installed : judged->second,
                   computer.agency, {SubjectKind::computer, computer.id}, BlockReason::no_antivirus);
        }
    }

    Readiness result() { return std::move(out_); }

  private:
    bool in_scope(const std::string& agency) const { return wanted_.empty() || wanted_.contains(agency); }
    bool blocks(model::Severity severity) const {
        return std::find(policy_.blocking.begin(), policy_.blocking.end(), severity) != policy_.blocking.end();
    }

    void look_at(const model::InformationSystem& system, const std::set<std::string>& faulty_systems) {
        const SubjectRef subject{SubjectKind::system, system.id};
        const bool clean = !blocked_.contains(subject);
        count(ReadinessPart::no_blocking, clean);
        if (system.level.value_or(0) >= 3) count(ReadinessPart::level_3, clean && !faulty_systems.contains(system.id));
        stated(ReadinessPart::monitoring, system.monitored_24_7, system.agency, subject, BlockReason::no_monitoring);
    }

    ReadinessScore& score(ReadinessPart part) { return out_.scores[static_cast<std::size_t>(part)]; }

    void count(ReadinessPart part, bool meets) {
        score(part).total += 1;
        score(part).meeting += meets ? 1 : 0;
    }

    void stated(ReadinessPart part, std::optional<bool> value, const std::string& agency, const SubjectRef& subject,
                BlockReason reason) {
        count(part, value.value_or(false));
        score(part).unknown += value ? 0 : 1;
        if (!value.value_or(false)) lack(agency, subject, reason, !value);
    }

    void lack(const std::string& agency, const SubjectRef& subject, BlockReason reason, bool unknown) {
        out_.items.push_back({agency, subject, {}, {reason}, unknown});
    }

    const model::Inventory& inventory_;
    std::set<std::string> wanted_;
    const ReadinessPolicy& policy_;
    const Protection& antivirus_;
    base::Date day_;
    std::set<SubjectRef> blocked_;
    Readiness out_;
};

void read(const base::TomlDocument& document, LoadedReadinessPolicy& into) {
    base::TomlTable root(document, into.defects);
    for (const std::string& name : root.strings("blocking").value_or(std::vector<std::string>())) {
        if (const auto severity = model::severity_of(name))
            into.policy.blocking.push_back(*severity);
        else
            root.defect("blocking", "readiness.bad_severity", {{"value", name}});
    }
    into.policy.antivirus_rule = root.required_string("antivirus_rule");
    if (auto points = root.table("points")) {
        for (std::size_t i = 0; i < readiness_part_names.size(); ++i) {
            const std::int64_t value = points->integer(readiness_part_names[i]).value_or(0);
            if (value < 0 || value > 1000)
                points->defect(readiness_part_names[i], "readiness.bad_points",
                               {{"key", std::string(readiness_part_names[i])}});
            else
                into.policy.points[i] = static_cast<int>(value);
        }
        points->refuse_unknown();
    }
    root.refuse_unknown();
}

}  // namespace

LoadedReadinessPolicy load_readiness_policy(const std::vector<std::string>& directories) {
    LoadedReadinessPolicy out;
    for (auto directory = directories.rbegin(); directory != directories.rend(); ++directory) {
        const std::filesystem::path file = std::filesystem::path(*directory) / "readiness.toml";
        std::error_code ignored;
        if (!std::filesystem::exists(file, ignored)) continue;
        auto document = base::read_toml(file.string());
        if (!document)
            out.defects.push_back(document.error());
        else
            read(*document, out);
        return out;
    }
    return out;
}

std::int64_t Readiness::tenths() const {
    std::int64_t out = 0;
    for (const ReadinessScore& score : scores)
        out += score.tenths();
    return out;
}

int Readiness::possible() const {
    int out = 0;
    for (const ReadinessScore& score : scores)
        out += score.total == 0 ? 0 : score.points;
    return out;
}

Readiness assess_readiness(const model::Inventory& inventory, const std::vector<ReadinessFinding>& findings,
                           const std::vector<std::string>& agencies, const ReadinessPolicy& policy,
                           const Protection& antivirus, base::Date day) {
    std::vector<ReadinessFinding> sorted = findings;
    std::sort(sorted.begin(), sorted.end(), [](const ReadinessFinding& a, const ReadinessFinding& b) {
        return a.finding->severity != b.finding->severity ? a.finding->severity < b.finding->severity
                                                          : a.finding->key < b.finding->key;
    });
    Assessor assessor(inventory, agencies, policy, antivirus, day);
    for (const ReadinessFinding& finding : sorted)
        assessor.look_at(finding);
    assessor.look_at_inventory();
    return assessor.result();
}

std::int64_t open_blocking_at(const std::vector<ReadinessFinding>& ever, const ReadinessPolicy& policy, base::Time at) {
    return std::count_if(ever.begin(), ever.end(), [&](const ReadinessFinding& each) {
        const auto& blocking = policy.blocking;
        if (std::find(blocking.begin(), blocking.end(), each.finding->severity) == blocking.end()) return false;
        return std::any_of(each.finding->episodes.begin(), each.finding->episodes.end(),
                           [&](const model::Episode& e) { return e.opened <= at && (!e.closed || *e.closed > at); });
    });
}

}  // namespace attt::remediation
