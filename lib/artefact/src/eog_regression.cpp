#include "attune/artefact/eog_regression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "attune/artefact/whitening.hpp"
#include "attune/eeg/channel_roles.hpp"
#include "attune/signal/segments.hpp"
#include "clustered_regression.hpp"

namespace attune::artefact {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using signal::Segment;

constexpr Index kFewestClusters = 10;
constexpr Index kFewestBlinks = 3;
constexpr Seconds kStretch{2};
constexpr std::size_t kChunk = 4096;

/// The signals of a regression: sources of the eyes x samples and the rows to clean.
struct Signals {
  std::vector<EogSource> sources;
  std::vector<Index> rows;
  MatrixXd eog;   ///< sources x samples
  MatrixXd data;  ///< rows x samples
  std::vector<Segment> segments;
};

/// Weights of every movement: sources x channels.
struct Weights {
  ClusteredRegression::Fit saccade, further;  ///< `further` is empty without blinks of their own
};

std::vector<Index> rows_to_clean(const eeg::Recording& recording, const RegressionOptions& options,
                                 const std::vector<EogSource>& sources) {
  std::set<Index> eyes;
  for (const EogSource& source : sources) {
    eyes.insert(source.plus);
    if (source.minus) eyes.insert(*source.minus);
  }
  std::vector<Index> rows;
  if (options.channels.empty()) {
    for (const Index row : eeg::good_scalp_channels(recording))
      if (!eyes.contains(row)) rows.push_back(row);
    return rows;
  }
  for (const std::string& name : options.channels) {
    const Index row = eog_source(recording, name).plus;
    if (recording.channels[static_cast<std::size_t>(row)].name != name || eyes.contains(row))
      throw input_error(recording.path, fmt::format("{} cannot be cleaned by regression: it is {}", name,
                                                    eyes.contains(row) ? "part of an EOG source" : "no channel"));
    rows.push_back(row);
  }
  return rows;
}

Signals signals_of(const eeg::Recording& recording, const RegressionOptions& options) {
  Signals out;
  for (const std::string& text : options.eog) out.sources.push_back(eog_source(recording, text));
  if (out.sources.empty()) out.sources = eog_channels(recording);
  if (out.sources.empty())
    throw input_error(recording.path,
                      "no EOG channel by type or name; name the channels, or differences A-B, that show "
                      "the eyes");
  out.rows = rows_to_clean(recording, options, out.sources);
  if (out.rows.empty()) throw input_error(recording.path, "no scalp channel is left to clean by regression");
  out.eog.resize(static_cast<Index>(out.sources.size()), recording.data.cols());
  for (std::size_t e = 0; e < out.sources.size(); ++e)
    out.eog.row(static_cast<Index>(e)) = series_of(recording, out.sources[e]);
  out.data = recording.data(out.rows, Eigen::all);
  out.segments = signal::segments_between(recording.boundaries, recording.data.cols());
  if (!out.eog.allFinite() || !out.data.allFinite())
    throw analysis_error(
        "a channel of the EOG regression has samples that are not finite; leave the stretch out first");
  return out;
}

MatrixXd about_mean(const MatrixXd& rows) { return rows.colwise() - rows.rowwise().mean(); }

/// The trials of a condition by their first sample, those that lie within one segment.
struct Trials {
  std::vector<std::vector<Index>> starts;  ///< by condition
  Index length = 0, used = 0, outside = 0;
};

Trials trials_of(const eeg::Recording& recording, const RegressionOptions& options,
                 const std::vector<Segment>& segments) {
  const double fs = recording.sampling_frequency.value();
  const auto before = std::llround(Seconds(options.from).count() * fs);
  Trials out;
  out.length = std::llround(Seconds(options.to).count() * fs) - before + 1;
  if (out.length < 2) throw usage_error("the trials of an EOG regression end before they begin");
  out.starts.resize(options.conditions.size());
  for (const eeg::Event& event : recording.events) {
    for (std::size_t c = 0; c < options.conditions.size(); ++c) {
      if (!options.conditions[c].query.matches(event, recording.sampling_frequency)) continue;
      const Index first = std::llround(event.sample) + before;
      const bool inside = std::any_of(segments.begin(), segments.end(), [&](const Segment& s) {
        return first >= s.first && first + out.length <= s.first + s.count;
      });
      if (inside) out.starts[c].push_back(first);
      ++(inside ? out.used : out.outside);
      break;
    }
  }
  return out;
}

/// For each sample the blink it is in, or -1.
std::vector<Index> blink_of_sample(const std::vector<Blink>& blinks, Index samples) {
  std::vector<Index> out(static_cast<std::size_t>(samples), -1);
  for (std::size_t b = 0; b < blinks.size(); ++b)
    for (Index t = blinks[b].first; t < blinks[b].end; ++t) out[static_cast<std::size_t>(t)] = static_cast<Index>(b);
  return out;
}

/// The EOG over the straight line between a blink's first and last sample.
MatrixXd line_under(const MatrixXd& eog, const Blink& blink) {
  const Index n = blink.end - blink.first;
  const Eigen::RowVectorXd share = Eigen::RowVectorXd::LinSpaced(n, 0.0, 1.0);
  return eog.col(blink.first).replicate(1, n) + (eog.col(blink.end - 1) - eog.col(blink.first)) * share;
}

struct TrialData {
  MatrixXd eog, data;
};

/// Average of a condition's trials, sample by sample over those that are in no blink there; over all where none is not.
TrialData average_of(const Signals& signals, const std::vector<Index>& starts, Index length,
                     const std::vector<Index>& blink) {
  TrialData quiet{MatrixXd::Zero(signals.eog.rows(), length), MatrixXd::Zero(signals.data.rows(), length)};
  TrialData all = quiet;
  Eigen::ArrayXd count = Eigen::ArrayXd::Zero(length);
  for (const Index first : starts) {
    all.eog += signals.eog.middleCols(first, length);
    all.data += signals.data.middleCols(first, length);
    for (Index t = 0; t < length; ++t) {
      if (blink[static_cast<std::size_t>(first + t)] >= 0) continue;
      quiet.eog.col(t) += signals.eog.col(first + t);
      quiet.data.col(t) += signals.data.col(first + t);
      count[t] += 1.0;
    }
  }
  const auto n = static_cast<double>(starts.size());
  for (Index t = 0; t < length; ++t) {
    const bool some = count[t] > 0;
    quiet.eog.col(t) = some ? quiet.eog.col(t) / count[t] : all.eog.col(t) / n;
    quiet.data.col(t) = some ? quiet.data.col(t) / count[t] : all.data.col(t) / n;
  }
  return quiet;
}

/// Calls `use(first sample, trial less its condition's average)` for every trial.
template <class Use>
void for_trials(const Signals& signals, const Trials& trials, const std::vector<Index>& blink, Use use) {
  for (const std::vector<Index>& starts : trials.starts) {
    if (starts.empty()) continue;
    const TrialData mean = average_of(signals, starts, trials.length, blink);
    for (const Index first : starts) {
      const TrialData trial{signals.eog.middleCols(first, trials.length) - mean.eog,
                            signals.data.middleCols(first, trials.length) - mean.data};
      use(first, trial);
    }
  }
}

void require_clusters(const ClusteredRegression& regression, const char* what) {
  if (regression.clusters() < kFewestClusters)
    throw analysis_error(
        fmt::format("EOG regression on {} {}; it takes {} or more", regression.clusters(), what, kFewestClusters));
}

void add_weights(RegressionReport& report, const Signals& signals, const eeg::Recording& recording,
                 const ClusteredRegression& regression, const ClusteredRegression::Fit& fit, const MatrixXd& onto,
                 const char* movement) {
  for (Index c = 0; c < fit.weights.cols(); ++c) {
    const std::string& channel =
        recording.channels[static_cast<std::size_t>(signals.rows[static_cast<std::size_t>(c)])].name;
    for (Index e = 0; e < fit.weights.rows(); ++e)
      report.weights.push_back({channel, signals.sources[static_cast<std::size_t>(e)].name, movement,
                                fit.weights(e, c) + onto(e, c), fit.standard_errors(e, c), regression.samples(),
                                regression.clusters()});
  }
}

/// Blinks in trials, in what the saccade weights leave, each blink a cluster about its mean.
ClusteredRegression blink_regression(const Signals& signals, const Trials& trials, const std::vector<Blink>& blinks,
                                     const std::vector<Index>& blink_of, const MatrixXd& saccade) {
  ClusteredRegression out;
  for_trials(signals, trials, blink_of, [&](Index first, const TrialData& trial) {
    for (const Blink& blink : blinks) {
      const Index from = std::max(first, blink.first), to = std::min(first + trials.length, blink.end);
      if (to - from < 2) continue;
      const MatrixXd eog = trial.eog.middleCols(from - first, to - from);
      const MatrixXd excursion = eog - line_under(signals.eog, blink).middleCols(from - blink.first, to - from);
      const MatrixXd left = trial.data.middleCols(from - first, to - from) - saccade.transpose() * eog;
      out.add(about_mean(excursion), about_mean(left));
    }
  });
  return out;
}

Weights fit_gratton(const eeg::Recording& recording, const Signals& signals, const RegressionOptions& options,
                    RegressionReport& report, parallel::Threads threads) {
  if (options.conditions.empty())
    throw usage_error("Gratton's regression takes the average of each condition out first: declare the conditions");
  const EogSource vertical =
      options.vertical.empty() ? signals.sources.front() : eog_source(recording, options.vertical);
  report.blinks = find_blinks(recording, vertical, options.blinks, threads);
  report.warnings = report.blinks.warnings;
  const Trials trials = trials_of(recording, options, signals.segments);
  report.trials = trials.used;
  report.outside = trials.outside;
  const std::vector<Index> blink = blink_of_sample(report.blinks.blinks, signals.eog.cols());
  ClusteredRegression saccades;
  for_trials(signals, trials, blink, [&](Index first, const TrialData& trial) {
    std::vector<Index> quiet;
    for (Index t = 0; t < trials.length; ++t)
      if (blink[static_cast<std::size_t>(first + t)] < 0) quiet.push_back(t);
    if (!quiet.empty())
      saccades.add(about_mean(trial.eog(Eigen::all, quiet)), about_mean(trial.data(Eigen::all, quiet)));
  });
  require_clusters(saccades, "trials");
  Weights out;
  out.saccade = saccades.solve();
  const MatrixXd none = MatrixXd::Zero(out.saccade.weights.rows(), out.saccade.weights.cols());
  const ClusteredRegression blinks =
      blink_regression(signals, trials, report.blinks.blinks, blink, out.saccade.weights);
  report.fitted_blinks = blinks.clusters();
  const bool few = blinks.clusters() < kFewestBlinks;
  add_weights(report, signals, recording, saccades, out.saccade, none, few ? "all" : "saccade");
  if (few) {
    report.warnings.push_back(
        fmt::format("{} blinks in trials (amplitude from {:.0f} uV on {}): the weights of the "
                    "other movements serve for blinks too",
                    blinks.clusters(), report.blinks.amplitude.value(), vertical.name));
    return out;
  }
  out.further = blinks.solve();
  add_weights(report, signals, recording, blinks, out.further, out.saccade.weights, "blink");
  return out;
}

Weights fit_plain(const eeg::Recording& recording, const Signals& signals, RegressionReport& report) {
  const auto length = std::max<Index>(2, std::llround(kStretch.count() * recording.sampling_frequency.value()));
  ClusteredRegression all;
  for (const Segment& segment : signals.segments)
    for (Index at = 0; at + length <= segment.count; at += length)
      all.add(about_mean(signals.eog.middleCols(segment.first + at, length)),
              about_mean(signals.data.middleCols(segment.first + at, length)));
  require_clusters(all, "stretches of 2 s");
  Weights out;
  out.saccade = all.solve();
  add_weights(report, signals, recording, all, out.saccade,
              MatrixXd::Zero(out.saccade.weights.rows(), out.saccade.weights.cols()), "all");
  return out;
}

/// What is taken away of each row, sample by sample.
void subtract(Signals& signals, const Weights& weights, const std::vector<Blink>& blinks, parallel::Threads threads) {
  for (const Segment& segment : signals.segments) {
    const Eigen::VectorXd mean = signals.eog.middleCols(segment.first, segment.count).rowwise().mean();
    parallel::for_chunks(
        static_cast<std::size_t>(segment.count), kChunk, threads, [&](std::size_t begin, std::size_t end) {
          const Index first = segment.first + static_cast<Index>(begin);
          const auto width = static_cast<Index>(end - begin);
          signals.data.middleCols(first, width).noalias() -=
              weights.saccade.weights.transpose() * (signals.eog.middleCols(first, width).colwise() - mean);
        });
  }
  if (weights.further.weights.size() == 0) return;
  for (const Blink& blink : blinks) {
    const Index n = blink.end - blink.first;
    signals.data.middleCols(blink.first, n) -=
        weights.further.weights.transpose() * (signals.eog.middleCols(blink.first, n) - line_under(signals.eog, blink));
  }
}

}  // namespace

