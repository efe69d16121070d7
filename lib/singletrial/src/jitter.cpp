#include "attune/singletrial/jitter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "lag_model.hpp"
#include "profile.hpp"
#include "response_link.hpp"

namespace attune::singletrial {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
/// Half of the chi-squared with one degree of freedom that 95 % stay below.
constexpr double kDrop = 1.920729;
/// The likelihood gains less than this in the last round; small beside `kDrop`.
constexpr double kGain = 1e-3;
constexpr int kMostRounds = 200;
/// Draws start at the answer and settle sooner.
constexpr double kDrawGain = 5e-3;
constexpr int kMostDrawRounds = 40;
constexpr std::uint64_t kDraws = 1967;

/// The likelihood of every size of jitter, the rest at its best.
struct Profile {
  std::vector<LagState> states;
  std::vector<double> log_likelihood;
};

Profile profile(const LagModel& model, const Eigen::MatrixXd& amounts, const std::vector<double>& sizes,
                LagState state) {
  const Eigen::VectorXd once = Eigen::VectorXd::Ones(amounts.rows());
  Profile out;
  for (const double size : sizes) {
    out.log_likelihood.push_back(maximise(model, amounts, once, size, kGain, kMostRounds, state));
    out.states.push_back(state);
  }
  return out;
}

/// The template that the average shows, for a start.
LagState start_of(const LagModel& model, const Eigen::MatrixXd& amounts) {
  LagState state;
  state.sines = unmoved_sines(model, amounts.colwise().mean().transpose());
  return state;
}

/// Sum over trials of the outer products of what the template, given the data, does not explain, over n - 1.
Eigen::MatrixXd residual_squares(const SiteTrials& trials, const LagModel& model, const LagExpectation& given,
                                 const LagState& state) {
  const Eigen::Index lags = given.weight.cols();
  Eigen::MatrixXd waves(lags, model.samples());
  const Eigen::VectorXd times = model.times_ms();
  for (Eigen::Index g = 0; g < lags; ++g)
    waves.row(g) = (model.sines(times, model.lags_ms()(given.first_lag + g)) * state.sines).transpose();
  const Eigen::MatrixXd first = (given.weight.array() * given.amplitude.array()).matrix();
  const Eigen::RowVectorXd second = (first.array() * given.amplitude.array()).matrix().colwise().sum() +
                                    (given.weight.colwise().sum().array() * given.variance.array()).matrix();
  Eigen::MatrixXd expected = Eigen::MatrixXd::Zero(trials.data.rows(), trials.data.cols());
  expected.middleCols(model.first(), model.samples()).noalias() = first * waves;
  const Eigen::MatrixXd rest = trials.data - expected;
  const Eigen::RowVectorXd mean = rest.colwise().mean();
  const auto n = static_cast<double>(rest.rows());
  Eigen::MatrixXd squares = rest.transpose() * rest - n * mean.transpose() * mean;
  // What is not known of the template's lag and amplitude in a trial is no noise, but hides as much of it.
  squares.block(model.first(), model.first(), model.samples(), model.samples()) +=
      waves.transpose() * second.asDiagonal() * waves -
      expected.middleCols(model.first(), model.samples()).transpose() *
          expected.middleCols(model.first(), model.samples());
  return squares / (n - 1);
}

Eigen::MatrixXd plain_squares(const SiteTrials& trials) {
  const Eigen::MatrixXd rest = trials.data.rowwise() - trials.data.colwise().mean();
  return rest.transpose() * rest / static_cast<double>(rest.rows() - 1);
}

TrialExpectations expectations_of(const LagModel& model, const Eigen::MatrixXd& amounts, const LagState& state,
                                  double jitter_ms, const TemplatePeak& peak) {
  const LagExpectation given = expect(model, amounts, Eigen::VectorXd::Ones(amounts.rows()), state, jitter_ms);
  const Eigen::VectorXd lags = model.lags_ms().segment(given.first_lag, given.weight.cols());
  const Eigen::VectorXd mean = given.weight * lags;
  const Eigen::VectorXd square = given.weight * lags.cwiseAbs2();
  TrialExpectations out;
  out.latency_ms = peak.latency_ms + mean.array();
  out.sd_ms = (square - mean.cwiseAbs2()).cwiseMax(0.0).cwiseSqrt();
  out.amplitude = peak.value * (given.weight.array() * given.amplitude.array()).rowwise().sum();
  return out;
}

/// What one draw of trials says: NaN without a peak.
struct Drawn {
  double latency = kNone, jitter = kNone, aligned = kNone, stimulus = kNone;
};

/// The best size and its neighbours alone, climbing from the size that all trials have.
Drawn draw(const LagModel& model, const Eigen::MatrixXd& amounts, const std::vector<double>& sizes,
           const Profile& whole, std::size_t start, const erp::Component& component, parallel::Stream& stream) {
  const auto n = static_cast<std::uint64_t>(amounts.rows());
  Eigen::VectorXd counts = Eigen::VectorXd::Zero(amounts.rows());
  for (std::uint64_t i = 0; i < n; ++i) counts(static_cast<Eigen::Index>(stream.below(n))) += 1;
  std::vector<double> log_likelihood(sizes.size(), -std::numeric_limits<double>::infinity());
  std::vector<LagState> states = whole.states;
  const auto visit = [&](std::size_t i) {
    if (std::isinf(log_likelihood[i]))
      log_likelihood[i] = maximise(model, amounts, counts, sizes[i], kDrawGain, kMostDrawRounds, states[i]);
    return log_likelihood[i];
  };
  std::size_t best = std::clamp<std::size_t>(start, 1, sizes.size() - 2);
  while (true) {
    const double here = visit(best), below = visit(best - 1), above = visit(best + 1);
    if (below > here && below >= above && best > 1)
      --best;
    else if (above > here && above > below && best + 2 < sizes.size())
      ++best;
    else
      break;
  }
  const Crest crest = crest_of(std::span(sizes).subspan(best - 1, 3), std::span(log_likelihood).subspan(best - 1, 3));
  std::size_t nearest = best - 1;
  for (const std::size_t i : {best, best + 1})
    if (std::abs(sizes[i] - crest.size) < std::abs(sizes[nearest] - crest.size)) nearest = i;
  visit(0);
  const TemplatePeak aligned = template_peak(model, states[nearest].sines, component);
  const TemplatePeak stimulus = template_peak(model, states[0].sines, component);
  if (!aligned.found || !stimulus.found) return {};
  return {aligned.latency_ms, crest.size, aligned.value, stimulus.value};
}

double sd_of(const std::vector<Drawn>& draws, double (*value)(const Drawn&)) {
  double n = 0, mean = 0, squares = 0;
  for (const Drawn& one : draws) {
    const double x = value(one);
    if (std::isnan(x)) continue;
    n += 1;
    const double away = x - mean;
    mean += away / n;
    squares += away * (x - mean);
  }
  return n < 0.5 * static_cast<double>(draws.size()) || n < 2 ? kNone : std::sqrt(squares / (n - 1));
}

void add_errors(JitterFit& fit, const LagModel& model, const Eigen::MatrixXd& amounts, const Profile& whole,
                std::size_t start, const JitterOptions& options) {
  std::vector<Drawn> draws(static_cast<std::size_t>(options.bootstraps));
  parallel::for_each(draws.size(), options.threads, [&](std::size_t b) {
    parallel::Stream stream(parallel::derive(options.seed, kDraws), b);
    draws[b] = draw(model, amounts, fit.sizes_ms, whole, start, options.align.component, stream);
  });
  for (const Drawn& one : draws) fit.draws_without += std::isnan(one.latency);
  fit.latency_ms.standard_error = sd_of(draws, [](const Drawn& d) { return d.latency; });
  fit.jitter_ms.standard_error = sd_of(draws, [](const Drawn& d) { return d.jitter; });
  fit.aligned_amplitude.standard_error = sd_of(draws, [](const Drawn& d) { return d.aligned; });
  fit.stimulus_amplitude.standard_error = sd_of(draws, [](const Drawn& d) { return d.stimulus; });
  fit.smearing.standard_error = sd_of(draws, [](const Drawn& d) { return d.aligned - d.stimulus; });
}

JitterFit without(JitterFit fit, std::string reason) {
  fit.reason = std::move(reason);
  for (Estimate* one :
       {&fit.latency_ms, &fit.jitter_ms, &fit.aligned_amplitude, &fit.stimulus_amplitude, &fit.smearing})
    *one = {kNone, kNone};
  fit.jitter_interval = {kNone, kNone};
  fit.amplitude_sd = kNone;
  return fit;
}

}  // namespace

