#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "run_program.hpp"

namespace attune::test {

using nlohmann::json;

/// What a command answers with --format json; another exit code than 0 fails the test.
inline json result_of(const std::string& arguments) {
  const ProgramResult result = run_attune(arguments + " --format json");
  EXPECT_EQ(result.code, 0) << result.err;
  return json::parse(result.out);
}

/// The record of a part whose field has that value; none fails the test.
inline json row_of(const json& part, const std::string& field, const std::string& value) {
  for (const json& row : part)
    if (row.at(field) == value) return row;
  ADD_FAILURE() << "no " << field << " " << value;
  return {};
}

}  // namespace attune::test
