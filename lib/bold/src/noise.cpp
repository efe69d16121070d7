#include "attune/bold/noise.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <string>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"

namespace attune::bold {

NoiseModel noise_model(std::string_view name) {
  if (name == "white" || name == "ols") return NoiseModel::white;
  if (name == "ar1") return NoiseModel::ar1;
  if (name == "arma11") return NoiseModel::arma11;
  const std::array<std::string, 4> known{"white", "ols", "ar1", "arma11"};
  throw usage_error("unknown noise model " + in_quotes(name) + suggestion(name, known));
}

std::string_view name_of(NoiseModel model) {
  switch (model) {
    case NoiseModel::white:
      return "white";
    case NoiseModel::ar1:
      return "ar1";
    case NoiseModel::arma11:
      return "arma11";
  }
  throw Error(Fault::internal, "name_of: no such noise model");
}

Whitener::Whitener(Arma parameters, std::span<const Eigen::Index> kept) {
  const double a = parameters.a;
  const double b = parameters.b;
  if (!(std::abs(a) < 1) || !(std::abs(b) < 1)) throw Error(Fault::internal, "Whitener: |a| and |b| must be below 1");
  // State m_t is what the past says about y_t: y_t = m_t + e_t, m_(t+1) = a m_t + (a + b) e_t with var(e) = 1.
  const double drive = a + b;
  double variance = drive * drive / (1.0 - a * a);
  double gain = 0.0;
  const auto rows = static_cast<Eigen::Index>(kept.size());
  decay_.resize(rows);
  gain_.resize(rows);
  scale_.resize(rows);
  for (Eigen::Index row = 0; row < rows; ++row) {
    double decay = a;
    if (row > 0) {
      const auto at = static_cast<std::size_t>(row);
      for (Eigen::Index step = kept[at - 1] + 1; step < kept[at]; ++step) {  // volumes that were left out
        variance = a * a * variance + drive * drive;
        gain *= a;
        decay *= a;
      }
    }
    decay_(row) = decay;
    gain_(row) = gain;
    const double innovation = variance + 1.0;
    scale_(row) = 1.0 / std::sqrt(innovation);
    log_determinant_ += std::log(innovation);
    gain = (a * variance + drive) / innovation;
    variance = std::max(0.0, a * a * variance + drive * drive - gain * gain * innovation);
  }
}

namespace {

// Rows side by side in memory: the recursion then runs over all columns at once.
using Rows = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Row = Eigen::Array<double, 1, Eigen::Dynamic>;

}  // namespace

Eigen::MatrixXd Whitener::operator()(const Eigen::Ref<const Eigen::MatrixXd>& columns) const {
  Rows white = columns.array();
  Row state = Row::Zero(columns.cols());
  Row innovation = Row::Zero(columns.cols());
  for (Eigen::Index row = 0; row < columns.rows(); ++row) {
    state = decay_(row) * state + gain_(row) * innovation;
    innovation = white.row(row) - state;
    white.row(row) = innovation * scale_(row);
  }
  return white.matrix();
}

Eigen::MatrixXd Whitener::transposed(const Eigen::Ref<const Eigen::MatrixXd>& columns) const {
  Rows result = columns.array();
  Row state = Row::Zero(columns.cols());
  const Eigen::Index last = columns.rows() - 1;
  for (Eigen::Index row = last; row >= 0; --row) {
    result.row(row) *= scale_(row);
    if (row < last) {
      result.row(row) += gain_(row + 1) * state;
      state *= decay_(row + 1);
    }
    state -= result.row(row);
  }
  return result.matrix();
}

}  // namespace attune::bold
