#include "attune/bold/trials.hpp"

#include <fmt/format.h>

#include <Eigen/QR>
#include <Eigen/SVD>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "attune/base/nearest_name.hpp"

namespace attune::bold {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
// Answers to an event are below 1e-6 of their peak from here on.
constexpr Seconds kResponseEnds{45};
// Trials may outlast their run, but not by this factor.
constexpr double kLongestEvent = 10;
// Columns of unit length with a smaller part of their own are the sum of others: rounding leaves 1e-15.
constexpr double kRankTolerance = 1e-8;

Eigen::Index whole_frames(Seconds time, const FrameTimes& frames) {
  return static_cast<Eigen::Index>(std::ceil(std::max(0.0, time / frames.repetition_time)));
}

/// The run's frames, continued on both sides as far as its events' responses reach.
struct LongRun {
  FrameTimes frames;
  Eigen::Index before = 0;  ///< frames in front of the run's first
};

LongRun continued(const FrameTimes& frames, std::span<const Event> trials) {
  Seconds longest{0};
  Seconds first = frames.start;
  for (const Event& trial : trials) {
    longest = std::max(longest, trial.duration);
    first = std::min(first, trial.onset);
  }
  LongRun run;
  const Seconds reach = longest + kResponseEnds;
  if (reach > kLongestEvent * (frames.at(frames.volumes) - frames.start) + kResponseEnds)
    throw analysis_error(fmt::format("an event lasts {:.6g} s in a run of {:.6g} s; durations are in seconds",
                                     longest.count(), (frames.at(frames.volumes) - frames.start).count()));
  run.before = whole_frames(std::min(frames.start - first, reach), frames);
  run.frames = {frames.volumes + run.before + whole_frames(reach, frames), frames.repetition_time,
                frames.start - static_cast<double>(run.before) * frames.repetition_time};
  return run;
}

/// Responses of height 1 (frames of the long run x trials) and the heights they had.
struct TrialColumns {
  Eigen::MatrixXd columns;
  Eigen::VectorXd peaks;
};

TrialColumns trial_columns(std::span<const Event> trials, const LongRun& run, const DesignOptions& options) {
  const Response response(options.response, run.frames.repetition_time);
  TrialColumns out{Eigen::MatrixXd(run.frames.volumes, static_cast<Eigen::Index>(trials.size())),
                   Eigen::VectorXd(static_cast<Eigen::Index>(trials.size()))};
  for (std::size_t i = 0; i < trials.size(); ++i) {
    const auto at = static_cast<Eigen::Index>(i);
    const std::array<Stimulus, 1> stimulus{{{trials[i].onset, trials[i].duration, 1}}};
    out.peaks(at) = response.peak(options.stated_event.value_or(trials[i].duration));
    out.columns.col(at) = response.columns(stimulus, run.frames).col(0) / out.peaks(at);
  }
  return out;
}

// What trials are modelled with: one column each, whatever the conditions have.
DesignOptions one_column_each(DesignOptions options) {
  if (options.response.kind == ResponseKind::fir)
    throw analysis_error("trial-wise betas need a response of known shape; a finite impulse response has none");
  options.response.time_derivative = options.response.dispersion_derivative = false;
  options.response.spm_sampling = false;
  options.modulators.clear();
  return options;
}

// Orthonormal basis of the columns' space, each column counted at unit length.
Eigen::MatrixXd basis_of(const Eigen::MatrixXd& columns) {
  Eigen::MatrixXd scaled = columns;
  for (Eigen::Index c = 0; c < scaled.cols(); ++c)
    if (scaled.col(c).norm() > 0) scaled.col(c).normalize();
  Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(scaled);
  qr.setThreshold(kRankTolerance);
  return qr.householderQ() * Eigen::MatrixXd::Identity(columns.rows(), qr.rank());
}

Eigen::MatrixXd without(const Eigen::MatrixXd& basis, const Eigen::MatrixXd& columns) {
  Eigen::MatrixXd rest = columns - basis * (basis.transpose() * columns);
  rest -= basis * (basis.transpose() * rest).eval();  // twice is enough: what is left is orthogonal to rounding
  return rest;
}

// Dual vectors of the columns: column i of the result is orthogonal to every column but i, and 1 against it; 0 where
// there is no such vector in the columns' space.
Eigen::MatrixXd duals_of(const Eigen::MatrixXd& columns) {
  Eigen::VectorXd norms = columns.colwise().norm();
  for (double& norm : norms)
    if (norm == 0) norm = 1;
  const Eigen::MatrixXd scaled = columns * norms.cwiseInverse().asDiagonal();
  const Eigen::BDCSVD<Eigen::MatrixXd> svd(scaled, Eigen::ComputeThinU | Eigen::ComputeThinV);
  const Eigen::VectorXd& singular = svd.singularValues();
  const Eigen::Index rank = (singular.array() > kRankTolerance * std::max(singular(0), kRankTolerance)).count();
  Eigen::MatrixXd duals = svd.matrixU().leftCols(rank) * singular.head(rank).cwiseInverse().asDiagonal() *
                          svd.matrixV().leftCols(rank).transpose();
  for (Eigen::Index c = 0; c < columns.cols(); ++c) {
    const double seen = svd.matrixV().row(c).head(rank).squaredNorm();
    if (seen < 1 - kRankTolerance)
      duals.col(c).setZero();
    else
      duals.col(c) /= norms(c);
  }
  return duals;
}

void leave_out(TrialModel& model, Eigen::Index trial, const std::string& reason) {
  std::string& known = model.reasons[static_cast<std::size_t>(trial)];
  if (known.empty()) known = reason;
  model.weights.row(trial).setZero();
}

// What a weight of length w says about the share of a column that is its own: 1 / (w'w) of the column's sum of squares.
void judge_own_share(TrialModel& model, Eigen::Index trial) {
  const double squares = model.weights.row(trial).squaredNorm();
  const double size = model.columns.col(trial).squaredNorm();
  model.own_share(trial) = squares > 0 && size > 0 ? 1.0 / (squares * size) : 0.0;
  if (!(model.own_share(trial) >= kLeastOwnShare))
    leave_out(model, trial,
              fmt::format("the model cannot tell it from other columns: {:.2g} % of its response is its own, "
                          "{:g} % are needed",
                          100 * model.own_share(trial), 100 * kLeastOwnShare));
}

// Every trial has a column of its own in one model.
void solve_all(TrialModel& model, const Eigen::MatrixXd& nuisance) {
  const Eigen::Index frames = model.columns.rows();
  const Eigen::Index count = model.columns.cols();
  if (nuisance.cols() + count >= frames)
    throw analysis_error(
        fmt::format("{} trials and {} other columns are too many for one model of {} frames; take "
                    "lss, a model per trial",
                    count, nuisance.cols(), frames));
  const Eigen::MatrixXd common = basis_of(nuisance);
  model.weights = duals_of(without(common, model.columns)).transpose();
  Eigen::MatrixXd all(frames, common.cols() + count);
  all << common, model.columns;
  model.basis = basis_of(all);
  model.own = Eigen::MatrixXd::Zero(frames, count);
  model.degrees = Eigen::VectorXd::Constant(count, static_cast<double>(frames - model.basis.cols()));
}

// The model of trial i is {x_i, S_c - w_i x_i, other conditions, nuisance} with S_c the column of its condition and w_i
// x_i its share in it, which spans the same as Z = {conditions, nuisance} and x_i. With e_i what Z leaves of x_i and
// p_c the dual of S_c in Z, the estimate is b_i = e_i'y / e_i'e_i (1 - w_i p_c'x_i) + w_i p_c'y: no model is fitted
// twice.
void solve_separate(TrialModel& model, const Eigen::VectorXd& peaks) {
  const Design& design = model.design;
  const Eigen::Index count = model.columns.cols();
  const Eigen::MatrixXd duals = duals_of(design.matrix);
  model.basis = basis_of(design.matrix);
  model.own = without(model.basis, model.columns);
  model.weights = Eigen::MatrixXd::Zero(count, model.columns.rows());
  model.degrees.resize(count);
  const auto spare = static_cast<double>(model.columns.rows() - model.basis.cols());
  for (Eigen::Index i = 0; i < count; ++i) {
    const std::string& type = model.trials[static_cast<std::size_t>(i)].trial_type;
    const auto condition = std::find_if(design.conditions.begin(), design.conditions.end(),
                                        [&](const Condition& known) { return known.name == type; });
    if (condition->column < 0) {
      model.own.col(i).setZero();
      model.degrees(i) = spare;
      continue;
    }
    const Eigen::VectorXd dual = duals.col(condition->column);
    const double share = peaks(i) / condition->scale;
    const double squares = model.own.col(i).squaredNorm();
    const bool alone = !(squares > kRankTolerance * model.columns.col(i).squaredNorm());
    model.degrees(i) = alone ? spare : spare - 1;
    if (!dual.isZero(0)) {
      model.weights.row(i) = share * dual.transpose();
      if (!alone)
        model.weights.row(i) += model.own.col(i).transpose() / squares * (1 - share * dual.dot(model.columns.col(i)));
    }
    if (alone)
      model.own.col(i).setZero();
    else
      model.own.col(i) /= std::sqrt(squares);
  }
}

std::vector<Event> modelled(std::span<const Event> events, const Design& design) {
  std::vector<Event> trials;
  for (const Event& event : events)
    if (std::any_of(design.conditions.begin(), design.conditions.end(),
                    [&](const Condition& condition) { return condition.name == event.trial_type; }))
      trials.push_back(event);
  return trials;
}

void judge_responses(TrialModel& model, const TrialColumns& made, const LongRun& run) {
  const auto count = static_cast<Eigen::Index>(model.trials.size());
  std::vector<Eigen::Index> rows;
  for (const Eigen::Index volume : model.design.kept) rows.push_back(volume + run.before);
  model.columns = made.columns(rows, Eigen::all);
  model.response_seen.resize(count);
  for (Eigen::Index i = 0; i < count; ++i) {
    const double whole = made.columns.col(i).squaredNorm();
    model.response_seen(i) = whole > 0 ? model.columns.col(i).squaredNorm() / whole : 0.0;
  }
}

}  // namespace

