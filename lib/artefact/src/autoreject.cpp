#include "attune/artefact/autoreject.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/artefact/robust.hpp"
#include "attune/base/error.hpp"
#include "channel_thresholds.hpp"
#include "trial_repair.hpp"

namespace attune::artefact {
namespace {

constexpr std::size_t kFewestTrials = 10, kFewestChannels = 5;

void check(const AutorejectOptions& o) {
  if (o.splits < 1 || o.splits > 1000 || o.folds < 2 || o.folds > 1000)
    throw usage_error(
        fmt::format("autoreject: {} splits and {} folds; expected 1 to 1000, and 2 to 1000", o.splits, o.folds));
  if (!(o.test_share > 0 && o.test_share < 1))
    throw usage_error(fmt::format("autoreject: the test share is {}; expected one between 0 and 1", o.test_share));
  if (o.consensus.empty() || o.interpolate.empty())
    throw usage_error("autoreject: the grid of consensus and channels to interpolate is empty");
  for (const double share : o.consensus)
    if (!(share > 0 && share <= 1))
      throw usage_error(fmt::format("autoreject: a consensus is {}; expected shares above 0, up to 1", share));
  for (const int most : o.interpolate)
    if (most < 0) throw usage_error(fmt::format("autoreject: {} channels to interpolate; expected 0 or more", most));
}

std::vector<Eigen::Index> judged_channels(const eeg::Epochs& epochs, const scalp::Positions& positions) {
  if (positions.rows() != static_cast<Eigen::Index>(epochs.channels.size()))
    throw Error(Fault::internal,
                fmt::format("{} positions for {} channels of epochs", positions.rows(), epochs.channels.size()));
  std::vector<Eigen::Index> out;
  for (Eigen::Index c = 0; c < positions.rows(); ++c) {
    const auto& name = epochs.channels[static_cast<std::size_t>(c)];
    const bool bad = std::count(epochs.bad_channels.begin(), epochs.bad_channels.end(), name) > 0;
    if (!bad && positions.row(c).allFinite()) out.push_back(c);
  }
  if (out.size() < kFewestChannels || epochs.data.size() < kFewestTrials)
    throw analysis_error(
        fmt::format("{}: autoreject has {} trials and {} good channels with a position; it needs {} and "
                    "{}",
                    describe(epochs.source), epochs.data.size(), out.size(), kFewestTrials, kFewestChannels));
  return out;
}

TrialRepair repair_of(const eeg::Epochs& epochs, const scalp::Positions& positions,
                      const std::vector<Eigen::Index>& rows, const AutorejectOptions& options) {
  const auto channels = static_cast<Eigen::Index>(rows.size());
  scalp::Positions chosen(channels, 3);
  for (Eigen::Index c = 0; c < channels; ++c) chosen.row(c) = positions.row(rows[static_cast<std::size_t>(c)]);
  std::vector<Eigen::MatrixXd> trials;
  for (const Eigen::MatrixXd& data : epochs.data) {
    Eigen::MatrixXd trial(channels, data.cols());
    for (Eigen::Index c = 0; c < channels; ++c) trial.row(c) = data.row(rows[static_cast<std::size_t>(c)]);
    trials.push_back(std::move(trial));
  }
  return {std::move(trials), chosen, options.spline};
}

// Finds the point of the grid with the least loss.
class Grid {
 public:
  Grid(const TrialRepair& repair, const AutorejectOptions& options, parallel::Threads threads)
      : repair_(repair),
        threads_(threads),
        folds_(std::min<std::size_t>(static_cast<std::size_t>(options.folds), repair.size())) {
    consensus_ = options.consensus;
    std::sort(consensus_.begin(), consensus_.end());
    const auto most = static_cast<int>(repair.channels() - 4);
    for (const int count : options.interpolate)
      if (count <= most) interpolate_.push_back(count);
    if (interpolate_.empty()) interpolate_.push_back(std::max(most, 0));
    std::sort(interpolate_.begin(), interpolate_.end());
    targets_.resize(folds_);
    parallel::for_each(folds_, threads_, [&](std::size_t fold) { targets_[fold] = median_of_fold(fold); });
  }

