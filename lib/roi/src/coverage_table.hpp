#pragma once

#include <string>
#include <vector>

#include "attune/roi/extract.hpp"
#include "attune/table/table.hpp"

namespace attune::roi {

/// Collects coverage rows of one or many images.
class CoverageRows {
 public:
  void add(const std::string& source, const std::vector<RegionCoverage>& rows);
  Table table() const;

 private:
  std::vector<std::string> sources_;
  std::vector<RegionCoverage> rows_;
};

}  // namespace attune::roi
