#include "attune/bids/metadata.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_error.hpp"

namespace attune::bids {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Sidecar, GivesItsFieldsByType) {
  const Metadata m = parse_metadata(R"({"RepetitionTime": 2.5, "TaskName": "face", "SliceTiming": [0, 1.25],
    "Sources": ["a", "b"], "MTState": false, "Nested": {"a": [1]}, "Empty": [], "Unknown": "n/a", "Null": null})",
                                    "x.json");
  EXPECT_EQ(m.number("RepetitionTime"), 2.5);
  EXPECT_EQ(m.text("TaskName"), "face");
  EXPECT_THAT(m.numbers("SliceTiming"), ElementsAre(0, 1.25));
  EXPECT_THAT(m.numbers("RepetitionTime"), ElementsAre(2.5));
  EXPECT_THAT(m.list("Sources"), ElementsAre("a", "b"));
  EXPECT_EQ(m.flag("MTState"), false);
  EXPECT_TRUE(m.numbers("Empty").empty());
  EXPECT_EQ(std::get<MetadataValue::Json>(m.values().at("Nested").value).text, R"({"a":[1]})");
  for (const char* absent : {"Unknown", "Null", "NotThere"}) {
    EXPECT_FALSE(m.has(absent)) << absent;
    EXPECT_EQ(m.number(absent), std::nullopt) << absent;
  }
}

TEST(Sidecar, RefusesAFieldOfAnotherType) {
  const Metadata m = parse_metadata(R"({"RepetitionTime": "two", "Echo": 1})", "x.json");
  const std::string message = test::error_of(Fault::input, [&] { m.number("RepetitionTime"); });
  EXPECT_EQ(message, "x.json: 'RepetitionTime' is text, expected a number");
  test::error_of(Fault::input, [&] { m.text("Echo"); });
}

TEST(Sidecar, NamesTheLineWhereItIsBroken) {
  const auto message = [](const char* text) {
    return test::error_of(Fault::input, [&] { parse_metadata(text, "x.json"); });
  };
  EXPECT_THAT(message("{\n \"a\": 1,\n \"b\": NaN\n}"), HasSubstr("x.json:3: "));
  EXPECT_THAT(message("{\n \"a\": 1,\n}"), HasSubstr("x.json:3: '}'"));
  EXPECT_THAT(message("{\n \"a\": 1"), HasSubstr("x.json:2: the JSON ends here"));
  EXPECT_THAT(message("{\"a\": 1,\n \"a\": 2}"), HasSubstr("x.json:2: the field 'a' is there twice"));
  EXPECT_THAT(message("[1]"), HasSubstr("expected an object"));
  EXPECT_THAT(message(""), HasSubstr("the JSON ends here"));
  EXPECT_THAT(message("{\"a\": \"\xff\"}"), HasSubstr("x.json"));
  EXPECT_THAT(message("{\"a\": 1e999}"), HasSubstr("x.json"));
}

TEST(Sidecar, RefusesDeepNestingBeforeItCosts) {
  const std::string deep = "{\"a\":" + std::string(100000, '[') + std::string(100000, ']') + "}";
  EXPECT_THAT(test::error_of(Fault::input, [&] { parse_metadata(deep, "x.json"); }), HasSubstr("nested deeper"));
}

TEST(Metadata, LetsTheNearerFileWin) {
  Metadata m = parse_metadata(R"({"RepetitionTime": 2, "EchoTime": 0.03})", "far.json");
  m.merge(parse_metadata(R"({"RepetitionTime": 2.2})", "near.json"));
  EXPECT_EQ(m.number("RepetitionTime"), 2.2);
  EXPECT_EQ(m.number("EchoTime"), 0.03);
  EXPECT_EQ(m.source("RepetitionTime"), "near.json");
  EXPECT_EQ(m.source("EchoTime"), "far.json");
  EXPECT_THAT(m.files(), ElementsAre("far.json", "near.json"));
}

TEST(Metadata, SaysWhereARequiredNumberBelongs) {
  const Metadata m = parse_metadata("{}", "x.json");
  const std::string message =
      test::error_of(Fault::input, [&] { m.required_number("RepetitionTime", "sub-01_bold.nii"); });
  EXPECT_THAT(message, HasSubstr("add it to x.json"));
  EXPECT_THAT(test::error_of(Fault::input, [] { Metadata().required_number("RepetitionTime", "sub-01_bold.nii"); }),
              HasSubstr("no JSON sidecar"));
}

}  // namespace
}  // namespace attune::bids
