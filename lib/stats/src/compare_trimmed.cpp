#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "attune/stats/trimmed.hpp"
#include "compare_parts.hpp"

namespace attune::stats {
namespace {

// Trimmed means, what is left after trimming and the test's t; the standard deviation that the smallest effect of
// interest and the robust d are in is that of normal values with the same Winsorised variance.
void set_yuen(Comparison& out, const std::array<TrimmedSummary, 2>& parts, const YuenTest& test,
              const CompareOptions& options) {
  check_variation(out, test.standard_error);
  TrimmedSamples trimmed;
  trimmed.trim = options.trim;
  for (std::size_t i = 0; i < 2; ++i) {
    trimmed.kept[i] = static_cast<std::int64_t>(parts[i].n - 2 * parts[i].cut);
    trimmed.mean[i] = parts[i].mean;
    trimmed.winsorised_sd[i] = parts[i].winsorised_sd();
  }
  out.trimmed = trimmed;
  out.estimate = test.difference;
  const double sd = robust_sd(parts[0], parts[1], options.trim);
  set_t_test(out, test.standard_error, test.df, bound_of(options, sd));
  out.d_robust = out.estimate / sd;
}

std::array<TrimmedSummary, 2> trim_samples(const Comparison& out, const Samples& samples, double trim) {
  std::array<TrimmedSummary, 2> parts;
  for (std::size_t i = 0; i < 2; ++i) {
    parts[i] = summarise_trimmed(samples[i], trim);
    if (parts[i].n < 2 * parts[i].cut + 2)
      throw analysis_error(
          fmt::format("{} has {} values, of which trimming leaves {}; at least 2 are needed: trim less",
                      in_quotes(out.levels[i]), parts[i].n, parts[i].n - 2 * parts[i].cut));
  }
  return parts;
}

}  // namespace

void compare_trimmed(Comparison& out, const Samples& samples, const CompareOptions& options) {
  describe_samples(out, samples);
  const std::array<TrimmedSummary, 2> parts = trim_samples(out, samples, options.trim);
  set_yuen(out, parts, yuen(parts[0], parts[1]), options);
}

void compare_pair_trimmed(Comparison& out, std::span<const double> a, std::span<const double> b,
                          const CompareOptions& options) {
  Samples samples{std::vector<double>(a.begin(), a.end()), std::vector<double>(b.begin(), b.end())};
  for (auto& values : samples) std::sort(values.begin(), values.end());
  const std::array<TrimmedSummary, 2> parts = trim_samples(out, samples, options.trim);
  set_yuen(out, parts, yuen_pairs(a, b, parts[0], parts[1]), options);
}

}  // namespace attune::stats
