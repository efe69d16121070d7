#include "standard_error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "attune/erp/columns_needed.hpp"
#include "attune/erp/reading.hpp"
#include "drawn_wave.hpp"

namespace attune::erp {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
// Draws per item of work: large enough for the kernel, small enough to share among threads and to stay in the cache.
constexpr std::size_t kDrawsPerItem = 32;
// Waves whose trials are in memory at a time.
constexpr std::size_t kWavesAtOnce = 8;

DrawWeights draw_weights(const TrialSet& set, int draws, parallel::Threads threads) {
  const std::size_t trials = set.trials.size();
  DrawWeights weights = DrawWeights::Zero(draws, static_cast<Eigen::Index>(trials));
  const double share = 1.0 / static_cast<double>(trials);
  parallel::for_chunks(static_cast<std::size_t>(draws), kDrawsPerItem, threads,
                       [&](std::size_t begin, std::size_t end) {
                         for (std::size_t b = begin; b < end; ++b) {
                           parallel::Stream stream(set.seed, b);
                           const auto row = static_cast<Eigen::Index>(b);
                           for (std::size_t i = 0; i < trials; ++i)
                             weights(row, static_cast<Eigen::Index>(stream.below(trials))) += 1;
                           weights.row(row) *= share;
                         }
                       });
  return weights;
}

// Standard deviation (n - 1) of the values that exist.
double deviation(const std::vector<double>& values) {
  double sum = 0, count = 0;
  for (const double v : values)
    if (!std::isnan(v)) sum += v, count += 1;
  const double mean = sum / count;
  double squares = 0;
  for (const double v : values)
    if (!std::isnan(v)) squares += (v - mean) * (v - mean);
  return count < 2 ? kNone : std::sqrt(squares / (count - 1));
}

// Linear measures of waves that are sums are the same linear measures of the trials.
bool from_trials(const Wave& wave, Kind kind) { return has_analytic_sme(kind) && !wave.field_power; }

// A linear measure of every trial, one list per condition of the wave.
std::vector<std::vector<double>> measure_trials(const Wave& wave, std::span<const TrialSet> sets,
                                                const eeg::TimeAxis& times, const Component& component, Kind kind,
                                                const MeasureOptions& options) {
  std::vector<std::vector<double>> out;
  for (const std::size_t condition : wave.conditions()) {
    std::vector<double>& values = out.emplace_back();
    for (const Eigen::MatrixXd* trial : sets[condition].trials) {
      const Eigen::RowVectorXd samples = reduce(wave, condition, *trial);
      const Waveform waveform{{samples.data(), static_cast<std::size_t>(samples.size())}, times};
      values.push_back(read_component(waveform, component, kind, options).value);
    }
  }
  return out;
}

bool has_trials(const Wave& wave, std::span<const TrialSet> sets) {
  const std::vector<std::size_t> conditions = wave.conditions();
  return wave.unusable.empty() &&
         std::all_of(conditions.begin(), conditions.end(), [&](std::size_t c) { return sets[c].trials.size() > 1; });
}

std::size_t measures_in(const MeasureOptions& options) { return options.components.size() * options.kinds.size(); }

SiteErrors no_errors(const MeasureOptions& options) {
  return {std::vector<double>(measures_in(options), kNone), std::vector<int>(measures_in(options), 0)};
}

// Everything that is the same for all waves.
struct Task {
  std::span<const TrialSet> sets;
  std::vector<DrawWeights> weights;
  const eeg::TimeAxis& times;
  const MeasureOptions& options;
  Columns columns;  // that are averaged
  std::size_t draws() const { return static_cast<std::size_t>(options.bootstraps); }
};

// A wave at work.
struct Work {
  const Wave* wave = nullptr;
  std::optional<DrawnWave> drawn;           // absent where every measure is linear
  std::vector<std::vector<double>> values;  // [component * kinds + kind][draw]
};

// Packs the trials, and draws the linear measures without their waveforms.
void begin_work(const Task& task, Work& work) {
  work.values.assign(measures_in(task.options), std::vector<double>(task.draws(), kNone));
  bool needs_waveforms = false;
  std::size_t m = 0;
  for (const Component& component : task.options.components) {
    for (const Kind kind : task.options.kinds) {
      std::vector<double>& values = work.values[m++];
      if (!from_trials(*work.wave, kind)) {
        needs_waveforms = true;
        continue;
      }
      Eigen::Map<Eigen::VectorXd> sum(values.data(), static_cast<Eigen::Index>(values.size()));
      sum.setZero();
      const auto measured = measure_trials(*work.wave, task.sets, task.times, component, kind, task.options);
      const std::vector<std::size_t> conditions = work.wave->conditions();
      for (std::size_t i = 0; i < conditions.size(); ++i)
        sum += task.weights[conditions[i]] *
               Eigen::Map<const Eigen::VectorXd>(measured[i].data(), static_cast<Eigen::Index>(measured[i].size()));
    }
  }
  if (needs_waveforms) work.drawn.emplace(*work.wave, task.sets, task.columns);
}

// Draws [begin, end) of the measures that need the waveform.
void measure_draws(const Task& task, Work& work, std::size_t begin, std::size_t end) {
  const std::vector<double> waveforms = work.drawn->draw(task.weights, begin, end);
  eeg::TimeAxis times = task.times;
  times.first += task.columns.first;
  times.samples = task.columns.last - task.columns.first + 1;
  for (std::size_t b = begin; b < end; ++b) {
    const Waveform waveform{
        {waveforms.data() + (b - begin) * work.drawn->stride(), static_cast<std::size_t>(times.samples)}, times};
    std::size_t m = 0;
    for (const Component& component : task.options.components) {
      for (const Kind kind : task.options.kinds) {
        double& value = work.values[m++][b];
        if (!from_trials(*work.wave, kind))
          value = read_component(waveform, seen_in(*work.wave, component), kind, task.options).value;
      }
    }
  }
}

SiteErrors errors_of(const Work& work) {
  SiteErrors out;
  for (const std::vector<double>& draws : work.values) {
    const auto without =
        static_cast<int>(std::count_if(draws.begin(), draws.end(), [](double v) { return std::isnan(v); }));
    out.draws_without.push_back(without);
    out.values.push_back(2 * static_cast<std::size_t>(without) > draws.size() ? kNone : deviation(draws));
  }
  return out;
}

}  // namespace

