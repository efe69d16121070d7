#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "attune/base/error.hpp"

namespace attune::test {

/// Expects that `work` is refused with this fault and that the message holds every one of `parts`.
template <class Work>
void expect_refused(Fault fault, const std::vector<std::string>& parts, Work work) {
  try {
    work();
    ADD_FAILURE() << "was not refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), fault) << error.what();
    for (const std::string& part : parts) EXPECT_THAT(error.what(), ::testing::HasSubstr(part));
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << "a message is one line";
  }
}

}  // namespace attune::test
