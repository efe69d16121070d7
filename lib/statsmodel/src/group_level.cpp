#include "attune/statsmodel/group_level.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "attune/statsmodel/linear.hpp"
#include "group_variables.hpp"
#include "missing_names.hpp"

namespace attune::statsmodel {
namespace {

constexpr std::size_t kChunk = 64;  // elements per piece of work

/// A contrast of a group over the columns of its X.
struct GroupContrast {
  std::string name;
  Test test = Test::t;
  Eigen::MatrixXd rows;
  std::string reason;
};

GroupContrast over_columns(const Contrast& contrast, const GroupDesign& design) {
  GroupContrast out{contrast.name, contrast.test, {}, ""};
  out.rows.setZero(static_cast<Eigen::Index>(contrast.weights.size()), static_cast<Eigen::Index>(design.names.size()));
  for (std::size_t r = 0; r < contrast.weights.size(); ++r)
    for (std::size_t i = 0; i < contrast.conditions.size(); ++i) {
      if (contrast.weights[r][i] == 0.0) continue;
      const std::string& condition = contrast.conditions[i];
      const auto at = std::find(design.names.begin(), design.names.end(), condition);
      if (at != design.names.end()) {
        out.rows(static_cast<Eigen::Index>(r), at - design.names.begin()) = contrast.weights[r][i];
        continue;
      }
      if (!out.reason.empty()) continue;
      out.reason = fmt::format("{} is not in this group", in_quotes(condition));
      for (const Variables::Missing& missing : design.missing)
        if (missing.name == condition) out.reason = fmt::format("{} {}", in_quotes(condition), missing.reason);
    }
  return out;
}

std::vector<GroupContrast> contrasts_of(const Node& node, const Group& group, const GroupDesign& design,
                                        const std::vector<std::string>& variables) {
  std::vector<GroupContrast> out;
  for (const Contrast& contrast : node.contrasts) out.push_back(over_columns(contrast, design));
  if (!node.dummy_contrasts) return out;
  const DummyContrasts& dummies = *node.dummy_contrasts;
  for (const std::string& variable : dummies.contrasts ? *dummies.contrasts : variables) {
    const bool passes = variable == kIntercept && group.contrasts.size() == 1;
    const std::string name = passes ? group.contrasts.front() : variable;
    if (std::any_of(out.begin(), out.end(), [&](const GroupContrast& other) { return other.name == name; })) continue;
    out.push_back(over_columns(Contrast{name, {variable}, {{1.0}}, dummies.test, dummies.origin}, design));
  }
  return out;
}

/// Contrasts in one group need a variable that tells them apart, and participants are independent of one another only.
void check_group(const StatsModel& model, const Node& node, const Group& group, const GroupDesign& design) {
  const bool told_apart = std::any_of(group.contrasts.begin(), group.contrasts.end(), [&](const std::string& name) {
    return std::find(design.names.begin(), design.names.end(), name) != design.names.end();
  });
  const bool uses_contrast = std::any_of(design.names.begin(), design.names.end(),
                                         [](const std::string& name) { return name.starts_with("contrast."); });
  if (group.contrasts.size() > 1 && !told_apart && !uses_contrast)
    throw model_error(model, node.origin,
                      fmt::format("a group of {} mixes the contrasts {}; add \"contrast\" to GroupBy, or the contrasts "
                                  "to X",
                                  in_quotes(node.name), fmt::join(group.contrasts, ", ")));
  if (node.level != Level::dataset || node.type != ModelType::glm) return;
  std::map<std::string, int> seen;
  for (const Estimates* input : group.inputs) {
    const auto subject = input->entities.find("subject");
    if (subject != input->entities.end() && ++seen[subject->second] > 1)
      throw model_error(model, node.origin,
                        fmt::format("{} has several inputs of sub-{} in one group, which least squares would take for "
                                    "independent; combine them in a node of level Subject first",
                                    in_quotes(node.name), subject->second));
  }
}

/// The fit of one group, element by element.
class GroupFit {
 public:
  GroupFit(const Node& node, const Group& group, const GroupDesign& design, std::vector<GroupContrast> contrasts)
      : node_(node), group_(group), x_(design.x), contrasts_(std::move(contrasts)) {
    for (Eigen::Index row = 0; row < x_.rows(); ++row)
      if (x_.row(row).allFinite()) rows_.push_back(static_cast<std::size_t>(row));
    for (const GroupContrast& contrast : contrasts_)
      if (contrast.reason.empty()) weights_.push_back(contrast.rows);
    everyone_ = std::make_unique<LinearModel>(x_of(rows_), weights_);
  }

