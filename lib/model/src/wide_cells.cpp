#include "wide_cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/nearest_name.hpp"

namespace attune::model {
namespace {

std::vector<std::size_t> within_variables(const Formula& formula, const WithinOptions& options) {
  std::vector<std::size_t> out;
  std::vector<std::string> known;
  for (const Variable& variable : formula.variables) known.push_back(variable.column);
  for (const std::string& name : options.within) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end())
      throw usage_error(
          fmt::format("the within factor {} is not in the formula{}", in_quotes(name), suggestion(name, known)));
    out.push_back(static_cast<std::size_t>(found - known.begin()));
  }
  std::sort(out.begin(), out.end());
  return out;
}

struct LongRows {
  Frame frame;
  std::vector<Eigen::Index> participant, cell;  // per row of the frame
  Eigen::Index participants = 0, cells = 1;
  std::vector<std::string> names;  // of participants
};

LongRows long_rows(const Table& table, const Formula& formula, const WithinOptions& options, WideCells& out) {
  Formula with_id = formula;
  with_id.variables.push_back({options.id, options.id, Transform::factor, 1, ""});
  FrameOptions frame_options = options.frame;
  frame_options.factors.insert(frame_options.factors.end(), options.within.begin(), options.within.end());
  LongRows rows{model_frame(table, with_id, frame_options), {}, {}, 0, 1, {}};
  const FrameVariable& id = rows.frame.variables.back();
  rows.participant = id.codes;
  rows.participants = static_cast<Eigen::Index>(id.levels.size());
  rows.names = id.levels;
  rows.cell.assign(rows.participant.size(), 0);
  for (const std::size_t variable : out.within) {
    const FrameVariable& factor = rows.frame.variables[variable];
    out.levels.push_back(static_cast<Eigen::Index>(factor.levels.size()));
    rows.cells *= out.levels.back();
    for (std::size_t i = 0; i < rows.cell.size(); ++i)
      rows.cell[i] = rows.cell[i] * out.levels.back() + factor.codes[i];
  }
  out.left_out = rows.frame.left_out;
  return rows;
}

void check_between(const Table& table, const LongRows& rows, const FrameVariable& variable,
                   const std::vector<Eigen::Index>& first_row) {
  for (std::size_t i = 0; i < rows.participant.size(); ++i) {
    const auto first = static_cast<std::size_t>(first_row[static_cast<std::size_t>(rows.participant[i])]);
    const bool same = variable.is_factor() ? variable.codes[i] == variable.codes[first]
                                           : variable.values[static_cast<Eigen::Index>(i)] ==
                                                 variable.values[static_cast<Eigen::Index>(first)];
    if (!same)
      table.throw_at(rows.frame.rows[i], variable.column,
                     fmt::format("changes within participant {}; name it as a within factor",
                                 in_quotes(rows.names[static_cast<std::size_t>(rows.participant[i])])));
  }
}

// The between part over the participants that are kept.
FrameVariable over_participants(const FrameVariable& variable, const std::vector<Eigen::Index>& first_row,
                                const std::vector<Eigen::Index>& kept) {
  FrameVariable out = variable;
  out.codes.clear();
  out.values.resize(variable.is_factor() ? 0 : static_cast<Eigen::Index>(kept.size()));
  for (std::size_t k = 0; k < kept.size(); ++k) {
    const Eigen::Index row = first_row[static_cast<std::size_t>(kept[k])];
    if (variable.is_factor())
      out.codes.push_back(variable.codes[static_cast<std::size_t>(row)]);
    else
      out.values[static_cast<Eigen::Index>(k)] = variable.values[row];
  }
  // Where a number is 0 the other terms are tested: at its mean.
  if (!variable.is_factor() && variable.transform != Transform::poly) {
    if (variable.transform != Transform::none) out.values = Eigen::VectorXd(out.basis());
    out.transform = Transform::center;
    out.mean = out.values.mean();
  }
  return out;
}

}  // namespace

WideCells wide_cells(const Table& table, const Formula& formula, const WithinOptions& options) {
  WideCells out;
  out.within = within_variables(formula, options);
  LongRows rows = long_rows(table, formula, options, out);
  Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(rows.participants, rows.cells);
  Eigen::MatrixXd counts = sums;
  std::vector<Eigen::Index> first_row(static_cast<std::size_t>(rows.participants), -1);
  for (std::size_t i = 0; i < rows.cell.size(); ++i) {
    sums(rows.participant[i], rows.cell[i]) += rows.frame.response[static_cast<Eigen::Index>(i)];
    counts(rows.participant[i], rows.cell[i]) += 1.0;
    Eigen::Index& first = first_row[static_cast<std::size_t>(rows.participant[i])];
    if (first < 0) first = static_cast<Eigen::Index>(i);
  }
  std::vector<Eigen::Index> kept;
  std::size_t lost = 0;
  for (Eigen::Index p = 0; p < rows.participants; ++p) {
    if (counts.row(p).minCoeff() > 0.0) {
      kept.push_back(p);
      out.averaged_cells += static_cast<std::size_t>((counts.row(p).array() > 1.0).count());
    } else {
      lost += static_cast<std::size_t>(counts.row(p).sum());
    }
  }
  out.rows_used = rows.cell.size() - lost;
  if (lost > 0) out.left_out.push_back({"a cell of the participant is missing", lost});
  out.y.resize(static_cast<Eigen::Index>(kept.size()), rows.cells);
  for (std::size_t k = 0; k < kept.size(); ++k)
    out.y.row(static_cast<Eigen::Index>(k)) = sums.row(kept[k]).cwiseQuotient(counts.row(kept[k]));
  out.between.rows.resize(kept.size());
  for (std::size_t v = 0; v < formula.variables.size(); ++v) {
    const bool is_within = std::find(out.within.begin(), out.within.end(), v) != out.within.end();
    if (v == formula.response || is_within) {
      out.between.variables.emplace_back();
      continue;
    }
    check_between(table, rows, rows.frame.variables[v], first_row);
    out.between.variables.push_back(over_participants(rows.frame.variables[v], first_row, kept));
  }
  return out;
}

}  // namespace attune::model
