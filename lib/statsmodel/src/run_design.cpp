#include "attune/statsmodel/run_design.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "attune/base/number_text.hpp"
#include "attune/bold/confounds.hpp"
#include "attune/statsmodel/transform.hpp"
#include "json_document.hpp"

namespace attune::statsmodel {
namespace {

/// Columns of a design as they are collected.
class Columns {
 public:
  Columns(const StatsModel& model, const RunTables& tables) : model_(model), tables_(tables) {}

  void add(const Variable& variable, const Origin& origin) {
    if (variable.shape == Shape::events)
      throw model_error(model_, origin,
                        fmt::format("{} is made of events and not convolved; add it to a Convolve instruction or to "
                                    "Model.HRF",
                                    in_quotes(variable.name)));
    add(variable.name, Eigen::Map<const Eigen::VectorXd>(variable.values.data(), size(variable.values)), variable.kind,
        variable.peak, origin);
  }
  void add(const std::string& name, const Eigen::VectorXd& values, bold::ColumnKind kind, double peak,
           const Origin& origin) {
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      if (name != kIntercept) return;  // a column that two patterns fit
      throw model_error(model_, origin, "a variable is called intercept, which is the name of X's 1; rename it");
    }
    if (values.size() != tables_.frames.volumes)
      throw model_error(
          model_, origin,
          fmt::format("{} has {} values for {} volumes", in_quotes(name), values.size(), tables_.frames.volumes));
    if (!values.allFinite())
      throw model_error(model_, origin,
                        fmt::format("{} has missing values, expected one for every volume; see Replace "
                                    "or Scale with ReplaceNa",
                                    in_quotes(name)));
    names.push_back(name);
    kinds.push_back(kind);
    peaks.push_back(peak);
    values_.push_back(values);
  }
  Eigen::MatrixXd matrix() const {
    Eigen::MatrixXd out(tables_.frames.volumes, size(values_));
    for (std::size_t i = 0; i < values_.size(); ++i) out.col(static_cast<Eigen::Index>(i)) = values_[i];
    return out;
  }

  std::vector<std::string> names;
  std::vector<bold::ColumnKind> kinds;
  std::vector<double> peaks;