  std::vector<Estimates> operator()(parallel::Threads threads) const {
    const std::shared_ptr<const Elements>& elements = group_.inputs.front()->elements;
    std::vector<Estimates> out;
    for (const GroupContrast& contrast : contrasts_) {
      Estimates estimates;
      estimates.entities = group_.entities;
      estimates.input_contrast = fmt::format("{}", fmt::join(group_.contrasts, ","));
      estimates.contrast = contrast.name;
      estimates.test = contrast.test;
      estimates.elements = elements;
      estimates.unit = group_.inputs.front()->unit;
      estimates.resize(elements->names.size());
      out.push_back(std::move(estimates));
    }
    std::vector<std::vector<std::string>> reasons(contrasts_.size(), std::vector<std::string>(elements->names.size()));
    parallel::for_chunks(elements->names.size(), kChunk, threads, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) fit_element(i, out, reasons);
    });
    for (std::size_t c = 0; c < out.size(); ++c)
      for (std::size_t i = 0; i < reasons[c].size(); ++i)
        if (!reasons[c][i].empty()) out[c].reasons.set(i, reasons[c][i]);
    return out;
  }

 private:
  Eigen::MatrixXd x_of(const std::vector<std::size_t>& rows) const {
    Eigen::MatrixXd out(static_cast<Eigen::Index>(rows.size()), x_.cols());
    for (std::size_t i = 0; i < rows.size(); ++i)
      out.row(static_cast<Eigen::Index>(i)) = x_.row(static_cast<Eigen::Index>(rows[i]));
    return out;
  }

  bool usable(const Estimates& input, Eigen::Index element) const {
    if (!std::isfinite(input.effect(element))) return false;
    return node_.type == ModelType::glm || (input.variance(element) > 0 && input.df(element) > 0);
  }

  void fit_element(std::size_t index, std::vector<Estimates>& out,
                   std::vector<std::vector<std::string>>& reasons) const {
    const auto element = static_cast<Eigen::Index>(index);
    std::vector<std::size_t> rows;
    for (const std::size_t row : rows_)
      if (usable(*group_.inputs[row], element)) rows.push_back(row);
    std::vector<LinearEstimate> fitted;
    if (!rows.empty()) {
      std::unique_ptr<LinearModel> own;
      if (rows.size() < rows_.size()) own = std::make_unique<LinearModel>(x_of(rows), weights_);
      fitted = fit(own ? *own : *everyone_, rows, element);
    }
    std::size_t at = 0;
    for (std::size_t c = 0; c < contrasts_.size(); ++c) {
      Estimates& estimates = out[c];
      estimates.inputs(element) = static_cast<int>(rows.size());
      estimates.left_out(element) = static_cast<int>(group_.inputs.size() - rows.size());
      std::string& reason = reasons[c][index];
      reason = contrasts_[c].reason;
      if (!reason.empty()) continue;
      const std::size_t fit_at = at++;
      if (rows.empty())
        reason = nobody(index);
      else
        store(fitted[fit_at], contrasts_[c], estimates, element, reason);
    }
  }

  std::vector<LinearEstimate> fit(const LinearModel& model, const std::vector<std::size_t>& rows,
                                  Eigen::Index element) const {
    const auto count = static_cast<Eigen::Index>(rows.size());
    Eigen::VectorXd y(count), v(count), df(count);
    for (Eigen::Index i = 0; i < count; ++i) {
      const Estimates& input = *group_.inputs[rows[static_cast<std::size_t>(i)]];
      y(i) = input.effect(element);
      v(i) = input.variance(element);
      df(i) = input.df(element);
    }
    return node_.type == ModelType::glm ? model.least_squares(y) : model.known_variances(y, v, df);
  }

