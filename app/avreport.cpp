#include "app/avreport.h"

#include <algorithm>
#include <map>

#include "app/targets.h"
#include "base/text.h"

namespace attt::app {
namespace {

// What "not updated" means in the report.
constexpr std::chrono::days stale{15};

// "Kaspersky 12.3.0.493" and "Kaspersky 12.1.0.506" are one maker's: the words before the version.
std::string without_version(const std::string& product) {
    std::string out;
    for (const std::string& word : base::split(product, ' ')) {
        if (word.empty() || (word.front() >= '0' && word.front() <= '9')) break;
        out += (out.empty() ? "" : " ") + word;
    }
    return out.empty() ? product : out;
}

// A source that names no product may be any one's: the officer says whose it is.
bool begins(const std::string& product, const std::string& wanted) {
    return product.empty() || base::fold(product).starts_with(base::fold(wanted));
}

// The record that speaks for a computer: certain, current, heard of lately, with an antivirus; the newest.
const model::ComputerRecord* speaking_record(const Reconciled& reconciled, std::size_t computer,
                                             const std::string& product) {
    const model::ComputerRecord* best = nullptr;
    for (const model::ComputerLink& link : reconciled.links_of(computer)) {
        const model::ComputerRecord& record = reconciled.record_of(link);
        const bool silent = record.last_seen && *record.last_seen + about_as_new < record.as_of;
        const bool speaks = link.tier == model::LinkTier::certain && link.current && !silent &&
                            record.antivirus.installed == true && begins(record.antivirus.product, product);
        if (speaks && (best == nullptr || best->as_of < record.as_of)) best = &record;
    }
    return best;
}

}  // namespace

base::Result<reports::AvReport> gather_avreport(const Workspace& workspace, const Reconciled& reconciled,
                                                const std::string& product, const std::string& agency, base::Time now) {
    if (auto known = check_agency(reconciled.inventory, agency); !known) return tl::unexpected(known.error());
    reports::AvReport out;
    const Config& config = workspace.config;
    out.from = config.avreport;
    if (out.from.name.empty()) {
        const Office* office = config.office_on(base::local_date(now));
        if (office != nullptr) out.from.name = office->name;
    }
    std::map<std::string, std::int64_t> products;
    for (std::size_t i = 0; i < reconciled.inventory.computers.size(); ++i) {
        const model::Computer& computer = reconciled.inventory.computers[i];
        if (computer.lifecycle == "retired" || (!agency.empty() && computer.agency != agency)) continue;
        const model::ComputerRecord* record = speaking_record(reconciled, i, product);
        if (record == nullptr) continue;
        ++products[without_version(record->antivirus.product)];
        out.at = std::max(out.at, record->as_of);
        out.machines.push_back({record->name.empty() ? computer.name : record->name,
                                record->ips.empty() ? computer.ip : record->ips.front(), record->os,
                                record->antivirus.running});
        const auto& bases = record->antivirus.bases;
        if (bases && *bases + stale < record->as_of) ++out.not_updated;
    }
    if (out.machines.empty()) return base::fail(base::ErrorCode::not_found, "avreport.nobody");
    if (product.empty() && products.size() > 1) {
        std::string list;
        for (const auto& [name, count] : products)
            list += (list.empty() ? "" : ", ") + (name.empty() ? "?" : name) + " (" + std::to_string(count) + ")";
        return base::fail(base::ErrorCode::bad_usage, "avreport.several_products", {{"products", list}});
    }
    if (product.empty() && products.begin()->first.empty())
        return base::fail(base::ErrorCode::bad_usage, "avreport.no_product");
    out.product = product.empty() ? products.begin()->first : product;
    std::sort(out.machines.begin(), out.machines.end(),
              [](const auto& a, const auto& b) { return std::tie(a.name, a.ip) < std::tie(b.name, b.ip); });
    return out;
}

}  // namespace attt::app
