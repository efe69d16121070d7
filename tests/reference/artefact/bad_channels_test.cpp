// PREP's criteria on EEGLAB's tutorial recording, as it is and with bad channels planted, against an independent numpy
// computation (bad_channels_numpy.py; filters by scipy, spline weights by MNE).
#include "attune/artefact/bad_channels.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "attune/table/delimited.hpp"
#include "eeglab_recording.hpp"
#include "shared_data.hpp"

namespace attune::artefact {
namespace {

constexpr const char* kRecording = "data/eeg-physio/eeg/eeglab/eeglab_data.set";
// Both sides work in double; Fourier transforms of another length and z values, differences of ratios divided by their
// spread, lose some digits.
constexpr double kRelative = 1e-9;

eeg::Recording with_planted_channels(eeg::Recording recording) {
  const auto row = [&](const char* name) { return recording.data.row(test::row_of(recording, name)); };
  row("F4").setConstant(0.001);
  parallel::Stream stream({1}, 0);
  for (Eigen::Index s = 0; s < recording.data.cols(); ++s) row("C3")[s] += 40e-6 * (stream.uniform() - 0.5) * 4;
  row("P8") *= 8;
  for (Eigen::Index k = 0; k < 10; ++k) row("T8").segment(2000 * k + 500, 300).setConstant(1e-5);
  row("FC5").swap(row("O2"));
  recording.boundaries = {10000.5};
  return recording;
}

std::string findings_of(const BadChannelReport& report, const std::string& channel) {
  std::set<std::string> names;
  for (const BadChannelFinding& finding : report.findings)
    if (finding.channel == channel) names.emplace(name_of(finding.criterion));
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : "+") + name;
  return out.empty() ? "none" : out;
}

void expect_numpy(const BadChannelReport& report, const std::string& wanted) {
  const Table expected =
      read_table(std::filesystem::path(ATTUNE_SOURCE_DIR) / "tests/reference/artefact/bad_channels_numpy.tsv");
  const Table found = measures_table(report);
  const std::vector<std::string> cases = expected.text("case"), channels = expected.text("channel"),
                                 findings = expected.text("findings"), names = found.text("channel");
  std::size_t compared = 0;
  for (std::size_t row = 0; row < cases.size(); ++row) {
    if (cases[row] != wanted) continue;
    const auto at = static_cast<std::size_t>(std::find(names.begin(), names.end(), channels[row]) - names.begin());
    ASSERT_LT(at, names.size()) << channels[row];
    EXPECT_EQ(findings_of(report, channels[row]), findings[row]) << wanted << " " << channels[row];
    for (std::size_t c = 3; c < expected.columns().size(); ++c) {
      const std::string& column = expected.columns()[c].name;
      const double a = expected.numbers(column)[row], b = found.numbers(column)[at];
      EXPECT_EQ(std::isnan(a), std::isnan(b)) << wanted << " " << channels[row] << " " << column;
      if (!std::isnan(a)) {
        EXPECT_NEAR(b, a, kRelative * std::max(1.0, std::abs(a))) << wanted << " " << channels[row] << " " << column;
      }
    }
    ++compared;
  }
  EXPECT_EQ(compared, 30u);
  EXPECT_EQ(found.rows(), 30u);
}

TEST(BadChannels, OfEeglabDataAsNumpyFindsThem) {
  ATTUNE_NEED_SHARED(path, kRecording);
  expect_numpy(find_bad_channels(test::eeglab_recording(path), {}, {}), "plain");
}

TEST(BadChannels, PlantedInEeglabDataAsNumpyFindsThem) {
  ATTUNE_NEED_SHARED(path, kRecording);
  const BadChannelReport report = find_bad_channels(with_planted_channels(test::eeglab_recording(path)), {}, {});
  expect_numpy(report, "planted");
}

TEST(BadChannels, AgainstTheRobustReferenceAsNumpyFindsThem) {
  ATTUNE_NEED_SHARED(path, kRecording);
  BadChannelOptions options;
  options.robust_reference = true;
  expect_numpy(find_bad_channels(with_planted_channels(test::eeglab_recording(path)), options, {}), "robust");
}

}  // namespace
}  // namespace attune::artefact
