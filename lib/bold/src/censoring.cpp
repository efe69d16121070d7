#include "censoring.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <vector>

#include "attune/base/number_text.hpp"
#include "attune/bold/confounds.hpp"

namespace attune::bold {

namespace {

/// The first reason to leave each volume out; empty: none.
class Reasons {
 public:
  explicit Reasons(Eigen::Index volumes) : reasons_(static_cast<std::size_t>(volumes)) {}

  void add(std::size_t volume, const std::string& reason) {
    if (reasons_[volume].empty()) reasons_[volume] = reason;
  }
  void add(const std::vector<bool>& marks, const std::string& reason) {
    for (std::size_t i = 0; i < marks.size(); ++i)
      if (marks[i]) add(i, reason);
  }
  /// Marks stretches without a reason that are shorter than `least`, if there is any reason at all.
  void fill_gaps(std::size_t least);

  const std::vector<std::string>& all() const { return reasons_; }

 private:
  std::vector<std::string> reasons_;
};

void Reasons::fill_gaps(std::size_t least) {
  for (std::size_t begin = 0; begin < reasons_.size();) {
    std::size_t end = begin;
    while (end < reasons_.size() && reasons_[end].empty()) ++end;
    const std::size_t length = end - begin;
    if (length > 0 && length < least && length < reasons_.size())
      for (std::size_t i = begin; i < end; ++i)
        reasons_[i] = fmt::format("in a stretch of {} volume(s) between censored ones, shorter than {}", length, least);
    begin = end + 1;
  }
}

void add_listed(Reasons& reasons, const std::vector<Eigen::Index>& volumes, Eigen::Index of_run) {
  for (const Eigen::Index volume : volumes) {
    if (volume < 0 || volume >= of_run)
      throw analysis_error(
          fmt::format("volume {} is to be censored, but the run has volumes 0 to {}", volume, of_run - 1));
    reasons.add(static_cast<std::size_t>(volume), "listed to be left out");
  }
}

void add_measured(Reasons& reasons, const Table& confounds, const DesignOptions& options) {
  reasons.add(non_steady_state(confounds), "non-steady state");
  if (options.censor_displacement) {
    const std::vector<Millimetres> displacement = framewise_displacement(confounds);
    for (std::size_t i = 0; i < displacement.size(); ++i)
      if (displacement[i] > *options.censor_displacement)
        reasons.add(i, fmt::format("framewise displacement {:.3g} mm > {} mm", displacement[i].value(),
                                   format_double(options.censor_displacement->value())));
  }
  if (options.censor_dvars) {
    const std::vector<double> dvars = standardised_dvars(confounds);
    for (std::size_t i = 0; i < dvars.size(); ++i)
      if (dvars[i] > *options.censor_dvars)
        reasons.add(i, fmt::format("standardised DVARS {:.3g} > {}", dvars[i], format_double(*options.censor_dvars)));
  }
  if (options.censor_outliers) reasons.add(motion_outliers(confounds), "motion outlier of the confounds");
}

}  // namespace

void censor(Design& design, const Table* confounds, const DesignOptions& options) {
  Reasons reasons(design.volumes);
  if (confounds != nullptr) add_measured(reasons, *confounds, options);
  add_listed(reasons, options.censor_volumes, design.volumes);
  if (options.keep_at_least > 0) reasons.fill_gaps(static_cast<std::size_t>(options.keep_at_least));
  for (Eigen::Index i = 0; i < design.volumes; ++i) {
    const std::string& reason = reasons.all()[static_cast<std::size_t>(i)];
    if (reason.empty())
      design.kept.push_back(i);
    else
      design.censored.push_back({i, reason});
  }
}

}  // namespace attune::bold
