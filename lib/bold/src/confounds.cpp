#include "attune/bold/confounds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace attune::bold {

namespace {

constexpr std::array kMotion{"trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"};
constexpr double kHeadRadiusMm = 50.0;

enum class FirstRow { must_be_there, zero_if_missing };

Eigen::VectorXd column_of(const Table& table, const std::string& name, FirstRow first_row) {
  const std::vector<double> values = table.numbers(name);
  Eigen::VectorXd result(static_cast<Eigen::Index>(values.size()));
  for (std::size_t row = 0; row < values.size(); ++row) {
    double value = values[row];
    if (row == 0 && std::isnan(value) && first_row == FirstRow::zero_if_missing) value = 0.0;
    if (!std::isfinite(value)) table.throw_at(row, name, "is not a finite number, expected one for every volume");
    result(static_cast<Eigen::Index>(row)) = value;
  }
  return result;
}

bool is_difference(const std::string& name) {
  return name.find("_derivative1") != std::string::npos || name == "framewise_displacement" || name == "dvars" ||
         name == "std_dvars" || name == "rmsd";
}

Eigen::VectorXd backward_difference(const Eigen::VectorXd& values) {
  Eigen::VectorXd result = Eigen::VectorXd::Zero(values.size());
  for (Eigen::Index i = 1; i < values.size(); ++i) result(i) = values(i) - values(i - 1);
  return result;
}

class Collector {
 public:
  explicit Collector(const Table& table) : table_(table) {}

  void column(const std::string& name) {
    add(name, column_of(table_, name, is_difference(name) ? FirstRow::zero_if_missing : FirstRow::must_be_there));
  }

  void motion24() {
    for (const std::string base : kMotion) {
      const Eigen::VectorXd values = column_of(table_, base, FirstRow::must_be_there);
      const Eigen::VectorXd difference = table_.has(base + "_derivative1")
                                             ? column_of(table_, base + "_derivative1", FirstRow::zero_if_missing)
                                             : backward_difference(values);
      add(base, values);
      add(base + "_derivative1", difference);
      add(base + "_power2", values.array().square());
      add(base + "_derivative1_power2", difference.array().square());
    }
  }

  Confounds finish() const {
    Confounds result;
    result.values.resize(static_cast<Eigen::Index>(table_.rows()), static_cast<Eigen::Index>(names_.size()));
    for (std::size_t i = 0; i < names_.size(); ++i) result.values.col(static_cast<Eigen::Index>(i)) = columns_[i];
    result.names = names_;
    return result;
  }

 private:
  void add(const std::string& name, const Eigen::VectorXd& values) {
    if (std::find(names_.begin(), names_.end(), name) != names_.end()) return;
    names_.push_back(name);
    columns_.push_back(values);
  }

  const Table& table_;
  std::vector<std::string> names_;
  std::vector<Eigen::VectorXd> columns_;
};

}  // namespace

Confounds select_confounds(const Table& table, std::span<const std::string> names) {
  Collector collector(table);
  for (const std::string& name : names) {
    if (name == "motion6") {
      for (const char* base : kMotion) collector.column(base);
    } else if (name == "motion24") {
      collector.motion24();
    } else if (name == "acompcor5") {
      for (int i = 0; i < 5; ++i) collector.column(fmt::format("a_comp_cor_{:02}", i));
    } else if (name == "csf_wm") {
      collector.column("csf");
      collector.column("white_matter");
    } else {
      collector.column(name);
    }
  }
  return collector.finish();
}

std::vector<Millimetres> framewise_displacement(const Table& table) {
  Eigen::VectorXd displacement;
  if (table.has("framewise_displacement")) {
    displacement = column_of(table, "framewise_displacement", FirstRow::zero_if_missing);
  } else {
    displacement = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(table.rows()));
    for (std::size_t i = 0; i < kMotion.size(); ++i) {
      const Eigen::VectorXd step = backward_difference(column_of(table, kMotion[i], FirstRow::must_be_there));
      displacement += step.cwiseAbs() * (i < 3 ? 1.0 : kHeadRadiusMm);
    }
  }
  std::vector<Millimetres> result;
  for (const double value : displacement) result.emplace_back(value);
  return result;
}

std::vector<bool> non_steady_state(const Table& table) {
  std::vector<bool> result(table.rows(), false);
  for (const Column& column : table.columns()) {
    if (!column.name.starts_with("non_steady_state_outlier")) continue;
    const Eigen::VectorXd marks = column_of(table, column.name, FirstRow::must_be_there);
    for (std::size_t row = 0; row < result.size(); ++row)
      if (marks(static_cast<Eigen::Index>(row)) != 0.0) result[row] = true;
  }
  return result;
}

}  // namespace attune::bold
