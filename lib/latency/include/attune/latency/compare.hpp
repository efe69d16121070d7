#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/erp/measure.hpp"
#include "attune/latency/jackknife.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/stats/bayes_factor.hpp"
#include "attune/stats/effect_size.hpp"
#include "attune/stats/evidence.hpp"
#include "attune/stats/samples.hpp"

namespace attune::latency {

/// What is measured: one kind of one component, read as `reading` says (fraction, neighbourhood). A latency, or an
/// amplitude, of which everything here holds as well.
struct Target {
  erp::Component component;
  erp::Kind kind = erp::Kind::fractional_area_latency;
  erp::MeasureOptions reading;
};
/// Reads it off a waveform, in the unit of the measures table (ms, uV, uV*ms).
Reader reader_of(const Target& target);
/// The same with peaks at their vertex, as averages of people are read: leave-one-out averages differ so little that
/// peaks at samples would move in steps of the sampling interval or not at all, and their error be that of the grid.
Reader reader_of_averages(Target target);

struct CompareOptions {
  std::array<std::string, 2> levels{"A", "B"};             ///< names of the groups or conditions
  std::array<std::vector<std::string>, 2> participants{};  ///< names of the rows; empty: numbered from 1 on each side
  double confidence = 0.95;
  std::optional<double> smallest_effect;  ///< in the unit of the measure: asks for two one-sided tests against it
  std::int64_t permutations = 0;          ///< 0: no permutation tests
  std::int64_t bootstrap = 0;             ///< draws; 0: no bootstrap intervals
  double r_scale = stats::kCauchyScale;   ///< width of the Cauchy prior of the Bayes factor
  parallel::Seed seed;
  parallel::Threads threads;
};

/// Scores of one group farther than so many robust SDs from its median are flagged: with them the tails are heavy, and
/// Welch's t rejects in less than 5 % of null studies.
inline constexpr double kFarScore = 5.0;

/// One group, or one condition of pairs.
struct Side {
  std::int64_t people = 0;           ///< with a waveform
  std::vector<double> scores;        ///< of each person; NaN where it cannot be measured
  std::vector<std::string> reasons;  ///< of each person; empty where there is a score
  stats::Exclusions missing;         ///< why not, with counts
  std::int64_t scored() const { return people - missing.total(); }
  double mean = 0.0, sd = 0.0;        ///< of the scores there are (of complete pairs); NaN without one, or two
  erp::Reading grand_average;         ///< measured on the average over all people: not the mean of the scores
  std::vector<double> retrieved;      ///< of each person by the jackknife; empty where it does not exist, and for pairs
  double edge = 0.0;                  ///< height of the grand average at the window's higher end over its peak, 0 to 1
  std::int64_t far = 0;               ///< scores more than kFarScore robust SDs (1.4826 MAD) from their median
  std::optional<double> noise_share;  ///< RMS(SME)^2 / SD^2 where errors of the scores were given
};

/// What a method says at alpha = 1 - confidence. Equivalence wins over a difference that is smaller than asked for.
enum class Says { difference, equivalent, inconclusive, nothing };
std::string name_of(Says says);

/// One method's answer about A - B. What a method does not give is absent.
struct Method {
  std::string name;  ///< individual, jackknife, permutation, ...: see `compare`
  std::string of;    ///< what is compared: individual scores, retrieved scores, grand averages
  std::optional<double> estimate{}, standard_error{}, t{}, df{}, p{}, log_bf10{};
  std::optional<stats::Interval> interval{};
  std::optional<stats::EffectSize> d{}, g{};
  std::optional<stats::Equivalence> equivalence{};
  std::int64_t draws = 0, undefined = 0;  ///< permutations or bootstrap draws; those without an answer
  Says says = Says::nothing;
  std::string remark{};  ///< why it says nothing, or what weakens it
};

struct Comparison {
  std::array<std::string, 2> levels;
  bool paired = false;
  std::array<Side, 2> sides;
  std::int64_t pairs = 0;  ///< complete pairs of scores, if paired
  std::vector<Method> methods;
  double confidence = 0.95;
  std::optional<double> smallest_effect;
  std::string unit;                ///< ms, uV or uV*ms
  std::string measure;             ///< n400.fractional_area_latency
  bool agree = true;               ///< no two methods contradict each other
  std::vector<std::string> flags;  ///< where methods disagree, who is missing, what leaves the window
  std::string reading;             ///< one sentence
};

/// Compares the groups `a` and `b` (people x samples, volts, on `times`). A row with NaN anywhere is no waveform and is
/// left out. Methods, each in a row of its own:
///
/// - individual: scores of single people by Welch's t, with d, g, equivalence tests and the JZS Bayes factor of Welch's
///   t and df (n_a n_b / (n_a + n_b) for its n). People without a score are left out.
/// - jackknife: scores retrieved from leave-one-out averages of each group (Smulders 2010), by Welch's t; n may differ.
///   Everyone takes part. Says nothing where a leave-one-out average has no reading, and for latencies of peaks where
///   an average is not smooth enough (smoothness.hpp).
/// - permutation: people change groups; the t of Welch of their scores.
/// - permutation_grand: people change groups; the latencies of both grand averages, their difference over its jackknife
///   standard error. An arrangement without an answer counts as extreme.
/// - bootstrap, bootstrap_grand: people drawn anew within each group, the symmetric bootstrap-t interval of the same
///   two statistics; bootstrap_grand says nothing where the jackknife is refused for want of smoothness.
///
/// The permutation draws Stream(derive(seed, ...), i), so that the answer does not depend on threads. At least two
/// people a side, else an analysis error.
Comparison compare(const Eigen::Ref<const Eigen::MatrixXd>& a, const Eigen::Ref<const Eigen::MatrixXd>& b,
                   const eeg::TimeAxis& times, const Target& target, const CompareOptions& options);

/// The same for two conditions of the same people: row i of `a` and of `b` are person i. The t of pairs, leave-one-out
/// averages of both conditions without the same person, signs flipped (conditions swapped within people), people drawn
/// with both conditions. A person without one of the waveforms is left out.
Comparison compare_paired(const Eigen::Ref<const Eigen::MatrixXd>& a, const Eigen::Ref<const Eigen::MatrixXd>& b,
                          const eeg::TimeAxis& times, const Target& target, const CompareOptions& options);

/// Adds the share of the between-person variance of the scores that is measurement error, as `precision::noise_share`,
/// from the SME of every person's score (one a score, NaN: not known; an empty list: none), and a flag where it is more
/// than half.
void add_noise(Comparison& comparison, std::span<const double> sme_a, std::span<const double> sme_b);

}  // namespace attune::latency
