#include "app/computers.h"

#include <algorithm>
#include <set>

#include "app/targets.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "inventory/consoles/read.h"
#include "inventory/matching/match.h"

namespace attt::app {
namespace {

using model::ComputerLink;
using model::ComputerRecord;

base::Time time_of(const ComputerRecord& record) {
    return record.last_seen.value_or(record.as_of);
}

// The record to believe of several: installed before not, running before not, then the newest.
const ComputerRecord* best_of(const std::vector<const ComputerRecord*>& records) {
    base::Time newest{};
    for (const ComputerRecord* record : records)
        newest = std::max(newest, time_of(*record));
    const auto key = [&](const ComputerRecord& r) {
        const bool old = time_of(r) + about_as_new < newest;
        return std::tuple(!old, r.antivirus.installed == true, r.antivirus.running == true,
                          r.antivirus.bases.value_or(base::Time{}), time_of(r));
    };
    const ComputerRecord* best = nullptr;
    for (const ComputerRecord* record : records) {
        if (best == nullptr || key(*best) < key(*record)) best = record;
    }
    return best;
}

void set_antivirus(base::Object& facts, const ComputerRecord& record) {
    facts.set("antivirus_installed", *record.antivirus.installed);
    facts.erase("antivirus_product");
    if (!record.antivirus.product.empty()) facts.set("antivirus_product", record.antivirus.product);
    if (record.antivirus.running) facts.set("antivirus_running", *record.antivirus.running);
    if (record.antivirus.bases) facts.set("antivirus_bases", base::to_rfc3339(*record.antivirus.bases));
    if (record.antivirus.up_to_date) facts.set("antivirus_up_to_date", *record.antivirus.up_to_date);
    if (record.antivirus.expires) facts.set("antivirus_expires", base::to_rfc3339(*record.antivirus.expires));
    facts.set("antivirus_seen", base::to_iso_date(base::local_date(time_of(record))));
    if (record.last_seen) facts.set("last_reported", base::to_rfc3339(*record.last_seen));
}

void set_system(base::Object& facts, const std::vector<const ComputerRecord*>& records, const OsSupport& support) {
    const ComputerRecord* newest = nullptr;
    for (const ComputerRecord* record : records) {
        if (!record->os.empty() && (newest == nullptr || time_of(*newest) < time_of(*record))) newest = record;
    }
    std::string os = facts.contains("os") ? facts.find("os")->string_or("") : std::string();
    std::string build;
    if (newest != nullptr) {
        os = newest->os;
        build = newest->os_build;
        facts.set("os", os);
        if (!build.empty()) facts.set("os_build", build);
    }
    if (const auto until = support.until(os, build)) facts.set("os_supported_until", base::to_iso_date(*until));
    for (const ComputerRecord* record : records) {
        // a key proves that one exists, not that it was activated: no fact to judge by
        if (record->os_licence == "licensed" || record->os_licence == "unlicensed")
            facts.set("os_licence", record->os_licence);
        if (record->exempt) facts.set("antivirus_exempt", true);
    }
}

tl::unexpected<base::Error> unknown(std::string_view message, const std::string& id,
                                    const std::vector<std::string>& known) {
    return base::fail(base::ErrorCode::not_found, message,
                      {{"id", id}, {"nearest", base::nearest(id, known).value_or("")}});
}

base::Result<void> take_profile(inventory::SourceContext& context, const std::string& id) {
    if (id.empty()) return {};
    std::vector<std::string> ids;
    for (const inventory::ConsoleProfile& profile : *context.profiles) {
        if (profile.id == id) context.profile = &profile;
        ids.push_back(profile.id);
    }
    if (context.profile == nullptr) return unknown("console.no_profile", id, ids);
    return {};
}

// A file that was read, under the name of its source.
struct ReadFile {
    inventory::ReadSource read;
    std::string files;
    std::string hashes;
};

void append(ReadFile& into, inventory::ReadSource&& more, const std::string& file, const std::string& sha256) {
    into.files += (into.files.empty() ? "" : "; ") + file;
    into.hashes += sha256;
    const auto move_all = [](auto& from, auto& to) { std::move(from.begin(), from.end(), std::back_inserter(to)); };
    auto& source = into.read.source;
    if (source.records.empty() && source.format.empty()) {
        into.read = std::move(more);
        return;
    }
    move_all(more.source.records, source.records);
    move_all(more.defects, into.read.defects);
    move_all(more.warnings, into.read.warnings);
    source.as_of = std::max(source.as_of, more.source.as_of);
    source.partial |= more.source.partial;
    into.read.refused += more.refused;
    into.read.personal_dropped += more.personal_dropped;
}

}  // namespace

base::Result<std::vector<inventory::ConsoleProfile>> console_profiles(const Workspace& workspace) {
    std::vector<inventory::ConsoleProfile> out;
    for (const auto& directory : {workspace.directory / "profiles", base::data_directory() / "rules" / "profiles"}) {
        for (const auto& file : base::files_in(directory, ".toml")) {
            auto document = base::read_toml(file.string());
            if (!document) return tl::unexpected(document.error());
            std::vector<base::Error> defects;
            auto profile = inventory::read_profile(*document, defects);
            if (!defects.empty()) return base::fail(defects.front());
            if (profile) out.push_back(std::move(*profile));
        }
    }
    return out;
}

std::span<const ComputerLink> Reconciled::links_of(std::size_t computer) const {
    const auto number = static_cast<std::uint32_t>(computer);
    const auto [first, last] =
        std::equal_range(match.links.begin(), match.links.end(), ComputerLink{.computer = number},
                         [](const ComputerLink& a, const ComputerLink& b) { return a.computer < b.computer; });
    return {first, last};
}

base::Result<Reconciled> reconcile(store::Store& store, base::Time as_of) {
    Reconciled out;
    auto inventory = store.inventory(as_of);
    if (!inventory) return tl::unexpected(inventory.error());
    out.inventory = std::move(*inventory);
    auto sources = store.computer_sources();
    if (!sources) return tl::unexpected(sources.error());
    out.sources = std::move(*sources);
    auto pins = store.computer_pins();
    if (!pins) return tl::unexpected(pins.error());
    out.pins = std::move(*pins);
    auto confirmed = store.confirmed_computers();
    if (!confirmed) return tl::unexpected(confirmed.error());
    out.match = inventory::matching::match(
        {out.inventory.computers, out.inventory.agencies, out.sources, out.pins, *confirmed});
    return out;
}

void add_source_facts(model::Observation& observation, const Reconciled& reconciled,
                      std::span<const ComputerLink> links, model::LinkTier worst, const OsSupport& support) {
    std::vector<const ComputerRecord*> records, speaking;
    for (const ComputerLink& link : links) {
        if (!link.current || link.tier > worst || link.tier == model::LinkTier::review) continue;
        const ComputerRecord& record = reconciled.record_of(link);
        records.push_back(&record);
        if (record.antivirus.installed) speaking.push_back(&record);
    }
    base::Object& facts = *observation.facts.if_object();
    set_system(facts, records, support);
    const ComputerRecord* best = best_of(speaking);
    if (best == nullptr) return;
    set_antivirus(facts, *best);
    observation.observed_at = time_of(*best);
}

base::Result<SourceReport> store_source(store::Store& store, inventory::ReadSource read, const std::string& file,
                                        const std::string& sha256, const SourceImportOptions& options) {
    SourceReport report;
    report.name = read.source.name;
    report.format = read.source.format;
    report.refused = read.refused;
    report.personal_dropped = read.personal_dropped;
    report.defects = std::move(read.defects);
    report.warnings = std::move(read.warnings);
    report.as_of = read.source.as_of;
    if ((options.strict && !report.defects.empty()) || read.source.records.empty()) return report;
    auto sources = store.computer_sources();
    if (!sources) return tl::unexpected(sources.error());
    const auto known = std::find_if(sources->begin(), sources->end(),
                                    [&](const auto& source) { return source.name == read.source.name; });
    inventory::Merged merged = inventory::merge(known == sources->end() ? model::ComputerSource{} : *known,
                                                std::move(read.source), options.complete);
    report.how = merged.how;
    report.added = merged.added;
    report.changed = merged.changed;
    report.unchanged = merged.unchanged;
    report.kept = merged.kept;
    report.removed = merged.removed;
    report.records = merged.source.records.size();
    report.partial = merged.source.partial;
    const base::Value detail = base::Object{{"file", file},
                                            {"sha256", sha256},
                                            {"as_of", base::to_rfc3339(report.as_of)},
                                            {"records", report.records},
                                            {"added", report.added},
                                            {"removed", report.removed}};
    if (auto saved = store.save_source(merged.source, detail, base::now()); !saved)
        return tl::unexpected(saved.error());
    report.stored = true;
    return report;
}

void part_sources(const Workspace& workspace, std::vector<std::string>& files, std::vector<std::string>& sources,
                  bool forced, bool named) {
    const auto profiles = console_profiles(workspace);
    std::vector<std::string> lists;
    for (std::string& file : files) {
        auto bytes = base::read_file(file);
        // whoever takes the file says why it cannot be read
        const bool source = forced || (bytes && (inventory::is_source(file, *bytes, profiles ? &*profiles : nullptr) ||
                                                 (named && !inventory::is_list(file, *bytes))));
        (source ? sources : lists).push_back(std::move(file));
    }
    files = std::move(lists);
}

base::Result<std::vector<SourceReport>> import_sources(const Workspace& workspace, store::Store& store,
                                                       const std::vector<std::string>& files,
                                                       const SourceImportOptions& options) {
    const base::Time now = base::now();
    auto inventory = store.inventory(now);
    if (!inventory) return tl::unexpected(inventory.error());
    auto profiles = console_profiles(workspace);
    if (!profiles) return tl::unexpected(profiles.error());
    if (auto known = check_agency(*inventory, options.agency); !known) return tl::unexpected(known.error());
    inventory::SourceContext context{{options.source, options.as_of, now, options.partial, false, options.agency},
                                     inventory::agencies_by_group(*inventory),
                                     &*profiles};
    if (auto named = take_profile(context, options.profile); !named) return tl::unexpected(named.error());
    std::map<std::string, ReadFile> by_name;
    for (const std::string& file : files) {
        auto bytes = base::read_file(file);
        if (!bytes) return tl::unexpected(bytes.error());
        auto read = inventory::read_source_file(file, *bytes, context);
        const std::string name = read.source.name;
        append(by_name[name], std::move(read), file, base::sha256_hex(*bytes));
    }
    std::vector<SourceReport> out;
    for (auto& [name, each] : by_name) {
        inventory::finish(each.read, context.options);
        each.read.source.name = name;
        auto report = store_source(store, std::move(each.read), each.files, base::sha256_hex(each.hashes), options);
        if (!report) return tl::unexpected(report.error());
        out.push_back(std::move(*report));
    }
    return out;
}

base::Result<void> confirm_links(store::Store& store) {
    const base::Time now = base::now();
    auto reconciled = reconcile(store, now);
    if (!reconciled) return tl::unexpected(reconciled.error());
    std::vector<model::ComputerPin> links;
    for (const ComputerLink& link : reconciled->match.links) {
        const bool worth = link.tier == model::LinkTier::certain && link.rule != model::LinkRule::r0 &&
                           link.rule != model::LinkRule::r1;
        if (!worth) continue;
        links.push_back({reconciled->sources[link.source].name, reconciled->record_of(link).id,
                         reconciled->inventory.computers[link.computer].id, true, std::string(name_of(link.rule))});
    }
    return store.save_confirmed(links, now);
}

base::Result<void> pin_computer(store::Store& store, const model::ComputerPin& pin) {
    const base::Time now = base::now();
    if (base::trim(pin.reason).empty()) return base::fail(base::ErrorCode::bad_usage, "computers.no_reason");
    auto inventory = store.inventory(now);
    if (!inventory) return tl::unexpected(inventory.error());
    auto sources = store.computer_sources();
    if (!sources) return tl::unexpected(sources.error());
    std::vector<std::string> ids;
    for (const model::Computer& computer : inventory->computers)
        ids.push_back(computer.id);
    if (std::find(ids.begin(), ids.end(), pin.computer) == ids.end())
        return unknown("computers.no_computer", pin.computer, ids);
    ids.clear();
    for (const model::ComputerSource& source : *sources)
        ids.push_back(source.name);
    const auto source = std::find(ids.begin(), ids.end(), pin.source);
    if (source == ids.end()) return unknown("computers.no_source", pin.source, ids);
    const auto& records = (*sources)[static_cast<std::size_t>(source - ids.begin())].records;
    ids.clear();
    for (const ComputerRecord& record : records)
        ids.push_back(record.id);
    if (std::find(ids.begin(), ids.end(), pin.record) == ids.end())
        return unknown("computers.no_record", pin.record, ids);
    if (auto saved = store.save_pin(pin, now); !saved) return saved;
    return confirm_links(store);
}

}  // namespace attt::app
