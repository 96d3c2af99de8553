#include "app/external_match.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "net/url.h"

namespace attt::app {
namespace {

using model::ExternalHost;
using model::ExternalLook;
using model::SubjectKind;
using model::SubjectRef;

std::string without_www(const std::string& host) {
    return host.starts_with("www.") ? host.substr(4) : host;
}

void add_once(std::vector<std::size_t>& list, std::size_t value) {
    if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}
void add_once(std::vector<SubjectRef>& list, const SubjectRef& value) {
    if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

// "/a" holds "/a" and "/a/b", not "/ab".
bool below(const std::string& path, const std::string& top) {
    if (top.empty() || top == "/") return true;
    if (!path.starts_with(top)) return false;
    return path.size() == top.size() || top.back() == '/' || path[top.size()] == '/' || path[top.size()] == '?';
}

}  // namespace

NetworkNames::NetworkNames(const model::Inventory& inventory, const std::vector<model::Observation>& observations,
                           const std::vector<model::HostMapEntry>& host_map) {
    std::map<SubjectRef, std::size_t> numbers;
    for (const model::Website& website : inventory.websites) {
        const auto url = net::parse_url(website.url);
        if (!url || website.lifecycle == "retired") continue;
        const std::size_t number = sites_.size();
        const SubjectRef subject{SubjectKind::website, website.id};
        numbers[subject] = number;
        sites_.push_back({subject, website.url, url->port, url->path.substr(0, url->path.find('?'))});
        if (url->host_is_address())
            add_once(by_address_[url->host], number);
        else
            add_once(by_name_[without_www(url->host)], number);
        for (const model::HostMapEntry& entry : host_map) {
            if (entry.name != url->host) continue;
            for (const std::string& address : entry.addresses)
                add_once(by_address_[address], number);
        }
        ids_[website.id].push_back(subject);
    }
    for (const model::Observation& observation : observations) {
        const auto found = numbers.find(observation.subject);
        if (found != numbers.end() && observation.endpoint)
            add_once(by_address_[observation.endpoint->address], found->second);
    }
    for (const model::InformationSystem& system : inventory.systems)
        ids_[system.id].push_back({SubjectKind::system, system.id});
    for (const model::Computer& computer : inventory.computers) {
        if (computer.lifecycle == "retired") continue;
        const SubjectRef subject{SubjectKind::computer, computer.id};
        ids_[computer.id].push_back(subject);
        if (!computer.name.empty()) add_once(computers_[base::to_lower_ascii(computer.name)], subject);
        if (!computer.ip.empty()) add_once(computers_[computer.ip], subject);
        for (const std::string& mac : computer.macs)
            add_once(computers_[base::to_lower_ascii(mac)], subject);
    }
}

std::vector<const NetworkNames::Site*> NetworkNames::sites_of(const ExternalHost& host) const {
    std::vector<std::size_t> found;
    for (const std::string& name : host.names) {
        const auto named = by_name_.find(without_www(name));
        if (named == by_name_.end()) continue;
        for (const std::size_t site : named->second)
            add_once(found, site);
    }
    // a name says whose it is; an address only does where one site lives there
    if (found.empty()) {
        for (const std::string& address : host.addresses) {
            const auto there = by_address_.find(address);
            if (there == by_address_.end()) continue;
            for (const std::size_t site : there->second)
                add_once(found, site);
        }
    }
    std::vector<const Site*> out;
    for (const std::size_t site : found)
        out.push_back(&sites_[site]);
    return out;
}

NetworkNames::Subjects NetworkNames::computers_of(const ExternalHost& host) const {
    // the surest first: an adapter is one machine's, a name or an address may have moved
    std::vector<std::vector<std::string>> keys = {host.macs, {}, host.addresses};
    for (const std::string& name : host.names) {
        keys[1].push_back(name);
        keys[1].push_back(name.substr(0, name.find('.')));
    }
    for (const auto& group : keys) {
        Subjects out;
        for (const std::string& key : group) {
            const auto found = computers_.find(key);
            if (found == computers_.end()) continue;
            for (const SubjectRef& subject : found->second)
                add_once(out, subject);
        }
        if (!out.empty()) return out;
    }
    return {};
}

const NetworkNames::Site& NetworkNames::nearest(const std::vector<const Site*>& sites,
                                                const model::ExternalResult& result) {
    const auto url = net::parse_url(result.url);
    const Site* best = nullptr;
    for (const Site* site : sites) {
        const bool fits = url && site->port == url->port && below(url->path, site->path);
        if (fits && (best == nullptr || site->path.size() > best->path.size())) best = site;
    }
    if (best != nullptr) return *best;
    const std::string port = result.place.substr(result.place.find('/') + 1);
    for (const Site* site : sites) {
        const bool same_port = std::to_string(site->port) == port;
        if (same_port && (best == nullptr || site->path.size() < best->path.size())) best = site;
    }
    if (best != nullptr) return *best;
    // what is of the whole host: its front door
    return **std::min_element(sites.begin(), sites.end(), [](const Site* a, const Site* b) {
        return std::tuple(a->path.size(), a->subject) < std::tuple(b->path.size(), b->subject);
    });
}

std::vector<ExternalLook> NetworkNames::split(const ExternalHost& host) const {
    ExternalLook whole;
    whole.host = host;
    const auto unmatched = [&](const char* because) {
        whole.unmatched_because = because;
        return std::vector{whole};
    };
    if (!host.subject.empty()) {
        const auto found = ids_.find(host.subject);
        if (found == ids_.end()) return unmatched("unknown");
        if (found->second.size() > 1) return unmatched("ambiguous");
        whole.subject = found->second.front();
        return {whole};
    }
    if (host.names.empty() && host.addresses.empty() && host.macs.empty()) return unmatched("no_host");
    const auto sites = sites_of(host);
    const bool by_name = std::any_of(host.names.begin(), host.names.end(),
                                     [&](const std::string& name) { return by_name_.contains(without_www(name)); });
    if (sites.empty()) {
        const Subjects computers = computers_of(host);
        if (computers.size() > 1) return unmatched("ambiguous");
        if (computers.empty()) return unmatched("unknown");
        whole.subject = computers.front();
        return {whole};
    }
    if (!by_name && sites.size() > 1) return unmatched("ambiguous");
    std::map<SubjectRef, ExternalLook> parts;
    for (const Site* site : sites) {
        ExternalLook& part = parts[site->subject];
        part.subject = site->subject;
        part.host = host;
        part.host.results.clear();
    }
    for (const model::ExternalResult& result : host.results)
        parts[nearest(sites, result).subject].host.results.push_back(result);
    std::vector<ExternalLook> out;
    for (auto& [subject, part] : parts)
        out.push_back(std::move(part));
    return out;
}

}  // namespace attt::app
