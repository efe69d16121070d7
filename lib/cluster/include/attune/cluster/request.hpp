#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/cluster/electrodes.hpp"
#include "attune/cluster/people.hpp"
#include "attune/cluster/permutation_test.hpp"
#include "attune/cluster/records.hpp"

namespace attune::cluster {

/// What a command line asks for.
struct Request {
  std::optional<std::string> condition, difference;
  Selection selection;  ///< channels and window
  Grouping grouping;
  std::optional<std::filesystem::path> participants;
  std::optional<std::string> montage;
  std::optional<std::filesystem::path> electrodes, adjacency;
  scalp::AdjacencyOptions edges;
  std::string array = "power";  ///< of files in time and frequency
  std::string test = "welch", method = "mass", alternative = "two-sided", two_sided = "largest";
  TestOptions options;
  bool heads = false;  ///< maps of the scalp will be drawn: positions are needed

  /// The files beside the averages: inputs too.
  std::vector<std::filesystem::path> files() const;
};

/// Options that exclude each other, or lack what they need, are usage errors.
Question question_of(const Request& request);

struct Answer {
  Question question;
  People people;
  Electrodes electrodes;
  TestResult result;
};

/// Gathers, divides, finds the neighbours and tests. `people` has the warnings of all but the electrodes.
Answer answer(const Request& request, std::span<const AverageFile> files);

}  // namespace attune::cluster
