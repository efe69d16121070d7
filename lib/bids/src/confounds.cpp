#include "attune/bids/confounds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/table/delimited.hpp"

namespace attune::bids {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;
constexpr std::array<Pair, 14> kNames = {{{"X", "trans_x"},
                                          {"Y", "trans_y"},
                                          {"Z", "trans_z"},
                                          {"RotX", "rot_x"},
                                          {"RotY", "rot_y"},
                                          {"RotZ", "rot_z"},
                                          {"FramewiseDisplacement", "framewise_displacement"},
                                          {"CSF", "csf"},
                                          {"WhiteMatter", "white_matter"},
                                          {"GlobalSignal", "global_signal"},
                                          {"stdDVARS", "std_dvars"},
                                          {"non-stdDVARS", "dvars"},
                                          {"vx-wisestdDVARS", "vx_wisestd_dvars"},
                                          {"NonSteadyStateOutlier", "non_steady_state_outlier"}}};
constexpr std::array<Pair, 5> kNumbered = {{{"aCompCor", "a_comp_cor_"},
                                            {"tCompCor", "t_comp_cor_"},
                                            {"Cosine", "cosine"},
                                            {"AROMAAggrComp", "aroma_motion_"},
                                            {"NonSteadyStateOutlier", "non_steady_state_outlier"}}};

}  // namespace

std::string confound_name(std::string_view name) {
  for (const auto& [old_name, today] : kNames)
    if (name == old_name) return std::string(today);
  for (const auto& [old_stem, today] : kNumbered) {
    if (!name.starts_with(old_stem) || name.size() == old_stem.size()) continue;
    const std::string_view number = name.substr(old_stem.size());
    if (number.find_first_not_of("0123456789") == std::string_view::npos) return fmt::format("{}{}", today, number);
  }
  return std::string(name);
}

Confounds::Confounds(Table table) : table_(std::move(table)) {
  for (const std::string& name : table_.names()) {
    const std::string today = confound_name(name);
    const auto [existing, inserted] = in_file_.emplace(today, name);
    if (!inserted)
      throw input_error(table_.path(), fmt::format("the columns {} and {} mean the same; keep one",
                                                   in_quotes(existing->second), in_quotes(name)));
    names_.push_back(today);
  }
}

bool Confounds::has(std::string_view name) const { return in_file_.contains(confound_name(name)); }

std::vector<double> Confounds::column(std::string_view name) const {
  const auto found = in_file_.find(confound_name(name));
  if (found == in_file_.end())
    throw input_error(table_.path(), fmt::format("has no confound {}{}", in_quotes(name), suggestion(name, names_)));
  const std::vector<double> values = table_.numbers(found->second);
  const auto first = std::find_if(values.begin(), values.end(), [](double v) { return !std::isnan(v); });
  if (first == values.end() && !values.empty())
    throw input_error(table_.path(), fmt::format("the confound {} has no number at all", in_quotes(name)));
  const auto gap = std::find_if(first, values.end(), [](double v) { return !std::isfinite(v); });
  if (gap != values.end())
    table_.throw_at(static_cast<std::size_t>(gap - values.begin()), found->second,
                    "is missing or infinite after numbers; only the first volumes may be n/a");
  return values;
}

Confounds read_confounds(const std::filesystem::path& path) { return Confounds(read_table(path, {.separator = '\t'})); }

}  // namespace attune::bids