JitterFit fit_jitter(const SiteTrials& trials, const JitterOptions& options) {
  check_alignment(trials, options.align);
  if (options.bootstraps != 0 && (options.bootstraps < 20 || options.bootstraps > erp::kMostBootstraps))
    throw usage_error(
        fmt::format("{} bootstraps; expected 0 (none) or 20 to {}, as 200", options.bootstraps, erp::kMostBootstraps));
  LagModel model(trials.times, options.align);
  const Eigen::VectorXd once = Eigen::VectorXd::Ones(trials.data.rows());
  const Eigen::MatrixXd plain = trials.data.middleCols(model.first(), model.samples()) * model.cosines().transpose();
  JitterFit fit;
  fit.trials = trials.data.rows();
  fit.sizes_ms = jitter_sizes(model.lags_ms()(model.lags_ms().size() - 1));

  // First with the noise that the average leaves, then with that which the aligned template leaves.
  Eigen::MatrixXd noise = noise_covariance(model, plain_squares(trials));
  if (!(noise.trace() > 0)) throw analysis_error("the trials do not differ; expected noise to tell latencies from");
  model.whiten(noise);
  Eigen::MatrixXd amounts = plain * model.whitening().transpose();
  Profile found = profile(model, amounts, fit.sizes_ms, start_of(model, amounts));
  const Crest rough = crest_of(fit.sizes_ms, found.log_likelihood);
  const auto best_of = [&] {
    return static_cast<std::size_t>(std::max_element(found.log_likelihood.begin(), found.log_likelihood.end()) -
                                    found.log_likelihood.begin());
  };
  const LagState first = found.states[best_of()];
  noise =
      noise_covariance(model, residual_squares(trials, model, expect(model, amounts, once, first, rough.size), first));
  model.whiten(noise);
  amounts = plain * model.whitening().transpose();
  found = profile(model, amounts, fit.sizes_ms, first);
  fit.log_likelihood = found.log_likelihood;
  fit.noise = std::sqrt(noise.trace() / static_cast<double>(model.samples()));

  const Crest crest = crest_of(fit.sizes_ms, found.log_likelihood);
  LagState state = found.states[best_of()];
  maximise(model, amounts, once, crest.size, kGain, kMostRounds, state);
  const TemplatePeak peak = template_peak(model, state.sines, options.align.component);
  const TemplatePeak smeared = template_peak(model, found.states.front().sines, options.align.component);
  if (!peak.found || !smeared.found) return without(std::move(fit), "no peak of the component inside the window");
  fit.latency_ms = {peak.latency_ms, kNone};
  fit.jitter_ms = {crest.size, kNone};
  fit.jitter_interval = profile_interval(fit.sizes_ms, found.log_likelihood, kDrop);
  fit.aligned_amplitude = {peak.value, kNone};
  fit.stimulus_amplitude = {smeared.value, kNone};
  fit.smearing = {peak.value - smeared.value, kNone};
  fit.amplitude_sd = std::abs(peak.value) * std::sqrt(state.amplitude_variance);
  fit.best = expectations_of(model, amounts, state, crest.size, peak);
  for (std::size_t i = 0; i < fit.sizes_ms.size(); ++i) {
    TemplatePeak at = template_peak(model, found.states[i].sines, options.align.component);
    if (!at.found) at = peak;
    fit.given.push_back(expectations_of(model, amounts, found.states[i], fit.sizes_ms[i], at));
  }
  fit.template_times_ms = model.times_ms();
  fit.best_template = model.sines(fit.template_times_ms, 0) * state.sines;
  fit.response = link_response(trials, model, amounts, state, fit.sizes_ms, options.align.component);
  if (options.bootstraps > 0) add_errors(fit, model, amounts, found, best_of(), options);
  return fit;
}

}  // namespace attune::singletrial