TrialMethod trial_method(const std::string& name) {
  if (name == "lsa") return TrialMethod::all;
  if (name == "lss") return TrialMethod::separate;
  const std::array<std::string, 2> known{"lsa", "lss"};
  throw usage_error("unknown way to estimate trials " + in_quotes(name) + suggestion(name, known));
}

std::string name_of(TrialMethod method) { return method == TrialMethod::all ? "lsa" : "lss"; }

TrialModel make_trial_model(TrialMethod method, std::span<const Event> events, const FrameTimes& frames,
                            const Table* confounds, const DesignOptions& all_options) {
  const DesignOptions options = one_column_each(all_options);
  TrialModel model;
  model.method = method;
  model.design = make_design(events, frames, confounds, options);
  model.trials = modelled(events, model.design);
  const auto count = static_cast<Eigen::Index>(model.trials.size());
  if (count == 0) throw analysis_error("no event of the modelled conditions: there are no trials to estimate");
  model.reasons.resize(model.trials.size());
  const LongRun run = continued(frames, model.trials);
  const TrialColumns made = trial_columns(model.trials, run, options);
  judge_responses(model, made, run);
  model.own_share = Eigen::VectorXd::Zero(count);
  if (method == TrialMethod::all)
    solve_all(model, model.design.matrix.rightCols(model.design.matrix.cols() - model.design.constant));
  else
    solve_separate(model, made.peaks);
  for (Eigen::Index i = 0; i < count; ++i) {
    if (model.columns.col(i).isZero(0)) {
      leave_out(model, i, "none of its response lies in frames that were kept");
      continue;
    }
    judge_own_share(model, i);
    if (model.response_seen(i) < kLeastResponseSeen)
      leave_out(model, i,
                fmt::format("{:.2g} % of its response lies in frames that were kept, {:g} % are needed",
                            100 * model.response_seen(i), 100 * kLeastResponseSeen));
  }
  return model;
}

