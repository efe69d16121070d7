#include "attune/stats/intraclass.hpp"

#include <fmt/format.h>

#include <cmath>

#include "attune/base/error.hpp"
#include "attune/stats/f_distribution.hpp"
#include "attune/stats/f_quantile.hpp"
#include "attune/stats/proportion.hpp"
#include "early_stops.hpp"
#include "record_fields.hpp"

namespace attune::stats {
namespace {

void set_mean_squares(Intraclass& out, const Eigen::Ref<const Eigen::MatrixXd>& ratings) {
  const auto n = static_cast<double>(ratings.rows()), k = static_cast<double>(ratings.cols());
  // Taken from the grand mean first, so that ratings far from zero keep the digits of their differences.
  const Eigen::MatrixXd x = (ratings.array() - ratings.mean()).matrix();
  const Eigen::VectorXd of_targets = x.rowwise().mean();
  const Eigen::RowVectorXd of_raters = x.colwise().mean();
  const Eigen::MatrixXd within = x.colwise() - of_targets;
  const Eigen::MatrixXd residual = within.rowwise() - of_raters;
  out.ms_targets = k * of_targets.squaredNorm() / (n - 1.0);
  out.ms_raters = n * of_raters.squaredNorm() / (k - 1.0);
  out.ms_residual = residual.squaredNorm() / ((n - 1.0) * (k - 1.0));
  out.ms_within = within.squaredNorm() / (n * (k - 1.0));
}

// Reliability of the mean of k from that of one.
double of_mean(double single, double k) { return k * single / (1.0 + (k - 1.0) * single); }
Interval of_mean(const Interval& single, double k) { return {of_mean(single.low, k), of_mean(single.high, k)}; }

// (B - q E) / (B + (k - 1) q E): the single-rating coefficient whose F is that of the data over q.
double single_at(double between, double error, double k, double q) {
  return (between - q * error) / (between + (k - 1.0) * q * error);
}

// One-way and consistency coefficients: F has exactly its distribution.
IntraclassCorrelation from_f(const std::string& type, double between, double error, double k, double num_df,
                             double den_df, double tail) {
  IntraclassCorrelation out{type, single_at(between, error, k, 1.0), between / error, num_df, den_df, 1.0, {}};
  out.p = f_upper(out.f, num_df, den_df);
  out.interval = {single_at(between, error, k, f_quantile(1.0 - tail, num_df, den_df)),
                  single_at(between, error, k, 1.0 / f_quantile(1.0 - tail, den_df, num_df))};
  return out;
}

// Absolute agreement: the error mixes raters and residual, with Satterthwaite's degrees of freedom.
Interval agreement_interval(const Intraclass& m, double icc, double tail) {
  const auto n = static_cast<double>(m.targets), k = static_cast<double>(m.raters);
  const double raters = k * icc * m.ms_raters, residual = (n * (1.0 + (k - 1.0) * icc) - k * icc) * m.ms_residual;
  const double numerator = (k - 1.0) * (n - 1.0) * (raters + residual) * (raters + residual);
  const double df = numerator / ((n - 1.0) * raters * raters + residual * residual);
  if (!(df > 0.0)) return {icc, icc};
  const double low_q = f_quantile(1.0 - tail, n - 1.0, df), high_q = f_quantile(1.0 - tail, df, n - 1.0);
  const double error = k * m.ms_raters + (k * n - k - n) * m.ms_residual, b = m.ms_targets;
  return {n * (b - low_q * m.ms_residual) / (low_q * error + n * b),
          n * (high_q * b - m.ms_residual) / (error + n * high_q * b)};
}

}  // namespace

Intraclass intraclass_correlations(const Eigen::Ref<const Eigen::MatrixXd>& ratings, double confidence, Compat compat) {
  check_confidence(confidence);
  if (ratings.rows() < 2 || ratings.cols() < 2)
    throw analysis_error(fmt::format("{} targets with ratings by all of {} raters; at least 2 of each are needed",
                                     ratings.rows(), ratings.cols()));
  const double tail = 0.5 * (1.0 - confidence);
  const auto n = static_cast<double>(ratings.rows()), k = static_cast<double>(ratings.cols());
  Intraclass out;
  out.targets = ratings.rows();
  out.raters = ratings.cols();
  out.confidence = confidence;
  set_mean_squares(out, ratings);
  if (!(out.ms_targets > 0.0)) throw analysis_error("every target has the same mean; there is nothing to tell apart");
  if (compat == Compat::r) take_early_mean_squares(out);
  const double b = out.ms_targets, j = out.ms_raters, e = out.ms_residual, w = out.ms_within;
  const double agreement_df = (n - 1.0) * (k - 1.0);
  const IntraclassCorrelation one_way = from_f("ICC1", b, w, k, n - 1.0, n * (k - 1.0), tail);
  const IntraclassCorrelation fixed = from_f("ICC3", b, e, k, n - 1.0, agreement_df, tail);
  IntraclassCorrelation random = fixed;
  random.type = "ICC2";
  random.value = (b - e) / (b + (k - 1.0) * e + k * (j - e) / n);
  random.interval = agreement_interval(out, random.value, tail);
  out.coefficients = {one_way, random, fixed, one_way, random, fixed};
  for (std::size_t i = 3; i < 6; ++i) {
    IntraclassCorrelation& mean = out.coefficients[i];
    mean.type += "k";
    mean.value = of_mean(mean.value, k);
    mean.interval = of_mean(mean.interval, k);
  }
  return out;
}

std::vector<Record> to_records(const Intraclass& c) {
  std::vector<Record> out;
  for (const IntraclassCorrelation& icc : c.coefficients)
    out.push_back({{"type", icc.type},
                   {"icc", icc.value},
                   {"ci_low", icc.interval.low},
                   {"ci_high", icc.interval.high},
                   {"F", icc.f},
                   {"num_df", icc.num_df},
                   {"den_df", icc.den_df},
                   {"p", icc.p},
                   {"targets", c.targets},
                   {"raters", c.raters},
                   {"confidence", c.confidence}});
  return out;
}

std::vector<ColumnMeaning> intraclass_meanings() {
  std::vector<ColumnMeaning> out{
      {"type",
       "1: raters differ between targets; 2: raters are a sample, absolute agreement; 3: these raters, "
       "consistency; k: of the mean of all raters",
       ""},
      {"icc", "intraclass correlation", ""},
      {"ci_low", "lower end of its interval", ""},
      {"ci_high", "upper end of its interval", ""},
      {"F", "F of targets against no difference between them", ""},
      {"num_df", "its numerator degrees of freedom", ""},
      {"den_df", "its denominator degrees of freedom", ""},
      {"p", "its p", ""},
      {"targets", "targets with a rating by every rater", ""},
      {"raters", "raters", ""},
      {"confidence", "of the intervals", ""},
      compat_meaning()};
  append(out, exclusion_meanings("rows or targets"));
  return out;
}

}  // namespace attune::stats
