#pragma once

#include <functional>
#include <string>
#include <utility>

#include "attune/erp/derived.hpp"

namespace attune::erp {

/// The two names around the formula's hyphen that stands between known ones; around the first hyphen if none does. A
/// formula that can be read in two ways is a usage error.
std::pair<std::string, std::string> operands_of(const Difference& difference,
                                                const std::function<bool(const std::string&)>& is_known);

}  // namespace attune::erp
