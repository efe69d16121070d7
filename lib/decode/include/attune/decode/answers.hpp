#pragma once

#include <string>
#include <vector>

#include "attune/decode/decoding.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"
#include "attune/table/table.hpp"

namespace attune::decode {

/// One record per group, then one of the difference where there is one: how many people, the largest score and when,
/// its adjusted p, both onsets with intervals.
std::vector<Record> summary(const Decoding& decoding);
std::vector<ColumnMeaning> summary_meanings(const Decoding& decoding);

/// The curves: rows of every group (participant_id n/a), then of every person, one per time.
Table curves(const Decoding& decoding);
std::vector<ColumnMeaning> curve_meanings(const Decoding& decoding);

/// Training by test times: one row per pair.
Table generalisation_table(const Decoding& decoding);
std::vector<ColumnMeaning> generalisation_meanings(const Decoding& decoding);

/// The groups' curves with their intervals, significant times and onsets; below them training by test times, where
/// there are such.
std::string figure(const Decoding& decoding);

}  // namespace attune::decode