  void search(AutorejectResult& result) const {
    double least = std::numeric_limits<double>::infinity();
    for (const int most : interpolate_) {
      const std::vector<double> losses = losses_of(most);
      for (std::size_t k = 0; k < consensus_.size(); ++k) {
        result.losses.push_back({consensus_[k], most, Microvolts(Volts(losses[k])).value()});
        const bool keeps_more = losses[k] == least && most == result.interpolate;
        if (!(losses[k] < least || keeps_more)) continue;
        least = losses[k];
        result.consensus = consensus_[k];
        result.interpolate = most;
      }
    }
    if (!std::isfinite(least))
      throw analysis_error("autoreject: every consensus drops all trials of a fold; the data are too bad to choose");
  }

  // True if a trial with so many bad channels is dropped.
  static bool drops(std::size_t bad, double consensus, Eigen::Index channels) {
    return static_cast<double>(bad) >= consensus * static_cast<double>(channels) - 1e-9;
  }

 private:
  Eigen::MatrixXd median_of_fold(std::size_t fold) const {
    const Eigen::MatrixXd& first = repair_.trial(0);
    Eigen::MatrixXd out(first.rows(), first.cols());
    std::vector<double> values;
    for (Eigen::Index i = 0; i < out.size(); ++i) {
      values.clear();
      for (std::size_t t = fold; t < repair_.size(); t += folds_) values.push_back(repair_.trial(t).data()[i]);
      out.data()[i] = median(values);
    }
    return out;
  }

  // Sum and number of the repaired trials of one fold, by the first consensus that keeps them.
  struct Sums {
    std::vector<Eigen::MatrixXd> sum;
    std::vector<double> count;
  };

  Sums sums_of(std::size_t fold, int most) const {
    const Eigen::MatrixXd& first = repair_.trial(0);
    Sums out{std::vector(consensus_.size(), Eigen::MatrixXd(Eigen::MatrixXd::Zero(first.rows(), first.cols()))),
             std::vector(consensus_.size(), 0.0)};
    for (std::size_t t = fold; t < repair_.size(); t += folds_) {
      std::size_t k = 0;
      while (k < consensus_.size() && drops(repair_.bad(t).size(), consensus_[k], repair_.channels())) ++k;
      if (k == consensus_.size()) continue;
      out.sum[k] += repair_.repair(t, repair_.repaired(t, most));
      out.count[k] += 1;
    }
    return out;
  }

  std::vector<double> losses_of(int most) const {
    std::vector<Sums> sums(folds_);
    parallel::for_each(folds_, threads_, [&](std::size_t fold) { sums[fold] = sums_of(fold, most); });
    std::vector<std::vector<double>> losses(folds_);
    parallel::for_each(folds_, threads_, [&](std::size_t test) {
      Eigen::MatrixXd total = Eigen::MatrixXd::Zero(targets_[test].rows(), targets_[test].cols());
      double count = 0;
      for (std::size_t k = 0; k < consensus_.size(); ++k) {
        for (std::size_t fold = 0; fold < folds_; ++fold)
          if (fold != test) total += sums[fold].sum[k], count += sums[fold].count[k];
        losses[test].push_back(
            count > 0 ? std::sqrt((total / count - targets_[test]).squaredNorm() / static_cast<double>(total.size()))
                      : std::numeric_limits<double>::infinity());
      }
    });
    std::vector<double> out(consensus_.size(), 0.0);
    for (const std::vector<double>& fold : losses)
      for (std::size_t k = 0; k < out.size(); ++k) out[k] += fold[k] / static_cast<double>(folds_);
    return out;
  }

