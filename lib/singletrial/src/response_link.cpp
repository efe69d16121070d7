#include "response_link.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "profile.hpp"

namespace attune::singletrial {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kDrop = 1.920729;
/// Slopes that are tried: from -1 to 2 in twentieths.
constexpr double kFirstSlope = -1, kSlopeStep = 0.05;
constexpr int kSlopes = 61;

struct Responses {
  std::vector<Eigen::Index> trials;
  Eigen::VectorXd away;  ///< of each, from their mean, ms
};

std::optional<Responses> responses_of(const SiteTrials& trials) {
  Responses out;
  double mean = 0;
  for (std::size_t i = 0; i < trials.response_ms.size(); ++i)
    if (std::isfinite(trials.response_ms[i])) {
      out.trials.push_back(static_cast<Eigen::Index>(i));
      mean += trials.response_ms[i];
    }
  if (static_cast<Eigen::Index>(out.trials.size()) < kLeastTrials) return std::nullopt;
  mean /= static_cast<double>(out.trials.size());
  out.away.resize(static_cast<Eigen::Index>(out.trials.size()));
  for (std::size_t k = 0; k < out.trials.size(); ++k)
    out.away(static_cast<Eigen::Index>(k)) = trials.response_ms[static_cast<std::size_t>(out.trials[k])] - mean;
  if (!(out.away.norm() > 0)) return std::nullopt;
  return out;
}

/// Log likelihood of one slope with one size of what is left: lags normal about the line, on the lags there are.
double line_likelihood(const Eigen::MatrixXd& likelihood, const Eigen::VectorXd& largest, const Eigen::VectorXd& lags,
                       const Responses& responses, double slope, double size) {
  double sum = 0;
  for (Eigen::Index k = 0; k < responses.away.size(); ++k) {
    // Beyond the search the likelihood says nothing: the line goes no further than its end.
    const double place = std::clamp(slope * responses.away(k), lags(0), lags(lags.size() - 1));
    const Eigen::ArrayXd prior = (-0.5 * ((lags.array() - place) / size).square()).exp();
    sum += largest(k) + std::log((prior * likelihood.col(k).array()).sum() / prior.sum());
  }
  return sum;
}

void find_slope(ResponseLink& link, const Eigen::MatrixXd& log_likelihood, const Eigen::VectorXd& lags,
                const Responses& responses, const std::vector<double>& sizes_ms) {
  const Eigen::VectorXd largest = log_likelihood.colwise().maxCoeff().transpose();
  const Eigen::MatrixXd likelihood = (log_likelihood.rowwise() - largest.transpose()).array().exp().matrix();
  const double least = 0.5 * (lags(1) - lags(0));
  std::vector<double> best(kSlopes), size(kSlopes);
  for (int s = 0; s < kSlopes; ++s) {
    const auto i = static_cast<std::size_t>(s);
    std::vector<double> profile;
    for (const double one : sizes_ms)
      profile.push_back(
          line_likelihood(likelihood, largest, lags, responses, kFirstSlope + kSlopeStep * s, std::max(one, least)));
    const auto top = std::max_element(profile.begin(), profile.end());
    best[i] = *top;
    size[i] = sizes_ms[static_cast<std::size_t>(top - profile.begin())];
  }
  const auto top = static_cast<std::size_t>(std::max_element(best.begin(), best.end()) - best.begin());
  const auto slope = [](double i) { return kFirstSlope + kSlopeStep * i; };
  link.slope = slope(static_cast<double>(top));
  link.rest_ms = size[top];
  link.slope_interval = {kNone, kNone};
  if (top > 0 && top + 1 < kSlopes) {
    const double curvature = best[top - 1] - 2 * best[top] + best[top + 1];
    if (curvature < 0)
      link.slope += kSlopeStep * std::clamp(0.5 * (best[top - 1] - best[top + 1]) / curvature, -0.5, 0.5);
  }
  const double level = best[top] - kDrop;
  for (std::size_t i = top; i-- > 0;)
    if (best[i] < level) {
      link.slope_interval.low = slope(static_cast<double>(i) + (level - best[i]) / (best[i + 1] - best[i]));
      break;
    }
  for (std::size_t i = top + 1; i < kSlopes; ++i)
    if (best[i] < level) {
      link.slope_interval.high = slope(static_cast<double>(i) - (level - best[i]) / (best[i - 1] - best[i]));
      break;
    }
}

/// The peak that the average of these stretches of trials shows.
double peak_of(const LagModel& model, const Eigen::RowVectorXd& average, const erp::Component& component) {
  const Eigen::VectorXd amounts = model.whitening() * (model.cosines() * average.transpose());
  const TemplatePeak peak = template_peak(model, unmoved_sines(model, amounts), component);
  return peak.found ? peak.value : kNone;
}

void lock(ResponseLink& link, const SiteTrials& trials, const LagModel& model, const Responses& responses,
          const erp::Component& component) {
  Eigen::RowVectorXd stimulus = Eigen::RowVectorXd::Zero(model.samples()), response = stimulus;
  for (std::size_t k = 0; k < responses.trials.size(); ++k) {
    const Milliseconds away(responses.away(static_cast<Eigen::Index>(k)));
    const Eigen::Index first = model.first() + eeg::nearest_sample(away / trials.times.step());
    if (first < 0 || first + model.samples() > trials.data.cols()) continue;
    stimulus += trials.data.row(responses.trials[k]).segment(model.first(), model.samples());
    response += trials.data.row(responses.trials[k]).segment(first, model.samples());
    ++link.moved_trials;
  }
  link.stimulus_amplitude = link.response_amplitude = kNone;
  if (link.moved_trials < kLeastTrials) return;
  link.stimulus_amplitude = peak_of(model, stimulus / static_cast<double>(link.moved_trials), component);
  link.response_amplitude = peak_of(model, response / static_cast<double>(link.moved_trials), component);
}

}  // namespace

std::optional<ResponseLink> link_response(const SiteTrials& trials, const LagModel& model,
                                          const Eigen::MatrixXd& amounts, const LagState& state,
                                          const std::vector<double>& sizes_ms, const erp::Component& component) {
  const std::optional<Responses> responses = responses_of(trials);
  if (!responses) return std::nullopt;
  const Eigen::MatrixXd all = lag_log_likelihood(model, amounts, state);
  Eigen::MatrixXd log_likelihood(all.cols(), responses->away.size());
  for (std::size_t k = 0; k < responses->trials.size(); ++k)
    log_likelihood.col(static_cast<Eigen::Index>(k)) = all.row(responses->trials[k]).transpose();
  ResponseLink link;
  link.trials = responses->away.size();
  find_slope(link, log_likelihood, model.lags_ms(), *responses, sizes_ms);
  lock(link, trials, model, *responses, component);
  return link;
}

}  // namespace attune::singletrial
