// The value of a target that people record. Private to the folder.
#pragma once

#include "rules/conditions.h"

namespace attt::rules {

// Of the province: what was said of it as a whole last, else the sum of what each of its leads said, once all have
// spoken. Of an agency: its own answer.
void recorded_value(const Target& target, const std::string& agency, const World& world, const RecordIndex& records,
                    model::Measurement& out);

}  // namespace attt::rules
