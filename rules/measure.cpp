#include "rules/measure.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "rules/attendance.h"
#include "rules/conditions.h"
#include "rules/judge_target.h"
#include "rules/recorded_value.h"

namespace attt::rules {
namespace {

using model::Form;
using model::Measurement;
using model::Member;
using model::Share;

template <class Records>
void add_candidates(const Records& records, model::SubjectKind kind, std::vector<Candidate>& out) {
    out.reserve(records.size());
    for (const auto& record : records)
        out.push_back({{kind, record.id}, record.agency, model::to_value(record)});
}

std::vector<Candidate> candidates_of(const model::Inventory& inventory, model::SubjectKind kind) {
    std::vector<Candidate> out;
    switch (kind) {
        case model::SubjectKind::agency:
            for (const model::Agency& agency : inventory.agencies)
                out.push_back({{kind, agency.id}, agency.id, model::to_value(agency)});
            break;
        case model::SubjectKind::system: add_candidates(inventory.systems, kind, out); break;
        case model::SubjectKind::website: add_candidates(inventory.websites, kind, out); break;
        case model::SubjectKind::computer: add_candidates(inventory.computers, kind, out); break;
    }
    return out;
}

// Why a candidate does not count at all; empty when it does.
std::string exclusion_of(const Candidate& candidate, const Target& target, base::Date as_of) {
    const base::Value& attributes = candidate.attributes;
    if (attributes["lifecycle"].string_or("") == "retired") return "retired";
    if (candidate.subject.kind == model::SubjectKind::agency) {
        // ISO dates are in the order of their text
        const std::string today = base::to_iso_date(as_of);
        const std::string to = attributes["valid_to"].string_or("");
        if (!to.empty() && to < today) return "agency_ended: " + to;
        const std::string from = attributes["valid_from"].string_or("");
        if (!from.empty() && today < from) return "agency_not_begun: " + from;
    }
    for (const auto& [field, allowed] : target.where) {
        const std::string value = attribute_text(attributes[field]);
        if (std::find(allowed.begin(), allowed.end(), value) == allowed.end())
            return "excluded: " + field + " " + value;
    }
    return {};
}

// The worst that a condition allows: one that fails outweighs one that nobody knows.
Share worse(Share a, Share b) {
    constexpr std::array order = {Share::excluded, Share::not_counted, Share::unknown, Share::counted};
    for (const Share each : order) {
        if (a == each || b == each) return each;
    }
    return Share::unknown;
}

Member member_of(const Candidate& candidate, const Target& target, const Evidence& evidence) {
    Member member;
    member.subject = candidate.subject;
    member.agency = candidate.agency;
    member.reason = exclusion_of(candidate, target, evidence.records.as_of());
    if (!member.reason.empty()) {
        member.share = Share::excluded;
        return member;
    }
    member.share = Share::counted;
    for (const Condition& condition : target.conditions)
        member.share = worse(member.share, weigh(condition, candidate, evidence, member));
    return member;
}

template <class Counts>
void add_to(Counts& counts, const Member& member) {
    counts.numerator += member.share == Share::counted ? member.weight : 0;
    counts.unknown += member.share == Share::unknown ? 1 : 0;
    counts.excluded += member.share == Share::excluded ? 1 : 0;
    counts.denominator += member.share == Share::excluded ? 0 : 1;
}

void count_members(Measurement& measurement) {
    for (const Member& member : measurement.members) {
        add_to(measurement, member);
        for (model::Part& part : measurement.parts) {
            if (part.population == member.part) add_to(part, member);
        }
    }
}

void judge(const Target& target, Measurement& measurement) {
    switch (measurement.form) {
        case Form::share: return judge_share(target, measurement);
        case Form::every: return judge_every(measurement);
        case Form::parts: return judge_parts(target, measurement);
        case Form::count: return judge_count(target, measurement);
        case Form::recorded: return;
    }
}

}  // namespace

class Measuring::Index {
  public:
    explicit Index(const World& world) : world_(world), records_(world.records, world.as_of) {
        for (const Population& population : world.targets.populations)
            members_[population.id].insert(population.agencies.begin(), population.agencies.end());
        for (const model::Verdict& verdict : world.verdicts)
            verdicts_[verdict.rule][verdict.subject.id].push_back(&verdict);
    }

