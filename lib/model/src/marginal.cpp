#include "attune/model/marginal.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/base/nearest_name.hpp"
#include "attune/model/anova.hpp"

namespace attune::model {
namespace {

struct Grid {
  Frame frame;                       // one row per point
  std::vector<std::size_t> factors;  // variables, of every factor of the formula
};

bool in_fixed_part(const Formula& formula, std::size_t variable) {
  return std::any_of(formula.terms.begin(), formula.terms.end(),
                     [&](const Term& term) { return std::find(term.begin(), term.end(), variable) != term.end(); });
}

std::size_t variable_of(const Formula& formula, const Frame& frame, const std::string& column, bool factor) {
  std::vector<std::string> known;
  for (std::size_t v = 0; v < formula.variables.size(); ++v) {
    if (!in_fixed_part(formula, v) || frame.variables[v].is_factor() != factor) continue;
    if (formula.variables[v].column == column) return v;
    known.push_back(formula.variables[v].column);
  }
  throw usage_error(fmt::format("{} is no {} of {}{}", in_quotes(column), factor ? "factor" : "number",
                                in_quotes(formula.text, 200), suggestion(column, known)));
}

// Every combination of every factor, numbers at their mean or where they were asked for.
Grid reference_grid(const Formula& formula, const Frame& frame, const std::map<std::string, double>& at) {
  Grid out{frame, {}};
  std::size_t points = 1;
  for (std::size_t v = 0; v < formula.variables.size(); ++v)
    if (in_fixed_part(formula, v) && frame.variables[v].is_factor()) {
      out.factors.push_back(v);
      points *= frame.variables[v].levels.size();
    }
  for (const auto& [column, value] : at) variable_of(formula, frame, column, false);
  out.frame.rows.assign(points, 0);
  for (std::size_t v = 0; v < formula.variables.size(); ++v) {
    FrameVariable& variable = out.frame.variables[v];
    if (variable.is_factor()) {
      variable.codes.assign(points, 0);
      continue;
    }
    const auto asked = at.find(variable.column);
    variable.values =
        Eigen::VectorXd::Constant(static_cast<Eigen::Index>(points), asked == at.end() ? variable.mean : asked->second);
  }
  std::size_t repeat = points;
  for (const std::size_t v : out.factors) {
    FrameVariable& factor = out.frame.variables[v];
    const std::size_t levels = factor.levels.size();
    repeat /= levels;
    for (std::size_t point = 0; point < points; ++point)
      factor.codes[point] = static_cast<Eigen::Index>(point / repeat % levels);
  }
  return out;
}

struct Cell {
  std::vector<std::string> levels;
  std::vector<std::size_t> points;
};

std::vector<Cell> cells_of(const Formula& formula, const Frame& frame, const Grid& grid,
                           const std::vector<std::string>& factors) {
  std::vector<std::size_t> asked;
  for (const std::string& name : factors) asked.push_back(variable_of(formula, frame, name, true));
  std::vector<Cell> out;
  std::map<std::vector<Eigen::Index>, std::size_t> known;
  std::vector<std::vector<Eigen::Index>> keys(grid.frame.rows.size());
  for (std::size_t point = 0; point < keys.size(); ++point) {
    for (const std::size_t v : asked) keys[point].push_back(grid.frame.variables[v].codes[point]);
    known.emplace(keys[point], 0);
  }
  for (auto& [key, place] : known) {
    place = out.size();
    Cell cell;
    for (std::size_t i = 0; i < asked.size(); ++i)
      cell.levels.push_back(frame.variables[asked[i]].levels[static_cast<std::size_t>(key[i])]);
    out.push_back(std::move(cell));
  }
  for (std::size_t point = 0; point < keys.size(); ++point) out[known.at(keys[point])].points.push_back(point);
  return out;
}

// What a column that was left out is, in the estimated ones, must fit the weights: else the answer hangs on a choice.
bool estimable(const FittedMeans& fit, const Eigen::VectorXd& weights, const Eigen::VectorXd& kept) {
  constexpr double kRounding = 1e-8;  // weights are averages of codes
  if (fit.aliased.cols() == 0) return true;
  const Eigen::VectorXd implied = fit.aliased.transpose() * kept;
  std::vector<bool> is_kept(static_cast<std::size_t>(weights.size()), false);
  for (const Eigen::Index column : fit.kept) is_kept[static_cast<std::size_t>(column)] = true;
  for (Eigen::Index column = 0, other = 0; column < weights.size(); ++column) {
    if (is_kept[static_cast<std::size_t>(column)]) continue;
    const double gap = std::abs(weights[column] - implied[other++]);
    if (gap > kRounding * (1.0 + weights.cwiseAbs().maxCoeff())) return false;
  }
  return true;
}

MarginalRow row_of(const FittedMeans& fit, std::vector<std::string> levels, const Eigen::VectorXd& weights,
                   double confidence) {
  Eigen::VectorXd kept(static_cast<Eigen::Index>(fit.kept.size())), estimates = kept;
  for (std::size_t k = 0; k < fit.kept.size(); ++k) {
    kept[static_cast<Eigen::Index>(k)] = weights[fit.kept[k]];
    estimates[static_cast<Eigen::Index>(k)] = fit.coefficients[fit.kept[k]];
  }
  constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  if (!estimable(fit, weights, kept))
    return {std::move(levels), kMissing, kMissing, kMissing, kMissing, kMissing, kMissing, kMissing, weights};
  const Coefficient c =
      coefficient_row("", kept.dot(estimates), kept.dot(fit.covariance * kept), fit.df(kept), confidence);
  return {std::move(levels), c.estimate, c.se, c.df, c.t, c.p, c.ci_low, c.ci_high, weights};
}

Eigen::MatrixXd cell_weights(const Formula& formula, const Grid& grid, const std::vector<Cell>& cells) {
  const Design design = design_matrix(formula, grid.frame);
  Eigen::MatrixXd out = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(cells.size()), design.x.cols());
  for (std::size_t c = 0; c < cells.size(); ++c) {
    for (const std::size_t point : cells[c].points)
      out.row(static_cast<Eigen::Index>(c)) += design.x.row(static_cast<Eigen::Index>(point));
    out.row(static_cast<Eigen::Index>(c)) /= static_cast<double>(cells[c].points.size());
  }
  return out;
}

}  // namespace

