#include "attune/stats/power_table.hpp"

#include <fmt/format.h>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"

namespace attune::stats {
namespace {

constexpr std::size_t kMostPoints = 10000;

std::vector<double> numbers(const std::vector<std::string>& texts, const char* option) {
  std::vector<double> out;
  for (const std::string& text : texts) {
    const auto value = parse_double(text);
    if (!value) throw usage_error(fmt::format("--{} has {}; expected a number", option, in_quotes(text)));
    out.push_back(*value);
  }
  return out;
}

template <class T, class Value>
void take(const std::optional<T>& given, bool applies, const char* option, PowerTest test, Value& target) {
  if (!given) return;
  if (!applies) throw usage_error(fmt::format("--{} does not go with --test {}", option, name_of(test)));
  target = *given;
}

}  // namespace

PowerDesign design_of(const PowerQuestion& q) {
  PowerDesign d;
  d.test = q.test;
  d.alpha = q.alpha;
  std::string sides = d.has_sides() ? "two" : "one";
  take(q.sides, d.has_sides(), "sides", q.test, sides);
  if (sides != "two" && sides != "one")
    throw usage_error(fmt::format("--sides is {}; expected two or one", in_quotes(sides)));
  d.two_sided = sides == "two";
  take(q.ratio, d.two_groups(), "ratio", q.test, d.ratio);
  take(q.sd_ratio, q.test == PowerTest::welch, "sd-ratio", q.test, d.sd_ratio);
  take(q.groups, q.test == PowerTest::anova, "groups", q.test, d.groups);
  take(q.predictors, q.test == PowerTest::regression, "predictors", q.test, d.predictors);
  take(q.covariates, q.test == PowerTest::regression, "covariates", q.test, d.covariates);
  take(q.baseline, q.test == PowerTest::proportions, "baseline", q.test, d.baseline);
  take(q.true_effect, d.is_equivalence(), "true-effect", q.test, d.true_effect);
  if (q.test == PowerTest::proportions && !q.baseline)
    throw usage_error("--test proportions needs --baseline, the proportion in group A; the effect is B - A");
  if (q.test == PowerTest::anova && !q.groups) throw usage_error("--test anova needs --groups, how many there are");
  return d;
}

std::vector<PowerPoint> answer(const PowerQuestion& q) {
  const PowerDesign design = design_of(q);
  const int unknowns =
      static_cast<int>(q.n.empty()) + static_cast<int>(q.effect.empty()) + static_cast<int>(q.power.empty());
  if (unknowns != 1)
    throw usage_error(fmt::format("{} of --n, --{} and --power {} given; give two, the third is solved for",
                                  3 - unknowns, design.is_equivalence() ? "bound" : "effect",
                                  unknowns == 2 ? "is" : "are"));
  const std::vector<double> n = numbers(q.n, "n"), power = numbers(q.power, "power");
  const std::vector<double> effect = numbers(q.effect, design.is_equivalence() ? "bound" : "effect");
  const std::vector<double>& first = n.empty() ? effect : n;
  const std::vector<double>& second = power.empty() ? effect : power;
  if (first.size() * second.size() > kMostPoints)
    throw usage_error(
        fmt::format("the lists make {} combinations; at most {}", first.size() * second.size(), kMostPoints));
  std::vector<PowerPoint> out;
  for (const double a : first)
    for (const double b : second)
      out.push_back(n.empty()        ? solve_n(design, a, b)
                    : effect.empty() ? solve_effect(design, a, b)
                                     : solve_power(design, a, b));
  return out;
}

Record to_record(const PowerDesign& d, const PowerPoint& point) {
  Record out;
  out.emplace_back("test", name_of(d.test));
  out.emplace_back("solved", point.solved == Unknown::effect && d.is_equivalence() ? "bound" : name_of(point.solved));
  out.emplace_back("n", point.n);
  if (d.two_groups()) out.emplace_back("n_b", d.ratio * point.n);
  out.emplace_back("n_total", d.total_n(point.n));
  if (d.test == PowerTest::proportions) out.emplace_back("baseline", d.baseline);
  out.emplace_back(d.is_equivalence() ? "bound" : "effect", point.effect);
  if (d.is_equivalence()) out.emplace_back("true_effect", d.true_effect);
  out.emplace_back("power", point.power);
  if (point.whole_n) {
    const auto& [a, b] = *point.whole_n;
    out.emplace_back("whole_n", a);
    if (d.two_groups()) out.emplace_back("whole_n_b", b);
    out.emplace_back("whole_n_total", d.two_groups() ? a + b : static_cast<std::int64_t>(d.total_n(1.0)) * a);
    out.emplace_back("whole_power", *point.whole_power);
  }
  out.emplace_back("alpha", d.alpha);
  if (d.has_sides()) out.emplace_back("sides", std::string(d.two_sided ? "two" : "one"));
  if (d.test == PowerTest::welch) out.emplace_back("sd_ratio", d.sd_ratio);
  if (d.test == PowerTest::anova) out.emplace_back("groups", std::int64_t{d.groups});
  if (d.test == PowerTest::regression) {
    out.emplace_back("predictors", std::int64_t{d.predictors});
    out.emplace_back("covariates", std::int64_t{d.covariates});
  }
  out.emplace_back("method", method_of(d.test));
  return out;
}

std::vector<ColumnMeaning> power_meanings() {
  return {{"test", "the test", ""},
          {"solved", "which of n, effect (bound) and power was not given", ""},
          {"n", "sample size, not rounded: of group A, of each group (anova), pairs, or all of one sample", ""},
          {"n_b", "sample size of group B", ""},
          {"n_total", "over all groups", ""},
          {"baseline", "proportion in group A", ""},
          {"effect", "d (paired, one-sample: d_z), rho, difference of proportions B - A, or Cohen's f", ""},
          {"bound", "equivalence: half width of the region around 0", "standard deviations"},
          {"true_effect", "equivalence: the difference there is", "standard deviations"},
          {"power", "probability of a significant result", ""},
          {"whole_n", "smallest whole n that reaches the power", ""},
          {"whole_n_b", "that of group B: whole_n times the ratio, rounded up", ""},
          {"whole_n_total", "over all groups", ""},
          {"whole_power", "power at the whole sample sizes", ""},
          {"alpha", "level of the test; equivalence: of each of the two tests", ""},
          {"sides", "two, or one for an effect above 0", ""},
          {"sd_ratio", "SD of B divided by SD of A", ""},
          {"groups", "groups of the ANOVA", ""},
          {"predictors", "predictors that are tested", ""},
          {"covariates", "other predictors in the model", ""},
          {"method", "how the power is computed, and whether that is exact", ""}};
}

}  // namespace attune::stats
