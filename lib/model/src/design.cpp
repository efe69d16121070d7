#include "attune/model/design.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace attune::model {
namespace {

struct Block {
  Eigen::MatrixXd x;  // rows x columns
  std::vector<std::string> names;
};

Block factor_block(const FrameVariable& variable, bool every_level) {
  const auto levels = static_cast<Eigen::Index>(variable.levels.size());
  const Eigen::MatrixXd rows =
      every_level ? Eigen::MatrixXd(Eigen::MatrixXd::Identity(levels, levels)) : coding_matrix(variable.coding, levels);
  Block out;
  out.x.resize(static_cast<Eigen::Index>(variable.codes.size()), rows.cols());
  for (std::size_t i = 0; i < variable.codes.size(); ++i)
    out.x.row(static_cast<Eigen::Index>(i)) = rows.row(variable.codes[i]);
  const std::size_t first = !every_level && variable.coding == Coding::treatment ? 1 : 0;
  const bool by_level = every_level || variable.coding == Coding::treatment;
  for (std::size_t j = 0; j < static_cast<std::size_t>(rows.cols()); ++j)
    out.names.push_back(by_level ? variable.name + variable.levels[first + j]
                                 : fmt::format("{}{}", variable.name, j + 1));
  return out;
}

Block number_block(const FrameVariable& variable) {
  Block out{variable.basis(), {}};
  for (Eigen::Index j = 0; j < out.x.cols(); ++j)
    out.names.push_back(variable.transform == Transform::poly ? fmt::format("{}{}", variable.name, j + 1)
                                                              : variable.name);
  return out;
}

Block crossed(const Block& a, const Block& b) {
  Block out;
  out.x.resize(a.x.rows(), a.x.cols() * b.x.cols());
  for (Eigen::Index right = 0; right < b.x.cols(); ++right)
    for (Eigen::Index left = 0; left < a.x.cols(); ++left) {
      out.x.col(right * a.x.cols() + left) = a.x.col(left).cwiseProduct(b.x.col(right));
      out.names.push_back(a.names[static_cast<std::size_t>(left)] + ":" + b.names[static_cast<std::size_t>(right)]);
    }
  return out;
}

/// A factor needs a column for every level where the term without it is not in the model.
bool margin_is_missing(const Term& term, std::size_t variable, const std::vector<Term>& terms, bool intercept) {
  Term margin = term;
  std::erase(margin, variable);
  if (margin.empty()) return !intercept;
  return std::find(terms.begin(), terms.end(), margin) == terms.end();
}

}  // namespace

std::vector<Eigen::Index> Design::columns_of(std::size_t term) const {
  std::vector<Eigen::Index> out;
  for (std::size_t column = 0; column < term_of.size(); ++column)
    if (term_of[column] == term) out.push_back(static_cast<Eigen::Index>(column));
  return out;
}

Eigen::MatrixXd coding_matrix(Coding coding, Eigen::Index levels) {
  Eigen::MatrixXd out = Eigen::MatrixXd::Zero(levels, levels - 1);
  for (Eigen::Index j = 0; j < levels - 1; ++j) {
    switch (coding) {
      case Coding::sum:
        out(j, j) = 1.0;
        out(levels - 1, j) = -1.0;
        break;
      case Coding::treatment:
        out(j + 1, j) = 1.0;
        break;
      case Coding::helmert:
        out.col(j).head(j + 1).setConstant(-1.0);
        out(j + 1, j) = static_cast<double>(j + 1);
        break;
    }
  }
  return out;
}

Design design_matrix(const Formula& formula, const Frame& frame, const std::vector<Term>& terms, bool intercept) {
  Design out;
  out.terms = terms;
  for (const Term& term : terms) out.term_names.push_back(name_of(formula, term));
  const auto rows = static_cast<Eigen::Index>(frame.rows.size());
  std::vector<Block> blocks;
  if (intercept) blocks.push_back({Eigen::MatrixXd::Ones(rows, 1), {name_of(formula, {})}});
  if (intercept) out.term_of.push_back(0);
  // Without an intercept the first factor takes its place; the others are coded beside it.
  bool has_level_columns = intercept;
  for (std::size_t t = 0; t < terms.size(); ++t) {
    Block block;
    for (const std::size_t v : terms[t]) {
      const FrameVariable& variable = frame.variables[v];
      bool every_level = variable.is_factor() && margin_is_missing(terms[t], v, terms, intercept);
      if (terms[t].size() == 1 && variable.is_factor()) {
        every_level = !has_level_columns;
        has_level_columns = true;
      }
      Block next = variable.is_factor() ? factor_block(variable, every_level) : number_block(variable);
      block = block.names.empty() ? std::move(next) : crossed(block, next);
    }
    out.term_of.insert(out.term_of.end(), block.names.size(), t + 1);
    blocks.push_back(std::move(block));
  }
  Eigen::Index columns = 0;
  for (const Block& block : blocks) columns += block.x.cols();
  out.x.resize(rows, columns);
  Eigen::Index at = 0;
  for (const Block& block : blocks) {
    out.x.middleCols(at, block.x.cols()) = block.x;
    out.names.insert(out.names.end(), block.names.begin(), block.names.end());
    at += block.x.cols();
  }
  return out;
}

Design design_matrix(const Formula& formula, const Frame& frame) {
  return design_matrix(formula, frame, formula.terms, formula.intercept);
}

}  // namespace attune::model