std::vector<MarginalRow> marginal_means(const Formula& formula, const Frame& frame, const FittedMeans& fit,
                                        const std::vector<std::string>& factors,
                                        const std::map<std::string, double>& at, double confidence) {
  const Grid grid = reference_grid(formula, frame, at);
  const std::vector<Cell> cells = cells_of(formula, frame, grid, factors);
  const Eigen::MatrixXd weights = cell_weights(formula, grid, cells);
  std::vector<MarginalRow> out;
  for (std::size_t c = 0; c < cells.size(); ++c)
    out.push_back(row_of(fit, cells[c].levels, weights.row(static_cast<Eigen::Index>(c)).transpose(), confidence));
  return out;
}

std::vector<MarginalRow> simple_slopes(const Formula& formula, const Frame& frame, const FittedMeans& fit,
                                       const std::string& number, const std::vector<std::string>& factors,
                                       const std::map<std::string, double>& at, double confidence) {
  const FrameVariable& variable = frame.variables[variable_of(formula, frame, number, false)];
  const auto asked = at.find(number);
  const double middle = asked == at.end() ? variable.mean : asked->second;
  std::map<std::string, double> up = at, down = at;
  up[number] = middle + variable.sd / 2.0;
  down[number] = middle - variable.sd / 2.0;
  const Grid above = reference_grid(formula, frame, up), below = reference_grid(formula, frame, down);
  const std::vector<Cell> cells = cells_of(formula, frame, above, factors);
  const Eigen::MatrixXd weights =
      (cell_weights(formula, above, cells) - cell_weights(formula, below, cells)) / variable.sd;
  std::vector<MarginalRow> out;
  for (std::size_t c = 0; c < cells.size(); ++c)
    out.push_back(row_of(fit, cells[c].levels, weights.row(static_cast<Eigen::Index>(c)).transpose(), confidence));
  return out;
}

Eigen::MatrixXd aliased_columns(const Eigen::Ref<const Eigen::MatrixXd>& x, const std::vector<Eigen::Index>& kept) {
  std::vector<Eigen::Index> others;
  for (Eigen::Index column = 0; column < x.cols(); ++column)
    if (std::find(kept.begin(), kept.end(), column) == kept.end()) others.push_back(column);
  if (others.empty()) return {};
  const Eigen::MatrixXd in = x(Eigen::all, kept);
  return in.householderQr().solve(Eigen::MatrixXd(x(Eigen::all, others)));
}

MarginalRow combination(const std::string& name, const std::vector<MarginalRow>& rows,
                        const Eigen::VectorXd& coefficients, const FittedMeans& fit, double confidence) {
  Eigen::VectorXd weights = Eigen::VectorXd::Zero(rows.front().weights.size());
  for (std::size_t i = 0; i < rows.size(); ++i) weights += coefficients[static_cast<Eigen::Index>(i)] * rows[i].weights;
  return row_of(fit, {name}, weights, confidence);
}

std::vector<MarginalRow> pairwise(const std::vector<MarginalRow>& rows, const FittedMeans& fit, double confidence) {
  std::vector<MarginalRow> out;
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = i + 1; j < rows.size(); ++j)
      out.push_back(row_of(fit,
                           {fmt::format("{} - {}", fmt::join(rows[i].levels, " "), fmt::join(rows[j].levels, " "))},
                           rows[i].weights - rows[j].weights, confidence));
  return out;
}

}  // namespace attune::model
