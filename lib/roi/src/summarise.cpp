#include "summarise.hpp"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "attune/base/nearest_name.hpp"

namespace attune::roi {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

struct NamedSummary {
  const char* name;
  Summary summary;
};
constexpr std::array<NamedSummary, 7> kSummaries{{{"mean", Summary::mean},
                                                  {"median", Summary::median},
                                                  {"min", Summary::minimum},
                                                  {"max", Summary::maximum},
                                                  {"sd", Summary::sd},
                                                  {"weighted-mean", Summary::weighted_mean},
                                                  {"eigenvariate", Summary::eigenvariate}}};

double mean_of(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double median_of(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2.0;
}

double sd_of(const std::vector<double>& values) {
  if (values.size() < 2) return kMissing;
  const double mean = mean_of(values);
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

double weighted_mean_of(const std::vector<double>& values, std::span<const double> weights) {
  double sum = 0.0, total = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sum += weights[i] * values[i];
    total += weights[i];
  }
  return sum / total;
}

}  // namespace

Summary parse_summary(std::string_view name) {
  std::vector<std::string> known;
  for (const NamedSummary& entry : kSummaries) {
    if (name == entry.name) return entry.summary;
    known.emplace_back(entry.name);
  }
  throw usage_error(fmt::format("unknown summary {}{}", in_quotes(name), suggestion(name, known)));
}

std::string name_of(Summary summary) {
  for (const NamedSummary& entry : kSummaries)
    if (entry.summary == summary) return entry.name;
  throw Error(Fault::internal, "a summary without a name");
}

double summarise(std::vector<double>& values, std::span<const double> weights, Summary summary) {
  if (values.empty()) return kMissing;
  switch (summary) {
    case Summary::mean:
      return mean_of(values);
    case Summary::median:
      return median_of(values);
    case Summary::minimum:
      return *std::min_element(values.begin(), values.end());
    case Summary::maximum:
      return *std::max_element(values.begin(), values.end());
    case Summary::sd:
      return sd_of(values);
    case Summary::weighted_mean:
      return weighted_mean_of(values, weights);
    case Summary::eigenvariate:
      break;
  }
  throw Error(Fault::internal, "an eigenvariate is no summary of one volume");
}

// y = U S^(1/2) V' with y volumes x voxels; the smaller of y y' and y' y is decomposed. y y' is a sum over voxels, so a
// region with more voxels than volumes, however large, needs no more memory than volumes x volumes.
EigenvariateSum::EigenvariateSum(Eigen::Index volumes, Eigen::Index voxels)
    : volumes_(volumes), voxels_(voxels), by_volume_(volumes < voxels) {
  const Eigen::Index side = std::min(volumes, voxels);
  gram_ = Eigen::MatrixXd::Zero(side, side);
  if (by_volume_) row_sums_ = Eigen::VectorXd::Zero(volumes);
}

void EigenvariateSum::add(Eigen::MatrixXd block) {
  const Eigen::RowVectorXd means = block.colwise().mean();
  block.rowwise() -= means;
  if (by_volume_) {
    gram_.selfadjointView<Eigen::Lower>().rankUpdate(block);
    row_sums_ += block.rowwise().sum();
    return;
  }
  if (block_.size() > 0) throw Error(Fault::internal, "a small region's eigenvariate takes one block");
  gram_.selfadjointView<Eigen::Lower>().rankUpdate(block.transpose());
  block_ = std::move(block);
}

Eigenvariate EigenvariateSum::finish() const {
  const double total = gram_.trace();
  if (!(total > 0.0)) return {Eigen::VectorXd::Zero(volumes_), 0.0};
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(gram_);  // reads the lower triangle only
  const double s1 = solver.eigenvalues()(gram_.rows() - 1);
  const Eigen::VectorXd top = solver.eigenvectors().col(gram_.rows() - 1);
  const Eigen::VectorXd u = by_volume_ ? top : Eigen::VectorXd(block_ * top / std::sqrt(s1));
  const double weights = by_volume_ ? row_sums_.dot(top) : top.sum();
  const double sign = weights < 0.0 ? -1.0 : 1.0;
  return {u * (sign * std::sqrt(s1 / static_cast<double>(voxels_))), s1 / total};
}

}  // namespace attune::roi
