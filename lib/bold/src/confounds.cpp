#include "attune/bold/confounds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "confound_names.hpp"

namespace attune::bold {

namespace {

constexpr std::array kMotion{"trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"};
constexpr double kHeadRadiusMm = 50.0;

enum class FirstRow { must_be_there, zero_if_missing };

Eigen::VectorXd column_of(const Table& table, const std::string& name, FirstRow first_row) {
  const std::string in_table = name_in_table(table, name).value_or(name);
  const std::vector<double> values = table.numbers(in_table);
  Eigen::VectorXd result(static_cast<Eigen::Index>(values.size()));
  for (std::size_t row = 0; row < values.size(); ++row) {
    double value = values[row];
    if (row == 0 && std::isnan(value) && first_row == FirstRow::zero_if_missing) value = 0.0;
    if (!std::isfinite(value)) table.throw_at(row, in_table, "is not a finite number, expected one for every volume");
    result(static_cast<Eigen::Index>(row)) = value;
  }
  return result;
}

bool is_difference(const std::string& name) {
  const std::string known = confound_name(name);
  return known.find("_derivative1") != std::string::npos || known == "framewise_displacement" || known == "dvars" ||
         known == "std_dvars" || known == "rmsd" || known == "vx_wisestd_dvars";
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

  void motion12() {
    for (const char* base : kMotion) column(base);
    for (const std::string base : kMotion)
      add(base + "_derivative1", difference(base, column_of(table_, base, FirstRow::must_be_there)));
  }

  void motion24() {
    for (const std::string base : kMotion) {
      const Eigen::VectorXd values = column_of(table_, base, FirstRow::must_be_there);
      const Eigen::VectorXd step = difference(base, values);
      add(base, values);
      add(base + "_derivative1", step);
      add(base + "_power2", values.array().square());
      add(base + "_derivative1_power2", step.array().square());
    }
  }

  void components(std::size_t count) {
    const std::vector<std::string> names = anatomical_components(table_);
    if (names.size() < count)
      throw input_error(table_.path(), fmt::format("has {} anatomical component(s) (a_comp_cor_00 ..), but acompcor{} "
                                                   "asks for {}",
                                                   names.size(), count, count));
    for (std::size_t i = 0; i < count; ++i) column(names[i]);
  }

  void matches(const std::string& pattern) {
    bool any = false;
    for (const std::string& name : table_.names()) {
      if (!fits(pattern, name) && !fits(pattern, confound_name(name))) continue;
      any = true;
      column(name);
    }
    if (!any) throw input_error(table_.path(), fmt::format("no column fits the pattern {}", in_quotes(pattern)));
  }

  Confounds finish() const {
    Confounds result;
    result.values.resize(static_cast<Eigen::Index>(table_.rows()), static_cast<Eigen::Index>(names_.size()));
    for (std::size_t i = 0; i < names_.size(); ++i) result.values.col(static_cast<Eigen::Index>(i)) = columns_[i];
    result.names = names_;
    return result;
  }

 private:
  Eigen::VectorXd difference(const std::string& base, const Eigen::VectorXd& values) const {
    return name_in_table(table_, base + "_derivative1")
               ? column_of(table_, base + "_derivative1", FirstRow::zero_if_missing)
               : backward_difference(values);
  }

  void add(const std::string& name, const Eigen::VectorXd& values) {
    const std::string known = confound_name(name);
    if (std::find(known_.begin(), known_.end(), known) != known_.end()) return;
    known_.push_back(known);
    names_.push_back(name);
    columns_.push_back(values);
  }

  const Table& table_;
  std::vector<std::string> names_, known_;
  std::vector<Eigen::VectorXd> columns_;
};

// N of "acompcorN".
std::optional<std::size_t> components_of(const std::string& name) {
  constexpr std::string_view kGroup = "acompcor";
  if (!name.starts_with(kGroup)) return std::nullopt;
  const std::optional<std::int64_t> count = parse_integer(std::string_view(name).substr(kGroup.size()));
  if (!count || *count < 1) return std::nullopt;
  return static_cast<std::size_t>(*count);
}

std::vector<bool> marked_by(const Table& table, std::string_view stem) {
  std::vector<bool> result(table.rows(), false);
  for (const std::string& name : table.names()) {
    if (!confound_name(name).starts_with(stem)) continue;
    const Eigen::VectorXd marks = column_of(table, name, FirstRow::must_be_there);
    for (std::size_t row = 0; row < result.size(); ++row)
      if (marks(static_cast<Eigen::Index>(row)) != 0.0) result[row] = true;
  }
  return result;
}

}  // namespace

Confounds select_confounds(const Table& table, std::span<const std::string> names) {
  Collector collector(table);
  for (const std::string& name : names) {
    if (name_in_table(table, name)) {
      collector.column(name);
    } else if (name == "motion6") {
      for (const char* base : kMotion) collector.column(base);
    } else if (name == "motion12") {
      collector.motion12();
    } else if (name == "motion24") {
      collector.motion24();
    } else if (const std::optional<std::size_t> count = components_of(name)) {
      collector.components(*count);
    } else if (name == "csf_wm" || name == "wm_csf") {
      collector.column("csf");
      collector.column("white_matter");
    } else if (name.find_first_of("*?") != std::string::npos) {
      collector.matches(name);
    } else {
      throw_unknown(table, name);
    }
  }
  return collector.finish();
}

Confounds cosine_confounds(const Table& table) {
  Collector collector(table);
  for (const std::string& name : table.names())
    if (is_cosine(name)) collector.column(name);
  Confounds result = collector.finish();
  if (result.names.empty())
    throw input_error(table.path(), "has no column cosine00 .., so it gives no drift; choose another drift model");
  return result;
}

bool has_displacement(const Table& table) {
  return name_in_table(table, "framewise_displacement") ||
         std::all_of(kMotion.begin(), kMotion.end(),
                     [&](const char* name) { return name_in_table(table, name).has_value(); });
}

std::vector<Millimetres> framewise_displacement(const Table& table) {
  Eigen::VectorXd displacement;
  if (name_in_table(table, "framewise_displacement")) {
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

std::vector<double> standardised_dvars(const Table& table) {
  const Eigen::VectorXd values = column_of(table, "std_dvars", FirstRow::zero_if_missing);
  return {values.begin(), values.end()};
}

std::vector<bool> non_steady_state(const Table& table) { return marked_by(table, "non_steady_state_outlier"); }

std::vector<bool> motion_outliers(const Table& table) { return marked_by(table, "motion_outlier"); }

}  // namespace attune::bold
