#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/stats/distributions.hpp"
#include "attune/stats/trimmed.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"
#include "attune/table/table.hpp"

namespace attune::stats {

/// What a sample of numbers is like. What too few values or no variation leave undefined is NaN.
struct Description {
  std::int64_t n = 0;
  double mean = 0.0, sd = 0.0, se = 0.0;  ///< sd with n - 1; se = sd / sqrt(n)
  Interval interval;                      ///< of the mean, Student's t
  double median = 0.0;
  double mad = 0.0;           ///< median distance from the median times 1.4826: the SD of a normal distribution
  double q1 = 0.0, q3 = 0.0;  ///< quartiles, linear between the order statistics (Hyndman & Fan 1996, type 7)
  double min = 0.0, max = 0.0;
  double trimmed_mean = 0.0;  ///< without floor(trim * n) values at each end
  double skewness = 0.0;      ///< G1, three values or more (Joanes & Gill 1998)
  double kurtosis = 0.0;      ///< G2, 0 for a normal distribution, four values or more
  double lag1 = 0.0;          ///< autocorrelation of each value with the next one, in the order given
};

/// More trimmed at each end leaves hardly a mean.
inline constexpr double kMostTrim = 0.45;

/// Describes finite values. Sums are kept to about 31 digits, so that the mean, SD and autocorrelation of values far
/// from zero are right to the last digits that the values themselves have. All but `lag1` are the same bits for any
/// order of the values. Usage error: 0.5 < confidence < 1 or 0 <= trim <= 0.45 does not hold.
Description describe_values(std::span<const double> values, double confidence = 0.95, double trim = kTrim);

struct DescribeRequest {
  std::vector<std::string> values;  ///< columns; empty: every column of numbers that is not in `by`
  std::vector<std::string> by;      ///< columns whose levels make the cells; empty: one cell
  double confidence = 0.95, trim = kTrim;
  std::vector<std::string> identifiers{};  ///< columns that name a person; those the table lacks say nothing
};

struct DescribeAnswer {
  std::vector<Record> records;  ///< one for each value and cell, cells in the order of their levels
  /// Rows that are in no cell, since a level is missing; a person with several rows used in one cell, unless `by` names
  /// the persons.
  Warnings warnings;
};

/// Describes columns of a table by cell: n used, missing (no value) and excluded (a reason in the column `excluded`)
/// add up to the rows of the cell. Input errors: an unknown column, a cell that is not a finite number. Usage errors: a
/// column in `by` that a field of the result is named like; no column of numbers.
DescribeAnswer describe_table(const Table& table, const DescribeRequest& request);
/// Meaning of every column of the records, for the JSON sidecar.
std::vector<ColumnMeaning> description_meanings();

}  // namespace attune::stats
