#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "attune/base/files.hpp"
#include "attune/base/number_text.hpp"
#include "attune/eeg/brainvision.hpp"
#include "attune/parallel/stream.hpp"
#include "temporary_folder.hpp"
#include "write_bytes.hpp"

namespace attune::eeg {
namespace {

using test::TemporaryFolder;

// A float holds 24 bits; the products with 1e6 and back round twice more in double, far below that.
constexpr double kFloatRounding = 1.0 / (1 << 23);

Recording random_recording(std::uint64_t item) {
  parallel::Stream stream(parallel::Seed{41}, item);
  Recording out;
  out.sampling_frequency = Hertz(250.0 * static_cast<double>(1 + stream.below(8)));
  const auto channels = static_cast<Eigen::Index>(1 + stream.below(9));
  const auto samples = static_cast<Eigen::Index>(2 + stream.below(400));
  out.data.resize(channels, samples);
  for (Eigen::Index c = 0; c < channels; ++c) {
    Channel channel;
    channel.name = "ch," + std::to_string(c);
    if (stream.below(4) == 0) channel.unit = "\xc2\xb5S";
    const double size = channel.is_potential() ? 30e-6 : 5.0;
    for (Eigen::Index s = 0; s < samples; ++s) out.data(c, s) = size * stream.normal();
    out.channels.push_back(channel);
  }
  const auto span = static_cast<std::uint64_t>(samples);
  for (std::uint64_t e = stream.below(20); e > 0; --e) {
    Event event;
    event.sample = static_cast<double>(stream.below(span));
    event.duration_samples = static_cast<double>(stream.below(3) == 0 ? 2 + stream.below(9) : 0);
    event.type = "type " + std::to_string(stream.below(4));
    event.kind = stream.below(2) == 0 ? "Stimulus" : "Response";
    out.events.push_back(std::move(event));
  }
  std::stable_sort(out.events.begin(), out.events.end(),
                   [](const Event& a, const Event& b) { return a.sample < b.sample; });
  if (stream.below(2) == 0) out.boundaries = {static_cast<double>(1 + stream.below(span - 1))};
  return out;
}

void expect_same_but_data(const Recording& read, const Recording& written) {
  EXPECT_DOUBLE_EQ(read.sampling_frequency.value(), written.sampling_frequency.value());
  ASSERT_EQ(read.channels.size(), written.channels.size());
  for (std::size_t c = 0; c < read.channels.size(); ++c) {
    EXPECT_EQ(read.channels[c].name, written.channels[c].name);
    EXPECT_EQ(read.channels[c].unit, written.channels[c].unit);
  }
  ASSERT_EQ(read.events.size(), written.events.size());
  for (std::size_t e = 0; e < read.events.size(); ++e) {
    EXPECT_EQ(read.events[e].sample, written.events[e].sample);
    EXPECT_EQ(read.events[e].duration_samples, written.events[e].duration_samples);
    EXPECT_EQ(read.events[e].type, written.events[e].type);
    EXPECT_EQ(read.events[e].kind, written.events[e].kind);
  }
  EXPECT_EQ(read.boundaries, written.boundaries);
  EXPECT_TRUE(read.warnings.empty());
}

class RoundTrip : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(RoundTrip, ThroughFloatsKeepsEverythingToTheFloatsPrecision) {
  const TemporaryFolder folder;
  const Recording written = random_recording(GetParam());
  write_brainvision(folder / "x.vhdr", written, {}, Overwrite::refuse);
  const Recording read = read_brainvision(folder / "x.vhdr");
  expect_same_but_data(read, written);
  EXPECT_LE(((read.data - written.data).array() / written.data.array().abs().max(1e-30)).abs().maxCoeff(),
            kFloatRounding);
}

TEST_P(RoundTrip, ThroughInt16KeepsEverythingToHalfAStep) {
  const TemporaryFolder folder;
  const Recording written = random_recording(GetParam());
  const double step = 0.01;
  write_brainvision(folder / "x.vhdr", written, {BrainVisionEncoding::int16, Microvolts(step)}, Overwrite::refuse);
  const Recording read = read_brainvision(folder / "x.vhdr");
  expect_same_but_data(read, written);
  for (std::size_t c = 0; c < read.channels.size(); ++c) {
    const double half = (read.channels[c].is_potential() ? step * 1e-6 : step) / 2.0;
    const auto row = static_cast<Eigen::Index>(c);
    // The comparison itself rounds in the last place.
    EXPECT_LE((read.data.row(row) - written.data.row(row)).cwiseAbs().maxCoeff(), half * (1.0 + 1e-9));
  }
}

TEST_P(RoundTrip, WritingWhatWasReadGivesTheSameBytes) {
  const TemporaryFolder folder;
  write_brainvision(folder / "x.vhdr", random_recording(GetParam()), {BrainVisionEncoding::int16, Microvolts(0.1)},
                    Overwrite::refuse);
  write_brainvision(folder / "again" / "x.vhdr", read_brainvision(folder / "x.vhdr"),
                    {BrainVisionEncoding::int16, Microvolts(0.1)}, Overwrite::refuse);
  for (const char* name : {"x.vhdr", "x.eeg", "x.vmrk"})
    EXPECT_EQ(read_text(folder / name), read_text(folder / "again" / name)) << name;
}

TEST_P(RoundTrip, PermutedChannelsGivePermutedRows) {
  const TemporaryFolder folder;
  const Recording original = random_recording(GetParam());
  parallel::Stream stream(parallel::Seed{43}, GetParam());
  std::vector<std::size_t> order(original.channels.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  parallel::shuffle(std::span(order), stream);
  Recording permuted = original;
  for (std::size_t c = 0; c < order.size(); ++c) {
    permuted.channels[c] = original.channels[order[c]];
    permuted.data.row(static_cast<Eigen::Index>(c)) = original.data.row(static_cast<Eigen::Index>(order[c]));
  }
  write_brainvision(folder / "a.vhdr", original, {}, Overwrite::refuse);
  write_brainvision(folder / "b.vhdr", permuted, {}, Overwrite::refuse);
  const Recording a = read_brainvision(folder / "a.vhdr"), b = read_brainvision(folder / "b.vhdr");
  for (std::size_t c = 0; c < order.size(); ++c) {
    EXPECT_EQ(b.channels[c].name, a.channels[order[c]].name);
    EXPECT_EQ(b.data.row(static_cast<Eigen::Index>(c)), a.data.row(static_cast<Eigen::Index>(order[c])));
  }
}

INSTANTIATE_TEST_SUITE_P(Random, RoundTrip, ::testing::Range<std::uint64_t>(0, 12));

TEST(Units, TheSameNumbersInAThousandfoldUnitAreAThousandTimesTheVolts) {
  const TemporaryFolder folder;
  const std::vector<float> numbers{1.5f, -2.25f, 3.0f, 1e-3f};
  test::write_values(folder / "x.eeg", numbers);
  const std::vector<std::string> units{"nV", "uV", "mV", "V"};
  std::vector<Eigen::MatrixXd> data;
  for (const std::string& unit : units) {
    test::write_bytes(folder / "x.vhdr",
                      "Brain Vision Data Exchange Header File Version 1.0\n[Common Infos]\nDataFile=x.eeg\n"
                      "DataFormat=BINARY\nNumberOfChannels=1\nSamplingInterval=1000\n[Binary Infos]\n"
                      "BinaryFormat=IEEE_FLOAT_32\n[Channel Infos]\nCh1=A,,1," +
                          unit + "\n");
    data.push_back(read_brainvision(folder / "x.vhdr").data);
  }
  for (std::size_t u = 1; u < units.size(); ++u) EXPECT_TRUE(data[u].isApprox(1000.0 * data[u - 1], 1e-15)) << units[u];
}

}  // namespace
}  // namespace attune::eeg
