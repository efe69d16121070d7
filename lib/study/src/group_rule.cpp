#include "attune/study/group_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"

namespace attune::study {
namespace {

constexpr double kAnsweredShare = 0.8;  // fewer answered items than this share: no score
constexpr double kLowest = 1, kHighest = 7;

/// F, Ds or E of a classification without its subtype; empty if it is none.
std::string category_of(std::string_view code) {
  for (const std::string_view category : {"Ds", "F", "E"}) {
    if (!code.starts_with(category)) continue;
    std::string_view subtype = code.substr(category.size());
    const char most = category == "F" ? '5' : category == "Ds" ? '4' : '3';
    if (!subtype.empty() && subtype[0] >= '1' && subtype[0] <= most) subtype.remove_prefix(1);
    if (subtype.size() == 1 && subtype.size() < code.size() - category.size() && (subtype == "a" || subtype == "b"))
      subtype.remove_prefix(1);
    return subtype.empty() ? std::string(category) : std::string();
  }
  return {};
}

GroupOrReason reduce(std::string_view code, bool three_way) {
  const std::string category = category_of(code);
  if (category == "F") return {"secure", ""};
  if (category == "Ds") return {three_way ? "dismissing" : "insecure", ""};
  if (category == "E") return {three_way ? "preoccupied" : "insecure", ""};
  return {"", fmt::format("not an AAI classification: {}", in_quotes(code))};
}

struct Scale {
  int first, last;
  std::vector<int> reversed;
};

Scale scale_of(const std::string& rule) {
  if (rule == "ecr-r-anxiety") return {1, 18, {9, 11}};
  return {19, 36, {20, 22, 26, 27, 28, 29, 30, 31, 33, 34, 35, 36}};
}

}  // namespace

GroupOrReason reduce_aai(std::string_view code, bool three_way) {
  const std::string_view given = trimmed(code);
  if (is_missing(given)) return {"", "AAI missing"};
  if (given == "CC") return {"", "AAI cannot be classified (CC)"};
  if (!given.starts_with("U")) {
    // "Ds3b/U": some sites write the unresolved state behind the organised classification.
    const std::size_t slash = given.find('/');
    if (slash != std::string_view::npos && given.substr(slash) == "/U")
      return reduce(given.substr(0, slash), three_way);
    return reduce(given, three_way);
  }
  const std::string_view rest = given.substr(1);
  if (rest.empty()) return {"", "AAI unresolved (U) without a secondary classification"};
  if (!rest.starts_with("/")) return {"", fmt::format("not an AAI classification: {}", in_quotes(given))};
  if (rest == "/CC") return {"", "AAI cannot be classified (CC)"};
  return reduce(rest.substr(1), three_way);
}

std::vector<GroupOrReason> assign_groups(const GroupRule& rule, const Table& table) {
  std::vector<GroupOrReason> groups;
  for (const std::string& cell : table.text(rule.column)) {
    GroupOrReason found;
    if (rule.rule == "as-is")
      found = is_missing(cell) ? GroupOrReason{"", fmt::format("{} missing", rule.column)} : GroupOrReason{cell, ""};
    else
      found = reduce_aai(cell, rule.rule == "aai-three-way");
    const bool wanted = std::find(rule.levels.begin(), rule.levels.end(), found.group) != rule.levels.end();
    if (found.reason.empty() && !wanted) found = {"", fmt::format("{} is not a group of the study", found.group)};
    groups.push_back(found);
  }
  return groups;
}

const std::vector<std::string>& group_rules() {
  static const std::vector<std::string> rules{"as-is", "aai-two-way", "aai-three-way"};
  return rules;
}

const std::vector<std::string>& groups_of_rule(std::string_view rule) {
  static const std::vector<std::string> any, two{"secure", "insecure"}, three{"secure", "dismissing", "preoccupied"};
  return rule == "aai-two-way" ? two : rule == "aai-three-way" ? three : any;
}

const std::vector<std::string>& score_rules() {
  static const std::vector<std::string> rules{"ecr-r-anxiety", "ecr-r-avoidance"};
  return rules;
}

std::vector<double> score(const ScoreRule& rule, const Table& table) {
  const Scale scale = scale_of(rule.rule);
  std::vector<double> sums(table.rows(), 0.0), answered(table.rows(), 0.0);
  for (int item = scale.first; item <= scale.last; ++item) {
    const std::string column = fmt::format("ecrr_{:02}", item);
    const std::vector<double> answers = table.numbers(column);
    const bool reversed = std::find(scale.reversed.begin(), scale.reversed.end(), item) != scale.reversed.end();
    for (std::size_t row = 0; row < answers.size(); ++row) {
      if (std::isnan(answers[row])) continue;
      if (answers[row] < kLowest || answers[row] > kHighest)
        table.throw_at(row, column,
                       fmt::format("{}, expected an answer from 1 to 7 or n/a", format_double(answers[row])));
      sums[row] += reversed ? kLowest + kHighest - answers[row] : answers[row];
      answered[row] += 1;
    }
  }
  const double items = scale.last - scale.first + 1;
  for (std::size_t row = 0; row < sums.size(); ++row)
    sums[row] =
        answered[row] >= kAnsweredShare * items ? sums[row] / answered[row] : std::numeric_limits<double>::quiet_NaN();
  return sums;
}

}  // namespace attune::study
