#pragma once

#include <optional>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/stats/bootstrap.hpp"
#include "attune/stats/evidence.hpp"
#include "attune/stats/exchange.hpp"
#include "attune/stats/permutation.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"

namespace attune::stats {

/// Adds a field that is absent where it does not apply.
void add_number(Record& record, const char* name, const std::optional<double>& value);

/// Adds bf10, log_bf10 and the scale of its prior, where there is a Bayes factor.
void add_bayes_factor(Record& record, const std::optional<double>& bf10, const std::optional<double>& log_bf10,
                      double r_scale);
/// `alternative` as "a difference", `prior` as "scale of the Cauchy prior".
std::vector<ColumnMeaning> bayes_factor_meanings(const std::string& alternative, const std::string& prior);

/// Adds p_perm, permutations and enumerated, where there was a permutation test.
void add_permutation(Record& record, const std::optional<PermutationResult>& permutation);
std::vector<ColumnMeaning> permutation_meanings();

/// Adds blocks, exchange and blocks_idle, where the permutation had blocks.
void add_blocks(Record& record, const std::optional<BlockCount>& blocks);
std::vector<ColumnMeaning> block_meanings();

/// Adds the ends of a bootstrap interval, under names that begin with `prefix`; absent where there is none.
void add_bootstrap_interval(Record& record, const std::string& prefix, const BcaInterval& interval, double scale = 1.0);

/// Adds the list `sensitivity` of records {r_scale, bf10}, where it was asked for.
void add_sensitivity(Record& record, const std::vector<PriorWidth>& widths);
std::vector<ColumnMeaning> sensitivity_meanings(std::size_t widths);

/// Meanings of the fields of `add_exclusions`; `what` as "rows".
std::vector<ColumnMeaning> exclusion_meanings(const std::string& what);

/// Appends `more`.
void append(std::vector<ColumnMeaning>& meanings, const std::vector<ColumnMeaning>& more);
void append(Warnings& warnings, const Warnings& more);

}  // namespace attune::stats