TrialBetas fit_trials(const TrialModel& model, const Eigen::Ref<const Eigen::MatrixXd>& series) {
  if (series.rows() != model.design.volumes)
    throw Error(Fault::internal, "fit_trials: the series and the model are of runs of different length");
  TrialBetas out{model.trials, {}, {}, model.reasons};
  const Eigen::MatrixXd kept = series(model.design.kept, Eigen::all);
  // Every weight is orthogonal to the constant; taking the mean off first keeps the digits that it would take.
  const Eigen::MatrixXd centred = kept.rowwise() - kept.colwise().mean();
  out.betas = model.weights * centred;
  const Eigen::MatrixXd coordinates = model.basis.transpose() * centred;
  const Eigen::RowVectorXd residual = (centred - model.basis * coordinates).colwise().squaredNorm();
  const Eigen::MatrixXd more = (model.own.transpose() * centred).array().square();
  out.variances.resize(out.betas.rows(), out.betas.cols());
  for (Eigen::Index i = 0; i < out.betas.rows(); ++i) {
    const double squares = model.weights.row(i).squaredNorm();
    out.variances.row(i) = (residual - more.row(i)).cwiseMax(0.0) * (squares / model.degrees(i));
    if (model.reasons[static_cast<std::size_t>(i)].empty()) continue;
    out.betas.row(i).setConstant(kNaN);
    out.variances.row(i).setConstant(kNaN);
  }
  for (Eigen::Index region = 0; region < series.cols(); ++region) {
    if (kept.col(region).allFinite()) continue;
    out.betas.col(region).setConstant(kNaN);
    out.variances.col(region).setConstant(kNaN);
  }
  return out;
}

TrialBetas least_squares_all(const Eigen::Ref<const Eigen::MatrixXd>& series, std::span<const Event> events,
                             const FrameTimes& frames, const Table* confounds, const DesignOptions& options) {
  return fit_trials(make_trial_model(TrialMethod::all, events, frames, confounds, options), series);
}

TrialBetas least_squares_separate(const Eigen::Ref<const Eigen::MatrixXd>& series, std::span<const Event> events,
                                  const FrameTimes& frames, const Table* confounds, const DesignOptions& options) {
  return fit_trials(make_trial_model(TrialMethod::separate, events, frames, confounds, options), series);
}

}  // namespace attune::bold