 private:
  template <class List>
  static Eigen::Index size(const List& list) {
    return static_cast<Eigen::Index>(list.size());
  }
  const StatsModel& model_;
  const RunTables& tables_;
  std::vector<Eigen::VectorXd> values_;
};

void apply_hrf(const StatsModel& model, const HrfSpec& hrf, const TransformContext& context, Variables& variables) {
  for (const std::string& pattern : hrf.variables) {
    if (variables.family(pattern) != nullptr)
      throw model_error(
          model, hrf.origin,
          fmt::format("{} is convolved by an instruction already; take it out of one of them", in_quotes(pattern)));
    for (const std::string& name : variables.resolve(pattern, hrf.origin)) {
      const Variable* found = variables.find(name);
      if (found == nullptr) continue;
      if (variables.family(name) != nullptr)
        throw model_error(
            model, hrf.origin,
            fmt::format("{} is convolved by an instruction already; take it out of one of them", in_quotes(name)));
      const Variable events = *found;
      convolve(hrf.response, context, events, name, hrf.origin, variables);
    }
  }
}

/// Names of the columns that a term of X stands for.
std::vector<std::string> columns_of(const Term& term, Variables& variables) {
  std::vector<std::string> out;
  if (const auto* family = variables.family(term.text)) return *family;
  if (!variables.reason(term.text).empty()) return {};
  for (const std::string& name : variables.resolve(term.text, term.origin)) {
    const auto* family = variables.family(name);
    if (family == nullptr)
      out.push_back(name);
    else
      out.insert(out.end(), family->begin(), family->end());
  }
  return out;
}

void add_terms(const StatsModel& model, const Node& node, Variables& variables, const RunTables& tables,
               Columns& columns, RunDesign& out) {
  for (const Term& term : node.x) {
    if (term.intercept()) {
      columns.add(kIntercept, Eigen::VectorXd::Ones(tables.frames.volumes), bold::ColumnKind::constant, 1, term.origin);
      out.variables.push_back(kIntercept);
      continue;
    }
    const std::vector<std::string> names = columns_of(term, variables);
    if (names.empty() && !term.pattern()) out.variables.push_back(term.text);
    if (names.empty() && term.pattern())
      out.warnings.push_back(
          model_error(model, term.origin, fmt::format("{} fits no variable of the run", in_quotes(term.text))).what());
    for (const std::string& name : names) {
      const Variable* variable = variables.find(name);
      if (variable == nullptr) continue;
      if (node.options.high_pass_hz && bold::is_cosine(name))
        throw model_error(
            model, term.origin,
            fmt::format("{} and HighPassFilterCutoffHz both take slow drifts out; keep one of them", in_quotes(name)));
      columns.add(*variable, term.origin);
      const bool nuisance =
          variable->kind == bold::ColumnKind::derivative || variable->kind == bold::ColumnKind::dispersion;
      if (!nuisance && std::find(out.variables.begin(), out.variables.end(), name) == out.variables.end())
        out.variables.push_back(name);
    }
  }
}

/// Discrete cosines that change faster than `cutoff`, as `bold::cosine_drifts` has those that change slower.
Eigen::MatrixXd fast_cosines(const bold::FrameTimes& frames, double cutoff_hz) {
  const double n = static_cast<double>(frames.volumes);
  const double limit = 2.0 * n * frames.repetition_time.count() * cutoff_hz;
  const auto first = static_cast<Eigen::Index>(std::floor(std::min(limit, n) + 1e-9)) + 1;
  const Eigen::Index count = std::max<Eigen::Index>(0, frames.volumes - first);
  Eigen::MatrixXd out(frames.volumes, count);
  for (Eigen::Index k = 0; k < count; ++k)
    for (Eigen::Index i = 0; i < frames.volumes; ++i)
      out(i, k) = std::sqrt(2.0 / n) * std::cos(std::numbers::pi * (2.0 * static_cast<double>(i) + 1.0) *
                                                static_cast<double>(first + k) / (2.0 * n));
  return out;
}

void add_filters(const Options& options, const RunTables& tables, const Origin& origin, Columns& columns,
                 Warnings& warnings) {
  const auto add = [&](const Eigen::MatrixXd& terms, const char* name) {
    for (Eigen::Index k = 0; k < terms.cols(); ++k)
      columns.add(fmt::format("{}_{}", name, k + 1), terms.col(k), bold::ColumnKind::drift, 1, origin);
  };
  if (options.high_pass_hz)
    add(bold::cosine_drifts(tables.frames.volumes, tables.frames.repetition_time, Seconds(1.0 / *options.high_pass_hz)),
        "drift");
  else if (std::none_of(columns.names.begin(), columns.names.end(),
                        [](const std::string& name) { return bold::is_cosine(name); }))
    warnings.push_back(
        "slow drifts are not modelled: the model has neither HighPassFilterCutoffHz nor cosine confounds in X");
  if (options.low_pass_hz) add(fast_cosines(tables.frames, *options.low_pass_hz), "fast");
}

Eigen::VectorXd baseline_weights(const Columns& columns, const Eigen::MatrixXd& matrix) {
  Eigen::VectorXd out = Eigen::VectorXd::Zero(matrix.cols());
  for (Eigen::Index i = 0; i < matrix.cols(); ++i) {
    const bold::ColumnKind kind = columns.kinds[static_cast<std::size_t>(i)];
    if (kind == bold::ColumnKind::constant) out(i) = 1;
    if (kind == bold::ColumnKind::confound || kind == bold::ColumnKind::drift) out(i) = matrix.col(i).mean();
  }
  return out;
}

// Answers to an event are below 1e-6 of their peak from here on.
constexpr Seconds kResponseEnds{45};

void warn_of_events_outside(const RunTables& tables, Warnings& warnings) {
  if (!tables.events) return;
  const Seconds last = tables.frames.at(tables.frames.volumes - 1);
  const auto outside = [&](const bids::Event& event) {
    return event.onset > last || event.onset + event.duration + kResponseEnds < tables.frames.start;
  };
  const auto& events = tables.events->events;
  if (const auto count = std::count_if(events.begin(), events.end(), outside); count > 0)
    warnings.push_back(fmt::format("{} event(s) lie outside the run, which ends at {:.6g} s, and have no effect", count,
                                   last.count()));
}

}  // namespace

RunDesign make_run_design(const StatsModel& model, const Node& node, const RunTables& tables) {
  RunDesign out;
  Variables variables = run_variables(tables);
  out.known = variables.names();
  const TransformContext context{model.path, tables.frames};
  apply(node.instructions, context, variables);
  if (node.hrf) apply_hrf(model, *node.hrf, context, variables);
  Columns columns(model, tables);
  add_terms(model, node, variables, tables, columns, out);
  add_filters(node.options, tables, node.origin, columns, out.warnings);
  const Eigen::MatrixXd matrix = columns.matrix();
  if (matrix.rows() <= matrix.cols())
    throw analysis_error(
        fmt::format("the run has {} volumes, too few for {} model columns", matrix.rows(), matrix.cols()));
  std::vector<Eigen::Index> kept(static_cast<std::size_t>(matrix.rows()));
  std::iota(kept.begin(), kept.end(), 0);
  out.design = bold::design_of_matrix(columns.names, columns.kinds, matrix, kept, matrix.rows());
  out.peaks = Eigen::Map<const Eigen::VectorXd>(columns.peaks.data(), matrix.cols());
  out.baseline = baseline_weights(columns, matrix);
  out.missing = variables.missing();
  const std::vector<std::string> made = variables.names();
  for (const std::string& name : made)
    if (std::find(out.known.begin(), out.known.end(), name) == out.known.end()) out.known.push_back(name);
  out.run_warnings = out.design.warnings;
  warn_of_events_outside(tables, out.run_warnings);
  return out;
}

}  // namespace attune::statsmodel
