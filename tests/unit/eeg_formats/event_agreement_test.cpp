#include "attune/eeg/event_agreement.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/table/delimited.hpp"

namespace attune::eeg {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr Hertz kRate{500.0};

Event event(double sample, const std::string& type, const std::string& value = "") {
  Event out;
  out.sample = sample;
  out.type = type;
  if (!value.empty()) out.fields.emplace_back("value", value);
  return out;
}

TEST(EventAgreement, OfTheSameEventsSaysNothing) {
  const std::vector<Event> markers{event(10, "S  1"), event(700, "S  2"), event(1500, "S  1")};
  const std::vector<Event> rows{event(10, "face", "1"), event(700, "house", "2"), event(1500, "face", "1")};
  const EventAgreement found = compare_events(markers, rows, kRate);
  EXPECT_TRUE(found.same());
  EXPECT_EQ(found.matched, 3U);
  EXPECT_TRUE(describe_disagreement(found, "events.tsv").empty());
}

TEST(EventAgreement, OffsetJitterCountAndTypeAreSaidInSamples) {
  const std::vector<Event> markers{event(10, "S  1"), event(700, "S  2"), event(1500, "S  1"), event(2300, "S  9")};
  const std::vector<Event> rows{event(13, "face", "1"), event(703, "house", "1"), event(1504, "face", "1"),
                                event(3000, "house", "2")};
  const EventAgreement found = compare_events(markers, rows, kRate);
  EXPECT_FALSE(found.same());
  EXPECT_EQ(found.matched, 3U);
  EXPECT_DOUBLE_EQ(found.offset_samples, 3.0);
  EXPECT_DOUBLE_EQ(found.jitter_samples, 1.0);
  EXPECT_THAT(found.unmatched_markers, ElementsAre("S  9 (1)"));
  EXPECT_THAT(found.unmatched_rows, ElementsAre("house (1)"));
  EXPECT_THAT(
      describe_disagreement(found, "events.tsv"),
      ElementsAre(HasSubstr("+3 samples from the file's markers (median of 3 pairs)"),
                  HasSubstr("differ by up to 1 samples"), HasSubstr("1 of 4 markers of the file have no row: S  9"),
                  HasSubstr("1 of 4 rows have no marker")));
}

TEST(EventAgreement, ARowOfAnotherCodeThanItsMarkerIsCounted) {
  std::vector<Event> markers, rows;
  for (int i = 0; i < 10; ++i) {
    markers.push_back(event(100.0 * i, i % 2 == 0 ? "S  1" : "S  2"));
    rows.push_back(event(100.0 * i, "x", i % 2 == 0 ? "1" : "2"));
  }
  EXPECT_EQ(compare_events(markers, rows, kRate).types_differ, 0U);
  rows[4] = event(400, "x", "2");
  EXPECT_EQ(compare_events(markers, rows, kRate).types_differ, 1U);
  for (Event& row : rows) row.fields[0].second = row.fields[0].second == "1" ? "11" : "12";
  rows[4].fields[0].second = "11";
  EXPECT_EQ(compare_events(markers, rows, kRate).types_differ, 0U) << "other numbers throughout are a renaming";
}

TEST(EventAgreement, FinerAndCoarserNamesAgree) {
  const std::vector<Event> markers{event(0, "1"), event(100, "1"), event(200, "2")};
  EXPECT_EQ(compare_events(markers, {{event(0, "right"), event(100, "wrong"), event(200, "late")}}, kRate).types_differ,
            0U);
  EXPECT_EQ(compare_events(markers, {{event(0, "face"), event(100, "face"), event(200, "face")}}, kRate).types_differ,
            0U);
}

TEST(EventAgreement, WithoutMarkersRowsLackNothing) {
  const EventAgreement found = compare_events({}, {{event(0, "face")}}, kRate);
  EXPECT_TRUE(std::isnan(found.offset_samples));
  EXPECT_TRUE(describe_disagreement(found, "events.tsv").empty());
  EXPECT_EQ(to_record(found).size(), 7U);
}

TEST(EventAgreement, TheSampleColumnIsCheckedAgainstTheOnset) {
  const auto check = [](const std::string& text) {
    EventAgreement out;
    compare_sample_column(out, parse_table(text, "events.tsv"), kRate);
    return out;
  };
  EXPECT_EQ(check("onset\tsample\n1\t500\n2\t1000\n").sample_column_differs, 0U);
  EXPECT_TRUE(check("onset\tsample\n1\t501\n2\t1001\n").sample_column_from_one);
  EXPECT_EQ(check("onset\tsample\n1\t500\n2\t900\n").sample_column_differs, 1U);
  EXPECT_EQ(check("onset\tsample\n1\t500\n2\tn/a\n").sample_column_differs, 0U);
}

}  // namespace
}  // namespace attune::eeg
