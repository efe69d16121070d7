#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "attune/latency/compare.hpp"
#include "attune/stats/bootstrap_t.hpp"

namespace attune::latency {

/// Waveforms of both sides in one matrix: first those of A, then those of B. Of pairs, row i and row `of_a` + i are the
/// same person.
struct PeopleWaves {
  Waveforms rows;
  eeg::TimeAxis times;
  std::size_t of_a = 0, of_b = 0;
  bool paired = false;
  std::vector<std::string> names;                          ///< whose rows they are
  std::vector<std::size_t> side(std::size_t which) const;  ///< row numbers of A (0) or B (1)
};

/// The same with the columns alone that a measure of the component reads, so that averages cost less.
PeopleWaves cropped(const PeopleWaves& people, const Target& target);

/// Difference of the measure between the averages over rows `a` and rows `b`, with its jackknife standard error: of
/// both averages, or of their difference where a[i] and b[i] are a pair. NaN where an average has no reading.
stats::WithError grand_difference(const PeopleWaves& people, const Reader& reader, std::span<const std::size_t> a,
                                  std::span<const std::size_t> b);

/// p of the difference over its error when people change groups, or conditions within people.
Method permute_grand(const PeopleWaves& people, const Reader& reader, const CompareOptions& options);
/// Symmetric bootstrap-t of the same.
Method bootstrap_grand(const PeopleWaves& people, const Reader& reader, const CompareOptions& options);

/// What a method says by its p and its equivalence tests.
Says says_of(const Method& method, double confidence);

/// Fills `flags`, `agree` and `reading`.
void judge(Comparison& comparison, const Target& target);

}  // namespace attune::latency
