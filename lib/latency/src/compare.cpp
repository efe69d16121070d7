#include "attune/latency/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/erp/reading.hpp"
#include "attune/latency/smoothness.hpp"
#include "attune/stats/compare.hpp"
#include "attune/stats/permutation.hpp"
#include "attune/stats/summary.hpp"
#include "people_waves.hpp"

namespace attune::latency {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t kScorePart = 2012;  // of the seed

// Scores that are compared: of the groups, or of the complete pairs.
struct Scores {
  std::vector<double> a, b;
};

Scores usable(const std::vector<double>& a, const std::vector<double>& b, bool paired) {
  Scores out;
  if (paired) {
    for (std::size_t i = 0; i < a.size(); ++i)
      if (std::isfinite(a[i]) && std::isfinite(b[i])) {
        out.a.push_back(a[i]);
        out.b.push_back(b[i]);
      }
    return out;
  }
  const auto is_finite = [](double x) { return std::isfinite(x); };
  std::copy_if(a.begin(), a.end(), std::back_inserter(out.a), is_finite);
  std::copy_if(b.begin(), b.end(), std::back_inserter(out.b), is_finite);
  return out;
}

std::vector<double> differences_of(const Scores& scores) {
  std::vector<double> out(scores.a);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] -= scores.b[i];
  return out;
}

double error_of(const Scores& scores, bool paired) {
  const auto mean_variance = [](std::span<const double> values) {
    const stats::Summary summary = stats::summarise(values);
    return summary.variance / static_cast<double>(summary.n);
  };
  if (paired) return std::sqrt(mean_variance(differences_of(scores)));
  return std::sqrt(mean_variance(scores.a) + mean_variance(scores.b));
}

double effective_n(const Scores& scores, bool paired) {
  const auto n_a = static_cast<double>(scores.a.size()), n_b = static_cast<double>(scores.b.size());
  return paired ? n_a : n_a * n_b / (n_a + n_b);
}

// Welch's t or that of pairs, with everything that follows from it.
void test_scores(Method& out, const Scores& scores, bool paired, const CompareOptions& options) {
  stats::CompareOptions how;
  how.levels = options.levels;
  how.confidence = options.confidence;
  how.r_scale = options.r_scale;
  if (options.smallest_effect) how.smallest_effect = stats::SmallestEffect{*options.smallest_effect, false};
  try {
    const stats::Comparison answer =
        paired ? stats::compare_pairs(scores.a, scores.b, how) : stats::compare_groups(scores.a, scores.b, how);
    out.estimate = answer.estimate;
    out.standard_error = error_of(scores, paired);
    out.interval = answer.interval;
    out.t = answer.t;
    out.df = answer.df;
    out.p = answer.p;
    out.equivalence = answer.equivalence;
    out.d = answer.d;
    out.g = answer.g;
    out.log_bf10 = stats::log_jzs_bayes_factor(*answer.t, *answer.df, effective_n(scores, paired), options.r_scale);
  } catch (const Error& error) {
    if (error.fault() != Fault::analysis) throw;
    out.remark = error.what();
  }
}

// Scores of the people of one side, and the reasons where there are none.
void score(Side& side, const PeopleWaves& people, std::size_t which, const Reader& reader) {
  for (const std::size_t row : people.side(which)) {
    const auto values = people.rows.row(static_cast<Eigen::Index>(row));
    const erp::Reading reading = reader({{values.data(), static_cast<std::size_t>(values.size())}, people.times});
    side.scores.push_back(reading.value);
    side.reasons.push_back(reading.reason);
    if (!reading.reason.empty()) side.missing.add(reading.reason);
  }
}

// Height of the average at the higher end of the window over its peak in the window.
double edge_of(const Waveforms& rows, const eeg::TimeAxis& times, const erp::Component& component) {
  const erp::Columns inside = erp::columns_in(times, component.window);
  if (inside.empty()) return kNone;
  const Eigen::RowVectorXd upright = (component.polarity == erp::Polarity::positive ? 1.0 : -1.0) *
                                     rows.middleCols(inside.first, inside.last - inside.first + 1).colwise().mean();
  const double peak = upright.maxCoeff(), end = std::max(upright(0), upright(upright.size() - 1));
  return peak > 0 ? std::max(end / peak, 0.0) : kNone;
}

