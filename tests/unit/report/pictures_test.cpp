#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/base/error.hpp"
#include "attune/report/heatmap.hpp"
#include "attune/report/intervals.hpp"
#include "attune/report/lines.hpp"
#include "attune/report/svg.hpp"
#include "attune/report/topography.hpp"

namespace attune::report {
namespace {

using testing::HasSubstr;
using testing::Not;

int count(const std::string& text, const std::string& what) {
  int found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

const double kNone = std::nan("");

TEST(ColourScale, OfTheDivergingPaletteIsAsWideOnBothSides) {
  const std::vector<double> values{-1, 0.5, 3, kNone};
  const ColourScale scale({}, values);
  EXPECT_EQ(scale.low(), -3);
  EXPECT_EQ(scale.high(), 3);
  EXPECT_EQ(scale.level(0), ColourScale::kLevels / 2);
  EXPECT_EQ(scale.level(-3), 0);
  EXPECT_EQ(scale.level(3), ColourScale::kLevels - 1);
  EXPECT_EQ(scale.level(99), ColourScale::kLevels - 1);
  EXPECT_EQ(scale.level(kNone), -1);
}

TEST(ColourScale, OfNothingOrOfOneValueHasAWidth) {
  for (const std::vector<double>& values : {std::vector<double>{}, {kNone}, {4.0, 4.0}}) {
    const ColourScale scale({Palette::sequential, kNone, kNone, 0}, values);
    EXPECT_GT(scale.high(), scale.low());
  }
}

LinesFigure one_curve() {
  LinesFigure figure;
  figure.name = "curve";
  figure.title = "Accuracy <over> time";
  figure.x_label = "time (ms)";
  figure.x = {-100, 0, 100, 200};
  figure.lines = {{"mothers & infants", {0.5, 0.6, kNone, 0.7}, {0.4, 0.5, kNone, 0.6}, {0.6, 0.7, kNone, 0.8}}};
  return figure;
}

TEST(LinesFigure, EscapesWhatItIsGivenAndLeavesNoNumberThatIsNone) {
  const std::string svg = draw(one_curve());
  EXPECT_THAT(svg, HasSubstr("Accuracy &lt;over&gt; time"));
  EXPECT_THAT(svg, HasSubstr("mothers &amp; infants"));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

TEST(LinesFigure, BreaksACurveWhereAValueIsMissing) {
  LinesFigure figure = one_curve();
  figure.lines[0].y = {1, 2, 3, 4};
  EXPECT_EQ(count(draw(figure), "<polyline"), 2) << "the curve and its key";
  figure.x = {0, 1, 2, 3, 4};
  figure.lines = {{"a", {1, 2, kNone, 3, 4}, {}, {}}};
  EXPECT_EQ(count(draw(figure), "<polyline"), 3) << "two pieces and the key";
}

TEST(LinesFigure, KeepsTheExtremesOfALongCurve) {
  LinesFigure figure;
  Line line{"long", {}, {}, {}};
  for (int i = 0; i < 20000; ++i) {
    figure.x.push_back(i);
    line.y.push_back(i == 12345 ? 10.0 : 0.0);
  }
  figure.lines = {line};
  const std::string svg = draw(figure);
  EXPECT_LT(svg.size(), 100000U);
  EXPECT_THAT(svg, HasSubstr(",66 ")) << "the top of the plot: the one large value";
}

TEST(LinesFigure, KeepsShadedNeighboursApart) {
  LinesFigure figure = one_curve();
  const std::string without = draw(figure);
  figure.spans = {{0, 50, "delta"}, {50, 150, "theta"}};
  const std::string svg = draw(figure);
  EXPECT_EQ(count(svg, "class=\"window\""), 2);
  EXPECT_EQ(count(svg, "<line") - count(without, "<line"), 4) << "a line at each edge";
}

TEST(LinesFigure, RefusesListsThatDoNotFit) {
  LinesFigure figure = one_curve();
  figure.lines[0].low.pop_back();
  EXPECT_THROW(draw(figure), Error);
}

TEST(LinesFigure, PutsDecadesOnALogarithmicAxisAtEqualDistances) {
  LinesFigure figure;
  figure.x = {1, 10, 100};
  figure.log_x = figure.log_y = true;
  figure.lines = {{"power", {100, 10, 1}, {}, {}}};
  EXPECT_THAT(draw(figure), HasSubstr("points=\"76,66 458,216 840,366\"")) << "a straight line";
}

TEST(LinesFigure, HasARowForEveryEstimate) {
  LinesFigure figure = one_curve();
  figure.estimates = {{"secure", {50, 20, 90}, 0}, {"anxious", {}, 1}};
  figure.stretches = {{"p < .05", {{0, 100}}, 0}};
  const std::string svg = draw(figure);
  EXPECT_EQ(count(svg, "class=\"g0 bar\""), 2);
  EXPECT_THAT(svg, HasSubstr("secure: 50.00, interval 20.00 to 90.00"));
  EXPECT_THAT(svg, HasSubstr(">anxious<"));
}

TEST(IntervalFigure, KeepsTheRowOfAMethodThatHasNoAnswer) {
  IntervalFigure figure;
  figure.name = "methods";
  figure.rows = {{"Welch", {5, -3, 13}, "p = .2", 0}, {"peak", {}, "refused: not smooth", 0}};
  const std::string svg = draw(figure);
  EXPECT_EQ(count(svg, "class=\"g0 bar\""), 1);
  EXPECT_THAT(svg, HasSubstr("refused: not smooth"));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

Heatmap two_by_three() {
  Heatmap map;
  map.name = "map";
  map.x = {0, 1, 2};
  map.rows = {"Cz", "Pz"};
  map.values = {1, 1, -1, kNone, 1, 1};
  return map;
}

TEST(Heatmap, JoinsNeighboursOfOneColourAndLeavesNaNBlank) {
  const std::string svg = draw(two_by_three());
  // The bar of colours has a rectangle for each of them; the map has one each for the two ones of either row and -1.
  EXPECT_EQ(count(svg, "z"), count(draw([] {
                                     Heatmap empty = two_by_three();
                                     empty.values.assign(6, kNone);
                                     empty.colours.low = -1;
                                     empty.colours.high = 1;
                                     return empty;
                                   }()),
                                   "z") +
                                 3);
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

TEST(Heatmap, OutlinesEachClusterOnItsBorderAlone) {
  Heatmap map = two_by_three();
  map.outlines = {0, 7, 7, 0, 7, 0};
  const std::string svg = draw(map);
  const std::size_t at = svg.find("class=\"edge\"");
  ASSERT_NE(at, std::string::npos);
  const std::size_t begin = svg.rfind("<path", at);
  EXPECT_EQ(count(svg.substr(begin, at - begin), "M"), 8) << "three cells in an L have a border of eight sides";
}

TEST(Heatmap, StaysSmallWhereThereAreMoreCellsThanPixels) {
  Heatmap map;
  for (int row = 0; row < 1000; ++row) map.y.push_back(row);
  for (int column = 0; column < 1000; ++column) map.x.push_back(column);
  map.values.resize(1000000);
  for (std::size_t i = 0; i < map.values.size(); ++i) map.values[i] = static_cast<double>(i % 1000) * 1e-3;
  EXPECT_LT(draw(map).size(), 400000U);
}

TEST(Heatmap, RefusesListsThatDoNotFit) {
  Heatmap map = two_by_three();
  map.values.pop_back();
  EXPECT_THROW(draw(map), Error);
}

TopographyFigure a_cap() {
  TopographyFigure figure;
  figure.name = "cap";
  figure.electrodes = {"Cz", "Fz", "Pz", "C3", "C4", "none"};
  figure.positions.resize(6, 3);
  figure.positions << 0, 0, 1, 0, 0.6, 0.8, 0, -0.6, 0.8, -0.6, 0, 0.8, 0.6, 0, 0.8, kNone, kNone, kNone;
  figure.maps = {{"300 ms", {2, 2, 2, 2, 2, 9}, {}}};
  return figure;
}

TEST(TopographyFigure, OfAConstantHasOneColourAndNoMarkWithoutAPosition) {
  TopographyFigure figure = a_cap();
  figure.colours.low = -3;
  figure.colours.high = 3;
  const std::string svg = draw(figure);
  const ColourScale scale(figure.colours, {});
  EXPECT_THAT(svg, HasSubstr("fill=\"" + scale.colour(scale.level(2)) + "\""));
  EXPECT_EQ(count(svg, "class=\"contact\""), 5);
  EXPECT_THAT(svg, HasSubstr("Cz: 2.00"));
  EXPECT_THAT(svg, Not(HasSubstr("none:")));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

TEST(TopographyFigure, IsAsWideAsItsTitle) {
  TopographyFigure figure = a_cap();
  figure.maps.resize(1);
  figure.title = std::string(90, 'm');
  const std::string svg = draw(figure);
  const std::size_t at = svg.find("viewBox=\"0 0 ") + 13;
  EXPECT_GE(std::stoi(svg.substr(at)), 16 + 90 * 8);
}

TEST(TopographyFigure, ShowsAMissingValueAsARingAndMarksMembers) {
  TopographyFigure figure = a_cap();
  figure.maps[0].values[0] = kNone;
  figure.maps[0].marked = {false, true, false, false, false, false};
  const std::string svg = draw(figure);
  EXPECT_EQ(count(svg, "class=\"hollow\""), 1);
  EXPECT_EQ(count(svg, "class=\"chosen\""), 1);
  EXPECT_EQ(count(svg, "class=\"contact\""), 3);
}

TEST(TopographyFigure, HasNoColourBeyondThoseOfItsElectrodes) {
  // A dip from 2 at the rim to 1 in the middle, which the spline would carry on to 3 outside.
  TopographyFigure figure = a_cap();
  figure.maps[0].values = {1, 2, 2, 2, 2, 9};
  figure.colours = {Palette::sequential, 0, 4};
  const std::string svg = draw(figure);
  const ColourScale scale(figure.colours, {});
  const std::string map = svg.substr(0, svg.find("class=\"outline\""));
  for (int level = 0; level < ColourScale::kLevels; ++level) {
    if (level >= scale.level(1) && level <= scale.level(2)) continue;
    EXPECT_THAT(map, Not(HasSubstr(scale.colour(level)))) << level;
  }
  EXPECT_THAT(map, HasSubstr(scale.colour(scale.level(1.5))));
}

TEST(TopographyFigure, RefusesListsThatDoNotFit) {
  TopographyFigure figure = a_cap();
  figure.maps[0].values.pop_back();
  EXPECT_THROW(draw(figure), Error);
}

TEST(Stacked, IsAsHighAsItsPartsTogether) {
  const Svg one(200, 50, "one", "a", "b"), two(300, 70.5, "two", "c", "d");
  const std::string svg = stacked({one.finish(), two.finish()}, "both", "title", "words");
  EXPECT_THAT(svg, HasSubstr("viewBox=\"0 0 300 120.5\""));
  EXPECT_THAT(svg, HasSubstr("translate(0 50)"));
  EXPECT_EQ(count(svg, "<svg"), count(svg, "</svg>"));
}

}  // namespace
}  // namespace attune::report
