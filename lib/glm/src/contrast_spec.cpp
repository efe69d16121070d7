#include "attune/glm/contrast_spec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"

namespace attune::glm {
namespace {

bool is_of_interest(bold::ColumnKind kind) {
  return kind != bold::ColumnKind::constant && kind != bold::ColumnKind::drift && kind != bold::ColumnKind::confound;
}

bool stands_alone(bold::ColumnKind kind) {
  return kind == bold::ColumnKind::condition || kind == bold::ColumnKind::delay || kind == bold::ColumnKind::modulator;
}

template <class Wanted>
std::vector<std::string> columns_where(const std::vector<bold::Design>& designs, Wanted wanted) {
  std::vector<std::string> names;
  for (const bold::Design& design : designs)
    for (std::size_t column = 0; column < design.names.size(); ++column)
      if (wanted(design.kinds[column]) && std::find(names.begin(), names.end(), design.names[column]) == names.end())
        names.push_back(design.names[column]);
  return names;
}

// A condition that no run has an event of can be named all the same: its contrasts are n/a, with that reason.
std::vector<std::string> with_eventless(std::vector<std::string> names, const std::vector<bold::Design>& designs) {
  const auto has_delays = [](const bold::Design& design) {
    return std::find(design.kinds.begin(), design.kinds.end(), bold::ColumnKind::delay) != design.kinds.end();
  };
  if (std::any_of(designs.begin(), designs.end(), has_delays)) return names;  // there a condition is no column
  for (const bold::Design& design : designs)
    for (const bold::Condition& condition : design.conditions)
      if (condition.events == 0 && std::find(names.begin(), names.end(), condition.name) == names.end())
        names.push_back(condition.name);
  return names;
}

void check_distinct(const std::vector<std::string>& names) {
  std::set<std::string> seen;
  for (const std::string& name : names)
    if (!seen.insert(name).second)
      throw usage_error(fmt::format("two contrasts are called {}; give each its own name", in_quotes(name)));
}

}  // namespace

ContrastText split_contrast(const std::string& text) {
  const std::size_t equals = text.find('=');
  ContrastText contrast;
  std::string_view expressions = text;
  if (equals != std::string::npos) {
    contrast.name = trimmed(std::string_view(text).substr(0, equals));
    expressions = std::string_view(text).substr(equals + 1);
  } else {
    contrast.name = trimmed(text);
  }
  for (std::size_t begin = 0; begin <= expressions.size();) {
    const std::size_t end = std::min(expressions.find(';', begin), expressions.size());
    const std::string_view row = trimmed(expressions.substr(begin, end - begin));
    if (row.empty())
      throw usage_error(fmt::format("contrast {}: an expression is missing; expected 'name = a - b'", in_quotes(text)));
    contrast.rows.emplace_back(row);
    begin = end + 1;
  }
  if (contrast.name.empty())
    throw usage_error(fmt::format("contrast {}: the name before '=' is missing", in_quotes(text)));
  return contrast;
}

std::vector<std::string> contrast_columns(const std::vector<bold::Design>& designs, bool all) {
  const auto wanted = [all](bold::ColumnKind kind) { return all || is_of_interest(kind); };
  return with_eventless(columns_where(designs, wanted), designs);
}

std::vector<bold::Contrast> make_contrasts(const std::vector<bold::Design>& designs, bool all,
                                           const std::vector<std::string>& texts) {
  const std::vector<std::string> known = contrast_columns(designs, all);
  std::vector<bold::Contrast> contrasts;
  std::vector<std::string> names;
  std::vector<std::string> alone;
  if (!all) alone = with_eventless(columns_where(designs, stands_alone), designs);
  for (const std::string& name : alone) contrasts.push_back({name, {{name, 1.0}}, {}});
  for (const std::string& text : texts) {
    const ContrastText parts = split_contrast(text);
    if (parts.rows.size() > 1)
      throw usage_error(fmt::format("contrast {} has several rows; give it as --f-contrast", in_quotes(parts.name)));
    contrasts.push_back(bold::parse_contrast(parts.name, parts.rows.front(), known));
  }
  for (const bold::Contrast& contrast : contrasts) names.push_back(contrast.name);
  check_distinct(names);
  return contrasts;
}

std::vector<bold::FContrast> make_f_contrasts(const std::vector<bold::Design>& designs, bool all,
                                              const std::vector<std::string>& texts) {
  const std::vector<std::string> known = contrast_columns(designs, all);
  std::vector<bold::FContrast> contrasts;
  std::vector<std::string> names;
  for (const std::string& text : texts) {
    const ContrastText parts = split_contrast(text);
    bold::FContrast contrast;
    contrast.name = parts.name;
    for (const std::string& row : parts.rows) contrast.rows.push_back(bold::parse_contrast(parts.name, row, known));
    for (bold::Contrast& row : contrast.rows) row.warnings.clear();  // the scale of its rows does not change an F
    contrasts.push_back(std::move(contrast));
    names.push_back(parts.name);
  }
  check_distinct(names);
  return contrasts;
}

}  // namespace attune::glm