std::vector<SiteErrors> analytic_errors(std::span<const TrialSet> sets, std::span<const Wave> waves,
                                        const eeg::TimeAxis& times, const MeasureOptions& options) {
  std::vector<SiteErrors> out(waves.size(), no_errors(options));
  parallel::for_each(waves.size(), options.threads, [&](std::size_t w) {
    if (!has_trials(waves[w], sets)) return;
    std::size_t m = 0;
    for (const Component& component : options.components) {
      for (const Kind kind : options.kinds) {
        double& value = out[w].values[m++];
        if (!from_trials(waves[w], kind)) continue;
        double variance = 0;
        for (const auto& of_condition : measure_trials(waves[w], sets, times, component, kind, options)) {
          const double sd = deviation(of_condition);
          variance += sd * sd / static_cast<double>(of_condition.size());
        }
        value = std::sqrt(variance);
      }
    }
  });
  return out;
}

std::vector<SiteErrors> bootstrap_errors(std::span<const TrialSet> sets, std::span<const Wave> waves,
                                         const eeg::TimeAxis& times, const MeasureOptions& options) {
  Task task{sets, {}, times, options, columns_needed(times, options)};
  for (const TrialSet& set : sets) task.weights.push_back(draw_weights(set, options.bootstraps, options.threads));
  const std::size_t items = (task.draws() + kDrawsPerItem - 1) / kDrawsPerItem;
  std::vector<SiteErrors> out(waves.size(), no_errors(options));
  std::vector<std::size_t> possible;
  for (std::size_t w = 0; w < waves.size(); ++w)
    if (has_trials(waves[w], sets)) possible.push_back(w);
  for (std::size_t first = 0; first < possible.size(); first += kWavesAtOnce) {
    std::vector<Work> group(std::min(kWavesAtOnce, possible.size() - first));
    parallel::for_each(group.size(), options.threads, [&](std::size_t i) {
      group[i].wave = &waves[possible[first + i]];
      begin_work(task, group[i]);
    });
    parallel::for_each(group.size() * items, options.threads, [&](std::size_t item) {
      const std::size_t begin = item % items * kDrawsPerItem;
      if (group[item / items].drawn)
        measure_draws(task, group[item / items], begin, std::min(begin + kDrawsPerItem, task.draws()));
    });
    for (std::size_t i = 0; i < group.size(); ++i) out[possible[first + i]] = errors_of(group[i]);
  }
  return out;
}

}  // namespace attune::erp
