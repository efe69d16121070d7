#include "attune/bold/design.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <set>

#include "attune/base/number_text.hpp"
#include "attune/bold/confounds.hpp"
#include "attune/bold/hrf.hpp"

namespace attune::bold {

namespace {

// Singular values of the columns at unit length below this share of the largest count as zero: rounding leaves 1e-15,
// and confounds written with six digits agree to about 1e-6.
constexpr double kRankTolerance = 1e-8;
// A column takes part in a collinearity if it has at least this weight in a unit vector of the null space.
constexpr double kCollinearWeight = 1e-6;
// Answers to an event are below 1e-6 of their peak from here on.
constexpr Seconds kResponseEnds{45};

void check_frames(const FrameTimes& frames) {
  if (frames.volumes < 1 || !(frames.repetition_time > Seconds(0)) || !std::isfinite(frames.start.count()))
    throw Error(Fault::internal, "make_design: frame times need volumes, a positive repetition time and a start");
}

std::vector<std::string> conditions_of(std::span<const Event> events, const DesignOptions& options) {
  if (!options.conditions.empty()) return options.conditions;
  std::set<std::string> names;
  for (const Event& event : events) names.insert(event.trial_type);
  return {names.begin(), names.end()};
}

Eigen::VectorXd regressor(std::span<const Event> events, const Condition& condition, const FrameTimes& frames,
                          const std::vector<Eigen::Index>& kept) {
  Eigen::VectorXd column = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(kept.size()));
  for (const Event& event : events) {
    if (event.trial_type != condition.name) continue;
    for (std::size_t row = 0; row < kept.size(); ++row) {
      const Seconds since_onset = frames.at(kept[row]) - event.onset;
      if (since_onset > Seconds(0))
        column(static_cast<Eigen::Index>(row)) += event_response(since_onset, event.duration);
    }
  }
  return column / condition.peak;
}

void keep_volumes(Design& design, const Table* confounds, const DesignOptions& options) {
  std::vector<std::string> reasons(static_cast<std::size_t>(design.volumes));
  if (confounds != nullptr) {
    const std::vector<bool> unsteady = non_steady_state(*confounds);
    for (std::size_t i = 0; i < reasons.size(); ++i)
      if (unsteady[i]) reasons[i] = "non-steady state";
  }
  if (options.censor_displacement) {
    const std::vector<Millimetres> displacement = framewise_displacement(*confounds);
    for (std::size_t i = 0; i < reasons.size(); ++i)
      if (displacement[i] > *options.censor_displacement && reasons[i].empty())
        reasons[i] = fmt::format("framewise displacement {:.3g} mm > {} mm", displacement[i].value(),
                                 format_double(options.censor_displacement->value()));
  }
  for (Eigen::Index i = 0; i < design.volumes; ++i) {
    const std::string& reason = reasons[static_cast<std::size_t>(i)];
    if (reason.empty())
      design.kept.push_back(i);
    else
      design.censored.push_back({i, reason});
  }
}

Condition describe_condition(std::span<const Event> events, const std::string& name, Eigen::Index column) {
  Condition condition{name, column, 0, Seconds(0), 0};
  for (const Event& event : events) {
    if (event.trial_type != name) continue;
    ++condition.events;
    condition.duration += event.duration;
  }
  if (condition.events == 0)
    throw analysis_error(
        fmt::format("condition {} has no event in this run; leave it out of the model or the run out "
                    "of the analysis",
                    in_quotes(name)));
  condition.duration /= static_cast<double>(condition.events);
  condition.peak = peak_response(condition.duration);
  return condition;
}

void warn_of_events_outside(Design& design, std::span<const Event> events, const FrameTimes& frames) {
  const Seconds last = frames.at(frames.volumes - 1);
  const auto outside = [&](const Event& event) {
    return event.onset > last || event.onset + event.duration + kResponseEnds < frames.start;
  };
  const auto count = std::count_if(events.begin(), events.end(), outside);
  if (count > 0)
    design.warnings.push_back(fmt::format("{} event(s) lie outside the run, which ends at {:.6g} s, and have no effect",
                                          count, last.count()));
}

// Centred over the volumes kept and scaled to unit variance; a constant confound becomes zeros.
Eigen::MatrixXd standardised(const Eigen::MatrixXd& values, const std::vector<Eigen::Index>& kept) {
  Eigen::MatrixXd rows = values(kept, Eigen::all);
  rows.rowwise() -= rows.colwise().mean().eval();
  for (Eigen::Index column = 0; column < rows.cols(); ++column) {
    const double sd = rows.col(column).norm() / std::sqrt(static_cast<double>(rows.rows()));
    const double size = values.col(column).cwiseAbs().maxCoeff();
    if (sd > 1e-12 * size)
      rows.col(column) /= sd;
    else
      rows.col(column).setZero();
  }
  return rows;
}

// Orthonormal basis of the column space by singular values of the columns at unit length.
void factorise(Design& design) {
  Eigen::VectorXd norms = design.matrix.colwise().norm();
  for (double& norm : norms)
    if (norm == 0.0) norm = 1.0;
  const Eigen::MatrixXd scaled = design.matrix * norms.cwiseInverse().asDiagonal();
  const Eigen::BDCSVD<Eigen::MatrixXd> svd(scaled, Eigen::ComputeThinU | Eigen::ComputeFullV);
  const Eigen::VectorXd& singular = svd.singularValues();
  design.rank = (singular.array() > kRankTolerance * singular(0)).count();
  design.basis = svd.matrixU().leftCols(design.rank);
  const Eigen::MatrixXd inverse =
      svd.matrixV().leftCols(design.rank) * singular.head(design.rank).cwiseInverse().asDiagonal();
  design.to_columns = norms.cwiseInverse().asDiagonal() * inverse;
  const Eigen::MatrixXd null_space = svd.matrixV().rightCols(design.matrix.cols() - design.rank);
  for (Eigen::Index column = 0; column < design.matrix.cols(); ++column)
    if (null_space.cols() > 0 && null_space.row(column).norm() > kCollinearWeight)
      design.collinear.push_back(design.names[static_cast<std::size_t>(column)]);
  if (!design.collinear.empty())
    design.warnings.push_back(fmt::format("the design has rank {} of {}: {} cannot be told apart (or are constant)",
                                          design.rank, design.matrix.cols(), fmt::join(design.collinear, ", ")));
}

void append(Design& design, const std::vector<std::string>& names, const Eigen::MatrixXd& columns) {
  const Eigen::Index before = design.matrix.cols();
  design.matrix.conservativeResize(static_cast<Eigen::Index>(design.kept.size()), before + columns.cols());
  design.matrix.rightCols(columns.cols()) = columns;
  design.names.insert(design.names.end(), names.begin(), names.end());
}

}  // namespace

