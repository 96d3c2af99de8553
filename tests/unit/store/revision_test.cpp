#include "store/revisions.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace attt::store {
namespace {

struct PatchCase {
    const char* before;
    const char* after;
    const char* patch;
};

std::ostream& operator<<(std::ostream& out, const PatchCase& tested) {
    return out << tested.before << " to " << tested.after;
}

class MergePatch : public ::testing::TestWithParam<PatchCase> {};

TEST_P(MergePatch, says_what_changed_and_brings_it_back) {
    const base::Value before = *base::parse_json(GetParam().before);
    const base::Value after = *base::parse_json(GetParam().after);
    const base::Value patch = merge_patch(before, after);
    EXPECT_EQ(base::to_canonical_json(patch), GetParam().patch);
    EXPECT_EQ(patched(before, patch), after);
}

INSTANTIATE_TEST_SUITE_P(
    store, MergePatch,
    ::testing::Values(PatchCase{R"({"a":1})", R"({"a":1})", "{}"}, PatchCase{R"({"a":1})", R"({"a":2})", R"({"a":2})"},
                      PatchCase{R"({"a":1})", R"({"a":1,"b":"x"})", R"({"b":"x"})"},
                      PatchCase{R"({"a":1,"b":2})", R"({"b":2})", R"({"a":null})"},
                      PatchCase{R"({"a":[1,2]})", R"({"a":[1]})", R"({"a":[1]})"},
                      PatchCase{R"({"a":{"b":1,"c":2}})", R"({"a":{"b":3}})", R"({"a":{"b":3,"c":null}})"},
                      PatchCase{R"({"a":{"b":1}})", R"({"a":"text"})", R"({"a":"text"})"},
                      PatchCase{R"({"a":"text"})", R"({"a":{"b":1}})", R"({"a":{"b":1}})"}));

}  // namespace
}  // namespace attt::store
