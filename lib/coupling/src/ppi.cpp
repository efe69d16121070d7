#include "attune/coupling/ppi.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace attune::coupling {

namespace {

bold::Design task_design(std::span<const bold::Event> events, const bold::FrameTimes& frames, const Table* confounds,
                         const bold::DesignOptions& options) {
  if (events.empty()) throw analysis_error("a psychophysiological interaction needs events");
  if (options.response.kind == bold::ResponseKind::fir)
    throw analysis_error("a psychophysiological interaction needs a response of known shape, which fir has not");
  return bold::make_design(events, frames, confounds, options);
}

// The nuisance columns, orthonormal: what is taken out of the seed before its neural signal is looked for.
Eigen::MatrixXd nuisance_basis(const bold::Design& design) {
  std::vector<Eigen::Index> columns;
  for (std::size_t c = 0; c < design.kinds.size(); ++c)
    if (design.kinds[c] == bold::ColumnKind::constant || design.kinds[c] == bold::ColumnKind::drift ||
        design.kinds[c] == bold::ColumnKind::confound)
      columns.push_back(static_cast<Eigen::Index>(c));
  std::vector<std::string> names;
  std::vector<bold::ColumnKind> kinds;
  for (const Eigen::Index c : columns) {
    names.push_back(design.names[static_cast<std::size_t>(c)]);
    kinds.push_back(design.kinds[static_cast<std::size_t>(c)]);
  }
  return bold::design_of_matrix(names, kinds, design.matrix(Eigen::all, columns), design.kept, design.volumes).basis;
}

void check_seed(const Eigen::VectorXd& seed) {
  if (!seed.allFinite()) throw analysis_error("the seed's series has missing values");
  if (seed.maxCoeff() == seed.minCoeff()) throw analysis_error("the seed's series is constant");
}

}  // namespace

PpiModels::PpiModels(std::span<const bold::Event> events, const bold::FrameTimes& frames, const Table* confounds,
                     const bold::DesignOptions& options)
    : events_(events.begin(), events.end()),
      task_(task_design(events, frames, confounds, options)),
      time_(options.response, frames, task_.kept),
      deconvolution_(time_, nuisance_basis(task_)) {}

PpiModel PpiModels::operator()(const Eigen::Ref<const Eigen::VectorXd>& seed) const {
  const Eigen::VectorXd kept = seed(task_.kept);
  check_seed(kept);
  PpiModel model;
  model.seed = deconvolution_(kept);
  if (model.seed.explained < kLeastExplained)
    throw analysis_error(
        fmt::format("the neural signal that was found explains {:.2g} % of the seed's series, {:g} % are "
                    "needed",
                    100 * model.seed.explained, 100 * kLeastExplained));
  std::vector<std::string> names;
  std::vector<bold::ColumnKind> kinds;
  std::vector<Eigen::VectorXd> columns;
  const auto add = [&](const std::string& name, bold::ColumnKind kind, const Eigen::VectorXd& column) {
    names.push_back(name);
    kinds.push_back(kind);
    columns.push_back(column);
  };
  for (const bold::Condition& condition : task_.conditions) {
    if (condition.events == 0) continue;
    model.conditions.push_back(condition.name);
    const Eigen::VectorXd task = time_.centred_task(events_, condition.name);
    add(kInteraction + condition.name, bold::ColumnKind::condition,
        time_.convolved(model.seed.signal.cwiseProduct(task)));
  }
  add(kSeedColumn, bold::ColumnKind::confound, kept.array() - kept.mean());
  Eigen::MatrixXd matrix(task_.matrix.rows(), static_cast<Eigen::Index>(columns.size()) + task_.matrix.cols());
  for (std::size_t c = 0; c < columns.size(); ++c) matrix.col(static_cast<Eigen::Index>(c)) = columns[c];
  matrix.rightCols(task_.matrix.cols()) = task_.matrix;
  names.insert(names.end(), task_.names.begin(), task_.names.end());
  kinds.insert(kinds.end(), task_.kinds.begin(), task_.kinds.end());
  if (matrix.rows() <= matrix.cols())
    throw analysis_error(
        fmt::format("{} frames are kept, too few for the {} columns of a psychophysiological interaction",
                    matrix.rows(), matrix.cols()));
  model.design = bold::design_of_matrix(names, kinds, matrix, task_.kept, task_.volumes);
  return model;
}

bold::Contrast of_interactions(const bold::Contrast& contrast) {
  bold::Contrast out = contrast;
  for (auto& [name, weight] : out.weights) name = kInteraction + name;
  return out;
}

}  // namespace attune::coupling
