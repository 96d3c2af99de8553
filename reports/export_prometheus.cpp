#include <map>
#include <set>

#include "base/text.h"
#include "model/outcome.h"
#include "reports/exports.h"

namespace attt::reports {
namespace {

using Labels = std::vector<std::pair<std::string_view, std::string>>;

std::string label_value(std::string_view text) {
    std::string out;
    for (const char c : base::nfc(text)) {
        if (c == '\\' || c == '"') out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    }
    return out;
}

// A metric's samples stand together, after what it means.
class Page {
  public:
    void metric(const char* name, const char* help) {
        name_ = name;
        out_ += "# HELP " + name_ + " " + help + "\n# TYPE " + name_ + " gauge\n";
    }
    void sample(const Labels& labels, std::int64_t value) {
        out_ += name_;
        if (!labels.empty()) {
            out_ += '{';
            for (std::size_t i = 0; i < labels.size(); ++i)
                out_ += (i > 0 ? "," : "") + std::string(labels[i].first) + "=\"" + label_value(labels[i].second) + '"';
            out_ += '}';
        }
        out_ += " " + std::to_string(value) + "\n";
    }
    std::string text() { return std::move(out_); }

  private:
    std::string name_;
    std::string out_;
};

std::int64_t seconds_of(base::Time time) {
    return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

void add_counts(const Snapshot& snapshot, Page& page) {
    page.metric("attt_build_info", "The program that wrote this page.");
    page.sample({{"version", snapshot.program_version}, {"rules_hash", snapshot.rules_hash}}, 1);
    page.metric("attt_evaluation_timestamp_seconds", "When the verdicts were made.");
    page.sample({}, seconds_of(snapshot.made_at));
    page.metric("attt_subjects", "Subjects of the inventory that are not retired.");
    const model::Inventory& inventory = snapshot.inventory;
    page.sample({{"kind", "agency"}}, static_cast<std::int64_t>(inventory.agencies.size()));
    page.sample({{"kind", "system"}}, static_cast<std::int64_t>(inventory.systems.size()));
    page.sample({{"kind", "website"}}, static_cast<std::int64_t>(inventory.websites.size()));
    page.sample({{"kind", "computer"}}, static_cast<std::int64_t>(inventory.computers.size()));
}

void add_verdicts(const Snapshot& snapshot, Page& page) {
    std::map<std::pair<model::SubjectKind, model::Outcome>, std::int64_t> counts;
    for (std::size_t kind = 0; kind < model::subject_kind_names.size(); ++kind) {
        for (std::size_t outcome = 0; outcome < model::outcome_names.size(); ++outcome)
            counts[{static_cast<model::SubjectKind>(kind), static_cast<model::Outcome>(outcome)}] = 0;
    }
    for (const VerdictEntry& entry : snapshot.verdicts)
        ++counts[{entry.verdict.subject.kind, entry.verdict.outcome}];
    page.metric("attt_verdicts", "Verdicts by kind of subject and outcome; unknown is not pass.");
    for (const auto& [key, count] : counts)
        page.sample(
            {{"kind", std::string(model::name_of(key.first))}, {"outcome", std::string(model::name_of(key.second))}},
            count);
}

void add_findings(const Snapshot& snapshot, Page& page) {
    std::map<std::string, std::vector<std::int64_t>> open, overdue;  // by agency, then severity
    for (const model::Agency& agency : snapshot.inventory.agencies) {
        open[agency.id].resize(model::severity_names.size());
        overdue[agency.id].resize(model::severity_names.size());
    }
    for (const FindingEntry& entry : snapshot.findings) {
        if (!model::needs_work(entry.item.state)) continue;
        const auto severity = static_cast<std::size_t>(entry.item.finding.severity);
        for (auto* counts : {&open, &overdue})
            (*counts)[entry.agency].resize(model::severity_names.size());
        ++open[entry.agency][severity];
        overdue[entry.agency][severity] += entry.days_over > 0 ? 1 : 0;
    }
    const auto write = [&](const char* name, const char* help, const auto& counts) {
        page.metric(name, help);
        for (const auto& [agency, by_severity] : counts) {
            for (std::size_t i = 0; i < by_severity.size(); ++i)
                page.sample({{"agency", agency}, {"severity", std::string(model::severity_names[i])}}, by_severity[i]);
        }
    };
    write("attt_findings_open", "Findings that somebody must still do something about.", open);
    write("attt_findings_overdue", "Those of them whose day has passed.", overdue);
}

void add_targets(const Snapshot& snapshot, Page& page) {
    const auto write = [&](const char* name, const char* help, auto value) {
        page.metric(name, help);
        for (const TargetEntry& target : snapshot.targets) {
            if (target.measured.form == model::Form::recorded) continue;  // nothing is counted
            page.sample({{"target", target.id}, {"number", target.number}, {"year", std::to_string(target.year)}},
                        value(target.measured));
        }
    };
    write("attt_target_numerator", "Members that meet the target.",
          [](const model::Measurement& measured) { return measured.numerator; });
    write("attt_target_denominator", "Members of its population, unknown ones too.",
          [](const model::Measurement& measured) { return measured.denominator; });
    write("attt_target_unknown", "Members without a verdict: never in the numerator.",
          [](const model::Measurement& measured) { return measured.unknown; });
    write("attt_target_missing", "Members still missing to meet it.",
          [](const model::Measurement& measured) { return measured.missing; });
    page.metric("attt_target_outcome", "1 for the outcome that holds, 0 for the others.");
    for (const TargetEntry& target : snapshot.targets) {
        std::vector<std::string_view> names(model::target_outcome_names.begin(), model::target_outcome_names.end());
        names.push_back(model::undetermined);
        for (const std::string_view name : names)
            page.sample({{"target", target.id},
                         {"number", target.number},
                         {"year", std::to_string(target.year)},
                         {"outcome", std::string(name)}},
                        model::outcome_name(target.measured) == name ? 1 : 0);
    }
}

void add_websites(const Snapshot& snapshot, Page& page) {
    std::map<std::string, std::string> agencies;
    page.metric("attt_website_last_looked_at_timestamp_seconds", "When a site was last looked at.");
    for (const model::Website& website : snapshot.inventory.websites) {
        agencies[website.id] = website.agency;
        const auto seen = snapshot.seen.find(website.id);
        if (seen != snapshot.seen.end())
            page.sample({{"agency", website.agency}, {"website", website.id}}, seconds_of(seen->second));
    }
    page.metric("attt_certificate_not_after_timestamp_seconds", "When a certificate ends.");
    std::set<std::pair<std::string, std::string>> written;  // one sample for a set of labels
    for (const SeenCertificate& each : snapshot.certificates) {
        if (!written.emplace(each.website, each.endpoint).second) continue;
        page.sample({{"agency", agencies[each.website]}, {"website", each.website}, {"endpoint", each.endpoint}},
                    seconds_of(each.not_after));
    }
}

}  // namespace

std::string render_prometheus(const Snapshot& snapshot) {
    Page page;
    add_counts(snapshot, page);
    add_verdicts(snapshot, page);
    add_findings(snapshot, page);
    add_targets(snapshot, page);
    add_websites(snapshot, page);
    return page.text();
}

}  // namespace attt::reports
