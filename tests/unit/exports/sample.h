// Snapshots to render: one worked through, an empty one, one of any size, one with the same text in every place that
// holds one.
#pragma once

#include <string>
#include <vector>

#include "base/catalogue.h"
#include "reports/snapshot.h"

namespace attt::tests {

const base::Catalogue& texts_of(base::Language language);

reports::Snapshot worked_snapshot(base::Language language = base::Language::vi);
reports::Snapshot empty_snapshot();
reports::Snapshot large_snapshot(int findings);
// Every text of the inventory, the evidence and the rules; ids of subjects too where `ids`.
reports::Snapshot filled_snapshot(const std::string& text, bool ids);

// What an inventory may hold to harm whoever reads a document made of it.
struct Hostile {
    std::string name;
    std::string text;
};
const std::vector<Hostile>& hostile_texts();

}  // namespace attt::tests
