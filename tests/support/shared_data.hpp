#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace attune::test {

/// The folder of real data: ATTUNE_SHARED, by default ../shared beside the project.
inline std::filesystem::path shared_folder() {
  const char* from_environment = std::getenv("ATTUNE_SHARED");
  return from_environment != nullptr ? std::filesystem::path(from_environment)
                                     : std::filesystem::path(ATTUNE_SOURCE_DIR) / ".." / "shared";
}

}  // namespace attune::test

/// Names a file or folder of the shared data, or skips the test and says what is missing.
#define ATTUNE_NEED_SHARED(variable, relative)                                         \
  const std::filesystem::path variable = ::attune::test::shared_folder() / (relative); \
  if (!std::filesystem::exists(variable)) GTEST_SKIP() << variable << " is not here (set ATTUNE_SHARED)"
