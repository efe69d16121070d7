#pragma once

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "attune/stats/study_effect.hpp"
#include "sample_tables.hpp"

namespace attune::test {

/// data-samples/studies.tsv: twelve invented studies of the striatal response of secure and insecure mothers to the own
/// infant. The true g is 0.35 for faces and 0.65 for videos, with SD 0.15 between studies; g is that of the table's own
/// rounded means. r relates anxiety to the response; some mothers missed the follow-up.
inline Table study_sample() {
  constexpr std::size_t kStudies = 12;
  const parallel::Seed seed = parallel::derive({2009}, 2);
  Column::Text study, task, age, g, variance, r, n;
  std::array<Column::Text, 2> mean, sd, size, missed;
  for (std::size_t i = 0; i < kStudies; ++i) {
    parallel::Stream stream(seed, i);
    const bool video = i % 3 == 2;
    const double truth = (video ? 0.65 : 0.35) + 0.15 * stream.normal();
    std::array<stats::GroupSummary, 2> groups{};
    double total = 0.0;
    for (std::size_t side = 0; side < 2; ++side) {
      const auto count = static_cast<double>(14 + stream.below(40));
      const double spread = 0.2 * (1.0 + 0.5 * stream.normal() / std::sqrt(count));
      const double middle = (side == 0 ? 0.15 + 0.2 * truth : 0.15) + 0.2 * stream.normal() / std::sqrt(count);
      mean[side].push_back(fixed(middle, 3));
      sd[side].push_back(fixed(spread, 3));
      size[side].push_back(fixed(count, 0));
      missed[side].push_back(fmt::format("{}", stream.below(side == 0 ? 4 : 7)));
      groups[side] = {std::round(middle * 1e3) / 1e3, std::round(spread * 1e3) / 1e3, count};
      total += count;
    }
    const stats::StudyEffect effect = stats::standardised_mean_difference(groups[0], groups[1]);
    study.push_back(fmt::format("study {:02}", i + 1));
    task.push_back(video ? "videos" : "faces");
    age.push_back(fmt::format("{}", 24 + stream.below(14)));
    g.push_back(fixed(effect.effect, 4));
    variance.push_back(fixed(effect.variance, 5));
    r.push_back(fixed(std::tanh(std::atanh(-0.25) + stream.normal() / std::sqrt(total - 3.0)), 2));
    n.push_back(fixed(total, 0));
  }
  Table out;
  out.add("study", study);
  out.add("task", task);
  out.add("mean_age", age);
  out.add("g", g);
  out.add("g_variance", variance);
  const std::array<std::string, 2> names{"secure", "insecure"};
  for (std::size_t side = 0; side < 2; ++side) out.add("mean_" + names[side], mean[side]);
  for (std::size_t side = 0; side < 2; ++side) out.add("sd_" + names[side], sd[side]);
  for (std::size_t side = 0; side < 2; ++side) out.add("n_" + names[side], size[side]);
  for (std::size_t side = 0; side < 2; ++side) out.add("missed_" + names[side], missed[side]);
  out.add("r", r);
  out.add("n", n);
  return out;
}

}  // namespace attune::test
