#include "attune/model/frame.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"

namespace attune::model {
namespace {

/// Why each row is left out, if it is.
using Reasons = std::vector<std::optional<std::string>>;

bool is_factor(const Table& table, const Variable& variable, const FrameOptions& options) {
  if (variable.transform == Transform::factor) return true;
  const bool asked =
      std::find(options.factors.begin(), options.factors.end(), variable.column) != options.factors.end() ||
      options.levels.contains(variable.column);
  const bool text = !table.is_numeric(variable.column);
  if (text && variable.transform != Transform::none)
    throw input_error(table.path(), fmt::format("column {} has cells that are not numbers; {} needs numbers",
                                                in_quotes(variable.column), variable.text));
  return asked || text;
}

void mark(Reasons& reasons, std::size_t row, const std::string& reason) {
  if (!reasons[row]) reasons[row] = reason;
}

// Comes first: of an excluded row nothing else matters.
void mark_excluded(const Table& table, Reasons& reasons) {
  if (!table.has("excluded")) return;
  const std::vector<std::string> cells = table.text("excluded");
  for (std::size_t row = 0; row < cells.size(); ++row)
    if (!is_missing(trimmed(cells[row]))) mark(reasons, row, fmt::format("excluded: {}", cells[row]));
}

void mark_missing(const Table& table, const std::string& column, Reasons& reasons) {
  const std::vector<std::string> cells = table.text(column);
  for (std::size_t row = 0; row < cells.size(); ++row)
    if (is_missing(trimmed(cells[row]))) mark(reasons, row, fmt::format("{} is missing", column));
}

void mark_other_levels(const Table& table, const std::string& column, const std::vector<std::string>& levels,
                       Reasons& reasons) {
  const std::set<std::string> known(levels.begin(), levels.end());
  const std::vector<std::string> cells = table.text(column);
  for (std::size_t row = 0; row < cells.size(); ++row)
    if (!known.contains(cells[row])) mark(reasons, row, fmt::format("{} is {}", column, in_quotes(cells[row])));
}

PolyBasis poly_basis(const Eigen::VectorXd& x, int degree) {
  PolyBasis out;
  Eigen::VectorXd before = Eigen::VectorXd::Zero(x.size()), now = Eigen::VectorXd::Ones(x.size());
  double norm_before = 1.0;
  for (int j = 0; j <= degree; ++j) {
    const double norm = now.squaredNorm();
    out.norms.push_back(norm);
    out.centers.push_back((x.array() * now.array().square()).sum() / norm);
    const Eigen::VectorXd next =
        ((x.array() - out.centers.back()) * now.array()).matrix() - (j == 0 ? 0.0 : norm / norm_before) * before;
    before = now;
    now = next;
    norm_before = norm;
  }
  return out;
}

Eigen::MatrixXd evaluate(const PolyBasis& basis, const Eigen::VectorXd& x) {
  const auto degree = static_cast<Eigen::Index>(basis.norms.size()) - 1;
  Eigen::MatrixXd out(x.size(), degree);
  Eigen::VectorXd before = Eigen::VectorXd::Zero(x.size()), now = Eigen::VectorXd::Ones(x.size());
  for (Eigen::Index j = 0; j < degree; ++j) {
    const auto at = static_cast<std::size_t>(j);
    const double ratio = j == 0 ? 0.0 : basis.norms[at] / basis.norms[at - 1];
    const Eigen::VectorXd next = ((x.array() - basis.centers[at]) * now.array()).matrix() - ratio * before;
    before = now;
    now = next;
    out.col(j) = now / std::sqrt(basis.norms[at + 1]);
  }
  return out;
}

void take_numbers(const Table& table, const Variable& variable, const std::vector<std::size_t>& rows,
                  FrameVariable& out) {
  const std::vector<double> all = table.numbers(variable.column);
  out.values.resize(static_cast<Eigen::Index>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double value = all[rows[i]];
    if (!std::isfinite(value)) table.throw_at(rows[i], variable.column, "is infinite; expected a number");
    if (variable.transform == Transform::log && !(value > 0.0))
      table.throw_at(rows[i], variable.column,
                     fmt::format("{} has no logarithm; expected numbers above 0", format_double(value)));
    out.values[static_cast<Eigen::Index>(i)] = value;
  }
  const double n = static_cast<double>(rows.size());
  // Two passes keep the digits of numbers with a large mean.
  const double first = out.values.sum() / n;
  out.mean = first + (out.values.array() - first).sum() / n;
  out.sd = rows.size() < 2 ? 0.0 : std::sqrt((out.values.array() - out.mean).square().sum() / (n - 1.0));
}

// Levels in the order that was asked for, then any others; `asked` is without those that have no row.
std::vector<std::string> ordered(const std::vector<std::string>& asked, const std::set<std::string>& seen) {
  std::vector<std::string> out;
  for (const std::string& level : asked)
    if (seen.contains(level) && std::find(out.begin(), out.end(), level) == out.end()) out.push_back(level);
  for (const std::string& level : seen)
    if (std::find(out.begin(), out.end(), level) == out.end()) out.push_back(level);
  return out;
}

// Levels that were named, or that the table has, without a row in use.
void say_unused(const std::string& column, const std::vector<std::string>& stated,
                const std::vector<std::string>& cells, const std::set<std::string>& seen, Warnings& warnings) {
  std::set<std::string> unused;
  for (const std::string& level : stated)
    if (!seen.contains(level)) unused.insert(level);
  if (stated.empty())
    for (const std::string& cell : cells)
      if (!seen.contains(cell) && !is_missing(trimmed(cell))) unused.insert(cell);
  for (const std::string& level : unused)
    warnings.push_back(fmt::format("{}: level {} has no row that the model can use; it is not in the model", column,
                                   in_quotes(level)));
}

void take_factor(const Table& table, const Variable& variable, const std::vector<std::size_t>& rows,
                 const FrameOptions& options, bool groups_rows, FrameVariable& out, Warnings& warnings) {
  const std::vector<std::string> cells = table.text(variable.column);
  std::set<std::string> seen;
  for (const std::size_t row : rows) seen.insert(cells[row]);
  const auto stated = options.levels.find(variable.column), sidecar = options.sidecar.find(variable.column);
  if (stated != options.levels.end())
    out.order = LevelOrder::stated;
  else if (sidecar != options.sidecar.end())
    out.order = LevelOrder::sidecar;
  const std::vector<std::string> asked = out.order == LevelOrder::stated    ? stated->second
                                         : out.order == LevelOrder::sidecar ? sidecar->second
                                                                            : std::vector<std::string>{};
  out.levels = ordered(asked, seen);
  if (!groups_rows)
    say_unused(variable.column, out.order == LevelOrder::stated ? asked : std::vector<std::string>{}, cells, seen,
               warnings);
  std::map<std::string, Eigen::Index> code;
  for (const std::string& level : out.levels) code.emplace(level, static_cast<Eigen::Index>(code.size()));
  out.codes.reserve(rows.size());
  for (const std::size_t row : rows) out.codes.push_back(code.at(cells[row]));
  out.coding = variable.coding.empty() ? options.coding : parse_coding(variable.coding);
}

void check_spread(const Table& table, const FrameVariable& variable, bool groups_rows, std::size_t rows) {
  const std::string where = table.path().empty() ? "table" : table.path().string();
  if (variable.is_factor() && variable.levels.size() < 2 && !groups_rows)
    throw analysis_error(fmt::format("{}: column {} has one level ({}) in the {} rows used; expected at least two",
                                     where, in_quotes(variable.column), in_quotes(variable.levels.front()), rows));
  if (!variable.is_factor() && variable.sd == 0.0)
    throw analysis_error(fmt::format("{}: column {} is {} in all {} rows used; leave it out", where,
                                     in_quotes(variable.column), format_double(variable.mean), rows));
}

std::vector<LeftOut> counted(const Reasons& reasons) {
  std::vector<LeftOut> out;
  for (const auto& reason : reasons) {
    if (!reason) continue;
    const auto known =
        std::find_if(out.begin(), out.end(), [&](const LeftOut& entry) { return entry.reason == *reason; });
    if (known == out.end())
      out.push_back({*reason, 1});
    else
      ++known->rows;
  }
  return out;
}

[[noreturn]] void throw_without_rows(const Table& table, const Formula& formula, const std::vector<LeftOut>& left_out) {
  std::vector<std::string> reasons;
  for (const LeftOut& entry : left_out) reasons.push_back(fmt::format("{}: {}", entry.reason, entry.rows));
  throw analysis_error(
      fmt::format("{}: no row has every column of {} ({})", table.path().string(), formula.text,
                  reasons.empty() ? "the table has no rows" : fmt::format("{}", fmt::join(reasons, ", "))));
}

}  // namespace

Coding parse_coding(std::string_view name) {
  if (name == "sum") return Coding::sum;
  if (name == "treatment") return Coding::treatment;
  if (name == "helmert") return Coding::helmert;
  const std::vector<std::string> known{"sum", "treatment", "helmert"};
  throw usage_error(fmt::format("unknown coding {}{}", in_quotes(name), suggestion(name, known)));
}

Eigen::MatrixXd FrameVariable::basis() const {
  switch (transform) {
    case Transform::log:
      return values.array().log();
    case Transform::scale:
      return (values.array() - mean) / sd;
    case Transform::center:
      return values.array() - mean;
    case Transform::power: {
      Eigen::ArrayXd out = values.array();
      for (int i = 1; i < degree; ++i) out *= values.array();
      return out;
    }
    case Transform::poly:
      return evaluate(poly, values);
    case Transform::none:
    case Transform::factor:
      break;
  }
  return values;
}

Frame model_frame(const Table& table, const Formula& formula, const FrameOptions& options) {
  Reasons reasons(table.rows());
  mark_excluded(table, reasons);
  std::vector<bool> factor(formula.variables.size());
  for (std::size_t v = 0; v < formula.variables.size(); ++v) {
    const Variable& variable = formula.variables[v];
    table.column(variable.column);  // says which names there are
    mark_missing(table, variable.column, reasons);
    factor[v] = v != formula.response && is_factor(table, variable, options);
    if (const auto stated = options.levels.find(variable.column); factor[v] && stated != options.levels.end())
      mark_other_levels(table, variable.column, stated->second, reasons);
  }
  Frame out;
  for (std::size_t row = 0; row < reasons.size(); ++row)
    if (!reasons[row]) out.rows.push_back(row);
  out.left_out = counted(reasons);
  if (out.rows.empty()) throw_without_rows(table, formula, out.left_out);
  for (std::size_t v = 0; v < formula.variables.size(); ++v) {
    const Variable& variable = formula.variables[v];
    FrameVariable taken;
    taken.name = variable.text;
    taken.column = variable.column;
    taken.transform = variable.transform;
    taken.degree = variable.degree;
    const bool groups_rows = variable.transform == Transform::factor && variable.text == variable.column;
    if (factor[v])
      take_factor(table, variable, out.rows, options, groups_rows, taken, out.warnings);
    else
      take_numbers(table, variable, out.rows, taken);
    if (!taken.is_factor() && v != formula.response && options.sidecar.contains(variable.column))
      out.warnings.push_back(
          fmt::format("{} is taken as a number, but the sidecar lists its levels; name it in --factors "
                      "if its numbers are codes",
                      variable.column));
    check_spread(table, taken, groups_rows, out.rows.size());
    if (variable.transform == Transform::poly) taken.poly = poly_basis(taken.values, variable.degree);
    out.variables.push_back(std::move(taken));
  }
  out.response = out.variables[formula.response].basis();
  return out;
}

}  // namespace attune::model
