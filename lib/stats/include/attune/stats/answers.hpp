#pragma once

#include <vector>

#include "attune/base/error.hpp"
#include "attune/table/record.hpp"

namespace attune::stats {

/// What a statistics command gives: one record per question, and what the reader should know beside it.
struct Answers {
  std::vector<Record> records;
  Warnings warnings;
};

}  // namespace attune::stats
