#include "drawn_wave.hpp"

#include <algorithm>
#include <cmath>

#include "draw_kernel.hpp"

namespace attune::erp {

DrawnWave::DrawnWave(const Wave& wave, std::span<const TrialSet> sets, const Columns& columns)
    : field_power_(wave.field_power) {
  const Eigen::Index count = columns.last - columns.first + 1;
  panels_ = (static_cast<std::size_t>(count) + kPanel - 1) / kPanel;
  for (const std::size_t condition : wave.conditions()) {
    const std::size_t trials = sets[condition].trials.size();
    Part part{condition, {}};
    for (std::size_t t = 0; t < trials; ++t) {
      const Eigen::MatrixXd reduced =
          reduce(wave, condition, sets[condition].trials[t]->middleCols(columns.first, count));
      rows_ = static_cast<std::size_t>(reduced.rows());
      part.panels.resize(rows_ * panels_ * trials * kPanel, 0.0);
      for (Eigen::Index c = 0; c < count; ++c) {
        const auto column = static_cast<std::size_t>(c);
        for (std::size_t row = 0; row < rows_; ++row) {
          const std::size_t panel = row * panels_ + column / kPanel;
          part.panels[(panel * trials + t) * kPanel + column % kPanel] = reduced(static_cast<Eigen::Index>(row), c);
        }
      }
    }
    parts_.push_back(std::move(part));
  }
}

std::size_t DrawnWave::stride() const { return panels_ * kPanel; }

void DrawnWave::draw_row(std::span<const DrawWeights> weights, std::size_t row, std::size_t begin, std::size_t end,
                         std::vector<double>& waveforms) const {
  std::fill(waveforms.begin(), waveforms.end(), 0.0);
  for (const Part& part : parts_) {
    const DrawWeights& drawn = weights[part.condition];
    const auto trials = static_cast<std::size_t>(drawn.cols());
    for (std::size_t p = 0; p < panels_; ++p)
      add_drawn_trials(drawn.data() + begin * trials, end - begin, trials,
                       part.panels.data() + (row * panels_ + p) * trials * kPanel, waveforms.data() + p * kPanel,
                       stride());
  }
}

std::vector<double> DrawnWave::draw(std::span<const DrawWeights> weights, std::size_t begin, std::size_t end) const {
  const std::size_t size = (end - begin) * stride();
  std::vector<double> first(size);
  draw_row(weights, 0, begin, end, first);
  if (!field_power_) return first;
  // Differences to the first channel, so that what all have in common cancels nothing.
  std::vector<double> waveforms(size), sum(size, 0.0), squares(size, 0.0);
  for (std::size_t row = 1; row < rows_; ++row) {
    draw_row(weights, row, begin, end, waveforms);
    for (std::size_t i = 0; i < size; ++i) {
      const double difference = waveforms[i] - first[i];
      sum[i] += difference;
      squares[i] += difference * difference;
    }
  }
  const auto n = static_cast<double>(rows_);
  for (std::size_t i = 0; i < size; ++i)
    sum[i] = std::sqrt(std::max(squares[i] / n - (sum[i] / n) * (sum[i] / n), 0.0));
  return sum;
}

}  // namespace attune::erp