RegressionReport regress_eog(eeg::Recording& recording, const RegressionOptions& options, parallel::Threads threads) {
  if (recording.trials)
    throw input_error(recording.path, "the recording holds epochs; EOG regression is for continuous data");
  Signals signals = signals_of(recording, options);
  RegressionReport report;
  report.method = options.method;
  for (const EogSource& source : signals.sources) report.sources.push_back(source.name);
  const Weights weights = options.method == RegressionMethod::gratton
                              ? fit_gratton(recording, signals, options, report, threads)
                              : fit_plain(recording, signals, report);
  const auto deviations = [&] {
    const Eigen::VectorXd mean = mean_of(signals.data, 1, threads);
    return Eigen::VectorXd(1e6 * covariance_of(signals.data, mean, 1, threads).diagonal().cwiseSqrt());
  };
  const Eigen::VectorXd before = deviations();
  subtract(signals, weights, report.blinks.blinks, threads);
  const Eigen::VectorXd after = deviations();
  for (std::size_t c = 0; c < signals.rows.size(); ++c) {
    const auto at = static_cast<Index>(c);
    recording.data.row(signals.rows[c]) = signals.data.row(at);
    const double ratio = after[at] / before[at];
    report.channels.push_back({recording.channels[static_cast<std::size_t>(signals.rows[c])].name, before[at],
                               after[at], 1.0 - ratio * ratio});
  }
  return report;
}

}  // namespace attune::artefact
