#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "attune/eeg/time_axis.hpp"
#include "attune/overlap/correct.hpp"
#include "expansion.hpp"
#include "used_samples.hpp"

namespace attune::overlap {

/// A response of the result: predictors of a model, weighted.
struct Response {
  std::string name;
  Eigen::RowVectorXd weights;         ///< per predictor of the whole design
  std::vector<std::size_t> impulses;  ///< of the plan, whose value is not 0
  std::int64_t trials = 0;            ///< those of them that reach a sample in use
  std::vector<Eigen::Index> samples;  ///< where these are
};

/// Everything the fit needs to know of the events and the samples.
struct Design {
  ExpansionPlan plan;
  eeg::TimeAxis times;
  Eigen::Index baseline_first = 0, baseline_count = 0;  ///< columns of the baseline; 0: none
  std::vector<Use> uses;
  std::vector<Eigen::Index> segments;
  std::vector<std::string> predictors;  ///< of all models
  std::vector<Response> responses;
  std::vector<std::size_t> first_impulses;  ///< of each model
  std::vector<std::pair<std::string, std::int64_t>> events;
  Warnings warnings;
};

/// Rows of the recording's data that are fitted. An unknown channel is an input error.
std::vector<Eigen::Index> rows_of(const eeg::Recording& recording, const std::vector<std::string>& names);

Design design_of(const eeg::Recording& recording, const std::vector<Eigen::Index>& rows, const OverlapOptions& options);

/// An unknown in words, for messages: "the response 'stimulus: rt' at 300 ms".
std::string describe(const Design& design, Eigen::Index unknown);

/// First sample of every block of the standard errors and the end; nothing if there are too few. Each holds as many
/// samples in use.
std::vector<Eigen::Index> block_bounds(const Design& design);
/// True if a response's events lie in enough of them.
bool in_enough_blocks(const Response& response, const std::vector<Eigen::Index>& bounds);

inline constexpr int kFewestBlocks = 10, kMostBlocks = 60, kFewestBlocksOfPredictor = 8;
inline constexpr double kShortestBlockSeconds = 5.0, kWindowsPerBlock = 3.0;

}  // namespace attune::overlap
