#include "judge.hpp"

#include <algorithm>
#include <cmath>

#include "attune/artefact/robust.hpp"
#include "ransac.hpp"
#include "window_correlations.hpp"

namespace attune::artefact {
namespace {

constexpr double kCorrelationQuantile = 0.98;
constexpr double kDeviationOfMad = 1.4826;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Judges the channels of one round, criterion by criterion.
class Judge {
 public:
  Judge(const Examined& examined, const std::vector<RawFacts>& facts, const ChannelSignals& signals,
        const BadChannelOptions& options, int round)
      : examined_(examined), facts_(facts), signals_(signals), options_(options), round_(round) {
    for (const std::string& name : examined.names) out_.measures.emplace_back().channel = name;
    usable_.assign(examined.size(), true);
  }

  void look_at_samples() {
    for (std::size_t c = 0; c < usable_.size(); ++c) {
      const bool flat = facts_[c].spread < options_.flat.value();
      usable_[c] = facts_[c].not_finite == 0 && !flat;
      if (facts_[c].not_finite > 0)
        find(c, BadCriterion::not_finite, static_cast<double>(facts_[c].not_finite), 0);
      else if (flat)
        find(c, BadCriterion::flat, facts_[c].spread, options_.flat.value());
    }
  }

  void look_at_amplitudes() {
    const std::vector<double> z = z_of(signals_.amplitude, [](const std::vector<double>& values) {
      return std::pair(median(values), robust_deviation(values));
    });
    for (std::size_t c = 0; c < usable_.size(); ++c) {
      if (!usable_[c]) continue;
      out_.measures[c].amplitude = signals_.amplitude[static_cast<Eigen::Index>(c)];
      out_.measures[c].amplitude_z = z[c];
      if (std::abs(z[c]) > options_.deviation) find(c, BadCriterion::deviation, z[c], options_.deviation);
    }
  }

  void look_at_noise() {
    if (!examined_.has_lowpass) return;
    const std::vector<double> z = z_of(signals_.noise_ratio, [](const std::vector<double>& values) {
      return std::pair(median(values), kDeviationOfMad * median_absolute_deviation(values));
    });
    for (std::size_t c = 0; c < usable_.size(); ++c) {
      if (!usable_[c]) continue;
      out_.measures[c].noise_ratio = signals_.noise_ratio[static_cast<Eigen::Index>(c)];
      out_.measures[c].noise_z = z[c];
      if (z[c] > options_.noise) find(c, BadCriterion::noise, z[c], options_.noise);
    }
  }

  void look_at_correlations(parallel::Threads threads) {
    const auto windows = static_cast<Eigen::Index>(examined_.thin_windows.size());
    Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic> silent(windows, signals_.columns.cols());
    silent.setConstant(false);
    for (std::size_t c = 0; c < usable_.size(); ++c)
      for (std::size_t w = 0; w < facts_[c].dropout.size(); ++w)
        silent(static_cast<Eigen::Index>(w), static_cast<Eigen::Index>(c)) = facts_[c].dropout[w];
    const Eigen::MatrixXd r =
        window_correlations(signals_.columns, examined_.thin_windows, usable_, silent, kCorrelationQuantile, threads);
    for (std::size_t c = 0; c < usable_.size(); ++c) {
      if (!usable_[c]) continue;
      const auto column = static_cast<Eigen::Index>(c);
      ChannelMeasures& m = out_.measures[c];
      m.median_correlation = median({r.col(column).data(), r.col(column).data() + windows});
      m.low_correlation = share((r.col(column).array() < options_.correlation).count(), windows);
      m.dropout = share(silent.col(column).count(), windows);
      if (m.low_correlation > options_.bad_windows)
        find(c, BadCriterion::correlation, m.low_correlation, options_.bad_windows);
      if (m.dropout > options_.bad_windows) find(c, BadCriterion::dropout, m.dropout, options_.bad_windows);
    }
  }

  void look_at_predictions(Warnings& warnings, parallel::Threads threads) {
    std::vector<bool> good(usable_);
    for (std::size_t c = 0; c < good.size(); ++c)
      for (const BadCriterion criterion : {BadCriterion::deviation, BadCriterion::correlation, BadCriterion::dropout})
        if (out_.has(c, criterion)) good[c] = false;
    const auto r = ransac_correlations(signals_.columns, examined_, usable_, good, options_, warnings, threads);
    if (!r) return;
    for (std::size_t c = 0; c < usable_.size(); ++c) {
      const auto column = static_cast<Eigen::Index>(c);
      if (std::isnan((*r)(0, column))) continue;
      ChannelMeasures& m = out_.measures[c];
      m.ransac = share((r->col(column).array() < options_.ransac_correlation).count(), r->rows());
      if (m.ransac > options_.ransac_bad_windows) find(c, BadCriterion::ransac, m.ransac, options_.ransac_bad_windows);
    }
  }

  Judgement finish() {
    std::stable_sort(out_.findings.begin(), out_.findings.end(),
                     [&](const auto& a, const auto& b) { return place(a.channel) < place(b.channel); });
    return std::move(out_);
  }

 private:
  static double share(Eigen::Index part, Eigen::Index whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
  }
  std::ptrdiff_t place(const std::string& channel) const {
    return std::find(examined_.names.begin(), examined_.names.end(), channel) - examined_.names.begin();
  }
  void find(std::size_t channel, BadCriterion criterion, double value, double limit) {
    out_.findings.push_back({examined_.names[channel], criterion, value, limit, round_});
  }

  // (value - centre) / scale over the usable channels. Without a scale, what differs from the centre is infinitely far.
  template <class CentreAndScale>
  std::vector<double> z_of(const Eigen::VectorXd& values, CentreAndScale centre_and_scale) const {
    std::vector<double> chosen;
    for (std::size_t c = 0; c < usable_.size(); ++c)
      if (usable_[c]) chosen.push_back(values[static_cast<Eigen::Index>(c)]);
    const auto [centre, scale] = centre_and_scale(chosen);
    std::vector<double> out(usable_.size(), ChannelMeasures::kNone);
    for (std::size_t c = 0; c < usable_.size(); ++c) {
      if (!usable_[c]) continue;
      const double difference = values[static_cast<Eigen::Index>(c)] - centre;
      out[c] = scale > 0 ? difference / scale : difference == 0 ? 0.0 : std::copysign(kInfinity, difference);
    }
    return out;
  }

  const Examined& examined_;
  const std::vector<RawFacts>& facts_;
  const ChannelSignals& signals_;
  const BadChannelOptions& options_;
  int round_;
  std::vector<bool> usable_;
  Judgement out_;
};

}  // namespace

bool Judgement::has(std::size_t channel, BadCriterion criterion) const {
  return std::any_of(findings.begin(), findings.end(), [&](const BadChannelFinding& f) {
    return f.criterion == criterion && f.channel == measures[channel].channel;
  });
}

bool Judgement::is_bad(std::size_t channel) const {
  return std::any_of(findings.begin(), findings.end(),
                     [&](const BadChannelFinding& f) { return f.channel == measures[channel].channel; });
}

Judgement judge(const Examined& examined, const std::vector<RawFacts>& facts, const ChannelSignals& signals,
                const BadChannelOptions& options, int round, Warnings& warnings, parallel::Threads threads) {
  Judge judge(examined, facts, signals, options, round);
  judge.look_at_samples();
  judge.look_at_amplitudes();
  judge.look_at_noise();
  judge.look_at_correlations(threads);
  if (options.ransac) judge.look_at_predictions(warnings, threads);
  return judge.finish();
}

}  // namespace attune::artefact
