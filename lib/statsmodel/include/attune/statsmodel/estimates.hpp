#pragma once

#include <Eigen/Dense>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "attune/statsmodel/model.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::statsmodel {

/// What estimates are of: regions by name, or voxels.
struct Elements {
  std::vector<std::string> names;  ///< of regions; of voxels the memory offset as text
  bool operator==(const Elements&) const = default;
};

/// One contrast of one group of a node, in every region (or voxel). Missing numbers are NaN, with a reason.
struct Estimates {
  std::map<std::string, std::string> entities;  ///< "subject", "session", "task", "run": labels; of the group
  std::string input_contrast;                   ///< of the inputs; empty at level Run
  std::string contrast;
  Test test = Test::t;
  std::shared_ptr<const Elements> elements;
  Eigen::ArrayXd effect, variance, df;  ///< in `unit`
  Eigen::ArrayXd f, f_df1, f_df2;       ///< of F contrasts, which have no effect
  Eigen::ArrayXd inputs, left_out;      ///< volumes (of them censored) at level Run, else estimates
  std::vector<std::string> reasons;     ///< why there is no estimate; empty text where there is
  std::string unit;                     ///< "percent" or "image"
  std::string source;                   ///< image of a run
  /// Level Run only: effect and standard error in image units per unit of the columns, the resting signal, and the
  /// noise model's autoregression.
  Eigen::ArrayXd effect_image, se_image, baseline, rho;

  /// Everything missing, of this many regions.
  void resize(std::size_t count);
};

/// The table of a node: one row per group, contrast and region:
/// node level subject session task run input_contrast contrast test region effect se t df p f f_df1 f_df2 n left_out
/// unit reason, and at level Run effect_image se_image baseline rho. p is two-sided; `pass` contrasts have neither t
/// nor p.
Table to_table(const Node& node, const std::vector<Estimates>& estimates);
std::vector<ColumnMeaning> estimate_meanings(const Node& node);

/// The estimates of participants as rows of the measures table: t and pass contrasts of groups with a subject.
std::vector<Measure> to_measures(const Node& node, const std::vector<Estimates>& estimates);

}  // namespace attune::statsmodel
