#include "confound_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/bold/confounds.hpp"

namespace attune::bold {

namespace {

using Pair = std::pair<std::string_view, std::string_view>;

// Names of fMRIPrep before version 1.2, and today's.
constexpr std::array<Pair, 13> kRenamed{{{"X", "trans_x"},
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
                                         {"vx-wisestdDVARS", "vx_wisestd_dvars"}}};
// Stems before a number: other spellings, and the one of today's tables.
constexpr std::array<Pair, 11> kStems{{{"aCompCor", "a_comp_cor_"},
                                       {"a_comp_cor", "a_comp_cor_"},
                                       {"tCompCor", "t_comp_cor_"},
                                       {"t_comp_cor", "t_comp_cor_"},
                                       {"Cosine", "cosine"},
                                       {"cosine_", "cosine"},
                                       {"NonSteadyStateOutlier", "non_steady_state_outlier"},
                                       {"non_steady_state_outlier_", "non_steady_state_outlier"},
                                       {"MotionOutlier", "motion_outlier"},
                                       {"motion_outlier_", "motion_outlier"},
                                       {"AROMAAggrComp", "aroma_motion_"}}};

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_numbered(std::string_view name, std::string_view stem) {
  return name.starts_with(stem) && is_number(name.substr(stem.size()));
}

constexpr std::string_view kComponent = "a_comp_cor_";

}  // namespace

std::string confound_name(std::string_view name) {
  for (const auto& [other, today] : kRenamed)
    if (name == other) return std::string(today);
  for (const auto& [other, today] : kStems)
    if (is_numbered(name, other)) return fmt::format("{}{}", today, name.substr(other.size()));
  return std::string(name);
}

std::optional<std::string> name_in_table(const Table& table, std::string_view name) {
  if (table.has(name)) return std::string(name);
  const std::string known = confound_name(name);
  for (const std::string& candidate : table.names())
    if (confound_name(candidate) == known) return candidate;
  return std::nullopt;
}

std::vector<std::string> anatomical_components(const Table& table) {
  std::vector<std::pair<std::int64_t, std::string>> found;
  for (const std::string& name : table.names())
    if (is_anatomical_component(name))
      found.emplace_back(parse_integer(confound_name(name).substr(kComponent.size())).value_or(0), name);
  std::sort(found.begin(), found.end());
  std::vector<std::string> names;
  for (const auto& [number, name] : found) names.push_back(name);
  return names;
}

bool fits(std::string_view pattern, std::string_view text) {
  // On a mismatch the last * takes one character more.
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t taken = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++taken;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

void throw_unknown(const Table& table, const std::string& name) {
  std::vector<std::string> known = table.names();
  for (const char* group : {"motion6", "motion12", "motion24", "acompcor5", "csf_wm"}) known.emplace_back(group);
  throw input_error(table.path(), fmt::format("has no confound {}{}", in_quotes(name), suggestion(name, known)));
}

bool is_cosine(std::string_view name) { return is_numbered(confound_name(name), "cosine"); }

bool is_anatomical_component(std::string_view name) { return is_numbered(confound_name(name), kComponent); }

}  // namespace attune::bold
