// What compares a site's pages with its past and with the inventory: names that the front page links to for the first
// time, a front page that changed as a whole, a trust label that is shown beside the one on record.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "model/observation.h"

namespace attt::rules {

// The past comes as an observation of the probe "content_before": known_names (of the first run), and of the run before
// title, text_sketch and structure_sketch; without one this is the first look. Nothing where the pages were not looked
// at.
std::vector<model::Fact> derive_page(std::span<const model::Observation> observations);

// How alike two sketches say their texts are, 0 to 100: the share of equal fields of four digits. Nothing when they
// cannot be compared.
std::optional<int> sketch_similarity(std::string_view a, std::string_view b);

}  // namespace attt::rules
