#include "base/json.h"

#include <gtest/gtest.h>

namespace attt::base {
namespace {

TEST(Json, goes_in_and_comes_out_the_same) {
    const std::string text = R"({"b":[1,2.5,"Đồng Tháp",null,true],"a":{"x":-9223372036854775808}})";
    const auto value = parse_json(text);
    ASSERT_TRUE(value);
    EXPECT_EQ(to_json(*value), text);
}

TEST(Json, canonical_form_does_not_depend_on_the_order_written) {
    EXPECT_EQ(to_canonical_json(*parse_json(R"({"b":1,"a":{"d":2,"c":3}})")),
              to_canonical_json(*parse_json(R"({"a":{"c":3,"d":2},"b":1})")));
}

TEST(Json, is_valid_even_for_bytes_that_are_not_utf8) {
    EXPECT_EQ(to_json(Value("a\xFF")), "\"a\xEF\xBF\xBD\"");
}

TEST(Json, names_the_line_of_a_defect) {
    const auto value = parse_json("{\n \"a\": 1,\n \"b\" 2}", "f.json");
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().message, "json.syntax");
    EXPECT_EQ(value.error().place.line, 3);
}

TEST(Json, is_bounded_in_depth_and_size) {
    EXPECT_EQ(parse_json(std::string(100, '[')).error().message, "json.too_deep");
    EXPECT_EQ(parse_json("[1,2,3]", "", {.bytes = 4}).error().message, "json.too_large");
}

TEST(Value, paths_walk_objects_only) {
    const auto value = parse_json(R"({"certificate":{"errors":["expired"]},"n":1})");
    ASSERT_TRUE(value);
    ASSERT_NE(value->at_path("certificate.errors"), nullptr);
    EXPECT_EQ(strings_of(*value->at_path("certificate.errors")), std::vector<std::string>{"expired"});
    EXPECT_EQ(value->at_path("certificate.none"), nullptr);
    EXPECT_EQ(value->at_path("n.x"), nullptr);
}

TEST(Value, objects_are_equal_in_any_order_and_numbers_across_types) {
    EXPECT_EQ(Value(Object{{"a", 1}, {"b", 2}}), Value(Object{{"b", 2}, {"a", 1.0}}));
    EXPECT_FALSE(Value(Object{{"a", 1}}) == Value(Object{{"a", 1}, {"b", 2}}));
}

}  // namespace
}  // namespace attt::base