  const TrialRepair& repair_;
  parallel::Threads threads_;
  std::size_t folds_;
  std::vector<double> consensus_;
  std::vector<int> interpolate_;
  std::vector<Eigen::MatrixXd> targets_;
};

void apply(const TrialRepair& repair, const std::vector<Eigen::Index>& rows, AutorejectResult& result,
           eeg::Epochs& epochs, parallel::Threads threads) {
  std::vector<Eigen::MatrixXd> repaired(repair.size());
  parallel::for_each(repair.size(), threads, [&](std::size_t t) {
    if (!Grid::drops(repair.bad(t).size(), result.consensus, repair.channels()))
      repaired[t] = repair.repair(t, repair.repaired(t, result.interpolate));
  });
  std::vector<Eigen::MatrixXd> data;
  std::size_t t = 0;
  for (eeg::Trial& trial : epochs.trials) {
    if (!trial.kept) continue;
    const std::vector<Eigen::Index>& bad = repair.bad(t);
    if (repaired[t].size() == 0) {
      const Eigen::Index worst = bad.front();
      const auto row = repair.trial(t).row(worst);
      trial.kept = false;
      trial.reason = "too many bad channels";
      trial.channel = result.channels[static_cast<std::size_t>(worst)];
      trial.value_uv = Microvolts(Volts(row.maxCoeff() - row.minCoeff())).value();
      ++result.dropped;
    } else {
      const std::vector<Eigen::Index> channels = repair.repaired(t, result.interpolate);
      for (const Eigen::Index c : channels) {
        epochs.data[t].row(rows[static_cast<std::size_t>(c)]) = repaired[t].row(c);
        trial.interpolated.push_back(result.channels[static_cast<std::size_t>(c)]);
      }
      data.push_back(std::move(epochs.data[t]));
      ++result.kept;
      result.repaired_trials += channels.empty() ? 0 : 1;
      result.repaired_channels += static_cast<std::int64_t>(channels.size());
      result.left_bad += static_cast<std::int64_t>(bad.size() - channels.size());
    }
    ++t;
  }
  epochs.data = std::move(data);
}

}  // namespace

AutorejectResult autoreject(eeg::Epochs& epochs, const scalp::Positions& positions, const AutorejectOptions& options,
                            parallel::Threads threads) {
  check(options);
  const std::vector<Eigen::Index> rows = judged_channels(epochs, positions);
  AutorejectResult out;
  for (const Eigen::Index row : rows) out.channels.push_back(epochs.channels[static_cast<std::size_t>(row)]);
  TrialRepair repair = repair_of(epochs, positions, rows, options);
  const std::vector<Split> splits = draw_splits(static_cast<Eigen::Index>(repair.size()), options);
  Eigen::VectorXd thresholds(repair.channels());
  parallel::for_each(rows.size(), threads, [&](std::size_t c) {
    const auto channel = static_cast<Eigen::Index>(c);
    thresholds[channel] = best_threshold(repair.doubled(channel), splits);
  });
  for (const double threshold : thresholds) out.thresholds_uv.push_back(Microvolts(Volts(threshold)).value());
  repair.set_thresholds(thresholds);
  Grid(repair, options, threads).search(out);
  apply(repair, rows, out, epochs, threads);
  return out;
}

Table thresholds_table(const AutorejectResult& result) {
  Table table;
  table.add("channel", Column::Text(result.channels.begin(), result.channels.end()));
  table.add("threshold_uv", Column::Numbers(result.thresholds_uv.begin(), result.thresholds_uv.end()));
  return table;
}

Table losses_table(const AutorejectResult& result) {
  Column::Numbers consensus, losses;
  Column::Integers interpolate;
  Column::Text chosen;
  for (const AutorejectLoss& point : result.losses) {
    consensus.push_back(point.consensus);
    interpolate.push_back(point.interpolate);
    losses.push_back(std::isfinite(point.loss_uv) ? point.loss_uv : std::numeric_limits<double>::quiet_NaN());
    const bool best = point.consensus == result.consensus && point.interpolate == result.interpolate;
    chosen.push_back(best ? "yes" : "no");
  }
  Table table;
  table.add("consensus", std::move(consensus));
  table.add("interpolate", std::move(interpolate));
  table.add("loss_uv", std::move(losses));
  table.add("chosen", std::move(chosen));
  return table;
}

}  // namespace attune::artefact
