#include "attune/singletrial/woody.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace attune::singletrial {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
/// Alignment has settled when no lag changes by more, in samples.
constexpr double kSettled = 0.05;
/// Weights of the Gaussian beyond so many SDs are below 1e-7 of its middle.
constexpr double kReach = 5.7;

/// Columns of the window and how many samples it may move.
struct Search {
  Eigen::Index first = 0, samples = 0, lag = 0;
};

Search search_of(const eeg::TimeAxis& times, const AlignOptions& options) {
  const erp::Columns columns = erp::columns_in(times, options.component.window);
  return {columns.first, columns.last - columns.first + 1, eeg::nearest_sample(search_lag(options) / times.step())};
}

/// Where the parabola through three evenly spaced values has its top, from the middle one, in steps.
double top_of(double left, double middle, double right) {
  const double curvature = left - 2 * middle + right;
  return curvature < 0 ? std::clamp(0.5 * (left - right) / curvature, -0.5, 0.5) : 0.0;
}

/// The samples [first, first + n) of a row moved by a fraction of a sample: the cubic through four neighbours.
Eigen::RowVectorXd moved(const Eigen::RowVectorXd& row, double first, Eigen::Index n) {
  const auto whole = static_cast<Eigen::Index>(std::floor(first));
  const double f = first - static_cast<double>(whole);
  const double a = -f * (f - 1) * (f - 2) / 6, b = (f + 1) * (f - 1) * (f - 2) / 2, c = -(f + 1) * f * (f - 2) / 2,
               d = (f + 1) * f * (f - 1) / 6;
  const auto at = [&](Eigen::Index i) { return row(std::clamp<Eigen::Index>(i, 0, row.size() - 1)); };
  Eigen::RowVectorXd out(n);
  for (Eigen::Index i = 0; i < n; ++i)
    out(i) = a * at(whole + i - 1) + b * at(whole + i) + c * at(whole + i + 1) + d * at(whole + i + 2);
  return out;
}

/// Best correlation of a trial with the template (mean 0, norm 1) over the lags.
struct Match {
  double lag = kNone, correlation = kNone;  ///< lag in samples
  std::string censored;
};

Match match(const Eigen::RowVectorXd& trial, const Eigen::RowVectorXd& unit, const Search& search) {
  const Eigen::Index lags = 2 * search.lag + 1;
  Eigen::VectorXd correlation(lags);
  for (Eigen::Index g = 0; g < lags; ++g) {
    const Eigen::RowVectorXd window = trial.segment(search.first - search.lag + g, search.samples);
    const double norm = (window.array() - window.mean()).matrix().norm();
    if (!(norm > 0)) return {kNone, kNone, "no variation"};
    correlation(g) = window.dot(unit) / norm;
  }
  Eigen::Index best = 0;
  const double largest = correlation.maxCoeff(&best);
  if (best == 0 || best == lags - 1) return {kNone, largest, "lag at the edge of the search"};
  const double top = top_of(correlation(best - 1), correlation(best), correlation(best + 1));
  return {static_cast<double>(best - search.lag) + top, largest, ""};
}

struct Template {
  Eigen::RowVectorXd average, unit;
};

Template template_of(Eigen::RowVectorXd average) {
  Eigen::RowVectorXd unit = average.array() - average.mean();
  const double norm = unit.norm();
  if (!(norm > 0)) throw analysis_error("the average of the trials does not vary in the component's window");
  return {std::move(average), unit / norm};
}

/// One round: lags of all trials, and the average of those that are not censored, each moved by its lag from their
/// mean.
Template realign(const Eigen::MatrixXd& smooth, const Search& search, const Template& now, std::vector<Match>& found) {
  double sum = 0, n = 0;
  for (Eigen::Index i = 0; i < smooth.rows(); ++i) {
    Match& one = found[static_cast<std::size_t>(i)];
    one = match(smooth.row(i), now.unit, search);
    if (one.censored.empty()) sum += one.lag, n += 1;
  }
  if (2 * n < static_cast<double>(smooth.rows()))
    throw analysis_error(fmt::format(
        "{} of {} trials have their best lag at the edge of the search; expected half of them inside: the component "
        "is not in the window, or the noise is larger than it; widen the window, or look at the expected latencies "
        "alone",
        smooth.rows() - static_cast<Eigen::Index>(n), smooth.rows()));
  Eigen::RowVectorXd average = Eigen::RowVectorXd::Zero(search.samples);
  for (Eigen::Index i = 0; i < smooth.rows(); ++i) {
    Match& one = found[static_cast<std::size_t>(i)];
    if (!one.censored.empty()) continue;
    one.lag -= sum / n;
    average += moved(smooth.row(i), static_cast<double>(search.first) + one.lag, search.samples);
  }
  return template_of(average / n);
}

double largest_change(const std::vector<Match>& a, const std::vector<Match>& b) {
  double out = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].censored != b[i].censored) return std::numeric_limits<double>::infinity();
    if (a[i].censored.empty()) out = std::max(out, std::abs(a[i].lag - b[i].lag));
  }
  return out;
}

}  // namespace

Milliseconds search_lag(const AlignOptions& options) {
  if (options.max_lag) return *options.max_lag;
  constexpr Milliseconds kLeast(25);
  return std::max(kLeast, (options.component.window.to - options.component.window.from) / 2);
}