  std::string nobody(std::size_t index) const {
    if (rows_.empty()) return "every input lacks a value in a column of X";
    for (const std::size_t row : rows_)
      if (const std::string& reason = group_.inputs[row]->reasons[index]; !reason.empty())
        return fmt::format("no input has an estimate: {}", reason);
    return "no input has an estimate";
  }

  static void store(const LinearEstimate& fitted, const GroupContrast& contrast, Estimates& estimates,
                    Eigen::Index element, std::string& reason) {
    reason = fitted.reason;
    if (!reason.empty()) return;
    if (contrast.test != Test::f) {
      estimates.effect(element) = fitted.effect;
      estimates.variance(element) = fitted.variance;
      estimates.df(element) = fitted.df;
      return;
    }
    const bool one = contrast.rows.rows() == 1;
    estimates.f(element) = one ? fitted.effect * fitted.effect / fitted.variance : fitted.f;
    estimates.f_df1(element) = one ? 1.0 : fitted.f_df1;
    estimates.f_df2(element) = one ? fitted.df : fitted.f_df2;
  }

  const Node& node_;
  const Group& group_;
  const Eigen::MatrixXd& x_;
  std::vector<GroupContrast> contrasts_;
  std::vector<std::size_t> rows_;  ///< inputs with every value of X
  std::vector<Eigen::MatrixXd> weights_;
  std::unique_ptr<LinearModel> everyone_;
};

void check_elements(const StatsModel& model, const Node& node, const GroupInput& input) {
  for (const Estimates* estimates : input.estimates)
    if (estimates->elements != input.estimates.front()->elements &&
        !(*estimates->elements == *input.estimates.front()->elements))
      throw model_error(
          model, node.origin,
          fmt::format("{} takes estimates of nodes with other regions; use one mask for them", in_quotes(node.name)));
}

void warn_of_incomplete(const Node& node, const Group& group, const GroupDesign& design, Warnings& warnings) {
  for (Eigen::Index row = 0; row < design.x.rows(); ++row)
    for (Eigen::Index column = 0; column < design.x.cols(); ++column)
      if (!std::isfinite(design.x(row, column))) {
        warnings.push_back(fmt::format("node {}: {} is left out: {} is n/a", in_quotes(node.name),
                                       name_of(*group.inputs[static_cast<std::size_t>(row)]),
                                       in_quotes(design.names[static_cast<std::size_t>(column)])));
        break;
      }
}

}  // namespace

GroupOutput fit_groups(const StatsModel& model, const Node& node, const GroupInput& input) {
  GroupOutput out;
  if (input.estimates.empty())
    throw model_error(model, node.origin,
                      fmt::format("nothing reaches {}: the filters of its edges let no contrast "
                                  "through",
                                  in_quotes(node.name)));
  check_elements(model, node, input);
  const std::vector<Group> groups = make_groups(model, node, input);
  std::vector<GroupDesign> designs;
  std::vector<std::vector<Variables::Missing>> missing;
  std::vector<std::string> known, variables;
  const auto merge = [](std::vector<std::string>& into, const std::vector<std::string>& names) {
    for (const std::string& name : names)
      if (std::find(into.begin(), into.end(), name) == into.end()) into.push_back(name);
  };
  for (const Group& group : groups) {
    designs.push_back(make_group_design(model, node, group, input.participants));
    missing.push_back(designs.back().missing);
    merge(known, designs.back().known);
    merge(variables, designs.back().names);
  }
  refuse_missing_everywhere(model, missing, known, "group");
  refuse_unknown_conditions(model, node, variables, "group");
  for (std::size_t i = 0; i < groups.size(); ++i) {
    check_group(model, node, groups[i], designs[i]);
    warn_of_incomplete(node, groups[i], designs[i], out.warnings);
    const GroupFit fit(node, groups[i], designs[i], contrasts_of(node, groups[i], designs[i], variables));
    for (Estimates& estimates : fit(input.threads)) out.estimates.push_back(std::move(estimates));
  }
  return out;
}

}  // namespace attune::statsmodel
