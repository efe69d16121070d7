#pragma once

#include <Eigen/Dense>
#include <span>

#include "attune/base/units.hpp"
#include "attune/bold/events.hpp"
#include "attune/bold/response.hpp"

namespace attune::coupling {

/// Bins of neural time in one repetition time.
inline constexpr Eigen::Index kBinsPerFrame = 16;

/// Neural time of a run and its way to the frames: bins of TR / 16 from 32 s before the first frame to the last one, in
/// which a neural signal is constant, and the exact convolution of such a signal with the response at every frame kept.
class NeuralTime {
 public:
  NeuralTime(const bold::ResponseModel& response, const bold::FrameTimes& frames, std::span<const Eigen::Index> kept);

  Eigen::Index bins() const { return bins_; }
  Seconds bin() const { return bin_; }
  /// Where the first bin begins, on the clock of the events.
  Seconds start() const { return start_; }

  /// Each column (bins x signals) convolved with the response: frames kept x signals.
  Eigen::MatrixXd convolved(const Eigen::Ref<const Eigen::MatrixXd>& neural) const;
  /// Share of each bin during which an event of the trial type lasts, less its mean over the run. An event of duration
  /// 0 lasts 1 s, as its response has the area of one second.
  Eigen::VectorXd centred_task(std::span<const bold::Event> events, const std::string& trial_type) const;
  /// Orthonormal cosines of neural time without those faster than half a cycle per repetition time: bins x terms.
  Eigen::MatrixXd cosines() const;

 private:
  Eigen::Index bins_ = 0, lead_ = 0;
  Seconds bin_{0}, start_{0};
  std::vector<Eigen::Index> kept_;
  Eigen::VectorXd kernel_;  // answer m bins after the beginning of a bin of height 1
};

/// What a deconvolution found.
struct NeuralSignal {
  Eigen::VectorXd signal;  ///< bins; in signal units of the series per second's area
  double ratio = 0;        ///< variance of a cosine's weight over that of the noise: the regularisation is its inverse
  double explained = 0;    ///< share of the cleaned series' sum of squares that the convolved signal explains
};

/// Finds the neural signal behind a series. Model: y = N g + H B w + e with nuisance columns N, B the cosines of neural
/// time, H the convolution, w independent normal of variance t, e independent normal of variance s. The ratio t / s is
/// estimated by restricted maximum likelihood, and the signal is B times the posterior mean of w: a ridge regression.
/// It is shrunk by as much as white noise asks for. Noise that is not white counts as neural, and makes what is
/// regressed on the signal smaller, as noise of any regressor does.
class Deconvolution {
 public:
  /// `nuisance`: frames kept x rank, orthonormal.
  Deconvolution(const NeuralTime& time, const Eigen::MatrixXd& nuisance);
  /// `series`: one value per frame kept.
  NeuralSignal operator()(const Eigen::Ref<const Eigen::VectorXd>& series) const;

 private:
  Eigen::MatrixXd nuisance_, directions_, to_signal_;
  Eigen::VectorXd powers_;
};

}  // namespace attune::coupling
