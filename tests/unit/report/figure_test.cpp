#include "attune/report/figure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <regex>

#include "attune/report/svg.hpp"

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

/// Where the text that starts so stands.
Pixel place_of(const std::string& svg, const std::string& words) {
  std::smatch found;
  const std::regex text("<text x=\"([0-9.]+)\" y=\"([0-9.]+)\"[^>]*>" + words);
  if (!std::regex_search(svg, found, text)) return {std::nan(""), std::nan("")};
  return {std::stod(found[1]), std::stod(found[2])};
}

TEST(DotFigure, GivesLongNamesOfGroupsTheirRoom) {
  DotFigure figure = two_groups();
  figure.panels[0].groups[0].name = "unresolved and dismissing";
  figure.panels[0].groups[1].name = "unresolved and preoccupied";
  const std::string svg = draw(figure);
  const double apart = place_of(svg, "unresolved and preoccupied").x - place_of(svg, "unresolved and dismissing").x;
  EXPECT_GT(apart, 7.0 * 26) << "26 letters of about 7 pixels";
}

TEST(WaveFigure, KeepsItsKeysApartFromEachOtherAndTheBandsWords) {
  WaveFigure figure;
  figure.times_ms = {0, 100};
  for (const char* name : {"secure", "dismissing", "preoccupied", "unresolved and dismissing", "unresolved as well"})
    figure.waves.push_back({name, 12, {0, 1}, {-1, 0}, {1, 2}, {}, {}});
  const std::string svg = draw(figure);
  const Pixel first = place_of(svg, "secure"), last = place_of(svg, "unresolved as well");
  EXPECT_GT(last.y, first.y) << "a second row";
  EXPECT_LT(last.x + 8 * 26, 860) << "inside the picture";
  const Pixel band = place_of(svg, "band: 95 % confidence"), time = place_of(svg, "time after the event");
  EXPECT_GT(band.y, 300) << "below the waves";
  EXPECT_GT(band.x - 6.2 * 37, time.x + 7 * 12) << "37 small letters end there, half of 24 stand beside the middle";
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
