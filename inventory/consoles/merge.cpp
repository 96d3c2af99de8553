#include "inventory/consoles/merge.h"

#include <algorithm>
#include <unordered_map>

namespace attt::inventory {
namespace {

using model::ComputerRecord;

// The same but for the times at which the source was asked.
bool same_content(ComputerRecord a, ComputerRecord b) {
    a.as_of = b.as_of = base::Time{};
    return a == b;
}

base::Time time_of(const ComputerRecord& record) {
    return record.last_seen.value_or(record.as_of);
}

}  // namespace

Merged merge(const model::ComputerSource& known, model::ComputerSource incoming, bool complete) {
    Merged out;
    std::unordered_map<std::string_view, const ComputerRecord*> old;
    for (const ComputerRecord& record : known.records)
        old.emplace(record.id, &record);
    const bool shrunk = !complete && !known.records.empty() && incoming.records.size() * 2 < known.records.size();
    const bool adds = incoming.partial || shrunk || incoming.as_of < known.as_of;
    if (!known.records.empty()) out.how = shrunk ? Taken::shrunk : (adds ? Taken::added_to : Taken::replaced);

    for (ComputerRecord& record : incoming.records) {
        const auto found = old.find(record.id);
        if (found == old.end()) {
            ++out.added;
            continue;
        }
        const ComputerRecord& before = *found->second;
        old.erase(found);
        if (adds && time_of(record) < time_of(before)) record = before;
        ++(same_content(record, before) ? out.unchanged : out.changed);
    }
    if (adds && !known.records.empty()) {
        for (const ComputerRecord& record : known.records) {
            if (old.contains(record.id)) incoming.records.push_back(record);
        }
        out.kept = old.size();
        incoming.as_of = std::max(incoming.as_of, known.as_of);
        // what an earlier whole export held is still all there
        incoming.partial = known.partial;
    } else {
        out.removed = old.size();
    }
    std::sort(incoming.records.begin(), incoming.records.end(),
              [](const ComputerRecord& a, const ComputerRecord& b) { return a.id < b.id; });
    out.source = std::move(incoming);
    return out;
}

}  // namespace attt::inventory
