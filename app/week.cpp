#include "app/week.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "net/url.h"

namespace attt::app {
namespace {

using base::Catalogue;
using model::FindingState;

constexpr std::size_t most_tasks = 10;
constexpr int soon = 7;  // days

// Certificates as the newest look at each site saw them; of several addresses the one that ends first.
std::vector<EndingCertificate> certificates(const std::vector<model::Observation>& observations,
                                            const model::Inventory& inventory, base::Time at) {
    std::map<std::string, const model::Website*> sites;
    for (const model::Website& website : inventory.websites) {
        if (website.lifecycle == "in_use") sites[website.id] = &website;
    }
    std::map<std::string, EndingCertificate> out;
    for (const model::Observation& observation : observations) {
        if (observation.probe != "tls" || observation.status != model::Status::ok) continue;
        const auto site = sites.find(observation.subject.id);
        const base::Value* ends = observation.facts.at_path("certificate.not_after");
        if (site == sites.end() || ends == nullptr) continue;
        const auto time = base::parse_rfc3339(ends->string_or(""));
        if (!time) continue;
        const auto url = net::parse_url(site->second->url);
        EndingCertificate one{site->first, site->second->agency, url ? url->host : site->first, *time,
                              base::days_between(base::local_date(at), base::local_date(*time))};
        if (*time < at) one.days = std::min(one.days, -1);
        const auto [known, fresh] = out.emplace(site->first, one);
        if (!fresh && one.ends < known->second.ends) known->second = one;
    }
    std::vector<EndingCertificate> list;
    for (auto& [site, one] : out)
        list.push_back(std::move(one));
    std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.ends < b.ends; });
    return list;
}

void count(const FindingRow& row, base::Time at, AgencyWeek& week) {
    const model::Episode& newest = row.finding.episodes.back();
    const base::Time since = at - std::chrono::days(7);
    if (newest.close_kind == model::CloseKind::verified_fixed && newest.closed && *newest.closed >= since) ++week.fixed;
    if (!model::needs_work(row.state)) return;
    ++week.open[row.finding.severity];
    if (newest.opened >= since) ++week.fresh;
    if (!row.finding.unverified_reason.empty()) ++week.unverified;
    if (row.days_over > 0) {
        ++week.overdue;
        week.longest_overdue = std::max(week.longest_overdue, row.days_over);
    } else if (row.due && base::days_between(base::local_date(at), *row.due) <= soon) {
        ++week.due_soon;
    }
}

// The ten first things to do. Each stands on counts and the names of agencies: no host beside its weakness.
class Tasks {
  public:
    Tasks(const Week& week, const std::vector<FindingRow>& rows, const Catalogue& texts)
        : week_(week), rows_(rows), texts_(texts) {}

    std::vector<std::string> list() {
        waiting(WaitingKind::run, "week.task_run");
        waiting(WaitingKind::content, "week.task_content");
        certificates();
        by_agency("week.task_grave", [](const FindingRow& row) {
            return row.days_over > 0 && row.finding.severity <= model::Severity::high;
        });
        by_agency("week.task_regressed", [](const FindingRow& row) { return row.state == FindingState::regressed; });
        waiting(WaitingKind::objection, "week.task_objection");
        waiting(WaitingKind::waiver, "week.task_waiver");
        waiting(WaitingKind::claim, "week.task_claim");
        claims();
        waiting(WaitingKind::dossier, "week.task_dossier");
        by_agency("week.task_overdue", [](const FindingRow& row) {
            return row.days_over > 0 && row.finding.severity > model::Severity::high;
        });
        due_soon();
        const base::Time since = week_.at - std::chrono::days(7);
        by_agency("week.task_fresh", [since](const FindingRow& row) {
            return model::needs_work(row.state) && row.finding.episodes.back().opened >= since;
        });
        waiting(WaitingKind::computer, "week.task_computer");
        if (out_.size() > most_tasks) out_.resize(most_tasks);
        return std::move(out_);
    }

  private:
    void add(const char* message, base::MessageArguments arguments) { out_.push_back(texts_.text(message, arguments)); }

    void waiting(WaitingKind kind, const char* message) {
        const auto number = std::count_if(week_.waiting.begin(), week_.waiting.end(),
                                          [&](const WaitingItem& item) { return item.kind == kind; });
        if (number > 0) add(message, {{"count", std::to_string(number)}});
    }

    void certificates() {
        std::size_t ended = 0, ending = 0;
        std::string agencies;
        for (const AgencyWeek& agency : week_.agencies) {
            const auto near = static_cast<std::size_t>(
                std::count_if(agency.certificates.begin(), agency.certificates.end(),
                              [](const EndingCertificate& each) { return each.days <= soon; }));
            if (near + agency.ended == 0) continue;
            ended += agency.ended;
            ending += near;
            agencies += (agencies.empty() ? "" : "; ") + agency.name;
        }
        if (ended + ending == 0) return;
        add("week.task_certificates",
            {{"ended", std::to_string(ended)}, {"ending", std::to_string(ending)}, {"agencies", agencies}});
    }

