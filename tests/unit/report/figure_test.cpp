#include "attune/report/figure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace attune::report {
namespace {

using testing::HasSubstr;
using testing::Not;

DotFigure two_groups() {
  DotFigure figure;
  figure.name = "reward";
  figure.title = "Ventral striatum";
  figure.description = "two groups";
  figure.axis_label = "signal change (%)";
  figure.panels = {{"own > unknown",
                    {{"secure", {{"sub-01", 0.3}, {"sub-02", std::nan("")}}, {0.3, 0.1, 0.5}},
                     {"insecure", {{"sub-03", 0.1}}, {0.1, -0.1, 0.3}}}}};
  return figure;
}

int count(const std::string& text, const std::string& what) {
  int found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

TEST(DotFigure, DrawsOneMarkPerParticipantWithAValue) {
  const std::string svg = draw(two_groups());
  EXPECT_EQ(count(svg, "g0 dot"), 1);
  EXPECT_EQ(count(svg, "g1 dot"), 1);
  EXPECT_THAT(svg, HasSubstr("sub-01, secure: 0.3000"));
  EXPECT_THAT(svg, Not(HasSubstr("sub-02")));
  EXPECT_THAT(svg, HasSubstr("n = 1"));
}

TEST(DotFigure, DrawsOneIntervalPerGroup) {
  const std::string svg = draw(two_groups());
  EXPECT_EQ(count(svg, "class=\"g0 bar\""), 1);
  EXPECT_EQ(count(svg, "class=\"g1 bar\""), 1);
}

TEST(DotFigure, OfNoDataHasNoNumbersThatAreNotNumbers) {
  DotFigure empty = two_groups();
  for (DotGroup& group : empty.panels[0].groups) group = {group.name, {}, {}};
  const std::string svg = draw(empty);
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(svg, Not(HasSubstr("inf\"")));
}

TEST(WaveFigure, ShadesTheWindowAndDrawsBandAndLatency) {
  WaveFigure figure;
  figure.name = "erp";
  figure.title = "N400";
  figure.latency_label = "latency (ms)";
  figure.times_ms = {-100, 0, 100, 200};
  figure.window_low_ms = 50;
  figure.window_high_ms = 150;
  figure.waves = {{"secure", 2, {0, 0, -5, 0}, {-1, -1, -6, -1}, {1, 1, -4, 1}, {{"sub-01", 100.0}}, {100, 90, 110}}};
  const std::string svg = draw(figure);
  EXPECT_EQ(count(svg, "class=\"window\""), 1);
  EXPECT_EQ(count(svg, "class=\"g0 band\""), 1);
  EXPECT_EQ(count(svg, "class=\"g0 wave\""), 2) << "the wave and its key";
  EXPECT_THAT(svg, HasSubstr("sub-01: 100.0 ms"));
}

}  // namespace
}  // namespace attune::report
