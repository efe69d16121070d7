#pragma once

#include <string>
#include <vector>

#include "attune/cluster/people.hpp"
#include "attune/cluster/permutation_test.hpp"
#include "attune/table/document.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::cluster {

/// What was asked, for the record.
struct Question {
  Selection selection;
  Grouping grouping;
  Design design;
  TestOptions options;
  std::string adjacency;  ///< in words
};

/// Parts `test` (one record: what was compared, the arrangements, the smallest p), `clusters` (one record each, by p)
/// and `left_out` (a record per person). Times in ms, frequencies in Hz.
Document to_document(const TestResult& result, const People& people, const Question& question);
std::vector<ColumnMeaning> cluster_meanings();

/// One row per point: channel, (frequency_hz,) time_ms, difference, unit, t, df, cluster (its number by p, 0 for none),
/// p of the cluster or of the point; n/a where not tested.
Table point_table(const TestResult& result, const People& people);
std::vector<ColumnMeaning> point_meanings();

}  // namespace attune::cluster
