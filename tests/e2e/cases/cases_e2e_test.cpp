// Every case of reference/stats/cases.json, computed there with other software, through the command line.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "case_table.hpp"
#include "run_program.hpp"
#include "shared_data.hpp"

namespace attune::test {
namespace {

using nlohmann::json;

/// What a place leads to; a key, a position or a row that is not there is null.
json at_place(const json& start, const std::string& place, const json& own_case, std::size_t position) {
  json here = start;
  for (std::size_t begin = 0; begin < place.size();) {
    const std::size_t bracket = place.find('[', begin);
    std::size_t end = std::min(place.find('/', begin), place.size());
    if (bracket < end) end = std::min(place.find(']', bracket) + 1, place.size());
    std::string step = place.substr(begin, end - begin), field, wanted;
    begin = end + 1;
    if (bracket < end) {
      field = step.substr(step.find('[') + 1, step.find('=') - step.find('[') - 1);
      wanted = step.substr(step.find('=') + 1, step.size() - step.find('=') - 2);
      step.resize(step.find('['));
      if (wanted.starts_with('$')) wanted = at_place(own_case, wanted.substr(1), {}, 0).at(position).get<std::string>();
    }
    if (step == "#") step = fmt::format("{}", position);
    if (here.is_array())
      here = std::stoul(step) < here.size() ? json(here[std::stoul(step)]) : json();
    else
      here = here.contains(step) ? json(here[step]) : json();
    if (field.empty()) continue;
    json row;
    for (const json& candidate : here)
      if (candidate.value(field, "") == wanted) row = candidate;
    here = row;
  }
  return here;
}

class CasesThroughTheProgram : public testing::Test {
 protected:
  void SetUp() override {
    ATTUNE_NEED_SHARED(file, "reference/stats/cases.json");
    folder_ = file.parent_path();
    std::ifstream stream(file);
    for (const auto& entry : json::parse(stream)) cases_[entry.at("name")] = entry.at("expected");
  }
  const json& printed(const std::string& command) {
    const auto [at, is_new] = printed_.emplace(command, json());
    if (!is_new) return at->second;
    const ProgramResult result = run_attune(case_commands().at(command) + " --format json", folder_);
    EXPECT_EQ(result.code, 0) << command << ": " << result.err;
    return at->second = json::parse(result.out, nullptr, false);
  }
  void check(const CaseNumber& number) {
    const json& own = cases_.at(number.name);
    const json expected = at_place(own, number.expected, own, 0);
    ASSERT_FALSE(expected.is_null()) << number.name << " has no " << number.expected;
    for (std::size_t i = 0; i < (expected.is_array() ? expected.size() : 1); ++i) {
      const json one = expected.is_array() ? expected[i] : expected;
      if (one.is_null()) continue;
      const json actual = at_place(printed(number.command), number.actual, own, i);
      const std::string what = fmt::format("{} {} ({}), {}", number.name, number.expected, i, number.actual);
      // The residuals are a row of the reference's table and fields of the whole in ours.
      if (actual.is_null() && number.actual.find("$terms") != std::string::npos && own.at("terms")[i] == "Residuals")
        continue;
      ASSERT_TRUE(actual.is_number()) << what << " is not there";
      const double value = one.get<double>();
      EXPECT_NEAR(actual.get<double>(), value, number.tolerance * std::abs(value)) << what;
    }
  }

  std::map<std::string, json> cases_, printed_;
  std::filesystem::path folder_;
};

TEST_F(CasesThroughTheProgram, HoldEveryNumber) {
  for (const CaseNumber& number : case_numbers()) check(number);
}

// The places of all numbers in a case.
void add_places(const json& value, const std::string& place, std::vector<std::string>& out) {
  if (value.is_number()) out.push_back(place);
  if (!value.is_structured()) return;
  for (const auto& [key, inner] : value.items()) add_places(inner, place.empty() ? key : place + "/" + key, out);
}

TEST_F(CasesThroughTheProgram, LeaveOutNoNumberButTinyProbabilities) {
  constexpr double kTiny = 1e-12;  // below it nothing is asked for
  for (const auto& [name, own] : cases_) {
    if (cases_elsewhere().contains(name)) continue;
    std::vector<std::string> places;
    add_places(own, "", places);
    for (const std::string& place : places) {
      const bool held = std::any_of(case_numbers().begin(), case_numbers().end(), [&](const CaseNumber& number) {
        return number.name == name && (number.expected == place || place.starts_with(number.expected + "/"));
      });
      EXPECT_TRUE(held || at_place(own, place, own, 0).get<double>() < kTiny) << name << " " << place;
    }
  }
}

TEST_F(CasesThroughTheProgram, AreAllOfThem) {
  std::set<std::string> held, known;
  for (const CaseNumber& number : case_numbers()) held.insert(number.name);
  for (const auto& [name, where] : cases_elsewhere()) held.insert(name);
  for (const auto& [name, expected] : cases_) known.insert(name);
  EXPECT_EQ(held, known);
}

}  // namespace
}  // namespace attune::test