Eigen::MatrixXd cosine_drifts(Eigen::Index volumes, Seconds repetition_time, Seconds cutoff) {
  if (cutoff <= Seconds(0)) return Eigen::MatrixXd(volumes, 0);
  const double n = static_cast<double>(volumes);
  // The guard keeps a quotient such as 2 * 375 * 0.8 / 100 from being rounded to just below the whole number.
  const auto terms = static_cast<Eigen::Index>(std::floor(2.0 * n * (repetition_time / cutoff) + 1e-9));
  const Eigen::Index used = std::min(terms, volumes - 1);
  Eigen::MatrixXd drifts(volumes, used);
  for (Eigen::Index k = 0; k < used; ++k)
    for (Eigen::Index i = 0; i < volumes; ++i)
      drifts(i, k) = std::sqrt(2.0 / n) * std::cos(std::numbers::pi * (2.0 * static_cast<double>(i) + 1.0) *
                                                   static_cast<double>(k + 1) / (2.0 * n));
  return drifts;
}

Design make_design(std::span<const Event> events, const FrameTimes& frames, const Table* confounds,
                   const DesignOptions& options) {
  check_frames(frames);
  if (confounds == nullptr && (!options.confounds.empty() || options.censor_displacement))
    throw analysis_error("the model asks for confounds or censoring, but the run has no confounds table");
  if (confounds != nullptr && static_cast<Eigen::Index>(confounds->rows()) != frames.volumes)
    throw input_error(confounds->path(), fmt::format("has {} rows, expected one for each of the run's {} volumes",
                                                     confounds->rows(), frames.volumes));
  Design design;
  design.volumes = frames.volumes;
  keep_volumes(design, confounds, options);
  warn_of_events_outside(design, events, frames);
  for (const std::string& name : conditions_of(events, options)) {
    const Condition condition = describe_condition(events, name, design.matrix.cols());
    append(design, {name}, regressor(events, condition, frames, design.kept));
    design.conditions.push_back(condition);
  }
  design.constant = design.matrix.cols();
  append(design, {"constant"}, Eigen::MatrixXd::Ones(static_cast<Eigen::Index>(design.kept.size()), 1));
  const Eigen::MatrixXd drifts = cosine_drifts(frames.volumes, frames.repetition_time, options.high_pass);
  std::vector<std::string> drift_names;
  for (Eigen::Index k = 0; k < drifts.cols(); ++k) drift_names.push_back(fmt::format("drift_{}", k + 1));
  append(design, drift_names, drifts(design.kept, Eigen::all));
  if (!options.confounds.empty()) {
    const Confounds selected = select_confounds(*confounds, options.confounds);
    append(design, selected.names, standardised(selected.values, design.kept));
  }
  if (static_cast<Eigen::Index>(design.kept.size()) <= design.matrix.cols())
    throw analysis_error(fmt::format("{} of {} volumes are left after censoring, too few for {} model columns",
                                     design.kept.size(), design.volumes, design.matrix.cols()));
  factorise(design);
  return design;
}

Design design_of_matrix(const std::vector<std::string>& names, const Eigen::MatrixXd& matrix,
                        const std::string& constant) {
  const auto at = std::find(names.begin(), names.end(), constant);
  if (at == names.end() || static_cast<Eigen::Index>(names.size()) != matrix.cols() || matrix.rows() <= matrix.cols())
    throw Error(Fault::internal, "design_of_matrix: names, constant and matrix do not go together");
  Design design;
  design.volumes = matrix.rows();
  for (Eigen::Index volume = 0; volume < matrix.rows(); ++volume) design.kept.push_back(volume);
  append(design, names, matrix);
  design.constant = at - names.begin();
  factorise(design);
  return design;
}

Table to_table(const Design& design) {
  Table table;
  table.add("volume", Column::Integers(design.kept.begin(), design.kept.end()));
  for (Eigen::Index column = 0; column < design.matrix.cols(); ++column) {
    const Eigen::VectorXd values = design.matrix.col(column);
    table.add(design.names[static_cast<std::size_t>(column)], Column::Numbers(values.begin(), values.end()));
  }
  return table;
}

}  // namespace attune::bold
