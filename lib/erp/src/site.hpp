#pragma once

#include <Eigen/Dense>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/erp/measure.hpp"

namespace attune::erp {

/// A place to measure at: one channel, or several whose mean is taken.
struct Site {
  std::string name;
  std::vector<Eigen::Index> channels;
  std::string unusable;  ///< why there is nothing to measure; empty if there is
};

/// The sites that the options ask for among `channels`. Bad channels make their site unusable, or leave its mean, which
/// a warning tells. `where` names the file in messages.
std::vector<Site> choose_sites(std::span<const std::string> channels, const std::vector<bool>& is_bad,
                               const MeasureOptions& options, const std::string& where, Warnings& warnings);

/// The site's waveform: mean of its channels' rows.
Eigen::RowVectorXd waveform_of(const Site& site, const Eigen::MatrixXd& data);

}  // namespace attune::erp