// Why leave-one-out averages say nothing of the error of this measure; empty where they do.
std::string roughness(const Comparison& out, const PeopleWaves& people, const Target& target) {
  const double needed = needed_smoothness(target.kind);
  if (needed == 0) return "";
  for (std::size_t s = 0; s < 2; ++s) {
    const auto first = static_cast<Eigen::Index>(s == 0 ? 0 : people.of_a);
    const auto count = static_cast<Eigen::Index>(s == 0 ? people.of_a : people.of_b);
    const Smoothness smooth = smoothness(people.rows.middleRows(first, count), people.times, target.component);
    if (smooth.ratio >= needed) continue;
    return fmt::format(
        "refused: the grand average of {} is not smooth enough for {} ({:.2g} where {:g} is needed), so that a "
        "jackknife misjudges its error; low-pass filter the data, or measure fractional_area_latency",
        out.levels[s], erp::name_of(target.kind), smooth.ratio, needed);
  }
  return "";
}

Method jackknife_method(Comparison& out, const PeopleWaves& people, const std::array<Jackknife, 2>& jackknives,
                        const std::string& rough, const CompareOptions& options) {
  Method method{.name = "jackknife", .of = "retrieved scores"};
  for (std::size_t s = 0; s < 2; ++s)
    if (jackknives[s].without.empty()) {
      method.remark =
          fmt::format("{}: without {}: {}", out.levels[s], people.names[*jackknives[s].who], jackknives[s].reason);
      return method;
    }
  method.remark = rough;
  if (!rough.empty()) return method;
  for (std::size_t s = 0; s < 2; ++s) out.sides[s].retrieved = retrieve(jackknives[s].without);
  test_scores(method, {out.sides[0].retrieved, out.sides[1].retrieved}, out.paired, options);
  // Of retrieved scores: their SD is not that between people where the measure is not linear.
  method.d.reset();
  method.g.reset();
  return method;
}

Method permute_scores(const Method& individual, const Scores& scores, bool paired, const CompareOptions& options) {
  Method out{.name = "permutation", .of = individual.of};
  out.estimate = individual.estimate;
  out.t = individual.t;
  out.remark = individual.remark;
  if (!individual.t) return out;
  const stats::PermutationOptions how{options.permutations, parallel::derive(options.seed, kScorePart),
                                      options.threads};
  const stats::PermutationResult answer =
      paired ? stats::permute_signs(differences_of(scores), how)
             : stats::permute_groups(scores.a, scores.b, stats::GroupStatistic::welch_t, how);
  out.p = answer.p;
  out.draws = answer.arrangements;
  return out;
}

Method bootstrap_scores(const Method& individual, const Scores& scores, bool paired, const CompareOptions& options) {
  Method out{.name = "bootstrap", .of = individual.of};
  out.estimate = individual.estimate;
  out.standard_error = individual.standard_error;
  out.remark = individual.remark;
  if (!individual.t) return out;
  const stats::BootstrapOptions how{options.bootstrap, options.confidence, parallel::derive(options.seed, kScorePart),
                                    options.threads};
  const stats::StudentisedBootstrap drawn = paired ? stats::bootstrap_t_of_mean(differences_of(scores), how)
                                                   : stats::bootstrap_t_of_groups(scores.a, scores.b, how);
  out.interval = drawn.interval;
  out.p = drawn.p;
  out.draws = drawn.draws;
  out.undefined = drawn.undefined;
  out.remark = drawn.remark;
  return out;
}

// Its draws are studentised by the jackknife, and a rough average drawn anew is rougher still.
Method refused_bootstrap(const std::string& rough) {
  Method out{.name = "bootstrap_grand", .of = "grand averages"};
  out.remark = rough;
  return out;
}

Comparison compare_people(const PeopleWaves& people, const Target& target, const CompareOptions& options) {
  Comparison out;
  out.levels = options.levels;
  out.paired = people.paired;
  out.confidence = options.confidence;
  out.smallest_effect = options.smallest_effect;
  out.unit = erp::unit_of(target.kind);
  out.measure = (target.component.name.empty() ? "" : target.component.name + ".") + erp::name_of(target.kind);
  const Reader reader = reader_of(target), of_averages = reader_of_averages(target);
  std::array<Jackknife, 2> jackknives;
  for (std::size_t s = 0; s < 2; ++s) {
    Side& side = out.sides[s];
    const std::vector<std::size_t> rows = people.side(s);
    side.people = static_cast<std::int64_t>(rows.size());
    if (rows.size() < 2)
      throw analysis_error(fmt::format("{} has {} with a waveform; expected two or more to compare",
                                       in_quotes(options.levels[s]), rows.size() == 1 ? "one person" : "nobody"));
    score(side, people, s, reader);
    jackknives[s] = jackknife(people.rows, rows, people.times, of_averages);
    side.grand_average = jackknives[s].whole;
    side.edge =
        edge_of(people.rows.middleRows(static_cast<Eigen::Index>(rows.front()), static_cast<Eigen::Index>(rows.size())),
                people.times, target.component);
  }
  const Scores scores = usable(out.sides[0].scores, out.sides[1].scores, people.paired);
  out.pairs = people.paired ? static_cast<std::int64_t>(scores.a.size()) : 0;
  for (std::size_t s = 0; s < 2; ++s) {
    const stats::Summary summary = stats::summarise(s == 0 ? scores.a : scores.b);
    out.sides[s].mean = summary.mean;
    out.sides[s].sd = summary.sd();
  }
  Method individual{.name = "individual", .of = "individual scores"};
  test_scores(individual, scores, people.paired, options);
  out.methods.push_back(individual);
  const std::string rough = roughness(out, people, target);
  out.methods.push_back(jackknife_method(out, people, jackknives, rough, options));
  const PeopleWaves narrow = cropped(people, target);
  if (options.permutations > 0) {
    out.methods.push_back(permute_scores(individual, scores, people.paired, options));
    out.methods.push_back(permute_grand(narrow, of_averages, options));
  }
  if (options.bootstrap > 0) {
    out.methods.push_back(bootstrap_scores(individual, scores, people.paired, options));
    out.methods.push_back(rough.empty() ? bootstrap_grand(narrow, of_averages, options) : refused_bootstrap(rough));
  }
  for (Method& method : out.methods) method.says = says_of(method, options.confidence);
  judge(out, target);
  return out;
}

