#include "attune/store/level_orders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/base/error.hpp"
#include "message_of.hpp"

namespace attune::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(LevelOrders, AreThoseOfTheKeys) {
  const LevelOrders orders = parse_level_orders(
      R"({"group": {"Levels": {"secure": "F", "insecure": "Ds, E"}}, "age": {"Units": "year"}, "c": {"Levels": ["z", "a"]}})",
      "t.json");
  ASSERT_EQ(orders.size(), 2U);
  EXPECT_THAT(orders.at("group"), ElementsAre("secure", "insecure"));
  EXPECT_THAT(orders.at("c"), ElementsAre("z", "a"));
}

TEST(LevelOrders, RefuseWhatIsNoSidecar) {
  EXPECT_THAT(test::message_of([] { parse_level_orders("[1]", "t.json"); }), HasSubstr("t.json"));
  EXPECT_THAT(test::message_of([] { parse_level_orders("{\"a\": ", "t.json"); }), HasSubstr("t.json@"));
}

}  // namespace
}  // namespace attune::store
