#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/eeg/evoked.hpp"
#include "attune/spectrum/time_frequency.hpp"

namespace attune::spectrum {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::string power_unit(const Signals& signals, BaselineMode mode) {
  switch (mode) {
    case BaselineMode::none:
      return signals.unit == "uV" ? "uV^2/Hz" : "uV^2/m^4/Hz";
    case BaselineMode::ratio:
      return "ratio";
    case BaselineMode::decibel:
      return "dB";
    case BaselineMode::percent:
      return "percent";
    case BaselineMode::zscore:
      return "z";
  }
  throw Error(Fault::internal, "a baseline mode without a unit");
}

Row row_of(const Signals& signals, const std::string& condition, Eigen::Index trials, const std::string& site,
           const std::string& name, const std::string& unit, const RegionValue& value) {
  Measure m = eeg::row_of(signals.labels);
  m.measure = name;
  m.site = site;
  m.condition = condition;
  m.value = value.estimate.value;
  m.unit = unit;
  m.n = trials;
  m.quality = value.estimate.standard_error;
  m.excluded = value.reason;
  m.source = signals.source;
  const bool bounded = name.ends_with(".power");
  return {m, bounded ? value.estimate.low : kNone, bounded ? value.estimate.high : kNone};
}

store::DataArray array_of(const Signals& signals, const WaveletOptions& options,
                          std::span<const TimeFrequency> conditions, bool power) {
  store::DataArray out;
  out.name = power ? "power" : "inter_trial_coherence";
  out.unit = power ? power_unit(signals, options.mode) : "1";
  out.meaning =
      power ? "mean power over trials of Morlet wavelets" : "length of the mean unit vector of phase over trials";
  store::Axis condition{"condition", "", {}, {}}, time{"time", "ms", {}, {}};
  for (const TimeFrequency& each : conditions) {
    condition.labels.push_back(each.condition);
    for (const Eigen::MatrixXd& plane : power ? each.power : each.coherence)
      for (Eigen::Index k = 0; k < plane.rows(); ++k)
        for (Eigen::Index t = 0; t < plane.cols(); ++t) out.values.push_back(plane(k, t));
  }
  for (Eigen::Index t = 0; t < signals.times.samples; ++t) time.values.push_back(signals.times.at(t).count());
  out.axes = {condition, {"channel", "", signals.channels, {}}, {"frequency", "Hz", {}, options.frequencies}, time};
  return out;
}

}  // namespace

BaselineMode baseline_mode_of(std::string_view name) {
  if (name == "none") return BaselineMode::none;
  if (name == "ratio") return BaselineMode::ratio;
  if (name == "db") return BaselineMode::decibel;
  if (name == "percent") return BaselineMode::percent;
  if (name == "zscore") return BaselineMode::zscore;
  const std::vector<std::string> known{"none", "ratio", "db", "percent", "zscore"};
  throw usage_error(fmt::format("there is no baseline mode {}{}", in_quotes(name), suggestion(name, known)));
}

Region parse_region(std::string_view text) {
  const auto refuse = [&] {
    return usage_error(
        fmt::format("region {}: expected NAME:LOW:HIGH:FROM:TO in Hz and ms, as theta:4:8:200:500", in_quotes(text)));
  };
  std::vector<double> numbers;
  const std::size_t colon = text.find(':');
  if (colon == text.npos || colon == 0) throw refuse();
  for (std::size_t start = colon + 1; start <= text.size();) {
    const std::size_t end = std::min(text.find(':', start), text.size());
    const auto number = parse_double(text.substr(start, end - start));
    if (!number || !std::isfinite(*number)) throw refuse();
    numbers.push_back(*number);
    start = end + 1;
  }
  if (numbers.size() != 4 || !(numbers[0] <= numbers[1]) || !(numbers[2] < numbers[3])) throw refuse();
  const std::string name(text.substr(0, colon));
  return {name, {name, Hertz(numbers[0]), Hertz(numbers[1])}, {Milliseconds(numbers[2]), Milliseconds(numbers[3])}};
}

