// 300,000 findings with a year of history: how long listing, readiness and a sheet of 5,000 rows take.
//   findings_bench [FINDINGS]
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "app/drill.h"
#include "app/finding_sheet.h"
#include "base/files.h"
#include "remediation/settle.h"

namespace attt {
namespace {

constexpr int agencies = 35;
constexpr int rules_per_site = 30;

template <class T>
T must(base::Result<T> result) {
    if (!result) {
        fmt::print(stderr, "{}\n", base::debug_string(result.error()));
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

base::Time at(int day) {
    return *base::parse_rfc3339("2023-01-02T01:00:00Z") + std::chrono::days(day);
}

double processor_seconds(const rusage& usage) {
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

template <class Work>
auto timed(const char* what, Work work) {
    const auto begun = std::chrono::steady_clock::now();
    rusage before{};
    ::getrusage(RUSAGE_SELF, &before);
    auto out = work();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    fmt::print("{:<44} {:8.2f} s {:8.2f} s of the processor   {:6} MiB at most so far\n", what, took.count(),
               processor_seconds(usage) - processor_seconds(before), usage.ru_maxrss / 1024);
    std::fflush(stdout);
    return out;
}

std::string name(const char* kind, int number) {
    return kind + std::to_string(number);
}

class Bench {
  public:
    explicit Bench(int findings) : sites_(findings / rules_per_site) {
        std::string directory = (std::filesystem::temp_directory_path() / "attt-bench-XXXXXX").string();
        if (::mkdtemp(directory.data()) == nullptr) std::exit(1);
        workspace_.directory = directory;
        std::filesystem::create_directories(workspace_.directory / "rules");
        for (const char* file : {"due_days.toml", "readiness.toml"})
            std::filesystem::copy_file(std::filesystem::path(ATTT_SOURCE_DIR "/rules") / file,
                                       workspace_.directory / "rules" / file);
        store_.emplace(must(store::Store::create(workspace_.store_file(), {"bench", "bench"})));
    }
    ~Bench() { std::filesystem::remove_all(workspace_.directory); }
    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;

    void fill() {
        model::Inventory inventory;
        for (int i = 0; i < agencies; ++i)
            inventory.agencies.push_back(
                {name("a", i), name("Cơ quan ", i), "province", "department", "", {}, {}, "", i % 3, {}});
        for (int i = 0; i < sites_; ++i)
            inventory.websites.push_back({name("w", i), "https://w" + std::to_string(i) + ".example/",
                                          name("a", i % agencies), "", "", "in_use"});
        must(store_->import(inventory, {}, "bench", std::string(64, '0'), at(0)));
        // every month a twelfth of all is repaired, and what was repaired two months ago comes back
        for (int month = 0; month <= 12; ++month)
            evaluate(month);
    }

    void measure() {
        std::vector<base::Error> defects;
        const base::Time now = at(370);
        app::FindingQuery of_agency;
        of_agency.agency = "a7";
        fmt::print("rows: {}\n", timed("list the open findings of one agency", [&] {
                       return must(app::list_findings(workspace_, *store_, of_agency, now, defects)).rows.size();
                   }));
        app::FindingQuery overdue;
        overdue.overdue = true;
        overdue.severity = model::Severity::critical;
        fmt::print("rows: {}\n", timed("list the overdue critical findings of all", [&] {
                       return must(app::list_findings(workspace_, *store_, overdue, now, defects)).rows.size();
                   }));
        app::FindingQuery all;
        all.state = "all";
        fmt::print("rows: {}\n", timed("list all findings", [&] {
                       return must(app::list_findings(workspace_, *store_, all, now, defects)).rows.size();
                   }));
        must(app::plan_drill(workspace_, *store_, "d", *base::parse_date("2024-03-01"), {}, now, defects));
        const auto view = timed("readiness of all agencies",
                                [&] { return must(app::readiness(workspace_, *store_, "d", "", now, defects)); });
        fmt::print("blocking items: {}\n", view.now.items.size());
        timed("readiness of one agency",
              [&] { return must(app::readiness(workspace_, *store_, "d", "a0", now, defects)).now.items.size(); });
        apply(now);
        timed("check the store", [&] { return must(store_->check("")).problems.size(); });
    }

  private:
    void apply(base::Time now) {
        std::vector<base::Error> defects;
        app::FindingQuery query;
        for (const model::Finding& finding : must(store_->findings(now))) {
            if (finding.is_open() && query.ids.size() < 5000) query.ids.push_back(finding.id);
        }
        const auto texts = must(base::Catalogue::load(ATTT_SOURCE_DIR "/cli/messages", base::Language::vi));
        const auto table = must(app::list_findings(workspace_, *store_, query, now, defects));
        app::Sheet sheet = app::sheet_of(table, must(store_->newest_finding_event()), {}, texts);
        for (auto& cells : sheet.rows)
            cells[9] = "Phòng Quản trị";
        const std::string file = (workspace_.directory / "sheet.csv").string();
        must(base::write_file(file, app::to_csv(sheet)));
        const auto report = timed("apply a sheet of 5,000 edited rows", [&] {
            return must(app::apply_sheet(workspace_, *store_, file, {}, {"bench", "bench"}, now, texts, defects));
        });
        fmt::print("events: {}\n", report.events);
    }

    void evaluate(int month) {
        model::Changes changes;
        changes.at = at(30 * month);
        std::vector<model::FindingEvent> claims;
        for (int site = 0; site < sites_; ++site) {
            for (int rule = 0; rule < rules_per_site; ++rule)
                add(month, site, rule, changes, claims);
        }
        timed(("evaluation of month " + std::to_string(month)).c_str(), [&] {
            return must(store_->save_evaluation({0, changes.at, changes.at, "rules", std::nullopt}, {}, changes, {}))
                .id;
        });
        must(store_->add_finding_events(claims, "finding.claim", changes.at + std::chrono::hours(1)));
    }

    void add(int month, int site, int rule, model::Changes& changes, std::vector<model::FindingEvent>& claims) const {
        const model::FindingKey key{{model::SubjectKind::website, name("w", site)}, name("bench.rule-", rule), ""};
        const auto severity = static_cast<model::Severity>(rule % 5);
        const base::Value evidence = base::Object{{"facts", base::Object{{"seen", rule}}}};
        const int turn = (site + rule) % 12 + 1;
        if (month == 0) changes.opened.push_back({key, 1, severity, evidence, std::nullopt});
        if (month == turn) changes.closed.push_back({model::finding_id(key), key, 1, model::CloseKind::verified_fixed});
        if (month == turn + 2) changes.opened.push_back({key, 2, severity, evidence, std::nullopt});
        if (month + 1 == turn)
            claims.push_back(
                {0, model::finding_id(key), {}, model::EventKind::claimed, {}, {}, base::Object{{"reason", "done"}}});
    }

    int sites_;
    app::Workspace workspace_;
    std::optional<store::Store> store_;
};

}  // namespace
}  // namespace attt

int main(int argc, char** argv) {
    attt::Bench bench(argc > 1 ? std::atoi(argv[1]) : 300'000);
    bench.fill();
    bench.measure();
    return 0;
}
