#include "app/history.h"

#include <map>
#include <set>

namespace attt::app {
namespace {

// The names that a site linked to when it was seen first: those are its own affair.
std::vector<std::string> names_in(const base::Value& content) {
    std::set<std::string> out;
    for (const char* fact : {"outbound_names", "front_names"}) {
        for (std::string& name : base::strings_of(content[fact]))
            out.insert(std::move(name));
    }
    return {out.begin(), out.end()};
}

model::Observation before(const store::Store::Earlier& earlier) {
    model::Observation out;
    out.subject = earlier.subject;
    out.probe = "content_before";
    out.observed_at = earlier.previous_seen;
    base::Object facts{{"known_names", names_in(earlier.first)}};
    for (const char* fact : {"title", "text_sketch", "structure_sketch"})
        facts.set(fact, earlier.previous[fact]);
    out.facts = std::move(facts);
    return out;
}

// Of a few subjects one by one, of more in one sweep over all.
base::Result<std::vector<store::Store::Earlier>> earlier_of(store::Store& store, base::Time as_of,
                                                            const ObservationsBySubject& gathered) {
    constexpr std::size_t few = 100;
    if (gathered.size() > few) return store.earlier_facts("content", as_of);
    std::vector<store::Store::Earlier> out;
    for (const auto& [subject, observations] : gathered) {
        auto earlier = store.earlier_facts("content", as_of, subject);
        if (!earlier) return earlier;
        std::move(earlier->begin(), earlier->end(), std::back_inserter(out));
    }
    return out;
}

constexpr base::Date no_end{std::chrono::year(9999), std::chrono::December, std::chrono::day(31)};

// By website: the last day of the label that is valid longest; the farthest day where none is said.
std::map<std::string, base::Date> labels_on(const std::vector<model::Record>& records, base::Date date) {
    std::map<std::string, base::Date> out;
    for (const model::Record& record : records) {
        if (record.kind != model::RecordKind::trust_label) continue;
        const auto from = record.counts_from();
        const base::Date until = record.date("valid_until").value_or(no_end);
        if ((from && *from > date) || until < date) continue;
        const auto [at, added] = out.emplace(record.text("website"), until);
        if (!added) at->second = std::max(at->second, until);
    }
    return out;
}

}  // namespace

base::Result<void> add_site_history(store::Store& store, base::Time as_of, base::Time known,
                                    ObservationsBySubject& gathered) {
    auto earlier = earlier_of(store, as_of, gathered);
    if (!earlier) return tl::unexpected(earlier.error());
    for (const store::Store::Earlier& each : *earlier) {
        if (const auto found = gathered.find(each.subject); found != gathered.end())
            found->second.push_back(before(each));
    }
    auto records = store.records(known);
    if (!records) return tl::unexpected(records.error());
    const auto labels = labels_on(*records, base::local_date(as_of));
    for (auto& [subject, observations] : gathered) {
        if (subject.kind != model::SubjectKind::website) continue;
        const auto label = labels.find(subject.id);
        model::Observation record;
        record.subject = subject;
        record.probe = "label";
        record.observed_at = as_of;
        base::Object facts{{"recorded", label != labels.end()}};
        if (label != labels.end() && label->second != no_end)
            facts.set("valid_until", base::to_iso_date(label->second));
        record.facts = std::move(facts);
        observations.push_back(std::move(record));
    }
    return {};
}

}  // namespace attt::app
