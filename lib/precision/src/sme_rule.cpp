#include "attune/precision/sme_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"
#include "attune/stats/describe.hpp"

namespace attune::precision {
namespace {

constexpr double kRobustDeviations = 3.0;

double positive(std::string_view text, const std::string& whole) {
  const auto value = parse_double(text);
  if (!value || !std::isfinite(*value) || !(*value > 0))
    throw usage_error(fmt::format(
        "--exclude-sme: {} is no limit; expected a number above 0 with its unit as 2.5uV or 30ms, or robust "
        "or robust=3",
        in_quotes(whole)));
  return *value;
}

}  // namespace

SmeRule parse_sme_rule(std::span<const std::string> texts) {
  SmeRule rule;
  for (const std::string& text : texts) {
    if (text == "robust" || text.starts_with("robust=")) {
      if (rule.robust) throw usage_error("--exclude-sme: robust is given twice");
      rule.robust = text == "robust" ? kRobustDeviations : positive(std::string_view(text).substr(7), text);
      continue;
    }
    const std::size_t unit = std::min(text.find_first_not_of("0123456789.+-"), text.size());
    const SmeRule::Limit limit{text.substr(unit), positive(std::string_view(text).substr(0, unit), text)};
    for (const SmeRule::Limit& other : rule.limits)
      if (other.unit == limit.unit || other.unit.empty() || limit.unit.empty())
        throw usage_error(
            fmt::format("--exclude-sme: {} is a second limit; give one for each unit, with the unit", in_quotes(text)));
    rule.limits.push_back(limit);
  }
  return rule;
}

std::size_t people_for_robust(std::span<const double> smes) {
  return static_cast<std::size_t>(std::count_if(smes.begin(), smes.end(), [](double sme) { return sme > 0; }));
}

double largest_sme(const SmeRule& rule, const std::string& unit, std::span<const double> smes) {
  double largest = std::numeric_limits<double>::infinity();
  for (const SmeRule::Limit& limit : rule.limits)
    if (limit.unit.empty() || limit.unit == unit) largest = limit.largest;
  if (!rule.robust || people_for_robust(smes) < kFewestForRobust) return largest;
  std::vector<double> logs;
  for (const double sme : smes)
    if (sme > 0) logs.push_back(std::log(sme));
  const stats::Description of = stats::describe_values(logs);
  return std::min(largest, std::exp(of.median + *rule.robust * of.mad));
}

}  // namespace attune::precision
