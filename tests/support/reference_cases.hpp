#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "attune/table/delimited.hpp"
#include "shared_data.hpp"

namespace attune::test {

/// Answers of other software in reference/stats/cases.json; skipped, saying so, where the shared data are absent.
class ReferenceCases : public testing::Test {
 protected:
  void SetUp() override {
    ATTUNE_NEED_SHARED(file, "reference/stats/cases.json");
    std::ifstream stream(file);
    for (const auto& entry : nlohmann::json::parse(stream)) cases_[entry.at("name")] = entry.at("expected");
  }
  /// What is expected of a case; one that is not there fails the test.
  const nlohmann::json& expected(const std::string& name) const { return cases_.at(name); }
  /// A table beside the cases.
  static Table table(const char* name) { return read_table(shared_folder() / "reference" / "stats" / name); }

 private:
  std::map<std::string, nlohmann::json> cases_;
};

constexpr double kAgreement = 1e-8;  ///< relative; asked for of every case unless it says otherwise

inline void expect_near(double actual, const nlohmann::json& expected, double relative = kAgreement,
                        const std::string& what = "") {
  const double value = expected.get<double>();
  EXPECT_NEAR(actual, value, relative * std::abs(value)) << what;
}

}  // namespace attune::test
