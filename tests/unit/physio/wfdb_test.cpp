#include "attune/physio/wfdb.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "attune/physio/formats.hpp"
#include "expect_error.hpp"

namespace attune::physio {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::byte> bytes_of(const std::vector<int>& values) {
  std::vector<std::byte> out;
  for (const int value : values) out.push_back(static_cast<std::byte>(value & 0xff));
  return out;
}

Recording parse(std::string_view header, const std::vector<int>& bytes) {
  return parse_wfdb(header, "rec.hea", [&](const std::filesystem::path&) { return bytes_of(bytes); });
}

std::string refusal(std::string_view header, const std::vector<int>& bytes) {
  return test::error_of(Fault::input, [&] { parse(header, bytes); });
}

TEST(Wfdb, Format212PacksTwoSamplesInThreeBytes) {
  // 1 and -1: 001 fff -> 01, low nibble 0 and high nibble f, ff.
  const Recording out =
      parse("rec 2 100 2\nrec.dat 212 1 12 0\nrec.dat 212 2 12 0 -1\n", {0x01, 0xf0, 0xff, 0xff, 0x77, 0xff});
  EXPECT_THAT(out.channels[0].samples, ElementsAre(1, 2047));
  EXPECT_THAT(out.channels[1].samples, ElementsAre(-0.5, 0x7ff / 2.0));
  EXPECT_EQ(out.channels[0].unit, "mV");
}

TEST(Wfdb, AnOddNumberOfPackedSamplesEndsInTwoBytes) {
  const Recording out = parse("rec 1 100 3\nrec.dat 212 1 12 0\n", {0x01, 0xf0, 0xff, 0x02, 0x00});
  EXPECT_THAT(out.channels[0].samples, ElementsAre(1, -1, 2));
}

TEST(Wfdb, Formats16And61DifferInByteOrderAnd80InItsZero) {
  EXPECT_THAT(parse("r 1 100 2\nr.dat 16 1\n", {0xfe, 0xff, 0x00, 0x01}).channels[0].samples, ElementsAre(-2, 256));
  EXPECT_THAT(parse("r 1 100 2\nr.dat 61 1\n", {0xff, 0xfe, 0x01, 0x00}).channels[0].samples, ElementsAre(-2, 256));
  EXPECT_THAT(parse("r 1 100 2\nr.dat 80 1\n", {129, 127}).channels[0].samples, ElementsAre(1, -1));
}

TEST(Wfdb, InvalidSamplesAreMissing) {
  const Recording out = parse("r 1 100 3\nr.dat 16 1\n", {0x01, 0x00, 0x00, 0x80, 0x02, 0x00});
  EXPECT_TRUE(std::isnan(out.channels[0].samples[1]));
  EXPECT_EQ(segments_of(out.channels[0]).size(), 2U);
  EXPECT_TRUE(std::isnan(parse("r 1 100 2\nr.dat 212 1\n", {0x00, 0x18, 0x00}).channels[0].samples[0]));
}

TEST(Wfdb, GainBaselineAndUnitsAreThoseOfTheLine) {
  const Recording out = parse("r 1 100 1\nr.dat 16 10(5)/uS 16 7 25 25 0 palm of the hand\n", {25, 0});
  EXPECT_EQ(out.channels[0].samples[0], 2);
  EXPECT_EQ(out.channels[0].unit, "uS");
  EXPECT_EQ(out.channels[0].name, "palm of the hand");
  // Without a baseline the zero of the converter is it; without a gain 200 per mV, with a warning.
  EXPECT_EQ(parse("r 1 100 1\nr.dat 16 10/uS 16 5\n", {25, 0}).channels[0].samples[0], 2);
  const Recording bare = parse("r 1\nr.dat 16\n", {200, 0});
  EXPECT_EQ(bare.channels[0].samples[0], 1);
  EXPECT_EQ(bare.channels[0].sampling_frequency.value(), 250);
  EXPECT_EQ(bare.warnings.size(), 1U);
}

TEST(Wfdb, SamplesPerFrameGiveAHigherRateAndSkewAnEarlierStart) {
  const Recording out = parse("r 2 10 2\nr.dat 16x2 1\nr.dat 16:3 1\n", {1, 0, 2, 0, 9, 0, 3, 0, 4, 0, 8, 0});
  EXPECT_THAT(out.channels[0].samples, ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(out.channels[1].samples, ElementsAre(9, 8));
  EXPECT_EQ(out.channels[0].sampling_frequency.value(), 20);
  EXPECT_DOUBLE_EQ(out.channels[1].start.count(), -0.3);
}

TEST(Wfdb, ChangedSamplesAreFound) {
  const std::string header = "r 1 100 2\nr.dat 16 1 16 0 3 7 0 ECG\n";
  EXPECT_NO_THROW(parse(header, {3, 0, 4, 0}));
  EXPECT_THAT(refusal(header, {3, 0, 5, 0}), HasSubstr("the checksum of 'ECG' is 8, rec.hea:2 says 7"));
  EXPECT_THAT(refusal(header, {4, 0, 3, 0}), HasSubstr("the first value of 'ECG' is 4, rec.hea:2 says 3"));
  EXPECT_THAT(refusal(header, {3, 0, 4}), HasSubstr("holds 1 samples per signal, its header says 2"));
}

TEST(Wfdb, SaysWhatItDoesNotRead) {
  EXPECT_THAT(refusal("r/3 1 100\n", {}), HasSubstr("rec.hea:1: is a record of several segments"));
  EXPECT_THAT(refusal("r 1 100 1\nr.dat 310 1\n", {0, 0}), HasSubstr("rec.hea:2: signal format 310 is not read"));
  EXPECT_THAT(refusal("# only words\n", {}), HasSubstr("no record line"));
  EXPECT_THAT(refusal("r x\n", {}), HasSubstr("rec.hea:1: the number of signals is 'x'"));
  EXPECT_THAT(refusal("r 2 100 1\nr.dat 16 1\n", {0, 0}), HasSubstr("ends after 1 signal lines, expected 2"));
  EXPECT_THAT(refusal("r 1 -5\nr.dat 16 1\n", {0, 0}), HasSubstr("sampling frequency is '-5'"));
}

/// Annotation words, low byte first.
std::vector<Annotation> annotations(const std::vector<int>& words, std::optional<Hertz> rate = Hertz(100)) {
  std::vector<int> bytes;
  for (const int word : words) {
    bytes.push_back(word & 0xff);
    bytes.push_back(word >> 8);
  }
  return parse_wfdb_annotations(bytes_of(bytes), "rec.atr", rate);
}

constexpr int word(int code, int data) { return code << 10 | data; }

TEST(WfdbAnnotations, TimesAddUpAndSkipsAreLong) {
  // SKIP of 0x00010002: the upper half comes first.
  const auto out = annotations({word(1, 18), word(5, 20), word(59, 0), 1, 2, word(1, 0), 0});
  ASSERT_EQ(out.size(), 3U);
  EXPECT_EQ(out[0].sample, 18);
  EXPECT_EQ(out[1].symbol, "V");
  EXPECT_EQ(out[2].sample, 38 + 0x10002);
  EXPECT_DOUBLE_EQ(out[1].time_s, 0.38);
  EXPECT_TRUE(out[1].is_beat());
}

TEST(WfdbAnnotations, DescriptionsBelongToTheAnnotationBeforeThem) {
  const int text = 'A' | 'F' << 8;
  const auto out = annotations({word(28, 5), word(61, 0xff), word(62, 1), word(60, 3), word(63, 3), '(' | 'A' << 8, 'F',
                                word(1, 1), word(63, 2), text, 0});
  ASSERT_EQ(out.size(), 2U);
  EXPECT_EQ(out[0].symbol, "+");
  EXPECT_EQ(out[0].text, "(AF");
  EXPECT_EQ(out[0].subtype, -1);
  EXPECT_EQ(out[1].text, "AF");
  // Channel and number hold on, the subtype does not.
  EXPECT_EQ(out[1].channel, 1);
  EXPECT_EQ(out[1].number, 3);
  EXPECT_EQ(out[1].subtype, 0);
  EXPECT_FALSE(out[0].is_beat());
}

TEST(WfdbAnnotations, TakeTheRateFromTheirOwnNote) {
  const std::string note = "## time resolution: 50";
  std::vector<int> words{word(22, 0), word(63, static_cast<int>(note.size()))};
  for (std::size_t i = 0; i < note.size(); i += 2) words.push_back(note[i] | note[i + 1] << 8);
  words.insert(words.end(), {word(1, 10), 0});
  const auto out = annotations(words, std::nullopt);
  ASSERT_EQ(out.size(), 1U);
  EXPECT_DOUBLE_EQ(out[0].time_s, 0.2);
  EXPECT_TRUE(std::isnan(annotations({word(1, 10), 0}, std::nullopt)[0].time_s));
}

TEST(WfdbAnnotations, ACutFileAndTimesThatGoBackAreRefused) {
  EXPECT_THAT(test::error_of(Fault::input, [] { annotations({word(1, 10)}); }), HasSubstr("rec.atr@2"));
  EXPECT_THAT(test::error_of(Fault::input,
                             [] {
                               annotations({word(1, 10), word(59, 0), 0xffff, 0xfff0, word(1, 0), 0});
                             }),
              HasSubstr("rec.atr@8: an annotation lies before"));
  EXPECT_THAT(test::error_of(Fault::input, [] { annotations({word(61, 1), 0}); }), HasSubstr("rec.atr@0"));
}

}  // namespace
}  // namespace attune::physio