std::vector<Row> to_rows(const Signals& signals, const WaveletOptions& options,
                         std::span<const TimeFrequency> conditions, std::span<const std::vector<PairPhases>> phases) {
  std::vector<Row> out;
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    const TimeFrequency& each = conditions[i];
    const auto add = [&](const std::string& site, std::size_t region, const std::string& kind, const std::string& unit,
                         const RegionValue& value) {
      out.push_back(
          row_of(signals, each.condition, each.trials, site, options.regions[region].name + "." + kind, unit, value));
    };
    for (std::size_t c = 0; c < signals.channels.size(); ++c)
      for (std::size_t r = 0; r < options.regions.size(); ++r) {
        add(signals.channels[c], r, "power", power_unit(signals, options.mode), each.region_power[c][r]);
        add(signals.channels[c], r, "itc", "1", each.region_coherence[c][r]);
        add(signals.channels[c], r, "itc_debiased", "1", each.region_debiased_coherence[c][r]);
      }
    for (std::size_t p = 0; i < phases.size() && p < phases[i].size(); ++p)
      for (std::size_t r = 0; r < options.regions.size(); ++r) {
        const std::string site = options.pairs[p].first + "-" + options.pairs[p].second;
        add(site, r, "plv", "1", phases[i][p].locking[r]);
        add(site, r, "ppc", "1", phases[i][p].consistency[r]);
        add(site, r, "wpli", "1", phases[i][p].weighted_lag[r]);
        add(site, r, "wpli_debiased", "1", phases[i][p].debiased_weighted_lag[r]);
      }
  }
  return out;
}

store::Container to_container(const Signals& signals, const WaveletOptions& options,
                              std::span<const TimeFrequency> conditions) {
  store::Container out;
  out.kind = "time_frequency";
  out.sampling_frequency = signals.sampling_frequency;
  const std::pair<const char*, const std::string*> labels[] = {{"participant_id", &signals.labels.participant_id},
                                                               {"session", &signals.labels.session},
                                                               {"task", &signals.labels.task},
                                                               {"run", &signals.labels.run}};
  for (const auto& [name, value] : labels)
    if (!value->empty()) out.attributes.emplace_back(name, *value);
  out.arrays = {array_of(signals, options, conditions, true), array_of(signals, options, conditions, false)};
  Table trials;
  Column::Text names;
  Column::Integers counts;
  for (const TimeFrequency& each : conditions) {
    names.push_back(each.condition);
    counts.push_back(each.trials);
  }
  trials.add("condition", std::move(names));
  trials.add("trials", std::move(counts));
  out.tables.emplace_back("conditions", std::move(trials));
  return out;
}

std::vector<std::string> wavelet_paragraphs() {
  return {
      "Morlet wavelets of --cycles at each frequency: (exp(2 pi i f t) - exp(-cycles^2 / 2)) exp(-t^2 / (2 s^2)), s = "
      "cycles / (2 pi f). Power is the squared modulus as a one-sided density (uV^2/Hz), averaged over trials; times "
      "the sampling frequency it is MNE's. More cycles tell frequencies better and times worse: s is 80 ms at 10 Hz "
      "and "
      "5 cycles. Where less than 2 s lie between a time and the end of the trial there is no value (--keep-edges gives "
      "one, in which the missing part counts as 0): cut longer epochs.",
      "--mode says what is made of power by the baseline, at each frequency, after averaging over trials: ratio P / B, "
      "db 10 log10(P / B), percent 100 (P - B) / B, zscore (P - B) / SD over the baseline's times. A baseline that "
      "ends "
      "at the event holds activity after it, within 2 s of the wavelet.",
      "Each --region gives a row per channel: power (mean over its cells), itc (inter-trial coherence, the length of "
      "the mean unit vector of phase, which is about 0.89 / sqrt(n) where phases are random: compare conditions with "
      "equally many trials) and itc_debiased, its square without that bias, (n itc^2 - 1) / (n - 1).",
      "Each of --pairs gives, per region, plv (phase-locking value over trials), ppc (its square without the bias of n "
      "trials), wpli (weighted phase-lag index, which ignores what reaches both channels without delay) and "
      "wpli_debiased. A common reference and volume conduction raise plv and ppc without any coupling; --csd lowers "
      "that.",
      "The column quality is the standard error by the jackknife over up to 20 blocks of trials; low and high are the "
      "interval of power (Student's t). Coherences that are near 0 have none: their distribution is skewed.",
  };
}

}  // namespace attune::spectrum
