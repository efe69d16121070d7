#include "attune/stats/p_adjust.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"

namespace attune::stats {

PAdjustment parse_p_adjustment(std::string_view name) {
  std::string lower(name);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  const std::vector<std::pair<std::string, PAdjustment>> known{
      {"none", PAdjustment::none}, {"bonferroni", PAdjustment::bonferroni},
      {"holm", PAdjustment::holm}, {"hochberg", PAdjustment::hochberg},
      {"bh", PAdjustment::bh},     {"fdr", PAdjustment::bh},
      {"by", PAdjustment::by}};
  std::vector<std::string> names;
  for (const auto& [text, adjustment] : known) {
    if (text == lower) return adjustment;
    names.push_back(text);
  }
  throw usage_error(fmt::format("unknown correction {}{}", in_quotes(name), suggestion(lower, names)));
}

std::vector<double> p_adjust(std::span<const double> p, PAdjustment adjustment) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (std::isnan(p[i])) continue;
    if (p[i] < 0.0 || p[i] > 1.0)
      throw analysis_error(fmt::format("p value {} is {}; expected 0 to 1", i + 1, format_double(p[i])));
    order.push_back(i);
  }
  std::vector<double> out(p.begin(), p.end());
  if (adjustment == PAdjustment::none) return out;
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return p[i] < p[j]; });
  const std::size_t m = order.size();
  double harmonic = 0.0;
  for (std::size_t k = m; k >= 1; --k) harmonic += 1.0 / static_cast<double>(k);
  const auto factor = [&](std::size_t rank) {  // of the rank-th smallest, from 1
    const auto tests = static_cast<double>(m), position = static_cast<double>(rank);
    switch (adjustment) {
      case PAdjustment::holm:
      case PAdjustment::hochberg:
        return tests - position + 1.0;
      case PAdjustment::bh:
        return tests / position;
      case PAdjustment::by:
        return harmonic * tests / position;
      default:
        return tests;
    }
  };
  const bool step_down = adjustment == PAdjustment::holm;
  double running = step_down ? 0.0 : 1.0;
  for (std::size_t k = 0; k < m; ++k) {
    const std::size_t rank = step_down ? k + 1 : m - k;
    const std::size_t i = order[rank - 1];
    const double raw = std::min(1.0, factor(rank) * p[i]);
    if (adjustment == PAdjustment::bonferroni)
      running = raw;
    else
      running = step_down ? std::max(running, raw) : std::min(running, raw);
    out[i] = running;
  }
  return out;
}

}  // namespace attune::stats
