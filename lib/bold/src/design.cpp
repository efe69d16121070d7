#include "attune/bold/design.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>

#include "attune/base/number_text.hpp"
#include "attune/bold/confounds.hpp"
#include "censoring.hpp"
#include "columns.hpp"

namespace attune::bold {

namespace {

// With 10 to 12 volumes of AR(1) noise 8 to 15 % of true null hypotheses were rejected at 5 %, with 16 and more 4 to 7
// %.
constexpr Eigen::Index kFewDegrees = 10;

// More bins or polynomials than this are a slip, and would not fit the memory.
constexpr int kMostColumns = 1000;

void check_options(const FrameTimes& frames, const DesignOptions& options) {
  if (options.response.kind == ResponseKind::fir && options.response.fir_bins > kMostColumns)
    throw usage_error(fmt::format("a finite impulse response of {} bins, at most {} make sense",
                                  options.response.fir_bins, kMostColumns));
  if (options.drift == Drift::polynomial && options.polynomial_order >= frames.volumes)
    throw usage_error(fmt::format("polynomial drifts up to order {} for {} volumes; the order is below that number",
                                  options.polynomial_order, frames.volumes));
  if (options.drift == Drift::cosine && options.high_pass < Seconds(0))
    throw usage_error(
        fmt::format("the longest period of the high-pass is {} s, expected seconds above 0, or 0 for no "
                    "cosines",
                    format_double(options.high_pass.count())));
  if (options.stated_event && !(*options.stated_event >= Seconds(0)))
    throw usage_error(fmt::format("the stated event lasts {} s, expected seconds from 0",
                                  format_double(options.stated_event->count())));
}

void check_frames(const FrameTimes& frames) {
  if (frames.volumes < 1 || !(frames.repetition_time > Seconds(0)) || !std::isfinite(frames.start.count()))
    throw Error(Fault::internal, "make_design: frame times need volumes, a positive repetition time and a start");
}

void check_confounds(const FrameTimes& frames, const Table* confounds, const DesignOptions& options) {
  const bool needed = !options.confounds.empty() || options.drift == Drift::confounds || options.censor_displacement ||
                      options.censor_dvars || options.censor_outliers;
  if (confounds == nullptr && needed)
    throw analysis_error("the model asks for confounds or censoring, but the run has no confounds table");
  if (confounds != nullptr && static_cast<Eigen::Index>(confounds->rows()) != frames.volumes)
    throw input_error(confounds->path(), fmt::format("has {} rows, expected one for each of the run's {} volumes",
                                                     confounds->rows(), frames.volumes));
}

// The rows kept, centred.
Eigen::MatrixXd centred(const Eigen::MatrixXd& values, const std::vector<Eigen::Index>& kept) {
  Eigen::MatrixXd rows = values(kept, Eigen::all);
  if (rows.rows() > 0) rows.rowwise() -= rows.colwise().mean().eval();
  return rows;
}

// Centred over the volumes kept and scaled to unit variance; a constant confound becomes zeros.
Eigen::MatrixXd standardised(const Eigen::MatrixXd& values, const std::vector<Eigen::Index>& kept) {
  Eigen::MatrixXd rows = centred(values, kept);
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

void append_drift(Design& design, const FrameTimes& frames, const Table* confounds, const DesignOptions& options) {
  Confounds drift;
  if (options.drift == Drift::confounds)
    drift = cosine_confounds(*confounds);
  else if (options.drift == Drift::cosine)
    drift.values = cosine_drifts(frames.volumes, frames.repetition_time, options.high_pass);
  else if (options.drift == Drift::polynomial)
    drift.values = polynomial_drifts(frames.volumes, options.polynomial_order);
  if (options.drift != Drift::confounds)
    for (Eigen::Index k = 0; k < drift.values.cols(); ++k) drift.names.push_back(fmt::format("drift_{}", k + 1));
  if (!drift.names.empty()) append(design, drift.names, centred(drift.values, design.kept), ColumnKind::drift);
}

void append_confounds(Design& design, const Table& table, const DesignOptions& options) {
  const Confounds confounds = select_confounds(table, options.confounds);
  const bool own_drift = std::find(design.kinds.begin(), design.kinds.end(), ColumnKind::drift) != design.kinds.end() &&
                         options.drift != Drift::confounds;
  bool components = false;
  for (std::size_t i = 0; i < confounds.names.size(); ++i) {
    const std::string& name = confounds.names[i];
    components = components || is_anatomical_component(name);
    if (is_cosine(name) && own_drift)
      throw usage_error(
          fmt::format("the model has {} drifts and the confound {}, which is a drift term too; take the "
                      "confounds' cosines as the drift, or leave them out",
                      name_of(options.drift), in_quotes(name)));
    if (is_cosine(name) && options.drift == Drift::confounds) continue;
    append(design, {name}, standardised(confounds.values.col(static_cast<Eigen::Index>(i)), design.kept),
           ColumnKind::confound);
  }
  if (components && options.drift != Drift::confounds)
    design.warnings.push_back(
        "the anatomical components (a_comp_cor) were computed after a high-pass with the confounds' own cosines; the "
        "model has other drift terms, which fit them only if both have one cut-off: take the confounds' cosines as the "
        "drift");
}

// Contrasts find columns by name.
void refuse_one_name_twice(const Design& design) {
  std::set<std::string> names;
  for (const std::string& name : design.names)
    if (!names.insert(name).second)
      throw analysis_error(
          fmt::format("the model would have two columns called {}; rename the trial type or leave out the confound of "
                      "that name",
                      in_quotes(name)));
}

void warn_of_few_degrees(Design& design) {
  const auto degrees = static_cast<Eigen::Index>(design.kept.size()) - design.rank;
  if (degrees < kFewDegrees)
    design.warnings.push_back(
        fmt::format("{} degrees of freedom are left ({} volumes kept, rank {}): with fewer than {} "
                    "the noise is hardly known and p values are too small",
                    degrees, design.kept.size(), design.rank, kFewDegrees));
}

void warn_of_nuisance(Design& design) {
  const auto nuisance = std::count_if(design.kinds.begin(), design.kinds.end(), [](ColumnKind kind) {
    return kind == ColumnKind::drift || kind == ColumnKind::confound;
  });
  if (2 * nuisance > static_cast<Eigen::Index>(design.kept.size()))
    design.warnings.push_back(
        fmt::format("drifts and confounds are {} columns for {} volumes kept: more than half of "
                    "the data go to them; take fewer",
                    nuisance, design.kept.size()));
}

}  // namespace

Design make_design(const Events& events, const FrameTimes& frames, const Table* confounds,
                   const DesignOptions& options) {
  check_frames(frames);
  check_options(frames, options);
  check_confounds(frames, confounds, options);
  Design design;
  design.volumes = frames.volumes;
  censor(design, confounds, options);
  append_conditions(design, events, frames, options);
  design.constant = design.matrix.cols();
  append(design, {"constant"}, Eigen::MatrixXd::Ones(static_cast<Eigen::Index>(design.kept.size()), 1),
         ColumnKind::constant);
  append_drift(design, frames, confounds, options);
  if (!options.confounds.empty()) append_confounds(design, *confounds, options);
  refuse_one_name_twice(design);
  if (static_cast<Eigen::Index>(design.kept.size()) <= design.matrix.cols())
    throw analysis_error(fmt::format("{} of {} volumes are left after censoring, too few for {} model columns",
                                     design.kept.size(), design.volumes, design.matrix.cols()));
  warn_of_nuisance(design);
  factorise(design);
  warn_of_few_degrees(design);
  return design;
}

Design make_design(std::span<const Event> events, const FrameTimes& frames, const Table* confounds,
                   const DesignOptions& options) {
  return make_design(Events{{events.begin(), events.end()}, {}, {}}, frames, confounds, options);
}

}  // namespace attune::bold
