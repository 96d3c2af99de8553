#include "tests/unit/matching/scoring.h"

#include "inventory/matching/keys.h"

namespace attt::inventory::matching::testing {

namespace {

// As people compare names in a spreadsheet, once they know of domains and cut names.
std::string name_key(const std::string& name) {
    return std::string(netbios_form(normal_host(name).canon));
}

// Who joins by serials soon filters out what makers write where there is none.
bool is_serial(const std::string& serial) {
    return normal_serial(serial).quality == Quality::sound;
}

}  // namespace

Score score(const Province& province, const Links& links) {
    Score out;
    out.wanted = province.truth.size();
    for (const auto& [record, computer] : links) {
        const auto found = province.truth.find(record);
        ++(found != province.truth.end() && found->second == computer ? out.right : out.wrong);
    }
    return out;
}

Links links_of(const Province& province, const model::MatchResult& result, std::set<model::LinkTier> tiers) {
    Links out;
    for (const model::ComputerLink& link : result.links) {
        if (tiers.contains(link.tier))
            out[{link.source, province.sources[link.source].records[link.record].id}] =
                province.computers[link.computer].id;
    }
    return out;
}

Links naive_join(const Province& province, Join join) {
    std::map<std::string, std::string> by_name, by_serial, by_mac;
    for (const model::Computer& computer : province.computers) {
        if (!computer.name.empty()) by_name.emplace(name_key(computer.name), computer.id);
        if (is_serial(computer.serial)) by_serial.emplace(computer.serial, computer.id);
        for (const std::string& mac : computer.macs)
            by_mac.emplace(normal_mac(mac).canon, computer.id);
    }
    Links out;
    const auto look = [&](const auto& key, const auto& map, const auto& at) {
        const auto found = map.find(key);
        if (found != map.end()) out.emplace(at, found->second);
    };
    for (std::size_t s = 0; s < province.sources.size(); ++s) {
        for (const model::ComputerRecord& record : province.sources[s].records) {
            const std::pair at{s, record.id};
            if (join != Join::name && is_serial(record.serial)) look(record.serial, by_serial, at);
            if (join == Join::serial_then_mac_then_name && !record.macs.empty())
                look(normal_mac(record.macs.front()).canon, by_mac, at);
            look(name_key(record.name), by_name, at);
        }
    }
    return out;
}

std::size_t protected_by(const Province& province, const Links& links) {
    std::map<std::string, std::pair<base::Time, bool>> newest;
    for (const model::ComputerRecord& record : province.sources[0].records) {
        const auto link = links.find({0, record.id});
        if (link == links.end()) continue;
        const base::Time seen = record.last_seen.value_or(base::Time{});
        const auto [at, fresh] = newest.try_emplace(link->second, seen, record.antivirus.installed.value_or(false));
        if (!fresh && at->second.first < seen) at->second = {seen, record.antivirus.installed.value_or(false)};
    }
    std::size_t count = 0;
    for (const auto& [computer, state] : newest)
        count += state.second ? 1U : 0U;
    return count;
}

}  // namespace attt::inventory::matching::testing
