#include "app/document_data.h"

#include <algorithm>
#include <set>

#include "app/snapshot.h"

namespace attt::app {
namespace {

using reports::CsvTable;
using reports::Snapshot;

void keep_system(const std::string& id, Snapshot& snapshot) {
    model::Inventory& inventory = snapshot.inventory;
    std::erase_if(inventory.systems, [&](const auto& system) { return system.id != id; });
    std::erase_if(inventory.websites, [&](const auto& website) { return website.system != id; });
    inventory.computers.clear();
    std::set<model::SubjectRef> about = {{model::SubjectKind::system, id}};
    std::set<std::string> sites;
    for (const model::Website& website : inventory.websites) {
        about.insert({model::SubjectKind::website, website.id});
        sites.insert(website.id);
    }
    std::erase_if(snapshot.seen, [&](const auto& each) { return !sites.contains(each.first); });
    std::erase_if(snapshot.certificates, [&](const auto& each) { return !sites.contains(each.website); });
    std::erase_if(snapshot.verdicts, [&](const auto& each) { return !about.contains(each.verdict.subject); });
    std::erase_if(snapshot.findings, [&](const auto& each) { return !about.contains(each.item.finding.key.subject); });
    std::erase_if(snapshot.due, [&](const auto& each) { return each.subject_id != id; });
    snapshot.targets.clear();
}

void keep_plan(int year, Snapshot& snapshot) {
    std::erase_if(snapshot.targets, [&](const auto& each) { return each.year != year; });
    snapshot.verdicts.clear();
    snapshot.findings.clear();
    snapshot.certificates.clear();
    snapshot.due.clear();
}

// The agency that the document is for; empty: it is about the whole province.
std::string agency_of(const ReportWorld& world, const DocumentRequest& request) {
    if (request.kind == DocumentKind::agency) return request.id;
    if (request.kind == DocumentKind::clerk) {
        for (const FindingRow& row : world.findings.rows) {
            if (row.finding.id == request.id) return row.place.agency;
        }
        return request.id;
    }
    if (request.kind == DocumentKind::system) {
        const auto place = world.places.find({model::SubjectKind::system, request.id});
        if (place != world.places.end()) return place->second.agency;
    }
    return {};
}

}  // namespace

base::Result<DocumentData> document_data(const ReportWorld& world, const DocumentRequest& request,
                                         std::vector<base::Error>& defects) {
    if (request.kind == DocumentKind::drill)
        return base::fail(base::ErrorCode::bad_usage, "report.no_data",
                          {{"command", "attt drill readiness --format json"}});
    if (request.kind == DocumentKind::annual)
        return base::fail(base::ErrorCode::bad_usage, "report.no_data",
                          {{"command", "attt report mau08 --format json"}});
    SnapshotOptions options;
    options.agency = agency_of(world, request);
    options.as_of.date = request.as_of;
    auto snapshot = gather_snapshot(world.workspace, world.store, world.rules, world.texts, options, defects);
    if (!snapshot) return tl::unexpected(snapshot.error());
    DocumentData out{std::move(*snapshot)};
    if (request.kind == DocumentKind::system) keep_system(request.id, out.snapshot);
    if (request.kind == DocumentKind::clerk && options.agency != request.id)
        std::erase_if(out.snapshot.findings, [&](const auto& each) { return each.item.finding.id != request.id; });
    if (request.kind == DocumentKind::plan) {
        keep_plan(request.year != 0 ? request.year : newest_plan(world), out.snapshot);
        out.table = CsvTable::targets;
    }
    return out;
}

}  // namespace attt::app
