// From which smoothness on does a jackknife of peaks and onsets hold its level? Leave-one-out averages are read as
// `latency::compare` does, but nothing is refused. The numbers that this prints are in docs/validation.md.
#include <gtest/gtest.h>

#include <numeric>

#include "attune/base/error.hpp"
#include "attune/latency/smoothness.hpp"
#include "attune/stats/compare.hpp"
#include "calibration_line.hpp"
#include "latency_calibration.hpp"

namespace attune::test {
namespace {

constexpr std::size_t kStudies = 600, kStudiesAt1000Hz = 200;
constexpr double kEdges[] = {0, 0.1, 0.5, 1, 2, 3, 5, 8, 1e300};

/// One study: the less smooth of both groups and whether the jackknife finds a difference; no value without an answer.
struct Jackknifed {
  double ratio = std::numeric_limits<double>::infinity();
  std::optional<bool> rejects;
};

Jackknifed jackknifed(const std::array<Eigen::MatrixXd, 2>& waves, const eeg::TimeAxis& times,
                      const latency::Target& target) {
  Jackknifed out;
  std::array<std::vector<double>, 2> retrieved;
  for (std::size_t g = 0; g < 2; ++g) {
    const latency::Waveforms rows = waves[g];
    const double ratio = latency::smoothness(rows, times, target.component).ratio;
    out.ratio = std::min(out.ratio, std::isnan(ratio) ? 0.0 : ratio);
    std::vector<std::size_t> people(static_cast<std::size_t>(rows.rows()));
    std::iota(people.begin(), people.end(), std::size_t{0});
    const latency::Jackknife found = latency::jackknife(rows, people, times, latency::reader_of(target));
    if (found.without.empty()) return out;
    retrieved[g] = latency::retrieve(found.without);
  }
  try {
    out.rejects = stats::compare_groups(retrieved[0], retrieved[1]).p < 0.05;
  } catch (const Error&) {  // everyone alike
  }
  return out;
}

struct Bin {
  std::size_t studies = 0, rejections = 0;
};
using Bins = std::array<Bin, std::size(kEdges) - 1>;

void count(Bins& bins, const Jackknifed& found) {
  if (!found.rejects) return;
  std::size_t bin = 0;
  while (found.ratio >= kEdges[bin + 1]) ++bin;
  ++bins[bin].studies;
  bins[bin].rejections += *found.rejects ? 1U : 0U;
}

Bins bins_of(erp::Kind kind) {
  Bins bins{};
  for (const TrialNoise noise : {TrialNoise::autoregressive, TrialNoise::one_over_f})
    for (const double rate : {250.0, 1000.0})
      for (const double low_pass : {0.0, 30.0, 20.0, 12.0, 8.0, 6.0, 4.0}) {
        AverageSettings settings{.noise = noise, .rate_hz = rate};
        if (low_pass > 0) settings.low_pass_hz = low_pass;
        const SimulatedAverages simulated(settings);
        std::vector<std::vector<Jackknifed>> found(rate > 500 ? kStudiesAt1000Hz : kStudies);
        parallel::for_each(found.size(), {0}, [&](std::size_t study) {
          parallel::Stream stream({static_cast<std::uint64_t>(rate + low_pass) + (noise == TrialNoise::one_over_f)},
                                  study);
          const std::array<Eigen::MatrixXd, 2> noises{simulated.noise(24, stream), simulated.noise(20, stream)};
          for (const PlantedComponent& planted : {planted_n170(), planted_n400(), planted_p3()}) {
            std::array<Eigen::MatrixXd, 2> waves = noises;
            for (Eigen::MatrixXd& group : waves) simulated.add(group, planted, 0, stream);
            latency::Target target{looked_for(planted, kind), kind, {}};
            target.reading.peak_place = erp::PeakPlace::parabola;
            found[study].push_back(jackknifed(waves, simulated.times(), target));
          }
        });
        for (const auto& study : found)
          for (const Jackknifed& one : study) count(bins, one);
      }
  return bins;
}

class SmoothnessCalibration : public testing::TestWithParam<erp::Kind> {};

TEST_P(SmoothnessCalibration, KeepsTheLevelFromWhatIsNeededOn) {
  const erp::Kind kind = GetParam();
  const Bins bins = bins_of(kind);
  Bin allowed;
  for (std::size_t b = 0; b < bins.size(); ++b) {
    if (bins[b].studies == 0) continue;
    const auto share = static_cast<double>(bins[b].rejections) / static_cast<double>(bins[b].studies);
    print_share(fmt::format("smoothness, {} from {:g}", erp::name_of(kind), kEdges[b]), share, bins[b].studies);
    if (kEdges[b] < latency::needed_smoothness(kind)) continue;
    allowed.studies += bins[b].studies;
    allowed.rejections += bins[b].rejections;
    // Three and a half standard errors.
    EXPECT_NEAR(share, 0.05, 3.5 * std::sqrt(0.05 * 0.95 / static_cast<double>(bins[b].studies))) << kEdges[b];
  }
  const double share = static_cast<double>(allowed.rejections) / static_cast<double>(allowed.studies);
  print_share(fmt::format("smoothness, {}, all that is answered", erp::name_of(kind)), share, allowed.studies);
  EXPECT_GT(share, 0.04);
  EXPECT_LT(share, 0.06);
  const Bin& roughest = bins[0];
  EXPECT_GT(static_cast<double>(roughest.rejections), 0.065 * static_cast<double>(roughest.studies))
      << "what is refused would be too many";
}

INSTANTIATE_TEST_SUITE_P(Kinds, SmoothnessCalibration,
                         testing::Values(erp::Kind::peak_latency, erp::Kind::fractional_peak_onset),
                         [](const auto& p) { return erp::name_of(p.param); });

}  // namespace
}  // namespace attune::test
