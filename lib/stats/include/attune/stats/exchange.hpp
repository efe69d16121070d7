#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace attune::stats {

/// What changes places in a permutation of data that come in blocks (dyads, families, sites; Winkler, Webster,
/// Vidaurre, Nichols & Smith 2015, NeuroImage 123).
enum class Exchange {
  within,  ///< values change places inside their block: blocks may differ, such as sites with their own mean
  whole,   ///< blocks change places as a whole: values of one block may be alike, such as siblings of one group
};

/// "within" or "whole".
std::string name_of(Exchange exchange);
/// Anything else is a usage error.
Exchange parse_exchange(std::string_view text);

/// The block of every value: beside samples a and b, or in the first list alone for pairs.
struct ExchangeBlocks {
  std::array<std::vector<std::string>, 2> of{};
  Exchange exchange = Exchange::within;
};

/// What the blocks of a permutation were.
struct BlockCount {
  Exchange exchange = Exchange::within;
  std::size_t blocks = 0;
  std::size_t idle = 0;         ///< blocks that stay as they are in every arrangement
  std::size_t idle_values = 0;  ///< values (or pairs) in them
};

}  // namespace attune::stats