    // One task an agency, the one with most first.
    template <class Which>
    void by_agency(const char* message, Which which) {
        struct Sum {
            std::string agency;
            std::size_t count = 0;
            int longest = 0;
        };
        std::map<std::string, Sum> sums;
        for (const FindingRow& row : rows_) {
            if (!which(row)) continue;
            Sum& sum = sums[row.place.agency];
            sum.agency = row.place.agency;
            ++sum.count;
            sum.longest = std::max(sum.longest, row.days_over);
        }
        std::vector<Sum> list;
        for (auto& [agency, sum] : sums)
            list.push_back(sum);
        std::sort(list.begin(), list.end(), [](const Sum& a, const Sum& b) {
            return std::tie(b.count, b.longest, a.agency) < std::tie(a.count, a.longest, b.agency);
        });
        for (const Sum& sum : list)
            add(message, {{"agency", name_of_agency(sum.agency)},
                          {"count", std::to_string(sum.count)},
                          {"days", std::to_string(sum.longest)}});
    }

    void claims() {
        const auto number = std::count_if(
            rows_.begin(), rows_.end(), [](const FindingRow& row) { return row.state == FindingState::claimed_fixed; });
        if (number > 0) add("week.task_verify", {{"count", std::to_string(number)}});
    }

    void due_soon() {
        for (const AgencyWeek& agency : week_.agencies) {
            if (agency.due_soon > 0)
                add("week.task_due", {{"agency", agency.name}, {"count", std::to_string(agency.due_soon)}});
        }
    }

    std::string name_of_agency(const std::string& id) const {
        for (const AgencyWeek& agency : week_.agencies) {
            if (agency.agency == id) return agency.name;
        }
        return id;
    }

    const Week& week_;
    const std::vector<FindingRow>& rows_;
    const Catalogue& texts_;
    std::vector<std::string> out_;
};

}  // namespace

std::optional<int> EndingCertificate::step() const {
    if (days < 0) return std::nullopt;
    std::optional<int> out;
    for (const int step : certificate_days) {
        if (days <= step) out = step;
    }
    return out;
}

std::string EndingCertificate::told_as() const {
    return "certificate/" + site + "/" + base::to_rfc3339(ends) + "/" + std::to_string(step().value_or(0));
}

std::size_t AgencyWeek::open_in_all() const {
    std::size_t out = 0;
    for (const auto& [severity, number] : open)
        out += number;
    return out;
}

base::Result<Week> week_of(const Workspace& workspace, store::Store& store, const rules::RuleSet& rules,
                           const LevelData& data, base::Time at, const Catalogue& texts,
                           std::vector<base::Error>& defects) {
    Week out;
    out.at = at;
    FindingQuery all;
    all.state = "all";
    auto table = list_findings(workspace, store, all, at, defects);
    if (!table) return tl::unexpected(table.error());
    auto observations = store.latest_observations(at);
    if (!observations) return tl::unexpected(observations.error());
    auto ground = waiting_ground(workspace, store, data, at, defects);
    if (!ground) return tl::unexpected(ground.error());
    out.waiting = what_waits(*ground, rules, texts, "");

    std::map<std::string, AgencyWeek> agencies;
    for (const auto& [subject, place] : places_of(table->inventory)) {
        if (subject.kind != model::SubjectKind::agency && !place.agency.empty()) agencies[place.agency];
    }
    for (const FindingRow& row : table->rows) {
        if (!row.place.agency.empty()) count(row, at, agencies[row.place.agency]);
    }
    for (EndingCertificate& certificate : certificates(*observations, table->inventory, at)) {
        AgencyWeek& agency = agencies[certificate.agency];
        if (certificate.days < 0)
            ++agency.ended;
        else if (certificate.step())
            agency.certificates.push_back(std::move(certificate));
    }
    for (auto& [id, agency] : agencies) {
        agency.agency = id;
        agency.name = model::display_name(table->inventory, {model::SubjectKind::agency, id});
        out.agencies.push_back(std::move(agency));
    }
    std::stable_sort(out.agencies.begin(), out.agencies.end(),
                     [](const auto& a, const auto& b) { return base::less_vietnamese(a.name, b.name); });
    out.tasks = Tasks(out, table->rows, texts).list();
    return out;
}

reports::OfficePage week_page(const Week& week, const Workspace& workspace, const Catalogue& texts) {
    reports::OfficePage page;
    const Office* office = workspace.config.office_on(base::local_date(week.at));
    page.office = office != nullptr ? office->name : "";
    page.title = texts.text("week.title");
    page.made = base::show_time(week.at);
    reports::OfficePage::Section tasks;
    tasks.items = week.tasks;
    if (week.tasks.empty()) tasks.sentences.push_back(texts.text("week.nothing"));
    page.sections.push_back(std::move(tasks));
    reports::OfficePage::Section agencies;
    agencies.heading = texts.text("week.agencies");
    agencies.columns = {texts.text("week.col_agency"), texts.text("week.col_open"),
                        texts.text("week.col_grave"),  texts.text("week.col_fresh"),
                        texts.text("week.col_fixed"),  texts.text("week.col_overdue"),
                        texts.text("week.col_due"),    texts.text("week.col_certificates")};
    for (const AgencyWeek& agency : week.agencies) {
        const auto open = [&](model::Severity severity) {
            const auto found = agency.open.find(severity);
            return found == agency.open.end() ? std::size_t{0} : found->second;
        };
        agencies.rows.push_back({agency.name, std::to_string(agency.open_in_all()),
                                 std::to_string(open(model::Severity::critical) + open(model::Severity::high)),
                                 std::to_string(agency.fresh), std::to_string(agency.fixed),
                                 std::to_string(agency.overdue), std::to_string(agency.due_soon),
                                 std::to_string(agency.certificates.size())});
    }
    page.sections.push_back(std::move(agencies));
    page.foot = texts.text("week.foot");
    return page;
}

}  // namespace attt::app