std::vector<Eigen::Index> finite_rows(const Eigen::Ref<const Eigen::MatrixXd>& rows) {
  std::vector<Eigen::Index> out;
  for (Eigen::Index r = 0; r < rows.rows(); ++r)
    if (rows.row(r).allFinite()) out.push_back(r);
  return out;
}

void check_times(const Eigen::Ref<const Eigen::MatrixXd>& rows, const eeg::TimeAxis& times) {
  if (rows.cols() != times.samples)
    throw Error(Fault::internal, fmt::format("waveforms of {} samples on {} times", rows.cols(), times.samples));
}

std::string name_of_person(const std::vector<std::string>& participants, Eigen::Index row) {
  if (participants.empty()) return fmt::format("person {}", row + 1);
  return participants.at(static_cast<std::size_t>(row));
}

PeopleWaves stack(const Eigen::Ref<const Eigen::MatrixXd>& a, const std::vector<Eigen::Index>& of_a,
                  const Eigen::Ref<const Eigen::MatrixXd>& b, const std::vector<Eigen::Index>& of_b,
                  const eeg::TimeAxis& times, const CompareOptions& options) {
  check_times(a, times);
  check_times(b, times);
  PeopleWaves out;
  out.times = times;
  out.of_a = of_a.size();
  out.of_b = of_b.size();
  out.rows.resize(static_cast<Eigen::Index>(of_a.size() + of_b.size()), times.samples);
  for (std::size_t i = 0; i < of_a.size(); ++i) out.rows.row(static_cast<Eigen::Index>(i)) = a.row(of_a[i]);
  for (std::size_t i = 0; i < of_b.size(); ++i)
    out.rows.row(static_cast<Eigen::Index>(of_a.size() + i)) = b.row(of_b[i]);
  for (const Eigen::Index row : of_a) out.names.push_back(name_of_person(options.participants[0], row));
  for (const Eigen::Index row : of_b) out.names.push_back(name_of_person(options.participants[1], row));
  return out;
}

}  // namespace

Reader reader_of(const Target& target) {
  const bool amplitude = erp::unit_of(target.kind) != "ms";
  return [target, amplitude](const erp::Waveform& waveform) {
    erp::Reading reading = erp::read_component(waveform, target.component, target.kind, target.reading);
    if (amplitude) reading.value = Microvolts(Volts(reading.value)).value();
    return reading;
  };
}

Reader reader_of_averages(Target target) {
  target.reading.peak_place = erp::PeakPlace::parabola;
  return reader_of(target);
}

Comparison compare(const Eigen::Ref<const Eigen::MatrixXd>& a, const Eigen::Ref<const Eigen::MatrixXd>& b,
                   const eeg::TimeAxis& times, const Target& target, const CompareOptions& options) {
  return compare_people(stack(a, finite_rows(a), b, finite_rows(b), times, options), target, options);
}

Comparison compare_paired(const Eigen::Ref<const Eigen::MatrixXd>& a, const Eigen::Ref<const Eigen::MatrixXd>& b,
                          const eeg::TimeAxis& times, const Target& target, const CompareOptions& options) {
  if (a.rows() != b.rows())
    throw Error(Fault::internal, fmt::format("{} and {} waveforms are no pairs", a.rows(), b.rows()));
  std::vector<Eigen::Index> complete;
  for (Eigen::Index r = 0; r < a.rows(); ++r)
    if (a.row(r).allFinite() && b.row(r).allFinite()) complete.push_back(r);
  PeopleWaves people = stack(a, complete, b, complete, times, options);
  people.paired = true;
  return compare_people(people, target, options);
}

}  // namespace attune::latency