Hertz low_pass_of(const AlignOptions& options) {
  if (options.low_pass) return *options.low_pass;
  const Seconds window = options.component.window.to - options.component.window.from;
  return Hertz(std::min(30.0, 2 / window.count()));
}

void check_alignment(const SiteTrials& trials, const AlignOptions& options) {
  const erp::Window window = options.component.window;
  if (!(window.to > window.from))
    throw usage_error(fmt::format("the window goes from {} to {} ms; expected an end after the start",
                                  window.from.count(), window.to.count()));
  const Milliseconds lag = search_lag(options), step = trials.times.step();
  if (!(lag >= 2 * step))
    throw usage_error(
        fmt::format("the lag is {} ms; expected at least two samples, {} ms", lag.count(), 2 * step.count()));
  const double low_pass = low_pass_of(options).value();
  if (!(low_pass > 0) || !(low_pass < trials.times.sampling_frequency.value() / 2))
    throw usage_error(
        fmt::format("the low-pass is {} Hz; expected more than 0 and less than half the sampling "
                    "frequency, {} Hz",
                    low_pass, trials.times.sampling_frequency.value() / 2));
  const Milliseconds start = trials.times.at(0), end = trials.times.at(trials.times.samples - 1);
  const Milliseconds slack = step / 1000;
  if (window.from - lag < start - slack || window.to + lag > end + slack)
    throw usage_error(fmt::format(
        "the epochs go from {} to {} ms; expected {} to {} ms, the window and a lag of {} ms on either side of it: cut "
        "longer epochs, or lower --max-lag",
        start.count(), end.count(), (window.from - lag).count(), (window.to + lag).count(), lag.count()));
  if (trials.data.rows() < kLeastTrials)
    throw analysis_error(fmt::format("{} trials of {}; expected at least {}", trials.data.rows(),
                                     in_quotes(trials.condition), kLeastTrials));
}

Eigen::MatrixXd smooth_rows(const Eigen::Ref<const Eigen::MatrixXd>& rows, Hertz sampling_frequency, Hertz frequency) {
  // exp(-2 (pi f sd)^2) = 1/2
  const double sd =
      std::sqrt(std::numbers::ln2 / 2) / (std::numbers::pi * frequency.value()) * sampling_frequency.value();
  const auto reach = static_cast<Eigen::Index>(std::ceil(kReach * sd));
  Eigen::VectorXd weights(2 * reach + 1);
  for (Eigen::Index k = -reach; k <= reach; ++k) {
    const double place = static_cast<double>(k) / sd;
    weights(k + reach) = std::exp(-0.5 * place * place);
  }
  Eigen::MatrixXd out(rows.rows(), rows.cols());
  for (Eigen::Index t = 0; t < rows.cols(); ++t) {
    const Eigen::Index from = std::max<Eigen::Index>(0, t - reach), to = std::min(rows.cols() - 1, t + reach);
    const auto part = weights.segment(from - t + reach, to - from + 1);
    out.col(t) = rows.middleCols(from, to - from + 1) * part / part.sum();
  }
  return out;
}

Alignment align(const SiteTrials& trials, const AlignOptions& options) {
  check_alignment(trials, options);
  if (options.most_rounds < 1) throw usage_error(fmt::format("{} rounds; expected at least one", options.most_rounds));
  const Search search = search_of(trials.times, options);
  const Eigen::MatrixXd smooth = smooth_rows(trials.data, trials.times.sampling_frequency, low_pass_of(options));
  Template now = template_of(smooth.middleCols(search.first, search.samples).colwise().mean());
  std::vector<Match> found(static_cast<std::size_t>(smooth.rows())), before;
  Alignment out;
  while (!out.settled && out.rounds < options.most_rounds) {
    before = found;
    now = realign(smooth, search, now, found);
    ++out.rounds;
    out.settled = out.rounds > 1 && largest_change(found, before) < kSettled;
  }

  const double sign = options.component.polarity == erp::Polarity::positive ? 1 : -1;
  Eigen::Index best = 0;
  const Eigen::RowVectorXd facing = sign * now.average;
  const double largest = facing.maxCoeff(&best);
  out.template_latency_ms = kNone;
  if (best == 0 || best == search.samples - 1 || !(largest > 0))
    out.reason = "no peak of the component inside the window";
  else
    out.template_latency_ms = trials.times.at(search.first + best).count() +
                              top_of(facing(best - 1), facing(best), facing(best + 1)) * trials.times.step().count();
  out.average = now.average;
  for (Eigen::Index i = 0; i < smooth.rows(); ++i) {
    const Match& one = found[static_cast<std::size_t>(i)];
    AlignedTrial trial{one.lag * trials.times.step().count(), kNone, kNone, one.correlation,
                       one.censored.empty() ? out.reason : one.censored};
    if (trial.censored.empty()) {
      trial.latency_ms = out.template_latency_ms + trial.lag_ms;
      const double column = trial.latency_ms / trials.times.step().count() - static_cast<double>(trials.times.first);
      trial.amplitude = moved(smooth.row(i), column, 1)(0);
    }
    out.trials.push_back(std::move(trial));
  }
  return out;
}

}  // namespace attune::singletrial
