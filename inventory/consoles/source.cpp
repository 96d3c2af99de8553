#include "inventory/consoles/source.h"

#include <algorithm>
#include <unordered_map>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"

namespace attt::inventory {
namespace {

using model::ComputerRecord;

void not_after(std::optional<base::Time>& time, base::Time now) {
    // a clock that runs ahead says nothing of the future
    if (time && *time > now) time = now;
}

bool newer(const ComputerRecord& a, const ComputerRecord& b) {
    if (a.last_seen != b.last_seen) return a.last_seen > b.last_seen;
    return base::to_canonical_json(model::to_value(a)) > base::to_canonical_json(model::to_value(b));
}

// Agents that tell of one computer in several answers: the newer one's word, and what it leaves out from the other.
bool comes_in_parts(const std::string& format) {
    return format == "wazuh" || format == "osquery";
}

void fill(ComputerRecord& into, const ComputerRecord& from) {
    for (const auto field :
         {&ComputerRecord::name, &ComputerRecord::serial, &ComputerRecord::uuid, &ComputerRecord::group,
          &ComputerRecord::agency, &ComputerRecord::os, &ComputerRecord::os_build, &ComputerRecord::os_licence}) {
        if ((into.*field).empty()) into.*field = from.*field;
    }
    for (const auto list : {&ComputerRecord::macs, &ComputerRecord::ips}) {
        for (const std::string& text : from.*list) {
            if (std::find((into.*list).begin(), (into.*list).end(), text) == (into.*list).end())
                (into.*list).push_back(text);
        }
    }
    into.server |= from.server;
    if (!into.last_seen) into.last_seen = from.last_seen;
    if (!into.antivirus.installed) into.antivirus = from.antivirus;
}

void keep_newest(std::vector<ComputerRecord>& records, ReadSource& read) {
    std::unordered_map<std::string, std::size_t> places;
    std::vector<ComputerRecord> kept;
    kept.reserve(records.size());
    for (ComputerRecord& record : records) {
        const auto [at, fresh] = places.emplace(record.id, kept.size());
        if (fresh) {
            kept.push_back(std::move(record));
            continue;
        }
        ComputerRecord& other = kept[at->second];
        if (comes_in_parts(read.source.format)) {
            if (newer(record, other)) std::swap(record, other);
            fill(other, record);
            continue;
        }
        if (!(other == record))
            read.warnings.push_back(
                {base::ErrorCode::bad_input, "console.same_record", {{"record", base::printable(record.id, 80)}}, {}});
        if (newer(record, other)) other = std::move(record);
    }
    records = std::move(kept);
}

}  // namespace

std::string id_of_keys(const ComputerRecord& record) {
    std::string keys;
    const auto add = [&](const std::string& key) { keys.append(base::to_lower_ascii(key)).append("\n"); };
    add(record.name);
    add(record.serial);
    add(record.uuid);
    auto macs = record.macs;
    std::sort(macs.begin(), macs.end());
    for (const std::string& mac : macs)
        add(mac);
    if (record.name.empty() && record.serial.empty() && record.uuid.empty() && record.macs.empty()) {
        for (const std::string& ip : record.ips)
            add(ip);
    }
    return "k-" + base::sha256_hex(keys).substr(0, 16);
}

void finish(ReadSource& read, const SourceOptions& options) {
    auto& source = read.source;
    if (!options.name.empty()) source.name = options.name;
    source.partial |= options.partial;
    std::optional<base::Time> newest;
    for (ComputerRecord& record : source.records) {
        if (record.id.empty()) record.id = id_of_keys(record);
        if (record.agency.empty()) record.agency = options.agency;
        not_after(record.last_seen, options.now);
        not_after(record.antivirus.bases, options.now);
        if (record.last_seen && (!newest || *record.last_seen > *newest)) newest = record.last_seen;
    }
    keep_newest(source.records, read);
    if (options.as_of)
        source.as_of = *options.as_of;
    else if (source.as_of == base::Time{})
        source.as_of = newest.value_or(options.now);
    source.as_of = std::min(source.as_of, options.now);
    for (ComputerRecord& record : source.records)
        record.as_of = source.as_of;
}

}  // namespace attt::inventory
