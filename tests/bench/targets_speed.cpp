// Time and memory of every target of both plans over a large province in a store: targets_speed [agencies] [systems]
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "app/targets.h"
#include "base/files.h"

namespace {

using namespace attt;

template <class T>
T must(base::Result<T> result) {
    if (!result) {
        fmt::print(stderr, "{}\n", base::debug_string(result.error()));
        std::exit(3);
    }
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

model::Inventory province(int agencies, int systems, std::mt19937& random) {
    model::Inventory out;
    for (int i = 0; i < agencies; ++i) {
        model::Agency agency;
        agency.id = fmt::format("a{:05}", i);
        agency.name = fmt::format("Cơ quan {}", i);
        agency.tier = i % 3 == 0 ? "province" : "district";
        agency.kind = i % 3 == 0 ? "department" : "people_committee";
        agency.security_officers = i % 7 == 0 ? 0 : 1;
        out.agencies.push_back(agency);
    }
    constexpr std::array kinds = {"lan", "shared", "specialised", "portal"};
    constexpr std::array states = {"none", "draft", "submitted", "appraised", "approved", "approved"};
    for (int i = 0; i < systems; ++i) {
        model::InformationSystem system;
        system.id = fmt::format("s{:06}", i);
        system.name = fmt::format("Hệ thống thông tin số {}", i);
        system.agency = fmt::format("a{:05}", i % agencies);
        system.kind = kinds[random() % kinds.size()];
        system.level = static_cast<int>(1 + random() % 4);
        system.dossier_state = states[random() % states.size()];
        out.systems.push_back(system);
    }
    return out;
}

std::vector<model::Record> records_of(const model::Inventory& inventory) {
    std::vector<model::Record> out;
    const auto add = [&](model::RecordKind kind, base::Object attributes) {
        model::Record record;
        record.kind = kind;
        record.attributes = std::move(attributes);
        record.id = model::identity_of(kind, record.attributes);
        out.push_back(std::move(record));
    };
    for (std::size_t i = 0; i < inventory.systems.size(); i += 4) {
        const std::string& id = inventory.systems[i].id;
        add(model::RecordKind::assessment,
            {{"system", id}, {"date", "2023-05-01"}, {"assessor", "Trung tâm A"}, {"independent", true}});
        add(model::RecordKind::monitoring,
            {{"system", id}, {"from", "2022-01-01"}, {"provider", "Đơn vị B"}, {"round_the_clock", true}});
        add(model::RecordKind::system_state, {{"system", id}, {"date", "2023-05-20"}, {"implementation", "full"}});
    }
    for (std::size_t i = 0; i < inventory.agencies.size(); i += 2) {
        add(model::RecordKind::assessment, {{"agency", inventory.agencies[i].id},
                                            {"date", "2023-10-01"},
                                            {"assessor", "Trung tâm A"},
                                            {"independent", true}});
    }
    return out;
}

// The way of every third dossier up to its approval, and a self-assessment of every tenth system.
std::vector<model::DossierEvent> events_of(const model::Inventory& inventory) {
    std::vector<model::DossierEvent> out;
    for (std::size_t i = 0; i < inventory.systems.size(); i += 3) {
        for (const auto& [kind, on] : {std::pair(model::DossierEventKind::drafted, "2023-01-10"),
                                       std::pair(model::DossierEventKind::submitted, "2023-02-10"),
                                       std::pair(model::DossierEventKind::approved, "2023-03-10")}) {
            model::DossierEvent event;
            event.system = inventory.systems[i].id;
            event.kind = kind;
            event.on = *base::parse_date(on);
            event.level = inventory.systems[i].level;
            out.push_back(std::move(event));
        }
    }
    return out;
}

std::vector<model::ControlAssessment> assessments_of(const model::Inventory& inventory, const app::LevelData& levels) {
    std::vector<model::ControlAssessment> out;
    const rules::ControlCatalogue& catalogue = *levels.controls.of_regime("2016");
    for (std::size_t i = 0; i < inventory.systems.size(); i += 10) {
        for (const rules::Control* control : catalogue.of_level(*inventory.systems[i].level)) {
            model::ControlAssessment assessment;
            assessment.system = inventory.systems[i].id;
            assessment.control = control->id;
            assessment.result = model::ControlResult::met;
            assessment.assessed_on = *base::parse_date("2023-05-01");
            assessment.assessor = "Trưởng phòng";
            out.push_back(std::move(assessment));
        }
    }
    return out;
}

std::string populations_of(const model::Inventory& inventory) {
    std::string departments, districts;
    for (const model::Agency& agency : inventory.agencies)
        (agency.kind == "department" ? departments : districts) += "\"" + agency.id + "\", ";
    std::string out;
    const auto add = [&](const char* id, const std::string& agencies) {
        out += fmt::format("[[population]]\nid = \"{}\"\ntitle.vi = \"{}\"\nagencies = [{}]\n", id, id, agencies);
    };
    for (const char* id : {"co-quan-nha-nuoc", "co-quan-hanh-chinh-nha-nuoc", "so-ubnd-huyen"})
        add(id, departments + districts);
    add("so-nganh-tinh", departments);
    add("ubnd-cap-huyen", districts);
    return out;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double processor_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

int main(int argc, char** argv) {
    const int agencies = argc > 1 ? std::atoi(argv[1]) : 3000;
    const int systems = argc > 2 ? std::atoi(argv[2]) : 50'000;
    std::mt19937 random(2023);
    std::string directory = (std::filesystem::temp_directory_path() / "attt-bench-XXXXXX").string();
    if (::mkdtemp(directory.data()) == nullptr) return 3;
    const store::Actor actor{"bench", "bench"};
    const auto workspace = must(app::init_workspace(std::filesystem::path(directory) / "w", actor));
    auto store = must(app::open_store(workspace, actor));
    std::vector<base::Error> defects;
    const auto rules = must(app::load_rules(&workspace, defects));
    const model::Inventory inventory = province(agencies, systems, random);
    must(store.import(inventory, {}, "bench", "", *base::parse_rfc3339("2023-06-01T00:00:00Z")));
    const base::Time recorded = *base::parse_rfc3339("2023-06-01T00:00:00Z");
    const auto levels = must(app::load_level_data(&workspace, rules, defects));
    must(store.save_records(records_of(inventory), "bench", "", recorded));
    must(store.record_dossier_events(events_of(inventory), recorded));
    const int assessed = must(store.record_control_assessments(assessments_of(inventory, levels), recorded));
    must(base::write_file(workspace.populations_file(), populations_of(inventory)));
    auto start = std::chrono::steady_clock::now();
    const auto targets = must(app::load_targets(workspace, rules, inventory, defects));
    must(app::judge(store, rules, levels, targets, std::nullopt, *base::parse_rfc3339("2023-06-02T00:00:00Z")));
    fmt::print("judged {} systems of {} agencies with {} control assessments in {:.2f} s\n", systems, agencies,
               assessed, seconds_since(start));

    const double began = processor_seconds();
    start = std::chrono::steady_clock::now();
    const base::Date as_of = *base::parse_date("2023-12-31");
    auto world = must(app::load_world(workspace, store, rules, {as_of, {}}, defects));
    const double loaded = seconds_since(start);
    const double loaded_processor = processor_seconds() - began;
    start = std::chrono::steady_clock::now();
    const auto measuring = world.measuring();
    std::size_t members = 0;
    for (const rules::Target& target : world.targets.targets)
        members += measuring.measure(target).members.size();
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    fmt::print(
        "loaded in {:.2f} s (processor {:.2f} s); measured {} targets, {} members, in {:.2f} s; together {:.2f} s "
        "(processor {:.2f} s); peak {} MB\n",
        loaded, loaded_processor, world.targets.targets.size(), members, seconds_since(start),
        loaded + seconds_since(start), processor_seconds() - began, usage.ru_maxrss / 1024);
    std::filesystem::remove_all(directory);
    return 0;
}
