#pragma once

#include <string>
#include <vector>

#include "attune/stats/compare_request.hpp"
#include "attune/stats/correlate_request.hpp"
#include "attune/stats/family.hpp"
#include "attune/stats/many_measures.hpp"

namespace attune::stats {

/// What the command was called with beside the request, for the command that a warning offers.
struct CalledWith {
  std::string table;
  std::vector<std::string> where;
};

/// The columns of the table that the request looks at, beside the identifiers and `excluded`.
std::vector<std::string> columns_of(const CompareRequest& request, const std::vector<std::string>& values,
                                    const ManyRequest& many);
std::vector<std::string> columns_of(const CorrelateRequest& request, const std::vector<std::string>& xs,
                                    const ManyRequest& many);

/// Usage errors of what does not go together, found before a table is read. max-t needs permutations and a two-sided t
/// test without blocks.
void check_many(const CompareRequest& request, const std::vector<std::string>& values, const ManyRequest& many);
void check_many(const CorrelateRequest& request, const std::vector<std::string>& xs, const ManyRequest& many);

/// The comparison in every place of `many.each` and of every column of `values` (instead of request.value), corrected
/// as asked; a level that a place lacks is the reason why its row has no answer. One place, one column and no
/// correction is `run_compare`. For max-t people are told apart by the first identifier there is (pairs by theirs); one
/// who is in both groups is an input error.
Answers run_many(const Table& table, const CompareRequest& request, const std::vector<std::string>& values,
                 const ManyRequest& many, const CalledWith& called = {});

/// The correlation with y in every place and of every column of `xs` (instead of request.x).
Answers run_many(const Table& table, const CorrelateRequest& request, const std::vector<std::string>& xs,
                 const ManyRequest& many, const CalledWith& called = {});

}  // namespace attune::stats
