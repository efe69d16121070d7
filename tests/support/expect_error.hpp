#pragma once

#include <gtest/gtest.h>

#include <string>

#include "attune/base/error.hpp"

namespace attune::test {

/// The message of the error of this fault that `work` throws; anything else fails the test.
template <class Work>
std::string error_of(Fault fault, Work work) {
  try {
    work();
  } catch (const Error& e) {
    EXPECT_EQ(e.fault(), fault) << e.what();
    return e.what();
  }
  ADD_FAILURE() << "no error";
  return "";
}

}  // namespace attune::test
