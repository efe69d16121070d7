#include "attune/stats/reliable_change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/number_text.hpp"
#include "attune/stats/summary.hpp"
#include "record_fields.hpp"

namespace attune::stats {
namespace {

CutoffRule rule_of(const ReliableChangeOptions& o) {
  const CutoffRule rule = o.rule         ? *o.rule
                          : o.cutoff     ? CutoffRule::given
                          : o.functional ? CutoffRule::c
                                         : CutoffRule::a;
  if (rule == CutoffRule::given && !o.cutoff) throw usage_error("the cut-off has no value");
  if ((rule == CutoffRule::b || rule == CutoffRule::c) && !o.functional)
    throw usage_error(fmt::format("cut-off {} needs the functional population: --functional MEAN,SD", name_of(rule)));
  return rule;
}

bool direction_of(const ReliableChangeOptions& o, CutoffRule rule, double mean) {
  if (o.higher_is_better) return *o.higher_is_better;
  if (o.functional && o.functional->mean != mean) return o.functional->mean > mean;
  if (rule == CutoffRule::given && *o.cutoff != mean) return *o.cutoff > mean;
  throw usage_error("cut-off a says nothing about which scores are better; add --better higher or --better lower");
}

double cutoff_of(const ReliableChangeOptions& o, CutoffRule rule, const Summary& pre, bool higher) {
  constexpr double kDeviations = 2.0;
  const double sign = higher ? 1.0 : -1.0;
  switch (rule) {
    case CutoffRule::a:
      return pre.mean + sign * kDeviations * pre.sd();
    case CutoffRule::b:
      return o.functional->mean - sign * kDeviations * o.functional->sd;
    case CutoffRule::c:
      return (pre.sd() * o.functional->mean + o.functional->sd * pre.mean) / (pre.sd() + o.functional->sd);
    case CutoffRule::given:
      break;
  }
  return *o.cutoff;
}

ChangeClass classify(double pre, double post, double index, const ReliableChange& r) {
  const double sign = r.higher_is_better ? 1.0 : -1.0;
  if (sign * index < -r.criterion) return ChangeClass::deteriorated;
  if (!(sign * index > r.criterion)) return ChangeClass::unchanged;
  const bool crossed = sign * (pre - r.cutoff) <= 0.0 && sign * (post - r.cutoff) > 0.0;
  return crossed ? ChangeClass::recovered : ChangeClass::improved;
}

}  // namespace

Population parse_population(std::span<const std::string> words) {
  if (words.size() == 2) {
    const auto mean = parse_double(trimmed(words[0])), sd = parse_double(trimmed(words[1]));
    if (mean && sd && std::isfinite(*mean) && std::isfinite(*sd) && *sd > 0.0) return {*mean, *sd};
  }
  throw usage_error(fmt::format("population {}; expected its mean and standard deviation, as 38.5,9.2",
                                in_quotes(fmt::format("{}", fmt::join(words, ",")))));
}

std::string name_of(CutoffRule rule) {
  constexpr const char* kNames[] = {"a", "b", "c", "given"};
  return kNames[static_cast<std::size_t>(rule)];
}

std::string name_of(ChangeClass change) {
  constexpr const char* kNames[] = {"recovered", "improved", "unchanged", "deteriorated"};
  return kNames[static_cast<std::size_t>(change)];
}

ReliableChange reliable_change(std::span<const double> pre, std::span<const double> post,
                               std::span<const double> spread, const ReliableChangeOptions& options) {
  if (!(options.reliability >= 0.0 && options.reliability < 1.0))
    throw usage_error(fmt::format("reliability is {}; expected 0 to below 1", options.reliability));
  if (options.sd && !(*options.sd > 0.0 && std::isfinite(*options.sd)))
    throw usage_error(fmt::format("the standard deviation is {}; expected above 0", *options.sd));
  if (pre.size() < 2)
    throw analysis_error(
        fmt::format("{} with both scores; at least 2 are needed", pre.size() == 1 ? "1 person" : "no one"));
  const Summary before = summarise(pre);
  ReliableChange out;
  out.sd = options.sd ? *options.sd : summarise(spread).sd();
  if (!(out.sd > 0.0)) throw analysis_error("the scores that give the standard deviation do not vary");
  out.se_measurement = out.sd * std::sqrt(1.0 - options.reliability);
  out.se_difference = std::sqrt(2.0) * out.se_measurement;
  out.rule = rule_of(options);
  out.higher_is_better = direction_of(options, out.rule, before.mean);
  out.cutoff = cutoff_of(options, out.rule, before, out.higher_is_better);
  if ((out.cutoff > before.mean) != out.higher_is_better)
    out.warnings.push_back(fmt::format(
        "the cut-off {:.6g} is on the worse side of the mean before, {:.6g}: half of the people start beyond it and "
        "cannot recover; check --better, --cutoff and --functional",
        out.cutoff, before.mean));
  for (std::size_t i = 0; i < pre.size(); ++i) {
    out.index.push_back((post[i] - pre[i]) / out.se_difference);
    out.classes.push_back(classify(pre[i], post[i], out.index.back(), out));
  }
  return out;
}

std::array<std::int64_t, 4> count_classes(const ReliableChange& change, std::span<const std::size_t> level,
                                          std::size_t which) {
  std::array<std::int64_t, 4> out{};
  for (std::size_t i = 0; i < change.classes.size(); ++i)
    if (level[i] == which) ++out[static_cast<std::size_t>(change.classes[i])];
  return out;
}

Record to_record(const ReliableChange& c, std::span<const std::array<std::int64_t, 4>> counts) {
  Record out{{"sd", c.sd},
             {"se_measurement", c.se_measurement},
             {"se_difference", c.se_difference},
             {"criterion", c.criterion},
             {"cutoff_rule", name_of(c.rule)},
             {"cutoff", c.cutoff},
             {"better", std::string(c.higher_is_better ? "higher" : "lower")}};
  for (std::size_t k = 0; k < 4; ++k) {
    std::vector<std::int64_t> column;
    for (const auto& level : counts) column.push_back(level[k]);
    const std::string name = name_of(static_cast<ChangeClass>(k));
    if (column.size() == 1)
      out.emplace_back(name, column[0]);
    else
      out.emplace_back(name, column);
  }
  return out;
}

std::vector<ColumnMeaning> reliable_change_meanings() {
  return {{"sd", "standard deviation that the standard errors rest on", ""},
          {"se_measurement", "sd sqrt(1 - reliability)", ""},
          {"se_difference", "sqrt(2) se_measurement, the unit of the reliable change index", ""},
          {"criterion", "size of the index beyond which a change is reliable", ""},
          {"cutoff_rule", "a, b or c of Jacobson and Truax, or given", ""},
          {"cutoff", "score between the dysfunctional and the functional population", ""},
          {"better", "whether higher or lower scores are better", ""},
          {"recovered", "people reliably better who crossed the cut-off", ""},
          {"improved", "people reliably better who did not cross it", ""},
          {"unchanged", "people without reliable change", ""},
          {"deteriorated", "people reliably worse", ""}};
}

}  // namespace attune::stats
