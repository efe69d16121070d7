#include "attune/stats/attenuation.hpp"

#include <fmt/format.h>

#include <cmath>

#include "attune/stats/proportion.hpp"
#include "record_fields.hpp"

namespace attune::stats {

Disattenuated disattenuate(const AttenuationOptions& o) {
  check_confidence(o.confidence);
  if (!(std::abs(o.r) <= 1.0)) throw usage_error(fmt::format("the correlation is {}; expected -1 to 1", o.r));
  for (const double reliability : {o.reliability_x, o.reliability_y})
    if (!(reliability > 0.0 && reliability <= 1.0))
      throw usage_error(fmt::format("a reliability is {}; expected above 0 and at most 1", reliability));
  if (o.n && *o.n < 4) throw usage_error(fmt::format("--n is {}; an interval needs at least 4 people", *o.n));
  Disattenuated out;
  out.given = o;
  out.ceiling = std::sqrt(o.reliability_x * o.reliability_y);
  out.value = o.r / out.ceiling;
  if (o.n) {
    const double half = normal_quantile(0.5 * (1.0 + o.confidence)) / std::sqrt(static_cast<double>(*o.n) - 3.0);
    out.interval =
        Interval{std::tanh(std::atanh(o.r) - half) / out.ceiling, std::tanh(std::atanh(o.r) + half) / out.ceiling};
  }
  out.above_one = std::abs(out.value) > 1.0;
  if (out.above_one)
    out.warnings.push_back(fmt::format(
        "the disattenuated correlation is {:.3f}, beyond 1: the reliabilities do not fit this sample, or r is too "
        "large by chance",
        out.value));
  return out;
}

Record to_record(const Disattenuated& d) {
  Record out{{"r", d.given.r},
             {"reliability_x", d.given.reliability_x},
             {"reliability_y", d.given.reliability_y},
             {"ceiling", d.ceiling},
             {"r_disattenuated", d.value}};
  if (d.interval) {
    out.emplace_back("ci_low", d.interval->low);
    out.emplace_back("ci_high", d.interval->high);
    out.emplace_back("n", *d.given.n);
    out.emplace_back("confidence", d.given.confidence);
  }
  out.emplace_back("above_one", d.above_one);
  return out;
}

std::vector<ColumnMeaning> attenuation_meanings() {
  return {{"r", "observed correlation", ""},
          {"reliability_x", "of one measure", ""},
          {"reliability_y", "of the other", ""},
          {"ceiling", "largest correlation that such measures can show", ""},
          {"r_disattenuated", "r over the ceiling", ""},
          {"ci_low", "lower end of Fisher's interval over the ceiling, reliabilities taken as known", ""},
          {"ci_high", "its upper end", ""},
          {"n", "people behind r", ""},
          {"confidence", "of the interval", ""},
          {"above_one", "true if the estimate is beyond 1", ""}};
}

}  // namespace attune::stats
