#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "attune/erp/derived.hpp"
#include "attune/erp/waveform.hpp"
#include "trial_set.hpp"

namespace attune::erp {

/// A wave's part in every trial of the conditions that take part, laid out for the kernel of draws.
class DrawnWave {
 public:
  /// `sets` are indexed like the averages that the wave's terms name; only `columns` are kept.
  DrawnWave(const Wave& wave, std::span<const TrialSet> sets, const Columns& columns);

  /// Numbers from one waveform to the next: the columns, rounded up.
  std::size_t stride() const;
  /// The waveforms of draws [begin, end), one after another: averages of the drawn trials put together, and for a field
  /// power its SD over channels. `weights` are indexed like the sets.
  std::vector<double> draw(std::span<const DrawWeights> weights, std::size_t begin, std::size_t end) const;

 private:
  // The trials of one condition: a row's panels follow on those of the row before.
  struct Part {
    std::size_t condition = 0;
    std::vector<double> panels;
  };
  void draw_row(std::span<const DrawWeights> weights, std::size_t row, std::size_t begin, std::size_t end,
                std::vector<double>& waveforms) const;

  std::size_t rows_ = 0;    // one, or the channels of a field power
  std::size_t panels_ = 0;  // of one row
  bool field_power_ = false;
  std::vector<Part> parts_;
};

}  // namespace attune::erp