    Measurement measure(const Target& target, const std::string& agency) const {
        Measurement out;
        out.target = target.id;
        out.agency = agency;
        out.as_of = world_.as_of;
        out.form = target.form();
        if (agency.empty() && target.published && target.published->date <= world_.as_of) {
            out.published = target.published->quantity;
            out.published_outcome = outcome_of(target, *out.published);
        }
        switch (out.form) {
            case Form::recorded: recorded_value(target, agency, world_, records_, out); break;
            case Form::count: count_records(target, agency, out); break;
            default: measure_members(target, agency, out); break;
        }
        return out;
    }

  private:
    const std::vector<Candidate>& candidates(model::SubjectKind kind) const {
        auto& known = candidates_[static_cast<std::size_t>(kind)];
        if (!known) known = candidates_of(world_.inventory, kind);
        return *known;
    }

    void measure_members(const Target& target, const std::string& agency, Measurement& out) const {
        std::vector<const std::unordered_set<std::string>*> populations;
        for (const std::string& id : target.populations) {
            const auto found = members_.find(id);
            // a population that nobody has defined is not everybody
            if (found == members_.end()) return;
            populations.push_back(&found->second);
            if (out.form == Form::parts) out.parts.push_back({id});
        }
        const Evidence evidence{records_, verdicts_, target.year};
        for (const Candidate& candidate : candidates(*target.subject)) {
            if (!agency.empty() && candidate.agency != agency) continue;
            const auto in = std::find_if(populations.begin(), populations.end(),
                                         [&](const auto* set) { return set->contains(candidate.agency); });
            if (!populations.empty() && in == populations.end()) continue;
            out.members.push_back(member_of(candidate, target, evidence));
            if (out.form == Form::parts)
                out.members.back().part = target.populations[static_cast<std::size_t>(in - populations.begin())];
        }
        count_members(out);
        // a third of one agency is nothing
        if (out.form != Form::parts || agency.empty()) judge(target, out);
    }

    void count_records(const Target& target, const std::string& agency, Measurement& out) const {
        const Condition& condition = target.count->condition;
        for (const model::Record* record : records_.of(*condition.record)) {
            Member member;
            member.subject = {model::SubjectKind::agency, record->text("agency")};
            member.agency = member.subject.id;
            member.records.push_back({std::string(name_of(record->kind)), record->id});
            if (!agency.empty() && member.agency != agency) continue;
            bool unsure = false;
            member.reason = objection(condition, *record, records_, target.year, unsure);
            member.share = member.reason.empty() ? Share::counted : (unsure ? Share::unknown : Share::not_counted);
            if (!target.count->sum.empty()) {
                const auto summand = number_of(*record, target.count->sum, records_.of(model::RecordKind::attendance));
                member.weight = summand.value_or(0);
                if (member.share == Share::counted && !summand) {
                    member.share = Share::unknown;
                    member.reason = "record_lacks: " + target.count->sum;
                }
            }
            out.members.push_back(std::move(member));
        }
        count_members(out);
        // a register that nobody keeps says nothing, and one agency's records do not meet the province's target
        if (agency.empty() && !records_.of(*condition.record).empty()) judge(target, out);
    }

    World world_;
    RecordIndex records_;
    VerdictIndex verdicts_;
    std::map<std::string, std::unordered_set<std::string>> members_;
    mutable std::array<std::optional<std::vector<Candidate>>, model::subject_kind_names.size()> candidates_;
};

Measuring::Measuring(const World& world) : index_(std::make_unique<Index>(world)) {}
Measuring::Measuring(Measuring&&) noexcept = default;
Measuring::~Measuring() = default;

Measurement Measuring::measure(const Target& target, const std::string& agency) const {
    return index_->measure(target, agency);
}

std::map<std::string, Measurement> by_agency(const Target& target, const Measurement& whole) {
    std::map<std::string, Measurement> out;
    if (whole.form == Form::recorded) return out;
    for (const Member& member : whole.members) {
        if (member.agency.empty()) continue;
        Measurement& own = out[member.agency];
        own.members.push_back(member);
    }
    for (auto& [agency, own] : out) {
        own.target = whole.target;
        own.agency = agency;
        own.as_of = whole.as_of;
        own.form = whole.form;
        count_members(own);
        if (own.form == Form::share || own.form == Form::every) judge(target, own);
    }
    return out;
}

Measurement measure(const Target& target, const Population* population, const model::Inventory& inventory,
                    std::span<const model::Verdict> verdicts, const std::string& agency, base::Date as_of) {
    LoadedTargets targets;
    if (population != nullptr) targets.populations.push_back(*population);
    return Measuring({inventory, verdicts, {}, targets, as_of}).measure(target, agency);
}

}  // namespace attt::rules
