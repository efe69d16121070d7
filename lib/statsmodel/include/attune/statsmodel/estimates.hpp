#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <cstdint>
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

/// A text per region or voxel, of which few differ: why there is no estimate, empty where there is one.
class Reasons {
 public:
  void assign(std::size_t count, const std::string& text);
  std::size_t size() const { return codes_.size(); }
  const std::string& operator[](std::size_t index) const { return texts_[codes_[index]]; }
  void set(std::size_t index, const std::string& text);

 private:
  std::vector<std::string> texts_;
  std::vector<std::uint32_t> codes_;
};

/// One contrast of one group of a node, in every region (or voxel). Missing numbers are NaN, with a reason.
struct Estimates {
  std::map<std::string, std::string> entities;  ///< "subject", "session", "task", "run": labels; of the group
  std::string input_contrast;                   ///< of the inputs; empty at level Run
  std::string contrast;
  Test test = Test::t;
  std::shared_ptr<const Elements> elements;
  Eigen::ArrayXd effect, variance, df;  ///< in `unit`
  Eigen::ArrayXd f, f_df1, f_df2;       ///< of F contrasts, which have no effect; else empty
  Eigen::ArrayXi inputs, left_out;      ///< volumes (of them left out) at level Run, else estimates
  Reasons reasons;
  std::string unit;    ///< "percent" or "image"
  std::string source;  ///< image of a run
  /// Level Run with regions only: effect and standard error in image units per unit of the columns, the resting signal,
  /// and the noise model's autoregression.
  Eigen::ArrayXd effect_image, se_image, baseline, rho;

  /// Everything missing, of this many regions; by `test` which arrays there are.
  void resize(std::size_t count);
};

/// The table of a node: one row per group, contrast and region:
/// node level subject session task run input_contrast contrast test region effect se t df p f f_df1 f_df2 n left_out
/// unit reason, and at level Run effect_image se_image baseline rho. What a node groups by besides has a column by_NAME
/// after run. p is two-sided; `pass` contrasts have neither t
/// nor p.
Table to_table(const Node& node, const std::vector<Estimates>& estimates);
std::vector<ColumnMeaning> estimate_meanings(const Node& node);

/// The estimates of participants as rows of the measures table: t and pass contrasts of groups with a subject.
std::vector<Measure> to_measures(const Node& node, const std::vector<Estimates>& estimates);

}  // namespace attune::statsmodel
