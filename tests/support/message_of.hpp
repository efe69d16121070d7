#pragma once

#include <functional>
#include <string>

#include "attune/base/error.hpp"

namespace attune::test {

/// The message of the error that `work` throws, empty if it throws none.
inline std::string message_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace attune::test
